"""Finished results with their photos, to learn from."""

from pathlib import Path

import numpy as np
import pytest

from stylegui.engine.errors import Problem
from stylegui.engine.fast.pairs import pairs_in
from stylegui.engine.fast.photos import OWN_COUNT
from stylegui.engine.pictures.files.loading import load
from stylegui.engine.pictures.files.saving import Made, save, write_result
from stylegui.engine.pictures.images import Picture
from stylegui.engine.recipes.recipe import Recipe
from stylegui.engine.recipes.recipe_note import note_of
from stylegui.engine.settings import Settings
from stylegui.engine.styles.style import Style


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A result, "painted", with its photo, and the style beside them in a folder of its own."""
    (tmp_path / "pairs").mkdir()
    for seed, name in enumerate(("pairs/photo", "style", "result")):
        levels = np.random.default_rng(seed).integers(0, 256, (40, 60, 3)).astype(np.uint8)
        save(Picture(levels), tmp_path / f"{name}.png")
    photo, style = load(tmp_path / "pairs" / "photo.png"), Style(load(tmp_path / "style.png"))
    made = Made(load(tmp_path / "result.png"), photo, recipe=note_of(Recipe(photo, (style,), Settings())))
    write_result(made, tmp_path / "pairs" / "painted.png")
    return tmp_path / "pairs"


def _style(folder: Path) -> Style:
    return Style(load(folder.parent / "style.png"))


def test_a_result_is_found_with_its_photo(folder: Path) -> None:
    pairs, problems = pairs_in(folder, [_style(folder)])
    assert problems == []
    assert len(pairs) == OWN_COUNT
    assert np.array_equal(pairs[0].photo.pixels, load(folder / "photo.png").pixels)
    assert np.array_equal(pairs[0].result.pixels, load(folder.parent / "result.png").pixels)


def test_the_photo_may_lie_with_ones_own(folder: Path) -> None:
    (folder.parent / "mine").mkdir()
    (folder / "photo.png").rename(folder.parent / "mine" / "IMG_1.png")
    with pytest.raises(Problem, match=r"the photo of .*painted\.png, photo\.png, is not in its folder"):
        pairs_in(folder, [_style(folder)])
    pairs, _ = pairs_in(folder, [_style(folder)], folder.parent / "mine")
    assert len(pairs) == OWN_COUNT


def test_what_was_painted_in_another_style_is_left_out_and_told(folder: Path) -> None:
    photo = load(folder / "photo.png")
    other = Recipe(photo, (_style(folder), Style(photo)), Settings())
    write_result(Made(photo, photo, recipe=note_of(other)), folder / "other.png")
    pairs, problems = pairs_in(folder, [_style(folder)])
    assert len(pairs) == OWN_COUNT
    assert problems == [f"{folder / 'other.png'} was painted in another style"]


def test_a_damaged_one_is_left_out_and_told(folder: Path) -> None:
    (folder / "broken.png").write_bytes(b"no picture")
    pairs, problems = pairs_in(folder, [_style(folder)])
    assert len(pairs) == OWN_COUNT
    assert len(problems) == 1
    assert "broken.png" in problems[0]


def test_a_folder_without_results_is_told(folder: Path) -> None:
    (folder / "painted.png").unlink()
    with pytest.raises(Problem, match="there is no result in"):
        pairs_in(folder, [_style(folder)])
    with pytest.raises(Problem, match="cannot read the folder"):
        pairs_in(folder / "gone", [_style(folder)])
