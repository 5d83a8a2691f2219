"""Small pictures, masks and documents, and what a document says as plain values."""

from dataclasses import replace
from typing import Any

import numpy as np

from stylegui.document.document import Document, with_style
from stylegui.engine.pictures.files.loading import from_array
from stylegui.engine.pictures.images import Picture
from stylegui.engine.regions.regions import Mask, Region
from stylegui.engine.styles.style import Style

WIDTH, HEIGHT = 24, 16  # pixels of every picture


def made_picture(seed: int, name: str = "", channels: int = 3) -> Picture:
    """A picture of noise, as pasted; with 4 channels partly transparent."""
    levels = np.random.default_rng(seed).integers(0, 256, (HEIGHT, WIDTH, channels), np.uint8)
    return from_array(levels, name or f"picture {seed}")


def made_mask(seed: int, height: int = HEIGHT, width: int = WIDTH) -> Mask:
    """A mask with a soft rectangle somewhere."""
    random = np.random.default_rng(seed)
    mask = np.zeros((height, width), np.uint8)
    top, left = int(random.integers(0, height - 4)), int(random.integers(0, width - 4))
    mask[top : top + height // 2, left : left + width // 2] = random.integers(1, 256)
    return mask


def made_document(styles: int = 3) -> Document:
    """A photo, styles with different shares, and a region of each, one of them with a part."""
    document = Document(made_picture(0, "photo"))
    for number in range(styles):
        document = with_style(document, made_picture(number + 1, f"style {number}"))
    regions = tuple(Region(made_mask(number), number) for number in range(styles))
    regions = (*regions, Region(made_mask(9), styles - 1, made_mask(8)), Region(made_mask(10), None))
    shares = tuple(100.0 * (number + 1) * 2 / (styles * (styles + 1)) for number in range(styles))
    return replace(document, settings=document.settings.model_copy(update={"shares": shares}), regions=regions)


def value_of(document: Document) -> dict[str, Any]:
    """All that a document says, in values that equal those of another document that says the same."""
    return {
        "photo": _picture(document.photo),
        "start": _picture(document.start),
        "styles": [_style(style) for style in document.styles],
        "settings": document.settings.model_dump(),
        "regions": [(_array(region.mask), region.style, _array(region.part)) for region in document.regions],
    }


def _style(style: Style) -> tuple[Any, ...]:
    return style.key, _picture(style.source), style.crop, style.rotation, style.brush_size


def _picture(picture: Picture | None) -> tuple[Any, ...] | None:
    return None if picture is None else (picture.name, picture.path, _array(picture.pixels), _array(picture.alpha))


def _array(array: Any) -> tuple[Any, ...] | None:
    return None if array is None else (array.shape, array.dtype.str, array.tobytes())
