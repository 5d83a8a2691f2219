"""A photo painted by a fast network becomes a file."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from stylegui.engine.errors import Problem, is_lack_of_memory, never
from stylegui.engine.fast.manner import Manner
from stylegui.engine.fast.network_file import FastNetwork
from stylegui.engine.fast.painting import paint
from stylegui.engine.fast.strength import at_strength
from stylegui.engine.objective.evaluation import Steps
from stylegui.engine.pictures.files.saving import (
    Made,
    Saving,
    check_size,
    finish,
    is_deep,
    size_of,
)
from stylegui.engine.pictures.images import Picture, Pixels, eight_bit, working_size
from stylegui.engine.run.saved import save_result


@dataclass(frozen=True, eq=False)
class FastResult:
    """A photo, painted."""

    photo: Picture
    pixels: Pixels

    def save(self, output: Path, saving: Saving) -> list[str]:
        """Write it. Returns what the user should know. Raises Problem."""
        height, width, _ = self.pixels.shape
        plain = finish(eight_bit(self.pixels), width, height, self.photo)
        return save_result(
            lambda: Made(finish(self.pixels, width, height, self.photo), self.photo), plain, None, output, saving
        )


def paint_fast(
    network: FastNetwork,
    photo: Picture,
    manner: Manner,
    output: Path,
    saving: Saving,
    cancelled: Callable[[], bool] = never,
) -> Steps[FastResult]:
    """Paint a photo for a file.

    Raises Problem, before the work where no such file can be made; Cancelled if it is. It gives way now and then.
    """
    check_fast_saving(saving)
    check_size(output, *size_of(working_size(photo.width, photo.height, manner.longer), photo, saving))
    deep = is_deep(photo, output, saving)
    try:
        suited = at_strength(network, photo, manner.strength)
        pixels = yield from paint(suited, photo, manner.longer, manner.photo_colours, deep, cancelled)
    except Exception as error:
        if not is_lack_of_memory(error):
            raise
        raise Problem("this computer has not enough memory for that: please choose a smaller size") from error
    return FastResult(photo, pixels)


def check_fast_saving(saving: Saving) -> None:
    """Raises Problem where something is to be saved that a fast result has not."""
    if saving.has_sidecar:
        raise Problem("what a fast network paints has no recipe: please leave out --sidecar")
