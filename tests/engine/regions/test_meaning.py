"""Matching by meaning, on pictures put together from two of the samples."""

import inspect
from dataclasses import replace

import numpy as np
import pytest

from stylegui.engine.errors import Cancelled
from stylegui.engine.network.encoder import Encoder
from stylegui.engine.pictures.images import Picture, crop_to_aspect, load, resize, to_levels
from stylegui.engine.regions.meaning import propose
from stylegui.paths import resources


def _sample(name: str, width: int, height: int) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    pixels = crop_to_aspect(load(resources() / "samples" / name).pixels, width, height)
    return to_levels(resize(pixels, width, height))


@pytest.fixture(scope="module")
def pictures() -> tuple[Picture, Picture]:
    """A photo with strokes on the left and glass on the right, and a style with them the other way round."""
    strokes, glass = _sample("brush-strokes.png", 160, 160), _sample("stained-glass.png", 160, 160)
    return Picture(np.concatenate([strokes, glass], 1)), Picture(np.concatenate([glass, strokes], 1))


def test_alike_is_matched_with_alike(encoder: Encoder, pictures: tuple[Picture, Picture]) -> None:
    photo, style = pictures
    regions = propose(encoder, photo, [style])
    assert len(regions) >= 2
    crossed = 0.0
    for region in regions:
        assert region.mask.shape == (160, 320)
        assert region.part is not None
        assert region.part.shape == (160, 320)
        on_left = region.mask[:, :160].sum() / region.mask.sum()
        part_on_right = region.part[:, 160:].sum() / region.part.sum()
        crossed += abs(float(on_left) - float(part_on_right)) * float(region.mask.mean()) / 255
    assert crossed < 0.25  # strokes with strokes, though they lie elsewhere


def test_the_regions_cover_the_photo(encoder: Encoder, pictures: tuple[Picture, Picture]) -> None:
    total = sum(region.mask.astype(float) for region in propose(encoder, pictures[0], [pictures[1]])) / 255
    assert np.abs(total - 1).mean() < 0.1


def test_the_style_that_has_it_is_taken(encoder: Encoder, pictures: tuple[Picture, Picture]) -> None:
    strokes, glass = Picture(_sample("brush-strokes.png", 160, 160)), Picture(_sample("stained-glass.png", 160, 160))
    regions = propose(encoder, pictures[0], [strokes, glass])
    sides = {0: [0.0, 0.0], 1: [0.0, 0.0]}  # of each style: how much of it lies left and right
    for region in regions:
        assert region.style is not None
        sides[region.style][0] += float(region.mask[:, :160].mean())
        sides[region.style][1] += float(region.mask[:, 160:].mean())
    assert sides[0][0] > sides[0][1]
    assert sides[1][1] > sides[1][0]


def test_it_is_the_same_each_time(encoder: Encoder, pictures: tuple[Picture, Picture]) -> None:
    first, second = (propose(encoder, pictures[0], [pictures[1]]) for _ in range(2))
    for a, b in zip(first, second, strict=True):
        np.testing.assert_array_equal(a.mask, b.mask)


def test_what_is_transparent_is_matched_with_nothing(encoder: Encoder, pictures: tuple[Picture, Picture]) -> None:
    photo, style = pictures
    alpha = np.zeros((160, 320), np.uint8)
    alpha[:, 200:] = 255  # of the strokes; the glass cannot be seen
    regions = propose(encoder, photo, [replace(style, alpha=alpha)])
    for region in regions:
        assert region.part is not None
        assert int((region.part.astype(int) * alpha).sum()) > 0.05 * 255 * int(region.part.sum())


def test_it_can_be_cancelled_at_any_of_its_parts(encoder: Encoder, pictures: tuple[Picture, Picture]) -> None:
    asked: list[str] = []

    def noted() -> bool:
        asked.append(inspect.stack()[2].function)
        return False

    propose(encoder, pictures[0], [pictures[1]], noted)
    assert {"_read", "_go_on", "_filter", "propose", "_masks"} <= set(asked)
    for last in (1, asked.index("_masks"), len(asked)):
        answers = iter([False] * (last - 1) + [True])
        with pytest.raises(Cancelled):
            propose(encoder, pictures[0], [pictures[1]], answers.__next__)
        assert next(answers, None) is None
