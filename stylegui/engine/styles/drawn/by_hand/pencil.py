"""Pencil: hatching, crossed where it is dark, on paper whose tooth shows."""

import numpy as np

from stylegui.engine.styles.drawn.tools.colours import colour
from stylegui.engine.styles.drawn.tools.drawing import Drawing
from stylegui.engine.styles.drawn.tools.fields import Field
from stylegui.engine.styles.drawn.tools.leads import leads, unsteady

PAPER = colour(0.955, 0.94, 0.90)
LENGTH, APART = 0.085, 0.0105
SLANT = 0.9  # radians, of the first hatching
HATCHINGS = ((0.0, 0.86), (0.10, 0.62), (1.15, 0.46), (-0.55, 0.30), (0.55, 0.18))  # turn, and where it is darker
OUTLINES = 3  # times that a form is gone round


def pencil(drawing: Drawing) -> Field:
    """(H, W, 3)."""
    rng, sheet = drawing.rng, drawing.sheet(PAPER)
    length = LENGTH * drawing.mark_size
    pixels = drawing.pixels(length, 30)
    marks = leads(drawing.luck(), max(pixels // 20, 7), pixels, tooth=0.5)
    slant = -SLANT if drawing.fixed is None else drawing.fixed
    for turn, level in HATCHINGS:
        points = drawing.scattered(APART * drawing.mark_size**0.7)
        darker = level - drawing.at(drawing.tone, points)
        drawn = rng.random(len(points)) < 3.2 * darker
        points, darker = points[drawn], darker[drawn]
        bent = 0.35 * np.sin(2 * drawing.angle(points)) if drawing.fixed is None else 0.0
        angle = slant - turn + bent + rng.normal(0, 0.05, len(points))
        lengths = length * rng.uniform(0.5, 1.2, len(points))
        sheet.stamp(marks, points, angle, lengths, drawing.ink, (0.30 + 0.5 * darker).clip(0.15, 0.8), rng=rng)
    for form in drawing.motif.forms:
        for _ in range(OUTLINES):
            sheet.line(unsteady(rng, form.crest, 0.0008), drawing.ink, 0.0016 * drawing.mark_size**0.5, 0.55)
    tooth, picture = drawing.tooth(0.0022), sheet.pixels()
    bare = (0.55 * drawing.paper * tooth[..., None]).clip(0, 0.6)
    return drawing.on_paper(picture + (PAPER - picture) * bare, tooth)
