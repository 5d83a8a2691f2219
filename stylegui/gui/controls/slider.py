"""A slider that a person can read, type into and reset."""

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QSlider, QWidget

from stylegui.gui.basics.icon_button import IconButton
from stylegui.gui.controls.number_field import NumberField

QUIET_MS = 500  # after which a turn of the wheel has ended


class ValueSlider(QWidget):
    """A name, its value 0..100 as a number and as a slider, and a button that brings back the usual value.

    The value is kept exactly as it was set; slider and number show it rounded.

    Signals:
        value_changed(float): the user has changed it: by drag, key, wheel, number or reset.
        settled: what changed it has ended: the drag, the key, the turn of the wheel. One step of undo is until here.

    Attributes:
        slider: the QSlider. number: the field. reset: the button.
    """

    value_changed = Signal(float)
    settled = Signal()

    def __init__(self, label: str, tip: str, default: float) -> None:
        super().__init__()
        self._default = self._value = float(default)
        self._is_held = self._is_unsettled = False
        self._quiet = QTimer(self, singleShot=True, interval=QUIET_MS)
        self._quiet.timeout.connect(self._on_quiet)
        self.slider, self.number = QSlider(Qt.Orientation.Horizontal), NumberField()
        self.slider.setRange(0, 100)
        self.slider.setPageStep(10)
        for part in (self.slider, self.number):
            part.setAccessibleName(label)
            part.setAccessibleDescription(tip)
            part.installEventFilter(self)
        self.reset = IconButton("reset", self.tr("Back to %s") % self.number.textFromValue(self._default))
        self.reset.setAccessibleName(self.tr("Reset %s") % label)
        self._show()
        self.slider.valueChanged.connect(self._change)
        # Also where the slider stands there already, by rounding: 0.3 can be brought to 0.
        self.slider.actionTriggered.connect(lambda: self._change(self.slider.sliderPosition()))
        self.number.valueChanged.connect(self._change)
        self.number.editingFinished.connect(self._settle)
        self.number.left.connect(self.slider.setFocus)
        self.reset.clicked.connect(self.bring_back)
        self.setToolTip(tip)
        self._lay_out(label)

    def value(self) -> float:
        """The value, 0..100, with all its decimals."""
        return self._value

    def set_value(self, value: float) -> None:
        """Show another value, cut to 0..100. No signal tells of it."""
        if value != self._value:  # what is being typed stays where nothing changes
            self._value = min(max(float(value), 0.0), 100.0)
            self._show()

    def bring_back(self) -> None:
        """The user wants the usual value."""
        self._change(self._default)
        self._settle()

    def _change(self, value: float) -> None:
        if value == self._value:
            return
        self.set_value(value)
        self._is_unsettled = True
        self._quiet.start()
        self.value_changed.emit(self._value)

    def _settle(self) -> None:
        self._quiet.stop()
        if self._is_unsettled:
            self._is_unsettled = False
            self.settled.emit()

    def _on_quiet(self) -> None:
        if not self._is_held:
            self._settle()

    def _show(self) -> None:
        blocked = self.slider.blockSignals(True)
        self.slider.setValue(round(self._value))
        self.slider.blockSignals(blocked)
        self.number.show_number(self._value)
        self.reset.setEnabled(self._value != self._default)

    def _lay_out(self, label: str) -> None:
        layout = QGridLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setVerticalSpacing(0)
        name = QLabel(label)
        name.setBuddy(self.slider)
        layout.addWidget(name, 0, 0)
        layout.addWidget(self.slider, 1, 0, 1, 2)  # first: Tab goes in this order
        layout.addWidget(self.number, 0, 1, 1, 2)
        layout.addWidget(self.reset, 1, 2, Qt.AlignmentFlag.AlignRight)
        layout.setColumnStretch(0, 1)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Of slider and number: when a gesture begins and ends, and the slider's double-click."""
        kind, repeats = event.type(), isinstance(event, QKeyEvent) and event.isAutoRepeat()
        if kind in (QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress) and not repeats:
            self._is_held = True
        elif kind in (QEvent.Type.KeyRelease, QEvent.Type.MouseButtonRelease, QEvent.Type.FocusOut) and not repeats:
            self._is_held = False
            self._settle()
        elif kind == QEvent.Type.MouseButtonDblClick and watched is self.slider:
            self.bring_back()
            return True
        return super().eventFilter(watched, event)
