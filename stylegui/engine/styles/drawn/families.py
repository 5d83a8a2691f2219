"""Every family of drawn styles, and drawing one."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from stylegui.engine.errors import Problem
from stylegui.engine.styles.drawn.brush_strokes import brush_strokes
from stylegui.engine.styles.drawn.charcoal import charcoal
from stylegui.engine.styles.drawn.circuit import circuit
from stylegui.engine.styles.drawn.drawing import Drawing
from stylegui.engine.styles.drawn.engraving import engraving
from stylegui.engine.styles.drawn.felt import felt
from stylegui.engine.styles.drawn.handles import PALETTES, Handles
from stylegui.engine.styles.drawn.ink_wash import ink_wash
from stylegui.engine.styles.drawn.mosaic import mosaic
from stylegui.engine.styles.drawn.noise import Field
from stylegui.engine.styles.drawn.oil import oil
from stylegui.engine.styles.drawn.paper_cut import paper_cut
from stylegui.engine.styles.drawn.pencil import pencil
from stylegui.engine.styles.drawn.pointillism import pointillism
from stylegui.engine.styles.drawn.screen_print import screen_print
from stylegui.engine.styles.drawn.stained_glass import stained_glass
from stylegui.engine.styles.drawn.watercolour import watercolour
from stylegui.engine.styles.drawn.woodcut import woodcut

SMALLEST = 8  # pixels of a side


@dataclass(frozen=True)
class Family:
    """Drawn styles of one kind.

    Attributes:
        title: as people read it. draw: (H, W, 3), about 0..1. palette: the one that it begins with.
        is_directed: whether its marks run in a direction.
    """

    title: str
    draw: Callable[[Drawing], Field]
    palette: str = "dusk"
    is_directed: bool = True


FAMILIES = {
    "brush-strokes": Family("Brush strokes", brush_strokes),
    "oil": Family("Oil, thick", oil, "garden"),
    "watercolour": Family("Watercolour", watercolour, is_directed=False),
    "ink-wash": Family("Ink wash", ink_wash, "fire"),
    "pencil": Family("Pencil", pencil, "ink"),
    "charcoal": Family("Charcoal", charcoal, "ink"),
    "engraving": Family("Engraving", engraving, "ink"),
    "woodcut": Family("Woodcut", woodcut),
    "screen-print": Family("Screen print", screen_print, "poster"),
    "pointillism": Family("Pointillism", pointillism, "sea", is_directed=False),
    "mosaic": Family("Mosaic", mosaic, "earth"),
    "stained-glass": Family("Stained glass", stained_glass, "poster", is_directed=False),
    "paper-cut": Family("Paper cut", paper_cut, "berries", is_directed=False),
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
    direction is "photo". Raises ValueError for fewer than SMALLEST pixels a side.
    """
    if min(height, width) < SMALLEST:
        raise ValueError(f"A drawn style needs at least {SMALLEST} pixels a side, not {width} x {height}.")
    picture = FAMILIES[family].draw(Drawing(height, width, handles, flow))
    return (picture.clip(0, 1) * 255 + 0.5).astype(np.uint8)
