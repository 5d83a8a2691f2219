"""Settings: checked, frozen, and described well enough to build a window from."""

import json
from pathlib import Path
from typing import Any, get_origin

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from pydantic import ValidationError

from stylegui.engine.errors import Problem
from stylegui.engine.settings import (
    STYLE_LAYERS,
    Settings,
    bounds,
    changed,
    choices,
    control,
    make_settings,
    parse_assignments,
    read_settings_file,
)

FIELDS = list(Settings.model_fields)
CHOICES = [name for name in FIELDS if choices(name)]
NUMBERS = [name for name in FIELDS if Settings.model_fields[name].annotation in (int, float)]

each_field = pytest.mark.parametrize("name", FIELDS)
each_number = pytest.mark.parametrize("name", NUMBERS)


def _value(name: str) -> st.SearchStrategy[Any]:
    """Any valid value of a field."""
    if name in CHOICES:
        return st.sampled_from(choices(name))
    if name in NUMBERS:
        low, high = bounds(name)
        whole = Settings.model_fields[name].annotation is int
        return st.integers(int(low), int(high)) if whole else st.floats(low, high)
    if name in ("shares", "shapes", "marks"):
        return st.lists(st.floats(0, 100), max_size=4).map(tuple)
    return st.text()


VALID = st.fixed_dictionaries({}, optional={name: _value(name) for name in FIELDS})


def test_defaults_are_valid() -> None:
    assert make_settings(Settings().model_dump()) == Settings()


def test_every_number_and_choice_is_found() -> None:
    assert set(CHOICES) == {
        "look",
        "quality",
        "colour",
        "content",
        "auto",
        "start_from",
        "network",
        "pooling",
        "device",
    }
    assert set(FIELDS) - set(CHOICES) - set(NUMBERS) == {"shares", "shapes", "marks"}


@each_field
def test_every_field_says_what_it_is_and_does(name: str) -> None:
    described = control(name)
    assert described.label
    assert described.tip.endswith(".")
    assert described.group in ("main", "more", "")


@each_field
def test_choices_have_a_label_for_each_value(name: str) -> None:
    labels = control(name).choices
    assert len(labels) == len(choices(name))
    assert len(set(labels)) == len(labels)
    assert all(labels)
    if choices(name):
        assert getattr(Settings(), name) in choices(name)


@each_number
def test_bounds_can_be_reached_and_not_passed(name: str) -> None:
    low, high = bounds(name)
    assert low <= getattr(Settings(), name) <= high
    for value in (low, high):
        assert getattr(make_settings({name: value}), name) == value
    for value in (low - 1, high + 1, float("nan"), float("inf"), -float("inf")):
        with pytest.raises(Problem, match=f"setting '{name}'"):
            make_settings({name: value})


@each_number
def test_numbers_may_be_text(name: str) -> None:
    low, _ = bounds(name)
    assert getattr(make_settings({name: str(int(low) + 1)}), name) == low + 1
    with pytest.raises(Problem, match=rf"setting '{name}'.*'much'"):
        make_settings({name: "much"})


@pytest.mark.parametrize("name", CHOICES)
def test_a_choice_takes_nothing_else(name: str) -> None:
    for value in choices(name):
        assert getattr(make_settings({name: value}), name) == value
    with pytest.raises(Problem, match=rf"setting '{name}'.*'neither'"):
        make_settings({name: "neither"})


def test_an_unknown_name_is_told_with_those_there_are() -> None:
    with pytest.raises(Problem) as caught:
        make_settings({"strenght": 3})
    assert "'strenght'" in str(caught.value)
    assert all(name in str(caught.value) for name in FIELDS)


@each_field
def test_settings_are_frozen(name: str) -> None:
    settings = Settings()
    with pytest.raises(ValidationError, match="frozen"):
        setattr(settings, name, getattr(settings, name))


@given(VALID)
@hypothesis_settings(deadline=None)
def test_json_gives_the_same_settings_back(values: dict[str, Any]) -> None:
    settings = make_settings(values)
    assert make_settings(json.loads(settings.model_dump_json())) == settings
    assert changed(settings, settings) == []
    assert set(changed(Settings(), settings)) == {n for n, v in values.items() if getattr(Settings(), n) != v}


@given(VALID)
@hypothesis_settings(deadline=None)
def test_assignments_give_what_was_written(values: dict[str, Any]) -> None:
    written = [f"{name}={json.dumps(value)}" for name, value in values.items()]
    assert make_settings(parse_assignments(written)) == make_settings(values)


@given(st.lists(st.text()))
@hypothesis_settings(deadline=None)
def test_any_assignments_are_read_or_refused_by_name(texts: list[str]) -> None:
    wrong = [text for text in texts if "=" not in text]
    if wrong:
        with pytest.raises(Problem, match="is not name=value") as caught:
            parse_assignments(texts)
        assert wrong[0] in str(caught.value)
    else:
        assert set(parse_assignments(texts)) == {text.split("=")[0].strip() for text in texts}


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)


@given(st.dictionaries(st.sampled_from(FIELDS) | st.text(), JSON, max_size=4))
@hypothesis_settings(deadline=None)
def test_any_values_make_valid_settings_or_a_problem(values: dict[str, Any]) -> None:
    try:
        settings = make_settings(values)
    except Problem:
        return
    assert make_settings(settings.model_dump()) == settings
    for name in NUMBERS:
        low, high = bounds(name)
        assert low <= getattr(settings, name) <= high


def test_assignments_without_json_are_text() -> None:
    assert parse_assignments(["look=a=b", "quality=draft", " size = 96"]) == {
        "look": "a=b",
        "quality": "draft",
        "size": 96,
    }


def test_the_last_assignment_of_a_name_counts() -> None:
    assert parse_assignments(["size=96", "size=128"]) == {"size": 128}


def test_a_settings_file_gives_the_same_settings_back(tmp_path: Path) -> None:
    settings = Settings(strength=71.5, quality="fine", shares=(30, 70))
    file = tmp_path / "Einstellungen – ü.json"
    file.write_text(settings.model_dump_json(), encoding="utf-8")
    assert make_settings(read_settings_file(file)) == settings


@pytest.mark.parametrize("content", [b"", b"strength: 3", b"[1, 2]", b"3", b"\xff\xfe\x00", b"[" * 100_000])
def test_what_is_no_settings_file_is_refused_by_name(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "settings.json"
    file.write_bytes(content)
    with pytest.raises(Problem) as caught:
        read_settings_file(file)
    assert str(file) in str(caught.value)


def test_a_missing_settings_file_is_refused_by_name(tmp_path: Path) -> None:
    for path in (tmp_path / "none.json", tmp_path):
        with pytest.raises(Problem) as caught:
            read_settings_file(path)
        assert str(path) in str(caught.value)


def test_shares_sum_to_one_and_keep_their_proportion() -> None:
    assert Settings().style_shares(4) == pytest.approx((0.25,) * 4)
    assert Settings(shares=(70, 30)).style_shares(2) == pytest.approx((0.7, 0.3))
    assert Settings(shares=(10, 0, 30)).style_shares(3) == pytest.approx((0.25, 0, 0.75))


def test_shares_that_do_not_fit_are_refused() -> None:
    with pytest.raises(Problem, match=r"2 given for 3 style\(s\)"):
        Settings(shares=(70, 30)).style_shares(3)
    with pytest.raises(Problem, match="above 0"):
        Settings(shares=(0, 0)).style_shares(2)
    for share in (-1, 101):
        with pytest.raises(Problem, match=r"setting 'shares\.1'"):
            make_settings({"shares": (50, share)})


def test_brush_size_doubles_or_halves_at_its_ends() -> None:
    assert [Settings(brush_size=size).style_scale() for size in (0, 50, 100)] == pytest.approx([0.5, 1, 2])
    assert Settings(brush_size=25).style_scale() * Settings(brush_size=75).style_scale() == pytest.approx(1)


def test_each_style_layer_has_its_control() -> None:
    for layer in STYLE_LAYERS:
        values = make_settings({f"layer_{layer}": 12.5}).layer_values()
        assert values.pop(layer) == 12.5
        assert values == {other: Settings().layer_values()[other] for other in STYLE_LAYERS if other != layer}


def test_only_choices_count_as_such() -> None:
    assert get_origin(Settings.model_fields["shares"].annotation) is tuple
    assert choices("shares") == ()
    assert choices("size") == ()
    assert choices("shares") == ()
