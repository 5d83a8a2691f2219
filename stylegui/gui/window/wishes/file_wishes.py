"""Asks for files in dialogs, and says which shall be read or written."""

from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QProgressDialog, QWidget

from stylegui.document.document import Document
from stylegui.document.places import Place
from stylegui.document.project.project import SUFFIX
from stylegui.engine.pictures.files.saving import WRITABLE
from stylegui.engine.recipes.recipe import Recipe
from stylegui.engine.regions.regions import Mask
from stylegui.engine.run.frame import Frame
from stylegui.gui.dialogs.export_dialog import ExportDialog, Exported
from stylegui.gui.dialogs.save_dialog import PICTURES, ask_file, ask_pictures
from stylegui.gui.dialogs.style_file_dialog import StyleFileDialog
from stylegui.gui.window.bars.offer_bar import OfferBar

LOCATE, REMEMBER = "locate", "remember"  # of offers
MOST_LETTERS = 80  # of a style's name that is offered


class FileWishes(QObject):
    """Dialogs for files, from the window.

    Signals:
        load_requested(Place, paths): read a mask.
        save_requested(Frame, path, Saving): write a result.
        enlarge_requested(id, factor): paint it larger instead; 0 for the photo's own size.
        save_mask_requested(masks, path), save_recipe_requested(Recipe, path), open_recipe_requested(path),
        open_recipe_with_requested(path, folders): where pictures of it have moved to.
        open_remembered_requested(path): the recipe that a picture remembers.
        save_project_requested(path), open_project_requested(path): as they are called.
        save_style_requested(name, author, licence, path): make a style file of the styles that there are.
        save_style_cancelled: or do not.
    """

    load_requested = Signal(object, list)
    save_requested = Signal(object, str, object)
    enlarge_requested = Signal(str, int)
    save_mask_requested = Signal(tuple, str)
    save_recipe_requested = Signal(object, str)
    open_recipe_requested = Signal(str)
    open_recipe_with_requested = Signal(str, list)
    open_remembered_requested = Signal(str)
    save_project_requested = Signal(str)
    save_style_requested = Signal(str, str, str, str)
    save_style_cancelled = Signal()
    open_project_requested = Signal(str)

    def __init__(self, window: QWidget, offers: OfferBar) -> None:
        super().__init__(window)
        self._window, self._offers = window, offers
        self._remembering = ""
        self._moved: tuple[str, str, list[str]] | None = None
        self._reading: QProgressDialog | None = None
        offers.chosen.connect(self._locate)

    def save_result(self, frame: Frame) -> bool:
        """Save a result as it is now: a run goes on under the dialog. Whether a file was chosen."""
        names = tuple(style.picture.name for style in frame.recipe.styles)
        is_whole = bool(frame.result) and frame.progress.finished
        dialog = ExportDialog(self._window, Exported((frame.width, frame.height), frame.photo, names, is_whole))
        if dialog.exec():
            self.save_requested.emit(frame, dialog.path, dialog.saving())
        elif dialog.larger is not None:
            self.enlarge_requested.emit(frame.result, dialog.larger)
        dialog.deleteLater()
        return bool(dialog.path)

    def load_mask(self, place: Place) -> None:
        """Choose a mask for what is painted with, which is its place."""
        title = self.tr("Choose a mask: white where it holds")
        paths = ask_pictures(self._window, title, "mask", several=False)
        if paths:
            self.load_requested.emit(place, paths)

    def save_mask(self, masks: tuple[Mask, ...]) -> None:
        """Save the masks of what is painted with, together as one."""
        if masks:
            path = ask_file(self._window, self.tr("Save the mask"), "mask.png", "PNG (*.png)", saving=True)
            if path:
                self.save_mask_requested.emit(masks, path)

    def open_recipe(self) -> None:
        """Choose a recipe to open."""
        path = ask_file(
            self._window,
            self.tr("Open a recipe"),
            "",
            self.tr("Recipes (*.json %s)") % " ".join(f"*{ending}" for ending in WRITABLE),
            saving=False,
        )
        if path:
            self.open_recipe_requested.emit(path)

    @Slot(str)
    def offer_recipe(self, path: str) -> None:
        """A picture that was loaded remembers how it was made: offer to open that."""
        self._remembering = path
        words = self.tr("%s remembers how it was painted: its pictures and settings can be opened")
        self._offers.offer(words % Path(path).name, [(REMEMBER, self.tr("Open its recipe"))])

    @Slot(str, str, list)
    def offer_to_locate(self, recipe: str, missing: str, folders: list[str]) -> None:
        """A picture that a recipe names is not there: offer to say where it is now."""
        self._moved = recipe, missing, folders
        words = self.tr("%s, which %s names, is not there any more: %s")
        text = words % (Path(missing).name, Path(recipe).name, missing)
        self._offers.offer(text, [(LOCATE, self.tr("Locate…"))])

    def _locate(self, key: str) -> None:
        if key == REMEMBER:
            self.open_remembered_requested.emit(self._remembering)
        if key != LOCATE or self._moved is None:
            return
        recipe, missing, folders = self._moved
        title = self.tr("Where is %s now?") % Path(missing).name
        kinds = f"{Path(missing).name} ({Path(missing).name});;{self.tr('Pictures')} ({PICTURES})"
        path = ask_file(self._window, title, "", kinds, saving=False)
        if path:
            self.open_recipe_with_requested.emit(recipe, [*folders, str(Path(path).parent)])

    def save_recipe(self, recipe: Recipe) -> None:
        """Save what repeats a result."""
        name, kinds = f"{Path(recipe.photo.name).stem}-recipe.json", self.tr("Recipes (*.json)")
        path = ask_file(self._window, self.tr("Save the recipe"), name, kinds, saving=True)
        if path:
            self.save_recipe_requested.emit(recipe, path)

    def save_style(self, document: Document) -> None:
        """Save a document's styles as one style file."""
        styles = document.styles
        name = " + ".join(Path(style.picture.name).stem for style in styles)
        dialog = StyleFileDialog(self._window, name[:MOST_LETTERS], len(styles))
        if dialog.exec():
            told = (field.text().strip() for field in (dialog.name, dialog.author, dialog.licence))
            self.save_style_requested.emit(*told, dialog.path)
            self._show_reading(dialog.path)
        dialog.deleteLater()

    @property
    def is_reading(self) -> bool:
        """Styles are being read for a file."""
        return self._reading is not None

    @Slot()
    def end_reading(self) -> None:
        """The styles are read, or are not to be."""
        if self._reading is not None:
            self._reading.deleteLater()
            self._reading = None

    def _show_reading(self, path: str) -> None:
        """That styles are being read takes half a minute; the window stays usable."""
        self.end_reading()
        text = self.tr("Reading the styles for %s…") % Path(path).name
        self._reading = QProgressDialog(text, self.tr("Cancel"), 0, 0, self._window)
        self._reading.setWindowTitle(self.tr("Save style file"))
        self._reading.canceled.connect(self.save_style_cancelled)
        self._reading.show()

    def open_project(self) -> None:
        """Choose a project to open."""
        kinds = self.tr("Projects (*%s)") % SUFFIX
        path = ask_file(self._window, self.tr("Open a project"), "", kinds, saving=False)
        if path:
            self.open_project_requested.emit(path)

    def save_project(self, name: str) -> bool:
        """Choose where the project shall lie. Whether a file was chosen."""
        kinds = self.tr("Projects (*%s)") % SUFFIX
        path = ask_file(self._window, self.tr("Save the project"), f"{name}{SUFFIX}", kinds, saving=True)
        if path:
            self.save_project_requested.emit(path)
        return bool(path)
