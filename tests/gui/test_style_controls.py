"""What is turned on one style is wished of the document, and what the document says is shown."""

import itertools

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialogButtonBox, QWidget
from pytestqt.qtbot import QtBot

from stylegui.document.document import Document
from stylegui.document.places import FURTHER_STYLE
from stylegui.document.wishes import Put, TurnStyle, Wish
from stylegui.engine.pictures.images import Picture
from stylegui.engine.settings import Settings
from stylegui.engine.styles.style import WHOLE, Style
from stylegui.gui.pictures.crop_dialog import CropDialog
from stylegui.gui.pictures.style_controls import StyleControls
from stylegui.gui.pictures.style_list import StyleList

PIXELS = np.full((60, 80, 3), 90, np.uint8)
PICTURE = Picture(PIXELS, None, "painting.png")


class Shown:
    """A list of styles and the document it shows, as the desk keeps them in step.

    Attributes:
        styles: the widget. document: what it shows. settled: how many gestures have ended.
    """

    def __init__(self, styles: StyleList, document: Document) -> None:
        self.styles, self.document, self.settled = styles, document, 0
        styles.wished.connect(self._grant)
        styles.settled.connect(self._settle)
        styles.show_document(document)
        styles.show()

    def put(self, picture: Picture) -> None:
        self._grant(Put(FURTHER_STYLE, picture))

    def controls(self, index: int) -> StyleControls:
        return self.styles.controls[self.document.styles[index].key]

    def _grant(self, wish: Wish) -> None:
        self.document = wish.apply(self.document)
        self.styles.show_document(self.document)

    def _settle(self) -> None:
        self.settled += 1


@pytest.fixture
def shown(qtbot: QtBot) -> Shown:
    """One style, its controls unfolded."""
    styles = StyleList()
    qtbot.addWidget(styles)
    styles.resize(240, 700)
    shown = Shown(styles, Document(styles=(Style(PICTURE),)))
    shown.controls(0).more.click()
    return shown


def test_sliders_and_turn_reach_the_style_and_end_their_gesture(shown: Shown) -> None:
    controls = shown.controls(0)
    QTest.keyClick(controls.brush_size.slider, Qt.Key.Key_PageUp)
    assert shown.settled == 1
    QTest.keyClick(controls.turn, Qt.Key.Key_Up)
    style = shown.document.styles[0]
    assert (style.brush_size, style.rotation) == (60, 15)


def test_the_rest_is_folded_away_until_asked_for(shown: Shown) -> None:
    shown.put(PICTURE)
    QApplication.processEvents()
    controls = shown.controls(1)
    assert not controls.brush_size.isVisible()
    QTest.mouseClick(controls.more, Qt.MouseButton.LeftButton)
    assert controls.brush_size.isVisible()


def _in_crop_dialog(act: object) -> None:
    def probe() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, CropDialog)
        assert callable(act)
        act(dialog)

    QTimer.singleShot(0, probe)


def test_a_part_is_chosen_with_the_pointer_and_is_one_step(shown: Shown) -> None:
    def drag(dialog: CropDialog) -> None:
        placed = dialog.frame.placed()
        corners = [
            QPoint(round(placed.left() + x * placed.width()), round(placed.top() + y * placed.height()))
            for x, y in ((0.25, 0.5), (0.75, 1.0))
        ]
        QTest.mousePress(dialog.frame, Qt.MouseButton.LeftButton, pos=corners[0])
        QTest.mouseMove(dialog.frame, corners[1])
        QTest.mouseRelease(dialog.frame, Qt.MouseButton.LeftButton, pos=corners[1])
        dialog.buttons.button(QDialogButtonBox.StandardButton.Ok).click()

    _in_crop_dialog(drag)
    QTest.mouseClick(shown.controls(0).crop, Qt.MouseButton.LeftButton)
    assert shown.document.styles[0].crop == pytest.approx((0.25, 0.5, 0.75, 1.0), abs=0.02)
    assert shown.controls(0).crop.text() == "50 × 50 %"
    assert shown.settled == 1


def test_a_cancelled_part_changes_nothing(shown: Shown) -> None:
    def cancel(dialog: CropDialog) -> None:
        dialog.frame.set_crop((0.1, 0.1, 0.5, 0.5))
        dialog.buttons.button(QDialogButtonBox.StandardButton.Cancel).click()

    _in_crop_dialog(cancel)
    before = shown.document
    QTest.mouseClick(shown.controls(0).crop, Qt.MouseButton.LeftButton)
    assert shown.document is before
    assert before.styles[0].crop == WHOLE


def test_shares_shapes_and_marks_appear_with_the_second_style(shown: Shown) -> None:
    assert not shown.controls(0).share.isVisible()
    shown.put(PICTURE)
    QApplication.processEvents()  # what was added becomes visible with the next layout
    assert shown.controls(0).share.isVisible()
    QTest.keyClick(shown.controls(1).marks.slider, Qt.Key.Key_Home)
    assert shown.document.settings.marks == (100, 0)
    assert shown.document.settings.shapes == ()


def test_what_the_document_says_is_shown_and_wishes_nothing(shown: Shown) -> None:
    wished: list[TurnStyle] = []
    shown.styles.wished.connect(wished.append)
    styles = (Style(PICTURE, (0.0, 0.0, 0.5, 1.0), 270.5, 33.25), Style(PICTURE))
    shown.styles.show_document(Document(styles=styles, settings=Settings(shares=(2, 1), shapes=(100, 0))))
    first = shown.styles.controls[styles[0].key]
    assert first.share.value() == pytest.approx(200 / 3, abs=1e-9)
    assert first.brush_size.value() == 33.25
    assert (first.turn.value(), first.crop.text()) == (-89.5, "50 × 100 %")
    assert shown.styles.controls[styles[1].key].shapes.value() == 0
    assert wished == []


def test_wells_are_named_and_stay_with_their_styles(shown: Shown) -> None:
    shown.put(Picture(PIXELS, None, "other.png"))
    first, second = shown.document.styles
    assert "other.png" in shown.styles.wells[second.key].accessibleName()
    assert "2 of 2" in shown.styles.wells[second.key].accessibleName()
    well: QWidget = shown.styles.wells[second.key]
    shown.styles.show_document(Document(styles=(second,)))
    assert list(shown.styles.wells) == [second.key]
    assert shown.styles.wells[second.key] is well
    assert first.key not in shown.styles.controls


def test_a_share_dragged_to_the_end_is_all_of_it_and_one_gesture(shown: Shown) -> None:
    """By the real pointer on the slider's groove and handle."""
    shown.put(PICTURE)
    QApplication.processEvents()
    slider = shown.controls(0).share.slider
    heard: list[tuple[float, ...]] = []
    shown.styles.wished.connect(lambda: heard.append(shown.document.shares()))
    middle = QPoint(slider.width() // 2, slider.height() // 2)
    QTest.mousePress(slider, Qt.MouseButton.LeftButton, pos=middle)
    for x in range(middle.x(), slider.width() + 1, 4):
        QTest.mouseMove(slider, QPoint(x, middle.y()))
    QTest.mouseRelease(slider, Qt.MouseButton.LeftButton, pos=QPoint(slider.width(), middle.y()))
    assert len(heard) > 3
    assert all(a[0] <= b[0] for a, b in itertools.pairwise(heard))
    assert shown.document.shares() == (100, 0)
    assert shown.settled == 1


def test_tab_goes_through_the_styles_as_they_lie_there(shown: Shown) -> None:
    """Also through one that is newer than what lies below it, as after an undo."""
    shown.put(Picture(PIXELS, None, "other.png"))
    first, second = shown.document.styles
    shown.styles.show_document(Document(styles=(second,)))
    shown.styles.show_document(Document(styles=(first, second)))
    shown.styles.activateWindow()
    assert QTest.qWaitForWindowActive(shown.styles)
    QApplication.processEvents()  # the well that has come back is seen
    places = [shown.styles.wells[first.key], shown.styles.wells[second.key], shown.styles.adder]
    places[0].setFocus()
    reached: list[QWidget | None] = []
    for _ in range(40):
        reached.append(QApplication.focusWidget())
        QTest.keyClick(shown.styles, Qt.Key.Key_Tab)
    order = [place for place in reached if place in places]
    assert order[:4] == [*places, places[0]]
    assert reached.index(shown.styles.controls[first.key].more) < reached.index(places[1])
