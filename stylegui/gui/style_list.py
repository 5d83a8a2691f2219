"""The styles: a well for each, with its share, and one that takes more."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from stylegui.engine.images import Picture
from stylegui.engine.style import Style
from stylegui.gui.image_well import ImageWell
from stylegui.gui.slider import ValueSlider

ADD = -1  # the index that stands for a further style


class StyleList(QWidget):
    """Any number of styles and their shares.

    Signals:
        files_given(int, list[str]): files for the style at an index, or ADD.
        picture_given(int, Picture): picture data, likewise.
        open_requested(int): a dialog for the style at an index, or ADD.
        styles_changed: a style came or went, or a share moved.

    Attributes:
        wells: the styles' wells, in order. adder: the well that takes more.
    """

    files_given = Signal(int, list)
    picture_given = Signal(int, object)
    open_requested = Signal(int)
    styles_changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.wells: list[ImageWell] = []
        self._shares: list[ValueSlider] = []
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(8)
        self.adder = ImageWell(self.tr("Add a style"), self.tr("Drop paintings here, or click"), 56)
        self._connect(self.adder)
        self._layout.addWidget(self.adder)
        self._layout.addStretch(1)

    def styles(self) -> tuple[Style, ...]:
        """The styles, in order."""
        return tuple(Style(well.picture) for well in self.wells if well.picture is not None)

    def shares(self) -> tuple[float, ...]:
        """Their shares as the sliders stand, 0..100 each; equal ones where all are 0."""
        values = tuple(slider.value() for slider in self._shares)
        return values if sum(values) > 0 else tuple(50.0 for _ in values)

    def take(self, index: int, picture: Picture, preview: NDArray[np.uint8]) -> None:
        """Replace the style at an index, or add one."""
        if 0 <= index < len(self.wells):
            self.wells[index].set_picture(picture, preview)
        else:
            self._append(picture, preview)
        self._show_shares()
        self.styles_changed.emit()

    def refuse(self, index: int, reason: str) -> None:
        """Say beside the style at an index, or the adder, why something was not taken."""
        (self.wells[index] if 0 <= index < len(self.wells) else self.adder).refuse(reason)

    def _append(self, picture: Picture, preview: NDArray[np.uint8]) -> None:
        well = ImageWell(self.tr("Style"), "", 72)
        share = ValueSlider(self.tr("Share"), self.tr("This painting's part in the mixture."), 50)
        share.value_changed.connect(self._on_share)
        well.add_below(share)
        self._connect(well)
        self._layout.insertWidget(len(self.wells), well)
        self.wells.append(well)
        self._shares.append(share)
        well.set_picture(picture, preview)

    def _connect(self, well: ImageWell) -> None:
        well.files_given.connect(lambda paths: self.files_given.emit(self._index(well), paths))
        well.picture_given.connect(lambda picture: self.picture_given.emit(self._index(well), picture))
        well.open_requested.connect(lambda: self.open_requested.emit(self._index(well)))
        well.remove_requested.connect(lambda: self._take_away(self._index(well)))

    def _index(self, well: ImageWell) -> int:
        return self.wells.index(well) if well in self.wells else ADD

    def _take_away(self, index: int) -> None:
        if index == ADD:
            return
        well = self.wells.pop(index)
        self._shares.pop(index)
        self._layout.removeWidget(well)
        well.hide()
        well.deleteLater()
        self._show_shares()
        self.styles_changed.emit()

    def _on_share(self) -> None:
        self._show_shares()
        self.styles_changed.emit()

    def _show_shares(self) -> None:
        """A share means something only beside another; then every style says its part of the whole."""
        shares = self.shares()
        for slider, share in zip(self._shares, shares, strict=True):
            slider.setVisible(len(shares) > 1)
            slider.set_number(self.tr("%s %%") % round(100 * share / sum(shares)))
