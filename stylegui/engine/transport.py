"""The "Painterly" style term: how far the features' distribution is from the style's."""

from typing import Any

import torch
from torch import Tensor

from stylegui.engine.statistics import Gaussian, Moments, eigen, exact, samples

PRECISE = 256  # channels up to which the decompositions are in float64
SMALLEST = 1e-5  # roots below this share of the largest are noise; more left out would harm relu1_1's gradient


def transport(features: Tensor, target: Gaussian) -> Tensor:
    """Squared Wasserstein-2 distance of the features' (1, C, H, W) normal distribution to `target`.

    |m - mt|^2 + tr S + tr St - 2 tr (R S R)^1/2 with R = St^1/2 (Dowson and Landau 1982), relative to the target's
    energy. The gradient with respect to S is 1 - R (R S R)^-1/2 R, so that one eigendecomposition gives the value and
    the gradient, and nothing is differentiated through a square root.

    Products over positions are in the features' own format. What is C x C is in float64 up to PRECISE channels, since
    the small eigenvalues matter: the distance sums their roots. Beside a computation in float64 throughout, the
    gradient's cosine is then 1.0000 at relu1_1 to relu3_1 (0.93 to 0.999 with decompositions in float32) and 0.999
    at relu4_1 and relu5_1, whose decompositions in float64 would take half as long again. Where there are fewer
    positions than channels, the decomposition is of the (N, N) matrix with the same eigenvalues.
    """
    value: Tensor = _Transport.apply(features, target)  # type: ignore[no-untyped-call]  # torch leaves it unannotated
    return value


def distance(of: Moments, target: Gaussian) -> Tensor:
    """The same for moments, without a gradient: a scalar in float64."""
    return _from_moments(of, target, of.second)[0] / target.energy


class _Transport(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, features: Tensor, target: Gaussian) -> Tensor:
        rows = samples(features)
        few = rows.shape[0] < rows.shape[1]
        value, factor, kept = (_few if few else _many)(rows, target)
        ctx.few, ctx.shape = few, features.shape
        ctx.factor = 2 * factor / rows.shape[0]
        ctx.save_for_backward(*kept)
        return (value * factor).to(features)

    @staticmethod
    def backward(ctx: Any, gradient: Tensor) -> tuple[Tensor, None]:
        factor = gradient * ctx.factor.to(gradient)
        if ctx.few:
            (ascent,) = ctx.saved_tensors
            change = ascent * factor
        else:
            rows, slope, shift = ctx.saved_tensors
            change = torch.addmm(shift * factor, rows, slope * factor)
        _, _, height, width = ctx.shape
        return change.view(1, height, width, -1).permute(0, 3, 1, 2), None


def _many(rows: Tensor, target: Gaussian) -> tuple[Tensor, Tensor, tuple[Tensor, ...]]:
    """Distance, the divisor's inverse, and what gives half the gradient for a row: row @ slope + shift."""
    value, slope, shift = _from_moments(Moments(exact(rows.mean(0)), exact(rows.T @ rows / len(rows))), target, rows)
    return value, 1 / target.energy, (rows, slope.to(rows), shift.to(rows))


def _from_moments(of: Moments, target: Gaussian, source: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """Distance, slope and shift; `source` has the number format that the moments came in."""
    mean, covariance = of.mean, of.second - torch.outer(of.mean, of.mean)
    root = target.root if len(mean) <= PRECISE else target.root.to(source.dtype)
    roots, inverse, vectors = _decompose(root @ covariance.to(root) @ root)
    slope = (root @ ((vectors * inverse) @ vectors.T) @ root).neg_()
    slope.diagonal().add_(1)
    shift = mean - target.mean - (slope @ mean.to(slope)).to(mean)
    value = (mean - target.mean).square().sum() + covariance.trace() + target.spread - 2 * roots.sum()
    return value, slope, shift


def _few(rows: Tensor, target: Gaussian) -> tuple[Tensor, Tensor, tuple[Tensor, ...]]:
    """The same with the (N, N) matrix; what is kept is half the gradient itself."""
    average = rows.mean(0)
    mean, root = exact(average), target.root.to(rows)
    centred = rows - average
    seen = centred @ root
    roots, inverse, vectors = _decompose(exact(seen @ seen.T) / rows.shape[0])
    moved = (((vectors * inverse) @ vectors.T).to(rows) @ seen) @ root
    value = (mean - target.mean).square().sum() + exact(centred).square().sum() / len(rows)
    ascent = centred - moved + (mean - target.mean).to(rows)
    return value + target.spread - 2 * roots.sum(), 1 / target.energy, (ascent,)


def _decompose(matrix: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """Roots of the eigenvalues, their inverses (both 0 where the root is only rounding) and the eigenvectors."""
    values, vectors = eigen(matrix)
    roots = values.clamp(min=0).sqrt()
    rounding = roots <= SMALLEST * roots[-1]
    return roots.masked_fill(rounding, 0), (1 / roots).masked_fill(rounding, 0), vectors
