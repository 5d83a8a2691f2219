"""Colour spaces of three primaries and a curve each (sRGB, Display P3, Adobe RGB): exactly, at any depth.

ICC.1:2022, "matrix/TRC" profiles. Little CMS as Pillow and libvips wrap it works with 8 bits, or loses hundreds of the
levels that 16 have.
"""

import struct
from dataclasses import dataclass
from functools import cached_property, lru_cache
from io import BytesIO

import numpy as np
from numpy.typing import NDArray
from PIL import ImageCms

from stylegui.engine.pictures.images import Pixels

Values = NDArray[np.float64]
SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
LEVELS = 65536  # at which curves are known
LIGHTS = 2**22  # at which their inverses are: a fifth of a level where curves are steepest
MOST_BYTES = 4 * 2**20  # of a profile
ROWS = 256  # that are worked at once: a large picture has no room for copies in floating point
ALIKE = 2e-3  # how far two spaces may be apart in any number and still be the same to the eye
PARAMETERS = (1, 3, 4, 5, 7)  # of each type of a parametric curve


@dataclass(frozen=True, eq=False)
class Space:
    """Of one profile.

    Attributes:
        curves: (3, LEVELS), the light 0..1 of each level of red, green and blue, rising.
        matrix: (3, 3), XYZ (D50) of red, green and blue light.
    """

    curves: Values
    matrix: Values

    @cached_property
    def levels(self) -> NDArray[np.uint16]:
        """(3, LIGHTS), the nearest level of each light of red, green and blue."""
        lights = np.arange(LIGHTS) / (LIGHTS - 1)
        return np.stack(
            [np.interp(lights, curve, np.arange(LEVELS)).round().astype(np.uint16) for curve in self.curves]
        )

    def is_like(self, other: "Space") -> bool:
        """Whether no eye could tell them apart."""
        apart = max(np.abs(self.curves - other.curves).max(), np.abs(self.matrix - other.matrix).max())
        return bool(apart < ALIKE)


@lru_cache(maxsize=8)
def space_of(profile: bytes) -> Space | None:
    """That of an ICC profile; None where it is another kind of profile, or broken."""
    try:
        tags = _tags(profile)
        if profile[12:16] not in (b"mntr", b"scnr", b"spac") or profile[16:24] != b"RGB XYZ ":
            return None
        if b"A2B0" in tags or b"A2B1" in tags:  # it wants more than a matrix
            return None
        matrix = np.stack([_xyz(tags[name]) for name in (b"rXYZ", b"gXYZ", b"bXYZ")], 1)
        with np.errstate(all="ignore"):  # what runs out of range is no curve, as is told below
            curves = np.stack([_curve(tags[name]) for name in (b"rTRC", b"gTRC", b"bTRC")]).clip(0, 1)  # ICC.1, 10.18
    except (KeyError, ValueError, IndexError, struct.error, ArithmeticError):
        return None
    if not np.isfinite(curves).all():
        return None
    rises = bool((np.diff(curves) >= 0).all() and (curves[:, -1] > curves[:, 0]).all())
    sound = bool(np.isfinite(matrix).all()) and abs(np.linalg.det(matrix)) > 1e-6
    return Space(curves, matrix) if rises and sound else None


def converted(pixels: Pixels, source: Space, target: Space) -> Pixels:
    """(H, W, 3) in another space, of the same depth; what that cannot show becomes the nearest that it can."""
    deepest = np.iinfo(pixels.dtype).max
    step = (LEVELS - 1) // deepest
    between = (np.linalg.inv(target.matrix) @ source.matrix).T * (LIGHTS - 1)
    curves = source.curves[:, ::step].astype(np.float32)
    made = np.empty_like(pixels)
    for top in range(0, len(pixels), ROWS):
        rows = pixels[top : top + ROWS]
        light = np.stack([curves[i][rows[..., i]] for i in range(3)], 2) @ between.astype(np.float32)
        where = (light + 0.5).clip(0, LIGHTS - 1).astype(np.int32)
        for i in range(3):
            level = target.levels[i][where[..., i]]
            made[top : top + ROWS, :, i] = level if step == 1 else (level + np.uint32(step // 2)) // step
    return made


def is_srgb(profile: bytes) -> bool:
    """Whether the colours of a profile are sRGB's, to the eye."""
    space = space_of(profile)
    return space is not None and space.is_like(srgb())


def srgb() -> Space:
    """sRGB."""
    space = space_of(SRGB)
    assert space is not None
    return space


def name_of(profile: bytes) -> str:
    """What a profile calls itself."""
    try:
        told = ImageCms.getProfileDescription(ImageCms.ImageCmsProfile(BytesIO(profile)))
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return "a profile of its own"
    return " ".join(told.split())[:60] or "a profile of its own"


def _tags(profile: bytes) -> dict[bytes, bytes]:
    if not 132 <= len(profile) <= MOST_BYTES:
        raise ValueError("no profile has that size")
    (count,) = struct.unpack_from(">I", profile, 128)
    if count > 200:
        raise ValueError("too many tags")
    found = {}
    for number in range(count):
        name, offset, length = struct.unpack_from(">4sII", profile, 132 + 12 * number)
        if offset + length > len(profile):
            raise ValueError("a tag lies beyond the end")
        found[name] = profile[offset : offset + length]
    return found


def _fixed(data: bytes, offset: int, count: int) -> Values:
    """Numbers with 16 bits behind the point."""
    return np.array(struct.unpack_from(f">{count}i", data, offset)) / 65536


def _xyz(data: bytes) -> Values:
    if data[:4] != b"XYZ ":
        raise ValueError("no colour")
    return _fixed(data, 8, 3)


def _curve(data: bytes) -> Values:
    """(LEVELS,), of a 'curv' or 'para' tag."""
    x = np.arange(LEVELS) / (LEVELS - 1)
    if data[:4] == b"curv":
        (count,) = struct.unpack_from(">I", data, 8)
        if count == 0:
            return x
        table = np.array(struct.unpack_from(f">{count}H", data, 12))
        if count == 1:
            return np.asarray(x ** (table[0] / 256))
        return np.interp(x, np.linspace(0, 1, count), table / 65535)
    if data[:4] != b"para":
        raise ValueError("no curve")
    (kind,) = struct.unpack_from(">H", data, 8)
    g, a, b, c, d, e, f = (*_fixed(data, 12, PARAMETERS[kind]), *(0.0,) * 6)[:7]
    if kind == 0:
        return np.asarray(x**g)
    if kind in (1, 2):
        return np.where(x >= -b / a, (a * x + b).clip(0) ** g, 0) + (c if kind == 2 else 0)
    return np.asarray(np.where(x >= d, (a * x + b).clip(0) ** g + e, c * x + f))
