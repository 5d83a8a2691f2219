"""One run: from a recipe to a result, a step at a time."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from time import perf_counter

import numpy as np
from numpy.typing import NDArray

from stylegui.engine.errors import Problem, is_lack_of_memory, never
from stylegui.engine.network.device import free_memory
from stylegui.engine.network.encoder import Encoder
from stylegui.engine.objective.balance import EVERY, FIRST, SETTLE, rebalanced
from stylegui.engine.objective.evaluation import Evaluation, Steps, at_once
from stylegui.engine.objective.learnt import check_learnt
from stylegui.engine.pictures.files.saving import Made
from stylegui.engine.pictures.images import Pixels, eight_bit
from stylegui.engine.pictures.resampling import resample
from stylegui.engine.plan.forecast import BASE, LAST_SAVES, needs_of, usual_memory
from stylegui.engine.plan.pyramid import (
    AFTER_CHANGE,
    Scale,
    counted_as,
    last_of_all_layers,
    nearest_scale,
    plan_scales,
    with_time,
)
from stylegui.engine.recipes.recipe import Recipe
from stylegui.engine.run import optimiser
from stylegui.engine.run.developed import developed, made
from stylegui.engine.run.frame import Frame, Progress
from stylegui.engine.run.painted import Measured
from stylegui.engine.run.preconditioner import preconditioned, unconditioned
from stylegui.engine.run.scene import Scene
from stylegui.engine.run.state import State
from stylegui.engine.settings import Settings, changed, control, only_shown
from stylegui.engine.styles.style import Style
from stylegui.engine.styles.style_file import LearntPicture

WARM_UP = 8  # evaluations before the time left is told
HOPELESS = 20  # evaluations in a row without a number
WENT_BACK = "The numbers ran out of range: went back to the last good result and took a smaller step."


class Session:
    """One run. Holds the pictures, the network and the state; knows nothing of threads or windows.

    Raises Problem where the recipe cannot be worked: shares or regions that do not fit, too little memory. Whatever
    takes long asks `cancelled` on the way, and raises Cancelled if that is true: then all is as after the last step.
    """

    def __init__(
        self, recipe: Recipe, encoder: Encoder, cancelled: Callable[[], bool] = never, memory: int | None = None
    ) -> None:
        """`memory` in bytes is what the program takes at most, so far as that can be; `usual_memory` unless said."""
        settings = recipe.settings
        settings.style_shares(len(recipe.styles))
        if any(region.style is not None and region.style >= len(recipe.styles) for region in recipe.regions):
            raise Problem("a region is of a style that is not there any more: please paint it anew")
        if settings.start_from == "picture" and recipe.start is None:
            raise Problem("to start from another picture, please choose that picture first")
        for style in recipe.styles:
            if isinstance(style.source, LearntPicture):
                check_learnt(style.source, settings)
        self._recipe, self._device = recipe, encoder.device
        scales = self._plan(settings)
        self.width, self.height = scales[-1].width, scales[-1].height
        on_cpu = encoder.device.type == "cpu"
        memory = memory or (usual_memory() if on_cpu else BASE + free_memory(encoder.device))
        self._needs = needs_of(recipe, memory)
        self._needs.check(settings)
        self._scene = Scene(recipe, encoder, cancelled, self._needs)
        self._of_step = 0, 1  # evaluations of the present step that are done, and how many it has
        self._balance = 1.0  # factor on the content's weight in the present step
        self._step: Steps[str] | None = None  # one that has given way
        self._evaluation: Evaluation | None = None  # its present one
        self._resumed, self._seconds = 0.0, 0.0  # when it went on last, and how long it took before
        self._made: tuple[object, NDArray[np.uint8]] | None = None  # a result as it was shown last, and when
        self._tried: Mapping[str, float] = {}  # losses of the last evaluation, which may have been refused
        self._state = State(optimiser.fresh(self._scene.beginning(scales[0])), 0, 0, 0, settings, scales=scales)

    def keep_styles(self) -> None:
        """Keep what the network says of the styles, for a run that `see_styles_as` this one."""
        self._scene.keep_styles()

    def see_styles_as(self, other: "Session") -> None:
        """Take over what another run with the same network knows of the same styles, whatever its photo."""
        mine, others = self._recipe, other._recipe
        if len(mine.styles) == len(others.styles) and all(map(Style.same_view, mine.styles, others.styles)):
            self._scene.see_styles_as(other._scene)

    @property
    def finished(self) -> bool:
        """Every scale had its evaluations."""
        return self._has_worked_scale() and self._is_last_scale()

    @property
    def scale_done(self) -> bool:
        """The present scale had its evaluations, and another follows: the next step begins it."""
        return self._has_worked_scale() and not self._is_last_scale()

    @property
    def evaluations(self) -> int:
        """Losses and gradients computed up to the present result."""
        return self._state.evaluations

    @property
    def seconds_per_pixel(self) -> float | None:
        """How long an evaluation takes for each pixel of work, or None before the first."""
        return self._state.seconds_per_pixel

    def step(self, settings: Settings) -> Progress:
        """One evaluation (two where the objective is new), which mostly moves the result; of a large picture a part.

        Only what needs no new targets may differ in `settings`; an evaluation that was begun with others is left.
        Raises Problem if the computation keeps giving no numbers.
        """
        self._resumed = perf_counter()
        self.adopt(settings)
        step, self._step = self._step or self._one_step(), None
        try:
            next(step)
            self._step = step
        except StopIteration as stop:
            return self._progress(stop.value)
        except Exception as error:
            if not is_lack_of_memory(error):
                raise
            self._state = replace(self._state, memory=optimiser.outdated(self._state.memory))  # it may be half moved
            raise Problem("this computer has not enough memory for that: please choose a smaller size") from error
        finally:
            self._evaluation = None if self._step is None else self._evaluation
        self._seconds += perf_counter() - self._resumed
        return self._progress("")

    def _one_step(self) -> Steps[str]:
        """A whole step; returns what the user should know about it, or ""."""
        self._seconds = 0.0
        if self.scale_done:
            yield from self._next_scale()
        yield from self._scene.prepare(self._scale, self._state.settings)
        if self._state.pull is None and not self._scale.is_large:  # content has no say in those
            pull = yield from self._scene.pull(self._scale, self._state.settings)
            self._state = replace(self._state, pull=pull)
        self._seconds, self._resumed = 0.0, perf_counter()  # reading is done once for a scale: no step's own time
        self._balance = yield from self._balanced()
        memory, losses, evaluations = self._state.memory, self._state.losses, 1
        if self._balance != self._state.balance:
            memory = optimiser.outdated(memory)
        self._of_step = 0, 1 if memory.gradient is not None else 2
        is_last = self._state.step + 1 >= self._scale.evaluations
        # a large scale's beginning is painted all over already, and lacks only the finest: that it would get last
        precondition = unconditioned if self._scale.is_large else preconditioned
        memory, outcome = yield from optimiser.advance(memory, self._measure, is_last, precondition)
        self._of_step = 1, 2
        if outcome is optimiser.Outcome.MEASURED:  # every step tries to move, also while a slider is dragged
            losses, evaluations = self._tried, 2
            memory, outcome = yield from optimiser.advance(memory, self._measure, is_last, precondition)
        state = self._state
        scale = state.scales[state.scale]
        took = evaluations - (LAST_SAVES if is_last else 0.0)
        seconds = (self._seconds + perf_counter() - self._resumed) / (took * self._needs.evaluation(scale))
        before = state.seconds_per_pixel
        is_bad = outcome is optimiser.Outcome.NOT_A_NUMBER
        self._state = replace(
            state,
            memory=memory,
            balance=self._balance,
            step=state.step + 1,
            evaluations=state.evaluations + evaluations,
            seconds_per_pixel=seconds if before is None else 0.8 * before + 0.2 * seconds,
            losses=self._tried if outcome is optimiser.Outcome.MOVED else losses,
            bad=state.bad + 1 if is_bad else 0,
        )
        self._evaluation = None
        if self._state.bad >= HOPELESS:
            raise Problem(
                "the computation keeps giving no numbers with these settings: "
                "please lower Strength, or choose another network"
            )
        return WENT_BACK if is_bad else ""

    def adopt(self, settings: Settings) -> None:
        """Follow other settings from here on; only what needs no new targets may differ."""
        old = self._state.settings
        if settings == old:
            return
        scales = self._state.scales
        if settings.quality != old.quality:
            scales = counted_as(scales, self._plan(settings))
        memory, step = self._state.memory, self._state.step
        scale, before = self._state.scale, self._state.before
        # what Auto has found acts only while it is on
        idle = {"quality": settings.quality} | ({"auto": settings.auto} if self._state.balance == 1 else {})
        old = old.model_copy(update=idle)
        if changed(old, settings) and not only_shown(old, settings):
            memory, self._step, self._evaluation = optimiser.outdated(memory), None, None
            if scales[scale].is_large:
                memory, scale = self._reduced(memory, scales)
                scales, step, before = with_time(scales, scale), 0, None
            elif scale == last_of_all_layers(scales):  # no finer scale will act on it: it gets its time here
                scales = with_time(scales, scale)
                step = min(step, scales[scale].evaluations - AFTER_CHANGE)
        pull = self._state.pull if _blend(settings) == _blend(old) else None
        self._state = replace(
            self._state, settings=settings, memory=memory, step=step, scales=scales, pull=pull, scale=scale,
            before=before,
        )  # fmt: skip

    def _reduced(self, memory: optimiser.Memory, scales: tuple[Scale, ...]) -> tuple[optimiser.Memory, int]:
        """The result at the last scale that is not a large one: only there the photo and all layers have a say."""
        index = last_of_all_layers(scales)
        return optimiser.Memory(resample(memory.x, scales[index].height, scales[index].width)), index

    def snapshot(self, hint: NDArray[np.uint8] | None = None) -> Frame:
        """The result as it is now, or a hint of what it will be; and its losses (none before the first step)."""
        return Frame(
            pixels=self._pixels() if hint is None else hint,
            width=self.width,
            height=self.height,
            recipe=replace(self._recipe, settings=self._state.settings),
            losses=dict(self._state.losses),
            progress=self._progress(""),
        )

    def made(self, is_deep: bool, names_paths: bool = False) -> Made:
        """What is saved of the result as it is now: with 16 bits a channel if it `is_deep`."""
        frame = self.snapshot()
        seen: Pixels = frame.pixels
        if is_deep and self._state.evaluations:
            overlay = self._scene.overlay(self._scale, self._state.settings)
            seen = developed(self._state.memory.x, overlay, is_deep=True)
        kept = self._scene.kept(self._scale)
        return made(frame.recipe, seen, frame.width, frame.height, kept, names_paths)

    def _pixels(self) -> NDArray[np.uint8]:
        """(h, w, 3) as the eye is to see the result; those of the last time where nothing has changed."""
        settings, x = self._state.settings, self._state.memory.x
        moved = self._state.scale, self._state.evaluations, settings
        if self._made is not None and self._made[0] == moved:
            return self._made[1]
        overlay = self._scene.overlay(self._scale, settings)
        if not self._state.evaluations:
            overlay = overlay.unpainted()
        pixels = eight_bit(developed(x, overlay))
        self._made = moved, pixels
        return pixels

    def state(self) -> State:
        """All that this session is; `restore` takes it up again, here or in another session.

        Of a large result the curvature memory has no room in a copy, and is learnt anew.
        """
        return replace(self._state, memory=optimiser.copied(self._state.memory))

    def restore(self, state: State, same_pictures: bool = True) -> None:
        """Go on from `state`.

        In a session of the same recipe this continues exactly as the other would have (a large result without
        curvature memory), with the settings of its last step. Where sizes or targets differ (`same_pictures` says if
        the photo, the styles and the regions do not), the result is carried over to the scale nearest in size, without
        curvature memory.
        """
        self._step = self._evaluation = self._made = None
        own = self._recipe.settings
        same = same_pictures and not any(control(name).targets for name in changed(state.settings, own))
        same = same and state.settings.palette() == own.palette()
        settings = state.settings if same else own
        memory = optimiser.copied(optimiser.moved_to(state.memory, self._device))
        scales = self._plan(settings)
        if same and _sizes(state.scales)[-1:] == _sizes(scales)[-1:]:
            scales = state.scales  # with the time that changes gave them, or the size of what was enlarged
        height, width = memory.x.shape[2:]
        index = min(state.scale, len(scales) - 1)
        if _sizes(scales)[index] != (width, height):
            same, index = False, nearest_scale(scales, width)
            memory = optimiser.fresh(resample(memory.x, scales[index].height, scales[index].width))
        if not same or index != state.scale:
            state = replace(state, step=0, pull=None, losses={}, bad=0, before=None)
            memory = optimiser.outdated(memory)
        if not same and scales[index].is_large:
            memory, index = self._reduced(memory, scales)
            scales = with_time(scales, index)
        elif not same and index == last_of_all_layers(scales):
            scales = with_time(scales, index)
        if scales[index].is_large and state.before is None:
            state = replace(state, before=self._scene.cells(memory.x, scales[index], settings))
        self._state = replace(state, memory=memory, scale=index, settings=settings, scales=scales)

    def reopen(self) -> None:
        """Give a finished run the last scale's evaluations once more, for a change to act on."""
        self._step = self._evaluation = None
        self._state = replace(self._state, step=0, scales=with_time(self._state.scales, self._state.scale))

    def _has_worked_scale(self) -> bool:
        return self._state.step >= self._state.scales[self._state.scale].evaluations

    def _is_last_scale(self) -> bool:
        return self._state.scale == len(self._state.scales) - 1

    def _plan(self, settings: Settings) -> tuple[Scale, ...]:
        photo = self._recipe.photo
        return plan_scales(photo.width, photo.height, settings.size, settings.quality)

    @property
    def _scale(self) -> Scale:
        return self._state.scales[self._state.scale]

    def _next_scale(self) -> Steps[None]:
        state = self._state
        coarse, fine = state.scales[state.scale : state.scale + 2]
        enlarging = self._scene.enlarged(state.memory.x, coarse, fine, state.settings)
        x, before = (yield from enlarging) if fine.is_large else at_once(enlarging)
        memory = optimiser.Memory(x)
        self._state = replace(self._state, memory=memory, before=before, scale=self._state.scale + 1, step=0)

    def _balanced(self) -> Steps[float]:
        """The factor on the content's weight: where it is due, by how much of the photo can be recognised."""
        state = self._state
        due = state.evaluations >= FIRST and state.step and state.step % EVERY == 0
        if state.settings.auto == "off" or not due or state.step > SETTLE * self._scale.evaluations:
            return state.balance
        found = yield from self._scene.recognised(state.memory.x, self._scale, state.settings)
        return state.balance if found is None else rebalanced(state.balance, found, state.settings.photo_kept / 100)

    def _measure(self, point: optimiser.Point, wants_gradient: bool) -> Measured:
        state = self._state
        pull = (state.pull or 1.0) * (self._balance if state.settings.auto == "on" else 1.0)
        self._evaluation = self._scene.evaluation(
            point, self._scale, state.settings, pull, state.before, wants_gradient
        )
        return Measured(self._evaluation, self._note)

    def _note(self, losses: Mapping[str, float]) -> None:
        self._tried = losses

    def _progress(self, notice: str) -> Progress:
        state, scales = self._state, self._state.scales
        scale = scales[state.scale]
        block, blocks = 0, 0
        if self._evaluation is not None and self._evaluation.looks > 1:
            blocks = self._evaluation.looks
            block = min(self._evaluation.looked_at + 1, blocks)
        evaluated, count = self._of_step
        part = state.step + ((evaluated + max(block - 1, 0) / blocks) / count if blocks else 0.0)
        work = [self._needs.work(each, state.settings) for each in scales]
        done, total = sum(work[: state.scale]) + min(part / scale.evaluations, 1.0) * work[state.scale], sum(work)
        left = None
        if state.seconds_per_pixel is not None and state.evaluations >= WARM_UP:
            left = (total - done) * state.seconds_per_pixel
        return Progress(
            scale=state.scale + 1,
            scales=len(scales),
            width=scale.width,
            height=scale.height,
            step=state.step,
            steps=scale.evaluations,
            evaluations=state.evaluations,
            fraction=done / total,
            time_left_s=left,
            finished=self.finished,
            notice=notice,
            block=block,
            blocks=blocks,
        )


def _sizes(scales: Sequence[Scale]) -> list[tuple[int, int]]:
    return [(scale.width, scale.height) for scale in scales]


def _blend(settings: Settings) -> tuple[tuple[float, ...], ...]:
    """What of the settings says how the styles are mixed."""
    return settings.shares, settings.shapes, settings.marks
