"""What of the photo is held, and what of the paintings is taken, by the gradients that a run goes by."""

import numpy as np
import pytest
import torch
from made_face import drawn_face
from numpy.typing import NDArray
from torch import Tensor

from stylegui.engine.errors import never
from stylegui.engine.network.encoder import Encoder
from stylegui.engine.objective.evaluation import at_once
from stylegui.engine.pictures.images import Picture
from stylegui.engine.plan.forecast import needs_of
from stylegui.engine.plan.pyramid import Scale
from stylegui.engine.recipes.recipe import Recipe
from stylegui.engine.regions.regions import Region
from stylegui.engine.run.optimiser import Point
from stylegui.engine.run.scene import Scene
from stylegui.engine.settings import Settings
from stylegui.engine.styles.style import Style

HEIGHT, WIDTH = 160, 192
SCALE = Scale(WIDTH, HEIGHT, 1)
ONLY_PHOTO: dict[str, object] = {"strength": 0, "smoothness": 0, "content": "features"}
ONLY_STYLE: dict[str, object] = {"photo_kept": 0, "smoothness": 0}


def _grain(seed: int = 0) -> Picture:
    return Picture(np.random.default_rng(seed).integers(0, 256, (HEIGHT, WIDTH, 3), np.uint8))


def _recipe(photo: Picture, style: Picture, *regions: Region, **values: object) -> Recipe:
    return Recipe(photo, (Style(style),), Settings.model_validate({"size": WIDTH, **values}), regions=regions)


def _pull(encoder: Encoder, recipe: Recipe, away: float = 0.05) -> Tensor:
    """(H, W): how hard each pixel near the photo is pulled."""
    scene = Scene(recipe, encoder, never, needs_of(recipe, 10**10))
    at_once(scene.prepare(SCALE, recipe.settings))
    noise = torch.randn(1, 3, HEIGHT, WIDTH, generator=torch.Generator().manual_seed(0))
    point = Point(scene.beginning(SCALE) + away * noise)
    evaluation = scene.evaluation(point, SCALE, recipe.settings, 1.0, None, wants_gradient=True)
    at_once(evaluation.losses())
    return at_once(evaluation.gradient())[0].abs().sum(0)


def _left() -> NDArray[np.uint8]:
    mask = np.zeros((HEIGHT, WIDTH), np.uint8)
    mask[:, : WIDTH // 2] = 255
    return mask


def _share(pull: Tensor, box: tuple[slice, slice]) -> float:
    return float(pull[box].mean() / pull.mean())


@pytest.mark.parametrize("subject", [0, 50])
def test_what_is_painted_as_the_subject_is_held_more(encoder: Encoder, subject: float) -> None:
    photo, left = _grain(), (slice(0, HEIGHT), slice(0, WIDTH // 2 - 24))
    plain = _recipe(photo, _grain(1), subject=subject, **ONLY_PHOTO)
    held = _recipe(photo, _grain(1), Region(_left(), None, is_subject=True), subject=subject, **ONLY_PHOTO)
    before, after = (_share(_pull(encoder, each), left) for each in (plain, held))
    assert after > 1.3 * before


def test_the_subject_takes_nothing_from_a_style(encoder: Encoder) -> None:
    """A region of a style lies under it as it would alone."""
    style = Region(_left(), 0, np.eye(HEIGHT, WIDTH, dtype=np.uint8) * 255)
    subject = Region(_left(), None, is_subject=True)
    found = []
    for regions in ((style,), (style, subject)):
        found.append(_pull(encoder, _recipe(_grain(), _grain(1), *regions, follow_meaning=0, **ONLY_STYLE)))
    alone, both = found
    torch.testing.assert_close(alone, both, rtol=1e-3, atol=1e-3 * float(alone.mean()))


def test_the_photos_face_is_held_more_than_its_outlines_ask_for(
    encoder: Encoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    face = drawn_face(HEIGHT, WIDTH)
    in_a_crowd = np.where(face == face[0, 0], _grain().pixels, face)
    recipe = _recipe(Picture(in_a_crowd), _grain(1), subject=50, **ONLY_PHOTO)
    box = slice(int(0.35 * HEIGHT), int(0.65 * HEIGHT)), slice(int(0.22 * WIDTH), int(0.38 * WIDTH))
    found = _share(_pull(encoder, recipe), box)
    monkeypatch.setattr("stylegui.engine.run.scene.faces", lambda encoder, pixels: torch.zeros(1, 1, 4, 4))
    assert found > 1.1 * _share(_pull(encoder, recipe), box)


def test_a_paintings_face_is_not_taken_unless_objects_are_welcome(
    encoder: Encoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    painting = Picture(drawn_face(HEIGHT, WIDTH))

    def pull(objects: float) -> Tensor:
        return _pull(encoder, _recipe(_grain(), painting, objects=objects, follow_meaning=0, **ONLY_STYLE))

    avoided, welcome = pull(50), pull(100)
    monkeypatch.setattr("stylegui.engine.run.scene.faces", lambda encoder, pixels: torch.zeros(1, 1, 4, 4))
    known, invited = pull(50), pull(100)
    assert float((avoided - known).abs().mean()) > 0.01 * float(known.mean())
    torch.testing.assert_close(welcome, invited)


def test_follow_meaning_at_0_asks_no_network_for_kinds(encoder: Encoder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("stylegui.engine.run.scene.find_kinds", None)
    assert bool(_pull(encoder, _recipe(_grain(), _grain(1), follow_meaning=0, **ONLY_STYLE)).isfinite().all())


def test_follow_meaning_acts_only_where_no_region_does(encoder: Encoder) -> None:
    """With a region over all of the photo the slider has nothing to act on."""
    everywhere = Region(np.full((HEIGHT, WIDTH), 255, np.uint8), 0)
    whole, followed = (
        _pull(encoder, _recipe(_grain(), _grain(1), everywhere, follow_meaning=value, **ONLY_STYLE))
        for value in (0, 100)
    )
    torch.testing.assert_close(whole, followed, rtol=1e-3, atol=1e-3 * float(whole.mean()))


def test_a_size_begins_with_the_paintings_marks_but_where_the_photo_is_held(encoder: Encoder) -> None:
    """Over a style of fine grain and over a plain one: where the subject is, both begin alike."""
    coarse, fine = Scale(WIDTH // 2, HEIGHT // 2, 1), SCALE
    plain = Picture(np.full((HEIGHT, WIDTH, 3), 128, np.uint8))
    found = []
    for style in (_grain(1), plain):
        recipe = _recipe(plain, style, Region(_left(), None, is_subject=True), subject=0)
        scene = Scene(recipe, encoder, never, needs_of(recipe, 10**10))
        x, tether = at_once(
            scene.enlarged(torch.full((1, 3, HEIGHT // 2, WIDTH // 2), 0.5), coarse, fine, recipe.settings)
        )
        assert tether is None
        found.append(x)
    laid = found[0] - found[1]
    assert float(laid[..., WIDTH // 2 + 24 :].std()) > 0.02
    assert float(laid[..., : WIDTH // 2 - 24].std()) < 1e-3
