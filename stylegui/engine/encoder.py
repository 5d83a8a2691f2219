"""One forward pass of a VGG network: a picture in, the features of the wanted layers out."""

from collections.abc import Collection, Sequence

import torch
from torch import Tensor
from torch.nn import functional as F

from stylegui.engine.weights import Convolution

# torchvision's ImageNet statistics, which its VGG weights expect.
MEAN = (0.485, 0.456, 0.406)
STD = (0.229, 0.224, 0.225)


class Encoder:
    """VGG cut after the deepest layer in use.

    Departs from the published network in the first convolution, which pads by repeating the edge: padding with
    zeros draws a frame around the result. Normalisation is folded into the same convolution, which is exact
    there: (x - m) / s commutes with repeating the edge. Weights and activations are channels_last, which the
    CPU's convolutions run fastest with.
    """

    def __init__(self, convolutions: Sequence[Convolution], pooling: str = "max") -> None:
        """`convolutions` in order, from `load_network`; `pooling` "max" or "average"."""
        first, *rest = convolutions
        mean, std = torch.tensor(MEAN).view(1, 3, 1, 1), torch.tensor(STD).view(1, 3, 1, 1)
        weight = first.weight / std
        bias = first.bias - (weight * mean).sum((1, 2, 3))
        self._layers = [
            (conv.layer, conv.weight.contiguous(memory_format=torch.channels_last), conv.bias)
            for conv in (Convolution(first.layer, weight, bias), *rest)
        ]
        self._pooling = pooling

    def __call__(self, image: Tensor, wanted: Collection[str]) -> dict[str, Tensor]:
        """{layer: features (1, C, H, W)} of an RGB image (1, 3, H, W) in [0, 1], for the `wanted` layers."""
        features: dict[str, Tensor] = {}
        x = F.pad(image, (1, 1, 1, 1), mode="replicate").contiguous(memory_format=torch.channels_last)
        for position, (layer, weight, bias) in enumerate(self._layers):
            if position and layer.endswith("_1"):
                x = self._pool(x)
            x = F.conv2d(x, weight, bias, padding=1 if position else 0).relu_()
            if layer in wanted:
                features[layer] = x
                if len(features) == len(wanted):
                    return features
        raise ValueError(f"no such layer: {set(wanted) - set(features)}")

    def _pool(self, x: Tensor) -> Tensor:
        # An average is weaker than a maximum; without the factor the deeper layers would fade.
        return F.max_pool2d(x, 2) if self._pooling == "max" else F.avg_pool2d(x, 2) * 2
