"""A picture that is as large as there is room for it, and as sharp as the screen."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QPixmap, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy


class FittedPicture(QLabel):
    """Whole, in the middle of the room that it gets: it asks for none."""

    def __init__(self) -> None:
        super().__init__(alignment=Qt.AlignmentFlag.AlignCenter)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
        self._own = QPixmap()

    def show_picture(self, pixmap: QPixmap) -> None:
        """Show that one, or nothing."""
        self._own = pixmap
        self._draw()

    def _draw(self) -> None:
        if self._own.isNull():
            self.clear()
            return
        ratio = self.devicePixelRatioF()
        keep, smooth = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
        scaled = self._own.scaled(self.size() * ratio, keep, smooth)
        scaled.setDevicePixelRatio(ratio)
        self.setPixmap(scaled)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if not self._own.isNull():
            self._draw()
