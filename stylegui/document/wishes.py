"""What can be wished of a document: each wish makes another document, and is one step that can be undone."""

from collections.abc import Hashable
from dataclasses import dataclass, replace
from typing import Protocol

from stylegui.document import document as changes
from stylegui.document.document import Document
from stylegui.document.places import Kind, Place
from stylegui.engine.pictures.images import Picture
from stylegui.engine.recipes.auto import CHOSEN
from stylegui.engine.regions.regions import Region
from stylegui.engine.settings import choices, control, make_settings
from stylegui.engine.styles.drawn_picture import DrawnPicture

WORDS = {"share": "Share", "shapes": "Shapes", "marks": "Marks", "brush_size": "Brush size", "rotation": "Turn",
         "crop": "Part"}  # fmt: skip

HANDLES = {"palette": "Palette", "mark_size": "Mark size", "direction": "Direction", "density": "Density",
           "contrast": "Contrast", "paper": "Paper", "seed": "Another"}  # fmt: skip


class Wish(Protocol):
    """A change that somebody wants."""

    @property
    def label(self) -> str:
        """What the list of steps calls it."""

    @property
    def drag(self) -> Hashable:
        """Equal for wishes that are one step if they follow each other in one gesture; None where each is a step."""

    def apply(self, document: Document) -> Document:
        """The document with the wish granted; one that is like it where it changes nothing.

        Raises Problem or ValueError for what is out of bounds. `Document.check` tells of what does not fit together.
        """


@dataclass(frozen=True)
class Turn:
    """One of the settings: its name and value. What Auto has chosen is by hand from then on."""

    name: str
    value: object

    @property
    def label(self) -> str:
        words = dict(zip(choices(self.name), control(self.name).choices, strict=True))
        return f"{control(self.name).label} {words.get(str(self.value)) or _shown(self.value)}"

    @property
    def drag(self) -> Hashable:
        return "setting", self.name

    def apply(self, document: Document) -> Document:
        settings = make_settings(document.settings.model_dump() | {self.name: self.value})
        if settings == document.settings:
            return document
        by_hand = {"auto": "off"} if self.name in CHOSEN else {}
        return replace(document, settings=settings.model_copy(update=by_hand))


@dataclass(frozen=True)
class TurnSeveral:
    """Several of the settings at once: names and values. `called`: what the list of steps calls it, unless by these."""

    values: tuple[tuple[str, object], ...]
    called: str = ""

    @property
    def label(self) -> str:
        return self.called or ", ".join(Turn(*each).label for each in self.values)

    @property
    def drag(self) -> Hashable:
        return None

    def apply(self, document: Document) -> Document:
        for each in self.values:
            document = Turn(*each).apply(document)
        return document


@dataclass(frozen=True)
class TurnStyle:
    """Something of one style: "share", "shapes", "marks" (0..100), "brush_size", "rotation" or "crop"."""

    key: str
    name: str
    value: object

    @property
    def label(self) -> str:
        return WORDS[self.name] + ("" if self.name == "crop" else f" {_shown(self.value)}")

    @property
    def drag(self) -> Hashable:
        return "style", self.key, self.name

    def apply(self, document: Document) -> Document:
        style = document.style(self.key)
        if style is None:
            return document
        if self.name == "share":
            return changes.with_share(document, self.key, float(str(self.value)))
        if self.name in ("shapes", "marks"):
            values = list(getattr(document.settings, self.name) or (100.0,) * len(document.styles))
            values[document.index(self.key)] = self.value
            kept = tuple(values) if any(value != 100 for value in values) else ()
            return Turn(self.name, kept).apply(document)
        if getattr(style, self.name) == self.value:
            return document
        return changes.with_turned_style(document, self.key, **{self.name: self.value})


@dataclass(frozen=True, eq=False)
class Put:
    """A picture for a place: photo, style or start.

    Another photo leaves the regions behind, for their masks are of the one before. A picture for a style that is not
    there any more changes nothing.
    """

    place: Place
    picture: Picture

    @property
    def label(self) -> str:
        return f"{self.place.kind.value.capitalize()} {self.picture.name}"

    @property
    def drag(self) -> Hashable:
        return None

    def apply(self, document: Document) -> Document:
        if self.place.kind is Kind.PHOTO:
            same = document.photo is self.picture
            return document if same else replace(document, photo=self.picture, regions=())
        if self.place.kind is Kind.START:
            return replace(document, start=self.picture)
        if self.place.is_alone:
            return changes.with_style_alone(document, self.picture)
        if not self.place.style:
            return changes.with_style(document, self.picture)
        if document.style(self.place.style) is None:
            return document
        return changes.with_picture_of_style(document, self.place.style, self.picture)


@dataclass(frozen=True, eq=False)
class Redraw:
    """A drawn style, by its key, drawn with another value of a handle; all else stays as it is."""

    key: str
    picture: DrawnPicture
    handle: str

    @property
    def label(self) -> str:
        value = getattr(self.picture.handles, self.handle)
        shown = "" if self.handle in ("palette", "seed") else f" {_shown(value)}"
        return f"{self.picture.name}: {HANDLES[self.handle]}{shown}"

    @property
    def drag(self) -> Hashable:
        return "drawn", self.key, self.handle

    def apply(self, document: Document) -> Document:
        style = document.style(self.key)
        if style is None or not isinstance(style.source, DrawnPicture) or style.source.family != self.picture.family:
            return document
        styles = tuple(replace(each, source=self.picture) if each is style else each for each in document.styles)
        return replace(document, styles=styles)


@dataclass(frozen=True)
class Remove:
    """Nothing in a place: photo, style or start."""

    place: Place

    @property
    def label(self) -> str:
        return f"Remove {self.place.kind.value}"

    @property
    def drag(self) -> Hashable:
        return None

    def apply(self, document: Document) -> Document:
        if self.place.kind is Kind.PHOTO:
            return replace(document, photo=None, regions=())
        if self.place.kind is Kind.START:
            return replace(document, start=None)
        if document.style(self.place.style) is None:
            return document
        return changes.without_style(document, self.place.style)


@dataclass(frozen=True, eq=False)
class Paint:
    """Other regions in place of all; `label` says what was done: "Brush", "Fill"."""

    regions: tuple[Region, ...]
    label: str

    @property
    def drag(self) -> Hashable:
        return None

    def apply(self, document: Document) -> Document:
        return replace(document, regions=self.regions)


@dataclass(frozen=True, eq=False)
class Replace:
    """Another document altogether: a recipe that was opened, or what a result was made from."""

    document: Document
    label: str

    @property
    def drag(self) -> Hashable:
        return None

    def apply(self, document: Document) -> Document:
        return document if document.is_like(self.document) else self.document


def _shown(value: object) -> str:
    """As the list of steps shows it: as many digits as anybody wants to read."""
    return f"{value:g}" if isinstance(value, float) else str(value)
