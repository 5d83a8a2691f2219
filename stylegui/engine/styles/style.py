"""One style of a recipe: a painting, and how it is looked at."""

import secrets
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from stylegui.engine.errors import Problem
from stylegui.engine.pictures.images import MIN_SIDE, Picture, eight_bit
from stylegui.engine.styles.style_file import LearntPicture

WHOLE = (0.0, 0.0, 1.0, 1.0)
Source = Picture  # what a style is taken from


def new_key() -> str:
    """A name for one style that no other has."""
    return secrets.token_hex(4)


@dataclass(frozen=True, eq=False)
class Style:
    """A painting, and how it is looked at.

    Attributes:
        source: what it is taken from; `picture` is what is seen of that.
        crop: (left, top, right, bottom) of the part that is looked at, as shares of width and height.
        rotation: degrees that it is turned anticlockwise.
        brush_size: 0..100, this style's own beside the settings': half at 0, twice at 100.
        key: by which it is known, whatever its place among the others and whatever is turned on it.
    """

    source: Source
    crop: tuple[float, float, float, float] = WHOLE
    rotation: float = 0.0
    brush_size: float = 50.0
    key: str = field(default_factory=new_key)

    @property
    def picture(self) -> Picture:
        return self.source

    def __post_init__(self) -> None:
        """Raises Problem where what is asked for is not there to be looked at."""
        if isinstance(self.source, LearntPicture) and (self.crop != WHOLE or self.rotation):
            raise Problem(
                f"{self.source.name} is a style file: no part of it can be looked at, and it cannot be turned"
            )

    def scale(self) -> float:
        """Factor on the picture's size, beside that of the settings."""
        return float(2 ** ((self.brush_size - 50) / 50))

    def seen(self) -> Picture:
        """The part that is looked at, turned; the corners that turning uncovers are transparent."""
        if self.crop == WHOLE and not self.rotation % 360:
            return self.picture
        left, top, right, bottom = self._box()
        pixels = self.picture.pixels[top:bottom, left:right]
        alpha = None if self.picture.alpha is None else self.picture.alpha[top:bottom, left:right]
        if self.rotation % 360:
            pixels, alpha = _turned(eight_bit(pixels), alpha, self.rotation)
        return Picture(pixels, alpha, self.picture.name, self.picture.path)

    def same_view(self, other: "Style") -> bool:
        """Whether both are looked at alike: the same painting, by identity, and the same part, turn and size."""
        mine = (self.crop, self.rotation, self.brush_size)
        return self.source is other.source and mine == (other.crop, other.rotation, other.brush_size)

    def _box(self) -> tuple[int, int, int, int]:
        """The crop in pixels, never smaller than what the network can read."""
        left, top, right, bottom = self.crop
        across = _span(left, right, self.picture.width)
        down = _span(top, bottom, self.picture.height)
        return across[0], down[0], across[1], down[1]


def _span(low: float, high: float, length: int) -> tuple[int, int]:
    least = min(MIN_SIDE, length)
    first = min(max(round(low * length), 0), length - least)
    return first, max(min(round(high * length), length), first + least)


def _turned(
    pixels: NDArray[np.uint8], alpha: NDArray[np.uint8] | None, degrees: float
) -> tuple[NDArray[np.uint8], NDArray[np.uint8] | None]:
    opacity = np.full(pixels.shape[:2], 255, np.uint8) if alpha is None else alpha
    together = Image.fromarray(np.dstack([pixels, opacity]))
    if degrees % 90:
        together = together.rotate(degrees, Image.Resampling.BICUBIC, expand=True)
    else:
        quarter = {90: Image.Transpose.ROTATE_90, 180: Image.Transpose.ROTATE_180, 270: Image.Transpose.ROTATE_270}
        together = together.transpose(quarter[int(degrees % 360)])
    turned = np.array(together)
    uncovered = turned[..., 3]
    return np.ascontiguousarray(turned[..., :3]), None if (uncovered == 255).all() else np.ascontiguousarray(uncovered)
