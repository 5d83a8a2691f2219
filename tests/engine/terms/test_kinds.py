"""The term of kinds against a loop over places and channels in float64, and its gradient against differences."""

import numpy as np
import pytest
import torch
from single_terms import loss_of, read_by
from torch import Tensor

from stylegui.engine.terms.block import Block, Box
from stylegui.engine.terms.kinds import KindsError, OfKinds
from stylegui.engine.terms.seen import Seen
from stylegui.engine.terms.term import Sums

LAYER = "relu1_1"  # any: features are given
CHANNELS, KINDS = 3, 2


def _features(generator: torch.Generator, height: int, width: int) -> Tensor:
    return torch.randn(1, CHANNELS, height, width, generator=generator, dtype=torch.float64) + 1


def _members(generator: torch.Generator, height: int, width: int) -> Tensor:
    found = torch.rand(KINDS, height, width, generator=generator, dtype=torch.float64)
    return found / found.sum((1, 2), keepdim=True)


def _term(generator: torch.Generator, height: int = 5, width: int = 6) -> tuple[KindsError, Tensor, Tensor]:
    """One of a style of 4 x 7 positions; the style's features and members."""
    style, of_style = _features(generator, 4, 7), _members(generator, 4, 7)
    read = read_by(OfKinds(LAYER).reader(of_style), {LAYER: style}, 4, 7)
    areas = torch.tensor([0.7, 0.3])
    return OfKinds(LAYER).term(read, _members(generator, height, width), areas), style, of_style


def _by_hand(features: Tensor, members: Tensor) -> tuple[np.ndarray, np.ndarray]:
    """Means and deviations (K, C), place by place."""
    means, deviations = np.zeros((KINDS, CHANNELS)), np.zeros((KINDS, CHANNELS))
    values, weights = features[0].numpy(), members.numpy()
    for kind in range(KINDS):
        for channel in range(CHANNELS):
            mean = sum(w * v for w, v in zip(weights[kind].flat, values[channel].flat, strict=True))
            square = sum(w * (v - mean) ** 2 for w, v in zip(weights[kind].flat, values[channel].flat, strict=True))
            means[kind, channel], deviations[kind, channel] = mean, np.sqrt(square)
    return means, deviations


def test_the_value_is_that_of_a_loop(generator: torch.Generator) -> None:
    term, style, of_style = _term(generator)
    features = _features(generator, 5, 6)
    expected = 0.0
    mine, theirs = _by_hand(features, term.members), _by_hand(style, of_style)
    for kind, area in enumerate((0.7, 0.3)):
        apart = sum(np.square(a[kind] - b[kind]).sum() for a, b in zip(mine, theirs, strict=True))
        expected += area * apart / sum(np.square(b[kind]).sum() for b in theirs)
    assert float(loss_of(term, {LAYER: features}, 5, 6)) == pytest.approx(expected, rel=1e-6)


def test_the_gradient_is_that_of_differences(generator: torch.Generator) -> None:
    term, _, _ = _term(generator)
    features = _features(generator, 5, 6).requires_grad_()
    assert torch.autograd.gradcheck(lambda x: loss_of(term, {LAYER: x}, 5, 6), (features,))


def test_of_the_style_itself_it_is_nothing(generator: torch.Generator) -> None:
    style, of_style = _features(generator, 4, 7), _members(generator, 4, 7)
    read = read_by(OfKinds(LAYER).reader(of_style), {LAYER: style}, 4, 7)
    term = OfKinds(LAYER).term(read, of_style, torch.tensor([0.5, 0.5]))
    assert float(loss_of(term, {LAYER: style}, 4, 7)) == pytest.approx(0, abs=1e-12)


def test_blocks_sum_to_the_whole(generator: torch.Generator) -> None:
    term, _, _ = _term(generator)
    features = {LAYER: _features(generator, 5, 6)}
    sums: Sums = []
    for own in (Box(0, 0, 3, 6), Box(3, 0, 5, 4), Box(3, 4, 5, 6)):
        term.add(Seen(Block(own, Box(0, 0, 5, 6)), features), sums)
    assert float(term.settle(sums)[0]) == pytest.approx(float(loss_of(term, features, 5, 6)), rel=1e-9)


def test_a_kind_of_one_colour_has_a_finite_gradient(generator: torch.Generator) -> None:
    term, _, _ = _term(generator)
    features = torch.ones(1, CHANNELS, 5, 6, dtype=torch.float64, requires_grad=True)
    loss_of(term, {LAYER: features}, 5, 6).backward()  # type: ignore[no-untyped-call]
    assert features.grad is not None
    assert bool(features.grad.isfinite().all())


def test_what_no_kind_lies_in_has_no_gradient(generator: torch.Generator) -> None:
    term, _, _ = _term(generator)
    free = term.members.clone()
    free[:, 2:] = 0
    alone = KindsError(LAYER, free / free.sum((1, 2), keepdim=True), term.areas, term.means, term.squares)
    features = _features(generator, 5, 6).requires_grad_()
    loss_of(alone, {LAYER: features}, 5, 6).backward()  # type: ignore[no-untyped-call]
    assert features.grad is not None
    assert float(features.grad[:, :, 2:].abs().amax()) == 0
    assert float(features.grad[:, :, :2].abs().amin()) > 0
