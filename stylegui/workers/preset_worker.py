"""Reads and writes presets in a thread of its own: the window never waits for a disk, nor for their pictures."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal, Slot

from stylegui.document import presets
from stylegui.document.presets import Preset
from stylegui.engine.errors import Problem
from stylegui.engine.settings import Settings


class PresetWorker(QObject):
    """Answers each wish with all that there are then.

    Signals:
        listed(list, str): each (Preset, its file or "" where it is shipped, its picture (h, w, 3) or None), the shipped
            ones first; and the file of the one that was kept or renamed, or "". failed(str): why that did not work.
    """

    listed = Signal(list, str)
    failed = Signal(str)

    @Slot()
    def show(self) -> None:
        """Which there are."""
        self._list("")

    @Slot(str, object, object)
    def keep(self, name: str, settings: Settings, pixels: NDArray[np.uint8] | None) -> None:
        """Settings as one's own preset, with a picture (h, w, 3) of what they do."""
        self._do(lambda: presets.keep(presets.preset_of(name, settings, pixels)))

    @Slot(str, str)
    def rename(self, path: str, name: str) -> None:
        """Call one's own otherwise."""
        self._do(lambda: presets.rename(Path(path), name))

    @Slot(str)
    def remove(self, path: str) -> None:
        """Take one of one's own away."""
        self._do(lambda: presets.remove(Path(path)))

    @Slot(str)
    def import_file(self, path: str) -> None:
        """Make a preset that somebody has sent one's own."""
        self._do(lambda: presets.keep(presets.load_preset(Path(path))))

    @Slot(object, str)
    def export(self, preset: Preset, path: str) -> None:
        """Write a preset to be sent on."""
        self._do(lambda: presets.save_preset(preset, Path(path)))

    def _do(self, act: Callable[[], Path | None]) -> None:
        try:
            self._list(str(act() or ""))
        except Problem as problem:
            self.failed.emit(str(problem))

    def _list(self, chosen: str) -> None:
        found = [("", preset) for preset in presets.shipped()]
        found += [(str(path), preset) for path, preset in presets.own().items()]
        self.listed.emit([(preset, path, preset.pixels()) for path, preset in found], chosen)
