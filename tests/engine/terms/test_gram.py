"""Gram matrices against plain loops in float64."""

import numpy as np
import pytest
import torch
from single_terms import everywhere, loss_of, read_by
from torch import Tensor

from stylegui.engine.terms.block import whole
from stylegui.engine.terms.gram import Gram
from stylegui.engine.terms.seen import Seen

LAYER = "relu1_1"  # any: features are given


def gram(features: Tensor) -> Tensor:
    """What is read of a style's features."""
    reader = Gram(LAYER).reader({LAYER: everywhere(features)})
    return read_by(reader, {LAYER: features}, *features.shape[2:])["second"]


def test_a_row_is_the_features_of_one_position(generator: torch.Generator) -> None:
    features = torch.rand(1, 5, 3, 4, generator=generator)
    rows = Seen(whole(3, 4), {LAYER: features}).rows(LAYER)
    assert rows.shape == (12, 5)
    for y in range(3):
        for x in range(4):
            assert torch.equal(rows[4 * y + x], features[0, :, y, x])


def test_gram_equals_a_loop(generator: torch.Generator) -> None:
    for memory_format in (torch.contiguous_format, torch.channels_last):
        features = torch.randn(1, 4, 3, 5, generator=generator).contiguous(memory_format=memory_format)
        values = features[0].double().numpy()
        expected = np.zeros((4, 4))
        for a in range(4):
            for b in range(4):
                for y in range(3):
                    for x in range(5):
                        expected[a, b] += values[a, y, x] * values[b, y, x] / 15
        np.testing.assert_allclose(gram(features).numpy(), expected, rtol=1e-5, atol=1e-6)


def test_gram_does_not_see_where_things_are(generator: torch.Generator) -> None:
    features = torch.randn(1, 6, 4, 4, generator=generator, dtype=torch.float64)
    order = torch.randperm(16, generator=generator)
    shuffled = features.flatten(2)[..., order].reshape(1, 6, 2, 8)
    torch.testing.assert_close(gram(shuffled), gram(features))


def test_gram_does_not_see_how_often_a_pattern_is_repeated(generator: torch.Generator) -> None:
    features = torch.randn(1, 6, 3, 4, generator=generator, dtype=torch.float64)
    torch.testing.assert_close(gram(features.repeat(1, 1, 2, 3)), gram(features))


def test_the_error_equals_numpy_and_has_the_gradient_of_finite_differences(generator: torch.Generator) -> None:
    features, style = (torch.randn(1, 3, *size, generator=generator, dtype=torch.float64) for size in ((2, 4), (3, 3)))
    ((weight, term),) = Gram(LAYER).terms((1.0,), [{"second": gram(style)}], {LAYER: everywhere(features)})
    assert weight == 1
    found, target = gram(features).numpy(), gram(style).numpy()
    expected = np.sum((found - target) ** 2) / np.sum(target**2)
    leaf = features.requires_grad_()
    assert float(loss_of(term, {LAYER: features.detach()}, 2, 4)) == pytest.approx(expected)
    assert torch.autograd.gradcheck(lambda x: loss_of(term, {LAYER: x}, 2, 4), (leaf,))
