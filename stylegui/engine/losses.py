"""The terms of the objective, each a scalar without its weight. Pure functions.

Style and content are relative to their target's own energy, so that a weight means the same for every layer,
network and picture. The published terms differ by that constant for each layer only.
"""

from torch import Tensor
from torch.nn import functional as F

from stylegui.engine.statistics import samples


def relative_error(value: Tensor, target: Tensor) -> Tensor:
    """|value - target|^2 / |target|^2: 0 where equal, 1 for a value of zero. Any equal shapes."""
    return (value - target).square().sum() / target.square().sum().clamp(min=1e-12)


def relations(features: Tensor, positions: Tensor) -> Tensor:
    """Self-similarity (P, P) of features (1, C, H, W) at `positions` (P,): distances 1 - cosine of each two.

    Each column is divided by its mean, so that it is what is far from what that counts, not how far: colours and
    textures may change all over the picture (STROTSS, Kolkin et al. 2019).
    """
    unit = F.normalize(samples(features)[positions], dim=1)
    distances = 1 - unit @ unit.T
    return distances / distances.mean(0, keepdim=True).clamp(min=1e-8)


def relations_error(value: Tensor, target: Tensor) -> Tensor:
    """Mean absolute difference of two (P, P) self-similarities."""
    return (value - target).abs().mean()


def total_variation(image: Tensor) -> Tensor:
    """Mean squared difference of neighbouring pixels of (1, 3, H, W), over both directions."""
    down = image[..., 1:, :] - image[..., :-1, :]
    right = image[..., :, 1:] - image[..., :, :-1]
    return down.square().mean() + right.square().mean()


def range_penalty(image: Tensor) -> Tensor:
    """Mean squared distance of each value from [0, 1]: without it, clamping to 8 bits undoes the work."""
    return (image - image.clamp(0, 1)).square().mean()
