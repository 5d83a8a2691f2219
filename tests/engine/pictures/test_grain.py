"""Fine grain against numpy in float64."""

import numpy as np
import pytest
import torch
from torch import Tensor

from stylegui.engine.pictures.grain import GAINS, LEAST, LOUDEST, MOST, Grain, grain, suiting


def _wave(frequency: float, amplitude: float = 0.1, across: bool = True) -> Tensor:
    """(1, 3, 96, 128) grey, in cycles a pixel."""
    bright = 0.5 + amplitude * np.sin(2 * np.pi * frequency * np.arange(128))
    picture = torch.from_numpy(np.broadcast_to(bright, (96, 128)).copy())
    picture = picture if across else picture.T
    return picture.expand(1, 3, -1, -1).contiguous()


def _noise(seed: int = 0) -> Tensor:
    return 0.5 + 0.05 * torch.randn(1, 3, 200, 160, dtype=torch.float64, generator=torch.Generator().manual_seed(seed))


def test_grain_is_the_energy_that_half_band_filters_leave() -> None:
    """Of white noise, as numpy's transform tells it."""
    picture = _noise()
    bright = np.tensordot((0.299, 0.587, 0.114), picture[0].numpy(), 1)
    power = np.abs(np.fft.fft2(bright - bright.mean())) ** 2 / bright.size**2
    down, across = (
        0.5 + 9 / 16 * np.cos(2 * np.pi * f) - 1 / 16 * np.cos(6 * np.pi * f)
        for f in (np.fft.fftfreq(side) for side in bright.shape)
    )
    assert grain(picture) == pytest.approx((power * (1 - np.outer(down, across)) ** 2).sum(), rel=0.02)


@pytest.mark.parametrize("across", [True, False])
def test_grain_is_of_fine_waves_and_not_of_coarse_ones(across: bool) -> None:
    fine, coarse = _wave(0.45, across=across), _wave(0.06, across=across)
    assert grain(fine) == pytest.approx(0.1**2 / 2, rel=0.05)
    assert grain(coarse) < 0.01 * grain(fine)
    assert grain(fine + coarse) == pytest.approx(grain(fine), rel=0.05)


def test_what_cannot_be_seen_has_no_grain() -> None:
    picture, opacity = _wave(0.45), torch.zeros(1, 1, 96, 128, dtype=torch.float64)
    picture[..., :64] = 0.5
    opacity[..., :48] = 1
    assert grain(picture, opacity) == pytest.approx(0, abs=1e-12)


@pytest.mark.parametrize("times", [1 / 1.5, 1.5])
def test_a_result_is_brought_within_and_its_coarse_part_stays(times: float) -> None:
    picture = _noise() + _wave(0.03)[..., :1, :1]
    wanted = grain(picture) * times
    given = Grain(wanted, wanted).given(picture)
    assert grain(given) == pytest.approx(wanted, rel=0.1)
    means = torch.nn.functional.avg_pool2d(given - picture, 8)
    assert float(means.abs().max()) < 0.2 * float((given - picture).abs().max())


def test_a_result_within_stays_as_it_is() -> None:
    picture = _noise()
    energy = grain(picture)
    assert Grain(0.9 * energy, 1.1 * energy).given(picture) is picture


@pytest.mark.parametrize(("wanted", "gain"), [(0.0, GAINS[0]), (1.0, GAINS[1])])
def test_a_result_far_from_it_is_not_made_anew(wanted: float, gain: float) -> None:
    picture = _wave(0.45)
    assert grain(Grain(wanted, wanted).given(picture)) == pytest.approx(gain**2 * grain(picture), rel=0.02)


def test_a_flat_result_stays_flat() -> None:
    picture = torch.full((1, 3, 40, 50), 0.3)
    torch.testing.assert_close(suiting(0.01, 0).given(picture), picture, atol=1e-6, rtol=0)


def test_more_calm_asks_for_less_grain_and_none_keeps_every_speck() -> None:
    usual, calm, loud = suiting(1.0, 0), suiting(1.0, 1), suiting(1.0, -1)
    assert (usual.least, usual.most) == (LEAST, MOST)
    assert (calm.least, calm.most) == pytest.approx((LEAST / LOUDEST, MOST / LOUDEST))
    assert (loud.least, loud.most) == pytest.approx((LEAST, MOST * LOUDEST))  # but nothing is sharpened for it
