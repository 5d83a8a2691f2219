"""The entries of the queue as rows."""

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from stylegui.batch.queue import Queue, QueueEntry
from stylegui.gui.basics.durations import duration

PHOTO, BECAME, RESULT = range(3)
Index = QModelIndex | QPersistentModelIndex


class QueueModel(QAbstractTableModel):
    """A row for each entry: the photo, what became of it, and the result's file."""

    def __init__(self) -> None:
        super().__init__()
        self._queue = Queue()
        self._is_going = False
        self._progress = "", 0.0  # of which entry, and how much of it is painted

    def show_queue(self, queue: Queue) -> None:
        """Show other entries; where they are the same ones, only what became of them."""
        ids, before = [entry.id for entry in queue], [entry.id for entry in self._queue]
        if ids == before:
            self._queue = queue
            self._refresh()
            return
        self.layoutAboutToBeChanged.emit()
        old = self.persistentIndexList()
        rows = {id: row for row, id in enumerate(ids)}
        moved = [self._moved(index, rows.get(before[index.row()], -1)) for index in old]
        self._queue = queue
        self.changePersistentIndexList(old, moved)
        self.layoutChanged.emit()

    def set_going(self, on: bool) -> None:
        """Whether it is being worked off."""
        self._is_going = on
        self._refresh()

    def show_progress(self, id: str, fraction: float) -> None:
        """How much of an entry is painted, 0..1."""
        self._progress = id, fraction
        self._refresh()

    def entry(self, row: int) -> QueueEntry:
        """That of a row."""
        return self._queue.entries[row]

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  # as Qt has it
        return 0 if parent.isValid() else len(self._queue)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else 3

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return (self.tr("Photo"), self.tr("State"), self.tr("Result"))[section]
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        entry = self.entry(index.row())
        if role == Qt.ItemDataRole.DisplayRole:
            return (entry.shown, self._became(entry), entry.path().name)[index.column()]
        if role == Qt.ItemDataRole.ToolTipRole:
            return (entry.photo or entry.shown, entry.why or self._became(entry), str(entry.path()))[index.column()]
        return None

    def _became(self, entry: QueueEntry) -> str:
        if entry.state == "painted":
            return self.tr("Painted in %s") % duration(entry.seconds) if entry.seconds else self.tr("Painted")
        if entry.state == "failed":
            return self.tr("Failed: %s") % entry.why.replace(entry.photo or entry.shown, entry.shown)  # the tip has all
        if entry.state == "waiting":
            return self.tr("Waits")
        id, fraction = self._progress
        percent = round(100 * fraction if id == entry.id else 0)
        return (self.tr("Painting, %s %%") if self._is_going else self.tr("Paused at %s %%")) % percent

    def _moved(self, index: QModelIndex, row: int) -> QModelIndex:
        return QModelIndex() if row < 0 else self.createIndex(row, index.column())

    def _refresh(self) -> None:
        if len(self._queue):
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._queue) - 1, RESULT))
