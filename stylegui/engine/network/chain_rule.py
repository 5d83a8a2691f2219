"""The chain rule, from the gradient by what was computed back to that by what it was computed from."""

from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor


def pulled_back(gradient: Tensor, computed: Tensor, leaves: Sequence[Tensor]) -> tuple[Tensor, ...]:
    """The gradients by `leaves`, given that by `computed`, of its shape; what was kept for it is let go of."""
    # autograd takes a gradient as well, but then imports a computer algebra (sympy), for a second and 40 MB
    with torch.enable_grad():
        number = _Number.apply(computed, gradient)  # type: ignore[no-untyped-call]  # torch leaves it open
    return torch.autograd.grad(number, leaves)


class _Number(torch.autograd.Function):
    """A number whose gradient is the given one."""

    @staticmethod
    def forward(ctx: Any, computed: Tensor, gradient: Tensor) -> Tensor:
        ctx.save_for_backward(gradient)
        return computed.new_zeros(())

    @staticmethod
    def backward(ctx: Any, _: Tensor) -> tuple[Tensor, None]:
        (gradient,) = ctx.saved_tensors
        return gradient, None
