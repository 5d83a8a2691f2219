"""The bar that offers something: it waits, and it is over when an action is chosen."""

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from stylegui.gui.window.bars.offer_bar import OfferBar

RECOVERY = ("StyleGUI ended unexpectedly while painting cat.jpg.", [("open", "Open it"), ("later", "Not now")])
REGIONS = ("The photo is another one.", [("keep", "Keep the regions")])


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    """A bar above a field that has the focus."""
    window, field = QWidget(), QLineEdit()
    column = QVBoxLayout(window)
    column.addWidget(OfferBar())
    column.addWidget(field, 1)
    qtbot.addWidget(window)
    window.resize(470, 300)
    window.show()
    window.activateWindow()
    assert QTest.qWaitForWindowActive(window)
    field.setFocus()
    return window


@pytest.fixture
def bar(window: QWidget) -> OfferBar:
    bar = window.findChild(OfferBar)
    assert isinstance(bar, OfferBar)
    return bar


def told_by(bar: OfferBar) -> list[tuple[str, str]]:
    told: list[tuple[str, str]] = []
    bar.chosen.connect(lambda key: told.append(("chosen", key)))
    return told


def press(bar: OfferBar, number: int) -> None:
    QTest.mouseClick(bar.buttons[number], Qt.MouseButton.LeftButton)


def test_it_is_not_there_until_something_is_offered(bar: OfferBar) -> None:
    assert not bar.isVisible()
    bar.offer(*RECOVERY)
    assert bar.isVisible()
    assert bar.message.text() == RECOVERY[0] == bar.accessibleName()
    assert [button.text() for button in bar.buttons] == ["Open it", "Not now"]


def test_a_chosen_action_is_told_and_the_offer_is_over(bar: OfferBar) -> None:
    told = told_by(bar)
    bar.offer(*RECOVERY)
    press(bar, 1)
    assert told == [("chosen", "later")]
    assert not bar.isVisible()


def test_offers_wait_for_those_before_them(bar: OfferBar) -> None:
    told = told_by(bar)
    bar.offer(*RECOVERY)
    bar.offer(*REGIONS)
    assert bar.message.text() == RECOVERY[0]
    QTest.mouseClick(bar.dismiss, Qt.MouseButton.LeftButton)
    assert bar.message.text() == REGIONS[0]
    assert [button.text() for button in bar.buttons] == ["Keep the regions"]
    press(bar, 0)
    assert told == [("chosen", "keep")]
    assert not bar.isVisible()


def test_the_same_offer_again_replaces_the_one_before(bar: OfferBar) -> None:
    bar.offer(*REGIONS)
    bar.offer("A third photo.", REGIONS[1])
    assert bar.message.text() == "A third photo."
    press(bar, 0)
    assert not bar.isVisible()


def test_an_offer_that_holds_no_longer_goes_wherever_it_waits(bar: OfferBar) -> None:
    told = told_by(bar)
    bar.offer(*RECOVERY)
    bar.offer(*REGIONS)
    bar.withdraw("keep")
    assert bar.message.text() == RECOVERY[0]
    bar.withdraw("open")
    assert not bar.isVisible()
    assert told == []


def test_an_offer_made_when_another_is_chosen_is_shown(bar: OfferBar) -> None:
    bar.chosen.connect(lambda key: bar.offer(*REGIONS) if key == "open" else None)
    bar.offer(*RECOVERY)
    press(bar, 0)
    assert bar.message.text() == REGIONS[0]


def test_it_takes_no_focus_and_can_be_used_by_keys(bar: OfferBar) -> None:
    told = told_by(bar)
    field = bar.window().findChild(QLineEdit)
    assert isinstance(field, QLineEdit)
    bar.offer(*RECOVERY)
    assert field.hasFocus()
    while not bar.buttons[0].hasFocus():
        QTest.keyClick(bar.window().focusWidget(), Qt.Key.Key_Tab)
    QTest.keyClick(bar.buttons[0], Qt.Key.Key_Space)
    assert told == [("chosen", "open")]
    bar.offer(*REGIONS)
    bar.buttons[0].setFocus()
    QTest.keyClick(bar.buttons[0], Qt.Key.Key_Escape)
    assert told[1:] == []
    assert not bar.isVisible()


def test_names_are_shown_as_they_are_and_long_ones_widen_nothing(bar: OfferBar) -> None:
    width = bar.window().minimumSizeHint().width()
    bar.offer("<b>cat</b>.jpg " * 30, REGIONS[1])
    assert bar.message.textFormat() == Qt.TextFormat.PlainText
    assert bar.window().size() == QSize(470, 300)
    assert bar.minimumSizeHint().width() < 470
    assert width < 470
