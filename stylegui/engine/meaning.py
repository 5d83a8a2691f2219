"""Match by meaning: regions that the photo and the styles have in common, found by the network itself."""

from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from stylegui.engine.encoder import Encoder
from stylegui.engine.images import Picture, resize, resize_values, working_size
from stylegui.engine.regions import Mask, Region
from stylegui.engine.statistics import eigen

LAYERS = ("relu3_1", "relu4_1", "relu5_1")
GRID = "relu4_1"  # regions are found on this layer's positions
SIDE = 512  # pixels of the longer side that pictures are compared at
KINDS = 5  # of things that are told apart, at most
COMPONENTS = 32  # principal components that positions are compared in
ROUNDS = 30  # of k-means
HEIGHT = 0.5  # of a point's meaning: skies are above, grounds below; far water and sky look much alike
SMALLEST = 0.04  # share of a picture: less is no region
EDGE, DETAIL = 12, 1e-3  # radius in pixels, and least contrast, of the edges that regions follow


@torch.no_grad()
def propose(encoder: Encoder, photo: Picture, styles: Sequence[Picture]) -> tuple[Region, ...]:
    """Regions of the photo, each with the part of a style that looks most like the same kind of thing.

    Positions of all pictures are clustered together (k-means) by what the deep layers say of them, with each
    picture's own mean and spread taken away (those are its manner, not its meaning), and by how high they lie. A kind
    that no style has joins the kind most like it. Empty if nothing is found in common.
    """
    pictures = (photo, *styles)
    columns = [_columns(encoder, picture) for picture in pictures]
    together = torch.cat([rows for rows, _ in columns])
    _, vectors = eigen(together.T @ together)
    axes = vectors[:, -COMPONENTS:]
    points = [
        F.normalize(torch.cat([F.normalize(rows @ axes, dim=1), HEIGHT * _height(*grid).to(rows)], 1), dim=1)
        for rows, grid in columns
    ]
    centres = _k_means(points)
    near = [rows @ centres.T for rows in points]  # (N, kinds) of each picture
    kinds = _common([rows.argmax(1) for rows in near], len(centres))
    regions = []
    for kind, style in kinds.items():
        mask = _mask(near[0], kind, list(kinds), columns[0][1], photo)
        part = _mask(near[1 + style], kind, list(kinds), columns[1 + style][1], styles[style])
        regions.append(Region(mask, style, part))
    return tuple(regions) if len(regions) > 1 else ()


def _columns(encoder: Encoder, picture: Picture) -> tuple[Tensor, tuple[int, int]]:
    """(N, D) of the positions of GRID, and that grid's (height, width)."""
    width, height = working_size(picture.width, picture.height, SIDE)
    pixels = torch.from_numpy(resize(picture.pixels, width, height)).to(encoder.device).permute(2, 0, 1)[None]
    features = encoder(pixels, LAYERS)
    grid = features[GRID].shape[2:]
    parts = []
    for layer in LAYERS:
        part = F.interpolate(features[layer], grid, mode="bilinear", antialias=True, align_corners=False)
        part = part - part.mean((2, 3), keepdim=True)
        part = part / part.std((2, 3), keepdim=True).clamp(min=1e-6)
        part = F.avg_pool2d(F.pad(part, (2, 2, 2, 2), mode="replicate"), 5, stride=1)  # what is around counts too
        parts.append(part / part.square().sum(1).mean().sqrt())
    return torch.cat(parts, 1)[0].flatten(1).T.contiguous(), (grid[0], grid[1])


def _height(height: int, width: int) -> Tensor:
    """(N, 1): how high each position of a grid lies, 1 at the top, -1 at the bottom."""
    return torch.linspace(1, -1, height)[:, None].expand(height, width).reshape(-1, 1)


def _k_means(points: Sequence[Tensor]) -> Tensor:
    """Centres (kinds, D), each of length 1, of points of length 1; every picture counts the same."""
    everything = torch.cat(list(points))
    weights = torch.cat([torch.full((len(rows), 1), 1 / len(rows)).to(rows) for rows in points])
    centres = everything.mean(0, keepdim=True)
    for _ in range(KINDS):  # each centre begins where the others are furthest
        furthest = (everything @ centres.T).amax(1).argmin()
        centres = torch.cat([centres, everything[furthest][None]])
    centres = centres[1:]
    for _ in range(ROUNDS):
        nearest = F.one_hot((everything @ centres.T).argmax(1), len(centres)).to(everything)
        moved = (nearest * weights).T @ everything
        centres = torch.where(nearest.sum(0)[:, None] > 0, F.normalize(moved, dim=1), centres)
    return centres


def _common(labels: Sequence[Tensor], count: int) -> dict[int, int]:
    """{kind: style that has most of it}, of kinds that both the photo and a style have enough of."""
    shares = torch.stack([torch.bincount(found, minlength=count) / len(found) for found in labels])
    common = {}
    for kind in range(count):
        photo, *styles = shares[:, kind].tolist()
        if photo >= SMALLEST and max(styles) >= SMALLEST:
            common[kind] = styles.index(max(styles))
    return common


def _mask(near: Tensor, kind: int, kinds: Sequence[int], grid: tuple[int, int], picture: Picture) -> Mask:
    """(H, W) of the picture's own size: where `kind` is the nearest of `kinds`, along the picture's edges."""
    chosen = near[:, list(kinds)].argmax(1) == list(kinds).index(kind)
    width, height = working_size(picture.width, picture.height, SIDE)
    bright = torch.from_numpy(resize(picture.pixels, width, height).mean(2))[None, None]
    rough = F.interpolate(chosen.view(1, 1, *grid).float().cpu(), (height, width), mode="bilinear", align_corners=False)
    fine = _along_edges(rough, bright)[0, 0, :, :, None].numpy().astype(np.float32)
    full = resize_values(fine, picture.width, picture.height)[..., 0]
    return (255 * full).round().astype(np.uint8)


def _along_edges(mask: Tensor, guide: Tensor) -> Tensor:
    """The mask, moved to the guide's edges: the guided filter (He, Sun, Tang 2013), both (1, 1, H, W) in [0, 1]."""

    def mean(values: Tensor) -> Tensor:
        padded = F.pad(values, (EDGE,) * 4, mode="replicate")
        return F.avg_pool2d(padded, 2 * EDGE + 1, stride=1)

    mean_mask, mean_guide = mean(mask), mean(guide)
    slope = (mean(mask * guide) - mean_mask * mean_guide) / (mean(guide * guide) - mean_guide**2 + DETAIL)
    shift = mean_mask - slope * mean_guide
    return (mean(slope) * guide + mean(shift)).clamp(0, 1)
