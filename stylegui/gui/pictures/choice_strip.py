"""A strip to choose from where several pictures came at once."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QListView, QListWidget, QListWidgetItem, QPushButton, QWidget

from stylegui.document.places import FURTHER_STYLE, PHOTO, Place
from stylegui.gui.basics.icon_button import IconButton
from stylegui.gui.basics.qimages import to_pixmap

SIDE = 40  # logical pixels of a thumbnail
PATH = Qt.ItemDataRole.UserRole


class ChoiceStrip(QFrame):
    """Pictures that came together: any of them becomes the photo, or a style.

    Signals:
        load_requested(Place, paths): read these for a place.
        thumbnail_requested(path): a small picture of a file.

    Attributes:
        pictures: the list. as_photo, as_styles, close_button: the buttons.
    """

    load_requested = Signal(object, list)
    thumbnail_requested = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("advice")
        self.pictures = QListWidget()
        self.pictures.setViewMode(QListView.ViewMode.IconMode)
        self.pictures.setFlow(QListView.Flow.LeftToRight)
        self.pictures.setWrapping(False)
        self.pictures.setMovement(QListView.Movement.Static)
        self.pictures.setIconSize(QSize(SIDE, SIDE))
        self.pictures.setFixedHeight(SIDE + 36)
        self.pictures.setSelectionMode(QListWidget.SelectionMode.ExtendedSelection)
        self.pictures.setAccessibleName(self.tr("Pictures that came together"))
        self._words = QLabel(wordWrap=True)
        self.as_photo = QPushButton(self.tr("Use as photo"))
        self.as_styles = QPushButton(self.tr("Add as styles"))
        self.close_button = IconButton("remove", self.tr("Close"))
        self.as_photo.setToolTip(self.tr("Paint the chosen picture"))
        self.as_styles.setToolTip(self.tr("Paint in the manner of the chosen pictures"))
        self.pictures.itemActivated.connect(self._use_as_photo)
        self.pictures.itemSelectionChanged.connect(self._refresh)
        self.as_photo.clicked.connect(self._use_as_photo)
        self.as_styles.clicked.connect(self._use_as_styles)
        self.close_button.clicked.connect(self.hide)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 4, 4, 4)
        row.addWidget(self._words)
        row.addWidget(self.pictures, 1)
        for button in (self.as_photo, self.as_styles, self.close_button):
            row.addWidget(button)
        self.setVisible(False)
        self._refresh()

    @Slot(object, list)
    def offer(self, place: Place, paths: Sequence[str]) -> None:
        """Show what came; the first one was taken already."""
        self.pictures.clear()
        self._words.setText(self.tr("%s pictures") % len(paths))
        for path in paths:
            item = QListWidgetItem(self.fontMetrics().elidedText(Path(path).name, Qt.TextElideMode.ElideMiddle, 80))
            item.setData(PATH, path)
            item.setToolTip(path)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, Path(path).name)
            self.pictures.addItem(item)
            self.thumbnail_requested.emit(path)
        self.pictures.setCurrentRow(0)
        self.setVisible(True)

    @Slot(str, object)
    def set_thumbnail(self, path: str, pixels: NDArray[np.uint8]) -> None:
        """(h, w, 3) of one of them was read."""
        for row in range(self.pictures.count()):
            item = self.pictures.item(row)
            if item.data(PATH) == path:
                side = round(SIDE * self.devicePixelRatioF())
                smooth = Qt.TransformationMode.SmoothTransformation
                item.setIcon(QIcon(to_pixmap(pixels).scaled(side, side, Qt.AspectRatioMode.KeepAspectRatio, smooth)))

    def _chosen(self) -> list[str]:
        return [str(item.data(PATH)) for item in self.pictures.selectedItems()]

    def _use_as_photo(self) -> None:
        if self._chosen():
            self.load_requested.emit(PHOTO, self._chosen()[:1])

    def _use_as_styles(self) -> None:
        if self._chosen():
            self.load_requested.emit(FURTHER_STYLE, self._chosen())

    def _refresh(self) -> None:
        self.as_photo.setEnabled(len(self._chosen()) == 1)
        self.as_styles.setEnabled(bool(self._chosen()))
