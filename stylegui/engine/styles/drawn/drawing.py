"""What every drawn style begins with."""

from functools import cached_property

import numpy as np
from PIL import Image

from stylegui.engine.styles.drawn.handles import Handles
from stylegui.engine.styles.drawn.motif import Motif, landscape
from stylegui.engine.styles.drawn.noise import Field, fractal_noise, palette, ramp, smooth_noise

THOUSANDTH = 1 / 1000  # of the shorter side


class Drawing:
    """One picture that is being drawn: its size, its motif, its colours, and what its handles say.

    Attributes:
        height, width: in pixels. unit: the shorter side, in pixels. colours: (5, 3), the palette. ink: (3,), its
            darkest, darkened. size, crowd, felt, contrast: factors on marks, their number, what of the paper is seen,
            and how tones differ. turned: the marks' direction, in radians clockwise; None where it is not fixed.
    """

    def __init__(self, height: int, width: int, handles: Handles, flow: Field | None = None) -> None:
        """`flow` (h, w) of any size, in radians clockwise from the right, is that of the photo's edges."""
        self.height, self.width, self.unit = height, width, min(height, width)
        self.rng = np.random.default_rng(handles.seed)
        self.motif: Motif = landscape(height, width, self.rng)
        self.colours = palette(*handles.palette)
        self.ink = 0.6 * self.colours[self.colours.sum(1).argmin()]
        self.size, self.crowd = (2 ** ((value - 50) / 50) for value in (handles.mark_size, handles.density))
        self.felt, self.contrast = handles.paper / 50, handles.contrast / 50
        self.tone = self.contrasted(self.motif.tone)
        self.turned = None if isinstance(handles.direction, str) else -np.deg2rad(handles.direction)
        self._flow = flow if handles.direction == "photo" and flow is not None else self.motif.flow

    @cached_property
    def full_tone(self) -> Field:
        """(H, W)."""
        return self.full(self.tone)

    @cached_property
    def full_place(self) -> Field:
        """(H, W), of the colours."""
        return self.full(self.motif.place)

    def full(self, field: Field) -> Field:
        """A field of the motif's grid at the picture's size, smooth."""
        image = Image.fromarray(field.astype(np.float32))
        return np.asarray(image.resize((self.width, self.height), Image.Resampling.BICUBIC))

    def at(self, field: Field, points: Field) -> Field:
        """A field (h, w) at points (N, 2)."""
        height, width = field.shape
        down = (points[:, 1] / self.motif.tall * height).astype(int).clip(0, height - 1)
        right = (points[:, 0] / self.motif.wide * width).astype(int).clip(0, width - 1)
        found: Field = field[down, right]
        return found

    def scattered(self, apart: float) -> Field:
        """Points (N, 2), about so far from each other, in any order."""
        across, down = int(self.motif.wide / apart) + 3, int(self.motif.tall / apart) + 3
        y, x = np.mgrid[-1 : down - 1, -1 : across - 1].reshape(2, -1) + self.rng.uniform(0, 1, (2, across * down))
        points: Field = np.stack([x, y], 1) * apart
        return points[self.rng.permutation(len(points))]

    def angle(self, points: Field, unrest: float) -> Field:
        """(N,) that marks run in there, more or less."""
        straight = self.at(self._flow, points) if self.turned is None else np.full(len(points), self.turned)
        return straight + self.rng.normal(0, unrest, len(points))

    def shades(self, points: Field, of_place: float, of_tone: float) -> tuple[Field, Field]:
        """Colours (N, 3) there, and tones (N,), which vary by so much."""
        tone = self.at(self.tone, points) + self.rng.normal(0, of_tone, len(points))
        place = self.at(self.motif.place, points) + self.rng.normal(0, of_place, len(points))
        return self.shade(place, tone), tone

    def shade(self, place: Field | float, tone: Field | float) -> Field:
        """(..., 3): the palette's colour at a place, darkened or lightened to a tone."""
        return shaded(ramp(np.clip(place, 0, 1), self.colours), tone)

    def contrasted(self, tone: Field) -> Field:
        """Tones as far from the middle as the handle says."""
        return (0.5 + (tone - 0.5) * self.contrast).clip(0, 1)

    def luck(self) -> np.random.Generator:
        """For what takes more chances the larger the picture is: what comes after it is then alike at any size."""
        return self.rng.spawn(1)[0]

    def cloud(self, size: float, octaves: int = 3) -> Field:
        """Noise (H, W), about -1 to 1, its largest bumps a share of the shorter side."""
        return fractal_noise(self.luck(), (self.height, self.width), size * self.unit, octaves)

    def streaks(self, down: float, right: float) -> Field:
        """Noise (H, W), about -1 to 1, its bumps so high and so wide, as shares of the shorter side."""
        return smooth_noise(self.luck(), (self.height, self.width), (down * self.unit, right * self.unit))

    def tooth(self, size: float = 3 * THOUSANDTH) -> Field:
        """Paper's surface (H, W), about -1 to 1: grain and fibres."""
        return self.cloud(size, 2) + 0.5 * self.streaks(size / 3, 8 * size)

    def on_paper(self, picture: Field, tooth: Field, strength: float = 0.012) -> Field:
        """A picture (H, W, 3) with its paper's surface."""
        return picture + strength * self.felt * tooth[..., None]


def shaded(colours: Field, tone: Field | float) -> Field:
    """Colours (..., 3) at a tone: as they are in the middle, towards black below, towards white above."""
    light = np.asarray(tone)[..., None]
    return np.where(light < 0.5, colours * (0.35 + 1.3 * light), colours + (1 - colours) * (light - 0.5) * 1.1)
