"""What the engine's tests share: the embedded network, and small pictures that keep a run short."""

import pytest
import torch

from stylegui.engine.network.encoder import Encoder
from stylegui.engine.network.weights import Convolution, load_network
from stylegui.engine.pictures.files.loading import load
from stylegui.engine.pictures.images import Picture, crop_to_aspect, resize, to_levels, working_size
from stylegui.engine.plan.pyramid import Scale
from stylegui.engine.run import session
from stylegui.paths import resources


def _sample(name: str, width: int, height: int) -> Picture:
    picture = load(resources() / "samples" / name)
    pixels = crop_to_aspect(picture.pixels, width, height)
    return Picture(to_levels(resize(pixels, width, height)), name=name)


@pytest.fixture(scope="session")
def network() -> list[Convolution]:
    """The embedded VGG-16."""
    return load_network("vgg16")


@pytest.fixture(scope="session")
def encoder(network: list[Convolution]) -> Encoder:
    """What a run uses by default."""
    return Encoder(network)


@pytest.fixture(scope="session")
def double_encoder(network: list[Convolution]) -> Encoder:
    """The same in float64, for comparisons with finite differences."""
    return Encoder([Convolution(c.layer, c.weight.double(), c.bias.double()) for c in network])


@pytest.fixture(scope="session")
def photo() -> Picture:
    """A photo twice as wide as high."""
    return _sample("coffee.jpg", 160, 80)


@pytest.fixture(scope="session")
def style() -> Picture:
    """A painting."""
    return _sample("brush-strokes.png", 96, 96)


@pytest.fixture(scope="session")
def other_style() -> Picture:
    """A painting of another look and shape."""
    return _sample("stained-glass.png", 80, 120)


def _plan_scales(width: int, height: int, size: int, quality: str) -> tuple[Scale, ...]:
    count = {"draft": 10, "normal": 30, "fine": 75}[quality]
    longer = (96, size) if size > 128 else (size,)
    return tuple(Scale(*working_size(width, height, side), count) for side in longer)


@pytest.fixture
def _short_plan(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sessions of one or two scales, whose number of evaluations is not the one that users get."""
    monkeypatch.setattr(session, "plan_scales", _plan_scales)


@pytest.fixture
def generator() -> torch.Generator:
    """Seeded: a failure can be repeated."""
    return torch.Generator().manual_seed(0)
