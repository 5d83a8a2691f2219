"""What "Strokes" adds to the style term: every place of the result looks like its nearest place of the style."""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional as F

from stylegui.engine.linear import eigen, exact
from stylegui.engine.network.chain_rule import pulled_back
from stylegui.engine.terms.block import Box
from stylegui.engine.terms.seen import Gradients, Seen, Where
from stylegui.engine.terms.term import Arrays, Place, Sums, Term, add_to

LAYERS = ("relu2_1", "relu3_1", "relu4_1")
GRID = "relu3_1"  # the layer whose positions are compared: one for every 4 x 4 pixels
NUMBERS = 128  # principal components that places are compared in
MOST = 8192  # places of the style that are looked through
CHUNK = 1024  # places of the result that are compared at once: bounds the memory


class _OfColumns:
    @property
    def layers(self) -> tuple[str, ...]:
        """Those of the columns."""
        return LAYERS


@dataclass(frozen=True)
class Nearest(_OfColumns):
    """Reads a style's places: columns of the features of LAYERS."""

    def reader(self, place: Place) -> "NearestReader":
        """Reads the arrays that `NearestReader.read` names."""
        return NearestReader(place[GRID])

    def terms(self, shares: Sequence[float], styles: Sequence[Arrays], place: Place) -> list[tuple[float, Term]]:
        """One for each style that has a share: places do not blend."""
        return [(share, NearestError(style, place[GRID])) for share, style in zip(shares, styles, strict=True) if share]


@dataclass(frozen=True, eq=False)
class NearestReader(_OfColumns):
    """Reads the places of a style, or as many as can be looked through, evenly chosen of those that count."""

    where: Where

    def add(self, seen: Seen, sums: Sums) -> None:
        """Of each layer its features' squares, their number, and the chosen places' (M, C), each in its place."""
        positions = self.where.positions()
        positions = positions[:: max(1, -(-len(positions) // MOST))]
        which, at = seen.find(GRID, positions, self.where.width)
        parts = []
        for layer in LAYERS:
            rows, found = seen.rows(layer), _own(seen, _on_grid(seen, seen.all(layer)))
            chosen = found.new_zeros(len(positions), found.shape[1])
            chosen[which] = found[at]
            parts += [rows.square().sum(), rows.new_full((), rows.numel(), dtype=torch.float64), chosen]
        add_to(sums, parts)

    def read(self, sums: Sums) -> Arrays:
        """Principal components of the columns, in which each layer counts the same.

        "axes relu2_1" and so on (C, P); "mean" (P,), the columns' along them; "places" (M, P), each of length 1.
        """
        sizes = [(sums[i] / sums[i + 1].to(sums[i])).sqrt().clamp(min=1e-6) for i in (0, 3, 6)]
        columns = torch.cat([part / size for part, size in zip(sums[2::3], sizes, strict=True)], 1)
        mean = columns.mean(0)
        centred = columns - mean
        _, vectors = eigen(exact(centred).T @ exact(centred))
        axes = vectors[:, -NUMBERS:].to(columns)
        of_layers = torch.split(axes, [part.shape[1] for part in sums[2::3]])
        named = {_axes(layer): part / size for layer, part, size in zip(LAYERS, of_layers, sizes, strict=True)}
        return {**named, "mean": mean @ axes, "places": F.normalize(centred @ axes, dim=1)}


@dataclass(frozen=True, eq=False)
class NearestError(_OfColumns):
    """Mean distance, 1 - cosine, of each place of the result, `where` it counts, to the style's most similar one.

    After nearest-neighbour style transfer (Kolkin et al. 2022), which compares centred columns of features of several
    layers. Departs from it in comparing principal components, and in searching anew in every evaluation: then the
    term is a function of the picture alone, and its gradient holds the matches fixed (they change its value in
    second order only).
    """

    style: Arrays
    where: Where

    def add(self, seen: Seen, sums: Sums) -> None:
        """The sum of the distances, and each place's match (h, w)."""
        places = F.normalize(self._along_axes([seen.all(layer) for layer in LAYERS], seen), dim=1)
        style = self.style["places"]
        matches = torch.cat([(chunk @ style.T).argmax(1) for chunk in torch.split(places, CHUNK)])
        apart = 1 - (places * style[matches]).sum(1, keepdim=True)
        box = seen.block.own.at(GRID)
        found = matches.new_zeros(self.where.height, self.where.width)
        found[box.top : box.bottom, box.left : box.right] = matches.view(box.height, box.width)
        add_to(sums, ((apart * self._weights(box, apart)).sum(), found))

    def settle(self, sums: Sums) -> tuple[Tensor, Tensor]:
        """The mean distance, and the matches."""
        return exact(sums[0]), sums[1]

    def pull(self, seen: Seen, slope: Tensor, weight: float, gradients: Gradients) -> None:
        """Of all that the block's own places are made from."""
        box = seen.block.own.at(GRID)
        leaves = [seen.all(layer).detach().requires_grad_() for layer in LAYERS]
        with torch.enable_grad():
            along = self._along_axes(leaves, seen)
        lengths = torch.linalg.vector_norm(along.detach(), dim=1, keepdim=True).clamp(min=1e-12)
        places = along.detach() / lengths
        matched = self.style["places"][slope[box.top : box.bottom, box.left : box.right].reshape(-1)]
        # only across its direction can a column change the cosine
        towards = (places * matched).sum(1, keepdim=True) * places - matched
        change = towards.mul_(weight * self._weights(box, towards)).div_(lengths)
        for layer, gradient in zip(LAYERS, pulled_back(change, along, leaves), strict=True):
            gradients.add_all(layer, gradient)

    def _along_axes(self, features: Sequence[Tensor], seen: Seen) -> Tensor:
        """(N, P): the columns of the block's own places, along the axes, from `features` of LAYERS."""
        parts = []
        for layer, found in zip(LAYERS, features, strict=True):
            axes = self.style[_axes(layer)].to(found)
            # along the axes where there are fewer positions: a finer layer's after, a coarser one's before
            found = _on_grid(seen, found) if layer != LAYERS[-1] else found
            parts.append(_own(seen, _on_grid(seen, F.conv2d(found, axes.T[:, :, None, None]))))
        return sum(parts[1:], parts[0]) - self.style["mean"].to(parts[0])

    def _weights(self, box: Box, like: Tensor) -> Tensor | float:
        if self.where.weights is None:
            return 1 / self.where.count
        return self.where.weights[box.top : box.bottom, box.left : box.right].reshape(-1, 1).to(like)


def _axes(layer: str) -> str:
    return f"axes {layer}"


def _on_grid(seen: Seen, features: Tensor) -> Tensor:
    """Features (1, C, h, w) of one of LAYERS, brought to GRID's positions of all that is seen."""
    height, width = seen.all(GRID).shape[2:]
    if features.shape[2] > height:
        return F.avg_pool2d(features, 2)
    if features.shape[2:] == (height, width):
        return features
    # Each coarser position has two by two of the grid's under it, also where the last of those have none of their own.
    finer = F.interpolate(features, scale_factor=2.0, mode="bilinear", align_corners=False)
    return F.pad(finer, (0, width - finer.shape[3], 0, height - finer.shape[2]), mode="replicate")


def _own(seen: Seen, on_grid: Tensor) -> Tensor:
    """(N, C) of the block's own positions of GRID."""
    box = seen.own(GRID)
    return on_grid[0].permute(1, 2, 0)[box.top : box.bottom, box.left : box.right].flatten(0, 1)
