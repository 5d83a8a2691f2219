"""Chooses the part of a painting that is looked at."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QSizePolicy, QVBoxLayout, QWidget

from stylegui.gui.basics.qimages import to_pixmap

Crop = tuple[float, float, float, float]
WHOLE: Crop = (0.0, 0.0, 1.0, 1.0)
LEAST = 0.05  # share of width or height: a smaller frame was a click
NUDGE = 0.02


class CropFrame(QWidget):
    """A picture with a frame that can be drawn anew, or moved with the arrow keys.

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
        self.setAccessibleDescription(self.tr("Drag to draw a frame; arrow keys move it."))

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
        left, top, right, bottom = self.crop
        x = min(max(move[0], -left), 1 - right)
        y = min(max(move[1], -top), 1 - bottom)
        self.set_crop((left + x, top + y, right + x, bottom + y))


class CropDialog(QDialog):
    """Asks for the part of a painting.

    Attributes:
        frame: the picture with its frame. buttons: accept, reject, and back to the whole painting.
    """

    def __init__(self, parent: QWidget, pixels: NDArray[np.uint8], crop: Crop) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Part of the painting"))
        self.frame = CropFrame(pixels, crop)
        kinds = QDialogButtonBox.StandardButton
        self.buttons = QDialogButtonBox(kinds.Ok | kinds.Cancel | kinds.Reset)
        self.buttons.button(kinds.Reset).setText(self.tr("Whole painting"))
        self.buttons.button(kinds.Reset).clicked.connect(lambda: self.frame.set_crop(WHOLE))
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        hint = QLabel(self.tr("Drag a frame around what shall be looked at. The marks keep their size."))
        hint.setWordWrap(True)
        layout = QVBoxLayout(self)
        layout.setSpacing(8)
        layout.addWidget(hint)
        layout.addWidget(self.frame, 1)
        layout.addWidget(self.buttons)
        self.resize(560, 480)
