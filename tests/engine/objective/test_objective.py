"""The objective against the same sum in numpy, and its gradient against finite differences."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from objectives import gradient_at, losses_at
from single_terms import loss_of, read_by
from torch import Tensor

from stylegui.engine.errors import Problem
from stylegui.engine.network.encoder import Encoder
from stylegui.engine.network.weights import Convolution
from stylegui.engine.objective.looks import FEATURES, LOOKS, RANGE_WEIGHT, RELATIONS, SMOOTHNESS_WEIGHT, gain
from stylegui.engine.objective.objective import Targets, make_targets, objective
from stylegui.engine.objective.reading import Guide, Statistics, View, read_pictures
from stylegui.engine.settings import CONTENT_LAYER, SHAPE_LAYERS, STYLE_LAYERS, Settings, choices, make_settings
from stylegui.engine.terms import nearest, relations
from stylegui.engine.terms.block import PIXELS
from stylegui.engine.terms.gram import GramError
from stylegui.engine.terms.moments import FewTransport, Transport
from stylegui.engine.terms.nearest import GRID, Nearest, NearestError
from stylegui.engine.terms.relations import ROUND
from stylegui.engine.terms.seen import Where

Array = NDArray[np.float64]
Features = dict[str, Array]
RELATION_LAYERS = tuple(way.layer for way in RELATIONS)
LAYERS = {*STYLE_LAYERS, *RELATION_LAYERS, CONTENT_LAYER}
WAYS = list(itertools.product(choices("look"), choices("content")))
each_look = pytest.mark.parametrize("look", choices("look"))
each_way = pytest.mark.parametrize(("look", "content"), WAYS)
PULL = 0.3
WEIGHTS = {
    look: {entry.layer: entry.weight for entry in LOOKS[look].style if entry.is_steered} for look in choices("look")
}
NEAREST_WEIGHT = next(entry.weight for entry in LOOKS["strokes"].style if not entry.is_steered)
each_term = pytest.mark.parametrize(
    ("name", "term"), [("strength", "style"), ("photo_kept", "content"), ("smoothness",) * 2]
)


@dataclass(frozen=True)
class Scene:
    """Pictures in float64 and the network to see them with."""

    encoder: Encoder
    image: Tensor
    photo: Tensor
    styles: list[Tensor]
    _read: dict[object, tuple[object, Statistics]] = field(default_factory=dict, init=False)

    def targets(self, styles: Sequence[Tensor] | None = None, **values: Any) -> Targets:
        """Of the photo and the styles (both unless said)."""
        settings = Settings(**values)
        pictures = styles or self.styles
        key = (settings.look, settings.content, *(id(picture) for picture in pictures))
        if key not in self._read:  # kept with the pictures: no other can get their ids
            self._read[key] = (
                pictures,
                read_pictures(self.encoder, View(self.photo), [View(p) for p in pictures], settings),
            )
        read = self._read[key][1]
        return make_targets(read, settings, PULL)

    def terms(
        self, image: Tensor | None = None, styles: Sequence[Tensor] | None = None, **values: Any
    ) -> dict[str, float]:
        """Of the image unless said, with its own targets."""
        targets, settings = self.targets(styles, **values), Settings(**values)
        return losses_at(self.encoder, targets, self.image if image is None else image, settings)


@pytest.fixture(scope="module")
def scene(double_encoder: Encoder) -> Scene:
    """An image a little out of range, so that every term has something to say, and styles of other sizes."""
    generator = torch.Generator().manual_seed(0)

    def picture(height: int, width: int) -> Tensor:
        return torch.rand(1, 3, height, width, generator=generator, dtype=torch.float64)

    image, photo = 1.2 * picture(32, 24) - 0.1, picture(32, 24)
    return Scene(double_encoder, image, photo, [picture(28, 36), 0.3 * picture(40, 20)])


@torch.no_grad()
def _features(encoder: Encoder, image: Tensor) -> Features:
    """{layer: (C, N)} in numpy."""
    return {layer: features[0].flatten(1).numpy() for layer, features in encoder(image, LAYERS).items()}


def _relative(value: Array, target: Array) -> float:
    return float(np.sum((value - target) ** 2) / np.sum(target**2))


def _grams(value: Array, styles: Sequence[Array], shares: Sequence[float]) -> float:
    def gram(features: Array) -> Array:
        result: Array = features @ features.T / features.shape[1]
        return result

    target = sum((share * gram(style) for share, style in zip(shares, styles, strict=True)), np.zeros(()))
    return _relative(gram(value), target)


def _distributions(value: Array, styles: Sequence[Array], shares: Sequence[float]) -> float:
    """The Wasserstein distance to the mixture of all samples, from their triangles: no covariance has a root taken."""
    weights = np.concatenate([np.full(s.shape[1], share / s.shape[1]) for share, s in zip(shares, styles, strict=True)])
    together = np.concatenate(styles, 1)
    mean, own = together @ weights, value.mean(1)
    x = np.linalg.qr(((value - own[:, None]) / np.sqrt(value.shape[1])).T).R
    y = np.linalg.qr(((together - mean[:, None]) * np.sqrt(weights)).T).R
    between = np.linalg.svd(x @ y.T, compute_uv=False).sum()
    distance = np.sum((own - mean) ** 2) + np.sum(x**2) + np.sum(y**2) - 2 * between
    return float(distance / (np.sum(y**2) + np.sum(mean**2)))


def _nearest(scene: Scene, style: Tensor) -> float:
    """The term itself has its own tests."""
    places, sizes = {GRID: Where(style.shape[2] // 4, style.shape[3] // 4)}, scene.image.shape[2:]
    here = {GRID: Where(sizes[0] // 4, sizes[1] // 4)}
    with torch.no_grad():
        read = read_by(Nearest().reader(places), scene.encoder(style, nearest.LAYERS), *style.shape[2:])
        ((_, term),) = Nearest().terms((1.0,), [read], here)
        return float(loss_of(term, scene.encoder(scene.image, nearest.LAYERS), *sizes))


def _style_term(scene: Scene, settings: Settings) -> float:
    shares = settings.style_shares(len(scene.styles))
    image, styles = _features(scene.encoder, scene.image), [_features(scene.encoder, s) for s in scene.styles]
    distance = _grams if settings.look == "classic" else _distributions
    total = 0.0
    for layer in STYLE_LAYERS:
        weight = WEIGHTS[settings.look][layer] * gain(settings.layer_values()[layer])
        total += weight * distance(image[layer], [style[layer] for style in styles], shares)
    if settings.look == "strokes":
        for share, style in zip(shares, scene.styles, strict=True):
            total += NEAREST_WEIGHT * share * _nearest(scene, style)
    return gain(settings.strength) * total


def _relations(features: Array) -> Array:
    """Of every two positions, however many there are."""
    unit = features / np.sqrt(np.sum(features**2, axis=0))
    distances = 1 - unit.T @ unit
    result: Array = distances / distances.mean(0)
    return result


def _content_term(scene: Scene, settings: Settings) -> float:
    weights = LOOKS[settings.look].content[settings.content]
    features_weight = sum(weight for weight, way in weights if way == FEATURES)
    relations_weight = sum(weight for weight, way in weights if way in RELATIONS)
    image, photo = (_features(scene.encoder, picture) for picture in (scene.image, scene.photo))
    errors = [
        float((np.hypot(_relations(image[layer]) - _relations(photo[layer]), ROUND) - ROUND).mean())
        for layer in RELATION_LAYERS
    ]
    content = features_weight * _relative(image[CONTENT_LAYER], photo[CONTENT_LAYER])
    content += relations_weight * float(np.mean(errors))
    return PULL * gain(settings.photo_kept) * content


def _expected(scene: Scene, settings: Settings) -> dict[str, float]:
    pixels = scene.image.numpy()
    variation = np.mean(np.diff(pixels, axis=2) ** 2) + np.mean(np.diff(pixels, axis=3) ** 2)
    outside = np.maximum(pixels - 1, 0) + np.maximum(-pixels, 0)
    terms = {
        "style": _style_term(scene, settings),
        "content": _content_term(scene, settings),
        "smoothness": SMOOTHNESS_WEIGHT * gain(settings.smoothness) * float(variation),
        "range": RANGE_WEIGHT * float(np.mean(outside**2)),
    }
    return {**terms, "total": sum(terms.values())}


def test_gain_is_nothing_at_0_one_in_the_middle_and_grows() -> None:
    assert gain(0) == 0
    assert gain(50) == 1
    assert all(gain(a) < gain(a + 1) for a in range(100))


def test_every_choice_has_its_weights() -> None:
    assert set(LOOKS) == set(choices("look"))
    for name, look in LOOKS.items():
        assert set(WEIGHTS[name]) == set(STYLE_LAYERS)
        assert sum(WEIGHTS[name].values()) == pytest.approx(1)
        assert min(entry.weight for entry in look.style) > 0
        assert set(look.content) == set(choices("content"))
        for content, weights in look.content.items():
            ways = [way for _, way in weights]
            assert (FEATURES in ways) == (content in ("both", "features"))
            assert (set(RELATIONS) <= set(ways)) == (content in ("both", "relations"))
            assert min(weight for weight, _ in weights) > 0


@each_way
def test_terms_equal_numpy(scene: Scene, look: str, content: str) -> None:
    settings = make_settings({"look": look, "content": content})
    expected = _expected(scene, settings)
    assert scene.terms(look=look, content=content) == pytest.approx(expected, rel=1e-6, abs=1e-7)
    assert min(expected.values()) > 0


@each_look
@pytest.mark.parametrize(
    "values",
    [
        {"strength": 80, "photo_kept": 20, "smoothness": 70},
        {"shares": (70, 30), "layer_relu1_1": 90, "layer_relu3_1": 10, "layer_relu5_1": 0},
    ],
)
def test_terms_with_other_settings_equal_numpy(scene: Scene, look: str, values: dict[str, Any]) -> None:
    settings = make_settings({"look": look, **values})
    assert scene.terms(look=look, **values) == pytest.approx(_expected(scene, settings), rel=1e-6, abs=1e-7)


def _slopes(scene: Scene, targets: Targets, settings: Settings, name: str, step: float) -> tuple[Array, Array]:
    """Of a term in some directions: by central differences and by its gradient."""
    gradient = gradient_at(scene.encoder, targets, scene.image, settings, name)
    generator, slopes = torch.Generator().manual_seed(3), []
    for _ in range(4):
        direction = torch.randn(scene.image.shape, generator=generator, dtype=torch.float64)
        up, down = (
            losses_at(scene.encoder, targets, scene.image + sign * step * direction, settings)[name] for sign in (1, -1)
        )
        slopes.append(((up - down) / (2 * step), float((gradient * direction).sum())))
    found, expected = np.array(slopes).T
    return found, expected


# (step, tolerance). A longer step crosses corners of ReLU and pooling; a shorter one sees the rounding of the
# eigenvalues' roots.
STEPS = {"painterly": (1e-6, 1e-2), "classic": (1e-8, 1e-4), "strokes": (1e-6, 1e-2)}


@each_way
def test_the_gradient_equals_central_differences(scene: Scene, look: str, content: str) -> None:
    settings = make_settings({"look": look, "content": content, "shares": (70, 30), "layer_relu4_1": 80})
    targets = scene.targets(**settings.model_dump())
    step, tolerance = STEPS[look]
    found, expected = _slopes(scene, targets, settings, "total", step)
    np.testing.assert_allclose(found, expected, rtol=0, atol=tolerance * np.abs(expected).max())


@each_look
@pytest.mark.parametrize("name", ["style", "content", "smoothness", "range"])
def test_each_term_has_the_gradient_of_central_differences(scene: Scene, look: str, name: str) -> None:
    settings = make_settings({"look": look})
    step, tolerance = STEPS[look if name == "style" else "classic"]
    found, expected = _slopes(scene, scene.targets(look=look), settings, name, step)
    assert np.abs(expected).max() > 0
    np.testing.assert_allclose(found, expected, rtol=0, atol=tolerance * np.abs(expected).max())


@each_way
def test_the_photo_itself_costs_no_content(scene: Scene, look: str, content: str) -> None:
    terms = scene.terms(scene.photo, look=look, content=content)
    assert terms["content"] == pytest.approx(0, abs=1e-12)
    assert terms["style"] > 0


@each_look
def test_the_style_itself_costs_no_style(scene: Scene, look: str) -> None:
    for style in scene.styles:
        terms = replace(scene, photo=0.9 * style).terms(style, [style], look=look)
        assert abs(terms["style"]) < 1e-6  # roots that could be rounding are left out of the sum


@each_look
def test_a_share_of_100_is_that_style_alone(scene: Scene, look: str) -> None:
    for index, shares in enumerate([(100, 0), (0, 100)]):
        alone = scene.terms(styles=[scene.styles[index]], look=look)
        assert scene.terms(look=look, shares=shares) == pytest.approx(alone, rel=1e-6)


def test_a_style_without_a_share_is_not_looked_through(scene: Scene) -> None:
    def looked_through(*shares: float) -> list[tuple[float, int]]:
        style = scene.targets(look="strokes", shares=shares).style
        return [(share, len(term.style["places"])) for _, share, term in style if isinstance(term, NearestError)]

    (first, second) = looked_through(50, 50)
    assert looked_through(100, 0) == [(1, first[1])]
    assert looked_through(0, 3) == [(1, second[1])]


@each_look
def test_the_same_style_twice_is_that_style(scene: Scene, look: str) -> None:
    once = scene.terms(styles=scene.styles[:1], look=look)
    twice = scene.terms(styles=scene.styles[:1] * 2, look=look, shares=(10, 90))
    assert twice == pytest.approx(once, rel=1e-6)


@each_look
def test_shares_act(scene: Scene, look: str) -> None:
    some, other = (scene.terms(look=look, shares=shares) for shares in ((70, 30), (30, 70)))
    assert abs(some["style"] - other["style"]) > 1e-3 * some["style"]
    assert all(some[name] == other[name] for name in ("smoothness", "range"))


def _gram(targets: Targets, layer: str) -> Tensor:
    (found,) = (term for entry, _, term in targets.style if entry.layer == layer)
    assert isinstance(found, GramError)
    return found.target


def test_shares_blend_grams_linearly(scene: Scene) -> None:
    first, second, both = (scene.targets(look="classic", shares=shares) for shares in ((100, 0), (0, 100), (70, 30)))
    for layer in STYLE_LAYERS:
        a, b, mixed = (_gram(targets, layer) for targets in (first, second, both))
        torch.testing.assert_close(mixed, 0.7 * a + 0.3 * b)


@each_look
def test_new_shares_need_no_new_reading(scene: Scene, look: str) -> None:
    """What was read once gives the same targets as what is read with these shares from the beginning."""
    settings = make_settings({"look": look, "shares": (10, 90)})
    read = read_pictures(
        scene.encoder, View(scene.photo), [View(s) for s in scene.styles], make_settings({"look": look})
    )
    found = losses_at(scene.encoder, make_targets(read, settings, PULL), scene.image, settings)
    assert found == scene.terms(look=look, shares=(10, 90))


def _one(look: str, name: str, value: float) -> dict[str, Any]:
    return {"look": look, name: value}


@each_look
@each_term
def test_a_control_at_0_drops_its_term_and_no_other(scene: Scene, look: str, name: str, term: str) -> None:
    full, without = scene.terms(look=look), scene.terms(**_one(look, name, 0))
    assert without[term] == 0
    assert without["total"] == pytest.approx(full["total"] - full[term])
    settings = make_settings({"look": look, name: 0})
    assert term not in {each.group for each in objective(scene.targets(look=look), settings)}


@each_look
@each_term
def test_a_control_scales_its_term_by_its_gain(scene: Scene, look: str, name: str, term: str) -> None:
    middle = scene.terms(look=look)[term]
    for value in (20, 100):
        assert scene.terms(**_one(look, name, value))[term] == pytest.approx(gain(value) * middle)


@each_look
def test_layer_controls_add_up(scene: Scene, look: str) -> None:
    none: dict[str, Any] = {f"layer_{layer}": 0 for layer in STYLE_LAYERS}
    rest = scene.terms(look=look, **none)["style"]  # of the nearest places, which have no layer's control
    assert (rest > 0) == (look == "strokes")
    alone = [scene.terms(look=look, **{**none, f"layer_{layer}": 50})["style"] for layer in STYLE_LAYERS]
    assert all(style > rest for style in alone)
    assert sum(style - rest for style in alone) + rest == pytest.approx(scene.terms(look=look)["style"])


@pytest.mark.parametrize("look", ["painterly", "classic"])
def test_with_every_control_at_0_only_the_range_is_left(scene: Scene, look: str) -> None:
    values: dict[str, Any] = {f"layer_{layer}": 0 for layer in STYLE_LAYERS}
    values |= {"look": look, "strength": 0, "photo_kept": 0, "smoothness": 0}
    terms = scene.terms(**values)
    assert terms["total"] == pytest.approx(terms["range"])
    gradient = gradient_at(scene.encoder, scene.targets(**values), scene.image, Settings(**values))
    assert bool(((gradient != 0) == ((scene.image < 0) | (scene.image > 1))).all())


@pytest.mark.parametrize(
    ("values", "wanted"),
    [
        ({"content": "features"}, {*STYLE_LAYERS, CONTENT_LAYER}),
        ({"content": "relations"}, {*STYLE_LAYERS, *RELATION_LAYERS}),
        ({"content": "both"}, {*STYLE_LAYERS, *RELATION_LAYERS, CONTENT_LAYER}),
        ({"content": "features", "layer_relu5_1": 0}, {*STYLE_LAYERS, CONTENT_LAYER} - {"relu5_1"}),
        (
            {"look": "strokes", "content": "features", **{f"layer_{layer}": 0 for layer in STYLE_LAYERS}},
            {*nearest.LAYERS, CONTENT_LAYER},
        ),
    ],
)
def test_the_network_is_asked_for_no_more_than_counts(scene: Scene, values: dict[str, Any], wanted: set[str]) -> None:
    """Layers of weight 0 are not computed, if they are the deepest."""
    terms = objective(scene.targets(**values), Settings(**values))
    assert {layer for each in terms for layer in each.term.layers} == {*wanted, PIXELS}


def test_a_layer_of_weight_0_is_not_computed(scene: Scene, network: list[Convolution]) -> None:
    """A network that gives no numbers there gives them elsewhere."""
    values: dict[str, Any] = {"layer_relu5_1": 0}
    targets = scene.targets(**values)
    broken = [
        Convolution(c.layer, c.weight.double() * (float("nan") if c.layer.startswith("relu5") else 1), c.bias.double())
        for c in network
    ]
    terms = losses_at(Encoder(broken), targets, scene.image, Settings(**values))
    assert terms["total"] == pytest.approx(scene.terms(**values)["total"])


@each_way
def test_only_what_the_settings_need_is_read(scene: Scene, look: str, content: str) -> None:
    settings = make_settings({"look": look, "content": content})
    read = read_pictures(scene.encoder, View(scene.photo), [View(s) for s in scene.styles], settings)
    assert isinstance(read, Statistics)
    assert (FEATURES in read.content) == (content != "relations")
    assert set(RELATIONS) <= set(read.content)  # they also tell how much of the photo can be recognised
    (part,) = read.parts
    assert len(part.styles) == 2
    assert all((Nearest() in style) == (look == "strokes") for style in part.styles)
    arrays = [each for read in (*read.content.values(), *part.styles[0].values()) for each in read.values()]
    assert not any(array.requires_grad for array in arrays)


def test_relations_are_of_no_more_than_so_many_positions(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(relations, "POSITIONS", 10)
    read = read_pictures(scene.encoder, View(scene.photo), [View(s) for s in scene.styles], Settings())
    again = read_pictures(scene.encoder, View(scene.photo), [View(s) for s in scene.styles], Settings())
    both = [make_targets(found, Settings()) for found in (read, again)]
    for first, second in zip(*(targets.watched for targets in both), strict=True):
        positions = first.places.positions
        assert len(set(positions.tolist())) == len(positions) <= 10
        assert first.photo["relations"].shape == (len(positions), len(positions))
        assert positions.equal(second.places.positions)
    assert losses_at(scene.encoder, both[0], scene.photo, Settings())["content"] == pytest.approx(0, abs=1e-12)


def test_the_global_generator_is_left_alone(scene: Scene) -> None:
    before = torch.get_rng_state()
    scene.terms()
    assert before.equal(torch.get_rng_state())


def test_painterly_targets_are_the_distributions_of_the_mixture(scene: Scene) -> None:
    targets = scene.targets(shares=(25, 75))
    features = [_features(scene.encoder, style) for style in scene.styles]
    for layer in STYLE_LAYERS:
        (term,) = (term for entry, _, term in targets.style if entry.layer == layer)
        assert isinstance(term, Transport | FewTransport)
        mean = 0.25 * features[0][layer].mean(1) + 0.75 * features[1][layer].mean(1)
        np.testing.assert_allclose(term.target.mean.numpy(), mean, rtol=1e-9, atol=1e-12)


def test_shares_that_do_not_fit_are_refused(scene: Scene) -> None:
    with pytest.raises(Problem, match="shares"):
        scene.targets(shares=(1, 2, 3))


@each_look
def test_of_a_cut_out_smoothness_and_range_weigh_as_much_as_style_and_content(scene: Scene, look: str) -> None:
    """As if there were nothing but what is painted."""
    settings, opacity = make_settings({"look": look}), torch.zeros(1, 1, 32, 24, dtype=torch.float64)
    opacity[..., :8, :] = 1
    read = read_pictures(scene.encoder, View(scene.photo, opacity), [View(s) for s in scene.styles], settings)
    image = torch.lerp(torch.full_like(scene.image, 0.5), scene.image, opacity)  # flat where it is not painted
    cut = losses_at(scene.encoder, make_targets(read, settings, PULL), image, settings)
    painted = scene.image[..., :8, :].numpy()
    outside = np.maximum(painted - 1, 0) + np.maximum(-painted, 0)
    assert cut["range"] == pytest.approx(RANGE_WEIGHT * float(np.mean(outside**2)))
    smoothness = SMOOTHNESS_WEIGHT * sum(float(np.mean(np.diff(painted, axis=axis) ** 2)) for axis in (2, 3))
    assert cut["smoothness"] == pytest.approx(smoothness, rel=0.2)  # but for the border


@each_look
def test_a_part_of_a_style_that_has_no_position_on_a_deep_layer_is_read_there_as_the_whole(
    scene: Scene, look: str
) -> None:
    settings, style = make_settings({"look": look}), scene.styles[0][..., :27, :]
    part = torch.zeros(1, 1, *style.shape[2:], dtype=torch.float64)
    part[..., -3:, :] = 1  # of 27 rows the last 11 are on no position of relu5_1
    guide = Guide(torch.ones(1, 1, 32, 24, dtype=torch.float64), 0, part)
    read = read_pictures(scene.encoder, View(scene.photo), [View(style)], settings, [guide])
    terms = losses_at(scene.encoder, make_targets(read, settings, PULL), scene.image, settings)
    whole = scene.terms(styles=[style], look=look)
    assert 0 < terms["style"] < 20 * whole["style"]


def test_what_of_a_style_counts_more_is_read_so_in_the_coarse_layers_alone(double_encoder: Encoder) -> None:
    """With no weight on the right half but a little, the coarse moments are those of the left half."""
    generator = torch.Generator().manual_seed(3)
    left, right = (torch.rand(1, 3, 96, 64, generator=generator, dtype=torch.float64) for _ in range(2))
    picture, weights = torch.cat([left, 0.3 * right], 3), torch.full((1, 1, 96, 128), 1e-9, dtype=torch.float64)
    weights[..., :64] = 1
    settings, photo = Settings(), View(left)
    plain, weighted = (
        read_pictures(double_encoder, photo, [View(picture, weights=each)], settings).parts[0].styles[0]
        for each in (None, weights)
    )
    for entry in LOOKS["painterly"].style:
        with torch.no_grad():
            rows = double_encoder(picture, [entry.layer])[entry.layer][0].permute(1, 2, 0)
        found, before = (read[entry.way]["mean"] for read in (weighted, plain))
        if entry.layer not in SHAPE_LAYERS:
            assert torch.equal(found, before)
            continue
        wanted = rows[:, : rows.shape[1] // 2].flatten(0, 1).mean(0)  # but for those at the border
        torch.testing.assert_close(before, rows.flatten(0, 1).mean(0))
        assert float((found - wanted).norm()) < 0.4 * float((before - wanted).norm())
