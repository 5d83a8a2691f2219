"""The places that pictures are put in, as values."""

from dataclasses import dataclass
from enum import Enum

from stylegui.engine.regions.regions import Region


class Kind(Enum):
    """What a picture in a place is used as."""

    PHOTO = "photo"
    STYLE = "style"
    START = "start"
    MASK = "mask"  # of a region


@dataclass(frozen=True)
class Place:
    """One place.

    Attributes:
        kind: what the picture is used as.
        style: the key of the style that it becomes, or "" for a further one; "" for all other kinds.
        region: of a mask, one of the kind that it is for.
        is_alone: the style takes the place of all that there are.
        belongs: to the present step of the document, and is no step by itself.
    """

    kind: Kind
    style: str = ""
    region: Region | None = None
    is_alone: bool = False
    belongs: bool = False


PHOTO, START, FURTHER_STYLE = Place(Kind.PHOTO), Place(Kind.START), Place(Kind.STYLE)


def style_place(key: str) -> Place:
    """The place of the style with that key."""
    return Place(Kind.STYLE, key)


def mask_place(region: Region | None) -> Place:
    """The place of the mask of a kind of region."""
    return Place(Kind.MASK, region=region)
