"""The descent of a fast network's weights."""

import torch
from torch import Tensor

from stylegui.engine.fast.descent import Descent, orthogonal


def _random(*shape: int) -> Tensor:
    return torch.randn(shape, generator=torch.Generator().manual_seed(sum(shape)))


def test_a_gradients_directions_are_made_about_equally_long() -> None:
    for shape in ((8, 6, 3, 3), (40, 2, 3, 3)):
        found = orthogonal(_random(*shape)).flatten(1).double()
        lengths = torch.linalg.svdvals(found)
        assert 0.6 < float(lengths.min()) <= float(lengths.max()) < 1.3
        u, _, v = torch.linalg.svd(_random(*shape).flatten(1).double(), full_matrices=False)
        nearest = u @ v
        assert float((found * nearest).sum() / found.norm() / nearest.norm()) > 0.97


def test_it_goes_down() -> None:
    wanted = {"a filter": _random(4, 3, 3, 3), "a scale": _random(4), "last filter": _random(3, 4, 3, 3)}
    descent = Descent({name: torch.zeros_like(values) for name, values in wanted.items()})

    def distance() -> float:
        return sum(float((descent.weights[name] - wanted[name]).square().sum()) for name in wanted)

    before, steps = distance(), 400
    for number in range(steps):
        gradients = {name: 2 * (descent.weights[name] - wanted[name]) for name in wanted}
        descent.step(gradients, number / steps)
    assert distance() < 0.6 * before


def test_what_was_given_stays_as_it_is() -> None:
    given = {"a filter": _random(4, 3, 3, 3)}
    copy = given["a filter"].clone()
    descent = Descent(given)
    seen = descent.weights["a filter"]
    descent.step({"a filter": _random(4, 3, 3, 3)}, 0)
    assert torch.equal(given["a filter"], copy)
    assert torch.equal(seen, copy)
    assert not torch.equal(descent.weights["a filter"], copy)
