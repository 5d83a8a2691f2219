"""Blocks: the parts of a picture that are evaluated one after the other."""

from dataclasses import dataclass
from itertools import pairwise

PIXELS = "pixels"  # what a term that looks at the picture itself names as its layer


def halvings(layer: str) -> int:
    """How often the picture was halved before a layer called "relu4_1"; never before the pixels."""
    return 0 if layer == PIXELS else int(layer[len("relu")]) - 1


@dataclass(frozen=True)
class Box:
    """A rectangle of positions; `bottom` and `right` lie outside of it."""

    top: int
    left: int
    bottom: int
    right: int

    @property
    def height(self) -> int:
        """Rows."""
        return self.bottom - self.top

    @property
    def width(self) -> int:
        """Columns."""
        return self.right - self.left

    def at(self, layer: str) -> "Box":
        """The positions of `layer` that this box of pixels has; where it begins is a multiple of theirs."""
        halved = halvings(layer)
        return Box(self.top >> halved, self.left >> halved, self.bottom >> halved, self.right >> halved)

    def inside(self, other: "Box") -> "Box":
        """The same rectangle, counted from where `other` begins."""
        return Box(self.top - other.top, self.left - other.left, self.bottom - other.top, self.right - other.left)


@dataclass(frozen=True)
class Block:
    """A part of a picture.

    Attributes:
        own: the pixels that this block answers for; those of all blocks cover the picture, each once.
        outer: what is shown to the network for that, with everything around `own` that its features can see.
    Both begin at multiples of the deepest layer's size in pixels, so that the network halves a block as it halves
    the picture.
    """

    own: Box
    outer: Box


def whole(height: int, width: int) -> Block:
    """A picture that is one block."""
    box = Box(0, 0, height, width)
    return Block(box, box)


def blocks_of(height: int, width: int, side: int, halo: int, step: int) -> tuple[Block, ...]:
    """A picture in blocks of about `side` x `side` pixels, as like each other as can be, each with its `halo`.

    `side` and `halo` are multiples of `step`, the deepest layer's size in pixels. A picture that fits is one block.
    """
    blocks = []
    for top, bottom in _cuts(height, side, step):
        for left, right in _cuts(width, side, step):
            outer = Box(max(top - halo, 0), max(left - halo, 0), min(bottom + halo, height), min(right + halo, width))
            blocks.append(Block(Box(top, left, bottom, right), outer))
    return tuple(blocks)


def _cuts(length: int, side: int, step: int) -> list[tuple[int, int]]:
    count = max(1, -(-length // side))
    ends = [round(length * index / count / step) * step for index in range(count)] + [length]
    return list(pairwise(ends))
