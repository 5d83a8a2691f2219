"""What can be done with a result: look at it, save it, go on from it, compare, mark and delete it."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import QWidget

from stylegui.document.history import History
from stylegui.engine.pictures.film import FILM_FORMATS
from stylegui.engine.run.frame import Frame
from stylegui.gui.basics.qimages import to_qimage
from stylegui.gui.history.film_dialog import FilmDialog
from stylegui.gui.history.filmstrip import Filmstrip
from stylegui.gui.history.scrubber import END, Scrubber
from stylegui.gui.history.stage import Stage
from stylegui.gui.window.actions import Actions
from stylegui.gui.window.wishes.file_wishes import FileWishes


class ResultWishes(QObject):
    """Turns what the user does with results into wishes, and shows the answers.

    Signals:
        result_requested(id), moment_requested(id, evaluations), thumbnail_requested(id): read what is kept of it.
        moments_requested(id): which moments of its run are kept?
        branch_requested(id, scale): another result from the end of this one (0), or the beginning of a scale.
        enlarge_requested(id, factor): a larger result from this one, so many times its size; 0 for the photo's own.
        branch_at_requested(id, evaluations): another result from a moment of this one.
        resume_requested(id): go on with that very result. settings_requested(id): its document in place of all.
        star_requested(id), delete_requested(id): as they are called.
        film_requested(id, path, frames per second, hold in s), film_cancelled: of its run.
        copy_requested(Frame), drag_requested(Frame, name): to the clipboard; to a file that can be dragged.
        copied(width, height): it is on the clipboard.

    Attributes:
        film: the dialog that was opened last, or None.
    """

    result_requested = Signal(str)
    moment_requested = Signal(str, int)
    moments_requested = Signal(str)
    thumbnail_requested = Signal(str)
    branch_requested = Signal(str, int)
    enlarge_requested = Signal(str, int)
    branch_at_requested = Signal(str, int)
    resume_requested = Signal(str)
    settings_requested = Signal(str)
    star_requested = Signal(str)
    delete_requested = Signal(str)
    film_requested = Signal(str, str, int, float)
    film_cancelled = Signal()
    copy_requested = Signal(object)
    drag_requested = Signal(object, str)
    copied = Signal(int, int)

    def __init__(self, window: QWidget, stage: Stage, actions: Actions, files: FileWishes) -> None:
        super().__init__(window)
        self._window, self._stage, self._actions, self._files = window, stage, actions, files
        self._history, self._unfinished = History(), ""
        self._looked_for, self._beside, self._to_save = "", "", ""  # ids whose pictures are on their way
        self._film_of = ""
        self.film: FilmDialog | None = None
        for action, slot in (
            (actions.save, self._save_shown),
            (actions.copy, self._copy),
            (actions.branch, self._branch_from_shown),
            (actions.enlarging[2], lambda: self.enlarge_requested.emit(self._shown, 2)),
            (actions.enlarging[4], lambda: self.enlarge_requested.emit(self._shown, 4)),
            (actions.enlarging[0], lambda: self.enlarge_requested.emit(self._shown, 0)),
            (actions.take_settings, lambda: self.settings_requested.emit(self._shown)),
            (actions.star, lambda: self.star_requested.emit(self._shown)),
            (actions.delete_result, lambda: self._delete(self._shown)),
            (actions.film, lambda: self.ask_film(self._shown)),
            (actions.compare_with, self._compare_with_before),
            (actions.look_at_live, self.look_at_live),
        ):
            action.triggered.connect(slot)

    def connect_strip(self, strip: Filmstrip, scrubber: Scrubber) -> None:
        """Hear what is wished in the filmstrip and below it."""
        self._strip, self._scrubber = strip, scrubber
        strip.looked_at.connect(self.look)
        strip.thumbnail_requested.connect(self.thumbnail_requested)
        strip.branch_requested.connect(self.branch)
        strip.enlarge_requested.connect(self.enlarge_requested)
        self._files.enlarge_requested.connect(self.enlarge_requested)
        strip.take_settings_requested.connect(self.settings_requested)
        strip.compare_requested.connect(self._compare)
        strip.star_requested.connect(self.star_requested)
        strip.delete_requested.connect(self._delete)
        strip.film_requested.connect(self.ask_film)
        strip.save_requested.connect(self._save)
        scrubber.scrubbed.connect(self._scrub)

    def show_history(self, history: History, unfinished: str) -> None:
        """Which results there are; `unfinished` can be gone on with exactly."""
        self._history, self._unfinished = history, unfinished
        self._stage.deleted = frozenset(history.deleted)
        self.refresh()

    def refresh(self) -> None:
        """Enable what can be done with the result that is seen."""
        actions, shown = self._actions, self._stage.shown
        result = self._history.get(self._shown)
        for action in (actions.save, actions.copy, actions.compare):
            action.setEnabled(shown is not None)
        of_kept: tuple[QAction, ...] = (
            actions.branch, actions.take_settings, actions.star, actions.delete_result, actions.film,
        )  # fmt: skip
        for action in of_kept:
            action.setEnabled(result is not None and result.evaluations > 0)
        is_end = (
            result is not None and result.finished and shown is not None and shown.evaluations == result.evaluations
        )
        for action in actions.enlarging.values():
            action.setEnabled(is_end)
        actions.compare_with.setEnabled(result is not None and len(self._history) > 1)
        actions.look_at_live.setEnabled(not self._stage.is_live)
        actions.set_icon(actions.star, "star-filled" if result is not None and result.starred else "star")

    @Slot(str)
    def look(self, id: str) -> None:
        """Show a result."""
        if self._stage.live is not None and id == self._stage.live.result:
            self.look_at_live()
        elif not self._is_empty(id):
            self._looked_for = id
            self._scrubber.show_end()
            self.result_requested.emit(id)

    @Slot()
    def look_at_live(self) -> None:
        """Show the run's result again, or the photo where there is none."""
        self._looked_for = ""
        self._scrubber.show_end()
        self._stage.look_at_live()
        if self._stage.live is not None:
            self.moments_requested.emit(self._stage.live.result)

    @Slot()
    def forget(self) -> None:
        """What is on its way is not waited for any more."""
        self._looked_for = self._beside = self._to_save = self._film_of = ""

    @Slot(object)
    def take(self, frame: Frame) -> None:
        """A result, or a moment of one, was read."""
        if frame.result == self._beside:
            self._beside = ""
            numbers = {result.id: number for number, result in self._history.numbered()}
            self._stage.compare_with(frame, self.tr("Result %s") % numbers.get(frame.result, "?"))
            self._actions.compare.setChecked(True)
        elif frame.result == self._looked_for:
            self._stage.look_at(frame)
        if frame.result == self._to_save:
            self._to_save = ""
            self._files.save_result(frame)

    @Slot(str, list)
    def take_moments(self, id: str, evaluations: list[int]) -> None:
        """The moments of a result that are kept."""
        if self._stage.shown is not None and id == self._stage.shown.result:
            self._scrubber.show_frames(id, evaluations)
        if id == self._film_of:
            self._film_of = ""
            self._open_film_dialog(id, len(evaluations))

    @Slot(str, int)
    def branch(self, id: str, scale: int) -> None:
        """Go on from a result: with that very one where it is unfinished, else as another."""
        if id == self._unfinished and not scale:
            self.resume_requested.emit(id)
        elif id:
            self.branch_requested.emit(id, scale)

    def _branch_from_shown(self) -> None:
        """From what is seen: the result, or a moment of its run that is looked at."""
        shown, result = self._stage.shown, self._history.get(self._shown)
        if shown is None or result is None:
            return
        if not self._stage.is_live and shown.evaluations < result.evaluations:
            self.branch_at_requested.emit(result.id, shown.evaluations)
        else:
            self.branch(result.id, 0)

    @Slot(object)
    def put_on_clipboard(self, pixels: NDArray[np.uint8]) -> None:
        """A copy was made at full size: (H, W, 3) or (H, W, 4)."""
        QGuiApplication.clipboard().setImage(to_qimage(pixels))
        height, width, _ = pixels.shape
        self.copied.emit(width, height)

    @Slot(str)
    def ask_film(self, id: str) -> None:
        """Ask how the film of a run shall be."""
        self._film_of = id
        self.moments_requested.emit(id)

    def _open_film_dialog(self, id: str, count: int) -> None:
        result = self._history.get(id)
        name = Path(result.photo).stem if result is not None else ""
        self.film = FilmDialog(self._window, count, f"{name}-film", tuple(FILM_FORMATS))
        self.film.requested.connect(lambda path, rate, hold: self.film_requested.emit(id, path, rate, hold))
        self.film.cancel_requested.connect(self.film_cancelled)
        self.film.open()

    @Slot(float)
    def show_film_progress(self, share: float) -> None:
        """Of the film that is written."""
        if self.film is not None:
            self.film.show_progress(share)

    @Slot(str)
    def show_film_written(self, path: str) -> None:
        """It is there."""
        if self.film is not None:
            self.film.show_done(path)

    @Slot(str)
    def show_film_failure(self, reason: str) -> None:
        """It is not."""
        if self.film is not None:
            self.film.show_failure(reason)

    def _is_empty(self, id: str) -> bool:
        """Of a run that was killed at once there is nothing to be seen."""
        result = self._history.get(id)
        return result is not None and not result.evaluations

    @property
    def _shown(self) -> str:
        return self._stage.shown.result if self._stage.shown is not None else ""

    def _save_shown(self) -> None:
        if self._stage.shown is not None:
            self._files.save_result(self._stage.shown)

    def _save(self, id: str) -> None:
        live = self._stage.live
        if id == self._shown:
            self._save_shown()
        elif live is not None and id == live.result:
            self._files.save_result(live)
        else:
            self._to_save = id
            self.result_requested.emit(id)

    def _copy(self) -> None:
        if self._stage.shown is not None:
            self.copy_requested.emit(self._stage.shown)

    def drag_out(self) -> None:
        """Wish for a file that can be dropped elsewhere."""
        if self._stage.shown is not None:
            self.drag_requested.emit(self._stage.shown, self._stage.name_of(self._stage.shown))

    def _compare(self, id: str) -> None:
        self._beside = id
        self.result_requested.emit(id)

    def _compare_with_before(self) -> None:
        """With the parent of the result that is seen, or else the one before it; the first with the one after it."""
        shown = self._history.get(self._shown)
        ids = [result.id for result in self._history]
        if shown is None or shown.id not in ids:
            return
        index = ids.index(shown.id)
        self._compare(shown.parent if shown.parent in ids else ids[index - 1 if index else 1])

    def _delete(self, id: str) -> None:
        is_seen = id == self._shown
        self.delete_requested.emit(id)
        if self._stage.live is not None and id == self._stage.live.result:
            self._stage.forget_live()
        if is_seen:
            self.look_at_live()

    def _scrub(self, id: str, evaluations: int) -> None:
        if evaluations == END:
            self.look(id)
        else:
            self._looked_for = id
            self.moment_requested.emit(id, evaluations)
