"""How good a large result is: from afar like the small one, near like the painting, and without seams.

    python -m benchmarks.large RESULT STYLE --small RESULT_AT_512

Prints one JSON line:

    near     squared Wasserstein-2 distance of the result's features to the whole painting's at its own pixels, at
             relu1_1, relu2_1 and relu3_1, each relative to the painting's energy, mean
    ratio    that over the same of the small result, plainly enlarged
    energy   fine energy (see `noise`) over the painting's own, which is never enlarged for that
    seams    at lines where blocks meet, how much more neighbouring pixels differ than at lines between them, in
             standard errors
"""

import argparse
import json
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from benchmarks.noise import noise
from stylegui.engine.network.encoder import Encoder
from stylegui.engine.network.weights import load_network
from stylegui.engine.objective.evaluation import Plain, at_once, sum_up
from stylegui.engine.pictures.files.loading import load
from stylegui.engine.pictures.images import Pixels
from stylegui.engine.pictures.resampling import tensor_of
from stylegui.engine.plan.blocks import blocks_within
from stylegui.engine.terms.block import Block
from stylegui.engine.terms.moments import Moments
from stylegui.engine.terms.seen import Where

LAYERS = ("relu1_1", "relu2_1", "relu3_1")
MOST = 500_000  # pixels of a block
REACH = 10  # of relu3_1, in pixels


def near(encoder: Encoder, result: Pixels, painting: Pixels) -> float:
    """How far the result's finest features are from the painting's."""
    ways = [Moments(layer) for layer in LAYERS]
    (height, width, _), (high, wide, _) = result.shape, painting.shape
    readers = [way.reader({way.layer: Where(high >> index, wide >> index)}) for index, way in enumerate(ways)]
    read = at_once(sum_up(encoder, readers, Plain(tensor_of(painting)), _blocks(painting)))
    targets = [reader.read(total) for reader, total in zip(readers, read, strict=True)]
    terms = [
        way.terms((1.0,), [target], {way.layer: Where(height >> index, width >> index)})[0][1]
        for index, (way, target) in enumerate(zip(ways, targets, strict=True))
    ]
    sums = at_once(sum_up(encoder, terms, Plain(tensor_of(result)), _blocks(result)))
    return float(np.mean([float(term.settle(total)[0]) for term, total in zip(terms, sums, strict=True)]))


def energy(result: Path, painting: Path) -> float:
    """The result's fine energy over the painting's own."""
    longer = min(max(Image.open(result).size), max(Image.open(painting).size))
    return noise(result, painting, longer)


def seams(result: Pixels, blocks: list[Block]) -> float:
    """How much more pixels differ across the blocks' borders than half a block away, in standard errors."""
    bright = result.astype(np.float64) @ (0.299, 0.587, 0.114) / 255
    worst = 0.0
    for axis in (0, 1):
        starts = sorted({(block.own.top, block.own.left)[axis] for block in blocks})
        borders = starts[1:]
        if not borders:
            continue
        shift = borders[0] // 2
        steps = np.abs(np.diff(bright, axis=axis))
        at = np.concatenate([steps.take(border - 1, axis) for border in borders])
        between = np.concatenate([steps.take(border - 1 - shift, axis) for border in borders])
        # neighbours along a line depend on each other: means of pieces of 64 do much less
        one, other = (_pieces(values) for values in (at, between))
        error = np.sqrt(one.var(ddof=1) / len(one) + other.var(ddof=1) / len(other))
        worst = max(worst, abs(float((one.mean() - other.mean()) / error)))
    return worst


def _pieces(values: NDArray[np.float64]) -> NDArray[np.float64]:
    means: NDArray[np.float64] = values[: len(values) // 64 * 64].reshape(-1, 64).mean(1)
    return means


def _blocks(pixels: Pixels) -> list[Block]:
    height, width, _ = pixels.shape
    return list(blocks_within(height, width, REACH, MOST))


def figures(result: Path, painting: Path, small: Path | None) -> dict[str, float]:
    """All of them."""
    encoder = Encoder(load_network("vgg16"))
    pixels, style = load(result).pixels, load(painting).pixels
    found = {"near": near(encoder, pixels, style), "energy": energy(result, painting)}
    found["seams"] = seams(pixels, _blocks(pixels))
    if small is not None:
        enlarged = Image.open(small).convert("RGB").resize((pixels.shape[1], pixels.shape[0]), Image.Resampling.BICUBIC)
        found["ratio"] = found["near"] / near(encoder, np.asarray(enlarged), style)
    return found


def main() -> None:
    """Measure a result and print it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("result", type=Path)
    parser.add_argument("style", type=Path)
    parser.add_argument("--small", type=Path, help="the same at 512 px")
    options = parser.parse_args()
    print(json.dumps(figures(options.result, options.style, options.small)))


if __name__ == "__main__":
    main()
