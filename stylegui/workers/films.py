"""Writes films of runs in a thread of its own."""

import logging
from functools import partial
from io import BytesIO
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from PySide6.QtCore import QCoreApplication, QObject, QThread, Signal, Slot

from stylegui.engine.errors import Problem
from stylegui.engine.pictures.film import FilmOptions, write_film
from stylegui.engine.whole_file import check_apart
from stylegui.jobs import FilmRequest
from stylegui.paths import log_file

log = logging.getLogger(__name__)


class FilmWorker(QObject):
    """Writes one film at a time.

    Signals:
        progressed(float): share of it that is written, 0..1.
        written(path): it is there. failed(str): it is not, and why.
    """

    progressed = Signal(float)
    written = Signal(str)
    failed = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._is_cancelled, self._is_writing = False, False
        self._waiting: list[FilmRequest] = []

    @Slot(object)
    def write(self, request: FilmRequest) -> None:
        """Write a film from a run's frames, after those that were wished before."""
        self._waiting.append(request)
        if self._is_writing:  # this arrived between two frames
            return
        self._is_writing = True
        while self._waiting:
            self._is_cancelled = False
            self._write(self._waiting.pop(0))
        self._is_writing = False

    def _write(self, request: FilmRequest) -> None:
        try:
            wish, path = request.wish, Path(request.wish.path)
            check_apart(path, wish.originals)
            options = FilmOptions(wish.frames_per_second, wish.hold_s)
            frames = [partial(_decoded, data) for data in request.frames]
            if write_film(path, frames, request.width, request.height, options, self._go_on):
                self.written.emit(wish.path)
        except Problem as problem:
            self.failed.emit(str(problem))
        except Exception:
            log.exception("writing a film failed")
            self.failed.emit(self.tr("The film could not be written; the details are in %s") % log_file())

    @Slot()
    def cancel(self) -> None:
        """Give up the film that is being written; arrives between two frames."""
        self._is_cancelled = True

    def _go_on(self, share: float) -> bool:
        self.progressed.emit(share)
        QCoreApplication.processEvents()  # of this thread: `cancel` may be waiting
        return not (self._is_cancelled or QThread.currentThread().isInterruptionRequested())


def _decoded(data: bytes) -> NDArray[np.uint8]:
    with Image.open(BytesIO(data)) as image:
        return np.array(image.convert("RGB"))
