"""The pictures that a recipe in a picture tells of are found by what is in them."""

from pathlib import Path

import numpy as np
import pytest

from stylegui.engine.errors import Problem
from stylegui.engine.pictures.files.loading import load
from stylegui.engine.pictures.files.saving import Made, save, write_result
from stylegui.engine.pictures.images import Picture
from stylegui.engine.recipes.known_pictures import KEPT_DIGITS, MOST_FILES, KnownPictures, recipe_in_picture
from stylegui.engine.recipes.recipe import Recipe
from stylegui.engine.recipes.recipe_file import MissingPicture
from stylegui.engine.recipes.recipe_note import PictureNote, digest_of, note_of
from stylegui.engine.settings import Settings
from stylegui.engine.styles.style import Style


@pytest.fixture
def made(tmp_path: Path) -> Path:
    """A result with its recipe, in a folder of its own; what it was made of lies beside that."""
    (tmp_path / "results").mkdir()
    for seed, name in enumerate(("photo", "style")):
        levels = np.random.default_rng(seed).integers(0, 256, (40, 60, 3)).astype(np.uint8)
        save(Picture(levels), tmp_path / f"{name}.png")
    photo, style = load(tmp_path / "photo.png"), load(tmp_path / "style.png")
    recipe = Recipe(photo, (Style(style),), Settings(strength=33.0))
    target = tmp_path / "results" / "painted.jpg"
    write_result(Made(photo, photo, recipe=note_of(recipe)), target)
    return target


def test_they_are_found_in_given_folders_under_whatever_name(made: Path) -> None:
    folder = made.parents[1]
    (folder / "photo.png").rename(folder / "IMG_0001.png")
    (folder / "style.png").rename(made.parent / "other.png")
    found = recipe_in_picture(made, [folder])
    assert found.photo.path == folder / "IMG_0001.png"
    assert found.styles[0].picture.path == made.parent / "other.png"
    assert found.settings.strength == 33.0


def test_one_that_is_nowhere_is_named(made: Path) -> None:
    folder = made.parents[1]
    (folder / "style.png").unlink()
    with pytest.raises(MissingPicture, match=r"style\.png"):
        recipe_in_picture(made, [folder, folder / "gone"])
    save(Picture(np.zeros((40, 60, 3), np.uint8)), folder / "style.png")  # of that name, and another picture
    with pytest.raises(MissingPicture, match=r"style\.png"):
        recipe_in_picture(made, [folder])


def test_a_name_from_a_file_leads_nowhere_else(made: Path) -> None:
    folder = made.parents[1]
    known = KnownPictures([folder])
    assert known.find(PictureNote(name=str(folder / "photo.png"))) is None
    assert known.find(PictureNote(name="../../photo.png", sha256="0" * 64)) is None
    wanted = digest_of(load(folder / "photo.png"))
    found = known.find(PictureNote(name="/etc/passwd", sha256=wanted))
    assert found is not None
    assert found.path == folder / "photo.png"


def test_a_folder_with_very_many_files_is_looked_into_in_part_those_of_its_name_first(tmp_path: Path) -> None:
    for number in range(MOST_FILES):
        (tmp_path / f"a{number}.png").write_bytes(b"%d" % number)
    save(Picture(np.zeros((40, 60, 3), np.uint8)), tmp_path / "zebra.png")
    wanted = digest_of(load(tmp_path / "zebra.png"))
    assert KnownPictures([tmp_path]).find(PictureNote(name="zebra.png", sha256=wanted)) is not None
    assert KnownPictures([tmp_path]).find(PictureNote(name="horse.png", sha256=wanted)) is None


def test_a_pasted_picture_is_known_by_its_pixels_once_it_is_kept_in_a_file(tmp_path: Path) -> None:
    rng = np.random.default_rng(3)
    for alpha in (None, rng.integers(0, 256, (20, 30), np.uint8)):
        pasted = Picture(rng.integers(0, 256, (20, 30, 3), np.uint8), alpha)
        digest = digest_of(pasted)
        other = Picture(255 - pasted.pixels)
        for number, picture in enumerate((other, pasted)):
            save(picture, tmp_path / f"2026-01-0{number + 1} 10.00 {digest[:KEPT_DIGITS]}.png")
        found = KnownPictures([tmp_path]).find(PictureNote(name="pasted", sha256=digest))
        assert found is not None
        np.testing.assert_array_equal(found.pixels, pasted.pixels)
        for path in tmp_path.iterdir():
            path.unlink()


def test_a_picture_without_a_recipe_is_refused_with_words(tmp_path: Path) -> None:
    save(Picture(np.zeros((40, 60, 3), np.uint8)), tmp_path / "plain.png")
    for name, words in (("plain.png", "does not tell how it was made"), ("no.png", "cannot read")):
        with pytest.raises(Problem, match=words):
            recipe_in_picture(tmp_path / name)
