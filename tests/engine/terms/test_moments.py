"""The Wasserstein distance against another formula in float64 numpy, and its gradient against differences."""

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from single_terms import everywhere, loss_of, read_by
from torch import Tensor

from stylegui.engine.network.encoder import Encoder
from stylegui.engine.pictures.files.loading import load
from stylegui.engine.pictures.images import Picture, crop_to_aspect, resize
from stylegui.engine.settings import STYLE_LAYERS
from stylegui.engine.terms.moments import PRECISE, FewTransport, Gaussian, Moments, Transport, gaussian, transport_to
from stylegui.engine.terms.term import Arrays
from stylegui.paths import resources

Array = NDArray[np.float64]
# (channels, positions of the result (H, W), positions of the style): more and fewer positions than channels
SHAPES = [
    (4, (5, 6), (6, 7)),
    (6, (2, 2), (5, 5)),
    (6, (5, 5), (2, 2)),
    (12, (2, 3), (1, 4)),
    (5, (1, 5), (3, 3)),
    (3, (1, 1), (4, 4)),
    (1, (4, 5), (3, 3)),
]


def _features(generator: torch.Generator, channels: int, size: tuple[int, int]) -> Tensor:
    """(1, C, H, W) with channels that depend on each other, and with means that are not 0."""
    mixing = torch.randn(channels, channels, generator=generator, dtype=torch.float64)
    free = torch.randn(channels, size[0] * size[1], generator=generator, dtype=torch.float64)
    offset = torch.randn(channels, 1, generator=generator, dtype=torch.float64)
    return (mixing @ free + offset).view(1, channels, *size)


def _distance(features: Tensor, style: Tensor) -> float:
    """|m - mt|^2 + tr S + tr St - 2 tr (S St)^1/2, its last part as the sum of the singular values of X Y^T.

    S = X^T X and St = Y^T Y of the centred samples (or, turned, their triangles): no covariance's root is taken, and
    rank does not matter.
    """
    parts = []
    for tensor in (features, style):
        rows = tensor.detach()[0].flatten(1).T.double().numpy()
        mean = rows.mean(0)
        parts.append((mean, np.linalg.qr((rows - mean) / np.sqrt(len(rows))).R))
    (mean, x), (other, y) = parts
    between = float(np.linalg.svd(x @ y.T, compute_uv=False).sum())
    spread = float(np.sum(y**2))
    distance = float(np.sum((mean - other) ** 2) + np.sum(x**2)) + spread - 2 * between
    return distance / (spread + float(np.sum(other**2)))


LAYER = "relu1_1"  # any: features are given


def transport(features: Tensor, target: Gaussian) -> Tensor:
    """The term's value."""
    term = transport_to(target, LAYER, everywhere(features))
    return loss_of(term, {LAYER: features}, *features.shape[2:])


def moments(features: Tensor) -> Arrays:
    """What is read of a style's features."""
    reader = Moments(LAYER).reader({LAYER: everywhere(features)})
    return read_by(reader, {LAYER: features}, *features.shape[2:])


def _target(style: Tensor) -> Gaussian:
    read = moments(style)
    return gaussian(read["mean"], read["second"])


@pytest.mark.parametrize(("channels", "size", "style_size"), SHAPES)
def test_the_value_equals_another_formula(
    generator: torch.Generator, channels: int, size: tuple[int, int], style_size: tuple[int, int]
) -> None:
    features, style = _features(generator, channels, size), _features(generator, channels, style_size)
    found = transport(features, _target(style))
    assert found.dtype == torch.float64
    assert found.shape == ()
    assert float(found) == pytest.approx(_distance(features, style), rel=1e-6, abs=1e-7)


def test_the_value_equals_the_eigenvalues_of_the_product(generator: torch.Generator) -> None:
    """The textbook's form, where both covariances have full rank."""
    features, style = _features(generator, 4, (5, 6)), _features(generator, 4, (6, 7))
    first, second = (np.cov(t[0].flatten(1).numpy(), bias=True) for t in (features, style))
    means = [t[0].flatten(1).numpy().mean(1) for t in (features, style)]
    between = float(np.sqrt(np.linalg.eigvals(first @ second).real.clip(min=0)).sum())
    distance = float(np.sum((means[0] - means[1]) ** 2)) + float(np.trace(first + second)) - 2 * between
    energy = float(np.trace(second)) + float(np.sum(means[1] ** 2))
    assert float(transport(features, _target(style))) == pytest.approx(distance / energy, rel=1e-9)


@pytest.mark.parametrize("size", [(1, 40), (5, 8)])
def test_two_distributions_of_one_number_have_a_closed_formula(
    generator: torch.Generator, size: tuple[int, int]
) -> None:
    features = 3 * torch.randn(1, 1, *size, generator=generator, dtype=torch.float64) + 2
    style = 0.5 * torch.randn(1, 1, 4, 9, generator=generator, dtype=torch.float64) - 1
    means, deviations = ([float(f(t)) for t in (features, style)] for f in (torch.mean, lambda t: t.std(correction=0)))
    expected = (means[0] - means[1]) ** 2 + (deviations[0] - deviations[1]) ** 2
    expected /= means[1] ** 2 + deviations[1] ** 2
    assert float(transport(features, _target(style))) == pytest.approx(expected, rel=1e-10)


@pytest.mark.parametrize(("channels", "size", "style_size"), SHAPES)
def test_the_gradient_equals_central_differences(
    generator: torch.Generator, channels: int, size: tuple[int, int], style_size: tuple[int, int]
) -> None:
    """Of the independent value, not of the function's own.

    Along what changes no rank: where a covariance has none in a direction, the distance has a corner there.
    """
    features, style = _features(generator, channels, size), _features(generator, channels, style_size)
    x = features.clone().requires_grad_()
    (gradient,) = torch.autograd.grad(transport(x, _target(style)), x)
    assert gradient.shape == x.shape
    step = 1e-5
    for _ in range(4):
        direction = torch.randn(x.shape, generator=generator, dtype=torch.float64)
        up, down = (_distance(features + sign * step * direction, style) for sign in (1, -1))
        assert (up - down) / (2 * step) == pytest.approx(float((gradient * direction).sum()), rel=1e-4, abs=1e-7)


@pytest.mark.parametrize(("channels", "size", "style_size"), [(4, (3, 4), (4, 5)), (6, (2, 2), (5, 5))])
def test_the_gradient_passes_gradcheck(
    generator: torch.Generator, channels: int, size: tuple[int, int], style_size: tuple[int, int]
) -> None:
    x = _features(generator, channels, size).requires_grad_()
    target = _target(_features(generator, channels, style_size))
    assert torch.autograd.gradcheck(lambda features: transport(features, target), (x,), eps=1e-4, atol=1e-3)


def test_the_gradient_is_scaled_by_what_comes_from_above(generator: torch.Generator) -> None:
    for channels, size in [(4, (5, 6)), (6, (2, 2))]:
        x = _features(generator, channels, size).requires_grad_()
        target = _target(_features(generator, channels, (4, 4)))
        (once,) = torch.autograd.grad(transport(x, target), x)
        (scaled,) = torch.autograd.grad(-2.5 * transport(x, target), x)
        torch.testing.assert_close(scaled, -2.5 * once)


@pytest.mark.parametrize(("channels", "size"), [(4, (5, 6)), (3, (1, 3)), (8, (2, 3)), (6, (1, 1))])
def test_the_styles_own_features_cost_nothing(generator: torch.Generator, channels: int, size: tuple[int, int]) -> None:
    """Also where they leave most directions of the space empty: an empty one's eigenvalues are rounding."""
    features = _features(generator, channels, size)
    x = features.clone().requires_grad_()
    value = transport(x, _target(features))
    assert abs(float(value.detach())) < 1e-7
    (gradient,) = torch.autograd.grad(value, x)
    assert float(gradient.abs().max()) < 1e-5


def test_places_do_not_matter(generator: torch.Generator) -> None:
    for channels, size in [(4, (6, 6)), (9, (2, 3))]:
        features, target = _features(generator, channels, size), _target(_features(generator, channels, (5, 5)))
        order = torch.randperm(size[0] * size[1], generator=generator)
        shuffled = features.flatten(2)[..., order].view(1, channels, size[0] * size[1], 1)
        assert float(transport(shuffled, target)) == pytest.approx(float(transport(features, target)), abs=1e-7)


def test_going_down_the_gradient_reaches_the_distribution(generator: torch.Generator) -> None:
    style = _features(generator, 3, (7, 7))
    target, x = _target(style), _features(generator, 3, (5, 5))
    for _ in range(200):
        x.requires_grad_()
        (gradient,) = torch.autograd.grad(transport(x, target), x)
        x = (x - 0.5 * x[0, 0].numel() * float(target.energy) * 0.5 * gradient).detach()
    reached, wanted = moments(x), moments(style)
    torch.testing.assert_close(reached["mean"], wanted["mean"], rtol=0, atol=1e-3)
    torch.testing.assert_close(reached["second"], wanted["second"], rtol=0, atol=1e-2)


def test_a_mixture_of_styles_is_that_of_their_samples(generator: torch.Generator) -> None:
    """12 and 18 samples with shares by their number: the same as the 30 together."""
    first, second = _features(generator, 4, (3, 4)), _features(generator, 4, (3, 6))
    together = torch.cat([first.flatten(2), second.flatten(2)], 2).unsqueeze(2)
    place = {LAYER: everywhere(first)}
    ((weight, term),) = Moments(LAYER).terms((0.4, 0.6), [moments(first), moments(second)], place)
    assert weight == 1
    assert isinstance(term, Transport)
    mixed, whole = term.target, _target(together)
    torch.testing.assert_close(mixed.mean, whole.mean)
    torch.testing.assert_close(mixed.root @ mixed.root.T, whole.root @ whole.root.T)
    features = _features(generator, 4, (5, 5))
    assert float(transport(features, mixed)) == pytest.approx(float(transport(features, whole)), rel=1e-9)


def test_a_plain_style_costs_the_features_spread(generator: torch.Generator) -> None:
    """A style without any spread: the distance is to a point, and its root is nothing but 0."""
    features = _features(generator, 3, (4, 4))
    style = torch.tensor([1.0, -2.0, 0.5], dtype=torch.float64).view(1, 3, 1, 1).expand(1, 3, 4, 4)
    x = features.clone().requires_grad_()
    value = transport(x, _target(style))
    expected = (features - style).square().sum() / 16 / style[0, :, 0, 0].square().sum()
    assert float(value.detach()) == pytest.approx(float(expected), rel=1e-6)
    (gradient,) = torch.autograd.grad(value, x)
    assert bool(gradient.isfinite().all())


@pytest.mark.parametrize("size", [(5, 6), (1, 3)])
def test_plain_and_empty_features_give_numbers(generator: torch.Generator, size: tuple[int, int]) -> None:
    for features in (torch.zeros(1, 4, *size), torch.full((1, 4, *size), 0.3)):
        for style in (features, torch.zeros(1, 4, 3, 3), _features(generator, 4, (5, 5)).float()):
            x = features.clone().requires_grad_()
            value = transport(x, _target(style))
            (gradient,) = torch.autograd.grad(value, x)
            assert bool(value.isfinite())
            assert bool(gradient.isfinite().all())


def _sample(name: str, size: int) -> Tensor:
    pixels = resize(crop_to_aspect(load(resources() / "samples" / name).pixels, size, size), size, size)
    return torch.from_numpy(pixels).permute(2, 0, 1)[None].contiguous()


@pytest.fixture(scope="module")
def pictures() -> tuple[Tensor, Tensor]:
    """A photo and a painting of 96 x 96 pixels: fewer positions than channels from relu4_1 on."""
    return _sample("coffee.jpg", 96), _sample("brush-strokes.png", 96)


@pytest.mark.parametrize("layer", STYLE_LAYERS)
def test_float32_features_of_a_picture_are_good_enough(
    encoder: Encoder, pictures: tuple[Tensor, Tensor], layer: str
) -> None:
    """The whole in float64, from the same features, tells how much float32 takes away."""
    with torch.no_grad():
        photo, style = (encoder(picture, [layer])[layer] for picture in pictures)
    results = []
    for dtype in (torch.float32, torch.float64):
        x = photo.to(dtype).requires_grad_()
        value = transport(x, _target(style.to(dtype)))
        results.append((float(value.detach()), torch.autograd.grad(value, x)[0].double()))
    (rough, gradient), (exact, expected) = results
    assert rough == pytest.approx(exact, rel=1e-3, abs=1e-3)
    assert exact == pytest.approx(_distance(photo, style), abs=1e-5)
    cosine = (gradient * expected).sum() / (gradient.norm() * expected.norm())
    assert float(cosine) > 0.95


def test_float32_decompositions_of_real_features_keep_the_gradient(encoder: Encoder, style: Picture) -> None:
    """What runs by default at 512 px: more channels than PRECISE, more positions than channels."""
    features = {}
    for name, pixels in (("image", load(resources() / "samples" / "coffee.jpg").pixels), ("style", style.pixels)):
        picture = torch.from_numpy(resize(crop_to_aspect(pixels, 1, 1), 224, 224)).permute(2, 0, 1)[None]
        with torch.no_grad():
            features[name] = encoder(picture, ["relu4_1"])["relu4_1"]
    assert features["image"].shape[2] * features["image"].shape[3] > features["image"].shape[1] > PRECISE
    found = []
    for kind in (torch.float32, torch.float64):
        image = features["image"].to(kind).requires_grad_()
        value = transport(image, _target(features["style"].to(kind)))
        (gradient,) = torch.autograd.grad(value, image)
        found.append((float(value.detach()), gradient.double().flatten()))
    (rough, rough_gradient), (exact_value, gradient) = found
    assert exact_value == pytest.approx(_distance(features["image"], features["style"]), rel=1e-6)
    assert rough == pytest.approx(exact_value, rel=1e-3)
    assert float(torch.nn.functional.cosine_similarity(rough_gradient, gradient, dim=0)) > 0.995


def test_a_picture_of_few_positions_has_them(encoder: Encoder, style: Picture) -> None:
    """That the two ways to decompose are both taken by real pictures."""
    image = torch.from_numpy(resize(style.pixels, 96, 96)).permute(2, 0, 1)[None]
    with torch.no_grad():
        found = encoder(image, STYLE_LAYERS)
    kinds = {
        layer: type(transport_to(_target(features), layer, everywhere(features))) for layer, features in found.items()
    }
    assert kinds["relu1_1"] is Transport
    noise = torch.rand(1, 512, 12, 12)
    assert type(transport_to(_target(torch.rand(1, 512, 30, 30)), "relu5_1", everywhere(noise))) is FewTransport
