"""The results of the filmstrip as a model: only what has changed is drawn anew."""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QImage

from stylegui.document.history import History
from stylegui.gui.basics.qimages import to_qimage
from stylegui.gui.history.card import Card, cards_of
from stylegui.gui.history.words import in_one_line, tip

CARD = Qt.ItemDataRole.UserRole
THUMBNAIL_SIDE = 192  # pixels of the longer side: sharp on a screen of twice the density

Index = QModelIndex | QPersistentModelIndex


class CardsModel(QAbstractListModel):
    """Cards, and their thumbnails as far as they are known."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._cards: list[Card] = []
        self._thumbnails: dict[str, QImage] = {}
        self._asked: set[str] = set()

    def show_history(self, history: History, shown: str, running: str) -> None:
        """Show these results. Of those that stay in their order, only what has changed is touched."""
        cards = cards_of(history, shown, running)
        self._take_away({card.result.id for card in cards})
        for row, card in enumerate(cards):
            if row == len(self._cards) or self._cards[row].result.id != card.result.id:
                self.beginInsertRows(QModelIndex(), row, row)
                self._cards.insert(row, card)
                self.endInsertRows()
            elif self._cards[row] != card:
                self._cards[row] = card
                self._changed(row)
        known = {result.id for result in history.results}  # also deleted ones: they may come back
        self._asked &= known
        self._thumbnails = {id: image for id, image in self._thumbnails.items() if id in known}

    def set_thumbnail(self, id: str, pixels: NDArray[np.uint8]) -> None:
        """The (h, w, 3) thumbnail of a result; a longer side than `THUMBNAIL_SIDE` is made that."""
        image = to_qimage(pixels)
        if max(image.width(), image.height()) > THUMBNAIL_SIDE:
            keep, smooth = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
            image = image.scaled(THUMBNAIL_SIDE, THUMBNAIL_SIDE, keep, smooth)
        self._thumbnails[id] = image
        row = self.row(id)
        if row >= 0:
            self._changed(row)

    def card(self, row: int) -> Card | None:
        """The card in a row, or None."""
        return self._cards[row] if 0 <= row < len(self._cards) else None

    def row(self, id: str) -> int:
        """The row of a result, or -1."""
        return next((row for row, card in enumerate(self._cards) if card.result.id == id), -1)

    def take_unasked(self, first: int, last: int) -> list[str]:
        """Ids in these rows that have no thumbnail; each is told once."""
        ids = [card.result.id for card in self._cards[max(first, 0) : last + 1]]
        new = [id for id in ids if id not in self._thumbnails and id not in self._asked]
        self._asked.update(new)
        return new

    def _take_away(self, kept: set[str]) -> None:
        for row in reversed(range(len(self._cards))):
            if self._cards[row].result.id not in kept:
                self.beginRemoveRows(QModelIndex(), row, row)
                del self._cards[row]
                self.endRemoveRows()

    def _changed(self, row: int) -> None:
        index = self.index(row)
        self.dataChanged.emit(index, index)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  # Qt's own default
        return 0 if parent.isValid() else len(self._cards)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        card = self.card(index.row())
        if card is None:
            return None
        if role == CARD:
            return card
        if role == Qt.ItemDataRole.DecorationRole:
            return self._thumbnails.get(card.result.id)
        if role == Qt.ItemDataRole.DisplayRole:
            return card.result.photo  # what typed letters look for
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return in_one_line(self, card)
        return tip(self, card) if role == Qt.ItemDataRole.ToolTipRole else None
