"""A style as a file: what the network has read of a painting, at several sizes, without the painting.

Safetensors, with JSON beside the arrays. Of each size and layer: the features' mean, and the lower Cholesky factor of
their covariance, scaled and in half precision (moments themselves do not fit that: they pass its largest number, and a
rounded covariance loses the small eigenvalues that count). For "Strokes" also the places that it compares with.
"""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Annotated, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field, StringConstraints
from safetensors.numpy import save as save_arrays

from stylegui.engine.errors import Problem
from stylegui.engine.pictures.files.arrays_file import (
    PICTURE,
    checked,
    opened,
    read_bounded,
    small_picture,
    understood,
)
from stylegui.engine.pictures.images import MIN_SIDE, Picture
from stylegui.engine.settings import STYLE_LAYERS
from stylegui.engine.whole_file import check_place, write_whole

ENDING = ".stylegui-style"
SIZES = (64, 88, 128, 184, 256, 360, 512, 720, 1024, 1448, 2048)  # that are read, up to the painting's own
MOST_BYTES = 64 * 2**20  # of a file: more is no style
MOST_PLACES = 8192
CHANNELS = dict(zip(STYLE_LAYERS, (64, 128, 256, 512, 512), strict=True))
MARKS = {"axes relu2_1": 128, "axes relu3_1": 256, "axes relu4_1": 512}  # of "Strokes", by the channels they weigh
COMPONENTS = 128  # along which places are compared
METADATA = "stylegui-style"
MOST_SIZES, LARGEST = 16, 4096
_NAME = re.compile(r"(\d{1,4}) (?:relu[1-5]_1 (?:mean|root|root scale)|grain|marks [ \w]+)")

Array = NDArray[np.floating]
Text = Annotated[str, StringConstraints(max_length=2000)]
Side = Annotated[int, Field(ge=MIN_SIDE, le=2**20)]


class About(BaseModel):
    """What a file says of itself.

    Attributes:
        name, author, licence: in words. width, height: of what was read, in pixels. network, pooling, digest: of what
            has read it; only that can paint it.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    version: Literal[1] = 1
    name: Text
    author: Text = ""
    licence: Text = ""
    width: Side
    height: Side
    network: Text
    pooling: Text
    digest: Text


@dataclass(frozen=True, eq=False)
class Reading:
    """What was read at one size.

    Attributes:
        means: (C,) by layer. roots: (C, C) likewise, root root^T the covariance. grain: energy of its fine grain.
        marks: what "Strokes" compares with, or nothing.
    """

    means: Mapping[str, Array]
    roots: Mapping[str, Array]
    grain: float
    marks: Mapping[str, Array] = field(default_factory=dict)


@dataclass(frozen=True, eq=False, kw_only=True)
class LearntPicture(Picture):
    """A style that is known by what the network has read; its pixels are a small picture of it.

    Attributes:
        about: what its file says. readings: by the longer side, in pixels, rising.
    """

    about: About
    readings: Mapping[int, Reading]

    @property
    def has_marks(self) -> bool:
        """Whether it holds what "Strokes" needs."""
        return any(reading.marks for reading in self.readings.values())

    def size_at(self, longer: int) -> tuple[int, int]:
        """That of the painting."""
        return self.about.width, self.about.height

    def nearest(self, longer: int) -> tuple[tuple[float, Reading], ...]:
        """The readings around a size, with weights that sum to 1: between two the logarithm of the size counts."""
        sizes = sorted(self.readings)
        longer = min(max(longer, sizes[0]), sizes[-1])
        above = next(size for size in sizes if size >= longer)
        below = next(size for size in reversed(sizes) if size <= longer)
        if above == below:
            return ((1.0, self.readings[above]),)
        part = math.log(longer / below) / math.log(above / below)
        return (1 - part, self.readings[below]), (part, self.readings[above])


def is_style_file(path: Path) -> bool:
    """Whether a name is that of a style file."""
    return path.suffix.lower() == ENDING


def sizes_for(width: int, height: int) -> tuple[int, ...]:
    """Longer sides that a painting of width x height is read at: none at which it would be enlarged."""
    longer, shorter = max(width, height), min(width, height)
    fitting = [size for size in SIZES if size < longer and size * shorter >= MIN_SIDE * longer]
    return (*fitting, min(longer, SIZES[-1]))


def check_style_target(path: Path) -> None:
    """Raises Problem if no style file could be written there; better known before the work than after."""
    if not is_style_file(path):
        raise Problem(f"{path} is no name for a style: please let it end in {ENDING}")
    check_place(path)


def save_style(picture: LearntPicture, path: Path) -> None:
    """Write a style file, whole or not at all. Raises Problem."""
    check_style_target(path)
    write_whole(path, encoded(picture))


def encoded(picture: LearntPicture) -> bytes:
    """The bytes of its file."""
    arrays: dict[str, NDArray[np.generic]] = {PICTURE: np.ascontiguousarray(picture.pixels, np.uint8)}
    for size, reading in picture.readings.items():
        for layer in STYLE_LAYERS:
            root = reading.roots[layer]
            arrays[f"{size} {layer} mean"] = reading.means[layer].astype(np.float32)
            arrays |= _packed(f"{size} {layer} root", root[np.tril_indices(len(root))])
        arrays[f"{size} grain"] = np.array([reading.grain], np.float32)
        for name, values in reading.marks.items():
            arrays |= _packed(f"{size} marks {name}", values)
    return save_arrays(arrays, {METADATA: picture.about.model_dump_json()})


def _packed(name: str, values: Array) -> dict[str, NDArray[np.generic]]:
    """In half precision, as shares of the largest: small numbers would lose their digits."""
    scale = max(float(np.abs(values).max(initial=0)), 1e-30)
    halved = np.ascontiguousarray(values / scale, np.float16)  # safetensors writes memory as it lies
    return {name: halved, f"{name} scale": np.array([scale], np.float32)}


def load_style(path: Path) -> LearntPicture:
    """Read a style file. Raises Problem for whatever is none, or more than a style can be."""
    return replace(decoded(read_bounded(path, MOST_BYTES, "style"), path), path=path)


def decoded(data: bytes, path: Path) -> LearntPicture:
    """The same of a file's bytes; `path` is where they came from, for messages."""
    with understood(path, "style"):
        told, arrays = opened(data, METADATA)
        about = About.model_validate_json(told)
        readings = {size: _reading(arrays, size) for size in _sizes(arrays)}
        if not readings:
            raise ValueError("nothing was read for it")
        picture = small_picture(arrays)
    return LearntPicture(picture, name=about.name, encoded=data, about=about, readings=readings)


def _sizes(arrays: Mapping[str, NDArray[np.generic]]) -> list[int]:
    """Those that there are arrays of, rising. Raises ValueError for names that no style has."""
    sizes = set()
    for name in arrays:
        match = _NAME.fullmatch(name)
        if name != PICTURE and match is None:
            raise ValueError(f"{name[:40]!r} is nothing that a style has")
        if match is not None:
            sizes.add(int(match[1]))
    if len(sizes) > MOST_SIZES or not all(MIN_SIDE <= size <= LARGEST for size in sizes):
        raise ValueError("it was read at sizes that nothing is read at")
    return sorted(sizes)


def _reading(arrays: Mapping[str, NDArray[np.generic]], size: int) -> Reading:
    means, roots = {}, {}
    for layer, channels in CHANNELS.items():
        means[layer] = checked(arrays, f"{size} {layer} mean", np.float32, (channels,)).astype(np.float64)
        root = np.zeros((channels, channels))
        root[np.tril_indices(channels)] = _unpacked(arrays, f"{size} {layer} root", (channels * (channels + 1) // 2,))
        roots[layer] = root
    grain = float(checked(arrays, f"{size} grain", np.float32, (1,)).astype(np.float64)[0])
    return Reading(means, roots, max(grain, 0.0), _marks(arrays, size))


def _marks(arrays: Mapping[str, NDArray[np.generic]], size: int) -> Mapping[str, Array]:
    before = f"{size} marks "
    if not any(name.startswith(before) for name in arrays):
        return {}
    shapes: dict[str, tuple[int | None, ...]] = {"places": (None, COMPONENTS), "mean": (COMPONENTS,)}
    shapes |= {name: (channels, COMPONENTS) for name, channels in MARKS.items()}
    found = {name: _unpacked(arrays, before + name, shape).astype(np.float32) for name, shape in shapes.items()}
    if not 1 <= len(found["places"]) <= MOST_PLACES:
        raise ValueError(f"it has {len(found['places'])} places of one size")
    return found


def _unpacked(arrays: Mapping[str, NDArray[np.generic]], name: str, shape: tuple[int | None, ...]) -> Array:
    scale = checked(arrays, f"{name} scale", np.float32, (1,)).astype(np.float64)
    return checked(arrays, name, np.float16, shape).astype(np.float64) * scale
