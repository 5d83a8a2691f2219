"""Keeps a result to the colours of its paintings."""

from collections.abc import Sequence

import torch
from torch import Tensor
from torch.nn import functional as F

COLOURS = 5_000  # of the paintings that are compared with, at most
SIDE = 17  # of the table of colours: it is exact at these, and linear between them
NEAREST = 8  # colours of the paintings whose mean a foreign colour is drawn to
FREE, FURTHEST = 4.0, 8.0  # differences (CIE 1976) from the nearest that are left as they are, and that there are
CHUNK = 1024  # colours that are compared at once: bounds the memory
WHITE = (0.95047, 1.0, 1.08883)  # D65
TO_XYZ = ((0.4124564, 0.3575761, 0.1804375), (0.2126729, 0.7151522, 0.0721750), (0.0193339, 0.1191920, 0.9503041))
KNEE = 6 / 29  # of CIELAB's lightness, which is linear in the dark


def palette(pictures: Sequence[Tensor]) -> Tensor:
    """The table (3, SIDE, SIDE, SIDE) in [0, 1] that brings every colour near to those of the pictures, (N, 3) each.

    Entry [:, r, g, b] is what the colour (r, g, b) / (SIDE - 1) becomes. A colour that is nearer than FREE to one of
    the pictures' stays; one that is far from all comes as near as FURTHEST, on a straight line in CIELAB towards the
    mean of the nearest. In between it moves smoothly, so that what was apart is apart.
    """
    colours = to_lab(torch.cat([_chosen(pixels, COLOURS // len(pictures)) for pixels in pictures]).cpu().double())
    steps = torch.linspace(0, 1, SIDE, dtype=torch.float64)
    grid = torch.stack(torch.meshgrid(steps, steps, steps, indexing="ij"), 3).view(-1, 3)
    moved = torch.cat([_drawn_to(chunk, colours) for chunk in torch.split(to_lab(grid), CHUNK)])
    is_free = (moved - to_lab(grid)).abs().amax(1, keepdim=True) < 1e-9  # rounding is no change
    table = torch.where(is_free, grid, to_srgb(moved).clamp(0, 1))
    return table.view(SIDE, SIDE, SIDE, 3).permute(3, 0, 1, 2).contiguous()


def keep_to(table: Tensor, pixels: Tensor) -> Tensor:
    """`pixels` (1, 3, H, W) with their colours as the table says, linear between its entries."""
    here = pixels.cpu() if pixels.device.type == "mps" else pixels  # where torch cannot look up in three dimensions
    where = here.clamp(0, 1).permute(0, 2, 3, 1).flip(3)[:, None]  # the last axis first
    found = F.grid_sample(table.to(here)[None], where * 2 - 1, padding_mode="border", align_corners=True)
    return found[:, :, 0].to(pixels)


def to_lab(rgb: Tensor) -> Tensor:
    """CIELAB (D65) of sRGB in [0, 1], (N, 3) both."""
    linear = torch.where(rgb <= 0.04045, rgb / 12.92, ((rgb.clamp(min=0) + 0.055) / 1.055) ** 2.4)
    x = linear @ rgb.new_tensor(TO_XYZ).T / rgb.new_tensor(WHITE)
    f = torch.where(x > KNEE**3, x.clamp(min=0) ** (1 / 3), x / (3 * KNEE**2) + 4 / 29)
    return torch.stack([116 * f[:, 1] - 16, 500 * (f[:, 0] - f[:, 1]), 200 * (f[:, 1] - f[:, 2])], 1)


def to_srgb(lab: Tensor) -> Tensor:
    """sRGB of CIELAB (D65), (N, 3) both; outside of [0, 1] where a screen has no such colour."""
    y = (lab[:, 0] + 16) / 116
    f = torch.stack([y + lab[:, 1] / 500, y, y - lab[:, 2] / 200], 1)
    x = torch.where(f > KNEE, f**3, 3 * KNEE**2 * (f - 4 / 29)) * lab.new_tensor(WHITE)
    linear = x @ torch.linalg.inv(lab.new_tensor(TO_XYZ)).T
    return torch.where(linear <= 0.0031308, 12.92 * linear, 1.055 * linear.clamp(min=0) ** (1 / 2.4) - 0.055)


def _drawn_to(lab: Tensor, colours: Tensor) -> Tensor:
    distances, which = torch.cdist(lab.float(), colours.float()).topk(min(NEAREST, len(colours)), largest=False)
    distances = distances.to(lab)
    apart, middle = distances[:, :1], colours[which].mean(1)
    span = FURTHEST - FREE
    left = torch.where(apart <= FREE, 1.0, (FREE + span * torch.tanh((apart - FREE) / span)) / apart)
    return middle + (lab - middle) * left


def _chosen(pixels: Tensor, most: int) -> Tensor:
    """Evenly, at most so many."""
    return pixels[:: max(1, -(-len(pixels) // most))]
