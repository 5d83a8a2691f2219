"""What a run is made from."""

from dataclasses import dataclass

from stylegui.engine.images import Picture
from stylegui.engine.settings import Settings


@dataclass(frozen=True, eq=False)
class Recipe:
    """Settings and pictures: enough to repeat a run.

    Attributes:
        photo: the content. styles: one or more. settings: everything else.
        start: the picture to begin from, where `settings.start_from` is "picture".
    """

    photo: Picture
    styles: tuple[Picture, ...]
    settings: Settings
    start: Picture | None = None
