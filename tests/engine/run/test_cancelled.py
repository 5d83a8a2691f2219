"""What takes long can be ended on the way, and leaves everything as it was."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import save_file

from stylegui.engine.errors import Cancelled
from stylegui.engine.network.encoder import Encoder
from stylegui.engine.network.networks import VGG19, network_path
from stylegui.engine.network.weights import keep, load_network, read_weights
from stylegui.engine.objective import balance
from stylegui.engine.objective.balance import recognisable
from stylegui.engine.objective.evaluation import Steps
from stylegui.engine.pictures.images import Picture
from stylegui.engine.recipes.recipe import Recipe
from stylegui.engine.run import scene
from stylegui.engine.run.session import Session
from stylegui.engine.run.state import State
from stylegui.engine.settings import Settings
from stylegui.engine.styles.style import Style

SETTINGS = Settings(size=64, quality="normal", photo_kept=100)
STEPS = 9  # the weights are balanced after the eighth


@pytest.fixture(scope="module", autouse=True)
def _is_never_at_ease() -> Iterator[None]:
    """Auto acts on any photo that is not kept wholly."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(balance, "AT_EASE", 0.0)
        yield


@pytest.fixture(scope="module")
def recipe(photo: Picture, style: Picture) -> Recipe:
    return Recipe(photo, (Style(style),), SETTINGS)


@pytest.fixture(scope="module")
def expected(recipe: Recipe, encoder: Encoder) -> State:
    """Of a run that was not cancelled."""
    return _painted(Session(recipe, encoder))


def _at(numbers: range) -> Callable[[], bool]:
    """Says that it is cancelled each time that it is asked for one of these times."""
    asked = iter(range(1_000_000))
    return lambda: next(asked) in numbers


def _painted(session: Session) -> State:
    """What it is after some steps, each tried as often as it is cancelled."""
    for _ in range(STEPS):
        while True:
            before = session.state()
            try:
                session.step(SETTINGS)
            except Cancelled:
                assert session.state().memory.x.equal(before.memory.x)
                assert session.state().memory.loss == before.memory.loss
                assert session.state().step == before.step
                continue
            break
    return session.state()


def test_a_run_that_is_cancelled_now_and_then_goes_on_as_if_it_was_not(
    recipe: Recipe, encoder: Encoder, expected: State
) -> None:
    """While it reads, forth and back through the network."""
    state = _painted(Session(recipe, encoder, _at(range(0, 1_000_000, 101))))
    assert torch.equal(state.memory.x, expected.memory.x)


def test_a_step_that_is_cancelled_while_it_balances_is_taken_again(
    recipe: Recipe, encoder: Encoder, expected: State, monkeypatch: pytest.MonkeyPatch
) -> None:
    failing = [True]

    def once(*arguments: Any) -> Steps[float]:
        if failing and failing.pop():
            raise Cancelled
        return (yield from recognisable(*arguments))

    monkeypatch.setattr(scene, "recognisable", once)
    state = _painted(Session(recipe, encoder))
    assert not failing
    assert torch.equal(state.memory.x, expected.memory.x)
    assert state.balance == expected.balance != 1


def test_the_network_it_is_done_with_can_go_on_with_others(encoder: Encoder) -> None:
    image = torch.rand(1, 3, 32, 32)
    with pytest.raises(Cancelled):
        encoder.cancellable(lambda: True)(image, ["relu2_1"])
    assert encoder(image, ["relu2_1"])["relu2_1"].isfinite().all()


def test_the_way_back_can_be_cancelled_too(encoder: Encoder) -> None:
    is_over: list[bool] = []
    image = torch.rand(1, 3, 32, 32, requires_grad=True)
    features = encoder.cancellable(lambda: bool(is_over))(image, ["relu3_1"])["relu3_1"]
    is_over.append(True)
    with pytest.raises(Cancelled):
        features.sum().backward()  # type: ignore[no-untyped-call]  # torch leaves it unannotated
    assert image.grad is None


@pytest.mark.parametrize("ending", [".pth", ".safetensors"])
def test_an_import_that_is_cancelled_keeps_what_was_there(tmp_path: Path, weights: bytes, ending: str) -> None:
    source = tmp_path / "vgg19.pth"
    source.write_bytes(weights)
    if ending == ".safetensors":
        state, source = read_weights(source), tmp_path / "vgg19.safetensors"
        save_file(state, source)
    for asked in range(3):  # twice while it is read, and once before it is written
        with pytest.raises(Cancelled):
            keep(VGG19, source, _at(range(asked, asked + 1)))
        assert not network_path("vgg19").exists()
    keep(VGG19, source)
    assert len(load_network("vgg19")) == 13
    with pytest.raises(Cancelled):
        keep(VGG19, source, _at(range(1)))
    assert len(load_network("vgg19")) == 13
