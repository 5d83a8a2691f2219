"""The drawn styles: repeatable, of the asked shape, and rich enough to take a style from."""

from collections.abc import Callable
from functools import cache

import numpy as np
import pytest
from numpy.typing import NDArray

from stylegui.engine.styles.drawn import brush_strokes, stained_glass, woodcut

Style = Callable[[int, int, int], NDArray[np.uint8]]

each_style = pytest.mark.parametrize("style", [brush_strokes, stained_glass, woodcut])


@cache
def _picture(style: Style) -> NDArray[np.uint8]:
    return style(128, 160, 1)


def _block_means(grey: NDArray[np.float64], size: int) -> NDArray[np.float64]:
    rows, columns = grey.shape[0] // size, grey.shape[1] // size
    blocks = grey[: rows * size, : columns * size].reshape(rows, size, columns, size)
    means: NDArray[np.float64] = blocks.mean(axis=(1, 3))
    return means


@each_style
def test_same_seed_draws_the_same_picture(style: Style) -> None:
    np.testing.assert_array_equal(style(128, 160, 1), _picture(style))


@each_style
def test_another_seed_draws_another_picture(style: Style) -> None:
    difference = np.abs(style(128, 160, 2).astype(int) - _picture(style).astype(int))
    assert difference.mean() > 10


@each_style
@pytest.mark.parametrize(("height", "width"), [(33, 47), (47, 33), (40, 160), (8, 8), (1, 1), (1, 9), (9, 1)])
def test_any_size_gives_that_many_rgb_bytes(style: Style, height: int, width: int) -> None:
    picture = style(height, width, 5)
    assert picture.shape == (height, width, 3)
    assert picture.dtype == np.uint8


@each_style
@pytest.mark.parametrize(("height", "width"), [(0, 20), (20, 0)])
def test_a_picture_without_pixels_is_refused(style: Style, height: int, width: int) -> None:
    with pytest.raises(ValueError, match="at least one pixel"):
        style(height, width, 0)


@each_style
def test_small_pictures_are_not_flat(style: Style) -> None:
    assert style(33, 47, 5).std() > 25


@each_style
@pytest.mark.parametrize("size", [1, 2, 4, 8, 16])
def test_there_is_texture_at_every_scale(style: Style, size: int) -> None:
    """Detail of one scale: how far means of blocks lie from the mean of the 2 x 2 blocks around them."""
    grey = _picture(style).astype(np.float64).mean(axis=2)
    fine, coarse = _block_means(grey, size), _block_means(grey, 2 * size)
    around = coarse.repeat(2, axis=0).repeat(2, axis=1)
    detail = fine[: around.shape[0], : around.shape[1]] - around
    assert detail.std() > 5


@each_style
def test_no_area_is_flat(style: Style) -> None:
    """Nearly every 16 x 16 block has some contrast of its own."""
    grey = _picture(style).astype(np.float64).mean(axis=2)
    blocks = grey.reshape(8, 16, 10, 16).std(axis=(1, 3))
    assert blocks.min() > 4
    assert np.median(blocks) > 15


@each_style
def test_the_palette_is_strong(style: Style) -> None:
    picture = _picture(style).astype(int)
    saturation = picture.max(axis=2) - picture.min(axis=2)
    assert np.percentile(saturation, 75) > 45
    grey = picture.mean(axis=2)
    assert np.percentile(grey, 95) - np.percentile(grey, 5) > 100
