"""Network weights: found, verified, and refused with a reason."""

import hashlib
import os
import pickle
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import save_file
from torch import Tensor, nn
from torchvision_models import torchvision_models

from stylegui.engine.errors import Problem
from stylegui.engine.network import networks
from stylegui.engine.network.networks import network_path
from stylegui.engine.network.weights import (
    Convolution,
    checked,
    layer_indices,
    load_network,
    read_weights,
)
from stylegui.engine.settings import CONTENT_LAYER, STYLE_LAYERS

State = dict[str, Tensor]


def _torchvision_layers(network: str) -> list[tuple[str, int, tuple[int, ...]]]:
    """(layer, index, weight's shape) of torchvision's own network, up to the deepest layer in use."""
    with torch.device("meta"):
        features = getattr(torchvision_models(), network)(weights=None).features
    found, block, number = [], 1, 0
    for index, module in enumerate(features):
        if isinstance(module, nn.Conv2d):
            number += 1
            found.append((f"relu{block}_{number}", index, tuple(module.weight.shape)))
        elif isinstance(module, nn.MaxPool2d):
            block, number = block + 1, 0
    return found[: [layer for layer, _, _ in found].index("relu5_1") + 1]


@pytest.fixture(scope="module")
def vgg19_state() -> State:
    """VGG-19's convolutions with random weights, and a classifier as torchvision's file has one."""
    generator = torch.Generator().manual_seed(1)
    state = {}
    for _, index, shape in _torchvision_layers("vgg19"):
        state[f"features.{index}.weight"] = torch.randn(shape, generator=generator)
        state[f"features.{index}.bias"] = torch.randn(shape[0], generator=generator)
    return {**state, "features.30.weight": torch.zeros(1), "classifier.0.weight": torch.zeros(8, 8)}


def _check_vgg19(found: State, state: State) -> None:
    """It has the convolutions in use, and nothing else."""
    names = [f"features.{index}.{part}" for _, index, _ in _torchvision_layers("vgg19") for part in ("weight", "bias")]
    assert list(found) == names
    for name in names:
        torch.testing.assert_close(found[name], state[name], rtol=0, atol=0)


def _read(path: Path) -> State:
    return checked(read_weights(path), "vgg19", path)


@pytest.mark.parametrize("name", ["vgg16", "vgg19"])
def test_layers_are_numbered_as_in_torchvision(name: str) -> None:
    ours = [(layer, index, (after, before, 3, 3)) for layer, index, before, after in layer_indices(name)]
    assert ours == _torchvision_layers(name)


@pytest.mark.parametrize("name", ["vgg16", "vgg19"])
def test_every_layer_of_the_objective_exists(name: str) -> None:
    assert {*STYLE_LAYERS, CONTENT_LAYER} <= {layer for layer, _, _, _ in layer_indices(name)}


def test_the_embedded_network_loads(network: list[Convolution]) -> None:
    shapes = [(c.layer, tuple(c.weight.shape)) for c in network]
    assert shapes == [(layer, shape) for layer, _, shape in _torchvision_layers("vgg16")]
    for convolution in network:
        assert convolution.weight.dtype == convolution.bias.dtype == torch.float32
        assert convolution.bias.shape == convolution.weight.shape[:1]
        assert bool(convolution.weight.isfinite().all())
        assert float(convolution.weight.std()) > 0


def test_the_embedded_network_is_the_one_its_description_names() -> None:
    digest = hashlib.sha256(network_path("vgg16").read_bytes()).hexdigest()
    assert digest in (network_path("vgg16").parent / "MODEL.md").read_text(encoding="utf-8")


def test_a_changed_byte_in_the_embedded_network_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = bytearray(network_path("vgg16").read_bytes())
    data[-1] ^= 1
    file = tmp_path / "models" / network_path("vgg16").name
    file.parent.mkdir()
    file.write_bytes(data)
    monkeypatch.setattr(networks, "resources", lambda: tmp_path)
    with pytest.raises(Problem, match="SHA-256") as caught:
        load_network("vgg16")
    assert str(file) in str(caught.value)


def test_a_missing_embedded_network_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(networks, "resources", lambda: tmp_path)
    with pytest.raises(Problem, match="missing") as caught:
        load_network("vgg16")
    assert str(tmp_path / "models" / "vgg16-features.safetensors") in str(caught.value)


def test_a_missing_vgg19_says_what_to_do() -> None:
    with pytest.raises(Problem) as caught:
        load_network("vgg19")
    for part in ("VGG-19 is not on this computer", "Preferences", "stylegui networks get vgg19", "VGG-16 is built in"):
        assert part in str(caught.value)


def test_a_fetched_network_loads_as_the_embedded_one_does(vgg19_state: State) -> None:
    path = network_path("vgg19")
    path.parent.mkdir(parents=True)
    save_file({name: tensor.half() for name, tensor in vgg19_state.items()}, path)
    convolutions = load_network("vgg19")
    assert [c.layer for c in convolutions] == [layer for layer, _, _ in _torchvision_layers("vgg19")]
    for convolution, (_, index, _) in zip(convolutions, _torchvision_layers("vgg19"), strict=True):
        for tensor, part in ((convolution.weight, "weight"), (convolution.bias, "bias")):
            assert tensor.dtype == torch.float32
            torch.testing.assert_close(tensor, vgg19_state[f"features.{index}.{part}"], rtol=1e-3, atol=1e-6)


@pytest.mark.parametrize("content", [b"", b"torn"])
def test_a_damaged_fetched_network_is_named(content: bytes) -> None:
    path = network_path("vgg19")
    path.parent.mkdir(parents=True)
    path.write_bytes(content)
    with pytest.raises(Problem, match=f"{re.escape(str(path))} is damaged: please remove it"):
        load_network("vgg19")


def test_a_missing_file_of_the_user_is_named(tmp_path: Path) -> None:
    for path in (tmp_path / "none.pth", tmp_path):
        with pytest.raises(Problem, match=re.escape(str(path))):
            read_weights(path)


# torchvision's own file is in the format that torch wrote before 1.6.
@pytest.mark.parametrize("zipped", [True, False], ids=["zip", "before 1.6"])
def test_vgg19_of_the_user_loads_without_its_classifier(tmp_path: Path, vgg19_state: State, zipped: bool) -> None:
    file = tmp_path / "vgg19 – Größe.pth"
    torch.save(vgg19_state, file, _use_new_zipfile_serialization=zipped)
    _check_vgg19(_read(file), vgg19_state)


def test_vgg19_of_the_user_may_be_safetensors(tmp_path: Path, vgg19_state: State) -> None:
    file = tmp_path / "vgg19.safetensors"
    save_file(vgg19_state, file)
    _check_vgg19(_read(file), vgg19_state)


def test_vgg19_of_the_user_may_hold_parameters(tmp_path: Path, vgg19_state: State) -> None:
    """As a file of a model's parameters does: no gradient may be asked of them later."""
    file = tmp_path / "vgg19.pth"
    torch.save({key: nn.Parameter(value) for key, value in vgg19_state.items()}, file)
    found = _read(file)
    _check_vgg19(found, vgg19_state)
    assert not any(tensor.requires_grad for tensor in found.values())


def test_another_network_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "mine.safetensors"
    shutil.copy(network_path("vgg16"), file)
    with pytest.raises(Problem) as caught:
        _read(file)
    assert str(caught.value) == (
        f"{file} does not hold VGG19's convolutions: features.16.weight is missing and must be 256 × 256 × 3 × 3"
    )


def test_a_wrong_shape_is_named(tmp_path: Path, vgg19_state: State) -> None:
    file = tmp_path / "vgg19.pth"
    torch.save({**vgg19_state, "features.2.weight": torch.zeros(64, 32, 3, 3)}, file)
    with pytest.raises(Problem, match=re.escape("features.2.weight is 64 × 32 × 3 × 3 and must be 64 × 64 × 3 × 3")):
        _read(file)


class _Code:
    """Pickled, this would make a file of the given name when it is read."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __reduce__(self) -> tuple[Any, ...]:
        return (os.mkdir, (self._name,))


@pytest.mark.parametrize("how", ["torch", "torch before 1.6", "pickle"])
def test_code_in_a_file_of_weights_is_not_run(tmp_path: Path, how: str) -> None:
    file, proof = tmp_path / "vgg19.pth", tmp_path / "was-run"
    if how == "pickle":
        file.write_bytes(pickle.dumps({"features.0.weight": _Code(str(proof))}))
    else:
        torch.save({"features.0.weight": _Code(str(proof))}, file, _use_new_zipfile_serialization=how == "torch")
    with pytest.raises(Problem, match="cannot be read as network weights") as caught:
        _read(file)
    assert str(file) in str(caught.value)
    assert not proof.exists()


@pytest.mark.parametrize(
    "content", [b"", b"<html>404</html>", b"PK\x03\x04 torn", b"\x80\x02.", b"\x80\x02r1.", pickle.dumps([1, 2])]
)
@pytest.mark.parametrize("ending", [".pth", ".safetensors"])
def test_what_holds_no_weights_is_refused_by_name(tmp_path: Path, content: bytes, ending: str) -> None:
    file = tmp_path / f"vgg19{ending}"
    file.write_bytes(content)
    with pytest.raises(Problem, match=re.escape(str(file))):
        _read(file)


@pytest.mark.parametrize("zipped", [True, False], ids=["zip", "before 1.6"])
@pytest.mark.parametrize("part", [0.001, 0.5, 0.999])
def test_a_truncated_download_is_refused_by_name(tmp_path: Path, zipped: bool, part: float) -> None:
    file = tmp_path / "vgg19.pth"
    torch.save({"features.0.weight": torch.zeros(64, 3, 3, 3)}, file, _use_new_zipfile_serialization=zipped)
    data = file.read_bytes()
    file.write_bytes(data[: int(len(data) * part)])
    with pytest.raises(Problem, match=re.escape(str(file))):
        _read(file)
