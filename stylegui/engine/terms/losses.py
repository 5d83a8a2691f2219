"""The terms of the objective, each a scalar without its weight. Pure functions.

Style and content are relative to their target's own energy, so that a weight means the same for every layer,
network and picture. The published terms differ by that constant for each layer only.
"""

from torch import Tensor


def relative_error(value: Tensor, target: Tensor) -> Tensor:
    """|value - target|^2 / |target|^2: 0 where equal, 1 for a value of zero. Any equal shapes."""
    return (value - target).square().sum() / target.square().sum().clamp(min=1e-12)


def total_variation(image: Tensor) -> Tensor:
    """Mean squared difference of neighbouring pixels of (1, 3, H, W), over both directions."""
    down = image[..., 1:, :] - image[..., :-1, :]
    right = image[..., :, 1:] - image[..., :, :-1]
    return down.square().mean() + right.square().mean()


def range_penalty(image: Tensor) -> Tensor:
    """Mean squared distance of each value from [0, 1]: without it, clamping to 8 bits undoes the work."""
    return (image - image.clamp(0, 1)).square().mean()
