"""Results at their full size, and pictures as files."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, Any, Literal

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from pydantic import BaseModel, ConfigDict, Field

from stylegui.engine.errors import Problem
from stylegui.engine.pictures.files.deep import Stored, encoded
from stylegui.engine.pictures.files.exif_in_tiff import with_exif
from stylegui.engine.pictures.files.loading import MOST_PIXELS, stored
from stylegui.engine.pictures.files.metadata import MOST_BYTES, kept_exif, kept_xmp, read_metadata
from stylegui.engine.pictures.files.spaces import converted, name_of, space_of, srgb
from stylegui.engine.pictures.images import DEEPEST, Picture, Pixels, eight_bit, resize, resize_values, to_levels
from stylegui.engine.whole_file import check_place, write_whole

WRITABLE = {".png": "PNG", ".jpg": "JPEG", ".jpeg": "JPEG", ".webp": "WEBP", ".tif": "TIFF", ".tiff": "TIFF"}
LONGEST = {"WEBP": 16383, "JPEG": 65535}  # pixels of a side: their formats have no room for more
LARGEST = 65535  # pixels of a side of any file
LOSSY = ("JPEG", "WEBP")  # with a quality
WITHOUT_ALPHA = ("JPEG",)
DEEP = ("PNG", "TIFF")  # with 16 bits a channel if wanted
ROWS = 256
IN_JPEG = 60_000  # bytes of XMP that have room in one
UNITS = {"cm": 2.54, "mm": 25.4, "in": 1.0}  # of which an inch has so many


class Saving(BaseModel):
    """How a result becomes a file.

    Attributes:
        quality: 1..100, of JPEG and WebP. depth: bits a channel of PNG and TIFF; "photo" for as many as the photo has.
        longer: pixels of the longer side, 0 for the result's own, "photo" for the photo's. dpi: pixels per inch.
        colours: the photo's own space, where that has three primaries, or sRGB.
        background: (R, G, B) behind transparent parts where the format has none; None for white.
        keeps_metadata: date, camera, artist and the like of the photo. keeps_position: where it was taken, too.
        has_recipe: how it was made, in the file's metadata; names_paths: with the files' places.
        has_sidecar: how it was made, in a recipe file beside it (`sidecar_of`), which whoever has the recipe writes.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    quality: Annotated[int, Field(ge=1, le=100)] = 92
    depth: Literal["photo", 8, 16] = "photo"
    longer: Annotated[int, Field(ge=0, le=LARGEST)] | Literal["photo"] = 0
    dpi: Annotated[float, Field(ge=1, le=10_000)] = 300.0
    colours: Literal["photo", "srgb"] = "photo"
    background: tuple[int, int, int] | None = None
    keeps_metadata: bool = True
    keeps_position: bool = False
    has_recipe: bool = True
    names_paths: bool = False
    has_sidecar: bool = False


USUAL = Saving()


@dataclass(frozen=True, eq=False)
class Made:
    """A result beside the photo that it was made of.

    Attributes:
        picture: (H, W, 3) sRGB, at its full size, with the photo's alpha.
        kept: (h, w) in [0, 1], of any size: where it is the photo itself; None for nowhere.
        recipe: how it was made, as text, or "". notices: what is to be known of that.
    """

    picture: Picture
    photo: Picture
    kept: NDArray[np.float32] | None = None
    recipe: str = ""
    notices: tuple[str, ...] = ()


def sidecar_of(path: Path) -> Path:
    """The recipe file beside a picture."""
    return path.with_suffix(".json")


def finish(pixels: Pixels, width: int, height: int, photo: Picture) -> Picture:
    """A result at its full size, with the photo's alpha: what is saved.

    `pixels` are (h, w, 3); they are resampled where the run has not yet reached width x height.
    """
    alpha = None
    if photo.alpha is not None:
        alpha = to_levels(resize(photo.alpha[..., None], width, height)[..., 0])
    return Picture(_at(pixels, width, height), alpha, Path(photo.name).stem + "-painted")


def check_target(path: Path) -> None:
    """Raises Problem if no result could be saved there. Better known before the work than after."""
    if path.suffix.lower() not in WRITABLE:
        endings = ", ".join(WRITABLE)
        raise Problem(f"cannot tell the format of {path}: please let its name end in one of {endings}")
    check_place(path)


def check_size(path: Path, width: int, height: int) -> None:
    """The same for a file of width x height pixels."""
    check_target(path)
    why = too_large(WRITABLE[path.suffix.lower()], width, height)
    if why:
        raise Problem(f"{why}: please save {path.stem} as PNG or TIFF, or smaller")


def too_large(kind: str, width: int, height: int) -> str:
    """Why a file cannot have so many pixels, or ""."""
    side = LONGEST.get(kind, LARGEST)
    if max(width, height) > side:
        return f"a {kind} has {side} pixels on a side at most"
    if width * height > MOST_PIXELS:
        return f"no file has more than {MOST_PIXELS // 1_000_000} megapixels"
    return ""


def save(picture: Picture, path: Path, saving: Saving = USUAL) -> str:
    """Write a picture that no photo belongs to, whole or not at all; the format follows the name's ending.

    Returns what the user should know, or "". Raises Problem.
    """
    return " ".join(write_result(Made(picture, Picture(picture.pixels)), path, saving))


def write_result(made: Made, path: Path, saving: Saving = USUAL) -> list[str]:
    """Write a result as `saving` says, whole or not at all. Returns what the user should know. Raises Problem."""
    width, height = size_of((made.picture.width, made.picture.height), made.photo, saving)
    check_size(path, width, height)
    try:
        return _write(made, path, saving, width, height)
    except MemoryError as error:
        raise Problem(f"there is not enough memory to make {path}: please make it smaller") from error


def _write(made: Made, path: Path, saving: Saving, width: int, height: int) -> list[str]:
    kind = WRITABLE[path.suffix.lower()]
    depth = depth_of(made.photo, kind, saving)
    picture = replace(
        made.picture,
        pixels=_at(_of_depth(made.picture.pixels, depth), width, height),
        alpha=None
        if made.picture.alpha is None
        else eight_bit(_at(made.picture.alpha[..., None], width, height))[..., 0],
    )
    profile = made.photo.profile if saving.colours == "photo" else None
    pixels = _in_photos_colours(picture.pixels, profile, made)
    notices, alpha = [], picture.alpha
    if alpha is not None and kind in WITHOUT_ALPHA:
        pixels, alpha = _on_paper(pixels, alpha, saving.background or (255, 255, 255)), None
        if saving.background is None:
            notices.append(f"{kind} has no transparency: transparent parts became white")
    metadata, more = _metadata(made, kind, saving)
    try:
        plain = encoded(Stored(pixels, alpha, profile), kind, _options(kind, saving), metadata, saving.dpi)
        is_lacking = kind == "TIFF" and "exif-data" in metadata
        data = with_exif(plain, metadata["exif-data"]) if is_lacking else plain
    except ValueError as error:
        raise Problem(f"{path} could not be made: {error}") from error
    write_whole(path, data)
    return [*notices, *more, *(made.notices if saving.has_recipe else ())]


def size_of(painted: tuple[int, int], photo: Picture, saving: Saving) -> tuple[int, int]:
    """(width, height) of the file, in pixels, for a result of `painted` pixels."""
    if saving.longer == "photo":
        return photo.width, photo.height
    if not saving.longer:
        return painted
    scale = saving.longer / max(painted)
    return max(round(painted[0] * scale), 1), max(round(painted[1] * scale), 1)


def depth_of(photo: Picture, kind: str, saving: Saving) -> int:
    """Bits a channel of the file."""
    if kind not in DEEP or saving.depth == 8:
        return 8
    return 16 if saving.depth == 16 or photo.pixels.dtype == np.uint16 else 8


def is_deep(photo: Picture, path: Path, saving: Saving) -> bool:
    """Whether the file at a path will have 16 bits a channel."""
    return depth_of(photo, WRITABLE.get(path.suffix.lower(), ""), saving) == 16


def losses(painted: tuple[int, int], photo: Picture, kind: str, saving: Saving) -> list[str]:
    """What a format will lose of a result of `painted` pixels, in words."""
    told = []
    if kind in LOSSY:
        told.append(f"{kind} drops what the eye hardly sees; saving it again drops more")
    if photo.pixels.dtype == np.uint16 and depth_of(photo, kind, saving) == 8:
        told.append("the photo has 16 bits a channel, the file will have 8")
    if photo.alpha is not None and kind in WITHOUT_ALPHA:
        told.append(f"{kind} has no transparency: a background is laid behind it")
    if photo.profile is not None and saving.colours == "srgb":
        told.append(f"colours of {name_of(photo.profile)} that sRGB does not have become the nearest that it has")
    if is_enlarged(painted, photo, saving):
        told.append("there is no more detail than in the result: Enlarge paints it")
    why = too_large(kind, *size_of(painted, photo, saving))
    if why:
        told.append(f"so large a {kind} cannot be made: {why}")
    return told


def is_enlarged(painted: tuple[int, int], photo: Picture, saving: Saving) -> bool:
    """Whether the file has so many more pixels than the result that it would be better painted larger."""
    return max(size_of(painted, photo, saving)) > 1.05 * max(painted)


def pixels_of_length(length: float, unit: str, dpi: float) -> int:
    """Pixels of a length in print; `unit` is one of UNITS."""
    return round(length / UNITS[unit] * dpi)


def _own(photo: Picture) -> Stored | None:
    """The photo as its file has it, where that is more than the sRGB that is painted with."""
    if photo.encoded is None or (photo.profile is None and photo.pixels.dtype == np.uint8):
        return None
    try:
        return stored(photo.encoded, photo.path or Path(photo.name))[0]
    except Problem:  # what was read once and cannot be read now is no reason to lose a result
        return None


def _in_photos_colours(pixels: Pixels, profile: bytes | None, made: Made) -> Pixels:
    """In the file's space; where the result is the photo itself, with the numbers that the photo's file has."""
    space = None if profile is None else space_of(profile)
    out = pixels if space is None else converted(pixels, srgb(), space)
    is_in_its_space = made.photo.profile is None or space is not None
    own = _own(made.photo) if made.kept is not None and is_in_its_space else None
    if made.kept is None or own is None:
        return out
    height, width = out.shape[:2]
    depth, most = 8 * out.dtype.itemsize, np.iinfo(out.dtype).max
    kept = resize_values(made.kept[..., None], width, height)
    whole = _at(_of_depth(own.pixels, depth), width, height)
    plain = _at(_of_depth(made.photo.pixels, depth), width, height)
    plain = plain if space is None else converted(plain, srgb(), space)
    mixed = out.copy()
    for top in range(0, height, ROWS):  # a large result has no room for copies in floating point
        rows = slice(top, top + ROWS)
        part = kept[rows].clip(0, 1)
        # what the photo lost on its way is added where it shows; where only it shows, it is what it was
        more = (out[rows] + part * (whole[rows].astype(np.float32) - plain[rows])).round().clip(0, most)
        mixed[rows] = np.where(part > 1 - 1e-6, whole[rows], more)
    return mixed


def _metadata(made: Made, kind: str, saving: Saving) -> tuple[dict[str, bytes], list[str]]:
    """By libvips' names; and what had no room."""
    exif, xmp = b"", b""
    if saving.keeps_metadata and made.photo.encoded is not None:
        exif, xmp = read_metadata(made.photo.encoded)
    recipe, notices = made.recipe if saving.has_recipe else "", []
    packet = kept_xmp(xmp, saving.keeps_position, recipe)
    room = IN_JPEG if kind == "JPEG" else MOST_BYTES
    if len(packet) > room:
        packet, notices = kept_xmp(b"", False, recipe), [f"{kind} had no room for all that the photo's file says"]
    if len(packet) > room:
        other = ": PNG, TIFF and WebP have more" if kind == "JPEG" else ""
        packet, notices = b"", [f"{kind} had no room for the recipe{other}"]
    found = {"exif-data": kept_exif(exif, saving.keeps_position), "xmp-data": packet}
    return {name: data for name, data in found.items() if data}, notices


def _options(kind: str, saving: Saving) -> dict[str, Any]:
    if kind == "PNG":
        return {"compression": 6, "filter": "all"}
    if kind == "TIFF":
        return {"compression": "lzw", "predictor": "horizontal"}
    if kind == "WEBP":
        return {"Q": saving.quality}
    # painted edges between strong colours show halved chroma
    return {"Q": saving.quality, "subsample_mode": "off" if saving.quality >= 90 else "on", "optimize_coding": True}


def _at(pixels: Pixels, width: int, height: int) -> Pixels:
    """(height, width, C), of the same depth."""
    if pixels.shape[:2] == (height, width):
        return pixels
    values = resize(pixels, width, height)
    if pixels.dtype == np.uint8:
        return to_levels(values)
    return (values * DEEPEST).round().clip(0, DEEPEST).astype(np.uint16)


def _of_depth(pixels: Pixels, depth: int) -> Pixels:
    if depth == 8:
        return eight_bit(pixels)
    return pixels if pixels.dtype == np.uint16 else pixels.astype(np.uint16) * 257


def _on_paper(pixels: Pixels, alpha: NDArray[np.uint8], paper: Sequence[int]) -> Pixels:
    ground = Image.new("RGB", (pixels.shape[1], pixels.shape[0]), tuple(paper))
    return np.array(Image.composite(Image.fromarray(eight_bit(pixels)), ground, Image.fromarray(alpha)))
