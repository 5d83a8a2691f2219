"""What is needed of linear algebra in more than one place."""

from collections.abc import Sequence

import torch
from torch import Tensor


def exact(tensor: Tensor) -> Tensor:
    """The same numbers in float64, on the CPU where the device has no float64."""
    return (tensor.cpu() if tensor.device.type == "mps" else tensor).double()


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
