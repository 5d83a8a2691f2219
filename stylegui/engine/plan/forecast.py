"""What a run will take, before it is begun and while it goes: time and memory."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import psutil

from stylegui.engine.errors import Problem
from stylegui.engine.pictures.images import working_size
from stylegui.engine.plan.blocks import REACH, SMALLEST, blocks_within
from stylegui.engine.plan.pyramid import Scale, going_on_from, plan_scales
from stylegui.engine.recipes.recipe import Recipe
from stylegui.engine.settings import Settings, bounds

BASE = 600_000_000  # bytes of the program with its network, before a run
# Of a result, for each of its pixels.
VECTORS = 48  # the result, its gradient, the direction, the next gradient, and what is worked on
PAIRS, FEW_PAIRS = 216, 24  # curvature memory; of a large result it is less, and in half precision
FEW = 1_333_333  # pixels from which on it is
PICTURES = 28  # the photo, and what is shown and kept
TARGET = 32  # the photo's features, of a scale that is not large
REGION = 10  # each region's masks
PHOTO = 7  # for each pixel of the photo's file: its pixels, the file, and a channel while it is made smaller
STYLE = 36  # for each pixel that a style is read at: it, its finest marks, what blurring leaves of it
# Of one look at a block, forth and back, at its peak, for each of its pixels.
LOOK, LOOK_AT_FINEST = 2000, 1500
STROKES = 350  # and for each style whose places are searched through
# In pixels of evaluations of one block up to the deepest layer.
FIXED = 12_000  # what an evaluation does at any size: decompositions, reading the filters
FINEST = 0.53  # for each pixel, an evaluation of a large scale
LAST_SAVES = 0.5  # of an evaluation, in the last of a scale, whose gradient nobody needs
IN_BLOCKS = 1.6  # how much longer one takes in blocks
MARKS, MARKS_AT_LARGE = 0.17, 0.45  # laying the painting's own marks on
READING = 0.35  # of a picture; up to the finest layers about half
START_S = 1.0  # seconds before the first evaluation


@dataclass(frozen=True)
class Forecast:
    """What a run will take.

    Attributes:
        width, height: of the result in pixels. bytes: of memory at its peak.
        work: in pixels of evaluations.
    """

    width: int
    height: int
    bytes: int
    work: float

    def seconds(self, seconds_per_pixel: float) -> float:
        """Until it is finished, where an evaluation takes so long for each pixel."""
        return START_S + self.work * seconds_per_pixel


def speed_kind(settings: Settings) -> str:
    """Settings of the same kind take as long for each pixel of work on the same computer."""
    return f"{settings.network} {settings.look} {settings.device}"


@cache
def usual_memory() -> int:
    """Bytes that the program takes at most unless somebody chooses: half of what was free when it was first asked."""
    return BASE + psutil.virtual_memory().available // 2


@dataclass(frozen=True)
class Needs:
    """What decides what a run takes, beside its settings.

    Attributes:
        photo, styles: (width, height) of each in pixels. regions: how many. look: by its name.
        memory: bytes that may be used.
    """

    photo: tuple[int, int]
    styles: Sequence[tuple[int, int]]
    regions: int
    look: str
    memory: int

    def forecast(self, settings: Settings, enlarged: tuple[int, int] | None = None) -> Forecast:
        """Of a whole run, or of what enlarging a result (width, height) takes. Raises Problem for want of memory."""
        self.check(settings)
        scales = self._plan(settings)
        if enlarged is not None:
            scales, index = going_on_from(scales, *enlarged)
            scales = scales[index + 1 :]
        work = sum(self.work(scale, settings) for scale in scales)
        return Forecast(scales[-1].width, scales[-1].height, max(map(self._peak, scales)), work)

    def check(self, settings: Settings) -> None:
        """Raises Problem, with the largest possible size, where not even the smallest blocks fit beside a result."""
        if self._fits(settings):
            return
        low, high = int(bounds("size")[0]) - 1, settings.size
        least = low
        while high - low > 1:
            middle = (low + high) // 2
            fits = self._fits(settings.model_copy(update={"size": middle}))
            low, high = (middle, high) if fits else (low, middle)
        width, height = working_size(*self.photo, settings.size)
        advice = f"the largest possible size is {low} pixels" if low > least else "please close other programs"
        raise Problem(
            f"{width} × {height} pixels need more memory than the {self.memory / 1e9:.1f} GB that may be used: "
            f"{advice}, and Preferences and --memory allow more"
        )

    def most(self, scale: Scale) -> int:
        """Pixels of the largest block that there is memory for, beside what is held all the time."""
        return (self.memory - BASE - self._held(scale)) // self._each(scale)

    def evaluation(self, scale: Scale) -> float:
        """The work of one evaluation."""
        blocks = blocks_within(scale.height, scale.width, REACH, self.most(scale))
        each = (FINEST if scale.is_large else 1.0) * (1.0 if len(blocks) == 1 else IN_BLOCKS)
        return scale.width * scale.height * each + FIXED * (1 + self.regions)

    def work(self, scale: Scale, settings: Settings) -> float:
        """That of all evaluations of a scale, of one more that only measures, and of what comes before them."""
        pixels = scale.width * scale.height
        read = sum(width * height for width, height in self._read(scale, settings.style_scale()))
        before = READING / 2 * read if scale.is_large else READING * (pixels + read)
        before += (MARKS_AT_LARGE if scale.is_large else MARKS) * (pixels + read)
        return (scale.evaluations + 1 - LAST_SAVES) * self.evaluation(scale) + before

    def _read(self, scale: Scale, style_scale: float) -> list[tuple[int, int]]:
        """(width, height) that each style is read at: that of the scale, but never enlarged."""
        longer = max(scale.width, scale.height) * style_scale
        return [working_size(*style, min(round(longer), max(style))) for style in self.styles]

    def _plan(self, settings: Settings) -> tuple[Scale, ...]:
        return plan_scales(*self.photo, settings.size, settings.quality)

    def _fits(self, settings: Settings) -> bool:
        return self.most(self._plan(settings)[-1]) >= SMALLEST

    def _held(self, scale: Scale) -> int:
        pixels = scale.width * scale.height
        each = VECTORS + (PAIRS if pixels < FEW else FEW_PAIRS) + PICTURES + REGION * self.regions
        photo, styles = self.photo[0] * self.photo[1], sum(width * height for width, height in self._read(scale, 1.0))
        return pixels * (each if scale.is_large else each + TARGET) + PHOTO * photo + STYLE * styles

    def _each(self, scale: Scale) -> int:
        """Bytes for each pixel of a block."""
        if scale.is_large:
            return LOOK_AT_FINEST
        return LOOK + (STROKES * len(self.styles) if self.look == "strokes" else 0)

    def _peak(self, scale: Scale) -> int:
        blocks = blocks_within(scale.height, scale.width, REACH, self.most(scale))
        largest = max(block.outer.height * block.outer.width for block in blocks)
        return BASE + self._held(scale) + self._each(scale) * largest


def needs_of(recipe: Recipe, memory: int) -> Needs:
    """Those of a recipe, with `memory` bytes to use; it may be without styles as yet."""
    longest = recipe.settings.size * recipe.settings.style_scale()
    styles = tuple(style.picture.size_at(round(longest * style.scale())) for style in recipe.styles)
    photo = recipe.photo.width, recipe.photo.height
    return Needs(photo, styles, len(recipe.regions), recipe.settings.look, memory)
