"""The three columns of the window: pictures, canvas, controls."""

from collections.abc import Sequence

from PySide6.QtCore import QSettings, QSize, Qt
from PySide6.QtWidgets import QMainWindow, QScrollArea, QSplitter, QVBoxLayout, QWidget

from stylegui.gui.basics.wheel import WheelGuard

PLOT_HEIGHT = 150
# The least ones, with the list of steps beside them, leave a frame's room on a screen of 960 pixels.
WIDTHS, LEAST = (248, 744, 288), (204, 288, 260)
SIZE, FRAME = QSize(1280, 800), QSize(16, 48)  # of a new window; what the frame and the title take of the screen


class Columns(QSplitter):
    """Lays out the parts of the window, and remembers how wide they were."""

    def __init__(self, pictures: QWidget, middle: Sequence[QWidget], panel: QWidget, plot: QWidget) -> None:
        """`middle` one above the other, the last with all the room that is left."""
        super().__init__()
        self.setChildrenCollapsible(False)
        panel.setContentsMargins(12, 8, 12, 8)
        plot.setContentsMargins(12, 0, 12, 4)
        plot.setFixedHeight(PLOT_HEIGHT)
        left, middle_, right = LEAST
        self.addWidget(_column((_scrolling(pictures),), left))
        self.addWidget(_column(middle, middle_))
        self.addWidget(_column((_scrolling(panel), plot), right, stretched=0))
        self.setStretchFactor(1, 1)
        self.setSizes(list(WIDTHS))

    def restore(self, window: QMainWindow) -> None:
        """Give the window and its columns their last sizes, as far as the screen has room."""
        settings = QSettings()
        window.resize(SIZE)
        geometry, widths = settings.value("window/geometry"), settings.value("window/splitter")
        if geometry is not None:
            window.restoreGeometry(geometry)
        if widths is not None:
            self.restoreState(widths)
        window.resize(window.size().boundedTo(window.screen().availableSize() - FRAME))

    def remember(self, window: QMainWindow) -> None:
        """Keep the sizes for the next time."""
        settings = QSettings()
        settings.setValue("window/geometry", window.saveGeometry())
        settings.setValue("window/splitter", self.saveState())


def _column(widgets: Sequence[QWidget], least: int, stretched: int = -1) -> QWidget:
    """One above the other, `least` pixels wide, or more where one of them needs more."""
    column = QWidget()
    layout = QVBoxLayout(column)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(0)
    layout.addStrut(least)
    for widget in widgets:
        layout.addWidget(widget, int(widget is widgets[stretched]))
    return column


def _scrolling(widget: QWidget) -> QScrollArea:
    area = QScrollArea(widgetResizable=True)
    area.setFrameShape(QScrollArea.Shape.NoFrame)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # what has the focus within is scrolled to; by itself nobody sees it
    area.setWidget(widget)
    WheelGuard(widget)
    return area
