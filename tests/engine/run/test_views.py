"""What a run sees of a recipe: what of the photo is held, and which colours are shown."""

import numpy as np
import pytest
import torch
from objectives import gradient_at

from stylegui.engine.network.encoder import Encoder
from stylegui.engine.objective.looks import gain
from stylegui.engine.objective.objective import make_targets
from stylegui.engine.objective.reading import read_pictures
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
