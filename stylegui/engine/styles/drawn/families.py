"""Every family of drawn styles, and drawing one."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from stylegui.engine.errors import Problem
from stylegui.engine.styles.drawn.by_hand.brush_strokes import brush_strokes
from stylegui.engine.styles.drawn.by_hand.charcoal import charcoal
from stylegui.engine.styles.drawn.by_hand.ink_wash import ink_wash
from stylegui.engine.styles.drawn.by_hand.oil import oil
from stylegui.engine.styles.drawn.by_hand.pencil import pencil
from stylegui.engine.styles.drawn.by_hand.pointillism import pointillism
from stylegui.engine.styles.drawn.by_hand.watercolour import watercolour
from stylegui.engine.styles.drawn.crafted.circuit import circuit
from stylegui.engine.styles.drawn.crafted.engraving import engraving
from stylegui.engine.styles.drawn.crafted.felt import felt
from stylegui.engine.styles.drawn.crafted.mosaic import mosaic
from stylegui.engine.styles.drawn.crafted.paper_cut import paper_cut
from stylegui.engine.styles.drawn.crafted.screen_print import screen_print
from stylegui.engine.styles.drawn.crafted.stained_glass import stained_glass
from stylegui.engine.styles.drawn.crafted.woodcut import woodcut
from stylegui.engine.styles.drawn.handles import PALETTES, Handles
from stylegui.engine.styles.drawn.tools.drawing import Drawing
from stylegui.engine.styles.drawn.tools.fields import Field

SMALLEST = 8  # pixels of a side
Direction = Literal["flow", "photo", "fixed"]
STRAIGHT: tuple[Direction, ...] = ("flow", "fixed")


@dataclass(frozen=True)
class Family:
    """Drawn styles of one kind.

    Attributes:
        title: as people read it. draw: (H, W, 3), about 0..1. palette: the one that it begins with.
        directions: what its marks can follow.
    """

    title: str
    draw: Callable[[Drawing], Field]
    palette: str = "dusk"
    directions: tuple[Direction, ...] = ("flow", "photo", "fixed")


FAMILIES = {
    "brush-strokes": Family("Brush strokes", brush_strokes),
    "oil": Family("Oil, thick", oil, "garden"),
    "watercolour": Family("Watercolour", watercolour, directions=()),
    "ink-wash": Family("Ink wash", ink_wash, "fire"),
    "pencil": Family("Pencil", pencil, "ink"),
    "charcoal": Family("Charcoal", charcoal, "ink"),
    "engraving": Family("Engraving", engraving, "ink", directions=STRAIGHT),
    "woodcut": Family("Woodcut", woodcut, directions=STRAIGHT),
    "screen-print": Family("Screen print", screen_print, "poster", directions=STRAIGHT),
    "pointillism": Family("Pointillism", pointillism, "sea", directions=()),
    "mosaic": Family("Mosaic", mosaic, "earth", directions=STRAIGHT),
    "stained-glass": Family("Stained glass", stained_glass, "poster", directions=()),
    "paper-cut": Family("Paper cut", paper_cut, "berries", directions=()),
    "felt": Family("Felt", felt, "garden"),
    "circuit": Family("Circuit", circuit, "sea"),
}


def usual_handles(family: str) -> Handles:
    """What a family begins with. Raises Problem where there is none of that name."""
    if family not in FAMILIES:
        raise Problem(f"there is no drawn style {family!r}; there are: {', '.join(FAMILIES)}")
    return Handles(palette=PALETTES[FAMILIES[family].palette])


def draw(family: str, handles: Handles, height: int, width: int, flow: Field | None = None) -> NDArray[np.uint8]:
    """A picture (H, W, 3), sRGB; the same for the same arguments, and alike at any size.

    `flow` (h, w) of any size says where the photo's edges run, in radians clockwise from the right: for handles whose
    direction is "photo". Raises KeyError for an unknown family, ValueError for fewer than SMALLEST pixels a side.
    """
    if min(height, width) < SMALLEST:
        raise ValueError(f"A drawn style needs at least {SMALLEST} pixels a side, not {width} x {height}.")
    picture = FAMILIES[family].draw(Drawing(height, width, handles, flow))
    return (picture.clip(0, 1) * 255 + 0.5).astype(np.uint8)
