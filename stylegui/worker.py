"""Runs one session in a thread of its own: a step for each turn of the event loop."""

import gc
import logging
from time import monotonic
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from stylegui.engine.errors import Problem
from stylegui.engine.frame import RunState
from stylegui.engine.recipe import Change, Recipe, change, live_settings
from stylegui.engine.regions import Region
from stylegui.engine.settings import Settings
from stylegui.paths import log_file

if TYPE_CHECKING:  # torch takes a second to import: it is imported in the worker's thread, not with the window
    from stylegui.engine.encoder import Encoder
    from stylegui.engine.session import Session, State

    _Keyed = tuple[tuple[str, str, str], Encoder]  # an encoder, and the settings it was made for

FRAME_INTERVAL_S = 0.033
QUIET_MS = 150  # a slider that needs new targets is waited for until it rests

log = logging.getLogger(__name__)


class Worker(QObject):
    """Owns the session. Every slot but `match` returns within one step, so none of its wishes waits longer.

    Signals:
        began: a new run is about to send its frames; those after it are no longer of the run before.
        ready(str): torch and a network are in memory; says where it computes.
        frame_ready(Frame): a snapshot; the next one comes only after `frame_shown`.
        state_changed(RunState): idle, running, paused or finished.
        notice(str): something the user should know.
        matched(Recipe, regions): what `match` found; () where there is nothing to match, None where it failed.
        failed(str): the run cannot go on; what was shown last stays.

    Attributes:
        _recipe: what the session was built from. _wanted: what the window asks for now.
        _refused: what it asked for last that could not be worked.
    """

    began = Signal()
    ready = Signal(str)
    frame_ready = Signal(object)
    state_changed = Signal(object)
    notice = Signal(str)
    matched = Signal(object, object)
    failed = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._session: Session | None = None
        self._recipe: Recipe | None = None
        self._wanted: Recipe | None = None
        self._refused: Recipe | None = None
        self._encoder: _Keyed | None = None
        self._state = RunState.IDLE
        self._in_flight = False
        self._last_frame = 0.0
        self._stepper = QTimer(self, interval=0)
        self._stepper.timeout.connect(self._step)
        self._quiet = QTimer(self, interval=QUIET_MS, singleShot=True)
        self._quiet.timeout.connect(self._rebuild)

    @Slot()
    def warm_up(self) -> None:
        """Import torch and read the embedded network, so that the first Start is quick."""
        try:
            self._take_encoder(self._encoder_for(Settings()))
            # What is imported stays: looking through it all for garbage would stop every thread for 0.15 s.
            gc.freeze()
        except Problem as problem:
            self.failed.emit(str(problem))
        except Exception:
            self._report_bug()

    @Slot(object)
    def start(self, recipe: Recipe) -> None:
        """Begin a new run."""
        self._quiet.stop()
        self._wanted = recipe
        self._session, self._state = None, RunState.IDLE
        self._build(None)

    @Slot(object)
    def apply(self, recipe: Recipe) -> None:
        """Act on changed settings or pictures, at once or after a short quiet."""
        self._wanted = recipe
        if self._session is None or self._recipe is None:
            return
        needed = change(self._recipe, recipe)
        if needed is Change.RESTART and self._state is RunState.FINISHED:
            self._quiet.stop()
            return  # a finished picture is not thrown away: another beginning waits for Start
        if needed in (Change.REBUILD, Change.RESTART) and not self._refused_already(recipe):
            self._quiet.start()
            return
        self._quiet.stop()  # a change that was taken back needs no other session
        if needed is Change.SHOWN and self._state in (RunState.PAUSED, RunState.FINISHED):
            self._recipe = recipe
            self._session.adopt(recipe.settings)
            self._send_frame()
            return
        if self._state is RunState.FINISHED and recipe.settings != self._recipe.settings:
            self._session.reopen()
            self._set_state(RunState.RUNNING)

    @Slot(object)
    def match(self, recipe: Recipe) -> None:
        """Propose regions that the recipe's pictures have in common. Takes some seconds."""
        regions: tuple[Region, ...] | None = None
        try:
            from stylegui.engine.meaning import propose

            styles = [style.seen() for style in recipe.styles]
            encoder = self._encoder_for(recipe.settings)
            regions = propose(encoder[1], recipe.photo, styles)
            self._take_encoder(encoder)
        except Problem as problem:
            self.notice.emit(str(problem))
        except Exception:
            log.exception("matching failed")
            self.notice.emit(self.tr("Matching failed; the details are in %s") % log_file())
        self.matched.emit(recipe, regions)

    @Slot()
    def pause(self) -> None:
        """Rest after the present step."""
        if self._state is RunState.RUNNING:
            self._send_frame()
            self._set_state(RunState.PAUSED)

    @Slot()
    def resume(self) -> None:
        """Go on where it was paused."""
        if self._state is RunState.PAUSED:
            self._set_state(RunState.RUNNING)

    @Slot()
    def stop(self) -> None:
        """End the run; its last frame stays with the window."""
        self._quiet.stop()
        try:
            self._send_frame()
        except Exception:  # what is broken must still end
            log.exception("the last frame could not be made")
        self._session = None
        self._set_state(RunState.IDLE)

    @Slot()
    def frame_shown(self) -> None:
        """The canvas has painted the last frame."""
        self._in_flight = False

    @Slot(str)
    def forget_network(self, name: str) -> None:
        """Its weights are others now, or gone: the next run reads them anew; what was refused may work now."""
        if self._encoder is not None and self._encoder[0][0] == name:
            self._encoder = None
        self._refused = None

    @Slot()
    def end(self) -> None:
        """The thread ends: timers can be stopped in their own thread only."""
        self._quiet.stop()
        self._stepper.stop()

    @Slot()
    def _step(self) -> None:
        if self._session is None or self._recipe is None or self._wanted is None:
            return
        try:
            progress = self._session.step(live_settings(self._recipe, self._wanted))
            due = not self._in_flight and monotonic() - self._last_frame >= FRAME_INTERVAL_S
            if progress.finished or due:
                self._send_frame()
        except Problem as problem:
            self._give_up(str(problem))
            return
        except Exception:
            self._report_bug()
            return
        if progress.notice:
            self.notice.emit(progress.notice)
        if progress.finished:
            follows = change(self._recipe, self._wanted) in (Change.SHOWN, Change.LIVE)
            self._recipe = self._wanted if follows else self._recipe
            self._set_state(RunState.FINISHED)

    @Slot()
    def _rebuild(self) -> None:
        """Another session for the wanted recipe, from the present result unless the beginning changed."""
        if self._session is None or self._recipe is None or self._wanted is None:
            return
        restart = change(self._recipe, self._wanted) is Change.RESTART
        self._build(None if restart else self._session.state())

    def _build(self, state: "State | None") -> None:
        assert self._wanted is not None
        try:
            from stylegui.engine.session import Session

            encoder = self._encoder_for(self._wanted.settings)
            session = Session(self._wanted, encoder[1])
            if state is not None:
                session.restore(state, same_pictures=False)
        except Problem as problem:
            # A change that cannot be worked leaves the run as it was; a beginning that cannot, leaves none.
            self._refused = self._wanted
            if state is None and self._session is None:
                self._set_state(RunState.IDLE)
            self.failed.emit(str(problem))
            return
        except Exception:
            self._report_bug()
            return
        if session.finished:
            session.reopen()
        self._take_encoder(encoder)
        self._session, self._recipe, self._refused = session, self._wanted, None
        if state is None:
            self.began.emit()
        if self._state is RunState.PAUSED:
            self._send_frame()
        else:
            self._set_state(RunState.RUNNING)

    def _refused_already(self, recipe: Recipe) -> bool:
        """Whether the recipe was found not to work: it is said once, and not with every slider that moves."""
        return self._refused is not None and change(self._refused, recipe) in (Change.SHOWN, Change.LIVE)

    def _encoder_for(self, settings: Settings) -> "_Keyed":
        from stylegui.engine.device import choose
        from stylegui.engine.encoder import Encoder
        from stylegui.engine.weights import load_network

        key = (settings.network, settings.pooling, settings.device)
        if self._encoder is not None and self._encoder[0] == key:
            return self._encoder
        network = load_network(settings.network)
        return key, Encoder(network, settings.pooling, choose(settings.device))

    def _take_encoder(self, encoder: "_Keyed") -> None:
        from stylegui.engine.device import describe

        if self._encoder is not encoder:
            self._encoder = encoder
            self.ready.emit(describe(encoder[1].device))

    def _send_frame(self) -> None:
        if self._session is not None:
            self._in_flight, self._last_frame = True, monotonic()
            self.frame_ready.emit(self._session.snapshot())

    def _set_state(self, state: RunState) -> None:
        self._state = state
        if state is RunState.RUNNING:
            self._stepper.start()
        else:
            self._stepper.stop()
        self.state_changed.emit(state)

    def _give_up(self, message: str) -> None:
        self.stop()
        self.failed.emit(message)

    def _report_bug(self) -> None:
        log.exception("the run failed")
        self._give_up(self.tr("Something went wrong that should not have; the details are in %s") % log_file())
