"""Where a picture shows something, and where it is flat."""

import torch
from torch import Tensor
from torch.nn import functional as F

from stylegui.engine.pictures.color import luma

AROUND = 1 / 64  # standard deviation of what is looked at around each pixel, as a share of the longer side
LEAST = 0.25  # of the median: the flattest places are held as those with so much structure


def structure(pixels: Tensor) -> Tensor:
    """(1, 1, H, W): the standard deviation of the brightness of `pixels` (1, 3, H, W) around each pixel.

    Neighbours count by a normal distribution of AROUND; the picture is mirrored at its edges.
    """
    bright, deviation = luma(pixels), max(pixels.shape[2:]) * AROUND
    return blurred((bright - blurred(bright, deviation)).square(), deviation).sqrt()


def weights_of_structure(pixels: Tensor, emphasis: float, opacity: Tensor | None = None) -> Tensor:
    """(1, 1, H, W) in (0, 1]: s / (s + e m), with the structure s, its median m, and the `emphasis` e from 0.

    With 0 all places count alike; with more, flat ones count less and less. `opacity` (1, 1, H, W): what cannot be
    seen has no say in the median.
    """
    found = structure(pixels if opacity is None else _seen(pixels, opacity))
    visible = found if opacity is None or not bool(opacity.any()) else found[opacity > 0]
    middle = visible.median().clamp(min=1e-6)
    found = found.maximum(LEAST * middle)
    return found / (found + emphasis * middle)


def _seen(pixels: Tensor, opacity: Tensor) -> Tensor:
    """What cannot be seen is as what can be seen is in the mean: what lies there would shine through a soft border."""
    mean = (pixels * opacity).sum((2, 3), keepdim=True) / opacity.sum().clamp(min=1e-6)
    return torch.lerp(mean.expand_as(pixels), pixels, opacity.expand_as(pixels))


def flattest(found: Tensor, opacity: Tensor | None = None) -> Tensor:
    """(1, 1, H, W): 1 in the quarter of the places with least `found` (1, 1, H, W), 0 elsewhere.

    `opacity` (1, 1, H, W): what cannot be seen is no part of it.
    """
    seen = torch.ones_like(found) if opacity is None or not bool(opacity.any()) else (opacity > 0).to(found)
    values = found[seen > 0]
    return seen * (found <= values.kthvalue(max(len(values) // 4, 1)).values)


def blurred(values: Tensor, deviation: float) -> Tensor:
    """`values` (N, 1, H, W) under a normal distribution, its deviation in pixels; mirrored at the edges."""
    height, width = values.shape[2:]
    reach = min(int(3 * deviation + 0.5), height - 1, width - 1)
    steps = torch.arange(-reach, reach + 1, dtype=values.dtype, device=values.device)
    kernel = torch.exp(-0.5 * (steps / deviation).square())
    kernel = (kernel / kernel.sum()).view(1, 1, -1, 1)
    down = F.conv2d(F.pad(values, (0, 0, reach, reach), mode="reflect"), kernel)
    return F.conv2d(F.pad(down, (reach, reach, 0, 0), mode="reflect"), kernel.transpose(2, 3))
