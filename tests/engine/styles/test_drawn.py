"""The drawn styles: repeatable, alike at any size, and each handle does what it says."""

from functools import cache

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image
from pydantic import ValidationError

from stylegui.engine.errors import Problem
from stylegui.engine.styles.drawn.families import FAMILIES, draw, usual_handles
from stylegui.engine.styles.drawn.handles import PALETTES, Handles, palette_of
from stylegui.engine.styles.drawn.tools.drawing import Drawing
from stylegui.engine.styles.drawn_picture import drawn_size

HEIGHT, WIDTH = 144, 192

each_family = pytest.mark.parametrize("family", FAMILIES)


@cache
def _picture(family: str, **turned: object) -> NDArray[np.uint8]:
    return draw(family, usual_handles(family).model_copy(update=turned), HEIGHT, WIDTH)


def _apart(one: NDArray[np.uint8], other: NDArray[np.uint8]) -> float:
    return float(np.abs(one.astype(float) - other).mean())


def _small(picture: NDArray[np.uint8], width: int = 24, height: int = 18) -> NDArray[np.uint8]:
    return np.asarray(Image.fromarray(picture).resize((width, height), Image.Resampling.BOX))


def _fine(picture: NDArray[np.uint8]) -> float:
    """How much neighbours differ, beside how much all do."""
    grey = picture.astype(float).mean(2)
    return float((np.abs(np.diff(grey, axis=0)).mean() + np.abs(np.diff(grey, axis=1)).mean()) / grey.std())


def _agreement(picture: NDArray[np.uint8], degrees: float) -> float:
    """How much the marks run in a direction: 1 where they all do, -1 where all run across it."""
    grey = picture.astype(float).mean(2)
    down, right = np.gradient(grey)
    along = np.exp(2j * (np.arctan2(-down, right) + np.pi / 2))  # of an edge, across its gradient
    weight = down**2 + right**2
    return float(((along * np.exp(-2j * np.deg2rad(degrees))).real * weight).sum() / weight.sum())


def test_there_are_twelve_families_and_more() -> None:
    assert len(FAMILIES) >= 12
    assert len({family.title for family in FAMILIES.values()}) == len(FAMILIES)


@each_family
def test_the_same_handles_draw_the_same_picture(family: str) -> None:
    picture = _picture(family)
    assert picture.shape == (HEIGHT, WIDTH, 3)
    assert picture.dtype == np.uint8
    np.testing.assert_array_equal(draw(family, usual_handles(family), HEIGHT, WIDTH), picture)


@each_family
def test_another_seed_draws_another_picture(family: str) -> None:
    assert _apart(_picture(family, seed=2), _picture(family)) > 4


@each_family
def test_a_larger_one_is_the_same_picture_with_finer_detail(family: str) -> None:
    large = draw(family, usual_handles(family), 3 * HEIGHT, 3 * WIDTH)
    others = [_apart(_small(large), _small(_picture(family, seed=seed))) for seed in (2, 3)]
    assert _apart(_small(large), _small(_picture(family))) < 0.8 * min(others)


@each_family
@pytest.mark.parametrize(("height", "width"), [(33, 47), (47, 33), (40, 160), (8, 8)])
def test_any_size_gives_that_many_bytes(family: str, height: int, width: int) -> None:
    assert draw(family, usual_handles(family), height, width).shape == (height, width, 3)


@pytest.mark.parametrize(("height", "width"), [(0, 20), (20, 7)])
def test_a_picture_of_too_few_pixels_is_refused(height: int, width: int) -> None:
    with pytest.raises(ValueError, match=f"at least 8 pixels a side, not {width} x {height}"):
        draw("oil", usual_handles("oil"), height, width)


@each_family
def test_there_is_something_to_take_a_style_from(family: str) -> None:
    grey = _picture(family).astype(float).mean(2)
    assert np.percentile(grey, 95) - np.percentile(grey, 5) > 60
    assert np.median(grey.reshape(9, 16, 12, 16).std(axis=(1, 3))) > 3


# a larger cut, tuft or wash has as much edge within the same picture: those three have few marks to count
@pytest.mark.parametrize("family", sorted(FAMILIES.keys() - {"paper-cut", "felt", "ink-wash"}))
def test_larger_marks_are_coarser(family: str) -> None:
    fine, coarse = (
        draw(family, usual_handles(family).model_copy(update={"mark_size": size}), 432, 576) for size in (0.0, 100.0)
    )
    assert _fine(fine) > 1.02 * _fine(coarse)


@each_family
@pytest.mark.parametrize("handle", ["mark_size", "density", "contrast", "paper", "direction", "palette"])
def test_a_handle_changes_the_picture(family: str, handle: str) -> None:
    ends = {"direction": (20.0, 65.0), "palette": (PALETTES["fire"], PALETTES["sea"])}
    low, high = ends.get(handle, (10.0, 90.0))
    changes = _apart(_picture(family, **{handle: low}), _picture(family, **{handle: high})) > 0.4
    assert changes == (handle != "direction" or "fixed" in FAMILIES[family].directions)


@each_family
def test_those_that_can_follow_the_photo_do(family: str) -> None:
    handles = usual_handles(family).model_copy(update={"direction": "photo"})
    level, aslant = (draw(family, handles, HEIGHT, WIDTH, np.full((9, 12), turned)) for turned in (0.0, -np.pi / 4))
    assert (_apart(level, aslant) > 0.4) == ("photo" in FAMILIES[family].directions)


@each_family
@pytest.mark.parametrize("end", [0.0, 100.0])
@pytest.mark.parametrize(("height", "width"), [(8, 8), (60, 80)])
def test_nothing_breaks_at_the_ends_of_the_handles(family: str, end: float, height: int, width: int) -> None:
    handles = usual_handles(family).model_copy(
        update={"mark_size": end, "density": end, "contrast": end, "paper": end, "seed": 2**31 - 1}
    )
    picture = FAMILIES[family].draw(Drawing(height, width, handles, None))
    assert picture.shape == (height, width, 3)
    assert picture.dtype == np.float32
    assert np.isfinite(picture).all()


@each_family
def test_a_few_pixels_more_are_no_other_picture(family: str) -> None:
    """Nothing that is counted, as marks in a row, may turn over between the sizes of a run."""
    usual = usual_handles(family)
    sizes = [drawn_size(longer) for longer in (507, 516)]
    ours, larger = (_small(draw(family, usual, height, width), 64, 48) for width, height in sizes)
    other = _small(draw(family, usual.model_copy(update={"seed": 5}), 387, 516), 64, 48)
    assert _apart(ours, larger) < 0.35 * _apart(ours, other)


@each_family
def test_more_contrast_sets_tones_further_apart(family: str) -> None:
    one = ("5a7f9a",) * 5
    spreads = [
        _small(_picture(family, contrast=value, palette=one)).astype(float).mean(2).std() for value in (10.0, 90.0)
    ]
    assert spreads[0] < spreads[1]


@pytest.mark.parametrize("family", ["oil", "brush-strokes", "pencil", "charcoal", "engraving", "woodcut", "circuit"])
def test_marks_run_in_the_direction_that_is_asked_for(family: str) -> None:
    for degrees in (0.0, 45.0, 90.0):
        handles = usual_handles(family).model_copy(update={"direction": degrees})
        picture = draw(family, handles, 432, 576)
        assert _agreement(picture, degrees) > 0.1 + _agreement(picture, degrees + 90)


def test_marks_run_along_the_edges_of_the_photo() -> None:
    upright = np.full((20, 30), -np.pi / 2)
    handles = usual_handles("oil").model_copy(update={"direction": "photo"})
    assert _agreement(draw("oil", handles, 432, 576, upright), 90) > 0.2
    np.testing.assert_array_equal(draw("oil", handles, HEIGHT, WIDTH), _picture("oil"))  # without one, as they would


@pytest.mark.parametrize("family", ["oil", "watercolour", "mosaic", "paper-cut", "felt", "stained-glass", "woodcut"])
def test_the_palette_decides_the_colours(family: str) -> None:
    red, blue = (
        draw(family, Handles(palette=colours), HEIGHT, WIDTH).reshape(-1, 3).mean(0)
        for colours in (
            ("400000", "800000", "c00000", "ff2020", "ff8080"),
            ("000040", "000080", "0000c0", "2020ff", "8080ff"),
        )
    )
    assert red[0] - red[2] > 20
    assert blue[2] - blue[0] > 20


def test_a_photo_gives_five_colours_from_dark_to_light() -> None:
    ramp = np.repeat(np.arange(200, dtype=np.uint8)[None, :, None], 3, 2).repeat(50, 0)
    grey = [int(colour[:2], 16) for colour in palette_of(ramp)]
    assert grey == sorted(grey)
    assert np.abs(np.array(grey) - (20, 60, 100, 140, 180)).max() <= 4
    assert Handles(palette=palette_of(ramp)).palette == palette_of(ramp)


@pytest.mark.parametrize(
    "wrong",
    [{"mark_size": 101}, {"direction": 180}, {"direction": "up"}, {"palette": ("000000",) * 4}, {"seed": -1},
     {"palette": ("00000g",) * 5}, {"colour": 1}, {"density": float("nan")}],
)  # fmt: skip
def test_handles_out_of_bounds_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Handles.model_validate(wrong)


def test_a_family_that_is_not_there_is_named_with_those_that_are() -> None:
    with pytest.raises(Problem, match=r"'oils'.*brush-strokes, oil"):
        usual_handles("oils")


def test_named_palettes_are_of_five_colours() -> None:
    for colours in PALETTES.values():
        assert Handles(palette=colours).palette == colours
