"""What is to be made of many photos, in a form that can be sent; and who makes it."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import Any

from stylegui.batch.names import named
from stylegui.batch.painter import Painter
from stylegui.engine.errors import Cancelled, never
from stylegui.engine.fast.fast_result import FastResult, check_fast_saving, paint_fast
from stylegui.engine.fast.manner import manner_of
from stylegui.engine.fast.network_file import FastNetwork
from stylegui.engine.fast.network_name import ENDING
from stylegui.engine.objective.evaluation import at_once
from stylegui.engine.pictures.files.saving import WRITABLE, Saving
from stylegui.engine.pictures.images import Picture
from stylegui.engine.recipes.recipe import Recipe
from stylegui.engine.recipes.recipe_note import digest_of
from stylegui.engine.recipes.recipe_parts import looked_at
from stylegui.engine.run.saved import check_saving, save_session
from stylegui.engine.run.session import Session
from stylegui.engine.settings import Settings, sized_settings
from stylegui.engine.styles.library import follows_photo, name_of, open_style
from stylegui.engine.styles.style import Style


@dataclass(frozen=True, eq=False)
class Work:
    """All that results depend on, but the photo.

    Attributes:
        styles: or names of drawn ones that are each photo's own. values: settings; "size" may be "photo".
        by_hand: those that Auto leaves alone. template: what results are called. saving: how they become files.
        fast: a network that paints them at once, in place of styles.
    """

    styles: tuple[Style | str, ...]
    values: Mapping[str, Any]
    by_hand: frozenset[str]
    saving: Saving
    template: str
    fast: FastNetwork | None = None

    def check(self) -> None:
        """Raises Problem where the settings cannot be followed."""
        settings = sized_settings(self.values, None)
        if self.fast is None:
            settings.style_shares(len(self.styles))
        else:
            check_fast_saving(self.saving)

    def digest(self) -> str:
        """SHA-256 of it, wherever the files of the styles lie."""
        told = sha256(json.dumps(dict(self.values), sort_keys=True, default=str).encode())
        told.update(json.dumps(sorted(self.by_hand)).encode())
        told.update(WRITABLE[Path(self.template).suffix.lower()].encode())
        told.update(self.saving.model_dump_json().encode())
        for style in self.styles:
            told.update(_told(style).encode())
        if self.fast is not None:
            told.update(self.fast.digest().encode())
        return told.hexdigest()

    def name(self, photo: Path) -> str:
        """What a photo's result is to be called."""
        size = self.values.get("size", Settings().size)
        called = [_called(style) for style in self.styles]
        if self.fast is not None:
            called = [self.fast.about.name.replace("/", "-") + ENDING]
        return named(self.template, photo.name, called, size)


class Painting:
    """Paints one photo after the other."""

    def __init__(self, work: Work, memory: int | None = None) -> None:
        """Raises Problem where the network cannot be read."""
        self._work, self._painter = work, Painter(memory)
        if work.fast is None:
            self._painter.get_ready(sized_settings(work.values, None))

    def paint(
        self, photo: Picture, target: Path, interrupted: Callable[[], bool] = never
    ) -> Session | FastResult | None:
        """What is ready to be saved, or None if it was `interrupted`.

        Raises Problem, before the work where no such file as the `target` can be made.
        """
        settings = sized_settings(self._work.values, max(photo.width, photo.height))
        if self._work.fast is not None:
            try:
                manner = manner_of(settings, "strength" in self._work.values)
                return at_once(paint_fast(self._work.fast, photo, manner, target, self._work.saving, interrupted))
            except Cancelled:
                return None
        recipe = Recipe(photo, tuple(_beside(photo, style) for style in self._work.styles), settings)
        check_saving(recipe, target, self._work.saving)
        session = self._painter.begin(recipe, self._work.by_hand)
        settings = session.snapshot().recipe.settings
        while not session.finished:
            if interrupted():
                return None
            session.step(settings)
        return session

    def save(self, painted: Session | FastResult, target: Path) -> list[str]:
        """Write the result. Returns what the user should know. Raises Problem."""
        if isinstance(painted, FastResult):
            return painted.save(target, self._work.saving)
        return save_session(painted, target, self._work.saving)


def _beside(photo: Picture, style: Style | str) -> Style:
    """As it is for a photo."""
    if isinstance(style, str):
        return Style(open_style(style, photo))
    if follows_photo(style.picture):
        return replace(style, source=open_style(name_of(style.picture), photo))
    return style


def _called(style: Style | str) -> str:
    return style.partition(":")[2].partition(",")[0] if isinstance(style, str) else style.picture.name


def _told(style: Style | str) -> str:
    if isinstance(style, str):
        return style
    of_picture = name_of(style.picture) if follows_photo(style.picture) else digest_of(style.picture)
    return json.dumps([of_picture, looked_at(style)], default=str)
