"""What comes back from the workers, put where it belongs: on the desk, or in the window."""

from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from stylegui.application.desk import Desk
from stylegui.application.standstill import Standstill
from stylegui.document.document import Document
from stylegui.document.places import Kind, Place
from stylegui.document.project.project import Contents
from stylegui.document.wishes import Put, Replace
from stylegui.drafts import LeftBehind, is_draft
from stylegui.engine.pictures.images import Picture
from stylegui.engine.recipes.advice import Advice
from stylegui.engine.recipes.recipe import Recipe
from stylegui.engine.run.frame import Frame
from stylegui.gui.window.main_window import MainWindow
from stylegui.jobs import Job


class Answers(QObject):
    """Hears the workers, in the window's thread.

    Signals:
        start(Job): for the worker. read_unfinished(id): for the keeper. open_project(path), switch: likewise.
    """

    start = Signal(object)
    read_unfinished = Signal(str)
    open_project = Signal(str)
    switch = Signal()

    def __init__(self, window: MainWindow, desk: Desk, standstill: Standstill) -> None:
        super().__init__(window)
        self._window, self._desk, self._standstill = window, desk, standstill
        self._left_behind: LeftBehind | None = None
        self._is_switching = False
        self._offered = ""  # id of the result that can be gone on with
        window.offers.chosen.connect(self._follow)
        standstill.reached.connect(self._switch)

    @Slot(object, object)
    def take_picture(self, place: Place, picture: Picture) -> None:
        """A picture was read for a place."""
        if place.kind is Kind.MASK:
            if not self._window.regions.take_mask(place, picture):
                self._window.messages.note(self.tr("The region that %s was for is gone") % picture.name)
        elif place.style and self._desk.document.style(place.style) is None:
            self._window.messages.note(self.tr("The style that %s was for is gone") % picture.name)
        elif place.belongs:
            self._desk.amend(Put(place, picture).apply(self._desk.document))
        else:
            self._desk.apply(Put(place, picture))

    @Slot(object, str)
    def refuse_picture(self, place: Place, reason: str) -> None:
        """A file cannot be used: that is said beside its place, and what was there stays."""
        if place.kind is Kind.MASK:
            self._window.messages.fail(reason)
        else:
            self._window.pictures.refuse(place, reason)

    @Slot(object, str)
    def take_recipe(self, document: Document, name: str) -> None:
        """A recipe was read."""
        self._desk.apply(Replace(document, self.tr("Open %s") % name))
        if document.regions:
            self._window.actions_.regions.setChecked(True)

    @Slot(object, object)
    def take_advice(self, recipe: Recipe | None, advice: tuple[Advice, ...]) -> None:
        """What does not fit in a recipe, and what would help."""
        self._window.advice.show_advice(advice)

    @Slot(str, object)
    def take_made_from(self, id: str, document: Document) -> None:
        """What a result was made from, to be taken back."""
        result = self._desk.history.get(id)
        name = result.photo if result is not None else ""
        self._desk.apply(Replace(document, self.tr("Settings of a result of %s") % name))

    @Slot(object, str)
    def take_job(self, job: Job, different: str) -> None:
        """A run that goes on from a result: its document is what the window shows then."""
        if self._is_switching:
            return
        if different:
            self._window.messages.note(
                self.tr("It goes on from the same state; the last digits may differ: %s") % different
            )
        self.start.emit(job)  # before the document follows: that is no change of the run that was there
        document = Document.of(job.recipe)
        if not document.is_like(self._desk.document) and not different:
            words = self.tr("It goes on with what it was made with; Undo brings back what was changed since")
            self._window.messages.note(words)
        self._desk.apply(Replace(document, self.tr("Go on from a result of %s") % job.recipe.photo.name))
        self._window.run.say_starting()

    @Slot()
    def prepare_switch(self) -> None:
        """Another project can be opened: what is being painted, and all that was done, goes into the present one."""
        self._is_switching = True
        self._desk.prepare_close()
        self._standstill.bring_about()

    @Slot()
    def note_stayed(self) -> None:
        """No other project is opened after all."""
        self._is_switching = False
        self._desk.reopen()

    @Slot()
    def _switch(self) -> None:
        """All is on the desk, perhaps so that another project can be opened."""
        if self._is_switching:
            self._is_switching = False
            self._desk.close()
            self.switch.emit()

    @Slot(str, object)
    def take_project(self, path: str, contents: Contents | None) -> None:
        """A project was opened; None for a new one."""
        self._is_switching = False
        before = self._window.project
        self._window.show_project(path, not is_draft(Path(path)))
        if contents is None:
            return
        if before and is_draft(Path(before)) and len(self._desk.history):
            self._window.messages.note(self.tr("What was open before is kept for later"))
        self._window.results.forget()
        self._window.offers.withdraw("resume")
        if self._left_behind is not None and self._left_behind.path == Path(path):
            self._window.offers.withdraw("open")
        self._window.stage.forget_live()
        self._desk.open(contents)
        kept = [each for each in self._desk.history if each.evaluations]  # of a run that was killed at once nothing is
        unfinished = next((each for each in kept if each.id == self._desk.unfinished), None)
        if kept:
            self._window.results.look((unfinished or kept[-1]).id)
        if unfinished is not None:
            words = self.tr("The painting of %s is unfinished (%s %%).")
            text = words % (unfinished.photo, round(100 * unfinished.fraction))
            self._offered = unfinished.id
            self._window.offers.offer(text, [("resume", self.tr("Go on painting"))])

    @Slot(object)
    def take_left_behind(self, left: LeftBehind) -> None:
        """There is work of before that nobody closed or put anywhere: it is offered, and nobody has to answer."""
        self._left_behind = left
        when = left.changed.astimezone().strftime("%d %b %H:%M")
        what = left.photo or self.tr("a document")
        name = "" if is_draft(left.path) else f" ({left.path.name})"
        if left.was_interrupted:
            text = self.tr("StyleGUI ended unexpectedly. %s%s is still there: %s%s.")
        else:
            text = self.tr("%s%s is as you left it: %s%s.")
        results = self.tr(", results: %s") % left.results if left.results else ""
        self._window.offers.offer(text % (what, name, when, results), [("open", self.tr("Open it"))])

    @Slot(object, str, str)
    def take_saved(self, frame: Frame, path: str, notice: str) -> None:
        """A result was written to a file."""
        self._desk.mark_saved(frame, path)
        self._window.note_saved(frame, path, notice)

    @Slot()
    def show_history(self) -> None:
        """Results came, went or were marked."""
        self._window.show_history(self._desk.history, self._desk.unfinished)

    @Slot()
    def show_steps(self) -> None:
        """Steps came, or another is the present one."""
        self._window.show_steps(self._desk.undo_list)

    @Slot(str)
    def _follow(self, key: str) -> None:
        """Something that was offered is wanted."""
        if key == "open" and self._left_behind is not None:
            self.open_project.emit(str(self._left_behind.path))
        elif key == "resume":
            self.read_unfinished.emit(self._offered)
