"""Ink wash: ranges that fade into mist, dry brush strokes, reeds, and a warm sun, on rice paper."""

import numpy as np

from stylegui.engine.styles.drawn.tools.brushes import bristles
from stylegui.engine.styles.drawn.tools.colours import blend, colour
from stylegui.engine.styles.drawn.tools.drawing import Drawing
from stylegui.engine.styles.drawn.tools.fields import Field, smoothstep
from stylegui.engine.styles.drawn.tools.sheet import Marks

PAPER = colour(0.945, 0.925, 0.875)
WASHES = (0.30, 0.42, 0.55, 0.70, 0.85)  # how dark each range begins
STROKES, REEDS = 9, 26


def ink_wash(drawing: Drawing) -> Field:
    """(H, W, 3)."""
    tooth, mist, ragged = drawing.tooth(0.0035), drawing.cloud(0.30), 0.006 * drawing.cloud(0.06, 4)
    depths = [drawing.full(form.depth) + ragged for form in drawing.motif.ranges]
    mass = 0.10 * smoothstep(0.4, 1.0, 1 - drawing.full_tone) * (1 + 0.5 * mist)
    dark = drawing.contrast * drawing.density**0.5
    for number, (depth, wash) in enumerate(zip(depths, WASHES, strict=True)):
        inside, within = smoothstep(-0.002, 0.002, depth), depth.clip(0, 1)
        fading = np.exp(-within / (0.05 + 0.025 * number)) * (0.75 + 0.4 * mist)
        laid = dark * wash * (fading + 0.12 * np.exp(-within / 0.003))
        mass = mass * (1 - 0.75 * inside) + inside * laid.clip(0, 1)
    mass = np.maximum(mass * (1 + 0.10 * tooth), _strokes(drawing) * (0.95 + 0.1 * tooth)).clip(0, 0.96)
    picture = blend(PAPER, drawing.ink, mass)
    sun = np.minimum(drawing.full(drawing.motif.sun.depth) + 0.5 * ragged, -np.maximum.reduce(depths))
    warmest = drawing.colours[(drawing.colours[:, 0] - drawing.colours[:, 1:].max(1)).argmax()]
    picture = blend(picture, warmest, 0.82 * smoothstep(-0.0015, 0.0015, sun) * (0.9 + 0.15 * mist))
    return drawing.on_paper(picture, tooth, 0.016)


def _strokes(drawing: Drawing) -> Field:
    """Ink (H, W), 0 to 1, of a brush that is almost dry along the slopes, and of a full one for reeds."""
    rng, black, sheet = drawing.rng, np.zeros(3), drawing.sheet(np.ones(3))
    length = 0.30 * drawing.mark_size
    covered, _ = bristles(drawing.luck(), drawing.pixels(length, 40), 0.10, dryness=0.9)
    marks = Marks(covered)
    for form in drawing.motif.ranges[2:]:
        places = rng.integers(8, len(form.crest) - 8, round(STROKES * drawing.density))
        points = form.crest[places] + np.stack([np.zeros(len(places)), rng.uniform(0.01, 0.07, len(places))], 1)
        lengths, opacity = length * rng.uniform(0.4, 1, len(places)), rng.uniform(0.3, 0.8, len(places))
        sheet.stamp(marks, points, drawing.angle(points, 0.05), lengths, black, opacity, rng=rng)
    up = np.linspace(0, 1, 14)[:, None]
    for _ in range(round(REEDS * drawing.density)):
        root = np.array((rng.uniform(0, drawing.motif.wide), drawing.motif.tall * rng.uniform(0.86, 1.02)))
        tall, bend = rng.uniform(0.10, 0.26) * drawing.mark_size**0.5, rng.normal(0, 0.10)
        blade = root + np.concatenate([bend * up**2, -tall * up], 1)
        for part in range(len(blade) - 1):
            sheet.line(blade[part : part + 2], black, 0.0008 + 0.006 * float(1 - up[part, 0]) ** 1.3, 0.9)
    return 1 - sheet.grey()
