"""Mosaic: tesserae in rows along the forms, each of its own colour and cut, in grout."""

import numpy as np
from numpy.typing import NDArray

from stylegui.engine.styles.drawn.tools.colours import blend, colour
from stylegui.engine.styles.drawn.tools.drawing import Drawing
from stylegui.engine.styles.drawn.tools.fields import Field, smoothstep, turned
from stylegui.engine.styles.drawn.tools.motif import SUN
from stylegui.engine.styles.drawn.tools.noise import wave_line

GROUT = colour(0.30, 0.275, 0.25)
SIDE = 0.022  # of a tessera
HALO = 3  # rings round the sun
KNOWN, SHIFTS = 65536, 4096  # tesserae, and rows, that differ


def mosaic(drawing: Drawing) -> Field:
    """(H, W, 3)."""
    row, column, piece = _rows(drawing, SIDE * drawing.mark_size / drawing.density**0.3)
    row, column = row + 0.05 * drawing.cloud(0.012, 1), column + 0.05 * drawing.cloud(0.012, 1)
    number, place = np.floor(row).astype(np.int32), np.floor(column).astype(np.int32)
    down, across = row - number.astype(np.float32), column - place.astype(np.float32)
    from_edge = np.minimum(np.minimum(down, 1 - down), np.minimum(across, 1 - across))
    upper_left = np.minimum(down, across) < np.minimum(1 - down, 1 - across)
    bevel = smoothstep(0.24, 0.08, from_edge) * np.where(upper_left, np.float32(1), np.float32(-1))
    chances = drawing.rng.normal(0, 1, (KNOWN, 3)).astype(np.float32)
    own = chances[(number * 92821 + place * 68917 + piece * 3571) % KNOWN]
    tone = (drawing.full_tone + 0.13 * own[..., 1]).clip(0.05, 0.98)
    colours = drawing.shade(drawing.full_place + 0.09 * own[..., 0], tone)
    colours = colours + (0.03 * own[..., 2] + 0.035 * drawing.cloud(0.02))[..., None]
    colours = colours * (1 + 0.20 * bevel[..., None]) + 0.05 * bevel.clip(0, 1)[..., None]
    grout = GROUT + 0.05 * drawing.paper * drawing.cloud(0.004, 2)[..., None]
    return blend(grout, colours, smoothstep(0.06, 0.10, from_edge))


def _rows(drawing: Drawing, side: float) -> tuple[Field, Field, NDArray[np.int32]]:
    """(H, W) each: which row, counted from a form's edge, which tessera along it, and of which form."""
    y, x = drawing.places
    down, right = drawing.from_sun
    away, turn = np.hypot(down, right), np.arctan2(down, right)
    bands = y + 0.10 * wave_line(drawing.rng, x, 1.1, 2), x
    row, along = (part / side for part in (bands if drawing.fixed is None else turned(y, x, drawing.fixed)))
    piece = np.zeros(y.shape, np.int32)
    round_sun = away < SUN + HALO * side
    in_ring = np.maximum(np.round(2 * np.pi * (np.floor(away / side) + 0.5)), 1)
    row = np.where(round_sun, away / side, row)
    along = np.where(round_sun, (turn / (2 * np.pi) + 0.5) * in_ring, along)
    piece = np.where(round_sun, np.where(away < SUN, np.int32(1), np.int32(2)), piece)
    for number, form in enumerate(drawing.motif.ranges, start=3):
        depth = drawing.full(form.depth)
        inside = depth > 0
        piece = np.where(inside, np.int32(number), piece)
        if drawing.fixed is None:
            row, along = np.where(inside, depth / side, row), np.where(inside, x / side, along)
    chances = drawing.rng.uniform(0, 1, SHIFTS).astype(np.float32)
    shifts = chances[(np.floor(row).astype(np.int32) * 7 + piece * 131) % SHIFTS]
    return row, np.where(round_sun & (piece < 3), along, along + shifts), piece
