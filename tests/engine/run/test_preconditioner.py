"""The first estimate of the inverse Hessian: symmetric, positive, and further where the gradient is small."""

import numpy as np
import pytest
import torch
from torch import Tensor

from stylegui.engine.run.preconditioner import FREQUENCIES, LEAST, LOWEST, PLACES, preconditioned


def _noise(seed: int, height: int = 24, width: int = 17) -> Tensor:
    return torch.randn(1, 3, height, width, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)


def test_it_is_symmetric_and_positive() -> None:
    apply, one, other = preconditioned(_noise(0)), _noise(1), _noise(2)
    assert float((one * apply(other)).sum()) == pytest.approx(float((apply(one) * other).sum()), rel=1e-10)
    for seed in range(20):
        some = _noise(seed)
        assert float((some * apply(some)).sum()) > 0


@pytest.mark.parametrize(("rows", "columns"), [(0, 0), (1, 0), (0, 5), (7, 3), (23, 16)])
def test_waves_come_back_as_far_as_their_frequency_lets_them(rows: int, columns: int) -> None:
    """Where the gradient is the same everywhere, a cosine is multiplied by one number."""
    height, width = 24, 17
    down = np.cos(np.pi * rows * (np.arange(height) + 0.5) / height)
    across = np.cos(np.pi * columns * (np.arange(width) + 0.5) / width)
    wave = torch.tensor(np.outer(down, across)).expand(1, 3, -1, -1)
    found = preconditioned(torch.ones(1, 3, height, width, dtype=torch.float64))(wave)
    cycles = np.hypot(rows / (2 * height), columns / (2 * width))
    expected = (1 + LEAST) ** -PLACES * (1 + cycles / LOWEST) ** -FREQUENCIES
    torch.testing.assert_close(found, expected * wave)


def test_plain_parts_move_further() -> None:
    gradient = _noise(0, 40, 40)
    gradient[..., :20] *= 0.01
    moved = preconditioned(gradient)(torch.ones_like(gradient))
    assert float(moved[..., :12].mean()) > 3 * float(moved[..., 28:].mean())


@pytest.mark.parametrize("factor", [1e-30, 1.0, 1e12])
def test_the_size_of_the_whole_gradient_does_not_matter(factor: float) -> None:
    gradient, some = _noise(0).float(), _noise(1).float()
    found, expected = preconditioned(factor * gradient)(some), preconditioned(gradient)(some)
    assert bool(found.isfinite().all())
    if factor >= 1:
        torch.testing.assert_close(found, expected)


def test_no_gradient_at_all_weighs_places_alike() -> None:
    apply = preconditioned(torch.zeros(1, 3, 9, 9))
    assert bool(apply.places.isfinite().all())
    assert float(apply.places.min()) == float(apply.places.max()) > 0
