"""Kinds that pictures have in common, on pictures put together from two of the samples."""

import numpy as np
import pytest
import torch
from torch import Tensor

from stylegui.engine.errors import Cancelled
from stylegui.engine.network.encoder import Encoder
from stylegui.engine.pictures.files.loading import load
from stylegui.engine.pictures.images import crop_to_aspect, resize
from stylegui.engine.regions.kinds import Kinds, find_kinds
from stylegui.paths import resources


def _sample(name: str) -> Tensor:
    """(1, 3, 160, 160)."""
    pixels = resize(crop_to_aspect(load(resources() / "samples" / name).pixels, 160, 160), 160, 160)
    return torch.from_numpy(pixels).permute(2, 0, 1)[None].contiguous()


@pytest.fixture(scope="module")
def strokes() -> Tensor:
    return _sample("brush-strokes.png")


@pytest.fixture(scope="module")
def glass() -> Tensor:
    return _sample("stained-glass.png")


@pytest.fixture(scope="module")
def kinds(encoder: Encoder, strokes: Tensor, glass: Tensor) -> Kinds:
    """Of a photo with strokes on the left and glass on the right, and a style with them the other way round."""
    return find_kinds(encoder, (torch.cat([strokes, glass], 3), None), (torch.cat([glass, strokes], 3), None))


def _on_left(members: Tensor) -> Tensor:
    """(K,): the share of each kind that lies on the left."""
    return members[..., : members.shape[2] // 2].sum((1, 2)) / members.sum((1, 2))


def test_like_takes_like(kinds: Kinds) -> None:
    assert len(kinds.photo) >= 2
    crossed = (kinds.shares * (_on_left(kinds.photo) - (1 - _on_left(kinds.style))).abs()).sum()
    assert float(crossed) < 0.3  # strokes take strokes, though they lie elsewhere
    assert float(_on_left(kinds.photo).amax() - _on_left(kinds.photo).amin()) > 0.3


def test_every_place_is_of_some_kind(kinds: Kinds) -> None:
    np.testing.assert_allclose(kinds.photo.sum(0), 1, atol=1e-5)
    assert float(kinds.shares.sum()) == pytest.approx(1, abs=1e-5)


def test_of_a_style_that_suits_as_it_is_all_is_taken_about_alike(encoder: Encoder, kinds: Kinds) -> None:
    proportions = kinds.proportions()
    assert float(proportions.mean()) == pytest.approx(1, abs=1e-4)
    assert float((proportions - 1).abs().mean()) < 0.35  # half of both is strokes


def test_what_the_photo_has_more_of_is_taken_more(encoder: Encoder, strokes: Tensor, glass: Tensor) -> None:
    found = find_kinds(
        encoder, (torch.cat([strokes, strokes, strokes, glass], 3), None), (torch.cat([glass, strokes], 3), None)
    )
    of_glass, of_strokes = found.proportions().chunk(2, 3)
    assert float(of_strokes.mean()) > 1.1 * float(of_glass.mean())


def test_it_is_the_same_each_time(encoder: Encoder, strokes: Tensor, glass: Tensor) -> None:
    first, second = (find_kinds(encoder, (strokes, None), (glass, None)) for _ in range(2))
    assert torch.equal(first.photo, second.photo)
    assert torch.equal(first.style, second.style)


def test_what_is_transparent_is_taken_by_nothing(encoder: Encoder, strokes: Tensor, glass: Tensor) -> None:
    opacity = torch.zeros(1, 1, 160, 320)
    opacity[..., 160:] = 1  # the strokes; the glass cannot be seen
    found = find_kinds(encoder, (torch.cat([strokes, glass], 3), None), (torch.cat([glass, strokes], 3), opacity))
    hidden, seen = found.style.chunk(2, 2)
    assert float(hidden.abs().amax()) == 0
    assert float(seen.mean()) == pytest.approx(1, rel=0.1)


def test_a_picture_of_one_colour_has_kinds_too(encoder: Encoder, strokes: Tensor) -> None:
    found = find_kinds(encoder, (torch.full((1, 3, 96, 128), 0.5), None), (strokes, None))
    assert bool(found.photo.isfinite().all())
    assert bool(found.style.isfinite().all())


def test_it_can_be_cancelled(encoder: Encoder, strokes: Tensor) -> None:
    with pytest.raises(Cancelled):
        find_kinds(encoder.cancellable(lambda: True), (strokes, None), (strokes, None))
