"""What a change to a running recipe needs."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from stylegui.engine.pictures.images import Picture
from stylegui.engine.recipes.recipe import Change, Recipe, change, live_settings
from stylegui.engine.regions.regions import Region
from stylegui.engine.settings import Settings, control, make_settings
from stylegui.engine.styles.style import Style

OTHER: dict[str, Any] = {
    "look": "strokes",
    "content": "relations",
    "auto": "off",
    "device": "cpu",
    "quality": "fine",
    "start_from": "noise",
    "network": "vgg19",
    "pooling": "average",
    "shares": (30, 70),
    "shapes": (100, 0),
    "marks": (20, 80),
    "colour": "photo",
    "size": 256,
    "seed": 7,
}
# What else must be set for a setting to mean anything.
MEANT_WITH: dict[str, dict[str, Any]] = {"seed": {"start_from": "noise"}, "colour_amount": {"colour": "photo"}}
FIELDS = list(Settings.model_fields)


def _picture() -> Picture:
    return Picture(np.zeros((16, 16, 3), np.uint8))


@pytest.fixture
def recipe() -> Recipe:
    """With two styles."""
    return Recipe(_picture(), (Style(_picture()), Style(_picture())), Settings(), _picture())


def _with(recipe: Recipe, **values: Any) -> Recipe:
    return replace(recipe, settings=make_settings({**recipe.settings.model_dump(), **values}))


def test_nothing_changed_needs_nothing(recipe: Recipe) -> None:
    assert change(recipe, recipe) is Change.NOTHING
    assert change(recipe, replace(recipe, settings=Settings())) is Change.NOTHING


@pytest.mark.parametrize("name", FIELDS)
def test_each_setting_needs_what_its_control_says(recipe: Recipe, name: str) -> None:
    recipe = _with(recipe, **MEANT_WITH.get(name, {}))
    new = _with(recipe, **{name: OTHER.get(name, 75)})
    expected = {"colour_amount": Change.SHOWN, "auto": Change.NOTHING}.get(name, Change.LIVE)
    if control(name).targets:
        expected = Change.REBUILD
    if control(name).restarts:
        expected = Change.RESTART
    assert change(recipe, new) is expected
    assert change(new, recipe) is expected
    followed = getattr(live_settings(recipe, new), name) == getattr(new.settings, name)
    assert followed == (expected in (Change.LIVE, Change.SHOWN, Change.NOTHING))


def test_what_needs_what() -> None:
    targets = {name for name in FIELDS if control(name).targets}
    assert targets == {
        "look",
        "content",
        "brush_size",
        "size",
        "network",
        "pooling",
        "device",
        "subject",
        "objects",
        "follow_meaning",
    }
    assert {name for name in FIELDS if control(name).restarts} == {"start_from", "seed"}


def test_other_styles_need_other_targets(recipe: Recipe) -> None:
    first, second = recipe.styles
    for styles in [(first,), (first, second, Style(_picture())), (first, Style(_picture())), (second, first)]:
        assert change(recipe, replace(recipe, styles=styles)) is Change.REBUILD


def test_another_photo_starts_anew(recipe: Recipe) -> None:
    assert change(recipe, replace(recipe, photo=_picture())) is Change.RESTART
    both = _with(replace(recipe, photo=_picture()), size=64)
    assert change(recipe, both) is Change.RESTART


def test_another_start_picture_matters_only_where_it_is_used(recipe: Recipe) -> None:
    other = replace(recipe, start=_picture())
    assert change(recipe, other) is Change.NOTHING
    used = _with(recipe, start_from="picture")
    assert change(used, replace(used, start=_picture())) is Change.RESTART


def test_live_settings_follow_all_that_can_be_followed(recipe: Recipe) -> None:
    new = _with(recipe, **{name: OTHER.get(name, 75) for name in FIELDS})
    followed = live_settings(recipe, new)
    assert change(recipe, replace(recipe, settings=followed)) is Change.LIVE
    for name in FIELDS:
        held = control(name).targets or control(name).restarts
        assert getattr(followed, name) == getattr((recipe if held else new).settings, name)


def test_another_palette_needs_other_targets(recipe: Recipe) -> None:
    palette = _with(recipe, colour="palette")
    for old, new in ((recipe, palette), (palette, _with(palette, colour_amount=40)), (palette, recipe)):
        assert change(old, new) is Change.REBUILD


def test_regions_need_other_targets(recipe: Recipe) -> None:
    region = Region(np.zeros((16, 16), np.uint8), 0)
    held = replace(recipe, regions=(region,))
    assert change(recipe, held) is Change.REBUILD
    assert change(held, replace(held, regions=(replace(region),))) is Change.REBUILD
    assert change(held, replace(held, regions=(region,))) is Change.NOTHING


def test_shares_wait_for_their_styles(recipe: Recipe) -> None:
    """A session of two styles cannot follow three shares."""
    new = _with(replace(recipe, styles=(*recipe.styles, Style(_picture()))), shares=(20, 30, 50), strength=90)
    followed = live_settings(recipe, new)
    assert followed.shares == recipe.settings.shares
    assert followed.strength == 90
    assert len(followed.style_shares(2)) == 2


def test_a_setting_that_means_nothing_here_changes_nothing(recipe: Recipe) -> None:
    assert change(recipe, _with(recipe, seed=5)) is Change.NOTHING
    assert change(recipe, _with(recipe, colour_amount=5)) is Change.NOTHING
