"""What the result is pulled towards: the targets, and the weighted sum of the terms."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from stylegui.engine.encoder import Encoder
from stylegui.engine.losses import range_penalty, relative_error, total_variation
from stylegui.engine.settings import CONTENT_LAYER, STYLE_LAYERS, Settings
from stylegui.engine.statistics import gram

# Weights of the terms with every control at its middle, found by looking at results and scoring them.
STYLE_WEIGHT = 1.0
CONTENT_WEIGHT = 0.05
SMOOTHNESS_WEIGHT = 0.1
RANGE_WEIGHT = 50.0
# Of each style layer, with its control at the middle.
LAYER_WEIGHTS = {"relu1_1": 0.3, "relu2_1": 2.0, "relu3_1": 5.0, "relu4_1": 4.0, "relu5_1": 0.5}


def gain(value: float) -> float:
    """Factor on a term's weight of a control at `value` 0..100: 0 at 0, 1 at 50, 8 at 100.

    Cubic, since what the eye sees follows the weight's order of magnitude.
    """
    return (value / 50) ** 3


@dataclass(frozen=True, eq=False)
class Targets:
    """What the terms compare with, at one scale.

    Attributes:
        content: features (1, C, H, W) of the photo at CONTENT_LAYER.
        styles: for each style {layer: Gram matrix (C, C)}.
    """

    content: Tensor
    styles: tuple[Mapping[str, Tensor], ...]


@torch.no_grad()
def make_targets(encoder: Encoder, photo: Tensor, styles: Sequence[Tensor]) -> Targets:
    """Targets from the photo and the styles, each (1, 3, H, W) in [0, 1]."""
    grams = tuple(
        {layer: gram(features) for layer, features in encoder(style, STYLE_LAYERS).items()} for style in styles
    )
    return Targets(encoder(photo, [CONTENT_LAYER])[CONTENT_LAYER], grams)


def objective(encoder: Encoder, targets: Targets, image: Tensor, settings: Settings) -> dict[str, Tensor]:
    """The weighted terms at `image` (1, 3, H, W), and their sum as "total".

    Several styles blend by averaging their Gram matrices with their shares.
    """
    features = encoder(image, [*STYLE_LAYERS, CONTENT_LAYER])
    shares = settings.style_shares(len(targets.styles))
    style = image.new_zeros(())
    for layer, value in settings.layer_values().items():
        weight = LAYER_WEIGHTS[layer] * gain(value) / sum(LAYER_WEIGHTS.values())
        if weight > 0:
            target = sum_shares(shares, [style[layer] for style in targets.styles])
            style = style + weight * relative_error(gram(features[layer]), target)
    terms = {
        "style": STYLE_WEIGHT * gain(settings.strength) * style,
        "content": CONTENT_WEIGHT
        * gain(settings.photo_kept)
        * relative_error(features[CONTENT_LAYER], targets.content),
        "smoothness": SMOOTHNESS_WEIGHT * gain(settings.smoothness) * total_variation(image),
        "range": RANGE_WEIGHT * range_penalty(image),
    }
    return {**terms, "total": torch.stack(list(terms.values())).sum()}


def sum_shares(shares: Sequence[float], tensors: Sequence[Tensor]) -> Tensor:
    """Sum of the tensors, each times its share."""
    total = shares[0] * tensors[0]
    for share, tensor in zip(shares[1:], tensors[1:], strict=True):
        total = total + share * tensor
    return total
