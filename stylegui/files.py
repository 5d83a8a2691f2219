"""Reads and writes pictures in a thread of its own, so that the window never waits for a disk."""

import logging
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal, Slot

from stylegui.engine.errors import Problem
from stylegui.engine.frame import Frame
from stylegui.engine.images import Picture, load, preview, save
from stylegui.engine.recipe import Recipe
from stylegui.engine.recipe_file import load_recipe, save_recipe
from stylegui.paths import log_file

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class LoadRequest:
    """Read `paths` for a place in the window ("photo", "style", "start", "mask"); `index` as the place counts."""

    place: str
    index: int
    paths: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class SaveRequest:
    """Write the result in `frame` to `path`, with its photo's alpha.

    `quality` 1..100 is for JPEG and WebP, `background` (R, G, B) for JPEG, which has no alpha.
    """

    frame: Frame
    path: str
    quality: int
    background: tuple[int, int, int] = (255, 255, 255)


class FileWorker(QObject):
    """Loads and saves.

    Signals:
        loaded(place, index, Picture, preview): a picture and its (h, w, 3) uint8 preview.
        refused(place, index, str): why a file cannot be used.
        saved(Frame, path, notice): written; the notice may be "".
        save_failed(str): why not; nothing was written.
        drag_file_ready(path): a temporary file with the result, to be dragged out.
        written(path): a recipe or a mask. recipe_loaded(Recipe, {id of a picture: its preview}): from a file.
        failed(str): why a recipe or a mask was not read or written.
    """

    loaded = Signal(str, int, object, object)
    refused = Signal(str, int, str)
    saved = Signal(object, str, str)
    save_failed = Signal(str)
    drag_file_ready = Signal(str)
    written = Signal(str)
    recipe_loaded = Signal(object, object)
    failed = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._folder: tempfile.TemporaryDirectory[str] | None = None

    @Slot()
    def warm_up(self) -> None:
        """Import what the plot draws with: half a second that the window shall not wait with its first frame."""
        import pyqtgraph  # noqa: F401

    @Slot(object)
    def load(self, request: LoadRequest) -> None:
        """Read each file; one that cannot be used does not keep the others."""
        for path in request.paths:
            try:
                picture = load(Path(path))
                small: NDArray[np.uint8] = preview(picture)
                self.loaded.emit(request.place, request.index, picture, small)
            except Problem as problem:
                self.refused.emit(request.place, request.index, str(problem))
            except Exception:
                log.exception("reading failed")
                message = self.tr("%s cannot be read; the details are in %s") % (path, log_file())
                self.refused.emit(request.place, request.index, message)

    @Slot(object)
    def save(self, request: SaveRequest) -> None:
        """Write the result at its full size."""
        try:
            notice = save(request.frame.picture(), Path(request.path), request.quality, request.background)
            self.saved.emit(request.frame, request.path, notice)
        except Problem as problem:
            self.save_failed.emit(str(problem))
        except Exception:
            log.exception("saving failed")
            self.save_failed.emit(self.tr("The result could not be saved; the details are in %s") % log_file())

    @Slot(object)
    def save_for_drag(self, request: SaveRequest) -> None:
        """Write the result to a temporary folder under the name in `request.path`."""
        try:
            if self._folder is None:
                self._folder = tempfile.TemporaryDirectory(prefix="stylegui-")
            path = Path(self._folder.name) / request.path
            save(request.frame.picture(), path)
            self.drag_file_ready.emit(str(path))
        except (Problem, OSError) as problem:
            self.save_failed.emit(str(problem))
        except Exception:
            log.exception("writing for a drag failed")
            self.save_failed.emit(self.tr("The result could not be dragged; the details are in %s") % log_file())

    @Slot(object, str)
    def save_mask(self, mask: Picture, path: str) -> None:
        """Write a mask as a picture."""
        self._try(lambda: self._save_mask(mask, path))

    @Slot(object, str)
    def save_recipe(self, recipe: Recipe, path: str) -> None:
        """Write a recipe file."""
        self._try(lambda: self._save_recipe(recipe, path))

    @Slot(str)
    def open_recipe(self, path: str) -> None:
        """Read a recipe file and its pictures."""
        self._try(lambda: self._open_recipe(path))

    def _save_mask(self, mask: Picture, path: str) -> None:
        save(mask, Path(path))
        self.written.emit(path)

    def _save_recipe(self, recipe: Recipe, path: str) -> None:
        save_recipe(recipe, Path(path))
        self.written.emit(path)

    def _open_recipe(self, path: str) -> None:
        recipe = load_recipe(Path(path))
        pictures = [
            recipe.photo,
            *(style.picture for style in recipe.styles),
            *([recipe.start] if recipe.start else []),
        ]
        self.recipe_loaded.emit(recipe, {id(picture): preview(picture) for picture in pictures})

    def _try(self, act: Callable[[], None]) -> None:
        try:
            act()
        except Problem as problem:
            self.failed.emit(str(problem))
        except Exception:
            log.exception("a file could not be read or written")
            self.failed.emit(self.tr("That file could not be read or written; the details are in %s") % log_file())

    @Slot()
    def clean_up(self) -> None:
        """Remove what was written for dragging."""
        if self._folder is not None:
            self._folder.cleanup()
            self._folder = None
