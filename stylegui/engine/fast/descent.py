"""Moves a fast network's weights against their gradient: far in few steps, for teaching is short.

Filters by the gradient's momentum with all its directions made equally long (Jordan et al. 2024, "Muon: an optimizer
for hidden layers in neural networks"); the few numbers beside them, and the filter that makes pixels, by Adam (Kingma
and Ba 2015).
"""

import math
from collections.abc import Mapping

import torch
from torch import Tensor

FILTER_RATE, RATE = 0.04, 2e-3  # at first
FILTER_MOMENTUM, MOMENTUM, SPREAD, LEAST = 0.95, 0.9, 0.99, 1e-8
LONGEST = 2.0  # a gradient of Adam's weights that is longer is made so long
BEGINNING = 20  # steps in which the rate rises
ROUNDS = 5  # of Newton and Schulz's iteration
QUINTIC = (3.4445, -4.7750, 2.0315)  # its coefficients, of Jordan et al.: singular values end between 0.7 and 1.2


class Descent:
    """Of one network's weights, by name."""

    def __init__(self, weights: Mapping[str, Tensor], rate: float = 1.0) -> None:
        """Weights are copied; steps are `rate` times as long as they suit what knows nothing yet."""
        self._rate = rate
        self._weights = {name: values.detach().clone() for name, values in weights.items()}
        self._means = {name: torch.zeros_like(values) for name, values in weights.items()}
        self._squares = {name: torch.zeros_like(values) for name, values in weights.items() if not _is_filter(name)}
        self._steps = 0

    @property
    def weights(self) -> dict[str, Tensor]:
        """As they are now. They stay so: each step makes others."""
        return self._weights

    @torch.no_grad()
    def step(self, gradients: Mapping[str, Tensor], done: float) -> None:
        """Move against the gradients, after a share of all steps is `done`: less and less, in half a wave."""
        self._steps += 1
        share = self._rate * 0.5 * (1 + math.cos(math.pi * done)) * min(1, self._steps / BEGINNING)
        squared = sum(float(gradients[name].square().sum()) for name in self._squares)
        bound = min(1.0, LONGEST / max(math.sqrt(squared), LEAST))
        moved = {}
        for name, values in self._weights.items():
            gradient, mean = gradients[name], self._means[name]
            if _is_filter(name):
                mean.mul_(FILTER_MOMENTUM).add_(gradient)
                change = orthogonal(gradient + FILTER_MOMENTUM * mean)
                moved[name] = values - FILTER_RATE * share * change
            else:
                square = self._squares[name]
                mean.lerp_(gradient * bound, 1 - MOMENTUM)
                square.lerp_((gradient * bound).square(), 1 - SPREAD)
                rate = RATE * share * math.sqrt(1 - SPREAD**self._steps) / (1 - MOMENTUM**self._steps)
                moved[name] = values - rate * mean / (square.sqrt() + LEAST)
        self._weights = moved


def orthogonal(matrix: Tensor) -> Tensor:
    """About U V^T of the singular value decomposition U S V^T of a filter (C, ...) seen as a matrix of C rows."""
    first, third, fifth = QUINTIC
    x = matrix.flatten(1)
    is_tall = len(x) > x.shape[1]
    x = x.T if is_tall else x
    x = x / (torch.linalg.vector_norm(x) + LEAST)
    for _ in range(ROUNDS):
        gram = x @ x.T
        x = first * x + (third * gram + fifth * gram @ gram) @ x
    found: Tensor = x.T if is_tall else x
    return found.reshape(matrix.shape)


def _is_filter(name: str) -> bool:
    return name.endswith("filter") and not name.startswith("last")
