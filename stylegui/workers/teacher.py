"""Teaches fast networks in a thread of its own: a lesson for each turn of the event loop."""

import logging
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QThread, QTimer, Signal, Slot

from stylegui.engine.errors import Cancelled, Problem
from stylegui.engine.fast.network_name import check_network_target, place_for
from stylegui.engine.network.in_memory import encoder_for
from stylegui.engine.pictures.images import eight_bit
from stylegui.engine.whole_file import check_apart
from stylegui.jobs import TeachWish
from stylegui.paths import log_file

if TYPE_CHECKING:  # torch takes a second to import: it is imported in this thread, not with the window
    from stylegui.engine.fast.network_file import About
    from stylegui.engine.fast.teaching import Teaching

SHOWN_S = 4.0  # between two looks at what it can do by now
SHOWN_SIDE = 384  # pixels of their longer side

log = logging.getLogger(__name__)


@dataclass(frozen=True, eq=False)
class _Pupil:
    """The network that is being taught."""

    wish: TeachWish
    about: "About"
    teaching: "Teaching"


class Teacher(QObject):
    """Teaches one network at a time.

    Signals:
        progressed(fraction): of the work. shown(array): (h, w, 3), what it makes of the wish's photo by now.
        noted(str): something the user should know. taught(path): the file is there. failed(str): it is not, and why.
        ended: nothing is being taught any more.
    """

    progressed = Signal(float)
    shown = Signal(object)
    noted = Signal(str)
    taught = Signal(str)
    failed = Signal(str)
    ended = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._pupil: _Pupil | None = None
        self._last_shown = 0.0
        self._stepper = QTimer(self, interval=0)
        self._stepper.timeout.connect(self._step)

    @Slot(object)
    def teach(self, wish: TeachWish) -> None:
        """Begin. What was being taught is let go of."""
        self._end()
        try:
            self._begin(wish)
        except Cancelled:
            self.ended.emit()
        except Problem as problem:
            self._fail(str(problem))
        except Exception:
            self._report_bug()

    def _begin(self, wish: TeachWish) -> None:
        from stylegui.engine.fast.network_file import load_network_file
        from stylegui.engine.fast.photos import photos_for
        from stylegui.engine.fast.taught import about_teaching
        from stylegui.engine.fast.teaching import Teaching

        thread, path = QThread.currentThread(), Path(wish.path)
        check_apart(path, [style.picture.path for style in wish.styles if style.picture.path is not None])
        check_network_target(path)
        about = about_teaching(wish.styles, wish.settings, wish.name, wish.licence)
        before = load_network_file(Path(wish.begun)) if wish.begun else None
        photos, problems = photos_for(Path(wish.folder) if wish.folder else None, thread.isInterruptionRequested)
        for problem in problems:
            self.noted.emit(problem)
        encoder = encoder_for(wish.settings).cancellable(thread.isInterruptionRequested)
        teaching = Teaching(encoder, wish.styles, wish.settings, photos, before, wish.is_quick)
        self._pupil = _Pupil(wish, about, teaching)
        self._last_shown = monotonic()
        self._stepper.start()

    @Slot(bool)
    def pause(self, on: bool) -> None:
        """Rest after the present lesson, or go on."""
        if on or self._pupil is None:
            self._stepper.stop()
        else:
            self._stepper.start()

    @Slot()
    def finish(self) -> None:
        """Keep what it has learnt by now."""
        try:
            if self._pupil is not None and self._pupil.teaching.number:
                self._keep(self._pupil)
            elif self._pupil is not None:
                self.failed.emit(self.tr("It has learnt nothing yet"))
        except Problem as problem:
            self._fail(str(problem))
        except Exception:
            self._report_bug()
        else:
            self._end()
            self.ended.emit()

    @Slot()
    def give_up(self) -> None:
        """Let go of it."""
        self._end()
        self.ended.emit()

    @Slot()
    def end(self) -> None:
        """The thread ends: what it has learnt by now is kept. Timers can be stopped in their own thread only."""
        self.finish()

    @Slot()
    def _step(self) -> None:
        assert self._pupil is not None
        teaching = self._pupil.teaching
        try:
            teaching.step()
            self.progressed.emit(teaching.fraction)
            if monotonic() - self._last_shown > SHOWN_S or teaching.finished:
                self._show(self._pupil)
        except Cancelled:
            self._stepper.stop()  # the application ends
        except Problem as problem:
            self._fail(str(problem))
        except Exception:
            self._report_bug()
        else:
            if teaching.finished:
                self.finish()

    def _show(self, pupil: _Pupil) -> None:
        from stylegui.engine.fast.painting import paint
        from stylegui.engine.fast.transform_network import TransformNetwork
        from stylegui.engine.objective.evaluation import at_once

        if pupil.wish.photo is not None:
            painted = at_once(paint(TransformNetwork(pupil.teaching.weights), pupil.wish.photo, SHOWN_SIDE))
            self.shown.emit(eight_bit(painted))
        self._last_shown = monotonic()

    def _keep(self, pupil: _Pupil) -> None:
        from stylegui.engine.fast.network_file import save_network
        from stylegui.engine.fast.taught import taught_network

        wish = pupil.wish
        path = place_for(Path(wish.path), pupil.teaching.finished)
        save_network(taught_network(pupil.about, pupil.teaching, wish.styles, wish.settings), path)
        self.taught.emit(str(path))

    def _end(self) -> None:
        self._stepper.stop()
        self._pupil = None

    def _fail(self, why: str) -> None:
        self._end()
        self.failed.emit(why)
        self.ended.emit()

    def _report_bug(self) -> None:
        log.exception("teaching failed")
        self._fail(self.tr("The fast network could not be taught; the details are in %s") % log_file())
