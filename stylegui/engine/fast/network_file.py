"""A fast network as a file: its weights in half precision, and what it was taught from.

Safetensors, with JSON beside the arrays; no more than 2 MB, and nothing in it is run.
"""

import json
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Any, Literal

import numpy as np
import torch
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError
from safetensors import SafetensorError
from safetensors.numpy import load as load_arrays
from safetensors.numpy import save as save_arrays
from torch import Tensor

from stylegui.engine.errors import Problem
from stylegui.engine.fast.transform_network import shapes
from stylegui.engine.pictures.images import MIN_SIDE
from stylegui.engine.whole_file import write_whole

MOST_BYTES = 2 * 10**6  # of a file: more is no fast network
THUMBNAIL = 256  # pixels of the longer side
METADATA = "stylegui-network"
MOST_HEAD = 2**18

Text = Annotated[str, StringConstraints(max_length=2000)]
Digest = Annotated[str, StringConstraints(pattern="^[0-9a-f]{64}$")]


class About(BaseModel):
    """What a file says of itself.

    Attributes:
        name, licence: in words. styles: SHA-256 of what it was taught from, as pixels or as a style file. settings:
            those it was taught with, by name. network: which read its styles. lessons: how many cuts of photos it saw.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    version: Literal[1] = 1
    name: Text
    licence: Text = ""
    styles: Annotated[tuple[Digest, ...], Field(max_length=64)]
    settings: dict[Annotated[str, StringConstraints(max_length=100)], Any]
    network: Text
    lessons: Annotated[int, Field(ge=0, le=10**9)]


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
        """SHA-256 of its weights, in half precision as in a file."""
        told = sha256()
        for name in shapes():
            told.update(self.weights[name].cpu().half().contiguous().numpy().tobytes())
        return told.hexdigest()


def save_network(network: FastNetwork, path: Path) -> None:
    """Write its file, whole or not at all. Where that fails, it is kept elsewhere, and the Problem says where."""
    arrays: dict[str, NDArray[np.generic]] = {"thumbnail": np.ascontiguousarray(network.thumbnail, np.uint8)}
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
    try:
        if path.stat().st_size > MOST_BYTES:
            raise Problem(f"{path} has more than {MOST_BYTES // 10**6} MB: no fast network is so large")
        data = path.read_bytes()
    except OSError as error:
        raise Problem(f"cannot read the fast network {path}: {error.strerror}") from error
    try:
        about = About.model_validate_json(_metadata(data))
        arrays = load_arrays(data)
        weights = {name: _weight(arrays[name], name, shape) for name, shape in shapes().items()}
        if strange := set(arrays) - {*weights, "thumbnail"}:
            raise ValueError(f"{min(strange)[:40]!r} is nothing that a fast network has")
        thumbnail = arrays["thumbnail"]
        if thumbnail.dtype != np.uint8 or thumbnail.ndim != 3 or thumbnail.shape[2] != 3:
            raise ValueError("its picture is none")
        if not MIN_SIDE <= min(thumbnail.shape[:2]) <= max(thumbnail.shape[:2]) <= THUMBNAIL:
            raise ValueError("its picture has no size that a small picture has")
    except ValidationError as error:
        first = error.errors()[0]
        raise Problem(f"{path} is no fast network that can be used: {first['loc'][:1]}: {first['msg']}") from error
    except (SafetensorError, KeyError, ValueError, TypeError, OverflowError, RecursionError) as error:
        raise Problem(f"{path} is no fast network that can be used: {str(error).splitlines()[0]}") from error
    return FastNetwork(about, weights, thumbnail, path)


def _metadata(data: bytes) -> str:
    """What the file's head says of the network, as JSON."""
    length = int.from_bytes(data[:8], "little")
    if not 2 <= length <= min(len(data) - 8, MOST_HEAD):
        raise ValueError("it is no safetensors file")
    return str(json.loads(data[8 : 8 + length])["__metadata__"][METADATA])


def _weight(values: NDArray[np.generic], name: str, shape: tuple[int, ...]) -> Tensor:
    if values.dtype != np.float16 or values.shape != shape:
        raise ValueError(f"{name!r} is not of the size that it has")
    weight = torch.from_numpy(values.astype(np.float32))
    if not bool(weight.isfinite().all()):
        raise ValueError(f"{name!r} holds what is no number")
    return weight
