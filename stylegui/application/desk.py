"""What lies on the desk: the document, its steps and its history. The one place where wishes are granted."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from stylegui.document.document import Document
from stylegui.document.history import History, Result
from stylegui.document.project.project import Contents
from stylegui.document.undo import Step, UndoList
from stylegui.document.wishes import Wish
from stylegui.engine.errors import Problem
from stylegui.engine.recipes.recipe import Recipe
from stylegui.engine.run.frame import Frame
from stylegui.jobs import Job, Snapshot
from stylegui.recorder import result_at, result_of

DENSE = 24  # moments of a run that are kept at each distance, which doubles then
QUIET_MS = 200  # a drag is kept once it pauses, not at each of its values


class Desk(QObject):
    """Grants wishes and remembers each as a step. Lives in the window's thread; keeping is another's business.

    Signals:
        document_changed(Document): another document is wanted.
        steps_changed: the list of steps, or the present one, is another.
        history_changed: results came, went or were marked.
        step_made(Step, Document, numbers): keep a step; those with these numbers are gone.
        step_chosen(int): the step with that number is the present one now.
        step_wanted(int): its document is not at hand; answer with `take_step`.
        result_changed(Result, Document or None): keep what is known of a result, and what it is made from.
        snapshot_taken(Result, Snapshot): keep it.
        moment_taken(Frame): keep it as a moment of its run.
        refused(str): why a wish cannot be granted.

    Attributes:
        undo_list, history: as they are now. unfinished: id of the result that can be gone on with exactly, or "".
    """

    document_changed = Signal(object)
    steps_changed = Signal()
    history_changed = Signal()
    step_made = Signal(object, object, list)
    step_chosen = Signal(int)
    step_wanted = Signal(int)
    result_changed = Signal(object, object)
    snapshot_taken = Signal(object, object)
    moment_taken = Signal(object)
    refused = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.undo_list, self.history, self.unfinished = UndoList(), History(), ""
        self._document, self._seen = Document(), 0  # and the number of its step
        self._unkept: dict[int, tuple[Step, Document]] = {}
        self._gone: list[int] = []
        self._waiting: list[Callable[[], None]] = []  # until the document of the present step was read
        self._is_closing = self._is_closed = False  # another project comes; everything of this one was kept
        self._moments = ("", 0, 1, 0)  # of the run: its id, the next evaluation, the distance, how many there were
        self._quiet = QTimer(self, interval=QUIET_MS, singleShot=True)
        self._quiet.timeout.connect(self.flush)

    @property
    def document(self) -> Document:
        return self._document

    def recipe(self) -> Recipe | None:
        """What can be painted now, or None while a picture is missing."""
        return self._document.recipe()

    # Wishes

    @Slot(object)
    def apply(self, wish: Wish) -> None:
        """Grant a wish, as one step."""
        if self._is_closed:
            return
        if self.undo_list.document() is None:
            self._waiting.append(partial(self.apply, wish))
            return
        try:
            # In a gesture all but the last value is as if it had never been: shares keep their proportions.
            document = wish.apply(self.undo_list.before(wish.drag) or self._document)
            document.check()
        except (Problem, ValueError) as problem:
            self.refused.emit(str(problem))
            return
        if not document.is_like(self._document):
            self._record(document, wish.label, wish.drag)
            self._set_document(document)

    def amend(self, document: Document) -> None:
        """What was found out about the present document belongs to its step: both are undone together."""
        if self._is_closed or self.undo_list.document() is None or document.is_like(self._document):
            return
        self.undo_list.amend(document)
        self._unkept[self.undo_list.step.number] = self.undo_list.step, document
        self._quiet.start()
        self._set_document(document)

    @Slot()
    def settle(self) -> None:
        """A gesture is over: what follows is another step."""
        self.undo_list.settle()

    @Slot()
    def undo(self) -> None:
        """One step back."""
        self.go_to(self.undo_list.present - 1)

    @Slot()
    def redo(self) -> None:
        """One step forth."""
        self.go_to(self.undo_list.present + 1)

    @Slot(int)
    def go_to(self, index: int) -> None:
        """To the step at an index of the list."""
        if self._is_closed or not 0 <= index < len(self.undo_list.steps) or index == self.undo_list.present:
            return
        self.flush()
        self._waiting = []  # they were for a step that is left again
        self.undo_list.go_to(index)
        self.step_chosen.emit(self.undo_list.step.number)
        self._set_deleted(self.undo_list.step.deleted)
        self.steps_changed.emit()
        document = self.undo_list.document()
        if document is None:
            self.step_wanted.emit(self.undo_list.step.number)
        else:
            self._set_document(document)

    @Slot(int, object)
    def take_step(self, number: int, document: Document) -> None:
        """The document of a step was read."""
        is_waited_for = self.undo_list.document() is None
        self.undo_list.take(number, document)
        if is_waited_for and number == self.undo_list.step.number:
            self._set_document(document)
            waiting, self._waiting = self._waiting, []
            for act in waiting:
                act()

    @Slot(int)
    def give_up_step(self, number: int) -> None:
        """The document of a step cannot be read: back to the one whose document is seen, and wishes are for that."""
        if self.undo_list.document() is None and number == self.undo_list.step.number:
            waiting = self._waiting
            self.go_to([step.number for step in self.undo_list.steps].index(self._seen))
            for act in waiting:
                act()

    @Slot(int, object)
    def mark_kept(self, number: int, document: Document) -> None:
        """A step was written."""
        self.undo_list.mark_kept(number, document)

    @Slot()
    def flush(self) -> None:
        """Have everything kept that waits for a pause in a drag."""
        self._quiet.stop()
        unkept, gone = self._unkept, self._gone
        self._unkept, self._gone = {}, []
        for step, document in unkept.values():
            self.step_made.emit(step, document, gone)
            gone = []

    def prepare_close(self) -> None:
        """Another project can be opened: no run begins any more."""
        self._is_closing = True

    def close(self) -> None:
        """Have everything kept; what is wished from here on would belong to another project, and is not granted."""
        self.flush()
        self._is_closed = True

    @Slot()
    def reopen(self) -> None:
        """This project stays after all."""
        self._is_closing = self._is_closed = False

    # Results

    def job(self) -> Job | None:
        """A run of the document from its beginning, or None while a picture is missing."""
        recipe = self.recipe()
        return None if recipe is None or self._is_closing else Job(recipe)

    @Slot(object)
    def begin(self, job: Job) -> None:
        """A run has begun."""
        if self._is_closed:
            return
        self.unfinished = job.id
        if job.is_new:
            self._put(result_of(job), Document.of(job.recipe))
        else:
            self.history_changed.emit()

    @Slot(object)
    def take(self, snapshot: Snapshot) -> None:
        """A run is at another moment."""
        before = self.history.get(snapshot.frame.result)
        if before is None:
            return  # of a project that was closed
        result = result_at(before, snapshot)
        self.history = self.history.put(result)
        self.unfinished = "" if result.finished else result.id
        self.history_changed.emit()
        self.snapshot_taken.emit(result, snapshot)

    @Slot(object)
    def consider(self, frame: Frame) -> None:
        """A frame was shown: every so often one is kept, evenly over the run."""
        id, due, distance, count = self._moments
        if frame.result != id:
            due, distance, count = 0, 1, 0
        if frame.evaluations >= due and frame.losses and self.history.get(frame.result) is not None:
            count += 1
            distance = distance * 2 if count % DENSE == 0 else distance
            due = frame.evaluations + distance
            self.moment_taken.emit(frame)
        self._moments = frame.result, due, distance, count

    @Slot(str)
    def star(self, id: str) -> None:
        """Mark a result, or take the mark away."""
        result = self.history.get(id)
        if result is not None:
            self._put(replace(result, starred=not result.starred))

    def mark_saved(self, frame: Frame, path: str) -> None:
        """What a frame shows was written to a file; an earlier moment of a result is not the result."""
        result = self.history.get(frame.result)
        if result is not None and frame.evaluations >= result.evaluations:
            self._put(replace(result, saved_as=path))

    @Slot(str)
    def delete(self, id: str) -> None:
        """Delete a result; undo brings it back."""
        result = self.history.get(id)
        if result is None or id in self.history.deleted:
            return
        if self.undo_list.document() is None:
            self._waiting.append(partial(self.delete, id))
            return
        deleted = self.history.deleted | {id}
        self._record(self._document, f"Delete a result of {result.photo}", None, deleted)
        self._set_deleted(deleted)

    # Projects

    def open(self, contents: Contents) -> None:
        """Show what a project holds, in place of everything; `close` before another one is opened."""
        self._quiet.stop()
        self.reopen()
        self._unkept, self._gone = {}, []
        self.undo_list = UndoList.of(contents.steps, contents.present, contents.document)
        self.history, self.unfinished, self._waiting = contents.history, contents.unfinished, []
        self._set_document(contents.document)
        self.steps_changed.emit()
        self.history_changed.emit()

    def _record(
        self, document: Document, label: str, drag: object = None, deleted: frozenset[str] | None = None
    ) -> None:
        gone = self.undo_list.record(document, label, drag, deleted)
        for number in gone:
            self._unkept.pop(number, None)
        self._gone += gone
        self._seen = self.undo_list.step.number
        self._unkept[self._seen] = self.undo_list.step, document
        self._quiet.start()
        self.steps_changed.emit()

    def _set_document(self, document: Document) -> None:
        self._seen = self.undo_list.step.number
        if document is not self._document:
            self._document = document
            self.document_changed.emit(document)

    def _set_deleted(self, deleted: Sequence[str] | frozenset[str]) -> None:
        if frozenset(deleted) != self.history.deleted:
            self.history = self.history.without(deleted)
            self.history_changed.emit()

    def _put(self, result: Result, document: Document | None = None) -> None:
        if self._is_closed:
            return
        self.history = self.history.put(result)
        self.history_changed.emit()
        self.result_changed.emit(result, document)
