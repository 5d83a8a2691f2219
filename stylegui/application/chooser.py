"""Auto in the window: asks what suits the pictures, and puts it into the step that brought them."""

from dataclasses import replace

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from stylegui.application.desk import Desk
from stylegui.document.document import Document
from stylegui.engine.recipes.auto import Choice, applied
from stylegui.engine.recipes.recipe import Recipe
from stylegui.gui.window.main_window import MainWindow

QUIET_MS = 150  # several pictures are put one after the other


class Chooser(QObject):
    """In the window's thread.

    Signals:
        choose(Recipe): what suits its pictures? It is answered by `take`.
    """

    choose = Signal(object)

    def __init__(self, window: MainWindow, desk: Desk) -> None:
        super().__init__(window)
        self._window, self._desk = window, desk
        self._known: tuple[Recipe, Choice] | None = None
        self._quiet = QTimer(self, interval=QUIET_MS, singleShot=True)
        self._quiet.timeout.connect(self._ask)

    @Slot(object)
    def follow(self, document: Document) -> None:
        """Another document is wanted: what is known of its pictures is in it at once, else it is asked for."""
        recipe = document.recipe()
        self._quiet.stop()
        if recipe is None or recipe.settings.auto == "off":
            return
        if self._known is not None and _same_pictures(self._known[0], recipe):
            self._put(document, recipe, self._known[1])
        else:
            self._window.panel.show_why("")
            self._quiet.start()

    @Slot(object, object)
    def take(self, recipe: Recipe, choice: Choice) -> None:
        """What was asked for."""
        self._known = recipe, choice
        self.follow(self._desk.document)

    @Slot()
    def _ask(self) -> None:
        recipe = self._desk.recipe()
        if recipe is not None:
            self.choose.emit(recipe)

    def _put(self, document: Document, recipe: Recipe, choice: Choice) -> None:
        self._window.panel.show_why(choice.why)
        settings = applied(recipe.settings, choice)
        if settings != recipe.settings:
            self._desk.amend(replace(document, settings=settings))


def _same_pictures(one: Recipe, other: Recipe) -> bool:
    """By identity; how a style's picture is looked at changes nothing."""
    mine, theirs = ([recipe.photo, *(style.picture for style in recipe.styles)] for recipe in (one, other))
    return len(mine) == len(theirs) and all(a is b for a, b in zip(mine, theirs, strict=True))
