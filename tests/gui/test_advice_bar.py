"""Advice: shown one at a time, followed or dismissed."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from stylegui.engine.pictures.images import Picture
from stylegui.engine.recipes.advice import Advice
from stylegui.gui.window.bars.advice_bar import AdviceBar

PICTURE, OTHER = (Picture(np.zeros((20, 20, 3), np.uint8)) for _ in range(2))
SOFT = Advice("small", PICTURE, "Its strokes will be soft.", "Smaller brush", {"brush_size": 20.0})
FAR = Advice("palette", PICTURE, "The colours are far from the photo's.", "Give it the photo's palette", {})


@pytest.fixture
def bar(qtbot: QtBot) -> AdviceBar:
    bar = AdviceBar()
    qtbot.addWidget(bar)
    return bar


def test_the_most_important_advice_is_seen_and_followed_on_a_click(qtbot: QtBot, bar: AdviceBar) -> None:
    bar.show_advice((SOFT, FAR))
    assert bar.isVisible()
    assert bar.message.text() == SOFT.message
    assert bar.apply.text() == SOFT.action
    with qtbot.waitSignal(bar.accepted) as accepted:
        QTest.mouseClick(bar.apply, Qt.MouseButton.LeftButton)
    assert accepted.args == [SOFT]


def test_what_was_dismissed_is_not_said_again_of_that_picture(bar: AdviceBar) -> None:
    bar.show_advice((SOFT, FAR))
    QTest.mouseClick(bar.dismiss, Qt.MouseButton.LeftButton)
    assert bar.shown is FAR
    bar.show_advice((SOFT,))
    assert not bar.isVisible()
    bar.show_advice((Advice("small", OTHER, SOFT.message, SOFT.action, SOFT.settings),))
    assert bar.isVisible()


def test_without_advice_there_is_no_bar(bar: AdviceBar) -> None:
    bar.show_advice((FAR,))
    bar.show_advice(())
    assert not bar.isVisible()
    assert bar.shown is None
