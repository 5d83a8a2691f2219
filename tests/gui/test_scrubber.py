"""The scrubber: it goes through the moments of a run, and stays where it is while moments come and go."""

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from stylegui.gui.history.scrubber import END, Scrubber


@pytest.fixture
def scrubber(qtbot: QtBot) -> Scrubber:
    scrubber = Scrubber()
    qtbot.addWidget(scrubber)
    scrubber.resize(470, scrubber.sizeHint().height())
    return scrubber


def heard(scrubber: Scrubber) -> list[tuple[str, int]]:
    told: list[tuple[str, int]] = []
    scrubber.scrubbed.connect(lambda id, evaluations: told.append((id, evaluations)))
    return told


def test_scrubbing_tells_the_moment_and_its_right_end_is_the_result(scrubber: Scrubber) -> None:
    scrubber.show_frames("id1", (1, 20, 40, 119))
    told = heard(scrubber)
    QTest.keyClick(scrubber.slider, Qt.Key.Key_Left)
    assert scrubber.words.text() == "evaluation 40 of 119"
    QTest.keyClick(scrubber.slider, Qt.Key.Key_Home)
    QTest.keyClick(scrubber.slider, Qt.Key.Key_End)
    assert told == [("id1", 40), ("id1", 1), ("id1", END)]
    assert scrubber.words.text() == "evaluation 119 of 119"


def test_a_press_beside_the_handle_goes_there(scrubber: Scrubber) -> None:
    scrubber.show_frames("id1", tuple(range(1, 102)))
    scrubber.show()
    told = heard(scrubber)
    middle = scrubber.slider.rect().center()
    QTest.mouseClick(scrubber.slider, Qt.MouseButton.LeftButton, pos=middle)
    assert len(told) == 1
    assert abs(told[0][1] - 51) <= 1


def test_it_is_dead_where_there_is_nothing_to_go_through(scrubber: Scrubber) -> None:
    assert not scrubber.isEnabled()
    scrubber.show_frames("id1", (1, 2))
    assert scrubber.isEnabled()
    for too_few in ((1,), ()):
        scrubber.show_frames("id1", too_few)
        assert not scrubber.isEnabled()


def test_what_is_looked_at_stays_while_frames_come_and_go(scrubber: Scrubber) -> None:
    told = heard(scrubber)
    scrubber.show_frames("id1", (1, 20, 40))
    scrubber.show_frames("id1", (1, 20, 40, 60))
    assert scrubber.words.text() == "evaluation 60 of 60"  # the newest was looked at
    assert told == []
    QTest.keyClick(scrubber.slider, Qt.Key.Key_Left)
    scrubber.show_frames("id1", (1, 20, 42, 60, 80))
    assert scrubber.words.text() == "evaluation 42 of 80"  # 40 was thinned away
    scrubber.show_frames("id2", (1, 30, 50))
    assert scrubber.words.text() == "evaluation 50 of 50"
    assert told == [("id1", 40)]


def test_it_has_room_in_a_narrow_window_and_its_slider_does_not_jump(scrubber: Scrubber) -> None:
    scrubber.show_frames("id1", (1, 20, 12345))
    scrubber.show()
    assert scrubber.minimumSizeHint().width() <= 470
    width = scrubber.slider.width()
    QTest.keyClick(scrubber.slider, Qt.Key.Key_Home)
    QApplication.processEvents()
    assert scrubber.slider.size() == QSize(width, scrubber.slider.height())
    assert scrubber.slider.accessibleName() == "Moment of the run"
