"""The tether: a large scale's result stays, from afar, what the scale before has found."""

from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional as F

from stylegui.engine.linear import exact
from stylegui.engine.terms.block import PIXELS
from stylegui.engine.terms.seen import Gradients, Seen
from stylegui.engine.terms.term import OfPixels, Sums, add_to

CELL = 4  # pixels whose mean is held: two of the scale before


@dataclass(frozen=True, eq=False)
class Tether(OfPixels):
    """Mean squared difference of the means over cells of a picture (1, 3, H, W) and of `before` (3, h, w)."""

    before: Tensor

    def add(self, seen: Seen, sums: Sums) -> None:
        """The squares."""
        add_to(sums, (self._apart(seen).square().sum(),))

    def settle(self, sums: Sums) -> tuple[Tensor, None]:
        """The mean; the slope is the same everywhere."""
        return exact(sums[0]) / self.before.numel(), None

    def pull(self, seen: Seen, slope: None, weight: float, gradients: Gradients) -> None:
        """Of all pixels of a cell alike."""
        apart, box = self._apart(seen), seen.own(PIXELS)
        spread = (apart * (2 * weight / (self.before.numel() * CELL**2))).repeat_interleave(CELL, 1)
        change = torch.zeros_like(seen.all(PIXELS))
        spread = spread.repeat_interleave(CELL, 2)
        change[0, :, box.top : box.top + spread.shape[1], box.left : box.left + spread.shape[2]] = spread
        gradients.add_all(PIXELS, change)

    def _apart(self, seen: Seen) -> Tensor:
        box, own = seen.own(PIXELS), seen.block.own
        means = cells(seen.all(PIXELS)[..., box.top : box.bottom, box.left : box.right])
        top, left = own.top // CELL, own.left // CELL
        return means - self.before[:, top : top + means.shape[1], left : left + means.shape[2]].to(means)


def cells(image: Tensor) -> Tensor:
    """(3, h, w): the means over whole cells of a picture (1, 3, H, W)."""
    return F.avg_pool2d(image, CELL)[0]
