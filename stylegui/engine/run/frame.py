"""What a session tells the world: how far it is, and what the result looks like now."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from stylegui.engine.pictures.files.saving import finish
from stylegui.engine.pictures.images import Picture
from stylegui.engine.recipes.recipe import Recipe

SCREEN = 2048  # pixels of the longer side that can be drawn at once without a stall


class RunState(Enum):
    """What the worker is doing with its session."""

    IDLE = "idle"  # no session, or a stopped one
    RUNNING = "running"
    PAUSED = "paused"
    FINISHED = "finished"  # kept: a changed setting goes on from here


@dataclass(frozen=True)
class Progress:
    """How far a session is. Cheap: nothing in it makes the processor wait.

    Attributes:
        scale, scales: the present scale, counted from 1, and how many there are.
        width, height: size of the present scale in pixels.
        step: steps taken in this scale; steps: how many it will take.
        evaluations: losses and gradients computed in the whole session.
        fraction: share of the whole work that is done, 0..1, by pixels computed.
        time_left_s: seconds still to go, or None before there is enough to judge by.
        finished: nothing is left to do.
        notice: what the user should know about this step, or "".
        block, blocks: which look at a block of a large picture this is in the present evaluation, and of how many;
            0 of 0 where the picture is one block.
    """

    scale: int
    scales: int
    width: int
    height: int
    step: int
    steps: int
    evaluations: int
    fraction: float
    time_left_s: float | None
    finished: bool
    notice: str = ""
    block: int = 0
    blocks: int = 0


@dataclass(frozen=True, eq=False)
class Frame:
    """A snapshot of the result for the eye.

    Attributes:
        pixels: (h, w, 3) uint8 sRGB at the present scale, contiguous, in memory of its own.
        width, height: the full size of the result, which the last scale reaches.
        recipe: what it is made from, with the settings of the last step.
        losses: every term's weighted share of the objective and their sum, as "total".
        progress: where the session was.
        result: id of the result that it is a moment of, or "" where nobody keeps any.
    """

    pixels: NDArray[np.uint8]
    width: int
    height: int
    recipe: Recipe
    losses: Mapping[str, float]
    progress: Progress
    result: str = ""

    @cached_property
    def halves(self) -> tuple[NDArray[np.uint8], ...]:
        """The pixels of a large frame at half their size, a quarter and so on, until they are no larger than a screen.

        Made when first asked for, which is to be in the thread that makes the frame.
        """
        found, image = [], Image.fromarray(self.pixels)
        while max(image.size) > SCREEN:
            image = image.reduce(2)
            found.append(np.asarray(image))
        return tuple(found)

    def made_ready(self) -> "Frame":
        """The same with its halves."""
        _ = self.halves
        return self

    @property
    def photo(self) -> Picture:
        """What it is painted from."""
        return self.recipe.photo

    def picture(self) -> Picture:
        """The result at its full size, with the photo's alpha: what is saved."""
        return finish(self.pixels, self.width, self.height, self.photo)

    @property
    def evaluations(self) -> int:
        """Losses and gradients computed up to this frame."""
        return self.progress.evaluations
