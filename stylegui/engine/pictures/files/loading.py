"""Pictures from files: whatever is none, or is damaged, is refused with words."""

import errno
import stat
import struct
import warnings
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

from stylegui.engine.errors import Problem
from stylegui.engine.pictures.files.deep import BROKEN_PROFILE, Stored, opened, stored_deep
from stylegui.engine.pictures.files.heif import kind_of, opened_heif, stored_heif
from stylegui.engine.pictures.files.spaces import converted, is_srgb, space_of, srgb
from stylegui.engine.pictures.images import MIN_SIDE, Picture

# An allow-list: Pillow also opens formats that run other programs (EPS) or that nobody paints in.
READABLE = {
    "PNG": (".png",),
    "JPEG": (".jpg", ".jpeg", ".jpe", ".mpo"),
    "WEBP": (".webp",),
    "TIFF": (".tif", ".tiff"),
    "BMP": (".bmp",),
    "GIF": (".gif",),
    "AVIF": (".avif",),
    "HEIF": (".heic", ".heif", ".hif"),
}
PICTURE_ENDINGS = frozenset(ending for endings in READABLE.values() for ending in endings)
BY_PILLOW = tuple(kind for kind in READABLE if kind not in ("AVIF", "HEIF"))
# What Pillow's decoders raise for a damaged file: their parsers in Python trip over nonsense in many ways.
DAMAGE = (
    OSError, EOFError, SyntaxError, ValueError, TypeError, LookupError, ArithmeticError, RuntimeError, struct.error,
)  # fmt: skip
MAX_ASPECT = 16
MOST_PIXELS = 270_000_000  # of a file: more is taken for a bomb
Image.MAX_IMAGE_PIXELS = MOST_PIXELS
TIFF_BEGINNINGS = (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")
BITS_PER_SAMPLE = 258  # a tag of TIFF
FILM = b"avis"  # a kind of AVIF, which does not tell how many pictures it has
DEPTH_OF_PNG = 24  # the byte of its header that tells


def load(path: Path) -> Picture:
    """Read a picture file: orientation applied, colours in sRGB, alpha apart, only the first frame.

    Raises Problem for whatever is not a picture this application can use.
    """
    try:
        _check_source(path)
        encoded = path.read_bytes()
    except OSError as error:
        raise Problem(_reading_failed(path, error)) from error
    return decode(encoded, path)


def decode(encoded: bytes, path: Path) -> Picture:
    """The same of a file's bytes; `path` is where they came from, for messages and for the picture's name."""
    found, notices = stored(encoded, path)
    pixels, space = found.pixels, None if found.profile is None else space_of(found.profile)
    if space is not None:
        pixels = converted(pixels, space, srgb())
    told = tuple(f"{path.name}: {each}" for each in notices)
    return Picture(pixels, found.alpha, path.name, path, told, encoded, found.profile)


def stored(encoded: bytes, path: Path) -> tuple[Stored, list[str]]:
    """What a picture's file holds, in its own colours, and what is to be known of it. Raises Problem."""
    with warnings.catch_warnings():
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        # Oddities in EXIF or TIFF tags are no reason to alarm anybody: the pixels are what counts.
        warnings.simplefilter("ignore", UserWarning)
        try:
            try:
                if kind := kind_of(encoded):
                    return _deep(encoded, kind, path) if kind == "AVIF" else _heif(encoded, path)
                with Image.open(BytesIO(encoded), formats=BY_PILLOW) as image:
                    _check_shape(path, image.width, image.height)
                    return _deep(encoded, image.format or "", path) if _is_deep(image, encoded) else _decode(image)
            except UnidentifiedImageError:
                if encoded[:4] not in TIFF_BEGINNINGS:
                    raise
                return _deep(encoded, "TIFF", path)  # floating point in colour, or more channels than Pillow knows
        except UnidentifiedImageError as error:
            kinds = ", ".join(READABLE)
            raise Problem(f"{path} is not a picture that can be read here ({kinds})") from error
        except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
            raise Problem(_too_many(path)) from error
        except DAMAGE as error:
            raise Problem(f"{path} is damaged or incomplete ({error}): please get it again") from error
        except MemoryError as error:
            raise Problem(f"{path} is too large for this computer's memory: please make it smaller") from error


def _too_many(path: Path) -> str:
    return f"{path} has more than {MOST_PIXELS // 1_000_000} megapixels: please make it smaller first"


def from_array(pixels: NDArray[np.uint8], name: str) -> Picture:
    """A picture from (H, W, 3) or (H, W, 4) sRGB levels, as pasted or dragged. Raises Problem if too small."""
    _check_shape(name, pixels.shape[1], pixels.shape[0])
    alpha = pixels[..., 3] if pixels.shape[2] == 4 else None
    return Picture(np.ascontiguousarray(pixels[..., :3]), _opaque_as_none(alpha), name)


def _check_source(path: Path) -> None:
    """Before it is opened: a pipe would be waited for, a device read without end."""
    status = path.stat()
    if stat.S_ISDIR(status.st_mode):
        raise Problem(f"{path} is a folder: please choose a picture in it")
    if not stat.S_ISREG(status.st_mode):
        raise Problem(f"{path} is not an ordinary file: please choose a picture")
    if status.st_size == 0:
        raise Problem(f"{path} is empty (0 bytes): please choose another file")


def _reading_failed(path: Path, error: OSError) -> str:
    if isinstance(error, (FileNotFoundError, NotADirectoryError)):
        return f"there is no file {path}: please check the name"
    if error.errno == errno.ENAMETOOLONG:
        return f"the name is too long for this disk: {path}; please check it"
    if isinstance(error, PermissionError):
        return f"no permission to read {path}: please change its permissions or copy it elsewhere"
    return f"cannot read {path}: {error.strerror or error}"


def _check_shape(what: Path | str, width: int, height: int) -> None:
    if min(width, height) < MIN_SIDE and max(width, height) <= MIN_SIDE * MAX_ASPECT:
        raise Problem(f"{what} is only {width} × {height} pixels; at least {MIN_SIDE} × {MIN_SIDE} are needed")
    if max(width, height) > MAX_ASPECT * min(width, height):
        raise Problem(
            f"{what} is too long and narrow ({width} × {height} pixels): one side may be at most "
            f"{MAX_ASPECT} times the other; please crop it"
        )


def _is_deep(image: Image.Image, encoded: bytes) -> bool:
    """Whether it has more than 8 bits a channel, which Pillow would drop."""
    if image.format == "TIFF":
        bits = getattr(image, "tag_v2", {}).get(BITS_PER_SAMPLE, (1,))
        return any(each > 8 for each in (bits if isinstance(bits, tuple) else (bits,)))
    return image.format == "PNG" and encoded[DEPTH_OF_PNG] > 8


def _heif(encoded: bytes, path: Path) -> tuple[Stored, list[str]]:
    file = opened_heif(encoded)
    _check_size(path, *file.size)
    return _whole(*stored_heif(file), len(file))


def _check_size(path: Path, width: int, height: int) -> None:
    _check_shape(path, width, height)
    if width * height > MOST_PIXELS:
        raise Problem(_too_many(path))


def _deep(encoded: bytes, kind: str, path: Path) -> tuple[Stored, list[str]]:
    image = opened(encoded, kind)
    _check_size(path, image.width, image.height)
    pages = image.get("n-pages") if image.get_typeof("n-pages") else 1
    return _whole(*stored_deep(image), "several" if encoded[8:12] == FILM else pages)


def _whole(found: Stored, problem: str, pages: int | str) -> tuple[Stored, list[str]]:
    notices = [] if pages == 1 else [f"the first of {pages} frames or pages is used"]
    return replace(found, alpha=_opaque_as_none(found.alpha)), [*notices, *([problem] if problem else [])]


def _decode(image: Image.Image) -> tuple[Stored, list[str]]:
    notices = []
    frames = getattr(image, "n_frames", 1)
    if frames > 1 and image.format != "MPO":  # an MPO's further frames are previews or the other eye's view
        notices.append(f"the first of {frames} frames or pages is used")
    image.seek(0)
    image.load()
    profile = image.info.get("icc_profile")
    turned: Image.Image = ImageOps.exif_transpose(image)
    alpha = None
    if turned.has_transparency_data:
        turned = turned.convert("RGBA")
        alpha = _opaque_as_none(np.array(turned.getchannel("A")))
        turned = turned.convert("RGB")
    elif turned.mode not in ("RGB", "L", "CMYK", "LAB"):
        turned = turned.convert("L" if turned.mode == "1" else "RGB")
    if profile and turned.mode == "RGB" and space_of(profile) is not None:
        return Stored(np.array(turned), alpha, None if is_srgb(profile) else profile), notices
    if profile:
        turned, problem = _to_srgb(turned, profile)
        notices += [problem] if problem else []
    return Stored(np.array(turned.convert("RGB")), alpha, None), notices


def _to_srgb(image: Image.Image, profile: bytes) -> tuple[Image.Image, str]:
    """The picture in sRGB, and what went wrong with its profile, or ""."""
    try:
        source = ImageCms.ImageCmsProfile(BytesIO(profile))
        space = source.profile.xcolor_space.strip()
        if space == "GRAY" and image.mode != "L":
            image = image.convert("L")
        if space == "RGB" and image.mode == "L":
            image = image.convert("RGB")
        made = ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return image, BROKEN_PROFILE
    return made or image, ""


def _opaque_as_none(alpha: NDArray[np.uint8] | None) -> NDArray[np.uint8] | None:
    return None if alpha is None or bool((alpha == 255).all()) else np.ascontiguousarray(alpha)
