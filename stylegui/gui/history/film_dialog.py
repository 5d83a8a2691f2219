"""Asks how a film of a run shall be, and shows how far it is written."""

import re
from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QDialog,
    QDialogButtonBox,
    QDoubleSpinBox,
    QFormLayout,
    QLabel,
    QProgressBar,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from stylegui.gui.dialogs.save_dialog import ask_file
from stylegui.gui.history.words import time_taken

WIDTH = 400
FRAMES_PER_SECOND, HOLD_S = 12, 2.0  # at first


class FilmDialog(QDialog):
    """The dialog. It stays while the film is written, and the window stays usable.

    Signals:
        requested(path, frames_per_second, hold_s): write the film.
        cancel_requested: stop writing. The dialog is as it was then, and is closed by a second time.

    Attributes:
        rate: frames per second, 1..60. hold: seconds that the last frame stays, 0..10. length: how long it will be.
        bar: the progress. words: where it was written, or why not. save, close_: the buttons.
    """

    requested = Signal(str, int, float)
    cancel_requested = Signal()

    def __init__(self, parent: QWidget | None, count: int, name: str, suffixes: Sequence[str]) -> None:
        """Of `count` frames, to be called `name`, as files that end like `suffixes` (".webp"), the usual one first."""
        super().__init__(parent)
        self.setWindowTitle(self.tr("Save film"))
        self.setFixedWidth(WIDTH)
        self._count, self._name, self._suffixes = count, name, tuple(suffixes)
        self._is_writing = False
        self.rate = QSpinBox(minimum=1, maximum=60, value=FRAMES_PER_SECOND)
        self.hold = QDoubleSpinBox(minimum=0, maximum=10, value=HOLD_S, singleStep=0.5, decimals=1)
        self.hold.setSuffix(self.tr(" s"))
        self.length = QLabel()
        self.bar = QProgressBar(minimum=0, maximum=1000, textVisible=False)
        self.bar.setFixedHeight(10)
        self.bar.setAccessibleName(self.tr("Progress of the film"))
        self.words = QLabel(wordWrap=True)
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        self.words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._buttons = QDialogButtonBox()
        self.save = self._buttons.addButton(self.tr("Save…"), QDialogButtonBox.ButtonRole.ActionRole)
        self.close_ = self._buttons.addButton(QDialogButtonBox.StandardButton.Close)
        self.save.setDefault(True)
        self.save.clicked.connect(self._ask)
        self._buttons.rejected.connect(self.reject)
        for spin in (self.rate, self.hold):
            spin.valueChanged.connect(self._show_length)
        self._lay_out()
        self._show_length()
        self._enter(writing=False)

    @Slot(float)
    def show_progress(self, fraction: float) -> None:
        """How much is written, 0..1."""
        self.bar.setValue(round(1000 * fraction))

    @Slot(str)
    def show_done(self, path: str) -> None:
        """It was written to a file."""
        self._enter(writing=False, words=self.tr("Saved as %s") % path)
        self.close_.setDefault(True)

    @Slot(str)
    def show_failure(self, reason: str) -> None:
        """It was not written, and why; another file can be chosen."""
        self._enter(writing=False, words=reason)

    def _lay_out(self) -> None:
        form = QFormLayout(horizontalSpacing=16, verticalSpacing=8)
        rows: tuple[tuple[str, QAbstractSpinBox, str], ...] = (
            (self.tr("Frames per second"), self.rate, self.tr("How fast the picture is painted in the film")),
            (self.tr("Hold at the end"), self.hold, self.tr("How long the finished picture is seen")),
        )
        for label, spin, tip in rows:
            spin.setAccessibleName(label)
            spin.setToolTip(tip)
            form.addRow(label, spin)
        form.addRow(self.tr("Length"), self.length)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 16)
        layout.setSpacing(16)
        layout.addLayout(form)
        layout.addWidget(self.bar)
        layout.addWidget(self.words)
        layout.addWidget(self._buttons)

    def _enter(self, writing: bool, words: str = "") -> None:
        self._is_writing = writing
        for part in (self.rate, self.hold, self.save):
            part.setEnabled(not writing)
        self.bar.setValue(0)
        self.bar.setVisible(writing)
        # A path has no spaces to break at: breaks that cannot be seen keep it within the dialog.
        self.words.setText(re.sub(r"([/\\]|\S{20}(?=\S))", "\\1\u200b", words))
        self.words.setVisible(bool(words))
        self.close_.setText(self.tr("Cancel") if writing else self.tr("Close"))
        layout = self.layout()
        assert layout is not None
        layout.activate()
        wraps = layout.hasHeightForWidth()
        self.setFixedHeight(layout.totalHeightForWidth(WIDTH) if wraps else layout.totalSizeHint().height())

    def _show_length(self) -> None:
        seconds = self._count / self.rate.value() + self.hold.value()
        self.length.setText(self.tr("%s frames, %s") % (self._count, time_taken(self, seconds)))

    def _ask(self) -> None:
        kinds = ";;".join(f"{suffix[1:].upper()} (*{suffix})" for suffix in self._suffixes)
        path = ask_file(self, self.tr("Save film"), f"{self._name}{self._suffixes[0]}", kinds, saving=True)
        if path:
            self._enter(writing=True)
            self.requested.emit(path, self.rate.value(), self.hold.value())

    def reject(self) -> None:
        if self._is_writing:
            self._enter(writing=False)
            self.cancel_requested.emit()
        else:
            super().reject()
