"""The self-similarity term against loops in float64, and its gradient against finite differences."""

import math

import numpy as np
import pytest
import torch
from single_terms import loss_of, read_by

from stylegui.engine.terms.relations import (
    POSITIONS,
    ROUND,
    Places,
    RelationsError,
    RelationsReader,
    spread_places,
)
from stylegui.engine.terms.seen import Where

LAYER = "relu1_1"  # any: features are given


def _places(features: torch.Tensor, positions: torch.Tensor) -> Places:
    _, _, height, width = features.shape
    return Places(height, width, positions, around=1)


def relations(features: torch.Tensor, positions: torch.Tensor) -> torch.Tensor:
    """What is read of a photo."""
    reader = RelationsReader(LAYER, _places(features, positions))
    return read_by(reader, {LAYER: features}, *features.shape[2:])["relations"]


def relations_error(features: torch.Tensor, positions: torch.Tensor, target: torch.Tensor) -> torch.Tensor:
    """The term's value."""
    term = RelationsError(LAYER, _places(features, positions), {"relations": target})
    return loss_of(term, {LAYER: features}, *features.shape[2:])


def _features(generator: torch.Generator, height: int = 3, width: int = 4) -> torch.Tensor:
    return torch.randn(1, 5, height, width, generator=generator, dtype=torch.float64)


def test_relations_equal_a_loop(generator: torch.Generator) -> None:
    features, chosen = _features(generator), [7, 0, 11, 4]
    values = features[0].numpy()
    places = [values[:, position // 4, position % 4] for position in chosen]
    distances = np.zeros((4, 4))
    for i, a in enumerate(places):
        for j, b in enumerate(places):
            distances[i, j] = 1 - a @ b / np.sqrt((a @ a) * (b @ b))
    for j in range(4):
        distances[:, j] /= sum(distances[i, j] for i in range(4)) / 4
    np.testing.assert_allclose(relations(features, torch.tensor(chosen)).numpy(), distances, rtol=1e-9, atol=1e-12)


def test_relations_error_equals_the_mean_difference(generator: torch.Generator) -> None:
    features, positions = _features(generator), torch.tensor([1, 10, 5, 6, 3])
    found, target = relations(features, positions), relations(_features(generator), positions)
    pairs = [(float(found[i, j]), float(target[i, j])) for i in range(5) for j in range(5)]
    expected = sum(math.hypot(a - b, ROUND) - ROUND for a, b in pairs) / 25
    assert float(relations_error(features, positions, target)) == pytest.approx(expected, rel=1e-12)
    assert float(relations_error(features, positions, found)) == pytest.approx(0, abs=1e-15)


def test_relations_do_not_see_how_strong_features_are(generator: torch.Generator) -> None:
    """Each position times a factor of its own, as a change of light is."""
    features, positions = _features(generator), torch.arange(12)
    factors = 0.1 + 5 * torch.rand(1, 1, 3, 4, generator=generator, dtype=torch.float64)
    torch.testing.assert_close(relations(factors * features, positions), relations(features, positions))


def test_relations_do_not_see_another_basis(generator: torch.Generator) -> None:
    """All features turned the same way, as other colours and textures all over the picture are."""
    features, positions = _features(generator), torch.arange(12)
    turn = torch.linalg.qr(torch.randn(5, 5, generator=generator, dtype=torch.float64))[0]
    turned = torch.einsum("ab,xbhw->xahw", turn, features)
    torch.testing.assert_close(relations(turned, positions), relations(features, positions))


def test_relations_see_where_things_are(generator: torch.Generator) -> None:
    features, positions = _features(generator), torch.arange(12)
    assert float(relations_error(features.flip(3), positions, relations(features, positions))) > 0.01


def test_relations_error_has_the_gradient_of_finite_differences(generator: torch.Generator) -> None:
    features, positions = _features(generator).requires_grad_(), torch.tensor([1, 10, 5, 6, 3])
    target = relations(_features(generator), positions)
    assert torch.autograd.gradcheck(
        lambda x: 3 * relations_error(x, positions, target), (features,), eps=1e-7, atol=1e-5
    )


def test_relations_error_has_the_gradient_of_automatic_differentiation(generator: torch.Generator) -> None:
    features = _features(generator, 6, 7).requires_grad_()
    positions = torch.randperm(42, generator=generator)[:30]
    target = relations(_features(generator, 6, 7), positions)
    unit = torch.nn.functional.normalize(features[0].flatten(1).T[positions], dim=1)
    distances = 1 - unit @ unit.T
    apart = distances / distances.mean(0) - target
    (expected,) = torch.autograd.grad((apart.square() + ROUND**2).sqrt().mean(), features)
    (found,) = torch.autograd.grad(relations_error(features, positions, target), features)
    torch.testing.assert_close(found, expected, rtol=1e-9, atol=1e-12)


def test_relations_of_plain_and_of_empty_features_are_numbers() -> None:
    for value in (0.0, 1.0):
        features = torch.full((1, 5, 3, 3), value).requires_grad_()
        error = relations_error(features, torch.arange(9), torch.ones(9, 9))
        (gradient,) = torch.autograd.grad(error, features)
        assert bool(error.isfinite())
        assert bool(gradient.isfinite().all())


def test_places_are_chosen_as_often_as_they_count() -> None:
    weights = torch.ones(100, 120)
    weights[:, 60:] = 9
    weights[:10] = 0
    places = spread_places(Where(100, 120, weights / weights.sum()))
    rows, columns = places.positions // 120, places.positions % 120
    assert len(set(places.positions.tolist())) == POSITIONS
    assert int(rows.min()) >= 10
    assert 0.85 < float((columns >= 60).double().mean()) < 0.93  # 0.9 but for those that are taken already
    again = spread_places(Where(100, 120, weights / weights.sum()))
    assert torch.equal(places.positions, again.positions)


def test_all_places_are_taken_where_there_are_few() -> None:
    weights = torch.rand(8, 9, generator=torch.Generator().manual_seed(0))
    places = spread_places(Where(8, 9, weights / weights.sum()))
    assert sorted(places.positions.tolist()) == list(range(72))
