"""Finds and verifies the networks' weights."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import torch
from safetensors.torch import load as load_safetensors
from torch import Tensor

from stylegui.engine.errors import Problem
from stylegui.engine.torchvision_models import torchvision_models
from stylegui.paths import resources

VGG16_SHA256 = "0dd2d9bc458aca0f9c29682192b18e1fd86c4c08615d43f202f3c163d51bae41"
# Convolutions in each block, up to relu5_1 (Simonyan and Zisserman 2014, configurations D and E).
BLOCKS = {"vgg16": (2, 2, 3, 3, 1), "vgg19": (2, 2, 4, 4, 1)}
WIDTHS = (64, 128, 256, 512, 512)


@dataclass(frozen=True, eq=False)
class Convolution:
    """One 3 x 3 convolution: its layer name ("relu4_2"), weight (out, in, 3, 3) and bias (out,), float32."""

    layer: str
    weight: Tensor
    bias: Tensor


def layer_indices(network: str) -> Iterator[tuple[str, int, int, int]]:
    """(layer, index in torchvision's `features`, channels in, channels out) of every convolution in use."""
    index, channels = 0, 3
    for block, (count, width) in enumerate(zip(BLOCKS[network], WIDTHS, strict=True), start=1):
        for number in range(1, count + 1):
            yield f"relu{block}_{number}", index, channels, width
            index, channels = index + 2, width  # the ReLU takes an index too
        index += 1  # and so does the pooling


def vgg16_file() -> Path:
    """Where the embedded network is."""
    return resources() / "models" / "vgg16-features.safetensors"


def vgg19_file() -> tuple[str, Path]:
    """(address that torchvision names, place in torch's hub cache) of VGG-19's weights."""
    address: str = torchvision_models().VGG19_Weights.DEFAULT.url
    return address, Path(torch.hub.get_dir()) / "checkpoints" / address.rpartition("/")[2]


def load_network(network: str, file: str = "") -> list[Convolution]:
    """The convolutions of "vgg16" (embedded) or "vgg19" (from `file`, else torch's hub cache), in order.

    Raises Problem if the file is missing, damaged or another network's.
    """
    if network == "vgg16":
        path = vgg16_file()
        state = _read_vgg16(path)
    else:
        path, state = _read_vgg19(file)
    convolutions = []
    for layer, index, channels, width in layer_indices(network):
        weight, bias = state.get(f"features.{index}.weight"), state.get(f"features.{index}.bias")
        if weight is None or bias is None or weight.shape != (width, channels, 3, 3) or bias.shape != (width,):
            raise Problem(f"{path} does not hold {network.upper()}'s convolutions (features.{index} differs)")
        convolutions.append(Convolution(layer, weight.detach().float(), bias.detach().float()))
    return convolutions


def _read_vgg16(path: Path) -> dict[str, Tensor]:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise Problem(f"the built-in network {path} is missing: please install StyleGUI again") from error
    if hashlib.sha256(data).hexdigest() != VGG16_SHA256:
        raise Problem(f"the built-in network {path} is damaged (its SHA-256 differs): please install again")
    return load_safetensors(data)


def _read_vgg19(file: str) -> tuple[Path, dict[str, Tensor]]:
    address, cached = vgg19_file()
    path = Path(file).expanduser() if file else cached
    if not path.is_file():
        raise Problem(
            f"VGG-19 is not on this computer: {path} is missing. Download {address} and put it there, "
            "or choose the file as 'VGG-19 file' (network_file); VGG-16 is built in and needs nothing"
        )
    try:
        if not file:  # torchvision's names end in the first digits of the SHA-256
            with path.open("rb") as opened:
                digest = hashlib.file_digest(opened, "sha256").hexdigest()
            if not digest.startswith(cached.stem.rpartition("-")[2]):
                raise Problem(f"{path} is damaged (its SHA-256 differs): please delete it and get it again")
        if path.suffix == ".safetensors":
            return path, load_safetensors(path.read_bytes())
        # Not mapped into memory: torchvision's file has the format before torch 1.6, which cannot be.
        state = torch.load(path, map_location="cpu", weights_only=True)
    except Problem:
        raise
    except Exception as error:  # a damaged pickle fails in any way: IndexError, AssertionError, struct.error ...
        raise Problem(f"{path} cannot be read as network weights: please choose another file") from error
    if not isinstance(state, dict):
        raise Problem(f"{path} holds no network weights: please choose another file")
    return path, {key: value for key, value in state.items() if isinstance(value, Tensor)}
