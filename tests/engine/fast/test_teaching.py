"""Teaching a fast network: small cuts and few lessons."""

from collections.abc import Callable

import numpy as np
import pytest
import torch

from stylegui.engine.errors import Problem
from stylegui.engine.fast import lessons, teaching
from stylegui.engine.fast.any_style import any_style, shipped_digest
from stylegui.engine.fast.lessons import Pair
from stylegui.engine.fast.taught import about_teaching, taught_network
from stylegui.engine.fast.teaching import Course, Teaching, course_after
from stylegui.engine.network.encoder import Encoder
from stylegui.engine.pictures.files.loading import from_array
from stylegui.engine.pictures.images import Picture
from stylegui.engine.recipes.recipe_note import digest_of
from stylegui.engine.run.learning import learn
from stylegui.engine.settings import Settings
from stylegui.engine.styles.style import Style

Teach = Callable[..., Teaching]


@pytest.fixture
def teach(encoder: Encoder, photo: Picture, style: Picture, monkeypatch: pytest.MonkeyPatch) -> Teach:
    """Begins to teach."""
    monkeypatch.setattr(teaching, "SMALL", 32)
    monkeypatch.setattr(lessons, "SMALL", 32)
    monkeypatch.setattr(teaching, "LARGE", 48)
    monkeypatch.setattr(teaching, "SIDE", 96)
    monkeypatch.setattr(teaching, "AGAIN", 4)

    def begun(course: Course, styles: tuple[Picture, ...] = (style,), **settings: object) -> Teaching:
        monkeypatch.setattr(teaching, "USUAL", course)
        monkeypatch.setattr(teaching, "FROM_NOTHING", course)
        given = Settings.model_validate({"auto": "off", **settings})
        return Teaching(encoder, [Style(each) for each in styles], given, [photo])

    return begun


@pytest.fixture
def from_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every network begins with knowing nothing."""
    monkeypatch.setattr(teaching, "_shipped_for", lambda _views, _settings: None)


@pytest.mark.usefixtures("from_nothing")
def test_what_is_taught_comes_nearer_to_the_style(teach: Teach) -> None:
    taught = teach(Course(60, 0))
    losses = []
    while not taught.finished:
        losses.append(taught.step().losses["total"])
    assert np.mean(losses[-10:]) < 0.85 * np.mean(losses[:10])  # in so small cuts there is little to see


def test_the_same_is_taught_the_same(teach: Teach) -> None:
    both = teach(Course(5, 2)), teach(Course(5, 2))
    for each in both:
        while not each.finished:
            each.step()
    for name, values in both[0].weights.items():
        assert torch.equal(values, both[1].weights[name]), name
    other = teach(Course(5, 2), seed=3)
    other.step()
    assert not torch.equal(other.weights["first filter"], both[0].weights["first filter"])


def test_the_work_is_counted_by_what_lessons_cost(teach: Teach) -> None:
    taught = teach(Course(2, 2))
    seen = [taught.fraction]
    while not taught.finished:
        taught.step()
        seen.append(taught.fraction)
    assert seen[0] == 0
    assert seen[-1] == 1
    assert seen[4] - seen[3] == pytest.approx(teaching.COST * (seen[1] - seen[0]))
    assert taught.number == 4


def test_the_sliders_count(teach: Teach) -> None:
    def pull(**settings: object) -> float:
        return teach(Course(1, 0), **settings).step().losses["style"]

    assert pull(strength=100) == pytest.approx(4 * pull(strength=50), rel=1e-3)
    with pytest.raises(Problem, match=r"shares: 2 given for 1 style"):
        teach(Course(1, 0), shares=(1, 2))


@pytest.mark.usefixtures("from_nothing")
def test_a_mixture_is_of_all_its_styles(teach: Teach, style: Picture, other_style: Picture) -> None:
    losses = [
        teach(Course(1, 0), styles, shares=shares).step().losses["style"]
        for styles, shares in (
            ((style,), ()),
            ((style, other_style), (100, 0)),
            ((style, other_style), (50, 50)),
        )
    ]
    assert losses[0] == pytest.approx(losses[1], rel=1e-4)
    assert losses[0] != pytest.approx(losses[2], rel=1e-2)


def test_without_a_photo_nothing_is_taught(encoder: Encoder, style: Picture) -> None:
    with pytest.raises(Problem, match="no photo to teach with"):
        Teaching(encoder, [Style(style)], Settings(), [])


def test_it_goes_on_with_what_was_taught(
    teach: Teach, encoder: Encoder, photo: Picture, style: Picture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(teaching, "QUICK", Course(2, 0))
    first, settings, styles = teach(Course(3, 0)), Settings(strength=60), [Style(style)]
    while not first.finished:
        first.step()
    about = about_teaching(styles, settings, "strokes", "mine")
    kept = taught_network(about, first, styles, settings)
    assert (kept.about.name, kept.about.licence, kept.about.lessons) == ("strokes", "mine", 3)
    assert kept.about.styles == (digest_of(style),)
    assert kept.about.settings["strength"] == 60
    assert "size" not in kept.about.settings
    assert kept.about.grown_from == shipped_digest()
    assert max(kept.thumbnail.shape) <= 256
    again = Teaching(encoder, styles, settings, [photo], kept)
    assert torch.equal(again.weights["first filter"], first.weights["first filter"])
    assert again.course == Course(2, 0)
    assert again.grown_from == shipped_digest()
    again.step()
    assert taught_network(about, again, styles, settings).about.lessons == 4


def test_what_is_left_of_the_course_is_given() -> None:
    whole, least = teaching.USUAL, teaching.QUICK
    assert course_after(0) == whole
    assert course_after(100) == Course(whole.small - 100, whole.large, whole.rate)
    assert course_after(whole.lessons - 80) == Course(least.small, 80, whole.rate)
    assert course_after(10_000) == Course(least.small, least.large, whole.rate)


def test_what_a_file_cannot_hold_is_told_before_the_work(style: Picture) -> None:
    with pytest.raises(Problem, match="licence: String should have at most 2000"):
        about_teaching([Style(style)], Settings(), "strokes", "word " * 500)


def test_it_begins_with_the_network_that_ships(teach: Teach, monkeypatch: pytest.MonkeyPatch) -> None:
    begun = teach(Course(1, 0))
    shipped = any_style(torch.device("cpu")).weights
    assert torch.equal(begun.weights["down1 filter"], shipped["down1 filter"])
    assert not torch.equal(begun.weights["down1 scale"], shipped["down1 scale"])  # the style's own
    loss = begun.step().losses["style"]
    monkeypatch.setattr(teaching, "_shipped_for", lambda _views, _settings: None)
    assert loss < teach(Course(1, 0)).step().losses["style"]


@pytest.mark.usefixtures("from_nothing")
def test_a_style_file_can_be_taught(encoder: Encoder, photo: Picture, style: Picture, teach: Teach) -> None:
    learnt = learn(encoder, style, Settings())
    plain, of_file = teach(Course(1, 0)), teach(Course(1, 0), (learnt,), colour="palette")
    assert of_file.grown_from is None
    assert of_file.step().losses["style"] == pytest.approx(plain.step().losses["style"], rel=0.05)


def test_of_a_photo_with_a_result_what_the_result_shows_is_kept(
    encoder: Encoder, photo: Picture, style: Picture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lessons, "AS_IT_IS", 1.0)
    turned = from_array(np.ascontiguousarray(photo.pixels[::-1, ::-1]), "turned")
    losses = []
    for result in (photo, turned):
        taught = Teaching(encoder, [Style(style)], Settings(auto="off"), [photo], pairs=[Pair(photo, result)] * 9)
        losses.append(taught.step().losses)
    assert losses[0]["style"] == losses[1]["style"]
    assert losses[0]["content"] < losses[1]["content"]
