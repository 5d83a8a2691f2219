"""How beautiful a result is, in figures: its colours, its flat parts, its parts beside the painting's.

    python -m benchmarks.beauty PHOTO PAINTING RESULT...

Prints one JSON line, {result: figures}:

    foreign    share of the pixels whose colour (CIELAB) is further than 10 (CIE76) from each of 10,000 of the painting
    octaves    in the photo's flattest quarter, the energy from 1/2 to 1/4, ... 1/16 to 1/32 cycles a pixel, over the
               median of the painting's windows of that size
    suiting    the same over the parts of the painting that suit those places: a calm sky is to be as calm as the
               painting's, not as its crowd
    direction  there, how much the marks agree on a direction, over the painting's; and over those parts', as "along"
    parts      squared Wasserstein-2 distance of matched parts to their parts of the painting, relu1_1 to relu4_1,
               relative to each part's energy, by area
    subject    error of the features at relu4_2 in the half of the photo with most structure, 0 for the photo itself
    noise      see `noise`
"""

import argparse
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from PIL import Image
from torch import Tensor
from torch.nn import functional

from benchmarks.noise import LUMA, noise
from stylegui.engine.network.encoder import Encoder
from stylegui.engine.network.weights import load_network
from stylegui.engine.objective.evaluation import Plain, at_once, one_block, sum_up
from stylegui.engine.objective.masks import locate_sharply
from stylegui.engine.pictures.files.loading import load
from stylegui.engine.pictures.images import Picture, Pixels, working_size
from stylegui.engine.pictures.palette import to_lab
from stylegui.engine.pictures.resampling import resample, tensor_of
from stylegui.engine.pictures.structure import blurred, flattest, structure
from stylegui.engine.regions.kinds import find_kinds
from stylegui.engine.terms.moments import Moments
from stylegui.engine.terms.term import Summed, Sums

SIZE = 512  # pixels of the longer side
COLOURS, FOREIGN = 10_000, 10.0
OCTAVES, DIRECTION = 4, 8
LAYERS = ("relu1_1", "relu2_1", "relu3_1", "relu4_1")
SUBJECT = "relu4_2"


Figures = dict[str, object]


def foreign(result: Pixels, painting: Pixels) -> float:
    """Share of the result's pixels whose colour the painting has not."""
    mine, theirs = (to_lab(torch.from_numpy(each.reshape(-1, 3) / 255)) for each in (result, painting))
    chosen = np.random.default_rng(0).choice(len(theirs), min(COLOURS, len(theirs)), replace=False)
    nearest = torch.cat([torch.cdist(part, theirs[chosen]).amin(1) for part in torch.split(mine, 4096)])
    return float((nearest > FOREIGN).double().mean())


def luminance(pixels: Pixels) -> Tensor:
    """(1, 1, H, W) in [0, 1], of sRGB values as they are stored."""
    return torch.from_numpy(pixels.astype(np.float64) @ LUMA / 255)[None, None]


def octaves(picture: Tensor) -> list[Tensor]:
    """(1, 1, H, W) each: the squares of the bands of a Laplacian pyramid, at full size."""
    size, bands, level = picture.shape[2:], [], picture
    for _ in range(OCTAVES):
        height, width = level.shape[2:]
        coarse = functional.avg_pool2d(blurred(level, 1), 2, ceil_mode=True)
        band = level - functional.interpolate(coarse, (height, width), mode="bilinear", align_corners=False)
        bands.append(functional.interpolate(band.square(), size, mode="bilinear", align_corners=False))
        level = coarse
    return bands


def direction(picture: Tensor) -> Tensor:
    """(H, W) in [0, 1]: coherence of the structure tensor, smoothed over DIRECTION pixels."""
    across = functional.pad(picture, (1, 1, 0, 0), mode="replicate")
    down = functional.pad(picture, (0, 0, 1, 1), mode="replicate")
    x, y = across[..., 2:] - across[..., :-2], down[..., 2:, :] - down[..., :-2, :]
    xx, yy, xy = (blurred(part, DIRECTION) for part in (x * x, y * y, x * y))
    return (((xx - yy).square() + 4 * xy * xy).sqrt() / (xx + yy).clamp(min=1e-12))[0, 0]


def flat_parts(result: Pixels, mask: Tensor, painting: Pixels, suiting: Tensor) -> Figures:
    """What is told of the places in `mask`; `suiting` (H, W) weighs those of the painting, their sum 1."""
    bright, paint = luminance(result), luminance(painting)
    side = min(round(float(mask.sum()) ** 0.5), *paint.shape[2:])
    here, there = direction(bright)[mask].mean(), direction(paint)
    over_all, over_suiting = [], []
    for band, of_paint in zip(octaves(bright), octaves(paint), strict=True):
        windows = functional.avg_pool2d(of_paint, side, stride=max(side // 4, 1))
        mean = band[0, 0][mask].mean()
        over_all.append(round(float(mean / windows.median()), 3))
        over_suiting.append(round(float(mean / (of_paint[0, 0] * suiting).sum()), 3))
    return {
        "octaves": over_all,
        "suiting": over_suiting,
        "direction": round(float(here / there.mean()), 3),
        "along": round(float(here / (there * suiting).sum()), 3),
    }


class Judge:
    """Of results of one photo and painting."""

    def __init__(self, encoder: Encoder, photo: Path, painting: Path) -> None:
        self._encoder, self._painting = encoder, painting
        self._photo, self._style = _at_size(load(photo)), _at_size(load(painting))
        kinds = find_kinds(encoder, *((tensor_of(each), None) for each in (self._photo, self._style)))
        nearest = functional.one_hot(kinds.photo.argmax(0), len(kinds.photo)).permute(2, 0, 1).float()
        here, there = (
            functional.interpolate(members[None], picture.shape[:2], mode="bilinear")[0, :, None, None]
            for members, picture in ((nearest, self._photo), (kinds.style, self._style))
        )
        self._parts = [(mask, part / part.amax()) for mask, part in zip(here, there, strict=True)]
        self._flattest = flattest(structure(tensor_of(self._photo)))[0, 0] > 0
        shares = here[:, 0, 0][:, self._flattest].mean(1)  # of the kinds, among the flattest places
        suiting = torch.einsum("k,khw->hw", shares, there[:, 0, 0])
        self._suiting = suiting / suiting.sum()

    def figures(self, result: Path) -> Figures:
        """All of them."""
        pixels = load(result).pixels
        if pixels.shape != self._photo.shape:
            pixels = np.asarray(Image.fromarray(pixels).resize(self._photo.shape[1::-1], Image.Resampling.LANCZOS))
        return {
            "foreign": round(foreign(pixels, self._style), 5),
            **flat_parts(pixels, self._flattest, self._style, self._suiting),
            "parts": round(self._of_parts(pixels), 5),
            "subject": round(self._subject(pixels), 4),
            "noise": round(noise(result, self._painting, SIZE), 3),
        }

    @torch.no_grad()
    def _of_parts(self, pixels: Pixels) -> float:
        shares = [float(mask.mean()) for mask, _ in self._parts]
        apart = [self._apart(pixels, mask, part) for mask, part in self._parts]
        return float(np.average(apart, weights=shares))

    def _apart(self, pixels: Pixels, mask: Tensor, part: Tensor) -> float:
        ways = [Moments(layer) for layer in LAYERS]
        here, there = (
            {layer: locate_sharply(where, layer, *picture.shape[:2]) for layer in LAYERS}
            for where, picture in ((mask, pixels), (part, self._style))
        )
        readers = [way.reader(there) for way in ways]
        read = zip(readers, self._summed(readers, self._style), strict=True)
        terms = [
            way.terms((1.0,), [reader.read(sums)], here)[0][1] for way, (reader, sums) in zip(ways, read, strict=True)
        ]
        found = [float(term.settle(sums)[0]) for term, sums in zip(terms, self._summed(terms, pixels), strict=True)]
        return float(np.mean(found))

    def _summed(self, looking: Sequence[Summed], pixels: Pixels) -> list[Sums]:
        return at_once(sum_up(self._encoder, looking, Plain(tensor_of(pixels)), one_block(*pixels.shape[:2])))

    @torch.no_grad()
    def _subject(self, pixels: Pixels) -> float:
        here, there = (self._encoder(tensor_of(each), (SUBJECT,))[SUBJECT] for each in (pixels, self._photo))
        rough = resample(structure(tensor_of(self._photo)), *there.shape[2:]).flatten()
        mask = (rough >= rough.median()).view(1, 1, *there.shape[2:]).to(there)
        return float(((here - there).square() * mask).sum() / (there.square() * mask).sum())


def _at_size(picture: Picture) -> Pixels:
    size = working_size(picture.width, picture.height, SIZE)
    return np.asarray(Image.fromarray(picture.pixels).resize(size, Image.Resampling.LANCZOS))


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure results and print what was found."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("photo", type=Path)
    parser.add_argument("painting", type=Path)
    parser.add_argument("results", type=Path, nargs="+")
    options = parser.parse_args(arguments)
    judge = Judge(Encoder(load_network("vgg16")), options.photo, options.painting)
    print(json.dumps({result.name: judge.figures(result) for result in options.results}))


if __name__ == "__main__":
    main()
