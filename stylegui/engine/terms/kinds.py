"""The "Follow meaning" term: how far the features of each kind of thing are from those of its part of the style."""

from dataclasses import dataclass

import torch
from torch import Tensor

from stylegui.engine.linear import exact
from stylegui.engine.terms.seen import Gradients, Seen
from stylegui.engine.terms.term import Arrays, OfLayer, Sums, add_to

SMALLEST = 1e-4  # deviations are taken as at least this share of what the style's features are large


@dataclass(frozen=True)
class OfKinds(OfLayer):
    """Reads a style's features of one layer, kind by kind, as means and deviations of each channel."""

    def reader(self, members: Tensor) -> "KindsReader":
        """Reads "means" and "squares" (K, C), float64; `members` (K, h, w) of the layer, the sum of each kind 1."""
        return KindsReader(self.layer, members)

    def term(self, style: Arrays, members: Tensor, areas: Tensor) -> "KindsError":
        """How far the kinds of a result are from the style's; `areas` (K,) of the kinds, together 1 at most."""
        return KindsError(self.layer, members, exact(areas), style["means"], style["squares"])


@dataclass(frozen=True, eq=False)
class KindsReader(OfLayer):
    """Sums features and their squares, each place by how much it is of each kind."""

    members: Tensor

    def add(self, seen: Seen, sums: Sums) -> None:
        """Their sums (K, C) both."""
        rows, members = seen.rows(self.layer), self._own(seen)
        add_to(sums, (members @ rows, members @ rows.square()))

    def read(self, sums: Sums) -> Arrays:
        """The same, for the members' sums are 1."""
        return {"means": exact(sums[0]), "squares": exact(sums[1])}

    def _own(self, seen: Seen) -> Tensor:
        """(K, N), of the block's own positions."""
        box = seen.block.own.at(self.layer)
        return self.members[:, box.top : box.bottom, box.left : box.right].flatten(1)


@dataclass(frozen=True, eq=False)
class KindsError(KindsReader):
    """|m - mt|^2 + |d - dt|^2 with each kind's means m and deviations d, relative to |mt|^2 + |dt|^2, by area.

    That is the squared Wasserstein-2 distance of normal distributions whose channels are independent. How they go
    together, a term of the whole picture sees to (`Moments`): beside it this one takes next to no time, and kinds may
    end softly.
    """

    areas: Tensor
    means: Tensor
    squares: Tensor

    def settle(self, sums: Sums) -> tuple[Tensor, tuple[Tensor, Tensor]]:
        """The distance; and scale and shift (K, C): half a row's gradient is the sum of scale * row + shift by kind."""
        mean, square = (exact(total) for total in sums)
        energy = self.squares.sum(1, keepdim=True).clamp(min=1e-12)
        least = SMALLEST**2 * energy / self.squares.shape[1]
        deviation = (square - mean.square()).clamp(min=least).sqrt()
        wanted = (self.squares - self.means.square()).clamp(min=0).sqrt()
        factor = (self.areas[:, None] / energy).masked_fill(self.squares.sum(1, keepdim=True) == 0, 0)
        value = (factor * ((mean - self.means).square() + (deviation - wanted).square())).sum()
        scale = factor * (1 - wanted / deviation)
        return value, (scale, factor * (mean - self.means) - scale * mean)

    def pull(self, seen: Seen, slope: tuple[Tensor, Tensor], weight: float, gradients: Gradients) -> None:
        """Of each row, by how much it is of each kind."""
        rows, members = seen.rows(self.layer), self._own(seen).T
        scale, shift = ((part * (2 * weight)).to(rows) for part in slope)
        gradients.add(self.layer, torch.addcmul(members @ shift, members @ scale, rows))
