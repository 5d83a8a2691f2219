"""The "Painterly" style term: how far the features' distribution is from the style's."""

from typing import Any

import torch
from torch import Tensor

from stylegui.engine.terms.statistics import Gaussian, Moments, Where, eigen, exact, mean_of, samples, second_of

PRECISE = 256  # channels up to which the decompositions are in float64
SMALLEST = 1e-5  # roots below this share of the largest are noise; more left out would harm relu1_1's gradient


def transport(features: Tensor, target: Gaussian, where: Where | None = None) -> Tensor:
    """Squared Wasserstein-2 distance of the features' (1, C, H, W) normal distribution, `where` it counts, to `target`.

    |m - mt|^2 + tr S + tr St - 2 tr (R^T S R)^1/2 with R R^T = St (Dowson and Landau 1982), relative to the target's
    energy. The gradient with respect to S is 1 - R (R^T S R)^-1/2 R^T, so that one eigendecomposition gives the value
    and the gradient, and nothing is differentiated through a square root. R need not be symmetric: it has as many
    columns as the target has dimensions.

    Products over positions are in the features' own format. What is C x C is in float64 up to PRECISE channels, since
    the small eigenvalues matter: the distance sums their roots. Beside a computation in float64 throughout, the
    gradient's cosine is then 1.0000 at relu1_1 to relu3_1 (0.93 to 0.999 with decompositions in float32) and 0.999
    at relu4_1 and relu5_1, whose decompositions in float64 would take half as long again. Where there are fewer
    positions than that, the decomposition is of the (N, N) matrix with the same eigenvalues.
    """
    value: Tensor = _Transport.apply(features, target, where)  # type: ignore[no-untyped-call]  # torch leaves it unannotated
    return value


class _Transport(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, features: Tensor, target: Gaussian, where: Where | None) -> Tensor:
        rows = samples(features, where)
        few = rows.shape[0] < target.root.shape[1]
        value, kept = (_few if few else _many)(rows, target, where)
        ctx.few, ctx.shape, ctx.where = few, features.shape, where
        ctx.factor = 2 / target.energy
        ctx.save_for_backward(*kept)
        return (value / target.energy).to(features)

    @staticmethod
    def backward(ctx: Any, gradient: Tensor) -> tuple[Tensor, None, None]:
        factor = gradient * ctx.factor.to(gradient)
        where: Where | None = ctx.where
        if ctx.few:
            (ascent,) = ctx.saved_tensors
            change = ascent * factor
        else:
            rows, slope, shift = ctx.saved_tensors
            factor = factor if where else factor / len(rows)
            change = torch.addmm(shift * factor, rows, slope * factor)
            change = change.mul_(where.weights.to(change)) if where else change
        _, channels, height, width = ctx.shape
        if where:
            change = change.new_zeros(height * width, channels).index_copy_(0, where.positions, change)
        return change.view(1, height, width, channels).permute(0, 3, 1, 2), None, None


def _many(rows: Tensor, target: Gaussian, where: Where | None) -> tuple[Tensor, tuple[Tensor, ...]]:
    """Distance, and what gives half the gradient for a row before its weight: row @ slope + shift."""
    found = Moments(exact(mean_of(rows, where)), exact(second_of(rows, where)))
    value, slope, shift = _from_moments(found, target, rows)
    return value, (rows, slope.to(rows), shift.to(rows))


def _from_moments(of: Moments, target: Gaussian, source: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """Distance, slope and shift; `source` has the number format that the moments came in."""
    mean, covariance = of.mean, of.second - torch.outer(of.mean, of.mean)
    root = target.root if len(mean) <= PRECISE else target.root.to(source.dtype)
    roots, inverse, vectors = _decompose(root.T @ covariance.to(root) @ root)
    turned = root @ vectors
    slope = ((turned * inverse) @ turned.T).neg_()
    slope.diagonal().add_(1)
    shift = mean - target.mean - (slope @ mean.to(slope)).to(mean)
    value = (mean - target.mean).square().sum() + covariance.trace() + target.spread - 2 * roots.sum()
    return value, slope, shift


def _few(rows: Tensor, target: Gaussian, where: Where | None) -> tuple[Tensor, tuple[Tensor, ...]]:
    """The same with the (N, N) matrix; what is kept is half the gradient itself."""
    weights = where.weights.to(rows) if where else torch.full_like(rows[:, :1], 1 / len(rows))
    average = mean_of(rows, where)
    mean, root = exact(average), target.root.to(rows)
    shift = (mean - target.mean).to(rows)
    centred = (rows - average) * weights.sqrt()
    seen = centred @ root
    roots, inverse, vectors = _decompose(exact(seen @ seen.T))
    moved = (((vectors * inverse) @ vectors.T).to(rows) @ seen) @ root.T
    value = (mean - target.mean).square().sum() + exact(centred).square().sum() + target.spread - 2 * roots.sum()
    return value, ((centred - moved + shift * weights.sqrt()) * weights.sqrt(),)


def _decompose(matrix: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """Roots of the eigenvalues, their inverses (both 0 where the root is only rounding) and the eigenvectors."""
    values, vectors = eigen(matrix)
    roots = values.clamp(min=0).sqrt()
    rounding = roots <= SMALLEST * roots[-1]
    return roots.masked_fill(rounding, 0), (1 / roots).masked_fill(rounding, 0), vectors
