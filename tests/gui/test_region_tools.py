"""Regions in the real window: brush, eraser, fill, undo, masks, matching; and recipes that hold them."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QMessageBox, QPushButton
from pytestqt.qtbot import QtBot
from window_driver import PATIENCE_MS, QUICK, in_dialogs, painted, press, save_as

from stylegui.app import Application
from stylegui.engine.images import resize
from stylegui.engine.regions import Region
from stylegui.gui.pictures.image_well import ImageWell
from stylegui.gui.window.main_window import MainWindow

KEEP = "Leave the photo as it is"


def _at(window: MainWindow, x: float, y: float) -> QPoint:
    """A point of the picture, by shares of width and height, in the canvas."""
    left, top = window.canvas._view.origin
    width, height = window.canvas._view.size
    return QPoint(round(left + x * width), round(top + y * height))


def _stroke(window: MainWindow, *way: tuple[float, float]) -> None:
    points = [_at(window, *share) for share in way]
    QTest.mousePress(window.canvas, Qt.MouseButton.LeftButton, pos=points[0])
    for point in points[1:]:
        QTest.mouseMove(window.canvas, point)
    QTest.mouseRelease(window.canvas, Qt.MouseButton.LeftButton, pos=points[-1])


def _begin(window: MainWindow, what: str, tool: str = "brush", size: int = 60) -> None:
    if not window.actions_.regions.isChecked():
        window.actions_.regions.trigger()
    bar = window.regions.bar
    index = bar.what.findText(what)
    assert index >= 0, [bar.what.itemText(i) for i in range(bar.what.count())]
    bar.what.setCurrentIndex(index)
    QTest.mouseClick(bar.buttons[tool], Qt.MouseButton.LeftButton)
    bar.brush_size.setValue(size)
    bar.softness.setValue(0)


def _name(well: ImageWell) -> str:
    return well.picture.name if well.picture is not None else ""


def _masks(window: MainWindow) -> list[tuple[int | None, NDArray[np.uint8]]]:
    recipe = window.recipe()
    assert recipe is not None
    return [(region.style, region.mask) for region in recipe.regions]


def test_the_brush_paints_a_region_of_the_photos_own_size(application: Application, qtbot: QtBot) -> None:
    window = application.window
    _begin(window, "woodcut", size=50)
    with qtbot.waitSignal(window.recipe_changed):
        _stroke(window, (0.2, 0.5), (0.3, 0.5), (0.5, 0.5))
    ((style, mask),) = _masks(window)
    photo = window.pictures.photo_well.picture
    assert photo is not None
    assert style == 0
    assert mask.shape == (photo.height, photo.width)
    radius = window.regions.bar.radius() * photo.width
    middle = photo.height // 2
    assert mask[middle, photo.width * 35 // 100] == 255
    assert mask[middle - round(radius) - 8, photo.width * 35 // 100] == 0
    assert mask[middle, photo.width * 8 // 10] == 0


def test_without_the_tool_the_pointer_moves_the_picture(application: Application) -> None:
    window = application.window
    _stroke(window, (0.2, 0.5), (0.5, 0.5))
    assert _masks(window) == []
    _begin(window, "woodcut")
    window.actions_.regions.trigger()
    assert not window.regions.bar.isVisible()
    _stroke(window, (0.2, 0.5), (0.5, 0.5))
    assert _masks(window) == []


def test_the_eraser_and_undo(application: Application) -> None:
    window = application.window
    _begin(window, "woodcut", size=50)
    _stroke(window, (0.3, 0.5), (0.6, 0.5))
    before = _masks(window)[0][1]
    _begin(window, "woodcut", "eraser", size=60)
    _stroke(window, (0.6, 0.5))
    assert int(_masks(window)[0][1].sum()) < int(before.sum())
    press(window, Qt.Key.Key_Z)
    np.testing.assert_array_equal(_masks(window)[0][1], before)
    press(window, Qt.Key.Key_Z)
    assert _masks(window) == []
    assert not window.regions.bar.undo.isEnabled()


def test_fill_takes_a_surface(application: Application) -> None:
    window = application.window
    _begin(window, KEEP, "fill")
    window.regions.bar.softness.setValue(30)
    _stroke(window, (0.05, 0.05))
    ((style, mask),) = _masks(window)
    assert style is None
    assert mask[2, 2] == 255
    assert 0.01 < mask.mean() / 255 < 0.99


def test_where_the_photo_is_kept_the_result_is_the_photo(application: Application, qtbot: QtBot) -> None:
    window = application.window
    _begin(window, KEEP, size=100)
    _stroke(window, (0.0, 0.0), (0.0, 1.0))
    frame = painted(application, qtbot)
    photo = window.pictures.photo_well.picture
    assert photo is not None
    expected = resize(photo.pixels, frame.width, frame.height)
    apart = np.abs(frame.pixels / 255 - expected).max(2)
    assert apart[:, :8].max() <= 1.5 / 255
    assert apart[:, 24:].mean() > 0.05


def test_a_region_painted_on_the_way_acts_on_the_run(application: Application, qtbot: QtBot) -> None:
    window = application.window
    window.panel.set_settings(QUICK.model_copy(update={"size": 96, "quality": "fine"}))
    first = painted(application, qtbot)
    _begin(window, KEEP, size=100)
    _stroke(window, (0.0, 0.0), (0.0, 1.0))
    photo = window.pictures.photo_well.picture
    assert photo is not None
    expected = resize(photo.pixels, first.width, first.height)

    def kept() -> bool:
        shown = window.results.shown
        return shown is not None and bool(np.abs(shown.pixels / 255 - expected)[:, :8].max() <= 1.5 / 255)

    assert not kept()
    qtbot.waitUntil(kept, timeout=PATIENCE_MS)


def test_masks_are_saved_and_loaded(application: Application, qtbot: QtBot, tmp_path: Path) -> None:
    window, target = application.window, tmp_path / "Maske.png"
    _begin(window, "woodcut")
    _stroke(window, (0.3, 0.5))
    mask = _masks(window)[0][1]
    in_dialogs((QFileDialog, save_as(target)))
    window.regions.bar.save_requested.emit()
    qtbot.waitUntil(lambda: "Saved as" in window.status.text(), timeout=PATIENCE_MS)
    with Image.open(target) as saved:
        np.testing.assert_array_equal(np.asarray(saved.convert("L")), mask)
    QTest.mouseClick(window.regions.bar.clear, Qt.MouseButton.LeftButton)
    assert _masks(window) == []
    _begin(window, KEEP)
    window.load_requested.emit("mask", 0, [str(target)])
    qtbot.waitUntil(lambda: bool(_masks(window)), timeout=PATIENCE_MS)
    ((style, loaded),) = _masks(window)
    assert style is None
    np.testing.assert_array_equal(loaded, mask)


def test_match_by_meaning_proposes_regions_that_can_be_cleared(
    application: Application, qtbot: QtBot, samples: Path
) -> None:
    window = application.window
    window.load_requested.emit("style", 0, [str(samples / "cat.jpg")])
    qtbot.waitUntil(lambda: _name(window.pictures.style_list.wells[0]) == "cat.jpg", timeout=PATIENCE_MS)
    _begin(window, "cat")
    QTest.mouseClick(window.regions.bar.match, Qt.MouseButton.LeftButton)
    assert not window.regions.bar.match.isEnabled()
    qtbot.waitUntil(lambda: len(_masks(window)) > 1, timeout=PATIENCE_MS)
    what = window.regions.bar.what
    assert what.count() == 2 + len(_masks(window))
    style, *parts = (what.itemIcon(i).pixmap(16).toImage().pixelColor(8, 8) for i in range(what.count() - 1))
    assert all(abs(part.hslHue() - style.hslHue()) <= 2 for part in parts)  # shades of the style's colour
    assert len({part.name() for part in parts}) == len(parts)
    assert window.regions.bar.match.isEnabled()
    QTest.mouseClick(window.regions.bar.clear, Qt.MouseButton.LeftButton)
    assert _masks(window) == []


def test_a_style_that_goes_takes_its_regions_with_it(application: Application, qtbot: QtBot, samples: Path) -> None:
    window = application.window
    window.load_requested.emit("style", -1, [str(samples / "stained-glass.png")])
    qtbot.waitUntil(lambda: len(window.pictures.style_list.wells) == 2, timeout=PATIENCE_MS)
    _begin(window, "woodcut")
    _stroke(window, (0.2, 0.5))
    _begin(window, "stained-glass")
    _stroke(window, (0.8, 0.5))
    assert [style for style, _ in _masks(window)] == [0, 1]
    window.pictures.style_list.wells[0].remove_requested.emit()
    assert [style for style, _ in _masks(window)] == [0]
    assert window.regions.bar.what.findText("woodcut") == -1


def test_another_photo_has_no_regions_yet(application: Application, qtbot: QtBot, samples: Path) -> None:
    window = application.window
    _begin(window, "woodcut")
    _stroke(window, (0.2, 0.5))
    window.load_requested.emit("photo", 0, [str(samples / "rocket.jpg")])
    qtbot.waitUntil(lambda: _name(window.pictures.photo_well) == "rocket.jpg", timeout=PATIENCE_MS)
    photo, masks = window.pictures.photo_well.picture, _masks(window)
    assert photo is not None
    assert all(mask.shape == (photo.height, photo.width) for _, mask in masks)


def test_a_recipe_is_saved_and_opened_with_all_that_was_turned(
    application: Application, qtbot: QtBot, samples: Path, tmp_path: Path
) -> None:
    window, target = application.window, tmp_path / "mein Rezept.json"
    window.load_requested.emit("style", -1, [str(samples / "stained-glass.png")])
    qtbot.waitUntil(lambda: len(window.pictures.style_list.wells) == 2, timeout=PATIENCE_MS)
    controls = window.pictures.style_list.controls
    controls[0].share.set_value(80)
    controls[1].marks.set_value(30)
    controls[1].turn.setValue(-45)
    controls[1].brush_size.set_value(70)
    window.panel.set_settings(QUICK.model_copy(update={"strength": 70.0, "colour": "palette"}))
    _begin(window, "stained-glass")
    _stroke(window, (0.2, 0.5))
    saved = window.recipe()
    assert saved is not None
    in_dialogs((QFileDialog, save_as(target)))
    window.actions_.save_recipe.trigger()
    qtbot.waitUntil(target.exists, timeout=PATIENCE_MS)
    window.pictures.style_list.clear()
    window.panel.set_settings(QUICK)
    in_dialogs((QFileDialog, save_as(target)))
    window.actions_.open_recipe.trigger()
    qtbot.waitUntil(lambda: bool(_masks(window)), timeout=PATIENCE_MS)
    opened = window.recipe()
    assert opened is not None
    assert opened.settings == saved.settings
    assert [(s.rotation, s.brush_size) for s in opened.styles] == [(s.rotation, s.brush_size) for s in saved.styles]
    assert [region.style for region in opened.regions] == [1]
    np.testing.assert_array_equal(opened.regions[0].mask, saved.regions[0].mask)


def test_a_recipe_that_cannot_be_read_says_so_and_leaves_all_as_it_was(
    application: Application, qtbot: QtBot, tmp_path: Path
) -> None:
    window, bad = application.window, tmp_path / "bad.json"
    bad.write_text("{}")
    before = window.pictures.photo_well.picture
    in_dialogs((QFileDialog, save_as(bad)))
    window.actions_.open_recipe.trigger()
    qtbot.waitUntil(lambda: "bad.json" in window.status.text(), timeout=PATIENCE_MS)
    box = QApplication.activeModalWidget()
    assert isinstance(box, QMessageBox)
    box.accept()
    assert window.pictures.photo_well.picture is before


@pytest.mark.parametrize("mode", ["photo", "palette"])
def test_colour_modes_through_the_window(application: Application, qtbot: QtBot, mode: str) -> None:
    """The choice is made by keys; the result's colours follow."""
    window = application.window
    window.panel.set_settings(QUICK.model_copy(update={"size": 96, "quality": "normal"}))
    first = painted(application, qtbot)
    box = window.panel.controls["colour"]
    box.setFocus()
    for _ in range(["style", "photo", "palette"].index(mode)):
        QTest.keyClick(box, Qt.Key.Key_Down)
    assert window.panel.settings().colour == mode
    qtbot.waitUntil(lambda: window.results.shown is not first, timeout=PATIENCE_MS)
    qtbot.waitUntil(lambda: window.actions_.start.text() == "Start", timeout=PATIENCE_MS)
    photo, result = window.pictures.photo_well.picture, window.results.shown
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


def test_advice_is_followed_on_a_click(application: Application, qtbot: QtBot) -> None:
    window = application.window
    window.panel.set_settings(QUICK)
    assert window.advice.shown is None or "soft" not in window.advice.shown.message
    window.panel.set_settings(QUICK.model_copy(update={"size": 1024}))
    assert window.advice.shown is not None
    assert "woodcut.png" in window.advice.message.text()
    button = window.advice.findChild(QPushButton)
    assert isinstance(button, QPushButton)
    wanted = window.advice.shown.settings
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    settings = window.panel.settings()
    assert all(getattr(settings, name) == value for name, value in wanted.items())
    assert window.advice.shown is None or window.advice.shown.settings != wanted


def test_undo_brings_back_no_region_of_a_style_that_is_gone(
    application: Application, qtbot: QtBot, samples: Path
) -> None:
    window = application.window
    window.load_requested.emit("style", -1, [str(samples / "stained-glass.png")])
    qtbot.waitUntil(lambda: len(window.pictures.style_list.styles()) == 2, timeout=PATIENCE_MS)
    _begin(window, "stained-glass", size=50)
    _stroke(window, (0.2, 0.5), (0.4, 0.5))
    _begin(window, KEEP, size=50)
    _stroke(window, (0.8, 0.5))
    window.pictures.style_list.wells[1].remove_requested.emit()
    assert [style for style, _ in _masks(window)] == [None]
    press(window, Qt.Key.Key_Z)
    press(window, Qt.Key.Key_Z)
    assert _masks(window) == []
    assert painted(application, qtbot).progress.finished


def test_a_stroke_goes_on_harmlessly_while_regions_arrive(application: Application, qtbot: QtBot) -> None:
    window = application.window
    _begin(window, "woodcut", size=50)
    QTest.mousePress(window.canvas, Qt.MouseButton.LeftButton, pos=_at(window, 0.2, 0.5))
    QTest.mouseMove(window.canvas, _at(window, 0.3, 0.5))
    recipe = window.recipe()
    assert recipe is not None
    mask = np.full((recipe.photo.height, recipe.photo.width), 255, np.uint8)
    window.take_regions(recipe, (Region(mask, None),))
    QTest.mouseMove(window.canvas, _at(window, 0.6, 0.5))
    QTest.mouseRelease(window.canvas, Qt.MouseButton.LeftButton, pos=_at(window, 0.6, 0.5))
    ((style, now),) = _masks(window)
    assert style is None
    assert now.min() == 255


def test_a_match_of_other_pictures_is_not_taken(application: Application, qtbot: QtBot, samples: Path) -> None:
    window = application.window
    _begin(window, "woodcut")
    QTest.mouseClick(window.regions.bar.match, Qt.MouseButton.LeftButton)
    assert not window.actions_.match.isEnabled()
    window.pictures.style_list.controls[0].turn.setValue(90)
    qtbot.waitUntil(lambda: "please match again" in window.status.text(), timeout=PATIENCE_MS)
    assert _masks(window) == []
    assert window.actions_.match.isEnabled()


def test_a_match_that_fails_says_why(application: Application, qtbot: QtBot) -> None:
    window = application.window
    window.panel.set_settings(QUICK.model_copy(update={"network": "vgg19"}))
    _begin(window, "woodcut")
    QTest.mouseClick(window.regions.bar.match, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: window.regions.bar.match.isEnabled(), timeout=PATIENCE_MS)
    assert "VGG-19 is not on this computer" in window.status.text()


def test_what_is_painted_with_stays_chosen(application: Application, qtbot: QtBot) -> None:
    window = application.window
    _begin(window, KEEP, size=30)
    QTest.mouseClick(window.regions.bar.match, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: len(_masks(window)) > 1, timeout=PATIENCE_MS)
    assert window.regions.bar.what.currentText() == KEEP


def _load_photo(window: MainWindow, qtbot: QtBot, path: Path) -> None:
    window.load_requested.emit("photo", 0, [str(path)])
    qtbot.waitUntil(lambda: _name(window.pictures.photo_well) == path.name, timeout=PATIENCE_MS)


def test_regions_follow_to_a_photo_of_the_same_shape(
    application: Application, qtbot: QtBot, samples: Path, tmp_path: Path
) -> None:
    window = application.window
    _begin(window, KEEP, size=50)
    _stroke(window, (0.2, 0.5), (0.4, 0.5))
    before = _masks(window)[0][1]
    with Image.open(samples / "cat.jpg") as cat:
        cat.resize((cat.width // 2, cat.height // 2)).save(tmp_path / "smaller.png")
    _load_photo(window, qtbot, tmp_path / "smaller.png")
    after = _masks(window)[0][1]
    assert after.shape == (before.shape[0] // 2, before.shape[1] // 2)
    assert after.mean() == pytest.approx(before.mean(), rel=0.02)


def test_regions_come_back_with_their_photo(application: Application, qtbot: QtBot, samples: Path) -> None:
    window = application.window
    _begin(window, KEEP, size=50)
    _stroke(window, (0.2, 0.5), (0.4, 0.5))
    before = _masks(window)
    _load_photo(window, qtbot, samples / "stained-glass.png")  # of another shape
    assert _masks(window) == []
    _load_photo(window, qtbot, samples / "cat.jpg")
    np.testing.assert_array_equal(_masks(window)[0][1], before[0][1])
    window.pictures.photo_well.remove_requested.emit()
    _load_photo(window, qtbot, samples / "cat.jpg")
    np.testing.assert_array_equal(_masks(window)[0][1], before[0][1])
