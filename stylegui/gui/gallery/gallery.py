"""The gallery: a drawer of styles below the picture."""

from collections.abc import Sequence
from itertools import chain
from pathlib import Path
from weakref import WeakSet

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QModelIndex, Signal, Slot
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QFileDialog,
    QHBoxLayout,
    QLineEdit,
    QMenu,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from stylegui.document.document import Document
from stylegui.engine.pictures.images import Picture
from stylegui.engine.styles.library import name_of
from stylegui.gui.basics.icon_button import IconButton
from stylegui.gui.gallery.entries import Entry, Kind, Mine, entries
from stylegui.gui.gallery.gallery_model import ENTRY, Filter, GalleryModel
from stylegui.gui.gallery.style_card import StyleCard
from stylegui.gui.gallery.thumbnails import Thumbnails
from stylegui.paths import pasted_folder, resources

HEIGHT = 232


class Gallery(QWidget):
    """Styles with thumbnails, by kind; the chosen one large beside them.

    Signals:
        taken(name, further): that style is wanted, in place of the one there is, or as a further one.
        thumbnail_requested(name): a picture of it. folder_requested(path): what it holds.
        looked_at(name): what it does to the photo is to be seen; "" for none any more. all_wanted(names): of all those,
            in this order; of none with [].
        pasted(Picture): a style that is in no file is to be kept.
        opened(bool): it can be seen, or cannot any more. close_requested: it shall not be seen any more.

    Attributes:
        list: the thumbnails. try_all: a button. search: what is looked for. kinds: buttons by kind, None for all.
        card: the chosen one. folders: a menu of the folders whose pictures are one's own.
    """

    taken = Signal(str, bool)
    thumbnail_requested = Signal(str)
    folder_requested = Signal(str)
    looked_at = Signal(str)
    all_wanted = Signal(list)
    pasted = Signal(object)
    opened = Signal(bool)
    close_requested = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._mine, self._model, self._filter = Mine(), GalleryModel(self), Filter(self)
        self._filter.setSourceModel(self._model)
        self.list, self.card, self.search = Thumbnails(), StyleCard(), QLineEdit()
        self.list.setModel(self._filter)
        self.list.setAccessibleName(self.tr("Gallery"))
        self.search.setPlaceholderText(self.tr("Search"))
        self.search.setClearButtonEnabled(True)
        self.search.setAccessibleName(self.tr("Search the gallery"))
        self.search.setMaximumWidth(200)
        self.try_all = QToolButton(autoRaise=True)
        self._previews: dict[str, NDArray[np.uint8]] = {}
        self._looked_at = ""
        self._in_folders: dict[str, tuple[str, ...]] = {}
        self._pasted = WeakSet[Picture]()
        self.folders, self._folders_button = QMenu(self), QToolButton(autoRaise=True)
        self.kinds = self._make_kinds()
        self._close = IconButton("remove", self.tr("Close the gallery"))
        self.setMinimumHeight(HEIGHT)
        self._lay_out()
        self.folders.aboutToShow.connect(self._fill_folders)
        self.search.textChanged.connect(self._filter.look_for)
        self.search.textChanged.connect(self._invite)
        self._close.clicked.connect(self.close_requested)
        self.list.activated_.connect(self._take)
        self.list.looked_at.connect(self._look_at)
        self.try_all.toggled.connect(self._try_all)
        for changed in (self._filter.rowsInserted, self._filter.rowsRemoved, self._filter.modelReset):
            changed.connect(self._ask_for_all)
        self.list.selectionModel().currentChanged.connect(self._show_current)
        self._filter.modelReset.connect(self._choose_first)
        self.card.used.connect(self._take)
        self.card.favoured.connect(self._favour)
        self.allow_previews(False)
        self._invite("")
        self.refresh()

    @Slot()
    def refresh(self) -> None:
        """Show what there is now."""
        chosen = self._chosen()
        self._model.show_entries(entries(self._mine, list(chain(*self._in_folders.values()))))
        rows = range(self._filter.rowCount())
        again = next((row for row in rows if chosen and self._entry(row).name == chosen.name), 0)
        self.list.setCurrentIndex(self._filter.index(again, 0))
        self._ask_for_thumbnails()

    @Slot(str)
    def _invite(self, looked_for: str) -> None:
        """What an empty gallery says."""
        self.list.invitation = (
            self.tr("No style here is called that")
            if looked_for
            else self.tr("Star a style, drop or paste paintings, or choose a folder of them: they are found here then")
        )

    @Slot(str, object)
    def set_thumbnail(self, name: str, pixels: NDArray[np.uint8]) -> None:
        """(h, w, 3) of a style."""
        self._model.set_thumbnail(name, pixels)
        self.card.set_picture(name, pixels)

    def shown(self) -> list[tuple[str, str]]:
        """Name and title of those that are to be seen, in their order."""
        found = [self._entry(row) for row in range(self._filter.rowCount())]
        return [(entry.name, entry.title) for entry in found]

    @Slot(bool)
    def allow_previews(self, on: bool) -> None:
        """There is a photo to preview styles on, or none."""
        tip = self.tr("Fill the gallery with what each style does to your photo; rest the pointer on one for it alone")
        self.try_all.setToolTip(tip if on else self.tr("Choose a photo first: then every style can be tried on it"))
        self.try_all.setEnabled(on)
        self.list.can_look = on
        if not on:
            self.try_all.setChecked(False)
            self.list.look_at_none()

    @Slot(str, object)
    def set_preview(self, name: str, pixels: NDArray[np.uint8]) -> None:
        """(h, w, 3): what a style does to the photo."""
        self._previews[name] = pixels
        self._model.set_preview(name, pixels)
        self._show_preview()
        self._count()

    @Slot(str, object)
    def set_hint(self, name: str, pixels: NDArray[np.uint8]) -> None:
        """(h, w, 3): about what a style does to the photo; there is more to come."""
        self._previews[name] = pixels
        self._model.set_hint(name, pixels)
        self._show_preview()

    @Slot(str)
    def refuse_preview(self, name: str) -> None:
        """A style cannot be tried."""
        self._model.refuse_preview(name)

    @Slot(bool)
    def outdate_previews(self, are_gone: bool) -> None:
        """They are of another photo, and gone; or of other settings, and stay until others come."""
        if are_gone:
            self._previews.clear()
        self._model.outdate_previews(are_gone)
        self._show_preview()
        self._count()

    @Slot(str, list)
    def show_folder(self, path: str, names: Sequence[str]) -> None:
        """What a folder of one's own holds."""
        if path in (str(pasted_folder()), *self._mine.folders()):
            self._in_folders[path] = tuple(names)
            self.refresh()

    def add_folder(self, path: str) -> None:
        """What a folder holds is one's own from now on."""
        self._mine.set_folder(path, True)
        self.kinds[Kind.MINE].setChecked(True)
        self.folder_requested.emit(path)

    def forget_folder(self, path: str) -> None:
        """And no more."""
        self._mine.set_folder(path, False)
        self._in_folders.pop(path, None)
        self.refresh()

    def note(self, document: Document) -> None:
        """Files that a document's styles are of are one's own from then on, and what was pasted is kept."""
        for style in document.styles:
            if name_of(style.picture) == "" and style.picture not in self._pasted:
                self._pasted.add(style.picture)
                self.pasted.emit(style.picture)
        paths = [style.picture.path for style in document.styles if style.picture.path is not None]
        own = [path for path in paths if not path.is_relative_to(resources())]
        news = [self._mine.note(path) for path in own]
        if any(news):
            self.refresh()

    @Slot(str)
    def note_file(self, path: str) -> None:
        """A file was written: it is one's own from now on, and looks as it does now."""
        self._mine.note(Path(path))
        self._previews.pop(path, None)
        self._model.forget(path)
        self.refresh()

    @Slot()
    def _fill_folders(self) -> None:
        self.folders.clear()
        self.folders.addAction(self.tr("Add a folder…"), self._ask_folder)
        for path in self._mine.folders():
            forgetting = self.folders.addAction(self.tr("Forget %s") % Path(path).name)
            forgetting.triggered.connect(lambda _=False, path=path: self.forget_folder(path))

    def _ask_folder(self) -> None:
        path = QFileDialog.getExistingDirectory(self, self.tr("Choose a folder of paintings"))
        if path:
            self.add_folder(path)

    def _make_kinds(self) -> dict[Kind | None, QToolButton]:
        words = {None: self.tr("All"), Kind.PAINTING: self.tr("Paintings"), Kind.DRAWN: self.tr("Drawn"),
                 Kind.MINE: self.tr("Mine")}  # fmt: skip
        group, found = QButtonGroup(self), dict[Kind | None, QToolButton]()
        for kind, text in words.items():
            button = QToolButton(autoRaise=True)
            button.setText(text)
            button.setCheckable(True)
            button.toggled.connect(lambda on, kind=kind: self._filter.show_kind(kind) if on else None)
            group.addButton(button)
            found[kind] = button
        found[None].setChecked(True)
        return found

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(4)
        for button in self.kinds.values():
            head.addWidget(button)
        self._folders_button.setText(self.tr("Folders"))
        self._folders_button.setToolTip(self.tr("Folders whose pictures are shown among yours"))
        self._folders_button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._folders_button.setMenu(self.folders)
        head.addWidget(self._folders_button)
        self.try_all.setText(self.tr("Try all"))
        self.try_all.setCheckable(True)
        head.addWidget(self.try_all)
        head.addSpacing(8)
        head.addWidget(self.search, 1)
        head.addStretch(1)
        head.addWidget(self._close)
        body = QHBoxLayout()
        body.setSpacing(8)
        body.addWidget(self.list, 1)
        body.addWidget(self.card)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 4, 8, 0)
        layout.setSpacing(4)
        layout.addLayout(head)
        layout.addLayout(body, 1)

    def _entry(self, row: int) -> Entry:
        entry: Entry = self._filter.index(row, 0).data(ENTRY)
        return entry

    def _chosen(self) -> Entry | None:
        index = self.list.currentIndex()
        return index.data(ENTRY) if index.isValid() else None

    @Slot()
    def _choose_first(self) -> None:
        if not self.list.currentIndex().isValid():
            self.list.setCurrentIndex(self._filter.index(0, 0))

    @Slot(QModelIndex, QModelIndex)
    def _show_current(self, _index: QModelIndex, _before: QModelIndex) -> None:
        self._ask_for_thumbnails()
        self._show_preview()

    @Slot(str)
    def _look_at(self, name: str) -> None:
        """What a style does to the photo is to be seen."""
        self._looked_at = name
        self._model.look_at(name)
        self._show_preview()
        self.looked_at.emit(name)

    @Slot(bool)
    def _try_all(self, on: bool) -> None:
        self._model.want_all(on)
        self._show_preview()
        self._ask_for_all()

    @Slot()
    def _ask_for_all(self) -> None:
        is_wanted = self.try_all.isChecked() and self.isVisible()
        self.all_wanted.emit([name for name, _ in self.shown()] if is_wanted else [])
        self._count()

    def _count(self) -> None:
        """How many of them are there, while they are wanted."""
        names = [name for name, _ in self.shown()]
        done = sum(self._model.is_tried(name) for name in names)
        is_counting = self.try_all.isChecked() and done < len(names)
        self.try_all.setText(self.tr("Try all (%s of %s)") % (done, len(names)) if is_counting else self.tr("Try all"))

    def _show_preview(self) -> None:
        """Large, of what is looked at, as soon as it is there; else of the chosen one, where it is wanted."""
        entry = self._model.entry(self._looked_at) if self._looked_at in self._previews else None
        entry = entry or self._chosen()
        is_wanted = entry is not None and self._model.is_preview_wanted(entry.name)
        has_picture = self.card.show_entry(entry)
        if entry is not None and not has_picture and self._model.has_thumbnail(entry.name):
            self.thumbnail_requested.emit(entry.name)  # it was there, and had to make room for others
        self.card.show_preview(self._previews.get(entry.name) if entry is not None and is_wanted else None)

    @Slot(bool)
    def _take(self, further: bool) -> None:
        chosen = self._chosen()
        if chosen is not None:
            self.taken.emit(chosen.name, further)

    @Slot(bool)
    def _favour(self, on: bool) -> None:
        chosen = self._chosen()
        if chosen is not None and chosen.is_favourite != on:
            self._mine.set_favourite(chosen.name, on)
            self.refresh()

    def _ask_for_thumbnails(self) -> None:
        if self.isVisible():
            for name in self._model.take_unasked():
                self.thumbnail_requested.emit(name)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.opened.emit(True)
        self._ask_for_thumbnails()
        for path in (str(pasted_folder()), *self._mine.folders()):  # what lies there now
            self.folder_requested.emit(path)
        self._ask_for_all()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.opened.emit(False)
        self.list.look_at_none()
        self._ask_for_all()
