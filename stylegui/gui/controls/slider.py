"""A slider that a person can read and reset."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QSlider, QWidget

from stylegui.gui.basics.icon_button import IconButton


class _ResettingSlider(QSlider):
    """A QSlider whose double-click asks for the reset value.

    Signals:
        double_clicked: the slider was double-clicked.
    """

    double_clicked = Signal()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.double_clicked.emit()
        event.accept()


class ValueSlider(QWidget):
    """A name, a slider 0..100, its value, and a button that brings back the middle.

    Signals:
        value_changed(float): by mouse, keyboard, reset or `set_value`.

    Attributes:
        slider: the QSlider. reset: the button.
    """

    value_changed = Signal(float)

    def __init__(self, label: str, tip: str, default: float) -> None:
        super().__init__()
        self._default = round(default)
        self.slider = _ResettingSlider(Qt.Orientation.Horizontal)
        self.slider.setRange(0, 100)
        self.slider.setPageStep(10)
        self.slider.setAccessibleName(label)
        self.slider.setAccessibleDescription(tip)
        self.slider.double_clicked.connect(self.bring_back)
        self.slider.valueChanged.connect(self._show)
        self.reset = IconButton("reset", self.tr("Back to %s") % self._default)
        self.reset.setAccessibleName(self.tr("Reset %s") % label)
        self.reset.clicked.connect(self.bring_back)
        self._number = QLabel()
        self._number.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._number.setMinimumWidth(self.fontMetrics().horizontalAdvance("100"))
        self.setToolTip(tip)
        layout = QGridLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setVerticalSpacing(0)
        name = QLabel(label)
        name.setBuddy(self.slider)
        layout.addWidget(name, 0, 0)
        layout.addWidget(self._number, 0, 1)
        layout.addWidget(self.slider, 1, 0)
        layout.addWidget(self.reset, 1, 1, Qt.AlignmentFlag.AlignRight)
        layout.setColumnStretch(0, 1)
        self.slider.setValue(self._default)
        self._show(self.slider.value())

    def value(self) -> float:
        """The value, 0..100."""
        return float(self.slider.value())

    def set_value(self, value: float) -> None:
        """Move the slider."""
        self.slider.setValue(round(value))

    def bring_back(self) -> None:
        """Move the slider to its default."""
        self.slider.setValue(self._default)

    def _show(self, value: int) -> None:
        self._number.setText(str(value))
        self.reset.setEnabled(value != self._default)
        self.value_changed.emit(float(value))
