"""The control panel: one control for each setting, and every change is told."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QSpinBox
from pytestqt.qtbot import QtBot

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
    assert set(panel.controls) == set(SHOWN)
    assert panel.settings() == Settings()


@pytest.mark.parametrize("name", [name for name in SHOWN if Settings.model_fields[name].annotation is float])
def test_a_slider_changes_its_own_setting_only(panel: ControlPanel, qtbot: QtBot, name: str) -> None:
    slider, before = panel.controls[name], Settings(colour="photo")  # where every slider means something
    panel.set_settings(before)
    assert isinstance(slider, ValueSlider)
    with qtbot.waitSignal(panel.settings_changed) as told:
        QTest.keyClick(slider.slider, Qt.Key.Key_Home)
    assert told.args == [before.model_copy(update={name: 0.0})]


@pytest.mark.parametrize("name", [name for name in SHOWN if choices(name)])
def test_a_choice_offers_every_value(panel: ControlPanel, name: str) -> None:
    box = panel.controls[name]
    assert isinstance(box, QComboBox)
    assert tuple(box.itemData(index) for index in range(box.count())) == choices(name)
    for value in choices(name):
        box.setFocus()
        QTest.keyClick(box, Qt.Key.Key_Home)
        for _ in range(choices(name).index(value)):
            QTest.keyClick(box, Qt.Key.Key_Down)
        assert getattr(panel.settings(), name) == value


def test_a_typed_size_counts_once_it_is_finished(panel: ControlPanel, qtbot: QtBot) -> None:
    spin = panel.controls["size"]
    assert isinstance(spin, QSpinBox)
    told: list[Settings] = []
    panel.settings_changed.connect(told.append)
    spin.setFocus()
    spin.selectAll()
    QTest.keyClicks(spin, "768")
    assert told == []
    QTest.keyClick(spin, Qt.Key.Key_Return)
    assert [settings.size for settings in told] == [768]


def test_settings_can_be_shown(panel: ControlPanel) -> None:
    wanted = Settings(strength=80, quality="fine", size=1024, network="vgg19", seed=7)
    panel.set_settings(wanted)
    assert panel.settings() == wanted


def test_the_photos_colours_can_be_turned_only_where_they_are_used(panel: ControlPanel) -> None:
    assert not panel.controls["colour_amount"].isEnabled()
    for colour in ("photo", "palette"):
        panel.set_settings(Settings(colour=colour))
        assert panel.controls["colour_amount"].isEnabled()
    panel.set_settings(Settings())
    assert not panel.controls["colour_amount"].isEnabled()


def test_the_seed_can_be_turned_only_where_noise_is_used(panel: ControlPanel) -> None:
    assert not panel.controls["seed"].isEnabled()
    panel.set_settings(Settings(start_from="noise"))
    assert panel.controls["seed"].isEnabled()
