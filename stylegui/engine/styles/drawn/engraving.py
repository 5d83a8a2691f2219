"""Engraving: lines that swell where it is dark, crossed where it is darkest (as in `woodcut`, but finer)."""

import numpy as np

from stylegui.engine.styles.drawn.drawing import Drawing
from stylegui.engine.styles.drawn.motif import PEAKS
from stylegui.engine.styles.drawn.noise import Field, blend, coordinates, smoothstep, wave_line

PAPER = np.array((0.95, 0.925, 0.86))
PITCH = 0.0085  # from line to line


def engraving(drawing: Drawing) -> Field:
    """(H, W, 3)."""
    y, x = coordinates(drawing.height, drawing.width)
    pitch = PITCH * drawing.size / drawing.crowd**0.5
    middle = drawing.motif.sun.outline[:-1].mean(0)
    rings = np.hypot(x - middle[0], y - middle[1])
    if drawing.turned is None:
        lines = y + 0.010 * wave_line(drawing.rng, x, 0.8, 2)
    else:
        lines = y * np.cos(drawing.turned) - x * np.sin(drawing.turned)
    crossing, tone = rings, (0.10 + 0.92 * drawing.full_tone).clip(0, 1)
    sun = drawing.full(drawing.motif.sun.depth)
    lines, tone = np.where(sun > 0, rings, lines), np.where(sun > 0, 0.86, tone)
    outline = np.exp(-((sun / 0.0016) ** 2))
    for number, form in enumerate(drawing.motif.ranges):
        depth = drawing.full(form.depth)
        inside, within, swell = depth > 0, depth.clip(0), 0.012 * drawing.cloud(0.12, 2)
        leaning = 0.8 if number % 2 else -0.8
        if drawing.turned is None:
            along = (x if number else -x) + 0.9 * within + swell
            rows = 1.05 * (within / (1 + 0.9 * within) + swell)
            lines = np.where(inside, along if number < PEAKS else rows, lines)
        crossing = np.where(inside, x + leaning * within + swell, crossing)
        tone = np.where(inside, drawing.full_tone, tone)
        outline = np.maximum(np.where(depth > 0.002, 0, outline), np.exp(-((depth / 0.0014) ** 2)))
    first = _lines(drawing, lines / pitch, (1.02 - 1.15 * tone).clip(0, 0.9), pitch)
    second = _lines(drawing, crossing / pitch, (0.72 - 1.75 * tone).clip(0, 0.7), pitch)
    worn = smoothstep(0.5, 1.0, drawing.cloud(0.002, 1))
    ink = np.maximum.reduce([first, second, 0.95 * outline]) * (1 - 0.22 * drawing.felt * worn)
    return drawing.on_paper(blend(PAPER, drawing.ink, ink.clip(0, 1)), drawing.tooth())


def _lines(drawing: Drawing, phase: Field, share: Field, pitch: float) -> Field:
    """Ink (H, W) of lines at whole numbers of `phase`, of which `share` is inked."""
    away = 2 * np.abs(phase - np.round(phase))
    softness = min(max(2.2 / (pitch * drawing.unit), 0.05), 0.9)
    ink: Field = ((share + 0.05 * drawing.cloud(0.01, 1) - away) / softness + 0.5).clip(0, 1)
    return ink * smoothstep(0.02, 0.10, share)
