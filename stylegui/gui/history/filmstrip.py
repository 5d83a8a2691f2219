"""The filmstrip below the canvas: every result, oldest left."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QModelIndex, QPoint, Qt, Signal, Slot
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QPainter, QPaintEvent, QPalette, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QListView

from stylegui.document.history import History
from stylegui.gui.history.card import Card
from stylegui.gui.history.card_delegate import CARD_SIZE, CardDelegate
from stylegui.gui.history.cards_model import CardsModel
from stylegui.gui.history.result_menu import ResultMenu

BAR, WHEEL_STEP = 8, 40  # height of the scroll bar; pixels for one line of a wheel's three
HEIGHT = CARD_SIZE.height() + BAR + 8
_SHEET = f"""
QListView {{ background: palette(window); padding: 4px 4px 0 4px; border: none; }}
QScrollBar:horizontal {{ height: {BAR}px; background: transparent; }}
QScrollBar::handle:horizontal {{ background: palette(mid); border-radius: 2px; margin: 2px; min-width: 32px; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: none; }}
"""


class Filmstrip(QListView):
    """Results as cards. Keys move between them, Return looks at one, Delete deletes one, the wheel scrolls.

    Signals:
        looked_at(id): show that result on the canvas.
        save_requested(id), take_settings_requested(id), compare_requested(id), star_requested(id),
        film_requested(id), delete_requested(id): what the menu says. A star is asked for to come or to go.
        enlarge_requested(id, factor): paint on at so many times the size, or (0) at the photo's own.
        branch_requested(id, scale): go on from the beginning of that scale (counted from 1), or from its end (0).
        thumbnail_requested(id): it has come into view and has none. Asked once.
    """

    looked_at = Signal(str)
    save_requested = Signal(str)
    take_settings_requested = Signal(str)
    compare_requested = Signal(str)
    star_requested = Signal(str)
    film_requested = Signal(str)
    delete_requested = Signal(str)
    branch_requested = Signal(str, int)
    enlarge_requested = Signal(str, int)
    thumbnail_requested = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._cards = CardsModel(self)
        self._shown = ""
        self.setModel(self._cards)
        self.setItemDelegate(CardDelegate(self))
        self.setFlow(QListView.Flow.LeftToRight)
        self.setUniformItemSizes(True)
        self.setHorizontalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.horizontalScrollBar().setSingleStep(WHEEL_STEP)
        self.horizontalScrollBar().valueChanged.connect(self._ask_for_thumbnails)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # not by a click: C and R are for what was clicked at
        self.setMouseTracking(True)  # for the card under the pointer
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFixedHeight(HEIGHT)
        self.setStyleSheet(_SHEET)
        self.setAccessibleName(self.tr("Results"))
        self.clicked.connect(self._look_at)

    def show_history(self, history: History, shown: str, running: str) -> None:
        """Show the results; `shown` and `running` are ids of what the canvas shows and what is painted, or ""."""
        self._cards.show_history(history, shown, running)
        if shown != self._shown and self._cards.row(shown) >= 0:
            self.setCurrentIndex(self._cards.index(self._cards.row(shown)))  # which scrolls to it
        self._shown = shown
        self._ask_for_thumbnails()

    def set_thumbnail(self, id: str, pixels: NDArray[np.uint8]) -> None:
        """The (h, w, 3) thumbnail of a result, at best with `THUMBNAIL_SIDE` pixels along its longer side."""
        self._cards.set_thumbnail(id, pixels)

    @Slot()
    def _ask_for_thumbnails(self) -> None:
        if self.isVisible():
            left = self.horizontalScrollBar().value()
            right = left + self.viewport().width() - 1
            for id in self._cards.take_unasked(left // CARD_SIZE.width(), right // CARD_SIZE.width()):
                self.thumbnail_requested.emit(id)

    @Slot(QModelIndex)
    def _look_at(self, index: QModelIndex) -> None:
        card = self._cards.card(index.row())
        if card is not None:
            self.looked_at.emit(card.result.id)

    def _open_menu(self, card: Card, place: QPoint) -> None:
        menu, id = ResultMenu(self, card), card.result.id
        menu.save.triggered.connect(lambda: self.save_requested.emit(id))
        menu.take_settings.triggered.connect(lambda: self.take_settings_requested.emit(id))
        menu.compare.triggered.connect(lambda: self.compare_requested.emit(id))
        menu.star.triggered.connect(lambda: self.star_requested.emit(id))
        menu.film.triggered.connect(lambda: self.film_requested.emit(id))
        menu.remove.triggered.connect(lambda: self.delete_requested.emit(id))
        menu.branch_chosen.connect(lambda scale: self.branch_requested.emit(id, scale))
        menu.enlarge_chosen.connect(lambda factor: self.enlarge_requested.emit(id, factor))
        menu.popup(place)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        card = self._cards.card(self.currentIndex().row())
        if card is not None and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.looked_at.emit(card.result.id)
        elif card is not None and event.key() == Qt.Key.Key_Delete:
            self.delete_requested.emit(card.result.id)
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        by_key = event.reason() == QContextMenuEvent.Reason.Keyboard
        index = self.currentIndex() if by_key else self.indexAt(event.pos())
        card = self._cards.card(index.row())
        if card is not None:
            point = self.visualRect(index).center() if by_key else event.pos()
            self._open_menu(card, self.viewport().mapToGlobal(point))

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._cards.rowCount() == 0:
            painter = QPainter(self.viewport())
            painter.setPen(self.palette().color(QPalette.ColorRole.PlaceholderText))
            painter.drawText(self.viewport().rect(), Qt.AlignmentFlag.AlignCenter, self.tr("Results appear here"))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.scrollTo(self.currentIndex())  # what is looked at stays in sight
        self._ask_for_thumbnails()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._ask_for_thumbnails()
