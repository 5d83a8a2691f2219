"""What terms see of one block, and where they leave their gradient."""

from collections.abc import Mapping, MutableMapping
from dataclasses import dataclass
from functools import cached_property

import torch
from torch import Tensor

from stylegui.engine.terms.block import Block, Box


@dataclass(frozen=True, eq=False)
class Where:
    """Which positions of a layer count, and how much.

    Attributes:
        height, width: of the layer. weights: (height, width), 0 where nothing counts, their sum 1; None for all alike.
    """

    height: int
    width: int
    weights: Tensor | None = None

    @cached_property
    def count(self) -> int:
        """How many positions count."""
        return self.height * self.width if self.weights is None else int(self.weights.count_nonzero())

    @property
    def total(self) -> float:
        """What the weights of all positions sum to, with 1 for each where all are alike."""
        return 1.0 if self.weights is not None else float(self.count)

    def positions(self) -> Tensor:
        """(count,) of those that count, in the order of rows."""
        if self.weights is None:
            return torch.arange(self.count)
        return self.weights.flatten().nonzero().flatten()


@dataclass(frozen=True, eq=False)
class Sample:
    """Features of the block's own positions that count.

    Attributes:
        rows: (M, C). weights: (M, 1), or None for 1 each.
        positions: (M,) among the block's own, or None for all of them.
    """

    rows: Tensor
    weights: Tensor | None
    positions: Tensor | None

    def products(self) -> Tensor:
        """Sum (C, C) of the rows' products with themselves, each with its weight."""
        rows = self.rows
        return rows.T @ rows if self.weights is None else rows.T @ (rows * self.weights)


class Seen:
    """A block with its features {layer: (1, C, h, w)}, which reach over all of `block.outer`."""

    def __init__(self, block: Block, features: Mapping[str, Tensor]) -> None:
        self.block, self._features = block, features

    def all(self, layer: str) -> Tensor:
        """Features (1, C, h, w), with those around the block."""
        return self._features[layer]

    def own(self, layer: str) -> Box:
        """The block's own positions, among those of `all`."""
        return self.block.own.at(layer).inside(self.block.outer.at(layer))

    def rows(self, layer: str) -> Tensor:
        """(N, C): a row for each of the block's own positions."""
        box = self.own(layer)
        rows = self._features[layer][0].permute(1, 2, 0)[box.top : box.bottom, box.left : box.right]
        return rows.reshape(box.height * box.width, -1)

    def sample(self, layer: str, where: Where) -> Sample:
        """Those that count."""
        rows = self.rows(layer)
        if where.weights is None:
            return Sample(rows, None, None)
        box = self.block.own.at(layer)
        weights = where.weights[box.top : box.bottom, box.left : box.right].reshape(-1)
        positions = weights.nonzero().flatten()
        return Sample(rows[positions], weights[positions][:, None].to(rows), positions)

    def find(self, layer: str, positions: Tensor, width: int) -> tuple[Tensor, Tensor]:
        """Of positions (M,) of the whole layer, `width` wide, which are the block's own, and where among those."""
        positions = positions.to(self.all(layer).device)
        box = self.block.own.at(layer)
        row, column = positions // width, positions % width
        inside = (row >= box.top) & (row < box.bottom) & (column >= box.left) & (column < box.right)
        which = inside.nonzero().flatten()
        return which, (row[which] - box.top) * box.width + column[which] - box.left


class Gradients:
    """Gradients with respect to a block's features, summed over terms until a layer's are due."""

    def __init__(self, seen: Seen) -> None:
        self._seen = seen
        self._sums: MutableMapping[str, Tensor] = {}

    def add(self, layer: str, change: Tensor, positions: Tensor | None = None) -> None:
        """`change` (M, C), with respect to the block's own rows at `positions` (all of them if None). It is used up."""
        _, channels, height, width = self._seen.all(layer).shape
        box = self._seen.own(layer)
        is_whole = (box.height, box.width) == (height, width)
        if is_whole and positions is None and layer not in self._sums:
            self._sums[layer] = change.view(height, width, channels)
            return
        if layer not in self._sums:
            self._sums[layer] = change.new_zeros(height, width, channels)
        own = self._sums[layer][box.top : box.bottom, box.left : box.right]
        if positions is None:
            own += change.view(own.shape)
        elif is_whole:
            own.view(-1, channels).index_add_(0, positions, change)
        else:
            rows, columns = positions // box.width, positions % box.width
            own.index_put_((rows, columns), change, accumulate=True)

    def add_all(self, layer: str, change: Tensor) -> None:
        """`change` (1, C, h, w), with respect to all that is seen of the layer. It is used up."""
        change = change[0].permute(1, 2, 0)
        self._sums[layer] = self._sums[layer] + change if layer in self._sums else change

    def take(self, layer: str) -> Tensor | None:
        """The sum (1, C, h, w) of a layer, which is forgotten; None if no term said anything."""
        found = self._sums.pop(layer, None)
        return None if found is None else found.permute(2, 0, 1)[None]
