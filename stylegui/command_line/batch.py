"""Many photos with one recipe: all pictures of a folder, one after the other, and what became of each."""

import logging
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Any

from stylegui.batch.names import PHOTO, photos_in
from stylegui.batch.queue import for_any_photo
from stylegui.batch.report import Entry, Report
from stylegui.batch.work import Painting, Work
from stylegui.command_line.render import Options, interruption
from stylegui.command_line.wanted import Files, load_picture, load_style, recipe_of
from stylegui.engine.errors import Problem
from stylegui.engine.network.device import use_threads
from stylegui.engine.pictures.files.saving import Saving, check_target
from stylegui.engine.settings import sized_settings
from stylegui.engine.styles.library import is_named
from stylegui.engine.styles.style import Style
from stylegui.engine.whole_file import write_whole
from stylegui.paths import log_file

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Batch:
    """What is to be painted.

    Attributes:
        folder: of the photos. styles: paths or names, or none where a recipe names them. values: settings.
        output: the folder of the results. name: of a result, with {photo} for the photo's, and {style}, {size}, {date}.
        scheduler: address of the cluster that paints; "" for this computer.
    """

    folder: Path
    styles: tuple[Path, ...]
    output: Path
    name: str
    values: Mapping[str, Any]
    scheduler: str = ""
    recipe: Path | None = None


@dataclass(frozen=True)
class _Ended:
    """What became of a photo.

    Attributes:
        why: it failed, or "". notices: what is to be known of the result.
    """

    entry: Entry
    seconds: float
    why: str = ""
    notices: Sequence[str] = ()


def paint_folder(batch: Batch, options: Options) -> tuple[dict[str, Any], int]:
    """Paint what is not painted yet. Returns what `--json` prints, and the exit status.

    That is 0 when all are painted, 1 when some failed, 130 when interrupted; a later run goes on. Raises Problem for
    what would fail with every photo.
    """
    photos = photos_in(batch.folder)
    _check(batch, options.saving)
    work = _work(batch, options.saving)
    work.check()
    report, counts = Report(batch.output), {"painted": 0, "failed": 0, "there already": 0}
    with interruption() as interrupted:
        wanted = _wanted(photos, report, work, counts)
        paint = _on_cluster if batch.scheduler else _here
        for ended in paint(batch, work, options, wanted, interrupted):
            became = "failed" if ended.why else "painted"
            report.end(ended.entry, ended.seconds, ended.why)
            counts[became] += 1
            for said in (*ended.notices, *([ended.why] if ended.why else [])):
                print(f"stylegui: {ended.entry.photo}: {said}", file=sys.stderr)
            print(f"stylegui: {sum(counts.values())} of {len(photos)}: {ended.entry.photo}: {became}", file=sys.stderr)
    report.write_page()
    code = 130 if interrupted else 1 if counts["failed"] else 0
    return {"output": str(batch.output), **counts}, code


def _wanted(photos: Sequence[Path], report: Report, work: Work, counts: dict[str, int]) -> Iterator[tuple[Path, Entry]]:
    """Those that are not painted yet, each when it is asked for."""
    digest = work.digest()
    for photo in photos:
        entry = report.begin(photo, digest, work.name(photo), work.saving.has_sidecar)
        if entry is None:
            counts["there already"] += 1
            there = sum(counts.values())
            print(f"stylegui: {there} of {len(photos)}: {photo.name}: there already", file=sys.stderr)
        else:
            yield photo, entry


def _here(
    batch: Batch, work: Work, options: Options, wanted: Iterator[tuple[Path, Entry]], interrupted: Sequence[int]
) -> Iterator[_Ended]:
    """Paint on this computer."""
    if options.threads:
        use_threads(options.threads)
    painting = Painting(work, options.memory)
    for photo, entry in wanted:
        began, why = perf_counter(), ""
        notices: list[str] | None = []
        try:
            notices = painting.paint(load_picture(photo), batch.output / entry.result, lambda: bool(interrupted))
        except Problem as problem:
            why = str(problem)
        except Exception as error:
            log.exception("cannot paint %s", photo)
            why = f"unexpected {type(error).__name__}; the details are in {log_file()}"
        if notices is None:
            return
        yield _Ended(entry, perf_counter() - began, why, notices)
        if interrupted:
            return


def _on_cluster(
    batch: Batch, work: Work, options: Options, wanted: Iterator[tuple[Path, Entry]], interrupted: Sequence[int]
) -> Iterator[_Ended]:
    """Have them painted by a Dask cluster. Raises Problem."""
    try:
        from stylegui.batch.cluster import Cluster, Painted, Task
    except ImportError as error:
        raise Problem("a cluster needs StyleGUI from the source, with pip install 'stylegui[cluster]'") from error

    def ended(entry: Entry, painted: Painted) -> _Ended:
        why = painted.why
        try:
            if not why:
                write_whole(batch.output / entry.result, painted.file)
        except Problem as problem:
            why = str(problem)
        return _Ended(entry, painted.seconds, why, painted.notices)

    with closing(Cluster(batch.scheduler, work, options.threads, options.memory)) as cluster:
        tasks = (Task(entry, photo, entry.result) for photo, entry in wanted)
        for task, painted in cluster.paint(tasks, interrupted):
            yield ended(task.key, painted)


def _work(batch: Batch, saving: Saving) -> Work:
    """What is to be done with each photo. Raises Problem."""
    values, by_hand = dict(batch.values), frozenset(batch.values)
    if batch.recipe is None:
        sized_settings(values, None).style_shares(len(batch.styles))
        styles = tuple(_style(str(style)) for style in batch.styles)
    else:
        recipe = for_any_photo(recipe_of(Files(None, (), batch.recipe), {}))
        styles, values = recipe.styles, recipe.settings.model_dump() | values
    return Work(styles, values, by_hand, saving, batch.name)


def _style(text: str) -> Style | str:
    is_each_photos_own = is_named(text) and "photo" in text
    return text if is_each_photos_own else Style(load_style(Path(text)))


def _check(batch: Batch, saving: Saving) -> None:
    """Before the work, what would fail with every photo. Raises Problem."""
    if not batch.output.is_dir():
        raise Problem(f"there is no folder {batch.output}: please make it or choose another")
    if batch.output.resolve() == batch.folder.resolve():
        raise Problem("photos and results are in the same folder: please choose another one for the results")
    if PHOTO not in batch.name or Path(batch.name).name != batch.name:
        raise Problem(f"{batch.name} cannot be the results' name: it needs {PHOTO}, and no folder")
    check_target(batch.output / batch.name)
    if batch.scheduler and saving.has_sidecar:
        raise Problem("a cluster makes pictures alone: please leave out --sidecar (--recipe FILE repeats the batch)")
