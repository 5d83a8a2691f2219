"""What the window wishes, made into orders for the workers."""

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from stylegui.application.desk import Desk
from stylegui.document.document import Document
from stylegui.document.places import FURTHER_STYLE, PHOTO, Place
from stylegui.engine.frame import Frame
from stylegui.gui.window.main_window import MainWindow
from stylegui.jobs import Job
from stylegui.paths import resources
from stylegui.workers.files import LoadRequest, SaveRequest

SAMPLE_PHOTO, SAMPLE_STYLE = "coffee.jpg", "brush-strokes.png"
GATHER_MS = 150  # the desktop tells of files one at a time, also where several were chosen


class Orders(QObject):
    """In the window's thread.

    Signals:
        start(Job), change(Recipe), match(Recipe): for the worker. consider(Recipe or None): for the assistant.
        load(LoadRequest), save(SaveRequest): for the file worker. save_project(path): for the keeper.
    """

    start = Signal(object)
    change = Signal(object)
    match = Signal(object)
    consider = Signal(object)
    load = Signal(object)
    save = Signal(object)
    save_project = Signal(str)

    def __init__(self, window: MainWindow, desk: Desk) -> None:
        super().__init__(window)
        self._window, self._desk = window, desk
        self._opened: list[str] = []
        self._gathering = QTimer(self, interval=GATHER_MS, singleShot=True)
        self._gathering.timeout.connect(self._load_gathered)

    @Slot()
    def begin_run(self) -> None:
        """The document is to be painted from its beginning."""
        job = self._desk.job()
        if job is not None:
            self.start.emit(job)

    @Slot(object)
    def follow(self, document: Document) -> None:
        """One change of the document reaches the window and the run from here."""
        self._window.show_document(document)
        recipe = document.recipe()
        if document.photo is None:
            self._window.run.stop_requested.emit()  # nothing is painted from a photo that is gone
        elif recipe is not None and self._window.stage.is_live:
            self.change.emit(recipe)
        self.consider.emit(recipe)

    @Slot(object)
    def note_begun(self, job: Job) -> None:
        """A run has begun."""
        self._desk.begin(job)
        self._window.run.begin()

    @Slot()
    def match_regions(self) -> None:
        """Regions are to be proposed."""
        recipe = self._desk.recipe()
        if recipe is not None:
            self.match.emit(recipe)

    @Slot(object, list)
    def load_files(self, place: Place, paths: list[str]) -> None:
        """Files are to be read for a place."""
        self.load.emit(LoadRequest(place, tuple(paths)))

    @Slot(str)
    def gather(self, path: str) -> None:
        """The desktop opens a file, and perhaps others with it."""
        self._opened.append(path)
        self._gathering.start()

    @Slot()
    def load_samples(self) -> None:
        """The sample pair is to be tried."""
        samples = resources() / "samples"
        self.load_files(PHOTO, [str(samples / SAMPLE_PHOTO)])
        self.load_files(FURTHER_STYLE, [str(samples / SAMPLE_STYLE)])

    @Slot(object, str, int, tuple)
    def save_result(self, frame: Frame, path: str, quality: int, background: tuple[int, int, int]) -> None:
        """A result is to be written."""
        self.save.emit(SaveRequest(frame, path, quality, background))

    @Slot(str)
    def name_project(self, path: str) -> None:
        """The project is to lie at a path, with all that was done until now."""
        self._desk.flush()
        self.save_project.emit(path)

    @Slot()
    def _load_gathered(self) -> None:
        paths, self._opened = self._opened, []
        self.load_files(PHOTO, paths)
