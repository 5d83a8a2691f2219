"""A small button on the canvas that says that regions act, while nothing else shows them."""

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QPushButton, QWidget

from stylegui.gui.basics.theme import icon


class RegionChip(QPushButton):
    """A click is to show the regions."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(icon("regions"), "", parent)
        self.setText(self.tr("Regions act here"))
        self.setAccessibleName(self.text())
        self.setToolTip(self.tr("Parts of this photo are painted differently: click to see and change them"))
        self.hide()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange:
            self.setIcon(icon("regions"))
        super().changeEvent(event)
