"""The content's self-similarity term: what is like what in the photo (STROTSS, Kolkin et al. 2019)."""

from typing import Any

import torch
from torch import Tensor

from stylegui.engine.terms.statistics import samples

ROUND = 0.05  # differences below this count by their square
SMALLEST = 1e-8  # mean distances and lengths are taken as at least this


def relations(features: Tensor, positions: Tensor) -> Tensor:
    """Self-similarity (P, P) of features (1, C, H, W) at `positions` (P,): distances 1 - cosine of each two.

    Each column is divided by its mean, so that it is what is far from what that counts, not how far: colours and
    textures may change all over the picture.
    """
    return _relations(samples(features)[positions])[0]


def relations_error(features: Tensor, positions: Tensor, target: Tensor) -> Tensor:
    """Mean difference of the features' relations and `target` (P, P), with its gradient written out.

    A difference d counts as (d^2 + r^2)^1/2 - r with r = ROUND. STROTSS takes |d|, whose corner at 0 holds the photo
    fast until the style's weight passes a threshold: the lower third of "Strength" would do nothing.

    The matrices are the same size at every scale, so that at small ones they would be most of an evaluation: two
    products and few passes instead of what automatic differentiation makes of it take half the time.
    """
    error: Tensor = _Error.apply(features, positions, target)  # type: ignore[no-untyped-call]  # torch's own
    return error


def _relations(rows: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """Relations (P, P), the rows' directions (P, C), their lengths (P, 1), and the mean distances (1, P)."""
    lengths = torch.linalg.vector_norm(rows, dim=1, keepdim=True).clamp_(min=SMALLEST)
    unit = rows / lengths
    distances = torch.mm(unit, unit.T).neg_().add_(1)
    means = distances.mean(0, keepdim=True).clamp_(min=SMALLEST)
    return distances.div_(means), unit, lengths, means


class _Error(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, features: Tensor, positions: Tensor, target: Tensor) -> Tensor:
        found, unit, lengths, means = _relations(samples(features)[positions])
        apart = found - target
        size = apart.square().add_(ROUND**2).sqrt_()
        value: Tensor = size.mean() - ROUND
        slope = apart.div_(size)
        # A distance counts by itself, and by its part in its column's mean where that is more than the least.
        shift = found.mul_(slope).sum(0, keepdim=True).masked_fill_(means <= SMALLEST, 0) / len(unit)
        slope = slope.sub_(shift).div_(means)
        towards = torch.mm(slope, unit).add_(torch.mm(slope.T, unit)).div_(-slope.numel())
        # only across its direction can a row change the cosine
        towards -= unit * (towards * unit).sum(1, keepdim=True)
        ctx.shape = features.shape
        ctx.save_for_backward(positions, towards.div_(lengths))
        return value

    @staticmethod
    def backward(ctx: Any, gradient: Tensor) -> tuple[Tensor, None, None]:
        positions, rows = ctx.saved_tensors
        _, channels, height, width = ctx.shape
        change = rows.new_zeros(height * width, channels).index_copy_(0, positions, rows * gradient)
        return change.view(1, height, width, channels).permute(0, 3, 1, 2), None, None
