"""What would have been read of a painting, from a style that was learnt of it."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

import torch
from torch import Tensor

from stylegui.engine.errors import Problem
from stylegui.engine.linear import sum_shares
from stylegui.engine.network.networks import digest_of
from stylegui.engine.objective.looks import StylePart
from stylegui.engine.settings import STYLE_LAYERS, Settings
from stylegui.engine.styles.style_file import LearntPicture
from stylegui.engine.terms.nearest import Nearest
from stylegui.engine.terms.term import Arrays


def read_of(picture: LearntPicture, longer: int, entries: Sequence[StylePart], like: Tensor) -> Mapping[Any, Arrays]:
    """What each way of a look would have read of the painting, `longer` pixels on its longer side. Raises Problem."""
    layers = arrays_of(picture, longer, like)
    return {
        entry.way: marks_of(picture, longer, like) if isinstance(entry.way, Nearest) else layers[entry.way.layers[0]]
        for entry in entries
    }


def check_learnt(picture: LearntPicture, settings: Settings) -> None:
    """Raises Problem where the settings ask for what the style does not hold, or another network would paint."""
    about = picture.about
    if (about.network, about.pooling) != (settings.network, settings.pooling):
        raise Problem(
            f"{picture.name} was read by {about.network} with {about.pooling} pooling, not by {settings.network} with "
            f"{settings.pooling} pooling: please choose that, or the painting itself"
        )
    if about.digest != digest_of(settings.network):
        raise Problem(f"{picture.name} was read by another version of {about.network}: please read the painting again")
    if settings.palette():
        raise Problem(f"{picture.name} has its own colours: the photo's palette needs the painting itself")


def arrays_of(picture: LearntPicture, longer: int, like: Tensor) -> Mapping[str, Mapping[str, Tensor]]:
    """What `Moments` and `Gram` would have read at a size, by layer: "mean" (C,) and "second" (C, C), float64."""
    parts = picture.nearest(longer)
    device = like.device if like.device.type != "mps" else torch.device("cpu")
    found = {}
    for layer in STYLE_LAYERS:
        means = [torch.from_numpy(reading.means[layer]).to(device) for _, reading in parts]
        roots = [torch.from_numpy(reading.roots[layer]).to(device) for _, reading in parts]
        seconds = [root @ root.T + torch.outer(mean, mean) for root, mean in zip(roots, means, strict=True)]
        weights = [weight for weight, _ in parts]
        found[layer] = {"mean": sum_shares(weights, means), "second": sum_shares(weights, seconds)}
    return found


def marks_of(picture: LearntPicture, longer: int, like: Tensor) -> Mapping[str, Tensor]:
    """What `Nearest` would have read. Raises Problem where the style has none."""
    known = [
        (abs(math.log(size / longer)), reading.marks) for size, reading in picture.readings.items() if reading.marks
    ]
    if not known:
        raise Problem(f"{picture.name} holds no marks, which Strokes needs: please choose another look, or a painting")
    _, marks = min(known, key=lambda each: each[0])
    return {name: torch.from_numpy(values).to(like) for name, values in marks.items()}


def grain_of(picture: LearntPicture, longer: int) -> float:
    """Energy of its fine grain at a size."""
    return sum(weight * reading.grain for weight, reading in picture.nearest(longer))
