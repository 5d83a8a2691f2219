"""Woodcut in colours: carved lines in a dark key block over flat blocks in which the plank's grain shows."""

import numpy as np

from stylegui.engine.styles.drawn.drawing import Drawing
from stylegui.engine.styles.drawn.motif import PEAKS, SUN
from stylegui.engine.styles.drawn.noise import Field, blend, coordinates, smoothstep

PAPER = np.array((0.955, 0.915, 0.81))
PITCH = 0.0145  # from line to line
RAYS = ((72, 1.12, 3.4), (144, 2.9, 6.2), (288, 5.6, 20.0))  # round the sun, from and to in radii
OUTLINE, RIM = 0.0036, 0.007  # thickness of an outline, and how far inside of it lines end
CRISP = 0.001  # that a block's edge is soft


def woodcut(drawing: Drawing) -> Field:
    """(H, W, 3)."""
    y, x = coordinates(drawing.height, drawing.width)
    grain, uneven, knife = _plank(drawing, y), 0.16 * drawing.cloud(0.05, 1), 0.10 * drawing.cloud(0.035)
    pitch = PITCH * drawing.size / drawing.crowd**0.5
    picture, key = _sky(drawing, y, x, pitch, (grain, uneven, knife))
    for number, form in enumerate(drawing.motif.ranges):
        depth = drawing.full(form.depth)
        within, swell = depth.clip(0), drawing.cloud(0.14)
        if drawing.turned is not None:
            lines = _across(drawing.turned, y, x)
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
    starved = 0.97 - 0.35 * drawing.felt * smoothstep(0.75, 1.3, speckle)
    return drawing.on_paper(blend(picture, drawing.ink, key * starved), drawing.tooth(0.004), 0.014)


def _sky(
    drawing: Drawing, y: Field, x: Field, pitch: float, surface: tuple[Field, Field, Field]
) -> tuple[Field, Field]:
    """Blocks (H, W, 3) and key (H, W) of the sun and its rays."""
    grain, uneven, knife = surface
    middle = drawing.motif.sun.outline[:-1].mean(0)
    right, down = x - middle[0], y - middle[1]
    away = np.hypot(right, down)
    picture = blend(PAPER, drawing.shade(0.10, 0.55), 0.85 * grain * smoothstep(0.9, 0.0, away))
    picture = blend(picture, drawing.shade(0.75, 0.62), 0.8 * grain * np.exp(-(((away - SUN) / 0.20) ** 2)))
    turn, key = np.arctan2(down, right) / (2 * np.pi), np.zeros_like(y)
    for count, first, last in RAYS:
        start, stop = first * SUN, last * SUN
        ends = smoothstep(start, start + 0.09, away) * smoothstep(stop + 0.06, stop - 0.06, away)
        rays = turn * round(count * PITCH / pitch)
        phase = rays if drawing.turned is None else _across(drawing.turned, y, x) / pitch
        key = np.maximum(key, _carved(phase + uneven, 0.52 * ends + 0.10 - 0.35 * (1 - ends) + knife))
    sun = drawing.full(drawing.motif.sun.depth)
    cuts = _carved(down / (1.1 * pitch) + uneven, 0.30 + 2.2 * down + knife)
    disc = blend(PAPER, drawing.shade(0.92, 0.5), grain * (1 - 0.92 * cuts))
    key = np.maximum(key * smoothstep(0.001, -0.012, sun), np.exp(-((sun / 0.0022) ** 4)))
    return blend(picture, disc, smoothstep(-CRISP, CRISP, sun)), key


def _across(turned: float, y: Field, x: Field) -> Field:
    """Distance across the direction that lines are to have."""
    distance: Field = y * np.cos(turned) - x * np.sin(turned)
    return distance


def _carved(phase: Field, share: Field) -> Field:
    """Ink (H, W), 0 to 1, of lines at whole numbers of `phase`, of which a share is left standing."""
    down, right = (np.abs(np.diff(phase, axis=axis, append=phase.take([-1], axis))) for axis in (0, 1))
    away = 2 * np.abs(phase - np.round(phase))
    ink: Field = ((share - away) / (2 * (down + right)).clip(0.02, 0.8) + 0.5).clip(0, 1)
    return ink


def _plank(drawing: Drawing, y: Field) -> Field:
    """How much of a colour block takes ink (H, W)."""
    bend, streaks = y + 0.02 * drawing.streaks(0.3, 0.5), drawing.streaks(0.006, 0.35)
    return 0.90 + drawing.felt * (0.08 * np.sin(260 * bend + 5 * streaks) + 0.05 * streaks)
