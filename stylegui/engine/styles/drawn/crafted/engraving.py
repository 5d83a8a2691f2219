"""Engraving: lines that swell where it is dark, crossed where it is darkest."""

import numpy as np

from stylegui.engine.styles.drawn.tools.colours import blend, colour
from stylegui.engine.styles.drawn.tools.drawing import Drawing
from stylegui.engine.styles.drawn.tools.fields import Field, smoothstep, turned
from stylegui.engine.styles.drawn.tools.lines import inked
from stylegui.engine.styles.drawn.tools.motif import PEAKS
from stylegui.engine.styles.drawn.tools.noise import wave_line

PAPER = colour(0.95, 0.925, 0.86)
PITCH = 0.0085  # from line to line


def engraving(drawing: Drawing) -> Field:
    """(H, W, 3)."""
    y, x = drawing.places
    pitch, rings = drawing.pitch(PITCH), np.hypot(*drawing.from_sun)
    if drawing.fixed is None:
        lines = y + 0.010 * wave_line(drawing.rng, x, 0.8, 2)
    else:
        lines, _ = turned(y, x, drawing.fixed)
    crossing, tone = rings, (0.10 + 0.92 * drawing.full_tone).clip(0, 1)
    sun = drawing.full(drawing.motif.sun.depth)
    lines, tone = np.where(sun > 0, rings, lines), np.where(sun > 0, np.float32(0.86), tone)
    outline = np.exp(-((sun / 0.0016) ** 2))
    for number, form in enumerate(drawing.motif.ranges):
        depth = drawing.full(form.depth)
        inside, within, swell = depth > 0, depth.clip(0), 0.012 * drawing.cloud(0.12, 2)
        leaning = 0.8 if number % 2 else -0.8
        if drawing.fixed is None:
            along = (x if number else -x) + 0.9 * within + swell
            rows = 1.05 * (within / (1 + 0.9 * within) + swell)
            lines = np.where(inside, along if number < PEAKS else rows, lines)
        crossing = np.where(inside, x + leaning * within + swell, crossing)
        tone = np.where(inside, drawing.full_tone, tone)
        outline = np.maximum(np.where(depth > 0.002, np.float32(0), outline), np.exp(-((depth / 0.0014) ** 2)))
    first = _cut(drawing, lines / pitch, (1.02 - 1.15 * tone).clip(0, 0.9), pitch)
    second = _cut(drawing, crossing / pitch, (0.72 - 1.75 * tone).clip(0, 0.7), pitch)
    worn = smoothstep(0.5, 1.0, drawing.cloud(0.002, 1))
    ink = np.maximum.reduce([first, second, 0.95 * outline]) * (1 - 0.22 * drawing.paper * worn)
    return drawing.on_paper(blend(PAPER, drawing.ink, ink.clip(0, 1)), drawing.tooth())


def _cut(drawing: Drawing, phase: Field, share: Field, pitch: float) -> Field:
    softness = min(max(2.2 / (pitch * drawing.unit), 0.05), 0.9)
    return inked(phase, share + 0.05 * drawing.cloud(0.01, 1), softness) * smoothstep(0.02, 0.10, share)
