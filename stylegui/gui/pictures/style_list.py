"""The styles: a well for each, with its controls, and one that takes more."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from stylegui.engine.images import Picture
from stylegui.engine.settings import Settings
from stylegui.engine.style import Style
from stylegui.gui.pictures.image_well import ImageWell
from stylegui.gui.pictures.style_controls import StyleControls

ADD = -1  # the index that stands for a further style


class StyleList(QWidget):
    """Any number of styles and their shares.

    Signals:
        files_given(int, list[str]): files for the style at an index, or ADD.
        picture_given(int, Picture): picture data, likewise.
        open_requested(int): a dialog for the style at an index, or ADD.
        styles_changed: a style came or went, or something was turned on one.
        style_removed(int): the style at an index went.

    Attributes:
        wells, controls: of the styles, in order. adder: the well that takes more.
    """

    files_given = Signal(int, list)
    picture_given = Signal(int, object)
    open_requested = Signal(int)
    styles_changed = Signal()
    style_removed = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.wells: list[ImageWell] = []
        self.controls: list[StyleControls] = []
        self._is_balancing = False
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(8)
        self.adder = ImageWell(self.tr("Add a style"), self.tr("Drop paintings here, or click"), 56)
        self._connect(self.adder)
        self._layout.addWidget(self.adder)
        self._layout.addStretch(1)

    def styles(self) -> tuple[Style, ...]:
        """The styles, in order."""
        both = zip(self.wells, self.controls, strict=True)
        return tuple(controls.style_of(well.picture) for well, controls in both if well.picture is not None)

    def shares(self) -> tuple[float, ...]:
        """Their shares, 0..100 each, which together are 100 but for rounding."""
        if len(self.controls) == 1:
            return (100.0,)
        return tuple(controls.share.value() for controls in self.controls)

    def shapes(self) -> tuple[float, ...]:
        """How much of each share goes to coarse shapes, 0..100."""
        return tuple(controls.shapes.value() for controls in self.controls)

    def marks(self) -> tuple[float, ...]:
        """How much of each share goes to fine marks, 0..100."""
        return tuple(controls.marks.value() for controls in self.controls)

    def take(self, index: int, picture: Picture, preview: NDArray[np.uint8]) -> None:
        """Replace the style at an index, or add one."""
        if 0 <= index < len(self.wells):
            self.wells[index].set_picture(picture, preview)
            self.controls[index].set_picture(picture)
        else:
            self._append(picture, preview)
        self._show_mixing()
        self.styles_changed.emit()

    def refuse(self, index: int, reason: str) -> None:
        """Say beside the style at an index, or the adder, why something was not taken."""
        (self.wells[index] if 0 <= index < len(self.wells) else self.adder).refuse(reason)

    def turn(self, styles: Sequence[Style], settings: Settings) -> None:
        """Show how styles that are there already are looked at, and their shares, shapes and marks."""
        for controls, style in zip(self.controls, styles, strict=True):
            controls.set_style(style)
        for name in ("shapes", "marks"):
            for controls, value in zip(self.controls, getattr(settings, name), strict=False):
                getattr(controls, name).set_value(value)
        self._set_shares(self.controls, settings.style_shares(len(self.controls)))
        self.styles_changed.emit()

    def clear(self) -> None:
        """Take all styles away."""
        while self.wells:
            self._take_away(0)

    def _append(self, picture: Picture, preview: NDArray[np.uint8]) -> None:
        well, controls = ImageWell(self.tr("Style"), "", 72), StyleControls()
        well.add_below(controls)
        self._connect(well)
        self._layout.insertWidget(len(self.wells), well)
        self.wells.append(well)
        self.controls.append(controls)
        well.set_picture(picture, preview)
        controls.set_picture(picture)
        count = len(self.controls)
        before = _parts(self.controls[:-1])
        self._set_shares(self.controls, [*(part * (count - 1) / count for part in before), 1 / count])
        controls.changed.connect(self.styles_changed)
        controls.share_changed.connect(lambda: self._balance(controls))

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
        self.controls.pop(index)
        self._layout.removeWidget(well)
        well.hide()
        well.deleteLater()
        if len(self.controls) > 1:
            self._set_shares(self.controls, _parts(self.controls))
        self._show_mixing()
        self.style_removed.emit(index)
        self.styles_changed.emit()

    def _balance(self, moved: StyleControls) -> None:
        """The others share what one leaves, as they shared it before."""
        if self._is_balancing:
            return
        others = [controls for controls in self.controls if controls is not moved]
        left = 1 - moved.share.value() / 100
        self._set_shares(others, [left * part for part in _parts(others)])
        self.styles_changed.emit()

    def _set_shares(self, controls: Sequence[StyleControls], parts: Sequence[float]) -> None:
        self._is_balancing = True
        for each, part in zip(controls, parts, strict=True):
            each.share.set_value(100 * part)
        self._is_balancing = False

    def _show_mixing(self) -> None:
        """A share means something only beside another."""
        for controls in self.controls:
            controls.show_mixing(len(self.controls) > 1)


def _parts(controls: Sequence[StyleControls]) -> list[float]:
    """Each one's part of what they have together; equal ones if that is nothing."""
    values = [each.share.value() for each in controls]
    return [value / sum(values) if sum(values) else 1 / len(values) for value in values]
