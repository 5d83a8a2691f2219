"""Winograd's filtering against torch's plain convolution in float64, and against a loop."""

import pytest
import torch
from torch import Tensor
from torch.nn.functional import conv2d

from stylegui.engine.network import convolution as module
from stylegui.engine.network.convolution import Layer

# (height, width): with and without tiles that reach over the edge, and smaller than one tile
SIZES = [(1, 1), (1, 9), (3, 5), (4, 4), (8, 12), (17, 23), (30, 6)]
CHANNELS = [(3, 8), (8, 3), (5, 5), (1, 1)]


def _layer(generator: torch.Generator, inputs: int, outputs: int) -> tuple[Tensor, Tensor]:
    """Weight and bias in float64 that leave about half of the outputs positive."""
    weight = torch.randn(outputs, inputs, 3, 3, generator=generator, dtype=torch.float64)
    return weight, torch.randn(outputs, generator=generator, dtype=torch.float64)


def _input(generator: torch.Generator, channels: int, height: int, width: int) -> Tensor:
    x = torch.randn(1, channels, height, width, generator=generator, dtype=torch.float64)
    return x.contiguous(memory_format=torch.channels_last)


def _plain(x: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
    return conv2d(x, weight, bias, padding=1).relu()


@pytest.mark.parametrize(("inputs", "outputs"), CHANNELS)
@pytest.mark.parametrize(("height", "width"), SIZES)
def test_values_and_gradients_equal_the_plain_convolutions(
    generator: torch.Generator, height: int, width: int, inputs: int, outputs: int
) -> None:
    weight, bias = _layer(generator, inputs, outputs)
    x = _input(generator, inputs, height, width)
    upstream = torch.randn(1, outputs, height, width, generator=generator, dtype=torch.float64)
    found, expected = (x.clone(memory_format=torch.preserve_format).requires_grad_() for _ in range(2))
    value, plain = Layer(weight, bias)(found), _plain(expected, weight, bias)
    torch.testing.assert_close(value, plain, rtol=0, atol=1e-10, check_stride=False)
    assert bool((value > 0).any()) or value.numel() < 10
    (gradient,) = torch.autograd.grad(value, found, upstream)
    (expected_gradient,) = torch.autograd.grad(plain, expected, upstream)
    torch.testing.assert_close(gradient, expected_gradient, rtol=0, atol=1e-10, check_stride=False)


@pytest.mark.parametrize(("height", "width"), [(3, 5), (6, 4)])
def test_the_gradient_equals_central_differences(generator: torch.Generator, height: int, width: int) -> None:
    layer = Layer(*_layer(generator, 2, 3))
    x = _input(generator, 2, height, width).requires_grad_()
    assert torch.autograd.gradcheck(layer, (x,), eps=1e-7, atol=1e-5)


def test_one_position_equals_a_loop(generator: torch.Generator) -> None:
    """Inside the picture and at its corner, where zeros stand beyond the edge."""
    weight, bias = _layer(generator, 4, 6)
    x = _input(generator, 4, 7, 9)
    result = Layer(weight, bias)(x)
    for y, column in [(0, 0), (3, 4), (4, 7), (6, 8)]:
        for output in range(6):
            total = float(bias[output])
            for channel in range(4):
                for dy in range(3):
                    for dx in range(3):
                        row, place = y + dy - 1, column + dx - 1
                        if 0 <= row < 7 and 0 <= place < 9:
                            total += float(weight[output, channel, dy, dx] * x[0, channel, row, place])
            assert float(result[0, output, y, column]) == pytest.approx(max(total, 0), abs=1e-10)


@pytest.mark.parametrize("chunk", [1, 6000, 20_000])
@pytest.mark.parametrize(("height", "width"), [(17, 23), (16, 8), (37, 5)])
def test_bands_give_the_same(
    generator: torch.Generator, monkeypatch: pytest.MonkeyPatch, height: int, width: int, chunk: int
) -> None:
    weight, bias = _layer(generator, 5, 7)
    upstream = torch.randn(1, 7, height, width, generator=generator, dtype=torch.float64)
    results = []
    x = _input(generator, 5, height, width).requires_grad_()
    for numbers in (10**9, chunk):
        monkeypatch.setattr(module, "CHUNK", numbers)
        value = Layer(weight, bias)(x)
        results.append((value.detach(), *torch.autograd.grad(value, x, upstream)))
    for whole, banded in zip(*results, strict=True):
        torch.testing.assert_close(banded, whole, rtol=0, atol=1e-11)


def test_float32_is_near_float64(generator: torch.Generator) -> None:
    """As near as the sizes and the numbers of channels of the real network leave it."""
    weight, bias = _layer(generator, 128, 256)
    weight = weight / 30
    x = _input(generator, 128, 33, 46).relu()
    exact = x.clone(memory_format=torch.preserve_format).requires_grad_()
    rough = x.float().requires_grad_()
    expected, found = _plain(exact, weight, bias), Layer(weight.float(), bias.float())(rough)
    assert found.dtype == torch.float32
    error = (found - expected).detach().abs().max() / expected.detach().abs().max()
    assert float(error) < 3e-5
    upstream = torch.randn(expected.shape, generator=generator, dtype=torch.float64)
    upstream = upstream * ((found > 0) == (expected > 0))  # at a corner of ReLU either slope is right
    (gradient,) = torch.autograd.grad(found, rough, upstream.float())
    (expected_gradient,) = torch.autograd.grad(expected, exact, upstream)
    assert float((gradient - expected_gradient).abs().max() / expected_gradient.abs().max()) < 3e-5


def test_the_result_is_channels_last(generator: torch.Generator) -> None:
    layer = Layer(*_layer(generator, 4, 6))
    for memory_format in (torch.channels_last, torch.contiguous_format):
        x = _input(generator, 4, 9, 10).contiguous(memory_format=memory_format).requires_grad_()
        result = layer(x)
        assert result.is_contiguous(memory_format=torch.channels_last)
        (gradient,) = torch.autograd.grad(result.sum(), x)  # from a gradient that is no buffer of its own
        assert gradient.is_contiguous(memory_format=torch.channels_last)


def test_the_gradient_may_come_in_any_format(generator: torch.Generator) -> None:
    weight, bias = _layer(generator, 4, 6)
    x = _input(generator, 4, 9, 10).requires_grad_()
    upstream = torch.randn(1, 6, 9, 10, generator=generator, dtype=torch.float64)
    result = Layer(weight, bias)(x)
    (first,) = torch.autograd.grad(result, x, upstream, retain_graph=True)
    (second,) = torch.autograd.grad(result, x, upstream.contiguous(memory_format=torch.channels_last))
    assert first.equal(second)


@pytest.mark.parametrize("bad", [float("nan"), float("inf")])
def test_what_is_no_number_stays_visible(generator: torch.Generator, bad: float) -> None:
    """ReLU must not turn it into 0: the run would go on with a picture that means nothing."""
    layer = Layer(*_layer(generator, 4, 6))
    x = _input(generator, 4, 9, 10)
    x[0, 2, 5, 6] = bad
    assert not bool(layer(x)[0, :, 4:7, 5:8].isfinite().any())


def test_what_is_no_number_in_the_gradient_stays_visible(generator: torch.Generator) -> None:
    layer = Layer(*_layer(generator, 4, 6))
    x = _input(generator, 4, 9, 10).requires_grad_()
    upstream = torch.full((1, 6, 9, 10), float("nan"), dtype=torch.float64)
    (gradient,) = torch.autograd.grad(layer(x), x, upstream)
    assert not bool(gradient.isfinite().all())


def test_the_input_and_the_gradient_are_left_as_they_were(generator: torch.Generator) -> None:
    layer = Layer(*_layer(generator, 4, 6))
    x = _input(generator, 4, 9, 10).requires_grad_()
    upstream = torch.randn(1, 6, 9, 10, generator=generator, dtype=torch.float64)
    before, copy = x.detach().clone(), upstream.clone()
    torch.autograd.grad(layer(x), x, upstream)
    assert x.detach().equal(before)
    assert upstream.equal(copy)


def test_plain_color_gives_plain_color_inside(generator: torch.Generator) -> None:
    weight, bias = _layer(generator, 3, 5)
    result = Layer(weight, bias)(torch.ones(1, 3, 11, 13, dtype=torch.float64))
    expected = (weight.sum((1, 2, 3)) + bias).relu().view(1, 5, 1, 1)
    torch.testing.assert_close(result[..., 1:-1, 1:-1], expected.expand(1, 5, 9, 11), check_stride=False)
