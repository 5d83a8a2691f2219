"""The places that pictures are put in, as values."""

from collections.abc import Hashable
from dataclasses import dataclass
from enum import Enum


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
        region: of a mask, an object that stands for the region that it is for.
    """

    kind: Kind
    style: str = ""
    region: Hashable = None


PHOTO, START, FURTHER_STYLE = Place(Kind.PHOTO), Place(Kind.START), Place(Kind.STYLE)


def style_place(key: str) -> Place:
    """The place of the style with that key."""
    return Place(Kind.STYLE, key)


def mask_place(region: Hashable) -> Place:
    """The place of the mask of a region."""
    return Place(Kind.MASK, region=region)
