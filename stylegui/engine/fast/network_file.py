"""A fast network as a file: its weights in half precision, and what it was taught from.

Safetensors, with JSON beside the arrays; no more than 2 MB, and nothing in it is run.
"""

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Any, Literal

import numpy as np
import torch
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field, StringConstraints
from safetensors.numpy import save as save_arrays
from torch import Tensor

from stylegui.engine.errors import Problem
from stylegui.engine.fast.transform_network import shapes
from stylegui.engine.pictures.files.arrays_file import (
    PICTURE,
    Arrays,
    checked,
    opened,
    read_bounded,
    small_picture,
    understood,
)
from stylegui.engine.whole_file import write_whole

MOST_BYTES = 2 * 10**6  # of a file: more is no fast network
METADATA = "stylegui-network"

Text = Annotated[str, StringConstraints(max_length=2000)]
Digest = Annotated[str, StringConstraints(pattern="^[0-9a-f]{64}$")]


class About(BaseModel):
    """What a file says of itself.

    Attributes:
        name, licence: in words. styles: SHA-256 of what it was taught from, as pixels or as a style file. settings:
            those it was taught with, by name. network: which read its styles. lessons: how many cuts of photos it saw.
        grown_from: SHA-256 of the weights of the network of any style that it began as; None if it began as nothing.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    version: Literal[1] = 1
    name: Text
    licence: Text = ""
    styles: Annotated[tuple[Digest, ...], Field(max_length=64)]
    settings: dict[Annotated[str, StringConstraints(max_length=100)], Any]
    network: Text
    lessons: Annotated[int, Field(ge=0, le=10**9)]
    grown_from: Digest | None = None


@dataclass(frozen=True, eq=False)
class FastNetwork:
    """What a file holds.

    Attributes:
        weights: of a `TransformNetwork`, float32. thumbnail: (h, w, 3), of its style.
        path: where it was read, if it was.
    """

    about: About
    weights: Mapping[str, Tensor] = field(repr=False)
    thumbnail: NDArray[np.uint8] = field(repr=False)
    path: Path | None = None

    def digest(self) -> str:
        """SHA-256 of its weights."""
        return weights_digest(self.weights)


def weights_digest(weights: Mapping[str, Tensor]) -> str:
    """SHA-256 of a network's weights, in half precision as in a file."""
    told = sha256()
    for name in shapes():
        told.update(weights[name].cpu().half().contiguous().numpy().tobytes())
    return told.hexdigest()


def save_network(network: FastNetwork, path: Path) -> None:
    """Write its file, whole or not at all. Where that fails, it is kept elsewhere, and the Problem says where."""
    arrays: dict[str, NDArray[np.generic]] = {PICTURE: np.ascontiguousarray(network.thumbnail, np.uint8)}
    for name, values in network.weights.items():
        arrays[name] = np.ascontiguousarray(values.detach().cpu().numpy(), np.float16)
    content = save_arrays(arrays, {METADATA: network.about.model_dump_json()})
    try:
        write_whole(path, content)
    except Problem as problem:
        refuge = Path(tempfile.mkdtemp(prefix="stylegui-")) / path.name[-100:]
        try:
            write_whole(refuge, content)
        except Problem:
            raise problem from None
        raise Problem(f"{problem}; the network was kept as {refuge}") from problem


def load_network_file(path: Path) -> FastNetwork:
    """Read a fast network. Raises Problem for whatever is none, or more than one can be."""
    data = read_bounded(path, MOST_BYTES, "fast network")
    with understood(path, "fast network"):
        told, arrays = opened(data, METADATA)
        about = About.model_validate_json(told)
        weights = {name: _weight(arrays, name, shape) for name, shape in shapes().items()}
        if strange := set(arrays) - {*weights, PICTURE}:
            raise ValueError(f"{min(strange)[:40]!r} is nothing that a fast network has")
        picture = small_picture(arrays)
    return FastNetwork(about, weights, picture, path)


def _weight(arrays: Arrays, name: str, shape: tuple[int, ...]) -> Tensor:
    return torch.from_numpy(checked(arrays, name, np.float16, shape).astype(np.float32))
