"""Faces, on one that is drawn and on the samples, which show none."""

import numpy as np
import pytest
import torch
from made_face import drawn_face

from stylegui.engine.network.encoder import Encoder
from stylegui.engine.pictures.files.loading import load
from stylegui.engine.pictures.images import preview
from stylegui.engine.pictures.resampling import tensor_of
from stylegui.engine.regions.faces import faces
from stylegui.paths import resources


@pytest.mark.parametrize(("x", "y"), [(0.3, 0.5), (0.7, 0.45)])
def test_a_face_is_found_where_it_is(encoder: Encoder, x: float, y: float) -> None:
    found = faces(encoder, tensor_of(drawn_face(x=x, y=y)))[0, 0]
    down, across = np.unravel_index(int(found.argmax()), found.shape)
    assert float(found.amax()) > 0.8
    assert (across + 0.5) / found.shape[1] == pytest.approx(x, abs=0.1)
    assert (down + 0.5) / found.shape[0] == pytest.approx(y, abs=0.15)
    assert float((found > 0.5).float().mean()) < 0.15


@pytest.mark.parametrize("name", ["coffee.jpg", "rocket.jpg", "woodcut.png", "stained-glass.png", "brush-strokes.png"])
def test_where_there_is_none_none_is_found(encoder: Encoder, name: str) -> None:
    found = faces(encoder, tensor_of(preview(load(resources() / "samples" / name), 256)))
    assert float(found.amax()) < 0.1


@pytest.mark.parametrize("size", [(20, 300), (300, 20), (16, 16)])
def test_a_strip_or_a_tiny_picture_is_looked_at_too(encoder: Encoder, size: tuple[int, int]) -> None:
    assert bool(faces(encoder, torch.full((1, 3, *size), 0.5)).isfinite().all())
