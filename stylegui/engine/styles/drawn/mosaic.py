"""Mosaic: tesserae in rows along the forms, each of its own colour and cut, in grout."""

import numpy as np
from numpy.typing import NDArray

from stylegui.engine.styles.drawn.drawing import Drawing
from stylegui.engine.styles.drawn.motif import SUN
from stylegui.engine.styles.drawn.noise import Field, blend, coordinates, smoothstep, wave_line

GROUT = np.array((0.30, 0.275, 0.25))
SIDE = 0.022  # of a tessera
HALO = 3  # rings round the sun
KNOWN = 65536  # tesserae that differ


def mosaic(drawing: Drawing) -> Field:
    """(H, W, 3)."""
    rng = drawing.rng
    row, column, piece = _rows(drawing, SIDE * drawing.size / drawing.crowd**0.3)
    row, column = row + 0.05 * drawing.cloud(0.012, 1), column + 0.05 * drawing.cloud(0.012, 1)
    number, place = np.floor(row).astype(int), np.floor(column).astype(int)
    down, across = row - number, column - place
    from_edge = np.minimum(np.minimum(down, 1 - down), np.minimum(across, 1 - across))
    upper_left = np.minimum(down, across) < np.minimum(1 - down, 1 - across)
    bevel = smoothstep(0.24, 0.08, from_edge) * np.where(upper_left, 1, -1)
    own = rng.normal(0, 1, (KNOWN, 3))[(number * 92821 + place * 68917 + piece * 3571) % KNOWN]
    tone = (drawing.full_tone + 0.13 * own[..., 1]).clip(0.05, 0.98)
    colours = drawing.shade(drawing.full_place + 0.09 * own[..., 0], tone)
    colours = colours + (0.03 * own[..., 2] + 0.035 * drawing.cloud(0.02))[..., None]
    colours = colours * (1 + 0.20 * bevel[..., None]) + 0.05 * bevel.clip(0, 1)[..., None]
    grout = GROUT + 0.05 * drawing.felt * drawing.cloud(0.004, 2)[..., None]
    return blend(grout, colours, smoothstep(0.06, 0.10, from_edge))


def _rows(drawing: Drawing, side: float) -> tuple[Field, Field, NDArray[np.int_]]:
    """(H, W) each: which row, counted from a form's edge, which tessera along it, and of which form."""
    y, x = coordinates(drawing.height, drawing.width)
    middle = drawing.motif.sun.outline[:-1].mean(0)
    right, down = x - middle[0], y - middle[1]
    away, turn = np.hypot(right, down), np.arctan2(down, right)
    if drawing.turned is None:
        row, along = (y + 0.10 * wave_line(drawing.rng, x, 1.1, 2)) / side, x / side
    else:
        slope = np.cos(drawing.turned), np.sin(drawing.turned)
        row, along = (y * slope[0] - x * slope[1]) / side, (x * slope[0] + y * slope[1]) / side
    piece = np.zeros(y.shape, int)
    round_sun = away < SUN + HALO * side
    in_ring = np.maximum(np.round(2 * np.pi * (np.floor(away / side) + 0.5)), 1)
    row = np.where(round_sun, away / side, row)
    along = np.where(round_sun, (turn / (2 * np.pi) + 0.5) * in_ring, along)
    piece = np.where(round_sun, np.where(away < SUN, 1, 2), piece)
    for number, form in enumerate(drawing.motif.ranges, start=3):
        depth = drawing.full(form.depth)
        inside = depth > 0
        piece = np.where(inside, number, piece)
        if drawing.turned is None:
            row, along = np.where(inside, depth / side, row), np.where(inside, x / side, along)
    shifts = drawing.rng.uniform(0, 1, 4096)[(np.floor(row).astype(int) * 7 + piece * 131) % 4096]
    return row, np.where(round_sun & (piece < 3), along, along + shifts), piece
