"""What can be turned on a drawn style."""

from typing import Annotated, Literal

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from stylegui.engine.pictures.images import Pixels

Percent = Annotated[float, Field(ge=0, le=100)]
Colour = Annotated[str, StringConstraints(pattern="^[0-9a-f]{6}$")]
Palette = tuple[Colour, Colour, Colour, Colour, Colour]
PALETTES: dict[str, Palette] = {
    "dusk": ("14213d", "2a6f97", "e9c46a", "f4a261", "e76f51"),
    "garden": ("1b4332", "40916c", "b7d58a", "f2d16b", "d8576b"),
    "sea": ("03273f", "0f6292", "5fb0b7", "cfe3d4", "f2b880"),
    "fire": ("2b0a12", "7a1522", "cf3a24", "f28c28", "fbd87f"),
    "berries": ("22123b", "5b2a86", "b5488c", "f28aa5", "f7d9c4"),
    "earth": ("2b2118", "5e4630", "9c6b3f", "cfa167", "efe0bd"),
    "poster": ("111d4a", "1e6fb8", "f3b61f", "e3342f", "f4ead5"),
    "ink": ("14161a", "3d4148", "7d8187", "b9b9b4", "eceae3"),
}


class Handles(BaseModel):
    """Of a drawn style; each has a middle at which the family is at its best.

    Attributes:
        palette: five colours as rrggbb, from behind to the front. mark_size: half at 0, twice at 100.
        direction: degrees anticlockwise from the right that marks run in, "flow" along the drawn forms, or "photo"
            along the photo's own edges.
        density: how close marks lie. contrast: none of tones at 0, twice at 100. paper: how much of its ground is felt.
        seed: of what is left to chance.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    palette: Palette = PALETTES["dusk"]
    mark_size: Percent = 50
    direction: Annotated[float, Field(ge=0, lt=180)] | Literal["flow", "photo"] = "flow"
    density: Percent = 50
    contrast: Percent = 50
    paper: Percent = 50
    seed: Annotated[int, Field(ge=0, lt=2**31)] = 1


def palette_of(pixels: Pixels) -> Palette:
    """Five colours (H, W, 3) of a photo, from dark to light: the middles of a fifth of its pixels each."""
    rows = pixels[:: max(1, pixels.shape[0] // 96), :: max(1, pixels.shape[1] // 96)].reshape(-1, 3)
    order = np.argsort(rows @ np.array((0.2126, 0.7152, 0.0722)))
    middles = [np.median(part.astype(np.float64), axis=0) for part in np.array_split(rows[order], 5)]
    first, second, third, fourth, fifth = ("".join(f"{round(float(c)):02x}" for c in middle) for middle in middles)
    return first, second, third, fourth, fifth
