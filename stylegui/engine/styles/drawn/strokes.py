"""Thick oil paint: strokes of several sizes, laid coarse to fine along a swirling sky and rolling land.

A quiet underpainting says which colour and which direction belong where; the strokes are laid over it as in
Hertzmann, "Painterly rendering with curved brush strokes of multiple sizes" (1998). Unlike there, every
stroke also carries a relief of bristle grooves, which a low light from the upper left brings out.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from stylegui.engine.styles.drawn.noise import (
    Field,
    blend,
    coordinates,
    fractal_noise,
    palette,
    ramp,
    smooth_noise,
    smoothstep,
    to_bytes,
    wave_line,
)

SKY = palette("0f1a4a", "1b3a8a", "2a63b5", "3f93c4", "86c5c4", "dfe3b0")
GLOW = palette("fff6c8", "ffdf6a", "f7b22c", "e9822a", "c9c46a", "5fb0b8")
LAND = (
    palette("1d2f5e", "2b5a7d", "4f86a0", "8fb39a"),
    palette("1c3f3a", "2f6b4a", "6f9a45", "c2b84a"),
    palette("5a1f2e", "a8432a", "d9822b", "f0c24a"),
    palette("24331f", "6b5a1e", "c9962c", "f6d66a"),
)
# Half width, length, and distance between neighbours, as shares of the shorter side; relief in pixels.
LAYERS = ((0.034, 0.30, 0.048), (0.019, 0.20, 0.028), (0.0115, 0.13, 0.020), (0.0066, 0.085, 0.0175))


@dataclass(frozen=True)
class _Scene:
    """What to paint: colour (H, W, 3), 0 to 1, and the direction of the strokes (H, W) in radians."""

    colour: Field
    angle: Field


def brush_strokes(height: int, width: int, seed: int) -> NDArray[np.uint8]:
    """A painted landscape under a whirling sky, (H, W, 3) uint8 sRGB; the same for the same arguments."""
    rng = np.random.default_rng(seed)
    scene = _compose(rng, height, width)
    colour = scene.colour * 0.55
    relief = np.zeros((height, width))
    bristles = _bristles(rng)
    unit = min(height, width)
    for half_width, length, spacing in LAYERS:
        paths = _paths(rng, scene, max(length * unit, 3.0), max(spacing * unit, 1.5))
        halves = np.maximum(half_width * unit * rng.uniform(0.7, 1.25, len(paths)), 0.8)
        for path, half, paint in zip(paths, halves, _paints(rng, scene, paths), strict=True):
            _lay(colour, relief, path, half, paint, _patch_of(rng, bristles))
    return to_bytes(_lit(colour, relief, unit))


def _compose(rng: np.random.Generator, height: int, width: int) -> _Scene:
    """Sky with whirls, then hills from far to near."""
    y, x = coordinates(height, width)
    colour, stream = _sky(rng, y, x)
    step_y, step_x = _gradient(stream)
    angle = np.arctan2(-step_x, step_y)
    top = 0.60
    for colours in LAND:
        ridge = top + 0.055 * wave_line(rng, x, rng.uniform(0.7, 1.2), 3)
        depth = y - ridge
        slope = _gradient(ridge)[1] * min(height, width)
        swell = fractal_noise(rng, x.shape, 0.16 * min(x.shape), 3)
        tone = 0.55 + 0.55 * swell - 1.2 * depth + 0.25 * np.sin(60.0 * depth + 5.0 * swell)
        inside = depth > 0
        colour = np.where(inside[..., None], ramp(tone, colours), colour)
        angle = np.where(inside, np.arctan(slope) + 0.9 * swell, angle)
        top += 0.115
    return _Scene(colour, angle)


def _sky(rng: np.random.Generator, y: Field, x: Field) -> tuple[Field, Field]:
    """The sky's colour (H, W, 3) and stream function (H, W); strokes run along its level lines."""
    drift = y + 0.06 * wave_line(rng, x + 0.4 * y, 0.9, 2)
    stream = drift
    glow = np.zeros((*y.shape, 3))
    cover = np.zeros_like(y)
    aspect = float(x.max())
    for index, radius in enumerate((0.17, 0.11, 0.13, 0.07, 0.045, 0.05)):
        centre_x = aspect * ((0.24, 0.74, 0.52, 0.93, 0.50, 0.07)[index] + rng.uniform(-0.05, 0.05))
        centre_y = (0.24, 0.17, 0.41, 0.42, 0.10, 0.52)[index] + rng.uniform(-0.04, 0.04)
        distance = np.hypot(x - centre_x, y - centre_y)
        turn = 1.0 if index % 2 else -1.0
        stream = stream + turn * 3.2 * radius * np.exp(-((distance / (1.25 * radius)) ** 2))
        rings = distance / radius + 0.10 * np.sin(18.0 * distance / radius)
        near = 1.0 - smoothstep(0.55, 1.35, distance / radius)
        glow = blend(glow, ramp(rings / 1.3, GLOW), near)
        cover = np.maximum(cover, near)
    ripple = fractal_noise(rng, y.shape, 0.12 * min(y.shape), 3)
    tone = 0.36 + 0.30 * np.sin(26.0 * stream + 2.0 * ripple) + 0.22 * ripple + 0.25 * (y - 0.25)
    return blend(ramp(tone, SKY), glow, cover), stream


def _gradient(field: Field) -> tuple[Field, Field]:
    """Slopes of (H, W) along y and x; zero along a side one pixel long."""
    flat = np.zeros_like(field)
    slope_y = np.gradient(field, axis=0) if len(field) > 1 else flat
    slope_x = np.gradient(field, axis=1) if field.shape[1] > 1 else flat
    return slope_y, slope_x


def _paths(rng: np.random.Generator, scene: _Scene, length: float, spacing: float) -> Field:
    """Curves (strokes, points, 2) in pixels (y, x), in the order of laying; they follow the directions."""
    height, width = scene.angle.shape
    rows, columns = max(round(height / spacing), 1), max(round(width / spacing), 1)
    row, column = np.mgrid[0:rows, 0:columns] + rng.uniform(0.0, 1.0, (2, rows, columns))
    start = np.stack([row.ravel() * height / rows, column.ravel() * width / columns], axis=-1)
    start = rng.permutation(start)
    reach = length * rng.uniform(0.55, 1.1, len(start))
    count = 2 + round(length / min(height, width) * 10)
    halves = []
    for way in (-1.0, 1.0):
        here, points = start, []
        for _ in range(count):
            iy = np.clip(here[:, 0].astype(int), 0, height - 1)
            ix = np.clip(here[:, 1].astype(int), 0, width - 1)
            angle = scene.angle[iy, ix]
            step = np.stack([np.sin(angle), np.cos(angle)], axis=-1)
            here = here + way * step * (reach / (2 * count))[:, None]
            points.append(here)
        halves.append(points)
    return np.stack([*halves[0][::-1], start, *halves[1]], axis=1)


def _paints(rng: np.random.Generator, scene: _Scene, paths: Field) -> Field:
    """Two pigments on the brush of each stroke (strokes, 2, 3): the colour under its middle, and a mate."""
    height, width = scene.angle.shape
    middle = paths[:, paths.shape[1] // 2].astype(int)
    colour = scene.colour[np.clip(middle[:, 0], 0, height - 1), np.clip(middle[:, 1], 0, width - 1)]
    grey = colour.mean(axis=1, keepdims=True)
    one = (len(paths), 1)
    bold = grey + (colour - grey) * rng.uniform(0.85, 1.35, one)
    bold = bold * rng.uniform(0.72, 1.24, one) + rng.uniform(-0.05, 0.05, colour.shape)
    mate = bold * rng.uniform(0.75, 1.2, one) + rng.uniform(-0.09, 0.09, colour.shape)
    result: Field = np.clip(np.stack([bold, mate], axis=1), 0.0, 1.0)
    return result


def _bristles(rng: np.random.Generator) -> Field:
    """Grooves of a brush (across, along), about -1 to 1: fine across the stroke, long along it."""
    coarse = smooth_noise(rng, (512, 512), (9.0, 160.0))
    return 0.6 * coarse + 0.6 * smooth_noise(rng, (512, 512), (3.0, 70.0))


def _patch_of(rng: np.random.Generator, bristles: Field) -> Field:
    """A random piece (64, 128) of the grooves, one brush load."""
    row, column = rng.integers(0, 512 - 64), rng.integers(0, 512 - 128)
    return bristles[row : row + 64, column : column + 128]


def _lay(colour: Field, relief: Field, path: Field, half: float, paint: Field, bristles: Field) -> None:
    """Paint one stroke into `colour` (H, W, 3) and `relief` (H, W), in place."""
    low = np.maximum(np.floor(path.min(axis=0) - half - 1).astype(int), 0)
    high = np.minimum(np.ceil(path.max(axis=0) + half + 2).astype(int), colour.shape[:2])
    if np.any(high <= low):
        return
    along, across = _stroke_coordinates(path, low, high)
    across = across / half
    length = float(np.hypot(*np.diff(path, axis=0).T).sum())
    groove = bristles[np.clip(32 + 31 * across, 0, 63).astype(int), np.clip(along / length * 127, 0, 127).astype(int)]
    inside = _coverage(along, across, length, half, groove)
    body = np.sqrt(np.maximum(1.0 - across**2, 0.0))
    edge = np.exp(-(((np.abs(across) - 0.8) / 0.16) ** 2))
    height = half**0.6 * (0.55 * body + 0.35 * edge + 0.55 * groove)
    mixed = paint[0] + (paint[1] - paint[0]) * np.clip(0.5 + 0.9 * groove, 0.0, 1.0)[..., None]
    window = (slice(low[0], high[0]), slice(low[1], high[1]))
    colour[window] = blend(colour[window], mixed * (1.0 + 0.10 * groove)[..., None], inside)
    relief[window] += inside * (0.35 * relief[window] + height - relief[window])


def _stroke_coordinates(path: Field, low: NDArray[np.int_], high: NDArray[np.int_]) -> tuple[Field, Field]:
    """For the pixels from `low` to `high`: distance along the path and, with a sign, across it, in pixels."""
    y = np.arange(low[0], high[0])[:, None] + 0.5
    x = np.arange(low[1], high[1])[None, :] + 0.5
    step = np.diff(path, axis=0)
    size = np.maximum(np.hypot(step[:, 0], step[:, 1]), 1e-6)
    travelled = np.concatenate([[0.0], np.cumsum(size)])
    nearest = np.full((len(y), x.shape[1]), np.inf)
    along, across = np.zeros_like(nearest), np.zeros_like(nearest)
    for (y0, x0), (dy, dx), length, before in zip(path, step / size[:, None], size, travelled, strict=False):
        ahead = (y - y0) * dy + (x - x0) * dx
        aside = (y - y0) * dx - (x - x0) * dy
        beyond = ahead - np.minimum(np.maximum(ahead, 0.0), length)
        square = beyond * beyond + aside * aside
        closer = square < nearest
        np.copyto(nearest, square, where=closer)
        np.copyto(along, ahead + before, where=closer)
        np.copyto(across, aside, where=closer)
    return along, np.copysign(np.sqrt(nearest), across)


def _coverage(along: Field, across: Field, length: float, half: float, groove: Field) -> Field:
    """How much of each pixel the stroke covers, 0 to 1: soft by one pixel, ragged where the brush lifts."""
    side = np.clip((1.0 - np.abs(across)) * half + 0.5, 0.0, 1.0)
    ragged = length - half * (0.2 + 1.3 * np.maximum(groove, 0.0))
    lift = np.clip((ragged - along) / max(0.25 * half, 1.0) + 0.5, 0.0, 1.0)
    dry = smoothstep(-1.25, -0.55, groove + 0.9 * (1.0 - along / length) - 0.3)
    return side * np.where(along > 0.5 * length, lift * dry, 1.0)


def _lit(colour: Field, relief: Field, unit: int) -> Field:
    """The painting under a low light from the upper left; `relief` in pixels."""
    step_y, step_x = _gradient(relief)
    facing = np.clip(step_y + step_x, -1.6, 1.6)
    shade = 1.0 + 0.20 * facing
    gloss = np.maximum(facing - 0.75, 0.0) ** 2
    result: Field = colour * shade[..., None] + 0.10 * gloss[..., None]
    return result
