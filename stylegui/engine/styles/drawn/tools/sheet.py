"""A sheet to draw on, where its shorter side is 1 long."""

import numpy as np
import skia
from numpy.typing import ArrayLike, NDArray

from stylegui.engine.styles.drawn.tools.fields import Field

# Each the quicker of two that look alike.
STAMPED = skia.SamplingOptions(skia.FilterMode.kLinear, skia.MipmapMode.kLinear)
BENT = skia.SamplingOptions(skia.FilterMode.kLinear, skia.MipmapMode.kNearest)
ROOM = 2  # pixels between marks on their common sheet, so that none bleeds into another


class Marks:
    """Marks to stamp, each drawn from left to right.

    Attributes:
        count, height, width: how many, and their pixels. image: all of them, one below the other.
    """

    def __init__(self, opacity: Field, light: Field | None = None) -> None:
        """(N, h, w) both, clipped to 0..1: where each mark covers, and how light it is there."""
        self.count, self.height, self.width = opacity.shape
        light = np.ones_like(opacity) if light is None else light
        around = ((0, 0), (0, ROOM), (0, 0))
        covered, lit = np.pad(opacity.clip(0, 1), around), np.pad(light.clip(0, 1), around)
        rgba = np.stack([lit * covered] * 3 + [covered], 3).reshape(-1, self.width, 4)
        self.image = _image(_eight_bit(rgba))

    def rectangle(self, index: int) -> skia.Rect:
        """Where a mark is on the image."""
        return skia.Rect.MakeXYWH(0, index * (self.height + ROOM), self.width, self.height)


class Sheet:
    """What is drawn; lengths are shares of its shorter side.

    Attributes:
        unit: that side in pixels.
    """

    def __init__(self, height: int, width: int, ground: Field) -> None:
        """`ground` is a colour (3,) or a picture (H, W, 3), in [0, 1]."""
        self.unit = min(height, width)
        self._surface = skia.Surface(width, height)
        self._canvas = self._surface.getCanvas()
        if ground.ndim == 1:
            self._canvas.clear(_colour(ground, 1.0))
        else:
            rgba = np.full((height, width, 4), 255, np.uint8)
            rgba[..., :3] = _eight_bit(ground.clip(0, 1))
            self._canvas.drawImage(_image(rgba), 0, 0)

    def pixels(self) -> Field:
        """(H, W, 3) in [0, 1]."""
        return self._levels()[..., :3] / np.float32(255)

    def grey(self) -> Field:
        """(H, W) in [0, 1], of what is drawn in greys."""
        return self._levels()[..., 0] / np.float32(255)

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
        angle: ArrayLike,
        length: ArrayLike,
        colours: Field,
        opacity: ArrayLike = 1.0,
        *,
        rng: np.random.Generator,
    ) -> None:
        """One of the marks at each of points (N, 2), in the order given; `rng` says which.

        `angle` (N,) or for all in radians, clockwise from the right; `length` of the marks; `colours` (N, 3) or (3,).
        """
        count = len(points)
        which = rng.integers(0, marks.count, count).tolist()
        scales = np.broadcast_to(np.asarray(length) * (self.unit / marks.width), count).tolist()
        turns = np.broadcast_to(np.asarray(angle), count).tolist()
        where = (points * self.unit).tolist()
        middle = marks.width / 2, marks.height / 2
        forms = [
            skia.RSXform.MakeFromRadians(scale, turn, x, y, *middle)
            for scale, turn, (x, y) in zip(scales, turns, where, strict=True)
        ]
        seen = np.broadcast_to(np.asarray(opacity), count)[:, None]
        packed = _packed(np.concatenate([seen, np.broadcast_to(colours, (count, 3))], 1))
        rectangles = [marks.rectangle(index) for index in range(marks.count)]
        self._canvas.drawAtlas(
            marks.image, forms, [rectangles[index] for index in which], packed.tolist(), skia.BlendMode.kModulate,
            STAMPED,
        )  # fmt: skip

    def ribbons(self, ribbons: "Ribbons", marks: Marks, colours: Field) -> None:
        """Marks bent along paths, in the order given; `colours` (N, 3)."""
        argb = _packed(np.concatenate([np.ones((len(colours), 1)), colours], 1))
        paint = skia.Paint(AntiAlias=True, Shader=marks.image.makeShader(BENT))
        for part, corners, on_image, triangles in ribbons.parts:
            tints = np.repeat(argb[part], ribbons.corners).tolist()
            vertices = skia.Vertices(skia.Vertices.kTriangles_VertexMode, corners, on_image, tints, triangles)
            self._canvas.drawVertices(vertices, paint, skia.BlendMode.kModulate)

    def _levels(self) -> NDArray[np.uint8]:
        levels: NDArray[np.uint8] = self._surface.toarray(colorType=skia.kRGBA_8888_ColorType)
        return levels

    def _path(self, points: Field, closed: bool) -> skia.Path:
        path = skia.Path()
        path.addPoly(_points(points * self.unit), closed)
        return path


class Ribbons:
    """Paths that marks are bent along: on one sheet or, at the same places, on several.

    Attributes:
        corners: of each. parts: as many at once as corners can be counted in 16 bits; which, where their corners are on
            the sheet and on the marks' image, and their triangles' corners.
    """

    def __init__(self, sheet: Sheet, marks: Marks, paths: Field, width: float, *, rng: np.random.Generator) -> None:
        """Along each of paths (N, P, 2) one of the marks, or of others of their size; `rng` says which."""
        count, points, _ = paths.shape
        ahead = np.gradient(paths, axis=1)
        ahead = ahead / np.maximum(np.linalg.norm(ahead, axis=2, keepdims=True), 1e-9)
        aside = width / 2 * np.stack([-ahead[..., 1], ahead[..., 0]], 2)
        corners = np.stack([paths - aside, paths + aside], 2) * sheet.unit  # (N, P, 2 sides, 2)
        tops = rng.integers(0, marks.count, count) * (marks.height + ROOM)
        on_image = np.empty_like(corners)
        on_image[..., 0] = np.linspace(0, marks.width, points)[None, :, None]
        on_image[..., 1] = tops[:, None, None] + np.array((0, marks.height))
        triangles = (2 * np.arange(points - 1)[:, None] + np.array((0, 1, 2, 1, 3, 2))).ravel()
        self.corners, most = 2 * points, 2**15 // points
        self.parts = []
        for start in range(0, count, most):
            part = slice(start, start + most)
            firsts = self.corners * np.arange(len(corners[part]))[:, None]
            where = (_points(corners[part]), _points(on_image[part]), (firsts + triangles).ravel().tolist())
            self.parts.append((part, *where))


def _points(corners: Field) -> list[skia.Point]:
    """Of (..., 2)."""
    return [skia.Point(x, y) for x, y in corners.reshape(-1, 2).tolist()]


def _colour(colour: Field, opacity: float) -> skia.Color4f:
    red, green, blue = np.clip(colour, 0, 1).tolist()
    return skia.Color4f(red, green, blue, opacity)


def _image(rgba: NDArray[np.uint8]) -> skia.Image:
    return skia.Image.fromarray(np.ascontiguousarray(rgba), colorType=skia.kRGBA_8888_ColorType)


def _eight_bit(values: Field) -> NDArray[np.uint8]:
    return np.ascontiguousarray(values * 255 + 0.5).astype(np.uint8)


def _packed(argb: Field) -> NDArray[np.uint32]:
    """(N,), of (N, 4) in [0, 1]."""
    levels = _eight_bit(argb.clip(0, 1)).astype(np.uint32)
    packed: NDArray[np.uint32] = (levels << np.array((24, 16, 8, 0), np.uint32)).sum(1, dtype=np.uint32)
    return packed
