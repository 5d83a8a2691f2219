"""The objective against the same sum in numpy, and its gradient against finite differences."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from torch import Tensor

from stylegui.engine import objective as module
from stylegui.engine.encoder import Encoder
from stylegui.engine.errors import Problem
from stylegui.engine.objective import Targets, gain, make_targets, objective, sum_shares
from stylegui.engine.settings import CONTENT_LAYER, STYLE_LAYERS, Settings, make_settings

Array = NDArray[np.float64]
STEP = 1e-8  # of central differences: a longer one crosses corners of ReLU and pooling


@pytest.fixture
def image(generator: torch.Generator) -> Tensor:
    """A picture in float64, a little out of range, so that every term has something to say."""
    return 1.2 * torch.rand(1, 3, 32, 24, generator=generator, dtype=torch.float64) - 0.1


@pytest.fixture
def photo_tensor(generator: torch.Generator) -> Tensor:
    """A photo of the image's size."""
    return torch.rand(1, 3, 32, 24, generator=generator, dtype=torch.float64)


@pytest.fixture
def style_tensors(generator: torch.Generator) -> list[Tensor]:
    """Two styles of other sizes and colours."""
    first = torch.rand(1, 3, 28, 36, generator=generator, dtype=torch.float64)
    return [first, 0.3 * torch.rand(1, 3, 40, 20, generator=generator, dtype=torch.float64)]


@pytest.fixture
def targets(double_encoder: Encoder, photo_tensor: Tensor, style_tensors: list[Tensor]) -> Targets:
    """Of the photo and both styles."""
    return make_targets(double_encoder, photo_tensor, style_tensors)


@torch.no_grad()
def _features(encoder: Encoder, image: Tensor) -> dict[str, Array]:
    """{layer: (C, N)} in numpy."""
    found = encoder(image, [*STYLE_LAYERS, CONTENT_LAYER])
    return {layer: features[0].flatten(1).numpy() for layer, features in found.items()}


def _gram(features: Array) -> Array:
    result: Array = features @ features.T / features.shape[1]
    return result


def _relative(value: Array, target: Array) -> float:
    return float(np.sum((value - target) ** 2) / np.sum(target**2))


def _style_term(image: Mapping[str, Array], styles: Sequence[Mapping[str, Array]], settings: Settings) -> float:
    shares = settings.style_shares(len(styles))
    total = 0.0
    for layer in STYLE_LAYERS:
        target = sum((share * _gram(s[layer]) for share, s in zip(shares, styles, strict=True)), np.zeros(()))
        weight = module.LAYER_WEIGHTS[layer] / sum(module.LAYER_WEIGHTS.values())
        total += weight * gain(settings.layer_values()[layer]) * _relative(_gram(image[layer]), target)
    return module.STYLE_WEIGHT * gain(settings.strength) * total


def _terms(encoder: Encoder, targets: Targets, image: Tensor, **values: Any) -> dict[str, float]:
    with torch.no_grad():
        found = objective(encoder, targets, image, Settings(**values))
    return {name: float(term) for name, term in found.items()}


def test_gain_is_nothing_at_0_one_in_the_middle_and_grows() -> None:
    assert gain(0) == 0
    assert gain(50) == 1
    assert all(gain(a) < gain(a + 1) for a in range(100))


def test_every_style_layer_has_a_weight() -> None:
    assert set(module.LAYER_WEIGHTS) == set(STYLE_LAYERS)


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"strength": 80, "photo_kept": 20, "smoothness": 70},
        {"shares": (70, 30), "layer_relu1_1": 90, "layer_relu3_1": 10, "layer_relu5_1": 0},
    ],
)
def test_terms_equal_numpy(
    double_encoder: Encoder,
    targets: Targets,
    image: Tensor,
    photo_tensor: Tensor,
    style_tensors: list[Tensor],
    values: dict[str, Any],
) -> None:
    settings = Settings(**values)
    at, photo = _features(double_encoder, image), _features(double_encoder, photo_tensor)
    styles = [_features(double_encoder, style) for style in style_tensors]
    pixels = image.numpy()
    variation = np.mean(np.diff(pixels, axis=2) ** 2) + np.mean(np.diff(pixels, axis=3) ** 2)
    outside = np.maximum(pixels - 1, 0) + np.maximum(-pixels, 0)
    content = _relative(at[CONTENT_LAYER], photo[CONTENT_LAYER])
    expected = {
        "style": _style_term(at, styles, settings),
        "content": module.CONTENT_WEIGHT * gain(settings.photo_kept) * content,
        "smoothness": module.SMOOTHNESS_WEIGHT * gain(settings.smoothness) * float(variation),
        "range": module.RANGE_WEIGHT * float(np.mean(outside**2)),
    }
    expected["total"] = sum(expected.values())
    assert _terms(double_encoder, targets, image, **values) == pytest.approx(expected, rel=1e-9)
    assert min(expected.values()) > 0


def test_the_gradient_equals_central_differences(double_encoder: Encoder, targets: Targets, image: Tensor) -> None:
    settings = Settings(shares=(70, 30), layer_relu4_1=80)
    x = image.clone().requires_grad_()
    objective(double_encoder, targets, x, settings)["total"].backward()  # type: ignore[no-untyped-call]  # untyped
    assert x.grad is not None
    generator, step = torch.Generator().manual_seed(3), STEP
    for _ in range(4):
        direction = torch.randn(x.shape, generator=generator, dtype=torch.float64)
        with torch.no_grad():
            up, down = (
                float(objective(double_encoder, targets, image + sign * step * direction, settings)["total"])
                for sign in (1, -1)
            )
        slope = float((x.grad * direction).sum())
        assert (up - down) / (2 * step) == pytest.approx(slope, rel=1e-4, abs=1e-6)


def test_each_term_has_the_gradient_of_central_differences(
    double_encoder: Encoder, targets: Targets, image: Tensor
) -> None:
    direction, step = torch.randn(image.shape, generator=torch.Generator().manual_seed(4), dtype=torch.float64), STEP
    for name in ("style", "content", "smoothness", "range"):
        x = image.clone().requires_grad_()
        (gradient,) = torch.autograd.grad(objective(double_encoder, targets, x, Settings())[name], x)
        up = _terms(double_encoder, targets, image + step * direction)[name]
        down = _terms(double_encoder, targets, image - step * direction)[name]
        slope = float((gradient * direction).sum())
        assert (up - down) / (2 * step) == pytest.approx(slope, rel=1e-4, abs=1e-6), name


def test_the_photo_itself_costs_no_content(double_encoder: Encoder, targets: Targets, photo_tensor: Tensor) -> None:
    terms = _terms(double_encoder, targets, photo_tensor)
    assert terms["content"] == 0
    assert terms["style"] > 0


def test_the_style_itself_costs_no_style(double_encoder: Encoder, photo_tensor: Tensor) -> None:
    targets = make_targets(double_encoder, photo_tensor, [photo_tensor])
    assert _terms(double_encoder, targets, photo_tensor)["style"] == 0


def test_a_share_of_100_is_that_style_alone(
    double_encoder: Encoder, targets: Targets, image: Tensor, photo_tensor: Tensor, style_tensors: list[Tensor]
) -> None:
    for index, shares in enumerate([(100, 0), (0, 100)]):
        alone = make_targets(double_encoder, photo_tensor, [style_tensors[index]])
        assert _terms(double_encoder, targets, image, shares=shares) == pytest.approx(
            _terms(double_encoder, alone, image)
        )


def test_shares_blend_the_targets_linearly(
    double_encoder: Encoder, targets: Targets, image: Tensor, photo_tensor: Tensor
) -> None:
    """A single style whose Gram matrices are the weighted mean costs the same."""
    first, second = targets.styles
    mean = {layer: 0.7 * first[layer] + 0.3 * second[layer] for layer in STYLE_LAYERS}
    blended = Targets(targets.content, (mean,))
    both = _terms(double_encoder, targets, image, shares=(70, 30))
    assert both == pytest.approx(_terms(double_encoder, blended, image))
    assert both["style"] != pytest.approx(_terms(double_encoder, targets, image, shares=(30, 70))["style"])


def test_the_same_style_twice_is_that_style(
    double_encoder: Encoder, image: Tensor, photo_tensor: Tensor, style_tensors: list[Tensor]
) -> None:
    once = make_targets(double_encoder, photo_tensor, style_tensors[:1])
    twice = make_targets(double_encoder, photo_tensor, style_tensors[:1] * 2)
    assert _terms(double_encoder, twice, image, shares=(10, 90)) == pytest.approx(_terms(double_encoder, once, image))


@pytest.mark.parametrize(("name", "term"), [("strength", "style"), ("photo_kept", "content"), ("smoothness",) * 2])
def test_a_control_at_0_drops_its_term_and_no_other(
    double_encoder: Encoder, targets: Targets, image: Tensor, name: str, term: str
) -> None:
    full, without = _terms(double_encoder, targets, image), _terms(double_encoder, targets, image, **{name: 0})
    assert without[term] == 0
    assert without["total"] == pytest.approx(full["total"] - full[term])
    x = image.clone().requires_grad_()
    (gradient,) = torch.autograd.grad(objective(double_encoder, targets, x, make_settings({name: 0}))[term], x)
    assert not gradient.any()


@pytest.mark.parametrize(("name", "term"), [("strength", "style"), ("photo_kept", "content"), ("smoothness",) * 2])
def test_a_control_scales_its_term_by_its_gain(
    double_encoder: Encoder, targets: Targets, image: Tensor, name: str, term: str
) -> None:
    middle = _terms(double_encoder, targets, image)[term]
    for value in (20, 100):
        changed = _terms(double_encoder, targets, image, **{name: value})
        assert changed[term] == pytest.approx(gain(value) * middle)


def test_layer_controls_add_up(double_encoder: Encoder, targets: Targets, image: Tensor) -> None:
    none = {f"layer_{layer}": 0 for layer in STYLE_LAYERS}
    alone = [_terms(double_encoder, targets, image, **{**none, f"layer_{layer}": 50}) for layer in STYLE_LAYERS]
    assert all(terms["style"] > 0 for terms in alone)
    assert sum(t["style"] for t in alone) == pytest.approx(_terms(double_encoder, targets, image)["style"])


def test_with_every_control_at_0_only_the_range_is_left(
    double_encoder: Encoder, targets: Targets, image: Tensor
) -> None:
    values: dict[str, Any] = {f"layer_{layer}": 0 for layer in STYLE_LAYERS}
    values |= {"strength": 0, "photo_kept": 0, "smoothness": 0}
    x = image.clone().requires_grad_()
    terms = objective(double_encoder, targets, x, Settings(**values))
    assert float(terms["total"].detach()) == pytest.approx(float(terms["range"].detach()))
    terms["total"].backward()  # type: ignore[no-untyped-call]  # untyped in torch
    assert x.grad is not None
    assert bool(((x.grad != 0) == ((image < 0) | (image > 1))).all())


def test_shares_that_do_not_fit_are_refused(double_encoder: Encoder, targets: Targets, image: Tensor) -> None:
    with pytest.raises(Problem, match="shares"):
        objective(double_encoder, targets, image, Settings(shares=(1, 2, 3)))


def test_sum_shares_equals_numpy(generator: torch.Generator) -> None:
    tensors = list(torch.randn(3, 2, 4, generator=generator, dtype=torch.float64))
    expected = 0.2 * tensors[0].numpy() + 0.3 * tensors[1].numpy() + 0.5 * tensors[2].numpy()
    np.testing.assert_allclose(sum_shares([0.2, 0.3, 0.5], tensors).numpy(), expected)
    assert sum_shares([1.0], tensors[:1]).equal(tensors[0])
