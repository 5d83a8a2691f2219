"""What the result is pulled towards: the targets, and the weighted sum of the terms."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from stylegui.engine.network.encoder import Encoder
from stylegui.engine.settings import CONTENT_LAYER, STYLE_LAYERS, Settings
from stylegui.engine.terms import nearest
from stylegui.engine.terms.losses import range_penalty, relative_error, total_variation
from stylegui.engine.terms.masks import locate, locate_sharply
from stylegui.engine.terms.relations import relations, relations_error
from stylegui.engine.terms.statistics import Gaussian, Moments, Where, blend, gaussian, gram, moments, samples
from stylegui.engine.terms.transport import transport

# Weights of the terms with every control at its middle, found by looking at results and scoring them.
SMOOTHNESS_WEIGHT = 0.1
RANGE_WEIGHT = 50.0
RELATION_LAYERS = ("relu3_3", CONTENT_LAYER)
SEAM = 0.3  # what soft borders of regions leave to no region, at most: a seam is no part of its own
LEAST_SHARE = 0.004  # of the picture: a smaller part is not worth its decompositions, and is painted as the rest
POSITIONS = 1024  # positions whose relations are compared, at most


@dataclass(frozen=True)
class Look:
    """A way to read a style.

    Attributes:
        layers: weight of each style layer, with its control at the middle; only their proportions count.
        nearest: weight of the nearest places, beside the statistics.
        content: {"content" in the settings: weights of the features and of the relations}, before `calibrate`.
    """

    layers: Mapping[str, float]
    nearest: float
    content: Mapping[str, tuple[float, float]]


_CONTENT = {"both": (0.19, 1.6), "features": (0.5, 0.0), "relations": (0.0, 2.0)}
_MOMENTS = dict(zip(STYLE_LAYERS, (1, 1, 1, 1, 0.2), strict=True))
LOOKS = {
    "painterly": Look(_MOMENTS, nearest=0, content=_CONTENT),
    "classic": Look(dict(zip(STYLE_LAYERS, (0.3, 2, 5, 4, 0.5), strict=True)), nearest=0, content=_CONTENT),
    "strokes": Look(
        _MOMENTS, nearest=0.3, content={"both": (0.4, 3.2), "features": (1.0, 0.0), "relations": (0.0, 4.0)}
    ),
}


def gain(value: float) -> float:
    """Factor on a term's weight of a control at `value` 0..100: 0 at 0, 1 at 50, 4 at 100.

    Linear up to the middle and square beyond it. Style and content hold each other where one has a fifth of its
    weight or five times as much: with steeper curves, the outer thirds of "Strength" and "Photo kept" would do nothing.
    """
    share = value / 50
    return share if share <= 1 else share**2


@dataclass(frozen=True, eq=False)
class View:
    """A picture at its working size.

    Attributes:
        pixels: (1, 3, H, W) in [0, 1]. opacity: (1, 1, H, W) in [0, 1], or None where all of it is opaque.
    """

    pixels: Tensor
    opacity: Tensor | None = None


@dataclass(frozen=True, eq=False)
class Guide:
    """A region at its working size.

    Attributes:
        mask: (1, 1, H, W) in [0, 1], of the photo; those of all guides sum to 1 at most.
        style: index of the style. part: (1, 1, h, w) of that style, or None for all of it.
    """

    mask: Tensor
    style: int
    part: Tensor | None = None


@dataclass(frozen=True, eq=False)
class Reading:
    """What was read of one style, or of a part of it: {layer: moments}, and its places if they count."""

    moments: Mapping[str, Moments]
    strokes: nearest.Strokes | None


@dataclass(frozen=True, eq=False)
class Statistics:
    """What was read of the pictures, at one scale.

    Attributes:
        content: features (1, C, H, W) of the photo at CONTENT_LAYER, or None if they do not count.
        visible: where on that layer the photo is to be kept, or None for everywhere.
        relations: {layer: (positions (P,), relations (P, P) of the photo there)}, empty if they do not count.
        styles: of each style. guided: of the part that each guide looks at.
        shares: of the picture that each guide covers, and of the rest; they sum to 1, but that tiny ones are 0.
        places: {layer: where each guide, and the rest, is}, with None for everywhere.
        painted: share of the picture that is not the photo itself, above 0.
    """

    content: Tensor | None
    visible: Where | None
    relations: Mapping[str, tuple[Tensor, Tensor]]
    styles: tuple[Reading, ...]
    guided: tuple[Reading, ...]
    shares: tuple[float, ...]
    places: Mapping[str, tuple[Where | None, ...]]
    painted: float


@dataclass(frozen=True, eq=False)
class Part:
    """What one part of the picture is compared with.

    Attributes:
        share: of the picture. places: {layer: where it is}, with None for everywhere.
        style: {layer: a distribution, or a Gram matrix (C, C) for the look "classic"}.
        strokes: (share, places) of each style that has a share, if they count.
    """

    share: float
    places: Mapping[str, Where | None]
    style: Mapping[str, Gaussian | Tensor]
    strokes: tuple[tuple[float, nearest.Strokes], ...]


@dataclass(frozen=True, eq=False)
class Targets:
    """What the terms compare with, at one scale: statistics whose styles are blended with their shares.

    Attributes:
        parts: of the picture, each with its style. pull: factor on the content's weight.
        painted: share of the picture that is not the photo itself, above 0.
    """

    content: Tensor | None
    visible: Where | None
    relations: Mapping[str, tuple[Tensor, Tensor]]
    parts: tuple[Part, ...]
    pull: float
    painted: float


@torch.no_grad()
def read_pictures(
    encoder: Encoder, photo: View, styles: Sequence[View], settings: Settings, guides: Sequence[Guide] = ()
) -> Statistics:
    """What the settings' look needs of the photo, the styles, and the parts that the guides look at."""
    look = LOOKS[settings.look]
    features_weight, relations_weight = look.content[settings.content]
    layers = [CONTENT_LAYER] if features_weight else []
    if relations_weight or settings.balance == "auto":  # which watches the relations
        layers += RELATION_LAYERS
    content = encoder(photo.pixels, set(layers))
    positions: dict[str, Tensor] = {}
    if RELATION_LAYERS[0] in layers:
        positions = {layer: _positions(content[layer], photo.opacity, layer) for layer in RELATION_LAYERS}
    masks, guides = _masks(photo, guides)
    shares = [1.0 if mask is None else float(mask.mean()) for mask in masks]
    readings, guided = [], [Reading({}, None)] * len(guides)
    for index, style in enumerate(styles):  # one at a time: features need much memory
        seen = encoder(style.pixels, STYLE_LAYERS)
        readings.append(_read(seen, style.opacity, look))
        for number, guide in enumerate(guides):
            if guide.style == index:
                guided[number] = _read(seen, _both(guide.part, style.opacity), look)
    return Statistics(
        content[CONTENT_LAYER] if features_weight else None,
        locate_sharply(photo.opacity, CONTENT_LAYER),
        {layer: (at, relations(content[layer], at)) for layer, at in positions.items()},
        tuple(readings),
        tuple(guided),
        tuple(share / sum(shares) if share > LEAST_SHARE * sum(shares) else 0.0 for share in shares),
        {layer: tuple(locate(mask, layer) for mask in masks) for layer in STYLE_LAYERS},
        1.0 if photo.opacity is None else max(float(photo.opacity.mean()), LEAST_SHARE),
    )


def _read(features: Mapping[str, Tensor], mask: Tensor | None, look: Look) -> Reading:
    places = {layer: locate(mask, layer) for layer in STYLE_LAYERS}
    # A part may be too small to have a position on a deep layer: there it is read as the whole style.
    places = {layer: where if _is_seen(where) else None for layer, where in places.items()}
    found = {layer: moments(features[layer], places[layer]) for layer in STYLE_LAYERS}
    return Reading(found, nearest.read_strokes(features, places[nearest.GRID]) if look.nearest else None)


def _masks(photo: View, guides: Sequence[Guide]) -> tuple[list[Tensor | None], list[Guide]]:
    """Of each guide that is worth it, and of the rest; and those guides."""
    guides = [guide for guide in guides if float(guide.mask.mean()) > LEAST_SHARE]
    if not guides:
        return [photo.opacity], []
    rest = (1 - sum((guide.mask for guide in guides), torch.zeros_like(guides[0].mask))).clamp(0, 1)
    rest = rest * (rest > SEAM)
    return [_both(mask, photo.opacity) for mask in (*(guide.mask for guide in guides), rest)], guides


def _both(mask: Tensor | None, other: Tensor | None) -> Tensor | None:
    if mask is None or other is None:
        return other if mask is None else mask
    return mask * other


@torch.no_grad()
def make_targets(statistics: Statistics, settings: Settings, pull: float = 1.0) -> Targets:
    """Targets with the settings' look and shares, and `pull` from `calibrate`.

    Several styles blend by averaging their moments.
    """
    shares = settings.layer_shares(nearest.GRID, len(statistics.styles))
    rest = tuple((share, style.strokes) for share, style in zip(shares, statistics.styles, strict=True))
    readings: list[tuple[Mapping[str, Moments], tuple[tuple[float, nearest.Strokes | None], ...]]]
    readings = [(guided.moments, ((1.0, guided.strokes),)) for guided in statistics.guided]
    readings.append((_mixed(statistics, settings), rest))
    parts = []
    for index, (mixture, strokes) in enumerate(readings):
        if statistics.shares[index]:
            places = {layer: where[index] for layer, where in statistics.places.items()}
            style = {layer: _target(found, settings) for layer, found in mixture.items()}
            counted = tuple((share, found) for share, found in strokes if share and found is not None)
            parts.append(Part(statistics.shares[index], places, style, counted))
    return Targets(
        statistics.content, statistics.visible, statistics.relations, tuple(parts), pull, statistics.painted
    )


def _mixed(statistics: Statistics, settings: Settings) -> dict[str, Moments]:
    """Of all styles, by their shares in each layer."""
    found = {}
    for layer in STYLE_LAYERS:
        shares = settings.layer_shares(layer, len(statistics.styles))
        found[layer] = blend(shares, [style.moments[layer] for style in statistics.styles])
    return found


def _target(found: Moments, settings: Settings) -> Gaussian | Tensor:
    return found.second if settings.look == "classic" else gaussian(found)


def objective(encoder: Encoder, targets: Targets, image: Tensor, settings: Settings) -> dict[str, Tensor]:
    """The weighted terms at `image` (1, 3, H, W), and their sum as "total"."""
    look = LOOKS[settings.look]
    weights = {layer: look.layers[layer] * gain(value) for layer, value in settings.layer_values().items()}
    weights = {layer: weight / sum(look.layers.values()) for layer, weight in weights.items() if weight > 0}
    features_weight, relations_weight = look.content[settings.content]
    strokes = any(part.strokes for part in targets.parts)
    wanted = {*weights, *targets.relations, *(nearest.LAYERS if strokes else ())}
    if targets.content is not None:
        wanted.add(CONTENT_LAYER)
    style: list[Tensor] = []
    content: list[Tensor] = []
    seen: dict[str, Tensor] = {}
    # Each term as soon as its features are there: autograd goes the same way back, so that a term's gradient is made
    # when it is needed, and not all of them at once at the beginning.
    for layer, features in encoder.walk(image, wanted):
        if layer in weights:
            style += [
                weights[layer] * part.share * _style_error(features, part.style[layer], part.places[layer])
                for part in targets.parts
                if _is_seen(part.places[layer])
            ]
        if layer in targets.relations:
            at, target = targets.relations[layer]
            content.append(relations_weight / len(targets.relations) * relations_error(features, at, target))
        if layer == CONTENT_LAYER and targets.content is not None:
            content.append(features_weight * _content_error(features, targets.content, targets.visible))
        if strokes and layer in nearest.LAYERS:
            seen[layer] = features
    for part in targets.parts:
        where = part.places[nearest.GRID]
        if _is_seen(where):
            style += [
                look.nearest * part.share * share * nearest.nearest(seen, strokes, where)
                for share, strokes in part.strokes
            ]
    terms = {
        "style": gain(settings.strength) * _sum(style, image),
        "content": targets.pull * gain(settings.photo_kept) * _sum(content, image),
        # of what is painted, as style and content are: what is the photo itself would make them weak
        "smoothness": SMOOTHNESS_WEIGHT * gain(settings.smoothness) * total_variation(image) / targets.painted,
        "range": RANGE_WEIGHT * range_penalty(image) / targets.painted,
    }
    return {**terms, "total": _sum(list(terms.values()), image)}


def _is_seen(where: Where | None) -> bool:
    """Whether a part has a position on a layer: a very small one has none on a deep layer."""
    return where is None or len(where.positions) > 0


def _style_error(features: Tensor, target: Gaussian | Tensor, where: Where | None) -> Tensor:
    if isinstance(target, Gaussian):
        return transport(features, target, where)
    return relative_error(gram(features, where), target.to(features))


def _content_error(features: Tensor, target: Tensor, where: Where | None) -> Tensor:
    if where is None:
        return relative_error(features, target)
    weights = where.weights.to(features).sqrt()
    return relative_error(samples(features, where) * weights, samples(target, where) * weights)


def _positions(features: Tensor, opacity: Tensor | None, layer: str) -> Tensor:
    """Positions (P,) spread over what can be seen of features (1, C, H, W), the same for the same size."""
    where = locate_sharply(opacity, layer)
    count = features.shape[2] * features.shape[3]
    seen = torch.arange(count, device=features.device) if where is None else where.positions
    generator = torch.Generator().manual_seed(1)
    return seen[torch.randperm(len(seen), generator=generator)[:POSITIONS].to(features.device)]


def _sum(terms: Sequence[Tensor], image: Tensor) -> Tensor:
    return torch.stack(list(terms)).sum() if terms else image.new_zeros(())
