"""Brush strokes: long ones that bend with the flow, coarse to fine, in thick paint.

As Hertzmann, "Painterly rendering with curved brush strokes of multiple sizes" (1998), lays them, here with a relief.
"""

import numpy as np

from stylegui.engine.styles.drawn.tools.brushes import ThickPaint
from stylegui.engine.styles.drawn.tools.drawing import Drawing
from stylegui.engine.styles.drawn.tools.fields import Field

BRUSHES = ((0.26, 0.046, 0.064), (0.17, 0.028, 0.046), (0.11, 0.018, 0.037))  # length, width, and how far apart
STEPS = 6  # that a stroke bends in


def brush_strokes(drawing: Drawing) -> Field:
    """(H, W, 3)."""
    rng = drawing.rng
    paint = ThickPaint(drawing, 0.8 * drawing.shade(drawing.full_place, drawing.full_tone))
    for length, width, apart in BRUSHES:
        length, width = length * drawing.mark_size, width * drawing.mark_size
        starts = drawing.scattered(apart * drawing.mark_size)
        paths = _paths(drawing, starts, length * rng.uniform(0.55, 1.1, (len(starts), 1)))
        colours = drawing.shade(*drawing.uneven(paths[:, STEPS // 2], 0.07, 0.08))
        paint.strokes(paths, length, width, colours + rng.normal(0, 0.035, colours.shape))
    return paint.finished()


def _paths(drawing: Drawing, starts: Field, lengths: Field) -> Field:
    """(N, STEPS + 1, 2): points that follow the flow from starts (N, 2)."""
    points, here = [starts], starts
    unrest = drawing.rng.normal(0, 0.08, len(starts))
    for _ in range(STEPS):
        angle = drawing.angle(here) + unrest
        here = here + lengths / STEPS * np.stack([np.cos(angle), np.sin(angle)], 1)
        points.append(here)
    return np.stack(points, 1)
