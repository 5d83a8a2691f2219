"""The gallery's entries as a model, what of them is looked for, and how they are dragged."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import (
    QAbstractListModel,
    QMimeData,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QSize,
    QSortFilterProxyModel,
    Qt,
)
from PySide6.QtGui import QPixmap

from stylegui.gui.basics.qimages import STYLE_NAMES, filling
from stylegui.gui.gallery.entries import Entry, Kind

ENTRY, IS_AWAITED = Qt.ItemDataRole.UserRole, Qt.ItemDataRole.UserRole + 1
THUMBNAIL = QSize(240, 160)  # pixels: sharp on a screen of twice the density

Index = QModelIndex | QPersistentModelIndex


class GalleryModel(QAbstractListModel):
    """Entries, their thumbnails as far as they are known, and what they do to the photo where that is wanted."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._entries: list[Entry] = []
        self._thumbnails: dict[str, QPixmap] = {}
        self._previews: dict[str, QPixmap] = {}
        self._tried: set[str] = set()  # whose preview is of the present photo and settings
        self._refused: set[str] = set()
        self._looked_at, self._are_all_wanted = "", False
        self._asked: set[str] = set()

    def show_entries(self, entries: Sequence[Entry]) -> None:
        """Show these."""
        self.beginResetModel()
        self._entries = list(entries)
        self.endResetModel()

    def set_thumbnail(self, name: str, pixels: NDArray[np.uint8]) -> None:
        """(h, w, 3) of one of them."""
        self._thumbnails[name] = filling(pixels, THUMBNAIL)
        self._tell(name)

    def set_preview(self, name: str, pixels: NDArray[np.uint8]) -> None:
        """(h, w, 3): what one of them does to the photo."""
        self._tried.add(name)
        self.set_hint(name, pixels)

    def set_hint(self, name: str, pixels: NDArray[np.uint8]) -> None:
        """(h, w, 3): about that; there is more to come."""
        self._previews[name] = filling(pixels, THUMBNAIL)
        self._tell(name)

    def refuse_preview(self, name: str) -> None:
        """One of them cannot be tried."""
        self._refused.add(name)
        self._tell(name)

    def forget(self, name: str) -> None:
        """One of them looks otherwise from now on."""
        self._previews.pop(name, None)
        self._tried.discard(name)
        self._asked.discard(name)

    def outdate_previews(self, are_gone: bool) -> None:
        """They are of another photo, and gone; or of other settings, and stay until others come."""
        if are_gone:
            self._previews.clear()
        self._tried.clear()
        self._refused.clear()
        self._tell_all()

    def look_at(self, name: str) -> None:
        """Show what this one does to the photo, and of the one before its own picture again."""
        before, self._looked_at = self._looked_at, name
        self._tell(before)
        self._tell(name)

    def want_all(self, on: bool) -> None:
        """Show what each of them does to the photo."""
        self._are_all_wanted = on
        self._tell_all()

    def entry(self, name: str) -> Entry | None:
        """The one of that name, if it is there."""
        return next((entry for entry in self._entries if entry.name == name), None)

    def has_thumbnail(self, name: str) -> bool:
        """Whether a picture of it was read."""
        return name in self._thumbnails

    def is_tried(self, name: str) -> bool:
        """Whether it is known what it does to the photo, or that it cannot be tried."""
        return name in self._tried or name in self._refused

    def is_preview_wanted(self, name: str) -> bool:
        """Whether what it does to the photo is to be seen."""
        return self._are_all_wanted or name == self._looked_at

    def take_unasked(self) -> list[str]:
        """Names of entries without a thumbnail; each is told once."""
        names = [entry.name for entry in self._entries if entry.name not in self._asked]
        self._asked.update(names)
        return names

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  # Qt's own default
        return 0 if parent.isValid() else len(self._entries)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not 0 <= index.row() < len(self._entries):
            return None
        entry = self._entries[index.row()]
        if role == ENTRY:
            return entry
        if role == Qt.ItemDataRole.DecorationRole:
            preview = self._previews.get(entry.name) if self.is_preview_wanted(entry.name) else None
            return preview or self._thumbnails.get(entry.name)
        if role == IS_AWAITED:
            return self.is_preview_wanted(entry.name) and not self.is_tried(entry.name)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return ", ".join(part for part in (entry.title, entry.maker) if part)
        return entry.title if role == Qt.ItemDataRole.DisplayRole else None

    def _tell(self, name: str) -> None:
        for row, entry in enumerate(self._entries):
            if entry.name == name:
                self.dataChanged.emit(self.index(row), self.index(row))

    def _tell_all(self) -> None:
        if self._entries:
            self.dataChanged.emit(self.index(0), self.index(len(self._entries) - 1))

    def flags(self, index: Index) -> Qt.ItemFlag:
        return super().flags(index) | Qt.ItemFlag.ItemIsDragEnabled

    def mimeTypes(self) -> list[str]:
        return [STYLE_NAMES]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        data = QMimeData()
        data.setData(STYLE_NAMES, "\n".join(index.data(ENTRY).name for index in indexes).encode())
        return data


class Filter(QSortFilterProxyModel):
    """Those of one kind whose words contain what is looked for."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._kind: Kind | None = None
        self._words: list[str] = []

    def show_kind(self, kind: Kind | None) -> None:
        """Only these; None for all. Favourites are one's own, wherever they come from."""
        self.beginFilterChange()
        self._kind = kind
        self.endFilterChange()

    def look_for(self, text: str) -> None:
        """Only those that contain every word."""
        self.beginFilterChange()
        self._words = text.lower().split()
        self.endFilterChange()

    def filterAcceptsRow(self, row: int, parent: Index) -> bool:
        entry: Entry = self.sourceModel().index(row, 0, parent).data(ENTRY)
        text = " ".join((entry.title, entry.maker, *entry.details)).lower()
        is_of_kind = self._kind in (None, entry.kind) or (self._kind is Kind.MINE and entry.is_favourite)
        return is_of_kind and all(word in text for word in self._words)
