"""What "Strokes" adds to the style term: every place of the result looks like its nearest place of the style."""

from collections.abc import Mapping
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional as F

from stylegui.engine.terms.statistics import Where, eigen, exact, samples

LAYERS = ("relu2_1", "relu3_1", "relu4_1")
GRID = "relu3_1"  # the layer whose positions are compared: one for every 4 x 4 pixels
NUMBERS = 128  # principal components that places are compared in
MOST = 8192  # places of the style that are looked through
CHUNK = 1024  # places of the result that are compared at once: bounds the memory


@dataclass(frozen=True, eq=False)
class Strokes:
    """A style's places.

    Attributes:
        sizes: {layer: what its features are divided by, so that each layer counts the same}.
        mean: (D,) of the places. axes: (D, P) principal components.
        places: (M, P), each of length 1.
    """

    sizes: Mapping[str, Tensor]
    mean: Tensor
    axes: Tensor
    places: Tensor


def read_strokes(features: Mapping[str, Tensor], where: Where | None = None) -> Strokes:
    """A style's places, from its features (1, C, H, W) of LAYERS; only those that count on GRID."""
    sizes = {layer: features[layer].square().mean().sqrt().clamp(min=1e-6) for layer in LAYERS}
    columns = _columns(features, sizes, where)
    columns = columns[:: -(-len(columns) // MOST)]
    mean = columns.mean(0)
    centred = exact(columns - mean)
    _, vectors = eigen(centred.T @ centred)
    axes = vectors[:, -NUMBERS:].to(columns)
    return Strokes(sizes, mean, axes, F.normalize((columns - mean) @ axes, dim=1))


def nearest(features: Mapping[str, Tensor], strokes: Strokes, where: Where | None = None) -> Tensor:
    """Mean distance, 1 - cosine, of each place of the result, `where` it counts, to the style's most similar one.

    After nearest-neighbour style transfer (Kolkin et al. 2022), which compares centred columns of features of several
    layers. Departs from it in comparing principal components, and in searching anew in every evaluation: then the
    term is a function of the picture alone, and its gradient holds the matches fixed (they change its value in
    second order only).
    """
    places = F.normalize((_columns(features, strokes.sizes, where) - strokes.mean) @ strokes.axes, dim=1)
    with torch.no_grad():
        matches = torch.cat([(chunk @ strokes.places.T).argmax(1) for chunk in torch.split(places, CHUNK)])
    alike = places * strokes.places[matches]
    return 1 - (alike.sum(1).mean() if where is None else (alike * where.weights.to(alike)).sum())


def _columns(features: Mapping[str, Tensor], sizes: Mapping[str, Tensor], where: Where | None) -> Tensor:
    """(M, D): the features of LAYERS at each position of GRID that counts, each divided by its layer's size."""
    height, width = features[GRID].shape[2:]
    parts = []
    for layer in LAYERS:
        part = features[layer] / sizes[layer]
        if part.shape[2] > height:
            part = F.avg_pool2d(part, 2)
        elif part.shape[2:] != (height, width):
            part = F.interpolate(part, (height, width), mode="bilinear", align_corners=False)
        parts.append(samples(part, where))
    return torch.cat(parts, 1)
