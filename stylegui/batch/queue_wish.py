"""What is wished for the queue."""

from dataclasses import dataclass
from pathlib import Path

from stylegui.engine.pictures.files.saving import Saving
from stylegui.engine.pictures.images import Picture
from stylegui.engine.recipes.recipe import Recipe
from stylegui.engine.settings import Settings


@dataclass(frozen=True, eq=False)
class FastWay:
    """A way to paint: with the fast network of a file, in the size, strength and colours that are set."""

    network: Path
    photo: Picture
    settings: Settings


@dataclass(frozen=True, eq=False)
class QueueWish:
    """More pictures for the queue.

    Attributes:
        way: what they are painted with. photos: files and folders; none for the recipe's own photo.
        folder: where results are to lie. template: what they are called, with {photo}, {style}, {size} and {date}.
        saving: how they become files.
    """

    way: Recipe | FastWay
    photos: tuple[Path, ...]
    folder: Path
    template: str
    saving: Saving
