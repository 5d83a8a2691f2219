"""A painting's own marks, laid where the enlarged result looks like the painting does when it is blurred.

After "neurally guided" synthesis (Texler et al. 2020), where a small neural result guides the copying of a
painting's pixels. Departs from it in copying only what enlarging cannot show (the finest band of the painting's
Laplacian pyramid), and in comparing every place with every other by the network's features. What is laid on is where
a scale begins, and its evaluations bring it together.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional as F

from stylegui.engine.linear import eigen, exact
from stylegui.engine.network.encoder import Encoder
from stylegui.engine.objective.evaluation import Blocks, Plain, Steps, sum_up
from stylegui.engine.objective.reading import Guide, View
from stylegui.engine.pictures.resampling import resample
from stylegui.engine.terms.block import PIXELS, halvings
from stylegui.engine.terms.seen import Seen
from stylegui.engine.terms.term import Sums, add_to

LAYERS = ("relu2_1", "relu3_1")  # whose features say what a place looks like
CELL = 8  # pixels of a place; its marks reach half as far again on each side
COLOUR = 8.0  # what colours count, beside features whose mean square is 1
NUMBERS = 96  # principal components that places are compared in
ROWS = 64  # of places that are laid before it gives way
CHUNK = 1024  # places that are compared at once: bounds the memory
MOST = 32_768  # places of all styles together: more take long, and find nothing that looks more alike
FAVOUR = 0.5  # of the places' variance: how much more alike a place of a style must be, for each e-fold less share


@dataclass(frozen=True, eq=False)
class Marks:
    """What styles have to copy from.

    Attributes:
        bands: (3, h, w) of each style, what blurring takes away. widths: of each style in places.
        style, place: (M,) which style each place belongs to, and its index there.
        sizes: (D,) what colours and features are divided by. axes: (D, P), mean: (D,), rows: (M, P): what places look
            like, along the axes.
    """

    bands: tuple[Tensor, ...]
    widths: tuple[int, ...]
    style: Tensor
    place: Tensor
    sizes: Tensor
    axes: Tensor
    mean: Tensor
    rows: Tensor


@dataclass(frozen=True, eq=False)
class Part:
    """A part of a picture: where it is, (h, w) of its places, and what each of the marks' places costs there, (M,)."""

    where: Tensor
    costs: Tensor


def marks(
    encoder: Encoder,
    image: Tensor,
    styles: Sequence[View],
    shares: Sequence[float],
    guides: Sequence[Guide],
    blocks: Blocks,
) -> Steps[Tensor]:
    """(1, 3, H, W) to add to an enlarged `image`; zeros where a style is too small to copy from, or has no pixels."""
    height, width = image.shape[2:]
    if any(view.learnt is not None for view in styles):
        return torch.zeros_like(image)
    if min(height, width, *(side for view in styles for side in view.pixels.shape[2:])) < 4 * CELL:
        return torch.zeros_like(image)
    found = yield from _read(encoder, styles, blocks)
    parts = _parts(found, styles, shares, guides, height // CELL, width // CELL)
    reader = _Matches(height // CELL, width // CELL, found, parts)
    ((matches,),) = yield from sum_up(encoder, [reader], Plain(image), blocks(height, width))
    return (yield from _lay(found, matches, height, width))


def _read(encoder: Encoder, styles: Sequence[View], blocks: Blocks) -> Steps[Marks]:
    bands, rows, sizes, places = [], [], [], []
    count = sum((view.pixels.shape[2] // CELL) * (view.pixels.shape[3] // CELL) for view in styles)
    every = -(-count // MOST)
    for view in styles:
        height, width = view.pixels.shape[2:]
        blurred = resample(resample(view.pixels, height // 2, width // 2), height, width)
        bands.append((view.pixels - blurred)[0])
        reader = _Places(height // CELL, width // CELL, every)
        places.append(torch.arange(0, reader.height * reader.width, every))
        (found,) = yield from sum_up(encoder, [reader], Plain(blurred), blocks(height, width))
        sizes.append(_sizes(found[:-1]))
        rows.append(found[-1])
    size, together = torch.stack(sizes).mean(0), torch.cat(rows)
    together = together / size
    mean = together.mean(0)
    centred = exact(together - mean)
    axes = eigen(centred.T @ centred)[1][:, -NUMBERS:].to(together)
    style = torch.cat([torch.full((len(each),), index) for index, each in enumerate(rows)])
    widths = tuple(view.pixels.shape[3] // CELL for view in styles)
    return Marks(tuple(bands), widths, style, torch.cat(places), size, axes, mean, (together - mean) @ axes)


def _sizes(squares: Sequence[Tensor]) -> Tensor:
    """(D,) of the colours, and of each layer's features the root of their mean square."""
    parts = [squares[0].new_full((3,), 1 / COLOUR)]
    for energy, count in zip(squares[::2], squares[1::2], strict=True):
        parts.append((energy / count).mean().sqrt().clamp(min=1e-6).expand(len(energy)))
    return torch.cat(parts)


def _parts(
    found: Marks, styles: Sequence[View], shares: Sequence[float], guides: Sequence[Guide], height: int, width: int
) -> list[Part]:
    """Each region with its style, or the part of it that it asks for; then the rest, with all that have a share."""
    spread = FAVOUR * float(found.rows.var(0).sum())
    of_style = [found.place[found.style == index] for index in range(len(styles))]
    hidden = torch.cat(
        [_hidden(view.opacity, *view.pixels.shape[2:])[place] for view, place in zip(styles, of_style, strict=True)]
    )
    taken = torch.zeros(height, width)
    parts = []
    for guide in guides:
        where = _of_places(guide.mask, height * CELL, width * CELL)
        costs = torch.where(found.style == guide.style, hidden, math.inf)
        part = _hidden(guide.part, *styles[guide.style].pixels.shape[2:])
        costs[found.style == guide.style] += part[of_style[guide.style]]
        if bool(costs.isfinite().any()):
            parts.append(Part(where > 0.5, costs))
            taken = torch.maximum(taken, where)
    own = torch.tensor([-spread * math.log(share) if share > 0 else math.inf for share in shares])
    return [*parts, Part(taken <= 0.5, hidden + own[found.style])]


def _hidden(mask: Tensor | None, height: int, width: int) -> Tensor:
    """(M,) of a style's places: infinity where less than half of what can be seen best can be seen, else 0."""
    seen = _of_places(mask, height, width).flatten()
    return torch.where(seen < 0.5 * seen.max(), math.inf, 0.0)


def _of_places(mask: Tensor | None, height: int, width: int) -> Tensor:
    """A mask (1, 1, H, W), or 1 everywhere, averaged over each place of height x width pixels."""
    if mask is None:
        return torch.ones(height // CELL, width // CELL)
    return F.avg_pool2d(mask[..., :height, :width], CELL)[0, 0].cpu()


@dataclass(frozen=True, eq=False)
class _OfPlaces:
    """What looks at a picture's places, `height` x `width` of them."""

    height: int
    width: int

    @property
    def layers(self) -> tuple[str, ...]:
        """The picture, and those of the features."""
        return (PIXELS, *LAYERS)

    def rows(self, seen: Seen) -> tuple[Tensor, int, int]:
        """(h, w, D) of the block's own places, and where they begin."""
        box = seen.block.own
        top, left = box.top // CELL, box.left // CELL
        high, wide = min(box.bottom // CELL, self.height) - top, min(box.right // CELL, self.width) - left
        parts = []
        for layer in self.layers:
            own, cell = seen.own(layer), CELL >> halvings(layer)
            part = seen.all(layer)[..., own.top : own.top + high * cell, own.left : own.left + wide * cell]
            parts.append(F.avg_pool2d(part, cell))
        return torch.cat(parts, 1)[0].permute(1, 2, 0), top, left


@dataclass(frozen=True, eq=False)
class _Places(_OfPlaces):
    """Reads what a picture's places look like: the mean features and colours of `every` so many-th, (M, D)."""

    every: int

    def add(self, seen: Seen, sums: Sums) -> None:
        """Of LAYERS each channel's squares and how many positions those are of; and the places, in their order."""
        sums_of = []
        for layer in LAYERS:
            rows = seen.rows(layer)
            sums_of += [rows.square().sum(0), rows.new_full((), len(rows))]
        found, top, left = self.rows(seen)
        rows, columns = (
            torch.arange(first, first + count) for first, count in zip((top, left), found.shape[:2], strict=True)
        )
        index = (rows[:, None] * self.width + columns).flatten()
        kept = index % self.every == 0
        places = found.new_zeros(-(-self.height * self.width // self.every), found.shape[2])
        places[index[kept] // self.every] = found.flatten(0, 1)[kept]
        add_to(sums, (*sums_of, places))


@dataclass(frozen=True, eq=False)
class _Matches(_OfPlaces):
    """Finds for each place of a picture the one of the marks that looks most like it."""

    marks: Marks
    parts: Sequence[Part]

    def add(self, seen: Seen, sums: Sums) -> None:
        """Indices (height, width) among the marks' places, each where it is."""
        found, top, left = self.rows(seen)
        high, wide, _ = found.shape
        rows = (found.flatten(0, 1) / self.marks.sizes - self.marks.mean) @ self.marks.axes
        chosen = torch.zeros(high * wide, dtype=torch.long)
        for part in self.parts:
            inside = part.where[top : top + high, left : left + wide].flatten().nonzero().flatten()
            places = part.costs.isfinite().nonzero().flatten()
            theirs = self.marks.rows[places]
            costs = theirs.square().sum(1) + part.costs[places].to(theirs)
            for some in torch.split(inside, CHUNK):
                nearest = torch.addmm(costs, rows[some], theirs.T, alpha=-2).argmin(1)
                chosen[some] = places[nearest.cpu()]
        matches = torch.zeros(self.height, self.width, dtype=torch.long)
        matches[top : top + high, left : left + wide] = chosen.view(high, wide)
        add_to(sums, (matches,))


def _lay(marks: Marks, matches: Tensor, height: int, width: int) -> Steps[Tensor]:
    """The matches' bands (1, 3, height, width), with a window that goes over from each to the next.

    Bands that do not belong together average out, so they are weighted to keep the sum of squares.
    """
    side, around = 2 * CELL, CELL // 2
    rows = torch.arange(-(-height // CELL)).clamp(max=len(matches) - 1)  # the last place stands for what is left
    columns = torch.arange(-(-width // CELL)).clamp(max=matches.shape[1] - 1)
    window = torch.hann_window(side, periodic=True).to(marks.rows)
    window = window / (window.square() + window.square().roll(CELL)).sqrt()
    window = window[:, None] * window
    patches = [
        F.pad(band[None], (around,) * 4, mode="reflect")[0].unfold(1, side, CELL).unfold(2, side, CELL)
        for band in marks.bands
    ]
    laid = marks.rows.new_zeros(3, CELL * (len(rows) + 1), CELL * (len(columns) + 1))
    for index, row in enumerate(rows):
        if index and index % ROWS == 0:
            yield
        found = matches[row][columns]
        taken = laid.new_empty(3, len(found), side, side)
        for style, (patch, wide) in enumerate(zip(patches, marks.widths, strict=True)):
            theirs = marks.style[found] == style
            place = marks.place[found[theirs]]
            taken[:, theirs] = patch[:, place // wide, place % wide]
        taken *= window
        for first in (0, 1):  # every second one stands beside the next
            some = taken[:, first::2].permute(0, 2, 1, 3).flatten(2)
            laid[:, CELL * index : CELL * index + side, CELL * first : CELL * first + some.shape[2]] += some
    return laid[None, :, around : around + height, around : around + width]
