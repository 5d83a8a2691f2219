"""The styles: a well for each, with its controls, and one that takes more."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from stylegui.document.document import Document
from stylegui.document.places import Place, style_place
from stylegui.document.wishes import TurnStyle
from stylegui.engine.styles.drawn_picture import DrawnPicture
from stylegui.gui.pictures.image_well import ImageWell
from stylegui.gui.pictures.style_controls import StyleControls


class StyleList(QWidget):
    """Shows the styles of a document.

    Signals:
        well_added(Place, ImageWell): a place came; whoever handles what is given to wells connects it.
        wished(TurnStyle): something is to be turned on a style. settled: it has been.
        redraw_requested(key, Handles, handle): a drawn style is to be drawn with these. redraw_settled: that ended.

    Attributes:
        wells: the styles' wells by their keys, in order. controls: the controls, likewise. adder: it takes more.
    """

    well_added = Signal(object, object)
    wished = Signal(object)
    settled = Signal()
    redraw_requested = Signal(str, object, str)
    redraw_settled = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.wells: dict[str, ImageWell] = {}
        self.controls: dict[str, StyleControls] = {}
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(8)
        self.adder = ImageWell(self.tr("Add a style"), self.tr("Drop paintings here, or click"), 56)
        self._layout.addWidget(self.adder)
        self._layout.addStretch(1)

    def show_document(self, document: Document) -> None:
        """Show the styles of a document."""
        keys = [style.key for style in document.styles]
        is_other = keys != list(self.wells)
        for key in [key for key in self.wells if key not in keys]:
            self._take_away(key)
        for index, key in enumerate(keys):
            if key not in self.wells:
                self._add(key)
            if self._layout.indexOf(self.wells[key]) != index:
                self._layout.insertWidget(index, self.wells[key])
        self.wells = {key: self.wells[key] for key in keys}
        self.controls = {key: self.controls[key] for key in keys}
        if is_other:
            self._order_tabs()
        count, settings = len(keys), document.settings
        each = zip(
            document.styles,
            document.shares(),
            settings.shapes or (100.0,) * count,
            settings.marks or (100.0,) * count,
            strict=True,
        )
        for number, (style, share, shapes, marks) in enumerate(each, 1):
            well, controls = self.wells[style.key], self.controls[style.key]
            if well.picture is not style.picture:
                well.set_picture(style.picture, style.picture.preview)
            well.set_title(self.tr("Style %s of %s") % (number, count) if count > 1 else self.tr("Style"))
            controls.show_style(style, document.photo, share, shapes, marks)
            controls.show_mixing(count > 1)

    def give_up_drawing(self, key: str, picture: DrawnPicture) -> None:
        """A style that was to be drawn otherwise stays as it is."""
        if key in self.controls:
            self.controls[key].drawn.give_up(picture)

    def well(self, place: Place) -> ImageWell:
        """The well of a place; the adder where that style is gone."""
        return self.wells.get(place.style, self.adder)

    def _order_tabs(self) -> None:
        """Tab goes through the styles as they lie there, then to the adder: by itself it goes by age."""
        last: QWidget = self.adder
        for well in self.wells.values():
            for part in (well, *well.findChildren(QWidget)):
                is_here = part.window() is well.window()  # a list that drops down has a window of its own
                if is_here and part.focusPolicy() != Qt.FocusPolicy.NoFocus:
                    QWidget.setTabOrder(last, part)
                    last = part
        if last is not self.adder:
            QWidget.setTabOrder(last, self.adder)

    def _add(self, key: str) -> None:
        well, controls = ImageWell(self.tr("Style"), "", 72), StyleControls()
        well.add_below(controls)
        self.wells[key], self.controls[key] = well, controls
        controls.turned.connect(lambda name, value: self.wished.emit(TurnStyle(key, name, value)))
        controls.settled.connect(self.settled)
        controls.drawn.turned.connect(lambda handles, handle: self.redraw_requested.emit(key, handles, handle))
        controls.drawn.settled.connect(self.redraw_settled)
        self.well_added.emit(style_place(key), well)

    def _take_away(self, key: str) -> None:
        well = self.wells.pop(key)
        del self.controls[key]
        had_focus = well.hasFocus()
        self._layout.removeWidget(well)
        well.hide()
        well.deleteLater()
        if had_focus:
            self.adder.setFocus()  # the keyboard stays where one was
