"""The list of steps, by itself."""

from dataclasses import replace

import pytest

from stylegui.document import undo
from stylegui.document.document import Document
from stylegui.document.undo import AT_HAND, MOST_STEPS, Step, UndoList
from stylegui.engine.settings import Settings


def document(strength: float) -> Document:
    return Document(settings=Settings(strength=strength))


def strength(undo: UndoList) -> float | None:
    """Of the document that the list is at; None where it is not at hand."""
    found = undo.document()
    return None if found is None else found.settings.strength


def labels(undo: UndoList) -> list[str]:
    return [step.label for step in undo.steps]


def list_of(count: int, kept: bool = True) -> UndoList:
    """With steps numbered 0 to `count`, each of its number's strength (to 100)."""
    undo = UndoList(document(0))
    if kept:
        undo.mark_kept(0, undo.document() or Document())
    for number in range(1, count + 1):
        made = document(number % 100)
        undo.record(made, f"step {number}")
        if kept:
            undo.mark_kept(number, made)
    return undo


def test_a_new_list_is_at_an_empty_document() -> None:
    undo = UndoList()
    assert (labels(undo), undo.present, undo.can_undo, undo.can_redo) == (["New"], 0, False, False)
    assert undo.document() is not None


def test_one_goes_back_and_forth_along_the_steps() -> None:
    undo = list_of(3)
    assert (strength(undo), undo.can_undo, undo.can_redo) == (3, True, False)
    undo.go_to(1)
    assert (strength(undo), undo.can_undo, undo.can_redo) == (1, True, True)
    undo.go_to(0)
    assert (strength(undo), undo.can_undo, undo.can_redo) == (0, False, True)
    undo.go_to(3)
    assert strength(undo) == 3
    assert labels(undo) == ["New", "step 1", "step 2", "step 3"]


def test_another_step_takes_the_place_of_those_that_were_undone() -> None:
    undo = list_of(4)
    undo.go_to(2)
    assert undo.record(document(50), "other") == [3, 4]
    assert labels(undo) == ["New", "step 1", "step 2", "other"]
    assert (strength(undo), undo.can_redo) == (50, False)
    numbers = [step.number for step in undo.steps]
    assert numbers == sorted(set(numbers))
    assert numbers[-1] > 4  # what the project still has of 3 and 4 is not taken for it


def test_a_gesture_is_one_step() -> None:
    undo = list_of(1)
    for value in (10, 20, 30):
        assert undo.record(document(value), f"to {value}", "a") == []
    assert labels(undo) == ["New", "step 1", "to 30"]
    assert strength(undo) == 30
    undo.go_to(1)
    assert strength(undo) == 1


def test_what_comes_between_two_gestures_ends_the_first() -> None:
    undo = list_of(0)
    undo.record(document(1), "a", "a")
    undo.record(document(2), "b", "b")
    undo.record(document(3), "a again", "a")
    undo.settle()
    undo.record(document(4), "a after a pause", "a")
    undo.record(document(5), "no gesture")
    undo.record(document(6), "neither")
    assert labels(undo) == ["New", "a", "b", "a again", "a after a pause", "no gesture", "neither"]
    undo.go_to(1)
    undo.record(document(7), "a after undo", "a")
    assert labels(undo) == ["New", "a", "a after undo"]


def test_a_gesture_knows_what_it_began_from() -> None:
    undo = list_of(1)
    before = undo.document()
    assert undo.before("a") is None
    for value in (10, 20, 30):
        undo.record(document(value), "", "a")
        assert undo.before("a") is before
    assert undo.before("b") is None
    assert undo.before(None) is None
    undo.settle()
    assert undo.before("a") is None


def test_what_was_deleted_stays_so_until_it_is_undone() -> None:
    undo = list_of(1)
    undo.record(document(1), "delete", None, frozenset("x"))
    undo.record(document(2), "after")
    undo.record(document(3), "delete", None, frozenset("xy"))
    assert [step.deleted for step in undo.steps] == [set(), set(), {"x"}, {"x"}, {"x", "y"}]
    undo.go_to(1)
    undo.record(document(4), "other")
    assert undo.step.deleted == frozenset()


def test_only_so_many_steps_are_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(undo, "MOST_STEPS", 10)
    assert MOST_STEPS >= 1000
    steps = list_of(9)
    assert steps.record(document(50), "one more") == [0]
    assert (len(steps.steps), strength(steps), steps.can_redo) == (10, 50, False)
    steps.go_to(0)
    assert strength(steps) == 1


def test_old_documents_are_left_to_the_project_once_it_has_them() -> None:
    undo = list_of(100)
    undo.go_to(100 - AT_HAND + 1)
    assert strength(undo) == 100 - AT_HAND + 1
    undo.go_to(50)
    assert undo.document() is None
    undo.take(50, document(50))
    assert strength(undo) == 50
    undo.go_to(100)
    assert strength(undo) == 0


def test_what_the_project_does_not_have_is_held_on_to() -> None:
    undo = list_of(100, kept=False)
    for number in (0, 50, 99):
        undo.go_to(number)
        assert strength(undo) == number


def test_a_document_that_changed_since_it_was_written_is_held_on_to() -> None:
    undo = list_of(1)
    written = document(10)
    undo.record(written, "a", "a")
    undo.record(document(20), "a", "a")
    undo.mark_kept(2, written)
    for number in range(AT_HAND + 5):
        made = document(number)
        undo.record(made, "")
        undo.mark_kept(undo.step.number, made)
    undo.go_to(2)
    assert strength(undo) == 20


def test_what_was_read_too_late_is_not_taken() -> None:
    undo = list_of(60)
    undo.go_to(10)
    undo.record(document(99), "other")
    for number in (30, 11):
        undo.take(number, document(1))
    assert [step.number for step in undo.steps] == [*range(11), 61]
    undo.take(61, document(1))
    assert strength(undo) == 99


def test_the_list_of_a_project_goes_on_at_its_present_step() -> None:
    steps = [Step(3, "three"), Step(7, "seven", frozenset("x")), Step(8, "eight")]
    undo = UndoList.of(list(steps), 7, document(7))
    assert (undo.present, undo.step, strength(undo)) == (1, steps[1], 7)
    assert undo.record(document(9), "nine") == [8]
    assert undo.steps == [*steps[:2], replace(steps[1], number=9, label="nine")]
    undo.go_to(0)
    assert undo.document() is None


def test_what_amends_a_step_is_no_step_of_its_own() -> None:
    undo = list_of(2)
    undo.amend(document(77))
    assert (labels(undo), strength(undo), undo.can_redo) == (["New", "step 1", "step 2"], 77, False)
    undo.go_to(1)
    assert strength(undo) == 1
    undo.go_to(2)
    assert strength(undo) == 77


def test_an_amended_step_stays_at_hand_until_it_is_kept_anew() -> None:
    undo = list_of(AT_HAND)
    amended = document(77)
    undo.go_to(1)
    undo.amend(amended)
    for number in range(2 * AT_HAND):
        made = document(number % 100)
        undo.record(made, "further")
        undo.mark_kept(undo.step.number, made)
    undo.go_to(1)
    assert undo.document() is amended
