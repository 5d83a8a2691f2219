"""The two kinds of file that hold a film: animated WebP (RFC 9649) and WebM (Matroska, RFC 9559).

The frames are the same in both: key frames of VP8, which is what an ordinary lossy WebP consists of. A film of key
frames is about seven times the size of one that holds differences (measured against AV1), but it needs no codec
beside Pillow's, can be looked at from any moment on, and plays wherever WebM does.
"""

import struct
from collections.abc import Sequence
from dataclasses import dataclass

# Names of Matroska's larger elements, as they stand in the file.
EBML, SEGMENT, INFO, TRACKS, CUES, CLUSTER = 0x1A45DFA3, 0x18538067, 0x1549A966, 0x1654AE6B, 0x1C53BB6B, 0x1F43B675


@dataclass(frozen=True, eq=False)
class EncodedFilm:
    """What a container holds.

    Attributes:
        width, height: of each frame in pixels, 1..16383.
        frames: VP8 key frames (RFC 6386), at least one.
        frames_per_second: how fast they follow each other.
        hold_s: how long the last one stays, in seconds; never less than the others.
    """

    width: int
    height: int
    frames: Sequence[bytes]
    frames_per_second: float
    hold_s: float

    @property
    def begins_ms(self) -> list[int]:
        """When each frame is first shown. Rounded singly, so that no error grows."""
        return [round(1000 * index / self.frames_per_second) for index in range(len(self.frames))]

    @property
    def end_ms(self) -> int:
        """When the last frame is gone."""
        return self.begins_ms[-1] + round(1000 * max(self.hold_s, 1 / self.frames_per_second))


def animated_webp(film: EncodedFilm) -> bytes:
    """The film as an animated WebP that is shown again and again."""
    size = _uint24(film.width - 1) + _uint24(film.height - 1)
    parts = [
        b"WEBP",
        _chunk(b"VP8X", struct.pack("<I", 0x02) + size),  # it has frames
        _chunk(b"ANIM", struct.pack("<IH", 0xFFFFFFFF, 0)),  # white below them; repeated without end
    ]
    begins = film.begins_ms
    for frame, begin, end in zip(film.frames, begins, [*begins[1:], film.end_ms], strict=True):
        place = _uint24(0) + _uint24(0) + size + _uint24(end - begin) + b"\x02"  # not blended with the one before
        parts.append(_chunk(b"ANMF", place + _chunk(b"VP8 ", frame)))
    return _chunk(b"RIFF", b"".join(parts))


def webm(film: EncodedFilm) -> bytes:
    """The film as a WebM; an index lets players jump to any frame.

    A last frame that stays comes once more at the end: not every player obeys a duration alone.
    """
    times, frames = film.begins_ms, list(film.frames)
    usual = 1 / film.frames_per_second
    if film.hold_s > usual:
        times.append(film.end_ms - round(1000 * usual))
        frames.append(frames[-1])
    header = _element(
        EBML,
        _number(0x4286, 1) + _number(0x42F7, 1),  # versions of EBML: written, needed
        _number(0x42F2, 4) + _number(0x42F3, 8),  # bytes of the longest name, of the longest length
        _element(0x4282, b"webm") + _number(0x4287, 4) + _number(0x4285, 2),  # the same of WebM
    )
    info = _element(
        INFO,
        _number(0x2AD7B1, 1_000_000),  # nanoseconds of a unit of time
        _element(0x4489, struct.pack(">d", film.end_ms)),
        _element(0x4D80, b"StyleGUI") + _element(0x5741, b"StyleGUI"),
    )
    front = info + _tracks(film)
    clusters = [
        # of track 1, at its cluster's time, a key frame
        _element(CLUSTER, _number(0xE7, time), _element(0xA3, b"\x81\x00\x00\x80", frame))
        for time, frame in zip(times, frames, strict=True)
    ]
    # The index says where each cluster begins, which depends on its own length.
    place = len(front) + len(_cues(times, [0] * len(times)))
    places = []
    for cluster in clusters:
        places.append(place)
        place += len(cluster)
    return header + _element(SEGMENT, front, _cues(times, places), *clusters)


def _tracks(film: EncodedFilm) -> bytes:
    # What a lossy WebP is made of, so that no player takes one standard's colours for another's.
    colour = _element(
        0x55B0,
        _number(0x55B1, 6),  # from RGB as in BT.601,
        _number(0x55B9, 1),  # 16 to 235,
        _number(0x55BA, 13) + _number(0x55BB, 1),  # of sRGB's curve and primaries
    )
    picture = _element(
        0xE0,
        _number(0xB0, film.width) + _number(0xBA, film.height),
        _number(0x9A, 2),  # whole frames, no half ones
        colour,
    )
    track = _element(
        0xAE,
        _number(0xD7, 1) + _number(0x73C5, 1) + _number(0x83, 1),  # number 1, name 1, of pictures
        _number(0x9C, 0),  # one frame a block
        _element(0x86, b"V_VP8"),
        _number(0x23E383, round(1e9 / film.frames_per_second)),
        picture,
    )
    return _element(TRACKS, track)


def _cues(times: Sequence[int], places: Sequence[int]) -> bytes:
    points = [
        _element(0xBB, _number(0xB3, time), _element(0xB7, _number(0xF7, 1), _number(0xF1, place, 8)))
        for time, place in zip(times, places, strict=True)
    ]
    return _element(CUES, *points)


def _number(name: int, number: int, length: int = 0) -> bytes:
    """An element that is an unsigned number, in so many bytes, or as few as it takes."""
    return _element(name, number.to_bytes(length or max(1, (number.bit_length() + 7) // 8), "big"))


def _element(name: int, *content: bytes) -> bytes:
    body = b"".join(content)
    length = next(n for n in range(1, 9) if len(body) < (1 << 7 * n) - 1)  # all ones would mean "unknown"
    head = name.to_bytes((name.bit_length() + 7) // 8, "big")
    return head + (len(body) | 1 << 7 * length).to_bytes(length, "big") + body


def _chunk(name: bytes, content: bytes) -> bytes:
    return name + struct.pack("<I", len(content)) + content + b"\0" * (len(content) % 2)


def _uint24(number: int) -> bytes:
    return number.to_bytes(3, "little")
