"""Tells where style and photo do not fit, with one setting that helps, applied on a click."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy

from stylegui.engine.recipes.advice import Advice
from stylegui.gui.basics.icon_button import IconButton


class AdviceBar(QFrame):
    """One piece of advice at a time.

    Signals:
        accepted(Advice): the user wants what it suggests.

    Attributes:
        message: the words. apply, dismiss: the buttons. shown: what is seen now, or None.
    """

    accepted = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("advice")
        self.shown: Advice | None = None
        self._dismissed: list[Advice] = []
        self._all: tuple[Advice, ...] = ()
        self.message = QLabel(wordWrap=True)
        self.message.setTextFormat(Qt.TextFormat.PlainText)
        self.message.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.apply = QPushButton()
        self.dismiss = IconButton("remove", self.tr("Dismiss"))
        self.apply.clicked.connect(self._accept)
        self.dismiss.clicked.connect(self._dismiss)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 4, 4, 4)
        row.addWidget(self.message, 1)
        row.addWidget(self.apply)
        row.addWidget(self.dismiss)
        self.setVisible(False)

    def show_advice(self, advice: Sequence[Advice]) -> None:
        """Show the first that was not dismissed, or nothing."""
        self._all = tuple(advice)
        self.shown = next((each for each in advice if not self._is_dismissed(each)), None)
        if self.shown is not None:
            self.message.setText(self.shown.message)
            self.apply.setText(self.shown.action)
        self.setVisible(self.shown is not None)

    def _accept(self) -> None:
        if self.shown is not None:
            self.accepted.emit(self.shown)

    def _dismiss(self) -> None:
        if self.shown is not None:
            self._dismissed.append(self.shown)
            self.show_advice(self._all)

    def _is_dismissed(self, advice: Advice) -> bool:
        return any(old.about == advice.about and old.picture is advice.picture for old in self._dismissed)
