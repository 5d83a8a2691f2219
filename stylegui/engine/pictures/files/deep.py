"""Pictures with more than 8 bits a channel, by libvips: Pillow has none with colours."""

import os
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from stylegui.engine.pictures.files.spaces import SRGB, is_srgb, space_of
from stylegui.engine.pictures.images import DEEPEST, Pixels

os.environ.setdefault("VIPS_WARNING", "1")  # it would write what it dislikes about a file to the terminal itself
import pyvips  # type: ignore[import-untyped]  # it has no annotations
from pyvips.error import Error as VipsError  # type: ignore[import-untyped]

pyvips.cache_set_max(0)  # what was done before would be kept, pictures with it

LOADERS = {"PNG": "pngload_buffer", "TIFF": "tiffload_buffer", "AVIF": "heifload_buffer"}
OTHERS = ("cmyk", "lab", "labs", "labq", "xyz")  # than red, green and blue
RANGES = {"short": 2**15 - 1, "int": 2**31 - 1, "uint": 2**32 - 1, "char": 2**7 - 1}  # but for unsigned 16 bits
MOST_BANDS = 5  # printers' four colours, and what can be seen
BROKEN_PROFILE = "its colour profile is broken; the colours are read as sRGB"


@dataclass(frozen=True, eq=False)
class Stored:
    """A picture as its file has it, upright.

    Attributes:
        pixels: (H, W, 3) uint8 or uint16, in the file's own colours. alpha: (H, W) uint8, or None where there is none.
        profile: of those colours, ICC; None for sRGB.
    """

    pixels: Pixels
    alpha: NDArray[np.uint8] | None
    profile: bytes | None


def opened(encoded: bytes, kind: str) -> Any:
    """A PNG, TIFF or AVIF, as libvips knows it before its pixels are read. Raises ValueError where it is none."""
    try:
        return getattr(pyvips.Image, LOADERS[kind])(encoded, fail_on="truncated")
    except VipsError as error:
        raise ValueError(_reason(error)) from error


def stored_deep(image: Any) -> tuple[Stored, str]:
    """What is in an opened picture, with 8 or 16 bits a channel, and what is wrong with its profile, or "".

    Raises ValueError where it is damaged.
    """
    problem, profile = "", None
    if image.bands > MOST_BANDS:
        raise ValueError(f"it has {image.bands} channels")
    try:
        image = image.autorot()
        image, alpha = (image[:-1], image[-1]) if image.hasalpha() else (image, None)
        if image.get_typeof("icc-profile-data"):
            profile = image.get("icc-profile-data")
        if image.bands == 1 and profile and space_of(profile) is not None:
            image = image.bandjoin([image, image])
        if image.interpretation in OTHERS or (profile and (image.bands != 3 or space_of(profile) is None)):
            image, problem, profile = *_in_srgb(image), None
        is_deep = image.format != "uchar"
        pixels = _levels(image)
        if image.get("vips-loader").startswith("heif") and image.get_typeof("bits-per-sample"):
            pixels = spread(pixels, image.get("bits-per-sample"))
        opacity = None if alpha is None else (_levels(alpha)[..., 0] >> 8).astype(np.uint8)
    except VipsError as error:
        raise ValueError(_reason(error)) from error
    if pixels.shape[2] not in (1, 3):
        raise ValueError(f"it has {pixels.shape[2]} channels")
    if profile and is_srgb(profile):
        profile = None
    whole: Pixels = np.ascontiguousarray(np.broadcast_to(pixels, (*pixels.shape[:2], 3)))
    whole = whole if is_deep else (whole >> 8).astype(np.uint8)
    return Stored(whole, opacity, profile), problem


def metadata_of(encoded: bytes, kind: str) -> tuple[bytes, bytes]:
    """EXIF and XMP; empty where there is none. Raises ValueError for damage."""
    image = opened(encoded, kind)
    exif, xmp = (image.get(name) if image.get_typeof(name) else b"" for name in ("exif-data", "xmp-data"))
    return exif, xmp


def _in_srgb(image: Any) -> tuple[Any, str]:
    """Printers' colours, Lab, or what a profile that is no matrix says."""
    try:
        made = image.icc_transform("srgb", embedded=True, depth=16, intent="relative")
        made.avg()  # only now the profile is read
    except VipsError:
        return image if image.bands in (1, 3) else image.colourspace("rgb16"), BROKEN_PROFILE
    return made, ""


def encoded(stored: Stored, kind: str, options: dict[str, Any], metadata: dict[str, bytes], density: float) -> bytes:
    """The bytes of its file: PNG, TIFF, JPEG or WEBP, with `metadata` by libvips' names and pixels per inch."""
    pixels = stored.pixels if stored.alpha is None else _with_alpha(stored.pixels, stored.alpha)
    height, width, bands = pixels.shape
    is_deep = pixels.dtype == np.uint16
    memory = np.ascontiguousarray(pixels)  # held until all is encoded
    image = pyvips.Image.new_from_memory(memory.data, width, height, bands, "ushort" if is_deep else "uchar")
    per_mm = density / 25.4
    image = image.copy(interpretation="rgb16" if is_deep else "srgb", xres=per_mm, yres=per_mm)
    named = {"icc-profile-data": stored.profile or SRGB, **metadata}
    for name, data in named.items():
        image.set_type(pyvips.GValue.blob_type, name, data)
    try:
        found: bytes = getattr(image, f"{kind.lower()}save_buffer")(keep="all", **options)
    except VipsError as error:
        raise ValueError(_reason(error)) from error
    return found


def _with_alpha(pixels: Pixels, alpha: NDArray[np.uint8]) -> Pixels:
    if pixels.dtype == np.uint8:
        return np.dstack([pixels, alpha]).astype(np.uint8)
    return np.dstack([pixels, alpha.astype(np.uint16) * 257]).astype(np.uint16)


def _levels(image: Any) -> NDArray[np.uint16]:
    """(H, W, C); what floating point has is 0..1, whole numbers are shares of the largest that they could be.

    By libvips, a strip at a time: a large picture has no room for copies in floating point.
    """
    if image.format in ("float", "double"):
        image = (image.clamp(min=0, max=1) * DEEPEST).rint()
    elif image.format in RANGES:
        image = (image * (DEEPEST / RANGES[image.format])).rint()
    elif image.format == "uchar":
        image = image * 257
    values: NDArray[Any] = image.cast("ushort").numpy()
    return values[..., None] if values.ndim == 2 else values


def spread(levels: NDArray[np.uint16], bits: int) -> NDArray[np.uint16]:
    """Over the whole range of 16 bits, of which libheif leaves the lowest empty; 8 bits are as they are."""
    if not 8 < bits < 16:
        return levels
    shares = (levels >> (16 - bits)).astype(np.float32) / (2**bits - 1)
    return np.asarray((shares * DEEPEST).round(), np.uint16)


def _reason(error: VipsError) -> str:
    return " ".join(str(error.detail).split())[:200]
