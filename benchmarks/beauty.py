"""How beautiful a result is, in figures: its colours, its flat parts, its parts beside the painting's.

    python -m benchmarks.beauty PHOTO PAINTING RESULT...

Prints one JSON line, {result: figures}:

    foreign    share of the pixels whose colour (CIELAB) is further than 10 (CIE76) from each of 10,000 of the painting
    octaves    in the photo's flattest quarter, the energy from 1/2 to 1/4, ... 1/16 to 1/32 cycles a pixel, over the
               median of the painting's windows of that size
    direction  there, how much the marks agree on a direction, over the painting's
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
from numpy.typing import NDArray
from PIL import Image
from torch import Tensor
from torch.nn import functional

from benchmarks.noise import noise
from stylegui.engine.linear import exact
from stylegui.engine.network.encoder import Encoder
from stylegui.engine.network.weights import load_network
from stylegui.engine.pictures.images import Picture, Pixels, load, working_size
from stylegui.engine.pictures.resampling import resample, tensor_of
from stylegui.engine.regions.meaning import propose
from stylegui.engine.terms.moments import gaussian

SIZE = 512  # pixels of the longer side
COLOURS, FOREIGN = 10_000, 10.0
OCTAVES, WINDOW, DIRECTION = 4, 16, 8
LAYERS = ("relu1_1", "relu2_1", "relu3_1", "relu4_1")
SUBJECT = "relu4_2"
D65 = (0.95047, 1.0, 1.08883)

Plane = NDArray[np.float64]


def lab(pixels: Pixels) -> Plane:
    """(..., 3) in CIELAB (D65) of sRGB levels (..., 3)."""
    share = pixels.astype(np.float64) / 255
    linear = np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)
    matrix = ((0.4124564, 0.3575761, 0.1804375), (0.2126729, 0.7151522, 0.0721750), (0.0193339, 0.1191920, 0.9503041))
    xyz = linear @ np.array(matrix).T / np.array(D65)
    curved = np.where(xyz > (6 / 29) ** 3, np.cbrt(xyz), xyz / (3 * (6 / 29) ** 2) + 4 / 29)
    x, y, z = np.moveaxis(curved, -1, 0)
    return np.stack([116 * y - 16, 500 * (x - y), 200 * (y - z)], axis=-1)


def foreign(result: Pixels, painting: Pixels) -> float:
    """Share of the result's pixels whose colour the painting has not."""
    everything = lab(painting.reshape(-1, 3))
    chosen = everything[np.random.default_rng(0).choice(len(everything), min(COLOURS, len(everything)), replace=False)]
    palette, colours = torch.from_numpy(chosen), torch.from_numpy(lab(result.reshape(-1, 3)))
    nearest = torch.cat([torch.cdist(part, palette).amin(1) for part in torch.split(colours, 4096)])
    return float((nearest > FOREIGN).double().mean())


def luminance(pixels: Pixels) -> Tensor:
    """(1, 1, H, W) in [0, 1], of sRGB values as they are stored."""
    return torch.from_numpy(pixels.astype(np.float64) @ (0.2126, 0.7152, 0.0722) / 255)[None, None]


def structure(photo: Tensor) -> Tensor:
    """(H, W): the deviation of luminance (1, 1, H, W) in windows of WINDOW pixels."""
    mean = _smooth(photo, WINDOW / 2)
    return (_smooth(photo * photo, WINDOW / 2) - mean * mean).clamp(min=0).sqrt()[0, 0]


def octaves(picture: Tensor) -> list[Tensor]:
    """(1, 1, H, W) each: the squares of the bands of a Laplacian pyramid, at full size."""
    size, bands, level = picture.shape[2:], [], picture
    for _ in range(OCTAVES):
        height, width = level.shape[2:]
        coarse = functional.avg_pool2d(_smooth(level, 1), 2, ceil_mode=True)
        band = level - functional.interpolate(coarse, (height, width), mode="bilinear", align_corners=False)
        bands.append(functional.interpolate(band.square(), size, mode="bilinear", align_corners=False))
        level = coarse
    return bands


def direction(picture: Tensor) -> Tensor:
    """(H, W) in [0, 1]: coherence of the structure tensor, smoothed over DIRECTION pixels."""
    across = functional.pad(picture, (1, 1, 0, 0), mode="replicate")
    down = functional.pad(picture, (0, 0, 1, 1), mode="replicate")
    x, y = across[..., 2:] - across[..., :-2], down[..., 2:, :] - down[..., :-2, :]
    xx, yy, xy = (_smooth(part, DIRECTION) for part in (x * x, y * y, x * y))
    return (((xx - yy).square() + 4 * xy * xy).sqrt() / (xx + yy).clamp(min=1e-12))[0, 0]


def flat_parts(result: Pixels, photo: Pixels, painting: Pixels) -> tuple[list[float], float]:
    """The octaves' energies and the coherence in the photo's flattest quarter, over the painting's."""
    here = structure(luminance(photo))
    mask = here <= here.flatten().kthvalue(here.numel() // 4).values
    bright, paint = luminance(result), luminance(painting)
    side = min(round(float(mask.sum()) ** 0.5), *paint.shape[2:])
    energies = []
    for band, of_paint in zip(octaves(bright), octaves(paint), strict=True):
        windows = functional.avg_pool2d(of_paint, side, stride=max(side // 4, 1))
        energies.append(float(band[0, 0][mask].mean() / windows.median()))
    return energies, float(direction(bright)[mask].mean() / direction(paint).mean())


class Judge:
    """Of results of one photo and painting."""

    def __init__(self, encoder: Encoder, photo: Path, painting: Path) -> None:
        self._encoder, self._painting = encoder, painting
        self._photo, self._style = _at_size(load(photo)), _at_size(load(painting))
        regions = propose(encoder, Picture(self._photo), [Picture(self._style)])
        self._parts = [(_share(region.mask), _share(region.part)) for region in regions] or [(None, None)]

    def figures(self, result: Path) -> dict[str, object]:
        """All of them."""
        pixels = load(result).pixels
        if pixels.shape != self._photo.shape:
            pixels = np.asarray(Image.fromarray(pixels).resize(self._photo.shape[1::-1], Image.Resampling.LANCZOS))
        energies, along = flat_parts(pixels, self._photo, self._style)
        return {
            "foreign": round(foreign(pixels, self._style), 5),
            "octaves": [round(energy, 3) for energy in energies],
            "direction": round(along, 3),
            "parts": round(self._of_parts(pixels), 5),
            "subject": round(self._subject(pixels), 4),
            "noise": round(noise(result, self._painting, SIZE), 3),
        }

    @torch.no_grad()
    def _of_parts(self, pixels: Pixels) -> float:
        mine, theirs = (self._encoder(tensor_of(each), LAYERS) for each in (pixels, self._style))
        total, area = 0.0, 0.0
        for mask, part in self._parts:
            share = 1.0 if mask is None else float(mask.mean())
            total += share * float(np.mean([_w2(mine[layer], mask, theirs[layer], part, layer) for layer in LAYERS]))
            area += share
        return total / area

    @torch.no_grad()
    def _subject(self, pixels: Pixels) -> float:
        here, there = (self._encoder(tensor_of(each), (SUBJECT,))[SUBJECT] for each in (pixels, self._photo))
        rough = resample(structure(luminance(self._photo))[None, None], *there.shape[2:]).flatten()
        mask = (rough >= rough.median()).view(1, 1, *there.shape[2:]).to(there)
        return float(((here - there).square() * mask).sum() / (there.square() * mask).sum())


def _w2(here: Tensor, mask: Tensor | None, there: Tensor, part: Tensor | None, layer: str) -> float:
    """Between normal distributions in float64: |m - n|^2 + tr A + tr B - 2 tr (B^1/2 A B^1/2)^1/2, over B's energy."""
    mean, second = _moments(here, mask, layer)
    target = gaussian(*_moments(there, part, layer))
    covariance = second - torch.outer(mean, mean)
    cross = torch.linalg.eigvalsh(target.root.T @ covariance @ target.root).clamp(min=0).sqrt().sum()
    apart = (mean - target.mean).square().sum() + covariance.trace() + target.spread - 2 * cross
    return float(apart / target.energy)


def _moments(features: Tensor, mask: Tensor | None, layer: str) -> tuple[Tensor, Tensor]:
    rows = exact(features[0].flatten(1).T)
    height, width = features.shape[2:]
    if mask is None:
        weights = torch.full_like(rows[:, :1], 1 / len(rows))
    else:
        weights = exact(resample(mask, height, width).clamp(0, 1).flatten()[:, None])
        weights = weights / weights.sum()
    return (rows * weights).sum(0), rows.T @ (rows * weights)


def _at_size(picture: Picture) -> Pixels:
    size = working_size(picture.width, picture.height, SIZE)
    return np.asarray(Image.fromarray(picture.pixels).resize(size, Image.Resampling.LANCZOS))


def _share(mask: NDArray[np.uint8] | None) -> Tensor | None:
    return None if mask is None else torch.from_numpy(mask.astype(np.float32) / 255)[None, None]


def _smooth(picture: Tensor, deviation: float) -> Tensor:
    """A normal distribution's blur, mirrored at the edges; its deviation in pixels."""
    reach = min(int(3 * deviation + 0.5), *(side - 1 for side in picture.shape[2:]))
    kernel = torch.exp(-0.5 * (torch.arange(-reach, reach + 1, dtype=picture.dtype) / deviation) ** 2)
    kernel = (kernel / kernel.sum()).view(1, 1, -1, 1)
    down = functional.conv2d(functional.pad(picture, (0, 0, reach, reach), mode="reflect"), kernel)
    return functional.conv2d(functional.pad(down, (reach, reach, 0, 0), mode="reflect"), kernel.transpose(2, 3))


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
