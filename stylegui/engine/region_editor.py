"""Painting regions by hand: brush, eraser, fill by similar colour, undo."""

from collections.abc import Callable, Iterable
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from stylegui.engine.images import Picture, preview
from stylegui.engine.regions import Mask, Region

Point = tuple[float, float]
Box = tuple[slice, slice]
STEPS_BACK, BYTES_BACK = 20, 256 << 20  # that can be taken back, at most
FILL_SIDE = 768  # pixels of the longer side that similar colours are looked for at


class RegionEditor:
    """The regions of one photo while they are painted. Points and radii are in the photo's own pixels.

    What is painted anew lies on top: it takes its place from the other regions. A region that nothing is left of goes.

    Attributes:
        width, height: of the photo. regions: as they are now; in a stroke their masks still change.
        settled: as they were when nothing was being painted: their masks never change.
    """

    def __init__(self, width: int, height: int) -> None:
        self.width, self.height = width, height
        self.regions: tuple[Region, ...] = ()
        self._before: list[tuple[Region, ...]] = []
        self._base: list[Mask | None] | None = None  # masks before the stroke that is being painted; None for a new one
        self._coverage = np.zeros((0, 0), np.uint8)
        self._painted: int | None = None

    @property
    def settled(self) -> tuple[Region, ...]:
        return self._before[-1] if self._base is not None else self.regions

    @property
    def can_undo(self) -> bool:
        """Whether there is something to take back."""
        return bool(self._before)

    def begin(self, kind: Region | None) -> None:
        """Begin a stroke that paints regions like `kind` (same style and part), or erases with None."""
        self._break_off()
        self._remember()
        base: list[Mask | None] = [region.mask for region in self.regions]
        regions = [replace(region, mask=region.mask.copy()) for region in self.regions]
        self._painted = None
        if kind is not None:
            alike = [i for i, region in enumerate(regions) if is_same_kind(region, kind)]
            if not alike:
                alike = [len(regions)]
                regions.append(replace(kind, mask=np.zeros((self.height, self.width), np.uint8)))
                base.append(None)
            self._painted = alike[0]
        self.regions, self._base = tuple(regions), base
        self._coverage = np.zeros((self.height, self.width), np.uint8)

    def stroke(self, start: Point, end: Point, radius: float, softness: float) -> None:
        """Go with the brush from `start` to `end`; `softness` 0..1 is the share of the radius that fades out.

        Without effect once the stroke was broken off.
        """
        box, coverage = covered((self.height, self.width), start, end, radius, softness)
        self._apply(box, coverage)

    def end(self) -> None:
        """End the stroke. What it did not touch is the same as before; a stroke that touched nothing leaves no step."""
        if self._base is None:
            return
        before = self._before[-1]
        kept = []
        for region, base in zip(self.regions, self._base, strict=True):
            same = base is not None and np.array_equal(region.mask, base)
            if region.mask.any():
                kept.append(next(old for old in before if old.mask is base) if same else region)
        self.regions, self._base, self._coverage = tuple(kept), None, np.zeros((0, 0), np.uint8)
        if len(kept) == len(before) and all(new is old for new, old in zip(kept, before, strict=True)):
            self.regions = self._before.pop()

    def fill(self, kind: Region, photo: Picture, at: Point, tolerance: float) -> None:
        """Paint what is connected with the point `at` and of a similar colour, by `tolerance` 0..1."""
        self.begin(kind)
        self._apply((slice(None), slice(None)), similar(photo, at, tolerance))
        self.end()

    def put(self, regions: Iterable[Region]) -> None:
        """Replace all regions; can be undone. A stroke that is being painted is broken off."""
        self._break_off()
        self._remember()
        self.regions = tuple(regions)

    def adapt(self, change: Callable[[tuple[Region, ...]], tuple[Region, ...]]) -> None:
        """Follow a change of the styles or the photo, in what can be taken back as well."""
        self._break_off()
        self.regions = change(self.regions)
        self._before = [change(regions) for regions in self._before]

    def undo(self) -> None:
        """Take the last change back."""
        self._break_off()
        if self._before:
            self.regions = self._before.pop()

    def _break_off(self) -> None:
        """Give up a stroke that is being painted."""
        if self._base is not None:
            self.regions, self._base = self._before.pop(), None

    def _remember(self) -> None:
        before, masks = [*self._before, self.regions][-STEPS_BACK:], dict[int, int]()
        for number, regions in enumerate(reversed(before), 1):  # what steps share is counted once
            masks |= {id(region.mask): region.mask.nbytes for region in regions}
            if sum(masks.values()) > BYTES_BACK:
                before = before[-max(number - 1, 1) :]
                break
        self._before = before

    def _apply(self, box: Box, coverage: Mask) -> None:
        if self._base is None:
            return
        # A stroke that crosses itself covers no more where it crosses: the most of it counts, not the sum.
        whole = np.maximum(self._coverage[box], coverage)
        self._coverage[box] = whole
        for index, (region, base) in enumerate(zip(self.regions, self._base, strict=True)):
            old = np.zeros_like(whole) if base is None else base[box]
            region.mask[box] = np.maximum(old, whole) if index == self._painted else np.minimum(old, 255 - whole)


def is_same_kind(region: Region, other: Region) -> bool:
    """Whether both hold the same style, and the same part of it."""
    return region.style == other.style and region.part is other.part


def without_style(regions: Iterable[Region], index: int) -> tuple[Region, ...]:
    """The regions once the style at `index` is gone."""
    left = (region for region in regions if region.style != index)
    return tuple(
        replace(region, style=region.style - 1) if region.style is not None and region.style > index else region
        for region in left
    )


def covered(shape: tuple[int, int], start: Point, end: Point, radius: float, softness: float) -> tuple[Box, Mask]:
    """What a brush touches of a picture of `shape` from `start` to `end`: rows and columns, and how far, 0..255."""
    height, width = shape
    (x0, y0), (x1, y1) = start, end
    reach = radius + 1
    rows = _span(min(y0, y1) - reach, max(y0, y1) + reach, height)
    columns = _span(min(x0, x1) - reach, max(x0, x1) + reach, width)
    y = np.arange(rows.start, rows.stop, dtype=np.float32)[:, None] + np.float32(0.5 - y0)
    x = np.arange(columns.start, columns.stop, dtype=np.float32)[None] + np.float32(0.5 - x0)
    across, down = x1 - x0, y1 - y0
    length = across * across + down * down
    along = np.clip((x * across + y * down) / length, 0, 1) if length else np.zeros((1, 1), np.float32)
    away = np.hypot(x - along * across, y - along * down)
    fade = max(softness * radius, 1.0)
    values: NDArray[np.float32] = np.clip((radius - away) / fade + (0.5 if fade == 1.0 else 0.0), 0, 1)
    return (rows, columns), (255 * values).round().astype(np.uint8)


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


def _span(low: float, high: float, length: int) -> slice:
    first = min(max(int(low), 0), length)
    return slice(first, max(min(int(high) + 1, length), first))


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
