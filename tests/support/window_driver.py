"""What the tests of the whole window share."""

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QMessageBox, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from stylegui.application.app import Application
from stylegui.document.wishes import Replace
from stylegui.engine.run.frame import Frame
from stylegui.engine.settings import Settings
from stylegui.gui.dialogs.export_dialog import ENDINGS, ExportDialog
from stylegui.gui.window.main_window import MainWindow

QUICK = Settings(size=64, quality="draft", auto="off")
PATIENCE_MS = 60_000


@contextmanager
def running(qtbot: QtBot) -> Iterator[Application]:
    """The application, which is left at the end as a user leaves it, and nothing of it stays."""
    gc.collect()  # what an earlier test left must not be found by a worker's thread, which may not end its timers
    application, ended = Application(), list[bool]()
    application.ended.connect(lambda: ended.append(True))
    try:
        yield application
    finally:
        application.leave(application.window.project)
        qtbot.waitUntil(lambda: bool(ended), timeout=PATIENCE_MS)
        while not application.shut_down():  # on a busy computer torch may still be being imported
            pass
        application.window.deleteLater()
        application.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def press(
    window: MainWindow, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.ControlModifier
) -> None:
    window.activateWindow()
    assert QTest.qWaitForWindowActive(window)
    QTest.keyClick(window, key, modifiers)


def use(application: Application, settings: Settings) -> None:
    """Have other settings, as one step."""
    document = application.desk.document
    application.desk.apply(Replace(replace(document, settings=settings), "Settings of a test"))


def photo_name(application: Application) -> str:
    """Of the photo that the document has."""
    photo = application.desk.document.photo
    return "" if photo is None else photo.name


def painted(application: Application, qtbot: QtBot) -> Frame:
    """Start, wait for the end, and return the last frame."""
    frames: list[Frame] = []
    application.worker.frame_ready.connect(frames.append)
    finished = lambda: bool(frames) and frames[-1].progress.finished  # noqa: E731  # a probe for qtbot
    application.window.actions_.start.trigger()
    qtbot.waitUntil(finished, timeout=PATIENCE_MS)
    qtbot.waitUntil(lambda: application.window.actions_.start.text() == "Start", timeout=PATIENCE_MS)
    application.worker.frame_ready.disconnect(frames.append)
    return frames[-1]


def settled(application: Application, qtbot: QtBot) -> None:
    """Until the run is over and its result is kept."""
    qtbot.waitUntil(lambda: application.window.actions_.start.text() == "Start", timeout=PATIENCE_MS)
    qtbot.waitUntil(lambda: application.desk.unfinished == "", timeout=PATIENCE_MS)


def shown_id(application: Application) -> str:
    """Of the result that is seen."""
    shown = application.window.stage.shown
    return "" if shown is None else shown.result


def failure(application: Application, qtbot: QtBot) -> str:
    """The message in the box that has opened; closes it."""
    window = application.window
    qtbot.waitUntil(lambda: window.findChild(QMessageBox) is not None, timeout=PATIENCE_MS)
    box = window.findChild(QMessageBox)
    assert isinstance(box, QMessageBox)
    text = box.text()
    box.close()
    return text


def button_called(parent: QWidget, text: str) -> QPushButton:
    """The button in a widget that says this."""
    return next(each for each in parent.findChildren(QPushButton) if each.text().replace("&", "") == text)


def in_dialogs(*steps: tuple[type[QWidget], Callable[[QWidget], None]]) -> Callable[[], bool]:
    """Once a dialog of the first kind is open, do the first thing in it; and so on.

    Returns a probe that tells whether all was done.
    """
    (kind, act), *rest = steps
    done: list[Callable[[], bool]] = []

    def probe() -> None:
        dialog = QApplication.activeModalWidget()
        if not isinstance(dialog, kind):
            QTimer.singleShot(50, probe)
            return
        done.append(in_dialogs(*rest) if rest else lambda: True)
        act(dialog)

    QTimer.singleShot(50, probe)
    return lambda: bool(done) and done[0]()


def click(text: str) -> Callable[[QWidget], None]:
    """Press the button with that text."""
    return lambda box: next(
        each for each in box.findChildren(QPushButton) if each.text().replace("&", "") == text
    ).click()


def press_in(key: Qt.Key) -> Callable[[QWidget], None]:
    """Press a key."""
    return lambda dialog: QTest.keyClick(dialog, key)


def export_as(path: Path) -> Callable[[QWidget], None]:
    """Say in the dialog for results where one shall lie, and press its Save."""

    def act(dialog: QWidget) -> None:
        assert isinstance(dialog, ExportDialog)
        dialog.name.setText(path.stem)
        dialog.folder.setText(str(path.parent))
        kind = next(kind for kind, ending in ENDINGS.items() if ending == path.suffix)
        dialog.kind.setCurrentText(kind)
        click("Save")(dialog)

    return act


def save_as(path: Path) -> Callable[[QWidget], None]:
    """Enter a path in a file dialog and press its Save or Open."""

    def act(dialog: QWidget) -> None:
        line = dialog.findChild(QLineEdit)
        assert isinstance(line, QLineEdit)
        line.setText(str(path))  # typing it key by key knows ASCII only
        next(each for each in dialog.findChildren(QPushButton) if each.text() in ("&Save", "&Open")).click()

    return act
