"""Results at their full size, and pictures as files."""

from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageCms

from stylegui.engine.errors import Problem
from stylegui.engine.pictures.images import Picture, eight_bit, resize, to_levels
from stylegui.engine.whole_file import check_place, write_whole

WRITABLE = {".png": "PNG", ".jpg": "JPEG", ".jpeg": "JPEG", ".webp": "WEBP", ".tif": "TIFF", ".tiff": "TIFF"}
WEBP_SIDE = 16383  # pixels: its format has no room for more
LOSSY = ("JPEG", "WEBP")  # with a quality
WITHOUT_ALPHA = ("JPEG",)


def finish(pixels: NDArray[np.uint8], width: int, height: int, photo: Picture) -> Picture:
    """A result at its full size, with the photo's alpha: what is saved.

    `pixels` are (h, w, 3); they are resampled where the run has not yet reached width x height.
    """
    if pixels.shape[:2] != (height, width):
        pixels = to_levels(resize(pixels, width, height))
    alpha = None
    if photo.alpha is not None:
        alpha = to_levels(resize(photo.alpha[..., None], width, height)[..., 0])
    return Picture(pixels, alpha, Path(photo.name).stem + "-painted")


def check_target(path: Path, longest: int = 0) -> None:
    """Raises Problem if a result with so many pixels on its longer side could not be saved there.

    Better known before the work than after.
    """
    if path.suffix.lower() not in WRITABLE:
        endings = ", ".join(WRITABLE)
        raise Problem(f"cannot tell the format of {path}: please let its name end in one of {endings}")
    if longest > WEBP_SIDE and WRITABLE[path.suffix.lower()] == "WEBP":
        raise Problem(f"a WebP has {WEBP_SIDE} pixels on a side at most: please save {path.stem} as PNG, JPEG or TIFF")
    check_place(path)


def save(picture: Picture, path: Path, quality: int = 92, background: tuple[int, int, int] | None = None) -> str:
    """Write the picture, whole or not at all; the format follows the name's ending.

    `quality` is 1..100 for JPEG and WebP; `background` (R, G, B) is laid behind transparent parts in JPEG, white
    unless chosen. Returns what the user should know, or "". Raises Problem.
    """
    check_target(path, max(picture.width, picture.height))
    kind, notice = WRITABLE[path.suffix.lower()], ""
    image = Image.fromarray(eight_bit(picture.pixels))
    if picture.alpha is not None and kind in WITHOUT_ALPHA:
        paper = Image.new("RGB", image.size, background or (255, 255, 255))
        image = Image.composite(image, paper, Image.fromarray(picture.alpha))
        notice = "" if background else f"{kind} has no transparency: transparent parts became white"
    elif picture.alpha is not None:
        image.putalpha(Image.fromarray(picture.alpha))
    options: dict[str, Any] = {"icc_profile": ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()}
    if kind in LOSSY:
        options["quality"] = quality
    if kind == "TIFF":
        options["compression"] = "tiff_lzw"
    if kind == "JPEG" and quality >= 90:
        options["subsampling"] = 0  # painted edges between strong colours show halved chroma
    encoded = BytesIO()  # in memory first: an encoder that meets a full disk does not say that this was the reason
    image.save(encoded, kind, **options)
    write_whole(path, encoded.getbuffer())
    return notice
