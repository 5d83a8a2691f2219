"""Summaries of features: pure functions."""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

RANK = 1e-12  # eigenvalues below this share of the largest are rounding


@dataclass(frozen=True, eq=False)
class Where:
    """Positions of a layer that count, and how much.

    Attributes:
        positions: (M,) indices into the layer's N = H W positions. weights: (M, 1), above 0, their sum 1.
    """

    positions: Tensor
    weights: Tensor


@dataclass(frozen=True, eq=False)
class Moments:
    """Mean (C,) and second moment F F^T / N (C, C) of features, float64: both are linear, so that styles blend."""

    mean: Tensor
    second: Tensor


@dataclass(frozen=True, eq=False)
class Gaussian:
    """The normal distribution with given moments.

    Attributes:
        mean: (C,). root: (C, K), with root root^T the covariance and K its rank: that of a small part of a painting
            is less than C. Both float64.
        spread: the covariance's trace. energy: that and the mean's squared length, what distances are relative to.
    """

    mean: Tensor
    root: Tensor
    spread: Tensor
    energy: Tensor


def samples(features: Tensor, where: Where | None = None) -> Tensor:
    """(N, C) view of features (1, C, H, W), a row for each of the N = H W positions; or (M, C), of those that count."""
    rows = features.permute(0, 2, 3, 1).flatten(0, 2)
    return rows if where is None else rows[where.positions]


def mean_of(rows: Tensor, where: Where | None) -> Tensor:
    """Mean (C,) of rows from `samples`, each with its weight."""
    return rows.mean(0) if where is None else (rows.T @ where.weights.to(rows))[:, 0]


def second_of(rows: Tensor, where: Where | None) -> Tensor:
    """Second moment (C, C) of rows from `samples`, each with its weight."""
    return rows.T @ rows / len(rows) if where is None else rows.T @ (rows * where.weights.to(rows))


def gram(features: Tensor, where: Where | None = None) -> Tensor:
    """Gram matrix (C, C) of features (1, C, H, W): F F^T / N (Gatys, Ecker, Bethge 2015, with N as divisor)."""
    return second_of(samples(features, where), where)


def exact(tensor: Tensor) -> Tensor:
    """The same numbers in float64, on the CPU where the device has no float64."""
    return (tensor.cpu() if tensor.device.type == "mps" else tensor).double()


def moments(features: Tensor, where: Where | None = None) -> Moments:
    """Moments of features (1, C, H, W), of the positions that count."""
    rows = samples(features, where)
    return Moments(exact(mean_of(rows, where)), exact(second_of(rows, where)))


def blend(shares: Sequence[float], parts: Sequence[Moments]) -> Moments:
    """Moments of a mixture: each part's times its share."""
    return Moments(
        sum_shares(shares, [part.mean for part in parts]), sum_shares(shares, [part.second for part in parts])
    )


def gaussian(of: Moments) -> Gaussian:
    """The normal distribution with these moments."""
    covariance = of.second - torch.outer(of.mean, of.mean)
    values, vectors = eigen(covariance)
    values = values.clamp(min=0)
    counted = ~(values <= RANK * values[-1])  # NaN is kept, to be seen
    counted[-1] = True  # also of nothing at all
    root = vectors[:, counted] * values[counted].sqrt()
    energy = (values.sum() + of.mean.square().sum()).clamp(min=1e-12)
    return Gaussian(of.mean, root, values.sum(), energy)


def eigen(matrix: Tensor) -> tuple[Tensor, Tensor]:
    """Eigenvalues, rising, and eigenvectors of a symmetric matrix; NaN where it holds what is no number."""
    try:
        values, vectors = torch.linalg.eigh(matrix)
    except torch.linalg.LinAlgError:  # type: ignore[attr-defined]  # torch does not export it
        # the optimiser sees the NaN, and goes back to its last good result
        return torch.full_like(matrix[0], torch.nan), torch.full_like(matrix, torch.nan)
    return values, vectors


def sum_shares(shares: Sequence[float], tensors: Sequence[Tensor]) -> Tensor:
    """Sum of the tensors, each times its share."""
    total = shares[0] * tensors[0]
    for share, tensor in zip(shares[1:], tensors[1:], strict=True):
        total = total + share * tensor
    return total
