"""Offers something in one calm line, and waits for as long as it takes."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy

from stylegui.gui.basics.icon_button import IconButton


@dataclass(frozen=True)
class _Offer:
    text: str
    actions: tuple[tuple[str, str], ...]

    @property
    def key(self) -> str:
        return self.actions[0][0]


class OfferBar(QFrame):
    """One offer at a time; others wait behind it. It takes no focus and is over when an action is chosen.

    Signals:
        chosen(key): an action of an offer.

    Attributes:
        message: the words. buttons: one for each action. dismiss: the button that puts it away, as Escape does.
    """

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("advice")
        self._offers: list[_Offer] = []
        self._shown: _Offer | None = None
        self.buttons: list[QPushButton] = []
        self.message = QLabel(wordWrap=True)
        self.message.setTextFormat(Qt.TextFormat.PlainText)
        self.message.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.dismiss = IconButton("remove", self.tr("Put this offer away"))
        self.dismiss.clicked.connect(self._dismiss)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(12, 4, 4, 4)
        self._row.addWidget(self.message, 1)
        self._row.addWidget(self.dismiss)
        self.setVisible(False)

    def offer(self, text: str, actions: Sequence[tuple[str, str]]) -> None:
        """Offer actions, each a key and a label, at least one; instead of an offer with the same first key."""
        new = _Offer(text, tuple(actions))
        if any(offer.key == new.key for offer in self._offers):
            self._offers = [new if offer.key == new.key else offer for offer in self._offers]
        else:
            self._offers.append(new)
        self._show_first()

    def withdraw(self, key: str) -> None:
        """The offer whose first action has that key holds no longer."""
        self._offers = [offer for offer in self._offers if offer.key != key]
        self._show_first()

    def _show_first(self) -> None:
        first = self._offers[0] if self._offers else None
        if first is not self._shown:
            self._shown = first
            for button in self.buttons:
                button.hide()  # it goes later: perhaps it is the one that was clicked
                button.deleteLater()
            self.buttons = [self._button(*action) for action in first.actions] if first is not None else []
            self.message.setText(first.text if first is not None else "")
            self.setAccessibleName(self.message.text())
        self.setVisible(first is not None)

    def _button(self, key: str, label: str) -> QPushButton:
        button = QPushButton(label)
        button.clicked.connect(lambda: self._choose(key))
        self._row.insertWidget(self._row.count() - 1, button)
        return button

    def _choose(self, key: str) -> None:
        self.withdraw(self._offers[0].key)
        self.chosen.emit(key)

    @Slot()
    def _dismiss(self) -> None:
        self.withdraw(self._offers[0].key)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self._dismiss()
        else:
            super().keyPressEvent(event)
