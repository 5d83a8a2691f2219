"""What the result is pulled towards: the targets, and the objective, a list of weighted terms."""

from dataclasses import dataclass, replace

import torch
from torch import Tensor

from stylegui.engine.objective.looks import (
    FLAT_PARTS,
    FLAT_PARTS_WEIGHT,
    KINDS_WEIGHT,
    LOOKS,
    RANGE_WEIGHT,
    RELATIONS,
    SMOOTHNESS_WEIGHT,
    TETHER_WEIGHT,
    StylePart,
    finest,
    gain,
)
from stylegui.engine.objective.reading import Statistics
from stylegui.engine.settings import STYLE_LAYERS, Settings
from stylegui.engine.terms.range import RangePenalty
from stylegui.engine.terms.relations import RelationsError
from stylegui.engine.terms.smoothness import TotalVariation
from stylegui.engine.terms.term import ContentWay, Term, Weighted
from stylegui.engine.terms.tether import Tether


@dataclass(frozen=True, eq=False)
class Targets:
    """The terms of one scale, with what they compare with: styles are blended with their shares.

    Attributes:
        style: of each part of the picture, with its share of the whole, by the part of the look that it belongs to.
        flat: of the photo's flat parts, with their weights.
        content: with their weights before `pull`, the factor from `calibrate`.
        watched: what tells how much of the photo can be recognised.
        pixels: smoothness and range; they are of the painted share of the picture, and weigh the more the less it is.
        painted: that share, above 0.
    """

    style: tuple[tuple[StylePart, float, Term], ...]
    flat: tuple[tuple[float, Term], ...]
    content: tuple[tuple[float, Term], ...]
    watched: tuple[RelationsError, ...]
    smoothness: TotalVariation
    range: RangePenalty
    painted: float
    pull: float


@torch.no_grad()
def make_targets(statistics: Statistics, settings: Settings, pull: float = 1.0) -> Targets:
    """Targets with the settings' look and shares, and `pull` from `calibrate`."""
    look = LOOKS[settings.look]
    style: list[tuple[StylePart, float, Term]] = []
    for part in statistics.parts:
        for entry in look.style if statistics.is_whole else finest(look.style):
            if part.place[entry.layer].count:  # a very small part has no position on a deep layer
                shares = (1.0,) if part.is_guided else settings.layer_shares(entry.layer, len(part.styles))
                found = entry.way.terms(shares, [read[entry.way] for read in part.styles], part.place)
                style += [(entry, part.share * factor, term) for factor, term in found]
    whole = {entry.layer: entry for entry in look.style if entry.is_steered}
    flat: list[tuple[float, Term]] = []
    for index, of_style in enumerate(statistics.kinds):
        for kinds in of_style:
            term, is_flat = kinds.way.term(kinds.style, kinds.members, kinds.areas), kinds.way is FLAT_PARTS
            layer = STYLE_LAYERS[0] if is_flat else kinds.way.layer
            share = settings.layer_shares(layer, len(statistics.kinds))[index] * settings.follow_meaning / 100
            if is_flat:
                flat.append((share * FLAT_PARTS_WEIGHT, term))
            else:
                style.append((whole[layer], share * KINDS_WEIGHT, term))
    size = statistics.height, statistics.width
    pixels = TotalVariation(*size), RangePenalty(*size)
    return Targets(tuple(style), tuple(flat), *_content(statistics, settings), *pixels, statistics.painted, pull)


def with_content(targets: Targets, statistics: Statistics, settings: Settings) -> Targets:
    """Of another photo of the same size."""
    content, watched = _content(statistics, settings)
    return replace(targets, content=content, watched=watched)


def _content(
    statistics: Statistics, settings: Settings
) -> tuple[tuple[tuple[float, Term], ...], tuple[RelationsError, ...]]:
    content = tuple(
        (weight, way.term(statistics.content[way], statistics.visible))
        for weight, way in LOOKS[settings.look].content[settings.content]
        if statistics.is_whole and _has_places(statistics, way)
    )
    watched = tuple(
        way.term(statistics.content[way], statistics.visible)
        for way in RELATIONS
        if way in statistics.content and _has_places(statistics, way)
    )
    return content, watched


def _has_places(statistics: Statistics, way: ContentWay) -> bool:
    """What is painted may lie in rows that a deep layer has no position for."""
    return all(statistics.visible[layer].count for layer in way.layers)


def objective(targets: Targets, settings: Settings, before: Tensor | None = None) -> tuple[Weighted, ...]:
    """The weighted terms; what has no weight is left out.

    A large scale's result is tethered to what it was `before`, which has all that the photo has a say in.
    """
    values = settings.layer_values()
    strength, kept = gain(settings.strength), targets.pull * gain(settings.photo_kept)
    terms = []
    for entry, share, term in targets.style:
        steered = gain(values[entry.layer]) if entry.is_steered else 1.0
        terms.append(Weighted("style", strength * steered * entry.weight * share, term))
    terms += [Weighted("style", strength * weight, term) for weight, term in targets.flat]
    if before is None:
        terms += [Weighted("content", kept * weight, term) for weight, term in targets.content]
    else:
        terms.append(Weighted("content", TETHER_WEIGHT / targets.painted, Tether(before)))
    # of what is painted, as style and content are: what is the photo itself would make them weak
    smooth = SMOOTHNESS_WEIGHT * gain(settings.smoothness) / targets.painted
    terms += [
        Weighted("smoothness", smooth, targets.smoothness),
        Weighted("range", RANGE_WEIGHT / targets.painted, targets.range),
    ]
    return tuple(weighted for weighted in terms if weighted.weight > 0)
