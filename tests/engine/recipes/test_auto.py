"""What Auto chooses, and that it says why."""

from dataclasses import replace

import pytest

from stylegui.engine.recipes.auto import CHOSEN, Impression, applied, choose
from stylegui.engine.settings import Settings, make_settings

SOFT = Impression(face=0.0, marks=0.06, fit=1.0)


def test_soft_paintings_are_painted_as_by_default() -> None:
    choice = choose(SOFT)
    assert applied(Settings(), choice) == Settings()
    assert choice.why == "Painterly, for the painting's marks are soft."


def test_hard_marks_are_copied() -> None:
    choice = choose(replace(SOFT, marks=0.12))
    assert choice.values["look"] == "strokes"
    assert choice.values["strength"] > 50 > choice.values["photo_kept"]
    assert "hard" in choice.why


def test_a_face_is_held_whatever_the_marks_are() -> None:
    choice = choose(replace(SOFT, marks=0.12, face=0.02))
    assert choice.values["look"] == "painterly"
    assert choice.values["subject"] > 50
    assert "face is held" in choice.why


@pytest.mark.parametrize(("fit", "low", "high", "word"), [(2.0, 50, 76, "larger"), (0.5, 24, 50, "smaller")])
def test_the_brush_fits_the_photos_details(fit: float, low: float, high: float, word: str) -> None:
    choice = choose(replace(SOFT, fit=fit))
    assert low < choice.values["brush_size"] < high
    assert word in choice.why


def test_marks_that_are_copied_are_made_no_larger() -> None:
    assert choose(replace(SOFT, marks=0.12, fit=2.0)).values["brush_size"] == 50
    assert choose(replace(SOFT, marks=0.12, fit=0.5)).values["brush_size"] < 50


@pytest.mark.parametrize("fit", [0.9, 1.1])
def test_a_brush_that_nearly_fits_is_left(fit: float) -> None:
    assert choose(replace(SOFT, fit=fit)).values["brush_size"] == 50


@pytest.mark.parametrize("face", [0.0, 1.0])
@pytest.mark.parametrize("marks", [0.0, 1.0])
@pytest.mark.parametrize("fit", [0.5, 2.0])
def test_every_choice_is_whole_and_within_bounds(face: float, marks: float, fit: float) -> None:
    choice = choose(Impression(face, marks, fit))
    assert set(choice.values) == set(CHOSEN)
    assert make_settings(dict(choice.values)) == applied(Settings(), choice)
    assert choice.why.endswith(".")
    assert choice.why.count(".") == 1


def test_what_it_does_not_choose_stays() -> None:
    mine = Settings(size=1024, quality="fine", colour="photo", seed=3, shares=(100.0,))
    chosen = applied(mine, choose(replace(SOFT, marks=0.2)))
    kept = [name for name in Settings.model_fields if name not in CHOSEN]
    assert [getattr(chosen, name) for name in kept] == [getattr(mine, name) for name in kept]
