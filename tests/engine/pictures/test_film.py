"""Films: each kind is read again, and shows every frame at its time; nothing is left of one that was not finished."""

import struct
import weakref
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from stylegui.engine.errors import Problem
from stylegui.engine.pictures.film import FILM_FORMATS, FilmOptions, write_film

Levels = NDArray[np.uint8]
WIDTH, HEIGHT = 61, 45  # both odd, as a photo's may be
OPTIONS = FilmOptions(frames_per_second=25, hold_s=2)
MASTERS = {  # Matroska's elements that consist of others
    0x1A45DFA3, 0x18538067, 0x1549A966, 0x1654AE6B, 0xAE, 0xE0, 0x55B0, 0x1C53BB6B, 0xBB, 0xB7, 0x1F43B675,
}  # fmt: skip


@dataclass
class Played:
    """What a player makes of a file: (height, width, 3) pictures, when each begins, and when the last is gone."""

    pictures: list[Levels]
    begins_ms: list[int]
    end_ms: int


def _painted(index: int, width: int = WIDTH, height: int = HEIGHT) -> Levels:
    """A frame: smooth colours and an edge that moves on with the frames."""
    y, x = np.mgrid[0:height, 0:width] / (height, width)[0]
    channels = np.stack([200 * x / x.max(), 220 * y / y.max(), 60 + 100 * (x > 0.1 * index)], axis=2)
    return channels.astype(np.uint8)


def _run(count: int) -> list[Levels]:
    """The frames of a run: a third of them at each of three sizes."""
    divisors = [4 - 3 * i // count if i < 2 * count // 3 else 1 for i in range(count)]
    return [_painted(i, WIDTH // d, HEIGHT // d) for i, d in enumerate(divisors)]


def _given(frames: list[Levels]) -> list[Callable[[], Levels]]:
    return [partial(np.copy, frame) for frame in frames]


def _go_on(_: float) -> bool:
    return True


def _numbered(data: bytes) -> int:
    return int.from_bytes(data, "big")


def _elements(data: bytes, offset: int = 0) -> Iterator[tuple[int, int, bytes]]:
    """Matroska's elements, those in others too, in their order: (name, where it begins, content)."""
    place = 0
    while place < len(data):
        begin = place
        head = 9 - data[place].bit_length()
        name, place = _numbered(data[place : place + head]), place + head
        head = 9 - data[place].bit_length()
        length, place = _numbered(data[place : place + head]) ^ (1 << 7 * head), place + head
        assert place + length <= len(data)
        yield name, offset + begin, data[place : place + length]
        if name in MASTERS:
            yield from _elements(data[place : place + length], offset + place)
        place += length


def _of_vp8(frame: bytes) -> Levels:
    """A key frame's picture, as Pillow's decoder shows it."""
    chunk = b"VP8 " + struct.pack("<I", len(frame)) + frame + b"\0" * (len(frame) % 2)
    with Image.open(BytesIO(b"RIFF" + struct.pack("<I", 4 + len(chunk)) + b"WEBP" + chunk)) as image:
        return np.array(image.convert("RGB"))


def _play(path: Path) -> Played:
    if path.suffix == ".webm":
        elements = [(name, content) for name, _, content in _elements(path.read_bytes())]
        blocks = [content for name, content in elements if name == 0xA3]
        begins = [_numbered(content) for name, content in elements if name == 0xE7]
        (duration,) = [struct.unpack(">d", content)[0] for name, content in elements if name == 0x4489]
        assert {block[:4] for block in blocks} == {b"\x81\x00\x00\x80"}  # track 1, at its cluster's time, a key frame
        return Played([_of_vp8(block[4:]) for block in blocks], begins, round(duration))
    played = Played([], [], 0)
    with Image.open(path) as image:
        for index in range(getattr(image, "n_frames", 1)):
            image.seek(index)
            played.pictures.append(np.array(image.convert("RGB")))
            played.begins_ms.append(image.info["timestamp"])
            played.end_ms = image.info["timestamp"] + image.info["duration"]
    return played


def _difference(a: Levels, b: Levels) -> float:
    return float(np.abs(a.astype(float) - b).mean())


@pytest.fixture(params=list(FILM_FORMATS))
def path(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """Where to write a film of each kind."""
    suffix: str = request.param
    return tmp_path / f"film{suffix}"


def test_a_film_shows_every_frame_of_a_run_at_its_time_and_at_the_film_s_size(path: Path) -> None:
    frames = _run(12)
    assert len({frame.shape for frame in frames}) == 3
    assert write_film(path, _given(frames), WIDTH, HEIGHT, OPTIONS, _go_on)
    played = _play(path)
    assert played.begins_ms[:12] == [40 * index for index in range(12)]
    for index, (frame, shown) in enumerate(zip(frames, played.pictures[:12], strict=True)):
        whole = np.array(Image.fromarray(frame).resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS))
        assert shown.shape == (HEIGHT, WIDTH, 3)
        assert _difference(shown, whole) < 6, index
    nearest = [np.argmin([_difference(frame, shown) for shown in played.pictures[8:12]]) for frame in frames[8:]]
    assert nearest == [0, 1, 2, 3]


def test_the_last_frame_stays_as_long_as_is_asked_for_and_never_shorter_than_others(path: Path) -> None:
    for hold_s, end_ms in ((2, 80 + 2000), (0.04, 120), (0, 120)):
        write_film(path, _given(_run(3)), WIDTH, HEIGHT, FilmOptions(25, hold_s), _go_on)
        played = _play(path)
        assert played.end_ms == end_ms
        assert all(_difference(shown, played.pictures[2]) == 0 for shown in played.pictures[3:])


def test_at_rates_that_are_no_whole_milliseconds_a_film_is_not_slower(path: Path) -> None:
    write_film(path, _given([_painted(1, 16, 16)] * 61), 16, 16, FilmOptions(60, 0), _go_on)
    played = _play(path)
    assert played.begins_ms[60] == 1000
    assert {b - a for a, b in zip(played.begins_ms, played.begins_ms[1:], strict=False)} == {16, 17}


def test_one_frame_is_a_film(path: Path) -> None:
    write_film(path, _given([_painted(0)]), WIDTH, HEIGHT, OPTIONS, _go_on)
    played = _play(path)
    assert played.begins_ms[0] == 0
    assert _difference(played.pictures[0], _painted(0)) < 6


def test_a_webm_tells_players_its_size_rate_codec_and_colours(tmp_path: Path) -> None:
    path = tmp_path / "film.webm"
    write_film(path, _given(_run(3)), WIDTH, HEIGHT, OPTIONS, _go_on)
    found = {name: content for name, _, content in _elements(path.read_bytes())}
    assert (found[0x4282], found[0x86]) == (b"webm", b"V_VP8")
    numbers = {0xB0: WIDTH, 0xBA: HEIGHT, 0x23E383: 40_000_000, 0x2AD7B1: 1_000_000, 0x55B1: 6, 0x55B9: 1}
    assert {name: _numbered(found[name]) for name in numbers} == numbers


def test_a_webm_s_index_finds_every_frame(tmp_path: Path) -> None:
    path = tmp_path / "film.webm"
    write_film(path, _given(_run(40)), WIDTH, HEIGHT, OPTIONS, _go_on)
    data = path.read_bytes()
    elements = list(_elements(data))
    (segment,) = [len(data) - len(content) for name, _, content in elements if name == 0x18538067]  # it ends the file
    clusters = [begin - segment for name, begin, _ in elements if name == 0x1F43B675]
    assert [_numbered(content) for name, _, content in elements if name == 0xF1] == clusters
    times = [_numbered(content) for name, _, content in elements if name == 0xE7]
    assert [_numbered(content) for name, _, content in elements if name == 0xB3] == times
    assert len(times) == 41  # the last comes again, to stay


def test_progress_is_told_after_each_frame(path: Path) -> None:
    shares: list[float] = []

    def progress(share: float) -> bool:
        assert not path.exists()
        shares.append(share)
        return True

    write_film(path, _given(_run(4)), WIDTH, HEIGHT, OPTIONS, progress)
    assert shares == [0.25, 0.5, 0.75, 1]


def test_only_one_frame_is_in_memory_at_a_time(path: Path) -> None:
    made: list[weakref.ref[Levels]] = []

    def frame() -> Levels:
        pixels = _painted(len(made))
        assert sum(ref() is not None for ref in made) <= 1  # the one before may not be let go yet
        made.append(weakref.ref(pixels))
        return pixels

    write_film(path, [frame] * 20, WIDTH, HEIGHT, OPTIONS, _go_on)
    assert len(made) == 20


@pytest.mark.parametrize("asked", [2, 4])
def test_a_cancelled_film_leaves_what_was_there_and_nothing_beside_it(path: Path, asked: int) -> None:
    path.write_bytes(b"an older film")
    shares: list[float] = []

    def progress(share: float) -> bool:
        shares.append(share)
        return len(shares) < asked

    assert not write_film(path, _given(_run(4)), WIDTH, HEIGHT, OPTIONS, progress)
    assert len(shares) == asked
    assert path.read_bytes() == b"an older film"
    assert list(path.parent.iterdir()) == [path]


def test_a_frame_that_cannot_be_had_leaves_what_was_there_and_nothing_beside_it(path: Path) -> None:
    def lost() -> Levels:
        raise Problem("the frame is damaged")

    path.write_bytes(b"an older film")
    with pytest.raises(Problem, match="the frame is damaged"):
        write_film(path, [*_given(_run(3)), lost], WIDTH, HEIGHT, OPTIONS, _go_on)
    assert path.read_bytes() == b"an older film"
    assert list(path.parent.iterdir()) == [path]


def test_what_cannot_be_written_is_said_before_the_first_frame(tmp_path: Path) -> None:
    def never() -> Levels:
        pytest.fail("a frame was asked for")

    for path, width, words in (
        (tmp_path / "film.avi", WIDTH, r"film.avi.*\.webm or \.webp"),
        (tmp_path / "none" / "film.webm", WIDTH, "there is no folder .*none"),
        (tmp_path / "film.webm", 16384, "film.webm.*16383"),
    ):
        with pytest.raises(Problem, match=words):
            write_film(path, [never], width, HEIGHT, OPTIONS, _go_on)
    with pytest.raises(Problem, match=r"no frames for .*film\.webm"):
        write_film(tmp_path / "film.webm", [], WIDTH, HEIGHT, OPTIONS, _go_on)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(("rate", "hold_s"), [(0, 1), (0.5, 1), (61, 1), (float("nan"), 1), (25, -1), (25, 11)])
def test_rates_and_holds_that_no_film_has_are_refused_with_words(rate: float, hold_s: float) -> None:
    with pytest.raises(Problem, match="please choose"):
        FilmOptions(rate, hold_s)
