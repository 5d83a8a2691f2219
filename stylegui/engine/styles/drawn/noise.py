"""What the drawn styles share: smooth noise, colour ramps, coordinates, and the way out to 8 bits."""

import numpy as np
from numpy.typing import ArrayLike, NDArray
from PIL import Image

Field = NDArray[np.float64]


def coordinates(height: int, width: int, scale: int = 1) -> tuple[Field, Field]:
    """Pixel centres as (y, x), each (H * scale, W * scale), where the picture's shorter side is 1 long."""
    if height < 1 or width < 1:
        raise ValueError(f"A picture needs at least one pixel, not {width} x {height}.")
    unit = min(height, width) * scale
    y, x = np.mgrid[0 : height * scale, 0 : width * scale] + 0.5
    return y / unit, x / unit


def smooth_noise(rng: np.random.Generator, shape: tuple[int, int], cell: tuple[float, float]) -> Field:
    """Value noise (H, W), about -1 to 1, mean 0; `cell` is the size of one bump in pixels as (y, x)."""
    height, width = shape
    rows, columns = height / max(cell[0], 1.0), width / max(cell[1], 1.0)
    grid = rng.uniform(-1.0, 1.0, (int(rows) + 5, int(columns) + 5)).astype(np.float32)
    box = (2.0, 2.0, 2.0 + columns, 2.0 + rows)
    smooth = Image.fromarray(grid).resize((width, height), Image.Resampling.BICUBIC, box=box)
    return np.asarray(smooth, dtype=np.float64)


def fractal_noise(
    rng: np.random.Generator, shape: tuple[int, int], cell: float, octaves: int = 4, roughness: float = 0.5
) -> Field:
    """Noise (H, W), about -1 to 1, with `octaves` sizes of bump: `cell` pixels, half of it, and so on."""
    total = np.zeros(shape)
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


def smoothstep(low: ArrayLike, high: ArrayLike, value: ArrayLike) -> Field:
    """0 up to `low`, 1 from `high` on, smooth between; arrays broadcast."""
    low_, high_ = np.asarray(low, dtype=np.float64), np.asarray(high, dtype=np.float64)
    t = np.clip((np.asarray(value, dtype=np.float64) - low_) / (high_ - low_), 0.0, 1.0)
    return t * t * (3.0 - 2.0 * t)


def palette(*colours: str) -> Field:
    """Colours written `rrggbb` as (N, 3) sRGB, 0 to 1."""
    return np.array([[int(c[i : i + 2], 16) / 255.0 for i in (0, 2, 4)] for c in colours])


def ramp(t: ArrayLike, colours: Field) -> Field:
    """Colours (..., 3) at `t` (0 to 1) along the evenly spaced `colours` (N, 3)."""
    at = np.linspace(0.0, 1.0, len(colours))
    where = np.asarray(t, dtype=np.float64)
    return np.stack([np.interp(where, at, colours[:, channel]) for channel in range(3)], axis=-1)


def blend(under: Field, over: Field, amount: ArrayLike) -> Field:
    """`over` laid on `under` (both broadcast to (H, W, 3)), `amount` (H, W) thick, 0 to 1."""
    mix = np.asarray(amount, dtype=np.float64)[..., None]
    result: Field = under + (over - under) * mix
    return result


def to_bytes(picture: Field, scale: int = 1) -> NDArray[np.uint8]:
    """(H * scale, W * scale, 3), 0 to 1, averaged over scale x scale blocks, as (H, W, 3) uint8."""
    height, width = picture.shape[0] // scale, picture.shape[1] // scale
    small = picture.reshape(height, scale, width, scale, 3).mean(axis=(1, 3))
    result: NDArray[np.uint8] = (np.clip(small, 0.0, 1.0) * 255.0 + 0.5).astype(np.uint8)
    return result
