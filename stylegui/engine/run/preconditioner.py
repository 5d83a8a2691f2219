"""What is known of the curvature before any step was made: where and in what frequencies a picture moves easily."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import torch
from torch import Tensor
from torch.nn import functional as F

PLACES = 0.75  # power of the gradient's size about a place by which its own steps are shortened
ABOUT = 3  # pixels about a place, on each side, over which that size is measured, twice
LEAST = 0.1  # of the mean size squared: no place counts as flatter
FREQUENCIES = 0.5  # power of the frequency by which the curvature grows, as measured over runs
LOWEST = 0.02  # cycles a pixel up to which it hardly does

Apply = Callable[[Tensor], Tensor]
Precondition = Callable[[Tensor], Apply]  # at a gradient: an estimate of the inverse Hessian, up to a factor


def unconditioned(_gradient: Tensor) -> Apply:
    """Every number is taken to be as steep as any other."""
    return _same


@dataclass(frozen=True, eq=False)
class Preconditioner:
    """A symmetric positive estimate of a picture's inverse Hessian (Nocedal and Wright 2006, 5.1), up to a factor.

    `places` (1, 1, h, w) are what each place's steps are multiplied by. Between them frequencies are weighed, of the
    cosines of the discrete transform of type II, which goes on as a mirror image beyond the edges.
    """

    places: Tensor

    def __call__(self, picture: Tensor) -> Tensor:
        """(1, 3, h, w) of the same."""
        (height, width), kind = picture.shape[2:], (picture.dtype, picture.device)
        down, across = _cosines(height, *kind), _cosines(width, *kind)
        weighed = (down @ (self.places * picture) @ across.T) * _weights(height, width, *kind)
        return self.places * (down.T @ weighed @ across)


def preconditioned(gradient: Tensor) -> Preconditioner:
    """Where the gradient (1, 3, h, w) is small, as in plain parts of the photo, the picture may move further.

    Else those would be the last that anything is painted in.
    """
    squared = _blurred(_blurred(gradient.square().sum(1, keepdim=True)))
    mean = squared.mean().clamp(min=torch.finfo(squared.dtype).tiny)
    return Preconditioner((squared / mean + LEAST) ** (-PLACES / 2))


def _same(picture: Tensor) -> Tensor:
    return picture


def _blurred(numbers: Tensor) -> Tensor:
    padded = F.pad(numbers, (ABOUT,) * 4, mode="replicate")
    return F.avg_pool2d(padded, 2 * ABOUT + 1, 1)


@lru_cache(maxsize=8)
def _cosines(count: int, dtype: torch.dtype, device: torch.device) -> Tensor:
    """The transform's matrix, orthogonal: row k has k half waves."""
    half_waves, places = torch.arange(count, dtype=torch.float64)[:, None], torch.arange(count, dtype=torch.float64)
    matrix = torch.cos(math.pi / count * half_waves * (places + 0.5)) * math.sqrt(2 / count)
    matrix[0] /= math.sqrt(2)
    return matrix.to(device, dtype)


@lru_cache(maxsize=4)
def _weights(height: int, width: int, dtype: torch.dtype, device: torch.device) -> Tensor:
    """(height, width) of each frequency; 1 for the lowest."""
    rows, columns = (torch.arange(side, dtype=torch.float64) / (2 * side) for side in (height, width))
    return ((1 + torch.hypot(rows[:, None], columns) / LOWEST) ** -FREQUENCIES).to(device, dtype)
