"""Woodcut in colours: carved lines in a dark key block over flat blocks in which the plank's grain shows."""

import numpy as np

from stylegui.engine.styles.drawn.tools.colours import blend, colour
from stylegui.engine.styles.drawn.tools.drawing import Drawing
from stylegui.engine.styles.drawn.tools.fields import Field, smoothstep, turned
from stylegui.engine.styles.drawn.tools.lines import inked
from stylegui.engine.styles.drawn.tools.motif import PEAKS, SUN

PAPER = colour(0.955, 0.915, 0.81)
PITCH = 0.0145  # from line to line
RAYS = ((72, 1.12, 3.4), (144, 2.9, 6.2), (288, 5.6, 20.0))  # round the sun, from and to in radii
OUTLINE, RIM = 0.0036, 0.007  # thickness of an outline, and how far inside of it lines end
CRISP = 0.001  # that a block's edge is soft


def woodcut(drawing: Drawing) -> Field:
    """(H, W, 3)."""
    y, x = drawing.places
    grain, uneven, knife = _plank(drawing), 0.16 * drawing.cloud(0.05, 1), 0.10 * drawing.cloud(0.035)
    pitch = drawing.pitch(PITCH)
    picture, key = _sky(drawing, pitch, (grain, uneven, knife))
    for number, form in enumerate(drawing.motif.ranges):
        depth = drawing.full(form.depth)
        within, swell = depth.clip(0), drawing.cloud(0.14)
        if drawing.fixed is not None:
            lines, _ = turned(y, x, drawing.fixed)
        elif number < PEAKS:
            lines = 0.9 * x + (0.7 if number else -0.7) * within + 0.02 * swell
        elif number % 2:
            lines = 0.42 * np.sqrt(within + 0.002) + 0.025 * swell
        else:
            lines = (x + 0.8 * within) / (1 + 1.5 * within) + 0.03 * swell
        ink = _carved(lines / pitch + uneven, 1.08 - 1.25 * drawing.full_tone + knife)
        flat = blend(PAPER, drawing.shade(form.place, 0.55), 0.92 * grain * smoothstep(0.3 * RIM, 0.6 * RIM, depth))
        picture = blend(picture, flat, smoothstep(-CRISP, CRISP, depth))
        outline = smoothstep(1.2, 0.8, np.abs(depth) / (OUTLINE * (1 + 3 * knife)))
        key = np.maximum(np.where(depth > 0, ink * smoothstep(0.8 * RIM, 1.2 * RIM, depth), key), outline)
    speckle = drawing.cloud(0.003, 1) + 0.6 * drawing.cloud(0.02, 1)
    starved = 0.97 - 0.35 * drawing.paper * smoothstep(0.75, 1.3, speckle)
    return drawing.on_paper(blend(picture, drawing.ink, key * starved), drawing.tooth(0.004), 0.014)


def _sky(drawing: Drawing, pitch: float, surface: tuple[Field, Field, Field]) -> tuple[Field, Field]:
    """Blocks (H, W, 3) and key (H, W) of the sun and its rays."""
    grain, uneven, knife = surface
    down, right = drawing.from_sun
    away = np.hypot(down, right)
    picture = blend(PAPER, drawing.shade(0.10, 0.55), 0.85 * grain * smoothstep(0.9, 0.0, away))
    picture = blend(picture, drawing.shade(0.75, 0.62), 0.8 * grain * np.exp(-(((away - SUN) / 0.20) ** 2)))
    turn, key = np.arctan2(down, right) / (2 * np.pi), np.zeros_like(away)
    for count, first, last in RAYS:
        start, stop = first * SUN, last * SUN
        ends = smoothstep(start, start + 0.09, away) * smoothstep(stop + 0.06, stop - 0.06, away)
        rays = turn * round(count * PITCH / pitch)
        phase = rays if drawing.fixed is None else turned(*drawing.places, drawing.fixed)[0] / pitch
        key = np.maximum(key, _carved(phase + uneven, 0.52 * ends + 0.10 - 0.35 * (1 - ends) + knife))
    sun = drawing.full(drawing.motif.sun.depth)
    cuts = _carved(down / (1.1 * pitch) + uneven, 0.30 + 2.2 * down + knife)
    disc = blend(PAPER, drawing.shade(0.92, 0.5), grain * (1 - 0.92 * cuts))
    ring = np.exp(-np.square(np.square(sun / 0.0022)))  # a fourth power by itself takes ten times as long
    key = np.maximum(key * smoothstep(0.001, -0.012, sun), ring)
    return blend(picture, disc, smoothstep(-CRISP, CRISP, sun)), key


def _carved(phase: Field, share: Field) -> Field:
    """Lines whose edges are as soft as a pixel, however close they lie."""
    down, right = (np.abs(np.diff(phase, axis=axis, append=phase.take([-1], axis))) for axis in (0, 1))
    return inked(phase, share, (2 * (down + right)).clip(0.02, 0.8))


def _plank(drawing: Drawing) -> Field:
    """How much of a colour block takes ink (H, W)."""
    y, _ = drawing.places
    bend, streaks = y + 0.02 * drawing.streaks(0.3, 0.5), drawing.streaks(0.006, 0.35)
    return 0.90 + drawing.paper * (0.08 * np.sin(260 * bend + 5 * streaks) + 0.05 * streaks)
