"""The value slider: mouse, keyboard and reset."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from stylegui.gui.controls.slider import ValueSlider


def make(qtbot: QtBot) -> ValueSlider:
    slider = ValueSlider("Strength", "How strong.", 50)
    qtbot.addWidget(slider)
    slider.show()
    return slider


def test_keys_move_it_and_the_new_value_is_told_and_shown(qtbot: QtBot) -> None:
    slider = make(qtbot)
    with qtbot.waitSignal(slider.value_changed) as told:
        QTest.keyClick(slider.slider, Qt.Key.Key_Right)
    assert told.args == [51.0]
    assert slider.value() == 51


def test_double_click_brings_back_the_middle(qtbot: QtBot) -> None:
    slider = make(qtbot)
    slider.set_value(90)
    QTest.mouseDClick(slider.slider, Qt.MouseButton.LeftButton)
    assert slider.value() == 50


def test_reset_button_works_only_where_there_is_something_to_reset(qtbot: QtBot) -> None:
    slider = make(qtbot)
    assert not slider.reset.isEnabled()
    slider.set_value(10)
    assert slider.reset.isEnabled()
    QTest.mouseClick(slider.reset, Qt.MouseButton.LeftButton)
    assert slider.value() == 50


def test_it_is_named_for_those_who_cannot_see_it(qtbot: QtBot) -> None:
    slider = make(qtbot)
    assert slider.slider.accessibleName() == "Strength"
    assert "Strength" in slider.reset.accessibleName()
