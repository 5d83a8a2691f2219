"""What the loss plot remembers, and the marks of its axis: plain numbers, without any widget."""

import math
from collections.abc import Mapping

MOST_POINTS = 400
"""What a plot of a few hundred pixels can show; each frame draws them all."""
MOST_DECADES = 5.0
"""How far below the largest value the plot reaches; a term smaller still decides nothing."""

Point = tuple[int, dict[str, float]]


class LossHistory:
    """Losses by evaluation, thinned evenly when they become many. The last one is always kept.

    Attributes:
        points: (evaluations, {term: share of the objective > 0}), oldest first.
    """

    def __init__(self) -> None:
        self.points: list[Point] = []
        self._stride = 1
        self._count = 0  # added since the first of the present stride

    def add(self, evaluations: int, losses: Mapping[str, float]) -> None:
        """Remember what can be drawn on a logarithmic axis: finite values above zero."""
        drawable = {term: value for term, value in losses.items() if value > 0 and math.isfinite(value)}
        if (self._count - 1) % self._stride:
            self.points.pop()  # it was only there as the last one
        self.points.append((evaluations, drawable))
        is_regular = self._count % self._stride == 0
        self._count += 1
        if is_regular and len(self.points) > MOST_POINTS:
            self.points = self.points[::2]
            self._stride *= 2
            self._count = 1

    def series(self, term: str) -> tuple[list[float], list[float]]:
        """Evaluations of a term, and the decimal logarithms of its values there."""
        kept = [(float(at), math.log10(losses[term])) for at, losses in self.points if term in losses]
        return [at for at, _ in kept], [value for _, value in kept]

    def range(self) -> tuple[float, float] | None:
        """The decimal logarithms between which there is something to see, or None when there is nothing."""
        values = [value for _, losses in self.points for value in losses.values()]
        if not values:
            return None
        high = math.log10(max(values))
        return max(math.log10(min(values)), high - MOST_DECADES), high


def log_ticks(low: float, high: float, most: int = 5) -> list[tuple[float, str]]:
    """At most `most` round numbers between 10**low and 10**high: (decimal logarithm, text)."""
    decades = range(math.floor(low), math.ceil(high) + 1)
    for factors in ((1, 2, 5), (1, 3), (1,)):
        marks = [(decade, factor) for decade in decades for factor in factors]
        seen = [(d, f) for d, f in marks if low - 1e-9 <= d + math.log10(f) <= high + 1e-9]
        if len(seen) <= most:
            break
    else:
        seen = seen[:: math.ceil(len(seen) / most)]
    plain = all(-3 <= decade <= 3 for decade, _ in seen)
    return [(decade + math.log10(factor), _number(factor, decade, plain)) for decade, factor in seen]


def _number(factor: int, decade: int, plain: bool) -> str:
    """0.02 and 500, or 2·10⁻² and 5·10²."""
    if plain:
        return f"{factor * 10.0**decade:g}"
    power = f"10{str(decade).translate(str.maketrans('-0123456789', '⁻⁰¹²³⁴⁵⁶⁷⁸⁹'))}"
    return power if factor == 1 else f"{factor}·{power}"
