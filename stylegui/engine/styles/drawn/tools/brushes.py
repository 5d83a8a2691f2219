"""What flat brushes leave: bristles' streaks, and paint so thick that a low light shows them."""

import numpy as np

from stylegui.engine.styles.drawn.tools.drawing import Drawing
from stylegui.engine.styles.drawn.tools.fields import Field, smoothstep, unit_square
from stylegui.engine.styles.drawn.tools.noise import smooth_noise
from stylegui.engine.styles.drawn.tools.sheet import Marks, Ribbons

TOUCHES = 6  # that differ
LIFT = 0.06  # share of a touch's length in which the brush comes down and goes up


def bristles(rng: np.random.Generator, width: int, breadth: float, dryness: float = 0.35) -> tuple[Field, Field]:
    """Opacity and lightness (TOUCHES, h, w) of touches: streaks along them, ragged ends; `breadth` is h / w."""
    height = max(int(breadth * width), 8)
    y, x = unit_square(height, width)
    covered, light = [], []
    for _ in range(TOUCHES):
        streaks = smooth_noise(rng, (height, width), (max(height / 9, 1), width / 1.5))
        fine = smooth_noise(rng, (height, width), (max(height / 40, 1.2), width / 2.5))
        wide, narrow = (smooth_noise(rng, (height, 1), (height / parts, 1)) for parts in (4, 24))
        end = 0.045 * (wide + 0.6 * narrow) + 0.55 * (y - 0.5) ** 2
        along = smoothstep(0.0, LIFT, x - 0.03 - end) * smoothstep(1.0, 0.92 - LIFT, x + 0.08 + 1.4 * end)
        across = smoothstep(0.0, 0.2, y) * smoothstep(1.0, 0.8, y)
        wet = smoothstep(-0.9, -0.4, streaks + 0.5 * fine - dryness * smoothstep(0.55, 1.0, x))
        covered.append(along * across * wet)
        light.append(0.82 + 0.11 * streaks + 0.08 * fine)
    return np.array(covered), np.array(light)


class ThickPaint:
    """Paint, and how high it lies."""

    def __init__(self, drawing: Drawing, ground: Field) -> None:
        """On a colour (3,) or a picture (H, W, 3)."""
        self._drawing = drawing
        self._paint, self._relief = drawing.sheet(ground), drawing.sheet(np.full(3, 0.5, np.float32))

    def touches(self, points: Field, angle: Field, length: float, breadth: float, colours: Field) -> None:
        """Short ones at points (N, 2), each about `length` long; `angle` (N,), `colours` (N, 3)."""
        paint, ridges = self._marks(length, breadth, 0.35, 1.8)
        lengths, seed = length * self._drawing.rng.uniform(0.7, 1.2, len(points)), self._seed()
        for sheet, marks, tint in ((self._paint, paint, colours), (self._relief, ridges, np.ones(3))):
            sheet.stamp(marks, points, angle, lengths, tint, rng=np.random.default_rng(seed))

    def strokes(self, paths: Field, length: float, width: float, colours: Field) -> None:
        """Long ones along paths (N, P, 2), each about `length` long and `width` wide; `colours` (N, 3)."""
        paint, ridges = self._marks(length, width / length, 0.5, 2.2)
        ribbons = Ribbons(self._paint, paint, paths, width, rng=np.random.default_rng(self._seed()))
        for sheet, marks, tint in ((self._paint, paint, colours), (self._relief, ridges, np.ones_like(colours))):
            sheet.ribbons(ribbons, marks, tint)

    def finished(self) -> Field:
        """(H, W, 3), under a light from the upper left."""
        down, right = np.gradient(self._relief.grey())
        light = ((down + right) * -1.7 * max(self._drawing.unit / 1000, 0.4)).clip(-0.32, 0.40)[..., None]
        lit = self._paint.pixels() * (1 + 0.9 * light) + 0.12 * light.clip(0, 1)
        return self._drawing.on_paper(lit, self._drawing.tooth(0.0025), 0.008)

    def _marks(self, length: float, breadth: float, dryness: float, height: float) -> tuple[Marks, Marks]:
        width = self._drawing.pixels(length, 24)
        covered, light = bristles(self._drawing.luck(), width, breadth, dryness)
        return Marks(covered, light), Marks(0.9 * covered, 0.5 + height * (light - 0.8))

    def _seed(self) -> int:
        """So that paint and relief are of the same marks."""
        return int(self._drawing.rng.integers(2**31))
