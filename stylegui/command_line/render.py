"""One run from files to a file, without a window."""

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Any

from stylegui.command_line.progress import interruption, progress_bar
from stylegui.command_line.summary import summary, tell
from stylegui.command_line.wanted import Files, chosen, load_picture, recipe_of, settings_of
from stylegui.document.project.place import check_project
from stylegui.document.project.project import Project
from stylegui.engine.errors import Problem
from stylegui.engine.fast.network_file import load_network_file
from stylegui.engine.fast.painting import paint
from stylegui.engine.fast.transform_network import TransformNetwork
from stylegui.engine.network.device import use_threads
from stylegui.engine.network.in_memory import encoder_for
from stylegui.engine.objective.evaluation import at_once
from stylegui.engine.pictures.files.saving import USUAL, Saving, check_target, finish, is_deep, sidecar_of
from stylegui.engine.pictures.images import Picture
from stylegui.engine.pictures.resampling import tensor_of
from stylegui.engine.plan.durations import in_words
from stylegui.engine.plan.forecast import needs_of, usual_memory
from stylegui.engine.plan.pyramid import LARGE
from stylegui.engine.recipes.recipe import Recipe
from stylegui.engine.run.checkpoint import finished_at, from_bytes, painted_at
from stylegui.engine.run.saved import check_saving, save_result, save_session
from stylegui.engine.run.session import Session
from stylegui.engine.run.speed import seconds_per_pixel
from stylegui.engine.settings import Settings
from stylegui.engine.whole_file import check_place, is_same_file
from stylegui.jobs import Job
from stylegui.recorder import Recorder, job_from, made_of, named


@dataclass(frozen=True)
class Options:
    """How to paint.

    Attributes:
        threads: to compute with. memory: bytes to take at most.
        saving: how the result becomes a file.
        project: kept while it is painted: a new file, or one more result in one that is there.
    """

    threads: int | None = None
    memory: int | None = None
    saving: Saving = USUAL
    project: Path | None = None


def render_files(files: Files, output: Path, values: Mapping[str, Any], options: Options) -> tuple[dict[str, Any], int]:
    """Paint and save. Returns what `--json` prints, and the exit status: 0, or 130 when interrupted.

    `values` are settings; "size" may be "photo". Raises Problem for anything the user can mend.
    """
    if files.recipe is None:
        settings_of(values, None).style_shares(len(files.styles))
    check_places(output, files.all(), options.project, options.saving)
    began = perf_counter()
    recipe = recipe_of(files, values)
    pictures = (recipe.photo, *(style.picture for style in recipe.styles), *([recipe.start] if recipe.start else []))
    named = [picture.path for picture in pictures if picture.path is not None]
    check_places(output, named, options.project, options.saving)
    check_saving(recipe, output, options.saving)
    result = _to_enlarge(files, recipe)
    network = None if files.fast is None else load_network_file(files.fast)
    if options.threads:
        use_threads(options.threads)
    encoder = encoder_for(recipe.settings)
    recipe, why = chosen(files, recipe, values, encoder)
    session = Session(recipe, encoder, memory=options.memory)
    if result is not None:
        session.restore(finished_at(recipe, tensor_of(result.pixels)))
    if network is not None:
        longer = min(recipe.settings.size, LARGE)
        begun = at_once(paint(TransformNetwork(network.weights), recipe.photo, longer))
        session.restore(painted_at(recipe, begun))
    with _kept_in(options.project) as kept:
        recorder = None if kept is None else Recorder(kept, Job(recipe), session)
        summary, code = _to_the_end(session, recipe.settings, output, options.saving, began, recorder)
    return {**summary, "auto": why}, code


@contextmanager
def _kept_in(path: Path | None) -> Iterator[Project | None]:
    """The project at a path, new or not; None where none is wanted."""
    if path is None:
        yield None
        return
    with closing(Project.open(path) if path.exists() else Project.create(path)) as project:
        yield project


def _to_enlarge(files: Files, recipe: Recipe) -> Picture | None:
    """The result to go on from, or None. Raises Problem."""
    if files.enlarge is None:
        return None
    result = load_picture(files.enlarge)
    if not result.has_shape_of(recipe.photo):
        raise Problem(f"{files.enlarge} has not the photo's shape: only a result of the same photo can be enlarged")
    if max(result.width, result.height) >= recipe.settings.size:
        size = f"{result.width} × {result.height} pixels"
        raise Problem(f"{files.enlarge} has {size} already: please choose a larger --size than {recipe.settings.size}")
    return result


def tell_forecast(files: Files, values: Mapping[str, Any], options: Options, as_json: bool) -> str:
    """What a run would take, in words or as JSON. Nothing is painted. Raises Problem for anything the user can mend."""
    recipe = recipe_of(files, values)
    if options.threads:
        use_threads(options.threads)
    result = _to_enlarge(files, recipe)
    encoder = encoder_for(recipe.settings)
    recipe, _ = chosen(files, recipe, values, encoder)
    needs = needs_of(recipe, options.memory or usual_memory())
    found = needs.forecast(recipe.settings, None if result is None else (result.width, result.height))
    seconds = found.seconds(at_once(seconds_per_pixel(encoder, recipe.settings)))
    if as_json:
        told = {"width": found.width, "height": found.height, "seconds": round(seconds, 1), "bytes": found.bytes}
        return json.dumps(told)
    size = f"{found.width} × {found.height} px"
    return f"{size}, about {in_words(seconds)}, {found.bytes / 1e9:.1f} GB"


def resume(
    path: Path, output: Path, threads: int | None = None, saving: Saving = USUAL, memory: int | None = None
) -> tuple[dict[str, Any], int]:
    """Go on to the end with what is unfinished in a project, and save it. Raises Problem where nothing is."""
    check_places(output, (path,), saving=saving)
    began = perf_counter()
    with closing(Project.open(path)) as project:
        unfinished = project.contents().unfinished
        if not unfinished:
            raise Problem(f"{path}: nothing in it is unfinished; 'stylegui project export' writes a result")
        if threads:
            use_threads(threads)
        job, different = job_from(project, unfinished)
        if different:
            print(f"stylegui: it goes on from the same state, but not to the last digit: {different}", file=sys.stderr)
        session = Session(job.recipe, encoder_for(job.recipe.settings), memory=memory)
        check_saving(job.recipe, output, saving)
        if job.checkpoint is not None:
            session.restore(from_bytes(job.checkpoint))
        recorder = Recorder(project, job, session)
        return _to_the_end(session, job.recipe.settings, output, saving, began, recorder)


def export(path: Path, which: str, output: Path, saving: Saving = USUAL) -> None:
    """Write a result of a project (by its number or id) as a picture. Raises Problem."""
    check_places(output, (path,), saving=saving)
    with closing(Project.open(path, read_only=True)) as project:
        history = project.contents().history
        if not history:
            raise Problem(f"{path}: there is no result in it yet")
        *_, newest = history
        result = named(path, history, which) if which else newest
        recipe = project.recipe(result.id)
        deep = is_deep(recipe.photo, output, saving)
        plain = finish(project.picture(result.id), result.width, result.height, recipe.photo)
        tell(save_result(lambda: made_of(project, result.id, deep, saving.names_paths), plain, recipe, output, saving))


def check_places(output: Path, inputs: Sequence[Path], project: Path | None = None, saving: Saving = USUAL) -> None:
    """Before the work, what would fail after it. Raises Problem."""
    check_target(output)
    written = [output]
    if saving.has_sidecar:
        check_place(sidecar_of(output))
        written.append(sidecar_of(output))
    for target in written:
        if any(is_same_file(target, path) for path in inputs):
            raise Problem(f"{target} is one of the files to work from: please give another name for the result")
    if project is None:
        return
    if any(is_same_file(project, path) for path in (output, *inputs)):
        raise Problem(f"{project} is one of the pictures or recipes: please give another name for the project")
    if project.exists():
        check_project(project)
    else:
        check_place(project)


def _to_the_end(
    session: Session,
    settings: Settings,
    output: Path,
    saving: Saving,
    began: float,
    recorder: Recorder | None,
) -> tuple[dict[str, Any], int]:
    try:
        first_frame_s, interrupted = _run(session, settings, began, recorder)
        if recorder is not None:
            recorder.end()
    except Problem as problem:
        if recorder is not None:
            with suppress(Problem):  # the project may be what failed
                recorder.end()
        frame = session.snapshot()
        if not frame.losses:
            raise
        tell(save_session(session, output, saving))
        raise Problem(f"{problem}; the result so far was saved as {output}") from problem
    except Exception:  # a fault of the program must not take the picture with it
        frame = session.snapshot()
        if frame.losses:
            tell(save_session(session, output, saving))
            print(f"stylegui: the result so far was saved as {output}", file=sys.stderr)
        raise
    frame = session.snapshot()
    tell(save_session(session, output, saving))
    if interrupted:
        percent = round(100 * frame.progress.fraction)
        print(f"stylegui: stopped at {percent} %; the result so far is in {output}", file=sys.stderr)
        if recorder is not None:
            print(f"stylegui: 'stylegui project resume {recorder.path} -o FILE' goes on with it", file=sys.stderr)
    return summary(output, frame, settings, perf_counter() - began, first_frame_s), 130 if interrupted else 0


def _run(session: Session, settings: Settings, began: float, recorder: Recorder | None) -> tuple[float, bool]:
    """Step to the end or to Ctrl+C. Returns seconds to the first frame, and whether it was interrupted."""
    first_frame_s = 0.0
    with interruption() as interrupted, progress_bar() as bar:
        task = bar.add_task("", total=1.0)
        while not session.finished and not interrupted:
            stepped = perf_counter()
            progress = session.step(settings)
            if recorder is not None:
                recorder.note(progress, perf_counter() - stepped)
            first_frame_s = first_frame_s or perf_counter() - began
            size = max(progress.width, progress.height)
            text = f"scale {progress.scale} of {progress.scales} · {size} px · step {progress.step}"
            text += f" · block {progress.block} of {progress.blocks}" if progress.blocks else ""
            bar.update(task, completed=progress.fraction, description=text)
            if progress.notice:
                print(f"stylegui: {progress.notice}", file=sys.stderr)
    return first_frame_s, bool(interrupted)
