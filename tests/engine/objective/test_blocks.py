"""A picture in blocks has the value and the gradient of the picture as a whole."""

from dataclasses import dataclass
from typing import Any

import pytest
import torch
from torch import Tensor

from stylegui.engine.network.encoder import Encoder
from stylegui.engine.network.networks import VGG16
from stylegui.engine.network.weights import Convolution, layer_indices
from stylegui.engine.objective.evaluation import Evaluation, Plain, at_once, evaluate, sum_up
from stylegui.engine.objective.objective import make_targets, objective
from stylegui.engine.objective.reading import Guide, View, read_pictures, reading
from stylegui.engine.plan.blocks import STEP, blocks_within
from stylegui.engine.settings import Settings, choices, make_settings
from stylegui.engine.terms.block import Block, Box, blocks_of, whole
from stylegui.engine.terms.relations import Relations, RelationsError
from stylegui.engine.terms.seen import Where
from stylegui.engine.terms.term import Weighted

HALO = 64
WIDTH = 6  # channels of a network that is made here
LOOKS = choices("look")
Kind = torch.dtype


def _noise_network(name: str, generator: torch.Generator) -> Encoder:
    """Of a network's shape, with few channels and without its weights: what matters is how far it sees."""
    layers, width = [], 3
    for layer, _, _, _ in layer_indices(name):
        weight = torch.randn(WIDTH, width, 3, 3, generator=generator, dtype=torch.float64) / (9 * width) ** 0.5
        layers.append(Convolution(layer, weight, torch.full((WIDTH,), 0.3, dtype=torch.float64)))
        width = WIDTH
    return Encoder(layers)


@pytest.fixture(scope="module")
def noise_encoder() -> Encoder:
    """Quick."""
    return _noise_network("vgg16", torch.Generator().manual_seed(0))


def _picture(generator: torch.Generator, height: int, width: int, kind: Kind) -> Tensor:
    """Large shapes and grain."""
    coarse = torch.rand(1, 3, height // 8 + 1, width // 8 + 1, generator=generator, dtype=torch.float64)
    shapes = torch.nn.functional.interpolate(coarse, (height, width), mode="bicubic")
    return (shapes + 0.1 * torch.rand(1, 3, height, width, generator=generator, dtype=torch.float64)).to(kind)


@dataclass(frozen=True)
class Scene:
    """Pictures, and what lies on them."""

    photo: View
    image: Tensor
    styles: list[View]
    guides: list[Guide]


def _scene(height: int, width: int, what: str, kind: Kind = torch.float64) -> Scene:
    """`what`: "plain", "two styles", "alpha" (a cut-out with soft edges), "regions" (with a part of a style)."""
    generator = torch.Generator().manual_seed(0)
    photo, image = (_picture(generator, height, width, kind) for _ in range(2))
    styles = [View(_picture(generator, 131, 155, kind)), View(_picture(generator, 178, 97, kind))]
    opacity, guides = None, []
    if what == "alpha":
        opacity = torch.zeros(1, 1, height, width, dtype=kind)
        opacity[..., 20 : height // 2, 31:] = 1
        opacity[..., 20:30, :] *= 0.5
    if what == "regions":
        mask, part = torch.zeros(1, 1, height, width, dtype=kind), torch.zeros(1, 1, 178, 97, dtype=kind)
        mask[..., : width // 2 - 7], mask[..., width // 2 - 7 : width // 2 + 9] = 1, 0.5
        part[..., 90:, :] = 1
        small = torch.zeros(1, 1, height, width, dtype=kind)
        small[..., 3:60, width - 70 : width - 9] = 1
        guides = [Guide(mask, 1, part), Guide(small * (1 - mask), 0)]
    return Scene(View(photo, opacity), 1.1 * image - 0.05, styles if what != "plain" else styles[:1], guides)


def _terms(encoder: Encoder, scene: Scene, **values: Any) -> tuple[Weighted, ...]:
    settings = Settings(**values)
    read = read_pictures(encoder, scene.photo, scene.styles, settings, scene.guides)
    return objective(make_targets(read, settings, 0.3), settings)


def _apart(one: Tensor, other: Tensor) -> float:
    return float((one - other).norm() / other.norm())


SIZES = [(160, 208, 64), (150, 203, 64), (97, 331, 48), (211, 65, 80)]


def _compare(encoder: Encoder, look: str, what: str, height: int, width: int, side: int) -> None:
    scene = _scene(height, width, what)
    terms = _terms(encoder, scene, look=look)
    blocks = blocks_of(height, width, side, HALO, STEP)
    assert len(blocks) > 2
    losses, gradient = evaluate(encoder, terms, scene.image)
    found, in_blocks = evaluate(encoder, terms, scene.image, blocks)
    for name, loss in losses.items():
        assert found[name] == pytest.approx(loss, rel=1e-10, abs=1e-14)
    assert _apart(in_blocks, gradient) < 1e-7


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("what", ["plain", "two styles", "alpha", "regions"])
@pytest.mark.parametrize(("height", "width", "side"), SIZES)
def test_value_and_gradient_are_those_of_the_whole(
    noise_encoder: Encoder, look: str, what: str, height: int, width: int, side: int
) -> None:
    _compare(noise_encoder, look, what, height, width, side)


@pytest.mark.parametrize("look", LOOKS)
def test_they_are_also_with_the_network_that_is_used(double_encoder: Encoder, look: str) -> None:
    """Whose deep layers have more channels than positions here."""
    _compare(double_encoder, look, "regions", 150, 203, 64)


@pytest.mark.parametrize("look", LOOKS)
def test_a_smaller_halo_would_not_do(noise_encoder: Encoder, look: str) -> None:
    scene = _scene(160, 208, "plain")
    terms = _terms(noise_encoder, scene, look=look)
    _, gradient = evaluate(noise_encoder, terms, scene.image)
    _, short = evaluate(noise_encoder, terms, scene.image, blocks_of(160, 208, 64, HALO - STEP, STEP))
    assert _apart(short, gradient) > 1e-6


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("what", ["two styles", "alpha", "regions"])
def test_pictures_read_in_blocks_give_the_same_targets(noise_encoder: Encoder, look: str, what: str) -> None:
    scene, settings = _scene(150, 203, what), make_settings({"look": look})
    found = []
    for side in (64, 512):

        def blocks(height: int, width: int, side: int = side) -> tuple[Block, ...]:
            return blocks_of(height, width, side, HALO, STEP)

        read = at_once(reading(noise_encoder, scene.photo, scene.styles, settings, scene.guides, blocks))
        found.append(evaluate(noise_encoder, objective(make_targets(read, settings, 0.3), settings), scene.image))
    (losses, gradient), (whole_losses, whole_gradient) = found
    assert losses["total"] == pytest.approx(whole_losses["total"], rel=1e-8)
    assert _apart(gradient, whole_gradient) < 1e-6


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("what", ["alpha", "regions"])
def test_float32_in_blocks_is_no_further_from_float64_than_the_whole_is(
    encoder: Encoder, double_encoder: Encoder, look: str, what: str
) -> None:
    exact = _scene(240, 210, what)
    _, expected = evaluate(double_encoder, _terms(double_encoder, exact, look=look), exact.image)
    rough = _scene(240, 210, what, torch.float32)
    terms = _terms(encoder, rough, look=look)
    values = []
    for blocks in ((), blocks_of(240, 210, 96, HALO, STEP)):
        losses, gradient = evaluate(encoder, terms, rough.image, blocks)
        values.append((_apart(gradient.double(), expected), losses["total"]))
    (undivided, value), (divided, in_blocks) = values
    assert divided < 1.1 * undivided + 1e-6
    assert in_blocks == pytest.approx(value, rel=1e-5)


@pytest.mark.parametrize(("name", "reach"), [("vgg16", 58), ("vgg19", 70)])
def test_how_far_a_network_sees(generator: torch.Generator, name: str, reach: int) -> None:
    """By the gradient of one position of its deepest layer."""
    encoder = _noise_network(name, generator)
    assert encoder.reach("relu5_1") == reach
    image = torch.rand(1, 3, 320, 320, generator=generator, dtype=torch.float64).requires_grad_()
    features = encoder(image, ["relu5_1"])["relu5_1"]
    (gradient,) = torch.autograd.grad(features[0, :, 10, 10].sum(), image)
    found = gradient[0].abs().sum(0)
    seen = (found > 1e-12 * found.max()).nonzero()  # Winograd's sums leave rounding where there is nothing
    first, last = 160 - reach, 175 + reach
    assert (int(seen.min()), int(seen.max())) == (first, last)


@pytest.mark.parametrize("size", [(96, 64), (1023, 517), (1536, 2048), (3072, 4096), (16, 5000)])
@pytest.mark.parametrize("most", [50_000, 500_000, 50_000_000])
def test_blocks_cover_the_picture_once(size: tuple[int, int], most: int) -> None:
    height, width = size
    blocks = blocks_within(height, width, 58, most)
    seen = torch.zeros(height, width, dtype=torch.int8)
    for block in blocks:
        own, outer = block.own, block.outer
        seen[own.top : own.bottom, own.left : own.right] += 1
        assert all(side % STEP == 0 for side in (own.top, own.left, outer.top, outer.left))
        assert own.top - outer.top in (0, HALO) or outer.top == 0
        assert outer.bottom == min(own.bottom + HALO, height) or len(blocks) == 1
    assert bool((seen == 1).all())


def test_memory_decides_the_block() -> None:
    counts = [len(blocks_within(1200, 1600, 58, most)) for most in (50_000, 200_000, 300_000, 50_000_000)]
    assert counts == sorted(counts, reverse=True)
    assert len(blocks_within(600, 1000, 58, 600_000)) == 1


def test_boxes_at_layers() -> None:
    box = Box(32, 48, 97, 131)
    assert box.at("relu1_1") == box
    assert box.at("relu3_1") == Box(8, 12, 24, 32)
    assert box.at("relu5_1") == Box(2, 3, 6, 8)
    assert whole(97, 131) == Block(Box(0, 0, 97, 131), Box(0, 0, 97, 131))


def test_a_refused_point_costs_one_pass(noise_encoder: Encoder) -> None:
    """Losses alone look at each block once; the gradient looks at each once more."""
    scene = _scene(150, 203, "plain")
    blocks = blocks_of(150, 203, 64, HALO, STEP)
    evaluation = Evaluation(noise_encoder, _terms(noise_encoder, scene), Plain(scene.image), blocks)
    at_once(evaluation.losses())
    assert evaluation.looked_at == len(blocks)
    at_once(evaluation.gradient())
    assert evaluation.looked_at == evaluation.looks == 2 * len(blocks)


def test_it_gives_way_between_blocks(noise_encoder: Encoder) -> None:
    scene = _scene(150, 203, "plain")
    blocks = blocks_of(150, 203, 64, HALO, STEP)
    evaluation = Evaluation(noise_encoder, _terms(noise_encoder, scene), Plain(scene.image), blocks)
    assert len(list(evaluation.losses())) == len(blocks) - 1
    assert len(list(evaluation.gradient())) == len(blocks)


def test_places_of_a_large_picture_are_what_is_around_them(generator: torch.Generator) -> None:
    """So that one dot more or less is no other relation."""
    large = Relations("relu3_3").term({}, {"relu3_3": Where(400, 300)})
    assert isinstance(large, RelationsError)
    assert large.places.around == 3
    assert Relations("relu3_3").term({}, {"relu3_3": Where(96, 128)}).places.around == 1
    encoder, photo = _noise_network(VGG16.name, generator), _picture(generator, 400 * 4, 300 * 4, torch.float64)
    term = Relations("relu3_3").term({}, {"relu3_3": Where(400, 300)})
    (found,) = at_once(sum_up(encoder, [term], Plain(photo), blocks_of(1600, 1200, 512, HALO, STEP)))
    with torch.no_grad():
        features = encoder(photo, ["relu3_3"])["relu3_3"]
    padded = torch.nn.functional.pad(features, (1, 1, 1, 1), mode="replicate")
    means = torch.nn.functional.avg_pool2d(padded, 3, stride=1)[0].flatten(1).T
    torch.testing.assert_close(found[0], means[term.places.positions])
