"""The desk: wishes are granted there, and whatever was done can be undone, also what only the project still knows."""

import random
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any, cast

import apsw
import numpy as np
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from made_documents import HEIGHT, made_document, made_mask, made_picture, value_of
from made_runs import frame_of, heard
from PySide6.QtCore import QCoreApplication
from pytestqt.qtbot import QtBot

from stylegui.application.desk import DENSE, Desk
from stylegui.document import undo
from stylegui.document.document import Document
from stylegui.document.history import Result
from stylegui.document.places import FURTHER_STYLE, PHOTO, START, style_place
from stylegui.document.project.project import Kept, Project
from stylegui.document.project.tiles import SIDE
from stylegui.document.undo import AT_HAND, Step
from stylegui.document.wishes import Paint, Put, Remove, Replace, Turn, TurnStyle, Wish
from stylegui.engine.pictures.images import Picture
from stylegui.engine.recipes.recipe import Recipe
from stylegui.engine.regions.regions import Region
from stylegui.engine.settings import Settings
from stylegui.jobs import Job, Snapshot

ORDINARY = apsw.vfs_names()[0]  # the system's own way to its files
NUMBERS = ("strength", "photo_kept", "smoothness", "brush_size", "layer_relu1_1", "colour_amount")


def snapshot_of(recipe: Recipe, id: str, evaluations: int, finished: bool = False) -> Snapshot:
    return Snapshot(frame_of(recipe, id, evaluations, finished), cast(Any, None), 1.0)


class Disk(apsw.VFS):
    """The ordinary one, but that nothing waits until it is written: what is undone is asked here, not power cuts."""

    def __init__(self) -> None:
        super().__init__("unhurried", ORDINARY, makedefault=True)

    def xOpen(self, name: str | apsw.URIFilename | None, flags: list[int]) -> apsw.VFSFile:
        return File(name, flags)


class File(apsw.VFSFile):
    """A file on it."""

    def __init__(self, name: str | apsw.URIFilename | None, flags: list[int]) -> None:
        super().__init__(ORDINARY, name, flags)

    def xSync(self, flags: int) -> None:
        pass


@pytest.fixture(autouse=True)
def _disk() -> Iterator[None]:
    disk = Disk()
    yield
    apsw.set_default_vfs(ORDINARY)
    disk.unregister()


class Office:
    """A desk and its project, connected as in the application, but for threads.

    Attributes:
        states: what the document said and which results were deleted, at each step. present: index of the one it is at.
    """

    def __init__(self, path: Path) -> None:
        self.project = Project.create(path)
        self.desk = Desk()
        self._connect()
        self.states = [self.said()]
        self.present = 0

    def _connect(self) -> None:
        self.changes = 0
        self.desk.document_changed.connect(self._note_change)
        self.desk.step_made.connect(self._keep_step)
        self.desk.step_chosen.connect(self._set_present)
        self.desk.step_wanted.connect(self._read_step)
        self.desk.result_changed.connect(self._keep_result)
        self.desk.snapshot_taken.connect(self._keep_snapshot)

    def _note_change(self, document: Document) -> None:
        self.changes += 1

    def _keep_step(self, step: Step, document: Document, gone: list[int]) -> None:
        self.project.keep_step(step, document, gone)
        self.desk.mark_kept(step.number, document)

    def _set_present(self, number: int) -> None:
        self.project.set_present(number)

    def _read_step(self, number: int) -> None:
        self.desk.take_step(number, self.project.step(number))

    def _keep_result(self, result: Result, document: Document | None) -> None:
        self.project.keep_result(result, document)

    def _keep_snapshot(self, result: Result, snapshot: Snapshot) -> None:
        document = Document.of(snapshot.frame.recipe)
        self.project.keep(Kept(result, document, snapshot.frame.pixels, b"numbers"), {})

    def said(self) -> tuple[dict[str, Any], frozenset[str]]:
        return value_of(self.desk.document), self.desk.history.deleted

    def check(self) -> None:
        assert self.said() == self.states[self.present]
        steps = self.desk.undo_list
        assert (len(steps.steps), steps.present) == (len(self.states), self.present)
        assert self.desk.document is steps.document()
        self.desk.document.check()

    def _act(self, act: Callable[[], None]) -> None:
        """What changes anything is one step; what changes nothing is none."""
        changes, deleted = self.changes, self.desk.history.deleted
        act()
        if self.changes > changes or self.desk.history.deleted != deleted:
            self.states[self.present + 1 :] = [self.said()]
            self.present += 1

    def wish(self, *wishes: Wish) -> None:
        """One gesture."""

        def act() -> None:
            for wish in wishes:
                self.desk.apply(wish)
            self.desk.settle()

        self._act(act)

    def run(self) -> str:
        """A run of the document, if it can be painted; which is no step. Returns its id, or ""."""
        job = self.desk.job()
        if job is None:
            return ""
        self.desk.begin(job)
        self.desk.take(snapshot_of(job.recipe, job.id, 7))
        return job.id

    def delete(self, id: str) -> None:
        self._act(lambda: self.desk.delete(id))

    def go_to(self, index: int) -> None:
        self.desk.go_to(index)
        self.present = index

    def undo(self) -> None:
        self.desk.undo()
        self.present = max(self.present - 1, 0)

    def redo(self) -> None:
        self.desk.redo()
        self.present = min(self.present + 1, len(self.states) - 1)

    def reopen(self, starts_anew: bool) -> None:
        """Close the project and open it again, on the same desk or in another run of the program."""
        labels, results = [step.label for step in self.desk.undo_list.steps], self.desk.history
        self.desk.flush()
        self.project.close()
        self.project = Project.open(self.project.path)
        if starts_anew:
            self.desk.deleteLater()
            self.desk = Desk()
            self._connect()
        self.desk.open(self.project.contents())
        assert [step.label for step in self.desk.undo_list.steps] == labels
        assert set(self.desk.history.results) <= set(results.results)
        assert list(self.desk.history) == list(results)

    def close(self) -> None:
        self.desk.flush()
        self.project.close()


class Actions(Office):
    """All that can be done, by numbers: of the many there are, each means one that is possible now."""

    def turn(self, name: int, value: float) -> None:
        self.wish(Turn(NUMBERS[name % len(NUMBERS)], value))

    def choose(self, number: int) -> None:
        choices = [("look", "classic"), ("look", "painterly"), ("size", 256), ("start_from", "picture"), ("seed", 5)]
        self.wish(Turn(*choices[number % len(choices)]))

    def drag(self, name: int, values: list[float]) -> None:
        self.wish(*(Turn(NUMBERS[name % len(NUMBERS)], value) for value in values))

    def put_photo(self, seed: int) -> None:
        self.wish(Put(PHOTO, made_picture(seed % 6, channels=3 + seed % 2)))

    def remove_photo(self) -> None:
        self.wish(Remove(PHOTO))

    def put_start(self, seed: int) -> None:
        self.wish(Put(START, made_picture(seed % 6)) if seed % 3 else Remove(START))

    def put_style(self, seed: int) -> None:
        if len(self.desk.document.styles) < 5:
            self.wish(Put(FURTHER_STYLE, made_picture(seed % 6)))

    def replace_style(self, index: int, seed: int) -> None:
        self.wish(Put(style_place(self.key(index)), made_picture(seed % 6)))

    def remove_style(self, index: int) -> None:
        self.wish(Remove(style_place(self.key(index))))

    def share(self, index: int, values: list[float]) -> None:
        self.wish(*(TurnStyle(self.key(index), "share", value) for value in values))

    def marks(self, index: int, value: float) -> None:
        self.wish(TurnStyle(self.key(index), "marks" if index % 2 else "shapes", value))

    def look_at(self, index: int, value: float) -> None:
        key = self.key(index)
        wishes: list[Wish] = [
            TurnStyle(key, "crop", (0.0, value / 200, 0.5 + value / 200, 1.0)),
            TurnStyle(key, "rotation", value),
            TurnStyle(key, "brush_size", value),
        ]
        self.wish(wishes[index % 3])

    def brush(self, seed: int, index: int) -> None:
        document = self.desk.document
        if document.photo is None:
            return
        style = index % len(document.styles) if document.styles and seed % 4 else None
        part = made_mask(seed + 1) if style is not None and seed % 3 == 0 else None
        new = Region(made_mask(seed), style, part)
        kept = document.regions[-3:]
        self.wish(Paint((*kept, new) if seed % 5 else kept[:-1], "Brush" if seed % 5 else "Eraser"))

    def replace_all(self, seed: int) -> None:
        self.wish(Replace(made_document(1 + seed % 3), "Open"))

    def delete_one(self, index: int) -> None:
        results = list(self.desk.history)
        if results:
            self.delete(results[index % len(results)].id)

    def go(self, index: int) -> None:
        self.go_to(index % len(self.states))

    def key(self, index: int) -> str:
        styles = self.desk.document.styles
        return styles[index % len(styles)].key if styles else "none"


Number, Percent = st.integers(0, 1000), st.floats(0, 100)


class AnyActions(RuleBasedStateMachine):
    """Any of them, in any order."""

    folder: Path
    count = 0

    @initialize()
    def begin(self) -> None:
        AnyActions.count += 1
        self.office = Actions(self.folder / f"{AnyActions.count}.stylegui")
        self.office.wish(Replace(made_document(2), "Open"))

    turn = rule(name=Number, value=Percent)(lambda self, name, value: self.office.turn(name, value))
    choose = rule(number=Number)(lambda self, number: self.office.choose(number))
    drag = rule(name=Number, values=st.lists(Percent, max_size=4))(
        lambda self, name, values: self.office.drag(name, values)
    )
    put_photo = rule(seed=Number)(lambda self, seed: self.office.put_photo(seed))
    remove_photo = rule()(lambda self: self.office.remove_photo())
    put_start = rule(seed=Number)(lambda self, seed: self.office.put_start(seed))
    put_style = rule(seed=Number)(lambda self, seed: self.office.put_style(seed))
    replace_style = rule(index=Number, seed=Number)(lambda self, index, seed: self.office.replace_style(index, seed))
    remove_style = rule(index=Number)(lambda self, index: self.office.remove_style(index))
    share = rule(index=Number, values=st.lists(Percent, max_size=4))(
        lambda self, index, values: self.office.share(index, values)
    )
    marks = rule(index=Number, value=Percent)(lambda self, index, value: self.office.marks(index, value))
    look_at = rule(index=Number, value=Percent)(lambda self, index, value: self.office.look_at(index, value))
    brush = rule(seed=Number, index=Number)(lambda self, seed, index: self.office.brush(seed, index))
    replace_all = rule(seed=Number)(lambda self, seed: self.office.replace_all(seed))
    delete = rule(index=Number)(lambda self, index: self.office.delete_one(index))
    undo = rule()(lambda self: self.office.undo())
    redo = rule()(lambda self: self.office.redo())
    go_to = rule(index=Number)(lambda self, index: self.office.go(index))
    pause = rule()(lambda self: self.office.desk.flush())
    reopen = rule(starts_anew=st.booleans())(lambda self, starts_anew: self.office.reopen(starts_anew))

    @rule()
    def paint(self) -> None:
        self.office.run()

    @invariant()
    def is_what_it_was_at_this_step(self) -> None:
        self.office.check()

    def teardown(self) -> None:
        if hasattr(self, "office"):
            self.office.close()


def test_any_actions_are_undone_and_redone_to_what_was_there(
    qapp: QCoreApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(undo, "AT_HAND", 4)  # so that a short way back leads to what only the file has
    AnyActions.folder = tmp_path
    run_state_machine_as_test(AnyActions, settings=settings(max_examples=20, stateful_step_count=50, deadline=None))


@pytest.fixture
def office(qapp: QCoreApplication, tmp_path: Path) -> Iterator[Actions]:
    office = Actions(tmp_path / "project.stylegui")
    yield office
    office.close()


def do_something(office: Actions, chance: random.Random) -> None:
    """One step more; or none where nothing is changed by what was drawn."""
    a, b, share = chance.randrange(1000), chance.randrange(1000), chance.uniform(0, 100)
    values = [chance.uniform(0, 100) for _ in range(chance.randrange(1, 4))]
    actions: list[Callable[[], None]] = [
        lambda: office.turn(a, share),
        lambda: office.choose(a),
        lambda: office.drag(a, values),
        lambda: office.put_photo(a),
        lambda: office.put_style(a),
        lambda: office.put_start(a),
        lambda: office.replace_style(a, b),
        lambda: office.remove_style(a),
        lambda: office.share(a, values),
        lambda: office.marks(a, share),
        lambda: office.look_at(a, share),
        lambda: office.delete_one(a),
        *[lambda: office.brush(a, b)] * 6,
    ]
    chance.choice(actions)()


def test_a_thousand_actions_are_undone_to_the_first_and_redone_to_the_last(office: Actions) -> None:
    chance = random.Random(12)
    office.wish(Replace(made_document(2), "Open"))
    for number in range(1000):
        do_something(office, chance)
        if number % 100 == 0:
            office.run()
    office.check()
    assert len(office.states) > 800
    office.reopen(starts_anew=True)
    office.check()
    read: list[int] = []
    office.desk.step_wanted.connect(read.append)
    while office.desk.undo_list.can_undo:
        office.undo()
        office.check()
    assert office.present == 0
    while office.desk.undo_list.can_redo:
        office.redo()
        office.check()
    assert office.present == len(office.states) - 1
    assert len(read) > 2 * (len(office.states) - AT_HAND) - 10


def test_a_step_whose_document_cannot_be_read_is_left_again_and_wishes_are_for_what_is_seen(office: Actions) -> None:
    office.wish(Replace(made_document(2), "Open"))
    for seed in range(AT_HAND + 6):
        office.brush(seed, seed)
    office.desk.flush()
    desk, present, seen = office.desk, office.desk.undo_list.present, office.desk.document
    office.project.close()  # nothing can be read from here on
    desk.step_wanted.disconnect(office._read_step)
    desk.step_chosen.disconnect(office._set_present)
    desk.step_made.disconnect(office._keep_step)
    desk.go_to(2)
    desk.go_to(1)
    desk.apply(Turn("strength", 12.0))
    assert desk.document is seen
    desk.give_up_step(desk.undo_list.steps[2].number)  # that is no longer waited for
    assert desk.undo_list.present == 1
    desk.give_up_step(desk.undo_list.steps[1].number)
    assert desk.undo_list.present == present + 1
    assert desk.document.is_like(Turn("strength", 12.0).apply(seen))
    desk.undo()
    assert desk.document is seen


# Wishes


@pytest.fixture
def desk(qapp: QCoreApplication) -> Iterator[Desk]:
    """With nobody who keeps anything."""
    desk = Desk()
    desk.apply(Replace(made_document(), "Open"))
    yield desk
    desk.flush()


def test_a_mask_larger_than_a_tile_comes_back_from_the_file(office: Actions) -> None:
    side = 2 * SIDE + 40
    noise = np.random.default_rng(0)
    office.wish(Put(PHOTO, Picture(np.zeros((side, side, 3), np.uint8), None, "photo")))
    office.wish(Put(FURTHER_STYLE, made_picture(1)))
    mask = noise.integers(0, 256, (side, side), np.uint8)
    for number in range(AT_HAND + 6):
        mask = mask.copy()
        mask[7 * number : 7 * number + 20, SIDE - 5 : SIDE + 5] = number
        office.wish(Paint((Region(mask, 0),), "Brush"))
    wanted = heard(office.desk.step_wanted)
    while office.present > 2:
        office.undo()
        office.check()
    assert len(wanted) >= 5
    office.go_to(len(office.states) - 1)
    office.check()


def test_what_is_out_of_bounds_is_refused_in_words_and_changes_nothing(desk: Desk) -> None:
    document, key = desk.document, desk.document.styles[0].key
    refused, changed = heard(desk.refused), heard(desk.document_changed)
    other = made_picture(1).pixels[:, :20]
    wrong: list[Wish] = [
        Turn("strength", 500.0),
        Turn("shares", (50.0,)),
        Turn("shares", (0.0, 0.0, 0.0)),
        TurnStyle(key, "share", -1.0),
        TurnStyle(key, "rotation", 1000.0),
        Paint((Region(made_mask(0, HEIGHT + 1), 0),), "Brush"),
        Paint((Region(made_mask(0), 7),), "Brush"),
        Replace(replace(made_document(), settings=Settings(marks=(1.0, 2.0))), "Open"),
        Replace(replace(made_document(), photo=Picture(other)), "Open"),
    ]
    for wish in wrong:
        desk.apply(wish)
        assert len(refused.pop()) > 10
    assert (refused, changed) == ([], [])
    assert desk.document is document
    assert len(desk.undo_list.steps) == 2


def test_a_share_that_is_dragged_to_its_end_and_back_leaves_the_others_their_proportions(desk: Desk) -> None:
    before = desk.document.shares()
    key = desk.document.styles[2].key
    for share in (60.0, 100.0, 80.0, before[2]):
        desk.apply(TurnStyle(key, "share", share))
    assert desk.document.shares() == pytest.approx(before)
    desk.settle()
    desk.apply(TurnStyle(key, "share", 100.0))
    desk.settle()
    desk.apply(TurnStyle(key, "share", 0.0))
    assert desk.document.shares() == pytest.approx((50, 50, 0))


def test_a_drag_is_one_step_that_is_kept_when_it_pauses(desk: Desk, qtbot: QtBot) -> None:
    desk.flush()
    made = heard(desk.step_made)
    for strength in (1.0, 2.0, 3.0):
        desk.apply(Turn("strength", strength))
    assert made == []
    with qtbot.waitSignal(desk.step_made):
        pass
    desk.apply(Turn("strength", 4.0))  # it goes on
    desk.settle()
    desk.apply(Turn("strength", 5.0))
    desk.flush()
    assert [(step.number, step.label, document.settings.strength, gone) for step, document, gone in made] == [
        (2, "Strength 3", 3, []),
        (2, "Strength 4", 4, []),
        (3, "Strength 5", 5, []),
    ]
    desk.undo()
    desk.undo()
    desk.apply(Turn("size", 256))
    desk.flush()
    assert [(made[-1][0].number, made[-1][2])] == [(4, [2, 3])]


def test_steps_are_kept_before_another_one_is_chosen(desk: Desk) -> None:
    order: list[str] = []
    desk.step_made.connect(lambda step, document, gone: order.append(step.label))
    desk.step_chosen.connect(lambda number: order.append(f"at {number}"))
    desk.apply(Turn("strength", 1.0))
    desk.undo()
    desk.undo()
    desk.undo()
    assert order == ["Open", "Strength 1", "at 1", "at 0"]


def far_back(desk: Desk) -> dict[int, Document]:
    """Go to step 1 after so many others that only the project has its document. Returns all documents by number."""
    documents = {}
    for strength in range(AT_HAND + 10):
        desk.apply(Turn("strength", float(strength)))
        desk.settle()
        desk.flush()
        documents[desk.undo_list.step.number] = desk.document
        desk.mark_kept(desk.undo_list.step.number, desk.document)
    desk.go_to(2)
    assert desk.undo_list.document() is None
    return documents


def test_wishes_wait_for_the_document_that_they_are_of(desk: Desk) -> None:
    id = begun(desk)
    wanted = heard(desk.step_wanted)
    documents = far_back(desk)
    seen, changed = desk.document, heard(desk.document_changed)
    desk.apply(Turn("smoothness", 1.0))
    desk.delete(id)
    desk.apply(Turn("size", 256))
    assert desk.document is seen
    desk.take_step(5, documents[5])  # of before: nobody waits for it
    assert changed == []
    assert wanted == [2]
    desk.take_step(2, documents[2])
    assert changed[0] is documents[2]
    settings = desk.document.settings
    assert (settings.strength, settings.smoothness, settings.size) == (0, 1, 256)
    labels = [step.label for step in desk.undo_list.steps[3:]]
    assert labels == ["Smoothness 1", "Delete a result of photo", "Size 256"]
    desk.take_step(2, documents[2])  # once more, and too late
    assert desk.document.settings == settings


def test_wishes_for_a_step_that_is_left_again_are_dropped(desk: Desk) -> None:
    documents = far_back(desk)
    desk.apply(Turn("smoothness", 1.0))
    desk.go_to(AT_HAND + 10)
    newest = desk.document
    desk.take_step(2, documents[2])
    desk.go_to(3)
    desk.take_step(3, documents[3])
    assert desk.document is documents[3]
    assert newest.settings.smoothness == 50


def test_another_project_takes_the_place_of_all_and_gets_nothing_of_the_one_before(desk: Desk, tmp_path: Path) -> None:
    with closing(Project.create(tmp_path / "other.stylegui")) as project:
        project.keep_step(Step(1, "Other"), made_document(1))
        project.keep_result(Result("a", "photo", "", 10, 10), made_document(1))
        contents = project.contents()
    desk.apply(Turn("strength", 1.0))
    made, told = heard(desk.step_made), [heard(signal) for signal in (desk.steps_changed, desk.history_changed)]
    desk.open(contents)
    desk.flush()
    assert made == []
    assert all(told)
    assert desk.document is contents.document
    assert [step.label for step in desk.undo_list.steps] == ["New", "Other"]
    assert (desk.unfinished, [result.id for result in desk.history]) == ("a", ["a"])
    assert desk.undo_list.can_undo


# Results


def begun(desk: Desk) -> str:
    job = desk.job()
    assert job is not None
    desk.begin(job)
    return job.id


def test_a_run_is_kept_with_what_it_is_made_from_before_its_first_step(desk: Desk) -> None:
    recipe, told = desk.recipe(), heard(desk.result_changed)
    assert recipe is not None
    desk.begin(Job(recipe, "a", parent="b", seconds=3.0))
    [(result, document)] = told
    assert (result.id, result.parent, result.photo, result.seconds, result.evaluations) == ("a", "b", "photo", 3, 0)
    assert document.is_like(desk.document)
    assert (desk.unfinished, desk.history.get("a")) == ("a", result)
    desk.begin(Job(recipe, "a", is_new=False))
    assert len(told) == 1
    assert len(desk.undo_list.steps) == 2  # a run is no step


def test_what_a_run_is_by_now_is_kept_and_told(desk: Desk) -> None:
    recipe, id = desk.recipe(), begun(desk)
    assert recipe is not None
    kept, told = heard(desk.snapshot_taken), heard(desk.history_changed)
    desk.take(snapshot_of(recipe, id, 10))
    desk.mark_saved(frame_of(recipe, id, 10), "painted.png")
    desk.mark_saved(frame_of(recipe, id, 4), "early.png")  # a moment of it, and not the result
    desk.star(id)
    result = desk.history.get(id)
    assert result is not None
    assert (result.evaluations, result.saved_as, result.starred, desk.unfinished) == (10, "painted.png", True, id)
    desk.take(snapshot_of(recipe, id, 20, finished=True))
    desk.star(id)
    result = desk.history.get(id)
    assert result is not None
    assert (result.evaluations, result.saved_as, result.starred, desk.unfinished) == (20, "", False, "")
    assert result.finished
    assert [each.evaluations for each, _ in kept] == [10, 20]
    assert len(told) == 5


def test_a_run_of_a_project_that_was_closed_is_not_kept(desk: Desk) -> None:
    recipe = desk.recipe()
    assert recipe is not None
    kept, moments = heard(desk.snapshot_taken), heard(desk.moment_taken)
    desk.take(snapshot_of(recipe, "gone", 10))
    desk.consider(frame_of(recipe, "gone", 10))
    for act in (desk.star, desk.delete):
        act("gone")
    desk.mark_saved(frame_of(recipe, "gone", 10), "painted.png")
    assert (kept, moments, desk.history.results) == ([], [], ())
    assert len(desk.undo_list.steps) == 2


def test_deleting_a_result_is_undone_like_all_else(desk: Desk) -> None:
    one, two = begun(desk), begun(desk)
    desk.delete(one)
    desk.delete(one)
    assert [result.id for result in desk.history] == [two]
    desk.apply(Turn("strength", 1.0))
    desk.delete(two)
    assert [step.label for step in desk.undo_list.steps[2:]] == [
        "Delete a result of photo",
        "Strength 1",
        "Delete a result of photo",
    ]
    assert len(desk.history) == 0
    desk.undo()
    assert [result.id for result in desk.history] == [two]
    desk.go_to(1)
    assert [result.id for result in desk.history] == [one, two]
    desk.redo()
    assert [result.id for result in desk.history] == [two]


def test_moments_of_a_run_are_taken_ever_farther_apart(desk: Desk) -> None:
    recipe, id = desk.recipe(), begun(desk)
    assert recipe is not None
    moments = heard(desk.moment_taken)
    desk.consider(replace(frame_of(recipe, id, 0), losses={}))  # nothing is painted yet
    for evaluations in range(1, 400):
        desk.consider(frame_of(recipe, id, evaluations))
    at = [frame.evaluations for frame in moments]
    assert at[:DENSE] == list(range(1, DENSE + 1))
    gaps = [after - before for before, after in pairwise(at)]
    assert gaps == sorted(gaps)
    assert set(gaps) == {1, 2, 4, 8, 16}
    assert len(at) < 5 * DENSE
    other = begun(desk)
    desk.consider(frame_of(recipe, other, 1))
    desk.consider(frame_of(recipe, other, 2))
    assert [(frame.result, frame.evaluations) for frame in moments[-2:]] == [(other, 1), (other, 2)]


def test_what_is_found_out_about_a_step_is_undone_with_it_and_kept(tmp_path: Path) -> None:
    office = Office(tmp_path / "a.stylegui")
    office.wish(Turn("size", 640))
    office.wish(Turn("size", 320))
    document = office.desk.document
    office.desk.amend(replace(document, settings=document.settings.model_copy(update={"strength": 61.0})))
    assert office.desk.document.settings.strength == 61
    assert len(office.desk.undo_list.steps) == 3
    office.desk.undo()
    assert (office.desk.document.settings.strength, office.desk.document.settings.size) == (50, 640)
    office.desk.redo()
    assert (office.desk.document.settings.strength, office.desk.document.settings.size) == (61, 320)
    office.reopen(starts_anew=True)
    assert office.desk.document.settings.strength == 61
    office.close()


def test_nothing_amends_a_desk_that_is_closed(tmp_path: Path) -> None:
    office = Office(tmp_path / "a.stylegui")
    office.desk.close()
    office.desk.amend(Document(settings=Settings(strength=61)))
    assert office.desk.document.settings.strength == 50
    office.close()
