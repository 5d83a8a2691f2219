"""Finds the pictures that a recipe in a picture tells of: by what is in them, whatever they are called and lie."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from hashlib import file_digest
from pathlib import Path

from stylegui.engine.errors import Problem
from stylegui.engine.pictures.files.loading import PICTURE_ENDINGS, load
from stylegui.engine.pictures.images import Picture
from stylegui.engine.recipes.recipe import Recipe
from stylegui.engine.recipes.recipe_file import MissingPicture
from stylegui.engine.recipes.recipe_note import PictureNote, digest_of, note_in, restored
from stylegui.engine.styles.style_file import ENDING, is_style_file, load_style

MOST_FILES = 500  # that are looked into
KEPT_DIGITS = 12  # of a pasted picture's digest, in its file's name
ENDINGS = {ENDING, *PICTURE_ENDINGS}


class KnownPictures:
    """Pictures in folders, by the SHA-256 of what they are."""

    def __init__(self, folders: Iterable[Path]) -> None:
        """They are looked into when something is asked for, and not into the folders in them."""
        self._pictures: dict[str, Picture] = {}
        self._folders = list(dict.fromkeys(folders))
        self._looked: dict[Path, str] = {}

    def find(self, wanted: PictureNote) -> Picture | None:
        """The picture, or None. A file that cannot be read is none."""
        if wanted.sha256 is None:
            return None
        if wanted.sha256 in self._pictures:
            return self._pictures[wanted.sha256]
        for path in self._files(wanted.name):
            if self._digest(path) == wanted.sha256 or _is_pasted(path, wanted.sha256):
                try:
                    found = load_style(path) if is_style_file(path) else load(path)
                except Problem:
                    continue
                self._pictures[wanted.sha256] = found
                return found
        return None

    def _files(self, name: str) -> list[Path]:
        """All that there are, those of that name first."""
        found: list[Path] = []
        for folder in self._folders:
            try:
                found += (path for path in folder.iterdir() if path.suffix.lower() in ENDINGS and path.is_file())
            except OSError:  # it has gone
                continue
        return sorted(found, key=lambda path: (Path(name).stem not in path.stem, path))[:MOST_FILES]

    def _digest(self, path: Path) -> str:
        if path not in self._looked:
            try:
                with path.open("rb") as file:
                    self._looked[path] = file_digest(file, "sha256").hexdigest()
            except OSError:
                self._looked[path] = ""
        return self._looked[path]


def _is_pasted(path: Path, sha256: str) -> bool:
    """Whether a file was kept of a pasted picture, which is known by its pixels; its name tells of them."""
    if sha256[:KEPT_DIGITS] not in path.stem:
        return False
    try:
        return digest_of(replace(load(path), encoded=None)) == sha256
    except Problem:
        return False


def recipe_in_picture(path: Path, folders: Sequence[Path] = ()) -> Recipe:
    """What a picture says of how it was made, with pictures that lie beside it or in `folders`.

    Raises Problem: MissingPicture where one is nowhere.
    """
    try:
        note = note_in(path.read_bytes())
    except OSError as error:
        raise Problem(f"cannot read {path}: {error.strerror}") from error
    if note is None:
        raise Problem(f"{path} does not tell how it was made: please give a recipe, or a picture that StyleGUI saved")
    try:
        found = restored(note, KnownPictures([path.parent, *folders]).find)
        if found.missing:
            raise MissingPicture(path, path.parent / Path(found.missing[0].name or "a picture").name)
        return found.recipe()
    except MissingPicture:
        raise
    except Problem as problem:
        raise Problem(f"{path}: {problem}") from problem
