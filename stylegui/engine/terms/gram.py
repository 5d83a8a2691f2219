"""The "Classic" style term: the distance of Gram matrices (Gatys, Ecker, Bethge 2015, with N as divisor)."""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from stylegui.engine.linear import exact, sum_shares
from stylegui.engine.terms.seen import Gradients, Seen, Where
from stylegui.engine.terms.term import Arrays, OfLayer, Place, Sums, Term, add_to


@dataclass(frozen=True)
class Gram(OfLayer):
    """Reads a style's features of one layer as their Gram matrix."""

    def reader(self, place: Place) -> "GramReader":
        """Reads "second" F F^T / N (C, C), float64."""
        return GramReader(self.layer, place[self.layer])

    def terms(self, shares: Sequence[float], styles: Sequence[Arrays], place: Place) -> list[tuple[float, Term]]:
        """One, of the shares' mean."""
        target = sum_shares(shares, [style["second"] for style in styles])
        return [(1.0, GramError(self.layer, place[self.layer], target))]


@dataclass(frozen=True, eq=False)
class GramReader(OfLayer):
    """Sums the features' products over the positions that count."""

    where: Where

    def add(self, seen: Seen, sums: Sums) -> None:
        """Their sum (C, C)."""
        add_to(sums, (seen.sample(self.layer, self.where).products(),))

    def read(self, sums: Sums) -> Arrays:
        """The Gram matrix."""
        return {"second": exact(sums[0]) / self.where.total}


@dataclass(frozen=True, eq=False)
class GramError(GramReader):
    """|G - Gt|^2 / |Gt|^2, `where` it counts."""

    target: Tensor

    def settle(self, sums: Sums) -> tuple[Tensor, Tensor]:
        """The error, and its slope (C, C): of a row that counts fully, half the gradient is row @ slope."""
        apart = exact(sums[0]) / self.where.total - self.target
        energy = self.target.square().sum().clamp(min=1e-12)
        return apart.square().sum() / energy, apart * (2 / (energy * self.where.total))

    def pull(self, seen: Seen, slope: Tensor, weight: float, gradients: Gradients) -> None:
        """Of each row that counts, by its weight."""
        sample = seen.sample(self.layer, self.where)
        change = torch.mm(sample.rows, (2 * weight * slope).to(sample.rows))
        gradients.add(self.layer, change if sample.weights is None else change.mul_(sample.weights), sample.positions)
