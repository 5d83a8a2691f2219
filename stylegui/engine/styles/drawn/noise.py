"""What the drawn styles share: smooth noise, colour ramps, coordinates, and the way out to 8 bits."""

import numpy as np
from numpy.typing import ArrayLike, NDArray
from PIL import Image

Field = NDArray[np.floating]  # single precision where there is a value for every pixel: it takes half the time


def coordinates(height: int, width: int) -> tuple[Field, Field]:
    """Pixel centres as (y, x), each (H, W), where the picture's shorter side is 1 long."""
    unit = min(height, width)
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    return (y + 0.5) / unit, (x + 0.5) / unit


def smooth_noise(rng: np.random.Generator, shape: tuple[int, int], cell: tuple[float, float]) -> Field:
    """Value noise (H, W), about -1 to 1, mean 0; `cell` is the size of one bump in pixels as (y, x)."""
    height, width = shape
    rows, columns = height / max(cell[0], 1.0), width / max(cell[1], 1.0)
    grid = rng.uniform(-1.0, 1.0, (int(rows) + 5, int(columns) + 5)).astype(np.float32)
    box = (2.0, 2.0, 2.0 + columns, 2.0 + rows)
    smooth = Image.fromarray(grid).resize((width, height), Image.Resampling.BICUBIC, box=box)
    return np.asarray(smooth)


def fractal_noise(
    rng: np.random.Generator, shape: tuple[int, int], cell: float, octaves: int = 4, roughness: float = 0.5
) -> Field:
    """Noise (H, W), about -1 to 1, with `octaves` sizes of bump: `cell` pixels, half of it, and so on."""
    total: Field = np.zeros(shape, np.float32)
    for octave in range(octaves):
        size = cell / 2**octave
        total += roughness**octave * smooth_noise(rng, shape, (size, size))
    return total / sum(roughness**octave for octave in range(octaves))


def wave_line(rng: np.random.Generator, x: Field, wavelength: float, octaves: int = 4) -> Field:
    """A smooth random curve over `x` (any shape), about -1 to 1: sines that halve in length and height."""
    total = np.zeros_like(x)
    for octave in range(octaves):
        phase = rng.uniform(0.0, 2 * np.pi)
        stretch = rng.uniform(0.8, 1.25) * 2**octave
        total += 0.5**octave * np.sin(2 * np.pi * x * stretch / wavelength + phase)
    return total / 1.6


def smoothstep(low: float, high: float, value: Field) -> Field:
    """0 up to `low`, 1 from `high` on, smooth between; with `high` below `low` the other way round."""
    t: Field = np.clip((value - low) / (high - low), 0, 1)
    return t * t * (3 - 2 * t)


def palette(*colours: str) -> Field:
    """Colours written `rrggbb` as (N, 3) sRGB, 0 to 1."""
    return np.array([[int(c[i : i + 2], 16) / 255.0 for i in (0, 2, 4)] for c in colours])


def ramp(t: ArrayLike, colours: Field) -> Field:
    """Colours (..., 3) at `t` (0 to 1) along the evenly spaced `colours` (N, 3)."""
    where = np.asarray(t, np.float32) * (len(colours) - 1)
    first = np.clip(where.astype(int), 0, len(colours) - 2)
    part = (where - first)[..., None]
    ends = colours.astype(np.float32)
    found: Field = ends[first] + part * (ends[first + 1] - ends[first])
    return found


def blend(under: Field, over: Field, amount: Field) -> Field:
    """`over` laid on `under` (both broadcast to (H, W, 3)), `amount` (H, W) thick, 0 to 1."""
    below, above = np.asarray(under, np.float32), np.asarray(over, np.float32)
    result: Field = below + (above - below) * amount[..., None]
    return result
