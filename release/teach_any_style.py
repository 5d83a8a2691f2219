"""Makes resources/models/any-style.safetensors: the network that paints in any style at a glance.

    python -m release.teach_any_style -o FILE [--photos FOLDER] [--paintings FOLDER] [--from FILE] [--steps 6000]

Each step shows it a few paintings, or drawn styles with random handles, cut, turned and recoloured, and as many cuts
of photos; the loss of each pair is the run's own. The photos are those that ship, those of the folder, and the
paintings. Prints the losses. What is convolved is in bfloat16: twice as fast where the processor knows it.
"""

import argparse
import math
import random
from collections import deque
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import load_file, save_file
from torch import Tensor

from stylegui.engine.fast.descent import Descent
from stylegui.engine.fast.lessons import Lessons
from stylegui.engine.fast.photos import photos_for
from stylegui.engine.fast.transform_network import LAYERS, TransformNetwork, unsettled, untaught
from stylegui.engine.network.chain_rule import pulled_back
from stylegui.engine.network.encoder import Encoder
from stylegui.engine.network.in_memory import encoder_for
from stylegui.engine.objective.calibration import calibrate
from stylegui.engine.objective.evaluation import evaluate
from stylegui.engine.objective.objective import Targets, make_targets, objective, with_content
from stylegui.engine.objective.reading import Statistics, View, read_pictures, with_photo
from stylegui.engine.pictures.files.loading import PICTURE_ENDINGS, load
from stylegui.engine.pictures.images import Picture, reduced, resize_visible
from stylegui.engine.settings import Settings
from stylegui.engine.styles.drawn.families import FAMILIES
from stylegui.engine.styles.drawn.handles import PALETTES, Handles
from stylegui.engine.styles.drawn_picture import drawn_picture
from stylegui.engine.styles.library import paintings

HELD_OUT = ("great-wave", "udnie", "woman-with-a-hat")  # never seen: what it makes of them tells what it can do
SETTINGS = Settings(
    auto="off", follow_meaning=0, subject=0, photo_kept=35, layer_relu4_1=80, layer_relu5_1=0
)  # as teaching has found them good
BATCH, SIDE = 4, 224  # pairs of a step; pixels of the sides of their cuts, of photo and style
STYLES, NEW_STYLE = 600, 10  # styles in memory; pairs after which there is a new one
PHOTOS, NEW_PHOTO = 200, 3  # the same of cuts of photos
LONGER = (384, 768)  # pixels that a painting's longer side may have
PULLS = 9  # pairs that say how much a photo's content counts
RATE = 0.3  # of the usual course's


class Styles:
    """Cuts of paintings and drawn styles, with their targets."""

    def __init__(self, encoder: Encoder, more: Sequence[Picture], rng: random.Random) -> None:
        shipped = [load(painting.file) for painting in paintings() if painting.name not in HELD_OUT]
        self._paintings = [reduced(picture, LONGER[1]) for picture in (*shipped, *more)]
        self._encoder, self._rng = encoder, rng

    def cut(self) -> Tensor:
        """(1, 3, SIDE, SIDE) in [0, 1]."""
        rng, picture = self._rng, self._picture()
        longer = math.exp(rng.uniform(*map(math.log, LONGER)))
        scale = longer / max(picture.width, picture.height)
        width, height = (max(round(length * scale), SIDE) for length in (picture.width, picture.height))
        top, left = rng.randint(0, height - SIDE), rng.randint(0, width - SIDE)
        pixels = resize_visible(picture, width, height)[top : top + SIDE, left : left + SIDE]
        cut = torch.from_numpy(pixels).permute(2, 0, 1)[None]
        cut = cut.flip(3) if rng.random() < 0.5 else cut
        cut = cut.transpose(2, 3) if rng.random() < 0.25 else cut
        return self._recoloured(cut).contiguous()

    def read(self, cut: Tensor, photo: Tensor) -> Statistics:
        """What is to be painted."""
        return read_pictures(self._encoder, View(photo), [View(cut)], SETTINGS)

    def _picture(self) -> Picture:
        rng = self._rng
        if rng.random() < 0.5:
            return rng.choice(self._paintings)
        handles = Handles(
            palette=rng.choice(list(PALETTES.values())),
            seed=rng.randint(0, 1000),
            **{name: rng.uniform(15, 90) for name in ("mark_size", "density", "contrast", "paper")},
        )
        return drawn_picture(rng.choice(list(FAMILIES)), handles, longer=LONGER[1])

    def _recoloured(self, cut: Tensor) -> Tensor:
        """As it is, with channels exchanged, or turned and shifted in the space of colours."""
        rng, kind = self._rng, self._rng.random()
        if kind < 0.4:
            return cut
        if kind < 0.7:
            return cut[:, rng.sample(range(3), 3)]
        mean = cut.mean((2, 3), keepdim=True)
        turn = torch.eye(3) + 0.25 * torch.tensor([[rng.gauss(0, 1) for _ in range(3)] for _ in range(3)])
        shift = torch.tensor([rng.gauss(0, 0.12) for _ in range(3)]).view(1, 3, 1, 1)
        return (torch.einsum("ij,bjhw->bihw", turn, cut - mean) + mean + shift).clamp(0, 1)


class Pairs:
    """Styles and cuts of photos, read and remembered."""

    def __init__(
        self, encoder: Encoder, photos: Sequence[Picture], more: Sequence[Picture], rng: random.Random
    ) -> None:
        self._encoder, self._rng, self._number = encoder, rng, 0
        self._styles, self._lessons = Styles(encoder, more, rng), Lessons(photos, rng)
        self._targets: deque[tuple[Tensor, Targets]] = deque(maxlen=STYLES)
        self._cuts: deque[tuple[Tensor, Statistics]] = deque(maxlen=PHOTOS)
        self._first = self._lessons.cut(SIDE).photo
        self._known = self._styles.read(self._styles.cut(), self._first)
        self._pull = sorted(self._pulls())[PULLS // 2]

    def next(self) -> tuple[Tensor, Tensor, Targets]:
        """A style's cut, a photo's, and what is wanted of the second."""
        if len(self._targets) < BATCH or self._number % NEW_STYLE == 0:
            cut = self._styles.cut()
            self._targets.append((cut, make_targets(self._styles.read(cut, self._first), SETTINGS, self._pull)))
        if len(self._cuts) < BATCH or self._number % NEW_PHOTO == 0:
            cut = self._lessons.cut(SIDE).photo
            self._cuts.append((cut, with_photo(self._encoder, View(cut), self._known, SETTINGS)))
        self._number += 1
        style, targets = self._rng.choice(self._targets)
        photo, read = self._rng.choice(self._cuts)
        return style, photo, with_content(targets, read, SETTINGS)

    def _pulls(self) -> Iterator[float]:
        for _ in range(PULLS):
            photo = self._lessons.cut(SIDE).photo
            read = self._styles.read(self._styles.cut(), photo)
            yield calibrate(self._encoder, make_targets(read, SETTINGS), photo, SETTINGS)


def unit(weights: dict[str, Tensor]) -> dict[str, Tensor]:
    """Each filter that is normalised after has the length 1: nothing else bounds what a painting's features are."""
    of_length_1 = {f"{layer.name} filter" for layer in LAYERS if layer.is_normalised}
    return {
        name: values / torch.linalg.vector_norm(values, dim=(1, 2, 3), keepdim=True) if name in of_length_1 else values
        for name, values in weights.items()
    }


def beginning() -> dict[str, Tensor]:
    """Weights that know nothing, and scales that suit filters of length 1."""
    weights = untaught(0)
    for name in weights:
        if name.endswith("scale"):
            weights[name] *= 0.3 if name.startswith("residual") and "_2" in name else math.sqrt(2)
    return weights


def teach(
    before: dict[str, Tensor], photos: Sequence[Picture], more: Sequence[Picture], steps: int
) -> dict[str, Tensor]:
    """Give so many steps, with `more` paintings than those that ship. Returns the weights."""
    encoder, rng = encoder_for(Settings(device="cpu")), random.Random(0)
    pairs, noise, descent = Pairs(encoder, photos, more, rng), torch.Generator().manual_seed(0), Descent(before, RATE)
    told: deque[list[float]] = deque(maxlen=50 * BATCH)
    for number in range(steps):
        batch = [pairs.next() for _ in range(BATCH)]
        weights = {name: values.requires_grad_() for name, values in descent.weights.items()}
        styles, cuts = torch.cat([style for style, _, _ in batch]), torch.cat([cut for _, cut, _ in batch])
        with torch.autocast("cpu", torch.bfloat16):
            painted = TransformNetwork(unit(weights)).suited_to(styles)(unsettled(cuts, noise)).float()
        gradients = []
        for place, (_, _, targets) in enumerate(batch):
            image = painted[place : place + 1].detach().contiguous()
            losses, gradient = evaluate(encoder, objective(targets, SETTINGS), image)
            gradients.append(gradient / BATCH)
            told.append([losses["style"], losses["content"]])
        found = pulled_back(torch.cat(gradients), painted, list(weights.values()))
        descent.step(dict(zip(weights, found, strict=True)), number / steps)
        if number % 50 == 49:
            style, content = np.mean(told, 0)
            print(f"step {number + 1} of {steps}: style {style:.4f}, content {content:.4f}", flush=True)
    return {name: values.detach() for name, values in descent.weights.items()}


def main() -> None:
    """From the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--photos", type=Path)
    parser.add_argument("--paintings", type=Path)
    parser.add_argument("--from", dest="before", type=Path)
    parser.add_argument("--steps", type=int, default=6000)
    parser.add_argument("-o", "--output", type=Path, required=True)
    given = parser.parse_args()
    photos, problems = photos_for(given.photos)
    print("\n".join(problems))
    folder = [] if given.paintings is None else sorted(given.paintings.iterdir())
    more = [load(path) for path in folder if path.suffix.lower() in PICTURE_ENDINGS]
    before = beginning() if given.before is None else load_file(given.before)
    weights = unit(teach({name: values.float() for name, values in before.items()}, photos, more, given.steps))
    save_file({name: values.half().contiguous() for name, values in weights.items()}, given.output)


if __name__ == "__main__":
    main()
