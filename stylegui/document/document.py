"""The document: what is wanted, complete or not."""

import operator
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from stylegui.engine.errors import Problem
from stylegui.engine.pictures.images import Picture
from stylegui.engine.recipes.recipe import Recipe
from stylegui.engine.regions.regions import Region
from stylegui.engine.settings import Settings
from stylegui.engine.styles.style import Style


@dataclass(frozen=True, eq=False)
class Document:
    """A recipe that may be incomplete: what the window shows, a project keeps and undo steps through.

    Attributes:
        photo: the content, or None. styles: in order, none at first. settings: every number.
        start: the picture to begin from, kept also where `settings.start_from` does not ask for it.
        regions: where single styles hold; their masks have the photo's size.
    """

    photo: Picture | None = None
    styles: tuple[Style, ...] = ()
    settings: Settings = field(default_factory=Settings)
    start: Picture | None = None
    regions: tuple[Region, ...] = ()

    @staticmethod
    def of(recipe: Recipe) -> "Document":
        """The document that a recipe completes."""
        return Document(recipe.photo, recipe.styles, recipe.settings, recipe.start, recipe.regions)

    def recipe(self) -> Recipe | None:
        """What can be painted, or None while a picture is missing."""
        wants_start = self.settings.start_from == "picture"
        if self.photo is None or not self.styles or (wants_start and self.start is None):
            return None
        return Recipe(self.photo, self.styles, self.settings, self.start if wants_start else None, self.regions)

    def pictures(self) -> tuple[Picture, ...]:
        """Every picture in it."""
        own = (self.photo, self.start, *(style.picture for style in self.styles))
        return tuple(picture for picture in own if picture is not None)

    def files(self) -> tuple[Path, ...]:
        """Those that its pictures were read from."""
        return tuple(picture.path for picture in self.pictures() if picture.path is not None)

    def style(self, key: str) -> Style | None:
        """The style with that key, if it is there."""
        return next((style for style in self.styles if style.key == key), None)

    def index(self, key: str) -> int:
        """The place of the style with that key among the others. Raises ValueError if it is not there."""
        return [style.key for style in self.styles].index(key)

    def shares(self) -> tuple[float, ...]:
        """Each style's share in percent, together 100; () without styles."""
        return tuple(100 * share for share in self.settings.style_shares(len(self.styles))) if self.styles else ()

    def check(self) -> None:
        """Raises Problem where something is out of bounds, or its parts are not of each other."""
        count = len(self.styles)
        for name in ("shares", "shapes", "marks"):
            given = len(getattr(self.settings, name))
            if given not in (0, count):
                raise Problem(f"{name}: {given} given for {count} style(s); please give one number for each style")
        self.shares()
        for style in self.styles:
            _check_style(style)
        for region in self.regions:
            if self.photo is None or region.mask.shape != (self.photo.height, self.photo.width):
                raise Problem("a region is not of this photo: please paint it again")
            if region.style is not None and region.style not in range(count):
                raise Problem(f"a region is of style {region.style + 1} of {count}: please paint it again")

    def is_like(self, other: "Document") -> bool:
        """Whether both say the same; pictures and regions are compared by identity."""
        mine, others = (self.photo, self.start), (other.photo, other.start)
        return (
            self.settings == other.settings
            and all(map(operator.is_, mine, others))
            and len(self.styles) == len(other.styles)
            and all(map(_is_same_style, self.styles, other.styles))
            and len(self.regions) == len(other.regions)
            and all(map(operator.is_, self.regions, other.regions))
        )


def with_style(document: Document, picture: Picture) -> Document:
    """A further style, with an equal share beside those that were there, which keep their proportions."""
    count = len(document.styles) + 1
    shares = (*(share * (count - 1) / count for share in document.shares()), 100 / count)
    of_styles: dict[str, object] = {"shares": shares}
    of_styles |= {
        name: (*values, 100.0) for name in ("shapes", "marks") if (values := getattr(document.settings, name))
    }
    settings = document.settings.model_copy(update=of_styles)
    return replace(document, styles=(*document.styles, Style(picture)), settings=settings)


def with_style_alone(document: Document, picture: Picture) -> Document:
    """A style in place of all that there are, whose regions go with them."""
    settings = document.settings.model_copy(update={"shares": (100.0,), "shapes": (), "marks": ()})
    regions = tuple(region for region in document.regions if region.style is None)
    return replace(document, styles=(Style(picture),), settings=settings, regions=regions)


def without_style(document: Document, key: str) -> Document:
    """The style gone, its regions with it; the others share what it had, in their proportions."""
    index, settings = document.index(key), document.settings

    def rest(values: Sequence[float]) -> tuple[float, ...]:
        return (*values[:index], *values[index + 1 :])

    left = rest(document.shares())
    parts = [share / sum(left) if sum(left) else 1 / len(left) for share in left]
    of_styles: dict[str, object] = {"shares": tuple(100 * part for part in parts)}
    of_styles |= {name: rest(values) for name in ("shapes", "marks") if (values := getattr(settings, name))}
    return replace(
        document,
        styles=tuple(style for style in document.styles if style.key != key),
        settings=settings.model_copy(update=of_styles),
        regions=_without_style(document.regions, index),
    )


def with_share(document: Document, key: str, share: float) -> Document:
    """A style's share (0..100) set; the others share what it leaves, as they shared before.

    Raises Problem where it is out of bounds.
    """
    if not 0 <= share <= 100:
        raise Problem(f"Share: please give a number from 0 to 100, not {share:g}")
    index, shares = document.index(key), document.shares()
    others, count = sum(shares[:index]) + sum(shares[index + 1 :]), len(shares) - 1
    if shares[index] == share or not count:
        return document
    left = 100 - share
    new = [left * (old / others) if others else left / count for old in shares]
    new[index] = share
    return replace(document, settings=document.settings.model_copy(update={"shares": tuple(new)}))


def with_picture_of_style(document: Document, key: str, picture: Picture) -> Document:
    """Another picture for a style: all of it is looked at, also by its regions."""
    index, old = document.index(key), document.styles[document.index(key)]
    return _with_turned(document, index, Style(picture, key=key, brush_size=old.brush_size))


def with_turned_style(document: Document, key: str, **turned: object) -> Document:
    """`crop`, `rotation` or `brush_size` of a style; where another part is seen, its regions look at all of it.

    Raises Problem where they are out of bounds.
    """
    index = document.index(key)
    return _with_turned(document, index, replace(document.styles[index], **turned))  # type: ignore[arg-type]  # by name


def _with_turned(document: Document, index: int, style: Style) -> Document:
    _check_style(style)
    old, regions = document.styles[index], document.regions
    if old.source is not style.source or (old.crop, old.rotation) != (style.crop, style.rotation):
        regions = tuple(
            replace(each, part=None) if each.style == index and each.part is not None else each for each in regions
        )
    styles = (*document.styles[:index], style, *document.styles[index + 1 :])
    return replace(document, styles=styles, regions=regions)


def _without_style(regions: Sequence[Region], index: int) -> tuple[Region, ...]:
    left = (region for region in regions if region.style != index)
    return tuple(
        replace(region, style=region.style - 1) if region.style is not None and region.style > index else region
        for region in left
    )


def _check_style(style: Style) -> None:
    """Raises Problem where it is looked at in a way that there is none of; a number that is none fits nowhere."""
    if not 0 <= style.brush_size <= 100:
        raise Problem(f"Brush size: please give a number from 0 to 100, not {style.brush_size:g}")
    if not -360 <= style.rotation <= 360:
        raise Problem(f"Turn: please give a number from -360 to 360 degrees, not {style.rotation:g}")
    if len(style.crop) != 4 or not all(0 <= share <= 1 for share in style.crop):
        raise Problem(f"Part: please give four shares from 0 to 1, not {style.crop}")


def _is_same_style(style: Style, other: Style) -> bool:
    return style.key == other.key and style.same_view(other)
