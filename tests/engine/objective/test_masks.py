"""Masks at the network's layers, against loops over pixels."""

import numpy as np
import pytest
import torch
from torch import Tensor

from stylegui.engine.network.encoder import Encoder
from stylegui.engine.objective.masks import KEPT, at_layer, eroded, locate, locate_sharply, weighted
from stylegui.engine.settings import STYLE_LAYERS


def _halves(height: int = 64, width: int = 96) -> Tensor:
    mask = torch.zeros(1, 1, height, width)
    mask[..., : width // 2] = 1
    return mask


@pytest.mark.parametrize("layer", STYLE_LAYERS)
def test_a_mask_has_the_size_of_the_layers_features(encoder: Encoder, layer: str) -> None:
    with torch.no_grad():
        features = encoder(torch.rand(1, 3, 61, 83), [layer])[layer]
    assert at_layer(torch.ones(1, 1, 61, 83), layer).shape[2:] == features.shape[2:]


def test_a_mask_is_averaged() -> None:
    mask = torch.rand(1, 1, 8, 8, generator=torch.Generator().manual_seed(0))
    expected = [[float(mask[0, 0, 4 * y : 4 * y + 4, 4 * x : 4 * x + 4].mean()) for x in range(2)] for y in range(2)]
    np.testing.assert_allclose(at_layer(mask, "relu3_1")[0, 0].numpy(), expected, rtol=1e-6)


def test_eroding_takes_the_border_but_not_the_pictures_edge() -> None:
    mask = eroded(_halves(20, 20), 3)[0, 0]
    assert bool((mask[:, :7] == 1).all())
    assert bool((mask[:, 7:] == 0).all())


def test_a_narrow_region_is_not_eroded_away() -> None:
    mask = torch.zeros(1, 1, 20, 20)
    mask[..., 9:13] = 1
    left = eroded(mask, 9)
    assert float(left.sum()) >= KEPT * float(mask.sum())
    assert bool((left <= mask).all())


@pytest.mark.parametrize("layer", STYLE_LAYERS)
def test_what_is_located_sees_next_to_nothing_beyond_the_border(encoder: Encoder, layer: str) -> None:
    """By the gradient of the features there with respect to the pixels: its energy on the other side."""
    image = torch.rand(1, 3, 64, 384, generator=torch.Generator().manual_seed(0)).requires_grad_()
    mask = _halves(64, 384)
    where = locate(mask, layer, 64, 384)
    features = encoder(image, [layer])[layer]
    (gradient,) = torch.autograd.grad(features[0].flatten(1)[:, where.positions()].sum(), image)
    here, beyond = (float(side.square().sum()) for side in (gradient[..., :192], gradient[..., 192:]))
    assert beyond < 0.005 * here


def test_weights_sum_to_one() -> None:
    mask = torch.rand(1, 1, 33, 47, generator=torch.Generator().manual_seed(0))
    for where in (locate(mask, "relu2_1", 33, 47), locate_sharply(mask, "relu4_2", 33, 47)):
        assert where.weights is not None
        assert where.weights.shape == (where.height, where.width)
        assert float(where.weights.sum()) == pytest.approx(1, abs=1e-5)
        assert where.count == len(where.positions()) == int((where.weights > 0).sum())


def test_no_mask_is_everywhere_and_an_empty_one_nowhere() -> None:
    assert locate(None, "relu2_1", 33, 47).count == 16 * 23
    assert locate_sharply(None, "relu4_2", 33, 47).count == 4 * 5
    assert locate(torch.zeros(1, 1, 32, 32), "relu3_1", 32, 32).count == 0


def test_weights_multiply_what_can_be_seen() -> None:
    mask, weights = _halves(64, 96), torch.ones(1, 1, 16, 24)
    weights[..., :8, :] = 3
    where, everywhere = (weighted(locate_sharply(each, "relu4_2", 64, 96), weights) for each in (mask, None))
    assert where.weights is not None
    assert everywhere.weights is not None
    assert where.count == 8 * 6
    assert everywhere.count == 8 * 12
    for found in (where.weights, everywhere.weights):
        assert float(found.sum()) == pytest.approx(1, abs=1e-5)
        assert float(found[1, 2] / found[-2, 2]) == pytest.approx(3, rel=1e-4)  # away from the step, which is soft


def test_weights_do_not_bring_back_what_is_nowhere() -> None:
    nothing = torch.zeros(1, 1, 32, 32)
    assert weighted(locate_sharply(nothing, "relu3_3", 32, 32), torch.ones(1, 1, 8, 8)).count == 0
