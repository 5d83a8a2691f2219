"""A film of a run: its frames one after the other, as a file that others can watch."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from stylegui.engine.errors import Problem
from stylegui.engine.pictures.film_containers import EncodedFilm, animated_webp, webm
from stylegui.engine.whole_file import check_place, write_whole

# What a film's name may end in, the usual one first.
FILM_FORMATS: Mapping[str, Callable[[EncodedFilm], bytes]] = {".webm": webm, ".webp": animated_webp}
LONGEST_SIDE = 16383  # pixels, of VP8
QUALITY = 80  # 0..100; more costs twice the size for what only a still shows
EFFORT = 2  # of libwebp, 0..6: more takes twice the time for 3 % of the size


@dataclass(frozen=True)
class FilmOptions:
    """How a film is shown. Raises Problem for what no film can be.

    Attributes:
        frames_per_second: 1..60.
        hold_s: seconds that the last frame stays, 0..10; it never stays shorter than the others.
    """

    frames_per_second: float
    hold_s: float

    def __post_init__(self) -> None:
        if not 1 <= self.frames_per_second <= 60:
            raise Problem(f"a film cannot have {self.frames_per_second:g} frames per second: please choose 1 to 60")
        if not 0 <= self.hold_s <= 10:
            raise Problem(f"the last frame cannot stay {self.hold_s:g} seconds: please choose 0 to 10")


def write_film(
    path: Path,
    frames: Sequence[Callable[[], NDArray[np.uint8]]],
    width: int,
    height: int,
    options: FilmOptions,
    progress: Callable[[float], bool],
) -> bool:
    """Write a film of width x height pixels, whole or not at all; its format follows the name's ending.

    Each of `frames` is called once, in turn, and gives (h, w, 3) sRGB levels of any size, which are resampled to the
    film's; odd sizes stay as they are. Of the film in the making only the encoded frames are in memory.
    `progress` is told after each frame which share is done, 0..1, and returns whether to go on.

    Returns whether the film was written: False if `progress` said no. Raises Problem, also what a frame raises.
    """
    container = FILM_FORMATS.get(path.suffix.lower())
    if container is None:
        endings = " or ".join(FILM_FORMATS)
        raise Problem(f"cannot tell the format of {path}: please let the film's name end in {endings}")
    if not frames:
        raise Problem(f"there are no frames for {path}: please paint first")
    if max(width, height) > LONGEST_SIDE:
        raise Problem(f"{width} × {height} pixels are too many for {path}: a film's sides have at most {LONGEST_SIDE}")
    check_place(path)
    encoded = []
    for index, frame in enumerate(frames, start=1):
        encoded.append(_key_frame(frame(), width, height))
        if not progress(index / len(frames)):
            return False
    film = EncodedFilm(width, height, encoded, options.frames_per_second, options.hold_s)
    write_whole(path, container(film))
    return True


def _key_frame(pixels: NDArray[np.uint8], width: int, height: int) -> bytes:
    """A picture as a key frame of VP8: the one chunk of a plain lossy WebP."""
    image = Image.fromarray(pixels)
    if image.size != (width, height):
        image = image.resize((width, height), Image.Resampling.LANCZOS)
    file = BytesIO()
    image.save(file, "WEBP", quality=QUALITY, method=EFFORT)
    content = file.getbuffer()
    return bytes(content[20 : 20 + int.from_bytes(content[16:20], "little")])  # behind "RIFF", "WEBP", "VP8 "
