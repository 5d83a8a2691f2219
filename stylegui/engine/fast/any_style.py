"""The network that ships: it paints in any style at a glance, from one look at the painting.

It was taught many paintings and drawn styles, by `release/teach_any_style.py`; what it paints is a hint of a run's
result.
"""

from collections.abc import Sequence
from functools import cache

import torch
from safetensors.torch import load_file
from torch import Tensor

from stylegui.engine.fast.network_file import weights_digest
from stylegui.engine.fast.transform_network import LAYERS, TransformNetwork
from stylegui.engine.linear import sum_shares
from stylegui.paths import resources


@torch.no_grad()
def network_of(paintings: Sequence[Tensor], shares: Sequence[float]) -> TransformNetwork:
    """One that paints in the mixture of paintings (1, 3, H, W), each with its share, together 1.

    Their sides are divisible by GRID.
    """
    weights = dict(any_style(paintings[0].device).weights)
    suited = [any_style(each.device).suited_to(each).weights for each in paintings]
    for name in (f"{layer.name} {part}" for layer in LAYERS if layer.is_normalised for part in ("scale", "shift")):
        weights[name] = sum_shares(shares, [own[name][0] for own in suited])
    return TransformNetwork(weights)


@cache
def shipped_digest() -> str:
    """SHA-256 of its weights."""
    return weights_digest(any_style(torch.device("cpu")).weights)


@cache
def any_style(device: torch.device) -> TransformNetwork:
    """The network itself, which paints once it is `suited_to` a painting."""
    weights = load_file(resources() / "models" / "any-style.safetensors")
    return TransformNetwork({name: values.float().to(device) for name, values in weights.items()})
