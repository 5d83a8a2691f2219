"""Painting regions by hand, beside what each pixel says for itself."""

import math
from collections.abc import Sequence

import numpy as np
import pytest
from numpy.typing import NDArray

from stylegui.engine.pictures.images import Picture
from stylegui.engine.regions.region_editor import (
    Carry,
    Fill,
    Point,
    Stencil,
    Stroke,
    covered,
    is_same_kind,
    painted,
    similar,
)
from stylegui.engine.regions.regions import Mask, Region

EMPTY: Mask = np.zeros((1, 1), np.uint8)
FIRST, SECOND, KEPT = Region(EMPTY, 0), Region(EMPTY, 1), Region(EMPTY, None)
WIDTH, HEIGHT = 40, 20
PHOTO = Picture(np.zeros((HEIGHT, WIDTH, 3), np.uint8))


def _stroke(kind: Region | None, *points: Point, radius: float = 4, softness: float = 0) -> Stroke:
    return Stroke(points, radius, softness, kind)


def _dot(regions: tuple[Region, ...], kind: Region | None, x: float, radius: float = 4) -> tuple[Region, ...]:
    return painted(regions, _stroke(kind, (x, 10), radius=radius), WIDTH, HEIGHT)


def _whole(stroke: Stroke, width: int, height: int) -> Mask:
    mask = np.zeros((height, width), np.uint8)
    box, coverage = covered(stroke, width, height)
    mask[box] = coverage
    return mask


def _away(points: Sequence[Point], width: int, height: int) -> NDArray[np.float64]:
    """(height, width): how far each pixel's centre is from the nearest of the straight ways between points."""
    y, x = np.mgrid[:height, :width] + 0.5
    least = np.full((height, width), np.inf)
    for (x0, y0), (x1, y1) in zip(points, points[1:] or points, strict=False):
        along = np.zeros((height, width))
        if (x0, y0) != (x1, y1):
            along = ((x - x0) * (x1 - x0) + (y - y0) * (y1 - y0)) / ((x1 - x0) ** 2 + (y1 - y0) ** 2)
        along = along.clip(0, 1)
        least = np.minimum(least, np.hypot(x - x0 - along * (x1 - x0), y - y0 - along * (y1 - y0)))
    return least


@pytest.mark.parametrize("softness", [0.0, 0.5, 1.0])
@pytest.mark.parametrize("end", [(3.0, 4.0), (30.0, 12.0), (-5.0, 40.0)])
def test_a_brush_covers_what_is_near_its_way(softness: float, end: Point) -> None:
    """Each pixel's centre beside the nearest of many points of the way."""
    radius, start = 6.0, (3.0, 4.0)
    mask = _whole(_stroke(FIRST, start, end, radius=radius, softness=softness), 40, 24)
    way = [(start[0] + t * (end[0] - start[0]), start[1] + t * (end[1] - start[1])) for t in np.linspace(0, 1, 2001)]
    for y in range(24):
        for x in range(40):
            away = min(math.hypot(x + 0.5 - px, y + 0.5 - py) for px, py in way)
            if away <= radius * (1 - softness) - 1:
                assert mask[y, x] == 255
            if away >= radius + 1:
                assert mask[y, x] == 0
            if softness and radius * (1 - softness) < away < radius:
                assert mask[y, x] == pytest.approx(255 * (radius - away) / (softness * radius), abs=2)


@pytest.mark.parametrize("softness", [0.0, 0.3, 1.0])
@pytest.mark.parametrize("radius", [3.0, 90.0])
@pytest.mark.parametrize("count", [1, 2, 40])
def test_a_long_stroke_covers_what_its_nearest_way_covers(softness: float, radius: float, count: int) -> None:
    """Over many tiles, beside every way measured at every pixel."""
    rng = np.random.default_rng(count)
    points = [(float(x), float(y)) for x, y in np.cumsum(rng.normal((8, 5), 25, (count, 2)), 0)]
    mask = _whole(_stroke(FIRST, *points, radius=radius, softness=softness), 400, 300)
    fade = max(softness * radius, 1.0)
    expected = 255 * ((radius - _away(points, 400, 300)) / fade + (0.5 if fade == 1 else 0)).clip(0, 1)
    np.testing.assert_allclose(mask, expected, atol=0.51 + 0.05 / fade)


@pytest.mark.parametrize("step", [3, 10])
def test_from_afar_a_stroke_is_what_the_whole_has_there(step: int) -> None:
    rng = np.random.default_rng(step)
    points = [(float(x), float(y)) for x, y in rng.uniform(-50, 650, (12, 2))]
    stroke = _stroke(FIRST, *points, radius=60, softness=0.4)
    small = np.zeros((-(-401 // step), -(-602 // step)), np.uint8)
    box, coverage = covered(stroke, 602, 401, step)
    small[box] = coverage
    np.testing.assert_array_equal(small, _whole(stroke, 602, 401)[::step, ::step])


def test_a_brush_beside_the_picture_touches_nothing() -> None:
    box, coverage = covered(_stroke(FIRST, (100, 100), (120, 100), radius=5, softness=0.5), 10, 10)
    assert coverage.size == 0
    assert np.zeros((10, 10))[box].size == 0
    assert painted((), _stroke(FIRST, (100, 100)), 10, 10) == ()


def test_what_is_painted_takes_its_place_from_the_others() -> None:
    first, second = _dot(_dot((), FIRST, 10), SECOND, 14)
    assert (first.style, second.style) == (0, 1)
    assert second.mask[10, 13] == 255
    assert first.mask[10, 13] == 0
    assert first.mask[10, 7] == 255


def test_however_it_is_painted_no_pixel_belongs_to_more_than_one_whole() -> None:
    rng, regions = np.random.default_rng(0), tuple[Region, ...]()
    for _ in range(60):
        kind = (FIRST, SECOND, KEPT, None)[rng.integers(4)]
        points = [(float(x), float(y)) for x, y in rng.uniform(0, 40, (3, 2))]
        regions = painted(regions, _stroke(kind, *points, radius=8, softness=float(rng.uniform())), WIDTH, HEIGHT)
        pairs = [(a, b) for a in regions for b in regions if a is not b]
        assert all(int((a.mask.astype(int) + b.mask).max()) <= 255 for a, b in pairs)


def test_a_kind_has_one_region_however_often_it_is_painted() -> None:
    (region,) = _dot(_dot((), FIRST, 10), FIRST, 30)
    assert region.mask[10, 10] == region.mask[10, 30] == 255


def test_a_part_of_a_style_is_another_kind_than_the_whole() -> None:
    part = Region(EMPTY, 0, np.full((4, 4), 255, np.uint8))
    whole, of_part = _dot(_dot((), FIRST, 10), part, 30)
    assert of_part.part is part.part
    assert is_same_kind(of_part, part)
    assert not is_same_kind(whole, of_part)


def test_a_soft_stroke_that_crosses_itself_covers_no_more() -> None:
    there = _stroke(KEPT, (5, 10), (35, 10), radius=8, softness=1)
    and_back = _stroke(KEPT, (5, 10), (35, 10), (5, 10), radius=8, softness=1)
    (once,), (twice,) = (painted((), stroke, WIDTH, HEIGHT) for stroke in (there, and_back))
    np.testing.assert_array_equal(once.mask, twice.mask)


def test_a_second_soft_stroke_covers_no_more_than_the_stronger_of_both() -> None:
    stroke = _stroke(KEPT, (5, 10), (35, 10), radius=8, softness=1)
    once = painted((), stroke, WIDTH, HEIGHT)
    assert painted(once, stroke, WIDTH, HEIGHT)[0] is once[0]


def test_the_eraser_takes_from_all_and_an_empty_region_goes() -> None:
    regions = _dot(_dot(_dot((), FIRST, 10), SECOND, 30), None, 10, radius=8)
    assert [region.style for region in regions] == [1]


def test_what_was_handed_out_never_changes() -> None:
    """A run reads it in another thread while the next stroke is painted."""
    held = _dot((), FIRST, 10)
    mask = held[0].mask.copy()
    after = painted(held, _stroke(SECOND, (10, 10), (20, 10), radius=6), WIDTH, HEIGHT)
    np.testing.assert_array_equal(held[0].mask, mask)
    assert after[0] is not held[0]


def test_what_a_stroke_did_not_touch_is_the_same_object() -> None:
    before = _dot((), FIRST, 6)
    assert _dot(before, SECOND, 34)[0] is before[0]
    assert _dot(before, None, 30)[0] is before[0]  # the eraser, where nothing is


def test_fill_takes_what_is_connected_and_alike() -> None:
    pixels = np.zeros((20, 40, 3), np.uint8)
    pixels[:, 15:20] = 200  # a wall
    pixels[8:12, 2:6] = 30  # a little different
    before = _dot((), SECOND, 6)
    second, first = Fill((1, 1), 0.05, FIRST).apply(before, Picture(pixels))
    assert (first.mask[:, :2] == 255).all()
    assert (first.mask[:, 22:] == 0).all()
    assert (first.mask[8:12, 3:5] < 128).all()
    assert (first.mask[:, 16:19] == 0).all()
    assert second.mask[10, 4] == 255 - first.mask[10, 4]


def test_fill_finds_its_way_round_corners() -> None:
    """Through a maze of one pixel's width, beside a flood by hand."""
    rng = np.random.default_rng(3)
    walls = rng.random((30, 30)) < 0.35
    walls[0, 0] = False
    pixels = np.repeat(np.where(walls, 255, 0).astype(np.uint8)[..., None], 3, axis=2)
    found = similar(Picture(pixels, None, "maze"), (0.5, 0.5), 0.1) > 127
    reached, todo = {(0, 0)}, [(0, 0)]
    while todo:
        y, x = todo.pop()
        for ny, nx in ((y + 1, x), (y - 1, x), (y, x + 1), (y, x - 1)):
            if 0 <= ny < 30 and 0 <= nx < 30 and not walls[ny, nx] and (ny, nx) not in reached:
                reached.add((ny, nx))
                todo.append((ny, nx))
    assert {(int(y), int(x)) for y, x in np.argwhere(found)} == reached


def test_a_mask_from_a_file_takes_the_place_of_its_kind_and_lies_on_top() -> None:
    before = _dot(_dot((), FIRST, 10), SECOND, 30)
    levels = np.zeros((HEIGHT, WIDTH, 3), np.uint8)
    levels[:, 20:] = 255
    second, first = Stencil(Picture(levels), FIRST).apply(before, PHOTO)
    assert second is before[1]
    assert first.style == 0
    np.testing.assert_array_equal(first.mask, levels[..., 0])


def test_regions_of_another_photo_come_at_this_ones_size() -> None:
    left = np.zeros((2 * HEIGHT, 2 * WIDTH), np.uint8)
    left[:, :WIDTH] = 255
    (region,) = Carry((Region(left, 1),)).apply(_dot((), FIRST, 10), PHOTO)
    assert region.style == 1
    assert region.mask.shape == (HEIGHT, WIDTH)
    assert (region.mask[:, : WIDTH // 2 - 3] == 255).all()
    assert (region.mask[:, WIDTH // 2 + 3 :] == 0).all()
