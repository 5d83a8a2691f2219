"""Felt: pieces of wool above each other, with hairs that stand out of them."""

import numpy as np

from stylegui.engine.styles.drawn.drawing import Drawing
from stylegui.engine.styles.drawn.noise import Field, smoothstep
from stylegui.engine.styles.drawn.sheet import Marks, Sheet

HAIRS = ((0.055, 0.0105, 0.0), (0.040, 0.011, 0.08), (0.030, 0.014, 0.18))  # length, how far apart, how much lighter
CURLS = 12  # hairs that differ
UNREST = 0.9  # radians by which they lie across the flow


def felt(drawing: Drawing) -> Field:
    """(H, W, 3)."""
    rng = drawing.rng
    soft = 0.30 + 0.45 * drawing.tone  # wool is never black nor white
    shadow, puff = _pieces(drawing)
    ground = drawing.shade(drawing.full_place + 0.05 * drawing.cloud(0.03), drawing.full(soft))
    ground = ground * ((1 - 0.18 * puff) * (1 - 0.55 * shadow))[..., None]
    sheet = Sheet(drawing.height, drawing.width, ground)
    for length, apart, lighter in HAIRS:
        length *= drawing.size
        points = drawing.scattered(apart * drawing.size**0.6 / drawing.crowd**0.5)
        tone = drawing.at(soft, points) + lighter + rng.normal(0, 0.10, len(points))
        place = drawing.at(drawing.motif.place, points) + rng.normal(0, 0.04, len(points))
        lengths, opacity = length * rng.uniform(0.6, 1.3, len(points)), rng.uniform(0.25, 0.7, len(points))
        marks = _hairs(drawing.luck(), max(int(length * drawing.unit), 16))
        colours = drawing.shade(place, tone.clip(0, 1))
        sheet.stamp(marks, points, drawing.angle(points, UNREST), lengths, colours, opacity, rng=rng)
    lumps = 0.10 * drawing.felt * drawing.cloud(0.02)
    return sheet.pixels() * ((1 + lumps) * (1 - 0.25 * shadow))[..., None]


def _pieces(drawing: Drawing) -> tuple[Field, Field]:
    """(H, W) both: the shadows that pieces throw on those behind them, and their rounded rims."""
    covered = np.full((drawing.height, drawing.width), -1.0)
    shadow, puff = np.zeros_like(covered), np.zeros_like(covered)
    for form in reversed(drawing.motif.forms):
        depth = drawing.full(form.depth)
        free = covered <= 0
        shadow = np.maximum(shadow, np.exp(depth.clip(-1, 0) / 0.012) * (free & (depth < 0)))
        puff = np.maximum(puff, np.exp(-depth.clip(0, 1) / 0.010) * (free & (depth > 0)))
        covered = np.maximum(covered, depth)
    return shadow, puff


def _hairs(rng: np.random.Generator, width: int) -> Marks:
    height = max(width // 3, 8)
    y, x = np.mgrid[0:height, 0:width] / np.array([height - 1, width - 1])[:, None, None]
    covered = []
    for _ in range(CURLS):
        middle = 0.5 + rng.normal(0, 0.16) * np.sin(np.pi * x) + rng.normal(0, 0.10) * np.sin(2 * np.pi * x + 1)
        thin = (1 - np.abs(y - middle) * height / max(0.9, width / 60)).clip(0, 1)
        covered.append(thin * smoothstep(0, 0.1, x) * smoothstep(1, 0.9, x))
    return Marks(np.array(covered))
