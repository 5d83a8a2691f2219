"""Colours, 0 to 1 in sRGB."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from stylegui.engine.styles.drawn.tools.fields import Field

STEPS = 4095  # in which a ramp goes from its first colour to its last


def colours_of(codes: Sequence[str]) -> Field:
    """(N, 3), of colours written `rrggbb`."""
    return np.array([[int(code[i : i + 2], 16) for i in (0, 2, 4)] for code in codes], np.float32) / np.float32(255)


def colour(red: float, green: float, blue: float) -> Field:
    """(3,)."""
    return np.array((red, green, blue), np.float32)


def ramp(t: ArrayLike, colours: Field) -> Field:
    """Colours (..., 3) at `t` (0 to 1) along the evenly spaced `colours` (N, 3), to a quarter of one of 256 levels."""
    even = np.linspace(0, 1, len(colours))
    table = np.stack([np.interp(np.linspace(0, 1, STEPS + 1), even, levels) for levels in colours.T], 1)
    found: Field = table.astype(np.float32).take((np.asarray(t, np.float32) * STEPS + 0.5).astype(np.int32), 0)
    return found


def shaded(colours: Field, tone: ArrayLike) -> Field:
    """Colours (..., 3) at a tone: as they are in the middle, towards black below, towards white above."""
    light = np.asarray(tone, np.float32)
    darkened = _times(colours, 0.35 + 1.3 * light.clip(None, 0.5))
    return darkened + _times(1 - darkened, 1.1 * (light - 0.5).clip(0))


def blend(under: Field, over: Field, amount: Field) -> Field:
    """`over` laid on `under` (both broadcast to (H, W, 3)), `amount` (H, W) thick, 0 to 1."""
    result = _times(over - under, amount)
    result += under
    return result


def _times(colours: Field, amount: Field) -> Field:
    """Colours (..., 3) times an amount (...): channel by channel, for numpy is slow along an axis as short as that."""
    result = np.empty((*np.broadcast_shapes(colours.shape[:-1], amount.shape), 3), np.float32)
    for channel in range(3):
        np.multiply(colours[..., channel], amount, out=result[..., channel])
    return result
