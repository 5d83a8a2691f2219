"""The application: makes the window, the workers and their threads, and connects them."""

import logging
import signal
import sys
from collections.abc import Sequence
from types import TracebackType

if sys.platform == "win32":
    import torch  # noqa: F401  # before Qt: in the other order Windows loads the wrong libraries

from PySide6.QtCore import QEvent, QObject, QThread, QTimer, Signal, Slot
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtWidgets import QApplication, QMessageBox

from stylegui import __version__
from stylegui.engine.frame import Frame
from stylegui.fetcher import Fetcher
from stylegui.files import FileWorker, LoadRequest, SaveRequest
from stylegui.gui.basics.theme import application_icon, apply_theme
from stylegui.gui.window.main_window import MainWindow
from stylegui.paths import licences, log_file, resources
from stylegui.worker import Worker

log = logging.getLogger(__name__)
SAMPLE_PHOTO, SAMPLE_STYLE = "coffee.jpg", "brush-strokes.png"


class Desktop(QApplication):
    """Qt's part of the application, which hears what the desktop wants of it.

    Signals:
        file_opened(path): a picture was double-clicked or dropped on the icon (macOS).
    """

    file_opened = Signal(str)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QFileOpenEvent) and event.file():
            self.file_opened.emit(event.file())
            return True
        return super().event(event)


class Application(QObject):
    """The running application: the only place where window and workers meet.

    Signals:
        load, save, save_for_drag: requests for the file worker.
        broke(str): something unforeseen went wrong, and where its details are.

    Attributes:
        window, worker, files, fetcher: the parts; each worker lives in a thread of its own.
    """

    load = Signal(object)
    save = Signal(object)
    save_for_drag = Signal(object)
    broke = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.window = MainWindow(_credits(), licences())
        self.worker, self.files, self.fetcher = Worker(), FileWorker(), Fetcher()
        self._has_told = False
        self._threads = (QThread(self), QThread(self), QThread(self))
        for thread, worker in zip(self._threads, (self.worker, self.files, self.fetcher), strict=True):
            worker.moveToThread(thread)
        # Python runs its handler of Ctrl+C only when Python runs at all: an idle window would not hear it.
        self._pulse = QTimer(self, interval=250)
        self._pulse.timeout.connect(self._beat)
        self._pulse.start()
        self._connect_window()
        self._connect_workers()
        qt = QApplication.instance()
        if isinstance(qt, Desktop):
            qt.file_opened.connect(self._on_file_opened)
        for thread in self._threads:
            thread.start()

    def open(self, paths: Sequence[str]) -> None:
        """Show the window with PHOTO and STYLEs, or with the samples."""
        self.window.show()
        photo, *styles = paths or [""]
        if photo:
            self._on_load("photo", 0, [photo])
        if styles:
            self._on_load("style", -1, styles)
        if not paths:
            self._on_sample()
        QTimer.singleShot(0, self.files, self.files.warm_up)
        QTimer.singleShot(0, self.worker, self.worker.warm_up)

    @Slot()
    def shut_down(self) -> None:
        """End the threads; waits for one step at most."""
        for thread in self._threads:
            thread.quit()
        for thread in self._threads:
            thread.wait()

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

    @Slot(str, int, list)
    def _on_load(self, place: str, index: int, paths: list[str]) -> None:
        self.load.emit(LoadRequest(place, index, tuple(paths)))

    @Slot(str)
    def _on_file_opened(self, path: str) -> None:
        self._on_load("photo", 0, [path])

    @Slot()
    def _on_sample(self) -> None:
        samples = resources() / "samples"
        self._on_load("photo", 0, [str(samples / SAMPLE_PHOTO)])
        self._on_load("style", -1, [str(samples / SAMPLE_STYLE)])

    @Slot(object, str, int, tuple)
    def _on_save(self, frame: Frame, path: str, quality: int, background: tuple[int, int, int]) -> None:
        self.save.emit(SaveRequest(frame, path, quality, background))

    @Slot(object, str)
    def _on_drag(self, frame: Frame, name: str) -> None:
        self.save_for_drag.emit(SaveRequest(frame, name, quality=92))

    def _connect_window(self) -> None:
        window, worker = self.window, self.worker
        self.broke.connect(window.show_failure)
        window.load_requested.connect(self._on_load)
        window.sample_requested.connect(self._on_sample)
        window.results.save_requested.connect(self._on_save)
        window.results.drag_file_requested.connect(self._on_drag)
        window.start_requested.connect(worker.start)
        window.recipe_changed.connect(worker.apply)
        window.match_requested.connect(worker.match)
        window.files.save_mask_requested.connect(self.files.save_mask)
        window.files.save_recipe_requested.connect(self.files.save_recipe)
        window.files.open_recipe_requested.connect(self.files.open_recipe)
        window.preferences.get_requested.connect(self.fetcher.get)
        window.preferences.cancel_requested.connect(self.fetcher.cancel)
        window.preferences.import_requested.connect(self.fetcher.import_file)
        window.preferences.remove_requested.connect(self.fetcher.remove)
        window.pause_requested.connect(worker.pause)
        window.resume_requested.connect(worker.resume)
        window.stop_requested.connect(worker.stop)
        window.canvas.frame_shown.connect(worker.frame_shown)

    def _connect_workers(self) -> None:
        window, worker, files, fetcher = self.window, self.worker, self.files, self.fetcher
        worker.began.connect(window.begin_run)
        worker.ready.connect(window.set_device)
        worker.frame_ready.connect(window.show_frame)
        worker.state_changed.connect(window.set_run_state)
        worker.notice.connect(window.status.note)
        worker.matched.connect(window.take_regions)
        worker.failed.connect(window.show_failure)
        self.load.connect(files.load)
        self.save.connect(files.save)
        self.save_for_drag.connect(files.save_for_drag)
        for thread, put_away in zip(self._threads, (worker.end, files.clean_up, fetcher.cancel), strict=True):
            thread.finished.connect(put_away)
        fetcher.progressed.connect(window.preferences.show_progress)
        fetcher.ended.connect(window.preferences.show_end)
        fetcher.changed.connect(window.preferences.show_change)
        fetcher.changed.connect(worker.forget_network)
        fetcher.failed.connect(window.preferences.show_failure)
        files.loaded.connect(window.take_picture)
        files.refused.connect(window.refuse_picture)
        files.saved.connect(window.note_saved)
        files.save_failed.connect(window.show_failure)
        files.written.connect(window.note_written)
        files.recipe_loaded.connect(window.take_recipe)
        files.failed.connect(window.show_failure)
        files.drag_file_ready.connect(window.canvas.begin_drag)


def open_application(paths: Sequence[str]) -> int:
    """Run the window until it is closed. Returns the exit status."""
    qt = QApplication.instance() or Desktop(["stylegui"])
    assert isinstance(qt, Desktop)
    qt.setOrganizationName("StyleGUI")
    qt.setApplicationName("StyleGUI")
    qt.setDesktopFileName("org.stylegui.StyleGUI")  # by it Wayland finds the icon
    qt.setStyle("Fusion")
    qt.setWindowIcon(application_icon())
    apply_theme(qt)
    qt.styleHints().colorSchemeChanged.connect(lambda: apply_theme(qt))
    application = Application()
    qt.aboutToQuit.connect(application.shut_down)
    sys.excepthook = application.report
    signal.signal(signal.SIGINT, lambda *_: qt.quit())
    application.open(paths)
    return qt.exec()


def tell(message: str) -> None:
    """Show why the application cannot start, where there is no window to say it."""
    qt = QApplication.instance() or QApplication(["stylegui"])
    assert isinstance(qt, QApplication)
    QMessageBox.critical(None, "StyleGUI", message)


def _credits() -> str:
    """Versions and credits, as the About box shows them (rich text)."""
    from importlib.metadata import version

    packages = ", ".join(f"{name} {version(name)}" for name in ("torch", "PySide6-Essentials", "numpy", "pillow"))
    return (
        f"<h3>StyleGUI {__version__}</h3><p>Turns a photograph into a painting while you watch.</p>"
        "<p>Neural style transfer after L. Gatys, A. Ecker and M. Bethge (2015, 2016). The built-in network is "
        "VGG-16 by K. Simonyan and A. Zisserman, Visual Geometry Group, Oxford (CC BY 4.0).</p>"
        "<p>Sample photographs: Rachel Michetti (coffee, CC0), Stefan van der Walt (cat, CC0), SpaceX (rocket, "
        "public domain). Sample styles: drawn by StyleGUI.</p>"
        f"<p>{packages}. MIT licence; Qt under the LGPL 3.</p><p>Log: {log_file()}</p>"
    )
