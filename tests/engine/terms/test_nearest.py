"""Nearest places against a loop in float64 numpy, and the gradient against finite differences."""

from collections.abc import Mapping

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from single_terms import loss_of, read_by
from torch import Tensor

from stylegui.engine.network.encoder import Encoder
from stylegui.engine.terms import nearest as module
from stylegui.engine.terms.nearest import GRID, LAYERS, NearestError, NearestReader
from stylegui.engine.terms.seen import Where
from stylegui.engine.terms.term import Arrays

Array = NDArray[np.float64]
CHANNELS = dict(zip(LAYERS, (3, 5, 7), strict=True))
Features = dict[str, Tensor]


def _features(generator: torch.Generator, height: int, width: int) -> Features:
    """As a network would give of 4 height x 4 width pixels and up to 3 more: each layer's size is rounded down."""
    sizes = [(2 * height + 1, 2 * width), (height, width), (height // 2, width // 2)]
    return {
        layer: torch.rand(1, CHANNELS[layer], *size, generator=generator, dtype=torch.float64)
        for layer, size in zip(LAYERS, sizes, strict=True)
    }


def _pixels(features: Mapping[str, Tensor]) -> tuple[int, int]:
    """(height, width) of a picture that has such features."""
    height, width = features[LAYERS[0]].shape[2:]
    return 2 * height, 2 * width


def read_strokes(features: Mapping[str, Tensor]) -> Arrays:
    """What is read of a style."""
    return read_by(NearestReader(Where(*features[GRID].shape[2:])), features, *_pixels(features))


def nearest(features: Mapping[str, Tensor], style: Arrays) -> Tensor:
    """The term's value."""
    return loss_of(NearestError(style, Where(*features[GRID].shape[2:])), features, *_pixels(features))


def _bilinear(values: Array, row: float, column: float) -> Array:
    """(C,) of (C, H, W) between its pixels; beyond the outermost centres, theirs."""
    height, width = values.shape[1:]
    row, column = min(max(row, 0), height - 1), min(max(column, 0), width - 1)
    top, left = int(row), int(column)
    bottom, right = min(top + 1, height - 1), min(left + 1, width - 1)
    down, across = row - top, column - left
    upper = (1 - across) * values[:, top, left] + across * values[:, top, right]
    lower = (1 - across) * values[:, bottom, left] + across * values[:, bottom, right]
    result: Array = (1 - down) * upper + down * lower
    return result


def _columns(features: Mapping[str, Tensor], sizes: Mapping[str, float]) -> Array:
    """A row for each place: the mean of 2 x 2 finer features, the place's own, the coarser ones between pixels."""
    fine, own, coarse = (features[layer][0].numpy() / sizes[layer] for layer in LAYERS)
    height, width = own.shape[1:]
    rows = []
    for y in range(height):
        for x in range(width):
            mean = fine[:, 2 * y : 2 * y + 2, 2 * x : 2 * x + 2].mean((1, 2))
            # where the last place has no coarser one of its own, it takes that of the place before
            row = (min(y, 2 * coarse.shape[1] - 1) + 0.5) / 2 - 0.5
            column = (min(x, 2 * coarse.shape[2] - 1) + 0.5) / 2 - 0.5
            rows.append(np.concatenate([mean, own[:, y, x], _bilinear(coarse, row, column)]))
    return np.array(rows)


def _expected(features: Mapping[str, Tensor], style: Mapping[str, Tensor], components: int) -> float:
    sizes = {layer: float(np.sqrt(np.mean(style[layer].numpy() ** 2))) for layer in LAYERS}
    places, others = _columns(style, sizes), _columns(features, sizes)
    mean = places.mean(0)
    axes = np.linalg.svd(places - mean)[2][:components].T
    places, others = (places - mean) @ axes, (others - mean) @ axes
    best = []
    for one in others:
        cosines = [one @ other / np.sqrt((one @ one) * (other @ other)) for other in places]
        best.append(1 - max(cosines))
    return float(np.mean(best))


@pytest.mark.parametrize("components", [4, 15, 128])
@pytest.mark.parametrize(("size", "style_size"), [((4, 6), (6, 4)), ((5, 7), (7, 5)), ((3, 2), (9, 11))])
def test_it_equals_a_loop(
    generator: torch.Generator,
    monkeypatch: pytest.MonkeyPatch,
    size: tuple[int, int],
    style_size: tuple[int, int],
    components: int,
) -> None:
    """Also of odd sizes, where a coarser layer has no whole number of places under each of its own."""
    monkeypatch.setattr(module, "NUMBERS", components)
    features, style = _features(generator, *size), _features(generator, *style_size)
    found = float(nearest(features, read_strokes(style)))
    assert found == pytest.approx(_expected(features, style, components), rel=1e-9)
    assert 0 < found < 2


def test_the_gradient_equals_central_differences(generator: torch.Generator) -> None:
    """With matches that a small step does not change."""
    features, strokes = _features(generator, 3, 5), read_strokes(_features(generator, 4, 4))
    leaves = [features[layer].requires_grad_() for layer in LAYERS]

    def value(*tensors: Tensor) -> Tensor:
        return nearest(dict(zip(LAYERS, tensors, strict=True)), strokes)

    assert torch.autograd.gradcheck(value, leaves, eps=1e-7, atol=1e-5)


def test_the_styles_own_features_cost_nothing(generator: torch.Generator) -> None:
    style = _features(generator, 5, 6)
    assert abs(float(nearest(style, read_strokes(style)))) < 1e-9


def test_a_part_of_the_style_costs_nothing(encoder: Encoder, generator: torch.Generator) -> None:
    """A tile repeated: every place of the smaller picture that is not at its edge is in the larger one."""
    tile = torch.rand(1, 3, 16, 16, generator=generator)
    with torch.no_grad():
        large, small, other = (
            encoder(picture, LAYERS)
            for picture in (
                tile.repeat(1, 1, 6, 6),
                tile.repeat(1, 1, 4, 4),
                torch.rand(1, 3, 64, 64, generator=generator),
            )
        )
        strokes = read_strokes(large)
        assert float(nearest(small, strokes)) < 0.05
        assert float(nearest(small, strokes)) < 0.2 * float(nearest(other, strokes))


def test_where_places_are_does_not_matter(generator: torch.Generator) -> None:
    """Turned round, the picture has the same places."""
    style = {layer: features[..., : features.shape[2] // 2 * 2, :] for layer, features in
             _features(generator, 4, 6).items()}  # fmt: skip
    features = _features(generator, 4, 4)
    turned = {layer: tensor[..., : 8 if layer == LAYERS[0] else None, :].flip(2) for layer, tensor in features.items()}
    strokes = read_strokes(style)
    assert float(nearest(turned, strokes)) == pytest.approx(float(nearest(features, strokes)), rel=1e-9)


@pytest.mark.parametrize("chunk", [1, 7, 35, 36])
def test_the_result_does_not_depend_on_the_chunks(
    generator: torch.Generator, monkeypatch: pytest.MonkeyPatch, chunk: int
) -> None:
    features, strokes = _features(generator, 5, 7), read_strokes(_features(generator, 6, 6))
    whole = float(nearest(features, strokes))
    monkeypatch.setattr(module, "CHUNK", chunk)
    assert float(nearest(features, strokes)) == pytest.approx(whole, rel=1e-12)


@pytest.mark.parametrize("most", [1, 10, 35, 36, 50])
def test_no_more_than_so_many_places_are_looked_through(
    generator: torch.Generator, monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    style = _features(generator, 6, 6)
    whole = read_strokes(style)
    monkeypatch.setattr(module, "MOST", most)
    some = read_strokes(style)
    assert 1 <= len(some["places"]) <= most
    assert len(some["places"]) > most / 2 or len(some["places"]) == 36
    if most >= 36:
        assert some["places"].equal(whole["places"])
    assert bool(nearest(_features(generator, 4, 4), some).isfinite())


def test_places_have_length_1_and_no_more_numbers_than_wanted(
    generator: torch.Generator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "NUMBERS", 6)
    strokes = read_strokes(_features(generator, 5, 5))
    assert strokes["places"].shape == (25, 6)
    torch.testing.assert_close(strokes["places"].norm(dim=1), torch.ones(25, dtype=torch.float64))
    assert all(strokes[f"axes {layer}"].shape == (CHANNELS[layer], 6) for layer in LAYERS)


def test_features_have_no_unit(generator: torch.Generator) -> None:
    """A layer whose numbers are all larger counts the same."""
    features, style = _features(generator, 4, 5), _features(generator, 5, 4)
    value = float(nearest(features, read_strokes(style)))
    for layer in LAYERS:
        larger = [{**of, layer: 100 * of[layer]} for of in (features, style)]
        assert float(nearest(larger[0], read_strokes(larger[1]))) == pytest.approx(value, rel=1e-9)


def test_a_plain_style_and_a_plain_picture_give_numbers(generator: torch.Generator) -> None:
    plain = {layer: torch.full_like(tensor, 0.3) for layer, tensor in _features(generator, 4, 4).items()}
    empty = {layer: torch.zeros_like(tensor) for layer, tensor in plain.items()}
    rich = _features(generator, 5, 5)
    for style in (plain, empty, rich):
        strokes = read_strokes(style)
        for features in (plain, empty, rich):
            leaves = {layer: tensor.clone().requires_grad_() for layer, tensor in features.items()}
            value = nearest(leaves, strokes)
            gradients = torch.autograd.grad(value, list(leaves.values()))
            assert bool(value.isfinite())
            assert all(bool(gradient.isfinite().all()) for gradient in gradients)


def test_odd_pictures_are_read_as_they_are(encoder: Encoder, generator: torch.Generator) -> None:
    """Whose layers' sizes are no multiples of each other."""
    picture = torch.rand(1, 3, 45, 39, generator=generator)
    with torch.no_grad():
        features = encoder(picture, LAYERS)
        assert abs(float(nearest(features, read_strokes(features)))) < 1e-5
