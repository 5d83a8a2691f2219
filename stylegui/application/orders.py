"""What the window wishes, made into orders for the workers."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from stylegui.application.desk import Desk
from stylegui.document.document import Document
from stylegui.document.places import FURTHER_STYLE, PHOTO, Kind, Place
from stylegui.engine.pictures.files.saving import Saving, is_deep
from stylegui.engine.recipes.advice import without_marks
from stylegui.engine.recipes.recipe import Recipe
from stylegui.engine.regions.regions import Mask
from stylegui.engine.run.frame import Frame, RunState
from stylegui.engine.styles.library import is_named
from stylegui.gui.dialogs.save_dialog import last_folders
from stylegui.gui.window.between_starts.last_time import last_photo, last_settings, last_styles
from stylegui.gui.window.main_window import MainWindow
from stylegui.jobs import FilmWish, Job, SaveRequest, StyleWish, TeachWish
from stylegui.paths import pasted_folder, resources
from stylegui.workers.files import LoadRequest, MaskRequest

SAMPLES = "coffee.jpg", "brush-strokes.png"  # a photo, a style
GATHER_MS = 150  # the desktop tells of files one at a time, also where several were chosen


class Orders(QObject):
    """In the window's thread.

    Signals:
        start(Job), change(Recipe): for the worker. consider(Recipe or None): for the assistant.
        load(LoadRequest), save(SaveRequest), save_mask(MaskRequest): for the file worker.
        open_recipe_with(path, folders): likewise. develop(SaveRequest): for the keeper, who has a result's own numbers.
        learn(StyleWish): for the learner. teach(TeachWish): for the teacher.
        read_unfinished(id), save_project(path), film(FilmWish): for the keeper.
    """

    start = Signal(object)
    change = Signal(object)
    consider = Signal(object)
    load = Signal(object)
    save = Signal(object)
    develop = Signal(object)
    open_recipe_with = Signal(str, list)
    save_mask = Signal(object)
    read_unfinished = Signal(str)
    save_project = Signal(str)
    film = Signal(object)
    learn = Signal(object)
    teach = Signal(object)

    def __init__(self, window: MainWindow, desk: Desk) -> None:
        super().__init__(window)
        self._window, self._desk = window, desk
        self._opened: list[str] = []
        self._is_held = False  # a change that the run has not heard of
        self._style: StyleWish | None = None
        self._gathering = QTimer(self, interval=GATHER_MS, singleShot=True)
        self._gathering.timeout.connect(self._load_gathered)

    @Slot()
    def begin_run(self) -> None:
        """The document is to be painted from its beginning."""
        job = self._desk.job()
        if job is not None and self._can_be_painted(job.recipe):
            self.start.emit(job)
            self._window.run.say_starting()

    def _can_be_painted(self, recipe: Recipe) -> bool:
        markless = without_marks(recipe)
        if markless is not None:
            text = self.tr("%s holds no marks, which Strokes needs: please choose another look, or the painting itself")
            self._window.show_failure(text % markless.name)
        return markless is None

    @Slot(object)
    def follow(self, document: Document) -> None:
        """One change of the document reaches the window and the run from here."""
        self._window.show_document(document)
        recipe = document.recipe()
        if document.photo is None:
            self._window.run.stop_requested.emit()  # nothing is painted from a photo that is gone
        elif recipe is not None and self._window.stage.is_live:
            if without_marks(recipe) is None:  # else advice says what is lacking, and the run goes on without it
                self.change.emit(recipe)
        elif recipe is not None:  # an older result is looked at: what it shall do to the run is seen with the run
            self._is_held = True
            self._window.run.say_held()
        self.consider.emit(recipe)

    @Slot()
    def catch_up(self) -> None:
        """The run is seen again: it follows what was changed meanwhile."""
        recipe = self._desk.recipe()
        if self._is_held and self._window.stage.is_live:
            self._is_held = False
            if recipe is not None:
                self.change.emit(recipe)

    @Slot(object)
    def note_begun(self, job: Job) -> None:
        """A run has begun."""
        self._window.results.forget()
        self._window.offers.withdraw("resume")  # another is painted now, or that one
        self._desk.begin(job)
        self._window.run.begin()

    @Slot(str)
    def resume(self, id: str) -> None:
        """A result is to be gone on with: as it is where it is being painted, else from what was kept."""
        live, run = self._window.stage.live, self._window.run
        if live is None or live.result != id or not run.is_active:
            self.read_unfinished.emit(id)
            return
        self._window.results.look_at_live()
        if run.state is RunState.PAUSED:
            run.resume_requested.emit()

    @Slot(str)
    def delete_result(self, id: str) -> None:
        """A result is to go; where it is being painted, that ends."""
        live = self._window.stage.live
        if live is not None and live.result == id and self._window.run.is_active:
            self._window.run.stop_requested.emit()
        self._desk.delete(id)

    @Slot(object, list)
    def load_files(self, place: Place, paths: list[str]) -> None:
        """Files are to be read for a place."""
        further = FURTHER_STYLE if place.kind is Kind.STYLE else None
        self.load.emit(LoadRequest(place, tuple(paths), further))

    def open_files(self, paths: Sequence[str]) -> None:
        """What the program was started with: PHOTO and STYLEs, a project or a recipe."""
        self.load.emit(LoadRequest(PHOTO, tuple(paths), FURTHER_STYLE))

    @Slot(str)
    def gather(self, path: str) -> None:
        """The desktop opens a file, and perhaps others with it."""
        self._opened.append(path)
        self._gathering.start()

    def take_last_settings(self) -> None:
        """The sliders are to come back, if that is wanted; what is opened then may have its own."""
        settings = last_settings()
        if settings is not None:
            self._desk.amend(replace(self._desk.document, settings=settings))

    def load_last(self) -> None:
        """What was there when the window was closed last is to come back."""
        photo, styles = last_photo(), last_styles()
        if photo:
            self.open_files([photo, *styles])
        elif styles:
            self.load_files(FURTHER_STYLE, styles)

    @Slot()
    def load_samples(self) -> None:
        """The sample is to be tried: a photo, and a style where none was chosen yet."""
        names = SAMPLES[:1] if self._desk.document.styles else SAMPLES
        self.open_files([str(resources() / "samples" / name) for name in names])

    @Slot(object, str, object)
    def save_result(self, frame: Frame, path: str, saving: Saving) -> None:
        """A result is to be written, by who has its numbers."""
        originals = (*self._desk.document.files(), *Document.of(frame.recipe).files())
        request = SaveRequest(frame, path, saving, originals)
        needs_numbers = bool(frame.result) and is_deep(frame.photo, Path(path), saving)
        (self.develop if needs_numbers else self.save).emit(request)

    @Slot(str)
    def open_remembered(self, path: str) -> None:
        """The recipe that a picture remembers is to be opened, with pictures from wherever some came from."""
        files = (*self._desk.document.files(), *(Path(each) for each in (last_photo(), *last_styles()) if each))
        folders = [file.parent for file in files if not is_named(str(file))]
        shipped = [resources() / name for name in ("samples", "paintings")]
        found = [*folders, *(Path(folder) for folder in last_folders()), *shipped, pasted_folder()]
        self.open_recipe_with.emit(path, [str(folder) for folder in dict.fromkeys(found)])

    @Slot(str, str, str, str)
    def save_style(self, name: str, author: str, licence: str, path: str) -> None:
        """The styles that there are shall be one style file."""
        document = self._desk.document
        self._style = StyleWish(document.styles, document.settings, name, author, licence, path)
        self.learn.emit(self._style)

    @Slot()
    def give_up_style(self) -> None:
        """The style file that was wanted last is not any more."""
        if self._style is not None:
            self._style.give_up()

    @Slot(str, str, str, str, str, bool)
    def teach_network(self, name: str, licence: str, path: str, folder: str, begun: str, is_quick: bool) -> None:
        """A fast network shall be taught the styles that there are."""
        document = self._desk.document
        wish = TeachWish(
            styles=document.styles, settings=document.settings, name=name, licence=licence, path=path, folder=folder,
            begun=begun, is_quick=is_quick, photo=document.photo,
        )  # fmt: skip
        self.teach.emit(wish)

    @Slot(tuple, str)
    def save_masks(self, masks: tuple[Mask, ...], path: str) -> None:
        """Masks are to be written, together as one."""
        self.save_mask.emit(MaskRequest(masks, path, self._desk.document.files()))

    @Slot(str, str, int, float)
    def save_film(self, id: str, path: str, frames_per_second: int, hold_s: float) -> None:
        """A film of a run is to be written."""
        self.film.emit(FilmWish(id, path, frames_per_second, hold_s, self._desk.document.files()))

    @Slot(str)
    def name_project(self, path: str) -> None:
        """The project is to lie at a path, with all that was done until now."""
        self._desk.flush()
        self._window.recent.note(path)  # before it is there: a crash in between must not hide it from the next start
        self.save_project.emit(path)

    @Slot()
    def _load_gathered(self) -> None:
        paths, self._opened = self._opened, []
        self.load_files(PHOTO, paths)
