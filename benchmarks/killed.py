"""A program that paints until it is killed, and tells to a log what it has done: the command line, or the window.

    python benchmarks/killed.py LOG cli ARGUMENT...
    QT_QPA_PLATFORM=offscreen python benchmarks/killed.py LOG window FOLDER SIZE SEED [PHOTO STYLE...]

The window is the real application with somebody at it, who begins with those pictures, or, without any, opens what was
left behind when it is offered, and goes on painting; moves sliders, pauses, undoes, and saves the project in FOLDER now
and then. Each line of the log is a JSON object and is handed to the system at once, so that nothing of it is lost in a
kill.
"""

import json
import os
import random
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from time import monotonic
from weakref import WeakSet

from PySide6.QtCore import QObject, Qt, QTimer, Slot
from PySide6.QtWidgets import QApplication

from stylegui.application.app import Application, Desktop
from stylegui.command_line.cli import run
from stylegui.document.project.project import Contents
from stylegui.document.wishes import TurnSeveral
from stylegui.engine.run.frame import Progress, RunState
from stylegui.engine.run.session import Session
from stylegui.engine.settings import Settings
from stylegui.gui.basics.theme import apply_theme
from stylegui.jobs import Job

BEAT_MS = 50
ACT_S = 0.8  # between two acts, in the middle
NAMES = 3  # that the project gets in turn
OFFER_S = 60.0  # that the offer to open a project is waited for

Tell = Callable[..., None]


def log_to(path: str) -> Tell:
    """A function that appends a line to the log."""
    log = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT)

    def tell(**what: object) -> None:
        os.write(log, f"{json.dumps(what)}\n".encode())

    return tell


def watch_steps(tell: Tell) -> None:
    """Have each step told: evaluations, and seconds painted since this program began."""
    step, painted, known = Session.step, 0.0, WeakSet[Session]()

    def told(self: Session, settings: Settings) -> Progress:
        nonlocal painted
        if self not in known:
            known.add(self)
            tell(begun=self.state().evaluations, painted=painted)
        began = monotonic()
        progress = step(self, settings)
        painted += monotonic() - began
        tell(step=progress.evaluations, painted=painted)
        return progress

    Session.step = told  # type: ignore[method-assign]  # that is what this program is for


class Person(QObject):
    """Somebody at the window."""

    def __init__(self, application: Application, tell: Tell, folder: Path, seed: int, opens_offer: bool) -> None:
        super().__init__()
        self._application, self._tell, self._folder = application, tell, folder
        self._random = random.Random(seed)
        self._began = self._next = monotonic()
        self._is_open, self._saved, self._goes_on = not opens_offer, 0, False
        application.worker.began.connect(self._on_began, Qt.ConnectionType.DirectConnection)  # before its first step
        application.keeper.opened.connect(self._on_opened)
        application.keeper.failed.connect(self._on_failed)
        self._timer = QTimer(self, interval=BEAT_MS)
        self._timer.timeout.connect(self._live)
        self._timer.start()

    @Slot(object)
    def _on_began(self, job: Job) -> None:
        self._tell(run=job.id)

    @Slot(str, object)
    def _on_opened(self, path: str, contents: Contents | None) -> None:
        self._is_open = self._is_open or contents is not None

    @Slot(str)
    def _on_failed(self, why: str) -> None:
        self._tell(failed=why)

    @Slot()
    def _live(self) -> None:
        if monotonic() < self._next:
            return
        window = self._application.window
        if self._follow_offers():
            return
        if not self._is_open and monotonic() - self._began < OFFER_S:
            return  # what was left behind is looked for
        if self._goes_on and window.run.state is RunState.IDLE:
            return  # what is unfinished is read
        if window.run.state in (RunState.IDLE, RunState.FINISHED, RunState.PAUSED):
            window.actions_.start.trigger()
            self._rest()
        elif window.run.state is RunState.RUNNING and window.stage.live is not None:
            self._act()
            self._rest()

    def _follow_offers(self) -> bool:
        """Whether there was one: what was left behind is opened, what is unfinished is gone on with."""
        offers = self._application.window.offers
        if not offers.buttons or not offers.isVisible():
            return False
        wanted = "Go on painting" if self._is_open else "Open it"
        if offers.buttons[0].text() == wanted:
            self._goes_on = self._is_open
            offers.buttons[0].click()
        else:
            offers.dismiss.click()
        self._rest()
        return True

    def _act(self) -> None:
        window, chance = self._application.window, self._random.random()
        controls = window.panel.controls
        if chance < 0.45:
            slider = controls[self._random.choice(("strength", "photo_kept", "smoothness"))]
            slider.slider.setValue(self._random.randrange(20, 90))  # type: ignore[attr-defined]  # a ValueSlider
        elif chance < 0.55:
            slider = controls["brush_size"]  # it needs other targets
            slider.slider.setValue(self._random.randrange(30, 70))  # type: ignore[attr-defined]  # likewise
        elif chance < 0.7:
            self._random.choice((window.actions_.undo, window.actions_.redo)).trigger()
        elif chance < 0.8:
            window.actions_.start.trigger()  # pause
        else:
            self._saved += 1
            name = f"saved {self._saved % NAMES}.stylegui"
            window.files.save_project_requested.emit(str(self._folder / name))

    def _rest(self) -> None:
        self._next = monotonic() + self._random.uniform(0.2, 2 * ACT_S)


def live_at_the_window(tell: Tell, folder: Path, size: int, seed: int, pictures: Sequence[str]) -> int:
    """Until killed."""
    qt = Desktop(["stylegui"])
    qt.setOrganizationName("StyleGUI")
    qt.setApplicationName("StyleGUI")
    qt.setStyle("Fusion")
    apply_theme(qt)
    application = Application()
    sys.excepthook = application.report
    application.broke.connect(lambda why: tell(failed=why))
    application.desk.apply(TurnSeveral((("size", size), ("quality", "normal"))))
    person = Person(application, tell, folder, seed, opens_offer=not pictures)
    application.open(pictures)
    status = QApplication.exec()
    del person
    return status


def main() -> int:
    """Begin."""
    log, what, *arguments = sys.argv[1:]
    tell = log_to(log)
    watch_steps(tell)
    if what == "cli":
        return run(arguments)
    folder, size, seed, *pictures = arguments
    return live_at_the_window(tell, Path(folder), int(size), int(seed), pictures)


if __name__ == "__main__":
    sys.exit(main())
