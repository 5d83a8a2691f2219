"""What a run is made from."""

import operator
from dataclasses import dataclass
from enum import Enum

from stylegui.engine.pictures.images import Picture
from stylegui.engine.regions.regions import Region
from stylegui.engine.settings import Settings, changed, control, only_shown
from stylegui.engine.styles.style import Style


@dataclass(frozen=True, eq=False)
class Recipe:
    """Settings and pictures: enough to repeat a run.

    Attributes:
        photo: the content. styles: one or more. settings: everything else.
        start: the picture to begin from, where `settings.start_from` is "picture".
        regions: where single styles hold; the later lie on top.
    """

    photo: Picture
    styles: tuple[Style, ...]
    settings: Settings
    start: Picture | None = None
    regions: tuple[Region, ...] = ()

    def same_pictures(self, other: "Recipe") -> bool:
        """Whether both have the same photo and the same styles, looked at alike; by identity."""
        same = len(self.styles) == len(other.styles) and all(map(Style.same_view, self.styles, other.styles))
        return self.photo is other.photo and same


class Change(Enum):
    """What going from one recipe to another needs."""

    NOTHING = "nothing"  # what differs means nothing beside the rest
    SHOWN = "shown"  # another frame of the same result
    LIVE = "live"  # the next step acts on it
    REBUILD = "rebuild"  # new targets: another session takes up the present result
    RESTART = "restart"  # another beginning


def change(old: Recipe, new: Recipe) -> Change:
    """How to go on with a run when its recipe changes. Pictures and regions are compared by identity."""
    before, after = _effective(old.settings), _effective(new.settings)
    names = changed(before, after)
    starts_elsewhere = new.settings.start_from == "picture" and old.start is not new.start
    if old.photo is not new.photo or starts_elsewhere or any(control(name).restarts for name in names):
        return Change.RESTART
    same_regions = len(old.regions) == len(new.regions) and all(map(operator.is_, old.regions, new.regions))
    same_palette = old.settings.palette() == new.settings.palette()
    if not (old.same_pictures(new) and same_regions and same_palette) or any(control(name).targets for name in names):
        return Change.REBUILD
    if not names:
        return Change.NOTHING
    return Change.SHOWN if only_shown(before, after) else Change.LIVE


def live_settings(old: Recipe, new: Recipe) -> Settings:
    """The new recipe's settings as far as a session of the old one can follow them without being rebuilt."""
    kept = {name for name in Settings.model_fields if control(name).targets or control(name).restarts}
    if len(old.styles) != len(new.styles):
        kept |= {"shares", "shapes", "marks"}
    if old.settings.palette() != new.settings.palette():  # styles are read anew for it
        kept |= {"colour", "colour_amount"}
    return new.settings.model_copy(update={name: getattr(old.settings, name) for name in kept})


def _effective(settings: Settings) -> Settings:
    """Without the settings that mean nothing beside the others."""
    idle: dict[str, object] = {"auto": "off"}  # what it chooses is in the others
    idle |= {} if settings.start_from == "noise" else {"seed": 0}
    if settings.colour == "style":
        idle["colour_amount"] = 100.0
    return settings.model_copy(update=idle)
