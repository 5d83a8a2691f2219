"""A picture with a frame around the part of it that is chosen."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from stylegui.gui.basics.qimages import to_pixmap

Crop = tuple[float, float, float, float]
LEAST = 0.05  # share of width or height: a smaller frame was a click
NUDGE = 0.02


class CropFrame(QWidget):
    """A picture with a frame that can be drawn anew, or moved and resized with the arrow keys.

    Signals:
        changed: another frame.

    Attributes:
        crop: (left, top, right, bottom) as shares of width and height.
    """

    changed = Signal()

    def __init__(self, pixels: NDArray[np.uint8], crop: Crop) -> None:
        super().__init__()
        self.crop = crop
        self._pixmap = to_pixmap(pixels)
        self._from: QPointF | None = None
        self.setMinimumSize(360, 280)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.setAccessibleName(self.tr("Part of the painting"))
        self.setAccessibleDescription(
            self.tr(
                "Drag a frame around what shall be looked at, or move it with the arrow keys; with Shift they move its "
                "right and lower edge, with Ctrl its left and upper edge."
            )
        )

    def set_crop(self, crop: Crop) -> None:
        """Another frame."""
        self.crop = crop
        self.changed.emit()
        self.update()

    def placed(self) -> QRectF:
        """Where the whole picture lies."""
        size = self._pixmap.size().scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
        left, top = (self.width() - size.width()) / 2, (self.height() - size.height()) / 2
        return QRectF(left, top, size.width(), size.height())

    def _share(self, point: QPointF) -> QPointF:
        placed = self.placed()
        x, y = (point.x() - placed.left()) / placed.width(), (point.y() - placed.top()) / placed.height()
        return QPointF(min(max(x, 0.0), 1.0), min(max(y, 0.0), 1.0))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, placed = QPainter(self), self.placed()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawPixmap(placed, self._pixmap, QRectF(self._pixmap.rect()))
        left, top, right, bottom = self.crop
        frame = QRectF(
            placed.left() + left * placed.width(),
            placed.top() + top * placed.height(),
            (right - left) * placed.width(),
            (bottom - top) * placed.height(),
        )
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(0, 0, 0, 130))
        for dark in (
            QRectF(placed.left(), placed.top(), placed.width(), frame.top() - placed.top()),
            QRectF(placed.left(), frame.bottom(), placed.width(), placed.bottom() - frame.bottom()),
            QRectF(placed.left(), frame.top(), frame.left() - placed.left(), frame.height()),
            QRectF(frame.right(), frame.top(), placed.right() - frame.right(), frame.height()),
        ):
            painter.drawRect(dark)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if self.hasFocus():  # the arrow keys move it
            painter.setPen(QPen(self.palette().color(QPalette.ColorRole.Highlight), 5))
            painter.drawRect(frame)
        painter.setPen(QPen(QColor(255, 255, 255), 1.5))
        painter.drawRect(frame)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._from = self._share(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._from is not None:
            frame = QRectF(self._from, self._share(event.position())).normalized()
            if min(frame.width(), frame.height()) >= LEAST:
                self.set_crop((frame.left(), frame.top(), frame.right(), frame.bottom()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._from = None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        moves = {
            Qt.Key.Key_Left: (-NUDGE, 0.0),
            Qt.Key.Key_Right: (NUDGE, 0.0),
            Qt.Key.Key_Up: (0.0, -NUDGE),
            Qt.Key.Key_Down: (0.0, NUDGE),
        }
        move = moves.get(Qt.Key(event.key()))
        if move is None:
            super().keyPressEvent(event)
            return
        (x, y), (left, top, right, bottom) = move, self.crop
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self.set_crop((left, top, _within(right + x, left + LEAST, 1), _within(bottom + y, top + LEAST, 1)))
        elif event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.set_crop((_within(left + x, 0, right - LEAST), _within(top + y, 0, bottom - LEAST), right, bottom))
        else:
            x, y = _within(x, -left, 1 - right), _within(y, -top, 1 - bottom)
            self.set_crop((left + x, top + y, right + x, bottom + y))


def _within(value: float, low: float, high: float) -> float:
    return min(max(value, low), high)
