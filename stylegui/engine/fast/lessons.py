"""What a fast network is taught with: cuts of photos, near and far."""

import math
import random
from collections.abc import Sequence

import torch
from torch import Tensor

from stylegui.engine.pictures.images import Picture, reduced, resize_visible

SHORTEST, LONGEST = 1.3, 4.0  # how many small cuts long the shorter side of a photo is, at least and at most
SMALL = 128  # pixels of a small cut's sides


class Lessons:
    """Cuts of photos, each at a random size and place, half of them mirrored."""

    def __init__(self, photos: Sequence[Picture], rng: random.Random) -> None:
        """Of one photo or more; what is transparent in them is taken for what lies under it."""
        longest = round(LONGEST * SMALL * 1.5)
        self._photos, self._rng = [reduced(photo, longest) for photo in photos], rng

    def cut(self, side: int) -> Tensor:
        """(1, 3, side, side) in [0, 1]; of a photo that is shorter than that the whole is enlarged."""
        photo, rng = self._rng.choice(self._photos), self._rng
        shorter = SMALL * math.exp(rng.uniform(math.log(SHORTEST), math.log(LONGEST)))
        scale = max(shorter, side) / min(photo.width, photo.height)
        width, height = (max(round(length * scale), side) for length in (photo.width, photo.height))
        pixels = resize_visible(photo, width, height)
        top, left = rng.randint(0, height - side), rng.randint(0, width - side)
        cut = torch.from_numpy(pixels[top : top + side, left : left + side]).permute(2, 0, 1)[None]
        return (cut.flip(3) if rng.random() < 0.5 else cut).contiguous()
