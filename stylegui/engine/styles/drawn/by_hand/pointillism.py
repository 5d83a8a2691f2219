"""Pointillism: dots of pure colour beside each other, some of the opposite one (after Seurat)."""

import numpy as np

from stylegui.engine.styles.drawn.tools.colours import colour
from stylegui.engine.styles.drawn.tools.drawing import Drawing
from stylegui.engine.styles.drawn.tools.fields import Field
from stylegui.engine.styles.drawn.tools.sheet import Marks

GROUND = colour(0.93, 0.90, 0.82)
DOTS = ((0.020, 0.64), (0.014, 0.78), (0.010, 1.05))  # width, and how far apart in widths
SHAPES = 8  # of dots that differ
OPPOSITE = 0.16  # share of dots that have the opposite colour


def pointillism(drawing: Drawing) -> Field:
    """(H, W, 3)."""
    rng, sheet = drawing.rng, drawing.sheet(GROUND)
    for width, apart in DOTS:
        width *= drawing.mark_size
        points = drawing.scattered(width * apart)
        place, tone = drawing.uneven(points, 0.10, 0.13)
        place = np.where(rng.random(len(points)) < OPPOSITE, (place + 0.5) % 1, place)
        colours = drawing.shade(place, tone.clip(0.1, 1))
        grey = colours.mean(1, keepdims=True)
        widths, turns = width * rng.uniform(0.8, 1.25, len(points)), rng.uniform(0, 2 * np.pi, len(points))
        marks = _dots(drawing.luck(), drawing.pixels(1.2 * width, 6))
        sheet.stamp(marks, points, turns, widths, grey + 1.25 * (colours - grey), rng=rng)
    return drawing.on_paper(sheet.pixels(), drawing.tooth(), 0.02)


def _dots(rng: np.random.Generator, side: int) -> Marks:
    y, x = (np.mgrid[0:side, 0:side] + 0.5) / side * 2 - 1
    turn = np.arctan2(y, x)
    covered, light = [], []
    for _ in range(SHAPES):
        uneven = sum(rng.normal(0, 0.07) * np.cos(k * turn + rng.uniform(0, 2 * np.pi)) for k in (2, 3, 4))
        away = np.hypot(x, y * rng.uniform(1.0, 1.25))
        covered.append(((0.80 + uneven - away) * side / 2.2).clip(0, 1))
        light.append(0.93 - 0.05 * (x + y) - 0.10 * away**3)
    return Marks(np.array(covered), np.array(light))
