"""Sizes from coarse to fine: large shapes form where they are small and cheap."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace

from stylegui.engine.pictures.images import working_size

# Evaluations at each quality: of the first scale, of sizes about 256 px and about 512 px; and of large ones, about
# 1024 px, about 2048 px and beyond. All but the first begin with the painting's own marks.
EVALUATIONS = {"draft": (20, 8, 4, 2, 1, 1), "normal": (36, 16, 13, 3, 2, 2), "fine": (62, 32, 28, 6, 4, 3)}
BOUNDS = (0, 362, 768, 1448, 2896)  # pixels of the longer side up to which those hold, but for the first and the last
LARGE = 768  # pixels of the longer side from which on a scale is a large one
AFTER_CHANGE = 24  # that a change has at least, where no scale follows that it would act on, whatever the quality
NEAR = 1.4  # how much larger the next scale is at least, but for the last
COARSEST = 96  # pixels of the longer side: below that the deepest layer sees nothing but its own padding


def is_large(width: int, height: int) -> bool:
    """Whether a scale of so many pixels is a large one."""
    return max(width, height) > LARGE


@dataclass(frozen=True)
class Scale:
    """One size: width and height in pixels, and how many evaluations it gets."""

    width: int
    height: int
    evaluations: int

    @property
    def is_large(self) -> bool:
        """Whether only the finest layers count in it."""
        return is_large(self.width, self.height)


def nearest_scale(scales: Sequence[Scale], width: int) -> int:
    """Index of the one that a picture so many pixels wide is nearest to."""
    return min(range(len(scales)), key=lambda index: abs(scales[index].width - width))


def last_of_all_layers(scales: Sequence[Scale]) -> int:
    """Index of the last that is not a large one: the last in which the photo and all layers have a say."""
    return max(index for index, scale in enumerate(scales) if not scale.is_large)


def plan_scales(width: int, height: int, size: int, quality: str) -> tuple[Scale, ...]:
    """Scales for a photo of width x height and a result with `size` pixels on its longer side: octaves."""
    sides = [size]
    while sides[0] / 2 >= COARSEST:
        sides.insert(0, round(sides[0] / 2))
    counts, scales = EVALUATIONS[quality], []
    for index, side in enumerate(sides):
        count = counts[bisect_left(BOUNDS, side)] if index else counts[0]
        scales.append(Scale(*working_size(width, height, side), count))
    return tuple(scales)


def going_on_from(scales: Sequence[Scale], width: int, height: int) -> tuple[tuple[Scale, ...], int]:
    """The scales with the size of a smaller result among them, and its index: larger ones follow, not much nearer."""
    smaller = [scale for scale in scales[:-1] if scale.width < width]
    larger = [scale for scale in scales[:-1] if scale.width > NEAR * width]
    return (*smaller, Scale(width, height, 1), *larger, scales[-1]), len(smaller)


def counted_as(scales: Sequence[Scale], planned: Sequence[Scale]) -> tuple[Scale, ...]:
    """The same scales, each with the evaluations that the one of its size has in another plan, if there is one."""
    counts = {(scale.width, scale.height): scale.evaluations for scale in planned}
    return tuple(
        replace(scale, evaluations=counts.get((scale.width, scale.height), scale.evaluations)) for scale in scales
    )


def with_time(scales: tuple[Scale, ...], index: int) -> tuple[Scale, ...]:
    """One of them with as many evaluations as a change needs; a large one needs no more than it has."""
    scale = scales[index]
    count = scale.evaluations if scale.is_large else max(scale.evaluations, AFTER_CHANGE)
    return (*scales[:index], replace(scale, evaluations=count), *scales[index + 1 :])
