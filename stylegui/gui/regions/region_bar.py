"""The tools for regions: what to paint, with which brush, and what else can be done with them."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QPixmap
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QSlider,
    QVBoxLayout,
)

from stylegui.gui.basics.icon_button import IconButton
from stylegui.gui.basics.wheel import WheelGuard

TOOLS = ("brush", "eraser", "fill")


class RegionBar(QFrame):
    """Shows the tools and says what the user wants done. Knows nothing of masks.

    Signals:
        tool_changed: another tool or brush.
        opacity_changed(float): of the overlay, 0..1.
        clear_requested, load_requested, save_requested: as the buttons say.

    Attributes:
        what: the choice of what to paint. buttons: {tool: its button}.
        brush_size, softness, opacity: sliders 0..100. clear, more: buttons.
    """

    tool_changed = Signal()
    opacity_changed = Signal(float)
    clear_requested = Signal()
    load_requested = Signal()
    save_requested = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._choices: list[tuple[str, QColor]] = []
        self.what = QComboBox()
        self.what.setAccessibleName(self.tr("Paint with"))
        self.what.setToolTip(self.tr("What applies where you paint"))
        self.what.setMinimumWidth(96)
        self.what.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        tips = (
            self.tr("Brush: paint where it applies"),
            self.tr("Eraser: back to the mixture of all styles"),
            self.tr("Fill: what is connected and of a similar colour"),
        )
        self.buttons = {tool: IconButton(tool, tip) for tool, tip in zip(TOOLS, tips, strict=True)}
        self._tools = QButtonGroup(self)
        for tool in self.buttons.values():
            tool.setCheckable(True)
            self._tools.addButton(tool)
        self.buttons["brush"].setChecked(True)
        self._tools.buttonToggled.connect(lambda: self.tool_changed.emit())
        self.clear = QPushButton(self.tr("Clear"))
        self.clear.setToolTip(self.tr("Remove all regions"))
        self.more = QPushButton(self.tr("Mask"))
        self.more.setToolTip(self.tr("Load or save where something applies, as a black and white picture"))
        menu = QMenu(self.more)
        self.load_mask = menu.addAction(self.tr("Load a mask for what is chosen…"))
        self.load_mask.triggered.connect(self.load_requested)
        self.save_mask = menu.addAction(self.tr("Save what is chosen as a mask…"))
        self.save_mask.triggered.connect(self.save_requested)
        self.more.setMenu(menu)
        self.clear.clicked.connect(self.clear_requested)
        self.brush_size, self.softness, self.opacity = QSlider(), QSlider(), QSlider()
        self._lay_out()
        WheelGuard(self)
        self.opacity.valueChanged.connect(lambda value: self.opacity_changed.emit(value / 100))
        self.brush_size.valueChanged.connect(lambda: self.tool_changed.emit())

    def tool(self) -> str:
        """One of TOOLS."""
        return next(name for name, button in self.buttons.items() if button.isChecked())

    def radius(self) -> float:
        """Of the brush, as a share of the picture's longer side: 0.25 % to 25 %, evenly in orders of magnitude."""
        return float(0.0025 * 100 ** (self.brush_size.value() / 100))

    def set_choices(self, choices: Sequence[tuple[str, QColor]], chosen: int) -> None:
        """What can be painted, by name and colour, and which of it is chosen."""
        blocked = self.what.blockSignals(True)
        if [*choices] != self._choices:  # a list that is open would be closed
            self._choices = [*choices]
            self.what.clear()
            for name, colour in choices:
                swatch = QPixmap(16, 16)
                swatch.fill(colour)
                self.what.addItem(swatch, name)
        self.what.setCurrentIndex(chosen)
        self.what.blockSignals(blocked)

    def _lay_out(self) -> None:
        outer = QVBoxLayout(self)
        outer.setContentsMargins(12, 4, 12, 8)
        outer.setSpacing(4)
        first, second = QHBoxLayout(), QHBoxLayout()
        outer.addLayout(first)
        outer.addLayout(second)
        first.addWidget(self.what, 1)
        for widget in (*self.buttons.values(), self.clear):
            first.addWidget(widget)
        for slider, text, tip, value in (
            (self.brush_size, self.tr("Size"), self.tr("Size of the brush"), 60),
            (self.softness, self.tr("Softness"), self.tr("How softly the brush ends, or how much Fill takes in"), 40),
            (self.opacity, self.tr("Overlay"), self.tr("How far the regions' colours cover the picture"), 50),
        ):
            slider.setOrientation(Qt.Orientation.Horizontal)
            slider.setRange(0, 100)
            slider.setValue(value)
            slider.setMinimumWidth(40)
            slider.setToolTip(tip)
            slider.setAccessibleName(text)
            label = QLabel(text)
            label.setBuddy(slider)
            second.addWidget(label)
            second.addWidget(slider, 1)
            second.addSpacing(4)
        second.addWidget(self.more)
