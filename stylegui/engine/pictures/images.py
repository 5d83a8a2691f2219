"""Pictures: from a file to an array, with orientation, colour profile, depth and alpha, and at other sizes."""

import errno
import stat
import struct
import warnings
from dataclasses import dataclass, field, replace
from functools import cached_property
from io import BytesIO
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

from stylegui.engine.errors import Problem

# An allow-list: Pillow also opens formats that run other programs (EPS) or that nobody paints in.
READABLE = {
    "PNG": (".png",),
    "JPEG": (".jpg", ".jpeg", ".jpe", ".mpo"),
    "WEBP": (".webp",),
    "TIFF": (".tif", ".tiff"),
    "BMP": (".bmp",),
    "GIF": (".gif",),
    "AVIF": (".avif",),
}
# What Pillow's decoders raise for a damaged file: their parsers in Python trip over nonsense in many ways.
DAMAGE = (
    OSError, EOFError, SyntaxError, ValueError, TypeError, LookupError, ArithmeticError, RuntimeError, struct.error,
)  # fmt: skip
LEAST_COVER = 1 / 255  # of a pixel, so that the colours that can be seen in it count
MIN_SIDE = 16  # pixels: the deepest layer halves a picture four times
MAX_ASPECT = 16
MOST_PIXELS = 270_000_000  # of a file: more is taken for a bomb
PREVIEW = 1600  # pixels of the longer side: enough for a canvas, quick to draw
Image.MAX_IMAGE_PIXELS = MOST_PIXELS
MIN_WORKING_SIDE = 32
HALVED_EVENLY = 8  # pixels, of which relu4_1 sees one

Pixels = NDArray[np.uint8] | NDArray[np.uint16]


@dataclass(frozen=True, eq=False)
class Picture:
    """A picture in memory.

    Attributes:
        pixels: (H, W, 3) sRGB, uint8 or uint16 over its whole range.
        alpha: (H, W) uint8 opacity, or None where every pixel is opaque.
        name: what to call it in the window.
        path: the file it came from, or None (pasted, drawn).
        notices: what the user should know about how it was read.
        encoded: the bytes of its file, as they were read, or None (pasted, drawn).
    """

    pixels: Pixels
    alpha: NDArray[np.uint8] | None = None
    name: str = ""
    path: Path | None = None
    notices: tuple[str, ...] = ()
    encoded: bytes | None = field(default=None, repr=False)

    @property
    def width(self) -> int:
        return int(self.pixels.shape[1])

    @property
    def height(self) -> int:
        return int(self.pixels.shape[0])

    def size_at(self, longer: int) -> tuple[int, int]:
        """(width, height) that it can be had with where `longer` pixels are wanted on the longer side: its own."""
        return self.width, self.height

    def at(self, longer: int) -> "Picture":
        """The same picture with that many pixels."""
        return self

    def has_shape_of(self, other: "Picture") -> bool:
        """Whether both have the same aspect, to a pixel."""
        across, down = self.width * other.height, other.width * self.height
        return abs(across - down) <= max(self.width, self.height, other.width, other.height)

    @cached_property
    def preview(self) -> NDArray[np.uint8]:
        """(h, w, 3) for the eye, its longer side at most `PREVIEW` pixels; made when first asked for."""
        return preview(self)


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
    with warnings.catch_warnings():
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        # Oddities in EXIF or TIFF tags are no reason to alarm anybody: the pixels are what counts.
        warnings.simplefilter("ignore", UserWarning)
        try:
            with Image.open(BytesIO(encoded), formats=tuple(READABLE)) as image:
                _check_shape(path, image.width, image.height)
                return replace(_decode(image, path), encoded=encoded)
        except UnidentifiedImageError as error:
            kinds = ", ".join(READABLE)
            raise Problem(f"{path} is not a picture that can be read here ({kinds})") from error
        except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
            limit = MOST_PIXELS // 1_000_000
            raise Problem(f"{path} has more than {limit} megapixels: please make it smaller first") from error
        except DAMAGE as error:
            raise Problem(f"{path} is damaged or incomplete ({error}): please get it again") from error
        except MemoryError as error:
            raise Problem(f"{path} is too large for this computer's memory: please make it smaller") from error


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


def _decode(image: Image.Image, path: Path) -> Picture:
    notices = []
    frames = getattr(image, "n_frames", 1)
    if frames > 1 and image.format != "MPO":  # an MPO's further frames are previews or the other eye's view
        notices.append(f"{path.name}: the first of {frames} frames or pages is used")
    image.seek(0)
    image.load()
    profile = image.info.get("icc_profile")
    turned: Image.Image = ImageOps.exif_transpose(image)
    alpha = None
    if turned.mode.startswith("I") or turned.mode == "F":
        deep = _deep_grey(turned)
        clear = image.info.get("transparency")  # one level of grey stands for nothing there
        alpha = _opaque_as_none(np.where(deep[..., 0] == clear, 0, 255).astype(np.uint8))
        if not profile:
            return Picture(deep, alpha, path.name, path, tuple(notices))
        turned = Image.fromarray((deep[..., 0] >> 8).astype(np.uint8))
    elif turned.has_transparency_data:
        turned = turned.convert("RGBA")
        alpha = _opaque_as_none(np.array(turned.getchannel("A")))
        turned = turned.convert("RGB")
    elif turned.mode not in ("RGB", "L", "CMYK", "LAB"):
        turned = turned.convert("L" if turned.mode == "1" else "RGB")
    if profile:
        turned, problem = _to_srgb(turned, profile)
        notices += [f"{path.name}: {problem}"] if problem else []
    return Picture(np.array(turned.convert("RGB")), alpha, path.name, path, tuple(notices))


def _deep_grey(image: Image.Image) -> NDArray[np.uint16]:
    """(H, W, 3) uint16 of a grey picture deeper than 8 bits; Pillow's own conversion would clip it."""
    levels = np.asarray(image).astype(np.float64)
    if image.mode == "F":
        levels = levels * 65535  # floating-point TIFF holds 0..1
    grey = np.nan_to_num(levels).round().clip(0, 65535).astype(np.uint16)
    return np.repeat(grey[..., None], 3, axis=2)


def _to_srgb(image: Image.Image, profile: bytes) -> tuple[Image.Image, str]:
    """The picture in sRGB, and what went wrong with its profile, or ""."""
    try:
        source = ImageCms.ImageCmsProfile(BytesIO(profile))
        space = source.profile.xcolor_space.strip()
        if space == "GRAY" and image.mode != "L":
            image = image.convert("L")
        if space == "RGB" and image.mode == "L":
            image = image.convert("RGB")
        converted = ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return image, "its colour profile is broken; the colours are read as sRGB"
    return converted or image, ""


def _opaque_as_none(alpha: NDArray[np.uint8] | None) -> NDArray[np.uint8] | None:
    return None if alpha is None or bool((alpha == 255).all()) else np.ascontiguousarray(alpha)


def working_size(width: int, height: int, longer: int) -> tuple[int, int]:
    """(width, height) with the longer side at `longer` pixels and the picture's own aspect.

    A very long picture gets more, so that its shorter side keeps the pixels that the deepest layer needs.
    """
    scale = max(longer / max(width, height), MIN_WORKING_SIDE / min(width, height))
    return max(MIN_WORKING_SIDE, round(width * scale)), max(MIN_WORKING_SIDE, round(height * scale))


def reading_size(width: int, height: int, longer: int) -> tuple[int, int]:
    """The same of a style, to whole eights.

    Else pooling drops the last row here and not there; and as what a layer sees at a picture's edge is like nothing
    else in it, statistics would jump from one size to the next.
    """
    across, down = working_size(width, height, longer)
    return round(across / HALVED_EVENLY) * HALVED_EVENLY, round(down / HALVED_EVENLY) * HALVED_EVENLY


def resize(pixels: Pixels, width: int, height: int) -> NDArray[np.float32]:
    """(height, width, 3) float32 in [0, 1], resampled with antialiasing (Lanczos)."""
    return resize_values(pixels, width, height, float(np.iinfo(pixels.dtype).max))


def resize_visible(picture: Picture, width: int, height: int) -> NDArray[np.float32]:
    """The same of a picture: what its alpha hides lends no colour to what can be seen beside it."""
    plain = resize(picture.pixels, width, height)
    if picture.alpha is None:
        return plain
    alpha: NDArray[np.float32] = np.divide(picture.alpha[..., None], 255, dtype=np.float32)
    cover = resize_values(alpha, width, height)
    alpha /= np.iinfo(picture.pixels.dtype).max
    lit = np.concatenate([resize_values(picture.pixels[..., i, None] * alpha, width, height) for i in range(3)], axis=2)
    return np.where(cover > LEAST_COVER, (lit / cover.clip(min=LEAST_COVER)).clip(0, 1), plain)


def reduced(picture: Picture, longer: int) -> Picture:
    """A plain copy with at most `longer` pixels on its longer side; itself where it has no more."""
    if max(picture.width, picture.height) <= longer:
        return picture
    size = working_size(picture.width, picture.height, longer)
    alpha = None if picture.alpha is None else to_levels(resize(picture.alpha[..., None], *size))[..., 0]
    return Picture(to_levels(resize_visible(picture, *size)), alpha, picture.name)


def resize_values(
    values: Pixels | NDArray[np.float32], width: int, height: int, largest: float = 1.0
) -> NDArray[np.float32]:
    """(height, width, C) float32 in [0, 1] of (H, W, C) from 0 to `largest`, resampled in the same way."""
    channels = []
    for index in range(values.shape[2]):  # Pillow resamples floats one channel at a time
        channel = Image.fromarray(values[..., index].astype(np.float32, copy=False))
        channels.append(np.asarray(channel.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=3.0)))
    return (np.stack(channels, axis=2) / np.float32(largest)).clip(0, 1)


def crop_to_aspect(pixels: Pixels, width: int, height: int) -> Pixels:
    """The largest middle part of the picture with the aspect of width x height."""
    have_height, have_width = pixels.shape[:2]
    scale = min(have_width / width, have_height / height)
    w, h = max(1, round(width * scale)), max(1, round(height * scale))
    left, top = (have_width - w) // 2, (have_height - h) // 2
    return pixels[top : top + h, left : left + w]


def to_levels(values: NDArray[np.float32]) -> NDArray[np.uint8]:
    """8-bit levels of values in [0, 1], rounded; values outside are clamped."""
    levels: NDArray[np.uint8] = (values * 255).round().clip(0, 255).astype(np.uint8)
    return levels


def eight_bit(pixels: Pixels) -> NDArray[np.uint8]:
    """The same picture with 8 bits a channel."""
    return (pixels if pixels.dtype == np.uint8 else pixels >> 8).astype(np.uint8, copy=False)


def preview(picture: Picture, longest: int = PREVIEW) -> NDArray[np.uint8]:
    """(h, w, 3) for the eye, its longer side at most `longest` pixels."""
    image = Image.fromarray(eight_bit(picture.pixels))
    image.thumbnail((longest, longest), Image.Resampling.BICUBIC, reducing_gap=2.0)
    return np.array(image)
