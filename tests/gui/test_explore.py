"""Explore in the real window: a sheet, a click that takes one, a second that looks around it."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot
from window_driver import PATIENCE_MS, press, running, use

from stylegui.application.app import Application
from stylegui.engine.run import sketch
from stylegui.engine.settings import Settings
from stylegui.gui.explore import explore_dialog
from stylegui.gui.explore.explore_dialog import ExploreDialog

OFF = Settings(auto="off", size=64, quality="draft")


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sketch, "EVALUATIONS", (1, 1))


def opened(application: Application, qtbot: QtBot, *pictures: Path | str) -> ExploreDialog:
    application.open([str(picture) for picture in pictures])
    document = application.desk
    qtbot.waitUntil(lambda: len(document.document.styles) == len(pictures) - 1, timeout=PATIENCE_MS)
    qtbot.waitUntil(lambda: document.document.photo is not None, timeout=PATIENCE_MS)
    use(application, OFF)
    press(application.window, Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    dialog = application.window.explore
    qtbot.waitUntil(dialog.isVisible, timeout=PATIENCE_MS)
    return dialog


def wait_for(dialog: ExploreDialog, qtbot: QtBot, count: int) -> None:
    qtbot.waitUntil(lambda: sum(tile.pixels is not None for tile in dialog.tiles) >= count, timeout=PATIENCE_MS)


def test_a_click_takes_one_and_another_looks_around_it(qtbot: QtBot, samples: Path) -> None:
    with running(qtbot) as application:
        dialog = opened(application, qtbot, samples / "rocket.jpg", samples / "brush-strokes.png")
        wait_for(dialog, qtbot, 3)
        assert dialog.tiles[0].text() == "Strength 15, Photo kept 15"
        assert [tile.pixels is not None for tile in dialog.tiles[:3]] == [True] * 3
        QTest.mouseClick(dialog.tiles[2], Qt.MouseButton.LeftButton)
        settings = application.desk.document.settings
        assert (settings.strength, settings.photo_kept) == (85, 15)
        assert dialog.tiles[2].isChecked()
        QTest.mouseClick(dialog.tiles[2], Qt.MouseButton.LeftButton)
        assert dialog.tiles[4].text() == "Strength 82, Photo kept 18"
        assert not any(tile.isChecked() for tile in dialog.tiles)
        wait_for(dialog, qtbot, 1)
        application.desk.undo()
        assert application.desk.document.settings.strength == 50
        dialog.close()


def test_a_style_of_the_gallery_is_taken_from_the_sheet(qtbot: QtBot, samples: Path) -> None:
    with running(qtbot) as application:
        dialog = opened(application, qtbot, samples / "rocket.jpg")
        assert "Choose a photo and a style first" in dialog.hint.text()
        assert not any(tile.isEnabled() for tile in dialog.tiles)
        dialog.kind.setCurrentIndex(2)
        dialog.kind.activated.emit(2)
        wait_for(dialog, qtbot, 2)
        assert dialog.tiles[1].text() == "The Scream"
        QTest.mouseClick(dialog.tiles[1], Qt.MouseButton.LeftButton)
        qtbot.waitUntil(lambda: len(application.desk.document.styles) == 1, timeout=PATIENCE_MS)
        assert application.desk.document.styles[0].picture.name == "The Scream"
        QTest.mouseClick(dialog.tiles[1], Qt.MouseButton.LeftButton)
        assert dialog.kind.currentText() == "Around the present ones"
        assert dialog.tiles[4].text() == "As it is"
        dialog.close()


def test_the_sheet_is_saved_as_a_picture(
    qtbot: QtBot, samples: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "explored.png"
    monkeypatch.setattr(explore_dialog, "ask_file", lambda *_, **__: str(path))
    with running(qtbot) as application:
        dialog = opened(application, qtbot, samples / "rocket.jpg", samples / "brush-strokes.png")
        assert not dialog.save.isEnabled()
        wait_for(dialog, qtbot, 2)
        QTest.mouseClick(dialog.save, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(path.exists, timeout=PATIENCE_MS)
        with Image.open(path) as image:
            assert image.width > 2 * 2 * 100
        dialog.close()


def test_closing_the_sheet_ends_its_sketches_and_another_photo_begins_anew(qtbot: QtBot, samples: Path) -> None:
    with running(qtbot) as application:
        dialog = opened(application, qtbot, samples / "rocket.jpg", samples / "brush-strokes.png")
        wait_for(dialog, qtbot, 1)
        first = dialog.tiles[0].pixels
        other = application.desk.document.photo
        assert other is not None
        darker = replace(other, pixels=(other.pixels // 3).astype(np.uint8))
        application.window.show_document(replace(application.desk.document, photo=darker))
        assert dialog.tiles[0].pixels is None
        application.window.show_document(application.desk.document)
        wait_for(dialog, qtbot, 1)
        assert first is not None
        dialog.close()
        qtbot.wait(2500)
        assert sum(tile.pixels is not None for tile in dialog.tiles) < 4
