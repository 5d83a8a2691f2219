"""Variations: nine of them, within the sliders, around what there is."""

import pytest

from stylegui.document.variations import COUNT, VARIED, around, of_styles, offered, over_two
from stylegui.engine.settings import Settings

SETTINGS = Settings(strength=60, photo_kept=40, brush_size=97)


def test_over_two_settings_one_grows_to_the_right_and_one_downwards() -> None:
    found = over_two(SETTINGS, "strength", "photo_kept", 20)
    values = [(made.strength, made.photo_kept) for made in (each.settings(SETTINGS) for each in found)]
    assert values == [(s, p) for p in (20, 40, 60) for s in (40, 60, 80)]
    assert found[0].label == "Strength 40, Photo kept 20"
    assert found[0].settings(SETTINGS).auto == "off"
    assert found[0].settings(SETTINGS).brush_size == 97


@pytest.mark.parametrize("spread", [35.0, 17.5, 8.75, 4.375])
@pytest.mark.parametrize("middle", [0.0, 3.0, 50.0, 99.5, 100.0])
def test_no_level_leaves_the_slider(middle: float, spread: float) -> None:
    found = over_two(Settings(strength=middle), "strength", "subject", spread)
    levels = sorted({each.settings(SETTINGS).strength for each in found})
    assert len(levels) == 3
    assert levels[0] >= 0
    assert levels[-1] <= 100
    assert middle in levels


def test_around_the_present_settings_each_is_scattered_evenly() -> None:
    found = around(SETTINGS, 20, seed=1)
    assert len(found) == COUNT
    assert found[4].settings(SETTINGS) == SETTINGS.model_copy(update={"auto": "off"})
    assert found[4].label == "As it is"
    others = [each.settings(SETTINGS) for each in (*found[:4], *found[5:])]
    for name in VARIED:
        middle = getattr(SETTINGS, name)
        steps = sorted(getattr(each, name) - middle for each in others)
        assert -20 <= steps[0] < -10 < 0
        assert steps[-1] <= min(20, 100 - middle)
        assert all(0 <= getattr(each, name) <= 100 for each in others)
    assert around(SETTINGS, 20, seed=1) == found
    assert around(SETTINGS, 20, seed=2) != found


def test_it_is_called_by_what_differs_most() -> None:
    for variation in around(SETTINGS, 30, seed=0)[:4]:
        steps = {name: abs(float(str(value)) - getattr(SETTINGS, name)) for name, value in variation.values}
        largest = max(steps, key=lambda name: steps[name])
        assert dict(offered())[largest] in variation.label.split(",")[0]


def test_styles_of_the_gallery_leave_the_settings_as_they_are() -> None:
    found = of_styles([(f"drawn:{number}", f"Title {number}") for number in range(12)])
    assert [each.style for each in found] == [f"drawn:{number}" for number in range(9)]
    assert found[2].label == "Title 2"
    assert found[2].settings(SETTINGS) is SETTINGS


def test_more_styles_than_nine_are_on_pages() -> None:
    styles = [(f"drawn:{number}", str(number)) for number in range(12)]
    assert [each.label for each in of_styles(styles, 1)] == ["9", "10", "11"]
    assert of_styles(styles, 2) == of_styles(styles)
    assert of_styles([]) == of_styles([], 3) == []
