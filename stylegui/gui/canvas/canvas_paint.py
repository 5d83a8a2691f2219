"""How the canvas draws: pictures, the compare split and the drop highlight. No state of the window."""

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPainter, QPainterPath, QPalette, QPen

from stylegui.gui.basics.qimages import to_qimage

NEAREST_ABOVE = 3.0
"""Above this zoom a person wants to see the pixels, not a smooth guess between them."""
HANDLE_RADIUS = 14.0


class PictureLayer:
    """One picture and, as they are needed, its halves, so that a large one is shrunk without jaggedness.

    Of one whose halves are given, nothing larger than a screen is ever made ready for the painter: converting all of a
    large result would stall the window.
    """

    def __init__(self, pixels: NDArray[np.uint8], halves: Sequence[NDArray[np.uint8]] = ()) -> None:
        self._large = [pixels, *halves][: len(halves)]
        smallest = halves[-1] if halves else pixels
        self._images = [_ready(smallest)]
        height, width, _ = pixels.shape
        self.size = QSize(width, height)

    def small(self) -> QImage:
        """The picture no larger than a screen."""
        return self._images[0]

    def draw(self, painter: QPainter, placed: QRectF, seen: QRectF, zoom: float, ratio: float) -> None:
        """Draw the part of the picture in `seen`, the whole of it lying at `placed` in the window."""
        seen = seen & placed
        if seen.isEmpty():
            return
        scale = placed.width() * ratio / self.size.width()
        level = max(math.floor(-math.log2(scale)), 0) if scale > 0 else 0
        width, height = self._size_at(level)
        across, down = placed.width() / width, placed.height() / height
        # Whole pixels of the image, and one more around, so that the edges are as in the whole picture.
        left = max(math.floor((seen.left() - placed.left()) / across) - 1, 0)
        top = max(math.floor((seen.top() - placed.top()) / down) - 1, 0)
        right = min(math.ceil((seen.right() - placed.left()) / across) + 1, width)
        bottom = min(math.ceil((seen.bottom() - placed.top()) / down) + 1, height)
        target = QRectF(
            placed.left() + left * across,
            placed.top() + top * down,
            (right - left) * across,
            (bottom - top) * down,
        )
        image, source = self._part(level, left, top, right, bottom)
        painter.save()
        painter.setClipRect(seen, Qt.ClipOperation.IntersectClip)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, zoom <= NEAREST_ABOVE)
        painter.drawImage(target, image, source)
        painter.restore()

    def _size_at(self, level: int) -> tuple[int, int]:
        """(width, height) of the smallest halving there is up to `level`."""
        if level < len(self._large):
            height, width, _ = self._large[level].shape
            return width, height
        image = self._image(level - len(self._large))
        return image.width(), image.height()

    def _part(self, level: int, left: int, top: int, right: int, bottom: int) -> tuple[QImage, QRectF]:
        """An image that has this part of a halving, and where it is in it."""
        if level < len(self._large):
            return _ready(self._large[level][top:bottom, left:right]), QRectF(0, 0, right - left, bottom - top)
        return self._image(level - len(self._large)), QRectF(left, top, right - left, bottom - top)

    def _image(self, halvings: int) -> QImage:
        """The smallest one that was halved up to so many times, made when first asked for."""
        while len(self._images) <= halvings and min(self._images[-1].width(), self._images[-1].height()) > 1:
            last = self._images[-1]
            self._images.append(
                last.scaled(
                    last.width() // 2,
                    last.height() // 2,
                    Qt.AspectRatioMode.IgnoreAspectRatio,
                    Qt.TransformationMode.SmoothTransformation,
                )
            )
        return self._images[min(halvings, len(self._images) - 1)]


def _ready(pixels: NDArray[np.uint8]) -> QImage:
    """32 bits are what the painter composes in: converting once is cheaper than each time."""
    return to_qimage(pixels).convertToFormat(QImage.Format.Format_RGB32)


def surround(palette: QPalette) -> QColor:
    """The grey around the picture: a little darker than the window, without a tint that misleads the eye."""
    grey = palette.color(QPalette.ColorRole.Window).lightness()
    shade = round(grey * (0.86 if grey > 127 else 0.72))
    return QColor(shade, shade, shade)


def enlarged(font: QFont, factor: float) -> QFont:
    """The same font larger, whether its size was given in points or in pixels."""
    larger = QFont(font)
    if font.pointSizeF() > 0:
        larger.setPointSizeF(font.pointSizeF() * factor)
    else:
        larger.setPixelSize(round(font.pixelSize() * factor))
    return larger


def draw_hairline(painter: QPainter, placed: QRectF, ratio: float) -> None:
    """A line of one device pixel just outside the picture, so that a white sky still ends somewhere."""
    pixel = 1 / ratio
    painter.setPen(QPen(QColor(0, 0, 0, 90), pixel))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(placed.adjusted(-pixel / 2, -pixel / 2, pixel / 2, pixel / 2))


def draw_split(painter: QPainter, x: float, seen: QRectF, accent: QColor) -> None:
    """The compare line at `x` over the seen part of the picture, and its round handle."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(0, 0, 0, 110), 4))
    painter.drawLine(QPointF(x, seen.top()), QPointF(x, seen.bottom()))
    painter.setPen(QPen(QColor(255, 255, 255), 2))
    painter.drawLine(QPointF(x, seen.top()), QPointF(x, seen.bottom()))
    middle = QPointF(x, seen.center().y())
    painter.setPen(QPen(QColor(0, 0, 0, 110), 1))
    painter.setBrush(QColor(255, 255, 255))
    painter.drawEllipse(middle, HANDLE_RADIUS, HANDLE_RADIUS)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(accent)
    for side in (-1, 1):
        arrow = QPainterPath(middle + QPointF(side * 9.5, 0))
        arrow.lineTo(middle + QPointF(side * 4, -4.5))
        arrow.lineTo(middle + QPointF(side * 4, 4.5))
        arrow.closeSubpath()
        painter.drawPath(arrow)
    painter.restore()


def draw_captions(painter: QPainter, x: float, seen: QRectF, captions: Sequence[str]) -> None:
    """What lies left and right of the split, where there is room to say it."""
    metrics = QFontMetricsF(painter.font())
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for caption, is_left in zip(captions, (True, False), strict=True):
        width, height = metrics.horizontalAdvance(caption) + 16, metrics.height() + 6
        left = x - 12 - width if is_left else x + 12
        pill = QRectF(left, seen.top() + 10, width, height)
        if pill.left() < seen.left() + 4 or pill.right() > seen.right() - 4 or pill.bottom() > seen.bottom():
            continue
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(0, 0, 0, 150))
        painter.drawRoundedRect(pill, height / 2, height / 2)
        painter.setPen(QColor(255, 255, 255))
        painter.drawText(pill, Qt.AlignmentFlag.AlignCenter, caption)
    painter.restore()


def draw_drop_highlight(painter: QPainter, area: QRectF, palette: QPalette, hint: str) -> None:
    """An accent border around the whole area and what dropping here will do."""
    accent = palette.color(QPalette.ColorRole.Accent)
    veil = QColor(accent)
    veil.setAlpha(40)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.fillRect(area, veil)
    painter.setPen(QPen(accent, 3))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(area.adjusted(5, 5, -5, -5), 8, 8)
    painter.setFont(enlarged(painter.font(), 1.3))
    metrics = QFontMetricsF(painter.font())
    width, height = metrics.horizontalAdvance(hint) + 40, metrics.height() + 20
    pill = QRectF(area.center().x() - width / 2, area.center().y() - height / 2, width, height)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(palette.color(QPalette.ColorRole.Window))
    painter.drawRoundedRect(pill, height / 2, height / 2)
    painter.setPen(palette.color(QPalette.ColorRole.WindowText))
    painter.drawText(pill, Qt.AlignmentFlag.AlignCenter, hint)
    painter.restore()
