"""The "Painterly" style term: how far the features' distribution is from the style's."""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from stylegui.engine.linear import eigen, exact, sum_shares
from stylegui.engine.terms.seen import Gradients, Seen, Where
from stylegui.engine.terms.term import Arrays, OfLayer, Place, Sums, Term, add_to

RANK = 1e-12  # eigenvalues below this share of the largest are rounding
PRECISE = 256  # channels up to which the decompositions are in float64
SMALLEST = 1e-5  # roots below this share of the largest are noise; more left out would harm relu1_1's gradient


@dataclass(frozen=True)
class Moments(OfLayer):
    """Reads a style's features of one layer as a normal distribution: their mean and second moment."""

    def reader(self, place: Place) -> "MomentsReader":
        """Reads "mean" (C,) and "second" F F^T / N (C, C), float64: both are linear, so that styles blend."""
        return MomentsReader(self.layer, place[self.layer])

    def terms(self, shares: Sequence[float], styles: Sequence[Arrays], place: Place) -> list[tuple[float, Term]]:
        """One, of the styles' mixture."""
        mean, second = (sum_shares(shares, [style[name] for style in styles]) for name in ("mean", "second"))
        return [(1.0, transport_to(gaussian(mean, second), self.layer, place[self.layer]))]


@dataclass(frozen=True, eq=False)
class MomentsReader(OfLayer):
    """Sums features and their products over the positions that count."""

    where: Where

    def add(self, seen: Seen, sums: Sums) -> None:
        """Their sum (C,) and that of their products (C, C)."""
        sample = seen.sample(self.layer, self.where)
        rows = sample.rows
        first = rows.sum(0) if sample.weights is None else (rows.T @ sample.weights)[:, 0]
        add_to(sums, (first, sample.products()))

    def read(self, sums: Sums) -> Arrays:
        """The moments."""
        first, second = (exact(total) / self.where.total for total in sums)
        return {"mean": first, "second": second}


@dataclass(frozen=True, eq=False)
class Gaussian:
    """A normal distribution.

    Attributes:
        mean: (C,). root: (C, K), with root root^T the covariance and K its rank: that of a small part of a painting
            is less than C. Both float64.
        spread: the covariance's trace. energy: that and the mean's squared length, what distances are relative to.
    """

    mean: Tensor
    root: Tensor
    spread: Tensor
    energy: Tensor


def gaussian(mean: Tensor, second: Tensor) -> Gaussian:
    """The normal distribution with these moments."""
    values, vectors = eigen(second - torch.outer(mean, mean))
    values = values.clamp(min=0)
    counted = ~(values <= RANK * values[-1])  # NaN is kept, to be seen
    counted[-1] = True  # also of nothing at all
    root = vectors[:, counted] * values[counted].sqrt()
    energy = (values.sum() + mean.square().sum()).clamp(min=1e-12)
    return Gaussian(mean, root, values.sum(), energy)


def transport_to(target: Gaussian, layer: str, where: Where) -> "Transport | FewTransport":
    """The distance's term, in the form that is cheaper for so many positions."""
    return (FewTransport if where.count < target.root.shape[1] else Transport)(layer, where, target)


@dataclass(frozen=True, eq=False)
class Transport(MomentsReader):
    """Squared Wasserstein-2 distance of the features' normal distribution, `where` it counts, to `target`.

    |m - mt|^2 + tr S + tr St - 2 tr (R^T S R)^1/2 with R R^T = St (Dowson and Landau 1982), relative to the target's
    energy. The gradient with respect to S is 1 - R (R^T S R)^-1/2 R^T, so that one eigendecomposition gives the value
    and the gradient, and nothing is differentiated through a square root. R need not be symmetric: it has as many
    columns as the target has dimensions.

    Products over positions are in the features' own format. What is C x C is in float64 up to PRECISE channels, since
    the small eigenvalues matter: the distance sums their roots. Beside a computation in float64 throughout, the
    gradient's cosine is then 1.0000 at relu1_1 to relu3_1 (0.93 to 0.999 with decompositions in float32) and 0.999
    at relu4_1 and relu5_1, whose decompositions in float64 would take half as long again.
    """

    target: Gaussian

    def settle(self, sums: Sums) -> tuple[Tensor, tuple[Tensor, Tensor]]:
        """The distance; and slope (C, C) and shift (C,), with which row @ slope + shift is half a row's gradient."""
        mean, second = (exact(total) / self.where.total for total in sums)
        target = self.target
        covariance = second - torch.outer(mean, mean)
        root = target.root if len(mean) <= PRECISE else target.root.to(sums[0].dtype)
        roots, inverse, vectors = decompose(root.T @ covariance.to(root) @ root)
        turned = root @ vectors
        slope = ((turned * inverse) @ turned.T).neg_()
        slope.diagonal().add_(1)
        shift = mean - target.mean - (slope @ mean.to(slope)).to(mean)
        value = (mean - target.mean).square().sum() + covariance.trace() + target.spread - 2 * roots.sum()
        return value / target.energy, (slope, shift)

    def pull(self, seen: Seen, slope: tuple[Tensor, Tensor], weight: float, gradients: Gradients) -> None:
        """Of each row that counts, by its weight."""
        sample = seen.sample(self.layer, self.where)
        factor = 2 * weight / (self.target.energy * self.where.total)
        matrix, shift = ((part * factor).to(sample.rows) for part in slope)
        change = torch.addmm(shift, sample.rows, matrix)
        gradients.add(self.layer, change if sample.weights is None else change.mul_(sample.weights), sample.positions)


@dataclass(frozen=True, eq=False)
class FewTransport(OfLayer):
    """The same where there are fewer positions than the target has dimensions.

    The decomposition is then of the (N, N) matrix with the same eigenvalues, for which all rows are kept.
    """

    where: Where
    target: Gaussian

    def add(self, seen: Seen, sums: Sums) -> None:
        """The rows (M, C) of the positions that count, and their weights (M, 1), each in its place."""
        found = seen.rows(self.layer)
        positions = self.where.positions()
        which, at = seen.find(self.layer, positions, self.where.width)
        rows = found.new_zeros(len(positions), found.shape[1])
        rows[which] = found[at]
        add_to(sums, (rows,))

    def settle(self, sums: Sums) -> tuple[Tensor, Tensor]:
        """The distance; and half of each row's gradient, (M, C)."""
        (rows,), target, where = sums, self.target, self.where
        if where.weights is None:
            weights = torch.full_like(rows[:, :1], 1 / len(rows))
        else:
            weights = where.weights.flatten()[where.positions()][:, None].to(rows)
        average = (rows.T @ weights)[:, 0]
        mean, root = exact(average), target.root.to(rows)
        shift = (mean - target.mean).to(rows)
        centred = (rows - average) * weights.sqrt()
        along = centred @ root
        roots, inverse, vectors = decompose(exact(along @ along.T))
        moved = (((vectors * inverse) @ vectors.T).to(rows) @ along) @ root.T
        value = (mean - target.mean).square().sum() + exact(centred).square().sum() + target.spread - 2 * roots.sum()
        return value / target.energy, (centred - moved + shift * weights.sqrt()) * weights.sqrt()

    def pull(self, seen: Seen, slope: Tensor, weight: float, gradients: Gradients) -> None:
        """Of the block's rows."""
        which, at = seen.find(self.layer, self.where.positions(), self.where.width)
        gradients.add(self.layer, slope[which] * (2 * weight / self.target.energy).to(slope), at)


def decompose(matrix: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """Roots of the eigenvalues, their inverses (both 0 where the root is only rounding) and the eigenvectors."""
    values, vectors = eigen(matrix)
    roots = values.clamp(min=0).sqrt()
    rounding = roots <= SMALLEST * roots[-1]
    return roots.masked_fill(rounding, 0), (1 / roots).masked_fill(rounding, 0), vectors
