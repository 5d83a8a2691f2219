"""Shows the queue: what waits, what is being painted, what became of the rest."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QItemSelection, QItemSelectionModel, Qt, QUrl, Signal, Slot
from PySide6.QtGui import QDesktopServices, QDragEnterEvent, QDropEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from stylegui.batch.queue import Queue, QueueEntry
from stylegui.engine.fast.network_name import is_network_file
from stylegui.gui.basics.durations import time_left
from stylegui.gui.queue.queue_model import BECAME, PHOTO, RESULT, QueueModel


class QueueDialog(QDialog):
    """The dialog. The window behind it stays usable.

    Signals:
        add_requested(paths): photos and folders to be painted as `way` says; none for the window's own photo.
        choose_requested(of folders): choose such photos, or a folder. remove_requested(ids), retry_requested(ids),
        repaint_requested(ids): as the window has it now. move_requested(ids, -1 or 1), show_requested(id),
        go_requested(bool): as they are called. network_requested: choose the file of a fast network to paint with.

    Attributes:
        table: the entries. way: how what is added is painted.
        add_present, add_photos, add_folder, earlier, later, retry, remove, show_entry, use_settings, open_result, go:
            buttons. says: how far it is.
    """

    add_requested = Signal(list)
    choose_requested = Signal(bool)
    remove_requested = Signal(list)
    retry_requested = Signal(list)
    repaint_requested = Signal(list)
    move_requested = Signal(list, int)
    show_requested = Signal(str)
    go_requested = Signal(bool)
    network_requested = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Queue"))
        self.resize(840, 440)
        self.setAcceptDrops(True)
        self._queue, self._model = Queue(), QueueModel()
        self._way_before = ""
        self._is_going = self._has_photo = self._can_run = False
        self.table = QTableView(showGrid=False, wordWrap=False)
        self.table.setModel(self._model)
        self.table.setAlternatingRowColors(True)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setAccessibleName(self.tr("Queue"))
        self.table.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.table.verticalHeader().hide()
        header = self.table.horizontalHeader()
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for column in (PHOTO, BECAME, RESULT):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)
        self.says = QLabel(wordWrap=True)
        self.says.setObjectName("faint")
        tr = self.tr
        self.way = QComboBox()
        self.way.setAccessibleName(tr("How what is added is painted"))
        self.way.setToolTip(
            tr(
                "As the window is set, or at once by a fast network: in the same size, and with less strength or the "
                "photo's colours where the window says so"
            )
        )
        self.way.addItem(tr("As the window is set"), "")
        self.way.addItem(tr("By a fast network…"), None)
        self.add_present = _button(tr("Add this picture…"), tr("Paint the window's picture when its turn comes"))
        self.add_photos = _button(tr("Add photos…"), tr("Paint other photos as the window's picture is painted"))
        self.add_folder = _button(tr("Add a folder…"), tr("The same with all photos of a folder, with a report"))
        self.earlier = _button(tr("Earlier"), tr("Paint what is chosen before the one above it"))
        self.later = _button(tr("Later"), tr("Paint what is chosen after the one below it"))
        self.retry = _button(tr("Try again"), tr("Paint again what failed"))
        self.remove = _button(tr("Remove"), tr("Take it out of the queue; results that are there stay"))
        self.show_entry = _button(tr("Show in the window"), tr("Look at its photo, styles and settings"))
        self.use_settings = _button(tr("Use the window's settings"), tr("Paint it with the styles and settings of now"))
        self.open_result = _button(tr("Open the result"), tr("Look at the result, or at the folder it lies in"))
        self.go, close = _button("", ""), _button(tr("Close"), tr("The queue goes on"))
        self._lay_out(close)
        self._connect(close)
        self._refresh()

    @Slot(object)
    def show_queue(self, queue: Queue) -> None:
        """Show its entries."""
        self._queue = queue
        self._model.show_queue(queue)
        self._refresh()

    @Slot(str, float)
    def show_progress(self, id: str, fraction: float) -> None:
        """How much of an entry is painted, 0..1."""
        self._model.show_progress(id, fraction)

    @Slot(bool)
    def set_going(self, on: bool) -> None:
        """Whether it is being worked off."""
        self._is_going = on
        self._model.set_going(on)
        self._refresh()

    def allow_adding(self, has_photo: bool, can_run: bool) -> None:
        """Whether the window has a photo, and styles for it."""
        self._has_photo, self._can_run = has_photo, can_run
        self._refresh()

    def network(self) -> str:
        """Path of the fast network that what is added is painted by, or "" for as the window is set."""
        return str(self.way.currentData() or "")

    def use_network(self, path: str) -> None:
        """Paint with that from now on; with "", as the window is set."""
        place = self.way.findData(path)
        if place < 0:
            place = self.way.count() - 1
            self.way.insertItem(place, Path(path).stem, path)
            self.way.setItemData(place, path, Qt.ItemDataRole.ToolTipRole)
        self.way.setCurrentIndex(place)
        self._way_before = path
        self._refresh()

    def chosen(self) -> list[QueueEntry]:
        """The entries that are chosen, in their order."""
        rows = sorted(index.row() for index in self.table.selectionModel().selectedRows())
        return [self._model.entry(row) for row in rows]

    def choose(self, rows: Sequence[int]) -> None:
        """Choose the entries in these rows."""
        selection = QItemSelection()
        for row in rows:
            selection.select(self._model.index(row, PHOTO), self._model.index(row, RESULT))
        self.table.selectionModel().select(selection, QItemSelectionModel.SelectionFlag.ClearAndSelect)

    def _ids(self) -> list[str]:
        return [entry.id for entry in self.chosen()]

    def _lay_out(self, close: QPushButton) -> None:
        side = QVBoxLayout()
        side.setSpacing(8)
        side.addWidget(self.way)
        for group in (
            (self.add_present, self.add_photos, self.add_folder),
            (self.earlier, self.later, self.retry, self.remove),
            (self.show_entry, self.use_settings, self.open_result),
        ):
            for button in group:
                side.addWidget(button)
            side.addSpacing(8)
        side.addStretch(1)
        above = QHBoxLayout()
        above.setSpacing(16)
        above.addWidget(self.table, 1)
        above.addLayout(side)
        foot = QHBoxLayout()
        foot.addWidget(self.says, 1)
        foot.addWidget(self.go)
        foot.addWidget(close)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 16)
        layout.setSpacing(16)
        layout.addLayout(above, 1)
        layout.addLayout(foot)

    def _connect(self, close: QPushButton) -> None:
        self.table.selectionModel().selectionChanged.connect(self._refresh)
        self.way.activated.connect(self._follow_way)
        self.add_present.clicked.connect(lambda: self.add_requested.emit([]))
        self.add_photos.clicked.connect(lambda: self.choose_requested.emit(False))
        self.add_folder.clicked.connect(lambda: self.choose_requested.emit(True))
        self.earlier.clicked.connect(lambda: self.move_requested.emit(self._ids(), -1))
        self.later.clicked.connect(lambda: self.move_requested.emit(self._ids(), 1))
        self.retry.clicked.connect(lambda: self.retry_requested.emit(self._ids()))
        self.remove.clicked.connect(lambda: self.remove_requested.emit(self._ids()))
        self.use_settings.clicked.connect(lambda: self.repaint_requested.emit(self._ids()))
        self.show_entry.clicked.connect(lambda: self.show_requested.emit(self._ids()[0]))
        self.open_result.clicked.connect(self._open_result)
        self.table.doubleClicked.connect(self._open_result)
        self.go.clicked.connect(lambda: self.go_requested.emit(not self._is_going))
        close.clicked.connect(self.close)
        delete = QShortcut(QKeySequence(QKeySequence.StandardKey.Delete), self.table, self.remove.click)
        delete.setContext(Qt.ShortcutContext.WidgetShortcut)

    @Slot()
    def _refresh(self) -> None:
        """Enable what can be done with what is chosen, and say how far all is."""
        chosen, states = self.chosen(), [entry.state for entry in self._queue]
        for button in (self.add_present, self.add_photos, self.add_folder):
            button.setEnabled(self._can_add())
        for button in (self.earlier, self.later, self.remove):
            button.setEnabled(bool(chosen))
        self.retry.setEnabled(any(entry.state == "failed" for entry in chosen))
        self.use_settings.setEnabled(self._can_run and any(entry.state != "painted" for entry in chosen))
        self.show_entry.setEnabled(len(chosen) == 1 and chosen[0].at_once is None)
        self.open_result.setEnabled(len(chosen) == 1 and chosen[0].state == "painted")
        self.go.setText(self.tr("Pause") if self._is_going else self.tr("Start"))
        self.go.setEnabled(self._is_going or "waiting" in states or "painting" in states)
        self.says.setText(self._words(states))

    def _words(self, states: Sequence[str]) -> str:
        if not states:
            if not self._can_add():
                if self.network():
                    return self.tr("Choose a photo in the window first: then it and others can be added.")
                return self.tr("Choose a photo and a style in the window first: what is added is painted like that.")
            return self.tr("Add this picture, or drop photos or a folder here: they are painted one after the other.")
        painted, failed = states.count("painted"), states.count("failed")
        words = [self.tr("%s of %s painted") % (painted, len(states))]
        if failed:
            words.append(self.tr("%s failed") % failed)
        left = self._queue.seconds_left()
        if left is not None and self._is_going:
            words.append(time_left(self, left))
        return " · ".join(words)

    def _can_add(self) -> bool:
        return self._has_photo if self.network() else self._can_run

    @Slot(int)
    def _follow_way(self, place: int) -> None:
        if place == self.way.count() - 1:
            self.use_network(self._way_before)  # unless one is chosen
            self.network_requested.emit()
        self._way_before = self.network()
        self._refresh()

    @Slot()
    def _open_result(self) -> None:
        chosen = self.chosen()
        if len(chosen) == 1 and chosen[0].state == "painted":
            path = chosen[0].path()
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(path if path.exists() else path.parent)))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        paths = [url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()]
        if (self._can_add() and paths) or any(map(_is_network, paths)):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        paths = [url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()]
        event.acceptProposedAction()
        for path in filter(_is_network, paths):
            self.use_network(path)
        photos = [path for path in paths if not _is_network(path) and Path(path).exists()]
        if photos and self._can_add():
            self.add_requested.emit(photos)


def _is_network(path: str) -> bool:
    return is_network_file(Path(path))


def _button(text: str, tip: str) -> QPushButton:
    button = QPushButton(text)
    button.setAutoDefault(False)
    button.setToolTip(tip)
    return button
