"""Wishes: each makes another document, changes what it says, and nothing else."""

import operator
from collections.abc import Sequence
from dataclasses import replace
from math import isclose, nan
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_documents import made_document, made_mask, made_picture

from stylegui.document.document import Document
from stylegui.document.places import FURTHER_STYLE, PHOTO, START, Place, style_place
from stylegui.document.wishes import Paint, Put, Remove, Replace, Turn, TurnSeveral, TurnStyle, Wish
from stylegui.engine.errors import Problem
from stylegui.engine.recipes.auto import CHOSEN
from stylegui.engine.regions.regions import Region
from stylegui.engine.settings import Settings, changed
from stylegui.engine.styles.style import WHOLE, Style


def differences(old: Document, new: Document) -> set[str]:
    """Names of what is another in a document: its own parts, its settings, and `style N.NAME`."""
    found = {name for name in ("photo", "start") if getattr(old, name) is not getattr(new, name)}
    found |= set(changed(old.settings, new.settings))
    if [style.key for style in old.styles] != [style.key for style in new.styles]:
        found.add("styles")
    else:
        for number, (mine, other) in enumerate(zip(old.styles, new.styles, strict=True)):
            for name in ("source", "crop", "rotation", "brush_size"):
                if getattr(mine, name) != getattr(other, name):
                    found.add(f"style {number}.{name}")
    if len(old.regions) != len(new.regions) or not all(map(operator.is_, old.regions, new.regions)):
        found.add("regions")
    return found


def key(document: Document, number: int) -> str:
    return document.styles[number].key


def shares(document: Document) -> Sequence[float]:
    assert len(document.settings.shares) == len(document.styles)
    assert sum(document.settings.shares) == pytest.approx(100, abs=1e-9)
    document.check()
    Settings.model_validate(document.settings.model_dump())  # each is in its bounds
    return document.settings.shares


# Settings


@pytest.mark.parametrize(
    ("name", "value", "label"),
    [
        ("strength", 72.0, "Strength 72"),
        ("smoothness", 12.3456789, "Smoothness 12.3457"),
        ("size", 640, "Size 640"),
        ("look", "classic", "Look Classic"),
        ("colour", "photo", "Colour The photo's"),
        ("start_from", "noise", "Start from Noise"),
        ("seed", 7, "Seed 7"),
    ],
)
def test_a_setting_turns_alone_and_is_called_as_in_the_window(name: str, value: object, label: str) -> None:
    document, wish = made_document(), Turn(name, value)
    turned = wish.apply(document)
    assert differences(document, turned) - {"auto"} == {name}
    assert getattr(turned.settings, name) == value
    assert wish.label == label
    assert turned.is_like(wish.apply(turned))


def test_turns_of_one_setting_are_one_gesture() -> None:
    assert Turn("strength", 1.0).drag == Turn("strength", 2.0).drag
    assert Turn("strength", 1.0).drag != Turn("smoothness", 1.0).drag
    assert TurnStyle("a", "share", 1.0).drag == TurnStyle("a", "share", 2.0).drag
    drags = {TurnStyle(key, name, 1.0).drag for key in "ab" for name in ("share", "marks", "rotation")}
    assert len(drags) == 6
    picture = made_picture(0)
    for wish in (Put(PHOTO, picture), Remove(START), Paint((), "Brush"), Replace(Document(), ""), TurnSeveral(())):
        assert wish.drag is None


@pytest.mark.parametrize(
    ("name", "value"),
    [("strength", 101.0), ("strength", -1.0), ("strength", nan), ("size", 63), ("size", 20000), ("look", "cubist"),
     ("seed", -1), ("seed", 2**31), ("shares", (50.0, 150.0, 0.0)), ("unheard_of", 1)],
)  # fmt: skip
def test_a_setting_out_of_its_bounds_is_a_problem_in_words(name: str, value: object) -> None:
    with pytest.raises(Problem, match=f"setting '{name}") as caught:
        Turn(name, value).apply(made_document())
    assert "\n" not in str(caught.value)
    assert "http" not in str(caught.value)


@pytest.mark.parametrize("name", CHOSEN)
def test_who_turns_what_auto_has_chosen_has_it_by_hand(name: str) -> None:
    value: object = "classic" if name == "look" else 71.0
    turned = Turn(name, value).apply(Document())
    assert (getattr(turned.settings, name), turned.settings.auto) == (value, "off")
    assert Turn("size", 640).apply(Document()).settings.auto == "on"
    same = getattr(Document().settings, name)
    assert Turn(name, same).apply(Document()).settings.auto == "on"


def test_several_settings_turn_in_one_step() -> None:
    document = made_document()
    wish = TurnSeveral((("strength", 10.0), ("look", "strokes")))
    assert differences(document, wish.apply(document)) == {"strength", "look", "auto"}
    assert wish.label == "Strength 10, Look Strokes"
    with pytest.raises(Problem, match="size"):
        TurnSeveral((("strength", 10.0), ("size", 1))).apply(document)


# What is turned on one style


def test_a_share_is_taken_from_the_others_in_their_proportions() -> None:
    document = made_document()  # 1 : 2 : 3
    wish = TurnStyle(key(document, 0), "share", 40.0)
    turned = wish.apply(document)
    assert differences(document, turned) == {"shares"}
    assert shares(turned) == pytest.approx((40, 24, 36))
    assert wish.label == "Share 40"


Percent = st.floats(0, 100)


@given(st.lists(st.tuples(st.integers(0, 3), Percent | st.sampled_from([0.0, 100.0, 33.3])), max_size=30), st.data())
def test_shares_always_sum_to_100_and_keep_their_proportions(turns: list[tuple[int, float]], data: Any) -> None:
    document = made_document(4)
    for number, share in turns:
        before = document.shares()
        document = TurnStyle(key(document, number), "share", share).apply(document)
        after = shares(document)
        assert isclose(after[number], share, abs_tol=1e-9)
        others = [each for each in range(4) if each != number]
        total = sum(before[each] for each in others)
        for each in others:
            was = before[each] / total if total else 1 / 3
            assert isclose(after[each], (100 - share) * was, abs_tol=1e-6)
    gone = data.draw(st.integers(0, 3))
    before, document = document.shares(), Remove(style_place(key(document, gone))).apply(document)
    left = [*before[:gone], *before[gone + 1 :]]
    expected = [100 * each / sum(left) if sum(left) else 100 / 3 for each in left]
    assert shares(document) == pytest.approx(expected, abs=1e-6)
    before, document = document.shares(), Put(FURTHER_STYLE, made_picture(9)).apply(document)
    assert shares(document) == pytest.approx([*(each * 3 / 4 for each in before), 25], abs=1e-6)


def test_a_share_that_is_what_it_was_changes_nothing_even_where_all_are_equal() -> None:
    document = Document(styles=(Style(made_picture(0)), Style(made_picture(1))))
    assert differences(document, TurnStyle(key(document, 1), "share", 50.0).apply(document)) == set()


def test_the_only_style_has_all() -> None:
    document = made_document(1)
    assert TurnStyle(key(document, 0), "share", 20.0).apply(document).shares() == (100,)


@pytest.mark.parametrize("name", ["shapes", "marks"])
def test_shapes_and_marks_are_kept_only_where_one_is_not_all(name: str) -> None:
    document, wish = made_document(), TurnStyle("", name, 30.0)
    wish = replace(wish, key=key(document, 1))
    turned = wish.apply(document)
    assert differences(document, turned) == {name}
    assert getattr(turned.settings, name) == (100, 30, 100)
    assert wish.label == f"{name.capitalize()} 30"
    both = TurnStyle(key(document, 2), name, 0.0).apply(turned)
    assert getattr(both.settings, name) == (100, 30, 0)
    back = replace(wish, value=100.0).apply(turned)
    assert back.is_like(document)


@pytest.mark.parametrize(
    ("name", "value", "label", "looks_elsewhere"),
    [
        ("brush_size", 80.0, "Brush size 80", False),
        ("rotation", -30.0, "Turn -30", True),
        ("crop", (0.1, 0.2, 0.6, 0.9), "Part", True),
    ],
)
def test_how_a_style_is_looked_at(name: str, value: object, label: str, looks_elsewhere: bool) -> None:
    document = made_document()
    wish = TurnStyle(key(document, 2), name, value)
    turned = wish.apply(document)
    assert differences(document, turned) == {f"style 2.{name}"} | ({"regions"} if looks_elsewhere else set())
    assert getattr(turned.styles[2], name) == value
    assert wish.label == label
    assert wish.apply(turned).is_like(turned)
    parts = [region.part is None for region in turned.regions]
    assert parts == [True, True, True, looks_elsewhere, True]


def test_regions_of_other_styles_keep_their_parts() -> None:
    document = made_document()
    turned = TurnStyle(key(document, 0), "rotation", 90.0).apply(document)
    assert differences(document, turned) == {"style 0.rotation"}


@pytest.mark.parametrize("value", [-0.1, 100.1, 1e9, nan])
@pytest.mark.parametrize("name", ["share", "shapes", "marks", "brush_size"])
def test_what_is_turned_on_a_style_has_bounds(name: str, value: float) -> None:
    document = made_document()
    with pytest.raises((Problem, ValueError)):
        TurnStyle(key(document, 0), name, value).apply(document)


@pytest.mark.parametrize(("name", "value"), [("rotation", 400.0), ("crop", (0.0, 0.0, 2.0, 1.0))])
def test_turn_and_part_have_bounds(name: str, value: object) -> None:
    document = made_document()
    with pytest.raises(Problem, match="please give"):
        TurnStyle(key(document, 0), name, value).apply(document)


# Pictures


def test_another_photo_leaves_the_regions_behind() -> None:
    document, picture = made_document(), made_picture(7, "harbour.jpg")
    wish = Put(PHOTO, picture)
    changed = wish.apply(document)
    assert differences(document, changed) == {"photo", "regions"}
    assert (changed.photo, changed.regions) == (picture, ())
    assert wish.label == "Photo harbour.jpg"
    assert document.photo is not None
    assert Put(PHOTO, document.photo).apply(document).is_like(document)


def test_a_picture_to_start_from() -> None:
    document, picture = made_document(), made_picture(7)
    wish = Put(START, picture)
    changed = wish.apply(document)
    assert differences(document, changed) == {"start"}
    assert changed.start is picture
    assert wish.label == "Start picture 7"
    assert Remove(START).apply(changed).is_like(document)


def test_a_further_style_gets_an_equal_share_and_comes_last() -> None:
    document, picture = made_document(), made_picture(7)
    document = Turn("marks", (10.0, 20.0, 30.0)).apply(document)
    wish = Put(FURTHER_STYLE, picture)
    changed = wish.apply(document)
    assert differences(document, changed) == {"styles", "shares", "marks"}
    assert changed.styles[:3] == document.styles
    assert changed.styles[3].source is picture
    assert len({style.key for style in changed.styles}) == 4
    assert shares(changed) == pytest.approx((12.5, 25, 37.5, 25))
    assert changed.settings.marks == (10, 20, 30, 100)
    assert wish.label == "Style picture 7"
    assert shares(wish.apply(Document())) == (100,)


def test_a_style_alone_takes_the_place_of_all_and_of_their_regions() -> None:
    document, picture = made_document(), made_picture(7)
    document = Turn("marks", (10.0, 20.0, 30.0)).apply(document)
    changed = Put(replace(FURTHER_STYLE, is_alone=True), picture).apply(document)
    assert differences(document, changed) == {"styles", "shares", "marks", "regions"}
    assert [style.source for style in changed.styles] == [picture]
    assert shares(changed) == (100,)
    assert [region.style for region in changed.regions] == [None]
    assert changed.regions[0] is document.regions[4]
    changed.check()


def test_another_picture_for_a_style_is_looked_at_wholly() -> None:
    document, picture = made_document(), made_picture(7)
    document = TurnStyle(key(document, 2), "brush_size", 20.0).apply(document)
    turned = TurnStyle(key(document, 0), "rotation", 20.0).apply(document)
    changed = Put(style_place(key(document, 2)), picture).apply(turned)
    assert differences(turned, changed) == {"style 2.source", "regions"}
    assert changed.styles[2].source is picture
    assert [region.part for region in changed.regions] == [None] * 5
    again = Put(style_place(key(document, 0)), turned.styles[0].source).apply(turned)
    assert again.styles[0].rotation == 0


def test_without_a_photo_there_are_no_regions() -> None:
    document = made_document()
    changed = Remove(PHOTO).apply(document)
    assert differences(document, changed) == {"photo", "regions"}
    assert (changed.photo, changed.regions) == (None, ())
    assert Remove(PHOTO).label == "Remove photo"
    assert Remove(PHOTO).apply(Document()).is_like(Document())


def test_a_style_that_goes_takes_its_regions_and_the_others_move_up() -> None:
    document = made_document()
    document = Turn("shapes", (10.0, 20.0, 30.0)).apply(document)
    changed = Remove(style_place(key(document, 1))).apply(document)
    assert differences(document, changed) == {"styles", "shares", "shapes", "regions"}
    assert changed.styles == (document.styles[0], document.styles[2])
    assert shares(changed) == pytest.approx((25, 75))
    assert changed.settings.shapes == (10, 30)
    assert [region.style for region in changed.regions] == [0, 1, 1, None]
    kept = (0, 2, 3, 4)
    assert all(new.mask is document.regions[old].mask for new, old in zip(changed.regions, kept, strict=True))
    assert changed.regions[2].part is document.regions[3].part


def test_the_last_style_that_goes_leaves_nothing_of_it() -> None:
    document = Document(made_picture(0))
    one = Put(FURTHER_STYLE, made_picture(1)).apply(document)
    one = TurnStyle(key(one, 0), "marks", 50.0).apply(one)
    assert Remove(style_place(key(one, 0))).apply(one).is_like(document)


@pytest.mark.parametrize(
    "wish",
    [
        *(TurnStyle("gone", name, 10.0) for name in ("share", "shapes", "marks", "brush_size", "rotation", "crop")),
        Put(style_place("gone"), made_picture(0)),
        Remove(style_place("gone")),
    ],
)
def test_a_style_that_is_gone_is_left_alone(wish: Wish) -> None:
    document = made_document()
    assert wish.apply(document) is document


# Regions, and everything


def test_regions_are_painted_in_place_of_all() -> None:
    document, regions = made_document(), (Region(made_mask(20), 1),)
    wish = Paint(regions, "Brush")
    changed = wish.apply(document)
    assert differences(document, changed) == {"regions"}
    assert changed.regions is regions
    assert wish.label == "Brush"
    assert wish.apply(changed).is_like(changed)


def test_another_document_takes_the_place_of_all() -> None:
    old, new = made_document(), made_document(2)
    wish = Replace(new, "Open sea.json")
    assert wish.apply(old) is new
    assert wish.label == "Open sea.json"
    assert Replace(replace(old), "").apply(old) is old


def test_no_wish_changes_the_document_that_it_is_of() -> None:
    document = made_document()
    before, masks = replace(document), [region.mask.copy() for region in document.regions]
    place: Place = style_place(key(document, 1))
    for wish in (Turn("size", 256), TurnStyle(key(document, 1), "crop", (0.0, 0.0, 0.5, 0.5)), Remove(place),
                 Put(place, made_picture(4)), Put(FURTHER_STYLE, made_picture(4)), Remove(PHOTO)):  # fmt: skip
        wish.apply(document)
    assert document.is_like(before)
    assert all(np.array_equal(region.mask, mask) for region, mask in zip(document.regions, masks, strict=True))
    assert [style.crop for style in document.styles] == [WHOLE] * 3
