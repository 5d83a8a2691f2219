"""Asks how a style file shall be called, and whose it is."""

from pathlib import Path

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QFormLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from stylegui.engine.styles.style_file import ENDING
from stylegui.gui.dialogs.save_dialog import ask_file

MOST_LETTERS = 2000  # that a style file takes for each
AUTHOR = "style-files/author"  # in the application's settings


class StyleFileDialog(QDialog):
    """The dialog.

    Attributes:
        name, author, licence: fields. path: where the file shall lie, once that was chosen.
    """

    def __init__(self, parent: QWidget, name: str, count: int) -> None:
        """For a file of `count` styles that may be called `name`."""
        super().__init__(parent)
        self.setWindowTitle(self.tr("Save style file"))
        self.setMinimumWidth(420)
        self.path = ""
        self.name, self.author, self.licence = QLineEdit(name), QLineEdit(), QLineEdit()
        self.author.setText(str(QSettings().value(AUTHOR, "")))
        self.licence.setPlaceholderText(self.tr("CC BY 4.0, public domain…"))
        one = self.tr("What the network reads of this painting, to paint with without the painting, and to send on.")
        several = self.tr(
            "These %s styles with their shares become one style, to paint with and to send on, in every look but "
            "Strokes: single marks cannot be mixed."
        )
        words = QLabel(one if count == 1 else several % count, wordWrap=True)
        buttons = QDialogButtonBox()
        save = buttons.addButton(self.tr("Save…"), QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.addButton(QDialogButtonBox.StandardButton.Cancel)
        form = QFormLayout()
        for label, field in ((self.tr("Name"), self.name), (self.tr("By"), self.author)):
            form.addRow(label, field)
        form.addRow(self.tr("Licence"), self.licence)
        layout = QVBoxLayout(self)
        layout.addWidget(words)
        layout.addLayout(form)
        layout.addWidget(buttons)
        buttons.accepted.connect(self._choose_place)
        buttons.rejected.connect(self.reject)
        self.name.textChanged.connect(lambda text: save.setEnabled(bool(text.strip())))
        save.setEnabled(bool(name.strip()))
        for field in (self.name, self.author, self.licence):
            field.setMaxLength(MOST_LETTERS)

    def _choose_place(self) -> None:
        kinds = self.tr("Styles (*%s)") % ENDING
        name = f"{Path(self.name.text().strip()).name}{ENDING}"
        self.path = ask_file(self, self.tr("Save the style file"), name, kinds, saving=True)
        if self.path:
            QSettings().setValue(AUTHOR, self.author.text().strip())
            self.accept()
