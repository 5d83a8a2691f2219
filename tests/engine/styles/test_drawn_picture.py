"""Drawn styles as pictures: drawn at the size that is needed, told as text, and along the photo's edges."""

import numpy as np
import pytest
import torch

from stylegui.engine.errors import Problem
from stylegui.engine.pictures.images import Picture
from stylegui.engine.plan.forecast import needs_of
from stylegui.engine.recipes.recipe import Recipe
from stylegui.engine.run.views import Views
from stylegui.engine.settings import Settings
from stylegui.engine.styles.drawn.families import FAMILIES, usual_handles
from stylegui.engine.styles.drawn.handles import PALETTES, palette_of
from stylegui.engine.styles.drawn_picture import LARGEST, drawn_picture, drawn_size, flow_of, parse_drawn, text_of
from stylegui.engine.styles.style import Style

PHOTO = Picture(np.random.default_rng(0).integers(0, 256, (90, 120, 3), np.uint8))


def _stripes(turned: float) -> Picture:
    """Light and dark ones that run at an angle, radians clockwise from the right."""
    y, x = np.mgrid[0:200, 0:300]
    wave = np.sin((y * np.cos(turned) - x * np.sin(turned)) / 4)
    return Picture(np.repeat((127 + 100 * wave).astype(np.uint8)[..., None], 3, 2))


def test_it_has_its_family_s_title_and_usual_handles() -> None:
    picture = drawn_picture("charcoal", longer=96)
    assert (picture.width, picture.height) == drawn_size(96) == (96, 72)
    assert picture.name == FAMILIES["charcoal"].title
    assert picture.handles == usual_handles("charcoal")


def test_more_pixels_are_drawn_where_they_are_needed_up_to_a_bound() -> None:
    picture = drawn_picture("charcoal", longer=96)
    assert picture.at(90) is picture
    larger = picture.at(160)
    assert (larger.width, larger.height) == (160, 120)
    np.testing.assert_array_equal(larger.pixels, drawn_picture("charcoal", longer=160).pixels)
    assert drawn_size(10 * LARGEST) == (LARGEST, LARGEST * 3 // 4)


def test_a_run_sees_it_at_the_size_of_each_scale_and_brush() -> None:
    style = Style(drawn_picture("charcoal", longer=96), brush_size=100.0)
    views = Views(Recipe(PHOTO, (style,), Settings()), torch.device("cpu"))
    for width in (64, 128):  # twice that, for the brush
        seen = views.styles(width, width * 3 // 4, Settings())[0].pixels
        assert max(seen.shape) == 2 * width
    fine = drawn_picture("charcoal", longer=256).pixels.transpose(2, 0, 1) / 255
    np.testing.assert_allclose(seen[0].numpy(), fine, atol=1e-6)


def test_a_part_of_it_is_drawn_with_more_pixels_too() -> None:
    style = Style(drawn_picture("charcoal", longer=96), crop=(0, 0, 0.5, 1))
    views = Views(Recipe(PHOTO, (style,), Settings()), torch.device("cpu"))
    seen = views.styles(320, 240, Settings())[0].pixels
    assert tuple(seen.shape[2:]) == (240, 160)
    fine = drawn_picture("charcoal", longer=320).pixels[:, :160].transpose(2, 0, 1) / 255
    np.testing.assert_allclose(seen[0].numpy(), fine, atol=1e-6)


def test_the_forecast_counts_what_will_be_drawn() -> None:
    small, drawn = drawn_picture("charcoal", longer=96), Settings(size=512)
    needs = [needs_of(Recipe(PHOTO, (Style(each),), drawn), 10**10) for each in (small, Picture(small.pixels))]
    assert needs[0].styles == ((512, 384),)
    assert needs[1].styles == ((96, 72),)


@pytest.mark.parametrize(
    "text", ["pencil", "oil,palette=sea", "mosaic,mark_size=70.0,density=20.0,direction=45.0", "felt,direction=photo",
             "ink-wash,palette=102030-405060-708090-a0b0c0-d0e0f0,seed=7"],
)  # fmt: skip
def test_what_it_is_told_as_draws_the_same(text: str) -> None:
    picture = parse_drawn(text, longer=64)
    again = parse_drawn(text_of(picture), longer=64)
    assert (again.family, again.handles) == (picture.family, picture.handles)
    assert text_of(picture).split(",")[0] == text.split(",")[0]
    np.testing.assert_array_equal(again.pixels, picture.pixels)


def test_a_palette_may_be_the_photo_s() -> None:
    assert parse_drawn("oil,palette=photo", PHOTO, 64).handles.palette == palette_of(PHOTO.pixels)
    assert parse_drawn("oil,palette=berries", longer=64).handles.palette == PALETTES["berries"]


@pytest.mark.parametrize(
    ("text", "words"),
    [("oils", "no drawn style 'oils'"), ("oil,size=3", "no handle 'size'; there are: palette"),
     ("oil,density=200", "oil: density: "), ("oil,density", "oil: density"),
     ("oil,palette=neon", "there is no 'neon'; there are: dusk"),
     ("oil,palette=photo", "choose a photo"), ("", "no drawn style ''"),
     ("mosaic,direction=photo", "mosaic: direction: its marks do not follow")],
)  # fmt: skip
def test_what_cannot_be_drawn_is_told(text: str, words: str) -> None:
    with pytest.raises(Problem, match=words):
        parse_drawn(text)


@pytest.mark.parametrize("turned", [0.0, 0.5, 1.2, 2.0, -0.7])
def test_the_flow_is_along_the_edges_of_the_photo(turned: float) -> None:
    found = flow_of(_stripes(turned))
    assert np.cos(2 * (found[3:-3, 3:-3] - turned)).min() > 0.95


def test_marks_follow_the_photo_only_if_they_are_to() -> None:
    upright = _stripes(np.pi / 2)
    along = drawn_picture("oil", usual_handles("oil").model_copy(update={"direction": "photo"}), upright, 256)
    assert along.flow is not None
    assert drawn_picture("oil", None, upright, 64).flow is None
    grey = along.pixels.astype(float).mean(2)
    assert np.abs(np.diff(grey, axis=1)).mean() > 1.3 * np.abs(np.diff(grey, axis=0)).mean()
    assert along.at(300).pixels.shape == (225, 300, 3)
