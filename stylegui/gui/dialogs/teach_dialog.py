"""Teaches a fast network the document's styles: asks how, and shows how it goes."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from stylegui.document.document import Document
from stylegui.engine.fast.network_name import ENDING
from stylegui.gui.basics.fitted_picture import FittedPicture
from stylegui.gui.basics.qimages import to_pixmap
from stylegui.gui.dialogs.save_dialog import ask_file, ask_folder

MOST_LETTERS = 200  # of a name
WHOLE = 1000  # of the bar
QUICK = 1  # place of the shorter time


class TeachDialog(QDialog):
    """The dialog. The window can be used beside it, and teaching goes on when it is closed.

    Signals:
        wanted(name, licence, path, folder, begun, is_quick): teach it; with a folder of photos or "", on with a
            network or "", in one minute instead of two.
        paused(on). finish_requested: keep what it has learnt by now. given_up: let go of it.

    Attributes:
        name, licence: fields. folder, begun, teach, pause, finish, discard: buttons. time: a choice.
        picture, says: labels.
        bar: how far it is.
    """

    wanted = Signal(str, str, str, str, str, bool)
    paused = Signal(bool)
    finish_requested = Signal()
    given_up = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Teach a fast network"))
        self._folder = self._begun = ""
        self._styles = tuple[str, ...]()
        self._is_teaching = False
        self.name, self.licence = QLineEdit(maxLength=MOST_LETTERS), QLineEdit(maxLength=MOST_LETTERS)
        self.licence.setPlaceholderText(self.tr("CC BY 4.0, public domain…"))
        self.folder, self.begun = QPushButton(), QPushButton()
        self.folder.setToolTip(self.tr("A folder of photos like those that it is to paint: it learns from them too"))
        self.begun.setToolTip(self.tr("A fast network that knows something already: half of the time"))
        self.time = QComboBox()
        self.time.addItems([self.tr("Two minutes"), self.tr("One minute, further from the painting")])
        self.time.setToolTip(self.tr("On two cores. A style file takes two minutes in any case"))
        self.picture = FittedPicture()
        self.picture.setAccessibleName(self.tr("What it can do by now"))
        self.picture.setMinimumSize(420, 300)
        self.picture.setObjectName("faint")
        self.says, self.bar = QLabel(wordWrap=True), QProgressBar(maximum=WHOLE, textVisible=False)
        self.teach = QPushButton(self.tr("Teach…"), default=True)
        self.pause, self.finish = QPushButton(self.tr("Pause")), QPushButton(self.tr("Stop and keep"))
        self.discard = QPushButton(self.tr("Discard"))
        self.pause.setCheckable(True)
        self.bar.setAccessibleName(self.tr("How much of it is done"))
        for button, tip in (
            (self.teach, self.tr("Choose where to keep it, and begin")),
            (self.pause, self.tr("Rest after the present lesson, or go on")),
            (self.finish, self.tr("Keep what it knows by now; Begin with goes on from there another time")),
            (self.discard, self.tr("Stop, and keep nothing of it")),
        ):
            button.setToolTip(tip)
        self.folder.clicked.connect(self._ask_folder)
        self.begun.clicked.connect(self._ask_begun)
        self.teach.clicked.connect(self._ask_place)
        self.pause.toggled.connect(self.paused)
        self.finish.clicked.connect(self.finish_requested)
        self.discard.clicked.connect(self._discard)
        self.name.textChanged.connect(self._refresh)
        self._lay_out()
        self._refresh()

    def open(self) -> None:
        """Show it."""
        self.show()
        self.raise_()
        self.activateWindow()

    def follow(self, document: Document) -> None:
        """The styles that it would be taught are those of this document."""
        names = tuple(Path(style.picture.name).stem for style in document.styles)
        if self._is_teaching or names == self._styles:
            return
        self._styles, self._folder, self._begun = names, "", ""
        self.name.setText(" + ".join(names)[:MOST_LETTERS])
        one = self.tr(
            "A small network learns this style. It then paints any photo in a fraction of a second, about twice as "
            "far from the painting as a run: in the queue, or by stylegui render PHOTO --fast FILE."
        )
        several = self.tr(
            "A small network learns these %s styles, mixed as their shares say. It then paints any photo in a "
            "fraction of a second, about twice as far from them as a run: in the queue, or by stylegui render PHOTO "
            "--fast FILE."
        )
        self.says.setText(several % len(names) if len(names) > 1 else one)
        self.bar.setValue(0)
        self.picture.show_picture(QPixmap())
        self.picture.setText(self.tr("What it makes of your photo by then is shown here."))
        self._refresh()

    def begin(self, path: str) -> None:
        """Have it taught as the fields say, for a file at this path."""
        self.says.setText(self.tr("Teaching… The picture is what it makes of your photo by now."))
        self._set_teaching(True)
        told = (field.text().strip() for field in (self.name, self.licence))
        self.wanted.emit(*told, path, self._folder, self._begun, self.time.currentIndex() == QUICK)

    @property
    def is_teaching(self) -> bool:
        """A network is being taught."""
        return self._is_teaching

    @Slot(float)
    def show_progress(self, fraction: float) -> None:
        """How far it is, 0..1."""
        if self._is_teaching:
            self.bar.setValue(round(fraction * WHOLE))

    @Slot(object)
    def show_picture(self, pixels: NDArray[np.uint8]) -> None:
        """(h, w, 3), what it makes of the photo by now."""
        if self._is_teaching:
            self.picture.show_picture(to_pixmap(pixels))

    @Slot(str)
    def note_taught(self, path: str) -> None:
        """It is there."""
        self.says.setText(self.tr("%s is there. The queue (Ctrl+J) paints photos and folders with it.") % path)

    @Slot(str)
    def show_failure(self, why: str) -> None:
        """It is not, and why."""
        self.says.setText(why)

    @Slot()
    def note_end(self) -> None:
        """Nothing is being taught any more."""
        self._set_teaching(False)

    def _ask_folder(self) -> None:
        self._folder = ask_folder(self, self.tr("Photos to learn from"), "teach") or self._folder
        self._refresh()

    def _ask_begun(self) -> None:
        kinds = self.tr("Fast networks (*%s)") % ENDING
        self._begun = ask_file(self, self.tr("Go on with a fast network"), "", kinds, saving=False) or self._begun
        self._refresh()

    def _ask_place(self) -> None:
        kinds = self.tr("Fast networks (*%s)") % ENDING
        name = f"{Path(self.name.text().strip()).name}{ENDING}"
        path = ask_file(self, self.tr("Save the fast network"), name, kinds, saving=True)
        if path:
            self.begin(path)

    @Slot()
    def _discard(self) -> None:
        self.says.setText(self.tr("Nothing was kept."))
        self.given_up.emit()

    def _set_teaching(self, on: bool) -> None:
        self._is_teaching = on
        self.pause.setChecked(False)
        self._refresh()

    @Slot()
    def _refresh(self) -> None:
        self.folder.setText(Path(self._folder).name or self.tr("Those that ship…"))
        self.begun.setText(Path(self._begun).stem or self.tr("Nothing…"))
        for widget in (self.name, self.licence, self.folder, self.begun, self.time):
            widget.setEnabled(not self._is_teaching)
        self.teach.setEnabled(not self._is_teaching and bool(self._styles) and bool(self.name.text().strip()))
        for button in (self.pause, self.finish, self.discard):
            button.setEnabled(self._is_teaching)

    def _lay_out(self) -> None:
        form = QFormLayout()
        form.addRow(self.tr("Name"), self.name)
        form.addRow(self.tr("Licence"), self.licence)
        form.addRow(self.tr("Photos"), self.folder)
        form.addRow(self.tr("Begin with"), self.begun)
        form.addRow(self.tr("Time"), self.time)
        for field in (self.folder, self.begun, self.time):
            field.setAccessibleName(form.labelForField(field).property("text"))
        buttons = QHBoxLayout()
        buttons.addWidget(self.teach)
        buttons.addStretch(1)
        buttons.addWidget(self.pause)
        buttons.addWidget(self.discard)
        buttons.addWidget(self.finish)
        layout = QVBoxLayout(self)
        layout.addWidget(self.says)
        layout.addLayout(form)
        layout.addWidget(self.picture, 1)
        layout.addWidget(self.bar)
        layout.addLayout(buttons)
