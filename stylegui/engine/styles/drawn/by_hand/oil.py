"""Oil in thick paint: touches of a flat brush, coarse to fine."""

from stylegui.engine.styles.drawn.tools.brushes import ThickPaint
from stylegui.engine.styles.drawn.tools.drawing import Drawing
from stylegui.engine.styles.drawn.tools.fields import Field

BRUSHES = ((0.17, 0.275), (0.105, 0.285), (0.066, 0.36))  # length of a touch, and how far apart in lengths
BREADTH = 0.42  # of a touch, in lengths


def oil(drawing: Drawing) -> Field:
    """(H, W, 3)."""
    paint = ThickPaint(drawing, 0.6 * drawing.colours.mean(0))
    for length, apart in BRUSHES:
        length *= drawing.mark_size
        points = drawing.scattered(length * apart)
        angle = drawing.angle(points, 0.13)
        colours = drawing.shade(*drawing.uneven(points, 0.06, 0.07))
        paint.touches(points, angle, length, BREADTH, colours + drawing.rng.normal(0, 0.03, colours.shape))
    return paint.finished()
