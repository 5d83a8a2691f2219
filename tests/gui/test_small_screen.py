"""The window on a screen of 960 x 540."""

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from stylegui.gui.window.main_window import MainWindow

WIDE, HIGH = 960 - 16, 540 - 48  # less what frame and title take of it


@pytest.mark.parametrize("tools", [(), ("regions",), ("show_steps",)])
def test_it_fits_a_small_screen(qtbot: QtBot, tools: tuple[str, ...]) -> None:
    window = MainWindow("", "")
    qtbot.addWidget(window)
    window.show()
    for name in tools:
        getattr(window.actions_, name).setChecked(True)
    QApplication.processEvents()
    least = window.minimumSizeHint()
    assert (least.width() <= WIDE, least.height() <= HIGH) == (True, True), least
