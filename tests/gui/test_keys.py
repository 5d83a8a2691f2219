"""Which keys belong to the control that has the focus, and which to the window: by real key events."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QStringListModel, Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QDoubleSpinBox,
    QLineEdit,
    QListView,
    QMainWindow,
    QPushButton,
    QSlider,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from stylegui.gui.controls.slider import ValueSlider
from stylegui.gui.window.actions import Actions

CONTROL = Qt.KeyboardModifier.ControlModifier


class Window(QMainWindow):
    """A window with all actions, which notes what was triggered."""

    def __init__(self) -> None:
        super().__init__()
        self.actions_ = Actions(self)
        self.done: list[str] = []
        for name, action in vars(self.actions_).items():
            if isinstance(action, QAction):
                action.triggered.connect(lambda _=False, name=name: self.done.append(name))
        self.parts = QVBoxLayout(inside := QWidget())
        self.setCentralWidget(inside)

    def put(self, control: QWidget) -> None:
        self.parts.addWidget(control)
        self.show()
        self.activateWindow()
        assert QTest.qWaitForWindowActive(self)
        control.setFocus()
        assert control.hasFocus()


@pytest.fixture
def window(qtbot: QtBot) -> Window:
    window = Window()
    qtbot.addWidget(window)
    return window


def names() -> QListView:
    view = QListView()
    view.setModel(QStringListModel(["apple", "cherry", "raspberry"], view))
    view.setCurrentIndex(view.model().index(0, 0))
    return view


def choice() -> QComboBox:
    box = QComboBox()
    box.addItems(["apple", "cherry", "raspberry"])
    return box


def press(key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    popup = QApplication.activePopupWidget()
    focused = (popup.focusWidget() or popup) if popup else QApplication.focusWidget()
    assert focused is not None
    QTest.keyClick(focused, key, modifiers)
    QApplication.processEvents()


@pytest.mark.parametrize("make", [names, choice, QSpinBox, QDoubleSpinBox, QLineEdit])
def test_letters_are_no_shortcuts_where_they_mean_something(make: Callable[[], QWidget], window: Window) -> None:
    window.put(make())
    for key in (Qt.Key.Key_C, Qt.Key.Key_R):
        press(key)
        press(key, Qt.KeyboardModifier.ShiftModifier)
    assert window.done == []


def test_a_list_looks_for_what_is_typed(window: Window) -> None:
    window.put(view := names())
    press(Qt.Key.Key_C)
    assert view.currentIndex().data() == "cherry"


def test_a_choice_looks_for_what_is_typed(window: Window) -> None:
    window.put(box := choice())
    press(Qt.Key.Key_C)
    assert box.currentText() == "cherry"


def test_so_does_a_choice_that_is_open(window: Window) -> None:
    window.put(box := choice())
    box.showPopup()
    press(Qt.Key.Key_R)
    press(Qt.Key.Key_Return)
    assert box.currentText() == "raspberry"
    assert window.done == []


@pytest.mark.parametrize("make", [QWidget, QPushButton, QSlider])
def test_elsewhere_letters_are_shortcuts(make: Callable[[], QWidget], window: Window) -> None:
    control = make()
    control.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    window.put(control)
    press(Qt.Key.Key_C)
    press(Qt.Key.Key_R)
    assert window.done == ["compare", "regions"]


@pytest.mark.parametrize("make", [names, choice, QSpinBox, QDoubleSpinBox, QLineEdit, QPushButton])
def test_undo_and_redo_are_the_windows_wherever_the_focus_is(make: Callable[[], QWidget], window: Window) -> None:
    window.put(make())
    press(Qt.Key.Key_Z, CONTROL)
    press(Qt.Key.Key_Z, CONTROL | Qt.KeyboardModifier.ShiftModifier)
    assert window.done == ["undo", "redo"]


@pytest.mark.parametrize("make", [QSpinBox, QLineEdit])
def test_a_letter_that_was_just_typed_can_be_taken_back_alone(make: Callable[[], QWidget], window: Window) -> None:
    window.put(control := make())
    assert isinstance(control, QSpinBox | QLineEdit)
    before = control.text()
    press(Qt.Key.Key_7)
    assert control.text() != before
    press(Qt.Key.Key_Z, CONTROL)
    assert control.text() == before
    assert window.done == []


def test_a_number_that_was_taken_is_undone_by_the_window(window: Window) -> None:
    window.put(QPushButton())
    slider = ValueSlider("Strength", "How strong.", 50)
    window.parts.addWidget(slider)
    QApplication.processEvents()
    slider.number.setFocus()
    press(Qt.Key.Key_Up)  # it steps, and keeps the focus
    assert slider.value() == 51
    press(Qt.Key.Key_Z, CONTROL)
    QTest.keyClicks(slider.number, "7")
    press(Qt.Key.Key_Return)
    press(Qt.Key.Key_Z, CONTROL)
    assert window.done == ["undo", "undo"]


def test_other_shortcuts_work_where_letters_do_not(window: Window) -> None:
    window.put(names())
    press(Qt.Key.Key_Return, CONTROL)
    press(Qt.Key.Key_B, CONTROL)
    assert window.done == ["start", "branch"]
