"""Less of a style than was taught."""

from dataclasses import replace

import numpy as np
import pytest
import torch
from made_fast_network import made_fast_network

from stylegui.engine.fast.any_style import any_style, network_of, shipped_digest
from stylegui.engine.fast.network_file import FastNetwork
from stylegui.engine.fast.painting import paint
from stylegui.engine.fast.strength import at_strength
from stylegui.engine.fast.transform_network import TransformNetwork
from stylegui.engine.objective.evaluation import at_once
from stylegui.engine.pictures.images import Picture
from stylegui.engine.pictures.resampling import tensor_of


@pytest.fixture
def taught(style: Picture) -> FastNetwork:
    """What the network that ships makes of a style, as if it had been taught so, at strength 60."""
    made = made_fast_network()
    about = made.about.model_copy(update={"grown_from": shipped_digest(), "settings": {"strength": 60}})
    return replace(made, about=about, weights=network_of([tensor_of(style.pixels)], [1.0]).weights)


def _far(photo: Picture, network: FastNetwork, strength: float | None) -> float:
    """How far what it paints is from the photo."""
    painted = at_once(paint(at_strength(network, photo, strength), photo, max(photo.width, photo.height)))
    return float(np.abs(painted.astype(float) - photo.pixels).mean())


def test_less_strength_is_nearer_to_the_photo(photo: Picture, taught: FastNetwork) -> None:
    found = [_far(photo, taught, strength) for strength in (0, 20, 40, 60)]
    assert found == sorted(found)
    assert found[0] < 0.7 * found[-1]
    assert _far(photo, taught, None) == _far(photo, taught, 100) == found[-1]


def test_half_of_it_lies_in_the_middle(photo: Picture, taught: FastNetwork) -> None:
    none, half, whole = (at_strength(taught, photo, strength).weights for strength in (0, 30, 60))
    for name, values in half.items():
        assert values.shape == taught.weights[name].shape
        assert torch.allclose(values, (none[name] + whole[name]) / 2, atol=1e-5), name
    assert not torch.equal(none["down1 shift"], any_style(torch.device("cpu")).weights["down1 shift"])


def test_what_began_otherwise_paints_as_it_was_taught(photo: Picture, taught: FastNetwork) -> None:
    whole = TransformNetwork(taught.weights).weights
    others: tuple[dict[str, object], ...] = (
        {"grown_from": None}, {"grown_from": "0" * 64}, {"settings": {}}, {"settings": {"strength": "x"}},
    )  # fmt: skip
    for changes in others:
        other = replace(taught, about=taught.about.model_copy(update=changes))
        painted_with = at_strength(other, photo, 10).weights
        assert all(torch.equal(values, whole[name]) for name, values in painted_with.items())
