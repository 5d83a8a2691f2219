"""Auto in the whole window: it follows the pictures, in the step that brought them, and gives way to the user."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot
from window_driver import PATIENCE_MS, press, use

from stylegui.application.app import Application
from stylegui.document.places import FURTHER_STYLE
from stylegui.engine.settings import Settings
from stylegui.gui.controls.slider import ValueSlider

SMALL = Settings(size=64, quality="draft")


@pytest.fixture
def chosen(application: Application, qtbot: QtBot) -> Application:
    """Auto has chosen, for a woodcut."""
    use(application, SMALL)
    qtbot.waitUntil(lambda: application.desk.document.settings.look == "strokes", timeout=PATIENCE_MS)
    return application


def test_the_sliders_move_and_it_says_why(chosen: Application) -> None:
    settings, panel = chosen.desk.document.settings, chosen.window.panel
    assert (settings.auto, settings.size) == ("on", 64)
    strength = panel.controls["strength"]
    assert isinstance(strength, ValueSlider)
    assert strength.value() == settings.strength != 50
    assert "Strokes" in panel.why.text()


def test_it_is_undone_with_what_it_followed(chosen: Application) -> None:
    steps = [step.label for step in chosen.desk.undo_list.steps]
    assert steps[-1] == "Settings of a test"
    looks = [chosen.desk.document.settings.look]
    press(chosen.window, Qt.Key.Key_Z)
    looks.append(chosen.desk.document.settings.look)
    press(chosen.window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    looks.append(chosen.desk.document.settings.look)
    assert looks == ["strokes", "painterly", "strokes"]


def test_who_touches_a_slider_has_it_by_hand_from_then_on(chosen: Application, qtbot: QtBot, samples: Path) -> None:
    slider = chosen.window.panel.controls["photo_kept"]
    assert isinstance(slider, ValueSlider)
    QTest.keyClick(slider.slider, Qt.Key.Key_End)
    settings = chosen.desk.document.settings
    assert (settings.auto, settings.photo_kept, settings.look) == ("off", 100, "strokes")
    assert chosen.window.panel.why.text() == ""
    chosen.window.pictures.load_requested.emit(FURTHER_STYLE, [str(samples / "brush-strokes.png")])
    qtbot.waitUntil(lambda: len(chosen.desk.document.styles) == 2, timeout=PATIENCE_MS)
    qtbot.wait(300)
    assert chosen.desk.document.settings.look == "strokes"
    press(chosen.window, Qt.Key.Key_Z)
    press(chosen.window, Qt.Key.Key_Z)
    assert chosen.desk.document.settings.auto == "on"


def test_turned_on_again_it_chooses_again(chosen: Application, qtbot: QtBot) -> None:
    slider, box = (chosen.window.panel.controls[name] for name in ("strength", "auto"))
    assert isinstance(slider, ValueSlider)
    QTest.keyClick(slider.slider, Qt.Key.Key_End)
    assert chosen.desk.document.settings.strength == 100
    QTest.keyClick(box, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: chosen.desk.document.settings.strength == 60, timeout=PATIENCE_MS)
    assert chosen.desk.undo_list.step.label == "Auto On"
