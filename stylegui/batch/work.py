"""What is to be made of many photos, in a form that can be sent; and who makes it."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import Any

from stylegui.batch.names import named
from stylegui.batch.painter import Painter
from stylegui.engine.errors import Problem, never
from stylegui.engine.pictures.files.saving import WRITABLE, Saving
from stylegui.engine.pictures.images import Picture
from stylegui.engine.recipes.recipe import Recipe
from stylegui.engine.run.saved import check_saving, save_session
from stylegui.engine.settings import Settings, sized_settings
from stylegui.engine.styles.library import is_named, open_style
from stylegui.engine.styles.style import Style


@dataclass(frozen=True)
class Source:
    """A style: its name or its file's path, and what is in the file."""

    text: str
    content: bytes = b""


@dataclass(frozen=True)
class Work:
    """All that results depend on, but the photo.

    Attributes:
        values: settings; "size" may be "photo". template: what results are called. saving: how they become files.
    """

    styles: tuple[Source, ...]
    values: Mapping[str, Any]
    saving: Saving
    template: str

    @staticmethod
    def of(styles: Sequence[Path], values: Mapping[str, Any], saving: Saving, template: str) -> "Work":
        """With styles as they are now. Raises Problem for a file that cannot be read."""
        return Work(tuple(_source(str(style)) for style in styles), values, saving, template)

    def digest(self) -> str:
        """SHA-256 of it, whatever the files of the styles are called."""
        told = sha256(json.dumps(dict(self.values), sort_keys=True, default=str).encode())
        told.update(WRITABLE[Path(self.template).suffix.lower()].encode())
        told.update(self.saving.model_dump_json().encode())
        for style in self.styles:
            told.update(sha256(style.content or style.text.encode()).digest())
        return told.hexdigest()

    def name(self, photo: Path) -> str:
        """What a photo's result is to be called."""
        size = self.values.get("size", Settings().size)
        return named(self.template, photo.name, [_short(style.text) for style in self.styles], size)

    def unpacked(self, folder: Path) -> "Work":
        """The same with the styles' files in a folder of their own, on whatever computer this is. Raises OSError."""
        styles = []
        for number, style in enumerate(self.styles):
            if not is_named(style.text):
                path = folder / str(number) / Path(style.text).name
                path.parent.mkdir()
                path.write_bytes(style.content)
                style = replace(style, text=str(path))
            styles.append(style)
        return replace(self, styles=tuple(styles))


class Painting:
    """Paints one photo after the other. Styles are read once, but for those that follow each photo's own edges."""

    def __init__(self, work: Work, memory: int | None = None) -> None:
        """Raises Problem where a style cannot be read, or settings cannot be followed."""
        self._work, self._painter = work, Painter(memory)
        settings = sized_settings(work.values, None)
        settings.style_shares(len(work.styles))
        self._styles = {style: Style(open_style(style.text)) for style in work.styles if not _is_of_photo(style)}
        self._painter.get_ready(settings)

    def paint(self, photo: Picture, target: Path, interrupted: Callable[[], bool] = never) -> list[str] | None:
        """Paint and save; what the user should know, or None if it was `interrupted`. Raises Problem."""
        settings = sized_settings(self._work.values, max(photo.width, photo.height))
        recipe = Recipe(photo, tuple(self._style(style, photo) for style in self._work.styles), settings)
        check_saving(recipe, target, self._work.saving)
        session = self._painter.begin(recipe, by_hand=self._work.values)
        settings = session.snapshot().recipe.settings
        while not session.finished:
            if interrupted():
                return None
            session.step(settings)
        return save_session(session, target, self._work.saving)

    def _style(self, style: Source, photo: Picture) -> Style:
        return Style(open_style(style.text, photo)) if _is_of_photo(style) else self._styles[style]


def _source(text: str) -> Source:
    if is_named(text):
        return Source(text)
    try:
        return Source(text, Path(text).read_bytes())
    except OSError as error:
        raise Problem(f"cannot read {text}: {error.strerror}") from error


def _short(style: str) -> str:
    return style.partition(":")[2].partition(",")[0] if is_named(style) else Path(style).name


def _is_of_photo(style: Source) -> bool:
    """Whether it has each photo's own colours or edges."""
    return is_named(style.text) and "photo" in style.text
