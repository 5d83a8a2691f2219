"""Paints the queue in a thread of its own: a step for each turn of the event loop."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QObject, QThread, QTimer, Signal, Slot

from stylegui.batch.entries import entries_of
from stylegui.batch.names import free_name, named
from stylegui.batch.queue import Queue, QueueEntry, QueueFolder, for_any_photo
from stylegui.batch.queue_wish import QueueWish
from stylegui.batch.report import Report
from stylegui.document.document import Document
from stylegui.engine.errors import Cancelled, Problem
from stylegui.engine.fast.manner import Manner
from stylegui.engine.pictures.files.loading import load
from stylegui.engine.recipes.recipe import Recipe
from stylegui.engine.run.frame import RunState
from stylegui.engine.settings import Settings
from stylegui.paths import log_file, queue_folder
from stylegui.workers.awake import Awake

if TYPE_CHECKING:  # torch takes a second to import: it is imported in this thread, not with the window
    from stylegui.batch.painter import Painter
    from stylegui.engine.fast.fast_result import FastResult
    from stylegui.engine.fast.network_file import FastNetwork
    from stylegui.engine.objective.evaluation import Steps
    from stylegui.engine.run.session import Session

TELL_S = 0.2  # between two words about how far it is

log = logging.getLogger(__name__)


@dataclass(eq=False)
class _Painting:
    """The entry that is being painted."""

    entry: QueueEntry
    session: "Session"
    settings: Settings
    seconds: float  # that it took, without pauses


@dataclass(eq=False)
class _PaintingAtOnce:
    """The same, by a fast network."""

    entry: QueueEntry
    steps: "Steps[FastResult]"
    seconds: float


class QueueWorker(QObject):
    """Owns the queue: every change of it is on the disk before it is told.

    Signals:
        changed(Queue): its entries. progressed(id, float): how much of one is painted, 0..1.
        going(bool): whether it is being worked off. ended(painted, failed): nothing waits any more.
        opened(Document, name): an entry, to be looked at. failed(str): what could not be done, and why.
    """

    changed = Signal(object)
    progressed = Signal(str, float)
    going = Signal(bool)
    ended = Signal(int, int)
    opened = Signal(object, str)
    failed = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._kept: QueueFolder | None = None
        self._queue = Queue()
        self._painter: Painter | None = None
        self._network: tuple[str, FastNetwork] | None = None  # of an id
        self._painting: _Painting | _PaintingAtOnce | None = None
        self._is_going = self._is_held = False
        self._ended_with: list[str] = []  # states of those that ended since it was set going
        self._memory: int | None = None
        self._unreportable = set[str]()  # folders
        self._report_in: tuple[str, Report] | None = None  # a folder
        self._told, self._awake = 0.0, Awake()
        self._stepper = QTimer(self, interval=0)
        self._stepper.timeout.connect(self._step)

    @Slot()
    def open(self) -> None:
        """Read what was kept. Where another program has the queue, that is said once something is wished of it."""
        self._attempt(self._open, is_quiet=True)

    @Slot(object)
    def add(self, wish: QueueWish) -> None:
        """More pictures at the end; it is set going."""
        if self._attempt(lambda: self._add(wish)):
            self.go(True)

    @Slot(list)
    def remove(self, ids: Sequence[str]) -> None:
        """Those are not wanted any more; results that are there stay."""
        self._change(lambda: self._queue.without(frozenset(ids)))

    @Slot(list, int)
    def move(self, ids: Sequence[str], by: Literal[-1, 1]) -> None:
        """Those are to be painted earlier (-1) or later (1)."""
        self._change(lambda: self._queue.moved(ids, by))

    @Slot(list)
    def retry(self, ids: Sequence[str]) -> None:
        """Those that failed are to be tried again."""
        if self._change(lambda: self._queue.again(ids)):
            self.go(True)

    @Slot(list, object)
    def repaint(self, ids: Sequence[str], recipe: Recipe) -> None:
        """Those that are not painted yet get another recipe; each keeps its photo."""

        def wanted(entry: QueueEntry) -> str:
            return named(entry.template, entry.shown, names, recipe.settings.size)

        names = [style.picture.name for style in recipe.styles]

        def repainted() -> Queue:
            queue, folder, plain, chosen = self._queue, self._open(), for_any_photo(recipe), frozenset(ids)
            others = []
            for entry in (entry for entry in queue if entry.id in chosen):
                if _is_of(recipe, entry):
                    queue = queue.painted_with([entry.id], folder.keep_recipe(recipe), wanted)
                elif not entry.photo:  # it is in no file but that of its recipe
                    own = replace(plain, photo=folder.recipe(entry).photo)
                    queue = queue.painted_with([entry.id], folder.keep_recipe(own), wanted)
                else:
                    others.append(entry.id)
            return queue.painted_with(others, folder.keep_recipe(plain), wanted)

        self._change(repainted)

    @Slot(str)
    def show_entry(self, id: str) -> None:
        """Read an entry's photo, styles and settings, to be looked at and changed."""

        def read() -> None:
            entry = self._queue.get(id)
            if entry is not None:
                self.opened.emit(Document.of(self._open().recipe(entry)), entry.shown)

        self._attempt(read)

    @Slot(bool)
    def go(self, on: bool) -> None:
        """Work the queue off, or pause."""
        if on and not (self._is_going or self._attempt(self._open)):
            on = False
        if on and not self._is_going:
            self._ended_with.clear()
        self._is_going = on and self._kept is not None and (self._painting is not None or bool(self._queue.next()))
        self.going.emit(self._is_going)
        self._keep_step()

    @Slot(object)
    def hold(self, state: RunState) -> None:
        """While the picture in the window is being painted, the queue rests."""
        self._is_held = state is RunState.RUNNING
        self._keep_step()

    @Slot(object)
    def set_memory(self, memory: int) -> None:
        """What a run may take of the memory, in bytes; 0 for the usual."""
        self._memory, self._painter = memory or None, None

    @Slot()
    def forget_network(self) -> None:
        """It may be another by now."""
        self._painter = None

    @Slot()
    def end(self) -> None:
        """The thread ends: timers can be stopped in their own thread only."""
        self._stepper.stop()
        self._awake.keep(False)
        if self._kept is not None:
            self._kept.close()

    def _keep_step(self) -> None:
        if self._is_going and not self._is_held:
            self._stepper.start()
        else:
            self._stepper.stop()
        self._awake.keep(self._is_going or self._is_held)

    def _open(self) -> QueueFolder:
        if self._kept is None:
            kept = QueueFolder(queue_folder())
            try:
                self._queue, notice = kept.read()
            except Problem:  # what cannot be read must not be written over
                kept.close()
                raise
            self._kept = kept
            self.changed.emit(self._queue)
            if notice:
                self.failed.emit(notice)
        return self._kept

    def _add(self, wish: QueueWish) -> None:
        entries = entries_of(wish, self._open())
        self._keep(self._queue.added(entries))

    def _change(self, change: Callable[[], Queue]) -> bool:
        """Make another queue of it. Whether that could be."""

        def changed() -> None:
            self._open()
            self._keep(change())
            if self._painting is not None and self._queue.get(self._painting.entry.id) != self._painting.entry:
                self._painting = None  # it is gone, or to be painted anew

        return self._attempt(changed)

    def _keep(self, queue: Queue) -> None:
        """Raises Problem where it cannot be written: then all is as it was."""
        self._open().keep(queue)
        self._queue = queue
        self.changed.emit(queue)

    def _attempt(self, act: Callable[[], object], is_quiet: bool = False) -> bool:
        """Do something; whether it could be done. What prevents it is told."""
        try:
            act()
        except Problem as problem:
            if not is_quiet:
                self.failed.emit(str(problem))
            return False
        except Exception:
            log.exception("the queue failed")
            self.failed.emit(self.tr("The queue could not do that; the details are in %s") % log_file())
            return False
        return True

    @Slot()
    def _step(self) -> None:
        if not self._attempt(self._paint if self._painting is not None else self._begin):
            self._painting, self._queue = None, self._queue.settled()
            self.changed.emit(self._queue)
            self.go(False)  # nothing can be kept: it would go wrong again with each entry

    def _begin(self) -> None:
        """The next one that waits. Raises Problem where the queue itself cannot be kept."""
        entry, began = self._queue.next(), monotonic()
        if entry is None:
            self._end_of_all()
            return
        try:
            from stylegui.batch.painter import Painter
            from stylegui.engine.run.saved import check_saving

            told = self._report_of(entry)
            known = "" if told is None else told.result_of(Path(entry.photo), self._open().digest_of(entry))
            if known:  # the folder was painted like that before, and has some photos more now
                self._keep(self._queue.noted(entry.model_copy(update={"state": "painted", "result": known})))
                return
            is_free = entry.result and not entry.path().exists()
            result = entry.result if is_free else _free(entry)
            entry = entry.model_copy(update={"state": "painting", "result": result})
            if entry.at_once is None:
                self._painter = self._painter or Painter(self._memory, _is_leaving)
                recipe = self._open().recipe(entry)
                check_saving(recipe, entry.path(), entry.saving)
                session = self._painter.begin(recipe)
        except Cancelled:
            return
        except Exception as error:
            self._end_of(entry, self._why(error))
            return
        if entry.at_once is None:
            self._painting = _Painting(entry, session, session.snapshot().recipe.settings, monotonic() - began)
        self._keep(self._queue.noted(entry))
        if entry.at_once is not None:
            self._begin_at_once(entry, entry.at_once)

    def _paint(self) -> None:
        assert self._painting is not None
        painting = self._painting
        if isinstance(painting, _PaintingAtOnce):
            self._paint_at_once(painting)
            return
        try:
            began = monotonic()
            progress = painting.session.step(painting.settings)
            painting.seconds += monotonic() - began
            if progress.finished:
                self._save(painting)
        except Cancelled:
            return
        except Exception as error:
            self._end_of(painting.entry, self._why(error))
            return
        if progress.finished:
            self._end_of(painting.entry.model_copy(update={"seconds": round(painting.seconds, 2)}), "")
        elif monotonic() - self._told > TELL_S:
            self._told = monotonic()
            self.progressed.emit(painting.entry.id, progress.fraction)

    def _begin_at_once(self, entry: QueueEntry, how: Manner) -> None:
        from stylegui.engine.fast.fast_result import paint_fast
        from stylegui.engine.fast.network_file import load_network_file

        began = monotonic()
        try:
            if self._network is None or self._network[0] != entry.recipe:
                self._network = entry.recipe, load_network_file(self._open().file_of(entry))
            photo, network = load(Path(entry.photo)), self._network[1]
        except Exception as error:
            self._end_of(entry, self._why(error))
            return
        steps = paint_fast(network, photo, how, entry.path(), entry.saving, _is_leaving)
        self._painting = _PaintingAtOnce(entry, steps, monotonic() - began)

    def _paint_at_once(self, painting: _PaintingAtOnce) -> None:
        began = monotonic()
        try:
            next(painting.steps)
        except StopIteration as stop:
            painted: FastResult = stop.value
            try:
                painting.entry = _put_elsewhere(painting.entry)
                painted.save(painting.entry.path(), painting.entry.saving)
            except Exception as error:
                self._end_of(painting.entry, self._why(error))
            else:
                seconds = round(painting.seconds + monotonic() - began, 2)
                self._end_of(painting.entry.model_copy(update={"seconds": seconds}), "")
        except Cancelled:
            return
        except Exception as error:
            self._end_of(painting.entry, self._why(error))
        else:
            painting.seconds += monotonic() - began

    def _save(self, painting: _Painting) -> None:
        """Raises Problem."""
        from stylegui.engine.run.saved import save_session

        painting.entry = _put_elsewhere(painting.entry)
        save_session(painting.session, painting.entry.path(), painting.entry.saving)

    def _end_of(self, entry: QueueEntry, why: str) -> None:
        self._painting = None
        entry = entry.model_copy(update={"state": "failed" if why else "painted", "why": why[:2000]})
        self._keep(self._queue.noted(entry))
        self._ended_with.append(entry.state)
        if not self._attempt(lambda: self._tell_report(entry)):
            self._unreportable.add(entry.folder)  # said once, not with each entry

    def _report_of(self, entry: QueueEntry) -> Report | None:
        """That beside the results, if there is to be one. Raises Problem."""
        if not entry.has_report or entry.folder in self._unreportable:
            return None
        if self._report_in is None or self._report_in[0] != entry.folder:
            self._report_in = entry.folder, Report(Path(entry.folder))
        return self._report_in[1]

    def _tell_report(self, entry: QueueEntry) -> None:
        """What became of one, and, once none waits that belongs there, a page of all."""
        told = self._report_of(entry)
        if told is None:
            return
        told.add(Path(entry.photo), self._open().digest_of(entry), entry.path().name, entry.seconds, entry.why)
        if not any(each.state == "waiting" and each.has_report and each.folder == entry.folder for each in self._queue):
            told.write_page(_is_leaving)
            self._report_in = None

    def _end_of_all(self) -> None:
        self._painter = self._network = None  # what it has read needs much memory
        self.go(False)
        if self._ended_with:
            self.ended.emit(self._ended_with.count("painted"), self._ended_with.count("failed"))

    def _why(self, error: Exception) -> str:
        if isinstance(error, Problem):
            return str(error)
        log.error("an entry of the queue failed", exc_info=error)
        return self.tr("unexpected %s; the details are in %s") % (type(error).__name__, log_file())


def _is_leaving() -> bool:
    return QThread.currentThread().isInterruptionRequested()


def _free(entry: QueueEntry) -> str:
    return free_name(entry.wanted, Path(entry.folder), has_sidecar=entry.saving.has_sidecar)


def _put_elsewhere(entry: QueueEntry) -> QueueEntry:
    """As it is, unless somebody has put a file where its result is to lie."""
    return entry.model_copy(update={"result": _free(entry)}) if entry.path().exists() else entry


def _is_of(recipe: Recipe, entry: QueueEntry) -> bool:
    """Whether an entry has the recipe's own photo."""
    return bool(entry.photo) and recipe.photo.path is not None and Path(entry.photo) == recipe.photo.path.absolute()
