"""Works for the window in a thread of its own: regions at full size, advice, pictures for the clipboard."""

import logging
from collections.abc import Callable
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Qt, Signal, Slot

from stylegui.engine.errors import Problem
from stylegui.engine.pictures.character import Character, character
from stylegui.engine.pictures.images import Picture, eight_bit
from stylegui.engine.recipes.advice import advise
from stylegui.engine.recipes.recipe import Recipe
from stylegui.engine.regions.region_editor import Edit
from stylegui.engine.regions.regions import Region
from stylegui.engine.run.frame import Frame
from stylegui.engine.styles.drawn.handles import Handles
from stylegui.engine.styles.drawn_picture import DrawnPicture, drawn_picture
from stylegui.paths import log_file

log = logging.getLogger(__name__)


class Assistant(QObject):
    """Answers one wish after the other. What fails is told, and keeps nothing else from being answered.

    Signals:
        painted(Edit, regions): what the regions became by it, or None where that failed; once for each `paint`.
        advised(Recipe, tuple of Advice): what to do about a recipe, or (None, ()); only for the newest `consider`.
        drawn(DrawnPicture): a style as it was to be drawn, or not_drawn where that failed; one for each `draw`.
        copied(array): (H, W, 3) RGB or (H, W, 4) RGBA uint8, contiguous.
        failed(str): why something was not done.
    """

    painted = Signal(object, object)
    advised = Signal(object, object)
    drawn = Signal(object)
    not_drawn = Signal()
    copied = Signal(object)
    failed = Signal(str)
    _advice_due = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._characters = WeakKeyDictionary[Picture, Character]()
        self._recipe: Recipe | None = None
        self._is_asked = False
        # Queued: it comes after every `consider` that waits by then.
        self._advice_due.connect(self._advise, Qt.ConnectionType.QueuedConnection)

    @Slot(object, object, object)
    def paint(self, regions: tuple[Region, ...], edit: Edit, photo: Picture) -> None:
        """Work out what an edit makes of the regions of a photo."""
        found: list[tuple[Region, ...]] = []
        self._try(lambda: found.append(edit.apply(regions, photo)), self.tr("The regions could not be painted"))
        self.painted.emit(edit, found[0] if found else None)

    @Slot(object)
    def consider(self, recipe: Recipe | None) -> None:
        """Say what does not fit in a recipe."""
        self._recipe, self._is_asked = recipe, True
        self._advice_due.emit()

    @Slot(str, object, object)
    def draw(self, family: str, handles: Handles, photo: Picture | None) -> None:
        """Draw a style; along the edges of a photo, if it is to."""
        found: list[DrawnPicture] = []
        self._try(lambda: found.append(_drawn(family, handles, photo)), self.tr("The style could not be drawn"))
        if found:
            self.drawn.emit(found[0])
        else:
            self.not_drawn.emit()

    @Slot(object)
    def copy(self, frame: Frame) -> None:
        """Make the result at its full size, for the clipboard."""
        self._try(lambda: self.copied.emit(_pixels(frame.picture())), self.tr("The result could not be copied"))

    @Slot()
    def _advise(self) -> None:
        if self._is_asked:  # else a newer one was answered already
            recipe, self._recipe, self._is_asked = self._recipe, None, False
            self._try(lambda: self._answer(recipe), self.tr("There is no advice on these pictures"))

    def _answer(self, recipe: Recipe | None) -> None:
        if recipe is None:
            self.advised.emit(None, ())
            return
        styles = [self._character(style.picture) for style in recipe.styles]
        self.advised.emit(recipe, advise(recipe, self._character(recipe.photo), styles))

    def _character(self, picture: Picture) -> Character:
        if picture not in self._characters:
            self._characters[picture] = character(picture)
        return self._characters[picture]

    def _try(self, act: Callable[[], None], failure: str) -> None:
        try:
            act()
        except Problem as problem:
            self.failed.emit(str(problem))
        except Exception:
            log.exception("the assistant failed")
            self.failed.emit(self.tr("%s; the details are in %s") % (failure, log_file()))


def _drawn(family: str, handles: Handles, photo: Picture | None) -> DrawnPicture:
    picture = drawn_picture(family, handles, photo)
    picture.preview  # noqa: B018  # made here, and not where it is shown
    return picture


def _pixels(picture: Picture) -> NDArray[np.uint8]:
    """(H, W, 3 or 4) uint8 of a picture with its alpha."""
    pixels = eight_bit(picture.pixels)
    return np.ascontiguousarray(pixels if picture.alpha is None else np.dstack([pixels, picture.alpha]))
