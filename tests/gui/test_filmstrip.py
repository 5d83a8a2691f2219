"""The filmstrip: what it shows, and what is wished with mouse, wheel and keys."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, QPointF, QRect, Qt, SignalInstance
from PySide6.QtGui import QColor, QContextMenuEvent, QImage, QPainter, QPalette, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QStyleOptionViewItem
from pytestqt.qtbot import QtBot

from stylegui.document.history import History, Result
from stylegui.gui.history.card_delegate import CARD_SIZE, PICTURE, CardDelegate
from stylegui.gui.history.filmstrip import Filmstrip

RED, BLUE = (200, 30, 40), (20, 60, 220)
SIX = tuple(Result(f"id{n}", "cat.jpg", "2025-05-01T12:03:00+00:00", 512, 341, evaluations=9) for n in range(1, 7))


@pytest.fixture
def strip(qtbot: QtBot) -> Filmstrip:
    strip = Filmstrip()
    qtbot.addWidget(strip)
    strip.resize(3 * CARD_SIZE.width() + 8, strip.height())
    strip.show()
    qtbot.waitExposed(strip)
    strip.activateWindow()
    strip.setFocus()
    return strip


def heard(signal: SignalInstance) -> list[tuple[object, ...]]:
    told: list[tuple[object, ...]] = []
    signal.connect(lambda *values: told.append(values))
    return told


def levels(colour: QColor) -> tuple[int, int, int]:
    return colour.red(), colour.green(), colour.blue()


def colour(strip: Filmstrip, row: int, x: int, y: int) -> tuple[int, int, int]:
    """What is seen at a point of a card, from its top left corner."""
    place = strip.visualRect(strip.model().index(row, 0)).topLeft() + QPoint(x, y)
    return levels(QColor(strip.viewport().grab().toImage().pixel(place)))


def words(strip: Filmstrip) -> list[str]:
    model = strip.model()
    return [model.data(model.index(row, 0), Qt.ItemDataRole.AccessibleTextRole) for row in range(model.rowCount())]


def flat(of: tuple[int, int, int]) -> NDArray[np.uint8]:
    return np.full((56, 88, 3), of, np.uint8)


def accent(strip: Filmstrip) -> tuple[int, int, int]:
    return levels(strip.palette().color(QPalette.ColorRole.Highlight))


def is_in_sight(strip: Filmstrip, row: int) -> bool:
    """All that is drawn of its card."""
    return strip.viewport().rect().contains(strip.visualRect(strip.model().index(row, 0)).adjusted(1, 1, -1, -1))


def click(strip: Filmstrip, row: int) -> None:
    place = strip.visualRect(strip.model().index(row, 0)).center()
    QTest.mouseClick(strip.viewport(), Qt.MouseButton.LeftButton, pos=place)


def turn_wheel(strip: Filmstrip, notches: int) -> None:
    place = QPointF(strip.viewport().rect().center())
    none, mouse = Qt.KeyboardModifier.NoModifier, Qt.MouseButton.NoButton
    phase = Qt.ScrollPhase.NoScrollPhase
    angle = QPoint(0, -120 * notches)
    event = QWheelEvent(place, strip.viewport().mapToGlobal(place), QPoint(), angle, mouse, none, phase, False)
    QApplication.sendEvent(strip.viewport(), event)


def open_menu(strip: Filmstrip, row: int, by_key: bool = False) -> QMenu:
    place = strip.visualRect(strip.model().index(row, 0)).center()
    reason = QContextMenuEvent.Reason.Keyboard if by_key else QContextMenuEvent.Reason.Mouse
    QApplication.sendEvent(strip.viewport(), QContextMenuEvent(reason, QPoint() if by_key else place, QPoint()))
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    return menu


def choose(menu: QMenu, text: str) -> None:
    action = next(action for action in menu.actions() if action.text() == text)
    QTest.mouseClick(menu, Qt.MouseButton.LeftButton, pos=menu.actionGeometry(action).center())


def test_each_result_has_a_card_that_says_all_about_it(strip: Filmstrip) -> None:
    history = History(
        (
            replace(SIX[0], finished=True, fraction=1.0, seconds=34.2, starred=True),
            replace(SIX[1], parent="id1", fraction=0.4, seconds=125.0, saved_as="cat.png"),
            replace(SIX[2], fraction=0.07),
        )
    )
    strip.show_history(history, "id1", "id3")
    assert words(strip) == [
        "Result 1, cat.jpg, 512 × 341, finished, 34 s, starred, on the canvas",
        "Result 2, cat.jpg, 512 × 341, unfinished, 40 %, 2 min 5 s, branch of result 1, saved as cat.png",
        "Result 3, cat.jpg, 512 × 341, being painted, 7 %, 0 s",
    ]


def test_a_name_is_never_read_as_markup_in_the_tip(strip: Filmstrip) -> None:
    strip.show_history(History((replace(SIX[0], photo="<b>cat</b>.jpg"),)), "", "")
    model = strip.model()
    tip = model.data(model.index(0, 0), Qt.ItemDataRole.ToolTipRole)
    assert "&lt;b&gt;cat&lt;/b&gt;.jpg" in tip


def test_without_results_it_says_where_they_appear(strip: Filmstrip) -> None:
    def ink() -> int:
        image = strip.viewport().grab().toImage()
        window = strip.palette().color(QPalette.ColorRole.Window).rgb()
        middle = image.height() // 2
        around = range(middle - 8, middle + 8)
        return sum(image.pixel(x, y) != window for y in around for x in range(image.width()))

    assert ink() > 100
    strip.show_history(History(SIX[:1]), "", "")
    strip.show_history(History(SIX[:1], frozenset({"id1"})), "", "")
    assert ink() > 100


def test_a_click_looks_at_a_result_and_what_is_shown_is_framed(strip: Filmstrip) -> None:
    strip.show_history(History(SIX), "id1", "")
    strip.clearFocus()
    looked = heard(strip.looked_at)
    click(strip, 1)
    assert looked == [("id2",)]
    edge = CARD_SIZE.height() // 2
    assert colour(strip, 0, 3, edge) == accent(strip)
    strip.show_history(History(SIX), "id2", "")
    assert colour(strip, 0, 3, edge) != accent(strip)
    assert colour(strip, 1, 3, edge) == accent(strip)


def test_keys_go_through_the_results_look_at_one_and_delete_one(strip: Filmstrip) -> None:
    strip.show_history(History(SIX), "id1", "")
    looked, deleted = heard(strip.looked_at), heard(strip.delete_requested)
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Left, Qt.Key.Key_Return):
        QTest.keyClick(strip, key)
    assert looked == [("id2",)]
    QTest.keyClick(strip, Qt.Key.Key_End)
    QTest.keyClick(strip, Qt.Key.Key_Delete)
    assert deleted == [("id6",)]
    assert is_in_sight(strip, 5)
    QTest.keyClick(strip, Qt.Key.Key_Home)
    QTest.keyClick(strip, Qt.Key.Key_Enter)
    assert looked == [("id2",), ("id1",)]


def test_the_cursor_stays_while_a_run_goes_on_and_goes_to_what_is_shown_next(strip: Filmstrip) -> None:
    strip.show_history(History(SIX), "id1", "id6")
    QTest.keyClick(strip, Qt.Key.Key_Right)
    strip.show_history(History(SIX).put(replace(SIX[5], fraction=0.5)), "id1", "id6")
    assert strip.currentIndex().row() == 1
    strip.show_history(History(SIX), "id6", "")
    assert strip.currentIndex().row() == 5
    assert is_in_sight(strip, 5)


@pytest.mark.parametrize(
    ("text", "signal", "values"),
    [
        ("Save…", lambda strip: strip.save_requested, ("id2",)),
        ("Save film…", lambda strip: strip.film_requested, ("id2",)),
        ("Use its settings", lambda strip: strip.take_settings_requested, ("id2",)),
        ("Go on from here", lambda strip: strip.branch_requested, ("id2", 0)),
        ("Go on from the beginning of scale 3", lambda strip: strip.branch_requested, ("id2", 3)),
        ("Compare with this", lambda strip: strip.compare_requested, ("id2",)),
        ("Star", lambda strip: strip.star_requested, ("id2",)),
        ("Delete", lambda strip: strip.delete_requested, ("id2",)),
    ],
)
def test_the_menu_of_a_result_wishes(
    strip: Filmstrip, text: str, signal: Callable[[Filmstrip], SignalInstance], values: tuple[object, ...]
) -> None:
    strip.show_history(History((SIX[0], replace(SIX[1], beginnings=(2, 3)), SIX[2])), "id1", "")
    told = heard(signal(strip))
    choose(open_menu(strip, 1), text)
    assert told == [values]


def test_the_menu_opens_by_key_and_offers_only_what_is_kept(strip: Filmstrip) -> None:
    strip.show_history(History((SIX[0], replace(SIX[1], starred=True))), "id2", "")
    menu = open_menu(strip, 1, by_key=True)
    texts = [action.text() for action in menu.actions()]
    assert "Take the star away" in texts
    assert not [text for text in texts if "beginning" in text]
    told = heard(strip.save_requested)
    QTest.keyClick(menu, Qt.Key.Key_Down)
    QTest.keyClick(menu, Qt.Key.Key_Return)
    assert told == [("id2",)]


def test_thumbnails_are_asked_for_once_when_they_come_into_view(strip: Filmstrip) -> None:
    asked = heard(strip.thumbnail_requested)
    strip.set_thumbnail("id2", flat(RED))
    strip.show_history(History(SIX), "id1", "")
    assert asked == [("id1",), ("id3",)]
    turn_wheel(strip, 1)
    assert asked == [("id1",), ("id3",), ("id4",), ("id5",)]
    turn_wheel(strip, 20)
    turn_wheel(strip, -20)
    strip.show_history(History(SIX), "id2", "")
    assert asked == [("id1",), ("id3",), ("id4",), ("id5",), ("id6",)]


def test_a_hidden_strip_asks_for_nothing_until_it_is_seen(strip: Filmstrip) -> None:
    asked = heard(strip.thumbnail_requested)
    strip.hide()
    strip.show_history(History(SIX[:1]), "id1", "")
    assert asked == []
    strip.show()
    assert asked == [("id1",)]


def test_a_deleted_result_comes_back_in_its_place_with_its_number_and_thumbnail(strip: Filmstrip) -> None:
    history = History(SIX[:3])
    strip.show_history(history, "id3", "")
    strip.set_thumbnail("id2", flat(RED))
    strip.show_history(history.without({"id2"}), "id3", "")
    assert [each.partition(",")[0] for each in words(strip)] == ["Result 1", "Result 3"]
    strip.show_history(history, "id3", "")
    assert [each.partition(",")[0] for each in words(strip)] == ["Result 1", "Result 2", "Result 3"]
    assert colour(strip, 1, CARD_SIZE.width() // 2, CARD_SIZE.height() // 3) == RED


def test_a_running_result_shows_how_far_it_is(strip: Filmstrip) -> None:
    strip.show_history(History((replace(SIX[0], fraction=0.5),)), "", "id1")
    strip.set_thumbnail("id1", flat(BLUE))
    foot = 5 + PICTURE.height() - 2
    assert colour(strip, 0, CARD_SIZE.width() // 2 - 8, foot) == accent(strip)
    assert colour(strip, 0, CARD_SIZE.width() // 2 + 8, foot) not in (accent(strip), BLUE)
    strip.show_history(History((replace(SIX[0], fraction=0.5),)), "", "")
    assert colour(strip, 0, CARD_SIZE.width() // 2 - 8, foot) == BLUE


def test_a_thumbnail_has_every_pixel_of_a_screen_with_twice_as_many(strip: Filmstrip) -> None:
    stripes = np.zeros((2 * PICTURE.height(), 2 * PICTURE.width(), 3), np.uint8)
    stripes[:, ::2] = 255
    strip.show_history(History(SIX[:1]), "", "")
    strip.set_thumbnail("id1", stripes)
    image = QImage(CARD_SIZE * 2, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(2)
    option = QStyleOptionViewItem()
    option.rect = QRect(QPoint(), CARD_SIZE)
    painter = QPainter(image)
    CardDelegate(strip).paint(painter, option, strip.model().index(0, 0))
    painter.end()
    row = [QColor(image.pixel(x, CARD_SIZE.height() // 2)).red() for x in range(2 * 8, 2 * 8 + 2 * PICTURE.width())]
    assert row == [255, 0] * PICTURE.width()


def test_what_is_shown_stays_in_sight_when_the_strip_gets_narrower(strip: Filmstrip) -> None:
    strip.show_history(History(SIX), "id3", "")
    assert is_in_sight(strip, 2)
    strip.resize(2 * CARD_SIZE.width(), strip.height())
    assert is_in_sight(strip, 2)
