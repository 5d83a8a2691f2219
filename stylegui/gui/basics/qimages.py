"""Between Qt's pictures and arrays. Everything returned owns its memory."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QMimeData, QSize, Qt
from PySide6.QtGui import QImage, QPixmap

from stylegui.engine.errors import Problem
from stylegui.engine.pictures.files.loading import from_array
from stylegui.engine.pictures.images import Picture

STYLE_NAMES = "application/x-stylegui-styles"  # names of styles, line by line, as the gallery hands them on


def to_qimage(pixels: NDArray[np.uint8]) -> QImage:
    """A QImage of (h, w, 3) RGB or (h, w, 4) RGBA levels."""
    height, width, channels = pixels.shape
    kind = QImage.Format.Format_RGB888 if channels == 3 else QImage.Format.Format_RGBA8888
    contiguous = np.ascontiguousarray(pixels)
    return QImage(contiguous.data, width, height, channels * width, kind).copy()


def to_pixmap(pixels: NDArray[np.uint8]) -> QPixmap:
    """A QPixmap of (h, w, 3) RGB levels."""
    return QPixmap.fromImage(to_qimage(pixels))


def filling(pixels: NDArray[np.uint8], size: QSize) -> QPixmap:
    """The middle of (h, w, 3) RGB levels, as large as fills that size."""
    keep, smooth = Qt.AspectRatioMode.KeepAspectRatioByExpanding, Qt.TransformationMode.SmoothTransformation
    whole = to_pixmap(pixels).scaled(size, keep, smooth)
    left, top = (whole.width() - size.width()) // 2, (whole.height() - size.height()) // 2
    return whole.copy(left, top, size.width(), size.height())


def to_picture(image: QImage, name: str) -> Picture:
    """A picture from what was pasted or dragged. Raises Problem if it is no use."""
    if image.isNull():
        raise Problem(f"{name} holds no picture that can be read here: please save it as a file first")
    rgba = image.convertToFormat(QImage.Format.Format_RGBA8888)
    rows = np.frombuffer(rgba.constBits(), np.uint8).reshape(rgba.height(), rgba.bytesPerLine())
    return from_array(rows[:, : 4 * rgba.width()].reshape(rgba.height(), rgba.width(), 4).copy(), name)


def usable(data: QMimeData) -> bool:
    """Whether what is dragged here holds files, addresses, styles or a picture. (Text can be pasted: see `offers`.)"""
    return data.hasUrls() or data.hasImage() or data.hasFormat(STYLE_NAMES)
