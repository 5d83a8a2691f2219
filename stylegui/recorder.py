"""Keeps runs in a project: what both the window and the command line do."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

from stylegui.document.document import Document
from stylegui.document.history import History, Result
from stylegui.document.project.moments import USUAL_BOUND
from stylegui.document.project.project import Kept, Project
from stylegui.document.undo import UndoList
from stylegui.engine.errors import Problem
from stylegui.engine.pictures.files.saving import Made
from stylegui.engine.recipes.recipe import Recipe
from stylegui.engine.run.frame import Frame, Progress
from stylegui.engine.settings import bounds, make_settings
from stylegui.jobs import Job, Schedule, Snapshot, new_id

if TYPE_CHECKING:
    from stylegui.engine.run.session import Session

MOMENT_EVERY = 4  # evaluations between two moments that the command line keeps


def result_of(job: Job) -> Result:
    """The result that a job makes, before its first step."""
    made = datetime.now(UTC).isoformat(timespec="seconds")
    return Result(
        job.id, job.recipe.photo.name, made, 0, 0, job.parent, job.recipe.settings.seed, round(job.seconds, 2)
    )


def result_at(before: Result, snapshot: Snapshot) -> Result:
    """The same result at the moment of a snapshot."""
    frame, progress = snapshot.frame, snapshot.frame.progress
    return replace(
        before,
        width=frame.width,
        height=frame.height,
        seconds=round(snapshot.seconds, 2),
        evaluations=frame.evaluations,
        fraction=progress.fraction,
        finished=progress.finished,
        saved_as=before.saved_as if frame.evaluations == before.evaluations and not snapshot.is_recoloured else "",
        beginnings=tuple(sorted({*before.beginnings, snapshot.begins} - {0})),
    )


def keep_snapshot(project: Project, result: Result, snapshot: Snapshot) -> None:
    """Write a snapshot of a result. Raises Problem."""
    from stylegui.engine.run.checkpoint import describe_environment, to_bytes

    numbers = to_bytes(snapshot.state, exact=False)
    checkpoint = to_bytes(snapshot.state) if snapshot.is_exact else None
    if snapshot.begins:
        project.keep_beginning(result.id, snapshot.begins, numbers)
    document = Document.of(snapshot.frame.recipe)
    environment = describe_environment(snapshot.state.memory.x.device)
    project.keep(Kept(result, document, snapshot.frame.pixels, numbers, checkpoint), environment)


def frame_of(project: Project, id: str, evaluations: int | None = None) -> Frame:
    """A result as it was kept, or the moment of its run after so many evaluations. Raises Problem."""
    recipe, result = project.recipe(id), project.result(id)
    pixels = project.picture(id) if evaluations is None else project.moment(id, evaluations)
    height, width, _ = pixels.shape
    at = result.evaluations if evaluations is None else evaluations
    progress = Progress(
        scale=1, scales=1, width=width, height=height, step=at, steps=at, evaluations=at,
        fraction=result.fraction, time_left_s=None, finished=result.finished and evaluations is None,
    )  # fmt: skip
    return Frame(pixels, result.width, result.height, recipe, {}, progress, id)


def made_of(project: Project, id: str, is_deep: bool, names_paths: bool = False) -> Made:
    """What is saved of a result as it was kept: of its own numbers if it `is_deep`. Raises Problem."""
    from stylegui.engine.run.checkpoint import from_bytes
    from stylegui.engine.run.developed import made_again

    recipe, result = project.recipe(id), project.result(id)
    state = project.state(id) if is_deep else None
    x = None if state is None else from_bytes(state[0]).memory.x
    return made_again(recipe, project.picture(id), result.width, result.height, x, names_paths)


def job_from(project: Project, id: str, scale: int = 0, is_new: bool = False) -> tuple[Job, str]:
    """A job that goes on from a result, and what differs from where that was painted, or "".

    As the same result, or as a new one that branches from it: at its end (0) or at the beginning of a scale.
    Raises Problem if what it needs was not kept, or is damaged.
    """
    from stylegui.engine.network.device import choose
    from stylegui.engine.run.checkpoint import describe_environment, differences

    recipe, state, result = _on_this_computer(project.recipe(id)), project.state(id, scale), project.result(id)
    device = choose(recipe.settings.device)
    different = "; ".join(differences(state[1], describe_environment(device))) if state and state[1] else ""
    checkpoint = state[0] if state else None
    if is_new:
        return Job(recipe, new_id(), id, checkpoint), different
    return Job(recipe, id, result.parent, checkpoint, result.seconds, is_new=False), different


def job_at(project: Project, id: str, evaluations: int) -> Job:
    """A job that makes another result from a moment of a run, of which the picture alone was kept.

    Raises Problem if that is not there, or damaged.
    """
    from stylegui.engine.run.checkpoint import beginning_at, to_bytes

    recipe = project.recipe(id)
    state = beginning_at(recipe, project.moment(id, evaluations), evaluations)
    return Job(recipe, new_id(), id, to_bytes(state))


def job_enlarged(project: Project, id: str, factor: int) -> Job:
    """A job that makes a larger result from one that was painted: `factor` times its size, or (0) the photo's own.

    It paints on from what is there. Raises Problem if that is not there or damaged, or not smaller.
    """
    from stylegui.engine.pictures.resampling import tensor_of
    from stylegui.engine.run.checkpoint import finished_at, from_bytes, to_bytes

    recipe, result, state = _on_this_computer(project.recipe(id)), project.result(id), project.state(id)
    present, (_, most) = max(result.width, result.height), bounds("size")
    size = min(present * factor or max(recipe.photo.width, recipe.photo.height), int(most))
    recipe = replace(recipe, settings=make_settings({**recipe.settings.model_dump(), "size": size}))
    # the picture has 8 bits, and the photo's colours where the eye is to see those
    x = from_bytes(state[0]).memory.x if state is not None else None
    if x is None or x.shape[2:] != (result.height, result.width):
        x = tensor_of(project.picture(id))
    return Job(recipe, new_id(), id, to_bytes(finished_at(recipe, x), exact=False))


def _on_this_computer(recipe: Recipe) -> Recipe:
    """What was painted on another computer's device goes on with what this one has."""
    from stylegui.engine.network.device import choose

    try:
        choose(recipe.settings.device)
    except Problem:
        return replace(recipe, settings=recipe.settings.model_copy(update={"device": "auto"}))
    return recipe


class Recorder:
    """Keeps one run while it is painted, in the thread that paints it.

    Attributes:
        path: of the project.
    """

    def __init__(self, project: Project, job: Job, session: "Session") -> None:
        """On the disk before the first evaluation. Raises Problem if it cannot be written."""
        self.path = project.path
        self._project, self._job, self._session = project, job, session
        self._schedule, self._seconds, self._moment = Schedule(), job.seconds, 0
        self._kept_at = -1
        if job.is_new:
            self._result, document, contents = result_of(job), Document.of(job.recipe), project.contents()
            undo = UndoList.of(contents.steps, contents.present, contents.document)
            gone = undo.record(document, f"Paint {job.recipe.photo.name}")
            project.keep_step(undo.step, document, gone)
            project.keep_result(self._result, document)
        else:
            self._result = project.result(job.id)

    def note(self, progress: Progress, seconds: float) -> None:
        """A step was made, in so many seconds: keep what is due."""
        self._seconds += seconds
        if progress.evaluations >= self._moment:
            self._moment = progress.evaluations + MOMENT_EVERY
            frame = self._session.snapshot()
            self._project.keep_moment(self._job.id, progress.evaluations, frame.pixels, USUAL_BOUND)
        if progress.evaluations == self._kept_at:  # of a large picture a step takes many turns
            return
        if self._session.scale_done:
            self._keep(begins=progress.scale + 1)
        elif self._schedule.is_due() and not progress.finished:
            self._keep(is_exact=self._schedule.is_exact_due())

    def end(self) -> None:
        """The run is finished, or goes on another time."""
        self._keep(is_exact=not self._session.finished)

    def _keep(self, is_exact: bool = False, begins: int = 0) -> None:
        began = perf_counter()
        frame = replace(self._session.snapshot(), result=self._job.id)
        self._kept_at = frame.evaluations
        snapshot = Snapshot(frame, self._session.state(), self._seconds, is_exact, begins)
        self._result = result_at(self._result, snapshot)
        keep_snapshot(self._project, self._result, snapshot)
        self._schedule.note(is_exact)
        self._schedule.note_cost(perf_counter() - began)


def named(path: Path, history: History, which: str) -> Result:
    """Of a project's results, the one that a user means, by its number or its id. Raises Problem."""
    found = [result for number, result in history.numbered() if which in (str(number), result.id)]
    if not found:
        numbers = ", ".join(str(number) for number, _ in history.numbered())
        raise Problem(f"{path} has no result {which}: please give an id, or one of the numbers {numbers}")
    return found[0]
