"""Painting regions by hand, beside what each pixel says for itself."""

import math

import numpy as np
import pytest

from stylegui.engine.images import Picture
from stylegui.engine.region_editor import RegionEditor, covered, similar, without_style
from stylegui.engine.regions import Mask, Region

EMPTY: Mask = np.zeros((1, 1), np.uint8)
FIRST, SECOND, KEPT = Region(EMPTY, 0), Region(EMPTY, 1), Region(EMPTY, None)


def _painted(editor: RegionEditor, kind: Region | None, x: float, radius: float = 4) -> None:
    editor.begin(kind)
    editor.stroke((x, 10), (x, 10), radius, 0)
    editor.end()


@pytest.mark.parametrize("softness", [0.0, 0.5, 1.0])
@pytest.mark.parametrize("end", [(3.0, 4.0), (30.0, 12.0), (-5.0, 40.0)])
def test_a_brush_covers_what_is_near_its_way(softness: float, end: tuple[float, float]) -> None:
    """Each pixel's centre beside the nearest of many points of the way."""
    shape, start, radius = (24, 40), (3.0, 4.0), 6.0
    mask = np.zeros(shape, np.uint8)
    box, coverage = covered(shape, start, end, radius, softness)
    mask[box] = coverage
    way = [(start[0] + t * (end[0] - start[0]), start[1] + t * (end[1] - start[1])) for t in np.linspace(0, 1, 2001)]
    for y in range(shape[0]):
        for x in range(shape[1]):
            away = min(math.hypot(x + 0.5 - px, y + 0.5 - py) for px, py in way)
            if away <= radius * (1 - softness) - 1:
                assert mask[y, x] == 255
            if away >= radius + 1:
                assert mask[y, x] == 0
            if softness and radius * (1 - softness) < away < radius:
                assert mask[y, x] == pytest.approx(255 * (radius - away) / (softness * radius), abs=2)


def test_a_brush_beside_the_picture_touches_nothing() -> None:
    box, coverage = covered((10, 10), (100, 100), (120, 100), 5, 0.5)
    assert coverage.size == 0
    assert np.zeros((10, 10))[box].size == 0


def test_what_is_painted_takes_its_place_from_the_others() -> None:
    editor = RegionEditor(40, 20)
    _painted(editor, FIRST, 10)
    _painted(editor, SECOND, 14)
    first, second = editor.regions
    assert (first.style, second.style) == (0, 1)
    assert second.mask[10, 13] == 255
    assert first.mask[10, 13] == 0
    assert first.mask[10, 7] == 255
    assert int((first.mask.astype(int) + second.mask).max()) <= 255


def test_a_kind_has_one_region_however_often_it_is_painted() -> None:
    editor = RegionEditor(40, 20)
    _painted(editor, FIRST, 10)
    _painted(editor, FIRST, 30)
    (region,) = editor.regions
    assert region.mask[10, 10] == region.mask[10, 30] == 255


def test_a_soft_stroke_that_crosses_itself_covers_no_more() -> None:
    editor = RegionEditor(40, 20)
    editor.begin(KEPT)
    editor.stroke((5, 10), (35, 10), 8, 1)
    once = editor.regions[0].mask.copy()
    editor.stroke((35, 10), (5, 10), 8, 1)
    np.testing.assert_array_equal(editor.regions[0].mask, once)


def test_the_eraser_takes_from_all_and_an_empty_region_goes() -> None:
    editor = RegionEditor(40, 20)
    _painted(editor, FIRST, 10)
    _painted(editor, SECOND, 30)
    _painted(editor, None, 10, radius=8)
    assert [region.style for region in editor.regions] == [1]


def test_undo_goes_back_step_by_step() -> None:
    editor = RegionEditor(40, 20)
    _painted(editor, FIRST, 10)
    before = editor.regions
    _painted(editor, SECOND, 12)
    editor.put(())
    assert editor.regions == ()
    editor.undo()
    assert len(editor.regions) == 2
    editor.undo()
    assert editor.regions is before
    editor.undo()
    assert editor.regions == ()
    assert not editor.can_undo


def test_what_was_handed_out_never_changes() -> None:
    """A run reads it in another thread while the next stroke is painted."""
    editor = RegionEditor(40, 20)
    _painted(editor, FIRST, 10)
    held, mask = editor.settled, editor.settled[0].mask.copy()
    editor.begin(SECOND)
    editor.stroke((10, 10), (20, 10), 6, 0)
    assert editor.settled is held
    editor.end()
    np.testing.assert_array_equal(held[0].mask, mask)
    assert editor.settled[0] is not held[0]


def test_fill_takes_what_is_connected_and_alike() -> None:
    pixels = np.zeros((20, 40, 3), np.uint8)
    pixels[:, 15:20] = 200  # a wall
    pixels[8:12, 2:6] = 30  # a little different
    photo = Picture(pixels, None, "photo")
    editor = RegionEditor(40, 20)
    editor.fill(FIRST, photo, (1, 1), 0.05)
    mask = editor.regions[0].mask
    assert (mask[:, :2] == 255).all()
    assert (mask[:, 22:] == 0).all()
    assert (mask[8:12, 3:5] < 128).all()
    assert (mask[:, 16:19] == 0).all()


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


def test_a_style_that_goes_takes_its_regions_with_it() -> None:
    regions = (Region(EMPTY, 0), Region(EMPTY, 1), Region(EMPTY, 2), Region(EMPTY, None))
    assert [region.style for region in without_style(regions, 1)] == [0, 1, None]


def test_what_can_be_taken_back_follows_the_styles() -> None:
    editor = RegionEditor(40, 20)
    _painted(editor, FIRST, 10)
    _painted(editor, SECOND, 30)
    editor.adapt(lambda regions: without_style(regions, 0))
    assert [region.style for region in editor.regions] == [0]
    editor.undo()
    assert editor.regions == ()  # of what was painted first, nothing is left to bring back


def test_other_regions_break_a_stroke_off() -> None:
    editor = RegionEditor(40, 20)
    _painted(editor, FIRST, 10)
    settled = editor.regions
    editor.begin(SECOND)
    editor.stroke((30, 10), (30, 10), 4, 0)
    editor.put((KEPT,))
    editor.stroke((5, 10), (30, 10), 4, 0)  # the hand is still moving
    editor.end()
    assert editor.regions == (KEPT,)
    editor.undo()
    assert editor.regions == settled


def test_what_a_stroke_did_not_touch_is_the_same_as_before() -> None:
    editor = RegionEditor(40, 20)
    _painted(editor, FIRST, 6)
    before = editor.regions
    _painted(editor, SECOND, 34)
    assert editor.regions[0] is before[0]
    _painted(editor, None, 20, radius=2)  # the eraser, where nothing is
    editor.undo()
    assert editor.regions == before


def test_masks_that_can_be_taken_back_are_limited_in_bytes() -> None:
    editor = RegionEditor(8192, 8192)
    for x in (100, 4000, 8000, 100, 4000, 8000):
        _painted(editor, FIRST, x, radius=50)
    steps = 0
    while editor.can_undo:
        editor.undo()
        steps += 1
    assert 1 <= steps <= 5
