"""What is turned on one style reaches the style."""

import itertools

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialogButtonBox
from pytestqt.qtbot import QtBot

from stylegui.engine.images import Picture
from stylegui.engine.settings import Settings
from stylegui.engine.style import WHOLE, Style
from stylegui.gui.pictures.crop_dialog import CropDialog, CropFrame
from stylegui.gui.pictures.style_controls import StyleControls
from stylegui.gui.pictures.style_list import ADD, StyleList

PIXELS = np.full((60, 80, 3), 90, np.uint8)
PICTURE = Picture(PIXELS, None, "painting.png")


@pytest.fixture
def controls(qtbot: QtBot) -> StyleControls:
    controls = StyleControls()
    qtbot.addWidget(controls)
    controls.set_picture(PICTURE)
    controls.show()
    controls.more.click()
    return controls


@pytest.fixture
def frame(qtbot: QtBot) -> CropFrame:
    frame = CropFrame(PIXELS, WHOLE)
    qtbot.addWidget(frame)
    frame.resize(400, 300)
    frame.show()
    return frame


def test_untouched_the_whole_painting_is_looked_at(controls: StyleControls) -> None:
    assert controls.style_of(PICTURE).same_view(Style(PICTURE))


def test_sliders_and_turn_reach_the_style(controls: StyleControls, qtbot: QtBot) -> None:
    with qtbot.waitSignal(controls.changed):
        QTest.keyClick(controls.brush_size.slider, Qt.Key.Key_PageUp)
    with qtbot.waitSignal(controls.changed):
        QTest.keyClick(controls.turn, Qt.Key.Key_Up)
    style = controls.style_of(PICTURE)
    assert (style.brush_size, style.rotation) == (60, 15)


def test_the_rest_is_folded_away_until_asked_for(qtbot: QtBot) -> None:
    controls = StyleControls()
    qtbot.addWidget(controls)
    controls.show()
    assert not controls.brush_size.isVisible()
    QTest.mouseClick(controls.more, Qt.MouseButton.LeftButton)
    assert controls.brush_size.isVisible()


def test_a_part_is_chosen_with_the_pointer(controls: StyleControls) -> None:
    def drag() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, CropDialog)
        placed = dialog.frame.placed()
        corners = [
            QPoint(round(placed.left() + x * placed.width()), round(placed.top() + y * placed.height()))
            for x, y in ((0.25, 0.5), (0.75, 1.0))
        ]
        QTest.mousePress(dialog.frame, Qt.MouseButton.LeftButton, pos=corners[0])
        QTest.mouseMove(dialog.frame, corners[1])
        QTest.mouseRelease(dialog.frame, Qt.MouseButton.LeftButton, pos=corners[1])
        dialog.buttons.button(QDialogButtonBox.StandardButton.Ok).click()

    QTimer.singleShot(0, drag)
    QTest.mouseClick(controls.crop, Qt.MouseButton.LeftButton)
    assert controls.style_of(PICTURE).crop == pytest.approx((0.25, 0.5, 0.75, 1.0), abs=0.02)
    assert controls.crop.text() == "50 × 50 %"
    controls.set_picture(Picture(PIXELS, None, "other.png"))
    assert controls.style_of(PICTURE).crop == WHOLE


def test_a_cancelled_part_changes_nothing(controls: StyleControls, qtbot: QtBot) -> None:
    def cancel() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, CropDialog)
        dialog.frame.set_crop((0.1, 0.1, 0.5, 0.5))
        dialog.buttons.button(QDialogButtonBox.StandardButton.Cancel).click()

    QTimer.singleShot(0, cancel)
    with qtbot.assertNotEmitted(controls.changed):
        QTest.mouseClick(controls.crop, Qt.MouseButton.LeftButton)
    assert controls.style_of(PICTURE).crop == WHOLE


def test_a_click_is_no_frame_and_arrows_move_one(frame: CropFrame) -> None:
    QTest.mouseClick(frame, Qt.MouseButton.LeftButton, pos=QPoint(200, 150))
    assert frame.crop == WHOLE
    frame.set_crop((0.0, 0.4, 0.5, 0.9))
    QTest.keyClick(frame, Qt.Key.Key_Right)
    assert frame.crop == pytest.approx((0.02, 0.4, 0.52, 0.9))
    for _ in range(30):
        QTest.keyClick(frame, Qt.Key.Key_Down)
    assert frame.crop == pytest.approx((0.02, 0.5, 0.52, 1.0))


def test_shares_shapes_and_marks_appear_with_the_second_style(qtbot: QtBot) -> None:
    styles = StyleList()
    qtbot.addWidget(styles)
    styles.show()
    styles.take(ADD, PICTURE, PIXELS)
    assert not styles.controls[0].share.isVisible()
    styles.take(ADD, PICTURE, PIXELS)
    QApplication.processEvents()  # what was added becomes visible with the next layout
    assert styles.controls[0].share.isVisible()
    styles.controls[1].marks.set_value(20)
    assert styles.marks() == (100, 20)
    assert styles.shapes() == (100, 100)


def test_a_recipes_styles_are_shown(qtbot: QtBot) -> None:
    styles = StyleList()
    qtbot.addWidget(styles)
    for _ in range(2):
        styles.take(ADD, PICTURE, PIXELS)
    wanted = (Style(PICTURE, (0.0, 0.0, 0.5, 1.0), 270.0, 30.0), Style(PICTURE))
    styles.turn(wanted, Settings(shares=(80, 20), shapes=(100, 0)))
    assert styles.shares() == (80, 20)
    assert styles.shapes() == (100, 0)
    first = styles.styles()[0]
    assert (first.crop, first.rotation, first.brush_size) == ((0.0, 0.0, 0.5, 1.0), -90, 30)


def test_a_share_dragged_to_the_end_is_all_of_it(qtbot: QtBot) -> None:
    """By the real pointer on the slider's groove and handle."""
    styles = StyleList()
    qtbot.addWidget(styles)
    styles.resize(240, 700)
    styles.show()
    for _ in range(2):
        styles.take(ADD, PICTURE, PIXELS)
    QApplication.processEvents()
    slider = styles.controls[0].share.slider
    heard: list[tuple[float, ...]] = []
    styles.styles_changed.connect(lambda: heard.append(styles.shares()))
    middle = QPoint(slider.width() // 2, slider.height() // 2)
    QTest.mousePress(slider, Qt.MouseButton.LeftButton, pos=middle)
    for x in range(middle.x(), slider.width() + 1, 4):
        QTest.mouseMove(slider, QPoint(x, middle.y()))
    QTest.mouseRelease(slider, Qt.MouseButton.LeftButton, pos=QPoint(slider.width(), middle.y()))
    assert len(heard) > 3
    assert all(a[0] <= b[0] for a, b in itertools.pairwise(heard))
    assert styles.shares()[0] == 100
