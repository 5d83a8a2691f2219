"""Where a picture shows a face, told from what VGG-16 says of it."""

from functools import cache

import torch
from safetensors.torch import load_file
from torch import Tensor
from torch.nn import functional as F

from stylegui.engine.network.encoder import FeaturesOf
from stylegui.engine.pictures.resampling import resample
from stylegui.paths import resources

LAYERS = ("relu4_1", "relu5_1")
UNSURE, SURE = 0.25, 0.5  # answers up to which nothing is a face, and from which on it is one
SIDES = (112, 224)  # pixels of the longer side that a picture is looked at with: faces are large and small


@torch.no_grad()
def faces(features_of: FeaturesOf, pixels: Tensor) -> Tensor:
    """(1, 1, h, w) in [0, 1]: how sure it is that each place of a picture (1, 3, H, W) is part of a face.

    A logistic regression on the features of VGG-16 (`release/teach_faces.py` has found its weights); its best answer
    over SIDES, from UNSURE to SURE. Any other network's features would mean nothing to it.
    """
    weights, bias = _taught()
    height, width = pixels.shape[2:]
    found: list[Tensor] = []
    for side in sorted(SIDES, reverse=True):
        size = [max(round(length * side / max(height, width)), 32) for length in (height, width)]
        seen = pixels if size == [height, width] else resample(pixels, *size).clamp(0, 1)
        answer = torch.sigmoid(columns(features_of, seen) @ weights.to(pixels) + bias)
        rows = answer.view(1, 1, size[0] // 16, size[1] // 16)
        found.append(rows if not found else F.interpolate(rows, found[0].shape[2:], mode="bilinear"))
    return ((torch.stack(found).amax(0) - UNSURE) / (SURE - UNSURE)).clamp(0, 1)


def columns(features_of: FeaturesOf, pixels: Tensor) -> Tensor:
    """(N, C): of each position of relu5_1, its features and relu4_1's around it, each of length 1."""
    features = features_of(pixels, LAYERS)
    deep = features["relu5_1"]
    near = F.avg_pool2d(F.pad(features["relu4_1"], (1, 1, 1, 1), mode="replicate"), 3, stride=1)
    near = F.interpolate(near, deep.shape[2:], mode="bilinear", antialias=True, align_corners=False)
    both = torch.cat([F.normalize(near, dim=1), F.normalize(deep, dim=1)], 1)
    return both[0].flatten(1).T


@cache
def _taught() -> tuple[Tensor, Tensor]:
    """Weights (C,) and bias ()."""
    taught = load_file(resources() / "models" / "faces.safetensors")
    return taught["weights"], taught["bias"]
