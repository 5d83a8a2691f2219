"""Brush strokes: long ones that bend with the flow, coarse to fine, in thick paint.

As Hertzmann, "Painterly rendering with curved brush strokes of multiple sizes" (1998), lays them, here with a relief.
"""

import numpy as np

from stylegui.engine.styles.drawn.drawing import THOUSANDTH, Drawing
from stylegui.engine.styles.drawn.noise import Field
from stylegui.engine.styles.drawn.oil import bristles, lit
from stylegui.engine.styles.drawn.sheet import Marks, Sheet

BRUSHES = ((0.26, 0.044, 0.058), (0.17, 0.026, 0.040), (0.11, 0.016, 0.031))  # length, width, and how far apart
STEPS = 9  # that a stroke bends in


def brush_strokes(drawing: Drawing) -> Field:
    """(H, W, 3)."""
    rng = drawing.rng
    ground = 0.8 * drawing.shade(drawing.full_place, drawing.full_tone)
    paint = Sheet(drawing.height, drawing.width, ground)
    relief = Sheet(drawing.height, drawing.width, np.full(3, 0.5))
    for length, width, apart in BRUSHES:
        length, width = length * drawing.size, width * drawing.size
        covered, light = bristles(drawing.luck(), max(int(length * drawing.unit), 32), width / length, dryness=0.5)
        marks, ridges = Marks(covered, light), Marks(0.9 * covered, 0.5 + 2.2 * (light - 0.8))
        starts = drawing.scattered(apart * drawing.size / drawing.crowd**0.5)
        paths = _paths(drawing, starts, length * rng.uniform(0.55, 1.1, (len(starts), 1)))
        colours, _ = drawing.shades(paths[:, STEPS // 2], 0.07, 0.08)
        colours = colours + rng.normal(0, 0.035, colours.shape)
        seed = rng.integers(2**31)
        for sheet, own, tint in ((paint, marks, colours), (relief, ridges, np.ones_like(colours))):
            sheet.ribbons(own, paths, width, tint, rng=np.random.default_rng(seed))
    light = lit(relief.pixels()[..., 0], drawing.unit)[..., None]
    canvas = drawing.tooth(2.5 * THOUSANDTH)
    return drawing.on_paper(paint.pixels() * (1 + 0.9 * light) + 0.12 * light.clip(0, 1), canvas, 0.008)


def _paths(drawing: Drawing, starts: Field, lengths: Field) -> Field:
    """(N, STEPS + 1, 2): points that follow the flow from starts (N, 2)."""
    points, here = [starts], starts
    unrest = drawing.rng.normal(0, 0.08, len(starts))
    for _ in range(STEPS):
        angle = drawing.angle(here, 0.0) + unrest
        here = here + lengths / STEPS * np.stack([np.cos(angle), np.sin(angle)], 1)
        points.append(here)
    return np.stack(points, 1)
