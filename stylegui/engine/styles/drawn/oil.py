"""Oil in thick paint: touches of a flat brush, coarse to fine, with a relief that a low light brings out."""

import numpy as np

from stylegui.engine.styles.drawn.drawing import THOUSANDTH, Drawing
from stylegui.engine.styles.drawn.noise import Field, smooth_noise, smoothstep
from stylegui.engine.styles.drawn.sheet import Marks, Sheet

BRUSHES = ((0.17, 0.26), (0.105, 0.27), (0.066, 0.34))  # length of a touch, and how far apart in lengths
HAIRS = 6  # touches that differ


def oil(drawing: Drawing) -> Field:
    """(H, W, 3)."""
    rng = drawing.rng
    paint = Sheet(drawing.height, drawing.width, 0.6 * drawing.colours.mean(0))
    relief = Sheet(drawing.height, drawing.width, np.full(3, 0.5))
    for length, apart in BRUSHES:
        length *= drawing.size
        covered, light = bristles(drawing.luck(), max(int(length * drawing.unit), 24), 0.42)
        marks, ridges = Marks(covered, light), Marks(0.9 * covered, 0.5 + 1.8 * (light - 0.8))
        points = drawing.scattered(length * apart / drawing.crowd**0.5)
        angle = drawing.angle(points, 0.13)
        colours, _ = drawing.shades(points, 0.06, 0.07)
        colours = colours + rng.normal(0, 0.03, colours.shape)
        lengths, seed = length * rng.uniform(0.7, 1.2, len(points)), rng.integers(2**31)
        for sheet, own, tint in ((paint, marks, colours), (relief, ridges, np.ones_like(colours))):
            sheet.stamp(own, points, angle, lengths, tint, rng=np.random.default_rng(seed))
    light = lit(relief.pixels()[..., 0], drawing.unit)[..., None]
    canvas = drawing.tooth(2.5 * THOUSANDTH)
    return drawing.on_paper(paint.pixels() * (1 + 0.9 * light) + 0.12 * light.clip(0, 1), canvas, 0.008)


def bristles(
    rng: np.random.Generator, width: int, breadth: float, dryness: float = 0.35, lift: float = 0.06
) -> tuple[Field, Field]:
    """Opacity and lightness (HAIRS, h, w) of touches: streaks along them, ragged ends.

    `breadth` is h / w, `lift` the share of the width in which the brush comes down and goes up.
    """
    height = max(int(breadth * width), 8)
    y, x = np.mgrid[0:height, 0:width] / np.array([height - 1, width - 1])[:, None, None]
    covered, light = [], []
    for _ in range(HAIRS):
        streaks = smooth_noise(rng, (height, width), (max(height / 9, 1), width / 1.5))
        fine = smooth_noise(rng, (height, width), (max(height / 40, 1.2), width / 2.5))
        uneven = smooth_noise(rng, (height, 1), (height / 4, 1)) + 0.6 * smooth_noise(
            rng, (height, 1), (height / 24, 1)
        )
        end = 0.045 * uneven + 0.55 * (y - 0.5) ** 2
        along = smoothstep(0.0, lift, x - 0.03 - end) * smoothstep(1.0, 0.92 - lift, x + 0.08 + 1.4 * end)
        across = smoothstep(0.0, 0.2, y) * smoothstep(1.0, 0.8, y)
        wet = smoothstep(-0.9, -0.4, streaks + 0.5 * fine - dryness * smoothstep(0.55, 1.0, x))
        covered.append(along * across * wet)
        light.append(0.82 + 0.11 * streaks + 0.08 * fine)
    return np.array(covered), np.array(light)


def lit(relief: Field, unit: int) -> Field:
    """How much lighter a surface (H, W) is for a light from the upper left."""
    down, right = np.gradient(relief)
    light: Field = ((down + right) * -1.7 * max(unit * THOUSANDTH, 0.4)).clip(-0.32, 0.40)
    return light
