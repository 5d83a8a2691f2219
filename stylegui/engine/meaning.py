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
SHARP = 4  # power that narrows the borders between regions
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
    masks = _masks(near[0], list(kinds), columns[0][1], photo)
    parts = [
        _masks(rows, list(kinds), grid, style)
        for rows, (_, grid), style in zip(near[1:], columns[1:], styles, strict=True)
    ]
    regions = [Region(masks[at], style, parts[style][at]) for at, style in enumerate(kinds.values())]
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


def _masks(near: Tensor, kinds: Sequence[int], grid: tuple[int, int], picture: Picture) -> list[Mask]:
    """(H, W) of the picture's own size for each of `kinds`: where it is the nearest, along the picture's edges.

    Together they cover the picture, and overlap only where they meet.
    """
    nearest = near[:, list(kinds)].argmax(1)
    width, height = working_size(picture.width, picture.height, SIDE)
    bright = torch.from_numpy(resize(picture.pixels, width, height).mean(2))[None, None]
    fine = []
    for index in range(len(kinds)):
        chosen = (nearest == index).view(1, 1, *grid).float().cpu()
        rough = F.interpolate(chosen, (height, width), mode="bilinear", align_corners=False)
        fine.append(_along_edges(rough, bright)[0, 0] ** SHARP + 1e-6)
    shares = (torch.stack(fine) / torch.stack(fine).sum(0)).numpy().astype(np.float32)
    full = resize_values(np.moveaxis(shares, 0, 2), picture.width, picture.height)
    levels = (255 * full / full.sum(2, keepdims=True)).round().astype(np.uint8)
    return [np.ascontiguousarray(levels[..., index]) for index in range(len(kinds))]


def _along_edges(mask: Tensor, guide: Tensor) -> Tensor:
    """The mask, moved to the guide's edges: the guided filter (He, Sun, Tang 2013), both (1, 1, H, W) in [0, 1]."""

    def mean(values: Tensor) -> Tensor:
        padded = F.pad(values, (EDGE,) * 4, mode="replicate")
        return F.avg_pool2d(padded, 2 * EDGE + 1, stride=1)

    mean_mask, mean_guide = mean(mask), mean(guide)
    slope = (mean(mask * guide) - mean_mask * mean_guide) / (mean(guide * guide) - mean_guide**2 + DETAIL)
    shift = mean_mask - slope * mean_guide
    return (mean(slope) * guide + mean(shift)).clamp(0, 1)
