"""Variations that are explored: sketched one after the other."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal, Slot

from stylegui.application.desk import Desk
from stylegui.document.variations import Variation, alone
from stylegui.engine.recipes.recipe import Recipe
from stylegui.jobs import SketchRequest

SIDE = 192  # pixels of the longer side


class Explorer(QObject):
    """In the window's thread. One sheet at a time, one sketch of it under way at most.

    Signals:
        sketch(SketchRequest): make one. It is answered by `take`.
        sketched(int, array or None): the picture of a variation, or that it cannot be made. failed(why).
    """

    sketch = Signal(object)
    sketched = Signal(int, object)
    failed = Signal(str)

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._desk = desk
        self._waiting: list[tuple[int, SketchRequest]] = []
        self._under_way: tuple[int, SketchRequest] | None = None
        self._told = ""  # why the last one could not be made

    @Slot(list)
    def explore(self, variations: Sequence[Variation]) -> None:
        """Sketch these, in place of those before; none with []."""
        self._waiting.clear()
        self._told = ""
        if self._under_way is not None:
            self._under_way[1].give_up()
        document = self._desk.document
        for number, variation in enumerate(variations):
            settings = variation.settings(document.settings)
            if variation.style and document.photo is not None:
                recipe: Recipe | None = Recipe(document.photo, (), alone(settings))
            else:
                recipe = document.recipe()
                if recipe is not None:
                    recipe = Recipe(recipe.photo, recipe.styles, settings, recipe.start, recipe.regions)
            if recipe is not None:
                self._waiting.append((number, SketchRequest(recipe, variation.style, SIDE)))
        self._go_on()

    @Slot(object, object, str)
    def take(self, request: SketchRequest, pixels: NDArray[np.uint8] | None, why: str) -> None:
        """What became of a sketch."""
        if self._under_way is None or request is not self._under_way[1]:
            return
        (number, _), self._under_way = self._under_way, None
        if not request.is_given_up():
            self.sketched.emit(number, pixels)
        if why and why != self._told:
            self.failed.emit(why)
            self._told = why
        self._go_on()

    def _go_on(self) -> None:
        if self._under_way is None and self._waiting:
            self._under_way = self._waiting.pop(0)
            self.sketch.emit(self._under_way[1])
