"""Keeps the project in a thread of its own, so that no step and no click ever waits for the disk."""

import logging
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from time import perf_counter

from PySide6.QtCore import QObject, Signal, Slot

from stylegui.document.document import Document
from stylegui.document.history import Result
from stylegui.document.project.project import Project
from stylegui.document.undo import Step
from stylegui.drafts import is_draft, left_behind, thin_out
from stylegui.engine.errors import Problem
from stylegui.engine.run.frame import Frame
from stylegui.jobs import FilmRequest, FilmWish, SaveRequest, Snapshot
from stylegui.paths import log_file
from stylegui.recorder import frame_of, job_at, job_enlarged, job_from, keep_snapshot, made_of
from stylegui.workers.open_project import OpenProject, close
from stylegui.workers.writing import Writing

log = logging.getLogger(__name__)


class Keeper(QObject):
    """Owns the project file.

    Signals:
        opened(path, Contents or None): a project is open; None for the first draft, whose document is what is there.
        switching: another one can be opened in place of it.
        named(path): the project lies where the user wanted it.
        step_kept(number, Document), step_read(number, Document): written; read. step_lost(number): it cannot be read.
        snapshot_kept(seconds): how long writing took.
        result_read(Frame): a result as it was kept, or a moment of its run.
        moments_read(id, list[int]): the evaluations at which moments of a run were kept, the last those of its result.
        thumbnail_read(id, pixels): (h, w, 3) uint8.
        developed(SaveRequest): with what is saved.
        film_read(FilmRequest): with the frames of the run. film_failed(str): they cannot be read, and why.
        film_cancelled: the film is not wanted any more; never before its frames.
        document_read(id, Document): what a result was made from.
        job_read(Job, notice): a run that goes on from a result; what is different from where that was made, or "".
        left_behind(LeftBehind): a draft of before, that can be opened.
        stayed: the present project stays open after all.
        closed: nothing is open. unkept(str): not everything can be written, and why; nothing was closed.
        failed(str): what was not written or read, and why.
    """

    opened = Signal(str, object)
    switching = Signal()
    named = Signal(str)
    step_kept = Signal(int, object)
    step_read = Signal(int, object)
    step_lost = Signal(int)
    snapshot_kept = Signal(float)
    result_read = Signal(object)
    moments_read = Signal(str, list)
    thumbnail_read = Signal(str, object)
    developed = Signal(object)
    film_read = Signal(object)
    film_failed = Signal(str)
    film_cancelled = Signal()
    document_read = Signal(str, object)
    job_read = Signal(object, str)
    left_behind = Signal(object)
    stayed = Signal()
    closed = Signal()
    unkept = Signal(str)
    failed = Signal(str)

    def __init__(self, moments_bound: int) -> None:
        """`moments_bound`: bytes that all runs' frames may take in a project."""
        super().__init__()
        self._file = OpenProject()
        self._bound = moments_bound
        self._is_failing = False  # what was read last
        self._writing, self._gone = Writing(self, self._why_not), list[int]()  # and steps that are to be forgotten
        self._writing.failed.connect(self.failed)

    @Slot(int)
    def set_moments_bound(self, bound: int) -> None:
        """Another bound."""
        self._bound = bound

    # Opening and closing

    @Slot(str)
    def open(self, path: str) -> None:
        """Open the project at `path`, or begin a new draft with "".

        Where one is open already, `switching` is told once that has worked, and `switch` is waited for.
        """
        self._try_as_asked(lambda: self._open(path))

    @Slot()
    def switch(self) -> None:
        """Everything that belongs into the present project was sent: close it, and take the other.

        Where that cannot be written the present one stays open.
        """
        if not self._file.has_next or not self._writing.catch_up():
            self._try(self._file.let_next_go)
            self.stayed.emit()
        else:
            self._try(self._switch)

    @Slot(list)
    def look_for_drafts(self, recent: list[str]) -> None:
        """Tell of the newest project that was left behind: a draft, or a recent one that was not closed."""
        present = self._file.present.path if self._file.present else None
        try:
            for draft in left_behind(recent):
                if draft.path != present:
                    self.left_behind.emit(draft)
                    break
            thin_out(present)
        except Exception:  # an offer, and no reason to alarm anybody
            log.exception("looking for drafts failed")

    @Slot(str)
    def save_as(self, path: str) -> None:
        """Keep the project at `path` from now on; a draft is moved there."""
        self._try_as_asked(lambda: self._save_as(Path(path)))

    @Slot(str, bool)
    def close(self, discarded: str, whatever: bool) -> None:
        """Close; the draft at the path `discarded` goes. What cannot be written is told, or lost with `whatever`."""
        path = self._file.present.path if self._file.present is not None else None
        is_discarded = path is not None and str(path) == discarded and is_draft(path)
        if not is_discarded and not whatever:
            why = self._writing.why_unwritten()
            if why:
                self.unkept.emit(why)
                return
        self._end(is_discarded)
        self.closed.emit()

    @Slot()
    def end(self) -> None:
        """The thread ends: timers can be stopped in their own thread only, and so can the file be closed."""
        self._end(is_discarded=False)

    # Keeping

    @Slot(object, object, list)
    def keep_step(self, step: Step, document: Document, gone: list[int]) -> None:
        """Write a step; those `gone` are forgotten."""
        self._gone += gone
        self._writing.put(("step", step.number), lambda: self._keep_step(step, document))

    @Slot(int)
    def set_present(self, number: int) -> None:
        """Another step is the present one."""
        self._writing.put(("present", 0), lambda: self._open_project().set_present(number))

    @Slot(object, object)
    def keep_result(self, result: Result, document: Document | None) -> None:
        """Write what is known of a result."""
        key = "made" if document is not None else "result"
        self._writing.put((key, result.id), lambda: self._open_project().keep_result(result, document))

    @Slot(object, object)
    def keep_snapshot(self, result: Result, snapshot: Snapshot) -> None:
        """Write all that a run is."""
        began, key = perf_counter(), f"begins {snapshot.begins}" if snapshot.begins else "snapshot"
        self._writing.put((key, result.id), lambda: self._keep_snapshot(result, snapshot))
        self.snapshot_kept.emit(perf_counter() - began)

    @Slot(object)
    def keep_moment(self, frame: Frame) -> None:
        """Write a frame of a run."""
        self._writing.attempt(
            lambda: self._open_project().keep_moment(frame.result, frame.evaluations, frame.pixels, self._bound)
        )

    # Reading

    @Slot(int)
    def read_step(self, number: int) -> None:
        """Read the document of a step."""
        if not self._try(lambda: self.step_read.emit(number, self._open_project().step(number))):
            self.step_lost.emit(number)

    @Slot(str)
    def read_result(self, id: str) -> None:
        """Read a result, and which moments of its run there are."""
        self._try(lambda: self.result_read.emit(frame_of(self._open_project(), id).made_ready()))
        self.read_moments(id)

    @Slot(object)
    def develop(self, request: SaveRequest) -> None:
        """Give a result that is to be saved its own numbers, where they were kept at the moment that is seen."""
        if not self._try(lambda: self.developed.emit(self._with_numbers(request))):
            self.developed.emit(request)

    @Slot(str)
    def read_moments(self, id: str) -> None:
        """Read which moments of a run there are."""
        self._try(lambda: self._read_moments(id))

    @Slot(str, int)
    def read_moment(self, id: str, evaluations: int) -> None:
        """Read a moment of a run."""
        self._try(lambda: self.result_read.emit(frame_of(self._open_project(), id, evaluations).made_ready()))

    @Slot(str)
    def read_thumbnail(self, id: str) -> None:
        """Read a small picture of a result."""
        self._try(lambda: self._read_thumbnail(id))

    @Slot(object)
    def read_film(self, wish: FilmWish) -> None:
        """Read the frames for a film of a run."""
        why = self._why_not(lambda: self._read_film(wish))
        if why:
            self.film_failed.emit(why)

    @Slot(str)
    def read_document(self, id: str) -> None:
        """Read what a result was made from."""
        self._try_as_asked(lambda: self.document_read.emit(id, self._open_project().made_from(id)))

    @Slot(str, int)
    def read_branch(self, id: str, scale: int) -> None:
        """Read a job that makes another result from where this one ended, or from the beginning of a scale."""
        self._try_as_asked(lambda: self._read_job(id, scale, is_new=True))

    @Slot(str, int)
    def read_branch_at(self, id: str, evaluations: int) -> None:
        """Read a job that makes another result from a moment of this one."""
        self._try_as_asked(lambda: self.job_read.emit(job_at(self._open_project(), id, evaluations), ""))

    @Slot(str, int)
    def read_enlarged(self, id: str, factor: int) -> None:
        """Read a job that makes a larger result from one that was painted: so many times as large, 0 as the photo."""
        self._try_as_asked(lambda: self.job_read.emit(job_enlarged(self._open_project(), id, factor), ""))

    @Slot(str)
    def read_unfinished(self, id: str) -> None:
        """Read the job that goes on with a result."""
        self._try_as_asked(lambda: self._read_job(id, 0, is_new=False))

    def _open(self, path: str) -> None:
        if not self._file.open_next(path):
            return
        if self._file.present is None:
            self._switch()
            self._writing.catch_up()
        else:
            self.switching.emit()

    def _switch(self) -> None:
        before, contents = self._file.exchange(), self._file.contents
        self.opened.emit(str(self._open_project().path), contents)
        if before is not None:
            close(before)

    def _end(self, is_discarded: bool) -> None:
        self._writing.give_up()
        self._try(self._file.let_next_go)
        self._try(lambda: self._file.close(is_discarded))

    def _save_as(self, path: Path) -> None:
        if self._file.move(path):
            self.named.emit(str(path))
            self._writing.catch_up()

    def _keep_step(self, step: Step, document: Document) -> None:
        self._open_project().keep_step(step, document, self._gone)
        self._gone = []
        self.step_kept.emit(step.number, document)

    def _keep_snapshot(self, result: Result, snapshot: Snapshot) -> None:
        keep_snapshot(self._open_project(), result, snapshot)
        self._read_thumbnail(result.id)
        self._read_moments(result.id)

    def _with_numbers(self, request: SaveRequest) -> SaveRequest:
        project, frame = self._open_project(), request.frame
        known = project.contents().history.get(frame.result)
        if known is None or known.evaluations != frame.evaluations:
            return request
        return replace(request, made=made_of(project, frame.result, True, request.saving.names_paths))

    def _read_moments(self, id: str) -> None:
        self.moments_read.emit(id, self._open_project().shown_at(id))

    def _read_thumbnail(self, id: str) -> None:
        thumbnail = self._open_project().thumbnail(id)
        if thumbnail is not None:
            self.thumbnail_read.emit(id, thumbnail)

    def _read_film(self, wish: FilmWish) -> None:
        project = self._open_project()
        height, width, _ = project.picture(wish.id).shape
        wish = replace(wish, originals=wish.originals + project.made_from(wish.id).files())
        self.film_read.emit(FilmRequest(wish, project.film(wish.id), width, height))

    def _read_job(self, id: str, scale: int, is_new: bool) -> None:
        self.job_read.emit(*job_from(self._open_project(), id, scale, is_new))

    def _open_project(self) -> Project:
        if self._file.present is None:  # there was no place for a draft: perhaps there is by now
            self._file.open_next("")
            self._switch()
        assert self._file.present is not None
        return self._file.present

    def _try_as_asked(self, act: Callable[[], None]) -> None:
        """What the user asked for: why it does not work is told each time."""
        self._is_failing = False
        self._try(act)

    def _try(self, act: Callable[[], None]) -> bool:
        """Whether it worked. What fails is told once, until something works again."""
        why = self._why_not(act)
        if why and not self._is_failing:
            self.failed.emit(why)
        self._is_failing = bool(why)
        return not why

    def _why_not(self, act: Callable[[], None]) -> str:
        """Do it; returns why it does not work, or ""."""
        try:
            act()
        except Problem as problem:
            return str(problem)
        except Exception:
            log.exception("keeping the project failed")
            return self.tr("The project could not be read or written; the details are in %s") % log_file()
        return ""
