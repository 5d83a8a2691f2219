"""Pencil: hatching, crossed where it is dark, on paper whose tooth shows."""

import numpy as np

from stylegui.engine.styles.drawn.drawing import Drawing
from stylegui.engine.styles.drawn.noise import Field, smooth_noise, smoothstep
from stylegui.engine.styles.drawn.sheet import Marks, Sheet

PAPER = np.array((0.955, 0.94, 0.90))
LENGTH, APART = 0.085, 0.0105
SLANT = 0.9  # radians, of the first hatching
HATCHINGS = ((0.0, 0.86), (0.10, 0.62), (1.15, 0.46), (-0.55, 0.30), (0.55, 0.18))  # turn, and where it is darker
OUTLINES = 3  # times that a form is gone round


def pencil(drawing: Drawing) -> Field:
    """(H, W, 3)."""
    rng, sheet = drawing.rng, Sheet(drawing.height, drawing.width, PAPER)
    length = LENGTH * drawing.size
    pixels = max(int(length * drawing.unit), 30)
    marks = leads(drawing.luck(), max(pixels // 20, 7), pixels, tooth=0.5)
    slant = -SLANT if drawing.turned is None else drawing.turned
    for turn, level in HATCHINGS:
        points = drawing.scattered(APART * drawing.size**0.7 / drawing.crowd**0.5)
        darker = level - drawing.at(drawing.tone, points)
        drawn = rng.random(len(points)) < 3.2 * darker
        points, darker = points[drawn], darker[drawn]
        bent = 0.35 * np.sin(2 * drawing.angle(points, 0.0)) if drawing.turned is None else 0.0
        angle = slant - turn + bent + rng.normal(0, 0.05, len(points))
        colours = np.broadcast_to(drawing.ink, (len(points), 3))
        lengths = length * rng.uniform(0.5, 1.2, len(points))
        sheet.stamp(marks, points, angle, lengths, colours, (0.30 + 0.5 * darker).clip(0.15, 0.8), rng=rng)
    for form in drawing.motif.forms:
        for _ in range(OUTLINES):
            sheet.line(unsteady(rng, form.crest, 0.0008), drawing.ink, 0.0016 * drawing.size**0.5, 0.55)
    tooth, picture = drawing.tooth(0.0022), sheet.pixels()
    bare = (0.55 * drawing.felt * tooth[..., None]).clip(0, 0.6)
    return drawing.on_paper(picture + (PAPER - picture) * bare, tooth)


def leads(rng: np.random.Generator, height: int, width: int, tooth: float) -> Marks:
    """Strokes of a lead, pressed less at their ends."""
    y, x = np.mgrid[0:height, 0:width] / np.array([height - 1, width - 1])[:, None, None]
    covered = []
    for _ in range(10):
        bow = 0.12 * np.sin(np.pi * x) * rng.normal(0, 1)
        body = np.exp(-(((y - 0.5 + bow) / 0.17) ** 2))
        pressed = smoothstep(0, rng.uniform(0.05, 0.2), x) * smoothstep(1, rng.uniform(0.55, 0.9), x)
        covered.append(body * pressed * (1 - tooth * smoothstep(-0.2, 0.5, smooth_noise(rng, x.shape, (1.5, 1.5)))))
    return Marks(np.array(covered))


def unsteady(rng: np.random.Generator, line: Field, wander: float) -> Field:
    """A line (N, 2) as a hand draws it, its ends where they were."""
    away = np.cumsum(rng.normal(0, wander, line.shape), 0)
    result: Field = line + away - np.linspace(0, 1, len(line))[:, None] * away[-1]
    return result
