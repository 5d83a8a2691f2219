"""The network of any style, and the first look at a run that it paints."""

from dataclasses import replace

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from stylegui.engine.fast.any_style import network_of
from stylegui.engine.fast.first_look import first_look
from stylegui.engine.network.encoder import Encoder
from stylegui.engine.pictures.images import Picture
from stylegui.engine.pictures.resampling import tensor_of
from stylegui.engine.recipes.recipe import Recipe
from stylegui.engine.regions.regions import Region
from stylegui.engine.run.learning import learn
from stylegui.engine.settings import Settings
from stylegui.engine.styles.style import Style

CPU = torch.device("cpu")


@pytest.fixture
def recipe(photo: Picture, style: Picture) -> Recipe:
    return Recipe(photo, (Style(style),), Settings(auto="off", size=128))


def _looked(recipe: Recipe, **settings: object) -> NDArray[np.int64]:
    values = recipe.settings.model_copy(update=settings)
    found = first_look(replace(recipe, settings=values), CPU)
    assert found is not None
    return found.astype(np.int64)


def _shapes(levels: NDArray[np.float64]) -> NDArray[np.float64]:
    """How light each 8 x 8 pixels are."""
    height, width = levels.shape
    light: NDArray[np.float64] = levels.reshape(height // 8, 8, width // 8, 8).mean((1, 3)).ravel()
    return light


def _both_ways(pixels: NDArray[np.int64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Their levels as they are, and mirrored."""
    levels: NDArray[np.float64] = pixels.mean(2)
    return levels, levels[:, ::-1]


def _colours(picture: Picture) -> NDArray[np.float64]:
    found: NDArray[np.float64] = np.asarray(picture.pixels).reshape(-1, 3).mean(0)
    return found


def test_it_has_the_colours_of_the_style_and_the_shapes_of_the_photo(recipe: Recipe, photo: Picture) -> None:
    for levels in ((30, 60, 200), (220, 120, 20)):
        noise = np.random.default_rng(0).integers(-25, 25, (64, 96, 3))
        painting = Picture((np.array(levels) + noise).clip(0, 255).astype(np.uint8))
        seen = _looked(replace(recipe, styles=(Style(painting),)))
        assert seen.shape == (64, 128, 3)
        far = np.abs(seen.reshape(-1, 3).mean(0) - levels).mean()
        assert far < 0.6 * np.abs(_colours(photo) - levels).mean()
    whole = np.full((photo.height, photo.width), 255, np.uint8)
    itself = _looked(replace(recipe, regions=(Region(whole, None),))).mean(2)
    found, mirrored = (np.corrcoef(_shapes(itself), _shapes(looked))[0, 1] for looked in _both_ways(_looked(recipe)))
    assert found > 0.4
    assert found > mirrored + 0.2


def test_a_mixture_is_between_its_styles(style: Picture, other_style: Picture) -> None:
    paintings = [tensor_of(each.pixels) for each in (style, other_style)]
    alone, both = network_of(paintings[:1], [1.0]).weights, network_of(paintings, [1.0, 0.0]).weights
    half, other = network_of(paintings, [0.5, 0.5]).weights, network_of(paintings[1:], [1.0]).weights
    for name, values in alone.items():
        assert torch.equal(values, both[name]), name
        assert torch.allclose(half[name], (values + other[name]) / 2, atol=1e-5), name
    assert alone["down1 scale"].shape == (32,)


def test_it_is_no_larger_than_need_be(recipe: Recipe) -> None:
    assert _looked(recipe, size=4096).shape == (256, 512, 3)
    found = first_look(recipe, CPU, 64)
    assert found is not None
    assert found.shape == (32, 64, 3)


def test_what_is_left_of_the_photo_is_seen(recipe: Recipe, photo: Picture) -> None:
    left = np.zeros((photo.height, photo.width), np.uint8)
    left[:, : photo.width // 2] = 255
    seen = _looked(replace(recipe, regions=(Region(left, None),)))
    own = _looked(recipe)
    assert np.abs(seen[:, 70:] - own[:, 70:]).max() <= 1
    shown = _looked(replace(recipe, regions=(Region(np.full_like(left, 255), None),)))
    assert np.abs(seen[:, :58] - shown[:, :58]).max() <= 1


def test_the_photos_colours_are_put_back(recipe: Recipe) -> None:
    def chroma(pixels: NDArray[np.int64]) -> NDArray[np.float64]:
        return pixels - (pixels @ [0.299, 0.587, 0.114])[..., None]

    everywhere = replace(
        recipe, regions=(Region(np.full((recipe.photo.height, recipe.photo.width), 255, np.uint8), None),)
    )
    photo, own, kept = _looked(everywhere), _looked(recipe), _looked(recipe, colour="photo", colour_amount=100.0)
    assert np.abs(chroma(kept) - chroma(photo)).mean() < 0.5 * np.abs(chroma(own) - chroma(photo)).mean()


def test_there_is_none_of_what_it_would_show_wrongly(recipe: Recipe, encoder: Encoder, style: Picture) -> None:
    settings = recipe.settings.model_copy(update={"start_from": "noise"})
    assert first_look(replace(recipe, settings=settings), CPU) is None
    assert first_look(replace(recipe, styles=(Style(learn(encoder, style, Settings())),)), CPU) is None
