"""Style files: what is written comes back, nothing else is read, and what was learnt paints like the painting."""

import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from objectives import losses_at
from safetensors.numpy import load as load_arrays
from safetensors.numpy import save as save_arrays

from stylegui.engine.errors import Problem
from stylegui.engine.network import weights
from stylegui.engine.network.encoder import Encoder
from stylegui.engine.objective.learnt import arrays_of, grain_of, marks_of
from stylegui.engine.objective.looks import LOOKS
from stylegui.engine.objective.objective import make_targets
from stylegui.engine.objective.reading import read_pictures
from stylegui.engine.pictures.files.loading import load
from stylegui.engine.pictures.grain import grain
from stylegui.engine.pictures.images import Picture, eight_bit, resize_visible, to_levels
from stylegui.engine.pictures.resampling import resample
from stylegui.engine.recipes.recipe import Recipe
from stylegui.engine.regions.faces import faces
from stylegui.engine.run import learning
from stylegui.engine.run.learning import learn, learn_together, mix
from stylegui.engine.run.session import Session
from stylegui.engine.run.views import Views, small_view, view_of
from stylegui.engine.settings import STYLE_LAYERS, Settings
from stylegui.engine.styles import style_file
from stylegui.engine.styles.style import Style
from stylegui.engine.styles.style_file import (
    ENDING,
    METADATA,
    MOST_BYTES,
    LearntPicture,
    decoded,
    encoded,
    load_style,
    save_style,
    sizes_for,
)
from stylegui.engine.terms import nearest
from stylegui.engine.terms.moments import Moments
from stylegui.paths import resources

LIKE = torch.empty(0, dtype=torch.float64)
SMALL = Settings(size=96, quality="draft", auto="off", follow_meaning=0)


@pytest.fixture(scope="module")
def painting() -> Picture:
    whole = eight_bit(load(resources() / "samples" / "woodcut.png").pixels)
    return Picture(np.ascontiguousarray(whole[:300, :400]), name="woodcut.png")


@pytest.fixture(scope="module")
def learnt(encoder: Encoder, painting: Picture) -> LearntPicture:
    return learn(encoder, painting, Settings(), "A friend", "CC0")


@pytest.fixture(scope="module")
def data(learnt: LearntPicture) -> bytes:
    return encoded(learnt)


def painted(encoder: Encoder, photo: Picture, style: Picture, values: Settings) -> torch.Tensor:
    session = Session(Recipe(photo, (Style(style),), values), encoder)
    while not session.finished:
        session.step(values)
    return session.state().memory.x


def test_it_is_read_at_sizes_up_to_its_own() -> None:
    assert sizes_for(1280, 1014)[-3:] == (720, 1024, 1280)
    assert sizes_for(100, 400) == (64, 88, 128, 184, 256, 360, 400)
    assert sizes_for(30, 400)[0] == 256  # smaller ones would have less than the network reads
    assert sizes_for(9000, 9000)[-1] == 2048


def test_what_is_written_comes_back(learnt: LearntPicture, tmp_path: Path) -> None:
    path = tmp_path / f"mine{ENDING}"
    save_style(learnt, path)
    found = load_style(path)
    assert (found.about, found.name, found.path) == (learnt.about, "woodcut", path)
    assert (found.about.author, found.about.licence) == ("A friend", "CC0")
    np.testing.assert_array_equal(found.pixels, learnt.pixels)
    assert list(found.readings) == list(learnt.readings) == [64, 88, 128, 184, 256, 360, 400]
    for size, reading in learnt.readings.items():
        for layer in STYLE_LAYERS:
            np.testing.assert_allclose(found.readings[size].means[layer], reading.means[layer], rtol=1e-6)
            whole = np.abs(reading.roots[layer]).max()
            assert np.abs(found.readings[size].roots[layer] - reading.roots[layer]).max() < 1e-3 * whole
        assert found.readings[size].marks.keys() == reading.marks.keys()
    assert path.stat().st_size < 12_000_000


def test_at_a_size_that_it_holds_it_is_what_is_read_of_the_painting(
    encoder: Encoder, painting: Picture, data: bytes
) -> None:
    """Also after half precision: the moments, and the energy of the grain."""
    found = decoded(data, Path("x"))
    recipe = Recipe(painting, (Style(painting),), Settings())
    view = Views(recipe, encoder.device).styles(256, 192, Settings())[0]
    read = read_pictures(encoder, view, [view], Settings(follow_meaning=0)).parts[0].styles[0]
    for layer, arrays in arrays_of(found, 256, LIKE).items():
        expected = read[Moments(layer)]
        for name in ("mean", "second"):
            apart = torch.linalg.vector_norm(arrays[name] - expected[name])
            assert float(apart / torch.linalg.vector_norm(expected[name])) < 2e-3
    assert grain_of(found, 256) == pytest.approx(grain(view.pixels), rel=1e-3)


def test_a_face_in_a_painting_is_not_read(encoder: Encoder) -> None:
    """As by default when the painting itself is painted with: what is read is that of its other places."""
    painting = load(resources() / "paintings" / "woman-with-a-hat.jpg")
    small = Picture(to_levels(resize_visible(painting, 176, 224)), name="a woman")
    found = arrays_of(learn(encoder, small, Settings(), marks=False), 224, LIKE)["relu3_1"]["mean"]
    view = view_of(small, 176, 224, encoder.device)
    features = encoder(view.pixels, ["relu3_1"])["relu3_1"][0].double()
    face = resample(faces(encoder, small_view(small, encoder.device).pixels), *features.shape[1:])[0, 0].double()
    assert 0.005 < float(face.mean()) < 0.1
    others = (features * (1 - face)).sum((1, 2)) / (1 - face).sum()
    torch.testing.assert_close(found, others, rtol=1e-4, atol=1e-3)
    assert float((found - features.mean((1, 2))).abs().max()) > 0.1


def test_between_two_sizes_both_have_a_say_and_beyond_them_the_last(learnt: LearntPicture) -> None:
    below, above, between = (arrays_of(learnt, size, LIKE)["relu2_1"]["mean"] for size in (256, 360, 304))
    part = np.log(304 / 256) / np.log(360 / 256)
    torch.testing.assert_close(between, (1 - part) * below + part * above)
    for size, held in ((20, 64), (5000, 400)):
        one, other = (arrays_of(learnt, each, LIKE)["relu1_1"]["second"] for each in (size, held))
        torch.testing.assert_close(one, other)


@pytest.mark.parametrize("look", LOOKS)
def test_it_paints_like_the_painting(
    encoder: Encoder, photo: Picture, painting: Picture, data: bytes, look: str
) -> None:
    """It comes as near to the painting's style as with the painting itself."""
    values = SMALL.model_copy(update={"look": look, "size": 128})
    views = Views(Recipe(photo, (Style(painting),), values), encoder.device)
    read = read_pictures(encoder, views.photo(128, 64), views.styles(128, 64, values), values)
    targets = make_targets(read, values)
    of_painting, of_file = (
        losses_at(encoder, targets, painted(encoder, photo, each, values), values)["style"]
        for each in (painting, decoded(data, Path("x")))
    )
    assert of_file < 1.03 * of_painting


def test_it_mixes_with_other_styles_and_follows_regions_and_shares(
    encoder: Encoder, photo: Picture, style: Picture, data: bytes
) -> None:
    file = decoded(data, Path("x"))
    values = SMALL.model_copy(update={"shares": (100.0, 0.0)})
    session = Session(Recipe(photo, (Style(style), Style(file)), values), encoder)
    while not session.finished:
        session.step(values)
    alone = painted(encoder, photo, style, SMALL)
    torch.testing.assert_close(session.state().memory.x, alone)


def test_what_it_does_not_hold_is_told_before_the_work(
    encoder: Encoder, photo: Picture, painting: Picture, learnt: LearntPicture
) -> None:
    without = learn(encoder, painting, Settings(), marks=False)
    recipe = Recipe(photo, (Style(without),), SMALL.model_copy(update={"look": "strokes"}))
    with pytest.raises(Problem, match=r"woodcut holds no marks.*Strokes"):
        Session(recipe, encoder).step(recipe.settings)
    palette = SMALL.model_copy(update={"colour": "palette"})
    with pytest.raises(Problem, match="woodcut has its own colours"):
        Session(Recipe(photo, (Style(learnt),), palette), encoder)
    average = SMALL.model_copy(update={"pooling": "average"})
    with pytest.raises(Problem, match="read by vgg16 with max pooling, not by vgg16 with average pooling"):
        Session(Recipe(photo, (Style(learnt),), average), encoder)


def test_marks_are_those_of_the_nearest_size(learnt: LearntPicture) -> None:
    like = torch.empty(0)
    for size, held in ((100, 128), (300, 256), (330, 360), (900, 400)):
        places = marks_of(learnt, size, like)["places"]
        np.testing.assert_array_equal(places.numpy(), learnt.readings[held].marks["places"])


def test_a_mixture_is_what_painting_with_all_of_them_would_pull_towards(
    encoder: Encoder, learnt: LearntPicture, style: Picture
) -> None:
    other = learn(encoder, style, Settings())
    mixed = mix([learnt, other], Settings(shares=(30, 90)), "both", "", "")
    assert mixed.name == "both"
    for size in (64, 90, 96):
        own, first, second = (arrays_of(each, size, LIKE)["relu3_1"]["second"] for each in (mixed, learnt, other))
        torch.testing.assert_close(own, 0.25 * first + 0.75 * second, rtol=1e-3, atol=1e-3 * float(first.abs().max()))
    again = decoded(encoded(mixed), Path("x"))
    assert again.about.name == "both"
    for shares, why in (((1,), "1 given for 2"), ((0, 0), "above 0")):
        with pytest.raises(Problem, match=why):
            mix([learnt, other], Settings(shares=shares), "x", "", "")


def test_shapes_of_one_and_marks_of_the_other_are_mixed_layer_by_layer(
    encoder: Encoder, learnt: LearntPicture, style: Picture
) -> None:
    other = learn(encoder, style, Settings())
    mixed = mix([learnt, other], Settings(shapes=(100, 0), marks=(0, 100)), "both", "", "")
    for layer, source in (("relu1_1", other), ("relu3_1", other), ("relu4_1", learnt), ("relu5_1", learnt)):
        own, wanted = (arrays_of(each, 90, LIKE)[layer]["mean"] for each in (mixed, source))
        torch.testing.assert_close(own, wanted, rtol=1e-3, atol=1e-4)


def test_styles_of_a_document_are_learnt_as_they_are_looked_at(encoder: Encoder, style: Picture) -> None:
    upper = Style(style, crop=(0, 0, 1, 0.5))
    alone = learn_together(encoder, [upper], Settings(), "upper", "me", "mine")
    assert (alone.about.name, alone.about.author, alone.about.height) == ("upper", "me", style.height // 2)
    assert all(reading.marks for size, reading in alone.readings.items() if size >= 128)
    both = learn_together(encoder, [upper, Style(style)], Settings(shares=(0, 100)), "both", "", "")
    whole = learn(encoder, style, Settings())
    for size in (64, 90):
        own, wanted = (arrays_of(each, size, LIKE)["relu3_1"]["mean"] for each in (both, whole))
        torch.testing.assert_close(own, wanted, rtol=1e-3, atol=1e-4)
    with pytest.raises(Problem, match="is a style file already"):
        learn_together(encoder, [Style(alone)], Settings(), "again", "", "")


def test_what_another_network_has_read_is_not_mixed(learnt: LearntPicture) -> None:
    other = LearntPicture(
        learnt.pixels, name="other", about=learnt.about.model_copy(update={"digest": "0"}), readings=learnt.readings
    )
    with pytest.raises(Problem, match="other was read by another network than woodcut"):
        mix([learnt, other], Settings(), "x", "", "")


# What is no style


def _with(data: bytes, change: Callable[[dict[str, NDArray[np.generic]]], object], about: str | None = None) -> bytes:
    arrays = dict(load_arrays(data))
    change(arrays)
    length = int.from_bytes(data[:8], "little")
    own = json.loads(data[8 : 8 + length])["__metadata__"][METADATA]
    return save_arrays(arrays, {METADATA: own if about is None else about})


def _nan(arrays: dict[str, NDArray[np.generic]]) -> None:
    arrays["64 relu3_1 mean"] = np.full(256, np.nan, np.float32)


@pytest.mark.parametrize(
    ("change", "words"),
    [(lambda a: a.pop("64 relu3_1 root"), "64 relu3_1 root is missing"),
     (lambda a: a.pop("64 relu3_1 root scale"), "64 relu3_1 root scale is missing"),
     (lambda a: a.update({"64 relu3_1 mean": np.zeros(7, np.float32)}), "64 relu3_1 mean is float32"),
     (_nan, "no numbers"),
     (lambda a: a.update({"extra": np.zeros(7)}), "'extra' is nothing that a style has"),
     (lambda a: a.update({"9999 grain": np.zeros(1, np.float32)}), "sizes that nothing is read at"),
     (lambda a: a.update({"thumbnail": np.zeros((900, 900, 3), np.uint8)}), "no size that a small picture has"),
     (lambda a: a.pop("thumbnail"), "thumbnail is missing"),
     (lambda a: [a.pop(name) for name in list(a) if name != "thumbnail"], "nothing was read"),
     (lambda a: a.update({"256 marks places": np.zeros((0, 128), np.float16)}), "0 places")],
)  # fmt: skip
def test_what_is_missing_or_wrong_is_told(
    data: bytes, change: Callable[[dict[str, NDArray[np.generic]]], object], words: str
) -> None:
    with pytest.raises(Problem, match=rf"x is no style that can be used: .*{words}"):
        decoded(_with(data, change), Path("x"))


@pytest.mark.parametrize("about", ["", "[]", "{}", '{"version": 2}', "{" * 5000, '{"name": "' + "x" * 9000 + '"}'])
def test_what_says_nonsense_of_itself_is_refused(data: bytes, about: str) -> None:
    with pytest.raises(Problem, match="x is no style that can be used"):
        decoded(_with(data, lambda _: None, about), Path("x"))


@settings(max_examples=60, deadline=None)
@given(place=st.integers(0, 3000), value=st.integers(0, 255), cut=st.integers(0, 4000))
def test_a_damaged_file_is_refused_in_words_or_read(data: bytes, place: int, value: int, cut: int) -> None:
    damaged = bytearray(data)
    damaged[place] = value
    for each in (bytes(damaged), data[:cut], bytes(cut)):
        with suppress(Problem):
            decoded(each, Path("x"))


def test_files_that_are_not_there_or_too_large_are_refused(tmp_path: Path) -> None:
    with pytest.raises(Problem, match="cannot read the style"):
        load_style(tmp_path / "none.stylegui-style")
    large = tmp_path / "large.stylegui-style"
    with large.open("wb") as file:
        file.truncate(MOST_BYTES + 1)
    with pytest.raises(Problem, match="more than 64 MB"):
        load_style(large)


def test_a_style_is_not_written_under_a_picture_s_name(learnt: LearntPicture, tmp_path: Path) -> None:
    with pytest.raises(Problem, match=r"please let it end in \.stylegui-style"):
        save_style(learnt, tmp_path / "style.png")


def test_nothing_of_it_is_cut_out_or_turned(learnt: LearntPicture, photo: Picture) -> None:
    for looked_at in ({"crop": (0, 0, 0.5, 1)}, {"rotation": 30.0}):
        with pytest.raises(Problem, match="woodcut is a style file: no part of it"):
            replace(Style(learnt), **looked_at)
    assert Style(learnt).seen() is learnt
    assert learnt.size_at(64) == (400, 300)


def test_what_a_file_may_hold_is_what_is_read() -> None:
    """Written down twice, for reading a file needs no torch."""
    assert (style_file.COMPONENTS, style_file.MOST_PLACES) == (nearest.NUMBERS, nearest.MOST)
    assert tuple(style_file.CHANNELS.values()) == weights.WIDTHS


def test_a_large_painting_is_read_in_blocks_to_the_same(
    encoder: Encoder, style: Picture, monkeypatch: pytest.MonkeyPatch
) -> None:
    pixels = np.tile(style.pixels, (6, 8, 1)).astype(np.uint8)
    whole = learn(encoder, Picture(pixels), Settings())
    monkeypatch.setattr(learning, "AT_ONCE", 400 * 400)
    pieces = learn(encoder, Picture(pixels), Settings())
    size = max(whole.readings)
    assert size > 700
    for layer in ("relu1_1", "relu3_1", "relu5_1"):
        ours, theirs = (arrays_of(each, size, LIKE)[layer]["second"] for each in (pieces, whole))
        torch.testing.assert_close(ours, theirs, rtol=1e-3, atol=1e-4 * float(theirs.abs().max()))
