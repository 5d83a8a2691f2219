"""Makes resources/models/faces.safetensors: what tells a face from anything else among VGG-16's features.

    python -m release.teach_faces

From pictures that scikit-image ships (`python setup_env.py bench` installs it): a hundred faces and a hundred other
cuts of Labeled Faces in the Wild (Huang et al. 2007), and photographs without a face.
"""

import importlib.resources
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import torch
from PIL import Image
from safetensors.torch import save_file
from torch import Tensor
from torch.nn import functional

from stylegui.engine.network.encoder import Encoder
from stylegui.engine.network.weights import load_network
from stylegui.engine.pictures.resampling import resample, tensor_of
from stylegui.engine.regions.faces import columns
from stylegui.paths import resources

CUTS, FACES = "lfw_subset.npy", 100  # of 25 x 25 pixels; the first hundred are faces
OTHERS = ("brick", "coffee", "coins", "grass", "gravel", "ihc", "moon", "motorcycle_left", "page", "retina", "rocket",
          "text")  # fmt: skip
SIZES = (48, 64)  # pixels that a face is enlarged to
OTHER_SIDE = 256  # pixels of the longer side of a photograph
SHARPNESS, HELD = 10.0, 0.02  # scale of the columns, and how much long weights cost
STEPS = 300


def middle(encoder: Encoder, cut: Tensor) -> Tensor:
    """(1, C): the columns of a cut's middle."""
    side = cut.shape[2] // 16
    found = columns(encoder, cut).view(side, side, -1)
    first = side // 2 - 1
    return found[first : first + 2, first : first + 2].mean((0, 1))[None]


def examples(encoder: Encoder, folder: Path) -> Iterator[tuple[Tensor, float]]:
    """Columns (N, C), and 1 where they are of a face, else 0."""
    cuts = torch.from_numpy(np.load(folder / CUTS)).float()[:, None, None].repeat(1, 1, 3, 1, 1)
    for size in SIZES:
        for number, cut in enumerate(cuts):
            for each in (cut, cut.flip(3)):
                yield middle(encoder, resample(each, size, size).clamp(0, 1)), float(number < FACES)
    for name in OTHERS:
        (path,) = folder.glob(f"{name}.*")
        with Image.open(path) as image:
            image.thumbnail((OTHER_SIDE, OTHER_SIDE))
            sharp = tensor_of(np.asarray(image.convert("RGB")))
        soft = resample(resample(sharp, sharp.shape[2] // 2, sharp.shape[3] // 2), *sharp.shape[2:]).clamp(0, 1)
        for each in (sharp, soft, soft.mean(1, keepdim=True).expand_as(soft)):
            yield columns(encoder, each), 0.0


def teach(rows: Tensor, wanted: Tensor) -> tuple[Tensor, Tensor]:
    """Weights (C,) and bias () of a logistic regression for rows (N, C); faces and all else count the same."""
    mean = rows.mean(0)
    counts = torch.where(wanted > 0, 1 / wanted.sum(), 1 / (1 - wanted).sum())
    weights, bias = torch.zeros(rows.shape[1], requires_grad=True), torch.zeros((), requires_grad=True)
    optimiser = torch.optim.LBFGS([weights, bias], max_iter=STEPS, line_search_fn="strong_wolfe")

    def loss() -> Tensor:
        optimiser.zero_grad()
        answers = SHARPNESS * (rows - mean) @ weights + bias
        apart = functional.binary_cross_entropy_with_logits(answers, wanted, reduction="none")
        total = (counts * apart).sum() + HELD * weights.square().sum()
        torch.autograd.backward(total)
        return total

    optimiser.step(loss)  # type: ignore[no-untyped-call]  # torch's own
    own = SHARPNESS * weights.detach()
    return own, bias.detach() - mean @ own


def main() -> None:
    """Teach, write, and say how many of the examples are told right."""
    encoder, folder = Encoder(load_network("vgg16")), Path(str(importlib.resources.files("skimage"))) / "data"
    with torch.no_grad():
        found = list(examples(encoder, folder))
    rows = torch.cat([each for each, _ in found])
    wanted = torch.cat([torch.full((len(each),), is_face) for each, is_face in found])
    weights, bias = teach(rows, wanted)
    right = ((rows @ weights + bias > 0) == (wanted > 0)).float()
    print(f"right: {right[wanted > 0].mean():.3f} of the faces, {right[wanted == 0].mean():.4f} of all else")
    save_file({"weights": weights, "bias": bias}, resources() / "models" / "faces.safetensors")


if __name__ == "__main__":
    main()
