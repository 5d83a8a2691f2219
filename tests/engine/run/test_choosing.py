"""What Auto sees of pictures, with the real network."""

import numpy as np
import pytest
from made_face import drawn_face

from stylegui.engine.network.encoder import Encoder
from stylegui.engine.pictures.files.loading import load
from stylegui.engine.pictures.images import Picture
from stylegui.engine.recipes.recipe import Recipe
from stylegui.engine.run.choosing import choice_for
from stylegui.engine.settings import Settings
from stylegui.engine.styles.style import Style
from stylegui.paths import resources

CROWD = Picture(np.random.default_rng(0).integers(0, 256, (160, 192, 3), np.uint8))


def _sample(name: str) -> Picture:
    return load(resources() / "samples" / name)


def _chosen(encoder: Encoder, photo: Picture, *paintings: Picture, **values: object) -> dict[str, object]:
    recipe = Recipe(photo, tuple(map(Style, paintings)), Settings.model_validate(values))
    return dict(choice_for(recipe, encoder).values)


def test_a_woodcut_is_copied_and_brush_strokes_are_imitated(encoder: Encoder) -> None:
    photo = _sample("rocket.jpg")
    assert _chosen(encoder, photo, _sample("woodcut.png"))["look"] == "strokes"
    assert _chosen(encoder, photo, _sample("brush-strokes.png"))["look"] == "painterly"


def test_a_face_is_seen(encoder: Encoder) -> None:
    held = _chosen(encoder, Picture(drawn_face()), _sample("woodcut.png"))
    assert (held["look"], held["subject"]) == ("painterly", 60)
    assert _chosen(encoder, CROWD, Picture(drawn_face()))["subject"] == 50


def test_paintings_count_alike_and_only_where_they_can_be_seen(encoder: Encoder) -> None:
    photo, hard, soft = _sample("rocket.jpg"), _sample("woodcut.png"), _sample("brush-strokes.png")
    assert _chosen(encoder, photo, soft, hard, shares=(100.0, 0.0)) == _chosen(encoder, photo, soft, hard)
    hidden = hard.pixels.copy()
    hidden[: 2 * hard.height // 3] = 255
    alpha = np.full(hidden.shape[:2], 255, np.uint8)
    alpha[: 2 * hard.height // 3] = 0
    assert _chosen(encoder, photo, Picture(hidden, alpha))["look"] == "strokes"


@pytest.mark.parametrize("size", [(8, 8), (3, 500)])
def test_pictures_of_any_shape_are_seen(encoder: Encoder, size: tuple[int, int]) -> None:
    small = Picture(np.full((*size, 3), 90, np.uint8))
    assert _chosen(encoder, small, small)["look"] == "painterly"
