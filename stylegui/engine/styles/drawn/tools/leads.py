"""What pencils and coal leave."""

import numpy as np

from stylegui.engine.styles.drawn.tools.fields import Field, smoothstep, unit_square
from stylegui.engine.styles.drawn.tools.noise import smooth_noise
from stylegui.engine.styles.drawn.tools.sheet import Marks

STROKES = 10  # that differ


def leads(rng: np.random.Generator, height: int, width: int, tooth: float) -> Marks:
    """Strokes of a lead, pressed less at their ends; `tooth` says how much of them the paper does not take."""
    y, x = unit_square(height, width)
    covered = []
    for _ in range(STROKES):
        bow = 0.12 * np.sin(np.pi * x) * float(rng.normal(0, 1))
        body = np.exp(-(((y - 0.5 + bow) / 0.17) ** 2))
        ends = float(rng.uniform(0.05, 0.2)), float(rng.uniform(0.55, 0.9))
        pressed = smoothstep(0, ends[0], x) * smoothstep(1, ends[1], x)
        covered.append(body * pressed * (1 - tooth * smoothstep(-0.2, 0.5, smooth_noise(rng, x.shape, (1.5, 1.5)))))
    return Marks(np.array(covered))


def unsteady(rng: np.random.Generator, line: Field, wander: float) -> Field:
    """A line (N, 2) as a hand draws it, its ends where they were."""
    away = np.cumsum(rng.normal(0, wander, line.shape), 0)
    result: Field = line + away - np.linspace(0, 1, len(line))[:, None] * away[-1]
    return result
