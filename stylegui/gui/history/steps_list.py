"""The list of steps: what was done, where one is, what was undone."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, Qt, Signal, Slot
from PySide6.QtGui import QFont, QGuiApplication, QKeyEvent, QPalette, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QDockWidget, QFrame, QHBoxLayout, QLabel, QListView, QWidget

from stylegui.document.undo import Step
from stylegui.gui.basics.icon_button import IconButton

_SHEET = "QListView::item { padding: 4px 8px; }"

LEAST_WIDTH = 168  # pixels: narrower, the steps could not be told apart


class _StepsModel(QStandardItemModel):
    """Steps as rows. There may be thousands: only what has changed since the last time is touched, and what a view
    asks of every row when one is added is answered by Qt itself.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._steps: list[Step] = []
        self.present = -1

    def show_steps(self, steps: Sequence[Step], present: int) -> None:
        """Show these, ascending by number."""
        first = steps[0].number if steps else 0
        self._remove(0, next((row for row, old in enumerate(self._steps) if old.number >= first), len(self._steps)))
        both = zip(self._steps, steps, strict=False)
        same = next((row for row, (old, new) in enumerate(both) if old is not new and old != new), None)
        same = min(len(self._steps), len(steps)) if same is None else same
        self._remove(same, len(self._steps))
        self.present = present
        self._steps.extend(steps[same:])
        self.invisibleRootItem().appendRows([QStandardItem(step.label) for step in steps[same:]])
        if steps:
            self.dataChanged.emit(self.index(0, 0), self.index(len(steps) - 1, 0))  # those in sight are drawn

    def _remove(self, first: int, end: int) -> None:
        if first < end:
            del self._steps[first:end]
            self.removeRows(first, end - first)

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row = index.row()
        if role == Qt.ItemDataRole.FontRole and row == self.present:
            font = QFont()
            font.setWeight(QFont.Weight.DemiBold)
            return font
        if role == Qt.ItemDataRole.ForegroundRole and row > self.present:
            return QGuiApplication.palette().brush(QPalette.ColorRole.PlaceholderText)
        if role == Qt.ItemDataRole.AccessibleTextRole and index.isValid() and row >= self.present:
            state = self.tr("present step") if row == self.present else self.tr("undone")
            return f"{index.data()}, {state}"
        return super().data(index, role)


class _View(QListView):
    """Steps as a list.

    Signals:
        chosen(row): by a click or Return.
    """

    chosen = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.setUniformItemSizes(True)
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.setStyleSheet(_SHEET)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.clicked.connect(self._choose)

    @Slot(QModelIndex)
    def _choose(self, index: QModelIndex) -> None:
        if index.isValid():
            self.chosen.emit(index.row())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._choose(self.currentIndex())
        else:
            super().keyPressEvent(event)


class StepsList(QDockWidget):
    """Every step, beside the window's columns. Those after the present one are greyed, and can be gone to as well.

    Signals:
        step_chosen(index): make that step the present one.

    Attributes:
        view: the list.
    """

    step_chosen = Signal(int)

    def __init__(self, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setObjectName("steps")  # by which the window remembers where it was
        self.setWindowTitle(self.tr("Steps"))
        self.setAllowedAreas(Qt.DockWidgetArea.LeftDockWidgetArea | Qt.DockWidgetArea.RightDockWidgetArea)
        self.setFeatures(self.DockWidgetFeature.DockWidgetClosable | self.DockWidgetFeature.DockWidgetMovable)
        self.view, self._steps = _View(), _StepsModel(self)
        self.view.setModel(self._steps)
        self.view.setMinimumWidth(LEAST_WIDTH)
        self.view.setAccessibleName(self.windowTitle())
        self.view.setToolTip(self.tr("Click a step to have everything as it was after it; later ones stay in reach"))
        self.view.chosen.connect(self._choose)
        self.setWidget(self.view)
        self.setTitleBarWidget(self._make_title())

    def _make_title(self) -> QWidget:
        """Qt's own has a cross that is black in the dark too."""
        title, close = QWidget(), IconButton("remove", self.tr("Close the list of steps"))
        heading = QLabel(self.windowTitle())
        heading.setObjectName("heading")
        close.clicked.connect(self.close)
        row = QHBoxLayout(title)
        row.setContentsMargins(8, 4, 4, 4)
        row.addWidget(heading, 1)
        row.addWidget(close)
        return title

    def show_steps(self, steps: Sequence[Step], present: int) -> None:
        """Show steps, oldest first, `present` the index of the one that the document is at."""
        self._steps.show_steps(steps, present)
        self.view.setCurrentIndex(self._steps.index(present, 0))  # which scrolls to it

    @Slot(int)
    def _choose(self, row: int) -> None:
        if row != self._steps.present:
            self.step_chosen.emit(row)
