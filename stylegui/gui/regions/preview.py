"""How regions look from afar while they are painted: small, so that every move of the brush is seen at once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from stylegui.engine.regions.region_editor import Box, Point, Stroke, covered, laid
from stylegui.engine.regions.regions import Mask, Region, values_of

SIDE = 640  # pixels of the longer side, at most


@dataclass(eq=False)
class Trace:
    """A stroke that the document does not have yet.

    Attributes:
        stroke: as far as it goes, in the photo's pixels. coverage: (h, w) of the preview, 0..255; it grows.
    """

    stroke: Stroke
    coverage: Mask


class Preview:
    """Every `step`-th pixel of a photo's masks; what strokes make there is exactly what they make of the whole masks.

    Attributes:
        step: as above. shape: height and width in pixels of its own. whole: all of it.
    """

    def __init__(self, width: int, height: int) -> None:
        self._size = width, height
        self.step = -(-max(width, height) // SIDE)
        self.shape = -(-height // self.step), -(-width // self.step)
        self.whole: Box = slice(0, self.shape[0]), slice(0, self.shape[1])
        self._small = WeakKeyDictionary[Region, Region]()

    def begin(self, stroke: Stroke) -> tuple[Trace, Box]:
        """The trace of a stroke of one point, and which part of the preview it may change."""
        trace = Trace(stroke, np.zeros(self.shape, np.uint8))
        return trace, self._cover(trace, stroke)

    def go(self, trace: Trace, point: Point) -> Box:
        """Go on with a trace; returns which part of the preview that may change."""
        last, trace.stroke = trace.stroke.points[-1], replace(trace.stroke, points=(*trace.stroke.points, point))
        return self._cover(trace, replace(trace.stroke, points=(last, point)))

    def regions(self, regions: Iterable[Region], traces: Iterable[Trace]) -> tuple[Region, ...]:
        """The regions with the strokes that are not in them yet, small."""
        found = tuple(self._small_one(region) for region in regions)
        for trace in traces:
            found = self.laid(found, trace)
        return found

    def laid(self, small: tuple[Region, ...], trace: Trace) -> tuple[Region, ...]:
        """Small regions with one more stroke."""
        return laid(small, trace.stroke.kind, self.whole, trace.coverage, self.shape)

    def _cover(self, trace: Trace, stroke: Stroke) -> Box:
        box, coverage = covered(stroke, *self._size, self.step)
        np.maximum(trace.coverage[box], coverage, out=trace.coverage[box])
        return box

    def _small_one(self, region: Region) -> Region:
        small = self._small.get(region)
        if small is None:
            small = replace(region, mask=np.ascontiguousarray(region.mask[:: self.step, :: self.step]))
            self._small[region] = small
        return small


def tinted(regions: Sequence[Region], colours: Sequence[tuple[int, int, int]], box: Box) -> NDArray[np.uint8]:
    """(h, w, 4) RGBA, the colours times alpha: part `box` of regions in their colours, the later one on top."""
    free = np.ones([side.stop - side.start for side in box], np.float32)
    planes = np.zeros((4, *free.shape), np.float32)  # one after the other: a product of matrices would wake threads
    for region, colour in zip(reversed(regions), reversed(colours), strict=True):
        amount = free * values_of(region.mask[box])
        free -= amount
        for plane, level in zip(planes, (*colour, 255), strict=True):
            plane += amount * level
    return np.ascontiguousarray(np.moveaxis(planes.round().astype(np.uint8), 0, 2))
