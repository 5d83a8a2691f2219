"""Structure against a loop in float64."""

import math

import numpy as np
import pytest
import torch
from torch import Tensor

from stylegui.engine.pictures.color import LUMA
from stylegui.engine.pictures.structure import AROUND, flattest, structure, weights_of_structure


def _half_flat(height: int = 96, width: int = 128) -> Tensor:
    """Grey on the left, grain on the right."""
    picture = torch.full((1, 3, height, width), 0.5, dtype=torch.float64)
    grain = torch.rand(1, 1, height, width // 2, generator=torch.Generator().manual_seed(0), dtype=torch.float64)
    picture[..., width // 2 :] = grain
    return picture


def _blurred(values: list[list[float]], deviation: float) -> list[list[float]]:
    """Mirrored at the edges, a pixel after the other."""
    reach = int(3 * deviation + 0.5)
    weights = [math.exp(-0.5 * (step / deviation) ** 2) for step in range(-reach, reach + 1)]
    height, width = len(values), len(values[0])

    def at(y: int, x: int) -> float:
        y, x = (abs(i) if i < n else 2 * n - 2 - i for i, n in ((y, height), (x, width)))
        return values[y][x]

    steps = list(zip(range(-reach, reach + 1), weights, strict=True))
    return [
        [
            sum(a * b * at(y + down, x + across) for down, a in steps for across, b in steps) / sum(weights) ** 2
            for x in range(width)
        ]
        for y in range(height)
    ]


def test_structure_equals_the_loop() -> None:
    generator = torch.Generator().manual_seed(1)
    picture = torch.rand(1, 3, 9, 64, generator=generator, dtype=torch.float64)
    bright = sum(weight * picture[0, i] for i, weight in enumerate(LUMA))
    assert isinstance(bright, Tensor)
    around = _blurred(bright.tolist(), 64 * AROUND)
    apart = [[(a - b) ** 2 for a, b in zip(*rows, strict=True)] for rows in zip(bright.tolist(), around, strict=True)]
    expected = np.sqrt(np.array(_blurred(apart, 64 * AROUND)))
    np.testing.assert_allclose(structure(picture)[0, 0].numpy(), expected, rtol=1e-9)


def test_what_is_flat_counts_less_the_more_emphasis_there_is() -> None:
    picture = _half_flat()
    shares = []
    for emphasis in (0.0, 0.5, 1.0, 4.0):
        weights = weights_of_structure(picture, emphasis)
        assert 0 < float(weights.min()) <= float(weights.max()) <= 1
        shares.append(float(weights[..., :48].mean() / weights[..., 80:].mean()))
    assert shares[0] == pytest.approx(1)
    assert shares == sorted(shares, reverse=True)
    assert shares[-1] < 0.3


def test_a_picture_of_nothing_counts_everywhere_alike() -> None:
    weights = weights_of_structure(torch.full((1, 3, 32, 32), 0.3), 1.0)
    torch.testing.assert_close(weights, weights[0, 0, 0, 0].expand_as(weights))


def test_what_cannot_be_seen_has_no_say() -> None:
    picture, opacity = _half_flat(), torch.zeros(1, 1, 96, 128, dtype=torch.float64)
    opacity[..., 72:] = 1
    cut, whole = (weights_of_structure(picture, 1.0, each) for each in (opacity, None))
    alone = weights_of_structure(picture[..., 64:], 1.0)
    right = cut[..., 90:120].mean()
    assert abs(float(right - alone[..., 26:56].mean())) < 0.02
    assert abs(float(right - whole[..., 90:120].mean())) > 0.05


def test_the_flattest_quarter_is_where_there_is_least() -> None:
    found = torch.arange(48.0).flip(0).view(1, 1, 6, 8)
    expected = torch.zeros(48)
    expected[-12:] = 1
    assert torch.equal(flattest(found).flatten(), expected)


def test_the_flattest_quarter_is_of_what_can_be_seen() -> None:
    found, opacity = torch.arange(48.0).view(1, 1, 6, 8), torch.zeros(1, 1, 6, 8)
    opacity[..., 3:, :] = 0.5
    assert flattest(found, opacity).flatten().nonzero().flatten().tolist() == list(range(24, 30))
    assert float(flattest(torch.zeros(1, 1, 6, 8), torch.zeros(1, 1, 6, 8)).mean()) == 1
