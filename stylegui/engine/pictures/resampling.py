"""Pictures as tensors, and at other sizes."""

import torch
from torch import Tensor
from torch.nn import functional as F

from stylegui.engine.pictures.images import Pixels, resize


def tensor_of(pixels: Pixels) -> Tensor:
    """(1, 3, H, W) in [0, 1], of (H, W, 3)."""
    height, width, _ = pixels.shape
    return torch.from_numpy(resize(pixels, width, height)).permute(2, 0, 1)[None].contiguous()


def resample(image: Tensor, height: int, width: int) -> Tensor:
    """`image` (1, C, H, W) at height x width pixels: bicubic, without aliases."""
    return F.interpolate(image, (height, width), mode="bicubic", antialias=True, align_corners=False)
