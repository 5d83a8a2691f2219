"""Sizes from coarse to fine: large shapes form where they are small and cheap."""

from collections.abc import Sequence
from dataclasses import dataclass

from stylegui.engine.pictures.images import working_size

# Size of each scale relative to the result's, and how many evaluations it gets at each quality.
SIZES = (0.25, 0.5, 1.0)
EVALUATIONS = {"draft": (20, 10, 4), "normal": (60, 36, 20), "fine": (90, 60, 36)}
FIXED = 12_000  # pixels that take as long as what an evaluation does at any size: decompositions, reading the filters
COARSEST = 96  # pixels of the longer side: below that the deepest layer sees nothing but its own padding


@dataclass(frozen=True)
class Scale:
    """One size: width and height in pixels, and how many evaluations it gets."""

    width: int
    height: int
    evaluations: int

    @property
    def cost(self) -> int:
        """Of one evaluation, in pixels: its time goes with them, but for a part that does not."""
        return self.width * self.height + FIXED

    @property
    def work(self) -> int:
        """What all its evaluations cost."""
        return self.cost * self.evaluations


def nearest_scale(scales: Sequence[Scale], width: int) -> int:
    """Index of the one that a picture so many pixels wide is nearest to."""
    return min(range(len(scales)), key=lambda index: abs(scales[index].width - width))


def plan_scales(width: int, height: int, size: int, quality: str) -> tuple[Scale, ...]:
    """Scales for a photo of width x height and a result with `size` pixels on its longer side."""
    scales = []
    for relative, evaluations in zip(SIZES, EVALUATIONS[quality], strict=True):
        longer = round(size * relative)
        if longer >= COARSEST or relative == 1.0:
            w, h = working_size(width, height, longer)
            scales.append(Scale(w, h, evaluations))
    return tuple(scales)
