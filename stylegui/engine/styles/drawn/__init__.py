"""Style pictures that the program draws itself, so that a first painting needs no download.

Each style is a pure function `(height, width, seed) -> (H, W, 3)` uint8 sRGB: the same arguments give
the same picture. Shapes are laid out relative to the shorter side, so a picture looks alike at any size.
"""

from stylegui.engine.styles.drawn.glass import stained_glass
from stylegui.engine.styles.drawn.strokes import brush_strokes
from stylegui.engine.styles.drawn.woodcut import woodcut

__all__ = ["brush_strokes", "stained_glass", "woodcut"]
