"""An icon that is drawn when it is needed, at whatever size and scale the screen has."""

from PySide6.QtCore import QByteArray, QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QIconEngine, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer


class DrawnIcon(QIconEngine):
    """Pixels of a fixed size would be stretched on some screens; this has none."""

    def __init__(self, drawing: str, normal: str, disabled: str) -> None:
        """`drawing` is an SVG in currentColor, which becomes one of the two colours (#rrggbb)."""
        super().__init__()
        self._of = drawing, normal, disabled
        self._normal, self._disabled = (
            QSvgRenderer(QByteArray(drawing.replace("currentColor", colour).encode())) for colour in (normal, disabled)
        )

    def clone(self) -> QIconEngine:
        return DrawnIcon(*self._of)

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        drawing = self._disabled if mode == QIcon.Mode.Disabled else self._normal
        drawing.render(painter, QRectF(rect))

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        result = QPixmap(size)
        if result.isNull():  # a button that has no room yet asks for none of its size
            return result
        result.fill(Qt.GlobalColor.transparent)
        painter = QPainter(result)
        self.paint(painter, QRect(QPoint(), size), mode, state)
        painter.end()
        return result
