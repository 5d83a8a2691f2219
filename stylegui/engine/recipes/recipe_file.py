"""Recipe files: JSON with everything that repeats a run, the pictures by their paths."""

import json
import os
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Annotated, Any, Literal

import numpy as np
from pydantic import Field, ValidationError

from stylegui.engine.errors import Problem
from stylegui.engine.pictures.files.loading import from_array, load
from stylegui.engine.pictures.images import Picture, eight_bit
from stylegui.engine.recipes.recipe import Recipe
from stylegui.engine.recipes.recipe_parts import (
    EMBEDDED,
    LookedAt,
    Part,
    RegionEntry,
    check_shares,
    embedded,
    looked_at,
    region_entries,
    region_of,
    unpacked,
    unpacked_mask,
)
from stylegui.engine.regions.regions import Mask, as_mask
from stylegui.engine.settings import kept_settings
from stylegui.engine.styles.library import is_named, name_of, open_style
from stylegui.engine.styles.style_file import LearntPicture, is_style_file
from stylegui.engine.whole_file import write_whole


class StyleEntry(LookedAt):
    """One style: `picture` is a path, an embedded PNG or a style's name (`named_style`)."""

    picture: str


class RecipeFile(Part):
    """What a recipe file holds. Relative paths start at the file's own folder; what it lacks has its default, or
    is as it was before there was Auto.
    """

    version: Literal[1] = 1
    photo: str
    styles: Annotated[tuple[StyleEntry, ...], Field(min_length=1)]
    settings: dict[str, Any] = Field(default_factory=dict)
    regions: tuple[RegionEntry, ...] = ()
    start: str | None = None


class MissingPicture(Problem):
    """A file that a recipe names is not there; it may have moved.

    Attributes:
        path: where it was looked for.
    """

    def __init__(self, recipe: Path, path: Path) -> None:
        super().__init__(f"{recipe} names {path}, which is not there: please put it back, or say where it is now")
        self.path = path


def load_recipe(path: Path, folders: Sequence[Path] = (), photo: Picture | None = None) -> Recipe:
    """Read a recipe file and its pictures; those that have moved are looked for by their names in `folders`.

    `photo` is taken in place of the recipe's own. Raises Problem naming the file and what is wrong with it:
    MissingPicture where a picture is nowhere.
    """
    entries = _entries(path)
    if photo is not None:
        entries = entries.model_copy(update={"photo": EMBEDDED})  # it need not be there
    entries = _located(entries, path, folders)
    try:
        settings = kept_settings(entries.settings)
    except Problem as problem:
        raise Problem(f"{path}: {problem}") from problem
    content = _read_picture(entries.photo, path, "photo") if photo is None else photo
    styles = tuple(
        entry.style(_read_style(entry.picture, path, number, content)) for number, entry in enumerate(entries.styles, 1)
    )
    start = None if entries.start is None else _read_picture(entries.start, path, "start")
    try:
        read = partial(_read_mask, path)
        regions = tuple(region_of(entry, content, styles, read) for entry in entries.regions)
        check_shares(settings, len(styles))
    except Problem as problem:
        raise Problem(f"{path}: {problem}") from problem
    return Recipe(content, styles, settings, start, regions)


def save_recipe(recipe: Recipe, path: Path) -> None:
    """Write a recipe file, whole or not at all. What came from no file (pasted, painted) is embedded.

    Raises Problem if it cannot be written, or is not called .json: under a picture's name it would be taken for one.
    """
    if path.suffix.lower() != ".json":
        raise Problem(f"{path} is no name for a recipe: please let it end in .json")
    folder = path.parent
    content = RecipeFile(
        photo=_written(recipe.photo, folder),
        styles=tuple(
            StyleEntry(picture=_written_style(style.picture, folder), **looked_at(style)) for style in recipe.styles
        ),
        settings=recipe.settings.model_dump(),  # all of them: another version's defaults may be others
        regions=region_entries(recipe.regions, embedded),
        start=None if recipe.start is None else _written(recipe.start, folder),
    )
    written = {"version": content.version, **content.model_dump(mode="json", exclude_defaults=True)}
    text = json.dumps(written, indent=1) + "\n"
    write_whole(path, text.encode())


def recipe_files(path: Path) -> tuple[Path, ...]:
    """The files that a recipe file names: pictures and masks. Raises Problem if it cannot be read."""
    entries = _entries(path)
    named = [entries.photo, *(style.picture for style in entries.styles), entries.start or EMBEDDED]
    for region in entries.regions:
        named += [region.mask, region.part or EMBEDDED]
    return tuple(path.parent / text for text in named if not _is_no_file(text))


def _located(entries: RecipeFile, path: Path, folders: Sequence[Path]) -> RecipeFile:
    """The entries with the files that are there."""

    def found(text: str) -> str:
        if _is_no_file(text) or os.path.lexists(path.parent / text):
            return text
        here = next((folder / Path(text).name for folder in folders if (folder / Path(text).name).is_file()), None)
        if here is None:
            raise MissingPicture(path, path.parent / text)
        return str(here.absolute())

    return entries.model_copy(
        update={
            "photo": found(entries.photo),
            "styles": tuple(each.model_copy(update={"picture": found(each.picture)}) for each in entries.styles),
            "start": None if entries.start is None else found(entries.start),
            "regions": tuple(
                each.model_copy(
                    update={"mask": found(each.mask), "part": None if each.part is None else found(each.part)}
                )
                for each in entries.regions
            ),
        }
    )


def _entries(path: Path) -> RecipeFile:
    try:
        return RecipeFile.model_validate_json(path.read_bytes())
    except OSError as error:
        raise Problem(f"cannot read the recipe {path}: {error.strerror}") from error
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"]) or "the file"
        raise Problem(f"{path} is not a recipe that can be used: {place}: {first['msg']}") from error


def _read_picture(text: str, path: Path, name: str) -> Picture:
    if not text.startswith(EMBEDDED):
        return load(path.parent / text)
    try:
        return from_array(unpacked(text), name)
    except Problem as problem:
        raise Problem(f"{path}: {name}: {problem}") from problem


def _read_style(text: str, path: Path, number: int, photo: Picture) -> Picture:
    if not is_named(text) and not is_style_file(Path(text)):
        return _read_picture(text, path, f"style {number}")
    try:
        return open_style(text if is_named(text) else str(path.parent / text), photo)
    except Problem as problem:
        raise Problem(f"{path}: style {number}: {problem}") from problem


def _is_no_file(text: str) -> bool:
    return text.startswith(EMBEDDED) or is_named(text)


def _read_mask(path: Path, text: str, name: str, width: int, height: int) -> Mask:
    if not text.startswith(EMBEDDED):
        return as_mask(load(path.parent / text), width, height)
    try:
        return unpacked_mask(text, width, height)
    except Problem as problem:
        raise Problem(f"{name}: {problem}") from problem


def _written_style(picture: Picture, folder: Path) -> str:
    """By its name, where it has one: that is the same on every computer."""
    name = name_of(picture)
    if is_named(name):
        return name
    if isinstance(picture, LearntPicture) and not Path(name).is_file():
        raise Problem(f"{picture.name} is in no file that a recipe could name: please put it back, or save the project")
    return _written(picture, folder)


def _written(picture: Picture, folder: Path) -> str:
    """The picture's path, from the recipe's folder where that is possible; the picture itself if it is in no file."""
    if picture.path is None or not picture.path.is_file():
        pixels = eight_bit(picture.pixels)
        return embedded(pixels if picture.alpha is None else np.dstack([pixels, picture.alpha]))
    try:
        return Path(os.path.relpath(picture.path.absolute(), folder.absolute())).as_posix()
    except ValueError:  # another drive of Windows
        return picture.path.absolute().as_posix()
