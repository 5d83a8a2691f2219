"""What is wished of the queue, and what is told of it."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QSystemTrayIcon, QWidget

from stylegui.batch.queue import Queue
from stylegui.batch.queue_wish import FastWay, QueueWish
from stylegui.document.document import Document
from stylegui.engine.fast.network_name import ENDING
from stylegui.engine.pictures.images import working_size
from stylegui.engine.recipes.recipe import Recipe
from stylegui.gui.basics.theme import application_icon
from stylegui.gui.dialogs.export_dialog import ExportDialog, Exported
from stylegui.gui.dialogs.save_dialog import ask_file, ask_folder, ask_pictures
from stylegui.gui.queue.queue_dialog import QueueDialog
from stylegui.gui.window.bars.offer_bar import OfferBar
from stylegui.gui.window.messages import Messages

GO_ON = "queue"  # of offers


class QueueWishes(QObject):
    """From the window.

    Signals:
        wanted(QueueWish): more for the queue. repaint_requested(ids, Recipe): entries with the present recipe.
        go_requested(bool): work it off, or pause.

    Attributes:
        dialog: where it is shown.
    """

    wanted = Signal(object)
    repaint_requested = Signal(list, object)
    go_requested = Signal(bool)

    def __init__(self, window: QWidget, offers: OfferBar, messages: Messages) -> None:
        super().__init__(window)
        self._window, self._offers, self._messages = window, offers, messages
        self._document, self._is_first = Document(), True
        self._tray: QSystemTrayIcon | None = None
        self.dialog = QueueDialog(window)
        self.dialog.add_requested.connect(self.add)
        self.dialog.choose_requested.connect(self._choose)
        self.dialog.network_requested.connect(self._choose_network)
        self.dialog.repaint_requested.connect(self._repaint)
        self.dialog.go_requested.connect(self.go_requested)
        offers.chosen.connect(self._follow)

    def show_document(self, document: Document) -> None:
        """The present one."""
        self._document = document
        self.dialog.allow_adding(document.photo is not None, document.recipe() is not None)

    @Slot()
    def open(self) -> None:
        """Show the queue."""
        self.dialog.show()
        self.dialog.raise_()
        self.dialog.activateWindow()

    @Slot(object)
    def show_queue(self, queue: Queue) -> None:
        """Show its entries; what waits since the last time is offered to be gone on with."""
        waiting = sum(entry.state == "waiting" for entry in queue)
        if self._is_first and waiting:
            text = (
                self.tr("%s pictures wait in the queue.") if waiting > 1 else self.tr("%s picture waits in the queue.")
            )
            self._offers.offer(text % waiting, [(GO_ON, self.tr("Paint them") if waiting > 1 else self.tr("Paint it"))])
        self._is_first = False
        self.dialog.show_queue(queue)

    @Slot(bool)
    def set_going(self, on: bool) -> None:
        """Whether it is being worked off."""
        if on:
            self._offers.withdraw(GO_ON)
        self.dialog.set_going(on)

    @Slot(int, int)
    def note_end(self, painted: int, failed: int) -> None:
        """Nothing waits any more: that is said here, and by the desktop where the window is not in front."""
        words = self.tr("The queue is painted: %s pictures") % painted
        if failed:
            words = self.tr("The queue has ended: %s painted, %s failed") % (painted, failed)
        self._messages.note(words)
        is_seen = self._window.isActiveWindow() or self.dialog.isActiveWindow()
        if not is_seen and QSystemTrayIcon.isSystemTrayAvailable():
            if self._tray is None:
                self._tray = QSystemTrayIcon(application_icon(), self)
                self._tray.messageClicked.connect(self.open)
            self._tray.show()
            self._tray.showMessage("StyleGUI", words, application_icon())

    @Slot(list)
    def add(self, paths: Sequence[str]) -> bool:
        """Ask how results are to become files, and add the present picture, or these photos and folders.

        Whether they were added.
        """
        way: Recipe | FastWay | None = self._document.recipe()
        photo, settings = self._document.photo, self._document.settings
        names = tuple(style.picture.name for style in self._document.styles)
        if photo is not None and self.dialog.network():
            network = Path(self.dialog.network())
            way, names = FastWay(network, photo, settings), (network.name,)
            if photo.path is None and not paths:
                self._messages.fail(self.tr("This photo is in no file yet: please save it as one, and open that"))
                return False
        if way is None or photo is None:
            return False
        size = working_size(photo.width, photo.height, settings.size)
        exported = Exported(
            size, photo, names, can_be_larger=False, is_queued=True, is_several=bool(paths),
            has_recipe=not self.dialog.network(),
        )  # fmt: skip
        dialog = ExportDialog(self._window, exported)
        is_wanted = bool(dialog.exec())
        if is_wanted:
            photos = tuple(Path(path) for path in paths)
            folder, template = Path(dialog.path).parent, dialog.template()
            self.wanted.emit(QueueWish(way, photos, folder, template, dialog.saving()))
            self.open()
        dialog.deleteLater()
        return is_wanted

    @Slot(bool)
    def _choose(self, of_folders: bool) -> None:
        if of_folders:
            folder = ask_folder(self._window, self.tr("Paint all photos of a folder"), "photo")
            paths = [folder] if folder else []
        else:
            paths = ask_pictures(self._window, self.tr("Choose photos to paint"), "photo", several=True)
        if paths:
            self.add(paths)

    @Slot(str)
    def paint_by(self, network: str) -> None:
        """Paint the present photo by a fast network; without one, whatever is added."""
        before = self.dialog.network()
        self.dialog.use_network(network)
        if self._document.photo is None:
            self.open()
        elif not self.add([]):
            self.dialog.use_network(before)

    @Slot()
    def _choose_network(self) -> None:
        kinds = self.tr("Fast networks (*%s)") % ENDING
        path = ask_file(self.dialog, self.tr("Paint with a fast network"), "", kinds, saving=False)
        if path:
            self.dialog.use_network(path)

    @Slot(list)
    def _repaint(self, ids: Sequence[str]) -> None:
        recipe = self._document.recipe()
        if recipe is not None:
            self.repaint_requested.emit(list(ids), recipe)

    @Slot(str)
    def _follow(self, key: str) -> None:
        if key == GO_ON:
            self.go_requested.emit(True)
            self.open()
