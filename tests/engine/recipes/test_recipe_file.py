"""Recipe files: what is written comes back, and what cannot be used is named."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from stylegui.engine.errors import Problem
from stylegui.engine.pictures.files.loading import load
from stylegui.engine.pictures.files.saving import save
from stylegui.engine.pictures.images import Picture
from stylegui.engine.recipes.recipe import Recipe
from stylegui.engine.recipes.recipe_file import load_recipe, recipe_files, save_recipe
from stylegui.engine.regions.regions import Mask, Region
from stylegui.engine.settings import Settings
from stylegui.engine.styles.drawn_picture import DrawnPicture, parse_drawn
from stylegui.engine.styles.style import Style


def _file(path: Path, seed: int, alpha: bool = False) -> Picture:
    generator = np.random.default_rng(seed)
    opacity = generator.integers(0, 256, (24, 32), np.uint8) if alpha else None
    save(Picture(generator.integers(0, 256, (24, 32, 3), np.uint8), opacity), path)
    return load(path)


@pytest.fixture
def recipe(tmp_path: Path) -> Recipe:
    """With pictures of files and from nowhere, and with regions."""
    generator = np.random.default_rng(9)
    pasted = Picture(generator.integers(0, 256, (20, 20, 3), np.uint8), generator.integers(0, 256, (20, 20), np.uint8))
    photo = _file(tmp_path / "photo.png", 0)
    styles = (Style(_file(tmp_path / "a.png", 1), (0.0, 0.25, 0.5, 1.0), 30.0, 70.0), Style(pasted))
    mask = generator.integers(0, 256, (24, 32), np.uint8)
    seen = styles[0].seen()
    part = generator.integers(0, 256, (seen.height, seen.width), np.uint8)
    settings = Settings(shares=(30, 70), strength=65, look="strokes", colour="palette")
    return Recipe(photo, styles, settings, None, (Region(mask, 0, part), Region(255 - mask, None)))


def _alike(a: Mask | None, b: Mask | None) -> bool:
    return np.array_equal(a, b) if a is not None and b is not None else a is b


def _same(a: Picture, b: Picture) -> bool:
    return _alike(a.alpha, b.alpha) and np.array_equal(a.pixels, b.pixels)


def test_a_drawn_style_is_written_as_its_name_and_handles(recipe: Recipe, tmp_path: Path) -> None:
    drawn = parse_drawn("pencil,density=70,palette=sea", longer=64)
    save_recipe(
        replace(recipe, styles=(Style(drawn, rotation=20.0),), regions=(), settings=Settings()), tmp_path / "run.json"
    )
    written = json.loads((tmp_path / "run.json").read_text())["styles"][0]["picture"]
    assert written.startswith("drawn:pencil,palette=")
    (style,) = load_recipe(tmp_path / "run.json").styles
    assert isinstance(style.source, DrawnPicture)
    assert (style.source.handles, style.rotation) == (drawn.handles, 20.0)
    assert recipe_files(tmp_path / "run.json") == (tmp_path / "photo.png",)


@pytest.mark.parametrize(
    ("name", "words"), [("drawn:oils", "no drawn style 'oils'"), ("painting:mona-lisa", "no painting 'mona-lisa'")]
)
def test_a_style_of_an_unknown_name_is_told(recipe: Recipe, tmp_path: Path, name: str, words: str) -> None:
    path = tmp_path / "run.json"
    save_recipe(recipe, path)
    content = json.loads(path.read_text())
    content["styles"][1]["picture"] = name
    path.write_text(json.dumps(content))
    with pytest.raises(Problem, match=rf"run\.json: style 2: there is {words}"):
        load_recipe(path)


def test_what_is_written_comes_back(recipe: Recipe, tmp_path: Path) -> None:
    save_recipe(recipe, tmp_path / "run.json")
    found = load_recipe(tmp_path / "run.json")
    assert found.settings == recipe.settings
    assert _same(found.photo, recipe.photo)
    for style, expected in zip(found.styles, recipe.styles, strict=True):
        assert _same(style.picture, expected.picture)
        assert (style.crop, style.rotation, style.brush_size) == (expected.crop, expected.rotation, expected.brush_size)
    for region, wanted in zip(found.regions, recipe.regions, strict=True):
        assert np.array_equal(region.mask, wanted.mask)
        assert region.style == wanted.style
        assert _alike(region.part, wanted.part)


def test_pictures_are_named_from_the_recipes_own_folder(recipe: Recipe, tmp_path: Path) -> None:
    (tmp_path / "recipes").mkdir()
    save_recipe(recipe, tmp_path / "recipes" / "run.json")
    assert json.loads((tmp_path / "recipes" / "run.json").read_text())["photo"] == "../photo.png"
    (tmp_path / "elsewhere").mkdir()
    for name in ("photo.png", "a.png"):
        (tmp_path / name).rename(tmp_path / "elsewhere" / name)
    (tmp_path / "recipes").rename(tmp_path / "elsewhere" / "recipes")  # all moved together: it is found
    assert _same(load_recipe(tmp_path / "elsewhere" / "recipes" / "run.json").photo, recipe.photo)


def test_a_start_is_kept(recipe: Recipe, tmp_path: Path) -> None:
    start = _file(tmp_path / "start.png", 5, alpha=True)
    save_recipe(replace(recipe, start=start), tmp_path / "run.json")
    found = load_recipe(tmp_path / "run.json").start
    assert found is not None
    assert _same(found, start)


def test_a_mask_may_be_a_picture_of_another_size(recipe: Recipe, tmp_path: Path) -> None:
    half = np.zeros((18, 24, 3), np.uint8)
    half[:, 12:] = 255
    save(Picture(half), tmp_path / "mask.png")
    content = {"photo": "photo.png", "styles": [{"picture": "a.png"}], "regions": [{"mask": "mask.png", "style": 0}]}
    (tmp_path / "run.json").write_text(json.dumps(content))
    mask = load_recipe(tmp_path / "run.json").regions[0].mask
    assert mask.shape == recipe.photo.pixels.shape[:2]
    assert mask[:, :13].max() < 40
    assert mask[:, 19:].min() > 215


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("{", "not a recipe"),
        ("[]", "not a recipe"),
        ({"photo": "photo.png"}, "styles"),
        ({"photo": "photo.png", "styles": []}, "styles"),
        ({"photo": "photo.png", "styles": [{"picture": "a.png", "crop": [0, 0, 2, 1]}]}, "crop"),
        ({"photo": "photo.png", "styles": [{"picture": "a.png"}], "colour": "red"}, "colour"),
        ({"photo": "photo.png", "styles": [{"picture": "a.png"}], "settings": {"strength": 900}}, "strength"),
        ({"photo": "photo.png", "styles": [{"picture": "no.png"}]}, "no.png"),
        ({"photo": "photo.png", "styles": [{"picture": "data:image/png;base64,AAAA"}]}, "damaged"),
        ({"photo": "photo.png", "styles": [{"picture": "a.png"}], "regions": [{"mask": "a.png", "style": 4}]},
         "style 4"),
    ],
)  # fmt: skip
def test_what_cannot_be_used_is_named(recipe: Recipe, tmp_path: Path, content: Any, words: str) -> None:
    path = tmp_path / "bad.json"
    path.write_text(content if isinstance(content, str) else json.dumps(content))
    with pytest.raises(Problem, match=words):
        load_recipe(path)


def test_a_missing_recipe_is_named(tmp_path: Path) -> None:
    with pytest.raises(Problem, match="cannot read the recipe"):
        load_recipe(tmp_path / "gone.json")


def test_a_failed_write_leaves_what_was_there(recipe: Recipe, tmp_path: Path) -> None:
    path = tmp_path / "run.json"
    path.write_text("what was there")
    (tmp_path / "folder").mkdir()
    with pytest.raises(Problem):
        save_recipe(recipe, tmp_path / "folder")
    with pytest.raises(Problem):
        save_recipe(recipe, tmp_path / "nowhere" / "run.json")
    assert path.read_text() == "what was there"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.png", "folder", "photo.png", "run.json"]


def test_every_setting_is_written_since_defaults_may_change(recipe: Recipe, tmp_path: Path) -> None:
    save_recipe(recipe, tmp_path / "run.json")
    written = json.loads((tmp_path / "run.json").read_text())
    assert written["version"] == 1
    assert set(written["settings"]) == set(Settings.model_fields)


def test_a_recipe_is_not_written_under_a_pictures_name(recipe: Recipe, tmp_path: Path) -> None:
    before = (tmp_path / "photo.png").read_bytes()
    with pytest.raises(Problem, match=r"photo\.png is no name for a recipe"):
        save_recipe(recipe, tmp_path / "photo.png")
    assert (tmp_path / "photo.png").read_bytes() == before


def test_a_narrow_part_comes_back(recipe: Recipe, tmp_path: Path) -> None:
    """A part may be longer than a picture may be."""
    tall = Picture(np.zeros((800, 400, 3), np.uint8))
    style = Style(tall, (0.0, 0.0, 0.05, 1.0))
    seen = style.seen()
    assert seen.height > 16 * seen.width
    part = np.full((seen.height, seen.width), 77, np.uint8)
    region = Region(recipe.regions[0].mask, 0, part)
    settings = recipe.settings.model_copy(update={"shares": ()})
    save_recipe(replace(recipe, styles=(style,), regions=(region,), settings=settings), tmp_path / "run.json")
    found = load_recipe(tmp_path / "run.json").regions[0].part
    assert found is not None
    np.testing.assert_array_equal(found, part)
