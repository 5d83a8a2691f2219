"""Smooth noise and curves, left to chance."""

import numpy as np
from PIL import Image

from stylegui.engine.styles.drawn.tools.fields import Field

ROUNDING = 1e-6  # of how often something fits in: a whole number is one at every size


def smooth_noise(rng: np.random.Generator, shape: tuple[int, int], cell: tuple[float, float]) -> Field:
    """Value noise (H, W), about -1 to 1, mean 0; `cell` is the size of one bump in pixels as (y, x)."""
    height, width = shape
    rows, columns = height / max(cell[0], 1.0), width / max(cell[1], 1.0)
    grid = rng.uniform(-1.0, 1.0, (int(rows + ROUNDING) + 5, int(columns + ROUNDING) + 5)).astype(np.float32)
    box = (2.0, 2.0, 2.0 + columns, 2.0 + rows)
    return np.asarray(Image.fromarray(grid).resize((width, height), Image.Resampling.BICUBIC, box=box))


def fractal_noise(rng: np.random.Generator, shape: tuple[int, int], cell: float, octaves: int) -> Field:
    """Noise (H, W), about -1 to 1, with `octaves` sizes of bump: `cell` pixels, half of it, and so on."""
    total: Field = np.zeros(shape, np.float32)
    for octave in range(octaves):
        size = cell / 2**octave
        total += smooth_noise(rng, shape, (size, size)) / 2**octave
    return total / sum(0.5**octave for octave in range(octaves))


def wave_line(rng: np.random.Generator, x: Field, wavelength: float, octaves: int) -> Field:
    """A smooth random curve over `x` (any shape), about -1 to 1: sines that halve in length and height."""
    total = np.zeros_like(x)
    for octave in range(octaves):
        phase = float(rng.uniform(0.0, 2 * np.pi))
        stretch = float(rng.uniform(0.8, 1.25)) * 2**octave
        total += 0.5**octave * np.sin(x * (2 * np.pi * stretch / wavelength) + phase)
    return total / 1.6
