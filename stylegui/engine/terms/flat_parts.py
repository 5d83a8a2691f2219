"""The flat parts term: how large marks are, and how much they agree on a direction, where the photo shows nothing."""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional as F

from stylegui.engine.linear import exact
from stylegui.engine.network.chain_rule import pulled_back
from stylegui.engine.pictures.color import luma
from stylegui.engine.pictures.structure import blurred
from stylegui.engine.terms.block import PIXELS, Box
from stylegui.engine.terms.seen import Gradients, Seen
from stylegui.engine.terms.term import Arrays, OfPixels, Sums, add_to

OCTAVES = 4  # from 1/2 to 1/32 cycles a pixel
BINOMIAL = (1 / 32, 5 / 32, 10 / 32, 10 / 32, 5 / 32, 1 / 32)  # what brightness is softened with where it is halved
HALVINGS, ABOUT = 2, 2.0  # of what agrees on a direction, and the deviation in pixels of what is about a place then
TYPICAL = math.sqrt(math.pi / 2)  # the deviation over the mean size of what is distributed normally
LEAST = 1e-4  # of a brightness in [0, 1]: a deviation that is less is none
FAINT = 1e-6  # of squared differences of brightness: what is less has no direction


class FlatParts:
    """Reads how large a style's marks are, and how much they agree, kind by kind."""

    @property
    def layer(self) -> str:
        """The pixels."""
        return PIXELS

    def reader(self, members: Tensor) -> "FlatPartsReader":
        """Reads "deviations" (OCTAVES, K) and "agreement" (K,), float64; `members` (K, H, W), the sum of each kind 1.

        Deviations are what bands of that mean size typically have: a few hard outlines in a calm sky do not count.
        """
        return FlatPartsReader(_halved(members))

    def term(self, style: Arrays, members: Tensor, areas: Tensor) -> "FlatPartsError":
        """How far the kinds of a result are from the style's; `areas` (K,) of the kinds, together 1 at most."""
        return FlatPartsError(_halved(members), exact(areas), style["deviations"], style["agreement"])


@dataclass(frozen=True, eq=False)
class FlatPartsReader(OfPixels):
    """Sums how large the bands of a Laplacian pyramid are (Burt and Adelson 1983), and how much marks agree.

    Attributes:
        members: (K, h, w), how much of each kind is at each place, at the picture's own size and after each halving.
    """

    members: Sequence[Tensor]

    def add(self, seen: Seen, sums: Sums) -> None:
        """Sums (OCTAVES, K) and (K,)."""
        add_to(sums, _summed(seen, seen.all(PIXELS), self.members, torch.abs))

    def read(self, sums: Sums) -> Arrays:
        """They are means, for the members' sums are 1."""
        return {"deviations": TYPICAL * exact(sums[0]), "agreement": exact(sums[1])}


@dataclass(frozen=True, eq=False)
class FlatPartsError(OfPixels):
    """How far each kind's deviations are from the style's, the mean over octaves, and how far its agreement, by area.

    That of d from dt is 2 (d - dt)^2 / (d^2 + dt^2).
    """

    members: Sequence[Tensor]
    areas: Tensor
    deviations: Tensor
    agreement: Tensor

    def add(self, seen: Seen, sums: Sums) -> None:
        """The same sums, of the bands' squares."""
        add_to(sums, _summed(seen, seen.all(PIXELS), self.members, torch.square))

    def settle(self, sums: Sums) -> tuple[Tensor, tuple[Tensor, Tensor]]:
        """The distance; and its slopes by both sums."""
        deviations, agreement = exact(sums[0]).sqrt().clamp(min=LEAST), exact(sums[1])
        (apart, steep), (astray, turn) = _apart(deviations, self.deviations), _apart(agreement, self.agreement)
        value = (self.areas * (apart.mean(0) + astray)).sum()
        return value, (self.areas / OCTAVES * steep / (2 * deviations), self.areas * turn)

    def pull(self, seen: Seen, slope: tuple[Tensor, Tensor], weight: float, gradients: Gradients) -> None:
        """Of all pixels that the block's own places have to do with."""
        with torch.enable_grad():
            pixels = seen.all(PIXELS).detach().requires_grad_()
            sums = torch.cat([each.flatten() for each in _summed(seen, pixels, self.members, torch.square)])
        steep = weight * torch.cat([each.flatten() for each in slope])
        gradients.add_all(PIXELS, *pulled_back(steep.to(sums), sums, [pixels]))


def _apart(one: Tensor, other: Tensor) -> tuple[Tensor, Tensor]:
    """2 (a - b)^2 / (a^2 + b^2) of numbers from 0, and its slope by a: bounded, for a style may have next to none."""
    other = other.clamp(min=LEAST)
    energy = one.square() + other.square()
    return 2 - 4 * one * other / energy, 4 * other * (one.square() - other.square()) / energy.square()


def _halved(members: Tensor) -> list[Tensor]:
    found = [members]
    while len(found) < OCTAVES:
        found.append(F.avg_pool2d(found[-1], 2, ceil_mode=True, divisor_override=1))
    return found


def _summed(seen: Seen, pixels: Tensor, members: Sequence[Tensor], size_of: Callable[[Tensor], Tensor]) -> list[Tensor]:
    """(OCTAVES, K), of the bands, and (K,), of the agreement; of the block's own places."""
    bright = luma(pixels)
    bands = [_sum(seen, size_of(band), halvings, members) for halvings, band in enumerate(_bands(bright))]
    return [torch.stack(bands), _sum(seen, _agreement(bright), HALVINGS, members)]


def _sum(seen: Seen, values: Tensor, halvings: int, members: Sequence[Tensor]) -> Tensor:
    """(K,), of `values` (1, 1, h, w) after so many halvings."""
    own, whole = (_after(box, halvings) for box in (seen.own(PIXELS), seen.block.own))
    shares = members[halvings][:, whole.top : whole.bottom, whole.left : whole.right]
    return (values[0, :, own.top : own.bottom, own.left : own.right] * shares).sum((1, 2))


def _after(box: Box, halvings: int) -> Box:
    """The places of a box of pixels; the last ones at the picture's edges may be of less than the others."""
    step = 1 << halvings
    return Box(box.top // step, box.left // step, -(-box.bottom // step), -(-box.right // step))


def _bands(bright: Tensor) -> Iterator[Tensor]:
    """(1, 1, h, w) each, of half the size of the one before."""
    kernel = bright.new_tensor(BINOMIAL).view(1, 1, -1, 1)
    for _ in range(OCTAVES):
        height, width = bright.shape[2:]
        padded = F.pad(bright, (2, 2 + width % 2, 2, 2 + height % 2), mode="replicate")
        coarse = F.conv2d(F.conv2d(padded, kernel, stride=(2, 1)), kernel.transpose(2, 3), stride=(1, 2))
        enlarged = F.interpolate(coarse, scale_factor=2, mode="bilinear", align_corners=False)
        yield bright - enlarged[..., :height, :width]
        bright = coarse


def _agreement(bright: Tensor) -> Tensor:
    """(1, 1, h, w) in [0, 1], after HALVINGS: coherence of the structure tensor (Bigun and Granlund 1987)."""
    beside = F.pad(bright, (1, 1, 1, 1), mode="replicate")
    across = beside[..., 1:-1, 2:] - beside[..., 1:-1, :-2]
    down = beside[..., 2:, 1:-1] - beside[..., :-2, 1:-1]
    pooled = (F.avg_pool2d(each, 1 << HALVINGS, ceil_mode=True) for each in (across**2, down**2, across * down))
    products = blurred(torch.cat(list(pooled)), ABOUT)
    xx, yy, xy = products[:1], products[1:2], products[2:]
    along = ((xx - yy).square() + 4 * xy.square() + FAINT**2).sqrt() - FAINT
    return along / (xx + yy + FAINT)
