"""The run as the window sees it: what can be started and stopped, how far it is, what its curves say."""

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from stylegui.engine.run.frame import Frame, Progress, RunState
from stylegui.gui.controls.loss_plot import LossPlot
from stylegui.gui.history.stage import Stage
from stylegui.gui.window.actions import Actions
from stylegui.gui.window.run_status import RunStatus


class RunControl(QObject):
    """Start, pause, stop; progress in words and curves.

    Signals:
        start_requested, pause_requested, resume_requested, stop_requested: of the run.
        changed: it is in another state.

    Attributes:
        state: what the worker is doing. is_ready: the document can be painted.
    """

    start_requested = Signal()
    pause_requested = Signal()
    resume_requested = Signal()
    stop_requested = Signal()
    changed = Signal()

    def __init__(self, window: QWidget, actions: Actions, stage: Stage, plot: LossPlot, status: RunStatus) -> None:
        super().__init__(window)
        self._actions, self._stage, self._plot, self._status = actions, stage, plot, status
        self.state, self.is_ready, self._scale = RunState.IDLE, False, 0
        actions.start.triggered.connect(self._start_or_pause)
        actions.stop.triggered.connect(self.stop_requested)
        stage.changed.connect(self._say_what_is_seen)

    @property
    def is_active(self) -> bool:
        """Something is being painted, or paused."""
        return self.state in (RunState.RUNNING, RunState.PAUSED)

    def show_ready(self, is_ready: bool) -> None:
        """Whether the document can be painted."""
        self.is_ready = is_ready
        self.refresh()

    def begin_anew(self) -> None:
        """Another photo: nothing is painted of it yet. A run goes on with it as soon as what was painted is kept."""
        self._plot.reset()
        if self.is_active:
            words = self.tr("What was painted is kept; the new photo begins…")
        else:
            words = self.tr("Ready: press Start") if self.is_ready else ""
        self._status.reset(words)

    @Slot(object)
    def show_frame(self, frame: Frame) -> None:
        """Show the result as it is now."""
        if frame.progress.scale != self._scale:
            self._scale = frame.progress.scale
            size = max(frame.progress.width, frame.progress.height)
            self._plot.mark_scale(frame.evaluations, self.tr("%s px") % size)
        self._stage.take(frame)
        self._plot.add(frame.evaluations, frame.losses)
        if self._stage.shown is frame:  # and no other result, nor the photo that comes next
            self._status.show_progress(frame.progress, self.state)

    @Slot(object)
    def show_progress(self, progress: Progress) -> None:
        """How far a step of a large picture is."""
        if self._stage.live is not None and self._stage.is_live and self.state is RunState.RUNNING:
            self._status.show_progress(progress, self.state)

    @Slot()
    def begin(self) -> None:
        """The frames that come now are of a new run."""
        self._scale = 0
        self._plot.reset()
        self._stage.begin()
        self.say_starting()

    def say_starting(self) -> None:
        """A run is to begin: its pictures are read first."""
        self._status.reset(self.tr("Starting…"))

    @Slot(object)
    def set_state(self, state: RunState) -> None:
        """Running, paused, finished or idle."""
        self.state = state
        if state is not RunState.RUNNING:
            self._stage.end_hint()
        self._say_what_is_seen()
        self.refresh()
        self.changed.emit()

    @Slot(str)
    def set_device(self, device: str) -> None:
        """The network is in memory."""
        self._status.set_device(device)
        if self._stage.shown is None and self.state is RunState.IDLE and self.is_ready:
            self._status.say(self.tr("Ready: press Start"))

    def refresh(self) -> None:
        """Enable what can be done now."""
        self._actions.show_run(self.state)
        self._actions.start.setEnabled(self.is_active or self.is_ready)
        self._actions.stop.setEnabled(self.is_active)

    def _start_or_pause(self) -> None:
        if self.state is RunState.RUNNING:
            self.pause_requested.emit()
        elif self.state is RunState.PAUSED:
            self.resume_requested.emit()
        elif self.is_ready:
            self._actions.start.setEnabled(False)  # until the worker has answered
            self.start_requested.emit()

    def say_held(self) -> None:
        """Something was changed while an older result is looked at: say what becomes of it."""
        if self.is_active:
            words = self.tr("The run follows once it is seen again: press Esc")
        elif self._stage.live is not None:
            words = self.tr("That waits: Esc goes back to the present result, which follows, and Start paints anew")
        else:
            words = self.tr("That waits: Start paints anew with it; Go on from here paints on without it")
        self._status.say(words)

    @Slot()
    def _say_what_is_seen(self) -> None:
        shown, live = self._stage.shown, self._stage.live
        if shown is not None and live is not None and shown.result == live.result and not self._stage.is_live:
            self._status.say(self.tr("An earlier moment of %s; Esc shows the present one again") % shown.photo.name)
        elif shown is not None and not self._stage.is_live:
            if self.state is RunState.RUNNING:
                words = self.tr("An older result of %s; the run goes on, and Esc shows it again")
            elif self.state is RunState.PAUSED:
                words = self.tr("An older result of %s; the run rests, and Esc shows it again")
            elif live is not None:
                words = self.tr("An older result of %s; Start paints anew, Go on from here paints on from this one")
            else:
                words = self.tr("A result of %s; Start paints anew, Go on from here paints on from this one")
            self._status.say(words % shown.photo.name)
        elif live is not None:
            self._status.show_progress(live.progress, self.state)
