"""Runs one job at a time in a thread of its own: a step for each turn of the event loop."""

import gc
import logging
from dataclasses import replace
from time import monotonic
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QObject, QThread, QTimer, Signal, Slot

from stylegui.engine.errors import Cancelled, Problem, is_lack_of_memory
from stylegui.engine.network.in_memory import Network, network_for
from stylegui.engine.recipes.recipe import Change, Recipe, change, live_settings
from stylegui.engine.run.frame import RunState
from stylegui.engine.settings import Settings
from stylegui.jobs import Job, Snapshot
from stylegui.paths import log_file
from stylegui.workers.pace import Pace

if TYPE_CHECKING:  # torch takes a second to import: it is imported in the worker's thread, not with the window
    from stylegui.engine.objective.evaluation import Steps
    from stylegui.engine.run.session import Session
    from stylegui.engine.run.state import State

UNHURRIED_MS = 2000
QUIET_MS = 150  # a slider that needs new targets is waited for until it rests

log = logging.getLogger(__name__)


class Worker(QObject):
    """Owns the session. While it paints every slot returns within one step, but for those that build a session.

    Signals:
        began(Job): its frames come from now on; those of the run before are over.
        ready(str): torch and a network are in memory; says where it computes, or that there is no network.
        frame_ready(Frame): a frame; the next one comes only after `frame_shown`. hinted(Frame): of a run that begins,
            its pixels a hint of what it will paint: for the eye alone.
        progressed(Progress): how far a step of a large picture is, between two frames.
        snapshot_ready(Snapshot): to be kept; answered by `snapshot_kept`.
        state_changed(RunState): idle, running, paused or finished.
        speed_measured(Settings, float): seconds that an evaluation with them takes for each pixel on this computer.
        notice(str): something the user should know.
        chosen(Recipe, Choice): what Auto makes of a recipe's pictures.
        failed(str): the run cannot go on; what was shown last stays.
        rested: everything was sent that `rest` asked for.

    Attributes:
        _job: what is worked. _recipe: what its session was built from. _wanted: what the window asks for now.
        _refused: what it asked for last that could not be worked.
    """

    began = Signal(object)
    ready = Signal(str)
    frame_ready = Signal(object)
    hinted = Signal(object)
    progressed = Signal(object)
    snapshot_ready = Signal(object)
    state_changed = Signal(object)
    speed_measured = Signal(object, float)
    notice = Signal(str)
    chosen = Signal(object, object)
    failed = Signal(str)
    rested = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._session: Session | None = None
        self._job: Job | None = None
        self._recipe: Recipe | None = None
        self._wanted: Recipe | None = None
        self._refused: Recipe | None = None
        self._network: Network | None = None
        self._choosing: Network | None = None  # what Auto looks with
        self._state = RunState.IDLE
        self._pace, self._seconds = Pace(), 0.0
        self._memory: int | None = None
        self._stepper = QTimer(self, interval=0)
        self._stepper.timeout.connect(self._step)
        self._quiet = QTimer(self, interval=QUIET_MS, singleShot=True)
        self._quiet.timeout.connect(self._rebuild)
        self._unhurried = QTimer(self, singleShot=True)
        self._unhurried.timeout.connect(self._measure_speed)
        self._measuring: Steps[float] | None = None  # the computer's speed, that much of it
        self._recoloured = QTimer(self, interval=QUIET_MS, singleShot=True)  # a picture that rests, by a slider
        self._recoloured.timeout.connect(self._keep_colours)

    @Slot()
    def warm_up(self) -> None:
        """Import torch and read the embedded network, so that the first Start is quick."""
        try:
            self._take_network(network_for(Settings(), self._network))
            # What is imported stays: looking through it all for garbage would stop every thread for 0.15 s.
            gc.freeze()
        except Cancelled:
            return
        except Problem as problem:
            self.ready.emit(self.tr("No network"))
            self.failed.emit(str(problem))
        except Exception:
            self.ready.emit(self.tr("No network"))
            self._report_bug()

    @Slot(object)
    def set_memory(self, memory: int) -> None:
        """What a run may take of the memory, in bytes; 0 for the usual. The next session heeds it."""
        self._memory, self._refused = memory or None, None
        if self._wanted is not None:
            self.apply(self._wanted)  # what was refused may fit now

    @Slot()
    def measure_speed(self) -> None:
        """Soon, if nothing is asked for by then: it takes a second, and a run tells it anyway."""
        self._unhurried.start(UNHURRIED_MS)

    @Slot()
    def _measure_speed(self) -> None:
        """A part of it: Start need not wait for the others."""
        if self._session is not None or self._network is None:
            self._measuring = None
            return
        if self._measuring is None:
            from stylegui.engine.run.speed import seconds_per_pixel

            encoder = self._network.encoder.cancellable(_is_leaving)
            self._measuring = seconds_per_pixel(encoder, Settings())
        try:
            next(self._measuring)
            self._unhurried.start(0)  # the same timer: two of these would measure twice
        except StopIteration as stop:
            self._measuring = None
            self.speed_measured.emit(Settings(), stop.value)
        except Cancelled:
            self._measuring = None

    @Slot(object)
    def start(self, job: Job) -> None:
        """Begin a run, or go on with one; the present one goes on where that cannot be."""
        self._quiet.stop()
        self._leave()
        before, self._state = self._state, RunState.IDLE
        if self._build(job, None):
            self._wanted = job.recipe
        elif self._session is not None:
            self._set_state(before)  # what cannot begin leaves the run as it was

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
        if self._state is RunState.RUNNING and needed is Change.SHOWN:
            self._pace.show_again()  # of a large picture the next evaluation is far off
        elif self._state in (RunState.PAUSED, RunState.FINISHED):
            self._show_colours(recipe.settings)
        if self._state is RunState.FINISHED and needed is Change.LIVE:
            self._go_on_as_another()

    @Slot(object)
    def choose(self, recipe: Recipe) -> None:
        """Look at a recipe's pictures for Auto. Takes half a second."""
        try:
            from stylegui.engine.run.choosing import choice_for

            built_in = Settings(device=recipe.settings.device)  # whatever paints: it alone tells faces
            self._choosing = network_for(built_in, self._network if self._choosing is None else self._choosing)
            self.chosen.emit(recipe, choice_for(recipe, self._choosing.encoder.cancellable(_is_leaving)))
            if self._network is None:
                self._take_network(self._choosing)
        except Cancelled:
            return
        except Problem as problem:
            self.notice.emit(str(problem))
        except Exception:
            log.exception("Auto failed")
            self.notice.emit(self.tr("Auto could not look at the pictures; the details are in %s") % log_file())

    @Slot()
    def pause(self) -> None:
        """Rest after the present step."""
        if self._state is RunState.RUNNING and self._session is not None:
            if self._pace.is_unseen(self._session.evaluations):
                self._send_frame()
            self._set_state(RunState.PAUSED)
            self._send_snapshot(is_exact=True)

    @Slot()
    def resume(self) -> None:
        """Go on where it was paused."""
        if self._state is RunState.PAUSED:
            self._set_state(RunState.RUNNING)

    @Slot()
    def stop(self) -> None:
        """End the run; its last frame and all that it was stay."""
        self._quiet.stop()
        try:
            self._send_frame()
            self._leave()
        except Exception:  # what is broken must still end
            log.exception("the last frame could not be made")
        self._session = self._job = None
        self._set_state(RunState.IDLE)

    @Slot()
    def frame_shown(self) -> None:
        """The canvas has painted the last frame."""
        self._pace.note_seen()

    @Slot(float)
    def snapshot_kept(self, seconds: float) -> None:
        """The last snapshot was written, in so many seconds; where that is slow, the next one waits longer."""
        self._pace.note_kept(seconds)

    @Slot(str)
    def forget_network(self, name: str) -> None:
        """Its weights are others now, or gone: the next run reads them anew; what was refused may work now."""
        if self._network is not None and self._network.key[0] == name:
            self._network = None
        self._refused = None

    @Slot()
    def rest(self) -> None:
        """The application ends, or another project is opened: send all that the run is, and end it."""
        self.stop()
        self.rested.emit()

    @Slot()
    def end(self) -> None:
        """The thread ends: timers can be stopped in their own thread only."""
        for timer in (self._quiet, self._recoloured, self._unhurried, self._stepper):
            timer.stop()

    @Slot()
    def _step(self) -> None:
        if self._session is None or self._recipe is None or self._wanted is None:
            return
        began = monotonic()
        try:
            progress = self._session.step(live_settings(self._recipe, self._wanted))
            self._seconds += monotonic() - began
            if progress.finished or self._pace.is_frame_due(progress.evaluations):
                self._send_frame()
            elif self._pace.is_progress_due(progress.evaluations):
                self.progressed.emit(progress)
            if self._pace.is_new(progress.evaluations) and not progress.finished:
                if self._session.scale_done:
                    self._send_snapshot(begins=progress.scale + 1)
                elif self._pace.is_keeping_due():
                    self._send_snapshot(is_exact=self._pace.is_exact_due())
        except Cancelled:
            return
        except Problem as problem:
            self._give_up(str(problem))
            return
        except Exception:
            self._report_bug()
            return
        if progress.notice:
            self.notice.emit(progress.notice)
        if progress.finished:
            follows = change(self._recipe, self._wanted) in (Change.NOTHING, Change.SHOWN, Change.LIVE)
            self._recipe = self._wanted if follows else self._recipe
            self._set_state(RunState.FINISHED)
            self._send_snapshot()
            if self._session.seconds_per_pixel is not None:
                self.speed_measured.emit(self._recipe.settings, self._session.seconds_per_pixel)

    @Slot()
    def _rebuild(self) -> None:
        """Another session for the wanted recipe, from the present result unless the beginning changed."""
        if self._session is None or self._recipe is None or self._wanted is None or self._job is None:
            return
        if change(self._recipe, self._wanted) is Change.RESTART:
            self._leave()
            self._build(Job(self._wanted), None)
        elif self._state is RunState.FINISHED:
            self._leave()
            self._build(Job(self._wanted, parent=self._job.id, seconds=self._seconds), self._session.state())
        else:
            self._build(replace(self._job, recipe=self._wanted, is_new=False), self._session.state())

    def _go_on_as_another(self) -> None:
        """A finished result stays as it is: what a change makes of it is another."""
        assert self._session is not None
        assert self._job is not None
        assert self._wanted is not None
        self._leave()
        self._session.reopen()
        self._job = Job(self._wanted, parent=self._job.id, seconds=self._seconds)
        self.began.emit(self._job)
        self._send_snapshot()
        self._set_state(RunState.RUNNING)

    def _build(self, job: Job, state: "State | None") -> bool:
        """A session for a job, if there can be one; `state` is what it goes on from, with other pictures or targets."""
        try:
            from stylegui.engine.run.checkpoint import from_bytes
            from stylegui.engine.run.session import Session

            network = network_for(job.recipe.settings, self._network)
            session = Session(job.recipe, network.encoder, _is_leaving, self._memory)
            if job.checkpoint is not None and state is None:
                session.restore(from_bytes(job.checkpoint))
            elif state is not None:
                session.restore(state, same_pictures=False)
        except Cancelled:
            return False
        except Problem as problem:
            return self._refuse(job, str(problem))
        except Exception as error:
            if is_lack_of_memory(error):
                return self._refuse(job, self.tr("There is not enough memory for that: please choose a smaller size"))
            log.exception("a run could not be built")
            return self._refuse(job, self._wrong())
        if session.finished:
            session.reopen()
        self._take_network(network)
        is_another = self._job is None or self._state is RunState.IDLE or self._job.id != job.id
        self._session, self._recipe, self._refused = session, job.recipe, None
        # What is gone on with is shown as it is; of a beginning there is nothing to see before its first step.
        is_beginning = state is None and job.checkpoint is None
        self._pace.begin(session.evaluations, is_shown=is_beginning, is_another=is_another)
        self._job = replace(job, checkpoint=None)
        if is_another:
            self._seconds = job.seconds
            self.began.emit(job)
            if is_beginning:
                self._show_first_look(job.recipe)
            elif job.is_new:
                self._send_snapshot()  # a branch is kept with what it branches from, before its first step
        if self._state is RunState.PAUSED:
            self._send_frame()
            self._send_snapshot(is_exact=True)
        else:
            self._set_state(RunState.RUNNING)
        return True

    def _refuse(self, job: Job, why: str) -> Literal[False]:
        """What cannot be worked leaves the run as it was, or none where there was none."""
        self._refused = job.recipe
        if self._session is None:
            self._job = None
            self._set_state(RunState.IDLE)
        self.failed.emit(why)
        return False

    def _show_colours(self, wanted: Settings) -> None:
        """What only the eye sees follows at once, whatever else waits for the next step."""
        assert self._session is not None
        assert self._recipe is not None
        mine = self._recipe.settings
        shown = mine.model_copy(update={"colour_amount": wanted.colour_amount})
        if change(self._recipe, replace(self._recipe, settings=shown)) is Change.SHOWN:
            self._recipe = replace(self._recipe, settings=shown)
            self._session.adopt(shown)
            self._send_frame()
            self._recoloured.start()

    @Slot()
    def _keep_colours(self) -> None:
        """Once the slider rests: each of its values would be kept with all that the run is."""
        self._recoloured.stop()
        self._send_snapshot(is_exact=self._state is RunState.PAUSED, is_recoloured=True)

    def _leave(self) -> None:
        """Whatever comes next, all that the present run is shall be kept."""
        if self._recoloured.isActive():
            self._keep_colours()
        elif self._state in (RunState.RUNNING, RunState.PAUSED):
            self._send_snapshot(is_exact=True)

    def _refused_already(self, recipe: Recipe) -> bool:
        """Whether the recipe was found not to work: it is said once, and not with every slider that moves."""
        if self._refused is None:
            return False
        return change(self._refused, recipe) in (Change.NOTHING, Change.SHOWN, Change.LIVE)

    def _take_network(self, network: Network) -> None:
        if self._network is not network:
            self._network = network
            self.ready.emit(network.where())

    def _send_frame(self) -> None:
        if self._session is not None and self._job is not None:
            self._pace.note_frame(self._session.evaluations)
            self.frame_ready.emit(replace(self._session.snapshot(), result=self._job.id).made_ready())

    def _show_first_look(self, recipe: Recipe) -> None:
        """A hint of what a run that begins will paint: its own first steps are coarse."""
        from stylegui.engine.fast.first_look import first_look

        assert self._session is not None
        assert self._job is not None
        assert self._network is not None
        try:
            pixels = first_look(recipe, self._network.encoder.device)
        except Exception:  # the run itself tells what is wrong
            log.exception("there is no first look")
            return
        if pixels is not None:
            self.hinted.emit(replace(self._session.snapshot(pixels), result=self._job.id))

    def _send_snapshot(self, is_exact: bool = False, begins: int = 0, is_recoloured: bool = False) -> None:
        if self._session is None or self._job is None:
            return
        self._pace.note_snapshot(self._session.evaluations, is_exact)
        frame = replace(self._session.snapshot(), result=self._job.id)
        state = self._session.state()
        self.snapshot_ready.emit(Snapshot(frame, state, self._seconds, is_exact, begins, is_recoloured))

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
        self._give_up(self._wrong())

    def _wrong(self) -> str:
        return self.tr("Something went wrong that should not have; the details are in %s") % log_file()


def _is_leaving() -> bool:
    """Whether the application ends: asked between the parts of what takes long."""
    return QThread.currentThread().isInterruptionRequested()
