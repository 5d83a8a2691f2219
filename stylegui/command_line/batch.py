"""Many photos with one recipe: all pictures of a folder, one after the other, and what became of each."""

import logging
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np
from filelock import FileLock, Timeout

from stylegui.batch.names import PHOTO, is_text, photos_in
from stylegui.batch.queue import for_any_photo
from stylegui.batch.report import Entry, Report
from stylegui.batch.work import Painting, Work
from stylegui.command_line.progress import interruption
from stylegui.command_line.render import Options
from stylegui.command_line.wanted import Files, is_picture, load_picture, load_style, recipe_of
from stylegui.engine.errors import Problem
from stylegui.engine.fast.network_file import load_network_file
from stylegui.engine.network.device import use_threads
from stylegui.engine.pictures.files.saving import Saving, check_target
from stylegui.engine.pictures.images import Picture
from stylegui.engine.recipes.recipe import Recipe
from stylegui.engine.recipes.recipe_file import load_recipe
from stylegui.engine.styles.library import is_named
from stylegui.engine.styles.style import Style
from stylegui.engine.whole_file import write_whole
from stylegui.paths import log_file, queue_folder

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Batch:
    """What is to be painted.

    Attributes:
        folder: of the photos. styles: paths or names, or none where a recipe names them. values: settings.
        output: the folder of the results. name: of a result, with {photo} for the photo's, and {style}, {size}, {date}.
        scheduler: address of the cluster that paints; "" for this computer.
        recipe: what names the styles and settings, or fast: a fast network's file; where there are no styles.
    """

    folder: Path
    styles: tuple[Path, ...]
    output: Path
    name: str
    values: Mapping[str, Any]
    scheduler: str = ""
    recipe: Path | None = None
    fast: Path | None = None


@dataclass(frozen=True)
class _Ended:
    """What became of a photo.

    Attributes:
        why: it failed, or "". notices: what is to be known of the result.
    """

    photo: str
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
    with alone_in(batch.output), interruption() as interrupted:
        run = _Run(batch, work, options, photos, interrupted)
        try:
            run.to_the_end()
        finally:
            run.report.write_page(lambda: bool(interrupted))
    code = 130 if interrupted else 1 if run.counts["failed"] else 0
    return {"output": str(batch.output), **run.counts}, code


class _Run:
    """One run through a folder.

    Attributes:
        report: of the results' folder. counts: of photos, by what became of them.
    """

    def __init__(
        self, batch: Batch, work: Work, options: Options, photos: Sequence[Path], interrupted: Sequence[int]
    ) -> None:
        self._batch, self._work, self._options = batch, work, options
        self._photos, self._interrupted = photos, interrupted
        self.report = Report(batch.output)
        self.counts = {"painted": 0, "failed": 0, "there already": 0}

    def to_the_end(self) -> None:
        """Unless it is interrupted. Raises Problem where it cannot go on."""
        for ended in self._on_cluster() if self._batch.scheduler else self._here():
            for said in (*ended.notices, *([ended.why] if ended.why else [])):
                print(f"stylegui: {ended.photo}: {said}", file=sys.stderr)
            self._count(ended.photo, "failed" if ended.why else "painted")

    def _count(self, photo: str, became: str) -> None:
        self.counts[became] += 1
        print(f"stylegui: {sum(self.counts.values())} of {len(self._photos)}: {photo}: {became}", file=sys.stderr)

    def _wanted(self) -> Iterator[tuple[Path, Entry]]:
        """Those that are not painted yet, each when it is asked for."""
        digest = self._work.digest()
        for photo in self._photos:
            if self._interrupted:
                return
            if not is_text(photo.name):
                print("stylegui: a photo's name is no text: please rename it", file=sys.stderr)
                self._count(ascii(photo.name), "failed")
                continue
            entry = self.report.begin(photo, digest, self._work.name(photo), self._work.saving.has_sidecar)
            if entry is None:
                self._count(photo.name, "there already")
            else:
                yield photo, entry

    def _here(self) -> Iterator[_Ended]:
        """Paint on this computer."""
        if self._options.threads:
            use_threads(self._options.threads)
        painting = Painting(self._work, self._options.memory)
        for photo, entry in self._wanted():
            began, why, notices = perf_counter(), "", list[str]()
            try:
                picture, target = load_picture(photo), self._batch.output / entry.result
                painted = painting.paint(picture, target, lambda: bool(self._interrupted))
                if painted is None:
                    return
                entry = self.report.with_free_name(entry)
                notices = painting.save(painted, self._batch.output / entry.result)
            except Problem as problem:
                why = str(problem)
            except Exception as error:
                log.exception("cannot paint %s", photo)
                why = f"unexpected {type(error).__name__}; the details are in {log_file()}"
            self.report.end(entry, perf_counter() - began, why)
            yield _Ended(entry.photo, why, notices)

    def _on_cluster(self) -> Iterator[_Ended]:
        """Have them painted by a Dask cluster. Raises Problem."""
        try:
            from stylegui.batch.cluster import Cluster, Task
        except ImportError as error:
            raise Problem("a cluster needs StyleGUI from the source, with pip install 'stylegui[cluster]'") from error

        batch, options = self._batch, self._options
        with closing(Cluster(batch.scheduler, self._work, options.threads, options.memory)) as cluster:
            tasks = (Task(entry, photo, entry.result) for photo, entry in self._wanted())
            for task, painted in cluster.paint(tasks, self._interrupted):
                entry, why = task.key, painted.why
                try:
                    if not why:
                        entry = self.report.with_free_name(entry)
                        write_whole(batch.output / entry.result, painted.file)
                except Problem as problem:
                    why = str(problem)
                self.report.end(entry, painted.seconds, why)
                yield _Ended(entry.photo, why, painted.notices)


@contextmanager
def alone_in(folder: Path) -> Iterator[None]:
    """Raises Problem where another batch of this computer has its results there."""
    locks = queue_folder().with_name("batches")
    try:
        locks.mkdir(parents=True, exist_ok=True)
        with FileLock(locks / f"{sha256(str(folder.resolve()).encode()).hexdigest()[:16]}.lock", timeout=0):
            yield
    except Timeout as error:
        raise Problem(f"another batch paints into {folder}: please wait for it, or choose another folder") from error


def _work(batch: Batch, saving: Saving) -> Work:
    """What is to be done with each photo. Raises Problem."""
    values, by_hand = dict(batch.values), frozenset(batch.values)
    if batch.recipe is None:
        styles = tuple(_style(str(style)) for style in batch.styles)
    else:
        recipe = for_any_photo(_recipe(batch.recipe))
        styles, values = recipe.styles, recipe.settings.model_dump() | values
    fast = None if batch.fast is None else load_network_file(batch.fast)
    return Work(styles, values, by_hand, saving, batch.name, fast)


def _recipe(path: Path) -> Recipe:
    """A recipe's own photo is not needed, but by a picture that remembers it."""
    if is_picture(path):
        return recipe_of(Files(None, (), path), {})
    return load_recipe(path, photo=Picture(np.full((64, 64, 3), 128, np.uint8)))


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
