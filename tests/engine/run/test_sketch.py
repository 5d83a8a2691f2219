"""Sketches: small, quick, like the real thing, and what they have in common is read once."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from stylegui.engine.errors import Cancelled
from stylegui.engine.network.encoder import Encoder
from stylegui.engine.network.weights import Convolution
from stylegui.engine.objective.evaluation import Steps
from stylegui.engine.objective.reading import Statistics, View, reading
from stylegui.engine.pictures.images import Picture, resize_visible
from stylegui.engine.recipes.auto import applied
from stylegui.engine.recipes.recipe import Recipe
from stylegui.engine.regions.regions import Region
from stylegui.engine.run import scene, sketch
from stylegui.engine.run.choosing import choice_for
from stylegui.engine.run.sketch import Sketcher
from stylegui.engine.settings import Settings
from stylegui.engine.styles.style import Style

SIDE = 160
OFF = Settings(auto="off", seed=3)


def noise(height: int, width: int, seed: int, middle: int = 128) -> Picture:
    generator = np.random.default_rng(seed)
    return Picture((middle + generator.integers(-60, 60, (height, width, 3))).clip(0, 255).astype(np.uint8))


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sketch, "EVALUATIONS", (3, 2))


@pytest.fixture
def recipe() -> Recipe:
    return Recipe(noise(300, 400, 1), (Style(noise(200, 250, 2, 180)),), OFF)


@pytest.fixture
def readings(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Sizes of the photo at each reading."""
    found: list[object] = []

    def counted(encoder: Encoder, photo: View, *rest: Any) -> Steps[Statistics]:
        found.append(tuple(photo.pixels.shape[2:]))
        return reading(encoder, photo, *rest)

    monkeypatch.setattr(scene, "reading", counted)
    return found


def _apart(one: NDArray[np.generic], other: NDArray[np.generic]) -> float:
    return float(np.abs(one.astype(float) - other.astype(float)).mean())


def test_it_is_small_and_the_same_each_time(encoder: Encoder, recipe: Recipe) -> None:
    made = Sketcher(encoder, encoder).sketch(recipe, SIDE)
    assert made.dtype == np.uint8
    assert made.shape == (SIDE * 3 // 4, SIDE, 3)
    np.testing.assert_array_equal(Sketcher(encoder, encoder).sketch(recipe, SIDE), made)
    assert _apart(made, _resized(recipe.photo)) > 3


def test_it_goes_towards_the_painting(
    encoder: Encoder, photo: Picture, style: Picture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sketch, "EVALUATIONS", (7, 3))
    wanted = style.pixels.mean((0, 1))
    before, weak, strong = (
        float(np.abs(pixels.mean((0, 1)) - wanted).mean())
        for pixels in (photo.pixels, *(_with_strength(encoder, photo, style, strength) for strength in (5.0, 95.0)))
    )
    assert strong < 0.7 * weak < 0.7 * before


def _with_strength(encoder: Encoder, photo: Picture, style: Picture, strength: float) -> NDArray[np.uint8]:
    settings = OFF.model_copy(update={"strength": strength})
    return Sketcher(encoder, encoder).sketch(Recipe(photo, (Style(style),), settings), SIDE)


def test_what_was_read_for_one_serves_for_another_with_other_weights(
    encoder: Encoder, recipe: Recipe, readings: list[object]
) -> None:
    sketcher = Sketcher(encoder, encoder)
    sketcher.sketch(recipe, SIDE)
    once = len(readings)
    assert once == 2
    turned = replace(recipe, settings=OFF.model_copy(update={"strength": 80.0}))
    again = sketcher.sketch(turned, SIDE)
    assert len(readings) == once
    np.testing.assert_array_equal(again, Sketcher(encoder, encoder).sketch(turned, SIDE))


def test_other_pictures_are_read_anew(encoder: Encoder, recipe: Recipe, readings: list[object]) -> None:
    sketcher = Sketcher(encoder, encoder)
    first = sketcher.sketch(recipe, SIDE)
    other = replace(recipe, styles=(Style(noise(200, 250, 5, 60)),))
    second = sketcher.sketch(other, SIDE)
    assert len(readings) == 4
    assert _apart(first, second) > 5
    np.testing.assert_array_equal(second, Sketcher(encoder, encoder).sketch(other, SIDE))


def test_regions_hold_in_it(encoder: Encoder, recipe: Recipe) -> None:
    mask = np.zeros((300, 400), np.uint8)
    mask[:, :200] = 255
    made = Sketcher(encoder, encoder).sketch(
        replace(recipe, regions=(Region(mask, None),)), SIDE
    )  # which is left as it is
    whole = np.abs(made.astype(float) - _resized(recipe.photo)).mean(2)
    assert whole[:, : SIDE // 2 - 8].mean() < 3
    assert whole[:, SIDE // 2 + 8 :].mean() > 6


def _resized(picture: Picture) -> NDArray[np.float32]:
    return resize_visible(picture, SIDE, SIDE * 3 // 4) * 255


def test_auto_chooses_for_it_by_the_built_in_network(
    network: list[Convolution], encoder: Encoder, photo: Picture, other_style: Picture
) -> None:
    automatic = Recipe(photo, (Style(other_style),), Settings(pooling="average"))
    chosen = applied(automatic.settings, choice_for(automatic, encoder))
    assert chosen.look == "strokes"
    average = Encoder(network, "average")
    made = Sketcher(average, encoder).sketch(automatic, SIDE)
    by_hand = replace(automatic, settings=chosen.model_copy(update={"auto": "off"}))
    np.testing.assert_array_equal(made, Sketcher(average, average).sketch(by_hand, SIDE))
    usual = replace(automatic, settings=OFF.model_copy(update={"pooling": "average"}))
    assert _apart(made, Sketcher(average, average).sketch(usual, SIDE)) > 0.5


def test_it_ends_when_it_is_not_wanted_any_more(encoder: Encoder, recipe: Recipe) -> None:
    asked = 0

    def cancelled() -> bool:
        nonlocal asked
        asked += 1
        return asked > 3

    with pytest.raises(Cancelled):
        Sketcher(encoder, encoder).sketch(recipe, SIDE, cancelled)
