"""Finished results that a fast network learns from, with their photos."""

from collections.abc import Callable, Sequence
from pathlib import Path

from stylegui.engine.errors import Problem, go_on, never
from stylegui.engine.fast.lessons import Pair
from stylegui.engine.fast.photos import KEPT_SIDE, OWN_COUNT, pictures_in
from stylegui.engine.pictures.files.loading import load
from stylegui.engine.pictures.images import reduced
from stylegui.engine.recipes.known_pictures import KnownPictures
from stylegui.engine.recipes.recipe_note import RecipeNote, digest_of, note_in
from stylegui.engine.styles.library import is_named, name_of
from stylegui.engine.styles.style import Style


def pairs_in(
    folder: Path, styles: Sequence[Style], photos: Path | None = None, cancelled: Callable[[], bool] = never
) -> tuple[list[Pair], list[str]]:
    """Results in a folder that were painted in the styles, each OWN_COUNT times; and why others are left out.

    A result tells itself what it was painted from; its photo lies beside it or in the folder `photos`. Raises Problem
    where there is no such result, Cancelled if it is.
    """
    folders = [folder] if photos is None else [folder, photos]
    ours = {
        name_of(style.picture) if is_named(name_of(style.picture)) else digest_of(style.picture) for style in styles
    }
    pairs, problems = list[Pair](), list[str]()
    for path in pictures_in(folder):
        go_on(cancelled)
        try:
            result = load(path)
        except Problem as problem:  # the others teach as well
            problems.append(str(problem))
            continue
        note = None if result.encoded is None else note_in(result.encoded)
        if note is None:  # a photo, perhaps
            continue
        if _painted_in(note) - ours:
            problems.append(f"{path} was painted in another style")
            continue
        photo = KnownPictures(folders).find(note.photo)  # which remembers pictures in full: not one for all of them
        if photo is None:
            problems.append(f"the photo of {path}, {note.photo.name or 'a picture'}, is not in its folder")
        else:
            pairs.append(Pair(reduced(photo, KEPT_SIDE), reduced(result, KEPT_SIDE)))
    if not pairs:
        why = "".join(f"\n{problem}" for problem in problems)
        raise Problem(
            f"there is no result in {folder} to learn from: please put pictures there that StyleGUI saved in this "
            f"style, with their photos{why}"
        )
    return pairs * OWN_COUNT, problems


def _painted_in(note: RecipeNote) -> set[str]:
    return {each.picture.named or each.picture.sha256 or "" for each in note.styles}
