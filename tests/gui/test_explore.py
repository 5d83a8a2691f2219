"""Explore in the real window: a sheet, a click that takes one, a second that looks around it."""

from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot
from window_driver import PATIENCE_MS, press, running, use

from stylegui.application.app import Application
from stylegui.document.places import FURTHER_STYLE, PHOTO
from stylegui.document.wishes import Turn
from stylegui.engine.run import sketch
from stylegui.engine.settings import Settings
from stylegui.gui.explore import explore_dialog
from stylegui.gui.explore.explore_dialog import ExploreDialog
from stylegui.jobs import SketchRequest

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
    dialog = application.window.looks.explore
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
        texts = [tile.text() for tile in dialog.tiles]
        assert texts[::4] == ["Strength 68, Photo kept 0", "Strength 85, Photo kept 15", "Strength 100, Photo kept 32"]
        assert [tile.isChecked() for tile in dialog.tiles] == [number == 4 for number in range(9)]
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
        QTest.mouseClick(dialog.tiles[1], Qt.MouseButton.LeftButton)  # before it is read
        qtbot.waitUntil(lambda: len(application.desk.document.styles) == 1, timeout=PATIENCE_MS)
        assert application.desk.document.styles[0].picture.name == "The Scream"
        assert dialog.kind.currentText() == "Around the present settings"
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


def test_closing_the_sheet_gives_up_what_was_under_way(qtbot: QtBot, samples: Path) -> None:
    with running(qtbot) as application:
        asked = list[SketchRequest]()
        application._explorer.sketch.connect(asked.append)
        dialog = opened(application, qtbot, samples / "rocket.jpg", samples / "brush-strokes.png")
        wait_for(dialog, qtbot, 1)
        qtbot.waitUntil(lambda: len(asked) > 1, timeout=PATIENCE_MS)
        dialog.close()
        count = len(asked)
        assert asked[-1].is_given_up()
        qtbot.waitUntil(lambda: application._explorer._under_way is None, timeout=PATIENCE_MS)
        assert len(asked) == count


def test_the_sheet_follows_another_photo_style_or_slider_but_not_what_was_taken_of_it(
    qtbot: QtBot, samples: Path
) -> None:
    with running(qtbot) as application:
        dialog = opened(application, qtbot, samples / "rocket.jpg", samples / "brush-strokes.png")
        sheets = list[object]()
        dialog.explored.connect(sheets.append)
        QTest.mouseClick(dialog.tiles[8], Qt.MouseButton.LeftButton)  # nothing: it cannot be seen yet
        wait_for(dialog, qtbot, 2)
        QTest.mouseClick(dialog.tiles[0], Qt.MouseButton.LeftButton)
        QTest.mouseClick(dialog.tiles[1], Qt.MouseButton.LeftButton)
        assert sheets == []
        assert application.desk.document.settings.photo_kept == 15
        application.desk.apply(Turn("subject", 10.0))
        assert len(sheets) == 1
        application.desk.apply(Turn("size", 96))
        assert len(sheets) == 1
        application.window.pictures.load_requested.emit(PHOTO, [str(samples / "cat.jpg")])
        qtbot.waitUntil(lambda: len(sheets) == 2, timeout=PATIENCE_MS)
        application.window.pictures.load_requested.emit(FURTHER_STYLE, [str(samples / "woodcut.png")])
        qtbot.waitUntil(lambda: len(sheets) == 3, timeout=PATIENCE_MS)
        dialog.close()


def test_two_settings_are_two(qtbot: QtBot, samples: Path) -> None:
    with running(qtbot) as application:
        dialog = opened(application, qtbot, samples / "rocket.jpg", samples / "brush-strokes.png")
        dialog.across.setCurrentIndex(dialog.down.currentIndex())
        dialog.across.activated.emit(dialog.across.currentIndex())
        assert dialog.across.currentData() != dialog.down.currentData()
        assert len({tile.text() for tile in dialog.tiles}) == 9
        dialog.close()
