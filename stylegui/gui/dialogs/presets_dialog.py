"""Presets to choose from, with a picture of what each does; one's own are kept, renamed, taken in and handed on."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QIcon, QPixmap, QShowEvent
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QInputDialog,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QMenu,
    QMessageBox,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from stylegui.document.presets import ENDING, Preset, file_name
from stylegui.engine.settings import Settings
from stylegui.gui.basics.qimages import filling
from stylegui.gui.dialogs.save_dialog import ask_file

PICTURE, CELL = QSize(168, 126), QSize(184, 158)
PRESET, FILE = Qt.ItemDataRole.UserRole, Qt.ItemDataRole.UserRole + 1


class PresetsDialog(QDialog):
    """The dialog. The window behind it stays usable, and follows what is used.

    Signals:
        used(Preset): the document shall be so. list_requested: which there are.
        keep_requested(name, Settings, pixels or None), rename_requested(file, name), remove_requested(file),
        import_requested(file), export_requested(Preset, file).

    Attributes:
        list: the shipped ones, then one's own. use, keep, manage: buttons. says: what the chosen one is for.
    """

    used = Signal(object)
    list_requested = Signal()
    keep_requested = Signal(str, object, object)
    rename_requested = Signal(str, str)
    remove_requested = Signal(str)
    import_requested = Signal(str)
    export_requested = Signal(object, str)

    def __init__(self, parent: QWidget, seen: Callable[[], NDArray[np.uint8] | None]) -> None:
        """`seen` tells the picture (h, w, 3) of what the present settings do, if there is one."""
        super().__init__(parent)
        self.setWindowTitle(self.tr("Presets"))
        self.resize(800, 500)
        self._seen, self._settings = seen, Settings()
        self.list, self.says = QListWidget(), QLabel(wordWrap=True)
        self.says.setObjectName("faint")
        self.list.setViewMode(QListWidget.ViewMode.IconMode)
        self.list.setResizeMode(QListWidget.ResizeMode.Adjust)
        self.list.setMovement(QListWidget.Movement.Static)
        self.list.setIconSize(PICTURE)
        self.list.setGridSize(CELL)
        self.list.setUniformItemSizes(True)
        self.list.setAccessibleName(self.tr("Presets"))
        self.use, self.keep = QPushButton(self.tr("Use")), QPushButton(self.tr("Keep the present settings…"))
        self.manage, menu = QPushButton(self.tr("More")), QMenu(self)
        self.rename_ = menu.addAction(self.tr("Rename…"), self._rename)
        self.remove = menu.addAction(self.tr("Remove"), self._remove)
        menu.addSeparator()
        self.import_ = menu.addAction(self.tr("Import…"), self._import)
        self.export = menu.addAction(self.tr("Export…"), self._export)
        self.manage.setMenu(menu)
        close = QPushButton(self.tr("Close"))
        foot = QHBoxLayout()
        foot.addWidget(self.keep)
        foot.addWidget(self.manage)
        foot.addStretch(1)
        foot.addWidget(self.use)
        foot.addWidget(close)
        layout = QVBoxLayout(self)
        layout.addWidget(self.list, 1)
        layout.addWidget(self.says)
        layout.addLayout(foot)
        self.use.setDefault(True)
        close.clicked.connect(self.close)
        self.use.clicked.connect(self._use)
        self.keep.clicked.connect(self._keep)
        self.list.itemDoubleClicked.connect(self._use)
        self.list.currentItemChanged.connect(self._show_what_applies)

    def show_settings(self, settings: Settings) -> None:
        """The present ones, which can be kept."""
        self._settings = settings

    @Slot(list, str)
    def show_presets(self, found: list[tuple[Preset, str, NDArray[np.uint8] | None]], chosen: str) -> None:
        """Each with its file, "" where it is shipped, and its picture (h, w, 3); one of one's own is chosen."""
        row = max(self.list.currentRow(), 0)
        self.list.clear()
        for number, (preset, path, pixels) in enumerate(found):
            self._add(preset, path, pixels)
            row = number if path and path == chosen else row
        self.list.setCurrentRow(min(row, len(found) - 1))
        self.use.setEnabled(bool(found))

    def _add(self, preset: Preset, path: str, pixels: NDArray[np.uint8] | None) -> None:
        icon, picture = QIcon(), _picture(pixels)
        for mode in (QIcon.Mode.Normal, QIcon.Mode.Selected):  # else it would be tinted where it is chosen
            icon.addPixmap(picture, mode)
        item = QListWidgetItem(icon, preset.name)
        item.setData(PRESET, preset)
        item.setData(FILE, path)
        item.setToolTip(preset.says or preset.name)
        self.list.addItem(item)

    def _chosen(self) -> tuple[Preset, str]:
        item = self.list.currentItem()
        return item.data(PRESET), item.data(FILE)

    @Slot()
    def _show_what_applies(self) -> None:
        if self.list.currentItem() is None:
            return
        preset, path = self._chosen()
        self.says.setText(preset.says or self.tr("Your own."))
        self.rename_.setEnabled(bool(path))
        self.remove.setEnabled(bool(path))

    @Slot()
    def _use(self) -> None:
        self.used.emit(self._chosen()[0])

    @Slot()
    def _keep(self) -> None:
        name, is_given = QInputDialog.getText(self, self.tr("Keep as preset"), self.tr("Name of the preset"))
        if is_given and name.strip():
            self.keep_requested.emit(name, self._settings, self._seen())

    @Slot()
    def _rename(self) -> None:
        preset, path = self._chosen()
        name, is_given = QInputDialog.getText(self, self.tr("Rename"), self.tr("Name"), text=preset.name)
        if is_given and name.strip() and path:
            self.rename_requested.emit(path, name)

    @Slot()
    def _remove(self) -> None:
        preset, path = self._chosen()
        text = self.tr("Remove %s for good?") % preset.name
        buttons = QMessageBox.StandardButton.Yes | QMessageBox.StandardButton.No
        no = QMessageBox.StandardButton.No
        if path and QMessageBox.question(self, self.tr("Remove"), text, buttons, no) != no:
            self.remove_requested.emit(path)

    @Slot()
    def _import(self) -> None:
        kinds = self.tr("Presets (*%s)") % ENDING
        path = ask_file(self, self.tr("Import a preset"), "", kinds, saving=False)
        if path:
            self.import_requested.emit(path)

    @Slot()
    def _export(self) -> None:
        preset, _ = self._chosen()
        kinds = self.tr("Presets (*%s)") % ENDING
        path = ask_file(self, self.tr("Export the preset"), file_name(preset), kinds, saving=True)
        if path:
            self.export_requested.emit(preset, path)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.list_requested.emit()


def _picture(pixels: NDArray[np.uint8] | None) -> QPixmap:
    """As it is shown; an empty one where there is none."""
    if pixels is not None:
        return filling(pixels, PICTURE)
    pixmap = QPixmap(PICTURE)
    pixmap.fill(Qt.GlobalColor.transparent)
    return pixmap
