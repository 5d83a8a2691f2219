"""The list of steps: it shows what the undo list holds, and tells which step is wanted."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QFont, QPalette
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from stylegui.document.document import Document
from stylegui.document.undo import Step, UndoList
from stylegui.gui.history.steps_list import StepsList

LABELS = ("New", "Photo cat.jpg", "Strength 62", "Brush", "Fill")
FIVE = [Step(number, label) for number, label in enumerate(LABELS)]


@pytest.fixture
def steps_list(qtbot: QtBot) -> StepsList:
    steps_list = StepsList(None)
    qtbot.addWidget(steps_list)
    steps_list.resize(200, 240)
    steps_list.show()
    return steps_list


def column(steps_list: StepsList, role: Qt.ItemDataRole) -> list[object]:
    model = steps_list.view.model()
    return [model.index(row, 0).data(role) for row in range(model.rowCount())]


def chosen(steps_list: StepsList) -> list[int]:
    told: list[int] = []
    steps_list.step_chosen.connect(told.append)
    return told


def test_the_present_step_is_marked_and_those_that_were_undone_are_grey(steps_list: StepsList) -> None:
    steps_list.show_steps(FIVE, 2)
    assert column(steps_list, Qt.ItemDataRole.DisplayRole) == list(LABELS)
    bold = [isinstance(font, QFont) and font.bold() for font in column(steps_list, Qt.ItemDataRole.FontRole)]
    assert bold == [False, False, True, False, False]
    grey = steps_list.view.palette().brush(QPalette.ColorRole.PlaceholderText)
    assert column(steps_list, Qt.ItemDataRole.ForegroundRole) == [None, None, None, grey, grey]
    told = column(steps_list, Qt.ItemDataRole.AccessibleTextRole)
    assert told[2:] == ["Strength 62, present step", "Brush, undone", "Fill, undone"]
    assert steps_list.view.currentIndex().row() == 2


def test_a_click_chooses_a_step_before_or_after_the_present_one(steps_list: StepsList) -> None:
    steps_list.show_steps(FIVE, 2)
    told = chosen(steps_list)
    for row in (4, 0, 2):
        place = steps_list.view.visualRect(steps_list.view.model().index(row, 0)).center()
        QTest.mouseClick(steps_list.view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert told == [4, 0]  # at the present one one is already


def test_keys_go_through_the_steps_and_return_chooses(steps_list: StepsList) -> None:
    steps_list.show_steps(FIVE, 2)
    told = chosen(steps_list)
    QTest.keyClick(steps_list.view, Qt.Key.Key_Up)
    assert told == []
    QTest.keyClick(steps_list.view, Qt.Key.Key_Return)
    QTest.keyClick(steps_list.view, Qt.Key.Key_End)
    QTest.keyClick(steps_list.view, Qt.Key.Key_Enter)
    assert told == [1, 4]


def test_typing_and_double_clicks_change_no_label(steps_list: StepsList) -> None:
    steps_list.show_steps(FIVE, 2)
    place = steps_list.view.visualRect(steps_list.view.model().index(1, 0)).center()
    QTest.mouseDClick(steps_list.view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    for key in (Qt.Key.Key_F2, Qt.Key.Key_X, Qt.Key.Key_Return):
        QTest.keyClick(steps_list.view, key)
    assert column(steps_list, Qt.ItemDataRole.DisplayRole) == list(LABELS)


def test_only_the_rows_that_change_are_touched(steps_list: StepsList) -> None:
    many = [Step(number, f"Strength {number}") for number in range(2000)]
    steps_list.show_steps(many, 1999)
    model = steps_list.view.model()
    came: list[tuple[int, int]] = []
    went: list[tuple[int, int]] = []

    def inserted(_: QModelIndex, first: int, last: int) -> None:
        came.append((first, last))

    def removed(_: QModelIndex, first: int, last: int) -> None:
        went.append((first, last))

    model.rowsInserted.connect(inserted)
    model.rowsRemoved.connect(removed)
    steps_list.show_steps([*many[1:], Step(2000, "Brush")], 1999)
    assert (went, came) == ([(0, 0)], [(1999, 1999)])
    assert column(steps_list, Qt.ItemDataRole.DisplayRole)[-2:] == ["Strength 1999", "Brush"]
    last = steps_list.view.visualRect(model.index(1999, 0))
    assert steps_list.view.viewport().rect().contains(last)
    model.rowsInserted.disconnect(inserted)
    model.rowsRemoved.disconnect(removed)


ACTIONS = st.lists(st.one_of(st.text("abc", min_size=1), st.integers(0, 8), st.just(None)), max_size=30)


@given(actions=ACTIONS)
def test_it_always_shows_what_the_undo_list_holds(qapp: QApplication, actions: list[str | int | None]) -> None:
    steps_list, undo = StepsList(None), UndoList()
    for action in actions:  # a step, going to another one, or a further move of the same drag
        if isinstance(action, int):
            undo.go_to(action)
        else:
            undo.record(Document(), action or "Strength", None if action else "strength")
        steps_list.show_steps(undo.steps, undo.present)
        assert column(steps_list, Qt.ItemDataRole.DisplayRole) == [step.label for step in undo.steps]
        assert steps_list.view.currentIndex().row() == undo.present
    steps_list.deleteLater()
