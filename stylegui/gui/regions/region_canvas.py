"""The canvas with regions over the picture, and a brush to paint them with."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QImage, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QWidget

from stylegui.gui.canvas.canvas import Canvas
from stylegui.gui.regions.region_chip import RegionChip


class RegionCanvas(Canvas):
    """Lays an overlay over the picture, and tells where the brush goes. Points are shares of width and height.

    A move repaints only what it touches.

    Signals:
        brush_pressed(QPointF), brush_moved(QPointF): from the press to the release.
        brush_released: the stroke is done.

    Attributes:
        brush_radius: of the brush's outline, as a share of the picture's longer side; None while not painting.
        overlay_opacity: 0..1. chip: says that regions act.
    """

    brush_pressed = Signal(QPointF)
    brush_moved = Signal(QPointF)
    brush_released = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.brush_radius: float | None = None
        self.overlay_opacity = 0.5
        self.chip = RegionChip(self)
        self._overlay: QImage | None = None
        self._is_painting = False
        self._pointer: QPointF | None = None

    def set_brush(self, radius: float | None) -> None:
        """Paint with a brush of this radius, or do not paint."""
        if radius != self.brush_radius:
            self.brush_radius = radius
            self._update_cursor(None)
            self.update()

    def set_overlay(self, pixels: NDArray[np.uint8] | None) -> None:
        """Show (h, w, 4) RGBA, its colours times alpha, over the whole picture; or nothing."""
        if pixels is None and self._overlay is None:
            return
        self._overlay = None if pixels is None else _image(pixels).convertToFormat(_FORMAT)
        self.update()

    def patch_overlay(self, pixels: NDArray[np.uint8], left: int, top: int) -> None:
        """Other pixels in one part of the overlay, the first of them at (left, top)."""
        if self._overlay is None:
            return
        painter = QPainter(self._overlay)
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Source)
        painter.drawImage(left, top, _image(pixels))
        painter.end()
        placed = self._placed()
        across, down = placed.width() / self._overlay.width(), placed.height() / self._overlay.height()
        seen = QRectF(left - 1, top - 1, pixels.shape[1] + 2, pixels.shape[0] + 2)  # it is smoothed into its neighbours
        corner = QPointF(placed.left() + across * seen.left(), placed.top() + down * seen.top())
        self.update(QRectF(corner.x(), corner.y(), across * seen.width(), down * seen.height()).toAlignedRect())

    def set_overlay_opacity(self, opacity: float) -> None:
        """How far the overlay covers the picture, 0..1."""
        self.overlay_opacity = opacity
        self.update()

    def _paints(self) -> bool:
        return self.brush_radius is not None and self.has_picture and not self._is_space_held

    def _share(self, point: QPointF) -> QPointF:
        seen, (width, height) = self.picture_at(point), self._view.picture
        return QPointF(seen.x() / width, seen.y() / height)

    def _outline_radius(self) -> float:
        """In the widget."""
        return (self.brush_radius or 0.0) * max(self._view.size)

    def _move_outline(self, pointer: QPointF | None) -> None:
        """The outline goes with the pointer, or away with it."""
        before, self._pointer = self._pointer, pointer
        if self.brush_radius is None:
            return
        reach = self._outline_radius() + 3
        for point in (before, pointer):
            if point is not None:
                self.update(QRectF(point.x() - reach, point.y() - reach, 2 * reach, 2 * reach).toAlignedRect())

    def _cursor_at(self, point: QPointF | None) -> Qt.CursorShape | None:
        own = super()._cursor_at(point)
        return Qt.CursorShape.CrossCursor if own is None and self._paints() else own

    # --- Qt's own

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        if self._overlay is not None and self.has_picture:
            painter.setOpacity(self.overlay_opacity)
            painter.drawImage(self._placed(), self._overlay, QRectF(self._overlay.rect()))
            painter.setOpacity(1)
        if self._paints() and self._pointer is not None:
            radius = self._outline_radius()
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            for colour, width in ((QColor(0, 0, 0, 140), 3.0), (QColor(255, 255, 255), 1.2)):
                painter.setPen(QPen(colour, width))
                painter.drawEllipse(self._pointer, radius, radius)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        size = self.chip.sizeHint()
        self.chip.setGeometry(QRect(8, self.height() - size.height() - 8, size.width(), size.height()))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        left = event.button() == Qt.MouseButton.LeftButton
        share = self._share(event.position()) if left and self._paints() else None
        if share is not None and _is_inside(share) and not self._is_on_split(event.position()):
            self._is_painting = True
            self.brush_pressed.emit(share)
        else:
            super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._move_outline(event.position())
        if self._is_painting and not event.buttons() & Qt.MouseButton.LeftButton:  # a box has taken the release
            self._is_painting = False
            self.brush_released.emit()
        if self._is_painting:
            self.brush_moved.emit(self._share(event.position()))
        super().mouseMoveEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._is_painting and event.button() == Qt.MouseButton.LeftButton:
            self._is_painting = False
            self.brush_released.emit()
        super().mouseReleaseEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self._move_outline(None)
        super().leaveEvent(event)


_FORMAT = QImage.Format.Format_ARGB32_Premultiplied  # what the painter composes in


def _image(pixels: NDArray[np.uint8]) -> QImage:
    """A QImage on these bytes: not to be kept longer than they are."""
    height, width, _ = pixels.shape
    return QImage(pixels.data, width, height, 4 * width, QImage.Format.Format_RGBA8888_Premultiplied)


def _is_inside(share: QPointF) -> bool:
    return 0 <= share.x() <= 1 and 0 <= share.y() <= 1
