"""The paintings that the program ships, and styles by name."""

import json
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from stylegui.engine.errors import Problem
from stylegui.engine.pictures.files.loading import load
from stylegui.engine.pictures.images import Picture
from stylegui.engine.styles.drawn_picture import USUAL, DrawnPicture, parse_drawn, text_of
from stylegui.engine.styles.style_file import is_style_file, load_style
from stylegui.paths import resources

DRAWN, PAINTING = "drawn:", "painting:"  # before a style's name
LICENCE = "Public domain"


@dataclass(frozen=True)
class Painting:
    """One of them.

    Attributes:
        name: by which it is called for. file: the picture. place: where it hangs, or "".
    """

    name: str
    file: Path
    title: str
    painter: str
    year: str
    place: str


@cache
def paintings() -> tuple[Painting, ...]:
    """All that are there."""
    folder = resources() / "paintings"
    entries = json.loads((folder / "paintings.json").read_text(encoding="utf-8"))
    return tuple(Painting(name, folder / f"{name}.jpg", **entry) for name, entry in entries.items())


def is_named(text: str) -> bool:
    """Whether a text names a style, not a file."""
    return text.startswith((DRAWN, PAINTING))


def open_style(text: str, photo: Picture | None = None, longer: int = USUAL) -> Picture:
    """The style of a name, of a style file or of a picture file. Raises Problem."""
    if is_named(text):
        return named_style(text, photo, longer)
    path = Path(text)
    return load_style(path) if is_style_file(path) else load(path)


def name_of(picture: Picture) -> str:
    """What `open_style` opens as the same: a name or a file's path; "" for what is in no file."""
    if isinstance(picture, DrawnPicture):
        return DRAWN + text_of(picture)
    shipped = next((painting.name for painting in paintings() if painting.file == picture.path), None)
    if shipped is not None:
        return PAINTING + shipped
    return "" if picture.path is None else str(picture.path)


def follows_photo(picture: Picture) -> bool:
    """Whether it is drawn along a photo's own edges: for another photo it is another."""
    return isinstance(picture, DrawnPicture) and picture.handles.direction == "photo"


def named_style(text: str, photo: Picture | None = None, longer: int = USUAL) -> Picture:
    """The style that is called "drawn:pencil,density=70" or "painting:starry-night". Raises Problem.

    `longer`: pixels of the longer side of what is drawn.
    """
    if text.startswith(DRAWN):
        return parse_drawn(text.removeprefix(DRAWN), photo, longer)
    name = text.removeprefix(PAINTING)
    found = next((painting for painting in paintings() if painting.name == name), None)
    if found is None:
        raise Problem(f"there is no painting {name!r}; there are: {', '.join(each.name for each in paintings())}")
    return replace(load(found.file), name=found.title)
