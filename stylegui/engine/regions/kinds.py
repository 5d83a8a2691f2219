"""Kinds of things that the photo and a painting have in common: sky with sky, ground with ground.

Found by the network itself, and soft: every place is of each kind to some degree.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional as F

from stylegui.engine.network.encoder import FeaturesOf

LAYERS = ("relu3_1", "relu4_1", "relu5_1")
GRID = "relu4_1"  # kinds are found on this layer's positions
MOST = 5  # of things that are told apart
COMPONENTS = 32  # principal components that positions are compared in
TURNS = 6  # of the search for them
ROUNDS = 30  # of k-means
HEIGHT = 0.5  # of a point's meaning: skies are above, grounds below; far water and sky look much alike
SMALLEST = 0.04  # share of a picture: less is no kind
UNSURE = 0.2  # difference in likeness at which a place is hardly more of one kind than of another
# Of the plan that gives places of a painting to the photo's kinds: how soft it is, how much the painting's areas
# count beside what suits, and its rounds.
SOFT, AREAS, BALANCING = 0.05, 0.9, 100


@dataclass(frozen=True, eq=False)
class Kinds:
    """What places of a photo and of a style are alike.

    Attributes:
        photo: (K, h, w), how much each place is of each kind; together 1 at each place.
        shares: (K,), how much of what can be seen of the photo each kind is; together 1.
        style: (K, h, w), how much of each place those kinds take; the mean of each kind 1 over what can be seen, and 0
            elsewhere.
    """

    photo: Tensor
    shares: Tensor
    style: Tensor

    def proportions(self) -> Tensor:
        """(1, 1, h, w): how much of each place of the style all kinds take together, as much as there is of each."""
        return torch.einsum("k,khw->hw", self.shares, self.style)[None, None]


@dataclass(frozen=True, eq=False)
class _Grid:
    """What the network says of a picture: rows (N, D), which of them are seen (N,), and the grid's (height, width)."""

    rows: Tensor
    seen: Tensor
    size: tuple[int, int]


@torch.no_grad()
def find_kinds(
    features_of: FeaturesOf, photo: tuple[Tensor, Tensor | None], style: tuple[Tensor, Tensor | None]
) -> Kinds:
    """Of pictures (1, 3, H, W), each with its opacity (1, 1, H, W) or None.

    Positions of both are clustered together (k-means) by what the deep layers say of them, with the mean and spread of
    each picture taken away (those are its manner, not its meaning), and by how high they lie. Then the style's places
    are given to the photo's kinds by what they mean and how many there are. What cannot be seen counts for nothing.
    """
    grids = [_read(features_of, *picture) for picture in (photo, style)]
    sides = [_standard(grid) for grid in grids]
    axes = _axes(torch.cat([rows[grid.seen] for rows, grid in zip(sides, grids, strict=True)]))
    points = [_points(rows @ axes, grid.size) for rows, grid in zip(sides, grids, strict=True)]
    centres = _k_means([own[grid.seen] for own, grid in zip(points, grids, strict=True)])
    (here, means, shares), (there, own, areas) = (
        _members(rows, grid.seen, centres) for rows, grid in zip(points, grids, strict=True)
    )
    seen = grids[1].seen
    taken = _plan(means, shares, own, areas) @ (there * seen)
    taken = taken / taken[:, seen].mean(1, keepdim=True)
    return Kinds(here.view(-1, *grids[0].size), shares, taken.view(-1, *grids[1].size))


def _read(features_of: FeaturesOf, pixels: Tensor, opacity: Tensor | None) -> _Grid:
    features = features_of(pixels, LAYERS)
    size = features[GRID].shape[2:]
    parts = []
    for layer in LAYERS:
        part = F.interpolate(features[layer], size, mode="bilinear", antialias=True, align_corners=False)
        parts.append(F.avg_pool2d(F.pad(part, (1, 1, 1, 1), mode="replicate"), 3, stride=1))  # what is around counts
    rows = torch.cat(parts, 1)[0].flatten(1).T.contiguous()
    seen = torch.ones(len(rows), dtype=torch.bool, device=rows.device)
    if opacity is not None and bool(opacity.any()):
        visible = F.interpolate(opacity, size, mode="bilinear", antialias=True, align_corners=False).flatten()
        seen = visible >= min(0.5, float(visible.max()))
    return _Grid(rows, seen, (size[0], size[1]))


def _standard(grid: _Grid) -> Tensor:
    """The rows, with the mean and the spread of all that is seen taken away."""
    seen = grid.rows[grid.seen]
    return (grid.rows - seen.mean(0)) / seen.std(0, correction=0).clamp(min=1e-6)


def _axes(rows: Tensor) -> Tensor:
    """(D, COMPONENTS): directions in which rows (N, D) differ most, close enough, and the same each time.

    By orthogonal iteration: a decomposition of all D dimensions would take longer than reading the pictures does.
    """
    generator = torch.Generator().manual_seed(0)
    axes = torch.randn(rows.shape[1], 2 * COMPONENTS, generator=generator).to(rows)
    for _ in range(TURNS):
        axes = torch.linalg.qr(rows.T @ (rows @ axes)).Q
    return axes[:, :COMPONENTS]


def _points(rows: Tensor, size: tuple[int, int]) -> Tensor:
    """(N, COMPONENTS + 1), each of length 1: what a position shows, and how high it lies, 1 at the top."""
    height = torch.linspace(1, -1, size[0], device=rows.device)[:, None].expand(size).reshape(-1, 1)
    return F.normalize(torch.cat([F.normalize(rows, dim=1), HEIGHT * height], 1), dim=1)


def _k_means(points: Sequence[Tensor]) -> Tensor:
    """Centres (MOST, D), each of length 1, of points of length 1; every picture counts the same."""
    everything = torch.cat(list(points))
    weights = torch.cat([torch.full((len(rows), 1), 1 / len(rows)).to(rows) for rows in points])
    centres = everything.mean(0, keepdim=True)
    for _ in range(MOST):  # each centre begins where the others are furthest
        furthest = (everything @ centres.T).amax(1).argmin()
        centres = torch.cat([centres, everything[furthest][None]])
    centres = centres[1:]
    for _ in range(ROUNDS):
        nearest = F.one_hot((everything @ centres.T).argmax(1), len(centres)).to(everything)
        moved = (nearest * weights).T @ everything
        centres = torch.where(nearest.sum(0)[:, None] > 0, F.normalize(moved, dim=1), centres)
    return centres


def _members(points: Tensor, seen: Tensor, centres: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """Of the kinds that a picture has enough of: each place's part (K, N), mean meanings (K, D), shares (K,)."""
    near = points @ centres.T
    counts = torch.bincount(near[seen].argmax(1), minlength=len(centres))
    kinds = (counts >= SMALLEST * counts.sum()).nonzero().flatten()
    members = torch.softmax(near[:, kinds] / UNSURE, 1).T
    visible = members * seen
    return members, F.normalize(visible @ points, dim=1), visible.sum(1) / visible.sum()


def _plan(means: Tensor, shares: Tensor, own: Tensor, areas: Tensor) -> Tensor:
    """(photo's kinds, style's kinds): how much of each place of a style's kind one of the photo's kinds takes.

    The plan that moves the style's areas to the photo's with least difference in meaning, made a little softer
    (Cuturi 2013), with the style's areas as a wish only (Chizat et al. 2018): a large sky needs more than a strip of
    the painting's, and what suits nothing may be left.
    """
    suits = (means @ own.T - 1) / SOFT
    given, taken = torch.zeros_like(shares), torch.zeros_like(areas)  # logarithms of the scalings
    for _ in range(BALANCING):
        taken = AREAS * (areas.log() - (given[:, None] + suits).logsumexp(0))
        given = shares.log() - (taken + suits).logsumexp(1)
    return (given[:, None] + taken + suits).exp() / areas
