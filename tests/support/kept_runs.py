"""Runs that are kept on the way and gone on with in another process: what happens in them, and that process."""

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

import numpy as np

from stylegui.engine.network.allocator import keep_freed_memory

if __name__ == "__main__":
    keep_freed_memory()  # as in the application: other addresses than in the tests, the same numbers

import torch

from stylegui.engine.network.encoder import Encoder
from stylegui.engine.network.weights import load_network
from stylegui.engine.objective import balance
from stylegui.engine.pictures.files.loading import load
from stylegui.engine.pictures.images import Picture, crop_to_aspect, resize, to_levels, working_size
from stylegui.engine.plan.pyramid import Scale
from stylegui.engine.recipes.recipe import Recipe
from stylegui.engine.regions.regions import Region
from stylegui.engine.run import session as session_module
from stylegui.engine.run.checkpoint import from_bytes, to_bytes
from stylegui.engine.run.session import Session
from stylegui.engine.settings import make_settings
from stylegui.engine.styles.style import Style
from stylegui.paths import resources

REOPEN = "reopen"
Acts = tuple[dict[str, Any] | str, ...]  # a step with these settings changed, or REOPEN


@dataclass(frozen=True)
class Run:
    """What a run begins with, what happens in it, and how much of that has happened each time that it is kept.

    Attributes:
        shorn: of these, when it is kept without the optimiser's memory.
    """

    values: dict[str, Any]
    acts: Acts
    kept: tuple[int, ...]
    shorn: int = 0
    regions: bool = False


# There are 4 steps at 64 x 32 pixels, then 4 at 96 x 48.
RUNS = {
    "plain": Run({}, ({},) * 7, kept=(2, 4, 5), shorn=4),
    "strength": Run({}, ({}, {"strength": 85.0}, {}, {}, {}, {"photo_kept": 20.0}, {}, {}), kept=(3, 6)),
    "quality": Run(
        {"look": "classic"},
        ({}, {}, {"quality": "normal"}, {}, {}, {"quality": "draft", "smoothness": 70.0}, {}),
        kept=(4,),
    ),
    "shares": Run(
        {"shares": (50.0, 50.0)}, ({}, {"shares": (80.0, 20.0)}, {}, {"shares": (20.0, 80.0)}, {}, {}), kept=(3,)
    ),
    "balance": Run({"quality": "normal", "photo_kept": 100.0}, ({},) * 11, kept=(9,)),
    "regions": Run({"look": "classic"}, ({}, {"colour": "photo"}, {}, {}, {}), kept=(2,), regions=True),
    "finished": Run(
        {"size": 64, "look": "strokes", "colour": "palette"},
        ({}, {}, {}, {}, REOPEN, {"strength": 80.0}, {}, {}),
        kept=(4, 6),
    ),
}


def plan(width: int, height: int, size: int, quality: str) -> tuple[Scale, ...]:
    """A short one, in place of what users get."""
    count = {"draft": 4, "normal": 12}[quality]
    return tuple(Scale(*working_size(width, height, longer), count) for longer in (64, 96) if longer <= size)


def sample(name: str, width: int, height: int) -> Picture:
    """A sample picture of that size."""
    pixels = crop_to_aspect(load(resources() / "samples" / name).pixels, width, height)
    return Picture(to_levels(resize(pixels, width, height)), name=name)


def begun(run: Run, encoder: Encoder) -> Session:
    """A session at its beginning."""
    styles = [sample("brush-strokes.png", 96, 96), sample("stained-glass.png", 80, 120)]
    left, right = (np.zeros((80, 160), np.uint8) for _ in range(2))
    left[:, :60], right[20:60, 120:] = 255, 255
    regions = (Region(left, 0), Region(right, None)) if run.regions else ()
    settings = make_settings({"size": 96, "quality": "draft"} | run.values)
    styles = styles[: len(settings.shares) or 1]
    recipe = Recipe(sample("coffee.jpg", 160, 80), tuple(map(Style, styles)), settings, regions=regions)
    return Session(recipe, encoder)


def play(session: Session, acts: Acts) -> None:
    """Let it happen."""
    settings = session.state().settings
    for act in acts:
        if isinstance(act, str):
            session.reopen()
        else:
            settings = settings.model_copy(update=act)
            session.step(settings)


def go_on_elsewhere(folder: Path) -> None:
    """Go on with every run as often as it lies in the folder, and put beside it where it comes to."""
    encoder = Encoder(load_network("vgg16"))
    for name, run in RUNS.items():
        for done in run.kept:
            session = begun(run, encoder)
            session.restore(from_bytes((folder / f"{name} {done} kept").read_bytes()))
            play(session, run.acts[done:])
            (folder / f"{name} {done} end").write_bytes(to_bytes(session.state()))


if __name__ == "__main__":
    torch.set_num_threads(int(sys.argv[2]))
    with patch.object(session_module, "plan_scales", plan), patch.object(balance, "AT_EASE", 0.0):
        go_on_elsewhere(Path(sys.argv[1]))
