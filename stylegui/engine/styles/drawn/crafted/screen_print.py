"""Screen print: flat inks through halftone screens, a little out of register."""

import math

import numpy as np

from stylegui.engine.styles.drawn.tools.colours import blend, colour, ramp
from stylegui.engine.styles.drawn.tools.drawing import Drawing
from stylegui.engine.styles.drawn.tools.fields import Field, smoothstep, turned

PAPER = colour(0.965, 0.945, 0.89)
PITCH = 0.0135  # from dot to dot
SKY, SUN, SHADES = 15, 45, (45, 75)  # degrees that their screens are turned
CRISP = 0.001  # that a stencil's edge is soft


def screen_print(drawing: Drawing) -> Field:
    """(H, W, 3)."""
    tone, uneven = drawing.full_tone, 0.93 + 0.05 * drawing.cloud(0.012)
    screens = {degrees: _screen(drawing, degrees) for degrees in {SKY, SUN, *SHADES}}
    darkest, lightest = drawing.colours[np.argsort(drawing.colours.sum(1))[[0, -1]]]
    sun = drawing.full(drawing.motif.sun.depth)
    dots = _dots(drawing, screens[SKY], 1.05 - 1.15 * tone)
    picture = blend(PAPER, ramp(0.30, drawing.colours), uneven * dots)
    rays = _dots(drawing, screens[SUN], 0.75 * (1 + sun / 0.20).clip(0, 1) ** 1.5)
    glow = _out_of_register(drawing, np.maximum(smoothstep(-CRISP, CRISP, sun), rays), 0.003, 0.002)
    picture = blend(picture, ramp(0.95, drawing.colours), uneven * glow)
    shades = [_dots(drawing, screens[degrees], 1.12 - 1.5 * tone) for degrees in SHADES]
    for number, form in enumerate(drawing.motif.ranges):
        depth = drawing.full(form.depth)
        inside = smoothstep(-CRISP, CRISP, depth)
        picture = blend(picture, PAPER, inside)
        flat = _out_of_register(drawing, inside, 0.0025, -0.0015)
        picture = blend(picture, ramp(form.place, drawing.colours), uneven * flat)
        shade = uneven * shades[number % 2] * inside
        picture = picture * (1 - 0.88 * shade[..., None] * (1 - 0.9 * darkest))
        if number % 2:
            rim = _dots(drawing, screens[SKY], (0.75 - depth / 0.06).clip(0, 0.75)) * inside
            picture = blend(picture, lightest, 0.85 * uneven * rim)
    starved = smoothstep(0.75, 1.15, drawing.cloud(0.003, 2) + 0.4 * drawing.cloud(0.05, 2))
    return drawing.on_paper(blend(picture, PAPER, 0.5 * drawing.paper * starved), drawing.tooth())


def _screen(drawing: Drawing, degrees: int) -> Field:
    """(H, W), 0 between the dots of a screen to 1 in their middles."""
    across, along = turned(*drawing.places, (drawing.fixed or 0.0) - math.radians(degrees))
    wave = 2 * math.pi / drawing.pitch(PITCH)
    screen: Field = (np.cos(across * wave) + np.cos(along * wave)) / 4 + 0.5
    return screen


def _dots(drawing: Drawing, screen: Field, amount: Field) -> Field:
    """Ink (H, W): dots that are the larger the more there is to be, 0 to 1."""
    softness = min(max(2 / (drawing.pitch(PITCH) * drawing.unit), 0.03), 0.5)
    ink: Field = ((screen - 1 + amount) / softness + 0.5).clip(0, 1)
    return ink


def _out_of_register(drawing: Drawing, stencil: Field, right: float, down: float) -> Field:
    """Moved by so much of the shorter side; its edges go on as they end."""
    rows = np.arange(drawing.height) - round(down * drawing.unit)
    columns = np.arange(drawing.width) - round(right * drawing.unit)
    moved: Field = stencil[rows.clip(0, drawing.height - 1)][:, columns.clip(0, drawing.width - 1)]
    return moved
