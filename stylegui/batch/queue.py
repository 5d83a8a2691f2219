"""The queue: pictures that are to be painted one after the other, kept so that a restart goes on with them."""

import json
import secrets
from collections.abc import Callable, Collection, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from statistics import mean
from typing import Annotated, Literal

from filelock import FileLock, Timeout
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from stylegui.batch.names import free_name
from stylegui.engine.errors import Problem
from stylegui.engine.fast.manner import Manner
from stylegui.engine.fast.network_name import ENDING
from stylegui.engine.pictures.files.loading import load
from stylegui.engine.pictures.files.saving import Saving
from stylegui.engine.recipes.recipe import Recipe
from stylegui.engine.recipes.recipe_file import load_recipe, save_recipe
from stylegui.engine.styles.library import follows_photo
from stylegui.engine.whole_file import write_whole

LIST, LOCK = "queue.json", "queue.lock"
RECIPE = ".recipe.json"
KEPT = RECIPE, ENDING  # what lies beside the list
MOST = 10_000  # entries
Text = Annotated[str, StringConstraints(max_length=4096)]
Name = Annotated[str, StringConstraints(min_length=1, max_length=255, pattern=r"^[^/\\\x00]+$")]
Id = Annotated[str, StringConstraints(pattern="^[0-9a-f]{12}$")]
State = Literal["waiting", "painting", "painted", "failed"]


def _new_id() -> str:
    return secrets.token_hex(6)


class QueueEntry(BaseModel):
    """One picture that is to be painted.

    Attributes:
        photo: the file, or "" for the recipe's own photo. shown: what the photo is called.
        recipe: id of it; or, if it is painted `at_once`, of the fast network that does.
        folder, wanted: where the result is to lie, and how it is to be called if that is free. template: of that name.
        saving: how it becomes a file. has_report: with a report of all in the folder.
        result: the name that it has, or "". seconds: that it took. why: it failed.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: Id = Field(default_factory=_new_id)
    photo: Text = ""
    shown: Text
    recipe: Id
    at_once: Manner | None = None
    folder: Text
    template: Text = ""
    wanted: Name
    saving: Saving = Saving()
    has_report: bool = False
    state: State = "waiting"
    result: Annotated[str, StringConstraints(max_length=255, pattern=r"^[^/\\\x00]*$")] = ""
    seconds: Annotated[float, Field(ge=0, le=10**9)] = 0.0
    why: Text = ""

    def path(self) -> Path:
        """Where the result lies, or is to."""
        return Path(self.folder) / (self.result or self.wanted)


class _Kept(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    version: Literal[1] = 1
    entries: Annotated[tuple[QueueEntry, ...], Field(max_length=MOST)] = ()


@dataclass(frozen=True)
class Queue:
    """All entries, in the order in which they are painted."""

    entries: tuple[QueueEntry, ...] = ()

    def __iter__(self) -> Iterator[QueueEntry]:
        return iter(self.entries)

    def __len__(self) -> int:
        return len(self.entries)

    def get(self, id: str) -> QueueEntry | None:
        """The entry with that id, if it is there."""
        return next((entry for entry in self.entries if entry.id == id), None)

    def next(self) -> QueueEntry | None:
        """The first that waits."""
        return next((entry for entry in self.entries if entry.state == "waiting"), None)

    def seconds_left(self) -> float | None:
        """What all the rest takes, if each takes as long as what was painted in its way; None where none was."""
        left = 0.0
        for is_fast in (False, True):
            alike = [entry for entry in self if (entry.at_once is not None) == is_fast]
            count = sum(entry.state in ("waiting", "painting") for entry in alike)
            took = [entry.seconds for entry in alike if entry.state == "painted" and entry.seconds]
            if count and not took:
                return None
            left += count * mean(took) if count else 0.0
        return left or None

    def added(self, entries: Collection[QueueEntry]) -> "Queue":
        """With more at the end. Raises Problem where that are too many."""
        if len(self) + len(entries) > MOST:
            raise Problem(f"a queue has {MOST} entries at most: please remove those that are painted, or add fewer")
        return Queue((*self.entries, *entries))

    def noted(self, changed: QueueEntry) -> "Queue":
        """With another entry in place of the one that has its id; as it is where there is none."""
        return Queue(tuple(changed if entry.id == changed.id else entry for entry in self.entries))

    def without(self, ids: Collection[str]) -> "Queue":
        """Without those."""
        return Queue(tuple(entry for entry in self.entries if entry.id not in ids))

    def moved(self, ids: Collection[str], by: Literal[-1, 1]) -> "Queue":
        """With those one place earlier (-1) or later (1); those that are at the end already stay."""
        order = list(self.entries)[::-by]  # they move towards its beginning
        for place in range(1, len(order)):
            if order[place].id in ids and order[place - 1].id not in ids:
                order[place - 1 : place + 1] = order[place], order[place - 1]
        return Queue(tuple(order[::-by]))

    def again(self, ids: Collection[str]) -> "Queue":
        """With those that failed waiting once more."""
        update = {"state": "waiting", "why": ""}
        return self._each(ids, lambda entry: entry.state == "failed", lambda entry: entry.model_copy(update=update))

    def painted_with(self, ids: Collection[str], recipe: str, wanted: Callable[[QueueEntry], str]) -> "Queue":
        """With another recipe for those that are not painted yet; whoever is being painted begins anew.

        `wanted` says what a result is called with it.
        """

        def anew(entry: QueueEntry) -> QueueEntry:
            update = {"recipe": recipe, "at_once": None, "state": "waiting", "why": "", "result": ""}
            return entry.model_copy(update={**update, "wanted": wanted(entry)})

        return self._each(ids, lambda entry: entry.state != "painted", anew)

    def settled(self) -> "Queue":
        """Where nothing is being painted: that waits again, unless its result, which is written whole, is there."""
        entries = list(self.entries)
        for place, entry in enumerate(entries):
            if entry.state == "painting":
                is_there = bool(entry.result) and entry.path().exists()
                entries[place] = entry.model_copy(update={"state": "painted" if is_there else "waiting"})
        return Queue(tuple(entries))

    def _each(
        self,
        ids: Collection[str],
        concerns: Callable[[QueueEntry], bool],
        change: Callable[[QueueEntry], QueueEntry],
    ) -> "Queue":
        chosen = frozenset(ids)
        return Queue(
            tuple(change(entry) if entry.id in chosen and concerns(entry) else entry for entry in self.entries)
        )


class QueueInUse(Problem):
    """Another program has the queue."""


class QueueFolder:
    """Where a queue is kept: its entries, and a recipe file for each recipe among them.

    One program has it at a time; it is given back when that ends, however it does.
    """

    def __init__(self, folder: Path) -> None:
        """Raises Problem where it cannot be had: QueueInUse where another program has it."""
        self._folder = folder
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._lock = FileLock(folder / LOCK, timeout=0, thread_local=False)  # let go of when its thread has ended
            self._lock.acquire()
        except Timeout as error:
            raise QueueInUse("the queue is open in another window of StyleGUI: please use it there") from error
        except OSError as error:
            raise Problem(f"cannot keep a queue in {folder}: {error.strerror}") from error
        self._recipes: tuple[str, Recipe] | None = None  # that was read last

    def close(self) -> None:
        """Another program may have it."""
        self._lock.release()

    def read(self) -> tuple[Queue, str]:
        """What was kept, and what is to be known of that, or "". Raises Problem where it cannot be read.

        What was being painted waits again, unless its result is there, which is written whole: then it is painted. A
        list that is none of ours is put aside with its recipes.
        """
        path = self._folder / LIST
        try:
            data = path.read_bytes() if path.exists() else b"{}"
        except OSError as error:
            raise Problem(f"cannot read the queue {path}: {error.strerror}") from error
        try:
            kept = _Kept.model_validate_json(data)
        except ValidationError:
            return Queue(), f"the queue could not be read: what is left of it lies in {self._put_aside()}"
        return Queue(kept.entries).settled(), ""

    def _put_aside(self) -> Path:
        """List and recipes, into a folder of their own. Raises Problem."""
        try:
            aside = self._folder / free_name("damaged", self._folder)
            aside.mkdir()
            for path in (self._folder / LIST, *(path for kind in KEPT for path in self._folder.glob(f"*{kind}"))):
                path.replace(aside / path.name)
        except OSError as error:
            raise Problem(
                f"the queue in {self._folder} is damaged, and cannot be put aside: {error.strerror}"
            ) from error
        return aside

    def keep(self, queue: Queue) -> None:
        """Write the entries, whole or not at all, and forget the recipes that none of them has. Raises Problem."""
        kept = _Kept(entries=queue.entries)
        written = {"version": kept.version, **kept.model_dump(mode="json", exclude_defaults=True)}
        write_whole(self._folder / LIST, json.dumps(written).encode())
        used = {self.file_of(entry) for entry in queue}
        for path in (path for kind in KEPT for path in self._folder.glob(f"*{kind}")):
            if path not in used:
                with suppress(OSError):
                    path.unlink()

    def keep_recipe(self, recipe: Recipe) -> str:
        """Write a recipe; its id. Raises Problem."""
        id = _new_id()
        save_recipe(recipe, self._folder / f"{id}{RECIPE}")
        return id

    def keep_network(self, path: Path) -> str:
        """Copy a fast network's file; its id. Raises Problem."""
        id = _new_id()
        try:
            content = path.read_bytes()
        except OSError as error:
            raise Problem(f"cannot read the fast network {path}: {error.strerror}") from error
        write_whole(self._folder / f"{id}{ENDING}", content)
        return id

    def recipe(self, entry: QueueEntry) -> Recipe:
        """What an entry is painted from; the styles are read once for all that have the same. Raises Problem."""
        photo, known = load(Path(entry.photo)) if entry.photo else None, self._recipes
        if photo is not None and known is not None and known[0] == entry.recipe and not has_photos_own(known[1]):
            return replace(known[1], photo=photo)
        recipe = load_recipe(self.file_of(entry), photo=photo)
        self._recipes = entry.recipe, recipe
        return recipe

    def file_of(self, entry: QueueEntry) -> Path:
        """Of the recipe or the fast network that an entry is painted with."""
        return self._folder / f"{entry.recipe}{RECIPE if entry.at_once is None else ENDING}"

    def digest_of(self, entry: QueueEntry) -> str:
        """SHA-256 of all that a result depends on, but the photo. Raises Problem."""
        path, how = self.file_of(entry), "" if entry.at_once is None else entry.at_once.model_dump_json()
        try:
            content = path.read_bytes()
        except OSError as error:
            raise Problem(f"cannot read {path}: {error.strerror}") from error
        return sha256(content + how.encode() + entry.saving.model_dump_json().encode()).hexdigest()


def has_photos_own(recipe: Recipe) -> bool:
    """Whether something of it is of its photo alone: regions, or a style along its edges."""
    return bool(recipe.regions) or any(follows_photo(style.picture) for style in recipe.styles)


def for_any_photo(recipe: Recipe) -> Recipe:
    """Without what is of its own photo alone."""
    settings = recipe.settings
    if settings.start_from == "picture":
        settings = settings.model_copy(update={"start_from": "photo"})
    return replace(recipe, regions=(), start=None, settings=settings)
