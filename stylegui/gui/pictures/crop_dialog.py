"""Chooses the part of a painting that is looked at: with the mouse, with the arrow keys, or by numbers."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QDoubleSpinBox, QGridLayout, QLabel, QVBoxLayout, QWidget

from stylegui.gui.pictures.crop_frame import LEAST, Crop, CropFrame

WHOLE: Crop = (0.0, 0.0, 1.0, 1.0)


class CropDialog(QDialog):
    """Asks for the part of a painting.

    Attributes:
        frame: the picture with its frame. left, top, across, down: where that begins and how large it is, in per cent.
        buttons: accept, reject, and back to the whole painting.
    """

    def __init__(self, parent: QWidget, pixels: NDArray[np.uint8], crop: Crop) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Part of the painting"))
        self.frame = CropFrame(pixels, crop)
        least, most = 100 * LEAST, 100 * (1 - LEAST)
        self.left = _per_cent(self.tr("Left"), 0, most, lambda value: self._begin_at(0, value))
        self.top = _per_cent(self.tr("Top"), 0, most, lambda value: self._begin_at(1, value))
        self.across = _per_cent(self.tr("Width"), least, 100, lambda value: self._reach_over(0, value))
        self.down = _per_cent(self.tr("Height"), least, 100, lambda value: self._reach_over(1, value))
        self.frame.changed.connect(self._show_numbers)
        kinds = QDialogButtonBox.StandardButton
        self.buttons = QDialogButtonBox(kinds.Ok | kinds.Cancel | kinds.Reset)
        self.buttons.button(kinds.Reset).setText(self.tr("Whole painting"))
        self.buttons.button(kinds.Reset).clicked.connect(lambda: self.frame.set_crop(WHOLE))
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        self._lay_out()
        self._show_numbers()
        self.resize(560, 480)
        self.frame.setFocus()

    def _begin_at(self, axis: int, per_cent: float) -> None:
        """Move the frame along an axis (0 across, 1 down); it gets smaller where it would reach over the edge."""
        crop = list(self.frame.crop)
        size, start = crop[axis + 2] - crop[axis], per_cent / 100
        crop[axis], crop[axis + 2] = start, min(start + size, 1.0)
        self._set(crop)

    def _reach_over(self, axis: int, per_cent: float) -> None:
        """Give the frame another size along an axis; it moves where it would reach over the edge."""
        crop = list(self.frame.crop)
        size = per_cent / 100
        start = min(crop[axis], 1 - size)
        crop[axis], crop[axis + 2] = start, min(start + size, 1.0)
        self._set(crop)

    def _set(self, crop: list[float]) -> None:
        left, top, right, bottom = crop
        self.frame.set_crop((left, top, right, bottom))

    def _show_numbers(self) -> None:
        left, top, right, bottom = self.frame.crop
        shown = (self.left, left), (self.top, top), (self.across, right - left), (self.down, bottom - top)
        for spin, share in shown:
            blocked = spin.blockSignals(True)  # the frame keeps its exact place, the numbers are rounded
            spin.setValue(100 * share)
            spin.blockSignals(blocked)

    def _lay_out(self) -> None:
        hint = QLabel(f"{self.frame.accessibleDescription()} {self.tr('The marks keep their size.')}", wordWrap=True)
        numbers = QGridLayout()
        for column, spin in enumerate((self.left, self.top, self.across, self.down)):
            label = QLabel(spin.accessibleName())
            label.setBuddy(spin)
            numbers.addWidget(label, 0, column)
            numbers.addWidget(spin, 1, column)
        layout = QVBoxLayout(self)
        layout.setSpacing(8)
        layout.addWidget(hint)
        layout.addWidget(self.frame, 1)
        layout.addLayout(numbers)
        layout.addWidget(self.buttons)


def _per_cent(name: str, least: float, most: float, heard: Callable[[float], None]) -> QDoubleSpinBox:
    spin = QDoubleSpinBox(minimum=least, maximum=most, decimals=1, suffix=" %")
    spin.setAccessibleName(name)
    spin.setKeyboardTracking(False)  # a half-typed number is not meant
    spin.valueChanged.connect(heard)
    return spin
