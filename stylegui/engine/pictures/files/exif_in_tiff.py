"""EXIF in a TIFF: the one thing about metadata that libvips does not write."""

import struct

from PIL import ExifTags, Image, TiffImagePlugin

from stylegui.engine.pictures.files.loading import DAMAGE

ENTRY = 12  # bytes of one tag in a directory
PLAIN = 2**32 - 2**20  # bytes: a plain TIFF has no more
INNER = (ExifTags.IFD.Exif, ExifTags.IFD.GPSInfo)


def with_exif(tiff: bytes, exif: bytes) -> bytes | memoryview:
    """The same file with the tags of `exif`, in a new directory behind the pixels, which stay in place.

    As it is where that cannot be.
    """
    order = "<" if tiff[:2] == b"II" else ">"
    if len(tiff) > PLAIN or tiff[2:4] != struct.pack(f"{order}H", 42):
        return tiff
    try:
        (at,) = struct.unpack_from(f"{order}I", tiff, 4)
        own = _entries(tiff, at, order)
        data = bytearray(tiff)  # one copy: a large one has no room for more
        data += bytes(len(data) % 2)
        written = _directory(tiff[:8], exif, set(own), len(data))
        entries = own | _entries(written, 0, order)
    except DAMAGE:
        return tiff
    data += written + bytes(len(written) % 2)
    struct.pack_into(f"{order}I", data, 4, len(data))
    data += struct.pack(f"{order}H", len(entries)) + b"".join(entries[tag] for tag in sorted(entries)) + bytes(4)
    return memoryview(data)


def _directory(head: bytes, exif: bytes, known: set[int], offset: int) -> bytes:
    """One with all tags that are not known yet, for a place in the file."""
    told, tags = Image.Exif(), TiffImagePlugin.ImageFileDirectory_v2(head)
    told.load(exif)
    for tag, value in told.items():
        if tag not in known and tag not in INNER:
            tags[tag] = value
    for tag in INNER:
        if told.get_ifd(tag):
            tags[tag] = dict(told.get_ifd(tag))
    return bytes(tags.tobytes(offset))


def _entries(data: bytes, at: int, order: str) -> dict[int, bytes]:
    """Of the directory at a place, by their tags, as they lie there."""
    (count,) = struct.unpack_from(f"{order}H", data, at)
    lie = (data[at + 2 + ENTRY * number : at + 2 + ENTRY * (number + 1)] for number in range(count))
    return {struct.unpack_from(f"{order}H", entry)[0]: entry for entry in lie}
