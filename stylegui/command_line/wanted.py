"""What the command line paints from: pictures or a recipe, and settings."""

import os
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from stylegui.engine.network.encoder import Encoder
from stylegui.engine.network.in_memory import encoder_for
from stylegui.engine.pictures.files.loading import load
from stylegui.engine.pictures.files.saving import WRITABLE
from stylegui.engine.pictures.images import Picture
from stylegui.engine.recipes.known_pictures import recipe_in_picture
from stylegui.engine.recipes.recipe import Recipe
from stylegui.engine.recipes.recipe_file import load_recipe, recipe_files
from stylegui.engine.run.choosing import as_chosen
from stylegui.engine.settings import Settings, sized_settings
from stylegui.engine.styles.library import is_named, open_style
from stylegui.engine.styles.style import Style


@dataclass(frozen=True)
class Files:
    """What to paint from: a photo and styles, or a recipe; a picture to start from; a result to go on from.

    `fast` is a network that paints the photo at once.

    A style may have a name instead of a path (`named_style`).
    """

    photo: Path | None
    styles: tuple[Path, ...]
    recipe: Path | None = None
    start: Path | None = None
    enlarge: Path | None = None
    fast: Path | None = None

    def all(self) -> tuple[Path, ...]:
        """Those that are read."""
        styles = (path for path in self.styles if not is_named(str(path)))
        named = (self.photo, *styles, self.recipe, self.start, self.enlarge, self.fast)
        of_recipe = () if self.recipe is None or is_picture(self.recipe) else recipe_files(self.recipe)
        return (*(path for path in named if path is not None), *of_recipe)


def is_picture(recipe: Path) -> bool:
    """Whether a recipe is in a picture's metadata."""
    return recipe.suffix.lower() in WRITABLE


def recipe_of(files: Files, values: Mapping[str, Any]) -> Recipe:
    """Read from them, with `values` as settings. Raises Problem."""
    if files.recipe is None:
        assert files.photo is not None
        photo = load_picture(files.photo)
        styles = (load_style(path, photo) for path in files.styles)
        start = load_picture(files.start) if files.start is not None else None
        return Recipe(photo, tuple(map(Style, styles)), settings_of(values, photo), start)
    with _without_chatter():
        recipe = recipe_in_picture(files.recipe) if is_picture(files.recipe) else load_recipe(files.recipe)
    pictures = (recipe.photo, *(style.picture for style in recipe.styles), *([recipe.start] if recipe.start else []))
    for picture in pictures:
        _tell_notices(picture)
    settings = settings_of(recipe.settings.model_dump() | dict(values), recipe.photo)
    settings.style_shares(len(recipe.styles))
    return replace(recipe, settings=settings)


def chosen(files: Files, recipe: Recipe, values: Mapping[str, Any], encoder: Encoder) -> tuple[Recipe, str]:
    """The recipe with what Auto chooses of what `values` do not say, and why. For a recipe file it was chosen then."""
    if recipe.settings.auto == "off" or files.recipe is not None:
        return recipe, ""
    tells = recipe.settings.tells_faces()
    return as_chosen(recipe, encoder if tells else encoder_for(Settings(device=recipe.settings.device)), values)


def settings_of(values: Mapping[str, Any], photo: Picture | None) -> Settings:
    """With the photo's own size where that is asked for; before the photo is read, with another one."""
    return sized_settings(values, None if photo is None else max(photo.width, photo.height))


def load_picture(path: Path) -> Picture:
    """Read a picture, and tell what is to be known of it. Raises Problem."""
    return _told(lambda: load(path))


def load_style(path: Path, photo: Picture | None = None) -> Picture:
    """The same of a style: a name, a style file or a picture. Raises Problem."""
    return _told(lambda: open_style(str(path), photo))


def _told(read: Callable[[], Picture]) -> Picture:
    with _without_chatter():
        picture = read()
    _tell_notices(picture)
    return picture


def _tell_notices(picture: Picture) -> None:
    for notice in picture.notices:
        print(f"stylegui: {notice}", file=sys.stderr)


@contextmanager
def _without_chatter() -> Iterator[None]:
    """Libtiff writes what it dislikes about a damaged file to descriptor 2 itself: lines that nobody can place."""
    try:
        before = os.dup(2)
    except OSError:  # a windowed program on Windows has no such descriptor
        yield
        return
    try:
        with Path(os.devnull).open("wb") as nowhere:
            os.dup2(nowhere.fileno(), 2)
        yield
    finally:
        os.dup2(before, 2)
        os.close(before)
