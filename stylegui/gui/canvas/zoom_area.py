"""A widget that shows something larger or smaller than itself: zoom and pan by wheel, pointer and keys."""

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal, Slot
from PySide6.QtGui import (
    QEnterEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QNativeGestureEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from stylegui.gui.canvas.view_transform import View

NOTCH_ZOOM = 1.25
"""What one notch of a wheel multiplies the zoom by."""
NOTCH_PIXELS = 40
"""How many pixels of a touchpad that reports no angle count as one notch."""
KEY_PAN = 64
PANS = {
    Qt.Key.Key_Left: (KEY_PAN, 0),
    Qt.Key.Key_Right: (-KEY_PAN, 0),
    Qt.Key.Key_Up: (0, KEY_PAN),
    Qt.Key.Key_Down: (0, -KEY_PAN),
}


class ZoomArea(QWidget):
    """Keeps a `View`, and lets the user move it. What is drawn there is a subclass's matter.

    Signals:
        zoom_changed: the new zoom, in device pixels for one pixel of the full picture (1.0 is 100 %).

    Attributes:
        zoom: the present zoom, as in `zoom_changed`.
        has_picture: there is something to move; without it the wheel, pointer and keys do nothing.
    """

    zoom_changed = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._view = View()
        self._panned_from: QPointF | None = None
        self._is_space_held = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)

    @property
    def zoom(self) -> float:
        return self._view.zoom

    @property
    def has_picture(self) -> bool:
        raise NotImplementedError

    @Slot()
    def fit(self) -> None:
        """Show the whole picture, also when the window is resized later."""
        self._move_view(self._view.fit())

    @Slot()
    def actual_size(self) -> None:
        """One pixel of the picture for one pixel of the screen."""
        self._move_view(self._view.zoomed(1.0))

    @Slot()
    def zoom_in(self) -> None:
        """One step larger."""
        self._move_view(self._view.stepped(+1))

    @Slot()
    def zoom_out(self) -> None:
        """One step smaller."""
        self._move_view(self._view.stepped(-1))

    def picture_at(self, point: QPointF) -> QPointF:
        """The point of the picture, in its own pixels, that is seen at a point of the widget."""
        return QPointF(*self._view.to_picture(point.x(), point.y()))

    def _placed(self) -> QRectF:
        """Where the whole picture lies in the widget."""
        return QRectF(*self._view.origin, *self._view.size)

    def _move_view(self, view: View) -> None:
        """What the user asks for."""
        if self.has_picture:
            self._set_view(view)

    def _set_view(self, view: View) -> None:
        before, self._view = self._view, view
        if view.zoom != before.zoom:
            self.zoom_changed.emit(view.zoom)
        if view != before:
            self.update()

    def _cursor_at(self, point: QPointF | None) -> Qt.CursorShape | None:
        """The cursor for what a press would do; `point` is None when the pointer's place is not known."""
        if self._panned_from is not None:
            return Qt.CursorShape.ClosedHandCursor
        if self._is_space_held and self.has_picture:
            return Qt.CursorShape.OpenHandCursor
        return None

    def _update_cursor(self, point: QPointF | None) -> None:
        shape = self._cursor_at(point)
        if shape is None:
            self.unsetCursor()
        else:
            self.setCursor(shape)

    def _set_space_held(self, held: bool) -> None:
        self._is_space_held = held
        self._update_cursor(None)

    # --- Qt's own

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.DevicePixelRatioChange:
            self._set_view(self._view.resized(self.width(), self.height(), self.devicePixelRatioF()))
        elif isinstance(event, QNativeGestureEvent) and (event.gestureType() == Qt.NativeGestureType.ZoomNativeGesture):
            point = event.position()
            self._move_view(self._view.zoomed(self.zoom * (1 + event.value()), point.x(), point.y()))
            return True
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._set_view(self._view.resized(self.width(), self.height(), self.devicePixelRatioF()))

    def wheelEvent(self, event: QWheelEvent) -> None:
        notches = event.angleDelta().y() / 120 or event.pixelDelta().y() / NOTCH_PIXELS
        if notches == 0:  # sideways
            return
        point = event.position()
        self._move_view(self._view.zoomed(self.zoom * NOTCH_ZOOM**notches, point.x(), point.y()))
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() in (Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton) and self.has_picture:
            self._panned_from = event.position()
            self._update_cursor(event.position())
        else:
            event.ignore()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._panned_from is not None:
            moved = event.position() - self._panned_from
            self._panned_from = event.position()
            self._move_view(self._view.panned(moved.x(), moved.y()))
        self._update_cursor(event.position())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._panned_from = None
        self._update_cursor(event.position())

    def enterEvent(self, event: QEnterEvent) -> None:
        self._update_cursor(event.position())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key == Qt.Key.Key_Space:
            self._set_space_held(True)
        elif key in PANS and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._move_view(self._view.panned(*PANS[key]))
        else:
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space:
            if not event.isAutoRepeat():
                self._set_space_held(False)
        else:
            super().keyReleaseEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._set_space_held(False)
        super().focusOutEvent(event)
