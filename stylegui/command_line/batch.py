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

from stylegui.command_line.batch_report import Entry, Report
from stylegui.command_line.render import Options, check_saving, interruption, save_session
from stylegui.command_line.wanted import Files, chosen, encoder_for, load_picture, load_style, settings_of
from stylegui.engine.errors import Problem
from stylegui.engine.network.device import use_threads
from stylegui.engine.network.encoder import Encoder
from stylegui.engine.pictures.files.loading import PICTURE_ENDINGS
from stylegui.engine.pictures.files.saving import WRITABLE, Saving, check_target
from stylegui.engine.pictures.images import Picture
from stylegui.engine.recipes.recipe import Recipe
from stylegui.engine.run.session import Session
from stylegui.engine.styles.library import is_named
from stylegui.engine.styles.style import Style
from stylegui.paths import log_file

log = logging.getLogger(__name__)
PHOTO = "{photo}"


@dataclass(frozen=True)
class Batch:
    """What is to be painted.

    Attributes:
        folder: of the photos. styles: paths or names. output: the folder of the results. name: of a result, with
            {photo} for the photo's. values: settings.
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
    report, encoder = Report(batch.output), encoder_for(settings)
    painter = _Painter(batch, options, encoder)
    counts = {"painted": 0, "failed": 0, "there already": 0}
    with interruption() as interrupted:
        for number, photo in enumerate(photos, 1):
            if interrupted:
                break
            became = _one(batch, report, painter, photo, interrupted)
            if became:
                counts[became] += 1
                print(f"stylegui: {number} of {len(photos)}: {photo.name}: {became}", file=sys.stderr)
    report.write_page()
    code = 130 if interrupted else 1 if counts["failed"] else 0
    return {"output": str(batch.output), **counts}, code


def _one(batch: Batch, report: Report, painter: "_Painter", photo: Path, interrupted: Sequence[int]) -> str:
    """What became of it; "" where it was interrupted."""
    began = perf_counter()
    try:
        digest = hashlib.sha256(photo.read_bytes()).hexdigest()
    except OSError:  # whoever opens it as a picture says why
        digest = hashlib.sha256().hexdigest()
    known = report.find(photo.name, digest, painter.digest)
    if known is not None and known.state != "failed" and (batch.output / known.result).exists():
        # results are written whole: one that is there is ready, though its run was cut off before it could say so
        if known.state == "painting":
            report.note(known.model_copy(update={"state": "painted"}))
        return "there already"
    name = known.result if known is not None else _free(batch, report, photo)
    entry = Entry(photo=photo.name, result=name, state="painting", photo_sha256=digest, recipe_sha256=painter.digest)
    report.note(entry)
    try:
        is_whole = painter.paint(photo, batch.output / name, interrupted)
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


class _Painter:
    """Paints one photo after the other with the same styles and network.

    Attributes:
        digest: SHA-256 of all that results depend on, but the photo.
    """

    def __init__(self, batch: Batch, options: Options, encoder: Encoder) -> None:
        self._batch, self._options, self._encoder = batch, options, encoder
        self._styles = {style: load_style(style) for style in batch.styles if not _is_of_photo(style)}
        self.digest = _digest(batch, options.saving)

    def paint(self, path: Path, target: Path, interrupted: Sequence[int]) -> bool:
        """Whether it came to its end and was saved, and was not interrupted. Raises Problem."""
        photo, values = load_picture(path), self._batch.values
        styles = tuple(Style(self._style(style, photo)) for style in self._batch.styles)
        recipe = Recipe(photo, styles, settings_of(values, photo))
        check_saving(recipe, target, self._options.saving)
        recipe, _ = chosen(Files(path, self._batch.styles), recipe, values, self._encoder)
        session = Session(recipe, self._encoder, memory=self._options.memory)
        while not session.finished:
            if interrupted:
                return False
            session.step(recipe.settings)
        save_session(session, target, self._options.saving)
        return True

    def _style(self, style: Path, photo: Picture) -> Picture:
        return load_style(style, photo) if _is_of_photo(style) else self._styles[style]


def _is_of_photo(style: Path) -> bool:
    """Whether it has each photo's own colours or edges."""
    return is_named(str(style)) and PHOTO[1:-1] in str(style)


def photos_in(folder: Path) -> list[Path]:
    """All pictures that lie in a folder, by name. Raises Problem."""
    try:
        found = sorted(path for path in folder.iterdir() if path.suffix.lower() in PICTURE_ENDINGS and path.is_file())
    except OSError as error:
        raise Problem(f"cannot look into the folder {folder}: {error.strerror}") from error
    if not found:
        raise Problem(f"there is no picture in {folder}: please choose a folder with photos")
    return found


def _check(batch: Batch) -> None:
    """Before the work, what would fail with every photo. Raises Problem."""
    if not batch.output.is_dir():
        raise Problem(f"there is no folder {batch.output}: please make it or choose another")
    if batch.output.resolve() == batch.folder.resolve():
        raise Problem("photos and results are in the same folder: please choose another one for the results")
    if PHOTO not in batch.name or Path(batch.name).name != batch.name:
        raise Problem(f"{batch.name} cannot be the results' name: it needs {PHOTO}, and no folder")
    check_target(batch.output / batch.name)


def _free(batch: Batch, report: Report, photo: Path) -> str:
    """A name that no file and no other photo has."""
    taken = {entry.result.lower() for entry in report.entries}
    wanted = Path(batch.name.replace(PHOTO, photo.stem))
    number, name = 1, wanted.name
    while name.lower() in taken or (batch.output / name).exists():
        number += 1
        name = f"{wanted.stem} ({number}){wanted.suffix}"
    return name


def _digest(batch: Batch, saving: Saving) -> str:
    """Of styles, settings and how results become files."""
    told = hashlib.sha256(json.dumps(dict(batch.values), sort_keys=True, default=str).encode())
    told.update(WRITABLE[Path(batch.name).suffix.lower()].encode())
    told.update(saving.model_dump_json().encode())
    for style in batch.styles:
        data = str(style).encode() if is_named(str(style)) else style.read_bytes()
        told.update(hashlib.sha256(data).digest())
    return told.hexdigest()
