"""ICC profiles of three primaries, made for tests from their published numbers."""

import struct
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

D50 = (0.9642, 1.0, 0.8249)
# XYZ (D50) of red, green and blue: sRGB, Adobe RGB (1998) 4.3.6.2, and Display P3 as ColorSync has it
SRGB_PRIMARIES = ((0.43607, 0.22249, 0.01392), (0.38515, 0.71687, 0.09708), (0.14307, 0.06061, 0.71410))
ADOBE = ((0.60974, 0.31111, 0.01947), (0.20528, 0.62567, 0.06087), (0.14919, 0.06322, 0.74457))
P3 = ((0.51512, 0.24120, -0.00105), (0.29198, 0.69225, 0.04189), (0.15710, 0.06657, 0.78407))
ADOBE_GAMMA = 563 / 256
SRGB_CURVE = (2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045)


def gamma(power: float) -> bytes:
    return b"curv\0\0\0\0" + struct.pack(">IH", 1, round(power * 256)) + b"\0\0"


def parametric(*numbers: float) -> bytes:
    return b"para\0\0\0\0" + struct.pack(">HH", 3, 0) + b"".join(_fixed(each) for each in numbers)


def profile(primaries: Sequence[Sequence[float]], curve: bytes, name: str = "made") -> bytes:
    """A display's profile."""
    text = name.encode("utf-16-be")
    told = b"mluc\0\0\0\0" + struct.pack(">II2s2sII", 1, 12, b"en", b"US", len(text), 28) + text
    tags = {b"desc": told, b"cprt": told, b"wtpt": _xyz(D50)}
    tags |= {b"rXYZ": _xyz(primaries[0]), b"gXYZ": _xyz(primaries[1]), b"bXYZ": _xyz(primaries[2])}
    tags |= dict.fromkeys((b"rTRC", b"gTRC", b"bTRC"), curve)
    table, data, at = b"", b"", 128 + 4 + 12 * len(tags)
    for tag, content in tags.items():
        content += b"\0" * (-len(content) % 4)
        table += struct.pack(">4sII", tag, at + len(data), len(content))
        data += content
    size = at + len(data)
    head = struct.pack(">I4sI4s4s4s", size, b"\0\0\0\0", 0x04300000, b"mntr", b"RGB ", b"XYZ ")
    head += struct.pack(">6H", 2024, 1, 1, 0, 0, 0) + b"acsp" + bytes(28)
    head += b"".join(_fixed(each) for each in D50)
    return head + bytes(128 - len(head)) + struct.pack(">I", len(tags)) + table + data


def light(levels: NDArray[Any], primaries: Sequence[Sequence[float]], power: float | None) -> NDArray[Any]:
    """(..., 3) XYZ of levels 0..1 of those primaries; sRGB's curve where there is no power."""
    if power is None:
        linear = np.where(levels <= 0.04045, levels / 12.92, ((levels + 0.055) / 1.055) ** 2.4)
    else:
        linear = levels**power
    return np.asarray(linear @ np.array(primaries))


def _fixed(number: float) -> bytes:
    return struct.pack(">i", round(number * 65536))


def _xyz(numbers: Sequence[float]) -> bytes:
    return b"XYZ \0\0\0\0" + b"".join(_fixed(each) for each in numbers)
