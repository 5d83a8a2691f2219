"""Runs that are kept on the way and gone on with in another process: what happens in them, and that process."""

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from stylegui.engine.allocator import keep_freed_memory

if __name__ == "__main__":
    keep_freed_memory()  # as in the application: other addresses than in the tests, the same numbers

import torch

from stylegui.engine.checkpoint import from_bytes, to_bytes
from stylegui.engine.encoder import Encoder
from stylegui.engine.images import Picture, crop_to_aspect, load, resize, to_levels
from stylegui.engine.recipe import Recipe
from stylegui.engine.regions import Region
from stylegui.engine.session import Session
from stylegui.engine.settings import Settings, make_settings
from stylegui.engine.style import Style
from stylegui.engine.weights import load_network
from stylegui.paths import resources

REOPEN = (0, {"reopen": True})
Acts = tuple[tuple[int, dict[str, Any]], ...]  # so many steps, after these settings were changed; or REOPEN


@dataclass(frozen=True)
class Run:
    """What a run begins with, and what happens before and after it is kept."""

    values: dict[str, Any]
    before: Acts
    after: Acts
    exact: bool = True
    regions: bool = False


# At 192 pixels a draft has 10 evaluations at 96 x 48 pixels, then 4 at 192 x 96. A step takes one or two of them.
RUNS = {
    "in the first scale": Run({}, ((4, {}),), ((9, {}),)),
    "between two scales": Run({}, ((10, {}),), ((3, {}),)),
    "between two scales, without the optimiser's memory": Run({}, ((10, {}),), ((3, {}),), exact=False),
    "in the last scale": Run({}, ((12, {}),), ((2, {}),)),
    "strength moved": Run({}, ((3, {}), (2, {"strength": 85.0, "photo_kept": 20.0})), ((7, {}),)),
    "strength moved in the last scale": Run({}, ((12, {}), (1, {"strength": 85.0})), ((6, {}),)),
    "quality changed": Run(
        {}, ((3, {}), (9, {"quality": "normal"})), ((2, {}), (2, {"quality": "draft", "smoothness": 70.0}))
    ),
    "shares moved": Run(
        {"shares": (50.0, 50.0)}, ((3, {}), (2, {"shares": (80.0, 20.0)})), ((4, {}), (3, {"shares": (20.0, 80.0)}))
    ),
    "balance auto": Run({"balance": "auto", "quality": "normal", "photo_kept": 90.0}, ((9, {}),), ((5, {}),)),
    "regions, and the photo's colours": Run(
        {"colour": "style"}, ((3, {}), (1, {"colour": "photo"})), ((4, {}),), regions=True
    ),
    "finished": Run({"size": 96, "look": "classic"}, ((4, {}),), (REOPEN, (3, {"strength": 80.0}))),
    "reopened": Run(
        {"size": 96, "look": "strokes", "colour": "palette"}, ((4, {}), REOPEN, (3, {"strength": 80.0})), ((4, {}),)
    ),
}


def sample(name: str, width: int, height: int) -> Picture:
    """A sample picture of that size."""
    pixels = crop_to_aspect(load(resources() / "samples" / name).pixels, width, height)
    return Picture(to_levels(resize(pixels, width, height)), name=name)


def begun(run: Run, encoder: Encoder) -> Session:
    """A session at its beginning."""
    photo = sample("coffee.jpg", 160, 80)
    styles = (sample("brush-strokes.png", 96, 96), sample("stained-glass.png", 80, 120))
    left, right = (np.zeros((80, 160), np.uint8) for _ in range(2))
    left[:, :60], right[20:60, 120:] = 255, 255
    regions = (Region(left, 1), Region(right, None)) if run.regions else ()
    settings = make_settings({"size": 192, "quality": "draft"} | run.values)
    return Session(Recipe(photo, tuple(map(Style, styles)), settings, regions=regions), encoder)


def play(session: Session, acts: Acts) -> None:
    """Let it happen."""
    settings: Settings = session.state().settings
    for count, values in acts:
        if (count, values) == REOPEN:
            session.reopen()
            continue
        settings = settings.model_copy(update=values)
        for _ in range(count):
            session.step(settings)


def go_on_elsewhere(folder: Path) -> None:
    """Go on with every run that lies in the folder, and put beside it where it comes to."""
    encoder = Encoder(load_network("vgg16"))
    for index, run in enumerate(RUNS.values()):
        session = begun(run, encoder)
        session.restore(from_bytes((folder / f"{index}.kept").read_bytes()))
        play(session, run.after)
        (folder / f"{index}.end").write_bytes(to_bytes(session.state()))


if __name__ == "__main__":
    torch.set_num_threads(int(sys.argv[2]))
    go_on_elsewhere(Path(sys.argv[1]))
