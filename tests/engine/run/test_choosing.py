"""What Auto sees of pictures, with the real network."""

import numpy as np
import pytest
from made_face import drawn_face

from stylegui.engine.network.encoder import Encoder
from stylegui.engine.pictures.images import Picture, load
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


def test_faces_are_seen_on_both_sides(encoder: Encoder) -> None:
    face = Picture(drawn_face())
    held, kept_out = _chosen(encoder, face, _sample("woodcut.png")), _chosen(encoder, CROWD, face)
    assert held["look"] == "painterly"
    assert held["subject"] == 60
    assert held["objects"] == 50
    assert kept_out["objects"] == 25
    assert kept_out["subject"] == 50


def test_a_style_without_a_share_has_no_say(encoder: Encoder) -> None:
    both = _sample("brush-strokes.png"), Picture(drawn_face())
    alone = _chosen(encoder, CROWD, both[0])
    assert _chosen(encoder, CROWD, *both, shares=(100.0, 0.0)) == alone
    assert _chosen(encoder, CROWD, *both)["objects"] == 25


@pytest.mark.parametrize("size", [(8, 8), (3, 500)])
def test_pictures_of_any_shape_are_seen(encoder: Encoder, size: tuple[int, int]) -> None:
    small = Picture(np.full((*size, 3), 90, np.uint8))
    assert _chosen(encoder, small, small)["look"] == "painterly"
