"""What can be turned on one style: its share, and how its painting is looked at."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QSpinBox, QToolButton, QVBoxLayout, QWidget

from stylegui.engine.images import Picture, preview
from stylegui.engine.style import WHOLE, Style
from stylegui.gui.controls.slider import ValueSlider
from stylegui.gui.pictures.crop_dialog import CropDialog

CROP_PREVIEW = 1024  # pixels of the longer side that a crop is chosen on


class StyleControls(QWidget):
    """The controls below a style's picture.

    Signals:
        changed: anything but the share was turned. share_changed: the share was.

    Attributes:
        share, shapes, marks, brush_size: sliders. turn: degrees. crop: the button. more: shows or hides the rest.
    """

    changed = Signal()
    share_changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._picture: Picture | None = None
        self._crop = WHOLE
        self.share = ValueSlider(self.tr("Share"), self.tr("This painting's part in the mixture."), 50)
        self.shapes = ValueSlider(
            self.tr("Shapes"), self.tr("How much of its share goes to coarse shapes: swirls, large forms."), 100
        )
        self.marks = ValueSlider(
            self.tr("Marks"), self.tr("How much of its share goes to fine marks: strokes, grain, colour."), 100
        )
        self.brush_size = ValueSlider(
            self.tr("Brush size"), self.tr("Size of this painting's marks: half at 0, twice at 100."), 50
        )
        self.turn = QSpinBox(minimum=-180, maximum=180, singleStep=15, suffix="°")
        self.turn.setWrapping(True)
        self.turn.setAccessibleName(self.tr("Turn"))
        self.turn.setToolTip(self.tr("Turns the painting, and with it the direction of its strokes."))
        self.turn.setKeyboardTracking(False)
        self.crop = QPushButton(self.tr("Part…"))
        self.crop.setToolTip(self.tr("Look at a part of the painting only"))
        self.more = QToolButton(autoRaise=True)
        self.more.setCheckable(True)
        self.more.setText(self.tr("More"))
        self.more.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.more.setArrowType(Qt.ArrowType.RightArrow)
        self.more.setToolTip(self.tr("Brush size, part, turn, shapes and marks of this painting"))
        self._rest = QWidget()
        self._lay_out()
        for slider in (self.shapes, self.marks, self.brush_size):
            slider.value_changed.connect(lambda: self.changed.emit())
        self.share.value_changed.connect(lambda: self.share_changed.emit())
        self.turn.valueChanged.connect(lambda: self.changed.emit())
        self.turn.editingFinished.connect(self.turn.clearFocus)
        self.crop.clicked.connect(self._ask_crop)
        self.more.toggled.connect(self._fold)
        self._fold(False)

    def set_picture(self, picture: Picture | None) -> None:
        """Another painting: all of it is looked at."""
        self._picture = picture
        self._set_crop(WHOLE)

    def style_of(self, picture: Picture) -> Style:
        """The style that the controls make of its painting."""
        return Style(picture, self._crop, float(self.turn.value()), self.brush_size.value())

    def set_style(self, style: Style) -> None:
        """Show how a style is looked at."""
        self.turn.setValue(round((style.rotation + 180) % 360 - 180))
        self.brush_size.set_value(style.brush_size)
        self._set_crop(style.crop)

    def show_mixing(self, several: bool) -> None:
        """Share, shapes and marks mean something only beside another style."""
        for slider in (self.share, self.shapes, self.marks):
            slider.setVisible(several)

    def _set_crop(self, crop: tuple[float, float, float, float]) -> None:
        self._crop = crop
        left, top, right, bottom = crop
        whole = crop == WHOLE
        share = (round(100 * (right - left)), round(100 * (bottom - top)))
        self.crop.setText(self.tr("Part…") if whole else self.tr("%s × %s %%") % share)
        self.changed.emit()

    def _ask_crop(self) -> None:
        if self._picture is None:
            return
        dialog = CropDialog(self, preview(self._picture, CROP_PREVIEW), self._crop)
        if dialog.exec() and dialog.frame.crop != self._crop:
            self._set_crop(dialog.frame.crop)

    def _fold(self, opened: bool) -> None:
        self._rest.setVisible(opened)
        self.more.setArrowType(Qt.ArrowType.DownArrow if opened else Qt.ArrowType.RightArrow)

    def _lay_out(self) -> None:
        layout, rest = QVBoxLayout(self), QVBoxLayout(self._rest)
        for each in (layout, rest):
            each.setContentsMargins(0, 0, 0, 0)
            each.setSpacing(4)
        layout.addWidget(self.share)
        layout.addWidget(self.more)
        layout.addWidget(self._rest)
        rest.addWidget(self.brush_size)
        row = QHBoxLayout()
        label = QLabel(self.tr("Turn"))
        label.setBuddy(self.turn)
        row.addWidget(label)
        row.addWidget(self.turn, 1)
        row.addWidget(self.crop, 1)
        for widget in (self.turn, self.crop):  # what they say must not widen the column
            widget.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        rest.addLayout(row)
        rest.addWidget(self.shapes)
        rest.addWidget(self.marks)
