"""One term by itself, at features that are given: its value, which torch can differentiate, and what it reads."""

from collections.abc import Mapping
from typing import Any

import torch
from torch import Tensor

from stylegui.engine.terms.block import whole
from stylegui.engine.terms.seen import Gradients, Seen, Where
from stylegui.engine.terms.term import Arrays, Reader, Sums, Term


def everywhere(features: Tensor) -> Where:
    """All positions of features (1, C, H, W)."""
    return Where(*features.shape[2:])


def loss_of(term: Term, features: Mapping[str, Tensor], height: int, width: int) -> Tensor:
    """The term's value at features of a picture of height x width pixels, with the gradient that the term gives."""
    value: Tensor = _Loss.apply(term, (height, width), tuple(features), *features.values())  # type: ignore[no-untyped-call]
    return value


def read_by(reader: Reader, features: Mapping[str, Tensor], height: int, width: int) -> Arrays:
    """What is read of them."""
    sums: Sums = []
    with torch.no_grad():
        reader.add(Seen(whole(height, width), features), sums)
        return reader.read(sums)


class _Loss(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, term: Term, size: tuple[int, int], layers: tuple[str, ...], *features: Tensor) -> Tensor:
        sums: Sums = []
        ctx.term, ctx.layers = term, layers
        ctx.seen = Seen(whole(*size), {name: each.detach() for name, each in zip(layers, features, strict=True)})
        term.add(ctx.seen, sums)
        value, ctx.slope = term.settle(sums)
        return value.to(features[0])

    @staticmethod
    def backward(ctx: Any, gradient: Tensor) -> tuple[Tensor | None, ...]:
        sums = Gradients(ctx.seen)
        ctx.term.pull(ctx.seen, ctx.slope, float(gradient), sums)
        return None, None, None, *(sums.take(layer) for layer in ctx.layers)
