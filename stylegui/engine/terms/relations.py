"""The content's self-similarity term: what is like what in the photo (STROTSS, Kolkin et al. 2019)."""

from dataclasses import dataclass

import torch
from torch import Tensor

from stylegui.engine.linear import exact
from stylegui.engine.terms.seen import Gradients, Seen, Where
from stylegui.engine.terms.term import Arrays, OfLayer, Place, Sums, add_to

POSITIONS = 1024  # places whose relations are compared, at most
APART = 4  # positions that places may lie apart so that each still sees the next
ROUND = 0.05  # differences below this count by their square
SMALLEST = 1e-8  # mean distances and lengths are taken as at least this


@dataclass(frozen=True)
class Relations(OfLayer):
    """Reads what is like what in a photo, of one layer."""

    def reader(self, place: Place) -> "RelationsReader":
        """Reads "relations" (P, P), of P places spread over what is to be kept."""
        return RelationsReader(self.layer, spread_places(place[self.layer]))

    def term(self, photo: Arrays, place: Place) -> "RelationsError":
        """Their difference."""
        return RelationsError(self.layer, spread_places(place[self.layer]), photo)


@dataclass(frozen=True, eq=False)
class Places:
    """Places spread over what is to be kept of a layer, the same for the same size.

    Where they lie further apart than they can see, each is the mean of what is around it: else a large picture would
    be compared at so many small spots.

    Attributes:
        height, width: of the layer. positions: (P,). around: side of the square of positions that a place is.
    """

    height: int
    width: int
    positions: Tensor
    around: int

    def of(self, seen: Seen, layer: str) -> tuple[Tensor, Tensor]:
        """Which places (K,) have a part in the block, and where (K,) among its own positions; one for each part."""
        offsets = torch.arange(self.around, device=self.positions.device) - self.around // 2
        rows = (self.positions // self.width)[:, None, None] + offsets[:, None]
        columns = (self.positions % self.width)[:, None, None] + offsets
        # what would lie outside of the picture is taken at its edge
        parts = rows.clamp(0, self.height - 1) * self.width + columns.clamp(0, self.width - 1)
        which, at = seen.find(layer, parts.flatten(), self.width)
        return which // self.around**2, at


def spread_places(where: Where) -> Places:
    """Chosen by chance, those the more often that count more, but always the same."""
    found = where.positions()
    generator = torch.Generator().manual_seed(1)
    if where.weights is None or len(found) <= POSITIONS:
        drawn = torch.randperm(len(found), generator=generator)[:POSITIONS]
    else:
        weights = where.weights.flatten()[found].cpu().double()  # the same on every device
        drawn = torch.multinomial(weights, POSITIONS, generator=generator)
    chosen = found[drawn.to(found.device)]
    apart = (len(found) / max(len(chosen), 1)) ** 0.5
    return Places(where.height, where.width, chosen, max(1, round(apart / APART)))


@dataclass(frozen=True, eq=False)
class RelationsReader(OfLayer):
    """Reads the photo's relations between places of one layer."""

    places: Places

    def add(self, seen: Seen, sums: Sums) -> None:
        """The places' features (P, C)."""
        found = seen.rows(self.layer)
        which, at = self.places.of(seen, self.layer)
        rows = found.new_zeros(len(self.places.positions), found.shape[1])
        if self.places.around == 1:
            rows[which] = found[at]
        else:
            rows.index_add_(0, which, found[at] / self.places.around**2)
        add_to(sums, (rows,))

    def read(self, sums: Sums) -> Arrays:
        """ "relations" (P, P)."""
        return {"relations": relations(sums[0])[0]}


@dataclass(frozen=True, eq=False)
class RelationsError(RelationsReader):
    """Mean difference of the result's relations and the photo's.

    A difference d counts as (d^2 + r^2)^1/2 - r with r = ROUND. STROTSS takes |d|, whose corner at 0 holds the photo
    fast until the style's weight passes a threshold: the lower third of "Strength" would do nothing.

    The matrices are the same size at every scale, so that at small ones they would be most of an evaluation: two
    products and few passes instead of what automatic differentiation makes of it take half the time.
    """

    photo: Arrays

    def settle(self, sums: Sums) -> tuple[Tensor, Tensor]:
        """The difference, and its gradient by the places' features (P, C)."""
        found, unit, lengths, means = relations(sums[0])
        apart = found - self.photo["relations"].to(found)
        size = apart.square().add_(ROUND**2).sqrt_()
        value = size.mean() - ROUND
        slope = apart.div_(size)
        # A distance counts by itself, and by its part in its column's mean where that is more than the least.
        shift = found.mul_(slope).sum(0, keepdim=True).masked_fill_(means <= SMALLEST, 0) / len(unit)
        slope = slope.sub_(shift).div_(means)
        towards = torch.mm(slope, unit).add_(torch.mm(slope.T, unit)).div_(-slope.numel())
        # only across its direction can a row change the cosine
        towards -= unit * (towards * unit).sum(1, keepdim=True)
        return exact(value), towards.div_(lengths)

    def pull(self, seen: Seen, slope: Tensor, weight: float, gradients: Gradients) -> None:
        """Of the rows that are part of a place."""
        which, at = self.places.of(seen, self.layer)
        gradients.add(self.layer, slope[which] * (weight / self.places.around**2), at)

    def likeness(self, sums: Sums) -> float:
        """The correlation of the result's relations and the photo's: 1 for the photo."""
        a, b = relations(sums[0])[0], self.photo["relations"]
        a, b = a - a.mean(), b - b.mean()
        length = float(torch.linalg.vector_norm(a) * torch.linalg.vector_norm(b))
        return float((a * b).sum()) / length if length > 0 else 1.0


def relations(rows: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """Self-similarity (P, P) of features (P, C): distances 1 - cosine of each two, each column divided by its mean.

    So it is what is far from what that counts, not how far: colours and textures may change all over the picture.
    Beside it the rows' directions (P, C), their lengths (P, 1), and the mean distances (1, P).
    """
    lengths = torch.linalg.vector_norm(rows, dim=1, keepdim=True).clamp_(min=SMALLEST)
    unit = rows / lengths
    distances = torch.mm(unit, unit.T).neg_().add_(1)
    means = distances.mean(0, keepdim=True).clamp_(min=SMALLEST)
    return distances.div_(means), unit, lengths, means
