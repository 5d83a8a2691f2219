"""The networks that pictures can be read with: which there are, and which of them are on this computer."""

import os
from dataclasses import dataclass
from pathlib import Path

from stylegui.engine.errors import Problem
from stylegui.paths import networks_folder, resources


@dataclass(frozen=True)
class Network:
    """A network, and where its weights come from.

    Attributes:
        name: as in `Settings`. title, licence: for people.
        kept: bytes of what is kept on this computer.
        address, size: of the file that is fetched, "" and 0 for a built-in one. sha256: the file's digest.
    """

    name: str
    title: str
    licence: str
    kept: int
    address: str = ""
    size: int = 0
    sha256: str = ""


@dataclass(frozen=True)
class Fetched:
    """How far a download is: bytes so far of `total`; bytes a second and seconds left, once they can be told."""

    received: int
    total: int
    bytes_per_s: float | None = None
    time_left_s: float | None = None
    finished: bool = False


VGG16 = Network(
    "vgg16",
    "VGG-16",
    "CC BY 4.0, Visual Geometry Group, Oxford",
    19_992_328,
    sha256="0dd2d9bc458aca0f9c29682192b18e1fd86c4c08615d43f202f3c163d51bae41",
)
# torchvision's VGG19_Weights.DEFAULT; its file name begins with the digest's first digits.
VGG19 = Network(
    "vgg19",
    "VGG-19",
    "BSD 3-Clause, torchvision",
    25_896_000,
    "https://download.pytorch.org/models/vgg19-dcbb9e9d.pth",
    574_673_361,
    "dcbb9e9dad569fff7a846263a77324fc34978fea2bfb039c012d710e1776ae44",
)
NETWORKS = {network.name: network for network in (VGG16, VGG19)}


def network_called(name: str) -> Network:
    """The network of that name. Raises Problem naming those that there are."""
    if name not in NETWORKS:
        raise Problem(f"there is no network {name}; there are: {', '.join(NETWORKS)}")
    return NETWORKS[name]


def digest_of(name: str) -> str:
    """SHA-256 of the file that a network's weights come from. Raises Problem."""
    return network_called(name).sha256


def network_path(name: str) -> Path:
    """Where the weights of "vgg16" (embedded) or "vgg19" (once it was fetched) are."""
    if name == "vgg16":
        return resources() / "models" / "vgg16-features.safetensors"
    return networks_folder() / f"{name}-features.safetensors"


def is_here(network: Network) -> bool:
    """It can be used on this computer."""
    return network_path(network.name).is_file()


def remove(network: Network) -> None:
    """Delete it from this computer. Raises Problem if it is built in, is not here, or cannot be deleted."""
    check_fetched(network)
    path = network_path(network.name)
    try:
        path.unlink()
    except FileNotFoundError as error:
        raise Problem(f"{network.title} is not on this computer") from error
    except OSError as error:
        raise Problem(f"{path} cannot be removed: {error.strerror or error}") from error


def check_fetched(network: Network) -> None:
    """Raises Problem if it is built in."""
    if not network.address:
        raise Problem(f"{network.title} is built in: it cannot be replaced or removed")


def make_folder(folder: Path) -> None:
    """Make it, with those above. Raises Problem."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Problem(
            f"the folder {folder} cannot be made: {error.strerror or os.strerror(error.errno or 0)}"
        ) from error
