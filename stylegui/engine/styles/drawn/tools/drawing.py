"""What every drawn style begins with."""

import math
from collections.abc import Iterator
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike
from PIL import Image

from stylegui.engine.styles.drawn.handles import Handles
from stylegui.engine.styles.drawn.tools.colours import colours_of, ramp, shaded
from stylegui.engine.styles.drawn.tools.fields import Field, coordinates
from stylegui.engine.styles.drawn.tools.motif import Form, Motif, landscape
from stylegui.engine.styles.drawn.tools.noise import ROUNDING, fractal_noise, smooth_noise
from stylegui.engine.styles.drawn.tools.sheet import Sheet


class Drawing:
    """One picture that is being drawn: its size, its motif, its colours, and what its handles say.

    Attributes:
        height, width: in pixels. unit: the shorter side, in pixels. rng: for what takes as many chances at any size.
        motif: what is seen. tone: (h, w) of its grid, as the contrast has it. colours: (5, 3), the palette.
        ink: (3,), its darkest, darkened. mark_size, density, paper, contrast: factors on marks, their number, what of
        the paper is seen, and how tones differ. fixed: the marks' direction, in radians clockwise from the right; None
        where they follow something.
    """

    def __init__(self, height: int, width: int, handles: Handles, flow: Field | None = None) -> None:
        """`flow` (h, w) of any size, in radians clockwise from the right, is that of the photo's edges."""
        self.height, self.width, self.unit = height, width, min(height, width)
        self.rng = np.random.default_rng(handles.seed)
        self.motif: Motif = landscape(height, width, self.rng)
        self.colours = colours_of(handles.palette)
        self.ink = np.float32(0.6) * self.colours[self.colours.sum(1).argmin()]
        self.mark_size, self.density = (2 ** ((value - 50) / 50) for value in (handles.mark_size, handles.density))
        self.paper, self.contrast = handles.paper / 50, handles.contrast / 50
        self.tone = self.contrasted(self.motif.tone)
        self.fixed = None if isinstance(handles.direction, str) else -math.radians(handles.direction)
        self._flow = flow if handles.direction == "photo" and flow is not None else self.motif.flow

    # Fields of the whole picture

    @cached_property
    def places(self) -> tuple[Field, Field]:
        """(y, x) of the pixels, each (H, W)."""
        return coordinates(self.height, self.width)

    @cached_property
    def from_sun(self) -> tuple[Field, Field]:
        """How far below the sun's middle they are, and to the right of it."""
        y, x = self.places
        return y - self.motif.middle[1], x - self.motif.middle[0]

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

    def from_the_front(self) -> Iterator[tuple[Form, Field, Field]]:
        """Each form, how far inside of it places are, and how far they are inside of those before it; (H, W) both."""
        covered = np.full((self.height, self.width), -1, np.float32)
        for form in reversed(self.motif.forms):
            depth = self.full(form.depth)
            yield form, depth, covered
            covered = np.maximum(covered, depth)

    # Points of it

    def scattered(self, apart: float) -> Field:
        """Points (N, 2), about so far from each other at the middle of density, in any order."""
        apart /= self.density**0.5
        across, down = (int(side / apart + ROUNDING) + 3 for side in (self.motif.wide, self.motif.tall))
        y, x = np.mgrid[-1 : down - 1, -1 : across - 1].reshape(2, -1) + self.rng.uniform(0, 1, (2, across * down))
        points: Field = np.stack([x, y], 1) * apart
        return points[self.rng.permutation(len(points))]

    def at(self, field: Field, points: Field) -> Field:
        """A field (h, w) at points (N, 2)."""
        height, width = field.shape
        down = (points[:, 1] / self.motif.tall * height).astype(int).clip(0, height - 1)
        right = (points[:, 0] / self.motif.wide * width).astype(int).clip(0, width - 1)
        found: Field = field[down, right]
        return found

    def angle(self, points: Field, unrest: float = 0.0) -> Field:
        """(N,) that marks run in there, more or less."""
        straight = self.at(self._flow, points) if self.fixed is None else self.fixed
        return straight + self.rng.normal(0, unrest, len(points))

    def uneven(self, points: Field, of_place: float, of_tone: float, tone: Field | None = None) -> tuple[Field, Field]:
        """Places of colours and tones there, (N,) both, which vary by so much; `tone` (h, w) in place of its own."""
        tones = self.at(self.tone if tone is None else tone, points) + self.rng.normal(0, of_tone, len(points))
        return self.at(self.motif.place, points) + self.rng.normal(0, of_place, len(points)), tones

    # Colours and tones

    def shade(self, place: ArrayLike, tone: ArrayLike) -> Field:
        """(..., 3): the palette's colour at a place, darkened or lightened to a tone."""
        return shaded(ramp(np.clip(place, 0, 1), self.colours), tone)

    def contrasted(self, tone: Field) -> Field:
        """Tones as far from the middle as the handle says."""
        return (0.5 + (tone - 0.5) * self.contrast).clip(0, 1)

    # What is left to chance

    def luck(self) -> np.random.Generator:
        """For what takes more chances the larger the picture is: what comes after it is then alike at any size."""
        return self.rng.spawn(1)[0]

    def cloud(self, size: float, octaves: int = 3) -> Field:
        """Noise (H, W), about -1 to 1, its largest bumps a share of the shorter side."""
        return fractal_noise(self.luck(), (self.height, self.width), size * self.unit, octaves)

    def streaks(self, down: float, right: float) -> Field:
        """Noise (H, W), about -1 to 1, its bumps so high and so wide, as shares of the shorter side."""
        return smooth_noise(self.luck(), (self.height, self.width), (down * self.unit, right * self.unit))

    # Paper, and what is drawn on it

    def sheet(self, ground: Field) -> Sheet:
        """One of the picture's size; `ground` is a colour (3,) or a picture (H, W, 3)."""
        return Sheet(self.height, self.width, ground)

    def pixels(self, length: float, least: int) -> int:
        """Of a length; marks are no coarser than that."""
        return max(int(length * self.unit), least)

    def pitch(self, usual: float) -> float:
        """From line to line, or from dot to dot."""
        pitch: float = usual * self.mark_size / self.density**0.5
        return pitch

    def tooth(self, size: float = 0.003) -> Field:
        """Paper's surface (H, W), about -1 to 1: grain and fibres."""
        return self.cloud(size, 2) + 0.5 * self.streaks(size / 3, 8 * size)

    def on_paper(self, picture: Field, tooth: Field, strength: float = 0.012) -> Field:
        """A picture (H, W, 3) with its paper's surface."""
        return picture + strength * self.paper * tooth[..., None]
