"""Reads and writes pictures in a thread of its own, so that the window never waits for a disk."""

import logging
import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal, Slot

from stylegui.engine.errors import Problem
from stylegui.engine.frame import Frame
from stylegui.engine.images import load, preview, save
from stylegui.paths import log_file

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class LoadRequest:
    """Read `paths` for a place in the window ("photo", "style", "start"); `index` as the place counts."""

    place: str
    index: int
    paths: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class SaveRequest:
    """Write the result in `frame` to `path`, with its photo's alpha; `quality` 1..100 for JPEG and WebP."""

    frame: Frame
    path: str
    quality: int


class FileWorker(QObject):
    """Loads and saves.

    Signals:
        loaded(place, index, Picture, preview): a picture and its (h, w, 3) uint8 preview.
        refused(place, index, str): why a file cannot be used.
        saved(Frame, path, notice): written; the notice may be "".
        save_failed(str): why not; nothing was written.
        drag_file_ready(path): a temporary file with the result, to be dragged out.
    """

    loaded = Signal(str, int, object, object)
    refused = Signal(str, int, str)
    saved = Signal(object, str, str)
    save_failed = Signal(str)
    drag_file_ready = Signal(str)

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
            notice = save(request.frame.picture(), Path(request.path), request.quality)
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

    @Slot()
    def clean_up(self) -> None:
        """Remove what was written for dragging."""
        if self._folder is not None:
            self._folder.cleanup()
            self._folder = None
