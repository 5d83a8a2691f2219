"""What a fast network is taught with: cuts of photos, near and far, and of finished results beside them."""

import math
import random
from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from stylegui.engine.pictures.images import Picture, reduced, resize_visible

SHORTEST, LONGEST = 1.3, 4.0  # how many small cuts long the shorter side of a photo is, at least and at most
SMALL = 128  # pixels of a small cut's sides
AS_IT_IS = 0.3  # of the cuts; the others are seen in another light: few photos teach, and any is to be painted
GAMMA, CONTRAST, TURN, SHIFT = 0.27, 0.15, 0.07, 0.035  # standard deviations; those of the first two in logarithms
DARKEST = 1e-4  # raised to any power, it has a finite slope


@dataclass(frozen=True, eq=False)
class Pair:
    """A photo, and a finished result of it."""

    photo: Picture
    result: Picture


@dataclass(frozen=True, eq=False)
class Cut:
    """A part of a photo to paint, and what of it is to be kept.

    Attributes:
        photo: (1, 3, side, side) in [0, 1]. content: the same part of the finished result, if there is one; else the
            photo's.
    """

    photo: Tensor
    content: Tensor


class Lessons:
    """Cuts of photos, each at a random size and place, half of them mirrored, most of them in another light."""

    def __init__(self, photos: Sequence[Picture], rng: random.Random, pairs: Sequence[Pair] = ()) -> None:
        """Of one or more; what is transparent in them is taken for what lies under it."""
        longest = round(LONGEST * SMALL * 1.5)
        self._rng = rng
        self._seen: list[tuple[Picture, Picture | None]] = [(reduced(photo, longest), None) for photo in photos]
        self._seen += [(reduced(pair.photo, longest), reduced(pair.result, longest)) for pair in pairs]

    def cut(self, side: int) -> Cut:
        """One; of a photo that is shorter than `side` the whole is enlarged."""
        (photo, result), rng = self._rng.choice(self._seen), self._rng
        shorter = SMALL * math.exp(rng.uniform(math.log(SHORTEST), math.log(LONGEST)))
        scale = max(shorter, side) / min(photo.width, photo.height)
        width, height = (max(round(length * scale), side) for length in (photo.width, photo.height))
        top, left = rng.randint(0, height - side), rng.randint(0, width - side)
        is_mirrored = rng.random() < 0.5

        def part(picture: Picture) -> Tensor:
            pixels = resize_visible(picture, width, height)[top : top + side, left : left + side]
            tensor = torch.from_numpy(pixels).permute(2, 0, 1)[None]
            return (tensor.flip(3) if is_mirrored else tensor).contiguous()

        seen = part(photo)
        if rng.random() >= AS_IT_IS:
            seen = self._in_another_light(seen)
        return Cut(seen, seen if result is None else part(result))

    def _in_another_light(self, cut: Tensor) -> Tensor:
        """Lighter or darker, with more or less contrast, its colours turned and shifted a little."""
        gauss = self._rng.gauss
        cut = cut.clamp_min(DARKEST) ** math.exp(gauss(0, GAMMA))
        mean = cut.mean((2, 3), keepdim=True)
        turn = torch.eye(3) + torch.tensor([[gauss(0, TURN) for _ in range(3)] for _ in range(3)])
        shift = torch.tensor([gauss(0, SHIFT) for _ in range(3)]).view(1, 3, 1, 1)
        contrast = math.exp(gauss(0, CONTRAST))
        lit = contrast * torch.einsum("ij,bjhw->bihw", turn, cut - mean) + mean + shift
        return lit.clamp(0, 1).contiguous()
