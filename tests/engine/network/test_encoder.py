"""The encoder against torchvision's own modules in float64."""

import pytest
import torch
from torch import Tensor, nn
from torch.nn.functional import avg_pool2d, conv2d, pad
from torchvision_models import torchvision_models

from stylegui.engine.network.encoder import Encoder
from stylegui.engine.network.weights import Convolution, layer_indices
from stylegui.engine.settings import CONTENT_LAYER, STYLE_LAYERS

LAYERS = (*STYLE_LAYERS, CONTENT_LAYER)
INDICES = {layer: index for layer, index, _, _ in layer_indices("vgg16")}


@pytest.fixture(scope="module")
def reference(network: list[Convolution]) -> nn.Sequential:
    """torchvision's vgg16().features in float64 with the embedded weights."""
    with torch.device("meta"):
        features = torchvision_models().vgg16(weights=None).features[:26]
    assert isinstance(features, nn.Sequential)
    state = {f"{INDICES[c.layer]}.weight": c.weight.double() for c in network}
    state |= {f"{INDICES[c.layer]}.bias": c.bias.double() for c in network}
    features.load_state_dict(state, assign=True)
    return features


@torch.no_grad()
def _expected(reference: nn.Sequential, image: Tensor, average: bool) -> dict[str, Tensor]:
    """Features after each ReLU in use, the picture normalised first and its edge repeated."""
    mean = torch.tensor([0.485, 0.456, 0.406], dtype=torch.float64).view(1, 3, 1, 1)
    std = torch.tensor([0.229, 0.224, 0.225], dtype=torch.float64).view(1, 3, 1, 1)
    x = pad((image.double() - mean) / std, (1, 1, 1, 1), mode="replicate")
    names = {index: layer for layer, index in INDICES.items()}
    features = {}
    for index, module in enumerate(reference):
        if isinstance(module, nn.Conv2d):
            layer = names[index]
            x = conv2d(x, module.weight, module.bias, padding=0 if index == 0 else 1)
        elif isinstance(module, nn.ReLU):
            x = x.clamp(min=0)
            features[layer] = x
        elif average:
            x = avg_pool2d(x, 2) * 2
        else:
            x = module(x)
    return features


@pytest.mark.parametrize("pooling", ["max", "average"])
@pytest.mark.parametrize("size", [(32, 48), (37, 33)])
def test_features_equal_torchvisions(
    network: list[Convolution],
    reference: nn.Sequential,
    generator: torch.Generator,
    pooling: str,
    size: tuple[int, int],
) -> None:
    image = torch.rand(1, 3, *size, generator=generator)
    features = Encoder(network, pooling)(image, LAYERS)
    expected = _expected(reference, image, pooling == "average")
    assert set(features) == set(LAYERS)
    for layer, value in features.items():
        error = (value.double() - expected[layer]).norm() / expected[layer].norm()
        assert error < 1e-4, layer


def test_float64_weights_give_float64_features(
    double_encoder: Encoder, reference: nn.Sequential, generator: torch.Generator
) -> None:
    image = torch.rand(1, 3, 32, 32, generator=generator, dtype=torch.float64)
    expected = _expected(reference, image, average=False)
    for layer, value in double_encoder(image, LAYERS).items():
        torch.testing.assert_close(value, expected[layer], rtol=1e-5, atol=1e-4, check_stride=False)


def test_one_position_equals_a_loop(encoder: Encoder, network: list[Convolution], generator: torch.Generator) -> None:
    """relu1_1 at the upper left corner, where the edge is repeated, number by number."""
    image = torch.rand(1, 3, 16, 16, generator=generator)
    first, mean, std = network[0], (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)
    for channel in range(64):
        total = float(first.bias[channel])
        for colour in range(3):
            for dy in range(3):
                for dx in range(3):
                    pixel = float(image[0, colour, max(dy - 1, 0), max(dx - 1, 0)])
                    total += float(first.weight[channel, colour, dy, dx]) * (pixel - mean[colour]) / std[colour]
        found = float(encoder(image, ["relu1_1"])["relu1_1"][0, channel, 0, 0])
        assert found == pytest.approx(max(total, 0), rel=1e-4, abs=1e-3)


def test_a_plain_picture_has_no_frame(encoder: Encoder) -> None:
    image = torch.tensor([0.2, 0.5, 0.8]).view(1, 3, 1, 1).expand(1, 3, 24, 24)
    features = encoder(image, ["relu1_1"])["relu1_1"]
    assert float(features.max()) > 0
    torch.testing.assert_close(features, features[..., 12:13, 12:13].expand_as(features), rtol=1e-5, atol=1e-4)


def test_it_goes_no_deeper_than_it_must(network: list[Convolution], generator: torch.Generator) -> None:
    """A network that would give no numbers below the deepest wanted layer gives the wanted ones."""
    broken = [Convolution(c.layer, c.weight * (1 if c.layer < "relu3_2" else float("nan")), c.bias) for c in network]
    image = torch.rand(1, 3, 32, 32, generator=generator)
    features = Encoder(broken)(image, ["relu3_1", "relu1_1"])
    assert set(features) == {"relu1_1", "relu3_1"}
    whole = Encoder(network)(image, LAYERS)
    for layer, value in features.items():
        assert torch.equal(value, whole[layer])


def test_an_unknown_layer_is_an_error(encoder: Encoder) -> None:
    with pytest.raises(ValueError, match="relu6_1"):
        encoder(torch.zeros(1, 3, 32, 32), ["relu1_1", "relu6_1"])


def test_only_the_picture_gets_a_gradient(encoder: Encoder, generator: torch.Generator) -> None:
    image = torch.rand(1, 3, 32, 32, generator=generator).requires_grad_()
    for _ in range(2):  # a second pass needs no retained graph
        encoder(image, ["relu5_1"])["relu5_1"].sum().backward()  # type: ignore[no-untyped-call]  # untyped in torch
    assert image.grad is not None
    assert float(image.grad.abs().sum()) > 0
