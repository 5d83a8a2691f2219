"""How a painting is looked at: its part, its turn, its size."""

import numpy as np
import pytest
import torch

from stylegui.engine.pictures.images import MIN_SIDE, Picture
from stylegui.engine.recipes.recipe import Recipe
from stylegui.engine.run.views import Views
from stylegui.engine.settings import Settings
from stylegui.engine.styles.style import Style


def _picture(height: int = 40, width: int = 60, alpha: bool = False) -> Picture:
    generator = np.random.default_rng(0)
    opacity = generator.integers(0, 256, (height, width), np.uint8) if alpha else None
    return Picture(generator.integers(0, 256, (height, width, 3), np.uint8), opacity)


def test_all_of_it_is_the_picture_itself() -> None:
    picture = _picture(alpha=True)
    seen = Style(picture).seen()
    assert np.array_equal(seen.pixels, picture.pixels)
    assert seen.alpha is not None
    assert picture.alpha is not None
    assert np.array_equal(seen.alpha, picture.alpha)


def test_a_crop_is_that_part() -> None:
    picture = _picture(alpha=True)
    seen = Style(picture, crop=(0.25, 0.5, 0.75, 1.0)).seen()
    assert np.array_equal(seen.pixels, picture.pixels[20:40, 15:45])
    assert seen.alpha is not None
    assert picture.alpha is not None
    assert np.array_equal(seen.alpha, picture.alpha[20:40, 15:45])


@pytest.mark.parametrize("crop", [(0.5, 0.5, 0.5, 0.5), (1.0, 1.0, 1.0, 1.0), (0.99, 0.0, 1.0, 0.01)])
def test_a_crop_of_nothing_is_as_much_as_can_be_read(crop: tuple[float, float, float, float]) -> None:
    seen = Style(_picture(), crop=crop).seen()
    assert (seen.width, seen.height) == (MIN_SIDE, MIN_SIDE)


@pytest.mark.parametrize("turns", [1, 2, 3, 5, -1])
def test_a_quarter_turn_moves_pixels_only(turns: int) -> None:
    picture = _picture()
    seen = Style(picture, rotation=90.0 * turns).seen()
    assert np.array_equal(seen.pixels, np.rot90(picture.pixels, turns))
    assert seen.alpha is None


def test_a_turn_uncovers_transparent_corners() -> None:
    picture = Picture(np.full((40, 40, 3), 200, np.uint8))
    seen = Style(picture, rotation=45.0).seen()
    assert seen.width == seen.height == pytest.approx(40 * 2**0.5, abs=2)
    assert seen.alpha is not None
    assert seen.alpha[0, 0] == 0
    middle = seen.width // 2
    assert seen.alpha[middle, middle] == 255
    assert seen.pixels[middle, middle].tolist() == [200, 200, 200]


def test_deep_pixels_stay_deep_unless_turned() -> None:
    picture = Picture(np.full((40, 40, 3), 40_000, np.uint16))
    assert Style(picture, crop=(0, 0, 0.5, 0.5)).seen().pixels.dtype == np.uint16
    assert Style(picture, rotation=30.0).seen().pixels.dtype == np.uint8


def test_a_crop_does_not_change_the_size_of_the_marks() -> None:
    """A part of a painting is read at the scale of the whole; brush sizes multiply."""
    picture = _picture(400, 600)
    styles = (Style(picture), Style(picture, crop=(0, 0, 0.5, 1)), Style(picture, brush_size=100.0))
    views = Views(Recipe(_picture(), styles, Settings()), torch.device("cpu"))
    whole, part, larger = views.style_sizes(304, 200, Settings())
    assert whole == (304, 200)
    assert part == (152, 200)
    assert larger == (608, 408)
    assert views.style_sizes(304, 200, Settings(brush_size=0))[2] == (304, 200)


def test_alike_is_the_same_painting_looked_at_alike() -> None:
    picture = _picture()
    style = Style(picture)
    assert style.same_view(Style(picture))
    for other in (Style(_picture()), Style(picture, rotation=1.0), Style(picture, brush_size=51.0)):
        assert not style.same_view(other)
    assert not style.same_view(Style(picture, crop=(0, 0, 1, 0.5)))
