"""Auto balance: what is recognisable, and how the weight follows."""

from pathlib import Path

import numpy as np
import pytest
import torch

from stylegui.engine.network.encoder import Encoder
from stylegui.engine.objective.balance import BOUNDS, CLOSE, MOST, rebalanced, recognisable
from stylegui.engine.objective.evaluation import Plain, at_once, one_block
from stylegui.engine.objective.objective import Targets, make_targets
from stylegui.engine.objective.reading import View, read_pictures
from stylegui.engine.pictures.images import load, resize
from stylegui.engine.recipes.recipe import Recipe
from stylegui.engine.run.session import Session
from stylegui.engine.settings import Settings, make_settings
from stylegui.engine.styles.style import Style


def _recognisable(encoder: Encoder, targets: Targets, image: torch.Tensor) -> float:
    return at_once(recognisable(encoder, targets, Plain(image), one_block(*image.shape[2:])))


def test_it_is_the_correlation_of_relations(double_encoder: Encoder) -> None:
    """Computed here position by position."""
    generator = torch.Generator().manual_seed(0)
    photo, image = (torch.rand(1, 3, 32, 40, generator=generator, dtype=torch.float64) for _ in range(2))
    settings = Settings()
    targets = make_targets(read_pictures(double_encoder, View(photo), [View(image)], settings), settings)
    expected = []
    for term in targets.watched:
        layer, positions = term.layer, term.places.positions
        flat = []
        for picture in (photo, image):
            features = double_encoder(picture, [layer])[layer][0].detach().flatten(1).numpy()[:, positions.numpy()]
            unit = features / np.linalg.norm(features, axis=0)
            apart = 1 - unit.T @ unit
            flat.append((apart / apart.mean(0)).ravel())
        expected.append(np.corrcoef(*flat)[0, 1])
    assert _recognisable(double_encoder, targets, image) == pytest.approx(float(np.mean(expected)), rel=1e-6)
    assert _recognisable(double_encoder, targets, photo) == pytest.approx(1)


def test_the_weight_follows_what_is_missing_within_bounds() -> None:
    assert rebalanced(1.0, found=0.5, goal=0.5 + CLOSE / 2) == 1.0
    assert 1 < rebalanced(1.0, found=0.5, goal=0.6) < MOST
    assert 1 / MOST < rebalanced(1.0, found=0.6, goal=0.5) < 1
    assert rebalanced(1.0, found=0.0, goal=1.0) == MOST
    assert rebalanced(BOUNDS[1], found=0.0, goal=1.0) == BOUNDS[1]
    assert rebalanced(BOUNDS[0], found=1.0, goal=0.0) == BOUNDS[0]


@pytest.mark.parametrize("content", ["both", "features"])
def test_a_run_ends_with_as_much_of_the_photo_as_is_wanted(encoder: Encoder, samples: Path, content: str) -> None:
    photo, style = load(samples / "coffee.jpg"), Style(load(samples / "stained-glass.png"))
    kept = []
    for wanted in (30.0, 50.0, 80.0):
        settings = make_settings({"size": 256, "photo_kept": wanted, "balance": "auto", "content": content})
        session = Session(Recipe(photo, (style,), settings), encoder)
        while not session.finished:
            session.step(settings)
        frame = session.snapshot()
        views = [
            View(torch.from_numpy(resize(pixels, frame.width, frame.height)).permute(2, 0, 1)[None])
            for pixels in (photo.pixels, frame.pixels)
        ]
        plain = settings.model_copy(update={"content": "both"})  # with relations to compare
        targets = make_targets(read_pictures(encoder, views[0], views[1:], plain), plain)
        kept.append(_recognisable(encoder, targets, views[1].pixels))
    assert kept[0] < kept[1] < kept[2]
    assert kept == pytest.approx([0.3, 0.5, 0.8], abs=0.1)


def test_it_goes_on_from_a_state(encoder: Encoder, samples: Path) -> None:
    settings = Settings(size=96, quality="draft", balance="auto", photo_kept=90)
    recipe = Recipe(load(samples / "cat.jpg"), (Style(load(samples / "woodcut.png")),), settings)
    first = Session(recipe, encoder)
    for _ in range(6):
        first.step(settings)
    state = first.state()
    second = Session(recipe, encoder)
    second.restore(state)
    assert second.state().balance == state.balance
    for session in (first, second):
        while not session.finished:
            session.step(settings)
    np.testing.assert_array_equal(first.snapshot().pixels, second.snapshot().pixels)
