"""The step: L-BFGS on the pixels, with a guard that keeps the last good result."""

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import Enum

import torch
from torch import Tensor

PAIRS = 8  # of curvature memory: more cost memory and found nothing better
FIRST_STEP = 0.02  # root-mean-square change of a value in [0, 1] in the first step, of unknown curvature
SUFFICIENT = 1e-4  # share of the expected decrease that a step must bring (Armijo)
SHRINK = 0.3
RETRIES = 3  # along one direction, before the memory is dropped

Evaluate = Callable[[Tensor], tuple[Tensor, Tensor]]


class Outcome(Enum):
    """What became of one evaluation."""

    MEASURED = "measured"  # the loss where the result is: now there is a direction to move in
    MOVED = "moved"
    KEPT = "kept"  # no decrease there: the next try is shorter
    NOT_A_NUMBER = "not a number"  # NaN or infinity there: the result is as it was


@dataclass(frozen=True, eq=False)
class Memory:
    """Everything the next step depends on. Tensors are never changed in place.

    Attributes:
        x: the result, any shape. loss, gradient: at x; gradient None if not evaluated (or outdated).
        steps, changes: the last moves s and changes of the gradient y, oldest first.
        direction, length: where the next evaluation is: x + length direction.
        retries: how often the length was shortened along this direction.
    """

    x: Tensor
    loss: float = float("inf")
    gradient: Tensor | None = None
    steps: tuple[Tensor, ...] = ()
    changes: tuple[Tensor, ...] = ()
    direction: Tensor | None = None
    length: float = 1.0
    retries: int = 0


def fresh(x: Tensor) -> Memory:
    """A beginning at x: nothing evaluated, no curvature known."""
    return Memory(x.detach().clone())


def advance(memory: Memory, evaluate: Evaluate) -> tuple[Memory, Outcome]:
    """One evaluation of L-BFGS (Nocedal and Wright 2006, algorithms 7.4 and 3.1).

    Departs from the book in taking one evaluation for each call, so that a run can be paused, steered or saved
    between any two, and in guarding it: only a finite loss that decreased enough moves the result.
    """
    if memory.gradient is None or memory.direction is None:
        loss, gradient = evaluate(memory.x)
        value, good = _numbers(loss, gradient.isfinite().all())
        if not (good and math.isfinite(value)):
            return memory, Outcome.NOT_A_NUMBER
        return _aim(replace(memory, loss=value, gradient=gradient)), Outcome.MEASURED
    trial = memory.x + memory.length * memory.direction
    loss, gradient = evaluate(trial)
    step, change = trial - memory.x, gradient - memory.gradient
    # all that is decided by in one reading: each makes a graphics card wait
    value, good, slope, bend, squared, moved = _numbers(
        loss,
        gradient.isfinite().all(),
        _dot(memory.direction, memory.gradient),
        _dot(step, change),
        _dot(change, change),
        _dot(step, step),
    )
    if not (good and math.isfinite(value)):
        return _shorten(memory, forget=True), Outcome.NOT_A_NUMBER
    if slope > 0 or value > memory.loss + SUFFICIENT * memory.length * slope:
        return _shorten(memory, forget=slope > 0 or memory.retries + 1 >= RETRIES), Outcome.KEPT
    steps, changes = memory.steps, memory.changes
    if squared > 0 and bend > 1e-8 * (squared * moved) ** 0.5:  # squared is 0 also where its format cannot hold it
        steps, changes = (*steps, step)[-PAIRS:], (*changes, change)[-PAIRS:]
    return _aim(Memory(trial, value, gradient, steps, changes)), Outcome.MOVED


def outdated(memory: Memory) -> Memory:
    """The same result for another objective: curvature and gradient no longer hold."""
    return Memory(memory.x)


def moved_to(memory: Memory, device: torch.device) -> Memory:
    """All of it on another device; the same where it is there already."""
    if memory.x.device.type == device.type:  # "cuda" is where a tensor says "cuda:0"
        return memory
    return replace(
        memory,
        x=memory.x.to(device),
        gradient=None if memory.gradient is None else memory.gradient.to(device),
        direction=None if memory.direction is None else memory.direction.to(device),
        steps=tuple(step.to(device) for step in memory.steps),
        changes=tuple(change.to(device) for change in memory.changes),
    )


def _aim(memory: Memory) -> Memory:
    """The next direction from the curvature memory; downhill at a set length where there is none."""
    if not memory.steps:
        return _downhill(memory)
    return replace(memory, direction=-_two_loop(memory), length=1.0, retries=0)


def _downhill(memory: Memory) -> Memory:
    gradient = memory.gradient
    assert gradient is not None
    norm = _dot(gradient, gradient).sqrt().clamp(min=1e-30)
    scale = FIRST_STEP * gradient.numel() ** 0.5 / norm
    return replace(memory, direction=-scale * gradient, length=1.0, retries=0, steps=(), changes=())


def _shorten(memory: Memory, forget: bool) -> Memory:
    if forget and memory.steps:
        return _downhill(memory)
    return replace(memory, length=memory.length * SHRINK, retries=memory.retries + 1)


def _two_loop(memory: Memory) -> Tensor:
    """The inverse Hessian's estimate times the gradient."""
    assert memory.gradient is not None
    q = memory.gradient.clone()
    products = [_dot(s, y) for s, y in zip(memory.steps, memory.changes, strict=True)]
    factors = []
    for s, y, product in zip(memory.steps[::-1], memory.changes[::-1], products[::-1], strict=True):
        factor = _dot(s, q) / product
        factors.append(factor)
        q.addcmul_(y, -factor)
    if memory.steps:
        q.mul_(products[-1] / _dot(memory.changes[-1], memory.changes[-1]))
    for s, y, product, factor in zip(memory.steps, memory.changes, products, factors[::-1], strict=True):
        q.addcmul_(s, factor - _dot(y, q) / product)
    return q


def _dot(a: Tensor, b: Tensor) -> Tensor:
    return torch.dot(a.flatten(), b.flatten())


def _numbers(*scalars: Tensor) -> list[float]:
    numbers: list[float] = torch.stack([scalar.to(scalars[0]) for scalar in scalars]).tolist()
    return numbers
