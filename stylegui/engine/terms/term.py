"""What every term has: the same doors, so that an objective is a list of them.

A new term is one file beside the others, and its place in a look or in `objective`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from torch import Tensor

from stylegui.engine.terms.block import PIXELS
from stylegui.engine.terms.seen import Gradients, Seen, Where

Sums = list[Tensor]  # what is summed over a picture: each block adds to them in place
Arrays = Mapping[str, Tensor]  # what was read of a picture, by name
Place = Mapping[str, Where]  # {layer: where a part of a picture is}


class Summed(Protocol):
    """What looks at a picture block by block.

    Attributes:
        layers: of the network, or PIXELS: what it looks at.
    """

    @property
    def layers(self) -> tuple[str, ...]: ...

    def add(self, seen: Seen, sums: Sums) -> None:
        """Add what a block has to say; before the first block `sums` is empty."""
        ...


class Reader(Summed, Protocol):
    """Reads a picture."""

    def read(self, sums: Sums) -> Arrays:
        """What was read, from the sums over all of the picture."""
        ...


class Term(Summed, Protocol):
    """One loss, without its weight."""

    def settle(self, sums: Sums) -> tuple[Tensor, Any]:
        """The term's value, and its slope: what `pull` needs to know of the whole picture."""
        ...

    def pull(self, seen: Seen, slope: Any, weight: float, gradients: Gradients) -> None:
        """Add `weight` times the value's gradient with respect to a block's features."""
        ...


class StyleWay(Protocol):
    """A way to read a style, and to say how far a result is from it."""

    @property
    def layers(self) -> tuple[str, ...]: ...

    def reader(self, place: Place) -> Reader:
        """Reads a style, or the part of it that is at `place`."""
        ...

    def terms(self, shares: Sequence[float], styles: Sequence[Arrays], place: Place) -> list[tuple[float, Term]]:
        """How far what is at `place` of a result is from the styles that were read, with weights that sum to 1."""
        ...


class ContentWay(Protocol):
    """A way to read a photo, and to say how far a result is from it."""

    @property
    def layers(self) -> tuple[str, ...]: ...

    def reader(self, place: Place) -> Reader:
        """Reads what of the photo is at `place`."""
        ...

    def term(self, photo: Arrays, place: Place) -> Term:
        """How far a result is from the photo that was read."""
        ...


class KindsWay(Protocol):
    """A way to read the kinds of things in a style, and to say how far a result's are from them."""

    @property
    def layer(self) -> str: ...

    def reader(self, members: Tensor) -> Reader:
        """Reads a style; `members` (K, h, w) of the layer say how much of each kind is where, the sum of each 1."""
        ...

    def term(self, style: Arrays, members: Tensor, areas: Tensor) -> Term:
        """How far the kinds of a result are from the style's; `areas` (K,) of the kinds, together 1 at most."""
        ...


@dataclass(frozen=True, eq=False)
class OfLayer:
    """What looks at one layer of the network."""

    layer: str

    @property
    def layers(self) -> tuple[str, ...]:
        """The one."""
        return (self.layer,)


class OfPixels:
    """What looks at the picture itself."""

    @property
    def layers(self) -> tuple[str, ...]:
        """The pixels."""
        return (PIXELS,)


def add_to(sums: Sums, parts: Sequence[Tensor]) -> None:
    """Each part to its sum; the first ones begin them."""
    if not sums:
        sums.extend(parts)
        return
    for total, part in zip(sums, parts, strict=True):
        total += part


@dataclass(frozen=True)
class Weighted:
    """A term of the objective: the group that its loss is told with, and its weight, above 0."""

    group: str
    weight: float
    term: Term
