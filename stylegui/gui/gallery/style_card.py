"""The chosen style of the gallery, large, with what is to be told of it."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Signal
from PySide6.QtGui import QPixmap, QPixmapCache
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from stylegui.engine.fast.network_name import is_network_file
from stylegui.gui.basics.fitted_picture import FittedPicture
from stylegui.gui.basics.icon_button import IconButton
from stylegui.gui.basics.qimages import to_pixmap
from stylegui.gui.gallery.entries import Entry

WIDTH = 232


class StyleCard(QWidget):
    """One style.

    Signals:
        used(further): it is wanted, in place of the style there is or as a further one. favoured(on).

    Attributes:
        picture, title, maker: what is seen. use, add, favourite: buttons.
    """

    used = Signal(bool)
    favoured = Signal(bool)

    def __init__(self) -> None:
        super().__init__()
        self.setFixedWidth(WIDTH)
        self._entry: Entry | None = None
        self._own, self._preview = QPixmap(), QPixmap()
        self.picture = FittedPicture()
        self.title, self.maker = QLabel(wordWrap=True), QLabel(wordWrap=True)
        self.title.setObjectName("heading")
        self.maker.setObjectName("faint")
        self.use, self.add = QPushButton(), QPushButton(self.tr("Add"))
        self.add.setToolTip(
            self.tr("Paint in this manner too, beside the other styles (Ctrl with a double-click, or Shift+Return)")
        )
        self.favourite = IconButton("star", self.tr("Favourite"))
        self.favourite.setCheckable(True)
        self.use.clicked.connect(lambda: self.used.emit(False))
        self.add.clicked.connect(lambda: self.used.emit(True))
        self.favourite.clicked.connect(self.favoured)
        buttons = QHBoxLayout()
        buttons.setSpacing(4)
        buttons.addWidget(self.use, 1)
        buttons.addWidget(self.add, 1)
        buttons.addWidget(self.favourite)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 8)
        layout.setSpacing(2)
        layout.addWidget(self.picture, 1)
        layout.addWidget(self.title)
        layout.addWidget(self.maker)
        layout.addLayout(buttons)
        self.show_entry(None)

    def show_entry(self, entry: Entry | None) -> bool:
        """Show another style. Whether there is a picture of it: only the last ones are kept."""
        is_other = entry is None or self._entry is None or entry.name != self._entry.name
        self._entry = entry
        self.title.setText(entry.title if entry else "")
        self.maker.setText("\n".join((entry.maker, *entry.details)).strip() if entry else "")
        self.favourite.setChecked(entry is not None and entry.is_favourite)
        for button in (self.use, self.add, self.favourite):
            button.setEnabled(entry is not None)
        is_network = entry is not None and is_network_file(Path(entry.name))
        self.use.setText(self.tr("Paint…") if is_network else self.tr("Use"))
        self.use.setToolTip(
            self.tr("Paint your photo at once, into a file (double-click, or Return)")
            if is_network
            else self.tr("Paint in this manner (double-click, or Return)")
        )
        self.add.setVisible(not is_network)
        if is_other:
            self._own = QPixmap()
            if entry is not None:
                QPixmapCache.find(_key(entry.name), self._own)
        self._draw()
        return not self._own.isNull()

    def set_picture(self, name: str, pixels: NDArray[np.uint8]) -> None:
        """(h, w, 3) of a style."""
        pixmap = to_pixmap(pixels)
        QPixmapCache.insert(_key(name), pixmap)
        if self._entry is not None and self._entry.name == name:
            self._own = pixmap
            self._draw()

    def show_preview(self, pixels: NDArray[np.uint8] | None) -> None:
        """(h, w, 3), what the style does to the photo; None for the style itself."""
        self._preview = QPixmap() if pixels is None else to_pixmap(pixels)
        self._draw()

    def _draw(self) -> None:
        self.picture.show_picture(self._own if self._preview.isNull() else self._preview)


def _key(name: str) -> str:
    return f"style {name}"
