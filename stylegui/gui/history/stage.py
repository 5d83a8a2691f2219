"""What is seen on the canvas: the photo, the run's result, or an older one that is looked at."""

from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from stylegui.document.document import Document
from stylegui.engine.pictures.images import Picture
from stylegui.engine.run.frame import Frame
from stylegui.gui.canvas.canvas import Canvas


class Stage(QObject):
    """Decides what the canvas shows.

    Signals:
        changed: something else is seen.

    Attributes:
        shown: the frame that is seen, or None where it is the photo. live: the run's last one, or None.
        deleted: ids of results that are not seen, also where a frame of one is still on its way.
    """

    changed = Signal()

    def __init__(self, canvas: Canvas) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self._photo: Picture | None = None
        self.shown: Frame | None = None
        self.live: Frame | None = None
        self.deleted: frozenset[str] = frozenset()
        self._is_looking = False
        self._hint: Frame | None = None  # it is on the canvas, in place of a frame that shows less

    @property
    def is_live(self) -> bool:
        """What is seen is the run's own, and the next frame will be."""
        return not self._is_looking

    @property
    def on_present_photo(self) -> bool:
        """What is seen is of the document's photo."""
        return self.shown is None or self.shown.photo is self._photo

    def show_document(self, document: Document) -> None:
        """Another document: another photo is shown at once, in place of the result of the one before."""
        if document.photo is not self._photo:
            self._photo = document.photo
            self.live = None
            self._show_photo()

    @Slot(object)
    def show_hint(self, hint: Frame) -> None:
        """What a run that begins will paint, about: seen until its frames show more. It is nobody's result."""
        if not self._is_looking and self.live is None and hint.photo is self._photo:
            self._hint, self.shown = hint, None
            self._canvas.show_frame(hint)
            self.changed.emit()

    def end_hint(self) -> None:
        """The run rests: what is seen is where it is."""
        hint, self._hint = self._hint, None
        if hint is not None and self.shown is not None:
            self._canvas.show_frame(self.shown)

    @Slot(object)
    def take(self, frame: Frame) -> None:
        """The run's next frame: seen, unless another result is looked at."""
        if frame.result in self.deleted:
            self._canvas.frame_shown.emit()  # acknowledged, not shown
            return
        is_first = self.live is None or self.shown is None or self.shown.result != frame.result
        self.live = frame
        if self._is_looking or frame.photo is not self._photo:
            self._canvas.frame_shown.emit()  # likewise
            return
        self.shown = frame
        if self._hint is not None and _shows_more(self._hint, frame):
            self._canvas.frame_shown.emit()  # likewise
        else:
            self._hint = None
            self._canvas.show_frame(frame)
        if is_first:
            self.changed.emit()

    def begin(self) -> None:
        """A run begins: its frames are what is seen from now on."""
        self.live = self._hint = None
        self._is_looking = False
        if not self.on_present_photo:
            self._show_photo()

    @Slot(object)
    def look_at(self, frame: Frame) -> None:
        """Another result, or a moment of one."""
        self._is_looking = frame is not self.live
        self._see(frame)

    def look_at_live(self) -> None:
        """The run's result again, or the photo where there is none."""
        self._is_looking = False
        if self.live is None:
            self._show_photo()
        else:
            self._see(self.live)

    def forget_live(self) -> None:
        """The run's result was deleted."""
        self.live = None

    def compare_with(self, frame: Frame | None, name: str = "") -> None:
        """Lay another result beside what is seen, under a name; None for the photo."""
        self._show_beside(frame, name)
        self.changed.emit()

    def name_of(self, frame: Frame) -> str:
        """What a file of a result is called, without its ending."""
        return f"{Path(frame.photo.name).stem or self.tr('picture')}-painted"

    def _see(self, frame: Frame) -> None:
        before, self._hint = self.shown, None
        self.shown = frame
        if before is None or before.photo is not frame.photo:
            self._show_beside(None)
        self._canvas.show_frame(frame)
        self.changed.emit()

    def _show_photo(self) -> None:
        self.shown, self._hint, self._is_looking = None, None, False
        self._canvas.clear_result()
        self._show_beside(None)
        self.changed.emit()

    def _show_beside(self, frame: Frame | None, name: str = "") -> None:
        if frame is not None:
            self._canvas.set_photo(frame.pixels, name, frame.halves)
            return
        photo = self.shown.photo if self.shown is not None else self._photo
        self._canvas.set_photo(None if photo is None else photo.preview)


def _shows_more(hint: Frame, frame: Frame) -> bool:
    """Whether a hint is of the same, and shows more of it than a frame of a coarse scale."""
    if (hint.result, hint.recipe.settings) != (frame.result, frame.recipe.settings):
        return False
    height, width, _ = hint.pixels.shape
    return bool(2 * max(frame.progress.width, frame.progress.height) < max(width, height))
