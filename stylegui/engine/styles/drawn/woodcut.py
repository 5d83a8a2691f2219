"""A woodcut in a few inks: a red sun, mountains, hills and breaking waves, modelled by lines alone.

Tone is the thickness of engraved lines: a phase field counts the lines, whole numbers in the middle of each,
and a line is inked as far from its middle as the tone there asks, so that lines swell, taper and end.
Flat colour blocks lie under the dark key block, as in a Japanese colour print.
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
    smooth_noise,
    smoothstep,
    to_bytes,
    wave_line,
)

SCALE = 2  # drawn this many times larger, then averaged
PAPER, KEY, RED, OCHRE, TEAL, BLUE = palette("f3e7cb", "16213f", "cc3f27", "e0a23c", "4d9a90", "2f5d94")

# Bottom, left and right end of each bank of cloud, as shares of the height and the width.
CLOUDS = ((0.085, 0.50, 1.10), (0.10, -0.10, 0.16), (0.46, -0.06, 0.30), (0.47, 0.38, 0.62))


@dataclass
class _Print:
    """The sheet (H, W, 3) while it is printed, with its coordinates (H, W) and random numbers."""

    rng: np.random.Generator
    y: Field
    x: Field
    sheet: Field
    unit: int  # the shorter side of the whole sheet, in drawn pixels

    def rows(self, top: float, bottom: float) -> "_Print":
        """The part of the sheet between two heights, as a view; what is outside need not be computed."""
        first = float(self.y[0, 0])
        start = min(max(int((top - first) * self.unit), 0), len(self.y) - 1)
        part = slice(start, max(int((bottom - first) * self.unit) + 2, start + 1))
        return _Print(self.rng, self.y[part], self.x[part], self.sheet[part], self.unit)


def woodcut(height: int, width: int, seed: int) -> NDArray[np.uint8]:
    """A printed landscape with sun and sea, (H, W, 3) uint8 sRGB; the same for the same arguments."""
    rng = np.random.default_rng(seed)
    y, x = coordinates(height, width, SCALE)
    print_ = _Print(rng, y, x, np.broadcast_to(PAPER, (*y.shape, 3)).copy(), min(y.shape))
    tall, wide = height / min(height, width), width / min(height, width)
    _sky(print_.rows(0.0, 0.68 * tall), tall, wide)
    _mountains(print_.rows(0.20 * tall, 0.72 * tall), tall, wide)
    _hills(print_.rows(0.50 * tall, 0.82 * tall), tall)
    _waves(print_.rows(0.68 * tall, tall), tall)
    fibres = 0.020 * fractal_noise(rng, y.shape, 6.0 * SCALE, 3)
    fibres += 0.012 * smooth_noise(rng, y.shape, (2.0, 2.0))
    return to_bytes(print_.sheet + fibres[..., None], SCALE)


def _lines(print_: _Print, phase: Field, tone: Field) -> Field:
    """Ink (H, W), 0 to 1, of lines at whole numbers of `phase`; `tone` 0 to 1 is the inked share."""
    rng, unit = print_.rng, print_.unit
    phase = phase + 0.16 * smooth_noise(rng, phase.shape, (0.05 * unit, 0.05 * unit))
    line = np.round(phase).astype(int)
    uneven = rng.uniform(-0.10, 0.10, 997)[line % 997]
    knife = 0.16 * fractal_noise(rng, phase.shape, 0.035 * unit, 3)
    steps = [np.abs(np.diff(phase, axis=axis, append=np.take(phase, [-1], axis=axis))) for axis in (0, 1)]
    softness = np.clip(2.0 * (steps[0] + steps[1]), 0.02, 0.8)
    away = 2.0 * np.abs(phase - line)
    ink: Field = np.clip((tone + uneven + knife - away) / softness + 0.5, 0.0, 1.0)
    return ink


def _tint(print_: _Print, colour: Field, amount: Field) -> None:
    """Print a flat colour block, `amount` (H, W) thick, 0 to 1, in which the grain of the plank shows."""
    unit = print_.unit
    bend = print_.y + 0.02 * smooth_noise(print_.rng, print_.y.shape, (0.3 * unit, 0.5 * unit))
    plank = smooth_noise(print_.rng, print_.y.shape, (0.006 * unit, 0.35 * unit))
    grain = 0.5 + 0.5 * np.sin(260.0 * bend + 5.0 * plank)
    print_.sheet[...] = blend(print_.sheet, colour, amount * (0.84 + 0.16 * grain + 0.06 * plank))


def _key(print_: _Print, ink: Field) -> None:
    """Print the dark key block, `ink` (H, W), 0 to 1, a little starved here and there."""
    speckle = smooth_noise(print_.rng, ink.shape, (2.5, 2.5))
    speckle += 0.6 * smooth_noise(print_.rng, ink.shape, (9.0, 30.0))
    print_.sheet[...] = blend(print_.sheet, KEY, ink * (0.97 - 0.35 * smoothstep(0.75, 1.3, speckle)))


def _form(print_: _Print, crest: Field, colour: Field, amount: Field, ink: Field, rim: float) -> None:
    """Lay a form below `crest` (H, W) over the sheet: paper, colour block, lines, and a carved outline."""
    unit = print_.unit
    depth = print_.y - crest
    inside = np.clip(depth * unit + 0.5, 0.0, 1.0)
    print_.sheet[...] = blend(print_.sheet, PAPER, inside)
    _tint(print_, colour, amount * inside * smoothstep(0.3 * rim, 0.6 * rim, depth))
    thick = 0.0034 * (1.0 + 0.5 * smooth_noise(print_.rng, depth.shape, (0.06 * unit, 0.06 * unit)))
    outline = np.clip((thick - np.abs(depth)) * unit / 1.5 + 0.5, 0.0, 1.0)
    _key(print_, np.maximum(outline, ink * inside * smoothstep(0.8 * rim, 1.2 * rim, depth)))


def _sky(print_: _Print, tall: float, wide: float) -> None:
    """Rays around a red sun, crossed by banks of cloud."""
    rng, y, x = print_.rng, print_.y, print_.x
    centre_y, centre_x = tall * rng.uniform(0.24, 0.30), wide * rng.uniform(0.30, 0.42)
    radius = 0.135
    away = np.hypot(y - centre_y, x - centre_x)
    angle = np.arctan2(y - centre_y, x - centre_x) / (2 * np.pi)
    _tint(print_, BLUE, 0.85 * smoothstep(0.30, -0.06, y / tall - 0.12 * away))
    _tint(print_, OCHRE, 0.80 * np.exp(-(((away - radius) / 0.20) ** 2)))
    for count, start, stop in ((72, radius * 1.12, 0.42), (144, 0.36, 0.75), (288, 0.70, 2.0)):
        ends = smoothstep(start, start + 0.09, away) * smoothstep(stop + 0.06, stop - 0.06, away)
        _key(print_, _lines(print_, angle * count, 0.52 * ends + 0.10 - 0.35 * (1.0 - ends)))
    _sun(print_, away - radius, y - centre_y)
    for level, start, stop in CLOUDS:
        low = tall * level
        _cloud(print_.rows(low - 0.16, low + 0.02), low, wide * start, wide * stop)


def _sun(print_: _Print, outside: Field, below: Field) -> None:
    """A red disc where `outside` (H, W) is negative, cut by lines that widen downwards."""
    unit = print_.unit
    disc = np.clip(-outside * unit + 0.5, 0.0, 1.0)
    print_.sheet[...] = blend(print_.sheet, PAPER, np.clip((0.012 - outside) * unit + 0.5, 0.0, 1.0))
    cuts = _lines(print_, below * 62.0, 0.30 + 2.2 * below)
    _tint(print_, RED, disc * (1.0 - 0.92 * cuts))
    _key(print_, np.clip((0.0022 - np.abs(outside)) * unit / 1.5 + 0.5, 0.0, 1.0))


def _cloud(print_: _Print, bottom: float, start: float, stop: float) -> None:
    """A bank of round puffs on a flat bottom, between two places across; rings of lines fill each puff."""
    rng, unit, y, x = print_.rng, print_.unit, print_.y, print_.x
    within, rings = np.full_like(y, -1.0), np.zeros_like(y)
    count = max(round((stop - start) / 0.042), 3)
    for share in (np.arange(count) + 0.5) / count:
        radius = (0.026 + 0.040 * np.sin(np.pi * share)) * rng.uniform(0.8, 1.25)
        centre_x = start + (stop - start) * share
        away = np.hypot(y - bottom + rng.uniform(0.1, 0.6) * radius, x - centre_x)
        deeper = radius - away > within
        np.copyto(within, radius - away, where=deeper)
        np.copyto(rings, away / 0.0085, where=deeper)
    waterline = bottom + 0.004 * np.sin(30.0 * x + 20.0 * bottom)
    within = np.minimum(within, waterline - y)
    inside = np.clip(within * unit + 0.5, 0.0, 1.0)
    print_.sheet[...] = blend(print_.sheet, PAPER, inside)
    low = 1.0 - (waterline - y) / 0.08
    tone = 0.16 + 0.42 * np.clip(low, 0.0, 1.0) - 0.5 * smoothstep(0.012, 0.004, within)
    lines = _lines(print_, rings, tone)
    outline = np.clip((0.0026 - np.abs(within)) * unit / 1.5 + 0.5, 0.0, 1.0)
    _key(print_, np.maximum(lines * inside, outline))


def _mountains(print_: _Print, tall: float, wide: float) -> None:
    """Two sharp ranges; lines run down their flanks from each ridge."""
    rng, y, x = print_.rng, print_.y, print_.x
    for level, reach, colour in ((0.56, 0.24, BLUE), (0.60, 0.13, TEAL)):
        peak = wide * rng.uniform(0.62, 0.80) if reach > 0.2 else wide * rng.uniform(0.15, 0.35)
        flank = reach * np.exp(-np.abs(x - peak) / 0.17)
        crags = 0.030 * wave_line(rng, x, 0.30, 5)
        crest = tall * level - flank + crags
        depth = y - crest
        fall = (x - peak) / (1.0 + 2.6 * np.maximum(depth, 0.0))
        folds = fractal_noise(rng, x.shape, 0.10 * print_.unit, 4)
        shadow = smoothstep(-0.02, 0.03, x - peak + 0.08 * folds)
        tone = 0.18 + 0.50 * shadow + 0.55 * folds - 0.9 * np.maximum(depth - 0.12, 0.0)
        ink = _lines(print_, 95.0 * fall + 2.5 * folds + 30.0 * depth * np.sign(x - peak), tone)
        snow = smoothstep(0.066, 0.072, depth + 0.06 * folds) if reach > 0.2 else np.ones_like(x)
        _form(print_, crest, colour, 0.85 * snow, ink, 0.008)


def _hills(print_: _Print, tall: float) -> None:
    """Round fields in front of the mountains; furrows follow or cross their slopes."""
    rng, y, x = print_.rng, print_.y, print_.x
    for index, colour in enumerate((OCHRE, TEAL, RED)):
        crest = tall * (0.58 + 0.055 * index) + 0.045 * wave_line(rng, x + 0.3 * index, 0.75, 2)
        depth = np.maximum(y - crest, 0.0)
        swell = fractal_noise(rng, x.shape, 0.14 * print_.unit, 3)
        across = 90.0 * (x + (0.8 if index % 2 else -0.8) * depth) / (1.0 + 1.5 * depth)
        phase = across + 2.0 * swell if index != 1 else 70.0 * np.sqrt(depth + 0.002) + 2.5 * swell
        ink = _lines(print_, phase, 0.22 + 3.0 * depth + 0.45 * swell)
        _form(print_, crest, colour, np.full_like(x, 0.9), ink, 0.007)


def _waves(print_: _Print, tall: float) -> None:
    """Rows of leaning, peaked waves, nearer ones larger; lines follow the crests, foam stays paper."""
    rng, y, x = print_.rng, print_.y, print_.x
    level, size = 0.745, 0.030
    for row in range(5):
        length = 5.2 * size
        lean = x + 0.9 * size * np.sin(2 * np.pi * (y / (4.0 * size)) + rng.uniform(0, 6))
        place = lean / length + rng.uniform() + 0.22 * wave_line(rng, x, 0.9, 2)
        arch = np.abs(np.sin(np.pi * place))
        crest = tall * level + size * (1.5 * arch**0.7 - 0.9) + 0.15 * size * wave_line(rng, x, 0.12, 3)
        depth = np.maximum(y - crest, 0.0)
        swell = fractal_noise(rng, x.shape, 0.10 * print_.unit, 3)
        phase = 7.0 * (depth / size) ** 0.75 + 0.6 * swell
        tone = 0.34 + 0.20 * np.cos(2 * np.pi * place) + 0.16 * depth / size + 0.30 * swell
        ink = _lines(print_, phase, tone)
        _form(print_, crest, (BLUE, TEAL)[row % 2], np.full_like(x, 0.9), ink, 0.24 * size)
        level, size = level + 0.9 * size / tall + 0.012, size * 1.32
