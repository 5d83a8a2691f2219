"""The application: makes the window, the desk, the workers and their threads, and connects them."""

import logging
import os
import signal
import sys
from collections.abc import Sequence
from types import TracebackType

if sys.platform == "win32":
    import torch  # noqa: F401  # before Qt: in the other order Windows loads the wrong libraries

from PySide6.QtCore import QEvent, QObject, QThread, QTimer, Signal, Slot
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtWidgets import QApplication, QMessageBox

from stylegui.answers import Answers
from stylegui.assistant import Assistant
from stylegui.credits import credits
from stylegui.desk import Desk
from stylegui.document.document import Document
from stylegui.document.places import FURTHER_STYLE, PHOTO, Place
from stylegui.engine.frame import Frame
from stylegui.fetcher import Fetcher
from stylegui.files import FileWorker, LoadRequest, SaveRequest
from stylegui.films import FilmWorker
from stylegui.gui.basics.theme import application_icon, apply_theme
from stylegui.gui.window.main_window import MainWindow
from stylegui.gui.window.recent import recent_projects
from stylegui.jobs import Job
from stylegui.keeper import Keeper
from stylegui.paths import licences, log_file, resources
from stylegui.worker import Worker

log = logging.getLogger(__name__)
SAMPLE_PHOTO, SAMPLE_STYLE = "coffee.jpg", "brush-strokes.png"
END_MS = 2000  # that a thread has to end when the application does
KEEP_MS = 8000  # that keeping has, on a slow disk; what was kept before is whole in any case


class Desktop(QApplication):
    """Qt's part of the application, which hears what the desktop wants of it.

    Signals:
        file_opened(path): a file was double-clicked or dropped on the icon (macOS).
    """

    file_opened = Signal(str)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QFileOpenEvent) and event.file():
            self.file_opened.emit(event.file())
            return True
        return super().event(event)


class Application(QObject):
    """The running application: the only place where window, desk and workers meet.

    Signals:
        load(LoadRequest): for the file worker. open_project(path), close_project(discard): for the keeper.
        look_for_drafts(list of recent projects): likewise.
        save(SaveRequest): for the file worker. save_project(path): for the keeper.
        change(Recipe), match(Recipe): for the worker. consider(Recipe or None): for the assistant.
        broke(str): something unforeseen went wrong, and where its details are.
        ended: the window is closed and everything is kept.

    Attributes:
        window, desk, answers: in this thread.
        worker, files, keeper, films, assistant, fetcher: each in a thread of its own.
    """

    load = Signal(object)
    open_project = Signal(str)
    close_project = Signal(bool)
    look_for_drafts = Signal(list)
    save = Signal(object)
    save_project = Signal(str)
    change = Signal(object)
    match = Signal(object)
    consider = Signal(object)
    broke = Signal(str)
    ended = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.window, self.desk = MainWindow(credits(), licences()), Desk()
        self.worker, self.files, self.keeper = Worker(), FileWorker(), Keeper(self.window.preferences.moments_bound())
        self.films, self.assistant, self.fetcher = FilmWorker(), Assistant(), Fetcher()
        self.answers = Answers(self.window, self.desk)
        self._has_told = self._is_ending = self._discards = False
        self._opened_files: list[str] = []
        workers = (self.worker, self.files, self.keeper, self.films, self.assistant, self.fetcher)
        self._threads = tuple(QThread(self) for _ in workers)
        for thread, worker in zip(self._threads, workers, strict=True):
            worker.moveToThread(thread)
        # Python runs its handler of Ctrl+C only when Python runs at all: an idle window would not hear it.
        self._pulse = QTimer(self, interval=250)
        self._pulse.timeout.connect(self._beat)
        self._pulse.start()
        self._gathering = QTimer(self, interval=150, singleShot=True)
        self._gathering.timeout.connect(self._open_gathered)
        self._patience = QTimer(self, singleShot=True)
        self._patience.timeout.connect(self._end_without_answer)
        self._connect_wishes()
        self._connect_answers()
        self._connect_keeping()
        put_away = (self.worker.end, None, self.keeper.end, None, None, self.fetcher.cancel)
        for thread, slot in zip(self._threads, put_away, strict=True):
            if slot is not None:
                thread.finished.connect(slot)
        qt = QApplication.instance()
        if isinstance(qt, Desktop):
            qt.file_opened.connect(self._on_file_opened)
        for thread in self._threads:
            thread.start()

    def open(self, paths: Sequence[str]) -> None:
        """Show the window with PHOTO and STYLEs, a project or a recipe, or with the samples."""
        self.window.show()
        self.open_project.emit("")
        photo, *styles = paths or [""]
        if photo:
            self._on_load(PHOTO, [photo])
        if styles:
            self._on_load(FURTHER_STYLE, styles)
        if not paths:
            self._on_sample()
        self.look_for_drafts.emit(recent_projects())
        QTimer.singleShot(0, self.files, self.files.warm_up)
        QTimer.singleShot(0, self.worker, self.worker.warm_up)

    @Slot(bool)
    def leave(self, discard: bool) -> None:
        """Close the window at once, and end when everything is kept: in two seconds, whatever is being done."""
        if self._is_ending:
            return
        self._is_ending, self._discards = True, discard
        self.window.hide()
        self._threads[0].requestInterruption()
        self.worker.ended.connect(self._on_worker_ended)
        QTimer.singleShot(0, self.worker, self.worker.leave)
        self._patience.start(END_MS)

    @Slot()
    def shut_down(self) -> bool:
        """End the threads. Whether all did: what computes cannot be interrupted everywhere."""
        for thread in self._threads:
            thread.requestInterruption()
            thread.quit()
        ended = [thread.wait(END_MS) for thread in self._threads]  # each of them, also after one that did not end
        return all(ended)

    def report(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        """Write down what nobody foresaw, and tell of the first; from any thread, as `sys.excepthook`."""
        log.error("unexpected error", exc_info=(kind, error, trace))
        if not self._has_told:
            self._has_told = True
            text = self.tr("Something went wrong that should not have: %s. Your pictures are as they were; details: %s")
            self.broke.emit(text % (kind.__name__, log_file()))

    @Slot()
    def _beat(self) -> None:
        """Let Python look at its signals."""

    @Slot(object, list)
    def _on_load(self, place: Place, paths: list[str]) -> None:
        self.load.emit(LoadRequest(place, tuple(paths)))

    @Slot(str)
    def _on_file_opened(self, path: str) -> None:
        """The desktop tells of one file at a time, also where several were chosen: they are gathered."""
        self._opened_files.append(path)
        self._gathering.start()

    @Slot()
    def _open_gathered(self) -> None:
        paths, self._opened_files = self._opened_files, []
        self._on_load(PHOTO, paths)

    @Slot(object)
    def _on_document(self, document: Document) -> None:
        """One change reaches the window, the run and the project from here."""
        self.window.show_document(document)
        recipe = document.recipe()
        if document.photo is None:
            self.window.stop_requested.emit()  # nothing is painted from a photo that is gone
        elif recipe is not None and self.window.stage.is_live:
            self.change.emit(recipe)
        self.consider.emit(recipe)

    @Slot(object)
    def _on_began(self, job: Job) -> None:
        self.desk.begin(job)
        self.window.begin_run()

    @Slot()
    def _on_match(self) -> None:
        self.match.emit(self.desk.recipe())

    @Slot(object, str, int, tuple)
    def _on_save(self, frame: Frame, path: str, quality: int, background: tuple[int, int, int]) -> None:
        self.save.emit(SaveRequest(frame, path, quality, background))

    @Slot(str)
    def _on_save_project(self, path: str) -> None:
        self.desk.flush()
        self.save_project.emit(path)

    @Slot()
    def _on_sample(self) -> None:
        samples = resources() / "samples"
        self._on_load(PHOTO, [str(samples / SAMPLE_PHOTO)])
        self._on_load(FURTHER_STYLE, [str(samples / SAMPLE_STYLE)])

    @Slot()
    def _on_worker_ended(self) -> None:
        """What it sent last has come by now: the rest is the keeper's."""
        self.worker.ended.disconnect(self._on_worker_ended)
        self._close_project()

    @Slot()
    def _end_without_answer(self) -> None:
        if self._patience.interval() == END_MS:  # it computes: what it had kept before is on the disk
            self._close_project()
        else:
            self.ended.emit()

    def _close_project(self) -> None:
        self.desk.flush()
        self._patience.start(KEEP_MS)
        self.close_project.emit(self._discards)

    @Slot()
    def _on_closed(self) -> None:
        if self._is_ending:
            self._patience.stop()
            self.ended.emit()

    def _connect_wishes(self) -> None:
        """What the window wishes of the document, of a run, of files."""
        window, desk, worker, files = self.window, self.desk, self.worker, self.files
        window.wished.connect(desk.apply)
        window.settled.connect(desk.settle)
        window.undo_requested.connect(desk.undo)
        window.redo_requested.connect(desk.redo)
        window.steps.step_chosen.connect(desk.go_to)
        window.start_requested.connect(self.answers.start_run)
        self.answers.start.connect(worker.start)
        window.pause_requested.connect(worker.pause)
        window.resume_requested.connect(worker.resume)
        window.stop_requested.connect(worker.stop)
        window.match_requested.connect(self._on_match)
        self.match.connect(worker.match)
        self.change.connect(worker.apply)
        window.canvas.frame_shown.connect(worker.frame_shown)
        window.sample_requested.connect(self._on_sample)
        for part in (window.pictures, window.choice, window.files):
            part.load_requested.connect(self._on_load)
        self.load.connect(files.load)
        window.files.save_requested.connect(self._on_save)
        self.save.connect(files.save)
        window.files.save_mask_requested.connect(files.save_mask)
        window.files.save_recipe_requested.connect(files.save_recipe)
        window.files.open_recipe_requested.connect(files.open_recipe)
        window.results.drag_requested.connect(files.save_for_drag)
        window.canvas.drag_out_started.connect(window.results.drag_out)
        window.leave_requested.connect(self.leave)
        self.consider.connect(self.assistant.consider)
        window.regions.asked.connect(self.assistant.paint)
        window.results.copy_requested.connect(self.assistant.copy)
        preferences, fetcher = window.preferences, self.fetcher
        preferences.get_requested.connect(fetcher.get)
        preferences.cancel_requested.connect(fetcher.cancel)
        preferences.import_requested.connect(fetcher.import_file)
        preferences.remove_requested.connect(fetcher.remove)

    def _connect_answers(self) -> None:
        """What the workers answer."""
        window, desk, worker, files, fetcher = self.window, self.desk, self.worker, self.files, self.fetcher
        answers = self.answers
        self.broke.connect(window.show_failure)
        desk.document_changed.connect(self._on_document)
        desk.steps_changed.connect(answers.show_steps)
        desk.history_changed.connect(answers.show_history)
        desk.refused.connect(window.show_failure)
        worker.began.connect(self._on_began)
        worker.ready.connect(window.set_device)
        worker.frame_ready.connect(window.show_frame)
        worker.frame_ready.connect(desk.consider)
        worker.snapshot_ready.connect(desk.take)
        worker.state_changed.connect(window.set_run_state)
        worker.notice.connect(window.messages.note)
        worker.matched.connect(answers.take_regions)
        worker.failed.connect(window.show_failure)
        files.loaded.connect(answers.take_picture)
        files.refused.connect(answers.refuse_picture)
        files.several_given.connect(window.choice.offer)
        files.project_given.connect(self.open_project)
        files.saved.connect(answers.take_saved)
        files.written.connect(window.note_written)
        files.recipe_loaded.connect(answers.take_recipe)
        files.failed.connect(window.show_failure)
        files.drag_file_ready.connect(window.canvas.begin_drag)
        self.assistant.painted.connect(window.regions.take)
        self.assistant.advised.connect(answers.take_advice)
        self.assistant.copied.connect(window.results.put_on_clipboard)
        self.assistant.failed.connect(window.show_failure)
        fetcher.progressed.connect(window.preferences.show_progress)
        fetcher.ended.connect(window.preferences.show_end)
        fetcher.changed.connect(window.preferences.show_change)
        fetcher.changed.connect(worker.forget_network)
        fetcher.failed.connect(window.preferences.show_failure)

    def _connect_keeping(self) -> None:
        """What is kept, and what is read of it."""
        window, desk, keeper, answers, results = self.window, self.desk, self.keeper, self.answers, self.window.results
        self.open_project.connect(keeper.open)
        answers.open_project.connect(keeper.open)
        window.files.open_project_requested.connect(keeper.open)
        window.recent.chosen.connect(keeper.open)
        window.files.save_project_requested.connect(self._on_save_project)
        self.save_project.connect(keeper.save_as)
        self.close_project.connect(keeper.close)
        self.look_for_drafts.connect(keeper.look_for_drafts)
        window.preferences.moments_bound_changed.connect(keeper.set_moments_bound)
        desk.step_made.connect(keeper.keep_step)
        desk.step_chosen.connect(keeper.set_present)
        desk.step_wanted.connect(keeper.read_step)
        desk.result_changed.connect(keeper.keep_result)
        desk.snapshot_taken.connect(keeper.keep_snapshot)
        desk.moment_taken.connect(keeper.keep_moment)
        results.result_requested.connect(keeper.read_result)
        results.moment_requested.connect(keeper.read_moment)
        results.thumbnail_requested.connect(keeper.read_thumbnail)
        results.branch_requested.connect(keeper.read_branch)
        results.resume_requested.connect(keeper.read_unfinished)
        answers.read_unfinished.connect(keeper.read_unfinished)
        results.settings_requested.connect(keeper.read_document)
        results.star_requested.connect(desk.star)
        results.delete_requested.connect(desk.delete)
        results.film_requested.connect(keeper.read_film)
        results.film_cancelled.connect(self.films.cancel)
        keeper.film_read.connect(self.films.write)
        self.films.progressed.connect(results.show_film_progress)
        self.films.written.connect(results.show_film_written)
        self.films.cancelled.connect(results.end_film)
        self.films.failed.connect(results.show_film_failure)
        keeper.opened.connect(answers.take_project)
        keeper.named.connect(window.note_named)
        keeper.step_kept.connect(desk.mark_kept)
        keeper.step_read.connect(desk.take_step)
        keeper.snapshot_kept.connect(self.worker.snapshot_kept)
        keeper.result_read.connect(results.take)
        keeper.moments_read.connect(results.take_moments)
        keeper.thumbnail_read.connect(window.filmstrip.set_thumbnail)
        keeper.document_read.connect(answers.take_made_from)
        keeper.job_read.connect(answers.take_job)
        keeper.left_behind.connect(answers.take_left_behind)
        keeper.closed.connect(self._on_closed)
        keeper.failed.connect(window.show_failure)
        keeper.notice.connect(window.messages.note)


def open_application(paths: Sequence[str]) -> int:
    """Run the window until it is closed. Returns the exit status."""
    qt = QApplication.instance() or Desktop(["stylegui"])
    assert isinstance(qt, Desktop)
    qt.setOrganizationName("StyleGUI")
    qt.setApplicationName("StyleGUI")
    qt.setDesktopFileName("org.stylegui.StyleGUI")  # by it Wayland finds the icon
    qt.setStyle("Fusion")
    qt.setWindowIcon(application_icon())
    qt.setQuitOnLastWindowClosed(False)  # but once everything is kept
    apply_theme(qt)
    qt.styleHints().colorSchemeChanged.connect(lambda: apply_theme(qt))
    application = Application()
    application.ended.connect(qt.quit)
    sys.excepthook = application.report
    signal.signal(signal.SIGINT, lambda *_: application.leave(False))
    application.open(paths)
    status = qt.exec()
    if not application.shut_down():
        logging.shutdown()
        os._exit(status)  # everything is kept; only a computation that cannot be interrupted is left
    return status


def tell(message: str) -> None:
    """Show why the application cannot start, where there is no window to say it."""
    qt = QApplication.instance() or QApplication(["stylegui"])
    assert isinstance(qt, QApplication)
    QMessageBox.critical(None, "StyleGUI", message)
