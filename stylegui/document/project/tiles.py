"""Masks in tiles, compressed, so that of two masks that differ a little only the difference is kept twice."""

import math
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from stylegui.engine.regions.regions import Mask

SIDE = 256  # pixels


@dataclass(frozen=True)
class Tiles:
    """A mask of width x height, row of tiles by row of tiles.

    Attributes:
        tiles: a level 0..255 where a tile is of one level, else its (h, w) bytes, compressed.
    """

    width: int
    height: int
    tiles: tuple[int | bytes, ...]


def packed(mask: Mask) -> Tiles:
    """A mask (H, W) in tiles."""
    tiles: list[int | bytes] = []
    for rows, columns in _places(mask.shape[1], mask.shape[0]):
        tile = mask[rows, columns]
        level = int(tile[0, 0])
        uniform = bool((tile == level).all())
        tiles.append(level if uniform else zlib.compress(np.ascontiguousarray(tile).data, 1))
    return Tiles(mask.shape[1], mask.shape[0], tuple(tiles))


def unpacked(tiles: Tiles) -> Mask:
    """The mask (H, W) again. Raises ValueError where tiles do not fit their places, or are damaged."""
    count = math.ceil(tiles.width / SIDE) * math.ceil(tiles.height / SIDE)
    if len(tiles.tiles) != count:  # before there is room made for them
        raise ValueError(f"{len(tiles.tiles)} tiles for {count} places")
    mask: Mask = np.zeros((tiles.height, tiles.width), np.uint8)
    for (rows, columns), tile in zip(_places(tiles.width, tiles.height), tiles.tiles, strict=True):
        mask[rows, columns] = _levels(tile, mask[rows, columns].shape)
    return mask


def _levels(tile: int | bytes, shape: tuple[int, ...]) -> Mask | int:
    if isinstance(tile, int):
        if tile not in range(256):
            raise ValueError(f"a tile is of level {tile}")
        return tile
    try:
        levels = zlib.decompressobj().decompress(tile, shape[0] * shape[1] + 1)
    except zlib.error as error:
        raise ValueError(str(error)) from error
    return np.frombuffer(levels, np.uint8).reshape(shape)


def _places(width: int, height: int) -> Iterator[tuple[slice, slice]]:
    for top in range(0, height, SIDE):
        for left in range(0, width, SIDE):
            yield slice(top, min(top + SIDE, height)), slice(left, min(left + SIDE, width))
