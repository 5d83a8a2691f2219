"""Cuts of photos and of finished results."""

import random

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from stylegui.engine.fast import lessons
from stylegui.engine.fast.lessons import Lessons, Pair
from stylegui.engine.pictures.images import Picture


@pytest.fixture
def photo() -> Picture:
    """Its places are known by their colours: red grows to the right, green downwards."""
    down, across = np.mgrid[0:300, 0:400]
    return Picture(np.dstack([across * 255 / 400, down * 255 / 300, np.full_like(down, 128)]).astype(np.uint8))


def test_most_are_seen_in_another_light_and_some_as_they_are(photo: Picture) -> None:
    plain = Lessons([photo], random.Random(3))
    blue = [float((plain.cut(64).photo[0, 2] - 128 / 255).abs().max()) for _ in range(60)]
    as_they_are = sum(value < 1e-3 for value in blue)
    assert 5 < as_they_are < 35
    assert max(blue) < 0.6


def test_a_cut_is_within_its_range_and_size(photo: Picture) -> None:
    made = Lessons([photo], random.Random(1))
    for side in (32, 128, 256):
        cut = made.cut(side)
        assert cut.photo.shape == cut.content.shape == (1, 3, side, side)
        assert 0 <= float(cut.photo.min()) <= float(cut.photo.max()) <= 1
        assert torch.equal(cut.photo, cut.content)


def test_of_a_finished_result_the_same_part_is_kept(photo: Picture, monkeypatch: pytest.MonkeyPatch) -> None:
    """The result is the photo in half the size, its blue exchanged."""
    monkeypatch.setattr(lessons, "AS_IT_IS", 1.0)
    halved: NDArray[np.uint8] = np.dstack([photo.pixels[::2, ::2, :2], np.full((150, 200), 7, np.uint8)]).astype(
        np.uint8
    )
    result = Picture(halved)
    made = Lessons([], random.Random(1), [Pair(photo, result)])
    for _ in range(20):
        cut = made.cut(64)
        assert float((cut.photo[:, :2] - cut.content[:, :2]).abs().max()) < 0.02
        assert float((cut.content[:, 2] - 7 / 255).abs().max()) < 1e-3


def test_the_light_changes_nothing_of_the_result(photo: Picture, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lessons, "AS_IT_IS", 0.0)
    made = Lessons([], random.Random(1), [Pair(photo, photo)])
    cut = made.cut(64)
    assert float((cut.content[:, 2] - 128 / 255).abs().max()) < 1e-3
    assert float((cut.photo - cut.content).abs().max()) > 1e-3
