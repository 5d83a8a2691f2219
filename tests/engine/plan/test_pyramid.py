"""The sizes of a run."""

import itertools

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from stylegui.engine.pictures.files.loading import MAX_ASPECT
from stylegui.engine.pictures.images import MIN_WORKING_SIDE, working_size
from stylegui.engine.plan.pyramid import COARSEST, going_on_from, plan_scales
from stylegui.engine.settings import choices

SIDE = st.integers(16, 10_000)


@given(SIDE, SIDE, st.integers(64, 16384), st.sampled_from(choices("quality")))
def test_scales_go_from_coarse_to_the_full_size(width: int, height: int, size: int, quality: str) -> None:
    assume(max(width, height) <= MAX_ASPECT * min(width, height))
    scales = plan_scales(width, height, size, quality)
    assert (scales[-1].width, scales[-1].height) == working_size(width, height, size)
    for coarse, fine in itertools.pairwise(scales):
        assert coarse.width <= fine.width
        assert coarse.height <= fine.height
    for scale in scales:
        assert min(scale.width, scale.height) >= MIN_WORKING_SIDE
        assert scale.evaluations > 0


@given(SIDE, SIDE, st.integers(64, 4096))
def test_every_scale_keeps_the_photos_aspect(width: int, height: int, size: int) -> None:
    """As well as whole pixels can: each side is within half a pixel of the exact one."""
    assume(max(width, height) <= MAX_ASPECT * min(width, height))
    for scale in plan_scales(width, height, size, "normal"):
        if width >= height:
            assert abs(scale.height - scale.width * height / width) <= 1
        if height >= width:
            assert abs(scale.width - scale.height * width / height) <= 1


def test_a_small_result_has_one_scale_and_a_large_one_begins_coarse() -> None:
    assert len(plan_scales(300, 200, 64, "draft")) == 1
    scales = plan_scales(3000, 2000, 512, "normal")
    assert len(scales) > 1
    assert COARSEST <= scales[0].width < 512
    assert scales[-1].width == 512


def test_no_scale_but_the_last_is_below_the_coarsest() -> None:
    for size in range(64, 1024, 7):
        assert all(max(s.width, s.height) >= COARSEST for s in plan_scales(100, 70, size, "fine")[:-1])


def test_a_better_quality_takes_more_evaluations_at_the_same_sizes() -> None:
    draft, normal, fine = (plan_scales(600, 400, 512, quality) for quality in ("draft", "normal", "fine"))
    for a, b, c in zip(draft, normal, fine, strict=True):
        assert (a.width, a.height) == (b.width, b.height) == (c.width, c.height)
        assert a.evaluations < b.evaluations < c.evaluations


@pytest.mark.parametrize(("width", "height"), [(1600, 100), (100, 1600)])
def test_a_long_picture_keeps_a_side_that_the_network_can_read(width: int, height: int) -> None:
    (scale,) = plan_scales(width, height, 64, "draft")
    assert sorted((scale.width, scale.height)) == [MIN_WORKING_SIDE, MIN_WORKING_SIDE * 16]


@pytest.mark.parametrize("quality", choices("quality"))
def test_sizes_double(quality: str) -> None:
    sides = [scale.width for scale in plan_scales(4096, 3072, 4096, quality)]
    assert sides == [128, 256, 512, 1024, 2048, 4096]
    assert [scale.is_large for scale in plan_scales(4096, 3072, 4096, quality)] == [False] * 3 + [True] * 3


@pytest.mark.parametrize("quality", choices("quality"))
def test_every_size_has_evaluations_enough(quality: str) -> None:
    """A small one is not left with what the last scale of a larger one gets."""
    least = {"draft": 20, "normal": 36, "fine": 62}[quality]
    for size in range(64, 700, 9):
        assert sum(scale.evaluations for scale in plan_scales(400, 300, size, quality)) >= least


@pytest.mark.parametrize(
    ("result", "size", "follow"),
    [
        (512, 1024, [1024]),
        (768, 1000, [1000]),
        (512, 4096, [1024, 2048, 4096]),
        (3000, 5000, [5000]),
        (400, 2048, [1024, 2048]),
    ],
)
def test_a_result_is_gone_on_from_at_its_own_size(result: int, size: int, follow: list[int]) -> None:
    """Nothing follows that is hardly larger, but for what was asked for."""
    scales, index = going_on_from(plan_scales(4000, 3000, size, "normal"), result, result * 3 // 4)
    assert (scales[index].width, scales[index].height) == (result, result * 3 // 4)
    assert [scale.width for scale in scales[index + 1 :]] == follow
    widths = [scale.width for scale in scales]
    assert widths == sorted(set(widths))
