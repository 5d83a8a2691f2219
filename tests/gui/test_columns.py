"""The columns: they fit a small screen, and what does not fit in them can be scrolled to."""

from PySide6.QtWidgets import QApplication, QFrame, QScrollArea, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from stylegui.gui.window.columns import Columns

WIDE, HIGH = 960 - 16, 540 - 48 - 27 - 47 - 25  # less frame and title, status bar, toolbar and menus


def part(width: int, height: int) -> QWidget:
    """Something that needs that much room."""
    widget = QWidget()
    layout = QVBoxLayout(widget)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.addWidget(inside := QWidget())
    inside.setMinimumSize(width, height)
    return widget


def shown(columns: Columns, qtbot: QtBot) -> Columns:
    qtbot.addWidget(columns)
    columns.resize(WIDE, HIGH)
    columns.show()
    QApplication.processEvents()
    return columns


def scrolling(columns: Columns, inside: QWidget) -> QScrollArea:
    return next(area for area in columns.findChildren(QScrollArea) if area.widget() is inside)


def test_with_tools_advice_and_filmstrip_they_fit_a_small_screen(qtbot: QtBot) -> None:
    pictures, panel = part(150, 1000), part(220, 1000)
    middle = (part(99, 31), part(460, 62), part(240, 180), part(300, 96))
    columns = shown(Columns(pictures, middle, panel, QFrame()), qtbot)
    least = columns.minimumSizeHint()
    assert least.width() <= WIDE
    assert least.height() <= HIGH
    assert (columns.width(), columns.height()) == (WIDE, HIGH)
    for inside in (pictures, panel):
        area = scrolling(columns, inside)
        assert area.horizontalScrollBar().maximum() == 0
        assert area.verticalScrollBar().maximum() > 0


def test_what_is_wider_than_its_column_can_be_scrolled_to(qtbot: QtBot) -> None:
    panel = part(400, 100)
    columns = shown(Columns(part(100, 100), (part(100, 100),), panel, QFrame()), qtbot)
    columns.setSizes([204, 480, 260])
    QApplication.processEvents()
    area = scrolling(columns, panel)
    assert area.width() < 400
    assert area.horizontalScrollBar().maximum() >= 400 - area.width()


def test_what_is_above_the_canvas_is_never_cut(qtbot: QtBot) -> None:
    tools = part(520, 60)  # a larger font
    columns = shown(Columns(part(100, 100), (tools, part(240, 180)), part(100, 100), QFrame()), qtbot)
    columns.resize(200, 200)
    QApplication.processEvents()
    assert tools.width() >= 520
