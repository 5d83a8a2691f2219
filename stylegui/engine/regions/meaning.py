"""Match by meaning: regions that the photo and the styles have in common, found by the network itself."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from stylegui.engine.errors import go_on, never
from stylegui.engine.linear import eigen
from stylegui.engine.network.encoder import Encoder
from stylegui.engine.pictures.images import Picture, resize_values, resize_visible, working_size
from stylegui.engine.regions.regions import Mask, Region

LAYERS = ("relu3_1", "relu4_1", "relu5_1")
GRID = "relu4_1"  # regions are found on this layer's positions
SIDE = 512  # pixels of the longer side that pictures are compared at
KINDS = 5  # of things that are told apart, at most
COMPONENTS = 32  # principal components that positions are compared in
ROUNDS = 30  # of k-means
HEIGHT = 0.5  # of a point's meaning: skies are above, grounds below; far water and sky look much alike
SMALLEST = 0.04  # share of a picture: less is no region
# Of the plan that gives parts of the styles to the photo: how soft it is, how much areas count, and its rounds.
SOFT, AREAS, BALANCING = 0.05, 0.5, 300
SHARP = 4  # power that narrows the borders between regions
EDGE, DETAIL = 12, 1e-3  # radius in pixels, and least contrast, of the edges that regions follow


@dataclass(frozen=True, eq=False)
class Segment:
    """One kind of thing in a picture: its mask, its mean meaning (D,) of length 1, its share of the picture."""

    mask: Mask
    mean: Tensor
    share: float


@dataclass(frozen=True, eq=False)
class Grid:
    """What the network says of a picture: (N, D) rows, which of them are seen (N,), and the grid's (height, width)."""

    rows: Tensor
    seen: Tensor
    size: tuple[int, int]

    def height(self) -> Tensor:
        """(N, 1): how high each position lies, 1 at the top, -1 at the bottom."""
        return torch.linspace(1, -1, self.size[0])[:, None].expand(self.size).reshape(-1, 1)


@torch.no_grad()
def propose(
    encoder: Encoder, photo: Picture, styles: Sequence[Picture], cancelled: Callable[[], bool] = never
) -> tuple[Region, ...]:
    """Regions of the photo, each with the part of a style that looks most like the same kind of thing.

    Positions of all pictures are clustered together (k-means) by what the deep layers say of them, with the mean and
    spread of the photo, and of all styles, taken away (those are their manner, not their meaning), and by how high
    they lie. Then the styles' areas are given to the photo's by what they mean and how large they are. What is
    transparent counts for nothing. Masks have the photo's own size, parts the size of each style's picture. Empty if
    the photo shows one kind of thing only. `cancelled` is asked on the way; raises Cancelled if it is true.
    """
    pictures = (photo, *styles)
    grids = [_read(encoder.cancellable(cancelled), picture, cancelled) for picture in pictures]
    sides = (*_standard(grids[:1]), *_standard(grids[1:]))
    together = torch.cat([rows[grid.seen] for rows, grid in zip(sides, grids, strict=True)])
    go_on(cancelled)
    _, vectors = eigen(together.T @ together)
    axes = vectors[:, -COMPONENTS:]
    points = [
        F.normalize(torch.cat([F.normalize(rows @ axes, dim=1), HEIGHT * grid.height().to(rows)], 1), dim=1)
        for rows, grid in zip(sides, grids, strict=True)
    ]
    centres = _k_means([rows[grid.seen] for rows, grid in zip(points, grids, strict=True)])
    found = [
        _segments(rows, centres, grid, picture, cancelled)
        for rows, grid, picture in zip(points, grids, pictures, strict=True)
    ]
    here, there = found[0], [segment for segments in found[1:] for segment in segments]
    if len(here) < 2:
        return ()
    of_style = [style for style, segments in enumerate(found[1:]) for _ in segments]
    plan = _plan(here, there, len(styles))
    return tuple(
        _region(segment.mask, moved, there, of_style) for segment, moved in zip(here, plan.tolist(), strict=True)
    )


def _read(encoder: Encoder, picture: Picture, cancelled: Callable[[], bool]) -> Grid:
    """What the deep layers say of a picture, on the positions of GRID."""
    go_on(cancelled)
    width, height = working_size(picture.width, picture.height, SIDE)
    pixels = torch.from_numpy(resize_visible(picture, width, height)).to(encoder.device).permute(2, 0, 1)[None]
    features = encoder(pixels, LAYERS)
    size = features[GRID].shape[2:]
    parts = []
    for layer in LAYERS:
        part = F.interpolate(features[layer], size, mode="bilinear", antialias=True, align_corners=False)
        # What is around counts too.
        parts.append(F.avg_pool2d(F.pad(part, (2, 2, 2, 2), mode="replicate"), 5, stride=1))
    rows = torch.cat(parts, 1)[0].flatten(1).T.contiguous()
    seen = torch.ones(len(rows), dtype=torch.bool)
    if picture.alpha is not None and picture.alpha.any():
        opacity = resize_values(picture.alpha[..., None], size[1], size[0], largest=255)
        seen = torch.from_numpy(opacity).flatten() >= min(0.5, float(opacity.max()))
    return Grid(rows, seen.to(rows.device), (size[0], size[1]))


def _standard(side: Sequence[Grid]) -> list[Tensor]:
    """The rows of each, with the mean and the spread of all that is seen of them together taken away."""
    everything = torch.cat([grid.rows[grid.seen] for grid in side])
    mean, spread = everything.mean(0), everything.std(0).clamp(min=1e-6)
    return [(grid.rows - mean) / spread for grid in side]


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


def _segments(
    points: Tensor, centres: Tensor, grid: Grid, picture: Picture, cancelled: Callable[[], bool]
) -> list[Segment]:
    """The kinds that a picture has enough of."""
    near, seen = points @ centres.T, grid.seen
    counts = torch.bincount(near[seen].argmax(1), minlength=len(centres))
    kinds = [kind for kind in range(len(centres)) if counts[kind] >= SMALLEST * int(counts.sum())]
    nearest = near[:, kinds].argmax(1)
    masks = _masks(nearest, len(kinds), grid.size, picture, cancelled)
    found = []
    for index, mask in enumerate(masks):
        own = points[seen & (nearest == index)]
        found.append(Segment(mask, F.normalize(own.mean(0), dim=0), len(own) / int(seen.sum())))
    return found


def _plan(here: Sequence[Segment], there: Sequence[Segment], styles: int) -> Tensor:
    """(photo's segments, styles' segments): which share of each style segment goes where, the largest of a row 1.

    The plan that moves the styles' areas to the photo's with least difference in meaning, made a little softer
    (Cuturi 2013), with the styles' areas as a wish only (Chizat et al. 2018): a large sky needs more than a strip of
    the painting's, and what suits nothing may be left.
    """
    cost = 1 - torch.stack([s.mean for s in here]) @ torch.stack([s.mean for s in there]).T
    rows = torch.tensor([segment.share for segment in here]).to(cost)
    columns = torch.tensor([segment.share / styles for segment in there]).to(cost)
    given, taken = torch.zeros_like(rows), torch.zeros_like(columns)  # logarithms of the scalings
    for _ in range(BALANCING):
        taken = AREAS * (columns.log() - (given[:, None] - cost / SOFT).logsumexp(0))
        given = rows.log() - (taken - cost / SOFT).logsumexp(1)
    plan = (given[:, None] + taken - cost / SOFT).exp() / columns
    return plan / plan.amax(1, keepdim=True)


def _region(mask: Mask, taken: Sequence[float], there: Sequence[Segment], of_style: Sequence[int]) -> Region:
    """A region of the photo with what it takes of the style that it takes most of."""
    areas = [0.0] * (max(of_style) + 1)
    for share, segment, style in zip(taken, there, of_style, strict=True):
        areas[style] += share * segment.share
    chosen = areas.index(max(areas))
    own = [(share, segment) for share, segment, style in zip(taken, there, of_style, strict=True) if style == chosen]
    most = max(share for share, _ in own)
    part = sum(share / most * segment.mask.astype(np.float32) for share, segment in own)
    return Region(mask, chosen, np.asarray(part).clip(0, 255).round().astype(np.uint8))


def _masks(
    nearest: Tensor, count: int, grid: tuple[int, int], picture: Picture, cancelled: Callable[[], bool]
) -> list[Mask]:
    """(H, W) of the picture's own size for each kind: where it is the nearest, along the picture's edges.

    Together they cover the picture, and overlap only where they meet.
    """
    width, height = working_size(picture.width, picture.height, SIDE)
    bright = torch.from_numpy(resize_visible(picture, width, height).mean(2))[None, None]
    fine = []
    for index in range(count):
        go_on(cancelled)
        chosen = (nearest == index).view(1, 1, *grid).float().cpu()
        rough = F.interpolate(chosen, (height, width), mode="bilinear", align_corners=False)
        fine.append(_along_edges(rough, bright)[0, 0] ** SHARP + 1e-6)
    shares = (torch.stack(fine) / torch.stack(fine).sum(0)).numpy().astype(np.float32)
    full = []
    for share in shares:  # one at a time: of a large picture each takes a while
        go_on(cancelled)
        full.append(resize_values(share[..., None], picture.width, picture.height)[..., 0])
    total = sum(full[1:], full[0])
    masks = []
    for share in full:
        go_on(cancelled)
        masks.append((255 * share / total).round().astype(np.uint8))
    return masks


def _along_edges(mask: Tensor, guide: Tensor) -> Tensor:
    """The mask, moved to the guide's edges: the guided filter (He, Sun, Tang 2013), both (1, 1, H, W) in [0, 1]."""

    def mean(values: Tensor) -> Tensor:
        padded = F.pad(values, (EDGE,) * 4, mode="replicate")
        across = F.avg_pool2d(padded, (1, 2 * EDGE + 1), stride=1)  # one way after the other: 25 numbers, not 625
        return F.avg_pool2d(across, (2 * EDGE + 1, 1), stride=1)

    mean_mask, mean_guide = mean(mask), mean(guide)
    slope = (mean(mask * guide) - mean_mask * mean_guide) / (mean(guide * guide) - mean_guide**2 + DETAIL)
    shift = mean_mask - slope * mean_guide
    return (mean(slope) * guide + mean(shift)).clamp(0, 1)
