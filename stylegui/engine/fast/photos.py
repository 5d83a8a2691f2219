"""The photos that a fast network learns from: those that ship, and a folder of one's own."""

from collections.abc import Callable
from pathlib import Path

from stylegui.engine.errors import Problem, go_on, never
from stylegui.engine.pictures.files.loading import PICTURE_ENDINGS, load
from stylegui.engine.pictures.images import Picture, reduced
from stylegui.paths import resources

MOST_PHOTOS = 200  # of a folder, the first ones by name: each is looked at once or twice then
KEPT_SIDE = 1024  # pixels of their longer side that stay in memory
OWN_COUNT = 3  # how many times one's own count beside those that ship


def photos_for(folder: Path | None, cancelled: Callable[[], bool] = never) -> tuple[list[Picture], list[str]]:
    """All to learn from, and why some of the folder cannot be read.

    Raises Problem where none of the folder can be, Cancelled if it is.
    """
    shipped = [
        reduced(load(path), KEPT_SIDE)
        for kind in ("samples", "paintings")
        for path in sorted((resources() / kind).glob("*.jpg"))
    ]
    if folder is None:
        return shipped, []
    own, problems = list[Picture](), list[str]()
    for path in pictures_in(folder):
        go_on(cancelled)
        try:
            own.append(reduced(load(path), KEPT_SIDE))
        except Problem as problem:  # the others teach as well
            problems.append(str(problem))
    if not own:
        raise Problem(f"there is no picture in {folder} that can be read: please choose another folder")
    return own * OWN_COUNT + shipped, problems


def pictures_in(folder: Path) -> list[Path]:
    """Its files, by name, if they end as pictures do. Raises Problem where it cannot be read."""
    try:
        return sorted(path for path in folder.iterdir() if path.suffix.lower() in PICTURE_ENDINGS)[:MOST_PHOTOS]
    except OSError as error:
        raise Problem(f"cannot read the folder {folder}: {error.strerror}") from error
