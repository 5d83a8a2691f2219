"""How far the content pulls: from gradients, the same for any pictures."""

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
import torch
from objectives import gradient_at, losses_at
from torch import Tensor

from stylegui.engine.network.encoder import Encoder
from stylegui.engine.objective import calibration as module
from stylegui.engine.objective.calibration import calibrate, calibration_size
from stylegui.engine.objective.objective import Targets, make_targets
from stylegui.engine.objective.reading import View, read_pictures
from stylegui.engine.pictures.files.loading import load
from stylegui.engine.pictures.images import resize, working_size
from stylegui.engine.recipes.recipe import Recipe
from stylegui.engine.run.session import Session
from stylegui.engine.settings import Settings, choices, make_settings
from stylegui.engine.styles.style import Style

each_look = pytest.mark.parametrize("look", choices("look"))
Read = Callable[[Tensor, Settings], Targets]


def _picture(seed: int, contrast: float = 1.0) -> Tensor:
    generator = torch.Generator().manual_seed(seed)
    return 0.5 + contrast * (torch.rand(1, 3, 48, 64, generator=generator, dtype=torch.float64) - 0.5)


@pytest.fixture
def photo() -> Tensor:
    return _picture(1)


@pytest.fixture
def read(double_encoder: Encoder, photo: Tensor) -> Read:
    """Targets of the photo and a style."""

    def of(style: Tensor, settings: Settings) -> Targets:
        return make_targets(read_pictures(double_encoder, View(photo), [View(style)], settings), settings)

    return of


def _slope(encoder: Encoder, targets: Targets, x: Tensor, settings: Settings, name: str) -> float:
    """How fast a term can rise at most, by central differences along its gradient."""
    gradient = gradient_at(encoder, targets, x, settings, name)
    along, step = gradient / gradient.norm(), 1e-4
    ahead, behind = (losses_at(encoder, targets, x + by * along, settings)[name] for by in (step, -step))
    return (ahead - behind) / (2 * step)


@each_look
def test_it_is_the_ratio_of_the_steepest_slopes(
    double_encoder: Encoder, photo: Tensor, read: Read, monkeypatch: pytest.MonkeyPatch, look: str
) -> None:
    """By finite differences, where it is not bounded."""
    monkeypatch.setattr(module, "LEAST", 0.0)
    monkeypatch.setattr(module, "MOST", float("inf"))
    settings = make_settings({"look": look})
    targets = read(_picture(2, 0.5), settings)
    noise = torch.randn(photo.shape, generator=torch.Generator().manual_seed(0), dtype=torch.float64)
    beside = photo + module.NOISE * noise
    style, content = (_slope(double_encoder, targets, beside, settings, name) for name in ("style", "content"))
    factor, power = module.BALANCE[look]
    expected = factor * (style / content) ** power
    assert calibrate(double_encoder, targets, photo, settings) == pytest.approx(expected, rel=1e-3)
    assert calibrate(double_encoder, replace(targets, pull=7.0), photo, settings) == pytest.approx(expected, rel=1e-3)


@each_look
def test_controls_do_not_calibrate_themselves_away(
    double_encoder: Encoder, photo: Tensor, read: Read, look: str
) -> None:
    middle = make_settings({"look": look})
    targets = read(_picture(2, 0.5), middle)
    turned = middle.model_copy(update={"strength": 90, "photo_kept": 10, "layer_relu3_1": 0})
    assert calibrate(double_encoder, targets, photo, turned) == calibrate(double_encoder, targets, photo, middle)


@each_look
def test_a_style_further_off_is_answered_with_more(
    double_encoder: Encoder, photo: Tensor, read: Read, look: str
) -> None:
    settings = make_settings({"look": look})
    pulls = [calibrate(double_encoder, read(style, settings), photo, settings) for style in (photo, 0 * photo)]
    assert module.LEAST <= pulls[0] < pulls[1] <= module.MOST


def test_pictures_without_anything_give_a_number(double_encoder: Encoder) -> None:
    flat, settings = torch.zeros(1, 3, 48, 64, dtype=torch.float64), Settings()
    targets = make_targets(read_pictures(double_encoder, View(flat), [View(flat)], settings), settings)
    assert module.LEAST <= calibrate(double_encoder, targets, flat, settings) <= module.MOST


def test_it_is_always_done_at_one_size() -> None:
    assert {max(calibration_size(400 * factor, 300 * factor)) for factor in (1, 5, 10)} == {128}


PAIRS = (("coffee.jpg", "brush-strokes.png"), ("cat.jpg", "stained-glass.png"), ("rocket.jpg", "woodcut.png"))


def _change(encoder: Encoder, samples: Path, pair: tuple[str, str], size: int, strength: float) -> float:
    """How much of the photo's distance from the style a run takes away, of 1."""
    settings = Settings(size=size, quality="draft", strength=strength)
    photo, style = (load(samples / name) for name in pair)
    session = Session(Recipe(photo, (Style(style),), settings), encoder)
    while not session.finished:
        session.step(settings)
    losses = []
    for pixels in (photo.pixels, session.snapshot().pixels):
        scale = working_size(photo.width, photo.height, size)
        view, style_view = (
            torch.from_numpy(resize(values, *at)).permute(2, 0, 1)[None]
            for values, at in ((pixels, scale), (style.pixels, working_size(style.width, style.height, size)))
        )
        read = read_pictures(encoder, View(view), [View(style_view)], Settings())
        losses.append(losses_at(encoder, make_targets(read, Settings()), view, Settings())["style"])
    return 1 - losses[1] / losses[0]


def test_strength_50_changes_as_much_for_any_pictures_and_size(encoder: Encoder, samples: Path) -> None:
    changes = [_change(encoder, samples, pair, size, 50) for pair in PAIRS for size in (192, 384)]
    mean = sum(changes) / len(changes)
    assert all(abs(change - mean) <= 0.15 * mean for change in changes), changes
    assert mean > 0.5


@pytest.mark.parametrize("pair", PAIRS)
def test_strength_does_something_all_along(encoder: Encoder, samples: Path, pair: tuple[str, str]) -> None:
    changes = [_change(encoder, samples, pair, 192, strength) for strength in (0, 10, 25, 50, 100)]
    assert changes[0] == pytest.approx(0, abs=0.03)
    assert changes[1] > 0.1
    assert all(weaker < stronger for weaker, stronger in pairwise(changes))
