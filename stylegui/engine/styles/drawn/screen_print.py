"""Screen print: flat inks through halftone screens, a little out of register."""

import numpy as np

from stylegui.engine.styles.drawn.drawing import THOUSANDTH, Drawing
from stylegui.engine.styles.drawn.noise import Field, blend, coordinates, ramp, smoothstep

PAPER = np.array((0.965, 0.945, 0.89))
PITCH = 0.0135  # from dot to dot
SKY, SUN, SHADES = 15, 45, (45, 75)  # degrees that their screens are turned
CRISP = 0.001  # that a stencil's edge is soft


def screen_print(drawing: Drawing) -> Field:
    """(H, W, 3)."""
    tone, uneven = drawing.full_tone, 0.93 + 0.05 * drawing.cloud(0.012)
    darkest, lightest = drawing.colours[np.argsort(drawing.colours.sum(1))[[0, -1]]]
    sun = drawing.full(drawing.motif.sun.depth)
    picture = blend(PAPER, ramp(0.30, drawing.colours), uneven * _screen(drawing, SKY, 1.05 - 1.15 * tone))
    glow = np.maximum(smoothstep(-CRISP, CRISP, sun), _screen(drawing, SUN, 0.75 * (1 + sun / 0.20).clip(0, 1) ** 1.5))
    picture = blend(picture, ramp(0.95, drawing.colours), uneven * _out_of_register(drawing, glow, 0.003, 0.002))
    shades = [_screen(drawing, degrees, 1.12 - 1.5 * tone) for degrees in SHADES]
    for number, form in enumerate(drawing.motif.ranges):
        depth = drawing.full(form.depth)
        inside = smoothstep(-CRISP, CRISP, depth)
        picture = blend(picture, PAPER, inside)
        flat = _out_of_register(drawing, inside, 0.0025, -0.0015)
        picture = blend(picture, ramp(form.place, drawing.colours), uneven * flat)
        shade = uneven * shades[number % 2] * inside
        picture = picture * (1 - 0.88 * shade[..., None] * (1 - 0.9 * darkest))
        if number % 2:
            rim = _screen(drawing, SKY, (0.75 - depth / 0.06).clip(0, 0.75)) * inside
            picture = blend(picture, lightest, 0.85 * uneven * rim)
    starved = smoothstep(0.75, 1.15, drawing.cloud(3 * THOUSANDTH, 2) + 0.4 * drawing.cloud(0.05, 2))
    return drawing.on_paper(blend(picture, PAPER, 0.5 * drawing.felt * starved), drawing.tooth())


def _screen(drawing: Drawing, degrees: float, amount: Field) -> Field:
    """Dots (H, W), larger the more there is to be of an ink, 0 to 1."""
    y, x = coordinates(drawing.height, drawing.width)
    turn = np.deg2rad(degrees) + (0 if drawing.turned is None else drawing.turned)
    pitch = PITCH * drawing.size / drawing.crowd**0.5
    waves = [np.cos(2 * np.pi / pitch * along) for along in (
        x * np.cos(turn) + y * np.sin(turn), y * np.cos(turn) - x * np.sin(turn),
    )]  # fmt: skip
    softness = min(max(2 / (pitch * drawing.unit), 0.03), 0.5)
    dots: Field = (((waves[0] + waves[1]) / 4 - 0.5 + amount) / softness + 0.5).clip(0, 1)
    return dots


def _out_of_register(drawing: Drawing, stencil: Field, right: float, down: float) -> Field:
    return np.roll(stencil, (int(down * drawing.unit), int(right * drawing.unit)), (0, 1))
