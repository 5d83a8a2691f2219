"""Felt: pieces of wool above each other, with hairs that stand out of them."""

import numpy as np

from stylegui.engine.styles.drawn.tools.drawing import Drawing
from stylegui.engine.styles.drawn.tools.fields import Field, smoothstep, unit_square
from stylegui.engine.styles.drawn.tools.sheet import Marks

HAIRS = ((0.055, 0.0110, 0.0), (0.040, 0.0115, 0.08), (0.030, 0.0147, 0.18))  # length, how far apart, how much lighter
CURLS = 12  # hairs that differ
UNREST = 0.9  # radians by which they lie across the flow


def felt(drawing: Drawing) -> Field:
    """(H, W, 3)."""
    rng = drawing.rng
    soft = 0.30 + 0.45 * drawing.tone  # wool is never black nor white
    shadow, puff = _pieces(drawing)
    ground = drawing.shade(drawing.full_place + 0.05 * drawing.cloud(0.03), drawing.full(soft))
    sheet = drawing.sheet(ground * ((1 - 0.18 * puff) * (1 - 0.55 * shadow))[..., None])
    for length, apart, lighter in HAIRS:
        length *= drawing.mark_size
        points = drawing.scattered(apart * drawing.mark_size**0.6)  # of longer hairs not so many fewer: wool covers
        place, tone = drawing.uneven(points, 0.04, 0.10, soft)
        lengths, opacity = length * rng.uniform(0.6, 1.3, len(points)), rng.uniform(0.25, 0.7, len(points))
        marks = _hairs(drawing.luck(), drawing.pixels(length, 16))
        colours = drawing.shade(place, (tone + lighter).clip(0, 1))
        sheet.stamp(marks, points, drawing.angle(points, UNREST), lengths, colours, opacity, rng=rng)
    lumps = 0.10 * drawing.paper * drawing.cloud(0.02)
    return sheet.pixels() * ((1 + lumps) * (1 - 0.25 * shadow))[..., None]


def _pieces(drawing: Drawing) -> tuple[Field, Field]:
    """(H, W) both: the shadows that pieces throw on those behind them, and their rounded rims."""
    shadow, puff = (np.zeros((drawing.height, drawing.width), np.float32) for _ in range(2))
    for _, depth, covered in drawing.from_the_front():
        free = covered <= 0
        shadow = np.maximum(shadow, np.exp(depth.clip(-1, 0) / 0.012) * (free & (depth < 0)))
        puff = np.maximum(puff, np.exp(-depth.clip(0, 1) / 0.010) * (free & (depth > 0)))
    return shadow, puff


def _hairs(rng: np.random.Generator, width: int) -> Marks:
    height = max(width // 3, 8)
    y, x = unit_square(height, width)
    covered = []
    for _ in range(CURLS):
        bow, curl = float(rng.normal(0, 0.16)), float(rng.normal(0, 0.10))
        middle = 0.5 + bow * np.sin(np.pi * x) + curl * np.sin(2 * np.pi * x + 1)
        thin = (1 - np.abs(y - middle) * height / max(0.9, width / 60)).clip(0, 1)
        covered.append(thin * smoothstep(0, 0.1, x) * smoothstep(1, 0.9, x))
    return Marks(np.array(covered))
