"""Presets: settings with a name and a picture of what they do, shipped ones and one's own; each is a file."""

import base64
import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError, field_validator

from stylegui.document.document import Document
from stylegui.engine.errors import Problem
from stylegui.engine.settings import STYLE_LAYERS, Settings, make_settings
from stylegui.engine.styles.library import is_named
from stylegui.engine.whole_file import write_whole
from stylegui.paths import presets_folder, resources

ENDING = ".stylegui-preset"
# What makes a look; size, quality and where it is computed stay as they are.
HELD = (
    "auto", "look", "strength", "photo_kept", "subject", "objects", "follow_meaning", "smoothness", "brush_size",
    "colour", "colour_amount", "content", *(f"layer_{layer}" for layer in STYLE_LAYERS),
)  # fmt: skip
MOST_BYTES, MOST_PIXELS = 2**20, 2**22  # of a file and of its picture: more is no preset
PICTURE = 320  # pixels of the longer side

Name = Annotated[str, StringConstraints(min_length=1, max_length=60, strip_whitespace=True)]


class Preset(BaseModel):
    """One of them.

    Attributes:
        name, says: what it is called, and what it is for. settings: those of HELD that are not the usual ones.
        style: of the gallery, by its name, that it paints with; "" for whatever there is.
        picture: of what it does, an encoded picture in base64, or "".
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    name: Name
    says: Annotated[str, StringConstraints(max_length=300)] = ""
    settings: dict[str, Any] = {}
    style: Annotated[str, StringConstraints(max_length=300)] = ""
    picture: str = ""

    @field_validator("settings")
    @classmethod
    def _holds(cls, settings: dict[str, Any]) -> dict[str, Any]:
        unknown = settings.keys() - set(HELD)
        if unknown:
            raise ValueError(f"a preset holds no {', '.join(sorted(unknown))}")
        try:
            make_settings(settings)
        except Problem as problem:
            raise ValueError(str(problem)) from problem
        return settings

    @field_validator("style")
    @classmethod
    def _is_of_gallery(cls, style: str) -> str:
        if style and not is_named(style):
            raise ValueError("its style must be of the gallery")
        return style

    @property
    def label(self) -> str:
        """As a wish."""
        return f"Preset {self.name}"

    @property
    def drag(self) -> None:
        """Each is a step."""

    def apply(self, document: Document) -> Document:
        """The document with these settings, and the usual ones of what it does not name."""
        usual = {name: Settings.model_fields[name].default for name in HELD}
        settings = make_settings(document.settings.model_dump() | usual | {"auto": "off"} | self.settings)
        return document if settings == document.settings else replace(document, settings=settings)

    def pixels(self) -> NDArray[np.uint8] | None:
        """(h, w, 3) of its picture; None where it has none that can be read."""
        try:
            data = BytesIO(base64.b64decode(self.picture, validate=True))
            with Image.open(data, formats=("JPEG", "PNG")) as image:
                return np.asarray(image.convert("RGB")) if image.width * image.height <= MOST_PIXELS else None
        except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
            return None


def preset_of(name: str, settings: Settings, pixels: NDArray[np.uint8] | None) -> Preset:
    """The present settings as a preset, with a picture (h, w, 3) of what they do. Raises Problem for no name."""
    values = {each: getattr(settings, each) for each in HELD}
    held = {each: value for each, value in values.items() if value != Settings.model_fields[each].default}
    return _checked({"name": name, "settings": {"auto": settings.auto, **held}, "picture": _encoded(pixels)}, name)


def load_preset(path: Path) -> Preset:
    """Raises Problem where the file is none."""
    try:
        if path.stat().st_size > MOST_BYTES:
            raise Problem(f"{path} is too large for a preset")
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise Problem(f"cannot read {path}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise Problem(f"{path} is not a preset") from error
    return _checked(text, str(path))


def save_preset(preset: Preset, path: Path) -> None:
    """Write it, whole or not at all. Raises Problem."""
    write_whole(path, (preset.model_dump_json(indent=1) + "\n").encode())


def shipped() -> list[Preset]:
    """Those that come with the program, in their order."""
    return [load_preset(path) for path in sorted((resources() / "presets").glob(f"*{ENDING}"))]


def own() -> dict[Path, Preset]:
    """One's own, by their files, in the order of their names. What cannot be read is left out, and stays."""
    found = {}
    for path in presets_folder().glob(f"*{ENDING}"):
        with suppress(Problem):
            found[path] = load_preset(path)
    return dict(sorted(found.items(), key=lambda each: each[1].name.casefold()))


def keep(preset: Preset) -> Path:
    """Make it one's own, beside those that there are. Raises Problem."""
    folder = presets_folder()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Problem(f"cannot make the folder {folder}: {error.strerror}") from error
    name = file_name(preset)
    stem = name.removesuffix(ENDING)
    names = (name if number == 1 else f"{stem}-{number}{ENDING}" for number in range(1, 10_000))
    path = next(folder / name for name in names if not (folder / name).exists())
    save_preset(preset, path)
    return path


def file_name(preset: Preset) -> str:
    """That its file may have on any system."""
    return (re.sub(r"[^\w-]+", "-", preset.name).strip("-") or "preset") + ENDING


def remove(path: Path) -> None:
    """Take one of one's own away. Raises Problem."""
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise Problem(f"cannot remove {path}: {error.strerror}") from error


def agrees(settings: Settings, others: Settings) -> bool:
    """Whether both would be the same preset."""
    return all(getattr(settings, name) == getattr(others, name) for name in HELD)


def rename(path: Path, name: str) -> Path:
    """Call one's own otherwise; its file stays where it is. Raises Problem."""
    save_preset(_checked(load_preset(path).model_dump() | {"name": name}, name), path)
    return path


def _checked(what: str | Mapping[str, Any], called: str) -> Preset:
    try:
        return Preset.model_validate_json(what) if isinstance(what, str) else Preset.model_validate(dict(what))
    except (ValidationError, RecursionError) as error:
        first = error.errors()[0] if isinstance(error, ValidationError) else {"loc": (), "msg": "it is nested too deep"}
        where = ".".join(map(str, first["loc"]))
        raise Problem(f"{called} is not a preset: {where + ': ' if where else ''}{first['msg']}") from error


def _encoded(pixels: NDArray[np.uint8] | None) -> str:
    if pixels is None:
        return ""
    image, data = Image.fromarray(pixels), BytesIO()
    image.thumbnail((PICTURE, PICTURE))
    image.save(data, "JPEG", quality=85)
    return base64.b64encode(data.getvalue()).decode()
