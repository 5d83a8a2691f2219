"""The canvas: the result while it is being painted, and the photo beside it."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QMimeData, QPointF, QRectF, Qt, QTimer, QUrl, Signal, Slot
from PySide6.QtGui import (
    QDrag,
    QHideEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QPixmap,
    QResizeEvent,
)
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QVBoxLayout, QWidget

from stylegui.engine.run.frame import Frame
from stylegui.gui.canvas import canvas_paint as paint
from stylegui.gui.canvas.drag_grip import DragGrip
from stylegui.gui.canvas.view_transform import View
from stylegui.gui.canvas.zoom_area import ZoomArea

SPLIT_REACH = 6.0
"""How near to the split, in logical pixels, the pointer takes hold of it."""
LATEST_PAINT_MS = 250
"""A paint that has not come by then will not come: the window is covered, or on another desktop."""


class Canvas(ZoomArea):
    """Shows the result live and compares it with the photo. Coordinates are those of the full result.

    Signals:
        frame_shown: a frame has been painted, or nobody can see it now; once for each `show_frame`.
        sample_requested: the user wants to try the sample pictures.
        drag_out_started: the result is being pulled out; answer with `begin_drag` when its file is there.

    Attributes:
        compare: whether the split is asked for; it is seen when there are a photo and a result.
        split: where the split is, as a share of the picture's width, 0..1.
        has_result: whether a result is shown.
    """

    frame_shown = Signal()
    sample_requested = Signal()
    drag_out_started = Signal()
    _acknowledgement_due = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.compare = False
        self.split = 0.5
        self._is_split_held = False
        self._caption = ""
        self._photo: paint.PictureLayer | None = None
        self._result: paint.PictureLayer | None = None
        self._is_drop_target = False
        self._unacknowledged = 0
        self._invitation = self._make_invitation()
        self._grip = DragGrip(self)
        self._grip.hide()
        self._grip.pulled.connect(self.drag_out_started)
        self._paint_deadline = QTimer(self, singleShot=True, interval=LATEST_PAINT_MS)
        self._paint_deadline.timeout.connect(self._acknowledge_soon)
        # Queued, so that whoever answers with the next frame does not do so in the middle of a paint.
        self._acknowledgement_due.connect(self._acknowledge, Qt.ConnectionType.QueuedConnection)
        self.setAcceptDrops(False)
        self.setMinimumSize(240, 100)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAccessibleName(self.tr("Canvas"))
        self.setAccessibleDescription(
            self.tr("The picture. Arrow keys move it; comma and full stop move the split that compares it.")
        )

    @property
    def has_picture(self) -> bool:
        return self._photo is not None or self._result is not None

    @property
    def has_result(self) -> bool:
        return self._result is not None

    @Slot(object)
    def show_frame(self, frame: Frame) -> None:
        """Show a snapshot, scaled to the full size of the result; the view stays where it is."""
        self._result = paint.PictureLayer(frame.pixels, frame.halves)
        self._set_view(self._view.of_picture(frame.width, frame.height))
        self._contents_changed()
        self._unacknowledged += 1
        if self._will_be_painted():
            self._paint_deadline.start()
        else:
            self._acknowledge_soon()

    def set_photo(
        self, pixels: NDArray[np.uint8] | None, caption: str = "", halves: Sequence[NDArray[np.uint8]] = ()
    ) -> None:
        """The photograph, (h, w, 3) uint8 sRGB at any resolution, or none. One of another size is fitted.

        With a caption it is another picture, to compare with; `halves` as a frame has them.
        """
        self._caption = caption
        before = self._photo.size if self._photo else None
        self._photo = None if pixels is None else paint.PictureLayer(pixels, halves)
        if self._photo and self._photo.size != before and not caption:
            self._set_view(self._view_of_contents().fit())
        self._contents_changed()

    def clear_result(self) -> None:
        """Forget the result; the photo, if there is one, is seen again."""
        self._result = None
        self._set_view(self._view_of_contents())
        self._contents_changed()

    @Slot(bool)
    def set_compare(self, on: bool) -> None:
        """Show or hide the split between photo and result. It appears where it can be seen."""
        self.compare = on
        if self._is_split_shown() and not 0 <= self._split_x() <= self.width():
            self._move_split(self.width() / 2)
        self._update_cursor(None)
        self.update()

    def set_drop_highlight(self, on: bool) -> None:
        """Show that what is being dragged would land here."""
        self._is_drop_target = on
        self._contents_changed()

    @Slot(str)
    def begin_drag(self, path: str) -> None:
        """Drag the file at `path` out, if the user still holds the grip; otherwise do nothing."""
        if not self._grip.is_held or self._result is None:
            return
        mime = QMimeData()
        mime.setUrls([QUrl.fromLocalFile(str(Path(path).absolute()))])
        keep, smooth = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
        drag = QDrag(self)
        drag.setMimeData(mime)
        drag.setPixmap(QPixmap.fromImage(self._result.small().scaled(128, 128, keep, smooth)))
        drag.exec(Qt.DropAction.CopyAction)
        self._grip.release()

    def _view_of_contents(self) -> View:
        """The view of what is left to see; the result's size counts before the photo's."""
        if self._result:
            return self._view
        if self._photo:
            return self._view.of_picture(self._photo.size.width(), self._photo.size.height())
        return self._view.fit()

    def _contents_changed(self) -> None:
        self._invitation.setVisible(not self.has_picture and not self._is_drop_target)
        self._grip.setVisible(self.has_result and not self._is_drop_target)
        self.update()

    def _make_invitation(self) -> QFrame:
        """What an empty canvas says."""
        frame = QFrame(self)
        title = QLabel(self.tr("Drop a photo here, or try the sample"))
        title.setAlignment(Qt.AlignmentFlag.AlignCenter)
        title.setWordWrap(True)
        title.setFont(paint.enlarged(title.font(), 1.4))
        button = QPushButton(self.tr("Try the sample"))
        button.setToolTip(self.tr("Load a photo and a style that come with the application"))
        button.setMinimumHeight(32)
        button.clicked.connect(self.sample_requested)
        layout = QVBoxLayout(frame)
        layout.setSpacing(16)
        layout.addStretch()
        layout.addWidget(title)
        layout.addWidget(button, alignment=Qt.AlignmentFlag.AlignCenter)
        layout.addStretch()
        return frame

    # --- acknowledging frames

    def _will_be_painted(self) -> bool:
        """Whether the system will ask for a paint. A minimised or covered window is not asked."""
        window = self.window().windowHandle()
        is_exposed = window is not None and window.isExposed()
        return is_exposed and not self.window().isMinimized() and not self.visibleRegion().isEmpty()

    @Slot()
    def _acknowledge_soon(self) -> None:
        self._paint_deadline.stop()
        count, self._unacknowledged = self._unacknowledged, 0
        if count:
            self._acknowledgement_due.emit(count)

    @Slot(int)
    def _acknowledge(self, count: int) -> None:
        for _ in range(count):
            self.frame_shown.emit()

    # --- the split

    def _is_split_shown(self) -> bool:
        return self.compare and self._photo is not None and self._result is not None

    def _split_x(self) -> float:
        """The split in the widget, on a whole device pixel."""
        ratio = self._view.ratio
        return round((self._view.origin[0] + self.split * self._view.size[0]) * ratio) / ratio

    def _move_split(self, x: float) -> None:
        self.split = min(max((x - self._view.origin[0]) / self._view.size[0], 0.0), 1.0)
        self.update()

    def _is_on_split(self, point: QPointF) -> bool:
        seen = self._placed() & QRectF(self.rect())
        if not self._is_split_shown() or not seen.top() <= point.y() <= seen.bottom():
            return False
        away = QPointF(self._split_x(), seen.center().y()) - point
        return abs(away.x()) <= SPLIT_REACH or QPointF.dotProduct(away, away) <= paint.HANDLE_RADIUS**2

    def _cursor_at(self, point: QPointF | None) -> Qt.CursorShape | None:
        over_split = self._is_split_held or (point is not None and self._is_on_split(point))
        return super()._cursor_at(point) or (Qt.CursorShape.SplitHCursor if over_split else None)

    # --- painting

    def _paint_pictures(self, painter: QPainter) -> None:
        shown = self._result or self._photo
        if shown is None:
            return
        view, placed, area = self._view, self._placed(), QRectF(self.rect())
        seen = placed & area
        if self._is_split_shown() and self._photo is not None:
            x = self._split_x()
            left, right = QRectF(area), QRectF(area)
            left.setRight(x)
            right.setLeft(x)
            self._photo.draw(painter, placed, left, view.zoom, view.ratio)
            shown.draw(painter, placed, right, view.zoom, view.ratio)
            paint.draw_hairline(painter, placed, view.ratio)
            paint.draw_split(painter, x, seen, self.palette().color(QPalette.ColorRole.Accent))
            paint.draw_captions(painter, x, seen, (self._caption or self.tr("Photo"), self.tr("Result")))
        else:
            shown.draw(painter, placed, area, view.zoom, view.ratio)
            paint.draw_hairline(painter, placed, view.ratio)

    # --- Qt's own

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._invitation.setGeometry(self.rect())
        corner = self.rect().bottomRight() - self._grip.rect().bottomRight()
        self._grip.move(corner.x() - 8, corner.y() - 8)

    def hideEvent(self, event: QHideEvent) -> None:
        self._acknowledge_soon()
        super().hideEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), paint.surround(self.palette()))
        self._paint_pictures(painter)
        if self._is_drop_target:
            hint = self.tr("Drop to use as the photo")
            paint.draw_drop_highlight(painter, QRectF(self.rect()), self.palette(), hint)
        self._acknowledge_soon()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        is_left = event.button() == Qt.MouseButton.LeftButton
        if is_left and not self._is_space_held and self._is_on_split(event.position()):
            self._is_split_held = True
            self._update_cursor(event.position())
        else:
            super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._is_split_held:
            self._move_split(event.position().x())
        super().mouseMoveEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._is_split_held = False
        super().mouseReleaseEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        by = {Qt.Key.Key_Comma: -0.02, Qt.Key.Key_Period: 0.02}.get(Qt.Key(event.key()))
        if by is not None and self._is_split_shown():
            self.split = min(max(self.split + by, 0.0), 1.0)
            self.update()
        else:
            super().keyPressEvent(event)
