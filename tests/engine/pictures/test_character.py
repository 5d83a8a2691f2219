"""What a picture is like, and the advice that follows."""

import math
from pathlib import Path

import numpy as np
import pytest

from stylegui.engine.pictures.character import character, fitting_scale
from stylegui.engine.pictures.files.loading import load
from stylegui.engine.pictures.images import Picture
from stylegui.engine.recipes.advice import advise
from stylegui.engine.recipes.recipe import Recipe
from stylegui.engine.settings import Settings
from stylegui.engine.styles.style import Style


def _waves(count: float, side: int = 128) -> Picture:
    """So many light and dark bars across."""
    bars = 127.5 + 100 * np.sin(2 * math.pi * count * np.arange(side) / side)
    return Picture(np.repeat(np.tile(bars, (side, 1))[..., None], 3, axis=2).round().astype(np.uint8), None, "waves")


@pytest.mark.parametrize("count", [2, 4, 8])
def test_detail_is_the_wavelength_of_waves(count: int) -> None:
    assert character(_waves(count)).detail == pytest.approx(1 / count, rel=0.15)


def test_palette_and_contrast_are_those_of_numpy(samples: Path) -> None:
    picture = load(samples / "coffee.jpg")
    found, pixels = character(picture), picture.pixels / 255
    np.testing.assert_allclose(found.mean, pixels.mean((0, 1)), atol=0.01)
    np.testing.assert_allclose(found.spread, pixels.std((0, 1)), atol=0.02)
    assert found.contrast == pytest.approx(float((pixels @ [0.299, 0.587, 0.114]).std()), abs=0.02)


def test_what_is_transparent_does_not_count() -> None:
    pixels = np.zeros((64, 64, 3), np.uint8)
    pixels[:, 32:] = 255
    alpha = np.zeros((64, 64), np.uint8)
    alpha[:, 36:] = 255
    assert float(character(Picture(pixels, alpha, "half")).mean.min()) > 0.95


def test_a_fine_photo_wants_a_smaller_brush() -> None:
    fine, coarse = character(_waves(16)), character(_waves(2))
    assert fitting_scale(fine, coarse) == 0.5
    assert fitting_scale(coarse, fine) == 2
    assert fitting_scale(coarse, coarse) == 1
    assert fitting_scale(character(_waves(4)), character(_waves(8))) == pytest.approx(math.sqrt(2), rel=0.15)


def _advice(photo: Picture, style: Style, settings: Settings) -> dict[str, dict[str, object]]:
    found = advise(Recipe(photo, (style,), settings), character(photo), (character(style.picture),))
    return {advice.about: dict(advice.settings) for advice in found}


def _noise(side: int, low: int = 0, high: int = 255, seed: int = 0) -> Picture:
    rng = np.random.default_rng(seed)
    return Picture(rng.integers(low, high, (side, side, 3), np.uint8), None, "noise")


def test_pictures_that_fit_need_no_advice(samples: Path) -> None:
    for photo in ("coffee.jpg", "cat.jpg", "rocket.jpg"):
        for style in ("brush-strokes.png", "stained-glass.png", "woodcut.png"):
            found = _advice(load(samples / photo), Style(load(samples / style)), Settings())
            assert "marks" not in found
            assert "small" not in found


def test_a_small_style_is_told_with_a_brush_that_fits_it() -> None:
    found = _advice(_noise(600), Style(_noise(320)), Settings())
    assert set(found) == {"small"}
    (brush,) = found["small"].values()
    follow = Settings().model_copy(update=found["small"])
    assert 300 <= 512 * follow.style_scale() <= 320
    assert _advice(_noise(600), Style(_noise(320)), follow) == {}
    assert isinstance(brush, float)


def test_a_tiny_style_is_told_with_a_size_that_fits_it() -> None:
    found = _advice(_noise(600), Style(_noise(100)), Settings(size=1024))
    assert found["small"] == {"size": 192, "brush_size": 0.0}


def test_a_flat_photo_is_told() -> None:
    assert _advice(_noise(600, 100, 103), Style(_noise(600)), Settings())["flat photo"] == {"start_from": "noise"}


def test_colours_far_apart_are_told() -> None:
    pixels = np.zeros((600, 600, 3), np.uint8)
    pixels[..., 0] = np.random.default_rng(0).integers(200, 255, (600, 600))
    red = Style(Picture(pixels, None, "red"))
    assert _advice(_noise(600), red, Settings())["palette"]["colour"] == "palette"
    assert "palette" not in _advice(_noise(600), red, Settings(colour="photo"))
