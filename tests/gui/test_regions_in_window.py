"""Regions, recipes, colours and advice in the real window, by real events."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot
from window_driver import (
    PATIENCE_MS,
    QUICK,
    button_called,
    failure,
    in_dialogs,
    painted,
    photo_name,
    press,
    save_as,
    settled,
    use,
)

from stylegui.application.app import Application
from stylegui.document.places import FURTHER_STYLE, PHOTO
from stylegui.document.wishes import Paint, TurnStyle
from stylegui.engine.pictures.images import resize
from stylegui.engine.regions.regions import Region
from stylegui.gui.window.main_window import MainWindow

KEEP = "Leave the photo as it is"
Masks = list[tuple[int | None, NDArray[np.uint8]]]


def _stroke(window: MainWindow, *way: tuple[float, float]) -> None:
    """A stroke of the brush through points of the picture, given as shares of width and height."""
    left, top = window.canvas._view.origin
    width, height = window.canvas._view.size
    points = [QPoint(round(left + x * width), round(top + y * height)) for x, y in way]
    QTest.mousePress(window.canvas, Qt.MouseButton.LeftButton, pos=points[0])
    for point in points[1:]:
        QTest.mouseMove(window.canvas, point)
    QTest.mouseRelease(window.canvas, Qt.MouseButton.LeftButton, pos=points[-1])


def _begin(window: MainWindow, what: str, size: int = 60) -> None:
    if not window.actions_.regions.isChecked():
        window.actions_.regions.trigger()
    bar = window.regions.bar
    index = bar.what.findText(what)
    assert index >= 0, [bar.what.itemText(i) for i in range(bar.what.count())]
    bar.what.setCurrentIndex(index)
    QTest.mouseClick(bar.buttons["brush"], Qt.MouseButton.LeftButton)
    bar.brush_size.setValue(size)
    bar.softness.setValue(0)


def _masks(application: Application) -> Masks:
    return [(region.style, region.mask) for region in application.desk.document.regions]


def _until_regions(application: Application, qtbot: QtBot, count: int) -> Masks:
    qtbot.waitUntil(lambda: len(_masks(application)) == count, timeout=PATIENCE_MS)
    return _masks(application)


def _with_second_style(application: Application, qtbot: QtBot, samples: Path) -> None:
    application.window.pictures.load_requested.emit(FURTHER_STYLE, [str(samples / "stained-glass.png")])
    qtbot.waitUntil(lambda: len(application.desk.document.styles) == 2, timeout=PATIENCE_MS)


def test_a_stroke_is_a_step_that_acts_on_the_result(application: Application, qtbot: QtBot) -> None:
    window = application.window
    _begin(window, KEEP, size=100)
    _stroke(window, (0.0, 0.2), (0.0, 0.9))
    _until_regions(application, qtbot, 1)
    frame, photo = painted(application, qtbot), application.desk.document.photo
    assert photo is not None
    kept = resize(photo.pixels, frame.width, frame.height)
    apart = np.abs(frame.pixels / 255 - kept).mean(2)
    assert apart[:, 0].mean() < 0.02 < apart[:, -1].mean()
    press(window, Qt.Key.Key_Z)
    assert _masks(application) == []
    window.actions_.redo.trigger()
    assert len(_masks(application)) == 1


def test_a_mask_is_saved_and_loaded(application: Application, qtbot: QtBot, tmp_path: Path) -> None:
    window, target = application.window, tmp_path / "maske.png"
    _begin(window, "woodcut")
    _stroke(window, (0.3, 0.5))
    ((_, mask),) = _until_regions(application, qtbot, 1)
    in_dialogs((QFileDialog, save_as(target)))
    window.regions.bar.save_mask.trigger()
    qtbot.waitUntil(lambda: "Saved as" in window.status.text(), timeout=PATIENCE_MS)
    with Image.open(target) as saved:
        np.testing.assert_array_equal(np.asarray(saved.convert("L")), mask)
    QTest.mouseClick(window.regions.bar.clear, Qt.MouseButton.LeftButton)
    _until_regions(application, qtbot, 0)
    _begin(window, KEEP)
    in_dialogs((QFileDialog, save_as(target)))
    window.regions.bar.load_mask.trigger()
    _begin(window, "woodcut")  # what is chosen by the time that it was read does not matter
    ((style, loaded),) = _until_regions(application, qtbot, 1)
    assert style is None
    np.testing.assert_array_equal(loaded, mask)


def test_a_style_that_is_turned_keeps_its_regions_and_undo_brings_their_parts_back(
    application: Application, qtbot: QtBot
) -> None:
    desk, window = application.desk, application.window
    photo, (style,) = desk.document.photo, desk.document.styles
    assert photo is not None
    part = np.zeros((style.seen().height, style.seen().width), np.uint8)
    part[:20] = 255
    desk.apply(Paint((Region(np.full((photo.height, photo.width), 255, np.uint8), 0, part),), "Brush"))
    before = desk.document.regions
    (controls,) = window.pictures.style_list.controls.values()
    controls.turn.setFocus()
    QTest.keyClick(controls.turn, Qt.Key.Key_Up)
    qtbot.waitUntil(lambda: desk.document.styles[0].rotation != 0, timeout=PATIENCE_MS)
    (region,) = desk.document.regions
    assert region.mask is before[0].mask
    assert region.part is None  # of a picture that is not there any more
    press(window, Qt.Key.Key_Z)
    assert desk.document.regions == before


def test_the_chip_of_regions_that_act_opens_the_tool(application: Application, qtbot: QtBot) -> None:
    window = application.window
    _begin(window, "woodcut")
    _stroke(window, (0.3, 0.5))
    _until_regions(application, qtbot, 1)
    window.actions_.regions.setChecked(False)
    assert window.canvas.chip.isVisible()
    QTest.keyClick(window.canvas.chip, Qt.Key.Key_Space)
    assert window.actions_.regions.isChecked()
    assert window.regions.bar.isVisible()


def test_a_style_that_goes_takes_its_regions_with_it_and_undo_brings_both_back(
    application: Application, qtbot: QtBot, samples: Path
) -> None:
    window = application.window
    _with_second_style(application, qtbot, samples)
    _begin(window, "woodcut")
    _stroke(window, (0.2, 0.5))
    _until_regions(application, qtbot, 1)
    _begin(window, "stained-glass")
    _stroke(window, (0.8, 0.5))
    before = _until_regions(application, qtbot, 2)
    well = window.pictures.style_list.wells[application.desk.document.styles[0].key]
    QTest.keyClick(well, Qt.Key.Key_Delete)
    assert [style for style, _ in _masks(application)] == [0]
    assert window.regions.bar.what.findText("woodcut") == -1
    press(window, Qt.Key.Key_Z)
    assert [style for style, _ in _masks(application)] == [0, 1]
    assert all(now[1] is old[1] for now, old in zip(_masks(application), before, strict=True))


def test_a_stroke_is_broken_off_harmlessly_when_other_regions_arrive(application: Application, qtbot: QtBot) -> None:
    window, desk = application.window, application.desk
    _begin(window, "woodcut", size=50)
    left, top = window.canvas._view.origin
    width, height = window.canvas._view.size
    places = [QPoint(round(left + x * width), round(top + height / 2)) for x in (0.2, 0.3, 0.6)]
    QTest.mousePress(window.canvas, Qt.MouseButton.LeftButton, pos=places[0])
    QTest.mouseMove(window.canvas, places[1])
    photo = desk.document.photo
    assert photo is not None
    desk.apply(Paint((Region(np.full((photo.height, photo.width), 255, np.uint8), None),), "Mask from a file"))
    QTest.mouseMove(window.canvas, places[2])
    QTest.mouseRelease(window.canvas, Qt.MouseButton.LeftButton, pos=places[2])
    qtbot.wait(200)
    ((style, now),) = _masks(application)
    assert style is None
    assert now.min() == 255


def test_regions_come_back_with_their_photo_by_undo(application: Application, qtbot: QtBot, samples: Path) -> None:
    window = application.window
    _begin(window, KEEP, size=50)
    _stroke(window, (0.2, 0.5), (0.4, 0.5))
    before = _until_regions(application, qtbot, 1)
    window.pictures.load_requested.emit(PHOTO, [str(samples / "stained-glass.png")])  # of another shape
    qtbot.waitUntil(lambda: photo_name(application) == "stained-glass.png", timeout=PATIENCE_MS)
    assert _masks(application) == []
    assert not window.offers.isVisible()
    press(window, Qt.Key.Key_Z)
    assert photo_name(application) == "cat.jpg"
    assert _masks(application)[0][1] is before[0][1]


def test_a_recipe_is_saved_and_opened_with_all_that_was_turned(
    application: Application, qtbot: QtBot, samples: Path, tmp_path: Path
) -> None:
    window, desk, target = application.window, application.desk, tmp_path / "mein Rezept.json"
    _with_second_style(application, qtbot, samples)
    first, second = (style.key for style in desk.document.styles)
    for wish in (
        TurnStyle(first, "share", 80.5),
        TurnStyle(second, "marks", 30.0),
        TurnStyle(second, "rotation", -45.0),
        TurnStyle(second, "brush_size", 70.25),
    ):
        desk.apply(wish)
    settings = desk.document.settings.model_copy(update={"strength": 70.125, "colour": "palette"})
    use(application, settings)
    _begin(window, "stained-glass")
    _stroke(window, (0.2, 0.5))
    _until_regions(application, qtbot, 1)
    saved = desk.document
    in_dialogs((QFileDialog, save_as(target)))
    window.actions_.save_recipe.trigger()
    qtbot.waitUntil(target.exists, timeout=PATIENCE_MS)
    desk.undo()
    use(application, QUICK)
    in_dialogs((QFileDialog, save_as(target)))
    window.actions_.open_recipe.trigger()
    opened = _until_regions(application, qtbot, 1)
    now = desk.document
    assert now.settings == saved.settings
    assert [(s.rotation, s.brush_size) for s in now.styles] == [(s.rotation, s.brush_size) for s in saved.styles]
    assert opened[0][0] == 1
    np.testing.assert_array_equal(opened[0][1], saved.regions[0].mask)


def test_a_recipe_that_cannot_be_read_says_so_and_leaves_all_as_it_was(
    application: Application, qtbot: QtBot, tmp_path: Path
) -> None:
    window, bad = application.window, tmp_path / "bad.json"
    bad.write_text("{}")
    before = application.desk.document
    in_dialogs((QFileDialog, save_as(bad)))
    window.actions_.open_recipe.trigger()
    assert "bad.json" in failure(application, qtbot)
    assert application.desk.document is before


@pytest.mark.parametrize("mode", ["photo", "palette"])
def test_colour_modes_through_the_window(application: Application, qtbot: QtBot, mode: str) -> None:
    """The choice is made by keys; the colours of what is painted on follow."""
    window, desk = application.window, application.desk
    use(application, QUICK.model_copy(update={"size": 96, "quality": "normal"}))
    first = painted(application, qtbot)
    settled(application, qtbot)
    box = window.panel.controls["colour"]
    box.setFocus()
    for _ in range(["style", "photo", "palette"].index(mode)):
        QTest.keyClick(box, Qt.Key.Key_Down)
    assert desk.document.settings.colour == mode
    qtbot.waitUntil(lambda: len(desk.history) > 1, timeout=PATIENCE_MS)
    settled(application, qtbot)
    photo, result = desk.document.photo, window.stage.shown
    assert photo is not None
    assert result is not None
    of_photo = _chroma(resize(photo.pixels, first.width, first.height))
    before, after = (_chroma(frame.pixels / 255) for frame in (first, result))
    if mode == "photo":
        assert np.abs(after - of_photo).mean() < 0.5 * np.abs(before - of_photo).mean()
    else:  # the style is brown on cream: its colours move to the photo's
        apart = [np.linalg.norm((found - of_photo).mean((0, 1))) for found in (before, after)]
        assert apart[1] < 0.5 * apart[0]


def _chroma(pixels: NDArray[Any]) -> NDArray[Any]:
    apart: NDArray[Any] = pixels - pixels.mean(2, keepdims=True)
    return apart


def test_advice_is_followed_on_a_click_as_one_step(application: Application, qtbot: QtBot) -> None:
    window, desk = application.window, application.desk
    use(application, QUICK.model_copy(update={"size": 1024}))
    qtbot.waitUntil(lambda: window.advice.shown is not None, timeout=PATIENCE_MS)
    assert window.advice.shown is not None
    assert "woodcut.png" in window.advice.message.text()
    wanted, steps = window.advice.shown.settings, len(desk.undo_list.steps)
    QTest.mouseClick(button_called(window.advice, window.advice.shown.action), Qt.MouseButton.LeftButton)
    assert all(getattr(desk.document.settings, name) == value for name, value in wanted.items())
    assert len(desk.undo_list.steps) == steps + 1
