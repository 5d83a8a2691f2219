"""Files of arrays that say of themselves what they are: safetensors with JSON, read as data and within bounds."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from pydantic import ValidationError
from safetensors import SafetensorError
from safetensors.numpy import load

from stylegui.engine.errors import Problem
from stylegui.engine.pictures.images import MIN_SIDE

MOST_HEAD = 2**20
PICTURE = "thumbnail"  # the array of what such a file looks like
PICTURE_SIDE = 256  # pixels of its longer side, at most

Arrays = Mapping[str, NDArray[np.generic]]


def read_bounded(path: Path, most: int, what: str) -> bytes:
    """A file of `what` and of `most` bytes. Raises Problem."""
    try:
        if path.stat().st_size > most:
            raise Problem(f"{path} has more than {most / 2**20:.0f} MB: no {what} is so large")
        return path.read_bytes()
    except OSError as error:
        raise Problem(f"cannot read the {what} {path}: {error.strerror}") from error


@contextmanager
def understood(path: Path, what: str) -> Iterator[None]:
    """Raises a Problem for whatever goes wrong while a file is read as `what`."""
    try:
        yield
    except ValidationError as error:
        first = error.errors()[0]
        raise Problem(f"{path} is no {what} that can be used: {first['loc'][:1]}: {first['msg']}") from error
    except (
        SafetensorError, KeyError, ValueError, TypeError, OverflowError, MemoryError, RecursionError,
    ) as error:  # fmt: skip
        raise Problem(f"{path} is no {what} that can be used: {str(error).splitlines()[0]}") from error


def opened(data: bytes, entry: str) -> tuple[str, Arrays]:
    """The JSON that stands at an entry of the file's head, and the arrays. Raises what `understood` understands."""
    length = int.from_bytes(data[:8], "little")
    if not 2 <= length <= min(len(data) - 8, MOST_HEAD):
        raise ValueError("it is no safetensors file")
    return str(json.loads(data[8 : 8 + length])["__metadata__"][entry]), load(data)


def checked(arrays: Arrays, name: str, kind: type[np.generic], shape: tuple[int | None, ...]) -> NDArray[np.generic]:
    """The array of a name. Raises ValueError where it is missing, of another kind or shape, or holds no numbers."""
    if name not in arrays:
        raise ValueError(f"{name} is missing")
    values = arrays[name]
    fits = values.ndim == len(shape) and all(b in (None, a) for a, b in zip(values.shape, shape, strict=True))
    if values.dtype != kind or not fits:
        raise ValueError(f"{name} is {values.dtype} {values.shape}")
    if not np.isfinite(values.astype(np.float64)).all():
        raise ValueError(f"{name} holds what are no numbers")
    return values


def small_picture(arrays: Arrays) -> NDArray[np.uint8]:
    """(h, w, 3), what the file looks like. Raises ValueError."""
    found = checked(arrays, PICTURE, np.uint8, (None, None, 3))
    if not MIN_SIDE <= min(found.shape[:2]) <= max(found.shape[:2]) <= PICTURE_SIDE:
        raise ValueError("its picture has no size that a small picture has")
    return found.astype(np.uint8)
