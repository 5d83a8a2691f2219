"""Runs of several blocks and large scales, with what is large made small."""

from dataclasses import replace

import numpy as np
import pytest
import torch

from stylegui.engine.errors import Problem
from stylegui.engine.network.encoder import Encoder
from stylegui.engine.objective import evaluation
from stylegui.engine.pictures.images import Picture
from stylegui.engine.plan import blocks, pyramid
from stylegui.engine.plan.pyramid import AFTER_CHANGE
from stylegui.engine.recipes.recipe import Recipe
from stylegui.engine.run.checkpoint import finished_at, from_bytes, to_bytes
from stylegui.engine.run.frame import Progress
from stylegui.engine.run.session import Session
from stylegui.engine.settings import Settings
from stylegui.engine.styles.style import Style

SETTINGS = Settings(size=192, quality="draft")


@pytest.fixture(autouse=True)
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Scales above 100 px are large ones, in blocks of 64 px, and a block is large enough to be left between layers."""
    monkeypatch.setattr(pyramid, "LARGE", 100)
    monkeypatch.setattr(pyramid, "EVALUATIONS", {"draft": (5, 3, 3, 2, 2, 2), "normal": (5, 5, 5, 3, 3, 3)})
    monkeypatch.setattr(blocks, "WHOLE", 96 * 96)
    monkeypatch.setattr(blocks, "SIDES", (64,))
    monkeypatch.setattr(evaluation, "LARGE", 64 * 64)


@pytest.fixture
def recipe(photo: Picture, style: Picture) -> Recipe:
    return Recipe(photo, (Style(style),), SETTINGS)


def _run(session: Session, settings: Settings = SETTINGS) -> list[Progress]:
    told = []
    while not session.finished:
        told.append(session.step(settings))
    return told


def test_a_step_of_several_blocks_gives_way_and_says_where_it_is(recipe: Recipe, encoder: Encoder) -> None:
    told = _run(Session(recipe, encoder))
    large = [progress for progress in told if progress.width == 192]
    assert len(large) > 3 * large[-1].steps
    assert {progress.blocks for progress in large} >= {2 * 2 * 3}  # two passes over 2 x 3 blocks
    fractions = [progress.fraction for progress in told]
    assert fractions == sorted(fractions)
    assert fractions[-1] == 1


def test_a_result_in_blocks_is_the_result_as_a_whole(
    recipe: Recipe, encoder: Encoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """To rounding, which every step makes more of."""
    found = []
    for whole in (96 * 96, 10**9):
        monkeypatch.setattr(blocks, "WHOLE", whole)
        session = Session(recipe, encoder)
        _run(session)
        found.append(session.snapshot().pixels.astype(int))
    assert np.abs(found[0] - found[1]).mean() < 2


def test_a_large_scale_begins_with_the_paintings_marks_and_keeps_what_is_seen_from_afar(
    recipe: Recipe, encoder: Encoder
) -> None:
    session = Session(recipe, encoder)
    while not session.scale_done:
        session.step(SETTINGS)
    before = torch.nn.functional.interpolate(session.state().memory.x, scale_factor=2.0, mode="bicubic")
    _run(session)
    after = session.state().memory.x
    fine = [image - torch.nn.functional.avg_pool2d(image, 3, 1, 1) for image in (before, after)]
    assert float(fine[1].std()) > 1.3 * float(fine[0].std())
    far = [torch.nn.functional.avg_pool2d(image, 16) for image in (before, after)]
    assert float((far[0] - far[1]).abs().mean()) < 0.08


def test_without_strength_no_marks_are_laid_on(recipe: Recipe, encoder: Encoder) -> None:
    plain = SETTINGS.model_copy(update={"strength": 0.0})
    found = []
    for settings in (plain, SETTINGS):
        session = Session(replace(recipe, settings=settings), encoder)
        _run(session, settings)
        pixels = session.snapshot().pixels.astype(float)
        found.append(np.abs(np.diff(pixels, axis=1)).mean())
    assert found[0] < 0.8 * found[1]


@pytest.mark.parametrize("name", ["strength", "photo_kept", "smoothness"])
def test_a_slider_that_is_moved_at_a_large_size_acts_where_the_photo_has_a_say(
    recipe: Recipe, encoder: Encoder, name: str
) -> None:
    session = Session(recipe, encoder)
    while session.state().scale == 0 or session.state().step < 1:
        session.step(SETTINGS)
    turned = SETTINGS.model_copy(update={name: 90.0})
    told = session.step(turned)
    assert (told.scale, told.steps) == (1, AFTER_CHANGE)
    assert _run(session, turned)[-1].width == 192


@pytest.mark.parametrize("quality", ["draft", "normal"])
def test_a_slider_that_is_moved_just_before_the_large_sizes_acts(
    recipe: Recipe, encoder: Encoder, quality: str
) -> None:
    settings = SETTINGS.model_copy(update={"quality": quality})
    session = Session(replace(recipe, settings=settings), encoder)
    while not session.scale_done:
        session.step(settings)
    turned = settings.model_copy(update={"strength": 90.0})
    told = session.step(turned)
    assert (told.width, told.steps) == (96, AFTER_CHANGE)
    assert told.step <= 2


def test_quality_and_what_only_the_eye_sees_together_do_not_send_it_back(recipe: Recipe, encoder: Encoder) -> None:
    settings = SETTINGS.model_copy(update={"colour": "photo", "colour_amount": 50.0})
    session = Session(replace(recipe, settings=settings), encoder)
    while session.state().scale == 0:
        session.step(settings)
    told = session.step(settings.model_copy(update={"colour_amount": 80.0, "quality": "normal"}))
    assert (told.width, told.steps) == (192, 5)


def test_a_toned_style_does_not_change_how_bright_the_large_result_is(photo: Picture, encoder: Encoder) -> None:
    """What it is tethered to is what is seen of it: hidden colours have no say."""
    grey = np.repeat(np.random.default_rng(3).integers(0, 256, (64, 128, 1), np.uint8), 3, axis=2)
    coloured = np.zeros_like(photo.pixels)
    coloured[..., 2] = 200
    recipe = Recipe(Picture(coloured), (Style(Picture(grey)),), SETTINGS.model_copy(update={"strength": 0.0}))
    session = Session(recipe, encoder)
    means = {}
    while not session.finished:
        told = session.step(recipe.settings)
        means[told.width] = session.snapshot().pixels.mean()
    assert means[192] == pytest.approx(means[96], abs=3)


def test_what_only_the_eye_sees_does_not_send_it_back(recipe: Recipe, encoder: Encoder) -> None:
    settings = SETTINGS.model_copy(update={"colour": "photo", "colour_amount": 50.0})
    session = Session(replace(recipe, settings=settings), encoder)
    while session.state().scale == 0:
        session.step(settings)
    turned = settings.model_copy(update={"colour_amount": 80.0})
    assert session.step(turned).width == 192


def test_an_evaluation_that_is_left_half_way_has_done_nothing(recipe: Recipe, encoder: Encoder) -> None:
    session = Session(recipe, encoder)
    while session.state().scale == 0 or session.state().step < 1:
        session.step(SETTINGS)
    before = session.state()
    for _ in range(3):
        session.step(SETTINGS)
    assert session.state().step == before.step
    assert session.state().memory.x.equal(before.memory.x)
    assert np.array_equal(session.snapshot().pixels.shape, (96, 192, 3))


def test_another_style_at_a_large_size_is_painted_from_where_all_layers_count(
    recipe: Recipe, encoder: Encoder, other_style: Picture
) -> None:
    session = Session(recipe, encoder)
    _run(session)
    other = Session(replace(recipe, styles=(Style(other_style),)), encoder)
    other.restore(session.state(), same_pictures=False)
    told = other.step(SETTINGS)
    assert (told.scale, told.steps) == (1, AFTER_CHANGE)


def test_a_run_goes_on_from_its_state_in_a_large_scale(recipe: Recipe, encoder: Encoder) -> None:
    session, other = Session(recipe, encoder), Session(recipe, encoder)
    while session.state().scale == 0 or session.state().step < 1:
        session.step(SETTINGS)
    other.restore(from_bytes(to_bytes(session.state())))
    for each in (session, other):
        _run(each)
    assert session.state().memory.x.equal(other.state().memory.x)


@pytest.mark.parametrize("size", [70, 96, 112, 150, 180])
def test_a_result_of_any_smaller_size_is_enlarged_from_its_pixels(recipe: Recipe, encoder: Encoder, size: int) -> None:
    small = replace(recipe, settings=SETTINGS.model_copy(update={"size": size}))
    session = Session(small, encoder)
    _run(session, small.settings)
    result = session.state().memory.x
    larger = Session(recipe, encoder)
    larger.restore(finished_at(recipe, result))
    assert larger.scale_done
    assert larger.state().memory.x.equal(result)
    evaluations = larger.state().evaluations
    told = _run(larger)
    assert {progress.width for progress in told} == {size, 192}
    assert told[-1].evaluations == evaluations + told[-1].steps + 1  # of the smaller size nothing is painted again
    assert larger.snapshot().pixels.shape == (96, 192, 3)


def test_what_is_enlarged_goes_on_from_its_state(recipe: Recipe, encoder: Encoder) -> None:
    session, other = Session(recipe, encoder), Session(recipe, encoder)
    session.restore(finished_at(recipe, torch.full((1, 3, 72, 144), 0.5)))
    while session.state().scale == 0 or session.state().memory.x.shape[3] < 192 or session.state().step < 1:
        session.step(SETTINGS)
    other.restore(from_bytes(to_bytes(session.state())))
    for each in (session, other):
        _run(each)
    assert session.state().memory.x.equal(other.state().memory.x)


def test_what_is_not_smaller_is_not_enlarged(recipe: Recipe) -> None:
    with pytest.raises(Problem, match="192 × 96 pixels already"):
        finished_at(recipe, torch.zeros(1, 3, 96, 192))


def test_what_is_seen_is_made_once(recipe: Recipe, encoder: Encoder) -> None:
    session = Session(recipe, encoder)
    _run(session)
    first = session.snapshot().pixels
    assert session.snapshot().pixels is first
    session.reopen()
    session.step(SETTINGS.model_copy(update={"strength": 90.0}))
    assert session.snapshot().pixels is not first
