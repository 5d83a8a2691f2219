"""The results within reach, and what the user wishes to do with the one that is shown."""

from pathlib import Path

import numpy as np
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from stylegui.engine.frame import Frame
from stylegui.engine.images import eight_bit
from stylegui.gui.basics.qimages import to_qimage
from stylegui.gui.dialogs.save_dialog import ask_target

WITHIN_REACH = 2  # results: the one that is shown and the one before it


class Results(QObject):
    """The result that is shown and the one before it.

    Signals:
        save_requested(Frame, path, quality, background): write a result.
        drag_file_requested(Frame, name): write it to a temporary file.

    Attributes:
        shown: what the canvas shows, or None. previous: the one before it, or None.
    """

    save_requested = Signal(object, str, int, tuple)
    drag_file_requested = Signal(object, str)

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self.shown: Frame | None = None
        self.previous: Frame | None = None
        self._newest: Frame | None = None  # the last one of the present run
        self._saved: list[Frame] = []

    @property
    def shown_is_unsaved(self) -> bool:
        """There is something to lose on the canvas."""
        return self._is_unsaved(self.shown)

    @property
    def previous_is_unsaved(self) -> bool:
        """There is something to lose that is not on the canvas."""
        return self._is_unsaved(self.previous)

    def take(self, frame: Frame) -> bool:
        """Show a frame of the present run. Returns whether an older result was being looked at, which steps back."""
        older = self.shown is not self._newest
        if older:
            self.previous = self.shown
        self.shown = self._newest = frame
        return older

    def set_aside(self) -> None:
        """Before another picture is begun: keep the present result within reach."""
        if self.shown is not None:
            self.previous = self.shown
        self.shown = self._newest = None

    @property
    def can_swap(self) -> bool:
        """There is another result to look at, or none yet of the present photo to come back to."""
        return self.previous is not None or (self.shown is not None and self.shown is not self._newest)

    def swap(self) -> None:
        """Go between the present result (none before the first Start) and the one before it."""
        if self.can_swap:
            self.shown, self.previous = self.previous, self.shown

    def mark_saved(self, frame: Frame) -> None:
        """It was written to a file."""
        self._saved = [*self._saved, frame][-WITHIN_REACH:]

    def save(self) -> bool:
        """Ask where to, and wish the result saved as it is then: a run goes on under the dialog. False if not."""
        if self.shown is None:
            return False
        target = ask_target(self._window, self._name(), self.shown.photo.alpha is not None)
        if target is not None:
            self.save_requested.emit(self.shown, *target)
        return target is not None

    def copy(self) -> Frame | None:
        """Put the result on the clipboard at its full size. Returns it."""
        if self.shown is not None:
            picture = self.shown.picture()
            pixels = eight_bit(picture.pixels)
            if picture.alpha is not None:
                pixels = np.dstack([pixels, picture.alpha])
            QGuiApplication.clipboard().setImage(to_qimage(pixels))
        return self.shown

    def drag_out(self) -> None:
        """Wish for a file that can be dropped elsewhere."""
        if self.shown is not None:
            self.drag_file_requested.emit(self.shown, f"{self._name()}.png")

    def _name(self) -> str:
        name = Path(self.shown.photo.name).stem if self.shown is not None else ""
        return f"{name or self.tr('picture')}-painted"

    def _is_unsaved(self, frame: Frame | None) -> bool:
        return frame is not None and not any(frame is saved for saved in self._saved)
