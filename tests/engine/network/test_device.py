"""Which device is chosen, and that each gives the same picture. What this computer lacks is skipped."""

from dataclasses import replace
from types import SimpleNamespace

import psutil
import pytest
import torch

from stylegui.engine.errors import Problem
from stylegui.engine.network.device import choose, describe, free_memory, use_threads
from stylegui.engine.network.encoder import Encoder
from stylegui.engine.network.weights import Convolution
from stylegui.engine.objective.evaluation import evaluate
from stylegui.engine.objective.objective import make_targets, objective
from stylegui.engine.objective.reading import View, read_pictures
from stylegui.engine.pictures.images import Picture
from stylegui.engine.recipes.recipe import Recipe
from stylegui.engine.run import optimiser
from stylegui.engine.run.session import Session
from stylegui.engine.settings import Settings, choices, make_settings
from stylegui.engine.styles.style import Style

DEVICES = [
    pytest.param("cuda", marks=pytest.mark.skipif(not torch.cuda.is_available(), reason="no CUDA here")),
    pytest.param("mps", marks=pytest.mark.skipif(not torch.backends.mps.is_available(), reason="no Apple GPU here")),
]


def _has(monkeypatch: pytest.MonkeyPatch, *, cuda: bool, mps: bool) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: cuda)
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: mps)


def test_the_processor_is_always_there() -> None:
    assert choose("cpu") == torch.device("cpu")
    assert choose("auto").type in ("cpu", "cuda", "mps")


@pytest.mark.parametrize(
    ("cuda", "mps", "expected"),
    [(False, False, "cpu"), (True, False, "cuda"), (False, True, "mps")],
)
def test_automatic_takes_the_graphics_card_where_there_is_one(
    monkeypatch: pytest.MonkeyPatch, cuda: bool, mps: bool, expected: str
) -> None:
    _has(monkeypatch, cuda=cuda, mps=mps)
    assert choose("auto").type == expected
    assert choose("cpu").type == "cpu"
    assert choose(expected).type == expected


@pytest.mark.parametrize(("device", "name"), [("cuda", "CUDA"), ("mps", "Apple GPU")])
def test_a_device_that_is_not_there_is_named_with_what_to_do(
    monkeypatch: pytest.MonkeyPatch, device: str, name: str
) -> None:
    _has(monkeypatch, cuda=False, mps=False)
    with pytest.raises(Problem, match=rf"no {name}.*choose another device"):
        choose(device)


def test_every_choice_of_the_settings_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    _has(monkeypatch, cuda=True, mps=True)
    for device in choices("device"):
        assert device == "auto" or choose(device).type == device


def test_the_processor_is_described_with_its_threads() -> None:
    before = torch.get_num_threads()
    try:
        use_threads(1)
        assert describe(torch.device("cpu")) == "CPU, 1 thread"
        use_threads(2)
        assert describe(torch.device("cpu")) == "CPU, 2 threads"
    finally:
        use_threads(before)


def test_the_processors_memory_is_the_computers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(psutil, "virtual_memory", lambda: SimpleNamespace(available=123))
    assert free_memory(torch.device("cpu")) == 123


def test_a_memory_stays_on_its_device() -> None:
    memory = optimiser.fresh(torch.zeros(4))
    assert optimiser.moved_to(memory, torch.device("cpu")) is memory
    elsewhere = optimiser.moved_to(memory, torch.device("meta"))
    assert elsewhere.x.device.type == "meta"
    assert elsewhere.gradient is None


@pytest.mark.parametrize("device", DEVICES)
@pytest.mark.parametrize("look", choices("look"))
def test_an_evaluation_is_the_same_on_every_device(network: list[Convolution], look: str, device: str) -> None:
    settings = make_settings({"look": look})
    generator = torch.Generator().manual_seed(0)
    image, photo, style = (torch.rand(1, 3, 96, 80, generator=generator) for _ in range(3))
    results = []
    for name in ("cpu", device):
        place = torch.device(name)
        encoder = Encoder(network, device=place)
        read = read_pictures(encoder, View(photo.to(place)), [View(style.to(place))], settings)
        losses, gradient = evaluate(encoder, objective(make_targets(read, settings), settings), image.to(place))
        assert gradient.device.type == name
        results.append((losses["total"], gradient.cpu().double()))
    (value, gradient), (other, there) = results
    assert other == pytest.approx(value, rel=5e-3)
    assert float((gradient * there).sum() / (gradient.norm() * there.norm())) > 0.98


@pytest.mark.usefixtures("_short_plan")
@pytest.mark.parametrize("device", DEVICES)
@pytest.mark.parametrize("look", choices("look"))
def test_a_run_goes_from_a_device_to_the_processor(
    network: list[Convolution], photo: Picture, style: Picture, look: str, device: str
) -> None:
    settings = make_settings({"look": look, "size": 64, "quality": "draft", "device": device})
    recipe = Recipe(photo, (Style(style),), settings)
    session = Session(recipe, Encoder(network, device=torch.device(device)))
    session.step(settings)
    first = session.snapshot().losses["total"]
    for _ in range(4):
        session.step(settings)
    assert session.snapshot().losses["total"] < first
    here: Settings = settings.model_copy(update={"device": "cpu"})
    other = Session(replace(recipe, settings=here), Encoder(network))
    other.restore(session.state(), same_pictures=False)
    assert other.state().memory.x.device.type == "cpu"
    assert bool((other.snapshot().pixels == session.snapshot().pixels).all())
    other.step(here)
    assert other.snapshot().losses["total"] < first
