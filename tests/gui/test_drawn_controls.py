"""The handles of a drawn style: what they say, and what becomes of the style while one is turned."""

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QColorDialog, QScrollArea
from pytestqt.qtbot import QtBot
from window_driver import PATIENCE_MS, photo_name

from stylegui.application.app import Application
from stylegui.document.places import FURTHER_STYLE, PHOTO
from stylegui.document.wishes import Put
from stylegui.engine.pictures.images import Picture
from stylegui.engine.styles.drawn.handles import PALETTES, Handles, palette_of
from stylegui.engine.styles.drawn_picture import DrawnPicture, drawn_picture
from stylegui.gui.pictures.drawn_controls import FIXED, OF_PHOTO, OWN, DrawnControls
from stylegui.workers import assistant

Turned = list[tuple[Handles, str]]


@pytest.fixture
def controls(qtbot: QtBot) -> DrawnControls:
    controls = DrawnControls()
    qtbot.addWidget(controls)
    controls.show()
    controls.show_picture(drawn_picture("pencil", longer=64), None)
    return controls


@pytest.fixture
def turned(controls: DrawnControls) -> Turned:
    heard: Turned = []
    controls.turned.connect(lambda handles, handle: heard.append((handles, handle)))
    return heard


@pytest.fixture
def drawn(application: Application, qtbot: QtBot) -> Application:
    """With a drawn style beside the other one."""
    application.desk.apply(Put(FURTHER_STYLE, drawn_picture("charcoal")))
    return application


def source(application: Application) -> DrawnPicture:
    found = application.desk.document.styles[1].source
    assert isinstance(found, DrawnPicture)
    return found


def of_last_style(application: Application) -> DrawnControls:
    return list(application.window.pictures.style_list.controls.values())[1].drawn


def test_they_show_what_it_was_drawn_with(controls: DrawnControls, turned: Turned) -> None:
    handles = Handles(palette=PALETTES["sea"], density=70, direction=30.0)
    controls.show_picture(drawn_picture("oil", handles, longer=64), None)
    assert controls.sliders["density"].value() == 70
    assert controls.palettes.currentText() == "Sea"
    assert (controls.direction.currentData(), controls.degrees.value()) == (FIXED, 30)
    assert controls.degrees.isVisible()
    own = ("010203", "102030", "405060", "708090", "a0b0c0")
    controls.show_picture(drawn_picture("oil", Handles(palette=own), longer=64), None)
    assert controls.palettes.currentData() == OWN
    assert not controls.degrees.isVisible()
    assert turned == []


def test_what_has_no_direction_offers_none(controls: DrawnControls) -> None:
    assert controls.direction.isVisible()
    controls.show_picture(drawn_picture("mosaic", longer=64), None)
    assert controls.direction.isVisible()
    controls.show_picture(drawn_picture("watercolour", longer=64), None)
    assert not controls.direction.isVisible()


def test_each_handle_tells_what_it_wants(controls: DrawnControls, turned: Turned) -> None:
    QTest.keyClick(controls.sliders["mark_size"].slider, Qt.Key.Key_Right)
    controls.direction.activated.emit(controls.direction.findData(FIXED))
    controls.degrees.setValue(45)
    QTest.mouseClick(controls.another, Qt.MouseButton.LeftButton)
    controls.palettes.setCurrentIndex(controls.palettes.findData("fire"))
    controls.palettes.activated.emit(controls.palettes.currentIndex())
    assert [handle for _, handle in turned] == ["mark_size", "direction", "direction", "seed", "palette"]
    last, _ = turned[-1]
    assert (last.mark_size, last.direction, last.seed, last.palette) == (51, 45, 2, PALETTES["fire"])


def test_the_photo_s_palette_is_of_the_photo(controls: DrawnControls, turned: Turned) -> None:
    photo = Picture(np.random.default_rng(0).integers(0, 256, (40, 60, 3), np.uint8))
    controls.show_picture(drawn_picture("pencil", longer=64), photo)
    controls.palettes.activated.emit(controls.palettes.findData(OF_PHOTO))
    assert turned[-1][0].palette == palette_of(photo.pixels)
    assert controls.palettes.currentData() == OWN


def test_a_colour_of_one_s_own(controls: DrawnControls, turned: Turned, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QColorDialog, "getColor", lambda *_: QColor("#12ab34"))
    QTest.mouseClick(controls.colours[2], Qt.MouseButton.LeftButton)
    assert turned[-1][0].palette[2] == "12ab34"
    monkeypatch.setattr(QColorDialog, "getColor", lambda *_: QColor())
    QTest.mouseClick(controls.colours[2], Qt.MouseButton.LeftButton)
    assert len(turned) == 1


def test_a_drag_draws_the_style_anew_and_is_one_step(drawn: Application, qtbot: QtBot) -> None:
    before, steps = source(drawn), len(drawn.desk.undo_list.steps)
    slider = of_last_style(drawn).sliders["density"].slider
    place = QPoint(slider.width() // 2, slider.height() // 2)
    QTest.mousePress(slider, Qt.MouseButton.LeftButton, pos=place)
    for further in (4, 9, 15, 24):
        QTest.mouseMove(slider, place + QPoint(further, 0))
    wanted = float(slider.value())
    qtbot.waitUntil(lambda: source(drawn).handles.density == wanted, timeout=PATIENCE_MS)
    QTest.mouseRelease(slider, Qt.MouseButton.LeftButton, pos=place + QPoint(24, 0))
    assert wanted > 50
    np.testing.assert_array_equal(source(drawn).pixels, drawn_picture("charcoal", source(drawn).handles).pixels)
    assert len(drawn.desk.undo_list.steps) == steps + 1
    assert drawn.desk.undo_list.step.label == f"Charcoal: Density {wanted:g}"
    drawn.desk.undo()
    assert source(drawn) is before
    assert of_last_style(drawn).sliders["density"].value() == 50


def test_two_drawn_styles_fit_the_column(drawn: Application, qtbot: QtBot) -> None:
    drawn.desk.apply(Put(FURTHER_STYLE, drawn_picture("oil")))
    panel = drawn.window.pictures
    area = next(area for area in drawn.window.findChildren(QScrollArea) if area.widget() is panel)
    qtbot.waitUntil(lambda: area.verticalScrollBar().maximum() > 0, timeout=PATIENCE_MS)
    assert area.horizontalScrollBar().maximum() == 0


def test_two_handles_are_two_steps_and_the_last_value_counts(drawn: Application, qtbot: QtBot) -> None:
    controls, steps = of_last_style(drawn), len(drawn.desk.undo_list.steps)
    for _ in range(3):  # faster than it is drawn
        QTest.keyClick(controls.sliders["contrast"].slider, Qt.Key.Key_Right)
    qtbot.waitUntil(lambda: source(drawn).handles.contrast == 53, timeout=PATIENCE_MS)
    QTest.keyClick(controls.sliders["paper"].slider, Qt.Key.Key_Left)
    qtbot.waitUntil(lambda: source(drawn).handles.paper == 49, timeout=PATIENCE_MS)
    assert source(drawn).handles.contrast == 53
    labels = [step.label for step in drawn.desk.undo_list.steps[steps:]]
    assert labels[-1] == "Charcoal: Paper 49"
    assert labels[-2] == "Charcoal: Contrast 53"


def test_what_is_asked_for_stays_shown_until_it_is_drawn(controls: DrawnControls, turned: Turned) -> None:
    """A key that is held down asks for more than is drawn at once."""
    for _ in range(3):
        QTest.keyClick(controls.sliders["density"].slider, Qt.Key.Key_Right)
    asked = [handles for handles, _ in turned]
    for handles, shown in zip(asked, (53, 53, 53), strict=True):
        controls.show_picture(drawn_picture("pencil", handles, longer=64), None)
        assert controls.sliders["density"].value() == shown
    controls.show_picture(drawn_picture("pencil", asked[0], longer=64), None)  # it was undone since
    assert controls.sliders["density"].value() == 51


def test_what_cannot_be_drawn_is_told_and_shown_as_it_was(
    drawn: Application, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> None:
        raise MemoryError

    before = source(drawn)
    monkeypatch.setattr(assistant, "drawn_picture", fails)
    QTest.keyClick(of_last_style(drawn).sliders["contrast"].slider, Qt.Key.Key_Right)
    qtbot.waitUntil(lambda: of_last_style(drawn).sliders["contrast"].value() == 50, timeout=PATIENCE_MS)
    assert source(drawn) is before
    assert "could not be drawn" in drawn.window.status.text()
    monkeypatch.undo()
    QTest.keyClick(of_last_style(drawn).sliders["contrast"].slider, Qt.Key.Key_Right)
    qtbot.waitUntil(lambda: source(drawn).handles.contrast == 51, timeout=PATIENCE_MS)


def test_what_comes_for_a_style_that_is_gone_changes_nothing(drawn: Application, qtbot: QtBot) -> None:
    QTest.keyClick(of_last_style(drawn).sliders["contrast"].slider, Qt.Key.Key_Right)
    drawn.desk.undo()  # the style with it
    assert len(drawn.desk.document.styles) == 1
    qtbot.wait(300)
    assert len(drawn.desk.document.styles) == 1


def test_marks_follow_the_photo_of_the_document(drawn: Application, qtbot: QtBot, samples: Path) -> None:
    controls = of_last_style(drawn)
    controls.direction.activated.emit(controls.direction.findData("photo"))
    qtbot.waitUntil(lambda: source(drawn).flow is not None, timeout=PATIENCE_MS)
    expected = drawn_picture("charcoal", source(drawn).handles, drawn.desk.document.photo)
    np.testing.assert_array_equal(source(drawn).pixels, expected.pixels)


def test_with_another_photo_they_are_drawn_along_its_edges_within_its_step(
    drawn: Application, qtbot: QtBot, samples: Path
) -> None:
    controls = of_last_style(drawn)
    controls.direction.activated.emit(controls.direction.findData("photo"))
    qtbot.waitUntil(lambda: source(drawn).flow is not None, timeout=PATIENCE_MS)
    first, steps = source(drawn), len(drawn.desk.undo_list.steps)
    drawn.window.pictures.load_requested.emit(PHOTO, [str(samples / "rocket.jpg")])
    qtbot.waitUntil(lambda: photo_name(drawn) == "rocket.jpg", timeout=PATIENCE_MS)
    qtbot.waitUntil(lambda: source(drawn) is not first, timeout=PATIENCE_MS)
    second = source(drawn)
    expected = drawn_picture("charcoal", second.handles, drawn.desk.document.photo)
    np.testing.assert_array_equal(second.pixels, expected.pixels)
    assert len(drawn.desk.undo_list.steps) == steps + 1
    drawn.desk.undo()
    assert source(drawn) is first
    drawn.desk.redo()
    qtbot.wait(300)
    assert source(drawn) is second
