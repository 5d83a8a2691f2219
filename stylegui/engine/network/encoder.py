"""One forward pass of a VGG network: a picture in, the features of the wanted layers out."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from copy import copy
from functools import partial
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional as F

from stylegui.engine.errors import go_on, never
from stylegui.engine.network.allocator import release_freed_memory
from stylegui.engine.network.convolution import Layer
from stylegui.engine.network.weights import Convolution

# torchvision's ImageNet statistics, which its VGG weights expect.
MEAN = (0.485, 0.456, 0.406)
STD = (0.229, 0.224, 0.225)

# What a network says of pixels (1, 3, H, W): features (1, C, h, w) by layer.
FeaturesOf = Callable[[Tensor, Sequence[str]], Mapping[str, Tensor]]


class Encoder:
    """VGG cut after the deepest layer in use.

    Departs from the published network in the first convolution, which pads by repeating the edge: padding with
    zeros draws a frame around the result. Normalisation is folded into the same convolution, which is exact
    there: (x - m) / s commutes with repeating the edge. Weights and activations are channels_last, which the
    CPU's convolutions run fastest with.
    """

    def __init__(
        self,
        convolutions: Sequence[Convolution],
        pooling: str = "max",
        device: torch.device | None = None,
        in_bfloat16: bool = False,
    ) -> None:
        """`convolutions` in order, from `load_network`; `pooling` "max" or "average"; on the CPU unless said.

        On the CPU all but the first convolution may be `in_bfloat16`, which is faster where the processor knows it.
        """
        self.device = device or torch.device("cpu")
        first, *rest = convolutions
        mean, std = torch.tensor(MEAN).view(1, 3, 1, 1), torch.tensor(STD).view(1, 3, 1, 1)
        weight = first.weight / std
        bias = first.bias - (weight * mean).sum((1, 2, 3))
        self._first = first.layer, weight.to(self.device, memory_format=torch.channels_last), bias.to(self.device)
        self._layers = [
            (each.layer, Layer(each.weight.to(self.device), each.bias.to(self.device), in_bfloat16)) for each in rest
        ]
        self._pooling = pooling
        self._cancelled = never
        release_freed_memory()  # making the filters took more than they are

    def reach(self, deepest: str) -> int:
        """Pixels that a position of a layer sees beyond those that are its own, on each side."""
        names = [self._first[0], *(name for name, _ in self._layers)]
        # each 3 x 3 convolution one position more, which pooling has made of so many pixels
        return sum(2 ** (int(name[len("relu")]) - 1) for name in names[: names.index(deepest) + 1])

    def cancellable(self, cancelled: Callable[[], bool]) -> "Encoder":
        """The same network, which raises Cancelled while it computes, forth or back, if `cancelled` says so."""
        other = copy(self)
        other._cancelled = cancelled
        return other

    def __call__(self, image: Tensor, wanted: Collection[str]) -> dict[str, Tensor]:
        """{layer: features (1, C, H, W)} of an RGB image (1, 3, H, W) in [0, 1], for the `wanted` layers."""
        return dict(self.walk(image, wanted))

    def walk(self, image: Tensor, wanted: Collection[str]) -> Iterator[tuple[str, Tensor]]:
        """The same one by one, from the finest: each as soon as it is there."""
        x = image
        for layer, stage in self.stages(wanted):
            x = stage(x)
            if layer in wanted:
                yield layer, x

    def stages(self, wanted: Collection[str]) -> Iterator[tuple[str, Callable[[Tensor], Tensor]]]:
        """Layer after layer, up to the deepest of `wanted`: its name, and what makes its features of those before it.

        The first one takes the image. Raises ValueError if one is wanted that is not there.
        """
        names = [self._first[0], *(name for name, _ in self._layers)]
        if unknown := set(wanted) - set(names):
            raise ValueError(f"no such layer: {unknown}")
        deepest = max((names.index(layer) for layer in wanted), default=-1)
        if deepest >= 0:
            yield names[0], self._begin
        for name, layer in self._layers[: max(deepest, 0)]:
            yield name, partial(self._go_on, layer, name.endswith("_1"))

    def _begin(self, image: Tensor) -> Tensor:
        _, weight, bias = self._first
        x = F.pad(image, (1, 1, 1, 1), mode="replicate").contiguous(memory_format=torch.channels_last)
        return F.conv2d(x, weight, bias).relu_()

    def _go_on(self, layer: Layer, is_halved: bool, x: Tensor) -> Tensor:
        go_on(self._cancelled)
        return layer(self._pool(x) if is_halved else x, self._cancelled)

    def _pool(self, x: Tensor) -> Tensor:
        # An average is weaker than a maximum; without the factor the deeper layers would fade.
        if self._pooling == "average":
            return F.avg_pool2d(x, 2) * 2
        pooled: Tensor = _MaxPool.apply(x)  # type: ignore[no-untyped-call]  # torch leaves it unannotated
        return pooled


class _MaxPool(torch.autograd.Function):
    """Maxima of 2 x 2 that find their places again for the gradient: kept, they would be a tenth of the memory."""

    @staticmethod
    def forward(ctx: Any, x: Tensor) -> Tensor:
        ctx.save_for_backward(x)
        return F.max_pool2d(x, 2)

    @staticmethod
    def backward(ctx: Any, gradient: Tensor) -> Tensor:
        (x,) = ctx.saved_tensors
        _, places = F.max_pool2d(x, 2, return_indices=True)
        change: Tensor = torch.ops.aten.max_pool2d_with_indices_backward(
            gradient, x, [2, 2], [2, 2], [0, 0], [1, 1], False, places
        )
        return change
