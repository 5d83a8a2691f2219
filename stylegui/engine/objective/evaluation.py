"""One evaluation of an objective, block by block: two passes over the picture, or one where it is a single block."""

from collections.abc import Callable, Collection, Generator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

import torch
from torch import Tensor

from stylegui.engine.linear import exact
from stylegui.engine.network.chain_rule import pulled_back
from stylegui.engine.network.encoder import Encoder
from stylegui.engine.terms.block import PIXELS, Block, Box, whole
from stylegui.engine.terms.seen import Gradients, Seen
from stylegui.engine.terms.term import Summed, Sums, Weighted

GROUPS = ("style", "content", "smoothness", "range")
LARGE = 300_000  # pixels of a block from which on it gives way after each layer

Result = TypeVar("Result")
Steps = Generator[None, None, Result]  # gives way now and then; what it returns is what it computes
Blocks = Callable[[int, int], Sequence[Block]]  # how a picture of a height and a width is taken apart


def one_block(height: int, width: int) -> Sequence[Block]:
    """It is not."""
    return (whole(height, width),)


def at_once(steps: Steps[Result]) -> Result:
    """What they compute, without giving way."""
    while True:
        try:
            next(steps)
        except StopIteration as stop:
            result: Result = stop.value
            return result


class Subject(Protocol):
    """The picture that is evaluated."""

    def pixels(self, box: Box) -> Tensor:
        """(1, 3, h, w) of a box: what the gradient is taken by."""
        ...

    def seen(self, pixels: Tensor, box: Box) -> Tensor:
        """What the network is to see of those."""
        ...


@dataclass(frozen=True, eq=False)
class Plain:
    """A picture (1, 3, H, W) that is seen as it is."""

    image: Tensor

    def pixels(self, box: Box) -> Tensor:
        """A part of it."""
        return self.image[..., box.top : box.bottom, box.left : box.right]

    def seen(self, pixels: Tensor, box: Box) -> Tensor:
        """The same."""
        return pixels


def sum_up(
    encoder: Encoder,
    looking: Sequence[Summed],
    subject: Subject,
    blocks: Sequence[Block],
    known: dict[str, Tensor] | None = None,
) -> Steps[list[Sums]]:
    """What each of `looking` sums over a picture.

    `known` are features of a picture that is one block; what is missing is computed, and put there.
    """
    sums: list[Sums] = [[] for _ in looking]
    if known is not None and {layer for each in looking for layer in each.layers} <= set(known):
        seen = Seen(blocks[0], known)
        with torch.no_grad():
            for each, total in zip(looking, sums, strict=True):
                each.add(seen, total)
        return sums
    for number, block in enumerate(blocks):
        if number:
            yield
        look = _Look(encoder, subject, block)
        yield from look.forth(looking, sums)
        if known is not None:
            known |= look.features
    return sums


def evaluate(
    encoder: Encoder, objective: Sequence[Weighted], image: Tensor, blocks: Sequence[Block] = ()
) -> tuple[dict[str, float], Tensor]:
    """Losses and gradient at `image` (1, 3, H, W), at once; in one block unless said."""
    evaluation = Evaluation(encoder, objective, Plain(image), blocks or one_block(*image.shape[2:]))
    return at_once(evaluation.losses()), at_once(evaluation.gradient())


class Evaluation:
    """An objective at one picture: first its losses, then, if it is wanted, their gradient.

    Where the picture is one block, its features are kept from the one to the other; else each block is looked at
    twice: first for what the terms need of the whole picture, then for the gradient (Galerne et al. 2022, "Scaling
    Painting Style Transfer"). Departs from the paper in taking each term's gradient at the block's own places alone,
    and adding the gradients by pixels where blocks overlap, for which half of the overlap is enough.
    """

    def __init__(
        self,
        encoder: Encoder,
        objective: Sequence[Weighted],
        subject: Subject,
        blocks: Sequence[Block],
        wants_gradient: bool = True,
    ) -> None:
        self._encoder, self._objective, self._subject, self._blocks = encoder, objective, subject, blocks
        self._wants_gradient = wants_gradient
        self.looked_at = 0  # blocks, those of the second pass counted anew
        self._slopes: list[Any] = []
        self._looked: _Look | None = None  # at a picture that is one block

    @property
    def looks(self) -> int:
        """How many times a block is looked at in all."""
        return 2 * len(self._blocks) if self._wants_gradient and len(self._blocks) > 1 else len(self._blocks)

    def losses(self) -> Steps[dict[str, float]]:
        """{group: weighted loss}, and their sum as "total"."""
        terms = [weighted.term for weighted in self._objective]
        sums: list[Sums] = [[] for _ in terms]
        keeps = self._wants_gradient and len(self._blocks) == 1
        for number, block in enumerate(self._blocks):
            if number:
                yield
            look = _Look(self._encoder, self._subject, block, needs_gradient=keeps)
            yield from look.forth(terms, sums)
            self.looked_at += 1
        self._looked = look if keeps else None
        zero = exact(self._subject.pixels(Box(0, 0, 1, 1)).new_zeros(()))
        losses = dict.fromkeys(GROUPS, zero)
        with torch.no_grad():
            for weighted, total in zip(self._objective, sums, strict=True):
                value, slope = weighted.term.settle(total)
                self._slopes.append(slope)
                losses[weighted.group] = losses[weighted.group] + weighted.weight * value.to(zero)
        values: list[float] = torch.stack(list(losses.values())).tolist()
        return dict(zip((*losses, "total"), (*values, sum(values)), strict=True))

    def gradient(self) -> Steps[Tensor]:
        """(1, 3, H, W), of the total, by the subject's pixels; after `losses`, if it was wanted."""
        if self._looked is not None:
            looked, self._looked = self._looked, None
            return (yield from looked.back(self._objective, self._slopes))
        layers = {layer for weighted in self._objective for layer in weighted.term.layers}
        end = self._blocks[-1].own
        total: Tensor | None = None
        for block in self._blocks:
            yield
            look = _Look(self._encoder, self._subject, block, needs_gradient=True)
            yield from look.forth((), (), layers)
            gradient = yield from look.back(self._objective, self._slopes)
            self.looked_at += 1
            total = gradient.new_zeros(1, 3, end.bottom, end.right) if total is None else total
            box = block.outer
            total[..., box.top : box.bottom, box.left : box.right] += gradient
        assert total is not None
        return total


@dataclass(frozen=True, eq=False)
class _Stage:
    """What went into a layer, as the beginning of a graph of its own, and what came out."""

    layer: str
    leaf: Tensor
    features: Tensor


class _Look:
    """One look at a block: forth through the network, and back.

    Each layer has a graph of its own, so that on the way back the terms are asked for a layer's gradient when it is
    due, and its features are let go of.
    """

    def __init__(self, encoder: Encoder, subject: Subject, block: Block, needs_gradient: bool = False) -> None:
        self._encoder, self._subject, self._block, self._needs_gradient = encoder, subject, block, needs_gradient
        self._stages: list[_Stage] = []
        self._features: dict[str, Tensor] = {}
        self._seen = Seen(block, self._features)
        self._is_large = block.outer.height * block.outer.width >= LARGE

    @property
    def features(self) -> dict[str, Tensor]:
        """Of the layers that were looked at, after `forth`."""
        return self._features

    def forth(self, looking: Sequence[Summed], sums: Sequence[Sums], layers: Collection[str] = ()) -> Steps[None]:
        """Compute the features of `layers`, and of those that `looking` needs to add to its sums."""
        wanted = {*layers, *(layer for each in looking for layer in each.layers)}
        box = self._block.outer
        with torch.set_grad_enabled(self._needs_gradient):
            leaf = self._subject.pixels(box).detach().requires_grad_(self._needs_gradient)
            x = self._subject.seen(leaf, box)
        self._note(PIXELS, leaf, x, wanted)
        for layer, compute in self._encoder.stages(wanted - {PIXELS}):
            if self._is_large:
                yield
            with torch.set_grad_enabled(self._needs_gradient):
                leaf = x.detach().requires_grad_(self._needs_gradient)
                x = compute(leaf)
            self._note(layer, leaf, x, wanted)
        with torch.no_grad():
            for each, total in zip(looking, sums, strict=True):
                each.add(self._seen, total)

    def back(self, objective: Sequence[Weighted], slopes: Sequence[Any]) -> Steps[Tensor]:
        """The gradient by the block's pixels, (1, 3, h, w) with those around it."""
        order = [stage.layer for stage in self._stages]
        deepest = [max(order.index(layer) for layer in weighted.term.layers) for weighted in objective]
        own, gradient = Gradients(self._seen), None
        while self._stages:
            stage = self._stages.pop()
            with torch.no_grad():
                for weighted, slope, depth in zip(objective, slopes, deepest, strict=True):
                    if depth == len(self._stages):
                        weighted.term.pull(self._seen, slope, weighted.weight, own)
                gradient = _sum_of(gradient, own.take(stage.layer))
            self._features.pop(stage.layer, None)
            if gradient is not None:
                (gradient,) = pulled_back(gradient, stage.features, [stage.leaf])
            if self._is_large and self._stages:
                yield
        return torch.zeros_like(stage.leaf) if gradient is None else gradient

    def _note(self, layer: str, leaf: Tensor, features: Tensor, wanted: Collection[str]) -> None:
        if self._needs_gradient:
            self._stages.append(_Stage(layer, leaf, features))
        if layer in wanted:
            self._features[layer] = features.detach()


def _sum_of(one: Tensor | None, other: Tensor | None) -> Tensor | None:
    if one is None or other is None:
        return other if one is None else one
    return one.add_(other)
