"""The small grip on the canvas by which the result is dragged into a file manager."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QHideEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QApplication, QWidget

SIDE = 36


class DragGrip(QWidget):
    """A round button that is pressed and pulled.

    Signals:
        pulled: the pointer has moved far enough with the left button down; once for each press.

    Attributes:
        is_held: the left button went down here and has not come up since.
    """

    pulled = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.is_held = False
        self._pressed_at: QPointF | None = None
        self.setFixedSize(SIDE, SIDE)
        self.setCursor(Qt.CursorShape.OpenHandCursor)
        text = self.tr("Drag this into a folder to save the result there")
        self.setToolTip(text)
        self.setAccessibleName(self.tr("Drag the result out"))
        self.setAccessibleDescription(text)

    def release(self) -> None:
        """Forget the press: a drag has taken the pointer over, and no release will arrive here."""
        self.is_held = False
        self._pressed_at = None
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(SIDE, SIDE)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.is_held = True
            self._pressed_at = event.position()
            self.update()
        else:
            event.ignore()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._pressed_at is None:
            return
        moved = (event.position() - self._pressed_at).manhattanLength()
        if moved >= QApplication.startDragDistance():
            self._pressed_at = None
            self.pulled.emit()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.release()

    def hideEvent(self, event: QHideEvent) -> None:
        self.release()
        super().hideEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(255, 255, 255, 60), 1))
        painter.setBrush(QColor(0, 0, 0, 210 if self.is_held or self.underMouse() else 150))
        painter.drawEllipse(QRectF(self.rect()).adjusted(2.5, 2.5, -2.5, -2.5))
        # A sheet with an arrow that leaves it.
        pen = QPen(QColor(255, 255, 255), 1.6)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.setPen(pen)
        painter.translate(self.width() / 2, self.height() / 2)
        painter.drawPolyline([QPointF(x, y) for x, y in ((-1, -5), (-6, -5), (-6, 6), (5, 6), (5, 1))])
        painter.drawLine(QPointF(-1, 1), QPointF(6.5, -6.5))
        painter.drawPolyline([QPointF(2, -6.5), QPointF(6.5, -6.5), QPointF(6.5, -2)])
