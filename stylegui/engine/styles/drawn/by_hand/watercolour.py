"""Watercolour: transparent washes that gather at their edges, grain in the paper's hollows, and bloom where wet.

Washes lie over each other as filters of light (Beer's law), so that colours get deeper, not greyer, where they are
thick (Curtis et al., "Computer-generated watercolor", 1997, tells these effects apart).
"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import ArrayLike

from stylegui.engine.styles.drawn.tools.colours import colour, ramp
from stylegui.engine.styles.drawn.tools.drawing import Drawing
from stylegui.engine.styles.drawn.tools.fields import Field, smoothstep

PAPER = colour(0.975, 0.965, 0.94)
GAP = 0.0035  # of bare paper between washes, so that they do not run into each other
EDGE = 0.0045  # that pigment gathers on
RINGS = 9  # that a bloom dries in


def watercolour(drawing: Drawing) -> Field:
    """(H, W, 3)."""
    tooth, bloom = drawing.tooth(0.004), drawing.cloud(0.22 * drawing.mark_size, 4)
    ragged = 0.006 * drawing.cloud(0.09, 4)
    grain = drawing.cloud(0.0044, 2) + 0.8 * tooth
    rings = 0.10 * np.exp(-(((RINGS * bloom - np.round(RINGS * bloom)) / 0.10) ** 2))
    wet = smoothstep(-0.35, 0.5, bloom)
    load = drawing.density * (0.28 + 0.95 * (1 - drawing.full_tone)) * (0.65 + 0.6 * wet) + rings
    absorbed = np.zeros((drawing.height, drawing.width, 3), np.float32)
    for depth, place in _washes(drawing):
        depth = depth + ragged
        inside = smoothstep(-0.0012, 0.0012, depth)
        laid = (load + 0.34 * np.exp(-depth.clip(0, 1) / (EDGE * drawing.mark_size**0.5))) * inside
        laid *= 1 + 0.24 * drawing.paper * grain * smoothstep(0.1, 0.8, laid)
        absorbed += laid.clip(0, 3)[..., None] * np.log(ramp(place, drawing.colours).clip(0.03, 0.97))
    return drawing.on_paper(PAPER * np.exp(1.15 * absorbed), tooth, 0.014)


def _washes(drawing: Drawing) -> Iterator[tuple[Field, ArrayLike]]:
    """How far inside of each wash a place is (H, W), and the place of its colour; none runs under another."""
    before: Field = np.full((drawing.height, drawing.width), -1, np.float32)
    for form, depth, covered in drawing.from_the_front():
        yield np.minimum(depth, -covered - GAP), form.place
        before = np.maximum(covered, depth)
    yield -before - GAP, drawing.full_place.clip(0, 1)
