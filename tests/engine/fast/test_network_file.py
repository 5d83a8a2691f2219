"""A fast network as a file: what it holds comes back, and nothing else gets in."""

import json
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from made_fast_network import ABOUT, made_fast_network
from numpy.typing import NDArray
from safetensors.numpy import load, save

from stylegui.engine.errors import Problem
from stylegui.engine.fast.network_file import (
    MOST_BYTES,
    FastNetwork,
    load_network_file,
    save_network,
)
from stylegui.engine.fast.network_name import check_network_target, place_for
from stylegui.engine.fast.transform_network import untaught


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file."""
    path = tmp_path_factory.mktemp("networks") / "strokes.stylegui-network"
    save_network(made_fast_network(), path)
    return path


def _changed(path: Path, written: Path, about: object = None, **arrays: NDArray[np.generic] | None) -> Path:
    """The file with other arrays, or none of that name."""
    kept = dict(load(written.read_bytes()))
    for name, values in arrays.items():
        name = name.replace("_", " ")
        if values is None:
            del kept[name]
        else:
            kept[name] = values
    text = ABOUT.model_dump_json() if about is None else json.dumps(about)
    path.write_bytes(save(kept, {"stylegui-network": text}))
    return path


def test_what_is_kept_comes_back_in_half_precision(written: Path) -> None:
    network = load_network_file(written)
    assert network.about == ABOUT
    assert network.path == written
    for name, values in untaught(1).items():
        assert torch.equal(network.weights[name], values.half().float()), name
    assert np.array_equal(network.thumbnail, np.full((40, 60, 3), 7, np.uint8))
    assert written.stat().st_size < MOST_BYTES


def test_its_digest_is_of_its_weights(written: Path) -> None:
    network = load_network_file(written)
    assert network.digest() == FastNetwork(ABOUT, untaught(1), network.thumbnail).digest()
    assert network.digest() != FastNetwork(ABOUT, untaught(2), network.thumbnail).digest()


@pytest.mark.parametrize(
    ("name", "values", "why"),
    [
        ("first_filter", None, "first filter is missing"),
        ("first_filter", np.zeros((16, 3, 9, 9), np.float32), r"first filter is float32 \(16, 3, 9, 9\)"),
        ("first_filter", np.zeros((16, 3, 9, 8), np.float16), r"first filter is float16 \(16, 3, 9, 8\)"),
        ("first_scale", np.full(16, np.nan, np.float16), "first scale holds what are no numbers"),
        ("code", np.zeros(3, np.float16), "'code' is nothing that a fast network has"),
        ("thumbnail", np.zeros((40, 60), np.uint8), r"thumbnail is uint8 \(40, 60\)"),
        ("thumbnail", np.zeros((8, 60, 3), np.uint8), "no size that a small picture has"),
    ],
)
def test_what_is_no_network_is_refused(
    written: Path, tmp_path: Path, name: str, values: NDArray[np.generic] | None, why: str
) -> None:
    path = _changed(tmp_path / "x.stylegui-network", written, **{name: values})
    with pytest.raises(Problem, match=why) as refused:
        load_network_file(path)
    assert str(path) in str(refused.value)


@pytest.mark.parametrize(
    "about", [{}, [], {"version": 2}, ABOUT.model_dump() | {"lessons": -1}, ABOUT.model_dump() | {"styles": ["../x"]}]
)
def test_what_it_says_of_itself_is_bounded(written: Path, tmp_path: Path, about: object) -> None:
    with pytest.raises(Problem, match="is no fast network that can be used"):
        load_network_file(_changed(tmp_path / "x.stylegui-network", written, about))


def test_a_file_that_is_too_large_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "x.stylegui-network"
    path.write_bytes(b"\0" * (MOST_BYTES + 1))
    with pytest.raises(Problem, match="more than 2 MB"):
        load_network_file(path)
    with pytest.raises(Problem, match="cannot read the fast network"):
        load_network_file(tmp_path / "none.stylegui-network")


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cut=st.integers(0, 3000), at=st.integers(0, 2500), byte=st.integers(0, 255))
def test_damage_is_told_in_words(written: Path, tmp_path: Path, cut: int, at: int, byte: int) -> None:
    data = bytearray(written.read_bytes())
    data[at] = byte
    path = tmp_path / "x.stylegui-network"
    path.write_bytes(data[:cut] if cut % 2 else data)
    with suppress(Problem):  # and nothing else
        load_network_file(path)


def test_another_name_is_refused_before_the_work(tmp_path: Path) -> None:
    with pytest.raises(Problem, match="let it end in"):
        check_network_target(tmp_path / "strokes.png")


def test_what_was_stopped_takes_nobodys_place(tmp_path: Path) -> None:
    path = tmp_path / "strokes.stylegui-network"
    assert place_for(path, is_whole=False) == path
    path.write_bytes(b"good")
    assert place_for(path, is_whole=True) == path
    beside = place_for(path, is_whole=False)
    assert beside.name == "strokes (unfinished).stylegui-network"
    beside.write_bytes(b"")
    assert place_for(path, is_whole=False).name == "strokes (unfinished 2).stylegui-network"


def test_what_cannot_be_written_is_kept_elsewhere(tmp_path: Path, written: Path) -> None:
    network = load_network_file(written)
    with pytest.raises(Problem, match="the network was kept as") as failed:
        save_network(network, tmp_path / "gone" / "x.stylegui-network")
    kept = Path(str(failed.value).partition("kept as ")[2])
    assert load_network_file(kept).digest() == network.digest()
