"""The window on a screen of 960 x 540."""

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from stylegui.document.places import PHOTO
from stylegui.gui.window.main_window import MainWindow

WIDE, HIGH = 960 - 16, 540 - 48  # less what frame and title take of it


@pytest.mark.parametrize(
    ("tools", "is_crowded"),
    [((), False), (("regions",), False), (("show_steps",), False), ((), True), (("regions",), True)],
)
def test_it_fits_a_small_screen(qtbot: QtBot, tools: tuple[str, ...], is_crowded: bool) -> None:
    window = MainWindow("", "")
    qtbot.addWidget(window)
    window.show()
    for name in tools:
        getattr(window.actions_, name).setChecked(True)
    if is_crowded:
        window.offers.offer("There is something left of yesterday, and it can be opened now", [("open", "Open it")])
        window.choice.offer(PHOTO, ["/a.jpg", "/b.jpg"])
    QApplication.processEvents()
    least = window.minimumSizeHint()
    assert (least.width() <= WIDE, least.height() <= HIGH) == (True, True), least
