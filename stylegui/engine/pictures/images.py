"""Pictures as arrays, with depth and alpha, at any size."""

from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

LEAST_COVER = 1 / 255  # of a pixel, so that the colours that can be seen in it count
MIN_SIDE = 16  # pixels: the deepest layer halves a picture four times
PREVIEW = 1600  # pixels of the longer side: enough for a canvas, quick to draw
MIN_WORKING_SIDE = 32
HALVED_EVENLY = 8  # pixels, of which relu4_1 sees one

DEEPEST = 65535  # level of 16 bits
Pixels = NDArray[np.uint8] | NDArray[np.uint16]


@dataclass(frozen=True, eq=False)
class Picture:
    """A picture in memory.

    Attributes:
        pixels: (H, W, 3) sRGB, uint8 or uint16 over its whole range.
        alpha: (H, W) uint8 opacity, or None where every pixel is opaque.
        name: what to call it in the window.
        path: the file it came from, or None (pasted, drawn).
        notices: what the user should know about how it was read.
        encoded: the bytes of its file, as they were read, or None (pasted, drawn).
        profile: ICC, of the colours that its file has; None for sRGB.
    """

    pixels: Pixels
    alpha: NDArray[np.uint8] | None = None
    name: str = ""
    path: Path | None = None
    notices: tuple[str, ...] = ()
    encoded: bytes | None = field(default=None, repr=False)
    profile: bytes | None = field(default=None, repr=False)

    @property
    def width(self) -> int:
        return int(self.pixels.shape[1])

    @property
    def height(self) -> int:
        return int(self.pixels.shape[0])

    def size_at(self, longer: int) -> tuple[int, int]:
        """(width, height) that it can be had with where `longer` pixels are wanted on the longer side: its own."""
        return self.width, self.height

    def at(self, longer: int) -> "Picture":
        """The same picture with that many pixels."""
        return self

    def has_shape_of(self, other: "Picture") -> bool:
        """Whether both have the same aspect, to a pixel."""
        across, down = self.width * other.height, other.width * self.height
        return abs(across - down) <= max(self.width, self.height, other.width, other.height)

    @cached_property
    def preview(self) -> NDArray[np.uint8]:
        """(h, w, 3) for the eye, its longer side at most `PREVIEW` pixels; made when first asked for."""
        return preview(self)


def working_size(width: int, height: int, longer: int) -> tuple[int, int]:
    """(width, height) with the longer side at `longer` pixels and the picture's own aspect.

    A very long picture gets more, so that its shorter side keeps the pixels that the deepest layer needs.
    """
    scale = max(longer / max(width, height), MIN_WORKING_SIDE / min(width, height))
    return max(MIN_WORKING_SIDE, round(width * scale)), max(MIN_WORKING_SIDE, round(height * scale))


def reading_size(width: int, height: int, longer: int) -> tuple[int, int]:
    """The same of a style, to whole eights.

    Else pooling drops the last row here and not there; and as what a layer sees at a picture's edge is like nothing
    else in it, statistics would jump from one size to the next.
    """
    across, down = working_size(width, height, longer)
    return round(across / HALVED_EVENLY) * HALVED_EVENLY, round(down / HALVED_EVENLY) * HALVED_EVENLY


def resize(pixels: Pixels, width: int, height: int) -> NDArray[np.float32]:
    """(height, width, 3) float32 in [0, 1], resampled with antialiasing (Lanczos)."""
    return resize_values(pixels, width, height, float(np.iinfo(pixels.dtype).max))


def resize_visible(picture: Picture, width: int, height: int) -> NDArray[np.float32]:
    """The same of a picture: what its alpha hides lends no colour to what can be seen beside it."""
    plain = resize(picture.pixels, width, height)
    if picture.alpha is None:
        return plain
    alpha: NDArray[np.float32] = np.divide(picture.alpha[..., None], 255, dtype=np.float32)
    cover = resize_values(alpha, width, height)
    alpha /= np.iinfo(picture.pixels.dtype).max
    lit = np.concatenate([resize_values(picture.pixels[..., i, None] * alpha, width, height) for i in range(3)], axis=2)
    return np.where(cover > LEAST_COVER, (lit / cover.clip(min=LEAST_COVER)).clip(0, 1), plain)


def reduced(picture: Picture, longer: int) -> Picture:
    """A plain copy with at most `longer` pixels on its longer side; itself where it has no more."""
    if max(picture.width, picture.height) <= longer:
        return picture
    size = working_size(picture.width, picture.height, longer)
    alpha = None if picture.alpha is None else to_levels(resize(picture.alpha[..., None], *size))[..., 0]
    return Picture(to_levels(resize_visible(picture, *size)), alpha, picture.name)


def resize_values(
    values: Pixels | NDArray[np.float32], width: int, height: int, largest: float = 1.0
) -> NDArray[np.float32]:
    """(height, width, C) float32 in [0, 1] of (H, W, C) from 0 to `largest`, resampled in the same way."""
    channels = []
    for index in range(values.shape[2]):  # Pillow resamples floats one channel at a time
        channel = Image.fromarray(values[..., index].astype(np.float32, copy=False))
        channels.append(np.asarray(channel.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=3.0)))
    return (np.stack(channels, axis=2) / np.float32(largest)).clip(0, 1)


def crop_to_aspect(pixels: Pixels, width: int, height: int) -> Pixels:
    """The largest middle part of the picture with the aspect of width x height."""
    have_height, have_width = pixels.shape[:2]
    scale = min(have_width / width, have_height / height)
    w, h = max(1, round(width * scale)), max(1, round(height * scale))
    left, top = (have_width - w) // 2, (have_height - h) // 2
    return pixels[top : top + h, left : left + w]


def to_levels(values: NDArray[np.float32]) -> NDArray[np.uint8]:
    """8-bit levels of values in [0, 1], rounded; values outside are clamped."""
    levels: NDArray[np.uint8] = (values * 255).round().clip(0, 255).astype(np.uint8)
    return levels


def eight_bit(pixels: Pixels) -> NDArray[np.uint8]:
    """The same picture with 8 bits a channel."""
    return (pixels if pixels.dtype == np.uint8 else pixels >> 8).astype(np.uint8, copy=False)


def preview(picture: Picture, longest: int = PREVIEW) -> NDArray[np.uint8]:
    """(h, w, 3) for the eye, its longer side at most `longest` pixels."""
    image = Image.fromarray(eight_bit(picture.pixels))
    image.thumbnail((longest, longest), Image.Resampling.BICUBIC, reducing_gap=2.0)
    return np.array(image)
