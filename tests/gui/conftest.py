"""Widgets are tested as they look in the application; the application itself is started for some."""

import gc
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from window_driver import PATIENCE_MS, QUICK, use

from stylegui.app import Application
from stylegui.gui.basics.theme import apply_theme


@pytest.fixture(autouse=True)
def _theme(qapp: QApplication) -> None:
    apply_theme(qapp)


@pytest.fixture
def application(qtbot: QtBot, samples: Path) -> Iterator[Application]:
    """The application with two samples loaded and settings that make a run short."""
    gc.collect()  # what an earlier test left must not be found by a worker's thread, which may not end its timers
    application = Application()
    use(application, QUICK)
    application.open([str(samples / "cat.jpg"), str(samples / "woodcut.png")])
    qtbot.waitUntil(lambda: application.desk.recipe() is not None, timeout=PATIENCE_MS)
    yield application
    while not application.shut_down():  # on a busy computer torch may still be being imported
        pass
    application.window.deleteLater()
