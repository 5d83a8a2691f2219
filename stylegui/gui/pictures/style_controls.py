"""What can be turned on one style: its share, and how its painting is looked at."""

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import (
    QDoubleSpinBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from stylegui.engine.pictures.images import Picture, preview
from stylegui.engine.styles.drawn_picture import DrawnPicture
from stylegui.engine.styles.style import WHOLE, Style
from stylegui.gui.controls.slider import ValueSlider
from stylegui.gui.pictures.crop_dialog import CropDialog
from stylegui.gui.pictures.drawn_controls import DrawnControls

CROP_PREVIEW = 1024  # pixels of the longer side that a crop is chosen on


class StyleControls(QWidget):
    """The controls below a style's picture.

    Signals:
        turned(name, value): the user wants "share", "shapes", "marks", "brush_size", "rotation" or "crop" otherwise.
        settled: and has ended to turn it.

    Attributes:
        share, shapes, marks, brush_size: sliders. turn: degrees. crop: the button. more: shows or hides the rest.
        drawn: the handles of a style that is drawn.
    """

    turned = Signal(str, object)
    settled = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._style: Style | None = None
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
        self.turn = QDoubleSpinBox(minimum=-180, maximum=180, singleStep=15, suffix="°", decimals=1)
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
        self._rest, self.drawn = QWidget(), DrawnControls()
        self._lay_out()
        for name in ("share", "shapes", "marks", "brush_size"):
            slider: ValueSlider = getattr(self, name)
            slider.value_changed.connect(lambda value, name=name: self.turned.emit(name, value))
            slider.settled.connect(self.settled)
        self.turn.valueChanged.connect(lambda value: self.turned.emit("rotation", value))
        self.turn.editingFinished.connect(self.settled)
        self.turn.editingFinished.connect(self.turn.clearFocus)
        self.crop.clicked.connect(self._ask_crop)
        self.more.toggled.connect(self._fold)
        self._fold(False)

    def show_style(self, style: Style, photo: Picture | None, share: float, shapes: float, marks: float) -> None:
        """Show how a style is looked at, and its share, shapes and marks, 0..100 each."""
        self._style = style
        self.drawn.setVisible(isinstance(style.source, DrawnPicture))
        if isinstance(style.source, DrawnPicture):
            self.drawn.show_picture(style.source, photo)
        self.share.set_value(share)
        self.shapes.set_value(shapes)
        self.marks.set_value(marks)
        self.brush_size.set_value(style.brush_size)
        with QSignalBlocker(self.turn):
            self.turn.setValue((style.rotation + 180) % 360 - 180)
        left, top, right, bottom = style.crop
        parts = (round(100 * (right - left)), round(100 * (bottom - top)))
        self.crop.setText(self.tr("Part…") if style.crop == WHOLE else self.tr("%s × %s %%") % parts)

    def show_mixing(self, several: bool) -> None:
        """Share, shapes and marks mean something only beside another style."""
        for slider in (self.share, self.shapes, self.marks):
            slider.setVisible(several)

    def _ask_crop(self) -> None:
        if self._style is None:
            return
        dialog = CropDialog(self, preview(self._style.picture, CROP_PREVIEW), self._style.crop)
        if dialog.exec() and dialog.frame.crop != self._style.crop:
            self.turned.emit("crop", dialog.frame.crop)
            self.settled.emit()

    def _fold(self, opened: bool) -> None:
        self._rest.setVisible(opened)
        self.more.setArrowType(Qt.ArrowType.DownArrow if opened else Qt.ArrowType.RightArrow)

    def _lay_out(self) -> None:
        layout, rest = QVBoxLayout(self), QVBoxLayout(self._rest)
        for each in (layout, rest):
            each.setContentsMargins(0, 0, 0, 0)
            each.setSpacing(4)
        layout.addWidget(self.share)
        layout.addWidget(self.drawn)
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
