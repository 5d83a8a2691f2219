"""What drawn styles show: a sun over ranges and hills, as forms, tones, and a flow that marks follow.

Everything is laid out where the picture's shorter side is 1 long, so that it is alike at any size.
"""

from dataclasses import dataclass

import numpy as np

from stylegui.engine.styles.drawn.tools.fields import Field, coordinates
from stylegui.engine.styles.drawn.tools.noise import fractal_noise, wave_line

GRID = 288  # of tones and flow, along the shorter side: they are smooth, and enlarged to any size
SUN = 0.115  # radius
CORNERS = 200  # of a crest, from the left to the right
# How high each range's crest is, how far it rises and falls, over which length and how finely, and its colour's place.
RANGES = (
    (0.50, 0.13, 0.55, 5, 0.30), (0.56, 0.07, 0.42, 4, 0.42), (0.63, 0.055, 0.62, 2, 0.62),
    (0.71, 0.055, 0.70, 2, 0.78), (0.82, 0.045, 0.80, 2, 0.56),
)  # fmt: skip
PEAKS = 2  # of the ranges are rock, the others hills


@dataclass(frozen=True, eq=False)
class Form:
    """One of the things that are seen.

    Attributes:
        outline: (N, 2) corners, x and y; of a range first its crest. place: of its colour along the palette, 0..1.
        depth: (h, w) of the grid, how far inside of it a place is; negative outside.
    """

    outline: Field
    place: float
    depth: Field

    @property
    def crest(self) -> Field:
        """(N, 2): what its outline is drawn along; of the sun all of it."""
        return self.outline[:CORNERS]


@dataclass(frozen=True, eq=False)
class Motif:
    """All of it.

    Attributes:
        tall, wide: its sides. sun, and its middle (x, y). ranges: from behind to the front.
        tone: (h, w), 0 dark to 1 light. place: (h, w), of the colour along the palette.
        flow: (h, w) of marks, radians clockwise from the right.
    """

    tall: float
    wide: float
    sun: Form
    middle: tuple[float, float]
    ranges: tuple[Form, ...]
    tone: Field
    place: Field
    flow: Field

    @property
    def forms(self) -> tuple[Form, ...]:
        """From behind to the front."""
        return (self.sun, *self.ranges)


def landscape(height: int, width: int, rng: np.random.Generator) -> Motif:
    """One for a picture of height x width, of which only the proportions count."""
    shorter = min(height, width)
    y, x = coordinates(round(height / shorter * GRID), round(width / shorter * GRID))
    tall, wide = height / shorter, width / shorter
    middle = wide * float(rng.uniform(0.22, 0.42)), tall * float(rng.uniform(0.20, 0.27))
    away = np.hypot(x - middle[0], y - middle[1])
    turn = np.linspace(0, 2 * np.pi, CORNERS)
    sun = Form(np.array(middle) + SUN * np.stack([np.cos(turn), np.sin(turn)], 1), 0.92, SUN - away)
    clouds = fractal_noise(rng, y.shape, 0.30 * GRID, 4)
    tone = 0.36 + 0.81 * y / tall + 0.30 * clouds + 0.25 * np.exp(-(((away - SUN) / 0.12) ** 2))
    place = np.clip(0.16 + 0.16 * clouds + 0.10 * np.sin(3 * y / tall), 0, 0.4)
    # level lines, which marks run along: round the sun near it, and in drifting bands further off
    near = np.exp(-((away / 0.34) ** 2))
    level = (1 - near) * (y + 0.10 * fractal_noise(rng, y.shape, 0.45 * GRID, 2)) + near * away
    tone, place = np.where(away < SUN, 0.97 - 0.25 * away / SUN, tone), np.where(away < SUN, sun.place, place)
    ranges = []
    for number, (high, rise, length, octaves, at) in enumerate(RANGES):
        seed = rng.integers(2**31)
        line = np.linspace(-0.05, wide + 0.05, CORNERS)
        across, along = (
            high * tall - rise * wave_line(np.random.default_rng(seed), places, length, octaves)
            for places in (x[0], line)
        )
        below = [[wide + 0.05, tall + 0.05], [-0.05, tall + 0.05]]
        depth = y - across
        ranges.append(Form(np.concatenate([np.stack([line, along], 1), below]), at, depth))
        folds = fractal_noise(rng, y.shape, (0.10 if number < PEAKS else 0.22) * GRID, 3)
        shade = 0.72 - 0.10 * number - 1.5 * np.clip(depth, 0, 0.22) + 0.34 * folds
        fall = depth + (0.45 * x if number % 2 else -0.35 * x) * (number < PEAKS) + 0.03 * folds
        inside = depth > 0
        tone, level = np.where(inside, shade, tone), np.where(inside, fall, level)
        place = np.where(inside, np.clip(at + 0.10 * folds, 0, 1), place)
    down, right = np.gradient(level)
    return Motif(tall, wide, sun, middle, tuple(ranges), tone.clip(0.02, 0.98), place, np.arctan2(-right, down))
