"""Whose colours the result has: the style's, the photo's, or the photo's palette given to the style."""

from dataclasses import dataclass

import torch
from torch import Tensor

LUMA = (0.299, 0.587, 0.114)  # Rec. 601, of sRGB values as they are
MONOCHROME = 0.02  # root-mean-square chroma beside the tint, up to which a picture has no colours of its own
RIDGE = 1e-5  # added to variances of colours in [0, 1]: a flat picture has none


@dataclass(frozen=True, eq=False)
class Tint:
    """The chroma of a picture without colours of its own, like sepia: `offset` + `slope` luma, each (1, 3, 1, 1)."""

    offset: Tensor
    slope: Tensor


def luma(pixels: Tensor) -> Tensor:
    """(N, 1, H, W) brightness of (N, 3, H, W) in [0, 1]."""
    return (pixels * pixels.new_tensor(LUMA).view(1, 3, 1, 1)).sum(1, keepdim=True)


def with_chroma_of(pixels: Tensor, photo: Tensor, amount: float) -> Tensor:
    """`pixels` (1, 3, H, W) with their own brightness and, by `amount` 0..1, the photo's chroma.

    Luminance-only transfer (Gatys et al. 2017, section 5.2), as a last step: the run itself is in full colour, so that
    the amount can be turned while looking.
    """
    return pixels + amount * ((photo - luma(photo)) - (pixels - luma(pixels)))


def with_tint(pixels: Tensor, tint: Tint, amount: Tensor | float) -> Tensor:
    """`pixels` (1, 3, H, W) with their own brightness and, by `amount` 0..1 (a number or (1, 1, H, W)), the tint."""
    bright = luma(pixels)
    return pixels + amount * (tint.offset + tint.slope * bright - (pixels - bright))


def tint_of(pixels: Tensor, opacity: Tensor | None = None) -> Tint | None:
    """The tint of a picture (1, 3, H, W) that is black and white, or toned; None if it has colours of its own.

    Chroma is fitted as a linear function of luma, and what is left over decides.
    """
    values, weights = _samples(pixels, opacity)
    bright = values @ values.new_tensor(LUMA)[:, None]
    chroma = values - bright
    design = torch.cat([torch.ones_like(bright), bright], 1)
    ridge = RIDGE * torch.eye(2).to(values)
    fitted = torch.linalg.solve(design.T @ (design * weights) + ridge, design.T @ (chroma * weights))
    left = ((chroma - design @ fitted).square() * weights).sum().sqrt()
    if float(left) > MONOCHROME:
        return None
    offset, slope = fitted.to(pixels)
    return Tint(offset.view(1, 3, 1, 1), slope.view(1, 3, 1, 1))


def with_palette_of(
    style: Tensor, photo: Tensor, amount: float, opacity: Tensor | None = None, photo_opacity: Tensor | None = None
) -> Tensor:
    """A style (1, 3, H, W) given the photo's palette by `amount` 0..1, still in [0, 1].

    x' = A x + b with A = chol(Sc) chol(Ss)^-1 and b = mc - A ms (Gatys et al. 2017, section 5.1), for the colours'
    means m and covariances S, c of the photo and s of the style.
    """
    mean, root = _palette(*_samples(style, opacity))
    wanted, wanted_root = _palette(*_samples(photo, photo_opacity))
    matrix = wanted_root @ torch.linalg.inv(root)
    rows = style.permute(0, 2, 3, 1).to(matrix)
    recoloured = ((rows - mean) @ matrix.T + wanted).clamp(0, 1).permute(0, 3, 1, 2).to(style)
    return torch.lerp(style, recoloured, amount)


def _samples(pixels: Tensor, opacity: Tensor | None) -> tuple[Tensor, Tensor]:
    """(N, 3) values and (N, 1) weights that sum to 1, in float64 on the CPU."""
    values = pixels.permute(0, 2, 3, 1).reshape(-1, 3).cpu().double()
    if opacity is None:
        return values, torch.full_like(values[:, :1], 1 / len(values))
    weights = opacity.reshape(-1, 1).cpu().double()
    return values, weights / weights.sum()


def _palette(values: Tensor, weights: Tensor) -> tuple[Tensor, Tensor]:
    """Mean (3,) and Cholesky factor (3, 3) of the covariance."""
    mean = (values * weights).sum(0)
    centred = values - mean
    covariance = centred.T @ (centred * weights) + RIDGE * torch.eye(3).to(values)
    return mean, torch.linalg.cholesky(covariance)
