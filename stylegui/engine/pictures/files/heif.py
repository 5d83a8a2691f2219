"""HEIC and HEIF, which telephones save, by pi-heif: it only reads, and carries no code under the GPL."""

from io import BytesIO
from typing import Any

import numpy as np
import pi_heif  # type: ignore[import-untyped]  # it has no annotations

from stylegui.engine.pictures.files.deep import BROKEN_PROFILE, Stored, spread
from stylegui.engine.pictures.files.spaces import is_srgb, space_of

AVIF = (b"avif", b"avis")
HEIF = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1")
BRANDS = slice(8, 64)  # bytes of a file's head that name what it holds


def kind_of(encoded: bytes) -> str:
    """ "AVIF" or "HEIF", whose files are built alike, or "" for another."""
    first = encoded[8:12]
    if encoded[4:8] != b"ftyp":
        return ""
    if first in AVIF or (first == b"mif1" and b"avif" in encoded[BRANDS]):
        return "AVIF"
    return "HEIF" if first in HEIF else ""


def opened_heif(encoded: bytes) -> Any:
    """A HEIC or HEIF, as pi-heif knows it before its pixels are read. Raises ValueError and the like for damage."""
    return pi_heif.open_heif(BytesIO(encoded), convert_hdr_to_8bit=False)


def stored_heif(file: Any) -> tuple[Stored, str]:
    """What is in an opened one, turned as it says, and what is wrong with its profile, or "".

    Raises ValueError and the like for damage.
    """
    pixels = np.array(file)  # a copy: its memory goes with the file
    alpha = None
    if pixels.shape[2] == 4:
        alpha = pixels[..., 3] if pixels.dtype == np.uint8 else (pixels[..., 3] >> 8).astype(np.uint8)
    profile, problem = file.info.get("icc_profile"), ""
    if profile is not None and space_of(profile) is None:
        profile, problem = None, BROKEN_PROFILE
    if profile is not None and is_srgb(profile):
        profile = None
    plain = np.ascontiguousarray(pixels[..., :3])
    return Stored(plain if plain.dtype == np.uint8 else spread(plain, file.info["bit_depth"]), alpha, profile), problem
