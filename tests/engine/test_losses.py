"""The terms against numpy in float64, and their gradients against finite differences."""

import math

import numpy as np
import pytest
import torch

from stylegui.engine.losses import range_penalty, relations, relations_error, relative_error, total_variation


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


def test_relations_error_equals_a_loop(generator: torch.Generator) -> None:
    a, b = torch.rand(2, 3, 3, generator=generator)
    expected = sum(abs(float(a[i, j]) - float(b[i, j])) for i in range(3) for j in range(3)) / 9
    assert float(relations_error(a, b)) == pytest.approx(expected, rel=1e-5)
    assert float(relations_error(a, a)) == 0


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
    error = relations_error(relations(features.flip(3), positions), relations(features, positions))
    assert float(error) > 0.01


def test_relations_have_the_gradient_of_finite_differences(generator: torch.Generator) -> None:
    features, positions = _features(generator).requires_grad_(), torch.tensor([1, 10, 5, 6, 3])
    target = relations(_features(generator), positions)
    assert torch.autograd.gradcheck(lambda x: relations(x, positions), (features,), eps=1e-7, atol=1e-5)
    # what lies on the diagonal is 0 for both and has a corner there, so it is left out
    apart = ~torch.eye(5, dtype=torch.bool)

    def error(x: torch.Tensor) -> torch.Tensor:
        return relations_error(relations(x, positions)[apart], target[apart])

    assert torch.autograd.gradcheck(error, (features,), eps=1e-7, atol=1e-5)


def test_relations_of_plain_and_of_empty_features_are_numbers() -> None:
    for value in (0.0, 1.0):
        features = torch.full((1, 5, 3, 3), value).requires_grad_()
        found = relations(features, torch.arange(9))
        (gradient,) = torch.autograd.grad(found.sum(), features)
        assert bool(found.isfinite().all())
        assert bool(gradient.isfinite().all())
