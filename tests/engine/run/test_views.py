"""What a run sees of a recipe: what of the photo is held, and which colours are shown."""

from dataclasses import replace

import numpy as np
import pytest
import torch
from objectives import gradient_at

from stylegui.engine.network.encoder import Encoder
from stylegui.engine.objective.looks import gain
from stylegui.engine.objective.objective import make_targets
from stylegui.engine.objective.reading import read_pictures
from stylegui.engine.pictures.grain import LEAST, MOST, grain
from stylegui.engine.pictures.images import Picture
from stylegui.engine.pictures.palette import FURTHEST, to_lab
from stylegui.engine.pictures.structure import weights_of_structure
from stylegui.engine.recipes.recipe import Recipe
from stylegui.engine.regions.regions import Region
from stylegui.engine.run.views import Views
from stylegui.engine.settings import Settings
from stylegui.engine.styles.style import Style
from stylegui.engine.terms.block import Box

CPU = torch.device("cpu")
ALL = Box(0, 0, 64, 96)


def _half_flat() -> Picture:
    """A wall on the left, grain on the right."""
    pixels = np.full((64, 96, 3), 120, np.uint8)
    pixels[:, 48:] = np.random.default_rng(0).integers(0, 256, (64, 48, 1), np.uint8)
    return Picture(pixels)


def _blues() -> Picture:
    free, other = np.random.default_rng(1).random((2, 64, 64))
    return Picture((255 * np.stack([0.2 * free, 0.5 * other, free], 2)).astype(np.uint8))


def _recipe(*regions: Region, **values: object) -> Recipe:
    return Recipe(_half_flat(), (Style(_blues()),), Settings.model_validate({"size": 96, **values}), regions=regions)


def test_the_flat_half_is_held_less_the_more_the_subject_is(encoder: Encoder) -> None:
    shares = []
    for subject in (0, 50, 100):
        recipe = _recipe(subject=subject, content="features")
        views = Views(recipe, CPU)
        weights = weights_of_structure(views.small_photo.pixels, gain(subject)) if subject else None
        photo = views.painted(96, 64, weights)
        read = read_pictures(encoder, photo, views.styles(96, 64, recipe.settings), recipe.settings)
        other = photo.pixels + 0.05 * torch.randn(photo.pixels.shape, generator=torch.Generator().manual_seed(0))
        targets = make_targets(read, recipe.settings)
        pulls = gradient_at(encoder, targets, other, recipe.settings, "content")[0].abs().sum(0)
        shares.append(float(pulls[:, :32].mean() / pulls[:, 64:].mean()))
    assert shares[0] > 1.15 * shares[1] > 1.3 * shares[2]


def test_colours_that_the_styles_have_not_are_not_shown() -> None:
    recipe = _recipe()
    overlay = Views(recipe, CPU).overlay(96, 64, recipe.settings)
    red = torch.tensor([0.9, 0.1, 0.1]).view(1, 3, 1, 1).expand(1, 3, 64, 96)
    torch.testing.assert_close(overlay.seen(red, ALL), red)
    shown = overlay.shown(red, ALL)[0].flatten(1).T[:1].double()
    painting = torch.from_numpy(_blues().pixels.reshape(-1, 3) / 255)
    assert float(torch.cdist(to_lab(shown), to_lab(painting)).min()) < FURTHEST + 2


@pytest.mark.parametrize("colour", ["photo", "palette"])
def test_where_other_colours_are_wanted_all_are_shown(colour: str) -> None:
    recipe = _recipe(colour=colour, colour_amount=0)
    red = torch.tensor([0.9, 0.1, 0.1]).view(1, 3, 1, 1).expand(1, 3, 64, 96)
    torch.testing.assert_close(Views(recipe, CPU).overlay(96, 64, recipe.settings).shown(red, ALL), red)


def test_what_is_left_as_the_photo_keeps_its_colours() -> None:
    mask = np.zeros((64, 96), np.uint8)
    mask[:, :48] = 255
    recipe = _recipe(Region(mask, None))
    overlay = Views(recipe, CPU).overlay(96, 64, recipe.settings)
    shown = overlay.shown(torch.full((1, 3, 64, 96), 0.9), ALL)
    torch.testing.assert_close(shown[..., :40], overlay.photo[..., :40])
    assert float((shown[..., 56:] - 0.9).abs().max()) > 0.1


def test_a_result_is_to_have_the_grain_of_its_styles_by_their_shares() -> None:
    calm = Picture(np.full((64, 64, 3), 90, np.uint8))
    recipe = replace(_recipe(shares=(25.0, 75.0)), styles=(Style(_blues()), Style(calm)))
    found = [
        Views(recipe, CPU).overlay(96, 64, recipe.settings.model_copy(update={"shares": shares})).grain
        for shares in ((100.0, 0.0), (25.0, 75.0))
    ]
    assert found[0] is not None
    assert found[1] is not None
    own = grain(Views(recipe, CPU).styles(96, 64, recipe.settings)[0].pixels)
    assert (found[0].least, found[0].most) == pytest.approx((LEAST * own, MOST * own))
    assert found[1].most == pytest.approx(found[0].most / 4)


def test_a_region_has_a_say_in_the_grain_by_its_area() -> None:
    calm, mask = Picture(np.full((64, 64, 3), 90, np.uint8)), np.zeros((64, 96), np.uint8)
    mask[:, :48] = 255
    recipe = replace(_recipe(Region(mask, 1), shares=(100.0, 0.0)), styles=(Style(_blues()), Style(calm)))
    views = Views(recipe, CPU)
    found = views.overlay(96, 64, recipe.settings).grain
    assert found is not None
    assert found.most == pytest.approx(MOST * grain(views.styles(96, 64, recipe.settings)[0].pixels) / 2, rel=0.02)


def test_a_large_result_begins_with_the_finest_marks_and_is_shown_as_it_is() -> None:
    recipe = _recipe(size=2048)
    assert Views(recipe, CPU).overlay(2048, 1365, recipe.settings).grain is None
