"""What can be done to regions by hand, as values: a stroke of the brush, a fill, a mask from a file."""

import functools
import math
from dataclasses import dataclass, replace
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from stylegui.engine.pictures.images import Picture, preview
from stylegui.engine.regions.regions import Mask, Region, as_mask, carried

Point = tuple[float, float]
Box = tuple[slice, slice]
FILL_SIDE = 768  # pixels of the longer side that similar colours are looked for at
TILE = 128  # pixels: of a stroke's way, only what is near such a tile is measured there


class Edit(Protocol):
    """Something that is done to the regions of a photo."""

    def apply(self, regions: tuple[Region, ...], photo: Picture) -> tuple[Region, ...]:
        """The regions with it done. One that nothing was done to is the same object."""


@dataclass(frozen=True, eq=False)
class Stroke:
    """A way of the brush.

    Attributes:
        points: (x, y) in the photo's pixels, one or more; they may lie beyond its border.
        radius: of the brush in the photo's pixels. softness: 0..1, the share of the radius that fades out.
        kind: the style and part that it paints, as a region whose mask means nothing; None: it erases.
    """

    points: tuple[Point, ...]
    radius: float
    softness: float
    kind: Region | None

    def apply(self, regions: tuple[Region, ...], photo: Picture) -> tuple[Region, ...]:
        return painted(regions, self, photo.width, photo.height)


@dataclass(frozen=True, eq=False)
class Fill:
    """All that is connected with the point `at` (the photo's pixels) and of a similar colour, by `tolerance` 0..1."""

    at: Point
    tolerance: float
    kind: Region

    def apply(self, regions: tuple[Region, ...], photo: Picture) -> tuple[Region, ...]:
        whole = slice(0, photo.height), slice(0, photo.width)
        return laid(regions, self.kind, whole, similar(photo, self.at, self.tolerance), (photo.height, photo.width))


@dataclass(frozen=True, eq=False)
class Stencil:
    """A picture as the mask of a kind of region, in place of what it had and on top of all."""

    picture: Picture
    kind: Region

    def apply(self, regions: tuple[Region, ...], photo: Picture) -> tuple[Region, ...]:
        mask = as_mask(self.picture, photo.width, photo.height)
        others = (region for region in regions if not is_same_kind(region, self.kind))
        return (*others, replace(self.kind, mask=mask))


@dataclass(frozen=True, eq=False)
class Carry:
    """Regions of another photo of the same shape, in place of all."""

    others: tuple[Region, ...]

    def apply(self, regions: tuple[Region, ...], photo: Picture) -> tuple[Region, ...]:
        return carried(self.others, photo.width, photo.height)


def is_same_kind(region: Region, other: Region) -> bool:
    """Whether both hold the same style, and the same part of it, or both the subject."""
    same_style = region.style == other.style and region.part is other.part
    return same_style and region.is_subject == other.is_subject


def painted(regions: tuple[Region, ...], stroke: Stroke, width: int, height: int) -> tuple[Region, ...]:
    """The regions of a photo of width x height after a stroke; masks that it does not change are the same objects."""
    box, coverage = covered(stroke, width, height)
    return laid(regions, stroke.kind, box, coverage, (height, width))


def laid(
    regions: tuple[Region, ...], kind: Region | None, box: Box, coverage: Mask, shape: tuple[int, int]
) -> tuple[Region, ...]:
    """`coverage` (0..255, of the part `box` of masks of `shape`) painted as `kind`, or erased with None.

    What is painted lies on top: it takes its place from the others. The subject takes none from styles, and they none
    from it. A region that nothing is left of goes.
    """
    grows = None if kind is None else next((region for region in regions if is_same_kind(region, kind)), None)
    found, clear = [], 255 - coverage
    for region in regions:
        if kind is not None and region.is_subject != kind.is_subject:
            found.append(region)
            continue
        old = region.mask[box]
        new = np.maximum(old, coverage) if region is grows else np.minimum(old, clear)
        found.append(region if np.array_equal(new, old) else _with(region, region.mask.copy(), box, new))
    if kind is not None and grows is None:
        found.append(_with(kind, np.zeros(shape, np.uint8), box, coverage))
    return tuple(region for region in found if region.mask.any())


def covered(stroke: Stroke, width: int, height: int, step: int = 1) -> tuple[Box, Mask]:
    """What a stroke covers of a photo of width x height: rows and columns, and how far, 0..255.

    A stroke that crosses itself covers no more where it crosses. With a `step`, of every step-th pixel alone, from
    the first on; that is exactly what the whole has there.
    """
    points, reach = np.array(stroke.points, np.float64), stroke.radius + 1
    (left, top), (right, bottom) = points.min(0) - reach, points.max(0) + reach
    rows, columns = _span(top, bottom, height, step), _span(left, right, width, step)
    ways = points.repeat(2, 0) if len(points) == 1 else points
    coverage = np.zeros((rows.stop - rows.start, columns.stop - columns.start), np.uint8)
    for y in range(0, coverage.shape[0], TILE):
        for x in range(0, coverage.shape[1], TILE):
            tile = coverage[y : y + TILE, x : x + TILE]
            down, across = (np.arange(n, dtype=np.float32) for n in tile.shape)
            tile[:] = _covered_tile(
                stroke,
                ways,
                step * (across[None] + (columns.start + x)) + np.float32(0.5),
                step * (down[:, None] + (rows.start + y)) + np.float32(0.5),
            )
    return (rows, columns), coverage


def similar(photo: Picture, at: Point, tolerance: float) -> Mask:
    """(H, W), 0..255: what is connected with the point `at` of the photo and differs by `tolerance` 0..1 at most."""
    small = preview(photo, FILL_SIDE).astype(np.float32) / 255
    height, width, _ = small.shape
    column = min(max(int(at[0] * width / photo.width), 0), width - 1)
    row = min(max(int(at[1] * height / photo.height), 0), height - 1)
    alike = np.abs(small - small[row, column]).max(2) <= tolerance
    found = _connected(alike, row, column)
    full = Image.fromarray(255 * found.astype(np.uint8)).resize((photo.width, photo.height), Image.Resampling.BILINEAR)
    return np.array(full)


def _with(region: Region, mask: Mask, box: Box, values: Mask) -> Region:
    """The region with a mask that is nobody else's, and `values` put in it."""
    mask[box] = values
    return replace(region, mask=mask)


def _covered_tile(
    stroke: Stroke, ways: NDArray[np.float64], x: NDArray[np.float32], y: NDArray[np.float32]
) -> Mask | int:
    """What a stroke along `ways` covers of the pixels with their centres at x (1, w) and y (h, 1).

    Far from the brush and well inside it that is one number. Else only the ways are measured that can be the nearest
    of a pixel: those that are not farther from the tile's centre than the nearest one and twice the tile's radius.
    """
    starts, ends = ways[:-1], ways[1:]
    middle = float(x[0, 0] + x[0, -1]) / 2, float(y[0, 0] + y[-1, 0]) / 2
    apart = np.sqrt(_apart(np.array(middle[0]), np.array(middle[1]), (*starts.T, *ends.T)))
    half = math.hypot(float(x[0, -1]) - middle[0], float(y[-1, 0]) - middle[1]) + 1  # and one for rounding
    fade = max(stroke.softness * stroke.radius, 1.0)
    if apart.min() - half > stroke.radius + 1:
        return 0
    if apart.min() + half < stroke.radius - fade:
        return 255
    near = np.flatnonzero(apart <= apart.min() + 2 * half)
    squares = (_apart(x, y, (*starts[way].tolist(), *ends[way].tolist())) for way in near)
    away = np.sqrt(functools.reduce(np.minimum, squares))
    values = np.clip((stroke.radius - away) / fade + (0.5 if fade == 1.0 else 0.0), 0, 1)
    coverage: Mask = (255 * values).round().astype(np.uint8)
    return coverage


def _apart(x: NDArray[Any], y: NDArray[Any], way: tuple[Any, Any, Any, Any]) -> NDArray[Any]:
    """Squared distances of the points (x, y) from a straight way (x0, y0, x1, y1); all of them broadcast."""
    x0, y0, x1, y1 = way
    across, down = x1 - x0, y1 - y0
    x, y, square = x - x0, y - y0, across * across + down * down + 1e-9  # a way may be a point
    along = (x * (across / square) + y * (down / square)).clip(0, 1)
    apart: NDArray[Any] = np.square(x - along * across) + np.square(y - along * down)
    return apart


def _span(low: float, high: float, length: int, step: int) -> slice:
    """Of every step-th of `length` pixels: those from `low` to `high`, and perhaps one more at each end."""
    count = -(-length // step)
    first = min(max(math.floor(low / step), 0), count)
    return slice(first, max(min(math.floor(high / step) + 1, count), first))


def _connected(allowed: NDArray[np.bool_], row: int, column: int) -> NDArray[np.bool_]:
    """What can be reached from (row, column) over neighbours that are allowed: whole runs at a time, by turns."""
    found = np.zeros_like(allowed)
    found[row, column] = allowed[row, column]
    count = 0
    while found.sum() > count:
        count = int(found.sum())
        found = _along_runs(found, allowed)
        found = _along_runs(found.T, allowed.T).T
    return found


def _along_runs(found: NDArray[np.bool_], allowed: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Every run of allowed pixels of a row that something was found in."""
    rows, columns = allowed.shape
    runs = np.cumsum(~allowed, axis=1) + (columns + 1) * np.arange(rows)[:, None]
    reached = np.zeros(rows * (columns + 1), np.bool_)
    reached[runs[found]] = True
    along: NDArray[np.bool_] = allowed & reached[runs]
    return along
