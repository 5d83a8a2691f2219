"""A run as a whole, small: real pictures, the real network, every step."""

import itertools
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from objectives import losses_at
from torch import Tensor

from stylegui.engine.errors import Problem
from stylegui.engine.network.encoder import Encoder
from stylegui.engine.objective.calibration import SIDE, calibrate
from stylegui.engine.objective.evaluation import Evaluation, Steps
from stylegui.engine.objective.objective import make_targets
from stylegui.engine.objective.reading import View, read_pictures, reading
from stylegui.engine.pictures.images import Picture, crop_to_aspect, resize, working_size
from stylegui.engine.plan.pyramid import AFTER_CHANGE
from stylegui.engine.recipes.recipe import Change, Recipe, change
from stylegui.engine.run import optimiser, scene
from stylegui.engine.run.frame import Progress
from stylegui.engine.run.session import HOPELESS, WARM_UP, Session
from stylegui.engine.run.state import State
from stylegui.engine.run.views import Views
from stylegui.engine.settings import Settings, choices
from stylegui.engine.styles.style import Style

SMALL = Settings(size=64, quality="draft")
TWO_SCALES = Settings(size=136, quality="draft")
pytestmark = pytest.mark.usefixtures("_short_plan")
each_look = pytest.mark.parametrize("look", choices("look"))
Pixels = NDArray[np.uint8]


@pytest.fixture
def recipe(photo: Picture, style: Picture) -> Recipe:
    """64 x 32 pixels, one scale."""
    return Recipe(photo, (Style(style),), SMALL)


def _run(session: Session, settings: Settings, most: int = 10_000) -> list[Progress]:
    """Steps to the end, or `most`."""
    told: list[Progress] = []
    while not session.finished and len(told) < most:
        told.append(session.step(settings))
    return told


def _pull(recipe: Recipe, encoder: Encoder) -> float:
    """Of the content, with pictures at the size that is calibrated at."""
    photo, style = (
        torch.from_numpy(resize(picture.pixels, *working_size(picture.width, picture.height, min(SIDE, longest))))
        for picture, longest in ((recipe.photo, SIDE), (recipe.styles[0].picture, 96))  # no style is enlarged
    )
    views = [View(picture.permute(2, 0, 1)[None]) for picture in (photo, style)]
    read = read_pictures(encoder, views[0], views[1:], recipe.settings)
    return calibrate(encoder, make_targets(read, recipe.settings), views[0].pixels, recipe.settings)


def _painted(recipe: Recipe, encoder: Encoder, most: int = 10_000) -> Pixels:
    session = Session(recipe, encoder)
    _run(session, recipe.settings, most)
    return session.snapshot().pixels


def _tensor(pixels: Pixels) -> Tensor:
    return torch.from_numpy(pixels.astype(np.float32) / 255).permute(2, 0, 1)[None]


@torch.no_grad()
def _distance(encoder: Encoder, layer: str, a: Pixels, b: Pixels, grams: bool = False) -> float:
    """Relative distance of two pictures' features, or of their Gram matrices."""
    x, y = (encoder(_tensor(pixels), [layer])[layer] for pixels in (a, b))
    if grams:
        x, y = (each[0].flatten(1) @ each[0].flatten(1).T / each[0, 0].numel() for each in (x, y))
    return float((x - y).norm() / y.norm())


def _small(picture: Picture, width: int, height: int) -> Pixels:
    return np.rint(resize(picture.pixels, width, height) * 255).astype(np.uint8)


# --- a run ---


def test_a_run_lowers_the_objective_and_ends(recipe: Recipe, encoder: Encoder) -> None:
    session = Session(recipe, encoder)
    assert (session.width, session.height) == (64, 32)
    assert session.snapshot().losses == {}
    session.step(SMALL)
    first = session.snapshot().losses
    _run(session, SMALL)
    last = session.snapshot().losses
    assert session.finished
    assert set(last) == {"style", "content", "smoothness", "range", "total"}
    assert last["total"] == pytest.approx(sum(value for name, value in last.items() if name != "total"), rel=1e-5)
    assert last["total"] < 0.7 * first["total"]
    assert last["style"] < 0.7 * first["style"]


def test_the_result_nears_the_style_and_stays_near_the_photo(recipe: Recipe, encoder: Encoder) -> None:
    painted = _painted(recipe, encoder)
    photo, style = _small(recipe.photo, 64, 32), _small(recipe.styles[0].picture, 64, 64)
    for layer in ("relu2_1", "relu3_1"):
        before = _distance(encoder, layer, photo, style, grams=True)
        assert _distance(encoder, layer, painted, style, grams=True) < before
    noise = np.random.default_rng(0).integers(0, 256, photo.shape, np.uint8)
    assert _distance(encoder, "relu4_2", painted, photo) < _distance(encoder, "relu4_2", noise, photo)


def test_the_losses_told_are_those_of_the_result(recipe: Recipe, encoder: Encoder) -> None:
    """Also where the last evaluation was refused: computed again from the result, with targets made apart."""
    settings = SMALL.model_copy(update={"subject": 0.0, "follow_meaning": 0.0, "auto": "off"})
    recipe = replace(recipe, settings=settings)
    session = Session(recipe, encoder)
    photo, style = (
        torch.from_numpy(resize(picture.pixels, *size)).permute(2, 0, 1)[None]
        for picture, size in ((recipe.photo, (64, 32)), (recipe.styles[0].picture, (64, 64)))
    )
    read = read_pictures(encoder, View(photo), [View(style)], settings)
    targets = replace(make_targets(read, settings), pull=_pull(recipe, encoder))
    while not session.finished:
        session.step(settings)
        expected = losses_at(encoder, targets, session.state().memory.x, settings)
        assert session.snapshot().losses == pytest.approx(expected, rel=1e-3, abs=1e-6)


def test_progress_only_grows_and_ends_at_1(photo: Picture, style: Picture, encoder: Encoder) -> None:
    session = Session(Recipe(photo, (Style(style),), TWO_SCALES), encoder)
    told = _run(session, TWO_SCALES)
    counts = [p.evaluations for p in told]
    assert {b - a for a, b in itertools.pairwise([0, *counts])} == {1, 2}  # two where the objective is new
    fractions = [p.fraction for p in told]
    assert all(a < b for a, b in itertools.pairwise(fractions))
    assert fractions[0] > 0
    assert fractions[-1] == pytest.approx(1)
    assert [p.finished for p in told] == [False] * (len(told) - 1) + [True]
    assert {p.scale for p in told} == {1, 2}
    assert {p.scales for p in told} == {2}
    for before, after in itertools.pairwise(told):
        assert (after.scale, after.step) in ((before.scale, before.step + 1), (before.scale + 1, 1))
        assert 1 <= after.step <= after.steps
    assert (told[-1].width, told[-1].height) == (session.width, session.height) == (136, 68)


def test_time_left_is_told_after_a_warm_up(recipe: Recipe, encoder: Encoder) -> None:
    session = Session(recipe, encoder)
    settings = SMALL.model_copy(update={"quality": "normal"})
    told = _run(session, settings)
    assert len(told) > WARM_UP
    assert {p.time_left_s for p in told if p.evaluations < WARM_UP} == {None}
    left = [p.time_left_s for p in told if p.evaluations >= WARM_UP]
    assert all(seconds is not None and seconds >= 0 for seconds in left)
    assert left[-1] == 0
    assert left[0] is not None
    assert left[0] > 0


def test_scales_go_from_coarse_to_fine(photo: Picture, style: Picture, encoder: Encoder) -> None:
    session = Session(Recipe(photo, (Style(style),), TWO_SCALES), encoder)
    shapes = [session.snapshot().pixels.shape]
    while not session.finished:
        session.step(TWO_SCALES)
        shapes.append(session.snapshot().pixels.shape)
    assert sorted(set(shapes)) == [(48, 96, 3), (68, 136, 3)]
    assert shapes == sorted(shapes)
    assert session.snapshot().width == 136


def test_a_snapshot_is_8_bit_and_has_its_own_memory(recipe: Recipe, encoder: Encoder) -> None:
    settings = SMALL.model_copy(update={"colour": "palette", "colour_amount": 0.0})  # colours as they are
    session = Session(replace(recipe, settings=settings), encoder)
    _run(session, settings, 3)
    frame = session.snapshot()
    kept = frame.pixels.copy()
    assert frame.pixels.dtype == np.uint8
    assert frame.pixels.shape == (32, 64, 3)
    assert frame.pixels.flags["C_CONTIGUOUS"]
    wanted = Views(replace(recipe, settings=settings), torch.device("cpu")).overlay(64, 32, settings).grain
    assert wanted is not None
    expected = wanted.given(session.state().memory.x)[0].permute(1, 2, 0).double().numpy() * 255
    assert np.abs(frame.pixels - expected.clip(0, 255)).max() <= 0.5 + 1e-4
    assert frame.evaluations == session.state().evaluations
    _run(session, settings, 3)
    np.testing.assert_array_equal(frame.pixels, kept)
    assert not np.array_equal(session.snapshot().pixels, kept)
    frame.pixels[:] = 0  # nor does a change of the frame reach the session
    assert session.snapshot().pixels.any()


def test_two_runs_give_the_same_pixels(photo: Picture, style: Picture, encoder: Encoder) -> None:
    recipe = Recipe(photo, (Style(style),), TWO_SCALES)
    np.testing.assert_array_equal(_painted(recipe, encoder, 20), _painted(recipe, encoder, 20))


def test_a_long_and_narrow_photo_works(encoder: Encoder, style: Picture, photo: Picture) -> None:
    for pixels in (np.tile(photo.pixels[:20], (1, 2, 1)), np.tile(photo.pixels[:, :20], (4, 1, 1))):
        session = Session(Recipe(Picture(pixels.astype(np.uint8)), (Style(style),), SMALL), encoder)
        _run(session, SMALL, 3)
        height, width = session.snapshot().pixels.shape[:2]
        assert sorted((width, height)) == [32, 512]
        assert (width > height) == (pixels.shape[1] > pixels.shape[0])


def test_a_photo_may_have_alpha_or_16_bits(recipe: Recipe, encoder: Encoder) -> None:
    expected = _painted(recipe, encoder, 3)
    alpha = np.zeros(recipe.photo.pixels.shape[:2], np.uint8)
    transparent = replace(recipe, photo=replace(recipe.photo, alpha=alpha))
    np.testing.assert_array_equal(_painted(transparent, encoder, 3), expected)
    deep = replace(recipe, photo=Picture(recipe.photo.pixels.astype(np.uint16) * 257))
    assert np.abs(_painted(deep, encoder, 3).astype(int) - expected).mean() < 0.2


# --- where it begins ---


def test_it_starts_from_the_photo(recipe: Recipe, encoder: Encoder) -> None:
    pixels = Session(recipe, encoder).snapshot().pixels
    np.testing.assert_allclose(pixels.astype(int), _small(recipe.photo, 64, 32).astype(int), atol=1)


def test_noise_follows_its_seed(recipe: Recipe, encoder: Encoder) -> None:
    def begun(seed: int) -> Pixels:
        settings = SMALL.model_copy(update={"start_from": "noise", "seed": seed})
        return Session(replace(recipe, settings=settings), encoder).snapshot().pixels

    np.testing.assert_array_equal(begun(3), begun(3))
    difference = begun(3).astype(float) - begun(4).astype(float)
    assert difference.std() > 10
    photo = _small(recipe.photo, 64, 32).astype(float)
    assert abs(np.corrcoef(begun(3).astype(float).ravel(), photo.ravel())[0, 1]) < 0.1


def test_noise_leaves_the_global_generator_alone(recipe: Recipe, encoder: Encoder) -> None:
    before = torch.get_rng_state()
    settings = SMALL.model_copy(update={"start_from": "noise"})
    _run(Session(replace(recipe, settings=settings), encoder), settings, 2)
    assert before.equal(torch.get_rng_state())


def test_it_starts_from_another_picture(recipe: Recipe, encoder: Encoder, other_style: Picture) -> None:
    settings = SMALL.model_copy(update={"start_from": "picture"})
    session = Session(replace(recipe, settings=settings, start=other_style), encoder)
    middle = Picture(crop_to_aspect(other_style.pixels, 64, 32))
    np.testing.assert_allclose(session.snapshot().pixels.astype(int), _small(middle, 64, 32).astype(int), atol=1)
    session.step(settings)
    first = session.snapshot().losses["total"]
    _run(session, settings)
    assert session.snapshot().losses["total"] < first


def test_another_picture_must_be_chosen(recipe: Recipe, encoder: Encoder) -> None:
    settings = SMALL.model_copy(update={"start_from": "picture"})
    with pytest.raises(Problem, match="choose that picture"):
        Session(replace(recipe, settings=settings), encoder)


def test_shares_must_fit_the_styles(recipe: Recipe, encoder: Encoder) -> None:
    with pytest.raises(Problem, match="shares"):
        Session(replace(recipe, settings=SMALL.model_copy(update={"shares": (1.0, 2.0)})), encoder)


# --- a state taken up again ---


def _boundary(session: Session, settings: Settings) -> int:
    """Steps until the first scale is done."""
    for count in range(1, 1000):
        told = session.step(settings)
        if told.step == told.steps:
            return count
    raise AssertionError("the scale never ended")


@pytest.mark.parametrize("where", ["before the first step", "in a scale", "between two scales", "in the last scale"])
def test_a_restored_session_goes_on_bit_for_bit(photo: Picture, style: Picture, encoder: Encoder, where: str) -> None:
    recipe = Recipe(photo, (Style(style),), TWO_SCALES)
    session = Session(recipe, encoder)
    if where == "in a scale":
        _run(session, TWO_SCALES, 5)
    elif where != "before the first step":
        _boundary(session, TWO_SCALES)
        _run(session, TWO_SCALES, 4 if where == "in the last scale" else 0)
    other = Session(recipe, encoder)
    other.restore(session.state())
    np.testing.assert_array_equal(other.snapshot().pixels, session.snapshot().pixels)
    for _ in range(5):
        told, again = session.step(TWO_SCALES), other.step(TWO_SCALES)
        assert replace(told, time_left_s=None) == replace(again, time_left_s=None)
        assert session.state().memory.x.equal(other.state().memory.x)
        assert session.snapshot().losses == other.snapshot().losses
    assert len(session.state().memory.steps) == len(other.state().memory.steps)


def test_a_restored_session_goes_on_with_the_settings_of_the_last_step(recipe: Recipe, encoder: Encoder) -> None:
    """Also where these were changed on the way and the recipe still has the first ones."""
    session = Session(recipe, encoder)
    _run(session, SMALL, 3)
    live = SMALL.model_copy(update={"strength": 80.0, "quality": "normal"})
    _run(session, live, 5)
    other = Session(recipe, encoder)
    other.restore(session.state())
    for _ in range(5):
        told, again = session.step(live), other.step(live)
        assert replace(told, time_left_s=None) == replace(again, time_left_s=None)
        assert session.state().memory.x.equal(other.state().memory.x)


def test_the_end_of_a_scale_can_be_kept(photo: Picture, style: Picture, encoder: Encoder) -> None:
    """What goes on from there begins the next scale alike, also where only the result was kept."""
    recipe = Recipe(photo, (Style(style),), TWO_SCALES)
    session = Session(recipe, encoder)
    done: list[State] = []
    begun = session.state()
    while not session.finished:
        assert not session.scale_done
        session.step(TWO_SCALES)
        if session.scale_done:
            done.append(session.state())
            session.step(TWO_SCALES)
            begun = session.state()
    assert not session.scale_done
    assert [state.scale for state in done] == [0]
    assert (begun.scale, begun.step) == (1, 1)
    for state in (done[0], replace(done[0], memory=optimiser.fresh(done[0].memory.x))):
        other = Session(recipe, encoder)
        other.restore(state)
        assert other.scale_done
        told = other.step(TWO_SCALES)
        assert (told.scale, told.step) == (2, 1)
        assert other.state().memory.x.equal(begun.memory.x)


def test_a_restored_session_has_the_time_that_a_change_was_given(recipe: Recipe, encoder: Encoder) -> None:
    session = Session(recipe, encoder)
    _run(session, SMALL)
    session.reopen()
    told = session.step(SMALL)
    assert told.steps == AFTER_CHANGE
    other = Session(recipe, encoder)
    other.restore(session.state())
    assert other.snapshot().progress == session.snapshot().progress
    assert other.snapshot().losses == session.snapshot().losses
    assert other.step(SMALL).steps == AFTER_CHANGE


def test_a_restored_session_does_not_calibrate_anew(
    recipe: Recipe, encoder: Encoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = Session(recipe, encoder)
    _run(session, SMALL, 2)
    other = Session(recipe, encoder)
    other.restore(session.state())
    monkeypatch.setattr(scene, "calibrate", None)
    other.step(SMALL)


def test_pictures_are_read_by_the_recipe_whatever_moves_meanwhile(recipe: Recipe, encoder: Encoder) -> None:
    """The palette is a matter of the styles' pictures, which only another session reads anew."""
    palette = SMALL.model_copy(update={"colour": "palette"})
    before = Session(recipe, encoder)
    before.step(SMALL)
    before.step(palette)
    meanwhile = Session(recipe, encoder)
    meanwhile.restore(before.state())  # of another palette: it begins to learn anew
    assert meanwhile.state().settings == SMALL
    assert not meanwhile.state().memory.steps
    first = Session(recipe, encoder)
    first.step(palette)
    other = Session(recipe, encoder)
    other.step(SMALL)
    assert first.snapshot().losses["style"] == pytest.approx(other.snapshot().losses["style"], rel=1e-3)


def test_a_state_stays_what_it_was(recipe: Recipe, encoder: Encoder) -> None:
    session = Session(recipe, encoder)
    _run(session, SMALL, 4)
    state = session.state()
    kept, evaluations = state.memory.x.clone(), state.evaluations
    _run(session, SMALL)
    assert state.memory.x.equal(kept)
    assert state.evaluations == evaluations < session.state().evaluations


@pytest.mark.parametrize(
    "values", [{"size": 80}, {"size": 136}, {"brush_size": 100.0}, {"pooling": "average"}, {"size": 72, "strength": 90}]
)
def test_a_change_of_targets_carries_the_result_on(recipe: Recipe, encoder: Encoder, values: Mapping[str, Any]) -> None:
    session = Session(recipe, encoder)
    _run(session, SMALL, 6)
    before = session.snapshot().pixels
    settings = SMALL.model_copy(update=dict(values))
    other = Session(replace(recipe, settings=settings), encoder)
    other.restore(session.state(), same_pictures=False)
    carried = other.snapshot().pixels
    height, width = carried.shape[:2]
    expected = _small(Picture(before), width, height).astype(float)
    assert np.abs(carried - expected).mean() < 4  # of 255: another resampling of the same result
    other.step(settings)
    first = other.snapshot().losses["total"]
    _run(other, settings, 6)
    assert other.snapshot().losses["total"] < first


@pytest.mark.parametrize("values", [{}, {"strength": 20.0}])
def test_other_styles_are_followed_from_the_present_result(
    recipe: Recipe, encoder: Encoder, other_style: Picture, values: Mapping[str, Any]
) -> None:
    """Even where the new objective is higher than the old one was: its old value must not refuse every step."""
    session = Session(recipe, encoder)
    _run(session, SMALL, 9)
    settings = SMALL.model_copy(update=dict(values))
    other = Session(replace(recipe, styles=(Style(other_style),), settings=settings), encoder)
    other.restore(session.state(), same_pictures=False)
    assert other.state().memory.x.equal(session.state().memory.x)
    other.reopen()
    other.step(settings)
    first, target = other.snapshot(), _small(other_style, *working_size(other_style.width, other_style.height, 64))
    _run(other, settings, 8)
    assert other.snapshot().losses["total"] < 0.99 * first.losses["total"]
    apart = [_distance(encoder, "relu2_1", f.pixels, target, grams=True) for f in (first, other.snapshot())]
    assert apart[1] < apart[0]


# --- looks ---


def _of_look(recipe: Recipe, look: str, **values: Any) -> Recipe:
    return replace(recipe, settings=recipe.settings.model_copy(update={"look": look, **values}))


@each_look
def test_each_look_lowers_its_objective(recipe: Recipe, encoder: Encoder, look: str) -> None:
    recipe = _of_look(recipe, look)
    session = Session(recipe, encoder)
    session.step(recipe.settings)
    first = session.snapshot().losses
    _run(session, recipe.settings)
    last = session.snapshot().losses
    assert last["total"] < 0.9 * first["total"]
    assert last["style"] < first["style"]


def test_each_look_is_another_picture(recipe: Recipe, encoder: Encoder) -> None:
    looks = [_painted(_of_look(recipe, look), encoder, 6).astype(int) for look in choices("look")]
    for a, b in itertools.combinations(looks, 2):
        assert np.abs(a - b).mean() > 1


@each_look
def test_a_restored_session_of_each_look_goes_on_bit_for_bit(
    photo: Picture, style: Picture, other_style: Picture, encoder: Encoder, look: str
) -> None:
    """Over a change of scale, with shares that were changed on the way."""
    recipe = _of_look(Recipe(photo, (Style(style), Style(other_style)), TWO_SCALES), look)
    settings = recipe.settings.model_copy(update={"shares": (20.0, 80.0)})
    session = Session(recipe, encoder)
    _run(session, recipe.settings, 5)
    _run(session, settings, 4)
    other = Session(recipe, encoder)
    other.restore(session.state())
    for _ in range(4):
        told, again = session.step(settings), other.step(settings)
        assert replace(told, time_left_s=None) == replace(again, time_left_s=None)
        assert session.state().memory.x.equal(other.state().memory.x)
        assert session.snapshot().losses == other.snapshot().losses
    assert session.state().scale == 1


@pytest.mark.parametrize(
    "values",
    [
        {"look": "classic"},
        {"look": "strokes"},
        {"content": "features"},
        {"content": "relations"},
        {"device": "cpu"},
        {"look": "classic", "content": "relations"},
    ],
)
def test_another_look_goes_on_from_the_present_result(
    recipe: Recipe, encoder: Encoder, values: Mapping[str, Any]
) -> None:
    session = Session(recipe, encoder)
    _run(session, SMALL, 6)
    settings = SMALL.model_copy(update=dict(values))
    new = replace(recipe, settings=settings)
    assert change(recipe, new) is Change.REBUILD
    other = Session(new, encoder)
    other.restore(session.state(), same_pictures=False)
    np.testing.assert_array_equal(other.snapshot().pixels, session.snapshot().pixels)
    assert other.state().settings == settings
    assert not other.state().memory.steps, "the curvature was another objective's"
    other.step(settings)
    first = other.snapshot().losses["total"]
    _run(other, settings, 6)
    assert other.snapshot().losses["total"] < first


@each_look
def test_shares_that_change_on_the_way_need_no_new_reading(
    recipe: Recipe, encoder: Encoder, other_style: Picture, monkeypatch: pytest.MonkeyPatch, look: str
) -> None:
    """The pictures were read; only what is made of it is new, and what it is blended of is not."""
    both = _of_look(replace(recipe, styles=(*recipe.styles, Style(other_style))), look)
    reads: list[Tensor] = []

    def counted(*arguments: Any) -> Any:
        reads.append(arguments[1])
        return reading(*arguments)

    monkeypatch.setattr(scene, "reading", counted)
    session = Session(both, encoder)
    session.step(both.settings)
    begun = len(reads)
    assert begun == 2  # at the first scale's size, and at that which is calibrated at
    losses = []
    for shares in ((100.0, 0.0), (0.0, 100.0), (30.0, 70.0)):
        settings = both.settings.model_copy(update={"shares": shares, "strength": 70.0})
        session.step(settings)
        losses.append(session.snapshot().losses["style"])
    assert len(reads) == begun
    assert len(set(losses)) == 3


def test_the_next_scale_reads_its_own_size_once(
    photo: Picture, style: Picture, encoder: Encoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    widths: list[int] = []

    def counted(*arguments: Any) -> Any:
        widths.append(arguments[1].pixels.shape[3])
        return reading(*arguments)

    monkeypatch.setattr(scene, "reading", counted)
    session = Session(Recipe(photo, (Style(style),), TWO_SCALES), encoder)
    _run(session, TWO_SCALES)
    assert widths == [96, SIDE, 136]


# --- settings that change on the way ---


def _after(recipe: Recipe, encoder: Encoder, state: State, settings: Settings, steps: int) -> Pixels:
    session = Session(recipe, encoder)
    session.restore(state)
    session.reopen()
    _run(session, settings, steps)
    return session.snapshot().pixels


def test_photo_kept_pulls_the_running_result(recipe: Recipe, encoder: Encoder) -> None:
    session = Session(recipe, encoder)
    _run(session, SMALL, 6)
    state, photo = session.state(), _small(recipe.photo, 64, 32)
    distances = [
        _distance(
            encoder,
            "relu4_2",
            _after(recipe, encoder, state, SMALL.model_copy(update={"photo_kept": kept}), 9),
            photo,
        )
        for kept in (100.0, 50.0, 0.0)
    ]
    assert distances[0] < distances[1] < distances[2]


def test_shares_pull_the_running_result(recipe: Recipe, encoder: Encoder, other_style: Picture) -> None:
    both = replace(recipe, styles=(*recipe.styles, Style(other_style)))
    session = Session(both, encoder)
    _run(session, SMALL, 4)
    first, second = (
        _after(both, encoder, session.state(), SMALL.model_copy(update={"shares": shares}), 9)
        for shares in ((100.0, 0.0), (0.0, 100.0))
    )
    for picture, near, far in ((recipe.styles[0].picture, first, second), (other_style, second, first)):
        target = _small(picture, *working_size(picture.width, picture.height, 64))
        near_by = _distance(encoder, "relu2_1", near, target, grams=True)
        assert near_by < _distance(encoder, "relu2_1", far, target, grams=True)


def test_a_changed_setting_is_as_if_set_at_that_step(recipe: Recipe, encoder: Encoder) -> None:
    """No curvature or loss of the old objective is left: the same as a new session from the same result."""
    settings = SMALL.model_copy(update={"strength": 90.0})
    session = Session(recipe, encoder)
    _run(session, SMALL, 5)
    fresh = Session(replace(recipe, settings=settings), encoder)
    fresh.restore(session.state(), same_pictures=False)
    for _ in range(4):
        session.step(settings)
        fresh.step(settings)
        assert session.state().memory.x.equal(fresh.state().memory.x)


def test_quality_can_change_on_the_way(recipe: Recipe, encoder: Encoder) -> None:
    draft = Session(recipe, encoder).step(SMALL).steps
    session = Session(recipe, encoder)
    told = session.step(SMALL.model_copy(update={"quality": "normal"}))
    assert told.steps > draft
    for _ in range(draft - 1):
        told = session.step(SMALL.model_copy(update={"quality": "normal"}))
    assert not told.finished
    memory = session.state().memory
    assert session.step(SMALL).finished  # it has more steps than a draft needs
    assert memory.steps
    assert session.state().memory.steps, "another number of steps changes no objective: the curvature holds"


def test_quality_can_change_before_the_next_scale(photo: Picture, style: Picture, encoder: Encoder) -> None:
    session = Session(Recipe(photo, (Style(style),), TWO_SCALES), encoder)
    normal = TWO_SCALES.model_copy(update={"quality": "normal"})
    _run(session, normal, _boundary(Session(Recipe(photo, (Style(style),), TWO_SCALES), encoder), TWO_SCALES) + 1)
    told = session.step(TWO_SCALES)
    assert told.scale == 2
    assert 0 < told.fraction <= 1


def test_a_finished_run_can_be_reopened(recipe: Recipe, encoder: Encoder) -> None:
    session = Session(recipe, encoder)
    steps = _run(session, SMALL)[-1].steps
    before = session.snapshot()
    session.reopen()
    assert not session.finished
    np.testing.assert_array_equal(session.snapshot().pixels, before.pixels)
    assert len(_run(session, SMALL)) == max(steps, AFTER_CHANGE)
    assert session.finished
    assert session.snapshot().losses["total"] <= before.losses["total"]


def test_several_styles_blend(recipe: Recipe, encoder: Encoder, other_style: Picture) -> None:
    settings = SMALL.model_copy(update={"shares": (70.0, 30.0)})
    session = Session(replace(recipe, styles=(*recipe.styles, Style(other_style)), settings=settings), encoder)
    session.step(settings)
    first = session.snapshot().losses["style"]
    _run(session, settings)
    assert session.snapshot().losses["style"] < 0.7 * first


# --- what goes wrong ---


class _NoNumber(Evaluation):
    """Is none."""

    def losses(self) -> Steps[dict[str, float]]:
        found = yield from super().losses()
        return {name: loss * float("nan") for name, loss in found.items()}


class _Spoilt:
    """Real evaluations, but no number in the chosen ones."""

    def __init__(self, bad: range) -> None:
        self._bad, self.count = bad, 0

    def __call__(self, *arguments: Any) -> Evaluation:
        self.count += 1
        return (_NoNumber if self.count - 1 in self._bad else Evaluation)(*arguments)


@pytest.mark.parametrize("bad", [range(0, 3), range(4, 7)], ids=["from the first", "on the way"])
def test_no_number_goes_back_to_the_last_good_result_and_says_so(
    recipe: Recipe, encoder: Encoder, monkeypatch: pytest.MonkeyPatch, bad: range
) -> None:
    settings = SMALL.model_copy(update={"quality": "normal"})
    spoilt = _Spoilt(bad)
    monkeypatch.setattr(scene, "Evaluation", spoilt)
    session = Session(replace(recipe, settings=settings), encoder)
    losses = []
    for _ in range(16):
        before, first = session.state(), spoilt.count
        told = session.step(settings)
        after = session.state()
        met = any(index in bad for index in range(first, spoilt.count))
        assert bool(told.notice) == met
        if met:
            assert "last good result" in told.notice
            torch.testing.assert_close(after.memory.x, before.memory.x, atol=0, rtol=0)
            assert after.losses == before.losses
        elif after.losses:
            losses.append(after.losses["total"])
    assert losses == sorted(losses, reverse=True)
    assert losses[-1] < 0.8 * losses[0]


def test_a_run_that_gives_no_numbers_any_more_ends(
    recipe: Recipe, encoder: Encoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = SMALL.model_copy(update={"quality": "fine"})
    monkeypatch.setattr(scene, "Evaluation", _Spoilt(range(3, 10_000)))
    session = Session(recipe, encoder)
    _run(session, settings, 3)
    good = session.snapshot().pixels
    with pytest.raises(Problem, match="no numbers"):
        _run(session, settings, HOPELESS)
    np.testing.assert_array_equal(session.snapshot().pixels, good)


def test_a_restored_session_remembers_that_there_were_no_numbers(
    recipe: Recipe, encoder: Encoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = SMALL.model_copy(update={"quality": "fine"})
    monkeypatch.setattr(scene, "Evaluation", _Spoilt(range(3, 10_000)))
    session, other = Session(recipe, encoder), Session(recipe, encoder)
    _run(session, settings, 3 + HOPELESS // 2)
    other.restore(session.state())
    left = HOPELESS - session.state().bad
    assert 0 < left < HOPELESS
    _run(other, settings, left - 1)
    with pytest.raises(Problem, match="no numbers"):
        other.step(settings)


def test_weights_that_give_no_numbers_end_the_run(recipe: Recipe, network: list[Any]) -> None:
    broken = Encoder([replace(network[0], weight=network[0].weight * float("nan")), *network[1:]])
    settings = SMALL.model_copy(update={"quality": "fine"})
    session = Session(replace(recipe, settings=settings), broken)
    with pytest.raises(Problem, match="no numbers"):
        _run(session, settings, HOPELESS)
    photo, kept = _small(recipe.photo, 64, 32), session.state().memory.x[0].permute(1, 2, 0).numpy()
    np.testing.assert_allclose(255 * kept, photo, atol=1)


def test_too_little_memory_is_told_before_the_work(recipe: Recipe, encoder: Encoder) -> None:
    large = replace(recipe, settings=SMALL.model_copy(update={"size": 4096}))
    with pytest.raises(Problem, match=r"4096 × 2048 pixels need more memory than the 1\.2 GB.* largest possible size"):
        Session(large, encoder, memory=1_200_000_000)
    Session(recipe, encoder, memory=1_200_000_000)


def _too_large(*_: object) -> None:
    torch.empty(2**50)  # torch's own error, whatever it says


def _python_memory(*_: object) -> None:
    raise MemoryError


@pytest.mark.parametrize("fails", [_too_large, _python_memory])
def test_running_out_of_memory_is_told_and_keeps_the_result(
    recipe: Recipe, encoder: Encoder, monkeypatch: pytest.MonkeyPatch, fails: Any
) -> None:
    session = Session(recipe, encoder)
    _run(session, SMALL, 4)
    good, evaluations = session.snapshot().pixels, session.state().evaluations
    with monkeypatch.context() as patch:
        patch.setattr(scene, "objective", fails)
        with pytest.raises(Problem, match=r"not enough memory.*smaller size"):
            session.step(SMALL)
    np.testing.assert_array_equal(session.snapshot().pixels, good)
    session.step(SMALL)  # with memory again it goes on, from what is surely whole: the result
    assert session.state().evaluations == evaluations + 2


def test_a_bug_is_not_taken_for_lack_of_memory(
    recipe: Recipe, encoder: Encoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    def wrong(*_: object) -> dict[str, Tensor]:
        raise RuntimeError("shapes differ")

    monkeypatch.setattr(scene, "objective", wrong)
    with pytest.raises(RuntimeError, match="shapes differ"):
        Session(recipe, encoder).step(SMALL)
