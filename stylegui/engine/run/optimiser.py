"""The step: L-BFGS on the pixels, with a guard that keeps the last good result."""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from enum import Enum
from typing import Protocol

import torch
from torch import Tensor

from stylegui.engine.objective.evaluation import Steps
from stylegui.engine.plan.forecast import FEW
from stylegui.engine.run.preconditioner import Precondition, unconditioned

PAIRS = 8  # of curvature memory: more cost memory and found nothing better
LARGE = 3 * FEW  # numbers in a result from which on there are fewer pairs, in half precision
LARGE_PAIRS = 3
PIECE = 1 << 22  # numbers that are worked on at once: more would need as much memory again
HALF = 1000.0  # the largest number of a vector in half precision: its smallest then still have all their digits
FIRST_STEP = 0.02  # root-mean-square change of a value in [0, 1] in the first step, of unknown curvature
SUFFICIENT = 1e-4  # share of the expected decrease that a step must bring (Armijo)
SHRINK = 0.3
RETRIES = 3  # along one direction, before the memory is dropped


class Outcome(Enum):
    """What became of one evaluation."""

    MEASURED = "measured"  # the loss where the result is: now there is a direction to move in
    MOVED = "moved"
    KEPT = "kept"  # no decrease there: the next try is shorter
    NOT_A_NUMBER = "not a number"  # NaN or infinity there: the result is as it was


@dataclass(frozen=True, eq=False)
class Half:
    """A large vector in few bytes: `values` in half precision times `scale`."""

    values: Tensor
    scale: float


Vector = Tensor | Half


@dataclass(frozen=True, eq=False)
class Memory:
    """Everything the next step depends on.

    Attributes:
        x: the result, any shape. loss, gradient: at x; gradient None if not evaluated (or outdated).
        steps, changes: the last moves s and changes of the gradient y, oldest first.
        direction, length: where the next evaluation is: x + length direction.
        retries: how often the length was shortened along this direction.
    """

    x: Tensor
    loss: float = float("inf")
    gradient: Tensor | None = None
    steps: tuple[Vector, ...] = ()
    changes: tuple[Vector, ...] = ()
    direction: Tensor | None = None
    length: float = 1.0
    retries: int = 0


@dataclass(frozen=True, eq=False)
class Point:
    """Where to evaluate: x + length direction, or x itself. Of a large result it is never made as a whole."""

    x: Tensor
    direction: Tensor | None = None
    length: float = 1.0

    def part(self, rows: slice, columns: slice) -> Tensor:
        """The numbers of some rows and columns of a picture."""
        x = self.x[..., rows, columns]
        return x if self.direction is None else x + self.length * self.direction[..., rows, columns]

    def whole(self) -> Tensor:
        """All of them."""
        return self.x if self.direction is None else self.x + self.length * self.direction


class Measured(Protocol):
    """An objective at a point: first its loss, then, if it is wanted, the gradient."""

    def loss(self) -> Steps[float]: ...

    def gradient(self) -> Steps[Tensor]: ...


Measure = Callable[[Point, bool], Measured]  # at a point; whether the gradient there is wanted


def fresh(x: Tensor) -> Memory:
    """A beginning at x: nothing evaluated, no curvature known."""
    return Memory(x.detach().clone())


def advance(
    memory: Memory, measure: Measure, is_last: bool = False, precondition: Precondition = unconditioned
) -> Steps[tuple[Memory, Outcome]]:
    """One evaluation of L-BFGS (Nocedal and Wright 2006, algorithms 7.4 and 3.1).

    Departs from the book in taking one evaluation for each call, so that a run can be paused, steered or saved
    between any two, and in guarding it: only a finite loss that decreased enough moves the result. Where `is_last`,
    no gradient is computed at the point that it moved to, for nothing follows that it would be for.

    Where it ends, `memory` is used up: its tensors are worked on in place, for of a large picture there is no room
    for a second set. Until then it is as it was.
    """
    if memory.gradient is None or memory.direction is None:
        found = measure(Point(memory.x), True)
        value = yield from found.loss()
        gradient = (yield from found.gradient()) if math.isfinite(value) else None
        if gradient is None or not _is_finite(gradient):
            return memory, Outcome.NOT_A_NUMBER
        return _aim(replace(memory, loss=value, gradient=gradient), precondition), Outcome.MEASURED
    found = measure(Point(memory.x, memory.direction, memory.length), not is_last)
    value = yield from found.loss()
    if not math.isfinite(value):
        return _shorten(memory, precondition, forget=True), Outcome.NOT_A_NUMBER
    slope = float(_dot(memory.direction, memory.gradient))
    if slope > 0 or value > memory.loss + SUFFICIENT * memory.length * slope:
        forget = slope > 0 or memory.retries + 1 >= RETRIES
        return _shorten(memory, precondition, forget), Outcome.KEPT
    if is_last:
        memory.x.add_(memory.direction, alpha=memory.length)
        return replace(memory, loss=value, gradient=None, direction=None, length=1.0, retries=0), Outcome.MOVED
    gradient = yield from found.gradient()
    if not _is_finite(gradient):
        return _shorten(memory, precondition, forget=True), Outcome.NOT_A_NUMBER
    return _aim(_moved(memory, value, gradient), precondition), Outcome.MOVED


def outdated(memory: Memory) -> Memory:
    """The same result for another objective: curvature and gradient no longer hold."""
    return Memory(memory.x)


def copied(memory: Memory) -> Memory:
    """The same in memory of its own, which no step works on. Of a large one only the result: so much has no room."""
    if memory.x.numel() >= LARGE:
        return fresh(memory.x)
    return _mapped(memory, torch.clone)


def moved_to(memory: Memory, device: torch.device) -> Memory:
    """All of it on another device; the same where it is there already."""
    if memory.x.device.type == device.type:  # "cuda" is where a tensor says "cuda:0"
        return memory
    return _mapped(memory, lambda tensor: tensor.to(device))


def full(vector: Vector) -> Tensor:
    """All its numbers in float32."""
    return vector if isinstance(vector, Tensor) else vector.values.float() * vector.scale


def _mapped(memory: Memory, change: Callable[[Tensor], Tensor]) -> Memory:
    def of(vector: Vector) -> Vector:
        return change(vector) if isinstance(vector, Tensor) else Half(change(vector.values), vector.scale)

    return replace(
        memory,
        x=change(memory.x),
        gradient=None if memory.gradient is None else change(memory.gradient),
        direction=None if memory.direction is None else change(memory.direction),
        steps=tuple(map(of, memory.steps)),
        changes=tuple(map(of, memory.changes)),
    )


def _moved(memory: Memory, loss: float, gradient: Tensor) -> Memory:
    """At the point that was evaluated, with what was learnt of the curvature on the way."""
    assert memory.gradient is not None
    assert memory.direction is not None
    x, direction, before = memory.x, memory.direction, memory.gradient
    for piece in _pieces(x):  # the direction becomes the step, the old gradient becomes the change
        here = _flat(x)[piece]
        there = here + memory.length * _flat(direction)[piece]
        torch.sub(there, here, out=_flat(direction)[piece])
        here.copy_(there)
        torch.sub(_flat(gradient)[piece], _flat(before)[piece], out=_flat(before)[piece])
    step, change = direction, before
    bend, squared, moved = torch.stack([_dot(step, change), _dot(change, change), _dot(step, step)]).tolist()
    steps, changes = memory.steps, memory.changes
    if squared > 0 and bend > 1e-8 * (squared * moved) ** 0.5:  # squared is 0 also where its format cannot hold it
        pairs = LARGE_PAIRS if x.numel() >= LARGE else PAIRS
        steps, changes = (*steps[1 - pairs :], _kept(step)), (*changes[1 - pairs :], _kept(change))
    return Memory(x, loss, gradient, steps, changes)


def _kept(vector: Tensor) -> Vector:
    if vector.numel() < LARGE:
        return vector
    scale = max(float(_flat(vector)[piece].abs().max()) for piece in _pieces(vector)) / HALF
    values = torch.empty_like(vector, dtype=torch.half)
    for piece in _pieces(vector):
        _flat(values)[piece] = _flat(vector)[piece] / scale
    return Half(values, scale)


def _aim(memory: Memory, precondition: Precondition) -> Memory:
    """The next direction from the curvature memory; downhill at a set length where there is none."""
    if not memory.steps:
        return _downhill(memory, precondition)
    return replace(memory, direction=_two_loop(memory, precondition).neg_(), length=1.0, retries=0)


def _downhill(memory: Memory, precondition: Precondition) -> Memory:
    assert memory.gradient is not None
    step = precondition(memory.gradient)(memory.gradient)
    norm = _dot(step, step).sqrt().clamp(min=1e-30)
    scale = FIRST_STEP * step.numel() ** 0.5 / norm
    return replace(memory, direction=-scale * step, length=1.0, retries=0, steps=(), changes=())


def _shorten(memory: Memory, precondition: Precondition, forget: bool) -> Memory:
    if forget and memory.steps:
        return _downhill(memory, precondition)
    return replace(memory, length=memory.length * SHRINK, retries=memory.retries + 1)


def _two_loop(memory: Memory, precondition: Precondition) -> Tensor:
    """The inverse Hessian's estimate times the gradient."""
    assert memory.gradient is not None
    first = precondition(memory.gradient)
    q = memory.gradient.clone()
    products = [_dot(s, y) for s, y in zip(memory.steps, memory.changes, strict=True)]
    factors = []
    for s, y, product in zip(memory.steps[::-1], memory.changes[::-1], products[::-1], strict=True):
        factor = _dot(s, q) / product
        factors.append(factor)
        _add(q, y, -factor)
    if memory.steps:
        change = memory.changes[-1]
        squared = _dot(change, first(change) if isinstance(change, Tensor) else change)  # half: nothing is known there
        q = first(q).mul_(products[-1] / squared)
    for s, y, product, factor in zip(memory.steps, memory.changes, products, factors[::-1], strict=True):
        _add(q, s, factor - _dot(y, q) / product)
    return q


def _pieces(tensor: Tensor) -> Iterator[slice]:
    return (slice(first, first + PIECE) for first in range(0, tensor.numel(), PIECE))


def _flat(tensor: Tensor) -> Tensor:
    return tensor.view(-1)


def _part(vector: Vector, piece: slice) -> Tensor:
    return _flat(vector)[piece] if isinstance(vector, Tensor) else _flat(vector.values)[piece].float() * vector.scale


def _add(to: Tensor, vector: Vector, factor: Tensor) -> None:
    for piece in _pieces(to):
        _flat(to)[piece].addcmul_(_part(vector, piece), factor)


def _dot(a: Vector, b: Vector) -> Tensor:
    whole = a if isinstance(a, Tensor) else a.values
    return torch.stack([torch.dot(_part(a, piece), _part(b, piece)) for piece in _pieces(whole)]).sum()


def _is_finite(tensor: Tensor) -> bool:
    return all(bool(_flat(tensor)[piece].isfinite().all()) for piece in _pieces(tensor))
