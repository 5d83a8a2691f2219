"""The value slider: mouse, keyboard, typing and reset; what it keeps, and when a gesture has ended."""

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QStyle, QStyleOptionSlider
from pytestqt.qtbot import QtBot

from stylegui.gui.controls.slider import QUIET_MS, ValueSlider


class Heard:
    """Everything that a slider says."""

    def __init__(self, slider: ValueSlider) -> None:
        self.values: list[float] = []
        self.settled = 0
        slider.value_changed.connect(self.values.append)
        slider.settled.connect(self._settle)

    def _settle(self) -> None:
        self.settled += 1


@pytest.fixture
def slider(qtbot: QtBot) -> ValueSlider:
    slider = ValueSlider("Strength", "How strong.", 50)
    qtbot.addWidget(slider)
    slider.resize(240, 60)
    slider.show()
    slider.activateWindow()
    return slider


@pytest.fixture
def heard(slider: ValueSlider) -> Heard:
    return Heard(slider)


def handle(slider: ValueSlider) -> QPoint:
    option = QStyleOptionSlider()
    slider.slider.initStyleOption(option)
    control, part = QStyle.ComplexControl.CC_Slider, QStyle.SubControl.SC_SliderHandle
    return slider.slider.style().subControlRect(control, option, part, slider.slider).center()


def type_in(slider: ValueSlider, text: str) -> None:
    slider.number.setFocus()
    slider.number.selectAll()
    QTest.keyClicks(slider.number, text)


def test_keys_move_it_and_the_new_value_is_told_and_shown(slider: ValueSlider, heard: Heard) -> None:
    QTest.keyClick(slider.slider, Qt.Key.Key_Right)
    assert heard.values == [51.0]
    assert slider.value() == 51
    assert slider.number.text() == "51"


def test_what_is_set_is_kept_exactly_and_shown_rounded(slider: ValueSlider, heard: Heard) -> None:
    slider.set_value(100 / 3)
    assert slider.value() == 100 / 3
    assert slider.slider.value() == 33
    assert slider.number.text() == "33.33"
    slider.set_value(33)
    assert slider.number.text() == "33"
    slider.set_value(120)
    assert slider.value() == 100
    assert heard.values == []
    assert heard.settled == 0


def test_looking_at_the_number_does_not_round_the_value(slider: ValueSlider, heard: Heard) -> None:
    slider.set_value(100 / 3)
    slider.number.setFocus()
    QTest.keyClick(slider.number, Qt.Key.Key_Return)
    slider.number.setFocus()
    slider.slider.setFocus()
    assert slider.value() == 100 / 3
    assert heard.values == []


def test_a_key_goes_on_to_whole_numbers_and_reaches_the_end_where_it_stands_there_by_rounding(
    slider: ValueSlider, heard: Heard
) -> None:
    slider.set_value(33.4)
    QTest.keyClick(slider.slider, Qt.Key.Key_Right)
    slider.set_value(0.3)
    QTest.keyClick(slider.slider, Qt.Key.Key_Home)
    assert heard.values == [34.0, 0.0]


def test_a_typed_number_is_taken_with_return_and_the_keys_go_back_to_the_slider(
    slider: ValueSlider, heard: Heard
) -> None:
    type_in(slider, "12.5")
    assert heard.values == []
    QTest.keyClick(slider.number, Qt.Key.Key_Return)
    assert heard.values == [12.5]
    assert heard.settled == 1
    assert slider.slider.hasFocus()
    assert slider.slider.value() == 12


def test_a_typed_number_is_taken_when_the_keyboard_goes_elsewhere(slider: ValueSlider, heard: Heard) -> None:
    type_in(slider, "7")
    slider.slider.setFocus()
    assert heard.values == [7.0]
    assert heard.settled == 1


def test_escape_gives_up_what_was_typed(slider: ValueSlider, heard: Heard) -> None:
    slider.set_value(100 / 3)
    type_in(slider, "7")
    QTest.keyClick(slider.number, Qt.Key.Key_Escape)
    assert slider.number.text() == "33.33"
    assert slider.slider.hasFocus()
    assert slider.value() == 100 / 3
    assert heard.values == []


@pytest.mark.parametrize("text", ["abc", "-5", "1234"])
def test_what_is_no_number_up_to_100_cannot_be_typed(slider: ValueSlider, text: str) -> None:
    type_in(slider, text)
    QTest.keyClick(slider.number, Qt.Key.Key_Return)
    assert 0 <= slider.value() <= 100
    assert slider.number.text() in ("50", "5", "12")


def test_what_is_being_typed_stays_while_the_same_value_is_shown_again(slider: ValueSlider) -> None:
    type_in(slider, "7")
    slider.set_value(50)
    assert slider.number.text() == "7"


def test_a_drag_settles_once_when_it_is_let_go(slider: ValueSlider, heard: Heard, qtbot: QtBot) -> None:
    start = handle(slider)
    QTest.mousePress(slider.slider, Qt.MouseButton.LeftButton, pos=start)
    for step in range(1, 5):
        QTest.mouseMove(slider.slider, start + QPoint(8 * step, 0))
    assert len(heard.values) > 1
    qtbot.wait(QUIET_MS + 100)  # held still
    assert heard.settled == 0
    QTest.mouseRelease(slider.slider, Qt.MouseButton.LeftButton, pos=start + QPoint(32, 0))
    assert heard.settled == 1
    assert heard.values[-1] == slider.value() > 50


def test_a_held_key_settles_once_when_it_is_let_go(slider: ValueSlider, heard: Heard) -> None:
    QTest.keyPress(slider.slider, Qt.Key.Key_Right)
    for _ in range(3):
        QTest.simulateEvent(slider.slider, True, Qt.Key.Key_Right, Qt.KeyboardModifier.NoModifier, "", True)
        QTest.simulateEvent(slider.slider, False, Qt.Key.Key_Right, Qt.KeyboardModifier.NoModifier, "", True)
    assert heard.values == [51, 52, 53, 54]
    assert heard.settled == 0
    QTest.keyRelease(slider.slider, Qt.Key.Key_Right)
    assert heard.settled == 1


def test_a_turn_of_the_wheel_settles_once_after_it(slider: ValueSlider, heard: Heard, qtbot: QtBot) -> None:
    slider.slider.setFocus()
    for _ in range(3):
        middle = QPointF(slider.slider.rect().center())
        event = QWheelEvent(
            middle, slider.slider.mapToGlobal(middle), QPoint(), QPoint(0, 120), Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
        )  # fmt: skip
        QApplication.sendEvent(slider.slider, event)
    assert len(heard.values) == 3
    assert heard.settled == 0
    qtbot.waitUntil(lambda: heard.settled == 1)


def test_a_gesture_that_changes_nothing_settles_nothing(slider: ValueSlider, heard: Heard) -> None:
    QTest.mouseClick(slider.slider, Qt.MouseButton.LeftButton, pos=handle(slider))
    QTest.keyClick(slider.slider, Qt.Key.Key_Shift)
    slider.bring_back()
    assert heard.values == []
    assert heard.settled == 0


def test_double_click_brings_back_the_usual_value(slider: ValueSlider, heard: Heard) -> None:
    slider.set_value(90)
    QTest.mouseDClick(slider.slider, Qt.MouseButton.LeftButton, pos=handle(slider))
    assert slider.value() == 50
    assert heard.values == [50.0]
    assert heard.settled == 1


def test_reset_button_works_only_where_there_is_something_to_reset(slider: ValueSlider, heard: Heard) -> None:
    assert not slider.reset.isEnabled()
    slider.set_value(50.2)
    assert slider.reset.isEnabled()
    QTest.mouseClick(slider.reset, Qt.MouseButton.LeftButton)
    assert slider.value() == 50
    assert heard.values == [50.0]
    assert heard.settled == 1
    assert not slider.reset.isEnabled()


def test_it_is_named_for_those_who_cannot_see_it(slider: ValueSlider) -> None:
    assert slider.slider.accessibleName() == "Strength"
    assert slider.number.accessibleName() == "Strength"
    assert "Strength" in slider.reset.accessibleName()


def test_the_number_has_no_frame_until_the_keyboard_is_there(slider: ValueSlider) -> None:
    slider.slider.setFocus()
    slider.number.clearFocus()
    corner = slider.number.geometry().topLeft() + QPoint(4, 2)
    window = slider.grab().toImage().pixelColor(QPoint(0, 0))
    assert slider.grab().toImage().pixelColor(corner) == window
    slider.number.setFocus()
    assert slider.grab().toImage().pixelColor(corner) != window
