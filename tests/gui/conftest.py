"""Widgets are tested as they look in the application; the application itself is started for some."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from window_driver import PATIENCE_MS, QUICK, running, use

from stylegui.application.app import Application
from stylegui.gui.basics.theme import apply_theme


@pytest.fixture(autouse=True)
def _theme(qapp: QApplication) -> None:
    apply_theme(qapp)


@pytest.fixture
def application(qtbot: QtBot, samples: Path) -> Iterator[Application]:
    """The application with two samples loaded and settings that make a run short."""
    with running(qtbot) as application:
        use(application, QUICK)
        application.open([str(samples / "cat.jpg"), str(samples / "woodcut.png")])
        qtbot.waitUntil(lambda: application.desk.recipe() is not None, timeout=PATIENCE_MS)
        yield application
