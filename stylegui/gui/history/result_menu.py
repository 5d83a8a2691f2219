"""What can be done with one result."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from stylegui.gui.history.card import Card


class ResultMenu(QMenu):
    """A result's menu; it goes when it is closed.

    Signals:
        branch_chosen(scale): go on from the beginning of that scale, or from the result's end (0).
        enlarge_chosen(factor): paint on at so many times the size, or (0) at the photo's own.

    Attributes:
        save, take_settings, compare, star, film, remove: the other actions.
    """

    branch_chosen = Signal(int)
    enlarge_chosen = Signal(int)

    def __init__(self, parent: QWidget, card: Card) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setToolTipsVisible(True)
        result, number = card.result, self.tr("Result %s") % card.number
        self.setAccessibleName(number)
        self.save = self._add(self.tr("Save…"), self.tr("Save this result at its full size"))
        self.film = self._add(
            self.tr("Save film…"), self.tr("Save how it was painted, from the first moment to the last")
        )
        self.addSeparator()
        self.take_settings = self._add(
            self.tr("Use its settings"), self.tr("Pictures, sliders and regions become those that made this result")
        )
        self._branch(self.tr("Go on from here"), 0, self.tr("Paint on from this result; it stays as it is"))
        for scale in result.beginnings:
            tip = self.tr("Paint again from the moment when this size was begun; the result stays as it is")
            self._branch(self.tr("Go on from the beginning of scale %s") % scale, scale, tip)
        enlarge = self.addMenu(self.tr("Enlarge"))
        enlarge.setEnabled(result.finished)
        for factor, text in ((2, self.tr("2 ×")), (4, self.tr("4 ×")), (0, self.tr("The photo's own size"))):
            self._choose(enlarge.addAction(text), factor)
        self.addSeparator()
        self.compare = self._add(
            self.tr("Compare with this"), self.tr("See this result beside what is on the canvas: drag the line")
        )
        star = self.tr("Take the star away") if result.starred else self.tr("Star")
        self.star = self._add(star, self.tr("A mark, to find it again"))
        self.addSeparator()
        self.remove = self._add(self.tr("Delete"), self.tr("Undo brings it back"))

    def _add(self, text: str, tip: str) -> QAction:
        action = self.addAction(text)
        action.setToolTip(tip)
        return action

    def _choose(self, action: QAction, factor: int) -> None:
        action.triggered.connect(lambda: self.enlarge_chosen.emit(factor))

    def _branch(self, text: str, scale: int, tip: str) -> None:
        self._add(text, tip).triggered.connect(lambda: self.branch_chosen.emit(scale))
