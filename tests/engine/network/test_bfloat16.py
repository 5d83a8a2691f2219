"""Convolutions in bfloat16 beside those in float64, and the network in them beside the network in float32."""

import pytest
import torch
from torch.nn.functional import conv2d

from stylegui.engine.errors import Cancelled
from stylegui.engine.network import convolution as module
from stylegui.engine.network.convolution import Bfloat16, Layer, Winograd
from stylegui.engine.network.device import BFLOAT16, knows_bfloat16
from stylegui.engine.network.encoder import Encoder
from stylegui.engine.network.in_memory import encoder_for
from stylegui.engine.network.weights import Convolution
from stylegui.engine.settings import STYLE_LAYERS, Settings


def test_features_and_gradients_are_about_the_networks(
    network: list[Convolution], encoder: Encoder, generator: torch.Generator
) -> None:
    image = torch.rand(1, 3, 48, 64, generator=generator)
    found = []
    for each in (encoder, Encoder(network, in_bfloat16=True)):
        leaf = image.clone().requires_grad_()
        features = each(leaf, STYLE_LAYERS)
        total = sum(features[layer].square().mean() for layer in STYLE_LAYERS)
        assert isinstance(total, torch.Tensor)
        (gradient,) = torch.autograd.grad(total, [leaf])
        found.append({name: values.detach() for name, values in {**features, "gradient": gradient}.items()})
    for name, values in found[0].items():
        error = (found[1][name] - values).norm() / values.norm()
        assert found[1][name].dtype == torch.float32
        assert float(error) < (0.1 if name == "gradient" else 0.02), name


def test_it_can_be_cancelled(network: list[Convolution]) -> None:
    with pytest.raises(Cancelled):
        Encoder(network, in_bfloat16=True).cancellable(lambda: True)(torch.rand(1, 3, 32, 32), ["relu2_1"])


@pytest.mark.parametrize("name", [*BFLOAT16, ""])
def test_it_is_in_them_where_the_processor_knows_them(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setattr(torch.cpu, "get_capabilities", lambda: {"avx2": True, name: True})
    assert knows_bfloat16(torch.device("cpu")) is bool(name)
    made = list[str]()
    for each in (Bfloat16, Winograd):
        monkeypatch.setattr(each, "__init__", lambda self, _weight: made.append(type(self).__name__))
    encoder_for(Settings(device="cpu"))
    assert set(made) == {"Bfloat16" if name else "Winograd"}


def test_other_devices_have_their_own() -> None:
    assert not knows_bfloat16(torch.device("meta"))


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(("inputs", "outputs"), [(64, 64), (3, 8), (16, 5), (1, 1)])
@pytest.mark.parametrize(("height", "width"), [(1, 1), (3, 5), (17, 23)])
def test_values_and_gradients_are_those_of_rounded_numbers(
    generator: torch.Generator, count: int, inputs: int, outputs: int, height: int, width: int
) -> None:
    """The plain convolution in float64, of the same rounded numbers: what differs is the result's own rounding."""
    weight, bias, x, upstream = (
        torch.randn(*shape, generator=generator).bfloat16().float()
        for shape in (
            (outputs, inputs, 3, 3),
            (outputs,),
            (count, inputs, height, width),
            (count, outputs, height, width),
        )
    )
    found, exact = x.clone().requires_grad_(), x.double().requires_grad_()
    value = Layer(weight, bias, in_bfloat16=True)(found)
    expected = conv2d(exact, weight.double(), bias.double(), padding=1).relu()
    assert value.dtype == torch.float32
    # a sum that is nearly nothing is as exact as what it was summed of
    torch.testing.assert_close(value.double(), expected, rtol=0.01, atol=0.01, check_stride=False)
    (gradient,) = torch.autograd.grad(value, found, upstream)
    (expected_gradient,) = torch.autograd.grad(expected, exact, upstream.double() * ((value > 0) == (expected > 0)))
    torch.testing.assert_close(gradient.double(), expected_gradient, rtol=0.01, atol=0.02, check_stride=False)


def test_its_way_back_can_be_cancelled(generator: torch.Generator) -> None:
    answers = iter([False, True])
    x = torch.rand(1, 4, 8, 8, generator=generator).requires_grad_()
    value = Layer(torch.ones(4, 4, 3, 3), torch.zeros(4), in_bfloat16=True)(x, lambda: next(answers))
    with pytest.raises(Cancelled):
        torch.autograd.grad(value.sum(), x)


@pytest.mark.parametrize("chunk", [1, 700, 2000])
def test_bands_give_the_same(generator: torch.Generator, monkeypatch: pytest.MonkeyPatch, chunk: int) -> None:
    layer = Layer(torch.randn(7, 5, 3, 3, generator=generator), torch.randn(7, generator=generator), in_bfloat16=True)
    x, upstream = (torch.randn(1, channels, 37, 9, generator=generator) for channels in (5, 7))
    results = []
    for most in (module.CHUNK, chunk):
        monkeypatch.setattr(module, "CHUNK", most)
        leaf = x.clone().requires_grad_()
        value = layer(leaf)
        results.append((value, *torch.autograd.grad(value, leaf, upstream)))
    for one, other in zip(*results, strict=True):
        torch.testing.assert_close(one, other, rtol=0.01, atol=1e-4)
