"""What a run is made from."""

from dataclasses import dataclass
from enum import Enum

from stylegui.engine.images import Picture
from stylegui.engine.settings import Settings, changed, control


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


class Change(Enum):
    """What going from one recipe to another needs."""

    LIVE = "live"  # the next step acts on it
    REBUILD = "rebuild"  # new targets: another session takes up the present result
    RESTART = "restart"  # another beginning


def change(old: Recipe, new: Recipe) -> Change:
    """How to go on with a run when its recipe changes. Pictures are compared by identity."""
    names = changed(_effective(old.settings), _effective(new.settings))
    starts_elsewhere = new.settings.start_from == "picture" and old.start is not new.start
    if old.photo is not new.photo or starts_elsewhere or any(control(name).restarts for name in names):
        return Change.RESTART
    same_styles = len(old.styles) == len(new.styles) and all(map(_same, old.styles, new.styles))
    if not same_styles or any(control(name).targets for name in names):
        return Change.REBUILD
    return Change.LIVE


def live_settings(old: Recipe, new: Recipe) -> Settings:
    """The new recipe's settings as far as a session of the old one can follow them without being rebuilt."""
    kept = {name for name in Settings.model_fields if control(name).targets or control(name).restarts}
    if len(old.styles) != len(new.styles):
        kept.add("shares")
    return new.settings.model_copy(update={name: getattr(old.settings, name) for name in kept})


def _effective(settings: Settings) -> Settings:
    """Without the settings that mean nothing beside the others."""
    idle: dict[str, object] = {} if settings.start_from == "noise" else {"seed": 0}
    if settings.network == "vgg16":
        idle["network_file"] = ""
    return settings.model_copy(update=idle)


def _same(a: Picture, b: Picture) -> bool:
    return a is b
