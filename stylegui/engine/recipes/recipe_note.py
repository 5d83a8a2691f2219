"""A recipe in a picture's own metadata: how it was made, without the pictures, which are known by their hashes.

What a file says of itself may come from anywhere: it is read as data, with bounds, and names no files to be opened.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from stylegui import __version__
from stylegui.engine.errors import Problem
from stylegui.engine.pictures.files.metadata import read_metadata, recipe_in
from stylegui.engine.pictures.images import Picture, resize_values, to_levels, working_size
from stylegui.engine.recipes.recipe import Recipe
from stylegui.engine.recipes.recipe_parts import (
    LookedAt,
    RegionEntry,
    check_shares,
    embedded,
    looked_at,
    region_entries,
    region_of,
    unpacked_mask,
)
from stylegui.engine.regions.regions import Mask, Region
from stylegui.engine.settings import Settings, kept_settings
from stylegui.engine.styles.library import is_named, name_of, named_style
from stylegui.engine.styles.style import Style

MOST_CHARACTERS = 2**20
MOST_STYLES, MOST_REGIONS, MOST_SETTINGS = 64, 64, 200
MASK_SIDE = 512  # pixels of a mask's longer side: brushes are softer than that

MASK_PIXELS = 2 * MASK_SIDE**2

Text = Annotated[str, StringConstraints(max_length=4096)]
Digest = Annotated[str, StringConstraints(pattern=r"[0-9a-f]{64}")]
Finder = Callable[["PictureNote"], Picture | None]


class _Note(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class PictureNote(_Note):
    """A picture: `named` as one of the program's own styles, or the SHA-256 of its file (or pixels), and its name."""

    name: Text
    sha256: Digest | None = None
    named: Text = ""
    path: Text = ""


class StyleNote(LookedAt):
    """One style."""

    picture: PictureNote


class RecipeNote(_Note):
    """All of it. Version 1 is that of recipe files, which name files by their paths."""

    version: Literal[2] = 2
    program: Text = ""
    photo: PictureNote
    styles: Annotated[tuple[StyleNote, ...], Field(min_length=1, max_length=MOST_STYLES)]
    settings: Annotated[dict[str, Any], Field(max_length=MOST_SETTINGS)] = {}
    regions: Annotated[tuple[RegionEntry, ...], Field(max_length=MOST_REGIONS)] = ()
    start: PictureNote | None = None


@dataclass(frozen=True, eq=False)
class Restored:
    """What a note gives back.

    Attributes:
        photo, styles: those that were found; None where one was not. missing: the others, in the note's order.
    """

    photo: Picture | None
    styles: tuple[Style | None, ...]
    settings: Settings
    regions: tuple[Region, ...]
    start: Picture | None
    missing: tuple[PictureNote, ...]

    def recipe(self) -> Recipe:
        """What can be painted. Raises Problem where a picture is missing."""
        styles = tuple(style for style in self.styles if style is not None)
        if self.missing or self.photo is None or len(styles) < len(self.styles):
            named = ", ".join(each.name or "a picture" for each in self.missing)
            raise Problem(f"these pictures are missing: {named}; please say where they are")
        return Recipe(self.photo, styles, self.settings, self.start, self.regions)


def note_of(recipe: Recipe, names_paths: bool = False) -> str:
    """The note of a recipe, as JSON; with the files' places only where that is wanted."""
    note = RecipeNote(
        program=f"StyleGUI {__version__}",
        photo=_noted(recipe.photo, names_paths),
        styles=tuple(
            StyleNote(picture=_noted(style.picture, names_paths), **looked_at(style)) for style in recipe.styles
        ),
        settings=recipe.settings.model_dump(mode="json"),
        regions=region_entries(recipe.regions, _embedded),
        start=None if recipe.start is None else _noted(recipe.start, names_paths),
    )
    written = {"version": note.version, **note.model_dump(mode="json", exclude_defaults=True)}
    return json.dumps(written, ensure_ascii=False)


def note_in(encoded: bytes) -> RecipeNote | None:
    """That of a picture's file; None where it holds none that can be used."""
    _, xmp = read_metadata(encoded)
    text = recipe_in(xmp)
    if not text or len(text) > MOST_CHARACTERS:
        return None
    try:
        return RecipeNote.model_validate_json(text)
    except (ValidationError, RecursionError):
        return None


def restored(note: RecipeNote, find: Finder) -> Restored:
    """What a note gives back of the pictures that `find` knows. Raises Problem where it makes no sense."""
    missing: list[PictureNote] = []

    def found(picture: PictureNote, photo: Picture | None = None) -> Picture | None:
        known = named_style(picture.named, photo) if is_named(picture.named) else find(picture)
        if known is None:
            missing.append(picture)
        return known

    try:
        settings = kept_settings(note.settings)
        check_shares(settings, len(note.styles))
        photo = found(note.photo)
        styles = tuple(_style(each, found(each.picture, photo)) for each in note.styles)
        start = None if note.start is None else found(note.start)
        regions = () if photo is None else tuple(region_of(each, photo, styles, _mask) for each in note.regions)
    except Problem as problem:
        raise Problem(f"the recipe in the picture cannot be used: {problem}") from problem
    return Restored(photo, styles, settings, regions, start, tuple(missing))


def digest_of(picture: Picture) -> str:
    """SHA-256 of its file as it was read, or of its pixels where it has none."""
    if picture.encoded is not None:
        return sha256(picture.encoded).hexdigest()
    told = sha256(repr((picture.pixels.shape, picture.pixels.dtype.str)).encode() + picture.pixels.tobytes())
    if picture.alpha is not None:
        told.update(picture.alpha.tobytes())
    return told.hexdigest()


def _noted(picture: Picture, names_paths: bool) -> PictureNote:
    name = name_of(picture)
    if is_named(name):
        return PictureNote(name=picture.name[:200], named=name)
    path = str(picture.path) if names_paths and picture.path is not None else ""
    return PictureNote(name=picture.name[:200], sha256=digest_of(picture), path=path)


def _embedded(mask: Mask) -> str:
    """As a small picture: a file's metadata has no room for a large one."""
    height, width = mask.shape
    if max(height, width) <= MASK_SIDE:
        return embedded(mask)
    size = working_size(width, height, MASK_SIDE)
    return embedded(to_levels(resize_values(mask[..., None], *size, 255.0))[..., 0])


def _style(note: StyleNote, picture: Picture | None) -> Style | None:
    return None if picture is None else note.style(picture)


def _mask(text: str, name: str, width: int, height: int) -> Mask:
    return unpacked_mask(text, width, height, MASK_PIXELS)
