"""Where a result goes is asked for, and what lies behind it where the format has no transparency."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QColorDialog, QFileDialog, QInputDialog, QWidget
from pytestqt.qtbot import QtBot
from window_driver import in_dialogs, press_in, save_as

from stylegui.gui.dialogs.save_dialog import WHITE, ask_target


@pytest.fixture
def parent(qtbot: QtBot) -> QWidget:
    parent = QWidget()
    qtbot.addWidget(parent)
    parent.show()
    return parent


def test_a_transparent_jpeg_asks_for_the_background(parent: QWidget, tmp_path: Path) -> None:
    def choose(dialog: QWidget) -> None:
        assert isinstance(dialog, QColorDialog)
        dialog.setCurrentColor(Qt.GlobalColor.blue)
        dialog.accept()

    quality = (QInputDialog, press_in(Qt.Key.Key_Return))
    asked = in_dialogs((QFileDialog, save_as(tmp_path / "a.jpg")), quality, (QColorDialog, choose))
    target = ask_target(parent, "a", transparent=True)
    assert asked()
    assert target is not None
    assert (target[0], target[2]) == (str(tmp_path / "a.jpg"), (0, 0, 255))


def test_a_cancelled_background_saves_nothing(parent: QWidget, tmp_path: Path) -> None:
    quality = (QInputDialog, press_in(Qt.Key.Key_Return))
    in_dialogs((QFileDialog, save_as(tmp_path / "a.jpg")), quality, (QColorDialog, press_in(Qt.Key.Key_Escape)))
    assert ask_target(parent, "a", transparent=True) is None


@pytest.mark.parametrize(("name", "transparent"), [("a.png", True), ("a.png", False), ("a.tif", True)])
def test_others_do_not_ask(parent: QWidget, tmp_path: Path, name: str, transparent: bool) -> None:
    in_dialogs((QFileDialog, save_as(tmp_path / name)))
    target = ask_target(parent, "a", transparent)
    assert target is not None
    assert target[2] == WHITE
