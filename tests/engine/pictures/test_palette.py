"""Foreign colours against numpy in float64."""

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from torch import Tensor

from stylegui.engine.pictures.palette import FREE, FURTHEST, SIDE, keep_to, palette, to_lab, to_srgb

Colours = NDArray[np.float64]


def _lab(rgb: Colours) -> Colours:
    """CIELAB as CIE 15 writes it, one colour after the other."""
    found = []
    for colour in rgb:
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in colour]
        x = (0.4124564 * linear[0] + 0.3575761 * linear[1] + 0.1804375 * linear[2]) / 0.95047
        y = 0.2126729 * linear[0] + 0.7151522 * linear[1] + 0.0721750 * linear[2]
        z = (0.0193339 * linear[0] + 0.1191920 * linear[1] + 0.9503041 * linear[2]) / 1.08883
        a, b, c = (v ** (1 / 3) if v > 216 / 24389 else (24389 / 27 * v + 16) / 116 for v in (x, y, z))
        found.append((116 * b - 16, 500 * (a - b), 200 * (b - c)))
    return np.array(found)


def _random(count: int, seed: int = 0) -> Tensor:
    return torch.rand(count, 3, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)


def _blues(count: int = 3000) -> Tensor:
    """A painting of blues and greys."""
    free = _random(count, 1)
    return torch.stack([0.2 * free[:, 0] + 0.3 * free[:, 1], 0.3 * free[:, 0] + 0.4 * free[:, 1], free[:, 0]], 1)


def _as_picture(colours: Tensor) -> Tensor:
    return colours.T[None, :, None]


def _apart(colours: Tensor, painting: Tensor) -> Colours:
    """CIE 1976 differences to the nearest of the painting's."""
    mine, theirs = _lab(colours.numpy()), _lab(painting.numpy())
    return np.array([np.sqrt(((theirs - one) ** 2).sum(1)).min() for one in mine])


def test_lab_is_as_the_standard_says_and_back() -> None:
    colours = torch.cat([_random(50), torch.tensor([[0.0, 0, 0], [1, 1, 1], [0.01, 0.02, 0.03]]).double()])
    np.testing.assert_allclose(to_lab(colours).numpy(), _lab(colours.numpy()), atol=1e-4)
    torch.testing.assert_close(to_srgb(to_lab(colours)), colours, atol=1e-6, rtol=0)


def test_foreign_colours_come_near_and_the_paintings_stay() -> None:
    painting = _blues()
    table = palette([painting])
    assert table.shape == (3, SIDE, SIDE, SIDE)
    foreign = torch.tensor([[0.9, 0.2, 0.1], [0.1, 0.8, 0.1], [1, 1, 0.2], [0, 0, 0], [1, 1, 1]]).double()
    moved = keep_to(table, _as_picture(foreign))[0, :, 0].T
    assert _apart(foreign, painting).max() > 50
    assert _apart(moved, painting).max() < FURTHEST + 2  # what lies between the table's entries is not exact
    own = keep_to(table, _as_picture(painting[:500]))[0, :, 0].T
    assert np.sqrt(((_lab(own.numpy()) - _lab(painting[:500].numpy())) ** 2).sum(1)).mean() < FREE / 2


def test_a_painting_of_all_colours_changes_nothing() -> None:
    steps = torch.linspace(0, 1, 22, dtype=torch.float64)
    everything = torch.cartesian_prod(steps, steps, steps)[: 22**3]
    table = palette([everything])
    colours = 0.2 + 0.6 * _random(200, 2)
    torch.testing.assert_close(keep_to(table, _as_picture(colours))[0, :, 0].T, colours, atol=0.02, rtol=0)


def test_the_table_is_linear_between_its_entries() -> None:
    table = palette([_blues()])
    low, share = torch.tensor([3, 7, 11]), torch.tensor([0.25, 0.5, 0.75], dtype=torch.float64)
    expected = torch.zeros(3, dtype=torch.float64)
    for corner in range(8):
        up = torch.tensor([corner & 1, corner >> 1 & 1, corner >> 2 & 1])
        weight = torch.where(up == 1, share, 1 - share).prod()
        expected += weight * table[:, *(low + up).tolist()]
    found = keep_to(table, ((low + share) / (SIDE - 1)).view(1, 3, 1, 1))
    torch.testing.assert_close(found.flatten(), expected)


@pytest.mark.parametrize("outside", [-0.4, 1.7])
def test_what_no_screen_shows_is_taken_as_its_nearest(outside: float) -> None:
    table = palette([_blues()])
    pixels = torch.full((1, 3, 2, 2), outside, dtype=torch.float64)
    torch.testing.assert_close(keep_to(table, pixels), keep_to(table, pixels.clamp(0, 1)))


def test_several_paintings_give_their_colours_together() -> None:
    reds = _blues().flip(1)
    table = palette([_blues(), reds])
    for own in (_blues(), reds):
        kept = keep_to(table, _as_picture(own[:200]))[0, :, 0].T
        assert np.sqrt(((_lab(kept.numpy()) - _lab(own[:200].numpy())) ** 2).sum(1)).mean() < FREE / 2
