"""What is said beside Size."""

import json
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QSettings
from pytestqt.qtbot import QtBot

from stylegui.application.forecaster import SPEED, Forecaster
from stylegui.document.document import Document
from stylegui.engine.pictures.images import Picture
from stylegui.engine.plan.forecast import speed_kind
from stylegui.engine.settings import Settings
from stylegui.engine.styles.style import Style
from stylegui.gui.controls.control_panel import ControlPanel

PICTURE = Picture(np.zeros((300, 400, 3), np.uint8))


@pytest.fixture
def panel(qtbot: QtBot) -> ControlPanel:
    panel = ControlPanel()
    qtbot.addWidget(panel)
    return panel


def _document(size: int) -> Document:
    return Document(PICTURE, (Style(PICTURE),), Settings(size=size))


def test_pixels_time_and_memory_are_said_as_the_size_is_moved(panel: ControlPanel) -> None:
    forecaster = Forecaster(panel, memory=0)
    forecaster.follow(_document(512))
    assert panel.forecast.text().startswith("512 × 384 px · ")
    assert "about" not in panel.forecast.text()  # before it is known how fast the computer is
    forecaster.note_speed(Settings(), 5e-6)
    assert "px · about 30 s · " in panel.forecast.text()
    forecaster.follow(_document(4096))
    assert panel.forecast.text().startswith("4096 × 3072 px · about ")
    assert panel.forecast.text().endswith(" GB")
    assert panel.own_size.isEnabled()


def test_what_was_measured_is_known_the_next_time(panel: ControlPanel) -> None:
    Forecaster(panel, memory=0).note_speed(Settings(), 5e-6)
    assert json.loads(str(QSettings().value(SPEED))) == {speed_kind(Settings()): 5e-6}
    again = Forecaster(panel, memory=0)
    again.follow(_document(512))
    assert "about" in panel.forecast.text()


def test_what_does_not_fit_says_what_would(panel: ControlPanel) -> None:
    forecaster = Forecaster(panel, memory=0)
    forecaster.follow(_document(16384))
    forecaster.set_memory(3_000_000_000)
    assert "largest possible size is" in panel.forecast.text()
    forecaster.set_memory(500_000_000_000)
    assert panel.forecast.text().startswith("16384 × 12288 px")


def test_without_a_photo_nothing_is_said(panel: ControlPanel) -> None:
    forecaster = Forecaster(panel, memory=0)
    forecaster.follow(_document(512))
    forecaster.follow(replace(_document(512), photo=None))
    assert panel.forecast.text() == ""
    assert not panel.own_size.isEnabled()
