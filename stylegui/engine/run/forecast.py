"""What a run will take, before it is begun: pixels, time, memory."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import psutil

from stylegui.engine.errors import Problem
from stylegui.engine.pictures.images import working_size
from stylegui.engine.run.blocks import BYTES_PER_PIXEL, SMALLEST, blocks_within
from stylegui.engine.run.pyramid import FIXED, Scale, plan_scales
from stylegui.engine.settings import Settings

BASE = 600_000_000  # bytes of the program with its network, before a run
# Of a result, for each of its pixels.
VECTORS = 60  # the result, its gradient, the direction, the next gradient, and what is worked on
PAIRS, FEW_PAIRS = 216, 48  # curvature memory; of a large result it is less, and in half precision
FEW = 1_333_333  # pixels from which on it is
PICTURES = 40  # the photo, and what is shown and kept
TARGET = 32  # the photo's features, of a scale that is not large
REGION = 10  # each region's masks
# In evaluations of one block up to the deepest layer, for each pixel.
FINEST = 0.53  # an evaluation of a large scale
IN_BLOCKS = 1.6  # how much longer one takes in blocks
MARKS = 0.45  # laying the painting's own marks on
READING = 0.35  # of a picture; up to the finest layers about half
START_S = 1.0  # seconds before the first evaluation


@dataclass(frozen=True)
class Forecast:
    """What a run will take.

    Attributes:
        width, height: of the result in pixels. bytes: of memory at its peak.
        work: in pixels of evaluations, as `Scale.cost` counts them.
    """

    width: int
    height: int
    bytes: int
    work: float

    def seconds(self, seconds_per_pixel: float) -> float:
        """Until it is finished, where an evaluation takes so long for each pixel."""
        return START_S + self.work * seconds_per_pixel


@cache
def usual_memory() -> int:
    """Bytes that the program takes at most unless somebody chooses: half of what was free when it was first asked."""
    return BASE + psutil.virtual_memory().available // 2


def forecast(
    photo: tuple[int, int], styles: Sequence[tuple[int, int]], regions: int, settings: Settings, memory: int
) -> Forecast:
    """Of a photo and styles of (width, height) pixels each. Raises Problem where `memory` does not suffice."""
    scales = plan_scales(*photo, settings.size, settings.quality)
    check_memory(photo, regions, settings, memory)
    last = scales[-1]
    work = sum(work_of(scale, styles, settings, memory - BASE - held(scale, regions)) for scale in scales)
    return Forecast(last.width, last.height, BASE + max(_peak(scale, regions, memory) for scale in scales), work)


def check_memory(photo: tuple[int, int], regions: int, settings: Settings, memory: int) -> None:
    """Raises Problem, with the largest possible size, where not even the smallest blocks fit beside a result."""

    def fits(size: int) -> bool:
        last = plan_scales(*photo, size, settings.quality)[-1]
        return BASE + held(last, regions) + SMALLEST * BYTES_PER_PIXEL <= memory

    if fits(settings.size):
        return
    width, height = working_size(*photo, settings.size)
    low, high = 0, settings.size
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if fits(middle) else (low, middle)
    advice = f"the largest possible size is {low} pixels" if low >= 64 else "please close other programs"
    raise Problem(
        f"{width} × {height} pixels need more memory than the {memory / 1e9:.1f} GB that may be used: {advice}, "
        "and Preferences and --memory allow more"
    )


def held(scale: Scale, regions: int) -> int:
    """Bytes of a run at a scale, beside the block that it is looking at."""
    pixels = scale.width * scale.height
    each = VECTORS + (PAIRS if pixels < FEW else FEW_PAIRS) + PICTURES + REGION * regions
    return pixels * (each if scale.is_large else each + TARGET)


def work_of(scale: Scale, styles: Sequence[tuple[int, int]], settings: Settings, free: int) -> float:
    """Of all evaluations of a scale, and of what comes before them, with `free` bytes for a block."""
    pixels, deepest = scale.width * scale.height, 0.5 if scale.is_large else 1.0
    longer = max(scale.width, scale.height) * settings.style_scale()
    read = sum(w * h for w, h in (working_size(*style, min(round(longer), max(style))) for style in styles))
    blocks = blocks_within(scale.height, scale.width, 58, free)
    each = (pixels if len(blocks) == 1 else IN_BLOCKS * pixels) * (FINEST if scale.is_large else 1.0) + FIXED
    before = READING * deepest * read + (MARKS * (pixels + read) if scale.is_large else READING * pixels)
    return (scale.evaluations + 1) * each + before


def _peak(scale: Scale, regions: int, memory: int) -> int:
    free = memory - BASE - held(scale, regions)
    blocks = blocks_within(scale.height, scale.width, 58, free)
    return held(scale, regions) + BYTES_PER_PIXEL * max(block.outer.height * block.outer.width for block in blocks)
