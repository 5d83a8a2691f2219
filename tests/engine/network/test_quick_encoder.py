"""The quick network beside the network itself."""

import pytest
import torch

from stylegui.engine.errors import Cancelled
from stylegui.engine.network.convolution import KNOWING, QuickLayer, knows_bfloat16
from stylegui.engine.network.encoder import Encoder
from stylegui.engine.network.in_memory import teaching_encoder_for
from stylegui.engine.network.weights import Convolution
from stylegui.engine.settings import STYLE_LAYERS, Settings


def test_features_and_gradients_are_about_the_networks(
    network: list[Convolution], encoder: Encoder, generator: torch.Generator
) -> None:
    image = torch.rand(1, 3, 48, 64, generator=generator)
    found = []
    for each in (encoder, Encoder(network, is_quick=True)):
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
        Encoder(network, is_quick=True).cancellable(lambda: True)(torch.rand(1, 3, 32, 32), ["relu2_1"])


@pytest.mark.parametrize("name", [*KNOWING, ""])
def test_it_teaches_where_the_processor_knows_its_numbers(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setattr(torch.cpu, "get_capabilities", lambda: {"avx2": True, name: True})
    assert knows_bfloat16() is bool(name)
    made = list[str]()
    monkeypatch.setattr(QuickLayer, "__init__", lambda _self, _weight, _bias: made.append("quick"))
    teaching_encoder_for(Settings(device="cpu"))
    assert bool(made) is bool(name)
