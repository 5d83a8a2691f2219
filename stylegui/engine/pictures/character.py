"""What a picture is like at a glance: its palette, its contrast, and how large its details are."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from stylegui.engine.pictures.images import Picture, preview

SIDE = 128  # pixels of the longer side that pictures are judged at
LUMA = (0.299, 0.587, 0.114)


@dataclass(frozen=True, eq=False)
class Character:
    """Of one picture.

    Attributes:
        mean: (3,) of its colours in [0, 1]. spread: (3,) their standard deviations.
        contrast: standard deviation of its brightness.
        detail: typical wavelength of its details, as a share of its longer side.
    """

    mean: NDArray[np.float64]
    spread: NDArray[np.float64]
    contrast: float
    detail: float


def character(picture: Picture) -> Character:
    """Of a picture; what is transparent does not count.

    The wavelength is 2 pi |L - m| / |dL| for the brightness L with mean m and gradient dL: that of a wave with the
    same energy and the same slopes.
    """
    pixels = preview(picture, SIDE) / 255
    height, width, _ = pixels.shape
    weights = np.ones((height, width))
    if picture.alpha is not None and picture.alpha.any():
        opacity = Image.fromarray(picture.alpha).resize((width, height), Image.Resampling.BOX, reducing_gap=2.0)
        weights = np.asarray(opacity) / 255
    weights /= weights.sum()
    mean = np.tensordot(weights, pixels, 2)
    spread = np.sqrt(np.tensordot(weights, np.square(pixels - mean), 2))
    bright = pixels @ np.array(LUMA)
    energy = float((weights * np.square(bright - (weights * bright).sum())).sum())
    down, across = (
        np.gradient(bright, axis=axis) if length > 1 else np.zeros_like(bright)
        for axis, length in enumerate(bright.shape)
    )
    slope = float((weights * (np.square(down) + np.square(across))).sum())
    detail = 2 * math.pi * math.sqrt(energy / slope) / max(width, height) if slope > 1e-9 else 1.0
    return Character(mean, spread, math.sqrt(energy), min(detail, 1.0))


def fitting_scale(photo: Character, style: Character) -> float:
    """Factor 0.5 to 2 on a style's size, so that its marks are nearer to the photo's details: half the way, in octaves.

    A crowd is painted with a small brush, a wide sky with a large one.
    """
    return min(max(math.sqrt(photo.detail / max(style.detail, 1e-6)), 0.5), 2.0)
