"""Charcoal: broad strokes and a smudge, which the paper takes only where it stands up."""

import numpy as np

from stylegui.engine.styles.drawn.tools.colours import blend, colour
from stylegui.engine.styles.drawn.tools.drawing import Drawing
from stylegui.engine.styles.drawn.tools.fields import Field, smoothstep
from stylegui.engine.styles.drawn.tools.leads import leads, unsteady

PAPER = colour(0.90, 0.87, 0.81)
LENGTH, APART = 0.13, 0.02
PIECES = 24  # of an outline, each pressed in its own way


def charcoal(drawing: Drawing) -> Field:
    """(H, W, 3)."""
    rng, sheet = drawing.rng, drawing.sheet(np.ones(3))
    length, black = LENGTH * drawing.mark_size, np.zeros(3)
    pixels = drawing.pixels(length, 30)
    points = drawing.scattered(APART * drawing.mark_size)
    tone = drawing.at(drawing.tone, points)
    drawn = rng.random(len(points)) < 1.25 - 1.5 * tone
    points, tone = points[drawn], tone[drawn]
    lengths = length * rng.uniform(0.6, 1.3, len(points))
    marks = leads(drawing.luck(), max(pixels // 5, 8), pixels, tooth=0.0)
    opacity = (0.62 - 0.55 * tone).clip(0.1, 0.6)
    sheet.stamp(marks, points, drawing.angle(points, 0.15), lengths, black, opacity, rng=rng)
    for form in drawing.motif.forms:
        line = unsteady(rng, form.crest, 0.001)
        for piece in np.array_split(np.arange(len(line) - 1), PIECES):
            thick = 0.0035 * drawing.mark_size * rng.uniform(0.4, 1.6)
            sheet.line(line[piece[0] : piece[-1] + 2], black, thick, rng.uniform(0.35, 0.9))
    mass = 1 - sheet.grey()
    mass = mass + 0.35 * (0.55 - drawing.full_tone).clip(0, 1) * (1 - mass)
    tooth = drawing.tooth()
    taken = smoothstep(0.0, 0.55, 1.25 * mass - drawing.paper * (0.22 + 0.42 * tooth) * (1 - 0.6 * mass))
    return drawing.on_paper(blend(PAPER, drawing.ink, (0.82 * taken + 0.15 * mass).clip(0, 0.97)), tooth, 0.01)
