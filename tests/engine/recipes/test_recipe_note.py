"""A recipe in a picture's metadata: it comes back whole, names no files, and a stranger's is data."""

import json
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stylegui.engine.errors import Problem
from stylegui.engine.pictures.files.loading import load
from stylegui.engine.pictures.files.saving import Made, save, write_result
from stylegui.engine.pictures.images import Picture
from stylegui.engine.recipes.recipe import Recipe
from stylegui.engine.recipes.recipe_note import PictureNote, RecipeNote, digest_of, note_in, note_of, restored
from stylegui.engine.recipes.recipe_parts import embedded
from stylegui.engine.regions.regions import Region
from stylegui.engine.settings import Settings
from stylegui.engine.styles.library import named_style
from stylegui.engine.styles.style import Style


def _levels(seed: int, width: int = 60) -> Any:
    return np.random.default_rng(seed).integers(0, 256, (40, width, 3)).astype(np.uint8)


@pytest.fixture
def recipe(tmp_path: Path) -> Recipe:
    for name, seed in (("photo", 0), ("style", 1)):
        save(Picture(_levels(seed)), tmp_path / f"{name}.png")
    photo, style = load(tmp_path / "photo.png"), load(tmp_path / "style.png")
    half = np.zeros((40, 60), np.uint8)
    half[:, 30:] = 255
    regions = (Region(half, 1, half), Region(255 - half, None, is_subject=True))
    styles = (
        Style(style, crop=(0.0, 0.1, 0.9, 1.0), rotation=12.0, brush_size=40.0),
        Style(named_style("drawn:pencil,density=70")),
    )
    return Recipe(photo, styles, Settings(size=512, shares=(70.0, 30.0), seed=7), regions=regions)


def written(recipe: Recipe, target: Path, text: str | None = None) -> RecipeNote | None:
    made = Made(recipe.photo, recipe.photo, recipe=note_of(recipe) if text is None else text)
    write_result(made, target)
    return note_in(target.read_bytes())


@pytest.mark.parametrize("ending", [".png", ".jpg", ".webp", ".tif"])
def test_a_recipe_comes_back_from_the_picture(recipe: Recipe, tmp_path: Path, ending: str) -> None:
    note = written(recipe, tmp_path / f"result{ending}")
    assert note is not None
    known = {digest_of(each): each for each in (recipe.photo, recipe.styles[0].picture)}
    found = restored(note, lambda picture: known.get(picture.sha256 or "")).recipe()
    assert found.settings == recipe.settings
    assert found.photo is recipe.photo
    first, second = found.styles
    assert first.same_view(recipe.styles[0])
    np.testing.assert_array_equal(second.picture.pixels, recipe.styles[1].picture.pixels)
    for ours, theirs in zip(recipe.regions, found.regions, strict=True):
        np.testing.assert_array_equal(ours.mask, theirs.mask)
        assert (ours.style, ours.is_subject, ours.part is None) == (
            theirs.style,
            theirs.is_subject,
            theirs.part is None,
        )


def test_pictures_are_known_by_the_sha_256_of_their_files_and_no_place_is_named(recipe: Recipe, tmp_path: Path) -> None:
    text = note_of(recipe)
    assert str(tmp_path) not in text
    told = json.loads(text)
    assert told["version"] == 2
    assert told["photo"] == {
        "name": "photo.png",
        "sha256": sha256((tmp_path / "photo.png").read_bytes()).hexdigest(),
    }
    assert told["styles"][1]["picture"]["named"] == "drawn:pencil,density=70.0"
    assert json.loads(note_of(recipe, names_paths=True))["photo"]["path"] == str(tmp_path / "photo.png")


def test_what_is_not_found_is_named_and_the_rest_comes_back(recipe: Recipe, tmp_path: Path) -> None:
    note = written(recipe, tmp_path / "result.png")
    assert note is not None
    found = restored(note, lambda picture: recipe.photo if picture.name == "photo.png" else None)
    assert [each.name for each in found.missing] == ["style.png"]
    assert found.photo is recipe.photo
    assert found.styles[0] is None
    assert found.settings == recipe.settings
    with pytest.raises(Problem, match=r"style\.png; please say where"):
        found.recipe()


def test_a_large_mask_is_kept_small_and_comes_back_large(tmp_path: Path) -> None:
    photo = Picture(np.zeros((900, 1200, 3), np.uint8), name="photo")
    mask = np.zeros((900, 1200), np.uint8)
    mask[:, 600:] = 255
    recipe = Recipe(photo, (Style(named_style("drawn:oil")),), Settings(), regions=(Region(mask, 0),))
    note = written(recipe, tmp_path / "result.jpg")
    assert note is not None
    back = restored(note, lambda picture: photo).regions[0].mask
    assert back.shape == mask.shape
    assert np.abs(back.astype(int) - mask).mean() < 2


def test_a_picture_without_one_has_none(tmp_path: Path) -> None:
    save(Picture(_levels(0)), tmp_path / "plain.png")
    assert note_in((tmp_path / "plain.png").read_bytes()) is None
    assert note_in(b"") is None


HOSTILE: dict[str, Any] = {
    "not json": "{",
    "a list": [],
    "another version": {"version": 3, "photo": {"name": "a"}, "styles": [{"picture": {"name": "a"}}]},
    "no styles": {"version": 2, "photo": {"name": "a"}, "styles": []},
    "many styles": {"version": 2, "photo": {"name": "a"}, "styles": [{"picture": {"name": "a"}}] * 65},
    "no digest": {"version": 2, "photo": {"name": "a", "sha256": "../../x"}, "styles": [{"picture": {"name": "a"}}]},
    "deep": "[" * 100_000,
    "long name": {"version": 2, "photo": {"name": "a" * 5000}, "styles": [{"picture": {"name": "a"}}]},
    "no number": '{"version": 2, "photo": {"name": "a"}, "styles": [{"picture": {"name": "a"}, "rotation": NaN}]}',
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_no_recipe_is_none(recipe: Recipe, tmp_path: Path, name: str) -> None:
    text = HOSTILE[name] if isinstance(HOSTILE[name], str) else json.dumps(HOSTILE[name])
    assert written(recipe, tmp_path / "result.png", text) is None


ODD: dict[str, dict[str, Any]] = {
    "settings": {"settings": {"strength": "rm -rf"}},
    "shares": {"settings": {"shares": [1, 2, 3]}},
    "a region of no style": {"regions": [{"mask": "data:image/png;base64,", "style": 9}]},
    "a mask that is a path": {"regions": [{"mask": "/etc/passwd", "style": 0}]},
    "a mask that is damaged": {"regions": [{"mask": "data:image/png;base64,AAAA", "style": 0}]},
    "a drawn style that is none": {"styles": [{"picture": {"name": "a", "named": "drawn:../../x"}}]},
}


@pytest.mark.parametrize("name", ODD)
def test_what_makes_no_sense_is_refused_with_words(recipe: Recipe, name: str) -> None:
    told = {"version": 2, "photo": {"name": "a"}, "styles": [{"picture": {"name": "b"}}]} | ODD[name]
    with pytest.raises(Problem, match="the recipe in the picture cannot be used"):
        restored(RecipeNote.model_validate(told), lambda picture: recipe.photo)


def test_a_mask_larger_than_ours_are_is_refused_before_it_is_unpacked(recipe: Recipe) -> None:
    told = json.loads(note_of(recipe))
    told["regions"][0]["mask"] = embedded(np.zeros((2000, 2000), np.uint8))
    with pytest.raises(Problem, match="larger than it can be"):
        restored(RecipeNote.model_validate(told), lambda picture: recipe.photo)


def test_a_path_in_it_is_never_opened(recipe: Recipe, tmp_path: Path) -> None:
    """Only who looks for pictures decides what is opened."""
    path = tmp_path / "secret.png"
    save(Picture(_levels(3)), path)
    told = json.loads(note_of(recipe))
    told["styles"][0]["picture"]["path"] = str(path)
    asked: list[PictureNote] = []
    restored(RecipeNote.model_validate(told), lambda picture: asked.append(picture))
    assert [each.name for each in asked] == ["photo.png", "style.png"]


@given(at=st.integers(0, 400), noise=st.text(max_size=20))
def test_a_fuzzed_recipe_is_a_recipe_or_none(at: int, noise: str) -> None:
    photo = Picture(np.zeros((40, 60, 3), np.uint8), name="photo")
    text = note_of(Recipe(photo, (Style(replace(photo, name="style")),), Settings()))
    fuzzed = text[:at] + noise + text[at + len(noise) :]
    try:
        note = RecipeNote.model_validate_json(fuzzed)
        restored(note, lambda picture: photo)
    except (ValueError, Problem):
        return
    assert note.version == 2
