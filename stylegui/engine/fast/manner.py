"""How a fast network is to paint."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from stylegui.engine.settings import Settings


class Manner(BaseModel):
    """What one may wish of it.

    Attributes:
        longer: pixels of the result's longer side. photo_colours: how much of the photo's own chroma it keeps, 0..1.
        strength: as the setting, from nearly the photo to what the network was taught with; None for that.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    longer: Annotated[int, Field(ge=64, le=16384)]
    photo_colours: Annotated[float, Field(ge=0, le=1)] = 0.0
    strength: Annotated[float, Field(ge=0, le=100)] | None = None


def manner_of(settings: Settings, is_strength_told: bool) -> Manner:
    """As settings say; where nobody told Strength, it is as taught."""
    strength = settings.strength if is_strength_told else None
    return Manner(longer=settings.size, photo_colours=settings.photo_colours(), strength=strength)
