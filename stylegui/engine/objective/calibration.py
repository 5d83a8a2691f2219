"""Makes "Strength" and "Photo kept" mean the same for any pictures, size, look and network."""

from collections.abc import Sequence
from dataclasses import replace

import torch
from torch import Tensor

from stylegui.engine.network.encoder import Encoder
from stylegui.engine.objective.evaluation import evaluate
from stylegui.engine.objective.objective import Targets, objective
from stylegui.engine.pictures.images import working_size
from stylegui.engine.settings import Settings
from stylegui.engine.terms.term import Weighted

SIDE = 128  # pixels of the longer side that terms are compared at, whatever the result's size
NOISE = 0.05  # standard deviation of what is added to the photo, whose own content term has no gradient
# Of each look: the content's gradient beside the style's, with both controls at their middle, and the power that
# their ratio is taken to. Chosen by looking at results. Gram matrices are products of features, and their distance
# is of the fourth order where the others are of the second: hence the root.
BALANCE = {"painterly": (0.38, 1.0), "classic": (0.18, 0.5), "strokes": (0.72, 1.0)}
LEAST, MOST = 0.12, 0.41  # a photo of nothing but noise, or of nothing at all, must not decide alone


def calibration_size(width: int, height: int) -> tuple[int, int]:
    """(width, height) that a photo of width x height is calibrated at."""
    return working_size(width, height, SIDE)


def calibrate(encoder: Encoder, targets: Targets, photo: Tensor, settings: Settings) -> float:
    """Factor on the content's weight, so that equal settings balance style and content alike for all pictures.

    k (|dS| / |dC|)^p, within bounds: S and C are the style and the content term with all controls at their middle, |d|
    the length of their gradients with respect to the pixels, at the photo (1, 3, H, W) with a little noise, always the
    same. A crowd resists by itself, its content's gradient is long; a flat sky does not; and a style that lies far off
    pulls harder. `targets` are those of `calibration_size`.
    """
    middle = Settings(look=settings.look, content=settings.content)
    generator = torch.Generator().manual_seed(0)
    noise = torch.randn(photo.shape, generator=generator, dtype=photo.dtype).to(photo)
    terms = objective(replace(targets, pull=1.0), middle)
    style, content = (
        _length(encoder, [weighted for weighted in terms if weighted.group == group], photo + NOISE * noise)
        for group in ("style", "content")
    )
    factor, power = BALANCE[settings.look]
    ratio = style / max(content, 1e-12)
    return min(max(float(factor * ratio**power), LEAST), MOST)


def _length(encoder: Encoder, terms: Sequence[Weighted], image: Tensor) -> float:
    _, gradient = evaluate(encoder, terms, image)
    return float(torch.linalg.vector_norm(gradient))
