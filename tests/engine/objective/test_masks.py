"""Masks at the network's layers, against loops over pixels."""

import numpy as np
import pytest
import torch
from torch import Tensor

from stylegui.engine.network.encoder import Encoder
from stylegui.engine.objective.masks import KEPT, at_layer, eroded, locate, locate_sharply
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
