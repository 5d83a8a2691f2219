"""Icons that are drawn at the size that is asked for."""

from PySide6.QtCore import QSize
from PySide6.QtGui import QIcon
from pytestqt.qtbot import QtBot

from stylegui.gui.basics.drawn_icon import DrawnIcon

RECTANGLE = '<rect width="4" height="4" fill="currentColor"/>'
SQUARE = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 4">{RECTANGLE}</svg>'


def test_it_is_drawn_in_the_colour_of_its_mode(qtbot: QtBot) -> None:
    icon = QIcon(DrawnIcon(SQUARE, "#ff0000", "#808080"))
    for mode, colour in ((QIcon.Mode.Normal, "#ff0000"), (QIcon.Mode.Disabled, "#808080")):
        assert icon.pixmap(QSize(16, 16), mode).toImage().pixelColor(8, 8).name() == colour


def test_of_no_size_there_is_nothing_to_draw(qtbot: QtBot) -> None:
    for size in (QSize(0, 0), QSize(16, 0), QSize(-1, -1)):
        drawn = DrawnIcon(SQUARE, "#ff0000", "#808080").pixmap(size, QIcon.Mode.Normal, QIcon.State.Off)
        assert drawn.isNull()
