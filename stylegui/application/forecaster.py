"""Tells beside Size what the present document will take."""

import json

from PySide6.QtCore import QObject, QSettings, Signal, Slot

from stylegui.document.document import Document
from stylegui.engine.errors import Problem
from stylegui.engine.plan.durations import in_words
from stylegui.engine.plan.forecast import needs_of, speed_kind, usual_memory
from stylegui.engine.recipes.recipe import Recipe
from stylegui.engine.settings import Settings
from stylegui.gui.controls.control_panel import ControlPanel

SPEED = "run/seconds-per-pixel"  # of this computer, in the application's settings: a number for each kind


class Forecaster(QObject):
    """In the window's thread.

    Signals:
        speed_wanted: nothing is known of how fast this computer is.
    """

    speed_wanted = Signal()

    def __init__(self, panel: ControlPanel, memory: int) -> None:
        """`memory` is what may be used in bytes, 0 for the usual."""
        super().__init__(panel)
        self._panel, self._memory, self._document = panel, memory, Document()
        self._speeds = _read_speeds()

    @Slot(object)
    def follow(self, document: Document) -> None:
        """Another document."""
        self._document = document
        self._show()

    @Slot()
    def note_ready(self) -> None:
        """There is a network to try with."""
        if not self._speeds:
            self.speed_wanted.emit()

    @Slot(object, float)
    def note_speed(self, settings: Settings, seconds_per_pixel: float) -> None:
        """How fast this computer was with such settings."""
        self._speeds[speed_kind(settings)] = seconds_per_pixel
        QSettings().setValue(SPEED, json.dumps(self._speeds))
        self._show()

    @Slot(object)
    def set_memory(self, memory: int) -> None:
        """What may be used was chosen."""
        self._memory = memory
        self._show()

    def _show(self) -> None:
        photo, settings = self._document.photo, self._document.settings
        self._panel.show_photo(0 if photo is None else max(photo.width, photo.height))
        if photo is None:
            self._panel.show_forecast("")
            return
        recipe = Recipe(photo, self._document.styles, settings, regions=self._document.regions)
        try:
            found = needs_of(recipe, self._memory or usual_memory()).forecast(settings)
        except Problem as problem:
            self._panel.show_forecast(str(problem))
            return
        parts = [self.tr("%s × %s px") % (found.width, found.height)]
        if self._speeds:  # of another kind while nothing better is known
            speed = self._speeds.get(speed_kind(settings), next(iter(self._speeds.values())))
            parts.append(self.tr("about %s") % in_words(found.seconds(speed)))
        parts.append(self.tr("%s GB") % self._gigabytes(found.bytes))
        self._panel.show_forecast(" · ".join(parts))

    def _gigabytes(self, count: int) -> str:
        """With one digit, as the panel's language writes it."""
        return self._panel.locale().toString(count / 1e9, "f", 1)


def _read_speeds() -> dict[str, float]:
    """{kind: seconds}; nothing where what was kept is of another version."""
    try:
        return {str(kind): float(seconds) for kind, seconds in json.loads(str(QSettings().value(SPEED, "{}"))).items()}
    except (ValueError, AttributeError):
        return {}
