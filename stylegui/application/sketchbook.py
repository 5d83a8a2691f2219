"""What the gallery's styles do to the present photo: sketched one after the other, and kept."""

from collections.abc import Sequence
from pathlib import Path
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, QTimer, Signal, Slot

from stylegui.document.document import Document
from stylegui.document.variations import alone
from stylegui.engine.fast.network_name import is_network_file
from stylegui.engine.pictures.images import Picture
from stylegui.engine.recipes.auto import CHOSEN
from stylegui.engine.recipes.recipe import Recipe
from stylegui.engine.settings import Settings
from stylegui.jobs import SketchRequest

QUIET_MS = 400  # sliders are waited for until they rest
SIDE = 160  # pixels of a preview's longer side
KEPT = 400  # previews of a photo, each of some 50 kB

Pixels = NDArray[np.uint8]


class Sketchbook(QObject):
    """In the window's thread. One preview is under way at most, and is given up where another is wanted sooner.

    Signals:
        sketch(SketchRequest): make one. It is answered by `take`. get_ready(Recipe): one of its photo may be wanted
            soon.
        previewed(name, array): what a style does to the photo. glanced(name, array): a hint of it, until then.
        refused(name): that cannot be told; failed(why): why.
        outdated(bool): those that were told are of other settings, or, if true, of another photo. possible(bool): there
            is a photo.
    """

    sketch = Signal(object)
    get_ready = Signal(object)
    previewed = Signal(str, object)
    glanced = Signal(str, object)
    refused = Signal(str)
    failed = Signal(str)
    outdated = Signal(bool)
    possible = Signal(bool)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._photo: Picture | None = None
        self._ready_for: Picture | None = None
        self._is_open = False
        self._settings = _of_preview(Settings())
        self._kept = WeakKeyDictionary[Picture, dict[tuple[Settings, str], Pixels]]()
        self._refused: set[str] = set()
        self._glanced: set[str] = set()  # styles of which a hint was shown, at once
        self._told: set[str] = set()  # why something could not be made
        self._wanted, self._others = "", tuple[str, ...]()
        self._under_way: SketchRequest | None = None
        self._quiet = QTimer(self, interval=QUIET_MS, singleShot=True)
        self._quiet.timeout.connect(self._go_on)

    @Slot(object)
    def follow(self, document: Document) -> None:
        """Another document."""
        settings = _of_preview(document.settings)
        if document.photo is self._photo and settings == self._settings:
            return
        if (document.photo is None) != (self._photo is None):
            self.possible.emit(document.photo is not None)
        is_other = document.photo is not self._photo
        self._photo, self._settings = document.photo, settings
        self._begin_anew(is_other)

    @Slot(bool)
    def open(self, on: bool) -> None:
        """Whether previews are to be seen at all."""
        self._is_open = on
        self._go_on()

    @Slot()
    def begin_anew(self) -> None:
        """There is another network: what could not be made may be now."""
        self._kept.clear()
        self._ready_for = None
        self._begin_anew(is_other=False)

    @Slot(str)
    def forget(self, name: str) -> None:
        """A style's file is another one now."""
        for kept in self._kept.values():
            for key in [key for key in kept if key[1] == name]:
                del kept[key]
        self._glanced.discard(name)

    def _begin_anew(self, is_other: bool) -> None:
        self._refused.clear()
        if is_other:  # else what was told stays until there is more
            self._glanced.clear()
        self._told.clear()
        self.outdated.emit(is_other)
        if self._under_way is not None:
            self._under_way.give_up()
        for name in dict.fromkeys((self._wanted, *self._others)):
            self._tell(name)
        self._quiet.start()

    @Slot(str)
    def look_at(self, name: str) -> None:
        """One style is looked at; none any more with ""."""
        self._wanted = name
        if self._under_way is not None and self._under_way.style not in (name, *self._others):
            self._under_way.give_up()
        self._tell(name)
        self._go_on()

    @Slot(list)
    def try_all(self, names: Sequence[str]) -> None:
        """All those are to be previewed, in this order."""
        self._others = tuple(names)
        if self._under_way is not None and self._under_way.style not in (self._wanted, *names):
            self._under_way.give_up()
        for name in names:
            self._tell(name)
        self._go_on()

    @Slot(object, object, str)
    def take(self, request: SketchRequest, pixels: Pixels | None, why: str) -> None:
        """What became of a sketch."""
        if request is not self._under_way:
            return
        self._under_way = None
        if request.is_glance:
            if request.recipe.photo is self._photo and pixels is not None:
                self._glanced.add(request.style)
                self.glanced.emit(request.style, pixels)
            elif not request.is_given_up():
                self._glanced.add(request.style)
        elif pixels is not None:
            kept = self._kept.setdefault(request.recipe.photo, {})
            kept[request.recipe.settings, request.style] = pixels
            while len(kept) > max(KEPT, 1 + len(self._others)):
                del kept[next(iter(kept))]
            self._tell(request.style)
        elif why:
            self._refused.add(request.style)
            self.refused.emit(request.style)
            if why not in self._told:
                self.failed.emit(why)
            self._told.add(why)
        self._go_on()

    def _tell(self, name: str) -> None:
        pixels = self._known(name)
        if pixels is not None:
            self.previewed.emit(name, pixels)

    def _known(self, name: str) -> Pixels | None:
        return None if self._photo is None else self._kept.get(self._photo, {}).get((self._settings, name))

    @Slot()
    def _go_on(self) -> None:
        if self._under_way is not None or self._photo is None or self._quiet.isActive():
            return
        groups = ((self._wanted,), self._others)  # of each first a hint, then all that can be told
        missing = [[name for name in group if name and self._is_missing(name)] for group in groups]
        for group in missing:
            unseen = next((name for name in group if name not in self._glanced and not is_network_file(Path(name))), "")
            if group:
                recipe = Recipe(self._photo, (), self._settings)
                self._under_way = SketchRequest(recipe, unseen or group[0], SIDE, is_glance=bool(unseen))
                self.sketch.emit(self._under_way)
                return
        if self._is_open and self._ready_for is not self._photo:
            self._ready_for = self._photo
            self.get_ready.emit(Recipe(self._photo, (), self._settings))

    def _is_missing(self, name: str) -> bool:
        return name not in self._refused and self._known(name) is None


def _of_preview(settings: Settings) -> Settings:
    """As one style alone is sketched with them: neither size nor quality say anything; Auto chooses for each."""
    usual = Settings()
    names = ("size", "quality", *(CHOSEN if settings.auto == "on" else ()))
    return alone(settings).model_copy(update={name: getattr(usual, name) for name in names})
