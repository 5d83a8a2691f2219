"""Paper cut: coloured sheets one above the other, each with the shadow that it throws."""

from collections.abc import Iterator

import numpy as np

from stylegui.engine.styles.drawn.tools.colours import colour
from stylegui.engine.styles.drawn.tools.drawing import Drawing
from stylegui.engine.styles.drawn.tools.fields import Field
from stylegui.engine.styles.drawn.tools.motif import CORNERS
from stylegui.engine.styles.drawn.tools.noise import wave_line

SKIES = 7  # sheets that hang from above
SHADE = colour(0.02, 0.02, 0.05)
SHADOWS = ((0.42, 0.011, (0.006, 0.010)), (0.30, 0.003, (0.001, 0.002)))  # how dark and soft, and how far off


def paper_cut(drawing: Drawing) -> Field:
    """(H, W, 3)."""
    sheet, far = drawing.sheet(drawing.shade(0.36, 0.62)), drawing.mark_size**0.5
    for outline, paper in _sheets(drawing):
        for dark, soft, off in SHADOWS:
            sheet.fill(outline + far * np.array(off), SHADE, dark, soft * far)
        sheet.fill(outline, 0.28 + 0.72 * paper)  # the cut edge, which catches the light
        sheet.fill(outline + np.array((0.0011, 0.0014)), paper)
    fibres = drawing.tooth(0.0026) + 0.6 * drawing.streaks(0.0015, 0.012)
    return sheet.pixels() * (1 + 0.045 * drawing.paper * fibres[..., None])


def _sheets(drawing: Drawing) -> Iterator[tuple[Field, Field]]:
    """Outlines and colours, from behind to the front."""
    motif, sun, middle = drawing.motif, drawing.motif.sun.outline, np.array(drawing.motif.middle)
    for wider, tone in ((2.3, 0.80), (1.6, 0.68), (1.0, 0.52)):
        yield middle + wider * (sun - middle), _colour(drawing, 0.92, tone)
    line = np.linspace(-0.05, motif.wide + 0.05, 160)
    count = max(round(SKIES * drawing.density), 3)
    above = [[motif.wide + 0.05, -0.05], [-0.05, -0.05]]
    for number in range(count):  # they leave the sun free
        part = 1 - number / count
        low = motif.tall * 0.17 * part - 0.03 + (0.03 + 0.25 * part * np.abs(line - middle[0]) / motif.wide)
        low = low + 0.035 * wave_line(drawing.rng, line, 0.9 * drawing.mark_size, 2)
        yield (
            np.concatenate([np.stack([line, low], 1), above]),
            _colour(drawing, 0.05 + 0.35 * part, 0.40 + 0.35 * part),
        )
    for number, form in enumerate(motif.ranges):
        for further in (0.0, 1.0):
            shift = np.array((0.15 * further * (-1) ** number, 0.035 * further))
            outline = form.outline + shift
            outline[CORNERS:] += ((0.3, 0.1), (-0.3, 0.1))
            outline[[0, CORNERS - 1], 0] += (-0.3, 0.3)
            yield outline, _colour(drawing, form.place, 0.66 - 0.10 * further - 0.06 * number)


def _colour(drawing: Drawing, place: float, tone: float) -> Field:
    return drawing.shade(place, drawing.contrasted(np.array(tone, np.float32)))
