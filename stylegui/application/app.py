"""The application: makes the window, the desk, the workers and their threads; begins and ends."""

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

from stylegui.application.answers import Answers
from stylegui.application.chooser import Chooser
from stylegui.application.credits import credits
from stylegui.application.desk import Desk
from stylegui.application.drawer import Drawer
from stylegui.application.explorer import Explorer
from stylegui.application.forecaster import Forecaster
from stylegui.application.orders import Orders
from stylegui.application.sketchbook import Sketchbook
from stylegui.application.standstill import Standstill
from stylegui.application.wiring import Parts, connect
from stylegui.gui.basics.theme import application_icon, apply_theme
from stylegui.gui.window.between_starts.last_time import was_shown
from stylegui.gui.window.between_starts.recent import recent_projects
from stylegui.gui.window.main_window import MainWindow
from stylegui.paths import licences, log_file
from stylegui.workers.assistant import Assistant
from stylegui.workers.fetcher import Fetcher
from stylegui.workers.files import FileWorker
from stylegui.workers.films import FilmWorker
from stylegui.workers.keeper import Keeper
from stylegui.workers.learner import Learner
from stylegui.workers.preset_worker import PresetWorker
from stylegui.workers.queue_worker import QueueWorker
from stylegui.workers.sketch_worker import SketchWorker
from stylegui.workers.teacher import Teacher
from stylegui.workers.worker import Worker

log = logging.getLogger(__name__)
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
    """The running application: makes all parts, and ends when everything is kept.

    Signals:
        open_project(path), close_project(draft to discard or "", whatever cannot be written), look_for_drafts(recent
            projects): for the keeper.
        broke(str): something unforeseen went wrong, and where its details are.
        ended: the window is closed and everything is kept.

    Attributes:
        window, desk: in this thread. worker, files, keeper, queue_worker: some of those that have threads of their own.
    """

    open_project = Signal(str)
    close_project = Signal(str, bool)
    look_for_drafts = Signal(list)
    broke = Signal(str)
    ended = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.window, self.desk = MainWindow(credits(), licences()), Desk()
        preferences = self.window.preferences
        self.worker, self.files, self.keeper = Worker(), FileWorker(), Keeper(preferences.moments_bound())
        self.worker.set_memory(preferences.memory())
        self._forecaster = Forecaster(self.window.panel, preferences.memory())
        self._standstill = Standstill(self.window, self.window.regions)
        self._answers = Answers(self.window, self.desk, self._standstill)
        self._orders = Orders(self.window, self.desk)
        self._chooser, self._drawer = Chooser(self.window, self.desk), Drawer(self.desk)
        self._sketchbook, self._explorer, self._sketch_worker = Sketchbook(self), Explorer(self.desk), SketchWorker()
        self._learner, self._preset_worker, self.queue_worker = Learner(), PresetWorker(), QueueWorker()
        self.queue_worker.set_memory(preferences.memory())
        self._teacher = Teacher()
        self._films, self._assistant, self._fetcher = FilmWorker(), Assistant(), Fetcher()
        self._has_told = self._is_ending = self._is_keeping = False
        self._discarded = ""
        self._threads = self._make_threads()
        # Python runs its handler of Ctrl+C only when Python runs at all: an idle window would not hear it.
        self._pulse = QTimer(self, interval=250)
        self._pulse.timeout.connect(self._beat)
        self._pulse.start()
        self._patience = QTimer(self, singleShot=True)
        self._patience.timeout.connect(self._end_without_answer)
        self._connect()
        for thread in self._threads:
            thread.start()

    def open(self, paths: Sequence[str]) -> None:
        """Show the window with PHOTO and STYLEs, a project or a recipe; without any with what one had last.

        The first time there is nothing yet, but the gallery to choose from.
        """
        self.window.show_gallery(was_shown(not paths))
        self.window.show()
        self.open_project.emit("")
        self._orders.take_last_settings()
        if paths:
            self._orders.open_files(paths)
        else:
            self._orders.load_last()
        self.look_for_drafts.emit(recent_projects())
        QTimer.singleShot(0, self.files, self.files.warm_up)
        QTimer.singleShot(0, self.worker, self.worker.warm_up)
        QTimer.singleShot(0, self.queue_worker, self.queue_worker.open)

    @Slot(str)
    def leave(self, discarded: str) -> None:
        """Close the window at once, and end when everything is kept: in two seconds, whatever is being done.

        The draft at the path `discarded` goes, if it is still the one that is open.
        """
        if self._is_ending:
            return
        self._is_ending, self._discarded = True, discarded
        self.window.hide()
        self._threads[0].requestInterruption()
        self._standstill.reached.connect(self._close_project)
        self._standstill.bring_about()
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

    def _make_threads(self) -> tuple[QThread, ...]:
        """One for each worker, that of the run first. What must be put away in the thread is, when it ends."""
        threads = []
        for worker, put_away in (
            (self.worker, self.worker.end),
            (self.files, None),
            (self.keeper, self.keeper.end),
            (self._films, None),
            (self._assistant, None),
            (self._fetcher, self._fetcher.cancel),
            (self._sketch_worker, None),
            (self._learner, None),
            (self._preset_worker, None),
            (self.queue_worker, self.queue_worker.end),
            (self._teacher, self._teacher.end),
        ):
            thread = QThread(self)
            worker.moveToThread(thread)
            if put_away is not None:
                thread.finished.connect(put_away)
            threads.append(thread)
        return tuple(threads)

    def _connect(self) -> None:
        connect(
            Parts(
                self.window, self.desk, self._standstill, self._answers, self._orders, self._chooser, self._drawer,
                self._forecaster, self._sketchbook, self._explorer, self.worker, self.files, self.keeper, self._films,
                self._assistant, self._fetcher, self._sketch_worker, self._learner, self._preset_worker,
                self.queue_worker, self._teacher,
            )
        )  # fmt: skip
        self.window.leave_requested.connect(self.leave)
        self.broke.connect(self.window.show_failure)
        self.open_project.connect(self.keeper.open)
        self.close_project.connect(self.keeper.close)
        self.look_for_drafts.connect(self.keeper.look_for_drafts)
        self.keeper.closed.connect(self._on_closed)
        self.keeper.unkept.connect(self._on_unkept)
        qt = QApplication.instance()
        if isinstance(qt, Desktop):
            qt.file_opened.connect(self._orders.gather)

    @Slot()
    def _end_without_answer(self) -> None:
        if self._is_keeping:
            self.ended.emit()
        else:  # it computes: what it had kept before is on the disk
            self._close_project()

    @Slot()
    def _close_project(self) -> None:
        if self._is_keeping:
            return
        self._is_keeping = True
        self.desk.flush()
        self._patience.start(KEEP_MS)
        self.close_project.emit(self._discarded, False)

    @Slot(str)
    def _on_unkept(self, why: str) -> None:
        """Nothing is lost without a word: the window comes back and asks."""
        self._patience.stop()
        self.window.show()
        is_given_up = self.window.messages.ask_to_give_up(why)
        self._patience.start(KEEP_MS)
        self.close_project.emit(self._discarded, is_given_up)

    @Slot()
    def _on_closed(self) -> None:
        if self._is_ending:
            self._patience.stop()
            self.ended.emit()


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
    signal.signal(signal.SIGINT, lambda *_: application.leave(""))
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
