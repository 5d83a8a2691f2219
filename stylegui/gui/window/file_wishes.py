"""Asks for recipe files and masks, and says which shall be read or written."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from stylegui.engine.recipe import Recipe
from stylegui.gui.dialogs.save_dialog import ask_file, ask_pictures
from stylegui.gui.regions.region_tools import RegionTools


class FileWishes(QObject):
    """Dialogs for all files but pictures and results.

    Signals:
        load_requested("mask", 0, paths): read a mask.
        save_mask_requested(Picture, path), save_recipe_requested(Recipe, path), open_recipe_requested(path).
    """

    load_requested = Signal(str, int, list)
    save_mask_requested = Signal(object, str)
    save_recipe_requested = Signal(object, str)
    open_recipe_requested = Signal(str)

    def __init__(self, window: QWidget, recipe: Callable[[], Recipe | None], regions: RegionTools) -> None:
        """`recipe` tells what the window asks for at the moment."""
        super().__init__(window)
        self._window, self._recipe, self._regions = window, recipe, regions

    @Slot()
    def load_mask(self) -> None:
        """Choose a mask for what is painted with."""
        title = self.tr("Choose a mask: white where it holds")
        paths = ask_pictures(self._window, title, "mask", several=False)
        if paths:
            self.load_requested.emit("mask", 0, paths)

    @Slot()
    def save_mask(self) -> None:
        """Save the mask of what is painted with."""
        picture = self._regions.mask_picture()
        if picture is not None:
            path = ask_file(self._window, self.tr("Save the mask"), "mask.png", "PNG (*.png)", saving=True)
            if path:
                self.save_mask_requested.emit(picture, path)

    @Slot()
    def open_recipe(self) -> None:
        """Choose a recipe to open."""
        path = ask_file(self._window, self.tr("Open a recipe"), "", self.tr("Recipes (*.json)"), saving=False)
        if path:
            self.open_recipe_requested.emit(path)

    @Slot()
    def save_recipe(self) -> None:
        """Save what the window asks for."""
        recipe, kinds = self._recipe(), self.tr("Recipes (*.json)")
        if recipe is not None:
            name = f"{Path(recipe.photo.name).stem}-recipe.json"
            path = ask_file(self._window, self.tr("Save the recipe"), name, kinds, saving=True)
            if path:
                self.save_recipe_requested.emit(recipe, path)
