"""What recipes have in common, in files of their own and in pictures: how styles are looked at, regions, masks."""

import base64
import binascii
from collections.abc import Callable, Iterable, Sequence
from io import BytesIO
from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, UnidentifiedImageError
from pydantic import BaseModel, ConfigDict, Field

from stylegui.engine.errors import Problem
from stylegui.engine.pictures.files.loading import DAMAGE, MOST_PIXELS
from stylegui.engine.pictures.images import Picture
from stylegui.engine.regions.regions import Mask, Region, as_mask
from stylegui.engine.settings import SHAPE_LAYERS, STYLE_LAYERS, Settings
from stylegui.engine.styles.style import WHOLE, Style

EMBEDDED = "data:image/png;base64,"  # before a picture that is in no file of its own
Share = Annotated[float, Field(ge=0, le=1)]
ReadMask = Callable[[str, str, int, int], Mask]  # of an entry's text and its name, for a picture of width x height


class Part(BaseModel):
    """A part of what a recipe holds: nothing is changed, and nothing unknown passes."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class LookedAt(Part):
    """How a style is looked at, as in `Style`."""

    crop: tuple[Share, Share, Share, Share] = WHOLE
    rotation: Annotated[float, Field(ge=-360, le=360)] = 0.0
    brush_size: Annotated[float, Field(ge=0, le=100)] = 50.0

    def style(self, picture: Picture) -> Style:
        """A picture, looked at so. Raises Problem."""
        return Style(picture, self.crop, self.rotation, self.brush_size)


class RegionEntry(Part):
    """One region: `mask` and `part` are paths or embedded PNGs, white inside; `style` counts from 0, null keeps
    the photo, or if `is_subject` its shapes."""

    mask: str
    style: Annotated[int, Field(ge=0)] | None
    part: str | None = None
    is_subject: bool = False


def looked_at(style: Style) -> dict[str, Any]:
    """What a `LookedAt` says of a style."""
    return {"crop": style.crop, "rotation": style.rotation, "brush_size": style.brush_size}


def region_entries(regions: Iterable[Region], embed: Callable[[Mask], str]) -> tuple[RegionEntry, ...]:
    """Of regions, each mask as `embed` says it."""
    return tuple(
        RegionEntry(
            mask=embed(region.mask),
            style=region.style,
            part=None if region.part is None else embed(region.part),
            is_subject=region.is_subject,
        )
        for region in regions
    )


def region_of(entry: RegionEntry, photo: Picture, styles: Sequence[Style | None], read: ReadMask) -> Region:
    """The region of an entry; without its part where the style is missing. Raises Problem."""
    if entry.style is not None and entry.style >= len(styles):
        raise Problem(f"a region is of style {entry.style}, but styles are numbered 0 to {len(styles) - 1}")
    mask = read(entry.mask, "mask", photo.width, photo.height)
    if entry.is_subject:
        return Region(mask, None, is_subject=True)
    style = None if entry.style is None else styles[entry.style]
    if style is None or entry.part is None:
        return Region(mask, entry.style)
    seen = style.seen()
    return Region(mask, entry.style, read(entry.part, "part", seen.width, seen.height))


def check_shares(settings: Settings, count: int) -> None:
    """Raises Problem if the settings' shares are not those of so many styles."""
    settings.style_shares(count)
    for layer in (SHAPE_LAYERS[0], STYLE_LAYERS[0]):
        settings.layer_shares(layer, count)


def embedded(pixels: NDArray[np.uint8]) -> str:
    """Levels (H, W), (H, W, 3) or (H, W, 4) as text."""
    encoded = BytesIO()
    Image.fromarray(pixels).save(encoded, "PNG")
    return EMBEDDED + base64.b64encode(encoded.getvalue()).decode()


def unpacked(text: str, most: int = MOST_PIXELS) -> NDArray[np.uint8]:
    """(H, W, 4) of an embedded picture, of `most` pixels at most. Raises Problem."""
    if not text.startswith(EMBEDDED):
        raise Problem("what should be an embedded picture is none")
    try:
        with Image.open(BytesIO(base64.b64decode(text[len(EMBEDDED) :], validate=True)), formats=("PNG",)) as image:
            if image.width * image.height > most:
                raise Problem("what is embedded is larger than it can be")
            return np.array(image.convert("RGBA"))
    except (binascii.Error, UnidentifiedImageError, Image.DecompressionBombError, *DAMAGE) as error:
        raise Problem(f"what is embedded is damaged: {error}") from error


def unpacked_mask(text: str, width: int, height: int, most: int = MOST_PIXELS) -> Mask:
    """(height, width) of an embedded mask, which may be as narrow as a part of a painting is. Raises Problem."""
    return as_mask(Picture(unpacked(text, most)[..., :3]), width, height)
