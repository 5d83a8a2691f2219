"""One of the variations: its picture, and what it is called."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QAbstractButton, QSizePolicy

from stylegui.gui.basics.qimages import to_pixmap

LEAST = QSize(170, 150)
AROUND, CAPTION = 5, 20


class Tile(QAbstractButton):
    """A button that is a picture as large as there is room. Checked, it is the one that was taken.

    Attributes:
        pixels: (h, w, 3) of it, or None as long as it is not there.
    """

    def __init__(self) -> None:
        super().__init__()
        self.pixels: NDArray[np.uint8] | None = None
        self._pixmap, self._words = QPixmap(), ""
        self.setCheckable(True)
        self.setMinimumSize(LEAST)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def begin(self, label: str, is_awaited: bool) -> None:
        """Another variation, whose picture comes later."""
        self.pixels, self._pixmap = None, QPixmap()
        self.setText(label)
        self.setAccessibleName(label)
        self.setToolTip(label)
        self.setChecked(False)
        self.setEnabled(False)  # until it can be seen what one would take
        self._words = self.tr("Trying…") if is_awaited else ""
        self.update()

    def show_picture(self, pixels: NDArray[np.uint8] | None) -> None:
        """(h, w, 3) of it; None where it cannot be made."""
        self.pixels = pixels
        self._pixmap = QPixmap() if pixels is None else to_pixmap(pixels)
        self._words = self.tr("This cannot be tried") if pixels is None else ""
        self.setEnabled(pixels is not None)
        self.update()

    def sizeHint(self) -> QSize:
        return LEAST

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, palette = QPainter(self), self.palette()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        room = self.rect().adjusted(AROUND, AROUND, -AROUND, -AROUND - CAPTION)
        place = room
        if not self._pixmap.isNull():
            size = self._pixmap.size().scaled(room.size(), Qt.AspectRatioMode.KeepAspectRatio)
            place.setSize(size)
            place.moveCenter(self.rect().adjusted(AROUND, AROUND, -AROUND, -AROUND - CAPTION).center())
            painter.drawPixmap(place, self._pixmap)
        else:
            painter.fillRect(place, palette.alternateBase())
            painter.setPen(palette.placeholderText().color())
            painter.drawText(place, Qt.AlignmentFlag.AlignCenter, self._words)
        if self.isChecked() or self.hasFocus() or self.underMouse():
            wide = 3 if self.isChecked() else 1
            painter.setPen(QPen(palette.highlight() if self.isChecked() else palette.mid(), wide))
            painter.drawRect(place.adjusted(-2, -2, 2, 2))
        painter.setPen(palette.windowText().color())
        words = self.rect().adjusted(AROUND, self.height() - AROUND - CAPTION, -AROUND, 0)
        shown = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideMiddle, words.width())
        painter.drawText(words, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignVCenter, shown)
