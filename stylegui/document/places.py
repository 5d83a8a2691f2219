"""The places that pictures are put in, as values."""

from dataclasses import dataclass
from enum import Enum


class Kind(Enum):
    """What a picture in a place is used as."""

    PHOTO = "photo"
    STYLE = "style"
    START = "start"
    MASK = "mask"  # of the region that is being painted


@dataclass(frozen=True)
class Place:
    """One place.

    Attributes:
        kind: what the picture is used as.
        style: the key of the style that it becomes, or "" for a further one; "" for all other kinds.
    """

    kind: Kind
    style: str = ""


PHOTO, START, MASK, FURTHER_STYLE = Place(Kind.PHOTO), Place(Kind.START), Place(Kind.MASK), Place(Kind.STYLE)


def style_place(key: str) -> Place:
    """The place of the style with that key."""
    return Place(Kind.STYLE, key)
