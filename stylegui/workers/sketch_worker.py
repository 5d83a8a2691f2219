"""Makes sketches in a thread of its own."""

import logging
from collections import OrderedDict
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, QThread, Signal, Slot

from stylegui.engine.errors import Cancelled, Problem
from stylegui.engine.fast.network_name import is_network_file
from stylegui.engine.network.in_memory import Network, network_for
from stylegui.engine.pictures.images import Picture, eight_bit, reduced
from stylegui.engine.recipes.recipe import Recipe
from stylegui.engine.settings import Settings
from stylegui.engine.styles.library import is_named, open_style
from stylegui.engine.styles.style import Style
from stylegui.jobs import SketchRequest
from stylegui.paths import log_file

if TYPE_CHECKING:  # torch takes a second to import: it is imported in this thread, not with the window
    from stylegui.engine.run.sketch import Sketcher

LARGEST = 384  # pixels of a style's longer side: twice a sketch's, for the largest brush
OPEN = 40  # styles that stay in memory

log = logging.getLogger(__name__)


class SketchWorker(QObject):
    """Answers one request after the other.

    Signals:
        sketched(SketchRequest, array or None, str): (h, w, 3) uint8, or why there is none; neither if it was given up,
            or a glance shows nothing.
    """

    sketched = Signal(object, object, str)

    def __init__(self) -> None:
        super().__init__()
        self._network: Network | None = None
        self._built_in: Network | None = None  # what Auto looks with
        self._sketcher: Sketcher | None = None
        self._small: tuple[Picture, Picture] | None = None  # a photo, and what is needed of it for a hint
        self._open = OrderedDict[tuple[str, int, Picture | None], Picture]()

    @Slot(object)
    def sketch(self, request: SketchRequest) -> None:
        """Make one, unless it was given up."""
        if request.is_given_up():
            self.sketched.emit(request, None, "")
            return
        thread, pixels, why = QThread.currentThread(), None, ""
        try:
            if is_network_file(Path(request.style)):
                pixels = self._painted(request)
            elif request.is_glance:
                pixels = self._glance(self._recipe(request), request.longer)
            else:
                recipe = self._recipe(request)
                pixels = self._ready(recipe).sketch(
                    recipe, request.longer, lambda: request.is_given_up() or thread.isInterruptionRequested()
                )
        except Cancelled:
            pass
        except Problem as problem:
            why = str(problem)
        except Exception:
            log.exception("a sketch failed")
            why = self.tr("There is no preview; the details are in %s") % log_file()
        self.sketched.emit(request, pixels, why)

    @Slot(object)
    def get_ready(self, recipe: Recipe) -> None:
        """Load what sketches of this photo will need: the first is there sooner. What fails is told by a sketch."""
        try:
            self._ready(recipe).get_ready(recipe.photo, QThread.currentThread().isInterruptionRequested)
        except (Cancelled, Problem):
            pass
        except Exception:
            log.exception("cannot get ready for sketches")

    def _painted(self, request: SketchRequest) -> NDArray[np.uint8]:
        """By a fast network: in no time."""
        from stylegui.engine.fast.manner import manner_of
        from stylegui.engine.fast.network_file import load_network_file
        from stylegui.engine.fast.painting import paint
        from stylegui.engine.fast.strength import at_strength
        from stylegui.engine.objective.evaluation import at_once

        photo, settings = self._reduced(request.recipe.photo), request.recipe.settings
        manner = manner_of(settings, settings.auto == "off")
        network = at_strength(load_network_file(Path(request.style)), photo, manner.strength)
        return eight_bit(at_once(paint(network, photo, request.longer, manner.photo_colours)))

    def _glance(self, recipe: Recipe, longer: int) -> NDArray[np.uint8] | None:
        from stylegui.engine.fast.first_look import first_look
        from stylegui.engine.network.device import choose

        recipe = replace(recipe, photo=self._reduced(recipe.photo))
        return first_look(recipe, choose(recipe.settings.device), longer)

    def _reduced(self, photo: Picture) -> Picture:
        """With no more pixels than are needed."""
        if self._small is None or self._small[0] is not photo:
            self._small = photo, reduced(photo, LARGEST)
        return self._small[1]

    def _recipe(self, request: SketchRequest) -> Recipe:
        """What is to be sketched."""
        if not request.style:
            return request.recipe
        photo, path = request.recipe.photo, Path(request.style)
        written = 0 if is_named(request.style) or not path.is_file() else path.stat().st_mtime_ns
        key = request.style, written, photo if "photo" in request.style else None  # whose colours it may have
        if key not in self._open:
            picture = open_style(request.style, photo, LARGEST)
            self._open[key] = reduced(picture, LARGEST) if type(picture) is Picture else picture
        self._open.move_to_end(key)
        while len(self._open) > OPEN:
            self._open.popitem(last=False)
        return replace(request.recipe, styles=(Style(self._open[key]),))

    def _ready(self, recipe: Recipe) -> "Sketcher":
        from stylegui.engine.run.sketch import Sketcher

        network = network_for(recipe.settings, self._network)
        self._built_in = network_for(Settings(device=recipe.settings.device), self._built_in or network)
        if self._sketcher is None or network is not self._network:
            self._network, self._sketcher = network, Sketcher(network.encoder, self._built_in.encoder)
        return self._sketcher

    @Slot()
    def forget_network(self) -> None:
        """It may be another by now."""
        self._network = self._sketcher = None
