"""Regions, transparency and colours in a whole run, on the repo's own samples and on flat styles."""

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from objectives import gradient_at

from stylegui.engine.errors import Problem
from stylegui.engine.network.encoder import Encoder
from stylegui.engine.objective.objective import make_targets
from stylegui.engine.objective.reading import read_pictures
from stylegui.engine.pictures.images import Picture
from stylegui.engine.recipes.recipe import Recipe
from stylegui.engine.regions.regions import Region, carried, disjoint, union, values_of
from stylegui.engine.run.session import Session
from stylegui.engine.run.views import Views
from stylegui.engine.settings import Settings
from stylegui.engine.styles.style import Style
from stylegui.engine.terms.moments import FewTransport, Moments, Transport

FREE = Settings(size=320, photo_kept=0, smoothness=0, strength=50, quality="draft")


def _flat(red: int, green: int, blue: int) -> Picture:
    return Picture(np.full((64, 64, 3), (red, green, blue), np.uint8))


def _noise(height: int, width: int) -> Picture:
    return Picture(np.random.default_rng(0).integers(90, 166, (height, width, 3), np.uint8))


def _left(height: int, width: int) -> NDArray[np.uint8]:
    mask = np.zeros((height, width), np.uint8)
    mask[:, : width // 2] = 255
    return mask


def _style_gradient(recipe: Recipe, encoder: Encoder, width: int, height: int) -> torch.Tensor:
    """(H, W): how much the style term asks of each pixel of the photo."""
    views = Views(recipe, torch.device("cpu"))
    styles = views.styles(width, height, recipe.settings)
    photo = views.painted(width, height, None)
    read = read_pictures(encoder, photo, styles, recipe.settings, views.guides(width, height, styles))
    targets = make_targets(read, recipe.settings, 1.0)
    gradient = gradient_at(encoder, targets, photo.pixels, recipe.settings, "style")
    return gradient[0].abs().sum(0)


def test_overlapping_regions_are_made_disjoint() -> None:
    below, above = np.full((2, 2), 255, np.uint8), np.array([[255, 0], [51, 0]], np.uint8)
    first, second = disjoint(values_of(mask) for mask in (below, above))
    np.testing.assert_allclose(second, np.array([[1, 0], [0.2, 0]]), rtol=1e-6)
    np.testing.assert_allclose(first, np.array([[0, 1], [0.8, 1]]), rtol=1e-6)


def test_the_parts_of_a_style_together_have_no_seam() -> None:
    soft = np.array([[255, 200, 100, 0]], np.uint8)
    np.testing.assert_array_equal(union([soft, 255 - soft]), np.full((1, 4), 255))
    np.testing.assert_array_equal(union([soft, soft, soft]), [[255, 255, 255, 0]])
    assert union([soft]) is soft


def test_regions_are_carried_to_a_photo_of_another_size() -> None:
    regions = (Region(_left(90, 150), 1, _left(8, 8)), Region(255 - _left(90, 150), None))
    larger = carried(regions, 300, 180)
    assert [region.mask.shape for region in larger] == [(180, 300)] * 2
    assert [(region.style, region.part) for region in larger] == [(region.style, region.part) for region in regions]
    assert (larger[0].mask[:, :145] == 255).all()
    assert (larger[0].mask[:, 155:] == 0).all()
    assert carried(regions, 150, 90)[0] is regions[0]


@pytest.mark.parametrize("look", ["painterly", "classic", "strokes"])
def test_a_pixel_far_from_the_border_carries_nothing_of_the_other_style(encoder: Encoder, look: str) -> None:
    """The other style is changed: beyond the receptive field, what is asked of a pixel stays the same."""
    photo, red, blue, green = _noise(64, 512), _flat(200, 30, 30), _flat(30, 30, 200), _flat(30, 200, 30)
    settings = FREE.model_copy(update={"look": look, "size": 512})
    regions = (Region(_left(64, 512), 0), Region(255 - _left(64, 512), 1))

    def asked(*styles: Picture) -> torch.Tensor:
        return _style_gradient(Recipe(photo, tuple(map(Style, styles)), settings, None, regions), encoder, 512, 64)

    once, other = asked(red, blue), asked(red, green)
    reach = 80  # half of relu5_1's receptive field
    changed = (once - other).abs()
    assert float(changed[:, : 256 - reach].max()) < 1e-4 * float(once.max())
    assert float(changed[:, 256 + reach :].max()) > 1e-2 * float(once.max())


def test_each_half_gets_its_own_colour(encoder: Encoder) -> None:
    regions = (Region(_left(96, 192), 0), Region(255 - _left(96, 192), 1))
    settings = FREE.model_copy(update={"size": 192})
    styles = (Style(_flat(210, 40, 40)), Style(_flat(40, 40, 210)))
    result = _painted(Recipe(_noise(96, 192), styles, settings, None, regions), encoder).mean(0)
    assert result[:60, 0].mean() > 60 + result[:60, 2].mean()
    assert result[-60:, 2].mean() > 60 + result[-60:, 0].mean()


def test_what_is_left_as_it_is_is_the_photo(encoder: Encoder) -> None:
    photo = _noise(96, 192)
    settings = FREE.model_copy(update={"size": 192})
    kept = Recipe(photo, (Style(_flat(210, 40, 40)),), settings, None, (Region(_left(96, 192), None),))
    result = _painted(kept, encoder)
    assert np.abs(result[:, :90].astype(int) - photo.pixels[:, :90]).max() <= 1
    assert np.abs(result[:, 102:].astype(int) - photo.pixels[:, 102:]).mean() > 20


def test_transparent_parts_have_no_say_and_come_back(encoder: Encoder) -> None:
    photo = _noise(96, 192)
    hidden = Picture(photo.pixels, 255 - _left(96, 192))
    spoilt = photo.pixels.copy()
    spoilt[:, :40] = 0
    settings = FREE.model_copy(update={"size": 192, "photo_kept": 50.0})
    styles = (Style(_flat(210, 40, 40)),)
    first, second = (
        Session(Recipe(Picture(pixels, hidden.alpha), styles, settings), encoder) for pixels in (photo.pixels, spoilt)
    )
    for session in (first, second):
        session.step(settings)
    assert first.snapshot().losses["style"] == pytest.approx(second.snapshot().losses["style"], rel=1e-3)
    saved = first.snapshot().picture()
    assert saved.alpha is not None
    assert saved.alpha[:, :90].max() == 0
    assert saved.alpha[:, 102:].min() == 255


def test_a_styles_transparent_part_is_not_read(encoder: Encoder) -> None:
    pixels = np.concatenate([_flat(210, 40, 40).pixels, _flat(40, 210, 40).pixels], 1)
    red = Style(Picture(pixels, _left(64, 128)))
    settings = FREE.model_copy(update={"size": 128})
    views = Views(Recipe(_noise(64, 128), (red, Style(_flat(210, 40, 40))), settings), torch.device("cpu"))
    read = read_pictures(encoder, views.photo(128, 64), views.styles(128, 64, settings), settings)
    for layer in ("relu1_1", "relu2_1"):  # deeper ones see more of what is padded than of these small pictures
        found, expected = (style[Moments(layer)]["mean"] for style in read.parts[0].styles)
        assert float((found - expected).norm() / expected.norm()) < 0.1


def test_shapes_of_one_and_marks_of_another(encoder: Encoder) -> None:
    """With no marks of the second and no shapes of the first, each layer has one style's moments."""
    settings = FREE.model_copy(update={"size": 128, "shapes": (0.0, 100.0), "marks": (100.0, 0.0)})
    recipe = Recipe(_noise(64, 128), (Style(_flat(210, 40, 40)), Style(_noise(64, 64))), settings)
    views = Views(recipe, torch.device("cpu"))
    read = read_pictures(encoder, views.photo(128, 64), views.styles(128, 64, settings), settings)
    terms = {entry.layer: term for entry, _, term in make_targets(read, settings, 1.0).style}
    for layer, index in (("relu1_1", 0), ("relu3_1", 0), ("relu4_1", 1), ("relu5_1", 1)):
        term = terms[layer]
        assert isinstance(term, Transport | FewTransport)
        torch.testing.assert_close(term.target.mean, read.parts[0].styles[index][Moments(layer)]["mean"])


def test_black_and_white_styles_give_black_and_white(encoder: Encoder) -> None:
    grey = np.random.default_rng(1).integers(0, 256, (64, 64, 1), np.uint8).repeat(3, 2)
    settings = FREE.model_copy(update={"size": 128})
    recipe = Recipe(_noise(64, 128), (Style(Picture(grey)),), settings)
    result = _painted(recipe, encoder).astype(int)
    assert (result.max(2) - result.min(2)).max() <= 3
    asked = settings.model_copy(update={"colour": "photo"})
    coloured = _painted(Recipe(recipe.photo, recipe.styles, asked), encoder).astype(int)
    assert (coloured.max(2) - coloured.min(2)).mean() > 10


def _painted(recipe: Recipe, encoder: Encoder, steps: int = 25) -> NDArray[np.uint8]:
    session = Session(recipe, encoder)
    while not session.finished and session.state().evaluations < steps:
        session.step(recipe.settings)
    return _full(session)


def _full(session: Session) -> NDArray[np.uint8]:
    pixels: NDArray[np.uint8] = session.snapshot().picture().pixels.astype(np.uint8)
    return pixels


def test_where_the_photo_is_kept_no_style_is_asked_for(encoder: Encoder) -> None:
    """What cannot change must not count: the rest has all of the style's weight."""
    photo, red = _noise(64, 128), _flat(200, 30, 30)
    recipe = Recipe(photo, (Style(red),), FREE, regions=(Region(_left(64, 128), None),))
    gradient = _style_gradient(recipe, encoder, 128, 64)
    assert float(gradient[:, :32].max()) < 1e-3 * float(gradient.max())
    views = Views(recipe, torch.device("cpu"))
    whole = read_pictures(encoder, views.painted(128, 64, None), views.styles(128, 64, FREE), FREE)
    (part,) = whole.parts
    assert part.share == 1
    assert int((part.place["relu1_1"].positions() % 128).min()) >= 63


def test_a_tiny_region_is_painted_as_the_rest(encoder: Encoder) -> None:
    photo, red, blue = _noise(64, 128), _flat(200, 30, 30), _flat(30, 30, 200)
    speck = np.zeros((64, 128), np.uint8)
    speck[30:34, 60:64] = 255
    recipe = Recipe(photo, (Style(red), Style(blue)), FREE, regions=(Region(speck, 1),))
    assert float(_style_gradient(recipe, encoder, 128, 64)[31:33, 61:63].min()) > 0


def test_a_part_of_which_nothing_can_be_seen_is_the_whole(encoder: Encoder) -> None:
    painting = Picture(np.full((64, 64, 3), 90, np.uint8), _left(64, 64))
    hidden = 255 - _left(64, 64)
    recipe = Recipe(_noise(64, 64), (Style(painting),), FREE, regions=(Region(_left(64, 64), 0, hidden),))
    views = Views(recipe, torch.device("cpu"))
    (guide,) = views.guides(64, 64, views.styles(64, 64, FREE))
    assert guide.part is None


def test_a_region_of_a_style_that_is_not_there_is_a_problem(encoder: Encoder) -> None:
    recipe = Recipe(_noise(64, 64), (Style(_flat(9, 9, 9)),), FREE, regions=(Region(_left(64, 64), 1),))
    with pytest.raises(Problem, match="not there any more"):
        Session(recipe, encoder)
