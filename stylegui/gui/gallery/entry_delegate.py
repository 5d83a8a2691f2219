"""Draws a style of the gallery: its picture, and what it is called."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPalette, QPen, QPixmap
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from stylegui.gui.basics.theme import icon
from stylegui.gui.gallery.entries import Entry
from stylegui.gui.gallery.gallery_model import ENTRY, IS_AWAITED, THUMBNAIL

PICTURE = THUMBNAIL / 2
AROUND, CAPTION, MARK, ROUNDING = 6, 20, 14, 4.0
CELL = QSize(PICTURE.width() + 2 * AROUND, PICTURE.height() + CAPTION + 2 * AROUND)

Role = QPalette.ColorRole


class EntryDelegate(QStyledItemDelegate):
    """One entry, sharp on any screen."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        entry: Entry = index.data(ENTRY)
        pixmap: QPixmap | None = index.data(Qt.ItemDataRole.DecorationRole)
        picture = QRect(option.rect.topLeft(), PICTURE).translated(AROUND, AROUND)
        colour, chosen = option.palette.color, bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        rounded = QPainterPath()
        rounded.addRoundedRect(QRectF(picture), ROUNDING, ROUNDING)
        painter.fillPath(rounded, colour(Role.AlternateBase))
        if pixmap is not None:
            painter.setClipPath(rounded)
            painter.drawPixmap(picture, pixmap)
            painter.setClipping(False)
        if chosen or option.state & QStyle.StateFlag.State_MouseOver:
            painter.setPen(QPen(colour(Role.Highlight if chosen else Role.Mid), 2 if chosen else 1))
            painter.drawRoundedRect(QRectF(picture).adjusted(-2, -2, 2, 2), ROUNDING + 1, ROUNDING + 1)
        words = QRect(picture.left(), picture.bottom() + 4, picture.width(), CAPTION)
        if entry.is_favourite:
            words.setRight(words.right() - MARK - 2)
            icon("star-filled").paint(painter, QRect(words.right() + 3, words.top() + 2, MARK, MARK))
        painter.setPen(colour(Role.WindowText))
        title = self.tr("Trying…") if index.data(IS_AWAITED) else entry.title
        text = option.fontMetrics.elidedText(title, Qt.TextElideMode.ElideRight, words.width())
        painter.drawText(words, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop, text)
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return CELL
