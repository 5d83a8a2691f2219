"""What the result is pulled towards: the targets, and the weighted sum of the terms."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from stylegui.engine import nearest
from stylegui.engine.encoder import Encoder
from stylegui.engine.losses import range_penalty, relative_error, total_variation
from stylegui.engine.relations import relations, relations_error
from stylegui.engine.settings import CONTENT_LAYER, STYLE_LAYERS, Settings
from stylegui.engine.statistics import Gaussian, Moments, blend, gaussian, gram, moments
from stylegui.engine.transport import distance, transport

# Weights of the terms with every control at its middle, found by looking at results and scoring them.
SMOOTHNESS_WEIGHT = 0.1
RANGE_WEIGHT = 50.0
RELATION_LAYERS = ("relu3_3", CONTENT_LAYER)
POSITIONS = 1024  # positions whose relations are compared, at most


@dataclass(frozen=True)
class Look:
    """A way to read a style.

    Attributes:
        layers: weight of each style layer, with its control at the middle; only their proportions count.
        nearest: weight of the nearest places, beside the statistics.
        content: {"content" in the settings: weights of the features and of the relations}, at a distance of 1.
    """

    layers: Mapping[str, float]
    nearest: float
    content: Mapping[str, tuple[float, float]]


_CONTENT = {"both": (0.19, 1.6), "features": (0.3, 0.0), "relations": (0.0, 2.0)}
_MOMENTS = dict(zip(STYLE_LAYERS, (1, 1, 1, 1, 0.2), strict=True))
LOOKS = {
    "painterly": Look(_MOMENTS, nearest=0, content=_CONTENT),
    "classic": Look(dict(zip(STYLE_LAYERS, (0.3, 2, 5, 4, 0.5), strict=True)), nearest=0, content=_CONTENT),
    "strokes": Look(
        _MOMENTS, nearest=0.3, content={"both": (0.4, 3.2), "features": (0.6, 0.0), "relations": (0.0, 4.0)}
    ),
}
# How the content's weight grows with the distance of photo and style: the further the result has to go, the harder
# the style pulls.
DISTANCE_POWER = 1.75
NEAREST, FURTHEST = 0.3, 0.6  # distances are taken as within these


def gain(value: float) -> float:
    """Factor on a term's weight of a control at `value` 0..100: 0 at 0, 1 at 50, 8 at 100.

    Cubic, since what the eye sees follows the weight's order of magnitude.
    """
    return (value / 50) ** 3


@dataclass(frozen=True, eq=False)
class Statistics:
    """What was read of the pictures, at one scale.

    Attributes:
        content: features (1, C, H, W) of the photo at CONTENT_LAYER, or None if they do not count.
        relations: {layer: (positions (P,), relations (P, P) of the photo there)}, empty if they do not count.
        photo, styles: of the photo, and for each style, {layer: moments}.
        strokes: for each style its places, empty if they do not count.
    """

    content: Tensor | None
    relations: Mapping[str, tuple[Tensor, Tensor]]
    photo: Mapping[str, Moments]
    styles: tuple[Mapping[str, Moments], ...]
    strokes: tuple[nearest.Strokes, ...]


@dataclass(frozen=True, eq=False)
class Targets:
    """What the terms compare with, at one scale: statistics whose styles are blended with their shares.

    Attributes:
        style: {layer: a distribution, or a Gram matrix (C, C) for the look "classic"}.
        strokes: (share, places) of each style that has a share, if they count.
        pull: factor on the content's weight.
    """

    content: Tensor | None
    relations: Mapping[str, tuple[Tensor, Tensor]]
    style: Mapping[str, Gaussian | Tensor]
    strokes: tuple[tuple[float, nearest.Strokes], ...]
    pull: float


@torch.no_grad()
def read_pictures(encoder: Encoder, photo: Tensor, styles: Sequence[Tensor], settings: Settings) -> Statistics:
    """What the settings' look needs of the photo and the styles, each (1, 3, H, W) in [0, 1]."""
    look = LOOKS[settings.look]
    features_weight, relations_weight = look.content[settings.content]
    layers = ([CONTENT_LAYER] if features_weight else []) + (list(RELATION_LAYERS) if relations_weight else [])
    content = encoder(photo, {*layers, *STYLE_LAYERS})
    positions = {layer: _positions(content[layer]) for layer in RELATION_LAYERS} if relations_weight else {}
    read, strokes = [], []
    for style in styles:
        features = encoder(style, STYLE_LAYERS)
        read.append({layer: moments(features[layer]) for layer in STYLE_LAYERS})
        if look.nearest:
            strokes.append(nearest.read_strokes(features))
    return Statistics(
        content[CONTENT_LAYER] if features_weight else None,
        {layer: (at, relations(content[layer], at)) for layer, at in positions.items()},
        {layer: moments(content[layer]) for layer in STYLE_LAYERS},
        tuple(read),
        tuple(strokes),
    )


@torch.no_grad()
def make_targets(statistics: Statistics, settings: Settings, pull: float) -> Targets:
    """Targets with the settings' look and shares, and `pull` from `photo_pull`.

    Several styles blend by averaging their moments.
    """
    shares = settings.style_shares(len(statistics.styles))
    style: dict[str, Gaussian | Tensor] = {}
    for layer, mixture in _mixed(statistics, settings).items():
        style[layer] = mixture.second if settings.look == "classic" else gaussian(mixture)
    strokes = tuple((share, s) for share, s in zip(shares, statistics.strokes, strict=False) if share)
    return Targets(statistics.content, statistics.relations, style, strokes, pull)


@torch.no_grad()
def photo_pull(statistics: Statistics, settings: Settings) -> float:
    """Factor on the content's weight, from how far the photo is from the styles.

    d^DISTANCE_POWER, with d the distance between the photo's moments and the style's: the mean over the style layers
    with the weights of "painterly", bounded. Without it a photo far from the style's colours and contrasts would be
    painted over, and one close to it hardly touched, with the same settings.
    """
    mixed = _mixed(statistics, settings)
    distances = [_MOMENTS[layer] * distance(statistics.photo[layer], gaussian(mixed[layer])) for layer in STYLE_LAYERS]
    mean = float(torch.stack(distances).sum()) / sum(_MOMENTS.values())
    return float(min(max(mean, NEAREST), FURTHEST) ** DISTANCE_POWER)


def _mixed(statistics: Statistics, settings: Settings) -> dict[str, Moments]:
    shares = settings.style_shares(len(statistics.styles))
    return {layer: blend(shares, [style[layer] for style in statistics.styles]) for layer in STYLE_LAYERS}


def objective(encoder: Encoder, targets: Targets, image: Tensor, settings: Settings) -> dict[str, Tensor]:
    """The weighted terms at `image` (1, 3, H, W), and their sum as "total"."""
    look = LOOKS[settings.look]
    weights = {layer: look.layers[layer] * gain(value) for layer, value in settings.layer_values().items()}
    weights = {layer: weight / sum(look.layers.values()) for layer, weight in weights.items() if weight > 0}
    features_weight, relations_weight = look.content[settings.content]
    wanted = {*weights, *targets.relations, *(nearest.LAYERS if targets.strokes else ())}
    if targets.content is not None:
        wanted.add(CONTENT_LAYER)
    style: list[Tensor] = []
    content: list[Tensor] = []
    places: dict[str, Tensor] = {}
    # Each term as soon as its features are there: autograd goes the same way back, so that a term's gradient is made
    # when it is needed, and not all of them at once at the beginning.
    for layer, features in encoder.walk(image, wanted):
        if layer in weights:
            style.append(weights[layer] * _style_error(features, targets.style[layer]))
        if layer in targets.relations:
            at, target = targets.relations[layer]
            content.append(relations_weight / len(targets.relations) * relations_error(features, at, target))
        if layer == CONTENT_LAYER and targets.content is not None:
            content.append(features_weight * relative_error(features, targets.content))
        if targets.strokes and layer in nearest.LAYERS:
            places[layer] = features
    style += [look.nearest * share * nearest.nearest(places, strokes) for share, strokes in targets.strokes]
    terms = {
        "style": gain(settings.strength) * _sum(style, image),
        "content": targets.pull * gain(settings.photo_kept) * _sum(content, image),
        "smoothness": SMOOTHNESS_WEIGHT * gain(settings.smoothness) * total_variation(image),
        "range": RANGE_WEIGHT * range_penalty(image),
    }
    return {**terms, "total": _sum(list(terms.values()), image)}


def _style_error(features: Tensor, target: Gaussian | Tensor) -> Tensor:
    if isinstance(target, Gaussian):
        return transport(features, target)
    return relative_error(gram(features), target.to(features))


def _positions(features: Tensor) -> Tensor:
    """Positions (P,) spread over features (1, C, H, W), the same for the same size."""
    count = features.shape[2] * features.shape[3]
    generator = torch.Generator().manual_seed(1)
    return torch.randperm(count, generator=generator)[:POSITIONS].to(features.device)


def _sum(terms: Sequence[Tensor], image: Tensor) -> Tensor:
    return torch.stack(list(terms)).sum() if terms else image.new_zeros(())
