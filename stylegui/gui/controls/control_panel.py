"""The controls: one for each field of `Settings`, built from what is written beside the field."""

from collections.abc import Callable

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QSpinBox,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from stylegui.document.wishes import Turn
from stylegui.engine.settings import Control, Settings, bounds, choices, control
from stylegui.gui.controls.slider import ValueSlider


class ControlPanel(QWidget):
    """Shows `Settings` and tells what is wished of them.

    Signals:
        wished(Turn): the user moved something. settled: and has ended to.

    Attributes:
        controls: the widget of each field, by its name. why: what Auto goes by. presets: a button, for
            whoever has them.
    """

    wished = Signal(object)
    settled = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._settings, self._why = Settings(), ""
        self.controls: dict[str, QWidget] = {}
        self._setters: dict[str, Callable[[object], None]] = {}
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(8)
        more = QWidget()
        self.forecast, self._own_size = QLabel(wordWrap=True), 0
        self.forecast.setObjectName("faint")
        self.forecast.setAccessibleName(self.tr("What this size takes"))
        self.own_size = QToolButton()
        self.own_size.setText(self.tr("Photo's"))
        self.own_size.setEnabled(False)
        self.own_size.setToolTip(self.tr("The photo's own size"))
        self.own_size.setAccessibleName(self.tr("The photo's own size"))
        self.own_size.clicked.connect(lambda: self._wish("size", self._own_size, settles=True))
        self._add_auto(outer)
        self._forms = {"main": self._form(outer, self), "more": self._form(None, more)}
        for name, field in Settings.model_fields.items():
            shown = control(name)
            if shown.group:
                self._add(name, shown, field.default)
        self.more = QToolButton(autoRaise=True)
        self.more.setText(self.tr("More"))
        self.more.setCheckable(True)
        self.more.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.more.setArrowType(Qt.ArrowType.RightArrow)
        self.more.setToolTip(self.tr("Network, pooling, seed and the weight of each style layer"))
        self.more.toggled.connect(more.setVisible)
        self.more.toggled.connect(self._turn_arrow)
        more.setVisible(False)
        outer.addWidget(self.more)
        outer.addWidget(more)
        outer.addStretch(1)
        self.show_why("")

    def show_settings(self, settings: Settings) -> None:
        """Show other settings."""
        self._settings = settings
        for name, setter in self._setters.items():
            with QSignalBlocker(self.controls[name]):
                setter(getattr(settings, name))
        self._show_what_applies()

    def show_photo(self, longer: int) -> None:
        """The photo's longer side in pixels, or 0 where there is none."""
        low, high = bounds("size")
        self._own_size = min(max(longer, int(low)), int(high)) if longer else 0
        self.own_size.setEnabled(bool(longer))

    def show_why(self, text: str) -> None:
        """Why Auto has chosen what it has; "" while that is not known."""
        self._why = text or self.tr("The sliders follow the photo and the painting.")
        self._show_what_applies()

    def show_forecast(self, text: str) -> None:
        """What the chosen size will take."""
        self.forecast.setText(text)

    def _add_auto(self, outer: QVBoxLayout) -> None:
        shown, box = control("auto"), QCheckBox(control("auto").label)
        box.setToolTip(shown.tip)
        box.setAccessibleDescription(shown.tip)
        box.setChecked(self._settings.auto == "on")
        box.toggled.connect(lambda on: self._wish("auto", "on" if on else "off", settles=True))
        self._keep("auto", box, lambda value: box.setChecked(value == "on"))
        self.why = QLabel(wordWrap=True)
        self.why.setObjectName("faint")
        self.why.setAccessibleName(self.tr("What Auto goes by"))
        # as high as what it says, for the slider that somebody has just touched stays under the pointer
        self.why.setMinimumHeight(3 * self.why.fontMetrics().lineSpacing())
        self.why.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.presets = QToolButton(autoRaise=True)
        self.presets.setText(self.tr("Presets…"))
        beside = QHBoxLayout()
        beside.addWidget(box)
        beside.addStretch(1)
        beside.addWidget(self.presets)
        outer.addLayout(beside)
        outer.addWidget(self.why)

    def _form(self, outer: QVBoxLayout | None, parent: QWidget) -> QGridLayout:
        form = QGridLayout() if outer is not None else QGridLayout(parent)
        form.setContentsMargins(0, 0, 0, 0)
        form.setSpacing(8)
        form.setColumnStretch(1, 1)
        if outer is not None:
            outer.addLayout(form)
        return form

    def _add(self, name: str, shown: Control, default: object) -> None:
        form = self._forms[shown.group]
        row = form.rowCount()
        if isinstance(default, float | int) and Settings.model_fields[name].annotation is float:
            slider = self._slider(name, shown, float(default))
            form.addWidget(slider, row, 0, 1, 2)
            return
        widget = self._choice(name, shown) if choices(name) else self._number(name, shown, int(str(default)))
        widget.setToolTip(shown.tip)
        widget.setAccessibleName(shown.label)
        widget.setAccessibleDescription(shown.tip)
        label = QLabel(shown.label)
        label.setBuddy(self.controls[name])
        label.setToolTip(shown.tip)
        form.addWidget(label, row, 0)
        if name != "size":
            form.addWidget(widget, row, 1)
            return
        beside = QHBoxLayout()
        beside.addWidget(widget, 1)
        beside.addWidget(self.own_size)
        form.addLayout(beside, row, 1)
        form.addWidget(self.forecast, row + 1, 0, 1, 2)

    def _slider(self, name: str, shown: Control, default: float) -> ValueSlider:
        slider = ValueSlider(shown.label, shown.tip, default)
        slider.value_changed.connect(lambda value: self._wish(name, value))
        slider.settled.connect(self.settled)
        self._keep(name, slider, lambda value: slider.set_value(float(str(value))))
        return slider

    def _choice(self, name: str, shown: Control) -> QWidget:
        box = QComboBox(sizeAdjustPolicy=QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        box.setMinimumContentsLength(8)  # what it says must not widen the column
        for value, text in zip(choices(name), shown.choices, strict=True):
            box.addItem(text, value)
        box.setCurrentIndex(box.findData(getattr(self._settings, name)))
        box.currentIndexChanged.connect(lambda index: self._wish(name, box.itemData(index), settles=True))
        self._keep(name, box, lambda value: box.setCurrentIndex(box.findData(value)))
        return box

    def _number(self, name: str, shown: Control, default: int) -> QWidget:
        spin = QSpinBox(suffix=f" {shown.unit}" if shown.unit else "")
        low, high = bounds(name)
        spin.setRange(int(low), int(high))
        spin.setSingleStep(64 if shown.unit == "px" else 1)
        spin.setKeyboardTracking(False)  # a half-typed number is not meant
        spin.setValue(default)
        spin.editingFinished.connect(spin.clearFocus)  # the keys belong to the picture again
        spin.valueChanged.connect(lambda value: self._wish(name, value))
        spin.editingFinished.connect(self.settled)
        self._keep(name, spin, lambda value: spin.setValue(int(str(value))))
        return spin

    def _keep(self, name: str, widget: QWidget, setter: Callable[[object], None]) -> None:
        self.controls[name], self._setters[name] = widget, setter

    def _wish(self, name: str, value: object, settles: bool = False) -> None:
        if getattr(self._settings, name) != value:
            self.wished.emit(Turn(name, value))
        if settles:
            self.settled.emit()

    def _show_what_applies(self) -> None:
        """Only what has an effect can be turned."""
        self.why.setText(self._why if self._settings.auto == "on" else "")
        self.controls["seed"].setEnabled(self._settings.start_from == "noise")
        self.controls["colour_amount"].setEnabled(self._settings.colour != "style")

    def _turn_arrow(self, opened: bool) -> None:
        self.more.setArrowType(Qt.ArrowType.DownArrow if opened else Qt.ArrowType.RightArrow)
