"""A drawn style as a picture, at the size that is needed."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from pydantic import ValidationError

from stylegui.engine.errors import Problem
from stylegui.engine.pictures.images import Picture, eight_bit, resize_visible, working_size
from stylegui.engine.styles.drawn.families import FAMILIES, draw, usual_handles
from stylegui.engine.styles.drawn.handles import PALETTES, Handles, palette_of

USUAL = 1024  # pixels of the longer side, unless more are needed
LARGEST = 4096
SIDES = (4, 3)
EDGES, EVENED = 384, 8  # pixels of the photo's longer side that its edges are told at; of a side that are evened


@dataclass(frozen=True, eq=False, kw_only=True)
class DrawnPicture(Picture):
    """A picture that the program drew.

    Attributes:
        family: one of FAMILIES. handles: what it was drawn with. flow: (h, w) of the photo's edges, where its
            direction is theirs.
    """

    family: str
    handles: Handles
    flow: NDArray[np.floating] | None = None

    def size_at(self, longer: int) -> tuple[int, int]:
        """It is drawn with more where more are wanted."""
        return drawn_size(max(longer, self.width))

    def at(self, longer: int) -> Picture:
        """Drawn anew, unless it has as many."""
        width, _ = self.size_at(longer)
        return self if width == self.width else _drawn(self.family, self.handles, width, self.flow)


def drawn_picture(
    family: str, handles: Handles | None = None, photo: Picture | None = None, longer: int = USUAL
) -> DrawnPicture:
    """Draw a style; `photo` is whose edges marks run along, if they are to. Raises Problem for an unknown family."""
    usual = usual_handles(family)
    handles = handles or usual
    flow = flow_of(photo) if photo is not None and handles.direction == "photo" else None
    return _drawn(family, handles, longer, flow)


def parse_drawn(text: str, photo: Picture | None = None, longer: int = USUAL) -> DrawnPicture:
    """Draw what a text like "pencil,density=70,palette=sea" asks for. Raises Problem where it cannot be followed.

    A palette is one by name, "photo" for the photo's own, or five colours with "-" between.
    """
    family, *assignments = text.split(",")
    parts = [assignment.partition("=") for assignment in assignments]
    return drawn_with(family, {name.strip(): value.strip() for name, _, value in parts}, photo, longer)


def drawn_with(
    family: str, turned: Mapping[str, str], photo: Picture | None = None, longer: int = USUAL
) -> DrawnPicture:
    """The same of a family's handles by their names, those that are not the usual ones."""
    values: dict[str, object] = usual_handles(family).model_dump()
    for name, value in turned.items():
        if name not in Handles.model_fields:
            raise Problem(f"a drawn style has no handle {name!r}; there are: {', '.join(Handles.model_fields)}")
        values[name] = _palette(value, photo) if name == "palette" else value
    try:
        handles = Handles.model_validate(values)
    except ValidationError as error:
        first = error.errors()[0]
        raise Problem(f"{family}: {first['loc'][0]}: {first['msg']}") from error
    if handles.direction == "photo" and "photo" not in FAMILIES[family].directions:
        raise Problem(f"{family}: direction: its marks do not follow a photo's edges")
    return drawn_picture(family, handles, photo, longer)


def text_of(picture: DrawnPicture) -> str:
    """What `parse_drawn` reads as the same."""
    usual, own = usual_handles(picture.family), picture.handles
    parts = [picture.family]
    for name in Handles.model_fields:
        value = getattr(own, name)
        if value != getattr(usual, name):
            parts.append(f"{name}={'-'.join(value) if name == 'palette' else value}")
    return ",".join(parts)


def drawn_size(longer: int) -> tuple[int, int]:
    """(width, height) of one that is drawn at least `longer` pixels wide, or LARGEST: all have the same proportions."""
    width = min(-(-longer // SIDES[0]) * SIDES[0], LARGEST)
    return width, width * SIDES[1] // SIDES[0]


def flow_of(photo: Picture) -> NDArray[np.floating]:
    """(h, w): the direction of a photo's edges, radians clockwise from the right (of the smoothed structure tensor)."""
    size = working_size(photo.width, photo.height, EDGES)
    down, right = np.gradient(resize_visible(photo, *size).mean(2))
    small = max(size[0] // EVENED, 1), max(size[1] // EVENED, 1)
    yy, xx, xy = (
        np.asarray(Image.fromarray(part.astype(np.float32)).resize(small, Image.Resampling.BOX))
        for part in (down * down, right * right, down * right)
    )
    across = 0.5 * np.arctan2(2 * xy, xx - yy)  # of the strongest change; edges run at right angles to it
    found: NDArray[np.floating] = across + np.pi / 2
    return found


def _palette(text: str, photo: Picture | None) -> object:
    if text in PALETTES:
        return PALETTES[text]
    if text != "photo":
        if "-" not in text:
            names = ", ".join((*PALETTES, "photo"))
            raise Problem(f"palette: there is no {text!r}; there are: {names}, or five colours like 102030-405060-…")
        return text.split("-")
    if photo is None:
        raise Problem("the photo's palette: please choose a photo first")
    return palette_of(eight_bit(photo.pixels))


def _drawn(family: str, handles: Handles, longer: int, flow: NDArray[np.floating] | None) -> DrawnPicture:
    pixels = _pixels(family, handles, longer) if flow is None else _draw(family, handles, longer, flow)
    return DrawnPicture(pixels, name=FAMILIES[family].title, family=family, handles=handles, flow=flow)


@lru_cache(maxsize=4)  # a run asks for the same at several sizes
def _pixels(family: str, handles: Handles, longer: int) -> NDArray[np.uint8]:
    return _draw(family, handles, longer, None)


def _draw(family: str, handles: Handles, longer: int, flow: NDArray[np.floating] | None) -> NDArray[np.uint8]:
    width, height = drawn_size(longer)
    return draw(family, handles, height, width, flow)
