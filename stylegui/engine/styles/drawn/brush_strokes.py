"""Brush strokes: long ones that bend with the flow, coarse to fine, in thick paint.

As Hertzmann, "Painterly rendering with curved brush strokes of multiple sizes" (1998), lays them; here each is a chain
of touches, so that bristles and relief follow its bend.
"""

import numpy as np

from stylegui.engine.styles.drawn.drawing import THOUSANDTH, Drawing
from stylegui.engine.styles.drawn.noise import Field
from stylegui.engine.styles.drawn.oil import bristles, lit
from stylegui.engine.styles.drawn.sheet import Marks, Sheet

BRUSHES = ((0.115, 5, 0.072), (0.070, 6, 0.046), (0.042, 6, 0.041))  # length of a touch, touches, and how far apart
STEP = 0.42  # of a touch's length, to the next


def brush_strokes(drawing: Drawing) -> Field:
    """(H, W, 3)."""
    rng = drawing.rng
    paint = Sheet(drawing.height, drawing.width, 0.55 * drawing.colours.mean(0))
    relief = Sheet(drawing.height, drawing.width, np.full(3, 0.5))
    for length, touches, apart in BRUSHES:
        length *= drawing.size
        covered, light = bristles(drawing.luck(), max(int(length * drawing.unit), 24), 0.36, dryness=0.2)
        marks, ridges = Marks(covered, light), Marks(0.9 * covered, 0.5 + 2.4 * (light - 0.8))
        starts = drawing.scattered(apart * drawing.size / drawing.crowd**0.5)
        points, angle = _chains(drawing, starts, touches, STEP * length)
        colours, _ = drawing.shades(starts, 0.07, 0.08)
        colours = np.repeat(colours + rng.normal(0, 0.035, colours.shape), touches, 0)
        seed = rng.integers(2**31)
        for sheet, own, tint in ((paint, marks, colours), (relief, ridges, np.ones_like(colours))):
            sheet.stamp(own, points, angle, length, tint, rng=np.random.default_rng(seed), run=touches)
    light = lit(relief.pixels()[..., 0], drawing.unit)[..., None]
    canvas = drawing.tooth(2.5 * THOUSANDTH)
    return drawing.on_paper(paint.pixels() * (1 + 0.9 * light) + 0.12 * light.clip(0, 1), canvas, 0.008)


def _chains(drawing: Drawing, starts: Field, touches: int, step: float) -> tuple[Field, Field]:
    """Points (N * touches, 2) and angles of touches that follow the flow, one stroke after the other."""
    points, angles, here = [], [], starts
    for _ in range(touches):
        angle = drawing.angle(here, 0.03)
        points.append(here)
        angles.append(angle)
        here = here + step * np.stack([np.cos(angle), np.sin(angle)], 1)
    return np.stack(points, 1).reshape(-1, 2), np.stack(angles, 1).ravel()
