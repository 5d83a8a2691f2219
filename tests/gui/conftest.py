"""Widgets are tested as they look in the application."""

import pytest
from PySide6.QtWidgets import QApplication

from stylegui.gui.theme import apply_theme


@pytest.fixture(autouse=True)
def _theme(qapp: QApplication) -> None:
    apply_theme(qapp)
