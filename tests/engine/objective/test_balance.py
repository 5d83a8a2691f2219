"""Auto balance: what is recognisable, and how the weight follows."""

from pathlib import Path

import numpy as np
import pytest
import torch

from stylegui.engine.network.encoder import Encoder
from stylegui.engine.objective import balance
from stylegui.engine.objective.balance import AT_EASE, BOUNDS, STEP, rebalanced, recognisable
from stylegui.engine.objective.evaluation import Plain, at_once, one_block
from stylegui.engine.objective.objective import Targets, make_targets
from stylegui.engine.objective.reading import View, read_pictures
from stylegui.engine.pictures.files.loading import load
from stylegui.engine.pictures.images import resize
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
    assert rebalanced(1.0, found=0.5, goal=0.5 + 0.9 * AT_EASE) == 1.0
    assert rebalanced(1.0, found=0.5, goal=0.5 - 0.9 * AT_EASE) == 1.0
    assert rebalanced(1.0, found=0.5, goal=0.52 + AT_EASE) == STEP
    assert rebalanced(STEP**3, found=0.6, goal=0.58 - AT_EASE) == STEP**2
    assert rebalanced(BOUNDS[1], found=0.0, goal=1.0) == BOUNDS[1]
    assert rebalanced(BOUNDS[0], found=1.0, goal=0.0) == BOUNDS[0]


def _kept(encoder: Encoder, recipe: Recipe) -> tuple[float, float]:
    """How much of the photo can be recognised in the end, and the factor on the content's weight."""
    session = Session(recipe, encoder)
    while not session.finished:
        session.step(recipe.settings)
    frame = session.snapshot()
    photo, result = (
        View(torch.from_numpy(resize(pixels, frame.width, frame.height)).permute(2, 0, 1)[None])
        for pixels in (recipe.photo.pixels, frame.pixels)
    )
    targets = make_targets(read_pictures(encoder, photo, [result], Settings()), Settings())
    return _recognisable(encoder, targets, result.pixels), session.state().balance


def test_a_photo_that_would_be_lost_is_kept(encoder: Encoder, samples: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(balance, "AT_EASE", 0.0)
    photo, style = load(samples / "coffee.jpg"), Style(load(samples / "stained-glass.png"))
    wanted = make_settings({"size": 96, "photo_kept": 100})
    on, off = (
        _kept(encoder, Recipe(photo, (style,), wanted.model_copy(update={"auto": auto}))) for auto in ("on", "off")
    )
    assert off[1] == 1 < on[1]
    assert on[0] > off[0] + 0.02


def test_what_suits_is_left_alone(encoder: Encoder, samples: Path) -> None:
    recipe = Recipe(load(samples / "coffee.jpg"), (Style(load(samples / "brush-strokes.png")),), Settings(size=96))
    assert _kept(encoder, recipe)[1] == 1


def test_it_goes_on_from_a_state(encoder: Encoder, samples: Path) -> None:
    settings = Settings(size=96, quality="draft", photo_kept=90)
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
