"""Where a picture lies in a window: the arithmetic of zoom and pan, without any widget."""

from dataclasses import dataclass, replace
from typing import Self

SMALLEST_ZOOM, LARGEST_ZOOM = 0.05, 32.0
MARGIN = 16.0
"""Logical pixels left free around a picture that is fitted."""
STEPS = (0.05, 0.0625, 0.0833, 0.125, 0.1667, 0.25, 0.333, 0.5, 0.667, 1.0,
         1.5, 2.0, 3.0, 4.0, 6.0, 8.0, 12.0, 16.0, 24.0, 32.0)  # fmt: skip


@dataclass(frozen=True)
class View:
    """One position of a picture in a window. Every method returns a new view or a number.

    Attributes:
        picture: width and height of the picture in its own pixels, at least 1 x 1.
        window: width and height of the window in logical pixels.
        ratio: device pixels for one logical pixel.
        zoom: device pixels for one picture pixel; 1.0 is what people call 100 %.
        centre: the point of the picture, in picture pixels, that lies at the window's centre.
        fitted: the zoom follows the window, so that the whole picture is seen.
    """

    picture: tuple[float, float] = (1.0, 1.0)
    window: tuple[float, float] = (1.0, 1.0)
    ratio: float = 1.0
    zoom: float = 1.0
    centre: tuple[float, float] = (0.5, 0.5)
    fitted: bool = True

    @property
    def scale(self) -> float:
        """Logical pixels for one picture pixel."""
        return self.zoom / self.ratio

    @property
    def origin(self) -> tuple[float, float]:
        """The picture's top left corner in the window, on a whole device pixel so that 100 % is sharp."""
        x, y = self._exact(0), self._exact(1)
        return round(x * self.ratio) / self.ratio, round(y * self.ratio) / self.ratio

    @property
    def size(self) -> tuple[float, float]:
        """Width and height of the picture in the window, in logical pixels."""
        return self.picture[0] * self.scale, self.picture[1] * self.scale

    def to_picture(self, x: float, y: float) -> tuple[float, float]:
        """The picture point under a window point."""
        left, top = self.origin
        return (x - left) / self.scale, (y - top) / self.scale

    def fit(self) -> Self:
        """The whole picture, as large as the window allows. Small pictures are enlarged."""
        room = [max(length - 2 * MARGIN, 1.0) for length in self.window]
        zoom = min(room[0] / self.picture[0], room[1] / self.picture[1]) * self.ratio
        centre = (self.picture[0] / 2, self.picture[1] / 2)
        return replace(self, zoom=min(zoom, LARGEST_ZOOM), centre=centre, fitted=True)

    def zoomed(self, zoom: float, x: float | None = None, y: float | None = None) -> Self:
        """Another zoom, within bounds; the picture point under (x, y) stays, or the window's centre does."""
        x = self.window[0] / 2 if x is None else x
        y = self.window[1] / 2 if y is None else y
        # A picture too large for the smallest zoom may still be shrunk until it fits.
        zoom = min(max(zoom, min(SMALLEST_ZOOM, self.fit().zoom)), LARGEST_ZOOM)
        change = (1 / self.scale) - (self.ratio / zoom)
        centre = (
            self.centre[0] + (x - self.window[0] / 2) * change,
            self.centre[1] + (y - self.window[1] / 2) * change,
        )
        return replace(self, zoom=zoom, centre=centre, fitted=False)._clamped()

    def stepped(self, direction: int) -> Self:
        """The next larger (+1) or smaller (-1) of the usual zooms, about the window's centre."""
        # A hundredth of slack, for 33.3 % and 33.4 % are the same step to a person.
        larger = [step for step in STEPS if step > self.zoom * 1.01]
        smaller = [step for step in STEPS if step < self.zoom / 1.01]
        if direction > 0:
            return self.zoomed(larger[0] if larger else LARGEST_ZOOM)
        return self.zoomed(smaller[-1] if smaller else SMALLEST_ZOOM)

    def panned(self, dx: float, dy: float) -> Self:
        """The picture moved by logical pixels, but never out of sight."""
        centre = (self.centre[0] - dx / self.scale, self.centre[1] - dy / self.scale)
        moved = replace(self, centre=centre)._clamped()
        return self if moved.centre == self.centre else replace(moved, fitted=False)

    def resized(self, width: float, height: float, ratio: float) -> Self:
        """The same view in a window of another size: a fit stays a fit, otherwise the centre stays."""
        resized = replace(self, window=(max(width, 1.0), max(height, 1.0)), ratio=ratio)
        return resized.fit() if self.fitted else resized._clamped()

    def of_picture(self, width: float, height: float) -> Self:
        """The view of another picture: nothing moves if it has the same shape, otherwise it is fitted.

        The same photograph at another size has the same shape to within the rounding of its sides; then
        what was seen stays where it was, whatever that makes of the zoom.
        """
        factor = width / self.picture[0]
        same_shape = abs(self.picture[1] * factor - height) <= 0.75 * max(factor, 1.0)
        changed = replace(self, picture=(width, height))
        if self.fitted or not same_shape:
            return changed.fit()
        centre = (self.centre[0] * factor, self.centre[1] * height / self.picture[1])
        return replace(changed, zoom=self.zoom / factor, centre=centre)

    def _exact(self, axis: int) -> float:
        return self.window[axis] / 2 - self.centre[axis] * self.scale

    def _clamped(self) -> Self:
        """A side that the window holds is centred; of a longer one the end comes in an eighth at most.

        That eighth is what lets a point near the edge stay under the pointer while zooming in.
        """
        centre = list(self.centre)
        for axis in (0, 1):
            half = (self.window[axis] / 2) / self.scale
            slack = max(self.window[axis] / 8, MARGIN) / self.scale
            if self.size[axis] <= self.window[axis]:
                centre[axis] = self.picture[axis] / 2
            else:
                low, high = half - slack, self.picture[axis] - half + slack
                centre[axis] = min(max(centre[axis], low), high)
        return replace(self, centre=(centre[0], centre[1]))
