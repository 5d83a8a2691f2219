"""The handles of a drawn style."""

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, Qt, Signal, Slot
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtWidgets import (
    QColorDialog,
    QComboBox,
    QDoubleSpinBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from stylegui.engine.pictures.images import Picture, eight_bit
from stylegui.engine.styles.drawn.families import FAMILIES
from stylegui.engine.styles.drawn.handles import PALETTES, Handles, palette_of
from stylegui.engine.styles.drawn_picture import DrawnPicture
from stylegui.gui.controls.slider import ValueSlider

OF_PHOTO, OWN, FIXED = "photo", "own", "fixed"
SWATCH = 14  # pixels of a colour's side in a list


class DrawnControls(QWidget):
    """Palette, mark size, direction, density, contrast and paper.

    Signals:
        turned(Handles, handle): the user wants it drawn with these, of which that one is new. settled: that ended.

    Attributes:
        palettes: the choice of one. colours: a button for each of its five. sliders: by handle. direction, degrees: of
            marks. another: draws with another seed.
    """

    turned = Signal(object, str)
    settled = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._handles = Handles()
        self._is_drawing = False  # what is shown was asked for, and is not there yet
        self._photo: Picture | None = None
        tr = self.tr
        self.sliders = {
            "mark_size": ValueSlider(tr("Mark size"), tr("Size of the drawn marks: half at 0, twice at 100."), 50),
            "density": ValueSlider(tr("Density"), tr("How close the marks lie."), 50),
            "contrast": ValueSlider(tr("Contrast"), tr("How far light and dark lie apart."), 50),
            "paper": ValueSlider(tr("Paper"), tr("How much of paper, canvas or stone can be seen."), 50),
        }
        self.palettes, self.direction, self.degrees = QComboBox(), QComboBox(), QDoubleSpinBox()
        self.colours = tuple(QToolButton() for _ in range(5))
        self.another = QPushButton(tr("Another"))
        self.another.setToolTip(tr("Draw with the same handles what chance makes of it this time"))
        self._make_palette()
        self._make_direction()
        self._lay_out()
        for name, slider in self.sliders.items():
            slider.value_changed.connect(lambda value, name=name: self._turn(name, value))
            slider.settled.connect(self.settled)
        self.palettes.activated.connect(self._choose_palette)
        self.direction.activated.connect(self._choose_direction)
        self.degrees.valueChanged.connect(lambda value: self._turn("direction", value % 180))
        self.degrees.editingFinished.connect(self.settled)
        self.another.clicked.connect(lambda: self._turn_once("seed", (self._handles.seed + 1) % 2**31))
        self._show()

    def show_picture(self, picture: DrawnPicture, photo: Picture | None) -> None:
        """Show what a picture was drawn with; what is asked for stays until it is drawn, or was given up."""
        self._photo = photo
        self._offer_directions(FAMILIES[picture.family].directions)
        self._is_drawing = self._is_drawing and picture.handles != self._handles
        if not self._is_drawing and picture.handles != self._handles:
            self._handles = picture.handles
            self._show()

    def give_up(self, picture: DrawnPicture) -> None:
        """What was asked for cannot be drawn: the picture is as it was."""
        self._is_drawing = False
        self.show_picture(picture, self._photo)

    def _show(self) -> None:
        handles = self._handles
        for name, slider in self.sliders.items():
            slider.set_value(getattr(handles, name))
        known = next((name for name, palette in PALETTES.items() if palette == handles.palette), OWN)
        self.palettes.setCurrentIndex(self.palettes.findData(known))
        for button, colour in zip(self.colours, handles.palette, strict=True):
            button.setIcon(_swatches((colour,)))
        direction = handles.direction if isinstance(handles.direction, str) else FIXED
        self.direction.setCurrentIndex(self.direction.findData(direction))
        self.degrees.setVisible(direction == FIXED and self.direction.count() > 0)
        if not isinstance(handles.direction, str):
            with QSignalBlocker(self.degrees):
                self.degrees.setValue(handles.direction)

    def _turn(self, handle: str, value: object) -> None:
        self._handles = Handles.model_validate({**self._handles.model_dump(), handle: value})
        self._is_drawing = True
        self._show()
        self.turned.emit(self._handles, handle)

    def _turn_once(self, handle: str, value: object) -> None:
        self._turn(handle, value)
        self.settled.emit()

    @Slot(int)
    def _choose_palette(self, index: int) -> None:
        name = self.palettes.itemData(index)
        if name == OF_PHOTO and self._photo is not None:
            self._turn_once("palette", palette_of(eight_bit(self._photo.pixels)))
        elif name in PALETTES:
            self._turn_once("palette", PALETTES[name])
        else:
            self._show()

    def _choose_colour(self, index: int) -> None:
        before = QColor(f"#{self._handles.palette[index]}")
        colour = QColorDialog.getColor(before, self, self.tr("Choose a colour"))
        if colour.isValid():
            palette = list(self._handles.palette)
            palette[index] = colour.name().removeprefix("#")
            self._turn_once("palette", tuple(palette))

    @Slot(int)
    def _choose_direction(self, index: int) -> None:
        chosen = self.direction.itemData(index)
        self._turn_once("direction", self.degrees.value() % 180 if chosen == FIXED else chosen)

    def _make_palette(self) -> None:
        self.palettes.setAccessibleName(self.tr("Palette"))
        self.palettes.setToolTip(self.tr("The five colours that it is drawn with"))
        for name, colours in PALETTES.items():
            self.palettes.addItem(_swatches(colours), name.capitalize(), name)
        self.palettes.addItem(self.tr("The photo's"), OF_PHOTO)
        self.palettes.addItem(self.tr("Own"), OWN)
        self.palettes.setIconSize(_swatches(PALETTES["dusk"]).availableSizes()[0])
        for index, button in enumerate(self.colours):
            button.setAccessibleName(self.tr("Colour %s of 5") % (index + 1))
            button.setToolTip(self.tr("Choose this colour yourself"))
            button.setAutoRaise(True)
            button.setFixedWidth(SWATCH + 6)  # with "Another" beside them they fit the column
            button.clicked.connect(lambda _=False, index=index: self._choose_colour(index))

    def _make_direction(self) -> None:
        self.direction.setAccessibleName(self.tr("Direction"))
        self.direction.setToolTip(self.tr("Where the marks run"))
        self.degrees.setRange(0, 180)
        self.degrees.setSuffix("°")
        self.degrees.setDecimals(0)
        self.degrees.setSingleStep(15)
        self.degrees.setWrapping(True)
        self.degrees.setKeyboardTracking(False)
        self.degrees.setAccessibleName(self.tr("Degrees"))

    def _offer_directions(self, directions: Sequence[str]) -> None:
        words = {
            "flow": self.tr("Flowing"),
            "photo": self.tr("As the photo"),
            FIXED: self.tr("Fixed"),
        }
        if [self.direction.itemData(index) for index in range(self.direction.count())] != list(directions):
            self.direction.clear()
            for direction in directions:
                self.direction.addItem(words[direction], direction)
            self._show()
        for widget in (self._direction_label, self.direction):
            widget.setVisible(bool(directions))

    def _lay_out(self) -> None:
        layout, rows = QVBoxLayout(self), QGridLayout()
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        rows.setVerticalSpacing(4)
        palette_label, self._direction_label = QLabel(self.tr("Palette")), QLabel(self.tr("Direction"))
        colours = QHBoxLayout()
        colours.setSpacing(0)
        for button in self.colours:
            colours.addWidget(button)
        colours.addStretch(1)
        colours.addWidget(self.another)
        rows.addWidget(palette_label, 0, 0)
        rows.addWidget(self.palettes, 0, 1, 1, 2)
        rows.addLayout(colours, 1, 0, 1, 3)
        rows.addWidget(self._direction_label, 2, 0)
        rows.addWidget(self.direction, 2, 1)
        rows.addWidget(self.degrees, 2, 2)
        rows.setColumnStretch(1, 1)
        for widget in (self.palettes, self.direction):  # what they say must not widen the column
            widget.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        layout.addLayout(rows)
        for slider in self.sliders.values():
            layout.addWidget(slider)


def _swatches(colours: Sequence[str]) -> QIcon:
    pixmap = QPixmap(SWATCH * len(colours), SWATCH)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    for index, colour in enumerate(colours):
        painter.fillRect(SWATCH * index, 0, SWATCH, SWATCH, QColor(f"#{colour}"))
    painter.end()
    return QIcon(pixmap)
