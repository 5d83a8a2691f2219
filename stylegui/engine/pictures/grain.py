"""Fine grain: what of a picture lies above half the Nyquist frequency."""

from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional as F

from stylegui.engine.pictures.color import luma

HALF_BAND = (-1 / 32, 0, 9 / 32, 16 / 32, 9 / 32, 0, -1 / 32)  # lets half through at a quarter of a cycle a pixel
LEAST, MOST = 0.85, 1.15  # of the paintings' energy, that a result is to have
LOUDEST = 4.0  # how many times that may be where no speck is to be calmed, and as a share where all are
GAINS = (0.5, 1.4)  # a result that is far from it is not made anew


@dataclass(frozen=True)
class Grain:
    """How much energy a result's grain is to have, at least and at most."""

    least: float
    most: float

    def given(self, pixels: Tensor) -> Tensor:
        """`pixels` (1, 3, H, W) with their grain amplified or calmed until its energy is within, if it is not."""
        energy = max(grain(pixels), 1e-12)
        gain = (min(max(energy, self.least), self.most) / energy) ** 0.5
        gain = min(max(gain, GAINS[0]), GAINS[1])
        return pixels if abs(gain - 1) < 1e-3 else torch.lerp(_coarse(pixels), pixels, gain)


def suiting(energy: float, calm: float) -> Grain:
    """For a result of paintings whose grain has this energy; `calm` from -1, every speck is kept, over 0 to 1."""
    loudness = LOUDEST**-calm
    return Grain(LEAST * min(loudness, 1.0) * energy, MOST * loudness * energy)


def grain(pixels: Tensor, opacity: Tensor | None = None) -> float:
    """Energy of the fine grain of `pixels` (1, 3, H, W): the mean square of what of their brightness is not coarse.

    `opacity` (1, 1, H, W) says how much each place counts.
    """
    bright = luma(pixels)
    fine = (bright - _coarse(bright)).square()
    return float(fine.mean() if opacity is None else (fine * opacity).sum() / opacity.sum())


def _coarse(values: Tensor) -> Tensor:
    """Of (1, C, H, W), what is below half the Nyquist frequency; each edge goes on as it ends."""
    reach, channels = len(HALF_BAND) // 2, values.shape[1]
    kernel = values.new_tensor(HALF_BAND).view(1, 1, -1, 1).expand(channels, 1, -1, 1)
    down = F.conv2d(F.pad(values, (0, 0, reach, reach), mode="replicate"), kernel, groups=channels)
    return F.conv2d(F.pad(down, (reach, reach, 0, 0), mode="replicate"), kernel.transpose(2, 3), groups=channels)
