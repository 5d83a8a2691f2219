"""Network weights: found, verified, and refused with a reason."""

import hashlib
import os
import pickle
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import save_file
from torch import Tensor, nn

from stylegui.engine import weights
from stylegui.engine.errors import Problem
from stylegui.engine.settings import CONTENT_LAYER, STYLE_LAYERS
from stylegui.engine.torchvision_models import torchvision_models
from stylegui.engine.weights import Convolution, layer_indices, load_network, vgg16_file, vgg19_file

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


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty torch cache; gives the folder that checkpoints lie in."""
    monkeypatch.setenv("TORCH_HOME", str(tmp_path))
    folder = tmp_path / "hub" / "checkpoints"
    folder.mkdir(parents=True)
    return folder


def _check_vgg19(convolutions: list[Convolution], state: State) -> None:
    expected = _torchvision_layers("vgg19")
    assert [c.layer for c in convolutions] == [layer for layer, _, _ in expected]
    for convolution, (_, index, _) in zip(convolutions, expected, strict=True):
        torch.testing.assert_close(convolution.weight, state[f"features.{index}.weight"], rtol=0, atol=0)
        torch.testing.assert_close(convolution.bias, state[f"features.{index}.bias"], rtol=0, atol=0)


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
    digest = hashlib.sha256(vgg16_file().read_bytes()).hexdigest()
    assert digest in (vgg16_file().parent / "MODEL.md").read_text(encoding="utf-8")


def test_a_changed_byte_in_the_embedded_network_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = bytearray(vgg16_file().read_bytes())
    data[-1] ^= 1
    file = tmp_path / "models" / vgg16_file().name
    file.parent.mkdir()
    file.write_bytes(data)
    monkeypatch.setattr(weights, "resources", lambda: tmp_path)
    with pytest.raises(Problem, match="SHA-256") as caught:
        load_network("vgg16")
    assert str(file) in str(caught.value)


def test_a_missing_embedded_network_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(weights, "resources", lambda: tmp_path)
    with pytest.raises(Problem, match="missing") as caught:
        load_network("vgg16")
    assert str(tmp_path / "models" / "vgg16-features.safetensors") in str(caught.value)


def test_a_missing_vgg19_says_what_to_do(cache: Path) -> None:
    address, place = vgg19_file()
    assert place == cache / "vgg19-dcbb9e9d.pth"
    with pytest.raises(Problem) as caught:
        load_network("vgg19")
    for part in (address, str(place), "network_file", "VGG-16 is built in"):
        assert part in str(caught.value)


def test_a_missing_file_of_the_user_is_named(cache: Path, tmp_path: Path) -> None:
    for path in (tmp_path / "none.pth", tmp_path):
        with pytest.raises(Problem) as caught:
            load_network("vgg19", str(path))
        assert str(path) in str(caught.value)


def test_vgg19_in_the_cache_with_another_digest_is_refused(cache: Path, vgg19_state: State) -> None:
    torch.save(vgg19_state, cache / "vgg19-dcbb9e9d.pth")
    with pytest.raises(Problem, match="SHA-256") as caught:
        load_network("vgg19")
    assert str(cache / "vgg19-dcbb9e9d.pth") in str(caught.value)


def test_vgg19_in_the_cache_with_the_digest_of_its_name_loads(
    cache: Path, vgg19_state: State, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = tmp_path / "made.pth"
    torch.save(vgg19_state, made)
    place = cache / f"vgg19-{hashlib.sha256(made.read_bytes()).hexdigest()[:8]}.pth"
    made.rename(place)
    monkeypatch.setattr(weights, "vgg19_file", lambda: ("https://example.org/vgg19.pth", place))
    _check_vgg19(load_network("vgg19"), vgg19_state)


# torchvision's own file is in the format that torch wrote before 1.6.
@pytest.mark.parametrize("zipped", [True, False], ids=["zip", "before 1.6"])
def test_vgg19_of_the_user_loads_without_its_classifier(tmp_path: Path, vgg19_state: State, zipped: bool) -> None:
    file = tmp_path / "vgg19 – Größe.pth"
    torch.save(vgg19_state, file, _use_new_zipfile_serialization=zipped)
    _check_vgg19(load_network("vgg19", str(file)), vgg19_state)


def test_vgg19_of_the_user_may_be_safetensors(tmp_path: Path, vgg19_state: State) -> None:
    file = tmp_path / "vgg19.safetensors"
    save_file(vgg19_state, file)
    _check_vgg19(load_network("vgg19", str(file)), vgg19_state)


def test_vgg19_of_the_user_may_hold_parameters(tmp_path: Path, vgg19_state: State) -> None:
    """As a file of a model's parameters does: no gradient may be asked of them later."""
    file = tmp_path / "vgg19.pth"
    torch.save({key: nn.Parameter(value) for key, value in vgg19_state.items()}, file)
    convolutions = load_network("vgg19", str(file))
    _check_vgg19(convolutions, vgg19_state)
    assert not any(c.weight.requires_grad or c.bias.requires_grad for c in convolutions)


def test_half_precision_is_widened(tmp_path: Path, vgg19_state: State) -> None:
    file = tmp_path / "vgg19.pth"
    halved = {key: value.half() for key, value in vgg19_state.items()}
    torch.save(halved, file)
    _check_vgg19(load_network("vgg19", str(file)), {key: value.float() for key, value in halved.items()})


def test_another_network_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "mine.safetensors"
    shutil.copy(vgg16_file(), file)
    with pytest.raises(Problem, match="does not hold VGG19's convolutions") as caught:
        load_network("vgg19", str(file))
    assert str(file) in str(caught.value)


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
        load_network("vgg19", str(file))
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
        load_network("vgg19", str(file))


@pytest.mark.parametrize("zipped", [True, False], ids=["zip", "before 1.6"])
@pytest.mark.parametrize("part", [0.001, 0.5, 0.999])
def test_a_truncated_download_is_refused_by_name(tmp_path: Path, zipped: bool, part: float) -> None:
    file = tmp_path / "vgg19.pth"
    torch.save({"features.0.weight": torch.zeros(64, 3, 3, 3)}, file, _use_new_zipfile_serialization=zipped)
    data = file.read_bytes()
    file.write_bytes(data[: int(len(data) * part)])
    with pytest.raises(Problem, match=re.escape(str(file))):
        load_network("vgg19", str(file))


def _python(code: str, path: Path | None = None) -> str:
    """What a fresh interpreter prints; `path` comes first in its search path."""
    environment = {**os.environ, "PYTHONWARNINGS": "error"} | ({"PYTHONPATH": str(path)} if path else {})
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False, timeout=120
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_torchvision_imports_in_a_fresh_interpreter() -> None:
    printed = _python(
        "from stylegui.engine.torchvision_models import torchvision_models as get\n"
        "print(get().VGG19_Weights.DEFAULT.url, get() is get())"
    )
    assert printed.endswith("vgg19-dcbb9e9d.pth True")


def _fake_torchvision(folder: Path, content: str) -> Path:
    package = folder / "torchvision" / "models"
    package.mkdir(parents=True)
    (folder / "torchvision" / "__init__.py").write_text(content)
    (package / "__init__.py").write_text("mine = True")
    return folder


def test_a_torchvision_that_imports_is_left_alone(tmp_path: Path) -> None:
    """A stand-in for one whose operators fit: it must find nothing declared, before or after."""
    printed = _python(
        "from stylegui.engine import torchvision_models as module\n"
        "print(module.torchvision_models().mine, module._libraries)",
        _fake_torchvision(tmp_path, ""),
    )
    assert printed == "True []"


def test_another_failure_of_torchvision_is_not_hidden(tmp_path: Path) -> None:
    printed = _python(
        "from stylegui.engine import torchvision_models as module\n"
        "try:\n    module.torchvision_models()\n"
        "except RuntimeError as error:\n    print(error, module._libraries)",
        _fake_torchvision(tmp_path, "raise RuntimeError('something else')"),
    )
    assert printed == "something else []"
