"""What is chosen by looking at it: styles of the gallery, variations, presets."""

from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from stylegui.document.document import Document
from stylegui.document.places import FURTHER_STYLE, style_place
from stylegui.document.presets import Preset, agrees
from stylegui.document.variations import Variation
from stylegui.document.wishes import TurnSeveral
from stylegui.engine.fast.network_name import is_network_file
from stylegui.gui.dialogs.presets_dialog import PresetsDialog
from stylegui.gui.explore.explore_dialog import ExploreDialog
from stylegui.gui.gallery.gallery import Gallery
from stylegui.gui.history.stage import Stage


class LookWishes(QObject):
    """Makes wishes of what was chosen.

    Signals:
        wished(Wish): something of the document. load_requested(Place, names): a style is to be read for a place.
        network_requested(path): a fast network is to paint.

    Attributes:
        explore, presets: the dialogs.
    """

    wished = Signal(object)
    load_requested = Signal(object, list)
    network_requested = Signal(str)

    def __init__(self, window: QWidget, gallery: Gallery, stage: Stage) -> None:
        super().__init__(window)
        self._gallery, self._stage, self._document = gallery, stage, Document()
        self.explore, self.presets = ExploreDialog(window), PresetsDialog(window, self._seen)
        gallery.taken.connect(self._take_style)
        self.explore.taken.connect(self._take_variation)
        self.presets.used.connect(self._use_preset)

    def show_document(self, document: Document) -> None:
        """The present one."""
        self._document = document
        self.explore.show_document(document)
        self.presets.show_settings(document.settings)

    @Slot()
    def open_explore(self) -> None:
        """Show variations."""
        styles = [(name, title) for name, title in self._gallery.shown() if not is_network_file(Path(name))]
        self.explore.set_styles(styles)
        self.explore.show()
        self.explore.raise_()

    @Slot(str, bool)
    def _take_style(self, name: str, further: bool) -> None:
        """A style of the gallery is wanted: in place of the last one, or as a further one; a fast network paints."""
        if is_network_file(Path(name)):
            self.network_requested.emit(name)
            return
        styles = self._document.styles
        self.load_requested.emit(FURTHER_STYLE if further or not styles else style_place(styles[-1].key), [name])

    @Slot(object)
    def _take_variation(self, variation: Variation) -> None:
        if variation.style:
            self.load_requested.emit(replace(FURTHER_STYLE, is_alone=True), [variation.style])  # as it was tried
        else:
            self.wished.emit(TurnSeveral(variation.values, self.tr("Variation: %s") % variation.label))

    @Slot(object)
    def _use_preset(self, preset: Preset) -> None:
        self.wished.emit(preset)
        if preset.style:
            self.load_requested.emit(replace(FURTHER_STYLE, is_alone=True, belongs=True), [preset.style])

    def _seen(self) -> NDArray[np.uint8] | None:
        """(h, w, 3) of what the present settings do, if that is what is seen."""
        shown = self._stage.shown
        if shown is None or not agrees(shown.recipe.settings, self._document.settings):
            return None
        return shown.pixels if shown.progress.finished else None
