"""The looks: which terms say how far a result is from a style and from the photo, and how much each counts."""

from collections.abc import Mapping
from dataclasses import dataclass

from stylegui.engine.settings import CONTENT_LAYER, STYLE_LAYERS
from stylegui.engine.terms.features import Features
from stylegui.engine.terms.flat_parts import FlatParts
from stylegui.engine.terms.gram import Gram
from stylegui.engine.terms.kinds import OfKinds
from stylegui.engine.terms.moments import Moments
from stylegui.engine.terms.nearest import GRID, Nearest
from stylegui.engine.terms.relations import Relations
from stylegui.engine.terms.term import ContentWay, KindsWay, StyleWay

# Weights of the terms with every control at its middle, found by looking at results and scoring them.
SMOOTHNESS_WEIGHT = 0.1
RANGE_WEIGHT = 50.0
TETHER_WEIGHT = 16.0
RELATIONS = (Relations("relu3_3"), Relations(CONTENT_LAYER))
FEATURES = Features(CONTENT_LAYER)
FINEST = {"relu1_1", "relu2_1", "relu3_1"}
KINDS = tuple(OfKinds(layer) for layer in STYLE_LAYERS[:4])  # what the deepest says is of too much at once
KINDS_WEIGHT = 2.0  # of "Follow meaning" at its end, beside the same layer read of the whole picture
FLAT_PARTS = FlatParts()
FLAT_PARTS_WEIGHT = 0.08  # likewise
FOLLOWED: tuple[KindsWay, ...] = (*KINDS, FLAT_PARTS)


@dataclass(frozen=True)
class StylePart:
    """A way to read styles, and its weight.

    Attributes:
        layer: the style layer whose shares it goes by, and whose control acts on it if `is_steered`.
    """

    weight: float
    way: StyleWay
    layer: str
    is_steered: bool = True


@dataclass(frozen=True)
class Look:
    """A way to paint.

    Attributes:
        style: what says how far the result is from the style.
        content: {"content" in the settings: what says how far it is from the photo, with weights before `calibrate`}.
    """

    style: tuple[StylePart, ...]
    content: Mapping[str, tuple[tuple[float, ContentWay], ...]]


def gain(value: float) -> float:
    """Factor on a term's weight of a control at `value` 0..100: 0 at 0, 1 at 50, 4 at 100.

    Linear up to the middle and square beyond it. Style and content hold each other where one has a fifth of its
    weight or five times as much: with steeper curves, the outer thirds of "Strength" and "Photo kept" would do nothing.
    """
    share = value / 50
    return share if share <= 1 else share**2


def _style(way: type[Moments] | type[Gram], weights: tuple[float, ...]) -> tuple[StylePart, ...]:
    """One for each style layer; only the weights' proportions count."""
    layers = zip(STYLE_LAYERS, weights, strict=True)
    return tuple(StylePart(weight / sum(weights), way(layer), layer) for layer, weight in layers)


def _content(
    both: tuple[float, float], features: float, relations: float
) -> dict[str, tuple[tuple[float, ContentWay], ...]]:
    def like(weight: float) -> tuple[tuple[float, ContentWay], ...]:
        return tuple((weight / len(RELATIONS), way) for way in RELATIONS)

    return {
        "both": ((both[0], FEATURES), *like(both[1])),
        "features": ((features, FEATURES),),
        "relations": like(relations),
    }


def finest(entries: tuple[StylePart, ...]) -> tuple[StylePart, ...]:
    """Those that look at the finest layers alone: up to relu3_1 an evaluation costs 39 % of one up to relu5_1."""
    return tuple(entry for entry in entries if set(entry.way.layers) <= FINEST)


_MOMENTS = _style(Moments, (1, 1, 1, 1, 0.2))
_CONTENT = _content(both=(0.25, 2.1), features=0.65, relations=2.6)
LOOKS = {
    "painterly": Look(_MOMENTS, _CONTENT),
    "classic": Look(_style(Gram, (0.3, 2, 5, 4, 0.5)), _CONTENT),
    "strokes": Look(
        (*_MOMENTS, StylePart(0.3, Nearest(), GRID, is_steered=False)),
        _content(both=(0.52, 4.2), features=1.3, relations=5.2),
    ),
}
