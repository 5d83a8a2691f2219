"""What the worker is given to do, and what it gives back to be kept."""

import secrets
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event
from time import monotonic
from typing import TYPE_CHECKING

from stylegui.engine.pictures.files.saving import Made, Saving
from stylegui.engine.pictures.images import Picture
from stylegui.engine.recipes.recipe import Recipe
from stylegui.engine.run.frame import Frame
from stylegui.engine.settings import Settings
from stylegui.engine.styles.style import Style

if TYPE_CHECKING:  # torch takes a second to import
    from stylegui.engine.run.state import State

KEEP_S, KEEP_AT_MOST_S = 4.0, 20.0  # between two snapshots of the numbers: this long, and longer where writing is slow
KEEPING_SHARE = 0.01  # of the time that writing the numbers may take
EXACT_S = 60.0  # between two snapshots of everything


def new_id() -> str:
    """A name for one result that no other has, in any project."""
    return secrets.token_hex(6)


@dataclass(frozen=True, eq=False)
class Job:
    """A run that is wanted.

    Attributes:
        recipe: what is to be painted. id: of the result that it makes, or goes on with.
        parent: id of the result whose state it begins from, or "".
        checkpoint: the state that it begins from, as bytes, or None for the recipe's own beginning.
        seconds: painted before.
        is_new: the result is a new one; else it is gone on with.
    """

    recipe: Recipe
    id: str = field(default_factory=new_id)
    parent: str = ""
    checkpoint: bytes | None = None
    seconds: float = 0.0
    is_new: bool = True


@dataclass(frozen=True, eq=False)
class SaveRequest:
    """Write the result in `frame` to `path`, as `saving` says.

    `originals`: files that must stay as they are. `made`: what is saved, where that is known already.
    """

    frame: Frame
    path: str
    saving: Saving
    originals: tuple[Path, ...]
    made: Made | None = None


@dataclass(frozen=True, eq=False, kw_only=True)
class Wanted:
    """Something that is wanted, until it is given up."""

    _given_up: Event = field(default_factory=Event)

    def give_up(self) -> None:
        """It is not wanted any more; from any thread."""
        self._given_up.set()

    def is_given_up(self) -> bool:
        """Whether it was."""
        return self._given_up.is_set()


@dataclass(frozen=True, eq=False)
class SketchRequest(Wanted):
    """A sketch.

    Attributes:
        recipe: what of. style: a name or a file's path, to be painted with in place of the recipe's styles, or "".
        longer: pixels of its longer side. is_glance: it is enough to have a hint of it, at once.
    """

    recipe: Recipe
    style: str
    longer: int
    is_glance: bool = False


@dataclass(frozen=True, eq=False)
class StyleWish(Wanted):
    """Styles that are to be one style file: mixed as the settings say, called `name`, by `author`."""

    styles: tuple[Style, ...]
    settings: Settings
    name: str
    author: str
    licence: str
    path: str


@dataclass(frozen=True, eq=False, kw_only=True)
class TeachWish:
    """A fast network that is to be taught styles, mixed as the settings say.

    Attributes:
        name, licence, path: of its file. folder: of photos to learn from beside those that ship, or "".
        begun: path of a network to go on with, or "". is_quick: in less than half of the time.
        photo: one that shows what it can do by then.
    """

    styles: tuple[Style, ...]
    settings: Settings
    name: str
    licence: str
    path: str
    folder: str
    begun: str
    is_quick: bool
    photo: Picture | None


@dataclass(frozen=True, eq=False)
class Snapshot:
    """All that a run is between two steps. Nothing in it is ever changed, so that another thread can write it.

    Attributes:
        frame: for the eye; it names its result and what it is made from. state: the session's own.
        seconds: painted so far. is_exact: the whole state is to be kept, not only the result's numbers.
        begins: the scale, counted from 1, that begins from here, or 0.
        is_recoloured: it looks different from before, after as many evaluations.
    """

    frame: Frame
    state: "State"
    seconds: float
    is_exact: bool = False
    begins: int = 0
    is_recoloured: bool = False


class Schedule:
    """When a run is kept: often enough that little is lost, seldom enough that nobody waits for it."""

    def __init__(self) -> None:
        self._every = KEEP_S
        self._kept = self._exact = monotonic()

    def is_due(self) -> bool:
        """The numbers are to be kept now."""
        return monotonic() - self._kept >= self._every

    def is_exact_due(self) -> bool:
        """And all that the run is with them."""
        return monotonic() - self._exact >= EXACT_S

    def note(self, is_exact: bool) -> None:
        """A snapshot was made."""
        self._kept = monotonic()
        self._exact = self._kept if is_exact else self._exact

    def note_cost(self, seconds: float) -> None:
        """Writing it took so long; where that is much, the next one waits longer."""
        self._every = min(max(KEEP_S, seconds / KEEPING_SHARE), KEEP_AT_MOST_S)


@dataclass(frozen=True, eq=False)
class FilmWish:
    """A film of the run of a result is wanted.

    Attributes:
        id: of the result. path: where to. frames_per_second: 1..60. hold_s: how long the last one stays, 0..10.
        originals: files that must stay as they are.
    """

    id: str
    path: str
    frames_per_second: float
    hold_s: float
    originals: tuple[Path, ...]


@dataclass(frozen=True, eq=False)
class FilmRequest:
    """What is wanted, and what it is made from.

    Attributes:
        frames: pictures as they lie in the project, encoded, oldest first. width, height: of the film in pixels.
    """

    wish: FilmWish
    frames: tuple[bytes, ...]
    width: int
    height: int
