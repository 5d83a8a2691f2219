"""Sizes from coarse to fine: large shapes form where they are small and cheap."""

from dataclasses import dataclass

from stylegui.engine.images import working_size

# (size relative to the result's, evaluations) of each scale at quality "normal".
PLAN = ((0.25, 60), (0.354, 40), (0.5, 40), (0.707, 30), (1.0, 30))
QUALITY = {"draft": 0.35, "normal": 1.0, "fine": 2.5}
COARSEST = 96  # pixels of the longer side: below that the deepest layer sees nothing but its own padding


@dataclass(frozen=True)
class Scale:
    """One size: width and height in pixels, and how many evaluations it gets."""

    width: int
    height: int
    evaluations: int

    @property
    def work(self) -> int:
        """What it costs: an evaluation's time goes with the pixels."""
        return self.width * self.height * self.evaluations


def plan_scales(width: int, height: int, size: int, quality: str) -> tuple[Scale, ...]:
    """Scales for a photo of width x height and a result with `size` pixels on its longer side."""
    scales = []
    for relative, evaluations in PLAN:
        longer = round(size * relative)
        if longer >= COARSEST or relative == 1.0:
            w, h = working_size(width, height, longer)
            scales.append(Scale(w, h, max(4, round(evaluations * QUALITY[quality]))))
    return tuple(scales)
