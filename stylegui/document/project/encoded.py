"""Pixels to bytes and back, as they lie in a project."""

from io import BytesIO
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from stylegui.engine.errors import Problem
from stylegui.engine.pictures.files.loading import DAMAGE

Pixels = NDArray[np.uint8]


def png(pixels: Pixels) -> bytes:
    """(h, w, 3) or (h, w, 4), exactly; quickly rather than small."""
    encoded = BytesIO()
    Image.fromarray(pixels).save(encoded, "PNG", compress_level=1)
    return encoded.getvalue()


def jpeg(pixels: Pixels) -> bytes:
    """(h, w, 3), for the eye."""
    encoded = BytesIO()
    Image.fromarray(pixels).save(encoded, "JPEG", quality=85)
    return encoded.getvalue()


def decoded(data: bytes, path: Path) -> Pixels:
    """(h, w, 3) of what either has made, for the project at `path`. Raises Problem if it is damaged."""
    try:
        with Image.open(BytesIO(data), formats=("PNG", "JPEG")) as image:
            return np.array(image.convert("RGB"))
    except (*DAMAGE, Image.DecompressionBombError) as error:
        raise Problem(f"{path}: a picture in it is damaged ({error}); please open a copy of it") from error
