"""The terms against numpy in float64, and their gradients against finite differences."""

import math

import numpy as np
import pytest
import torch

from stylegui.engine.terms.losses import range_penalty, relative_error, total_variation


def test_relative_error_equals_numpy(generator: torch.Generator) -> None:
    value, target = torch.randn(2, 7, 5, generator=generator)
    a, b = value.double().numpy(), target.double().numpy()
    assert float(relative_error(value, target)) == pytest.approx(np.sum((a - b) ** 2) / np.sum(b**2), rel=1e-5)


def test_relative_error_is_0_at_the_target_and_1_at_nothing(generator: torch.Generator) -> None:
    target = torch.randn(4, 4, generator=generator)
    assert float(relative_error(target, target)) == 0
    assert float(relative_error(torch.zeros(4, 4), target)) == pytest.approx(1)
    assert float(relative_error(1000 * target, 500 * target)) == pytest.approx(1)  # no unit


def test_relative_error_of_an_empty_target_is_a_number() -> None:
    assert float(relative_error(torch.zeros(3), torch.zeros(3))) == 0
    assert math.isfinite(float(relative_error(torch.ones(3), torch.zeros(3))))


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
    assert torch.autograd.gradcheck(lambda x: relative_error(x, target), (image,))
    assert torch.autograd.gradcheck(total_variation, (image,))
    assert torch.autograd.gradcheck(range_penalty, (image,))
