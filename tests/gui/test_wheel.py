"""The wheel over a scrolling column: it scrolls, unless the user has gone into the control below it."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QDoubleSpinBox,
    QScrollArea,
    QSlider,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from stylegui.gui.basics.wheel import WheelGuard
from stylegui.gui.controls.slider import ValueSlider
from stylegui.gui.window.columns import Columns

DOWN, UP = QPoint(0, -120), QPoint(0, 120)


def choice() -> QComboBox:
    box = QComboBox()
    box.addItems(["one", "two", "three"])
    box.setCurrentIndex(1)
    return box


def number() -> QSpinBox:
    return QSpinBox(value=50)


def share() -> QDoubleSpinBox:
    return QDoubleSpinBox(value=50)


def slider() -> QSlider:
    slider = QSlider(Qt.Orientation.Horizontal)
    slider.setRange(0, 100)
    slider.setValue(50)
    return slider


def high() -> QWidget:
    """So much that it does not fit."""
    widget = QWidget()
    widget.setMinimumHeight(1000)
    return widget


CONTROLS = [choice, number, share, slider]


def value(control: QWidget) -> float:
    if isinstance(control, QComboBox):
        return control.currentIndex()
    assert isinstance(control, QSpinBox | QDoubleSpinBox | QSlider)
    return control.value()


class Column(QScrollArea):
    """A column that is higher than what is seen of it, with another control that may have the focus."""

    def __init__(self) -> None:
        super().__init__(widgetResizable=True)
        self.inside = QWidget()
        self.parts = QVBoxLayout(self.inside)
        self.elsewhere = QSpinBox()
        self.parts.addWidget(self.elsewhere)
        self.parts.addWidget(high())
        self.setWidget(self.inside)
        self.resize(240, 300)

    def put(self, control: QWidget) -> QWidget:
        self.parts.insertWidget(1, control)
        return control


@pytest.fixture
def column(qtbot: QtBot) -> Column:
    column = Column()
    qtbot.addWidget(column)
    return column


def ready(column: QWidget, qtbot: QtBot) -> None:
    with qtbot.waitExposed(column):
        column.show()
    column.activateWindow()
    QApplication.processEvents()


def turn(control: QWidget, by: QPoint) -> None:
    """As a mouse does it: into the window, which finds the control below the pointer."""
    window = control.window()
    place = control.mapTo(window, control.rect().center())
    QTest.wheelEvent(window.windowHandle(), QPointF(place), by)
    QApplication.processEvents()


@pytest.mark.parametrize("make", CONTROLS)
def test_over_a_control_it_scrolls_and_changes_nothing(
    column: Column, make: Callable[[], QWidget], qtbot: QtBot
) -> None:
    control = column.put(make())
    WheelGuard(column.inside)
    ready(column, qtbot)
    column.elsewhere.setFocus()
    before = value(control)
    turn(control, DOWN)
    assert value(control) == before
    assert column.verticalScrollBar().value() > 0
    assert column.elsewhere.hasFocus()


@pytest.mark.parametrize("make", CONTROLS)
def test_over_a_control_that_has_the_focus_it_turns_it(
    column: Column, make: Callable[[], QWidget], qtbot: QtBot
) -> None:
    control = column.put(make())
    WheelGuard(column.inside)
    ready(column, qtbot)
    control.setFocus()
    before = value(control)
    turn(control, DOWN)
    assert value(control) != before
    assert column.verticalScrollBar().value() == 0


@pytest.mark.parametrize("make", CONTROLS)
def test_what_is_put_there_later_is_guarded_too(column: Column, make: Callable[[], QWidget], qtbot: QtBot) -> None:
    WheelGuard(column.inside)
    ready(column, qtbot)
    column.elsewhere.setFocus()
    inner = QWidget()  # as a style's controls come: some levels deep
    QVBoxLayout(inner).addWidget(control := make())
    column.put(inner)
    QApplication.processEvents()
    before = value(control)
    turn(control, DOWN)
    assert value(control) == before
    assert column.verticalScrollBar().value() > 0
    assert column.elsewhere.hasFocus()


def test_what_was_seen_elsewhere_before_is_guarded_too(column: Column, qtbot: QtBot) -> None:
    WheelGuard(column.inside)
    ready(column, qtbot)
    control = slider()
    qtbot.addWidget(control)
    control.show()
    QApplication.processEvents()
    column.put(control)
    QApplication.processEvents()
    turn(control, DOWN)
    assert control.value() == 50
    assert column.verticalScrollBar().value() > 0


def test_the_columns_of_the_window_are_guarded(qtbot: QtBot) -> None:
    pictures, panel, value_slider = QWidget(), QWidget(), ValueSlider("Strength", "How strong.", 50)
    for side in (pictures, panel):
        layout = QVBoxLayout(side)
        layout.addWidget(value_slider if side is panel else choice())
        layout.addWidget(high())
    columns = Columns(pictures, (QWidget(),), panel, QWidget())
    qtbot.addWidget(columns)
    columns.resize(1000, 400)
    ready(columns, qtbot)
    box = pictures.findChild(QComboBox)
    assert isinstance(box, QComboBox)
    box.clearFocus()  # which it was given when the window came up
    for part in (box, value_slider.slider, value_slider.number):
        turn(part, DOWN)
        assert not part.hasFocus()
    assert box.currentIndex() == 1
    assert value_slider.value() == 50
    for side in (pictures, panel):
        bar = next(each for each in columns.findChildren(QScrollArea) if each.widget() is side).verticalScrollBar()
        assert bar.value() > 0
        bar.setValue(0)
    value_slider.slider.setFocus()
    turn(value_slider.slider, UP)
    assert value_slider.value() > 50
