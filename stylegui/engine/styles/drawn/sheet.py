"""A sheet to draw on, where its shorter side is 1 long."""

from collections.abc import Iterable

import numpy as np
import skia
from numpy.typing import ArrayLike, NDArray

from stylegui.engine.styles.drawn.noise import Field

ROOM = 2  # pixels between marks on their common sheet, so that none bleeds into another


class Marks:
    """Marks to stamp, each drawn from left to right.

    Attributes:
        count, height, width: how many, and their pixels. image: all of them, one below the other.
    """

    def __init__(self, opacity: Field, light: Field | None = None) -> None:
        """(N, h, w) both, in [0, 1]: where each mark covers, and how light it is there."""
        self.count, self.height, self.width = opacity.shape
        light = np.ones_like(opacity) if light is None else light
        around = ((0, 0), (0, ROOM), (0, 0))
        covered, lit = np.pad(opacity.clip(0, 1), around), np.pad(light.clip(0, 1), around)
        rgba = np.stack([lit * covered] * 3 + [covered], 3).reshape(-1, self.width, 4)
        self.image = skia.Image.fromarray(_eight_bit(rgba), colorType=skia.kRGBA_8888_ColorType)

    def rectangle(self, index: int) -> skia.Rect:
        """Where a mark is on the image."""
        return skia.Rect.MakeXYWH(0, index * (self.height + ROOM), self.width, self.height)


class Sheet:
    """What is drawn; lengths are shares of its shorter side."""

    def __init__(self, height: int, width: int, ground: Field) -> None:
        """`ground` is a colour (3,) or a picture (H, W, 3), in [0, 1]."""
        self.unit = min(height, width)
        self._surface = skia.Surface(width, height)
        self._canvas = self._surface.getCanvas()
        if ground.ndim == 1:
            self._canvas.clear(_colour(ground, 1.0))
        else:
            rgba = _eight_bit(np.dstack([ground.clip(0, 1), np.ones((height, width))]))
            self._canvas.drawImage(skia.Image.fromarray(rgba, colorType=skia.kRGBA_8888_ColorType), 0, 0)

    def pixels(self) -> Field:
        """(H, W, 3) in [0, 1]."""
        seen: Field = self._surface.toarray(colorType=skia.kRGBA_8888_ColorType)[..., :3] / 255.0
        return seen

    def fill(self, outline: Field, colour: Field, opacity: float = 1.0, blur: float = 0.0) -> None:
        """A form of corners (N, 2), x and y, in a colour (3,); its edges soft over `blur`."""
        paint = skia.Paint(AntiAlias=True, Color4f=_colour(colour, opacity))
        if blur:
            paint.setMaskFilter(skia.MaskFilter.MakeBlur(skia.kNormal_BlurStyle, blur * self.unit))
        self._canvas.drawPath(self._path(outline, closed=True), paint)

    def pane(self, outline: Field, colour: Field, other: Field, middle: Field, turn: float, rounding: float) -> None:
        """A form whose colour (3,) goes over into another along `turn` through its middle; its corners rounded."""
        reach = np.abs(outline - middle).max() * np.array((np.cos(turn), np.sin(turn)))
        ends = [skia.Point(*point) for point in ((middle + side * reach) * self.unit for side in (-1, 1))]
        shader = skia.GradientShader.MakeLinear(ends, [_colour(each, 1.0).toColor() for each in (colour, other)])
        paint = skia.Paint(AntiAlias=True, Shader=shader)
        paint.setPathEffect(skia.CornerPathEffect.Make(rounding * self.unit))
        self._canvas.drawPath(self._path(outline, closed=True), paint)

    def line(self, points: Field, colour: Field, thickness: float, opacity: float = 1.0) -> None:
        """Through points (N, 2), with round ends."""
        paint = skia.Paint(
            AntiAlias=True,
            Color4f=_colour(colour, opacity),
            Style=skia.Paint.kStroke_Style,
            StrokeWidth=thickness * self.unit,
            StrokeCap=skia.Paint.kRound_Cap,
            StrokeJoin=skia.Paint.kRound_Join,
        )
        self._canvas.drawPath(self._path(points, closed=False), paint)

    def dot(self, point: Field, colour: Field, width: float) -> None:
        """A round one."""
        x, y = (point * self.unit).tolist()
        self._canvas.drawCircle(x, y, width * self.unit / 2, skia.Paint(AntiAlias=True, Color4f=_colour(colour, 1.0)))

    def stamp(
        self,
        marks: Marks,
        points: Field,
        angle: Field,
        length: ArrayLike,
        colours: Field,
        opacity: ArrayLike = 1.0,
        *,
        rng: np.random.Generator,
        run: int = 1,
    ) -> None:
        """One of the marks at each of points (N, 2), in the order given; the same at `run` points in a row.

        `angle` (N,) in radians, clockwise from the right; `length` of the marks; `colours` (N, 3).
        """
        count = len(points)
        which = np.repeat(rng.integers(0, marks.count, count // run), run).tolist()
        scales = np.broadcast_to(np.asarray(length) * (self.unit / marks.width), count).tolist()
        where = (points * self.unit).tolist()
        middle = marks.width / 2, marks.height / 2
        forms = [
            skia.RSXform.MakeFromRadians(scale, turn, x, y, *middle)
            for scale, turn, (x, y) in zip(scales, angle.tolist(), where, strict=True)
        ]
        seen = np.broadcast_to(opacity, count)[:, None]
        argb = _eight_bit(np.concatenate([seen, colours], 1).clip(0, 1)).astype(np.uint32)
        packed = argb[:, 0] << 24 | argb[:, 1] << 16 | argb[:, 2] << 8 | argb[:, 3]
        rectangles = [marks.rectangle(index) for index in range(marks.count)]
        self._canvas.drawAtlas(
            marks.image, forms, [rectangles[index] for index in which], packed.tolist(), skia.BlendMode.kModulate,
            skia.SamplingOptions(skia.FilterMode.kLinear, skia.MipmapMode.kLinear),
        )  # fmt: skip

    def _path(self, points: Field, closed: bool) -> skia.Path:
        corners: Iterable[tuple[float, float]] = (points * self.unit).tolist()
        path = skia.Path()
        path.addPoly([skia.Point(x, y) for x, y in corners], closed)
        return path


def _colour(colour: Field, opacity: float) -> skia.Color4f:
    red, green, blue = np.clip(colour, 0, 1).tolist()
    return skia.Color4f(red, green, blue, opacity)


def _eight_bit(values: Field) -> NDArray[np.uint8]:
    return np.ascontiguousarray(values * 255 + 0.5).astype(np.uint8)
