"""The control panel: one control for each setting; what is turned is wished, and what is shown wishes nothing."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCheckBox, QComboBox, QSpinBox
from pytestqt.qtbot import QtBot

from stylegui.document.wishes import Turn
from stylegui.engine.settings import Settings, choices, control
from stylegui.gui.controls.control_panel import ControlPanel
from stylegui.gui.controls.slider import ValueSlider

SHOWN = [name for name in Settings.model_fields if control(name).group]


@pytest.fixture
def panel(qtbot: QtBot) -> ControlPanel:
    panel = ControlPanel()
    qtbot.addWidget(panel)
    panel.show()
    return panel


def test_every_setting_that_belongs_in_the_panel_has_a_control_with_a_name(panel: ControlPanel) -> None:
    assert set(panel.controls) == {*SHOWN, "auto"}
    assert all(_said(panel, name) == getattr(Settings(), name) for name in SHOWN)


def _said(panel: ControlPanel, name: str) -> object:
    """What a control says."""
    widget = panel.controls[name]
    if isinstance(widget, QComboBox):
        return widget.currentData()
    assert isinstance(widget, ValueSlider | QSpinBox)
    return widget.value()


@pytest.mark.parametrize("name", [name for name in SHOWN if Settings.model_fields[name].annotation is float])
def test_a_slider_wishes_for_its_own_setting_only(panel: ControlPanel, qtbot: QtBot, name: str) -> None:
    slider = panel.controls[name]
    panel.show_settings(Settings(colour="photo"))  # where every slider means something
    assert isinstance(slider, ValueSlider)
    with qtbot.waitSignals([panel.wished, panel.settled]), qtbot.waitSignal(panel.wished) as told:
        QTest.keyClick(slider.slider, Qt.Key.Key_Home)
    assert told.args == [Turn(name, 0.0)]


@pytest.mark.parametrize("name", [name for name in SHOWN if choices(name)])
def test_a_choice_offers_every_value(panel: ControlPanel, name: str) -> None:
    box = panel.controls[name]
    assert isinstance(box, QComboBox)
    assert tuple(box.itemData(index) for index in range(box.count())) == choices(name)
    told: list[Turn] = []
    panel.wished.connect(told.append)
    for value in choices(name):
        box.setFocus()
        QTest.keyClick(box, Qt.Key.Key_Home)
        for _ in range(choices(name).index(value)):
            QTest.keyClick(box, Qt.Key.Key_Down)
        assert box.currentData() == value
    assert told[-1] == Turn(name, choices(name)[-1])


def test_a_typed_size_counts_once_it_is_finished(panel: ControlPanel, qtbot: QtBot) -> None:
    spin = panel.controls["size"]
    assert isinstance(spin, QSpinBox)
    told: list[Turn] = []
    panel.wished.connect(told.append)
    spin.setFocus()
    spin.selectAll()
    QTest.keyClicks(spin, "768")
    assert told == []
    QTest.keyClick(spin, Qt.Key.Key_Return)
    assert told == [Turn("size", 768)]


def test_the_photos_own_size_can_be_chosen_where_there_is_a_photo(panel: ControlPanel) -> None:
    told: list[Turn] = []
    panel.wished.connect(told.append)
    assert not panel.own_size.isEnabled()
    for longer, size in ((3000, 3000), (40, 64), (20_000, 16384)):
        panel.show_photo(longer)
        QTest.mouseClick(panel.own_size, Qt.MouseButton.LeftButton)
        assert told[-1] == Turn("size", size)
    panel.show_photo(0)
    assert not panel.own_size.isEnabled()


def test_what_is_shown_is_exact_and_wishes_nothing(panel: ControlPanel, qtbot: QtBot) -> None:
    wanted = Settings(strength=80.125, quality="fine", size=1024, network="vgg19", seed=7)
    with qtbot.assertNotEmitted(panel.wished):
        panel.show_settings(wanted)
    assert all(_said(panel, name) == getattr(wanted, name) for name in SHOWN)


def test_the_photos_colours_can_be_turned_only_where_they_are_used(panel: ControlPanel) -> None:
    assert not panel.controls["colour_amount"].isEnabled()
    for colour in ("photo", "palette"):
        panel.show_settings(Settings(colour=colour))
        assert panel.controls["colour_amount"].isEnabled()
    panel.show_settings(Settings())
    assert not panel.controls["colour_amount"].isEnabled()


def test_the_seed_can_be_turned_only_where_noise_is_used(panel: ControlPanel) -> None:
    assert not panel.controls["seed"].isEnabled()
    panel.show_settings(Settings(start_from="noise"))
    assert panel.controls["seed"].isEnabled()


def test_auto_is_turned_on_and_off_by_its_box(panel: ControlPanel, qtbot: QtBot) -> None:
    box = panel.controls["auto"]
    assert isinstance(box, QCheckBox)
    assert box.isChecked()
    assert "follow" in panel.why.text()
    with qtbot.waitSignals([panel.wished, panel.settled]), qtbot.waitSignal(panel.wished) as told:
        QTest.keyClick(box, Qt.Key.Key_Space)
    assert told.args == [Turn("auto", "off")]


def test_what_auto_goes_by_is_read_while_it_is_on_and_nothing_moves_when_it_goes(panel: ControlPanel) -> None:
    panel.show_why("Painterly, and the photo's face is held.")
    assert panel.why.text() == "Painterly, and the photo's face is held."
    QApplication.processEvents()
    before = panel.controls["strength"].mapTo(panel, QPoint(0, 0))
    panel.show_settings(Settings(auto="off"))
    assert panel.why.text() == ""
    QApplication.processEvents()
    assert panel.controls["strength"].mapTo(panel, QPoint(0, 0)) == before
