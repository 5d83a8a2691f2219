"""Masks in tiles: they come back, and a small change touches few of them."""

import zlib
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stylegui.document.project.tiles import SIDE, Tiles, packed, unpacked
from stylegui.engine.regions.regions import Mask


def noise(height: int, width: int, seed: int = 0) -> Mask:
    return np.random.default_rng(seed).integers(0, 256, (height, width), np.uint8)


@given(st.integers(1, 700), st.integers(1, 700), st.integers(0, 9), st.booleans())
def test_any_mask_comes_back(height: int, width: int, seed: int, flat: bool) -> None:
    mask = np.full((height, width), seed, np.uint8) if flat else noise(height, width, seed)
    mask[height // 2 :, : width // 2] = 255
    back = unpacked(packed(mask))
    assert back.dtype == np.uint8
    assert np.array_equal(back, mask)


def test_a_mask_that_is_not_contiguous_comes_back() -> None:
    mask = noise(300, 600)[:, ::2]
    assert np.array_equal(unpacked(packed(mask)), mask)


def test_tiles_of_one_level_are_that_level() -> None:
    mask = np.zeros((2 * SIDE, 3 * SIDE), np.uint8)
    mask[SIDE:, :SIDE] = 200
    mask[10:20, SIDE : 2 * SIDE] = 7
    assert [tile for tile in packed(mask).tiles if isinstance(tile, int)] == [0, 0, 200, 0, 0]


def test_a_change_of_one_tile_leaves_the_others_as_they_were() -> None:
    mask = noise(3 * SIDE + 5, 2 * SIDE + 5)
    changed = mask.copy()
    changed[SIDE + 3, SIDE + 4] ^= 255
    old, new = packed(mask).tiles, packed(changed).tiles
    assert [index for index, tile in enumerate(old) if tile != new[index]] == [4]


def test_damaged_tiles_are_told() -> None:
    good = packed(noise(SIDE, 2 * SIDE))
    first, second = good.tiles
    assert isinstance(first, bytes)
    for tiles in (
        (first,),
        (first, second, 0),
        (first, first[:20]),
        (first, b"no such thing"),
        (first, zlib.compress(bytes(SIDE * SIDE - 1))),
        (first, zlib.compress(bytes(SIDE * SIDE + 1))),
        (first, zlib.compress(bytes(10**8))),  # it is not unpacked
        (first, -1),
        (first, 256),
    ):
        with pytest.raises(ValueError, match=r"."):
            unpacked(replace(good, tiles=tiles))
    for width, height in ((SIDE, SIDE), (-1, SIDE), (-SIDE - 1, -1), (10**9, 10**9)):
        with pytest.raises(ValueError, match=r"."):
            unpacked(Tiles(width, height, good.tiles))
