"""The worker in a real thread with real, small runs."""

import time
from collections.abc import Callable, Collection, Iterator
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QMetaObject, QObject, Qt, QThread, Signal, Slot
from pytestqt.qtbot import QtBot
from torch import Tensor

from stylegui.engine.network.encoder import Encoder
from stylegui.engine.objective import evaluation
from stylegui.engine.objective.evaluation import Evaluation, Steps
from stylegui.engine.objective.looks import gain
from stylegui.engine.pictures.files.loading import load
from stylegui.engine.pictures.images import Picture, crop_to_aspect, resize, to_levels, working_size
from stylegui.engine.plan import blocks
from stylegui.engine.plan.pyramid import Scale
from stylegui.engine.recipes.auto import CHOSEN, Choice
from stylegui.engine.recipes.recipe import Recipe
from stylegui.engine.run import scene as scene_module
from stylegui.engine.run import session as session_module
from stylegui.engine.run import speed
from stylegui.engine.run.checkpoint import to_bytes
from stylegui.engine.run.frame import Frame, Progress, RunState
from stylegui.engine.settings import Settings
from stylegui.engine.styles.style import Style
from stylegui.jobs import Job, Snapshot
from stylegui.paths import resources
from stylegui.workers.worker import QUIET_MS, Worker

SMALL = Settings(size=64, quality="draft", auto="off")
ENDLESS = Settings(size=64, quality="fine", auto="off", photo_kept=20)  # so many evaluations that no test sees its end
WAIT_MS = 30_000
IDLE, RUNNING, PAUSED, FINISHED = RunState.IDLE, RunState.RUNNING, RunState.PAUSED, RunState.FINISHED


def _sample(name: str, width: int, height: int) -> Picture:
    pixels = crop_to_aspect(load(resources() / "samples" / name).pixels, width, height)
    return Picture(to_levels(resize(pixels, width, height)), name=name)


@pytest.fixture(scope="module")
def recipe() -> Recipe:
    """A photo twice as wide as high, and one style."""
    return Recipe(_sample("coffee.jpg", 128, 64), (Style(_sample("brush-strokes.png", 64, 64)),), SMALL)


def _plan_scales(width: int, height: int, size: int, quality: str) -> tuple[Scale, ...]:
    return (Scale(*working_size(width, height, size), {"draft": 10, "normal": 30, "fine": 10**9}[quality]),)


@pytest.fixture(autouse=True)
def _plan_of_these_tests(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not the users': on a fast computer a small run would be over before a test could act on it."""
    monkeypatch.setattr(session_module, "plan_scales", _plan_scales)


class Desk(QObject):
    """What the window and the keeper are to the worker: asks by signals, remembers what it is told.

    Signals:
        start_job, apply, pause, resume, stop, frame_shown, snapshot_kept, warm_up, set_memory, choose: connected to the
        worker's slots of that name.

    Attributes:
        progress: what was told between frames.
        frames, hints, states, notices, failures, devices, choices, jobs, snapshots: all that came, in order.
        acknowledges: answer each frame at once, as a canvas that keeps up.
    """

    start_job = Signal(object)
    snapshot_kept = Signal(float)
    apply = Signal(object)
    pause = Signal()
    resume = Signal()
    stop = Signal()
    frame_shown = Signal()
    warm_up = Signal()
    set_memory = Signal(object)
    choose = Signal(object)

    def __init__(self, qtbot: QtBot) -> None:
        super().__init__()
        self._qtbot = qtbot
        self.frames: list[Frame] = []
        self.hints: list[Frame] = []
        self.progress: list[Progress] = []
        self.states: list[RunState] = []
        self.notices: list[str] = []
        self.failures: list[str] = []
        self.devices: list[str] = []
        self.choices: list[tuple[Recipe, Choice]] = []
        self.jobs: list[Job] = []
        self.snapshots: list[Snapshot] = []
        self.acknowledges = True
        self.worker, self.thread_ = Worker(), QThread()
        self.worker.moveToThread(self.thread_)
        self.thread_.finished.connect(self.worker.end)
        self.start_job.connect(self.worker.start)
        for name in (
            "apply",
            "pause",
            "resume",
            "stop",
            "frame_shown",
            "snapshot_kept",
            "warm_up",
            "set_memory",
            "choose",
        ):
            getattr(self, name).connect(getattr(self.worker, name))
        self.worker.began.connect(self._on_began)
        self.worker.snapshot_ready.connect(self._on_snapshot)
        self.worker.frame_ready.connect(self._on_frame)
        self.worker.hinted.connect(self._on_hinted)
        self.worker.progressed.connect(self._on_progressed)
        self.worker.state_changed.connect(self._on_state)
        self.worker.notice.connect(self._on_notice)
        self.worker.chosen.connect(self._on_chosen)
        self.worker.failed.connect(self._on_failed)
        self.worker.ready.connect(self._on_ready)
        self.thread_.start()

    def start(self, recipe: Recipe) -> Job:
        """Ask for a run from a recipe's beginning."""
        job = Job(recipe)
        self.start_job.emit(job)
        return job

    @property
    def state(self) -> RunState | None:
        """The last one told."""
        return self.states[-1] if self.states else None

    @property
    def last(self) -> Frame:
        """The last frame."""
        return self.frames[-1]

    def evaluations(self) -> int:
        """Of the run as it is now, shown or not."""
        session = self.worker._session
        return 0 if session is None else session.state().evaluations

    def until(self, condition: Callable[[], bool]) -> None:
        """Let events run until then."""
        self._qtbot.waitUntil(condition, timeout=WAIT_MS)

    def until_state(self, state: RunState) -> None:
        """Let events run until the worker says so."""
        self.until(lambda: self.state is state)

    def more_frames(self, count: int) -> None:
        """Let events run until so many more have come."""
        have = len(self.frames)
        self.until(lambda: len(self.frames) >= have + count)

    def rest(self, milliseconds: int) -> None:
        """Let events run for that long."""
        self._qtbot.wait(milliseconds)

    def end(self) -> None:
        """As the application does: the thread ends after the present step, whatever is going on."""
        self.thread_.quit()
        assert self.thread_.wait(WAIT_MS), "the worker's thread did not end"

    @Slot(object)
    def _on_frame(self, frame: Frame) -> None:
        self.frames.append(frame)
        if self.acknowledges:
            self.frame_shown.emit()

    @Slot(object)
    def _on_hinted(self, frame: Frame) -> None:
        self.hints.append(frame)

    @Slot(object)
    def _on_progressed(self, progress: Progress) -> None:
        self.progress.append(progress)

    @Slot(object)
    def _on_began(self, job: Job) -> None:
        self.jobs.append(job)

    @Slot(object)
    def _on_snapshot(self, snapshot: Snapshot) -> None:
        self.snapshots.append(snapshot)
        self.snapshot_kept.emit(0.001)

    @Slot(object)
    def _on_state(self, state: RunState) -> None:
        self.states.append(state)

    @Slot(object, object)
    def _on_chosen(self, recipe: Recipe, choice: Choice) -> None:
        self.choices.append((recipe, choice))

    @Slot(str)
    def _on_notice(self, text: str) -> None:
        self.notices.append(text)

    @Slot(str)
    def _on_failed(self, text: str) -> None:
        self.failures.append(text)

    @Slot(str)
    def _on_ready(self, text: str) -> None:
        self.devices.append(text)


@pytest.fixture
def desk(qtbot: QtBot) -> Iterator[Desk]:
    """A worker in its thread; the thread has ended after the test."""
    desk = Desk(qtbot)
    yield desk
    desk.end()
    assert desk.thread_.isFinished()


def _with(recipe: Recipe, settings: Settings, **values: object) -> Recipe:
    return replace(recipe, settings=settings.model_copy(update=values))


def _apart(a: Frame, b: Frame) -> float:
    return float(np.abs(a.pixels.astype(float) - b.pixels.astype(float)).mean())


# --- a run ---


def test_warming_up_tells_the_device(desk: Desk) -> None:
    desk.warm_up.emit()
    desk.until(lambda: bool(desk.devices))
    assert desk.devices[0]
    assert desk.failures == []
    assert desk.states == []


def test_a_run_waits_for_no_measurement_of_the_computers_speed(
    desk: Desk, recipe: Recipe, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(speed, "TIMES", 100_000)
    desk.warm_up.emit()
    desk.until(lambda: bool(desk.devices))
    QMetaObject.invokeMethod(desk.worker, "_measure_speed", Qt.ConnectionType.QueuedConnection)
    desk.start(recipe)
    desk.until_state(FINISHED)
    assert desk.failures == []


def test_a_run_shows_frames_and_finishes(desk: Desk, recipe: Recipe) -> None:
    desk.start(recipe)
    desk.until_state(FINISHED)
    desk.until(lambda: bool(desk.frames) and desk.last.progress.finished)
    assert desk.states == [RUNNING, FINISHED]
    assert desk.failures == desk.notices == []
    assert len(desk.frames) > 2
    counts = [frame.evaluations for frame in desk.frames]
    assert counts == sorted(set(counts))
    assert desk.last.losses["total"] < desk.frames[0].losses["total"]
    (hint,) = desk.hints
    assert hint.evaluations == 0
    assert hint.result == desk.jobs[0].id
    assert hint.pixels.shape == (32, 64, 3)
    assert desk.last.pixels.shape == (32, 64, 3)
    have = len(desk.frames)
    desk.rest(200)
    assert len(desk.frames) == have


def test_the_result_is_the_sessions_own(desk: Desk, recipe: Recipe) -> None:
    """The thread changes nothing: the same pixels as the engine gives without one."""
    from stylegui.engine.network.in_memory import encoder_for

    desk.start(recipe)
    desk.until(lambda: bool(desk.frames) and desk.last.progress.finished)
    session = session_module.Session(recipe, encoder_for(recipe.settings))
    while not session.finished:
        session.step(recipe.settings)
    assert np.abs(session.snapshot().pixels.astype(int) - desk.last.pixels.astype(int)).max() <= 1


def test_only_one_frame_is_in_flight(desk: Desk, recipe: Recipe) -> None:
    desk.acknowledges = False
    desk.start(_with(recipe, ENDLESS))
    desk.more_frames(1)
    desk.until(lambda: desk.evaluations() > desk.frames[0].evaluations + 5)
    desk.rest(100)
    assert len(desk.frames) == 1
    desk.frame_shown.emit()
    desk.more_frames(1)
    assert desk.last.evaluations > desk.frames[0].evaluations + 5  # it went on meanwhile
    desk.rest(200)
    assert len(desk.frames) == 2


def test_the_thread_ends_at_once_in_the_middle_of_a_run(desk: Desk, recipe: Recipe) -> None:
    desk.start(_with(recipe, ENDLESS, size=128))
    desk.more_frames(1)
    began = time.monotonic()
    desk.end()
    assert time.monotonic() - began < 5


# --- pause, resume, stop ---


def test_pause_rests_and_resume_goes_on(desk: Desk, recipe: Recipe) -> None:
    desk.start(_with(recipe, ENDLESS))
    desk.more_frames(2)
    desk.pause.emit()
    desk.until_state(PAUSED)
    desk.rest(50)
    rested = desk.last
    have = len(desk.frames)
    desk.rest(250)
    assert len(desk.frames) == have
    assert desk.evaluations() == rested.evaluations
    desk.resume.emit()
    desk.more_frames(1)
    assert desk.states == [RUNNING, PAUSED, RUNNING]
    assert desk.last.evaluations > rested.evaluations


def test_pause_shows_the_result_it_rests_at(desk: Desk, recipe: Recipe) -> None:
    """Even where the canvas has not shown the frame before."""
    desk.acknowledges = False
    desk.start(_with(recipe, ENDLESS))
    desk.more_frames(1)
    desk.until(lambda: desk.evaluations() > desk.frames[0].evaluations)
    desk.pause.emit()
    desk.until(lambda: len(desk.frames) == 2)
    assert desk.state is PAUSED
    assert desk.last.evaluations == desk.evaluations()
    assert desk.last.evaluations > desk.frames[0].evaluations


def test_stop_leaves_the_last_frame_and_ends(desk: Desk, recipe: Recipe) -> None:
    desk.start(_with(recipe, ENDLESS))
    desk.more_frames(2)
    desk.stop.emit()
    desk.until_state(IDLE)
    have = len(desk.frames)
    desk.rest(250)
    assert len(desk.frames) == have
    desk.resume.emit()
    desk.apply.emit(_with(recipe, ENDLESS, strength=90, size=96))
    desk.rest(300)
    assert desk.states == [RUNNING, IDLE]
    assert len(desk.frames) == have


def test_what_is_asked_without_a_run_does_nothing(desk: Desk, recipe: Recipe) -> None:
    for signal in (desk.pause, desk.resume, desk.frame_shown):
        signal.emit()
    desk.apply.emit(recipe)
    desk.rest(250)
    assert desk.states == []
    assert desk.frames == []


def test_it_can_start_again_after_a_stop_and_in_the_middle(desk: Desk, recipe: Recipe) -> None:
    desk.start(_with(recipe, ENDLESS))
    desk.more_frames(3)
    desk.stop.emit()
    desk.until_state(IDLE)
    desk.start(_with(recipe, ENDLESS))
    desk.more_frames(3)
    have, before = len(desk.frames), desk.last.evaluations
    desk.start(recipe)
    desk.until_state(FINISHED)
    assert min(frame.evaluations for frame in desk.frames[have:]) < before


# --- changes ---


def test_a_changed_slider_acts_on_the_running_result(desk: Desk, recipe: Recipe) -> None:
    gentle = _with(recipe, ENDLESS, strength=0, photo_kept=0, smoothness=0)
    desk.start(gentle)
    desk.more_frames(3)
    begun = desk.last
    desk.apply.emit(_with(recipe, ENDLESS, strength=90))
    desk.until(lambda: desk.last.losses.get("style", 0) > 0)
    changed = desk.last
    assert desk.states == [RUNNING]
    assert begun.losses["style"] == 0
    desk.more_frames(5)
    assert desk.last.losses["style"] < changed.losses["style"]
    assert desk.last.evaluations > begun.evaluations
    assert _apart(desk.last, begun) > 1


def test_other_targets_are_built_after_a_quiet_from_the_present_result(desk: Desk, recipe: Recipe) -> None:
    desk.start(_with(recipe, ENDLESS))
    desk.more_frames(5)
    for size in (70, 80, 96):  # a slider on its way
        desk.apply.emit(_with(recipe, ENDLESS, size=size))
    desk.until(lambda: desk.last.width != 64)
    first = desk.last
    assert {frame.width for frame in desk.frames} == {64, 96}
    assert first.pixels.shape == (48, 96, 3)
    before = [frame for frame in desk.frames if frame.width == 64][-1]
    assert first.evaluations > before.evaluations  # counted on: it is the same run
    enlarged = replace(before, pixels=to_levels(resize(before.pixels, 96, 48)))
    photo = replace(before, pixels=to_levels(resize(recipe.photo.pixels, 96, 48)))
    assert _apart(first, enlarged) < _apart(first, photo)
    assert desk.failures == []


def test_another_style_is_followed_from_the_present_result(desk: Desk, recipe: Recipe) -> None:
    desk.start(_with(recipe, ENDLESS))
    desk.more_frames(10)
    before = desk.last
    glass = replace(_with(recipe, ENDLESS), styles=(Style(_sample("stained-glass.png", 64, 64)),))
    desk.apply.emit(glass)
    desk.until(lambda: desk.last.losses.get("total", 0) > 1.05 * before.losses["total"])
    changed = desk.last
    desk.until(lambda: desk.last.losses["total"] < 0.9 * changed.losses["total"])
    assert desk.last.evaluations > before.evaluations
    assert RUNNING in desk.states
    assert FINISHED not in desk.states


def test_a_style_added_with_its_share_is_worked(desk: Desk, recipe: Recipe) -> None:
    desk.start(_with(recipe, ENDLESS))
    desk.more_frames(2)
    both = (*recipe.styles, Style(_sample("stained-glass.png", 64, 64)))
    desk.apply.emit(replace(_with(recipe, ENDLESS, shares=(70.0, 30.0)), styles=both))
    desk.more_frames(8)
    desk.apply.emit(_with(recipe, ENDLESS))
    desk.more_frames(8)
    assert desk.failures == []
    assert desk.state is RUNNING


def test_another_photo_starts_anew(desk: Desk, recipe: Recipe) -> None:
    desk.start(_with(recipe, ENDLESS))
    desk.more_frames(6)
    before = desk.last.evaluations
    cat = replace(_with(recipe, ENDLESS), photo=_sample("cat.jpg", 64, 64))
    desk.apply.emit(cat)
    desk.until(lambda: desk.last.pixels.shape == (64, 64, 3))
    assert desk.last.evaluations < before
    assert desk.state is RUNNING


def test_a_change_while_paused_waits_for_resume(desk: Desk, recipe: Recipe) -> None:
    desk.start(_with(recipe, ENDLESS))
    desk.more_frames(2)
    desk.pause.emit()
    desk.until_state(PAUSED)
    desk.apply.emit(_with(recipe, ENDLESS, strength=80))
    desk.apply.emit(_with(recipe, ENDLESS, strength=80, size=96))
    desk.until(lambda: desk.last.width == 96)  # what it will go on with is shown
    evaluations = desk.last.evaluations
    desk.rest(400)
    assert desk.state is PAUSED
    assert desk.last.evaluations == evaluations
    desk.resume.emit()
    desk.until(lambda: desk.last.evaluations > evaluations)


def test_a_change_taken_back_in_time_disturbs_nothing(desk: Desk, recipe: Recipe) -> None:
    desk.start(recipe)
    desk.until_state(FINISHED)
    desk.apply.emit(_with(recipe, SMALL, size=96))
    desk.apply.emit(recipe)
    desk.rest(400)
    assert desk.states == [RUNNING, FINISHED]


def test_a_change_that_cannot_be_worked_is_told_and_the_run_goes_on(desk: Desk, recipe: Recipe) -> None:
    desk.start(_with(recipe, ENDLESS))
    desk.more_frames(2)
    desk.apply.emit(_with(recipe, ENDLESS, network="vgg19"))
    desk.until(lambda: bool(desk.failures))
    assert "VGG-19 is not on this computer" in desk.failures[0]
    evaluations = desk.last.evaluations
    desk.more_frames(2)
    assert desk.last.evaluations > evaluations
    assert desk.states == [RUNNING]


# --- after the end ---


def test_after_the_end_a_changed_slider_goes_on(desk: Desk, recipe: Recipe) -> None:
    desk.start(recipe)
    desk.until(lambda: bool(desk.frames) and desk.last.progress.finished)
    done = desk.last
    desk.apply.emit(_with(recipe, SMALL, photo_kept=100))
    desk.until(lambda: desk.states == [RUNNING, FINISHED, RUNNING, FINISHED])
    desk.until(lambda: desk.last.evaluations > done.evaluations and desk.last.progress.finished)
    assert _apart(desk.last, done) > 0.5
    assert desk.last.losses["content"] / gain(100) < done.losses["content"] / gain(50)


def test_after_the_end_an_unchanged_recipe_does_nothing(desk: Desk, recipe: Recipe) -> None:
    desk.start(_with(recipe, SMALL, strength=60))
    desk.apply.emit(recipe)  # while it runs: this is what it finishes with
    desk.until_state(FINISHED)
    desk.apply.emit(replace(recipe))
    desk.rest(250)
    assert desk.states == [RUNNING, FINISHED]


def test_after_the_end_other_styles_and_sizes_go_on_from_the_result(desk: Desk, recipe: Recipe) -> None:
    desk.start(recipe)
    desk.until(lambda: bool(desk.frames) and desk.last.progress.finished)
    done = desk.last.evaluations
    glass = replace(recipe, styles=(Style(_sample("stained-glass.png", 64, 64)),))
    desk.apply.emit(glass)
    desk.until(lambda: desk.states == [RUNNING, FINISHED, RUNNING, FINISHED])
    desk.apply.emit(_with(glass, SMALL, size=136))
    desk.until(lambda: desk.states.count(FINISHED) == 3)
    desk.until(lambda: desk.last.pixels.shape == (68, 136, 3) and desk.last.progress.finished)
    assert desk.last.evaluations > done
    assert desk.failures == []


def test_after_the_end_another_photo_waits_for_start(desk: Desk, recipe: Recipe, qtbot: QtBot) -> None:
    desk.start(recipe)
    desk.until_state(FINISHED)
    other = replace(recipe, photo=_sample("cat.jpg", 64, 64))
    desk.apply.emit(other)
    qtbot.wait(2 * QUIET_MS)
    assert desk.states == [RUNNING, FINISHED]
    desk.start(other)
    desk.until(lambda: desk.states == [RUNNING, FINISHED, RUNNING, FINISHED])
    desk.until(lambda: desk.last.pixels.shape == (64, 64, 3) and desk.last.progress.finished)


# --- what goes wrong ---


def test_a_start_that_cannot_be_worked_leaves_it_idle(desk: Desk, recipe: Recipe) -> None:
    desk.start(_with(recipe, SMALL, shares=(1.0, 2.0, 3.0)))
    desk.until(lambda: bool(desk.failures))
    assert "shares" in desk.failures[0]
    assert desk.state is IDLE
    assert desk.frames == []
    desk.start(recipe)
    desk.until_state(FINISHED)


def test_a_run_that_cannot_go_on_says_why_and_leaves_its_last_frame(
    desk: Desk, recipe: Recipe, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Notices first, then the end; what was shown last stays good."""

    class Spoilt(Evaluation):
        count = 0

        def losses(self) -> Steps[dict[str, float]]:
            Spoilt.count += 1
            found = yield from super().losses()
            return {name: loss * float("nan") for name, loss in found.items()} if Spoilt.count > 5 else found

    monkeypatch.setattr(scene_module, "Evaluation", Spoilt)
    desk.start(_with(recipe, ENDLESS))
    desk.until(lambda: bool(desk.failures))
    assert "no numbers" in desk.failures[0]
    assert desk.notices
    assert desk.state is IDLE
    assert desk.last.losses["total"] == desk.last.losses["total"]  # a number
    assert desk.last.pixels.std() > 1


def test_a_bug_ends_the_run_with_a_word_and_a_log(
    desk: Desk, recipe: Recipe, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def wrong(*_: object) -> object:
        raise RuntimeError("shapes differ")

    monkeypatch.setattr(scene_module, "objective", wrong)
    desk.start(recipe)
    desk.until(lambda: bool(desk.failures))
    assert "shapes differ" not in desk.failures[0]
    assert "stylegui.log" in desk.failures[0]
    assert "shapes differ" in caplog.text
    assert desk.state is IDLE
    monkeypatch.undo()
    desk.start(recipe)
    desk.until_state(FINISHED)


@pytest.mark.parametrize("fault", [RuntimeError("shapes differ"), MemoryError()])
def test_a_change_that_cannot_be_built_leaves_the_run_as_it_was(
    desk: Desk, recipe: Recipe, monkeypatch: pytest.MonkeyPatch, fault: Exception
) -> None:
    desk.start(_with(recipe, ENDLESS))
    desk.until(lambda: len(desk.frames) > 3)

    def broken(*_: object) -> object:
        raise fault

    with monkeypatch.context() as patch:
        patch.setattr(scene_module, "Views", broken)
        desk.apply.emit(_with(recipe, ENDLESS, look="classic"))
        desk.until(lambda: bool(desk.failures))
    count = len(desk.frames)
    desk.until(lambda: len(desk.frames) > count + 2)
    assert desk.state is RUNNING
    assert desk.last.recipe.settings.look == recipe.settings.look


def test_turning_the_photos_colours_shows_the_finished_result_anew(desk: Desk, recipe: Recipe) -> None:
    """Another frame of the same result: nothing is painted again."""
    own = _with(recipe, SMALL, colour="photo", colour_amount=0.0)
    desk.start(own)
    desk.until(lambda: bool(desk.frames) and desk.last.progress.finished)
    done = desk.last
    desk.apply.emit(_with(own, own.settings, colour_amount=100.0))
    desk.until(lambda: desk.last is not done)
    assert desk.last.evaluations == done.evaluations
    assert desk.states[-1] is FINISHED
    painted, colours = desk.last.pixels.astype(int), done.pixels.astype(int)
    weights = np.array([0.299, 0.587, 0.114])
    assert np.abs(painted - colours).mean() > 2
    unclipped = ((painted > 0) & (painted < 255) & (colours > 0) & (colours < 255)).all(2)
    assert np.abs((painted - colours) @ weights)[unclipped].max() < 2  # brightness stays


def test_auto_is_answered_while_a_run_goes_on(desk: Desk, recipe: Recipe) -> None:
    desk.start(_with(recipe, recipe.settings, quality="fine"))
    desk.until_state(RunState.RUNNING)
    desk.choose.emit(recipe)
    desk.until(lambda: bool(desk.choices))
    asked, choice = desk.choices[0]
    assert asked is recipe
    assert set(choice.values) == set(CHOSEN)
    desk.more_frames(1)
    assert desk.failures == []


def test_a_bug_in_auto_is_told_and_the_run_goes_on(desk: Desk, recipe: Recipe, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.start(_with(recipe, recipe.settings, quality="fine"))
    desk.until_state(RunState.RUNNING)
    monkeypatch.setattr("stylegui.engine.run.choosing.choice_for", None)
    desk.choose.emit(recipe)
    desk.until(lambda: bool(desk.notices))
    assert "details" in desk.notices[0]
    desk.more_frames(1)


# --- what is kept ---


def test_a_finished_result_stays_and_a_change_makes_a_child_of_it(desk: Desk, recipe: Recipe) -> None:
    first = desk.start(recipe)
    desk.until_state(FINISHED)
    desk.apply.emit(_with(recipe, SMALL, strength=80))
    desk.until(lambda: desk.states.count(FINISHED) == 2)
    assert [(job.id, job.parent) for job in desk.jobs] == [(first.id, ""), (desk.jobs[1].id, first.id)]
    of_first = [frame for frame in desk.frames if frame.result == first.id]
    assert of_first[-1].progress.finished
    assert desk.last.result == desk.jobs[1].id != first.id
    assert desk.last.recipe.settings.strength == 80


def test_live_and_rebuilt_changes_stay_the_same_result(desk: Desk, recipe: Recipe) -> None:
    job = desk.start(_with(recipe, ENDLESS))
    desk.more_frames(2)
    desk.apply.emit(_with(recipe, ENDLESS, strength=80))
    desk.more_frames(2)
    desk.apply.emit(_with(recipe, ENDLESS, strength=80, size=96))
    desk.until(lambda: desk.last.width == 96)
    assert {frame.result for frame in desk.frames} == {job.id}
    assert len(desk.jobs) == 1


def test_another_photo_in_the_middle_leaves_a_snapshot_of_the_run_before(desk: Desk, recipe: Recipe) -> None:
    first = desk.start(_with(recipe, ENDLESS))
    desk.more_frames(3)
    desk.apply.emit(replace(_with(recipe, ENDLESS), photo=_sample("cat.jpg", 96, 64)))
    desk.until(lambda: len(desk.jobs) == 2)
    (kept,) = (snapshot for snapshot in desk.snapshots if snapshot.frame.result == first.id)
    assert kept.is_exact
    assert kept.state.evaluations == kept.frame.evaluations > 0


@pytest.mark.parametrize("how", ["pause", "stop"])
def test_pausing_and_stopping_keep_all_that_the_run_is(desk: Desk, recipe: Recipe, how: str) -> None:
    desk.start(_with(recipe, ENDLESS))
    desk.more_frames(3)
    getattr(desk, how).emit()
    desk.until(lambda: bool(desk.snapshots))
    desk.until_state(PAUSED if how == "pause" else IDLE)
    snapshot = desk.snapshots[-1]
    assert snapshot.is_exact
    assert snapshot.state.memory.gradient is not None
    assert snapshot.frame.evaluations == desk.last.evaluations
    assert snapshot.seconds > 0


def test_a_job_goes_on_from_a_checkpoint_as_the_same_result(desk: Desk, recipe: Recipe) -> None:
    first = desk.start(_with(recipe, ENDLESS))
    desk.more_frames(3)
    desk.stop.emit()
    desk.until_state(IDLE)
    kept = desk.snapshots[-1]
    job = Job(kept.frame.recipe, first.id, checkpoint=to_bytes(kept.state), seconds=kept.seconds, is_new=False)
    desk.start_job.emit(job)
    desk.more_frames(2)
    assert desk.last.result == first.id
    assert desk.last.evaluations > kept.frame.evaluations
    desk.stop.emit()
    desk.until(lambda: desk.snapshots[-1].seconds > kept.seconds)


def test_a_damaged_checkpoint_is_told_and_leaves_it_idle(desk: Desk, recipe: Recipe) -> None:
    desk.start_job.emit(Job(recipe, checkpoint=b"nonsense"))
    desk.until(lambda: bool(desk.failures))
    assert desk.state is IDLE
    assert desk.jobs == []


def test_each_scale_leaves_its_beginning(desk: Desk, recipe: Recipe, monkeypatch: pytest.MonkeyPatch) -> None:
    plan = (Scale(64, 32, 4), Scale(96, 48, 4))
    monkeypatch.setattr(session_module, "plan_scales", lambda *_: plan)
    desk.start(recipe)
    desk.until_state(FINISHED)
    (beginning,) = (snapshot for snapshot in desk.snapshots if snapshot.begins)
    assert beginning.begins == 2
    assert beginning.state.memory.x.shape[-1] == 64


@pytest.mark.parametrize(
    ("before", "after"),
    [({"seed": 1}, {"seed": 2}), ({"colour_amount": 100}, {"colour_amount": 30})],
)
def test_what_means_nothing_beside_the_rest_starts_nothing(
    desk: Desk, recipe: Recipe, before: dict[str, object], after: dict[str, object]
) -> None:
    """A seed where nothing begins from noise, the amount of the photo's colours where there are none."""
    desk.start(_with(recipe, SMALL, **before))
    desk.until_state(FINISHED)
    desk.apply.emit(_with(recipe, SMALL, **after))
    desk.rest(300)
    assert desk.states == [RUNNING, FINISHED]
    assert len(desk.jobs) == 1


# --- large pictures, whose steps take many turns ---


@pytest.fixture
def slowly(monkeypatch: pytest.MonkeyPatch) -> None:
    """A step goes through many blocks, and each layer of a block is a turn that takes a while."""
    monkeypatch.setattr(blocks, "WHOLE", 16 * 16)
    monkeypatch.setattr(blocks, "SIDES", (16,))
    monkeypatch.setattr(evaluation, "LARGE", 1)
    forth = Encoder.stages

    def stages(encoder: Encoder, wanted: Collection[str]) -> Iterator[tuple[str, Callable[[Tensor], Tensor]]]:
        for layer, compute in forth(encoder, wanted):
            time.sleep(0.01)
            yield layer, compute

    monkeypatch.setattr(Encoder, "stages", stages)


@pytest.mark.usefixtures("slowly")
def test_progress_is_told_while_a_step_goes_on(desk: Desk, recipe: Recipe) -> None:
    desk.start(_with(recipe, ENDLESS))
    desk.until(lambda: len({progress.block for progress in desk.progress}) > 3)
    assert all(0 < progress.block <= progress.blocks for progress in desk.progress if progress.blocks)
    fractions = [progress.fraction for progress in desk.progress]
    assert fractions == sorted(fractions)


@pytest.mark.usefixtures("slowly")
def test_pause_in_the_middle_of_a_step_is_heard_before_its_end_and_goes_on_with_it(desk: Desk, recipe: Recipe) -> None:
    desk.start(_with(recipe, ENDLESS))
    desk.until(lambda: bool(desk.frames) and bool(desk.progress) and desk.progress[-1].block > 2)
    shown, kept = desk.last, len(desk.snapshots)
    desk.pause.emit()
    desk.until_state(PAUSED)
    assert desk.last.evaluations == shown.evaluations  # nothing new was to be seen
    desk.until(lambda: len(desk.snapshots) > kept)
    assert desk.snapshots[-1].is_exact
    np.testing.assert_array_equal(desk.snapshots[-1].frame.pixels, shown.pixels)
    paused_at = desk.evaluations()
    desk.resume.emit()
    desk.until(lambda: desk.last.evaluations > paused_at)


@pytest.mark.usefixtures("slowly")
def test_a_slider_in_the_middle_of_a_step_leaves_that_step(desk: Desk, recipe: Recipe) -> None:
    desk.start(_with(recipe, ENDLESS))
    desk.until(lambda: bool(desk.progress) and desk.progress[-1].block > 2)
    desk.apply.emit(_with(recipe, ENDLESS, strength=90.0))
    desk.until(lambda: bool(desk.frames) and desk.last.recipe.settings.strength == 90)
    assert desk.states == [RUNNING]


@pytest.mark.usefixtures("slowly")
def test_colours_are_seen_before_the_next_evaluation(desk: Desk, recipe: Recipe) -> None:
    own = _with(recipe, ENDLESS, colour="photo", colour_amount=0.0)
    desk.start(own)
    desk.until(lambda: bool(desk.frames) and bool(desk.progress) and desk.progress[-1].block > 2)
    shown = desk.last
    desk.apply.emit(_with(own, own.settings, colour_amount=100.0))
    desk.until(lambda: desk.last.recipe.settings.colour_amount == 100)
    assert desk.last.evaluations <= shown.evaluations + 1
    assert _apart(desk.last, shown) > 0.5


def test_a_start_that_is_refused_leaves_the_run_that_was_there(desk: Desk, recipe: Recipe) -> None:
    desk.start(_with(recipe, ENDLESS))
    desk.until(lambda: len(desk.frames) > 3)
    desk.start(_with(recipe, ENDLESS, size=16384))
    desk.set_memory.emit(0)
    desk.until(lambda: bool(desk.failures))
    assert "largest possible size" in desk.failures[0]
    evaluations = desk.last.evaluations
    desk.until(lambda: desk.last.evaluations > evaluations + 2)
    assert desk.state is RUNNING
    assert len(desk.jobs) == 1


def test_what_was_refused_is_worked_once_there_is_memory_for_it(desk: Desk, recipe: Recipe) -> None:
    desk.set_memory.emit(10**6)
    desk.start(recipe)
    desk.until(lambda: bool(desk.failures))
    assert "largest possible size" in desk.failures[0] or "more memory" in desk.failures[0]
    desk.set_memory.emit(0)
    desk.start(recipe)
    desk.until(lambda: bool(desk.frames) and desk.last.progress.finished)
    desk.set_memory.emit(10**6)
    desk.apply.emit(_with(recipe, SMALL, look="classic"))
    desk.until(lambda: len(desk.failures) == 2)
    desk.set_memory.emit(0)  # nothing else has to be touched
    desk.until(lambda: desk.last.recipe.settings.look == "classic" and desk.last.progress.finished)
