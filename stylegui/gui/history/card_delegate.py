"""Draws a result of the filmstrip: its picture, its number and its marks."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPalette, QPen, QPixmap, QPixmapCache
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from stylegui.gui.basics.theme import icon
from stylegui.gui.history.card import Card
from stylegui.gui.history.cards_model import CARD

PICTURE = QSize(88, 56)
CARD_SIZE = QSize(PICTURE.width() + 16, PICTURE.height() + 24)
CAPTION, MARK, LINE = 16, 12, 4  # heights of number and marks, of a mark, of the line of progress
ROUNDING = 5.0

Role = QPalette.ColorRole


class CardDelegate(QStyledItemDelegate):
    """One card, sharp on any screen."""

    def _draw_frame(self, painter: QPainter, option: QStyleOptionViewItem, card: Card) -> None:
        colour, state = option.palette.color, option.state
        outer = QRectF(option.rect).adjusted(2, 1, -2, -1)
        painter.setPen(Qt.PenStyle.NoPen)
        if state & QStyle.StateFlag.State_MouseOver or card.is_shown:
            painter.setBrush(colour(Role.Base))
            painter.drawRoundedRect(outer, ROUNDING, ROUNDING)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if card.is_shown:
            painter.setPen(QPen(colour(Role.Highlight), 2))
            painter.drawRoundedRect(outer.adjusted(1, 1, -1, -1), ROUNDING, ROUNDING)
        if state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QPen(colour(Role.PlaceholderText), 1))
            inset = 2.5 if card.is_shown else 0.5
            painter.drawRoundedRect(outer.adjusted(inset, inset, -inset, -inset), ROUNDING, ROUNDING)

    def _draw_picture(self, painter: QPainter, option: QStyleOptionViewItem, card: Card, image: QImage | None) -> QRect:
        left, top = option.rect.left() + 8, option.rect.top() + 5
        size = QSize(card.result.width, card.result.height) if image is None else image.size()
        size = size.scaled(PICTURE, Qt.AspectRatioMode.KeepAspectRatio).expandedTo(QSize(1, 1))
        left, top = left + (PICTURE.width() - size.width()) // 2, top + (PICTURE.height() - size.height()) // 2
        place = QRect(left, top, size.width(), size.height())
        if image is None:
            painter.fillRect(place, option.palette.color(Role.AlternateBase))
        else:
            painter.drawPixmap(place, _scaled(image, size * painter.device().devicePixelRatioF()))
        return place

    def _draw_progress(self, painter: QPainter, option: QStyleOptionViewItem, card: Card, picture: QRect) -> None:
        track = QRect(picture.left(), picture.bottom() + 1 - LINE, picture.width(), LINE)
        painter.fillRect(track, QColor(0, 0, 0, 140))
        track.setWidth(round(track.width() * min(max(card.result.fraction, 0.0), 1.0)))
        painter.fillRect(track, option.palette.color(Role.Highlight))

    def _draw_caption(self, painter: QPainter, option: QStyleOptionViewItem, card: Card) -> None:
        row = QRect(option.rect.left() + 8, option.rect.bottom() - CAPTION - 1, PICTURE.width(), CAPTION)
        painter.setPen(option.palette.color(Role.WindowText))
        painter.drawText(row, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, str(card.number))
        result, right = card.result, row.right() + 1
        top = row.top() + (CAPTION - MARK) // 2
        for name, holds in (("saved", result.saved_as), ("branch", card.parent), ("star-filled", result.starred)):
            if holds:
                right -= MARK
                icon(name).paint(painter, QRect(right, top, MARK, MARK))
                right -= 4

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        card: Card = index.data(CARD)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._draw_frame(painter, option, card)
        picture = self._draw_picture(painter, option, card, index.data(Qt.ItemDataRole.DecorationRole))
        if card.is_running:
            self._draw_progress(painter, option, card, picture)
        self._draw_caption(painter, option, card)
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return CARD_SIZE


def _scaled(image: QImage, size: QSize) -> QPixmap:
    """The image at a size, scaled well and once."""
    key, pixmap = f"card {image.cacheKey()} {size.width()} {size.height()}", QPixmap()
    if not QPixmapCache.find(key, pixmap):
        exact, smooth = Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation
        pixmap = QPixmap.fromImage(image.scaled(size, exact, smooth))
        QPixmapCache.insert(key, pixmap)
    return pixmap
