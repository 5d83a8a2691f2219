"""3 x 3 convolutions with ReLU, faster on a plain CPU than one multiplication for each weight would allow."""

from collections.abc import Callable
from typing import Any

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from stylegui.engine.errors import go_on, never

# Winograd's minimal filtering F(4 x 4, 3 x 3) (Lavin and Gray 2016, section 4): a tile of 6 x 6 inputs gives
# 4 x 4 outputs with 36 multiplications for each pair of channels, where the plain sum takes 144.
# Interpolation points, with infinity as the sixth; every one's inverse is among them, see `_matrices`.
POINTS = (0.0, 1.0, -1.0, 2.0, 0.5)
INVERSE = (5, 1, 2, 4, 3, 0)
KERNEL, TILE, PATCH = 3, 4, 6
CHUNK = 2_000_000  # numbers in one buffer: a band of tiles that stays in the processor's cache


def _matrices() -> tuple[Tensor, Tensor, Tensor]:
    """Matrices of the transforms of the input (6, 6), the kernel (6, 3) and the output (4, 6), by Cook and Toom.

    Departs from the published ones in the points and in each row's factor: with these, the kernel turned round
    has the same transform in another order (a polynomial in 1/a has its coefficients reversed), so that the
    gradient's convolution needs no second set of transformed kernels.
    """
    points = np.array(POINTS)
    size = np.where(points == 0, 1, np.abs(points))
    others = [np.delete(points, i) for i in range(len(points))]
    kernel = np.vstack([points[:, None] ** np.arange(KERNEL) / size[:, None], [0, 0, 1]])
    factor = [size[i] / np.prod(points[i] - others[i]) for i in range(len(points))]
    rows = [np.append(factor[i] * np.poly(others[i])[::-1], 0) for i in range(len(points))]
    output = np.column_stack([points ** np.arange(TILE)[:, None], [0, 0, 0, 1]])
    return torch.tensor(np.array([*rows, np.poly(points)[::-1]])), torch.tensor(kernel), torch.tensor(output)


class Winograd:
    """A 3 x 3 convolution with zero padding by Winograd's minimal filtering, and the gradient's.

    Both transforms run over a band of tiles at once as one matrix product each (of the Kronecker squares of the
    published matrices), and each of the 36 products over the channels is one too. In float32 the result is within
    about 1e-5 of its largest value; the plain sum is within 1e-6.
    """

    def __init__(self, weight: Tensor) -> None:
        """`weight` (K, C, 3, 3)."""
        moves, kernel, restores = _matrices()
        outputs, inputs, _, _ = weight.shape
        # (9, C K) first, so that one product gives the filters as they are read
        flat = weight.permute(2, 3, 1, 0).reshape(KERNEL * KERNEL, -1)
        self._filters = (torch.kron(kernel, kernel).to(weight) @ flat).view(PATCH * PATCH, inputs, outputs)
        order = torch.tensor([PATCH * i + j for i in INVERSE for j in INVERSE])
        moves, restores = torch.kron(moves, moves).to(weight), torch.kron(restores, restores).to(weight)
        self._forth = moves, restores
        self._back = moves[order], restores[:, order].contiguous()

    def forth(self, x: Tensor, bias: Tensor, cancelled: Callable[[], bool] = never) -> Tensor:
        """relu(x * weight + bias), (1, K, H, W), of `x` (1, C, H, W) and `bias` (K,). Raises Cancelled if it is."""
        return self._filter(x, self._filters, *self._forth, bias=bias, cancelled=cancelled)

    def back(self, gradient: Tensor, result: Tensor, cancelled: Callable[[], bool] = never) -> Tensor:
        """Gradient (1, C, H, W) with respect to x, from that with respect to `result` of `forth` (1, K, H, W)."""
        return self._filter(gradient, self._filters.transpose(1, 2), *self._back, mask=result, cancelled=cancelled)

    def _filter(
        self,
        x: Tensor,
        filters: Tensor,
        moves: Tensor,
        restores: Tensor,
        mask: Tensor | None = None,
        bias: Tensor | None = None,
        cancelled: Callable[[], bool] = never,
    ) -> Tensor:
        """With `mask`, x counts as zero where mask is. With `bias`, it is added and negative values become zero."""
        rows = x[0].permute(1, 2, 0)
        (height, width, channels), wide = rows.shape, filters.shape[2]
        down, across = -(-height // TILE), -(-width // TILE)
        band = max(1, min(down, CHUNK // (PATCH * PATCH * across * max(channels, wide))))
        whole = torch.empty((1, wide, height, width), dtype=x.dtype, memory_format=torch.channels_last)
        result = whole[0].permute(1, 2, 0)
        padded = x.new_zeros(TILE * band + 2, TILE * across + 2, channels)
        tiles = band * across
        gathered = x.new_empty(PATCH * PATCH * tiles * channels)
        moved = torch.empty_like(gathered)
        multiplied = x.new_empty(PATCH * PATCH * tiles * wide)
        finished = x.new_empty(TILE * TILE * tiles * wide)
        for first in range(0, down, band):
            go_on(cancelled)
            count = min(band, down - first)
            tiles = count * across
            # the rows that this band of tiles sees, one above it and one below
            top, bottom = TILE * first - 1, min(TILE * (first + count) + 1, height)
            begin = max(top, 0)
            padded[: begin - top].zero_()
            padded[bottom - top :].zero_()
            inner = padded[begin - top : bottom - top, 1 : width + 1]
            if mask is None:
                inner.copy_(rows[begin:bottom])
            else:
                torch.ops.aten.threshold_backward(
                    rows[begin:bottom], mask[0].permute(1, 2, 0)[begin:bottom], 0, grad_input=inner
                )
            step, stride, _ = padded.stride()
            patches = padded.as_strided(
                (PATCH, PATCH, count, across, channels), (step, stride, TILE * step, TILE * stride, 1)
            )
            here = gathered[: PATCH * PATCH * tiles * channels].view(PATCH * PATCH, -1)
            here.view_as(patches).copy_(patches)
            there = torch.mm(moves, here, out=moved[: here.numel()].view_as(here))
            product = multiplied[: PATCH * PATCH * tiles * wide].view(PATCH * PATCH, tiles, wide)
            torch.bmm(there.view(PATCH * PATCH, tiles, channels), filters, out=product)
            out = finished[: TILE * TILE * tiles * wide].view(TILE * TILE, -1)
            torch.mm(restores, product.view(PATCH * PATCH, -1), out=out)
            if bias is not None:
                out.view(-1, wide).add_(bias).relu_()
            band_rows = result[TILE * first : TILE * (first + count)]
            pixels = out.view(TILE, TILE, count, across, wide).permute(2, 0, 3, 1, 4)
            if band_rows.numel() == pixels.numel():
                band_rows.view_as(pixels).copy_(pixels)
            else:  # the last tiles reach over the edge
                band_rows.copy_(pixels.reshape(TILE * count, TILE * across, wide)[: len(band_rows), :width])
        return whole


class Bfloat16:
    """The same in half the numbers' length: products of bfloat16, summed in float32, where the processor has them.

    A result is within 1 % of the exact one; over a network the features are within 2 % and the gradient within 10 %,
    whose errors are as random as rounding, so that sums over a picture are far closer.
    """

    def __init__(self, weight: Tensor) -> None:
        """`weight` (K, C, 3, 3)."""
        turned = weight.transpose(0, 1).flip(2, 3)
        self._forth, self._back = (
            each.bfloat16().contiguous(memory_format=torch.channels_last) for each in (weight, turned)
        )

    def forth(self, x: Tensor, bias: Tensor, cancelled: Callable[[], bool] = never) -> Tensor:
        """relu(x * weight + bias), (N, K, H, W), of `x` (N, C, H, W), both float32. Raises Cancelled if it is."""
        return self._filter(x, self._forth, bias=bias.bfloat16(), cancelled=cancelled)

    def back(self, gradient: Tensor, result: Tensor, cancelled: Callable[[], bool] = never) -> Tensor:
        """Gradient (N, C, H, W) with respect to x, from that with respect to `result` of `forth` (N, K, H, W)."""
        return self._filter(gradient, self._back, mask=result, cancelled=cancelled)

    def _filter(
        self,
        x: Tensor,
        weight: Tensor,
        mask: Tensor | None = None,
        bias: Tensor | None = None,
        cancelled: Callable[[], bool] = never,
    ) -> Tensor:
        """With `mask`, x counts as zero where mask is. With `bias`, it is added and negative values become zero.

        In bands of rows, so that the numbers, half as long as others, stay in the cache and take no memory.
        """
        count, channels, height, width = x.shape
        wide = len(weight)
        whole = torch.empty((count, wide, height, width), memory_format=torch.channels_last)
        rows = max(1, 2 * CHUNK // (count * max(channels, wide) * width))
        for top in range(0, height, rows):
            go_on(cancelled)
            bottom = min(top + rows, height)
            begin, end = max(top - 1, 0), min(bottom + 1, height)  # with the rows that the band sees
            part = x[:, :, begin:end]
            if mask is not None:
                part = torch.ops.aten.threshold_backward(part, mask[:, :, begin:end], 0)
            seen = F.pad(part.bfloat16(), (0, 0, begin - (top - 1), bottom + 1 - end))
            found = F.conv2d(seen, weight, bias, padding=(0, 1))
            whole[:, :, top:bottom].copy_(found if bias is None else found.relu_())
        return whole


class Layer:
    """relu(x * weight + bias) of one layer, differentiable with respect to x alone.

    On the CPU by Winograd's filtering or `in_bfloat16`; elsewhere by the device's own library, which has
    such of its own.
    """

    def __init__(self, weight: Tensor, bias: Tensor, in_bfloat16: bool = False) -> None:
        """`weight` (K, C, 3, 3), `bias` (K,), on the device to compute on."""
        self._bias = bias
        self._compute: Winograd | Bfloat16 | Tensor
        if weight.device.type == "cpu":
            self._compute = (Bfloat16 if in_bfloat16 else Winograd)(weight)
        else:
            self._compute = weight.contiguous(memory_format=torch.channels_last)

    def __call__(self, x: Tensor, cancelled: Callable[[], bool] = never) -> Tensor:
        """(1, K, H, W) of `x` (1, C, H, W), both channels_last. On the CPU it raises Cancelled if it is, also back.

        In bfloat16, or elsewhere, also of several at once.
        """
        if isinstance(self._compute, Tensor):
            return F.conv2d(x, self._compute, self._bias, padding=1).relu_()
        result: Tensor = _Convolve.apply(x, self._compute, self._bias, cancelled)  # type: ignore[no-untyped-call]  # torch's
        return result


class _Convolve(torch.autograd.Function):
    @staticmethod
    def forward(
        ctx: Any, x: Tensor, compute: Winograd | Bfloat16, bias: Tensor, cancelled: Callable[[], bool]
    ) -> Tensor:
        result = compute.forth(x, bias, cancelled)
        ctx.compute, ctx.cancelled = compute, cancelled
        ctx.save_for_backward(result)
        return result

    @staticmethod
    def backward(ctx: Any, gradient: Tensor) -> tuple[Tensor, None, None, None]:
        (result,) = ctx.saved_tensors
        return ctx.compute.back(gradient, result, ctx.cancelled), None, None, None
