"""Finds and verifies the networks' weights."""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import torch
from safetensors.torch import load as load_safetensors
from safetensors.torch import save
from torch import Tensor

from stylegui.engine.errors import Cancelled, Problem, go_on, never
from stylegui.engine.network.networks import Network, check_fetched, digest_of, make_folder, network_path
from stylegui.engine.whole_file import write_whole

# Convolutions in each block, up to relu5_1 (Simonyan and Zisserman 2014, configurations D and E).
BLOCKS = {"vgg16": (2, 2, 3, 3, 1), "vgg19": (2, 2, 4, 4, 1)}
WIDTHS = (64, 128, 256, 512, 512)
PIECE = 1 << 24  # bytes of a file that are read at once


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


def load_network(network: str) -> list[Convolution]:
    """The convolutions of "vgg16" or "vgg19", in order.

    Raises Problem if the file is missing, damaged or another network's.
    """
    path = network_path(network)
    state = checked(_read_vgg16(path) if network == "vgg16" else _read_fetched(network, path), network, path)
    return [
        Convolution(layer, state[f"features.{index}.weight"].float(), state[f"features.{index}.bias"].float())
        for layer, index, _, _ in layer_indices(network)
    ]


def keep(network: Network, source: Path, cancelled: Callable[[], bool] = never) -> Path:
    """Keep of the weights in `source` what is used, in half precision (float16). Returns where.

    What was there before stays if anything fails. Raises Problem if the file cannot be read, or is another network's;
    Cancelled if `cancelled`, which is asked on the way, is true.
    """
    check_fetched(network)
    state = checked(read_weights(source, cancelled), network.name, source)
    go_on(cancelled)
    path = network_path(network.name)
    make_folder(path.parent)
    write_whole(path, save({name: tensor.half().contiguous() for name, tensor in state.items()}))
    return path


def read_weights(path: Path, cancelled: Callable[[], bool] = never) -> dict[str, Tensor]:
    """{name: tensor} of a .safetensors file or one of torch's own, of which no code is run.

    Raises Problem; Cancelled if `cancelled` is true while the file is read.
    """
    if not path.is_file():
        raise Problem(f"there is no file {path}: please choose another")
    try:
        _read_through(path, cancelled)
        if path.suffix == ".safetensors":
            return load_safetensors(path.read_bytes())
        # Not mapped into memory: torchvision's file has the format before torch 1.6, which cannot be.
        state = torch.load(path, map_location="cpu", weights_only=True)
    except Cancelled:
        raise
    except Exception as error:  # a damaged pickle fails in any way: IndexError, AssertionError, struct.error ...
        raise Problem(f"{path} cannot be read as network weights: please choose another file") from error
    if not isinstance(state, dict):
        raise Problem(f"{path} holds no network weights: please choose another file")
    return {key: value for key, value in state.items() if isinstance(value, Tensor)}


def _read_through(path: Path, cancelled: Callable[[], bool]) -> None:
    """Bring a file into the system's memory: those who read it next are quick then, and cannot be cancelled."""
    piece = bytearray(PIECE)
    with path.open("rb", buffering=0) as file:
        while file.readinto(piece):
            go_on(cancelled)


def checked(state: dict[str, Tensor], network: str, path: Path) -> dict[str, Tensor]:
    """Of a file's tensors the network's convolutions, up to the deepest layer in use, without gradients.

    Raises Problem that names the first one that is missing or of another shape.
    """
    kept = {}
    for _, index, channels, width in layer_indices(network):
        for part, shape in (("weight", (width, channels, 3, 3)), ("bias", (width,))):
            name = f"features.{index}.{part}"
            tensor = state.get(name)
            if tensor is None or tuple(tensor.shape) != shape:
                has = "is missing" if tensor is None else f"is {_shape(tensor.shape)}"
                raise Problem(
                    f"{path} does not hold {network.upper()}'s convolutions: {name} {has} and must be {_shape(shape)}"
                )
            kept[name] = tensor.detach()
    return kept


def _shape(shape: Iterable[int]) -> str:
    return " × ".join(map(str, shape))


def _read_vgg16(path: Path) -> dict[str, Tensor]:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise Problem(f"the built-in network {path} is missing: please install StyleGUI again") from error
    if hashlib.sha256(data).hexdigest() != digest_of("vgg16"):
        raise Problem(f"the built-in network {path} is damaged (its SHA-256 differs): please install again")
    return load_safetensors(data)


def _read_fetched(network: str, path: Path) -> dict[str, Tensor]:
    if not path.exists():
        raise Problem(
            f"{network.upper().replace('VGG', 'VGG-')} is not on this computer: get it in Preferences (Networks), or "
            f"with 'stylegui networks get {network}'; VGG-16 is built in and needs nothing"
        )
    try:
        return read_weights(path)
    except Problem as problem:
        raise Problem(f"{path} is damaged: please remove it in Preferences (Networks) and get it again") from problem
