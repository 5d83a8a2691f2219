"""What a run is between two steps, as bytes: exact, checked, and gone on with in another process."""

import json
import math
import pickle
import subprocess
import sys
from collections.abc import Callable
from dataclasses import fields, replace
from typing import Any

import kept_runs
import numpy as np
import pytest
import safetensors.torch
import torch
from hypothesis import given
from hypothesis import strategies as st
from kept_runs import RUNS, begun, play
from torch import Tensor

from stylegui import __version__
from stylegui.engine.errors import Problem
from stylegui.engine.network.device import knows_bfloat16
from stylegui.engine.network.encoder import Encoder
from stylegui.engine.objective import balance
from stylegui.engine.pictures.images import Picture
from stylegui.engine.plan.pyramid import Scale, plan_scales
from stylegui.engine.recipes.recipe import Recipe
from stylegui.engine.run import session as session_module
from stylegui.engine.run.checkpoint import (
    ENTRY,
    VERSION,
    describe_environment,
    differences,
    from_bytes,
    painted_at,
    to_bytes,
)
from stylegui.engine.run.optimiser import PAIRS, Memory, full
from stylegui.engine.run.state import State
from stylegui.engine.settings import Settings
from stylegui.engine.styles.style import Style

Edit = Callable[[dict[str, Any], dict[str, Tensor]], object]


def _memory(**values: Any) -> Memory:
    generator = torch.Generator().manual_seed(0)
    tensors = iter(torch.randn(3 + 2 * PAIRS, 1, 3, 2, 3, generator=generator))
    x, gradient, direction = (next(tensors) for _ in range(3))
    steps, changes = (tuple(next(tensors) for _ in range(PAIRS)) for _ in range(2))
    return replace(Memory(x, 1 / 3, gradient, steps, changes, direction, 0.3, 1), **values)


def _state(**values: Any) -> State:
    settings = Settings(strength=100 / 3, shares=(70.0, 30.0), quality="fine")
    scales, losses = (Scale(2, 2, 10), Scale(3, 2, 24)), {"total": 0.1, "style": 1e-30}
    return replace(State(_memory(), 1, 7, 20, settings, 1e-6 / 3, 1.1, scales, 0.2, losses, 2), **values)


def _edited(edit: Edit) -> bytes:
    """A checkpoint with something else in it, put together by the library whose format it has."""
    data = to_bytes(_state())
    tensors, metadata = safetensors.torch.load(data), _header(data)["__metadata__"]
    values = json.loads(metadata[ENTRY])
    edit(values, tensors)
    return safetensors.torch.save(tensors, {ENTRY: json.dumps(values)})


def _header(data: bytes) -> dict[str, Any]:
    header: dict[str, Any] = json.loads(data[8 : 8 + int.from_bytes(data[:8], "little")])
    return header


def _assert_same(a: State, b: State) -> None:
    """In everything but how long it took."""
    for field in fields(Memory):
        one, other = getattr(a.memory, field.name), getattr(b.memory, field.name)
        if isinstance(one, tuple):
            assert len(one) == len(other), field.name
            assert all(map(torch.equal, one, other)), field.name
        elif isinstance(one, Tensor):
            assert torch.equal(one, other), field.name
        else:
            assert one == other, field.name
    for field in fields(State):
        if field.name not in ("memory", "seconds_per_pixel"):
            assert getattr(a, field.name) == getattr(b, field.name), field.name


# --- gone on with in another process ---


Ends = dict[tuple[str, int], tuple[State, State, State]]
MOMENTS = [(name, done) for name, run in RUNS.items() for done in run.kept]


@pytest.fixture(scope="module")
def ends(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Ends:
    """Of each moment: the state then, the run's end without interruption, and the one in another process."""
    folder, kept, expected = tmp_path_factory.mktemp("kept"), {}, {}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(session_module, "plan_scales", kept_runs.plan)
        patch.setattr(balance, "AT_EASE", 0.0)
        for name, run in RUNS.items():
            session = begun(run, encoder)
            for done, act in enumerate(run.acts, start=1):
                play(session, (act,))
                if done in run.kept:
                    kept[name, done] = session.state()
                    data = to_bytes(session.state(), exact=done != run.shorn)
                    (folder / f"{name} {done} kept").write_bytes(data)
            expected[name] = session.state()
    subprocess.run([sys.executable, kept_runs.__file__, folder, str(torch.get_num_threads())], check=True)
    return {
        (name, done): (kept[name, done], expected[name], from_bytes((folder / f"{name} {done} end").read_bytes()))
        for name, done in MOMENTS
    }


@pytest.mark.parametrize(("name", "done"), MOMENTS)
def test_another_process_goes_on_bit_for_bit(ends: Ends, name: str, done: int) -> None:
    kept, expected, found = ends[name, done]
    assert kept.evaluations < expected.evaluations
    assert not torch.equal(kept.memory.x, expected.memory.x)
    assert torch.equal(found.memory.x, expected.memory.x)
    _assert_same(found, expected)


def test_the_runs_are_kept_where_it_matters(ends: Ends) -> None:
    """Else the test above would not see what it is for."""
    kept = {moment: state for moment, (state, _, _) in ends.items()}
    end = {name: ends[name, done][1] for name, done in MOMENTS}
    assert [(kept["plain", done].scale, kept["plain", done].step) for done in (2, 4, 5)] == [(0, 2), (0, 4), (1, 1)]
    assert end["plain"].scale == 1
    assert kept["plain", 2].memory.steps
    assert kept["strength", 6].scales != kept["strength", 3].scales
    assert kept["quality", 4].scales != end["quality"].scales
    assert kept["shares", 3].pull != end["shares"].pull
    assert kept["balance", 9].balance != 1
    assert kept["finished", 6].scales != kept["finished", 4].scales


def test_without_the_optimisers_memory_it_goes_on_from_the_picture(
    encoder: Encoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(session_module, "plan_scales", kept_runs.plan)
    monkeypatch.setattr(balance, "AT_EASE", 0.0)
    run = RUNS["plain"]
    session, other = begun(run, encoder), begun(run, encoder)
    play(session, run.acts[:3])
    kept, before = session.state(), session.snapshot()
    other.restore(from_bytes(to_bytes(kept, exact=False)))
    assert other.state().memory.x.equal(kept.memory.x)
    assert (other.state().step, other.state().evaluations) == (kept.step, kept.evaluations)
    assert other.snapshot().losses == before.losses
    play(other, ({},))
    assert other.state().evaluations == kept.evaluations + 2  # where it is has to be measured again
    assert other.snapshot().losses["total"] < before.losses["total"]


# --- bytes ---


def test_what_is_read_is_what_was_kept() -> None:
    state = _state()
    read = from_bytes(to_bytes(state))
    _assert_same(read, state)
    assert read.seconds_per_pixel == state.seconds_per_pixel


def test_a_beginning_is_kept() -> None:
    state = State(Memory(torch.rand(1, 3, 4, 5)), 0, 0, 0, Settings(), scales=(Scale(5, 4, 10),))
    _assert_same(from_bytes(to_bytes(state)), state)


numbers = st.floats(1e-300, 1e300)


@given(loss=st.floats(allow_nan=False, allow_infinity=False), length=numbers, pull=numbers, strength=st.floats(0, 100))
def test_every_number_is_kept_to_the_last_bit(loss: float, length: float, pull: float, strength: float) -> None:
    memory = _memory(loss=loss, length=length)
    state = _state(memory=memory, pull=pull, balance=length, settings=Settings(strength=strength))
    _assert_same(from_bytes(to_bytes(state)), state)


def test_not_exact_is_the_picture_and_the_numbers() -> None:
    state = _state()
    read = from_bytes(to_bytes(state, exact=False))
    _assert_same(read, replace(state, memory=Memory(state.memory.x)))
    large = torch.zeros(1, 3, 100, 100)
    many = (large,) * PAIRS
    kept = _state(memory=Memory(large, 1.0, large, many, many, large))
    assert len(to_bytes(kept, exact=False)) < 4 * large.numel() + 4000 < len(to_bytes(kept)) / 15


def test_the_format_is_that_of_safetensors() -> None:
    state = _state()
    tensors = safetensors.torch.load(to_bytes(state))
    assert torch.equal(tensors["x"], state.memory.x)
    assert torch.equal(tensors["step 7"], full(state.memory.steps[7]))
    assert len(tensors) == 3 + 2 * PAIRS
    assert from_bytes(_edited(lambda values, tensors: None)).memory.x.equal(state.memory.x)


def test_tensors_lie_where_torchs_own_do() -> None:
    memory = from_bytes(to_bytes(_state())).memory
    assert {tensor.data_ptr() % 64 for tensor in (memory.x, *map(full, (*memory.steps, *memory.changes)))} == {0}


def test_a_layout_of_memory_is_no_part_of_it() -> None:
    x = torch.rand(1, 3, 4, 5).contiguous(memory_format=torch.channels_last)
    read = from_bytes(to_bytes(State(Memory(x), 0, 0, 0, Settings()))).memory.x
    assert read.equal(x)
    assert read.is_contiguous()


def test_numbers_that_are_none_are_kept_where_the_optimiser_forgets_them() -> None:
    memory = _memory(direction=torch.full((1, 3, 2, 3), math.inf))
    _assert_same(from_bytes(to_bytes(_state(memory=memory))), _state(memory=memory))
    assert from_bytes(to_bytes(_state(pull=math.nan))).pull is None  # it is calibrated anew


def _with(name: str, value: Any) -> Edit:
    return lambda values, tensors: values.update({name: value})


def _setting(name: str, value: Any) -> Edit:
    return lambda values, tensors: values["settings"].update({name: value})


def _without(name: str) -> Edit:
    return lambda values, tensors: values.pop(name) if name in values else tensors.pop(name)


def _tensor(name: str, value: Tensor) -> Edit:
    return lambda values, tensors: tensors.update({name: value})


WRONG: dict[str, Edit] = {
    "a step below 0": _with("step", -1),
    "a scale that is no number": _with("scale", "second"),
    "a scale without evaluations": _with("scales", [[2, 2, 0]]),
    "a loss that is no number": _with("loss", math.nan),
    "a balance of nothing": _with("balance", 0),
    "no version": _without("version"),
    "an older version than any": _with("version", 0),
    "a version in words": _with("version", "one"),
    "no settings": _without("settings"),
    "a setting out of bounds": _setting("strength", 900),
    "no picture": _without("x"),
    "no gradient": _without("gradient"),
    "more pairs than there are": _with("pairs", PAIRS + 1),
    "a picture of no number": _tensor("x", torch.full((1, 3, 2, 3), math.nan)),
    "a gradient of no number": _tensor("gradient", torch.full((1, 3, 2, 3), math.inf)),
    "tensors of different sizes": _tensor("step 3", torch.zeros(1, 3, 3, 2)),
    "a grey picture": lambda values, tensors: tensors.update({name: tensors[name][:, :1].clone() for name in tensors}),
    "an empty picture": lambda values, tensors: tensors.update({name: tensors[name][:, :, :0] for name in tensors}),
    "half precision": lambda values, tensors: tensors.update({name: tensors[name].half() for name in tensors}),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_no_run_can_have_left_is_told(name: str) -> None:
    with pytest.raises(Problem, match="go on from its picture"):
        from_bytes(_edited(WRONG[name]))


FOREIGN = {
    "nothing": b"",
    "a picture": b"\x89PNG\r\n\x1a\n" + bytes(100),
    "a pickle": pickle.dumps({"x": 1}),
    "JSON": b'{"x": 1}' * 10,
    "other tensors": safetensors.torch.save({"x": torch.zeros(1, 3, 2, 3)}),
    "a list": (7).to_bytes(8, "little") + b"[1,2,3]",
    "a text": (5).to_bytes(8, "little") + b'"abc"',
    "a deep list": (200_000).to_bytes(8, "little") + b"[" * 200_000,
}


@pytest.mark.parametrize("name", FOREIGN)
def test_what_is_no_run_at_all_is_told(name: str) -> None:
    with pytest.raises(Problem, match="go on from its picture"):
        from_bytes(FOREIGN[name])


def test_what_a_newer_version_has_added_is_left_out() -> None:
    for edit in (_with("weather", "fine"), _setting("weather", 3), _tensor("weather", torch.zeros(2))):
        _assert_same(from_bytes(_edited(edit)), _state())


def test_a_newer_version_is_named() -> None:
    with pytest.raises(Problem, match="newer StyleGUI"):
        from_bytes(_edited(_with("version", VERSION + 1)))


KEPT = to_bytes(_state())


@given(st.integers(0, len(KEPT) - 1))
def test_a_part_of_it_is_told(length: int) -> None:
    with pytest.raises(Problem):
        from_bytes(KEPT[:length])


@given(st.lists(st.tuples(st.integers(0, len(KEPT) - 1), st.integers(0, 255)), min_size=1, max_size=5))
def test_damage_is_told_or_does_no_harm(flips: list[tuple[int, int]]) -> None:
    damaged = bytearray(KEPT)
    for place, byte in flips:
        damaged[place] = byte
    try:
        state = from_bytes(bytes(damaged))
    except Problem:
        return
    assert state.memory.x.isfinite().all()
    assert state.memory.x.shape[:2] == (1, 3)
    assert from_bytes(to_bytes(state)).memory.x.equal(state.memory.x)


# --- where it is the same ---


def test_the_environment_says_what_the_last_bits_depend_on() -> None:
    ours = describe_environment()
    assert ours["torch"] == torch.__version__
    assert ours["StyleGUI"] == __version__
    assert ours["threads"] == str(torch.get_num_threads())
    assert torch.backends.cpu.get_cpu_capability() in ours["machine"]
    assert ours["device"] == "CPU"
    assert ours["convolutions"] == ("bfloat16" if knows_bfloat16(torch.device("cpu")) else "float32")
    assert json.loads(json.dumps(ours)) == ours


def test_differences_are_told_in_words() -> None:
    ours = describe_environment()
    assert differences(ours, dict(ours)) == ()
    theirs = ours | {"torch": "2.12.0", "threads": "8"}
    assert differences(theirs, ours | {"torch": "2.13.1", "threads": "2"}) == (
        "torch 2.12.0 there, 2.13.1 here",
        "threads 8 there, 2 here",
    )
    assert differences({}, {"torch": "2.13.1"}) == ("torch unknown there, 2.13.1 here",)


@pytest.mark.parametrize(("size", "larger"), [(96, 0), (512, 0), (1024, 1)])
def test_what_is_painted_already_is_polished_in_the_last_size_of_all_layers(
    photo: Picture, style: Picture, size: int, larger: int
) -> None:
    recipe = Recipe(photo, (Style(style),), Settings(size=size, auto="off", quality="normal"))
    state = painted_at(recipe, np.full((64, 128, 3), 51, np.uint8))
    planned = plan_scales(photo.width, photo.height, size, "normal")
    assert [(scale.width, scale.height) for scale in state.scales] == [(each.width, each.height) for each in planned]
    assert state.scale == len(planned) - 1 - larger
    assert state.memory.x.shape[2:] == (state.scales[state.scale].height, state.scales[state.scale].width)
    assert torch.allclose(state.memory.x, torch.tensor(0.2))
    assert 0 < state.scales[state.scale].evaluations < planned[state.scale].evaluations
    assert state.scales[state.scale + 1 :] == planned[state.scale + 1 :]
    assert all(scale.evaluations > 0 for scale in state.scales)
