"""About the application: version, credits, and the licences of everything in it."""

from PySide6.QtCore import QSize
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QPlainTextEdit, QVBoxLayout, QWidget

from stylegui.gui.basics.theme import application_icon

ICON_SIZE = 64
FRAME = QSize(16, 48)  # what the frame and the title take of the screen


class About(QDialog):
    """Shows credits (rich text), and the licences on a click.

    Attributes:
        licences: the text, hidden at first. buttons: at the bottom.
    """

    def __init__(self, parent: QWidget, credits: str, licences: str) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("About StyleGUI"))
        self.setMinimumWidth(560)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 24, 24, 16)
        layout.setSpacing(16)
        icon = QLabel()
        icon.setPixmap(application_icon().pixmap(ICON_SIZE))
        layout.addWidget(icon)
        text = QLabel(credits, wordWrap=True, openExternalLinks=True)
        layout.addWidget(text)
        self.licences = QPlainTextEdit(licences, readOnly=True)
        self.licences.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.licences.setAccessibleName(self.tr("Licences"))
        self.licences.setMinimumHeight(120)
        self.licences.setVisible(False)
        layout.addWidget(self.licences, 1)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        show = self.buttons.addButton(self.tr("Licences"), QDialogButtonBox.ButtonRole.ActionRole)
        show.setCheckable(True)
        show.toggled.connect(self._show_licences)
        self.buttons.rejected.connect(self.reject)
        layout.addWidget(self.buttons)

    def _show_licences(self, on: bool) -> None:
        self.licences.setVisible(on)
        if on:
            self.resize(QSize(760, 720).boundedTo(self.screen().availableSize() - FRAME))
        else:
            self.adjustSize()
