"""Features, smoothness and range against numpy in float64, and their gradients against finite differences."""

import math

import numpy as np
import pytest
import torch
from single_terms import everywhere, loss_of, read_by
from torch import Tensor

from stylegui.engine.terms.block import PIXELS
from stylegui.engine.terms.features import FeaturesError, FeaturesReader
from stylegui.engine.terms.range import RangePenalty
from stylegui.engine.terms.seen import Where
from stylegui.engine.terms.smoothness import TotalVariation

LAYER = "relu1_1"  # any: features are given


def total_variation(image: Tensor) -> Tensor:
    """The term's value."""
    size = image.shape[2:]
    return loss_of(TotalVariation(*size), {PIXELS: image}, *size)


def range_penalty(image: Tensor) -> Tensor:
    """The term's value."""
    size = image.shape[2:]
    return loss_of(RangePenalty(*size), {PIXELS: image}, *size)


def features_error(features: Tensor, target: Tensor, where: Where | None = None) -> Tensor:
    """The term's value."""
    where = where or everywhere(features)
    read = read_by(FeaturesReader(LAYER, where), {LAYER: target}, *features.shape[2:])
    return loss_of(FeaturesError(LAYER, where, read), {LAYER: features}, *features.shape[2:])


def test_the_features_error_equals_numpy(generator: torch.Generator) -> None:
    value, target = torch.randn(2, 1, 4, 7, 5, generator=generator, dtype=torch.float64)
    a, b = value.numpy(), target.numpy()
    assert float(features_error(value, target)) == pytest.approx(np.sum((a - b) ** 2) / np.sum(b**2))


def test_the_features_error_weighs_positions(generator: torch.Generator) -> None:
    value, target = torch.randn(2, 1, 4, 7, 5, generator=generator, dtype=torch.float64)
    weights = torch.rand(7, 5, generator=generator, dtype=torch.float64)
    weights[2:4] = 0
    where = Where(7, 5, weights / weights.sum())
    a, b, w = value.numpy(), target.numpy(), weights.numpy()
    expected = np.sum(w * (a - b) ** 2) / np.sum(w * b**2)
    assert float(features_error(value, target, where)) == pytest.approx(expected)


def test_the_features_error_is_0_at_the_photo_and_1_at_nothing(generator: torch.Generator) -> None:
    target = torch.randn(1, 2, 4, 4, generator=generator)
    assert float(features_error(target, target)) == 0
    assert float(features_error(torch.zeros_like(target), target)) == pytest.approx(1)
    assert float(features_error(1000 * target, 500 * target)) == pytest.approx(1)  # no unit


def test_the_features_error_of_an_empty_photo_is_a_number() -> None:
    nothing, something = torch.zeros(1, 1, 1, 3), torch.ones(1, 1, 1, 3)
    assert float(features_error(nothing, nothing)) == 0
    assert math.isfinite(float(features_error(something, nothing)))


def test_total_variation_equals_a_loop(generator: torch.Generator) -> None:
    image = torch.rand(1, 3, 4, 6, generator=generator)
    values = image[0].double().numpy()
    down = [(values[c, y + 1, x] - values[c, y, x]) ** 2 for c in range(3) for y in range(3) for x in range(6)]
    right = [(values[c, y, x + 1] - values[c, y, x]) ** 2 for c in range(3) for y in range(4) for x in range(5)]
    assert float(total_variation(image)) == pytest.approx(np.mean(down) + np.mean(right), rel=1e-5)


def test_total_variation_of_a_plain_picture_is_0() -> None:
    assert float(total_variation(torch.full((1, 3, 5, 5), 0.3))) == 0


def test_range_penalty_equals_a_loop() -> None:
    image = torch.tensor([-0.5, 0.0, 0.25, 1.0, 1.5, 3.0]).view(1, 3, 1, 2)
    expected = (0.5**2 + 0.5**2 + 2**2) / 6
    assert float(range_penalty(image)) == pytest.approx(expected)


def test_values_in_range_cost_nothing(generator: torch.Generator) -> None:
    assert float(range_penalty(torch.rand(1, 3, 8, 8, generator=generator))) == 0


def test_gradients_equal_finite_differences(generator: torch.Generator) -> None:
    image = (2 * torch.rand(1, 3, 4, 5, generator=generator, dtype=torch.float64) - 0.5).requires_grad_()
    target = torch.randn(1, 3, 4, 5, generator=generator, dtype=torch.float64)
    assert torch.autograd.gradcheck(lambda x: features_error(x, target), (image,))
    assert torch.autograd.gradcheck(total_variation, (image,))
    assert torch.autograd.gradcheck(range_penalty, (image,))
