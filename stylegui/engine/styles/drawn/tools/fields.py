"""Fields: a value for each pixel, or each of some points."""

import math

import numpy as np
from numpy.typing import NDArray

Field = NDArray[np.floating]  # single precision where there is a value for every pixel: it takes half the time


def coordinates(height: int, width: int) -> tuple[Field, Field]:
    """Pixel centres as (y, x), each (H, W), where the picture's shorter side is 1 long."""
    unit = min(height, width)
    y, x = np.meshgrid(np.arange(height, dtype=np.float32), np.arange(width, dtype=np.float32), indexing="ij")
    return (y + 0.5) / unit, (x + 0.5) / unit


def unit_square(height: int, width: int) -> tuple[Field, Field]:
    """(y, x) of a mark's pixels, each (h, w), from 0 to 1."""
    down, right = np.linspace(0, 1, height, dtype=np.float32), np.linspace(0, 1, width, dtype=np.float32)
    y, x = np.meshgrid(down, right, indexing="ij")
    return y, x


def turned(y: Field, x: Field, angle: float) -> tuple[Field, Field]:
    """How far places are across and along a direction, radians clockwise from the right."""
    cos, sin = math.cos(angle), math.sin(angle)  # numpy's would be in double precision
    return y * cos - x * sin, x * cos + y * sin


def smoothstep(low: float, high: float, value: Field) -> Field:
    """0 up to `low`, 1 from `high` on, smooth between; with `high` below `low` the other way round."""
    t: Field = np.clip((value - low) / (high - low), 0, 1)
    return t * t * (3 - 2 * t)
