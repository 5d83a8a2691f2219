"""What a run will take, and what is refused."""

import pytest

from stylegui.engine.errors import Problem
from stylegui.engine.plan.durations import in_words
from stylegui.engine.plan.forecast import BASE, FIXED, LAST_SAVES, MARKS, READING, Needs, usual_memory
from stylegui.engine.plan.pyramid import Scale
from stylegui.engine.settings import Settings

PHOTO, STYLE = (4000, 3000), (1280, 1014)
NEEDS = Needs(PHOTO, (STYLE,), 0, "painterly", 4_000_000_000)


def _of(size: int, memory: int = 4_000_000_000, regions: int = 0, look: str = "painterly") -> tuple[float, int]:
    found = Needs(PHOTO, (STYLE,), regions, look, memory).forecast(Settings(size=size))
    assert max(found.width, found.height) == size
    return found.seconds(5e-6), found.bytes


def test_more_pixels_take_more_of_both() -> None:
    found = [_of(size) for size in (128, 256, 512, 1024, 2048, 4096)]
    assert found == sorted(found)


def test_a_large_picture_does_not_cost_what_its_pixels_cost() -> None:
    small, large = _of(512)[0], _of(4096)[0]
    assert large < 12 * small


def test_it_stays_within_the_memory_that_may_be_used() -> None:
    for memory in (2_500_000_000, 4_000_000_000, 12_000_000_000):
        assert BASE < _of(2048, memory)[1] <= memory


def test_work_counts_pixels_and_evaluations() -> None:
    """And the one that measures, what decompositions take, and reading of photo and style, and marks."""
    scale = Scale(400, 300, 3)
    read = 400 * 300 + 400 * 317
    assert NEEDS.evaluation(scale) == 400 * 300 + FIXED
    assert NEEDS.work(scale, Settings()) == (4 - LAST_SAVES) * NEEDS.evaluation(scale) + (READING + MARKS) * read


def test_regions_take_memory() -> None:
    assert _of(2048, regions=5)[1] > _of(2048)[1] + 5 * 2048 * 1536 * 8


def test_strokes_take_memory_where_they_are_looked_for() -> None:
    assert _of(512, look="strokes")[1] > _of(512)[1] + 512 * 384 * 300
    assert _of(2048, look="strokes") == _of(2048)


def test_what_does_not_fit_is_refused_with_the_largest_size_that_does() -> None:
    with pytest.raises(Problem, match=r"16384 × 12288 pixels.*largest possible size is (\d+) pixels") as refused:
        NEEDS.check(Settings(size=16384))
    size = int(str(refused.value).split("largest possible size is ")[1].split()[0])
    assert size > 4096
    NEEDS.check(Settings(size=size))
    with pytest.raises(Problem):
        NEEDS.check(Settings(size=size + 1))


def test_the_usual_memory_is_the_same_as_long_as_the_program_runs() -> None:
    """So that no size is refused that ran before."""
    assert usual_memory() == usual_memory() > BASE


@pytest.mark.parametrize(
    ("seconds", "words"), [(3, "10 s"), (42, "40 s"), (57, "1 min"), (540, "9 min"), (7000, "2 h")]
)
def test_times_are_said_as_people_would(seconds: float, words: str) -> None:
    assert in_words(seconds) == words
