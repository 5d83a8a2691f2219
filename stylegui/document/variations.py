"""Variations of a document, nine at a time: over two settings, around the present ones, or with other styles."""

import random
from collections.abc import Sequence
from dataclasses import dataclass

from stylegui.document.wishes import Turn
from stylegui.engine.settings import Settings, control

SIDE = 3
COUNT = SIDE * SIDE
VARIED = ("strength", "photo_kept", "subject", "follow_meaning", "objects", "smoothness", "brush_size")
WIDEST, NARROWEST = 35.0, 4.0  # of the slider: how far the outer ones lie from the middle, at first and at last
NAMED = 2  # settings that a variation is called by


@dataclass(frozen=True)
class Variation:
    """One of them.

    Attributes:
        label: what it is called. values: settings, by name. style: name or path of a style of the gallery, tried alone;
            "" for those that are there.
    """

    label: str
    values: tuple[tuple[str, object], ...] = ()
    style: str = ""

    def settings(self, present: Settings) -> Settings:
        """The present ones with its own; what Auto has chosen stays then as it is."""
        return present.model_copy(update={"auto": "off", **dict(self.values)}) if self.values else present


def alone(settings: Settings) -> Settings:
    """As one style is painted with them, in place of all that there are: what is of several means nothing then."""
    turned: dict[str, object] = {"shares": (), "shapes": (), "marks": ()}
    if settings.start_from == "picture":  # which belongs to the document
        turned["start_from"] = "photo"
    return settings.model_copy(update=turned)


def over_two(present: Settings, across: str, down: str, spread: float) -> list[Variation]:
    """Row by row: one setting grows to the right, the other downwards; both `spread` apart."""
    columns, rows = _levels(getattr(present, across), spread), _levels(getattr(present, down), spread)
    return [_of(((across, column), (down, row))) for row in rows for column in columns]


def around(present: Settings, spread: float, seed: int) -> list[Variation]:
    """The present settings in the middle, and eight scattered around them, each setting evenly (a Latin hypercube)."""
    chance, others = random.Random(seed), COUNT - 1
    parts = {name: chance.sample(range(others), others) for name in VARIED}
    found = []
    for number in range(others):
        values = {}
        for name in VARIED:
            part = (parts[name][number] + chance.random()) / others
            values[name] = float(round(min(max(getattr(present, name) + spread * (2 * part - 1), 0), 100)))
        found.append(_of(tuple(values.items()), present))
    middle = _of(tuple((name, getattr(present, name)) for name in VARIED), present)
    return [*found[: others // 2], middle, *found[others // 2 :]]


def of_styles(styles: Sequence[tuple[str, str]], page: int = 0) -> list[Variation]:
    """Each with one of these: name and title; nine on a page, after the last one the first again."""
    first = page % max(-(-len(styles) // COUNT), 1) * COUNT
    return [Variation(title, style=name) for name, title in styles[first : first + COUNT]]


def _levels(middle: float, spread: float) -> list[float]:
    """Low, middle and high; near an end of the slider the middle is the lowest or the highest."""
    low, high = max(middle - spread, 0.0), min(middle + spread, 100.0)
    if middle - low < spread / 4:
        return [middle, float(round(middle + spread)), float(round(middle + 2 * spread))]
    if high - middle < spread / 4:
        return [float(round(middle - 2 * spread)), float(round(middle - spread)), middle]
    return [float(round(low)), middle, float(round(high))]


def _of(values: tuple[tuple[str, float], ...], present: Settings | None = None) -> Variation:
    """Called by its values; beside the `present` ones by those that differ most."""
    named = values
    if present is not None:
        named = tuple(sorted(values, key=lambda each: -abs(each[1] - getattr(present, each[0]))))[:NAMED]
        if all(getattr(present, name) == value for name, value in named):
            return Variation("As it is", values)
    return Variation(", ".join(Turn(name, value).label for name, value in named), values)


def offered() -> list[tuple[str, str]]:
    """Settings that a sheet can be over: name and label."""
    return [(name, control(name).label) for name in VARIED]
