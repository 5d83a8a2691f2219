"""The pictures to work from: the photo, the styles, and the picture to start from."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QMimeData, Signal
from PySide6.QtWidgets import QApplication, QLabel, QVBoxLayout, QWidget

from stylegui.engine.images import Picture, preview
from stylegui.gui.dialogs.save_dialog import ask_pictures
from stylegui.gui.pictures.image_well import ImageWell
from stylegui.gui.pictures.style_list import ADD, StyleList


class PicturesPanel(QWidget):
    """Holds the wells, and turns what is dropped, pasted or chosen into wishes.

    Signals:
        load_requested(place, index, paths): read files for "photo", "style" (at an index or ADD) or "start".
        photo_changed(preview or None): another photo, or none.
        pictures_changed: any picture or share is another.

    Attributes:
        photo_well, start_well, style_list: the places.
    """

    load_requested = Signal(str, int, list)
    photo_changed = Signal(object)
    pictures_changed = Signal()

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
        self.show_start_well(False)
        self._connect()

    def take(self, place: str, index: int, picture: Picture, small: NDArray[np.uint8]) -> None:
        """Put a picture, with its (h, w, 3) preview, in its place."""
        if place == "style":
            self.style_list.take(index, picture, small)
            return
        self._well(place).set_picture(picture, small)
        if place == "photo":
            self.photo_changed.emit(small)
        self.pictures_changed.emit()

    def refuse(self, place: str, index: int, reason: str) -> None:
        """Say beside a place why a picture was not taken; what was there stays."""
        if place == "style":
            self.style_list.refuse(index, reason)
        else:
            self._well(place).refuse(reason)

    def show_start_well(self, on: bool) -> None:
        """Show the place for the picture to start from."""
        self.start_well.setVisible(on)
        self._start_heading.setVisible(on)

    def paste(self, data: QMimeData) -> None:
        """Paste into the well that has the focus, else where the photo is missing, else as a further style."""
        wells = [self.photo_well, self.start_well, self.style_list.adder, *self.style_list.wells]
        usual = self.photo_well if self.photo_well.picture is None else self.style_list.adder
        focused = QApplication.focusWidget()
        next((well for well in wells if well is focused), usual).take_data(data, self.tr("Pasted picture"))

    def ask_photo(self) -> None:
        """Choose a photo in a dialog."""
        self._load("photo", 0, ask_pictures(self, self.tr("Choose a photo"), "photo", several=False))

    def ask_style(self, index: int = ADD) -> None:
        """Choose the style at an index, or further ones, in a dialog."""
        self._load("style", index, ask_pictures(self, self.tr("Choose paintings"), "style", several=index == ADD))

    def _ask_start(self) -> None:
        self._load("start", 0, ask_pictures(self, self.tr("Choose the picture to start from"), "start", several=False))

    def _load(self, place: str, index: int, paths: list[str]) -> None:
        """The first file goes to the place; what came with it are further styles."""
        if paths:
            self.refuse(place, index, "")  # what was said of the last attempt
            self.load_requested.emit(place, index, paths[:1])
        if paths[1:]:
            self.load_requested.emit("style", ADD, paths[1:])

    def _take_data(self, place: str, index: int, picture: Picture) -> None:
        self.take(place, index, picture, preview(picture))

    def _remove(self, place: str) -> None:
        self._well(place).set_picture(None, None)
        if place == "photo":
            self.photo_changed.emit(None)
        self.pictures_changed.emit()

    def _well(self, place: str) -> ImageWell:
        return self.photo_well if place == "photo" else self.start_well

    def _connect(self) -> None:
        for place, well, ask in (
            ("photo", self.photo_well, self.ask_photo),
            ("start", self.start_well, self._ask_start),
        ):
            well.files_given.connect(lambda paths, place=place: self._load(place, 0, paths))
            well.picture_given.connect(lambda picture, place=place: self._take_data(place, 0, picture))
            well.remove_requested.connect(lambda place=place: self._remove(place))
            well.open_requested.connect(ask)
        styles = self.style_list
        styles.files_given.connect(lambda index, paths: self._load("style", index, paths))
        styles.picture_given.connect(lambda index, picture: self._take_data("style", index, picture))
        styles.open_requested.connect(self.ask_style)
        styles.styles_changed.connect(self.pictures_changed)


def _heading(text: str) -> QLabel:
    label = QLabel(text)
    label.setObjectName("heading")
    return label
