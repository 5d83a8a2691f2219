"""What several recipes have in common is looked at once, and changes nothing."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from stylegui.batch.painter import Painter
from stylegui.engine.network.in_memory import encoder_for
from stylegui.engine.pictures.files.loading import load
from stylegui.engine.pictures.images import reduced
from stylegui.engine.recipes.recipe import Recipe
from stylegui.engine.regions import faces
from stylegui.engine.run.choosing import as_chosen
from stylegui.engine.run.session import Session
from stylegui.engine.settings import Settings
from stylegui.engine.styles.style import Style

QUICK = Settings(size=64, quality="draft")


@pytest.fixture
def recipes(samples: Path) -> tuple[Recipe, Recipe]:
    """Two photos with the same style."""
    first, second = (reduced(load(samples / name), 120) for name in ("coffee.jpg", "cat.jpg"))
    recipe = Recipe(first, (Style(reduced(load(samples / "woodcut.png"), 120)),), QUICK)
    return recipe, replace(recipe, photo=second)


def _painted(session: Session) -> np.ndarray:
    settings = session.snapshot().recipe.settings
    while not session.finished:
        session.step(settings)
    return session.snapshot().pixels


@pytest.mark.parametrize("auto", ["on", "off"])
def test_a_second_photo_comes_out_as_it_would_alone(recipes: tuple[Recipe, Recipe], auto: str) -> None:
    settings = QUICK.model_copy(update={"auto": auto, "objects": 20.0})
    first, second = (replace(recipe, settings=settings) for recipe in recipes)
    painter = Painter()
    _painted(painter.begin(first))
    together = _painted(painter.begin(second))
    encoder = encoder_for(settings)
    np.testing.assert_array_equal(together, _painted(Session(as_chosen(second, encoder)[0], encoder)))


def test_the_style_is_looked_at_for_faces_once(recipes: tuple[Recipe, Recipe], monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[tuple[int, ...]] = []

    def counted(features_of: object, pixels: object) -> object:
        looked.append(tuple(pixels.shape[2:]))  # type: ignore[attr-defined]  # a tensor
        return faces.faces(features_of, pixels)  # type: ignore[arg-type]

    monkeypatch.setattr("stylegui.engine.run.scene.faces", counted)
    painter, (first, second) = (
        Painter(),
        (replace(each, settings=QUICK.model_copy(update={"auto": "off"})) for each in recipes),
    )
    for recipe in (first, second):
        _painted(painter.begin(recipe))
    alone = len(looked)
    _painted(Painter().begin(second))
    assert len(looked) - alone == alone - (len(looked) - alone) + 1


def test_what_is_by_hand_stays(recipes: tuple[Recipe, Recipe]) -> None:
    recipe = replace(recipes[0], settings=QUICK.model_copy(update={"strength": 90.0}))
    settings = Painter().begin(recipe, by_hand=("strength",)).snapshot().recipe.settings
    assert (settings.strength, settings.auto) == (90.0, "off")


def test_another_style_is_looked_at_anew(recipes: tuple[Recipe, Recipe], samples: Path) -> None:
    first, second = (replace(each, settings=QUICK.model_copy(update={"auto": "off"})) for each in recipes)
    other = replace(second, styles=(Style(reduced(load(samples / "stained-glass.png"), 120)),))
    painter = Painter()
    _painted(painter.begin(first))
    encoder = encoder_for(QUICK)
    np.testing.assert_array_equal(_painted(painter.begin(other)), _painted(Session(other, encoder)))
