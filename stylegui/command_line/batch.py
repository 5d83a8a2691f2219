"""Many photos with one recipe: all pictures of a folder, one after the other, and what became of each."""

import hashlib
import json
import logging
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Any

from stylegui.batch.names import PHOTO, free_name, named, photos_in
from stylegui.batch.painter import Painter
from stylegui.batch.report import Entry, Report
from stylegui.command_line.render import Options, interruption
from stylegui.command_line.wanted import load_picture, load_style, settings_of
from stylegui.engine.errors import Problem
from stylegui.engine.network.device import use_threads
from stylegui.engine.pictures.files.saving import WRITABLE, Saving, check_target
from stylegui.engine.pictures.images import Picture
from stylegui.engine.recipes.recipe import Recipe
from stylegui.engine.run.saved import check_saving, save_session
from stylegui.engine.settings import Settings
from stylegui.engine.styles.library import is_named
from stylegui.engine.styles.style import Style
from stylegui.paths import log_file

log = logging.getLogger(__name__)
USUAL_SIZE = Settings().size


@dataclass(frozen=True)
class Batch:
    """What is to be painted.

    Attributes:
        folder: of the photos. styles: paths or names. output: the folder of the results. name: of a result, with
            {photo} for the photo's, and {style}, {size} and {date}. values: settings.
    """

    folder: Path
    styles: tuple[Path, ...]
    output: Path
    name: str
    values: Mapping[str, Any]


def paint_folder(batch: Batch, options: Options) -> tuple[dict[str, Any], int]:
    """Paint what is not painted yet. Returns what `--json` prints, and the exit status.

    That is 0 when all are painted, 1 when some failed, 130 when interrupted; a later run goes on. Raises Problem for
    what would fail with every photo.
    """
    photos = photos_in(batch.folder)
    _check(batch)
    settings = settings_of(batch.values, None)
    settings.style_shares(len(batch.styles))
    if options.threads:
        use_threads(options.threads)
    report, painter = Report(batch.output), Painter(options.memory)
    painter.get_ready(settings)
    painting = _Painting(batch, options, painter)
    counts = {"painted": 0, "failed": 0, "there already": 0}
    with interruption() as interrupted:
        for number, photo in enumerate(photos, 1):
            if interrupted:
                break
            became = _one(batch, report, painting, photo, interrupted)
            if became:
                counts[became] += 1
                print(f"stylegui: {number} of {len(photos)}: {photo.name}: {became}", file=sys.stderr)
    report.write_page()
    code = 130 if interrupted else 1 if counts["failed"] else 0
    return {"output": str(batch.output), **counts}, code


def _one(batch: Batch, report: Report, painting: "_Painting", photo: Path, interrupted: Sequence[int]) -> str:
    """What became of it; "" where it was interrupted."""
    began = perf_counter()
    try:
        digest = hashlib.sha256(photo.read_bytes()).hexdigest()
    except OSError:  # whoever opens it as a picture says why
        digest = hashlib.sha256().hexdigest()
    known = report.find(photo.name, digest, painting.digest)
    if known is not None and known.state != "failed" and (batch.output / known.result).exists():
        # results are written whole: one that is there is ready, though its run was cut off before it could say so
        if known.state == "painting":
            report.note(known.model_copy(update={"state": "painted"}))
        return "there already"
    taken = [entry.result for entry in report.entries]
    name = known.result if known is not None else free_name(painting.name(photo), batch.output, taken)
    entry = Entry(photo=photo.name, result=name, state="painting", photo_sha256=digest, recipe_sha256=painting.digest)
    report.note(entry)
    try:
        is_whole = painting.paint(photo, batch.output / name, interrupted)
    except Problem as problem:
        why = str(problem)
    except Exception as error:
        log.exception("cannot paint %s", photo)
        why = f"unexpected {type(error).__name__}; the details are in {log_file()}"
    else:
        if not is_whole:
            return ""
        report.note(entry.model_copy(update={"state": "painted", "seconds": round(perf_counter() - began, 2)}))
        return "painted"
    print(f"stylegui: {photo.name}: {why}", file=sys.stderr)
    report.note(entry.model_copy(update={"state": "failed", "why": why[:2000]}))
    return "failed"


class _Painting:
    """Paints one photo after the other with the same styles and network.

    Attributes:
        digest: SHA-256 of all that results depend on, but the photo.
    """

    def __init__(self, batch: Batch, options: Options, painter: Painter) -> None:
        self._batch, self._options, self._painter = batch, options, painter
        read = {style: Style(load_style(style)) for style in batch.styles if not _is_of_photo(style)}
        self._styles, self._names = read, [_name(style) for style in batch.styles]
        self.digest = _digest(batch, options.saving)

    def name(self, photo: Path) -> str:
        """What a result is to be called."""
        return named(self._batch.name, photo.name, self._names, self._batch.values.get("size", USUAL_SIZE))

    def paint(self, path: Path, target: Path, interrupted: Sequence[int]) -> bool:
        """Whether it came to its end and was saved, and was not interrupted. Raises Problem."""
        photo, values = load_picture(path), self._batch.values
        styles = tuple(self._style(style, photo) for style in self._batch.styles)
        recipe = Recipe(photo, styles, settings_of(values, photo))
        check_saving(recipe, target, self._options.saving)
        session = self._painter.begin(recipe, by_hand=values)
        settings = session.snapshot().recipe.settings
        while not session.finished:
            if interrupted:
                return False
            session.step(settings)
        for notice in save_session(session, target, self._options.saving):
            print(f"stylegui: {path.name}: {notice}", file=sys.stderr)
        return True

    def _style(self, style: Path, photo: Picture) -> Style:
        return Style(load_style(style, photo)) if _is_of_photo(style) else self._styles[style]


def _name(style: Path) -> str:
    return str(style).partition(":")[2].partition(",")[0] if is_named(str(style)) else style.name


def _is_of_photo(style: Path) -> bool:
    """Whether it has each photo's own colours or edges."""
    return is_named(str(style)) and "photo" in str(style)


def _check(batch: Batch) -> None:
    """Before the work, what would fail with every photo. Raises Problem."""
    if not batch.output.is_dir():
        raise Problem(f"there is no folder {batch.output}: please make it or choose another")
    if batch.output.resolve() == batch.folder.resolve():
        raise Problem("photos and results are in the same folder: please choose another one for the results")
    if PHOTO not in batch.name or Path(batch.name).name != batch.name:
        raise Problem(f"{batch.name} cannot be the results' name: it needs {PHOTO}, and no folder")
    check_target(batch.output / batch.name)


def _digest(batch: Batch, saving: Saving) -> str:
    """Of styles, settings and how results become files."""
    told = hashlib.sha256(json.dumps(dict(batch.values), sort_keys=True, default=str).encode())
    told.update(WRITABLE[Path(batch.name).suffix.lower()].encode())
    told.update(saving.model_dump_json().encode())
    for style in batch.styles:
        data = str(style).encode() if is_named(str(style)) else style.read_bytes()
        told.update(hashlib.sha256(data).digest())
    return told.hexdigest()
