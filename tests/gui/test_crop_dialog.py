"""The crop: by mouse, by the keyboard alone, and by numbers."""

from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialogButtonBox, QDoubleSpinBox, QLabel, QWidget
from pytestqt.qtbot import QtBot

from stylegui.gui.pictures.crop_dialog import WHOLE, CropDialog
from stylegui.gui.pictures.crop_frame import NUDGE, Crop

PIXELS = np.full((60, 80, 3), 120, np.uint8)
SHIFT, CONTROL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier
MIDDLE: Crop = (0.25, 0.25, 0.75, 0.75)
Open = Callable[[Crop], CropDialog]


@pytest.fixture
def open_at(qtbot: QtBot) -> Open:
    window = QWidget()
    qtbot.addWidget(window)

    def make(crop: Crop) -> CropDialog:
        dialog = CropDialog(window, PIXELS, crop)
        dialog.show()
        dialog.activateWindow()
        assert QTest.qWaitForWindowActive(dialog)
        return dialog

    return make


def type_in(spin: QDoubleSpinBox, text: str) -> None:
    spin.setFocus()
    spin.selectAll()
    QTest.keyClicks(spin, text)
    QTest.keyClick(spin, Qt.Key.Key_Tab)


def test_the_frame_has_the_keyboard_from_the_start_and_shows_it(open_at: Open) -> None:
    dialog = open_at(MIDDLE)
    assert dialog.frame.hasFocus()
    focused = dialog.frame.grab().toImage()
    dialog.left.setFocus()
    assert dialog.frame.grab().toImage() != focused


@pytest.mark.parametrize(
    ("key", "moved"),
    [
        (Qt.Key.Key_Left, (-NUDGE, 0)),
        (Qt.Key.Key_Right, (NUDGE, 0)),
        (Qt.Key.Key_Up, (0, -NUDGE)),
        (Qt.Key.Key_Down, (0, NUDGE)),
    ],
)
def test_arrows_move_it_and_with_shift_or_ctrl_its_edges(
    open_at: Open, key: Qt.Key, moved: tuple[float, float]
) -> None:
    frame, (x, y), (left, top, right, bottom) = open_at(MIDDLE).frame, moved, MIDDLE
    QTest.keyClick(frame, key)
    assert frame.crop == pytest.approx((left + x, top + y, right + x, bottom + y))
    frame.set_crop(MIDDLE)
    QTest.keyClick(frame, key, SHIFT)
    assert frame.crop == pytest.approx((left, top, right + x, bottom + y))
    frame.set_crop(MIDDLE)
    QTest.keyClick(frame, key, CONTROL)
    assert frame.crop == pytest.approx((left + x, top + y, right, bottom))


@pytest.mark.parametrize("modifier", [Qt.KeyboardModifier.NoModifier, SHIFT, CONTROL])
@pytest.mark.parametrize("key", [Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down])
def test_however_long_a_key_is_held_the_frame_stays_in_the_picture_and_can_be_seen(
    open_at: Open, key: Qt.Key, modifier: Qt.KeyboardModifier
) -> None:
    frame = open_at((0.1, 0.1, 0.9, 0.9)).frame
    for _ in range(60):
        QTest.keyClick(frame, key, modifier)
    left, top, right, bottom = frame.crop
    assert 0 <= left < right <= 1
    assert 0 <= top < bottom <= 1
    assert min(right - left, bottom - top) >= 0.05 - 1e-9


def test_a_corner_is_chosen_and_accepted_by_the_keyboard_alone(open_at: Open) -> None:
    dialog = open_at(WHOLE)
    for _ in range(25):
        QTest.keyClick(dialog.frame, Qt.Key.Key_Left, SHIFT)
        QTest.keyClick(dialog.frame, Qt.Key.Key_Down, CONTROL)
    QTest.keyClick(dialog.frame, Qt.Key.Key_Return)
    assert dialog.frame.crop == pytest.approx((0, 0.5, 0.5, 1))
    assert dialog.result() == dialog.DialogCode.Accepted


def test_the_numbers_follow_the_frame(open_at: Open) -> None:
    dialog = open_at(MIDDLE)
    QTest.keyClick(dialog.frame, Qt.Key.Key_Right)
    QTest.keyClick(dialog.frame, Qt.Key.Key_Down, SHIFT)
    shown = [spin.text() for spin in (dialog.left, dialog.top, dialog.across, dialog.down)]
    assert shown == ["27.0 %", "25.0 %", "50.0 %", "52.0 %"]


def test_the_frame_follows_the_numbers(open_at: Open) -> None:
    dialog = open_at(WHOLE)
    type_in(dialog.across, "40")
    type_in(dialog.left, "30")
    type_in(dialog.down, "20.5")
    type_in(dialog.top, "10")
    assert dialog.frame.crop == pytest.approx((0.3, 0.1, 0.7, 0.305))


def test_a_frame_that_would_reach_over_the_edge_gives_way_to_the_last_number(open_at: Open) -> None:
    dialog = open_at(WHOLE)
    type_in(dialog.left, "30")
    assert dialog.frame.crop == pytest.approx((0.3, 0, 1, 1))
    type_in(dialog.across, "90")
    assert dialog.frame.crop == pytest.approx((0.1, 0, 1, 1))
    type_in(dialog.top, "99")
    assert dialog.frame.crop[3] - dialog.frame.crop[1] >= 0.05 - 1e-9


def test_a_frame_is_kept_exactly_where_only_another_number_is_typed(open_at: Open) -> None:
    dialog = open_at((1 / 3, 0.25, 2 / 3, 0.75))
    assert dialog.left.text() == "33.3 %"
    type_in(dialog.top, "20")
    assert dialog.frame.crop == pytest.approx((1 / 3, 0.2, 2 / 3, 0.7), abs=1e-12)


def test_the_mouse_draws_a_frame_and_a_button_brings_back_the_whole(open_at: Open) -> None:
    dialog = open_at(WHOLE)
    placed = dialog.frame.placed()

    def at(x: float, y: float) -> QPoint:
        return QPointF(placed.left() + x * placed.width(), placed.top() + y * placed.height()).toPoint()

    QTest.mousePress(dialog.frame, Qt.MouseButton.LeftButton, pos=at(0.75, 0.25))
    QTest.mouseMove(dialog.frame, at(0.25, 0.5))
    QTest.mouseRelease(dialog.frame, Qt.MouseButton.LeftButton, pos=at(0.25, 0.5))
    assert dialog.frame.crop == pytest.approx((0.25, 0.25, 0.75, 0.5), abs=0.01)
    QTest.mouseClick(dialog.buttons.button(QDialogButtonBox.StandardButton.Reset), Qt.MouseButton.LeftButton)
    assert dialog.frame.crop == WHOLE
    assert dialog.across.value() == 100


def test_every_number_has_a_name_and_the_hint_tells_of_the_keys(open_at: Open) -> None:
    dialog = open_at(WHOLE)
    names = [spin.accessibleName() for spin in (dialog.left, dialog.top, dialog.across, dialog.down)]
    assert names == ["Left", "Top", "Width", "Height"]
    said = " ".join(label.text() for label in dialog.findChildren(QLabel))
    assert "arrow keys" in said
    assert "Shift" in said
    assert "Ctrl" in said
