"""The pictures to work from: the photo, the styles, and the picture to start from."""

from PySide6.QtCore import QMimeData, Signal
from PySide6.QtWidgets import QApplication, QLabel, QVBoxLayout, QWidget

from stylegui.document.document import Document
from stylegui.document.places import FURTHER_STYLE, PHOTO, START, Kind, Place
from stylegui.document.wishes import Put, Remove
from stylegui.engine.pictures.images import Picture
from stylegui.gui.dialogs.save_dialog import ask_pictures
from stylegui.gui.pictures.image_well import ImageWell
from stylegui.gui.pictures.style_list import StyleList


class PicturesPanel(QWidget):
    """Shows a document's pictures, and turns what is dropped, pasted or chosen into wishes.

    Signals:
        load_requested(Place, paths): read files for a place.
        wished(Wish): a picture that is here already shall be put or go, or something is turned on a style.
        settled: what was turned has been.

    Attributes:
        photo_well, start_well, style_list: the places.
    """

    load_requested = Signal(object, list)
    wished = Signal(object)
    settled = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.photo_well = ImageWell(self.tr("Photo"), self.tr("Drop a photo here, or click"))
        self.start_well = ImageWell(self.tr("Picture to start from"), self.tr("Drop a picture here, or click"), 72)
        self.style_list = StyleList()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 8, 12, 8)
        layout.setSpacing(8)
        self._start_heading = _heading(self.tr("Start from"))
        layout.addWidget(_heading(self.tr("Photo")))
        layout.addWidget(self.photo_well)
        layout.addWidget(self._start_heading)
        layout.addWidget(self.start_well)
        layout.addWidget(_heading(self.tr("Styles")))
        layout.addWidget(self.style_list, 1)
        self._show_start(False)
        self._connect(PHOTO, self.photo_well)
        self._connect(START, self.start_well)
        self._connect(FURTHER_STYLE, self.style_list.adder)
        self.style_list.well_added.connect(self._connect)
        self.style_list.wished.connect(self.wished)
        self.style_list.settled.connect(self.settled)

    def show_document(self, document: Document) -> None:
        """Show what a document holds."""
        for well, picture in ((self.photo_well, document.photo), (self.start_well, document.start)):
            if well.picture is not picture:
                well.set_picture(picture, None if picture is None else picture.preview)
        self._show_start(document.settings.start_from == "picture")
        self.style_list.show_document(document)

    def refuse(self, place: Place, reason: str) -> None:
        """Say beside a place why a picture was not taken; what was there stays."""
        self._well(place).refuse(reason)

    def paste(self, data: QMimeData) -> None:
        """Paste into the well that has the focus, else where the photo is missing, else as a further style."""
        wells = [self.photo_well, self.start_well, self.style_list.adder, *self.style_list.wells.values()]
        usual = self.photo_well if self.photo_well.picture is None else self.style_list.adder
        focused = QApplication.focusWidget()
        next((well for well in wells if well is focused), usual).take_data(data, self.tr("Pasted picture"))

    def ask(self, place: Place) -> None:
        """Choose the picture for a place in a dialog; for a further style, several."""
        titles = {
            Kind.PHOTO: self.tr("Choose a photo"),
            Kind.STYLE: self.tr("Choose paintings"),
            Kind.START: self.tr("Choose the picture to start from"),
        }
        several = place == FURTHER_STYLE
        self._load(place, ask_pictures(self, titles[place.kind], place.kind.value, several))

    def ask_styles(self) -> None:
        """Choose further styles in a dialog."""
        self.ask(FURTHER_STYLE)

    def _load(self, place: Place, paths: list[str]) -> None:
        if paths:
            self.refuse(place, "")  # what was said of the last attempt
            self.load_requested.emit(place, paths)

    def _refuse_addresses(self, place: Place, addresses: list[str]) -> None:
        words = self.tr("%s is on the web, and StyleGUI does not fetch pictures: please save it and drop the file")
        self.refuse(place, words % ", ".join(addresses))

    def _give(self, place: Place, picture: Picture) -> None:
        self.wished.emit(Put(place, picture))

    def _well(self, place: Place) -> ImageWell:
        if place.kind is Kind.STYLE:
            return self.style_list.well(place)
        return self.start_well if place.kind is Kind.START else self.photo_well

    def _connect(self, place: Place, well: ImageWell) -> None:
        well.files_given.connect(lambda paths: self._load(place, paths))
        well.addresses_given.connect(lambda addresses: self._refuse_addresses(place, addresses))
        well.picture_given.connect(lambda picture: self._give(place, picture))
        well.open_requested.connect(lambda: self.ask(place))
        well.remove_requested.connect(lambda: self.wished.emit(Remove(place)))

    def _show_start(self, on: bool) -> None:
        self.start_well.setVisible(on)
        self._start_heading.setVisible(on)


def _heading(text: str) -> QLabel:
    label = QLabel(text)
    label.setObjectName("heading")
    return label
