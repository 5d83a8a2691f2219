"""Summaries of features: pure functions."""

from torch import Tensor


def samples(features: Tensor) -> Tensor:
    """(N, C) view of features (1, C, H, W): one row for each of the N = H W positions."""
    return features.permute(0, 2, 3, 1).flatten(0, 2)


def gram(features: Tensor) -> Tensor:
    """Gram matrix (C, C) of features (1, C, H, W): F F^T / N (Gatys, Ecker, Bethge 2015, with N as divisor)."""
    rows = samples(features)
    return rows.T @ rows / rows.shape[0]
