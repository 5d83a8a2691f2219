"""The content's features term: every place looks as in the photo (Gatys, Ecker, Bethge 2015)."""

from dataclasses import dataclass

from torch import Tensor

from stylegui.engine.linear import exact
from stylegui.engine.terms.seen import Gradients, Sample, Seen, Where
from stylegui.engine.terms.term import Arrays, OfLayer, Place, Sums, Term, add_to


@dataclass(frozen=True)
class Features(OfLayer):
    """Reads a photo's features of one layer."""

    def reader(self, place: Place) -> "FeaturesReader":
        """Reads "features" (h, w, C) and their "energy" where they count."""
        return FeaturesReader(self.layer, place[self.layer])

    def term(self, photo: Arrays, place: Place) -> Term:
        """Their error."""
        return FeaturesError(self.layer, place[self.layer], photo)


@dataclass(frozen=True, eq=False)
class FeaturesReader(OfLayer):
    """Keeps the photo's features of one layer."""

    where: Where

    def add(self, seen: Seen, sums: Sums) -> None:
        """The rows, each in its place, and their energy by weight."""
        rows = seen.rows(self.layer)
        if not sums:
            shape = self.where.height, self.where.width, rows.shape[1]
            sums += [rows.new_empty(shape), rows.new_zeros(())]
        box = seen.block.own.at(self.layer)
        sums[0][box.top : box.bottom, box.left : box.right] = rows.view(box.height, box.width, -1)
        sums[1] += _energy(seen.sample(self.layer, self.where))

    def read(self, sums: Sums) -> Arrays:
        """ "features" (h, w, C), and their "energy"."""
        return {"features": sums[0], "energy": sums[1].clamp(min=1e-12)}


@dataclass(frozen=True, eq=False)
class FeaturesError(OfLayer):
    """|F - Ft|^2 / |Ft|^2, each position by its weight: 0 where equal, 1 for features of zero."""

    where: Where
    photo: Arrays

    def add(self, seen: Seen, sums: Sums) -> None:
        """The squares of what is apart."""
        add_to(sums, (_energy(self._apart(seen)),))

    def settle(self, sums: Sums) -> tuple[Tensor, Tensor]:
        """The error; the slope is the same everywhere."""
        return exact(sums[0] / self.photo["energy"]), 2 / self.photo["energy"]

    def pull(self, seen: Seen, slope: Tensor, weight: float, gradients: Gradients) -> None:
        """Of each row that counts, by its weight."""
        apart = self._apart(seen)
        change = apart.rows * (weight * slope)
        gradients.add(self.layer, change if apart.weights is None else change.mul_(apart.weights), apart.positions)

    def _apart(self, seen: Seen) -> Sample:
        sample, box = seen.sample(self.layer, self.where), seen.block.own.at(self.layer)
        target = self.photo["features"][box.top : box.bottom, box.left : box.right].flatten(0, 1)
        target = target if sample.positions is None else target[sample.positions]
        return Sample(sample.rows - target, sample.weights, sample.positions)


def _energy(sample: Sample) -> Tensor:
    squares = sample.rows.square()
    return squares.sum() if sample.weights is None else (squares * sample.weights).sum()
