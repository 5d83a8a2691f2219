"""Which photos, and how their results are called."""

import re
import time
from collections.abc import Collection
from pathlib import Path

from stylegui.engine.errors import Problem
from stylegui.engine.pictures.files.loading import PICTURE_ENDINGS
from stylegui.engine.pictures.files.saving import WRITABLE, sidecar_of

PHOTO = "{photo}"
NO_NAME = r'[\\/:*?"<>|\x00-\x1f]'  # what some system's file names cannot have
LONGEST = 200  # bytes, of 255 that a name can have: there is room for a number, and for what is written aside


def photos_in(folder: Path) -> list[Path]:
    """All pictures that lie in a folder, by name. Raises Problem."""
    try:
        found = sorted(path for path in folder.iterdir() if path.suffix.lower() in PICTURE_ENDINGS and path.is_file())
    except OSError as error:
        raise Problem(f"cannot look into the folder {folder}: {error.strerror}") from error
    if not found:
        raise Problem(f"there is no picture in {folder}: please choose a folder with photos")
    return found


def is_text(name: str) -> bool:
    """Whether a file's name can be told: some file systems know names that are no text."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return not any(each in name for each in "\r\n")


def named(template: str, photo: str, styles: Collection[str], longer: int | str) -> str:
    """A file's name of a template with {photo}, {style}, {size} and {date}.

    `photo` and `styles` are names of pictures, `longer` is the result's longer side in pixels, or "photo" for its own.
    """
    told = {
        "photo": Path(photo).stem or "result",
        "style": "+".join(Path(name).stem for name in styles),
        "size": str(longer),
        "date": time.strftime("%Y-%m-%d"),
    }
    ending = Path(template).suffix if Path(template).suffix.lower() in WRITABLE else ""
    name = template.removesuffix(ending)
    for field, value in told.items():
        name = name.replace(f"{{{field}}}", value)
    short = re.sub(NO_NAME, "-", name).strip().encode(errors="ignore")[:LONGEST].decode(errors="ignore")
    return short + ending


def free_name(wanted: str, folder: Path, taken: Collection[str] = (), has_sidecar: bool = False) -> str:
    """That name, or with a number, so that nothing in the folder has it and nothing of `taken` (in small letters).

    Nor, if it `has_sidecar`, the recipe file's beside it.
    """
    stem, ending = Path(wanted).stem, Path(wanted).suffix
    number, name = 1, wanted
    while name.lower() in taken or (folder / name).exists() or (has_sidecar and sidecar_of(folder / name).exists()):
        number += 1
        name = f"{stem} ({number}){ending}"
    return name
