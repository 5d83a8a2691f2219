"""What of a picture is like nothing else in it: an eye, a moon, a boat."""

import torch
from torch import Tensor
from torch.nn import functional as F

from stylegui.engine.network.encoder import FeaturesOf

LAYERS = ("relu3_1", "relu4_1", "relu5_1")
GRID = "relu4_1"  # pictures are compared on this layer's positions
LIKE = 0.2  # distance, 1 - cosine, up to which positions are like each other


@torch.no_grad()
def commonness(features_of: FeaturesOf, pixels: Tensor, opacity: Tensor | None = None) -> Tensor:
    """(1, 1, h, w) in (0, 1]: how much of a picture (1, 3, H, W) is like what is at each place; 1 in the median.

    By the mean of exp(-d / LIKE) over all positions that can be seen, with the distance d between what the deep
    layers say there, less the picture's mean. On the positions of GRID.
    """
    features = features_of(pixels, LAYERS)
    size = features[GRID].shape[2:]
    parts = []
    for layer in LAYERS:
        part = F.interpolate(features[layer], size, mode="bilinear", antialias=True, align_corners=False)
        parts.append(F.normalize(part - part.mean((2, 3), keepdim=True), dim=1))
    rows = F.normalize(torch.cat(parts, 1)[0].flatten(1).T, dim=1)
    like = torch.exp((rows @ rows.T - 1) / LIKE)
    if opacity is not None and bool(opacity.any()):
        seen = F.interpolate(opacity, size, mode="bilinear", antialias=True, align_corners=False).flatten()
        density = (like * seen).sum(1) / seen.sum()
    else:
        density = like.mean(1)
    return (density / density.median()).clamp(max=1).view(1, 1, *size)
