"""Projects without a name yet: where they lie, and which of them were left behind."""

import secrets
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from stylegui.document.project.project import SUFFIX, Contents, Project
from stylegui.engine.errors import Problem
from stylegui.paths import drafts_folder

FEW_STEPS = 4  # a new document, a photo, a style, and one more
MOST_DRAFTS, MOST_BYTES = 20, 2 << 30  # older ones go


@dataclass(frozen=True)
class LeftBehind:
    """A project that nobody has open and nobody gave a name.

    Attributes:
        path: the file. changed: when it was written last. results: how many. photo: its name, or "".
        was_interrupted: the program ended in the middle of it.
    """

    path: Path
    changed: datetime
    results: int
    photo: str
    was_interrupted: bool


def new_draft() -> Path:
    """A path for a new draft; its folder is made. Raises Problem where it cannot be."""
    folder = drafts_folder()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Problem(f"the folder {folder} for unsaved work cannot be made ({error.strerror})") from error
    now = datetime.now(UTC).strftime("%Y%m%d-%H%M%S")
    return folder / f"{now}-{secrets.token_hex(3)}{SUFFIX}"


def is_draft(path: Path) -> bool:
    """Whether a project has no name of the user's."""
    return path.parent == drafts_folder()


def left_behind(recent: Sequence[str] = ()) -> Iterator[LeftBehind]:
    """Projects that hold something and that no program has open, newest first: drafts, and of the `recent` ones with
    a name those that were not closed."""
    for path in _newest_first(map(Path, recent)):
        try:
            project = Project.open(path, read_only=True)
        except Problem:
            continue  # not for now: it stays where it is
        try:
            if project.file.is_claimed:
                continue
            contents = project.contents()
            document = contents.document
            if is_worth_keeping(contents) and (is_draft(path) or contents.was_interrupted):
                changed = datetime.fromtimestamp(path.stat().st_mtime, UTC)
                name = document.photo.name if document.photo else ""
                results = sum(1 for result in contents.history if result.evaluations)
                yield LeftBehind(path, changed, results, name, contents.was_interrupted)
        except (Problem, OSError):
            continue
        finally:
            project.close()


def is_worth_keeping(contents: Contents) -> bool:
    """Whether a user would miss it: more than pictures that were put in their places."""
    return bool(len(contents.history) or contents.document.regions) or len(contents.steps) > FEW_STEPS


def thin_out(present: Path | None = None) -> None:
    """Let the oldest drafts go where there are more than is sensible; never `present`, nor one that is open."""
    total = 0
    others = [path for path in _newest_first() if path != present]
    for count, path in enumerate(others, 1):
        with suppress(OSError, Problem):
            total += path.stat().st_size
            is_too_much = count > 1 and (count > MOST_DRAFTS or total > MOST_BYTES)
            if is_too_much and not _is_open(path):
                path.unlink()


def _is_open(path: Path) -> bool:
    project = Project.open(path, read_only=True)
    try:
        return project.file.is_claimed
    finally:
        project.close()


def _newest_first(others: Iterable[Path] = ()) -> list[Path]:
    """All drafts, and others where they are there."""
    changed: dict[Path, float] = {}
    with suppress(OSError):
        for path in (*others, *drafts_folder().glob(f"*{SUFFIX}")):
            with suppress(OSError):
                changed[path] = path.stat().st_mtime
    return sorted(changed, key=lambda path: changed[path], reverse=True)
