"""The network at half the precision, for what is looked at thousands of times: faster where the processor knows it."""

from collections.abc import Callable, Collection, Iterator, Sequence
from functools import partial

import torch
from torch import Tensor
from torch.nn.functional import conv2d

from stylegui.engine.errors import go_on
from stylegui.engine.network.encoder import Encoder
from stylegui.engine.network.weights import Convolution

KNOWING = ("avx512_bf16", "amx_bf16")  # what processors call their own products of bfloat16


class QuickEncoder(Encoder):
    """On the CPU, with all convolutions but the first in bfloat16; what comes out of each is float32, and off by up to
    a hundredth of its largest value.
    """

    def __init__(self, convolutions: Sequence[Convolution], pooling: str = "max") -> None:
        super().__init__(convolutions, pooling)
        self._quick = {
            each.layer: (each.weight.bfloat16().to(memory_format=torch.channels_last), each.bias.bfloat16())
            for each in convolutions[1:]
        }

    def stages(self, wanted: Collection[str]) -> Iterator[tuple[str, Callable[[Tensor], Tensor]]]:
        """As the network's."""
        for layer, stage in super().stages(wanted):
            yield layer, partial(self._quickly, layer) if layer in self._quick else stage

    def _quickly(self, layer: str, x: Tensor) -> Tensor:
        go_on(self._cancelled)
        weight, bias = self._quick[layer]
        x = self._pool(x) if layer.endswith("_1") else x
        return conv2d(x.bfloat16(), weight, bias, padding=1).float().relu_()


def knows_bfloat16() -> bool:
    """Whether the processor multiplies such numbers by itself: where it does not, they are slower than others."""
    capabilities = torch.cpu.get_capabilities()
    return any(capabilities.get(name, False) for name in KNOWING)
