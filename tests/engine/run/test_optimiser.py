"""The guarded L-BFGS against a dense one, and its guards."""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from torch import Tensor

from stylegui.engine.objective.evaluation import Steps, at_once
from stylegui.engine.run import optimiser
from stylegui.engine.run.optimiser import Half, Memory, Outcome, copied, fresh, full, outdated

Function = Callable[[Tensor], Tensor]
Array = NDArray[np.float64]


Evaluate = Callable[[Tensor], tuple[Tensor, Tensor]]


@dataclass
class _Found:
    """What an evaluation found."""

    values: tuple[Tensor, Tensor]

    def loss(self) -> Steps[float]:
        yield
        return float(self.values[0])

    def gradient(self) -> Steps[Tensor]:
        yield
        return self.values[1].clone()


def advance(memory: Memory, evaluate: Evaluate) -> tuple[Memory, Outcome]:
    """All of a step at once, from a memory that can be used again."""
    return at_once(optimiser.advance(copied(memory), lambda point, _: _Found(evaluate(point.whole()))))


def _evaluate(function: Function) -> Evaluate:
    def evaluate(x: Tensor) -> tuple[Tensor, Tensor]:
        x = x.detach().requires_grad_()
        value = function(x)
        (gradient,) = torch.autograd.grad(value, x)
        return value.detach(), gradient

    return evaluate


def _run(memory: Memory, evaluate: Evaluate, count: int) -> Iterator[tuple[Memory, Outcome]]:
    for _ in range(count):
        memory, outcome = advance(memory, evaluate)
        yield memory, outcome


def _last(memory: Memory, evaluate: Evaluate, count: int) -> Memory:
    for reached, _ in _run(memory, evaluate, count):
        memory = reached
    return memory


def _quadratic(size: int, condition: float, seed: int = 0) -> tuple[Function, Tensor]:
    """A convex quadratic whose smallest value is 0, and where it is."""
    generator = torch.Generator().manual_seed(seed)
    basis = torch.linalg.qr(torch.randn(size, size, generator=generator, dtype=torch.float64))[0]
    hessian = basis @ torch.diag(torch.logspace(0, math.log10(condition), size, dtype=torch.float64)) @ basis.T
    lowest = torch.randn(size, generator=generator, dtype=torch.float64)
    return lambda x: 0.5 * (x - lowest) @ hessian @ (x - lowest), lowest


def _rosenbrock(x: Tensor) -> Tensor:
    return (100 * (x[1] - x[0] ** 2) ** 2 + (1 - x[0]) ** 2).sum()


def test_the_last_step_moves_without_a_gradient_and_can_be_gone_on_from() -> None:
    function, _ = _quadratic(12, 30)
    begun = _last(fresh(torch.zeros(12, dtype=torch.float64)), _evaluate(function), 5)
    asked: list[bool] = []

    def measure(point: optimiser.Point, wants_gradient: bool) -> _Found:
        asked.append(wants_gradient)
        return _Found(_evaluate(function)(point.whole()))

    usual, _ = advance(begun, _evaluate(function))
    memory, outcome = at_once(optimiser.advance(copied(begun), measure, is_last=True))
    assert (outcome, asked) == (Outcome.MOVED, [False])
    torch.testing.assert_close(memory.x, usual.x)
    assert memory.loss == usual.loss
    assert memory.gradient is None
    assert len(memory.steps) == len(begun.steps)
    memory, outcome = at_once(optimiser.advance(memory, measure))
    assert (outcome, asked) == (Outcome.MEASURED, [False, True])
    memory, outcome = at_once(optimiser.advance(memory, measure))
    assert outcome is Outcome.MOVED
    assert memory.loss < usual.loss


def test_it_finds_the_lowest_point_of_a_quadratic() -> None:
    function, lowest = _quadratic(30, 1000)
    memory = _last(fresh(torch.zeros(30, dtype=torch.float64)), _evaluate(function), 300)
    torch.testing.assert_close(memory.x, lowest, rtol=0, atol=1e-5)


def test_it_finds_the_lowest_point_of_a_curved_valley() -> None:
    memory = _last(fresh(torch.tensor([-1.2, 1.0], dtype=torch.float64)), _evaluate(_rosenbrock), 200)
    torch.testing.assert_close(memory.x, torch.ones(2, dtype=torch.float64), rtol=0, atol=1e-5)


def test_it_works_on_pictures_in_float32() -> None:
    target = torch.rand(1, 3, 9, 7, generator=torch.Generator().manual_seed(0))
    memory = _last(fresh(torch.zeros(1, 3, 9, 7)), _evaluate(lambda x: (x - target).square().sum()), 30)
    assert memory.x.dtype == torch.float32
    torch.testing.assert_close(memory.x, target, rtol=0, atol=1e-3)


def _dense_direction(memory: Memory, first: Array) -> Array:
    """-H g with the inverse Hessian's estimate H as a matrix, updated pair by pair from a multiple of `first`."""
    assert memory.gradient is not None
    pairs = [(full(s).numpy(), full(y).numpy()) for s, y in zip(memory.steps, memory.changes, strict=True)]
    one = np.eye(memory.x.numel())
    s, y = pairs[-1]
    inverse = (s @ y) / (y @ first @ y) * first
    for s, y in pairs:
        rho = 1 / (y @ s)
        inverse = (one - rho * np.outer(s, y)) @ inverse @ (one - rho * np.outer(y, s)) + rho * np.outer(s, s)
    direction: Array = -inverse @ memory.gradient.numpy()
    return direction


def test_directions_equal_those_of_a_dense_inverse_hessian() -> None:
    function, _ = _quadratic(12, 100)
    compared, most = 0, 0
    for memory, outcome in _run(fresh(torch.zeros(12, dtype=torch.float64)), _evaluate(function), 25):
        if outcome is Outcome.MOVED and memory.steps and memory.loss > 1e-12:
            assert memory.direction is not None
            expected = _dense_direction(memory, np.eye(12))
            np.testing.assert_allclose(memory.direction.numpy(), expected, rtol=1e-6, atol=1e-9 * abs(expected).max())
            compared, most = compared + 1, max(most, len(memory.steps))
    assert compared >= 10
    assert most == optimiser.PAIRS


def _positive(size: int) -> Tensor:
    """A symmetric positive matrix."""
    some = torch.randn(size, size, generator=torch.Generator().manual_seed(2), dtype=torch.float64)
    return some @ some.T + torch.eye(size, dtype=torch.float64)


def test_directions_begin_with_what_is_known_of_the_curvature() -> None:
    function, _ = _quadratic(12, 100)
    evaluate, first, compared = _evaluate(function), _positive(12), 0
    memory = fresh(torch.zeros(12, dtype=torch.float64))
    for _ in range(25):
        memory, outcome = at_once(
            optimiser.advance(
                copied(memory), lambda point, _: _Found(evaluate(point.whole())), precondition=lambda _: first.matmul
            )
        )
        if outcome is Outcome.MOVED and memory.steps and memory.loss > 1e-12:
            assert memory.direction is not None
            expected = _dense_direction(memory, first.numpy())
            np.testing.assert_allclose(memory.direction.numpy(), expected, rtol=1e-6, atol=1e-9 * abs(expected).max())
            compared += 1
    assert compared >= 8


def test_the_first_step_is_of_a_set_length_there_too() -> None:
    function, _ = _quadratic(12, 100)
    start, first = torch.zeros(12, dtype=torch.float64), _positive(12)
    measure = lambda point, _: _Found(_evaluate(function)(point.whole()))  # noqa: E731
    memory, _ = at_once(optimiser.advance(fresh(start), measure, precondition=lambda _: first.matmul))
    assert memory.direction is not None
    assert memory.gradient is not None
    assert float(memory.direction.square().mean().sqrt()) == pytest.approx(optimiser.FIRST_STEP)
    expected = -first @ memory.gradient
    torch.testing.assert_close(memory.direction / memory.direction.norm(), expected / expected.norm())


def test_the_memory_holds_the_last_moves_and_changes() -> None:
    function, _ = _quadratic(12, 100)
    before: Memory | None = None
    for memory, outcome in _run(fresh(torch.zeros(12, dtype=torch.float64)), _evaluate(function), 25):
        assert len(memory.steps) == len(memory.changes) <= optimiser.PAIRS
        if before is not None and outcome is Outcome.MOVED and memory.steps:
            assert before.gradient is not None
            assert memory.gradient is not None
            torch.testing.assert_close(memory.steps[-1], memory.x - before.x)
            torch.testing.assert_close(memory.changes[-1], memory.gradient - before.gradient)
        before = memory


def test_the_first_step_has_a_set_length_downhill() -> None:
    """Whatever the gradient's size."""
    function, _ = _quadratic(20, 10)

    def scaled(factor: float) -> Evaluate:
        return _evaluate(lambda x: factor * function(x))

    for evaluate in map(scaled, (1e-6, 1.0, 1e6)):
        memory, _ = advance(fresh(torch.zeros(20, dtype=torch.float64)), evaluate)
        assert memory.direction is not None
        assert memory.gradient is not None
        move = memory.length * memory.direction
        assert float(move.square().mean().sqrt()) == pytest.approx(optimiser.FIRST_STEP)
        cosine = torch.nn.functional.cosine_similarity(move, -memory.gradient, dim=0)
        assert float(cosine) == pytest.approx(1)


@pytest.mark.parametrize("factor", [1e-10, 1e-20, 1e-25, 1e-30, 1e-38, 0.0])
def test_vanishing_gradients_break_nothing(factor: float) -> None:
    """As with every control close to 0: in float32 their squares are 0."""
    target = torch.rand(8, generator=torch.Generator().manual_seed(0))
    before = float("inf")
    for memory, outcome in _run(fresh(torch.zeros(8)), _evaluate(lambda x: factor * (x - target).square().sum()), 60):
        assert outcome is not Outcome.NOT_A_NUMBER
        assert bool(memory.x.isfinite().all())
        assert memory.loss <= before
        before = memory.loss


def test_a_lowest_point_is_not_left() -> None:
    function, lowest = _quadratic(5, 10)
    for memory, _ in _run(fresh(lowest), _evaluate(function), 5):
        torch.testing.assert_close(memory.x, lowest)


class _Spoilt:
    """Evaluates a function, but gives something that is no number in the chosen evaluations."""

    def __init__(self, function: Function, bad: set[int], value: float, where: str) -> None:
        self._evaluate, self._bad, self._value, self._where = _evaluate(function), bad, value, where
        self.count = 0

    def __call__(self, x: Tensor) -> tuple[Tensor, Tensor]:
        loss, gradient = self._evaluate(x)
        self.count += 1
        if self.count - 1 not in self._bad:
            return loss, gradient
        if self._where == "loss":
            return torch.full_like(loss, self._value), gradient
        gradient = gradient.clone()
        gradient[0] = self._value
        return loss, gradient


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
@pytest.mark.parametrize("where", ["loss", "gradient"])
@pytest.mark.parametrize("bad", [{0}, {0, 1, 2}, {1}, {1, 2, 3, 4}, {9}, {9, 10, 11, 15}])
def test_no_number_keeps_the_result_and_the_run_recovers(value: float, where: str, bad: set[int]) -> None:
    function, lowest = _quadratic(10, 50)
    evaluate = _Spoilt(function, bad, value, where)
    memory = fresh(torch.zeros(10, dtype=torch.float64))
    for count in range(150):
        before = memory
        memory, outcome = advance(memory, evaluate)
        assert (outcome is Outcome.NOT_A_NUMBER) == (count in bad)
        if count in bad:
            assert memory.x.equal(before.x)
            assert memory.loss == before.loss
    torch.testing.assert_close(memory.x, lowest, rtol=0, atol=1e-4)


def test_no_number_makes_the_next_try_shorter() -> None:
    function, _ = _quadratic(10, 50)
    evaluate = _Spoilt(function, {1, 2, 3}, math.nan, "loss")
    begun, _ = advance(fresh(torch.zeros(10, dtype=torch.float64)), evaluate)
    lengths = []
    for memory, _ in _run(begun, evaluate, 3):
        assert memory.direction is not None
        lengths.append(memory.length * float(memory.direction.norm()))
    assert lengths[0] > lengths[1] > lengths[2] > 0


Waves = list[tuple[float, float, float, float]]
NUMBER = st.floats(-5, 5)
WAVES = st.lists(st.tuples(NUMBER, NUMBER, NUMBER, NUMBER), min_size=1, max_size=5)


@given(WAVES, st.tuples(NUMBER, NUMBER), st.sets(st.integers(0, 39), max_size=8))
@hypothesis_settings(deadline=None, max_examples=50)
def test_it_never_accepts_an_increase(waves: Waves, start: tuple[float, float], bad: set[int]) -> None:
    """On any landscape of waves, with anything that is no number on the way."""

    def landscape(x: Tensor) -> Tensor:
        value = 0.01 * x.square().sum()
        for height, a, b, phase in waves:
            value = value + height * torch.sin(a * x[0] + b * x[1] + phase)
        return value

    memory = fresh(torch.tensor(start, dtype=torch.float64))
    evaluate, exact = _Spoilt(landscape, bad, math.nan, "loss"), _evaluate(landscape)
    for _ in range(30):
        before = memory
        memory, outcome = advance(memory, evaluate)
        assert memory.loss <= before.loss
        if outcome is Outcome.MOVED:
            loss, gradient = exact(memory.x)
            assert memory.loss == float(loss)
            assert memory.gradient is not None
            assert memory.gradient.equal(gradient)
        else:
            assert memory.x.equal(before.x)


def _tensors(memory: Memory) -> list[Tensor]:
    some = [memory.x, memory.gradient, memory.direction, *map(full, (*memory.steps, *memory.changes))]
    return [tensor for tensor in some if tensor is not None]


def test_a_memory_is_as_it_was_until_its_step_ends() -> None:
    """A step that is left half way has done nothing."""
    memory = _last(fresh(torch.tensor([-1.2, 1.0], dtype=torch.float64)), _evaluate(_rosenbrock), 12)
    before = [tensor.clone() for tensor in _tensors(memory)]
    step = optimiser.advance(memory, lambda point, _: _Found(_evaluate(_rosenbrock)(point.whole())))
    for _ in range(2):  # its loss, and its gradient
        next(step)
        assert all(a.equal(b) for a, b in zip(_tensors(memory), before, strict=True))
    step.close()
    assert all(a.equal(b) for a, b in zip(_tensors(memory), before, strict=True))


def test_a_copy_stays_what_it_was() -> None:
    evaluate = _Spoilt(_rosenbrock, {7, 20}, math.nan, "loss")
    start = torch.tensor([-1.2, 1.0], dtype=torch.float64)
    memory = fresh(start)
    kept: list[tuple[Memory, list[Tensor]]] = []
    for _ in range(40):
        kept.append((copied(memory), [tensor.clone() for tensor in _tensors(memory)]))
        memory, _ = at_once(optimiser.advance(memory, lambda point, _: _Found(evaluate(point.whole()))))
    for copy, tensors in kept:
        assert all(a.equal(b) for a, b in zip(_tensors(copy), tensors, strict=True))
    assert start.equal(torch.tensor([-1.2, 1.0], dtype=torch.float64))


def test_a_part_of_a_point_is_that_of_the_whole() -> None:
    x, direction = torch.rand(2, 1, 3, 9, 7, generator=torch.Generator().manual_seed(0)).unbind()
    point = optimiser.Point(x, direction, 0.3)
    assert point.part(slice(2, 5), slice(1, 7)).equal((x + 0.3 * direction)[..., 2:5, 1:7])
    assert optimiser.Point(x).part(slice(2, 5), slice(1, 7)).equal(x[..., 2:5, 1:7])


@pytest.mark.parametrize("piece", [1, 7, 12])
def test_working_in_pieces_changes_nothing(monkeypatch: pytest.MonkeyPatch, piece: int) -> None:
    function, _ = _quadratic(12, 100)
    start = torch.zeros(12, dtype=torch.float64)
    whole = _last(fresh(start), _evaluate(function), 20)
    monkeypatch.setattr(optimiser, "PIECE", piece)
    found = _last(fresh(start), _evaluate(function), 20)
    torch.testing.assert_close(found.x, whole.x, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("factor", [1.0, 1e-7])
def test_a_large_result_has_few_pairs_in_half_precision(monkeypatch: pytest.MonkeyPatch, factor: float) -> None:
    """Also where gradients are so small that half precision by itself would hold none of them."""
    function, lowest = _quadratic(30, 50)

    def scaled(x: Tensor) -> Tensor:
        return factor * function(x.double()).float()

    exact = _last(fresh(torch.zeros(30)), _evaluate(scaled), 60)
    monkeypatch.setattr(optimiser, "LARGE", 30)
    memory = fresh(torch.zeros(30))
    for _ in range(60):
        memory, _ = at_once(optimiser.advance(memory, lambda point, _: _Found(_evaluate(scaled)(point.whole()))))
    assert len(memory.steps) == len(memory.changes) == optimiser.LARGE_PAIRS
    assert all(isinstance(vector, Half) for vector in (*memory.steps, *memory.changes))
    assert memory.loss < 1e-3 * float(scaled(torch.zeros(30)))
    torch.testing.assert_close(memory.x.double(), lowest, rtol=0, atol=0.1)
    assert exact.loss <= memory.loss
    assert copied(memory).steps == ()
    assert copied(memory).x.equal(memory.x)


def test_half_precision_keeps_three_digits_of_numbers_of_any_size(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(optimiser, "LARGE", 1)
    vector = torch.randn(1000, generator=torch.Generator().manual_seed(0)) * 1e-8
    kept = optimiser._kept(vector)
    assert isinstance(kept, Half)
    torch.testing.assert_close(full(kept), vector, rtol=1e-3, atol=1e-12)


def test_going_on_from_a_memory_repeats_exactly() -> None:
    evaluate = _evaluate(_rosenbrock)
    middle = _last(fresh(torch.tensor([-1.2, 1.0], dtype=torch.float64)), evaluate, 12)
    first, second = (_last(middle, evaluate, 10) for _ in range(2))
    assert all(a.equal(b) for a, b in zip(_tensors(first), _tensors(second), strict=True))
    assert first.loss == second.loss


def test_another_objective_is_followed_from_the_same_result() -> None:
    """Even where it is higher than the old one: the old loss would refuse every step."""
    function, _ = _quadratic(10, 50)
    other, lowest = _quadratic(10, 50, seed=1)
    memory = outdated(_last(fresh(torch.zeros(10, dtype=torch.float64)), _evaluate(function), 50))
    assert memory.steps == memory.changes == ()
    memory = _last(memory, _evaluate(lambda x: other(x) + 1000), 150)
    torch.testing.assert_close(memory.x, lowest, rtol=0, atol=1e-3)
