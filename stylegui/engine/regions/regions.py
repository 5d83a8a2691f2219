"""Regions: where on the photo each style holds, and where its subject is."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from stylegui.engine.pictures.images import Picture, eight_bit, resize_values

Mask = NDArray[np.uint8]


@dataclass(frozen=True, eq=False)
class Region:
    """Where one style holds. What no region covers is painted with all styles, by their shares.

    Attributes:
        mask: (H, W) of the photo's own size; 0 outside, 255 wholly inside.
        style: index of the style, or None: the photo is left as it is.
        part: (h, w) of the style as it is seen (`Style.seen`): what of it is looked at; None for all of it.
        is_subject: it holds no style, but the photo's shapes; whatever style holds there.
    """

    mask: Mask
    style: int | None
    part: Mask | None = None
    is_subject: bool = False


def values_of(mask: Mask) -> NDArray[np.float32]:
    """The mask in [0, 1]."""
    values: NDArray[np.float32] = mask.astype(np.float32) / np.float32(255)
    return values


def disjoint(masks: Iterable[NDArray[np.float32]]) -> list[NDArray[np.float32]]:
    """Masks in [0, 1] that sum to 1 at most: where regions overlap, the later one lies on top."""
    found: list[NDArray[np.float32]] = []
    for mask in masks:
        found = [*(below * (1 - mask) for below in found), mask]
    return found


def as_mask(picture: Picture, width: int, height: int) -> Mask:
    """(height, width) of a picture used as a mask: its alpha if it has any, else its largest channel.

    A picture of another size is resampled, one of another shape stretched.
    """
    values = eight_bit(picture.pixels).max(2) if picture.alpha is None else picture.alpha
    if values.shape == (height, width):
        return values
    mask: Mask = (255 * resize_values(values[..., None], width, height, 255.0)[..., 0]).round().astype(np.uint8)
    return mask


def union(masks: Iterable[Mask]) -> Mask:
    """One mask of several of the same size, one at least: their sum, for where one ends softly the next begins so."""
    total, *others = masks
    for mask in others:
        total = np.minimum(total, 255 - mask) + mask
    return total


def carried(regions: tuple[Region, ...], width: int, height: int) -> tuple[Region, ...]:
    """The regions for a photo of width x height: masks of another size are resampled."""
    return tuple(
        region
        if region.mask.shape == (height, width)
        else replace(
            region,
            mask=np.array(Image.fromarray(region.mask).resize((width, height), Image.Resampling.LANCZOS, None, 3.0)),
        )
        for region in regions
    )
