"""Colours, 0 to 1 in sRGB."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from stylegui.engine.styles.drawn.tools.fields import Field


def colours_of(codes: Sequence[str]) -> Field:
    """(N, 3), of colours written `rrggbb`."""
    return np.array([[int(code[i : i + 2], 16) for i in (0, 2, 4)] for code in codes], np.float32) / np.float32(255)


def colour(red: float, green: float, blue: float) -> Field:
    """(3,)."""
    return np.array((red, green, blue), np.float32)


def ramp(t: ArrayLike, colours: Field) -> Field:
    """Colours (..., 3) at `t` (0 to 1) along the evenly spaced `colours` (N, 3)."""
    where = np.asarray(t, np.float32) * (len(colours) - 1)
    first = np.clip(where.astype(int), 0, len(colours) - 2)
    part = (where - first.astype(np.float32))[..., None]
    found: Field = colours[first] + part * (colours[first + 1] - colours[first])
    return found


def shaded(colours: Field, tone: ArrayLike) -> Field:
    """Colours (..., 3) at a tone: as they are in the middle, towards black below, towards white above."""
    light = np.asarray(tone, np.float32)[..., None]
    return np.where(light < 0.5, colours * (0.35 + 1.3 * light), colours + (1 - colours) * (light - 0.5) * 1.1)


def blend(under: Field, over: Field, amount: Field) -> Field:
    """`over` laid on `under` (both broadcast to (H, W, 3)), `amount` (H, W) thick, 0 to 1."""
    result: Field = under + (over - under) * amount[..., None]
    return result
