"""Explore: a sheet of small quick results to choose from."""

from collections.abc import Sequence
from functools import partial

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QHideEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QComboBox, QDialog, QGridLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from stylegui.document.document import Document
from stylegui.document.variations import COUNT, NARROWEST, SIDE, WIDEST, Variation, around, of_styles, offered, over_two
from stylegui.engine.settings import changed
from stylegui.engine.styles.library import name_of
from stylegui.engine.styles.style import Style
from stylegui.gui.dialogs.save_dialog import ask_file
from stylegui.gui.explore.tile import Tile

NARROWING = 2.0  # times, with each refinement
TWO, AROUND, STYLES = range(3)  # kinds of sheets
IDLE = ("size", "quality", "auto", "shares", "shapes", "marks")  # settings that a sketch does not show


class ExploreDialog(QDialog):
    """The sheet. The window behind it stays usable, and follows what is taken.

    Signals:
        explored(variations): sketch these; [] for none any more. taken(Variation): the document shall be so.
        sheet_wanted(path, tiles): save the sheet; tiles are (pixels, label).

    Attributes:
        kind, across, down: what the sheet is over. tiles: the variations. narrower, wider, again, save: buttons.
        hint: what to do.
    """

    explored = Signal(list)
    taken = Signal(object)
    sheet_wanted = Signal(str, list)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Explore"))
        self.resize(760, 680)
        self._document, self._styles = Document(), list[tuple[str, str]]()
        self._variations: list[Variation] = []
        self._spread, self._seed, self._taken = WIDEST, 0, -1
        self._refines_style = False
        self.kind, self.across, self.down = QComboBox(), QComboBox(), QComboBox()
        for words, make in (
            (self.tr("Two settings"), self._over_two),
            (self.tr("Around the present settings"), self._around),
            (self.tr("Styles of the gallery"), self._of_styles),
        ):
            self.kind.addItem(words, make)
        for box, usual in ((self.across, "strength"), (self.down, "photo_kept")):
            for name, label in offered():
                box.addItem(label, name)
            box.setCurrentIndex(box.findData(usual))
        self.tiles = [Tile() for _ in range(COUNT)]
        self.narrower, self.wider = QPushButton(self.tr("Narrower")), QPushButton(self.tr("Wider"))
        self.again, self.save = QPushButton(self.tr("Shuffle")), QPushButton(self.tr("Save sheet…"))
        self.hint = QLabel(wordWrap=True)
        self.hint.setObjectName("faint")
        self._lay_out()
        self.kind.activated.connect(self._begin)
        for box, other in ((self.across, self.down), (self.down, self.across)):
            box.activated.connect(partial(self._vary, box, other))
        for number, tile in enumerate(self.tiles):
            tile.clicked.connect(partial(self._take, number))
        self.narrower.clicked.connect(lambda: self._respread(1 / NARROWING))
        self.wider.clicked.connect(lambda: self._respread(NARROWING))
        self.again.clicked.connect(self._scatter_anew)
        self.save.clicked.connect(self._save)

    @Slot(object)
    def show_document(self, document: Document) -> None:
        """The document that is varied."""
        before, self._document = self._document, document
        if not self.isVisible():
            return
        if self._refines_style and document.styles and not _same_styles(before, document):
            self._refines_style = False
            self.kind.setCurrentIndex(AROUND)
            self._begin()
        elif self._is_outdated(before, document):
            self._begin()

    def _is_outdated(self, before: Document, document: Document) -> bool:
        """Whether the sheet is of another document: what was taken of it makes none."""
        if document.photo is not before.photo:
            return True
        if self.kind.currentIndex() == STYLES:
            return False
        taken = self._variations[self._taken].settings(before.settings) if self._taken >= 0 else None
        turned = [name for name in changed(before.settings, document.settings) if name not in IDLE]
        return not _same_styles(before, document) or (bool(turned) and document.settings != taken)

    def set_styles(self, styles: Sequence[tuple[str, str]]) -> None:
        """Name and title of those that the gallery shows."""
        self._styles = list(styles)

    @Slot(int, object)
    def show_picture(self, number: int, pixels: NDArray[np.uint8] | None) -> None:
        """(h, w, 3) of a variation; None where it cannot be made."""
        self.tiles[number].show_picture(pixels)
        self.save.setEnabled(any(tile.pixels is not None for tile in self.tiles))

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        self._by = QLabel(self.tr("and"))
        for part in (self.kind, self.across, self._by, self.down):
            head.addWidget(part)
        head.addStretch(1)
        for button in (self.again, self.narrower, self.wider):
            head.addWidget(button)
        grid = QGridLayout()
        grid.setSpacing(4)
        for number, tile in enumerate(self.tiles):
            grid.addWidget(tile, number // SIDE, number % SIDE)
        foot, close = QHBoxLayout(), QPushButton(self.tr("Close"))
        close.clicked.connect(self.close)
        foot.addWidget(self.hint, 1)
        foot.addWidget(self.save)
        foot.addWidget(close)
        for button in (self.again, self.narrower, self.wider, self.save, close):
            button.setAutoDefault(False)
        layout = QVBoxLayout(self)
        layout.addLayout(head)
        layout.addLayout(grid, 1)
        layout.addLayout(foot)

    def _vary(self, box: QComboBox, other: QComboBox, _index: int) -> None:
        """Another setting was chosen: where both are the same, the other box gives way."""
        if box.currentData() == other.currentData():
            other.setCurrentIndex((other.currentIndex() + 1) % other.count())
        self._begin()

    @Slot()
    def _begin(self) -> None:
        """A sheet over what is chosen, as wide as can be."""
        self._spread = WIDEST
        self._make()

    def _make(self) -> None:
        make, is_over_two = self.kind.currentData(), self.kind.currentIndex() == TWO
        for part in (self.across, self._by, self.down):
            part.setVisible(is_over_two)
        is_over_styles = self.kind.currentIndex() == STYLES
        self.again.setVisible(self.kind.currentIndex() != TWO)
        self.again.setText(self.tr("Next nine") if is_over_styles else self.tr("Shuffle"))
        self.again.setEnabled(not is_over_styles or len(self._styles) > COUNT)
        self.narrower.setEnabled(not is_over_styles and self._spread > NARROWEST)
        self.wider.setEnabled(not is_over_styles and self._spread < WIDEST)
        self._taken = -1
        ready = self._document.photo is not None and (is_over_styles or self._document.recipe() is not None)
        self._variations = make() if ready else []
        labels = [variation.label for variation in self._variations]
        for number, tile in enumerate(self.tiles):
            tile.begin(labels[number] if number < len(labels) else "", number < len(labels))
        settings, present = self._document.settings, {"auto": "off"}
        for number, variation in enumerate(self._variations):
            if variation.values and variation.settings(settings) == settings.model_copy(update=present):
                self._taken = number  # it is what there is
                self.tiles[number].setChecked(True)
        self.save.setEnabled(False)
        self.hint.setText(
            self.tr("A click takes one. Click it again to look around it more closely.")
            if ready
            else self.tr("Choose a photo and a style first: then there is something to explore.")
        )
        self.explored.emit(self._variations)

    def _over_two(self) -> list[Variation]:
        return over_two(self._document.settings, self.across.currentData(), self.down.currentData(), self._spread)

    def _around(self) -> list[Variation]:
        return around(self._document.settings, self._spread, self._seed)

    def _of_styles(self) -> list[Variation]:
        return of_styles(self._styles, self._seed)

    @Slot()
    def _take(self, number: int) -> None:
        if number == self._taken:
            self._refine()
            return
        self._taken = number
        for other, tile in enumerate(self.tiles):
            tile.setChecked(other == number)
        self.taken.emit(self._variations[number])

    def _refine(self) -> None:
        """Around what was taken, which the document has by now; of a style, around the settings, once it is there."""
        if self.kind.currentIndex() != STYLES:
            self._respread(1 / NARROWING)
        elif self._is_style_there():
            self.kind.setCurrentIndex(AROUND)
            self._begin()
        else:
            self._refines_style = True

    def _is_style_there(self) -> bool:
        wanted = self._variations[self._taken].style
        return any(name_of(style.picture).split(",")[0] == wanted for style in self._document.styles)

    def _respread(self, times: float) -> None:
        self._spread = min(max(self._spread * times, NARROWEST), WIDEST)
        self._make()

    @Slot()
    def _scatter_anew(self) -> None:
        self._seed += 1
        self._make()

    @Slot()
    def _save(self) -> None:
        tiles = [(tile.pixels, tile.text()) for tile in self.tiles if tile.pixels is not None]
        path = ask_file(self, self.tr("Save the sheet"), "explored.png", self.tr("Pictures (*.png)"), saving=True)
        if path:
            self.sheet_wanted.emit(path, tiles)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._begin()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.explored.emit([])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        tile = self.focusWidget()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and isinstance(tile, Tile):
            tile.click()
        else:
            super().keyPressEvent(event)


def _same_styles(one: Document, other: Document) -> bool:
    """By identity, and how they are looked at."""
    return len(one.styles) == len(other.styles) and all(map(Style.same_view, one.styles, other.styles))
