"""A flat button with an icon in the text's colour."""

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QToolButton

from stylegui.gui.basics.theme import icon


class IconButton(QToolButton):
    """Its tip is its accessible name; the icon follows light and dark."""

    def __init__(self, name: str, tip: str) -> None:
        super().__init__()
        self._icon_name = name
        self.setAutoRaise(True)
        self.setIcon(icon(name))
        self.set_tip(tip)

    def set_tip(self, tip: str) -> None:
        """What it does, for the eye and for those who cannot see it."""
        self.setToolTip(tip)
        self.setAccessibleName(tip)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange:
            self.setIcon(icon(self._icon_name))
        super().changeEvent(event)
