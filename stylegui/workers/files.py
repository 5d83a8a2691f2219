"""Reads and writes pictures in a thread of its own, so that the window never waits for a disk."""

import logging
import os
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import chain, repeat
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Qt, Signal, Slot

from stylegui.document.document import Document
from stylegui.document.places import FURTHER_STYLE, Kind, Place
from stylegui.document.project.file import is_project
from stylegui.engine.errors import Problem
from stylegui.engine.fast.network_name import ENDING as NETWORK
from stylegui.engine.fast.network_name import is_network_file
from stylegui.engine.pictures.files.loading import PICTURE_ENDINGS, load
from stylegui.engine.pictures.files.saving import WRITABLE, is_deep, save, sidecar_of, write_result
from stylegui.engine.pictures.images import Picture, preview
from stylegui.engine.pictures.sheet import sheet
from stylegui.engine.recipes.known_pictures import KEPT_DIGITS, recipe_in_picture
from stylegui.engine.recipes.recipe import Recipe
from stylegui.engine.recipes.recipe_file import MissingPicture, load_recipe, save_recipe
from stylegui.engine.recipes.recipe_note import digest_of, note_in
from stylegui.engine.regions.regions import Mask, union
from stylegui.engine.run.frame import Frame
from stylegui.engine.styles.library import is_named, open_style
from stylegui.engine.styles.style_file import ENDING, is_style_file
from stylegui.engine.whole_file import check_apart
from stylegui.jobs import SaveRequest
from stylegui.paths import drags_folder, log_file, pasted_folder

MOST_OF_A_FOLDER = 200  # pictures: more are no choice
THUMBNAIL = 480  # pixels of the longer side
DRAGGED_DAYS = 7.0  # that what was dragged out stays; whoever took it has copied it by then

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class LoadRequest:
    """Read `paths` for a place, and for `further` all but the first; None where that one is to be chosen from them.

    A path may be the name of a style (`named_style`).
    """

    place: Place
    paths: tuple[str, ...]
    further: Place | None = None


@dataclass(frozen=True, eq=False)
class MaskRequest:
    """Write masks (H, W) of one size together as one picture, white inside, to `path`; never over `originals`."""

    masks: tuple[Mask, ...]
    path: str
    originals: tuple[Path, ...]


class FileWorker(QObject):
    """Loads and saves.

    Signals:
        loaded(Place, Picture): a picture.
        refused(Place, str): why a file cannot be used.
        several_given(Place, list[str]): more pictures than the place takes: which one is to be asked.
        thumbnail_read(path, pixels): (h, w, 3) uint8 of a file, for a small picture of it.
        folder_listed(path, paths): the pictures, style files and fast networks in a folder.
        project_given(path), network_given(path): among what was to be loaded is a project, or a fast network.
        saved(Frame, path, notice): written; the notice may be "".
        drag_file_ready(path): a file with the result, to be dragged out.
        written(path): a recipe or a mask. recipe_loaded(Document, name): from a file.
        recipe_found(path): a photo that was loaded remembers how it was made.
        picture_missing(recipe's path, path, folders): a picture is neither there nor in these folders.
        failed(str): why something else was not read or written; nothing was.
    """

    loaded = Signal(object, object)
    refused = Signal(object, str)
    several_given = Signal(object, list)
    thumbnail_read = Signal(str, object)
    folder_listed = Signal(str, list)
    project_given = Signal(str)
    network_given = Signal(str)
    saved = Signal(object, str, str)
    drag_file_ready = Signal(str)
    written = Signal(str)
    recipe_loaded = Signal(object, str)
    recipe_found = Signal(str)
    picture_missing = Signal(str, str, list)
    failed = Signal(str)
    _thumbnail_due = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._unread: list[str] = []
        # Queued: whatever was wished before comes first.
        self._thumbnail_due.connect(self._read_thumbnail, Qt.ConnectionType.QueuedConnection)

    @Slot()
    def warm_up(self) -> None:
        """Import what the plot draws with: half a second that the window shall not wait with its first frame."""
        import pyqtgraph  # noqa: F401

    @Slot(object)
    def load(self, request: LoadRequest) -> None:
        """Read the files of a request: pictures, those in folders, a recipe or a project.

        One that cannot be used does not keep the others. Where further ones have no place the first picture is taken,
        and told that there are more.
        """
        try:
            paths, others, left_out = _sorted_out(request.paths)
        except OSError as error:
            self.refused.emit(request.place, f"{error.filename} cannot be read: {error.strerror}")
            return
        for path in others[:1]:
            if is_project(path):
                self.project_given.emit(str(path))
            elif not is_network_file(path):
                self.open_recipe(str(path))
        if not paths and not others:
            reason = f"{request.paths[0]} is a folder: please choose a picture in it; it holds none"
            self.refused.emit(request.place, reason)
        choosable = [path for path in paths if not _is_style_only(path)]
        if len(choosable) > 1 and request.further is None:
            self.several_given.emit(request.place, [str(path) for path in choosable])
            paths = [path for path in paths if path not in choosable[1:]]
        places = chain([request.place], repeat(request.further or request.place))
        place = next(places)
        for path in paths:
            if _is_style_only(path) and place.kind is not Kind.STYLE:  # wherever on the window it was dropped
                self._load(FURTHER_STYLE, path)
            else:
                self._load(place, path)
                place = next(places)
        if others and is_network_file(others[0]):
            self.network_given.emit(str(others[0]))  # after a photo that came with it
        if others[1:]:
            names = ", ".join(path.name for path in others[1:])
            self.refused.emit(request.place, f"one project, recipe or fast network can be open: {names} was left out")
        if left_out:  # after the pictures: with them what was said before goes
            self.refused.emit(request.place, left_out)

    @Slot(str)
    def read_thumbnail(self, path: str) -> None:
        """Read a file for a small picture of it: one for each turn of the event loop, so that nothing waits long."""
        self._unread.append(path)
        self._thumbnail_due.emit()

    @Slot(str)
    def list_folder(self, path: str) -> None:
        """Which styles it holds; none where it cannot be read."""
        found: list[Path] = []
        with suppress(OSError):
            found = _of_folder(Path(path), NETWORK)
        if path == str(pasted_folder()):
            found.reverse()  # the newest first: their names begin with when
        self.folder_listed.emit(path, [str(each) for each in found[:MOST_OF_A_FOLDER]])

    @Slot(object)
    def keep_pasted(self, picture: Picture) -> None:
        """Write a style that is in no file to one of the user's, once."""
        self._try(lambda: self._keep_pasted(picture))

    @Slot()
    def _read_thumbnail(self) -> None:
        path = self._unread.pop(0)
        with suppress(Problem):  # why is said when it is chosen
            is_network = is_network_file(Path(path))
            picture = Picture(_looks(path)) if is_network else open_style(path, longer=THUMBNAIL)
            self.thumbnail_read.emit(path, preview(picture, THUMBNAIL))

    @Slot(object)
    def save(self, request: SaveRequest) -> None:
        """Write the result at its full size. Never over a picture that it was made from."""
        self._try(lambda: self._save(request))

    @Slot(object, str)
    def save_for_drag(self, frame: Frame, name: str) -> None:
        """Write the result to a file of its own, called `name`.png or the like, that outlives the program."""
        self._try(lambda: self._save_for_drag(frame, name))

    @Slot(object)
    def save_mask(self, request: MaskRequest) -> None:
        """Write a mask as a picture."""
        self._try(lambda: self._save_mask(request))

    @Slot(str, list)
    def save_sheet(self, path: str, tiles: list[tuple[NDArray[np.uint8], str]]) -> None:
        """Write small pictures with their labels as one."""
        self._try(lambda: self._save_sheet(path, tiles))

    @Slot(object, str)
    def save_recipe(self, recipe: Recipe, path: str) -> None:
        """Write a recipe file."""
        self._try(lambda: self._save_recipe(recipe, path))

    @Slot(str)
    def open_recipe(self, path: str) -> None:
        """Read a recipe file and its pictures."""
        self._try(lambda: self._open_recipe(path, []))

    @Slot(str, list)
    def open_recipe_with(self, path: str, folders: list[str]) -> None:
        """The same, where pictures have moved to one of these folders."""
        self._try(lambda: self._open_recipe(path, folders))

    def _load(self, place: Place, path: Path) -> None:
        try:
            picture = open_style(str(path)) if place.kind is Kind.STYLE else load(path)
            picture.preview  # noqa: B018  # made here, once, and not where it is shown
            self.loaded.emit(place, picture)
            if place.kind is Kind.PHOTO and picture.encoded is not None and note_in(picture.encoded) is not None:
                self.recipe_found.emit(str(path))
        except Problem as problem:
            self.refused.emit(place, str(problem))
        except Exception:
            log.exception("reading failed")
            self.refused.emit(place, self.tr("%s cannot be read; the details are in %s") % (path, log_file()))

    def _save(self, request: SaveRequest) -> None:
        from stylegui.engine.run.developed import made_again

        path = Path(request.path)
        check_apart(path, request.originals)
        frame, saving = request.frame, request.saving
        if saving.has_sidecar:
            check_apart(sidecar_of(path), request.originals)
        size = frame.width, frame.height
        made = request.made or made_again(frame.recipe, frame.pixels, *size, None, saving.names_paths)
        notices = write_result(made, path, saving)
        if request.made is None and is_deep(frame.photo, path, saving):
            notices.append(self.tr("Of this moment only 8 bits were kept"))
        notice = ". ".join(notices)
        self.saved.emit(request.frame, request.path, notice)
        if saving.has_sidecar:
            save_recipe(frame.recipe, sidecar_of(path))

    def _save_for_drag(self, frame: Frame, name: str) -> None:
        from stylegui.engine.run.developed import made_again

        folder = drags_folder()
        folder.mkdir(parents=True, exist_ok=True)
        for old in folder.iterdir():
            with suppress(OSError):
                if time.time() - old.stat().st_mtime > DRAGGED_DAYS * 86400:
                    old.unlink()
        names = (f"{name}.png" if number == 1 else f"{name}-{number}.png" for number in range(1, 10_000))
        path = next(folder / each for each in names if not (folder / each).exists())
        write_result(made_again(frame.recipe, frame.pixels, frame.width, frame.height, None), path)
        self.drag_file_ready.emit(str(path))

    def _keep_pasted(self, picture: Picture) -> None:
        folder = pasted_folder()
        folder.mkdir(parents=True, exist_ok=True)
        digest = digest_of(picture)[:KEPT_DIGITS]
        if not any(folder.glob(f"*{digest}.png")):
            save(picture, folder / f"{time.strftime('%Y-%m-%d %H.%M')} {digest}.png")
        self.list_folder(str(folder))

    def _save_mask(self, request: MaskRequest) -> None:
        path, mask = Path(request.path), union(request.masks)
        check_apart(path, request.originals)
        save(Picture(np.broadcast_to(mask[..., None], (*mask.shape, 3)), None, path.name), path)
        self.written.emit(request.path)

    def _save_sheet(self, path: str, tiles: list[tuple[NDArray[np.uint8], str]]) -> None:
        save(sheet(tiles, Path(path).name), Path(path))
        self.written.emit(path)

    def _save_recipe(self, recipe: Recipe, path: str) -> None:
        save_recipe(recipe, Path(path))
        self.written.emit(path)

    def _open_recipe(self, path: str, folders: list[str]) -> None:
        try:
            reads = recipe_in_picture if Path(path).suffix.lower() in WRITABLE else load_recipe
            document = Document.of(reads(Path(path), [Path(folder) for folder in folders]))
        except MissingPicture as missing:
            self.picture_missing.emit(path, str(missing.path), folders)
            return
        for picture in document.pictures():
            picture.preview  # noqa: B018  # as above
        self.recipe_loaded.emit(document, Path(path).name)

    def _try(self, act: Callable[[], None]) -> None:
        try:
            act()
        except Problem as problem:
            self.failed.emit(str(problem))
        except OSError as error:
            self.failed.emit(f"{error.filename}: {error.strerror}: please choose another place")
        except Exception:
            log.exception("a file could not be read or written")
            self.failed.emit(self.tr("That file could not be read or written; the details are in %s") % log_file())


def _looks(network: str) -> NDArray[np.uint8]:
    """(h, w, 3), what the style of a fast network looks like. Raises Problem."""
    from stylegui.engine.fast.network_file import load_network_file  # torch takes a second to import

    return load_network_file(Path(network)).thumbnail


def _of_folder(path: Path, *further: str) -> list[Path]:
    """Pictures and style files in it, and files with `further` endings, in order."""
    endings = {ENDING, *PICTURE_ENDINGS, *further}
    return sorted(each for each in path.iterdir() if each.suffix.lower() in endings and each.is_file())


def _is_style_only(path: Path) -> bool:
    """Whether it can be no photo."""
    return is_named(str(path)) or is_style_file(path)


def _sorted_out(paths: Sequence[str]) -> tuple[list[Path], list[Path], str]:
    """Pictures, those in folders among them; projects, recipes and networks; and what was left out, in words, or ""."""
    pictures, others, left_out = list[Path](), list[Path](), ""
    for path in map(Path, paths):
        if is_named(str(path)):
            pictures.append(path)
        elif os.path.isdir(path):  # noqa: PTH112  # `Path.is_dir` raises for a name that is too long
            found = _of_folder(path)
            pictures += found[:MOST_OF_A_FOLDER]
            if found[MOST_OF_A_FOLDER:]:
                left_out = f"{path} holds {len(found)} pictures: the first {MOST_OF_A_FOLDER} are offered"
        elif path.suffix.lower() == ".json" or is_project(path) or is_network_file(path):
            others.append(path)
        else:
            pictures.append(path)
    return pictures, others, left_out
