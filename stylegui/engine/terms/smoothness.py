"""The smoothness term: how much neighbouring pixels differ."""

from dataclasses import dataclass

import torch
from torch import Tensor

from stylegui.engine.linear import exact
from stylegui.engine.terms.block import PIXELS
from stylegui.engine.terms.seen import Gradients, Seen
from stylegui.engine.terms.term import OfPixels, Sums, add_to


@dataclass(frozen=True)
class TotalVariation(OfPixels):
    """Mean squared difference of neighbouring pixels of a picture (1, 3, height, width), over both directions."""

    height: int
    width: int

    def add(self, seen: Seen, sums: Sums) -> None:
        """The squares of the differences downwards, and of those to the right."""
        add_to(sums, [difference.square().sum() for difference in self._differences(seen)])

    def settle(self, sums: Sums) -> tuple[Tensor, None]:
        """The mean; the slope is the same everywhere."""
        down, right = (exact(total) / count for total, count in zip(sums, self._counts, strict=True))
        return down + right, None

    def pull(self, seen: Seen, slope: None, weight: float, gradients: Gradients) -> None:
        """Of both pixels of each difference, the second of which may belong to the next block."""
        change, box = torch.zeros_like(seen.all(PIXELS)), seen.own(PIXELS)
        down, right = (
            difference * (2 * weight / count)
            for difference, count in zip(self._differences(seen), self._counts, strict=True)
        )
        rows, columns = slice(box.top, box.bottom), slice(box.left, box.right)
        change[..., box.top + 1 : box.top + 1 + down.shape[2], columns] += down
        change[..., box.top : box.top + down.shape[2], columns] -= down
        change[..., rows, box.left + 1 : box.left + 1 + right.shape[3]] += right
        change[..., rows, box.left : box.left + right.shape[3]] -= right
        gradients.add_all(PIXELS, change)

    @property
    def _counts(self) -> tuple[int, int]:
        return max(3 * (self.height - 1) * self.width, 1), max(3 * self.height * (self.width - 1), 1)

    def _differences(self, seen: Seen) -> tuple[Tensor, Tensor]:
        """From each of the block's own pixels, downwards and to the right."""
        pixels, box = seen.all(PIXELS), seen.own(PIXELS)
        inner = pixels[..., box.top : box.bottom, box.left : box.right]
        below = pixels[..., box.top + 1 : box.bottom + 1, box.left : box.right]
        beside = pixels[..., box.top : box.bottom, box.left + 1 : box.right + 1]
        return below - inner[..., : below.shape[2], :], beside - inner[..., : beside.shape[3]]
