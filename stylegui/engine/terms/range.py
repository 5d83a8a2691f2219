"""The range term: without it, clamping to 8 bits undoes the work."""

from dataclasses import dataclass

from torch import Tensor

from stylegui.engine.linear import exact
from stylegui.engine.terms.block import PIXELS
from stylegui.engine.terms.seen import Gradients, Seen
from stylegui.engine.terms.term import OfPixels, Sums, add_to


@dataclass(frozen=True)
class RangePenalty(OfPixels):
    """Mean squared distance from [0, 1] of the values of a picture (1, 3, height, width)."""

    height: int
    width: int

    def add(self, seen: Seen, sums: Sums) -> None:
        """The squares."""
        add_to(sums, (_outside(seen).square().sum(),))

    def settle(self, sums: Sums) -> tuple[Tensor, None]:
        """The mean; the slope is the same everywhere."""
        return exact(sums[0]) / (3 * self.height * self.width), None

    def pull(self, seen: Seen, slope: None, weight: float, gradients: Gradients) -> None:
        """Of the block's own pixels."""
        change = _outside(seen) * (2 * weight / (3 * self.height * self.width))
        gradients.add(PIXELS, change)


def _outside(seen: Seen) -> Tensor:
    pixels = seen.rows(PIXELS)
    return pixels - pixels.clamp(0, 1)
