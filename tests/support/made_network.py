"""A VGG-19 that was never trained: tensors of the right shapes, as a file to fetch."""

import hashlib
import io
from dataclasses import replace

import torch

from stylegui.engine.network.networks import VGG19, Network
from stylegui.engine.network.weights import layer_indices


def made_weights() -> bytes:
    """A .pth file of VGG-19's convolutions, small random numbers in half precision."""
    generator = torch.Generator().manual_seed(1)
    state: dict[str, torch.Tensor] = {}
    for _, index, channels, width in layer_indices("vgg19"):
        weight = torch.randn(width, channels, 3, 3, generator=generator) * (2 / (9 * channels)) ** 0.5
        state |= {f"features.{index}.weight": weight.half(), f"features.{index}.bias": torch.zeros(width).half()}
    file = io.BytesIO()
    torch.save(state, file)
    return file.getvalue()


def made_network(content: bytes) -> Network:
    """VGG-19, as if these were its weights."""
    return replace(VGG19, size=len(content), sha256=hashlib.sha256(content).hexdigest())
