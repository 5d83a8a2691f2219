"""HEIC, HEIF and AVIF: what telephones save. HEVC by pi-heif, which only reads, and AV1 by libvips."""

from io import BytesIO

import numpy as np
import pi_heif  # type: ignore[import-untyped]  # it has no annotations

from stylegui.engine.pictures.files.deep import BROKEN_PROFILE, Stored, opened, stored_deep
from stylegui.engine.pictures.files.spaces import is_srgb, space_of

AVIF = (b"avif", b"avis")
HEIF = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1")
SEVERAL = 0  # pictures: a film does not tell how many
BRANDS = slice(8, 64)  # bytes of a file's head that name what it holds


def kind_of(encoded: bytes) -> str:
    """ "AVIF", "HEIF", or "" for another file."""
    if encoded[4:8] != b"ftyp":
        return ""
    brands = encoded[BRANDS]
    if encoded[8:12] in AVIF or (encoded[8:12] == b"mif1" and b"avif" in brands):
        return "AVIF"
    return "HEIF" if encoded[8:12] in HEIF else ""


def size_of(encoded: bytes, kind: str) -> tuple[int, int, int]:
    """Width, height and number of pictures, or SEVERAL, before any is decoded.

    Raises ValueError and the like for damage.
    """
    if kind == "AVIF":
        image = opened(encoded, kind)
        pages = image.get("n-pages") if image.get_typeof("n-pages") else 1
        return image.width, image.height, SEVERAL if encoded[8:12] == b"avis" else pages
    file = pi_heif.open_heif(BytesIO(encoded), convert_hdr_to_8bit=False)
    return *file.size, len(file)


def stored_heif(encoded: bytes, kind: str) -> tuple[Stored, str]:
    """What is in it, turned as it says, with as many bits as it has; and what is wrong with its profile, or ""."""
    if kind == "AVIF":
        image = opened(encoded, kind)
        found, problem = stored_deep(image)
        bits = image.get("bits-per-sample") if image.get_typeof("bits-per-sample") else 8
        return _spread(found, bits), problem
    file = pi_heif.open_heif(BytesIO(encoded), convert_hdr_to_8bit=False)
    pixels = np.array(file)  # a copy: its memory goes with the file
    alpha = None
    if pixels.shape[2] == 4:
        alpha = pixels[..., 3] if pixels.dtype == np.uint8 else (pixels[..., 3] >> 8).astype(np.uint8)
    profile, problem = file.info.get("icc_profile"), ""
    if profile is not None and space_of(profile) is None:
        profile, problem = None, BROKEN_PROFILE
    if profile is not None and is_srgb(profile):
        profile = None
    return _spread(Stored(np.ascontiguousarray(pixels[..., :3]), alpha, profile), file.info["bit_depth"]), problem


def metadata_of(encoded: bytes) -> tuple[bytes, bytes]:
    """EXIF and XMP; empty where there is none. Raises ValueError and the like for damage."""
    if kind_of(encoded) == "AVIF":
        image = opened(encoded, "AVIF")
        exif, xmp = (image.get(name) if image.get_typeof(name) else b"" for name in ("exif-data", "xmp-data"))
        return exif, xmp
    info = pi_heif.open_heif(BytesIO(encoded)).info
    return info.get("exif") or b"", info.get("xmp") or b""


def _spread(found: Stored, bits: int) -> Stored:
    """Over the whole range of 16 bits: libheif leaves the lowest of them empty."""
    if found.pixels.dtype == np.uint8 or not 8 < bits < 16:
        return found
    levels = (found.pixels >> (16 - bits)).astype(np.float32) * (65535 / (2**bits - 1))
    return Stored(levels.round().astype(np.uint16), found.alpha, found.profile)
