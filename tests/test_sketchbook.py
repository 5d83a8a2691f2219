"""Previews of the gallery: one at a time, the one that is looked at first, kept, and given up when it is not wanted."""

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from stylegui.application import sketchbook
from stylegui.application.sketchbook import Sketchbook
from stylegui.document.document import Document, with_style
from stylegui.engine.pictures.images import Picture
from stylegui.engine.settings import Settings
from stylegui.jobs import SketchRequest

PHOTO, OTHER = (Picture(np.full((30, 40, 3), level, np.uint8)) for level in (40, 90))
DOCUMENT = Document(PHOTO)


class Wall:
    """Sees what a sketchbook asks for and tells."""

    def __init__(self, book: Sketchbook) -> None:
        self.book = book
        self.asked: list[SketchRequest] = []
        self.glanced: list[str] = []  # styles
        self.hint: NDArray[np.uint8] | None = None  # what a glance shows of each
        self.told: dict[str, NDArray[np.uint8]] = {}
        self.failures: list[str] = []
        book.sketch.connect(self._note)
        book.previewed.connect(self.told.__setitem__)
        book.glanced.connect(self.told.__setitem__)
        book.failed.connect(self.failures.append)
        book.outdated.connect(lambda _is_other: self.told.clear())

    def _note(self, request: SketchRequest) -> None:
        if request.is_glance:  # it is answered at once
            self.glanced.append(request.style)
            self.book.take(request, self.hint, "")
        else:
            self.asked.append(request)

    def answer(self, level: int = 0, why: str = "") -> None:
        request = self.asked[-1]
        pixels = None if why or request.is_given_up() else np.full((3, 4, 3), level, np.uint8)
        self.book.take(request, pixels, why)


@pytest.fixture
def wall(qtbot: QtBot, qapp: QObject) -> Wall:
    book = Sketchbook(qapp)
    wall = Wall(book)
    follow(wall, DOCUMENT, qtbot)
    return wall


def follow(wall: Wall, document: Document, qtbot: QtBot) -> None:
    wall.book.follow(document)
    qtbot.waitUntil(lambda: not wall.book._quiet.isActive(), timeout=2000)


def test_a_hint_of_each_comes_before_all_that_can_be_told(wall: Wall) -> None:
    wall.hint = np.full((3, 4, 3), 77, np.uint8)
    wall.book.try_all(["a", "b"])
    assert wall.glanced == ["a", "b"]
    assert [request.style for request in wall.asked] == ["a"]
    assert {name: int(pixels[0, 0, 0]) for name, pixels in wall.told.items()} == {"a": 77, "b": 77}
    wall.book.look_at("c")
    wall.answer(1)
    assert wall.glanced == ["a", "b", "c"]
    assert [request.style for request in wall.asked] == ["a", "c"]
    assert int(wall.told["a"][0, 0, 0]) == 1  # in its place


def test_a_late_hint_of_another_photo_is_not_told(wall: Wall, qtbot: QtBot) -> None:
    kept: list[SketchRequest] = []
    wall.book.sketch.disconnect(wall._note)
    wall.book.sketch.connect(kept.append)
    wall.book.look_at("a")
    follow(wall, Document(OTHER), qtbot)
    wall.book.take(kept[0], np.full((3, 4, 3), 77, np.uint8), "")
    assert wall.told == {}
    assert [(request.style, request.is_glance) for request in kept] == [("a", True), ("a", True)]
    assert kept[1].recipe.photo is OTHER


def test_settings_that_change_ask_for_no_hint_of_what_is_seen(wall: Wall, qtbot: QtBot) -> None:
    wall.book.look_at("a")
    wall.answer(1)
    follow(wall, replace(DOCUMENT, settings=Settings(smoothness=20)), qtbot)
    assert wall.glanced == ["a"]
    assert [request.style for request in wall.asked] == ["a", "a"]


def test_a_file_that_was_written_anew_is_tried_anew(wall: Wall) -> None:
    wall.book.look_at("a")
    wall.answer(1)
    wall.book.look_at("")
    wall.book.forget("a")
    wall.book.look_at("a")
    assert [request.style for request in wall.asked] == ["a", "a"]


def test_what_is_looked_at_goes_before_all_the_others(wall: Wall) -> None:
    wall.book.try_all(["a", "b", "c"])
    wall.book.look_at("c")
    for level in (1, 2, 3):
        wall.answer(level)
    assert [request.style for request in wall.asked] == ["a", "c", "b"]
    assert {name: int(pixels[0, 0, 0]) for name, pixels in wall.told.items()} == {"a": 1, "c": 2, "b": 3}
    assert wall.asked[0].recipe.photo is PHOTO


def test_one_that_is_not_looked_at_any_more_is_given_up(wall: Wall) -> None:
    wall.book.look_at("a")
    wall.book.look_at("b")
    assert wall.asked[0].is_given_up()
    assert len(wall.asked) == 1  # one at a time
    wall.answer()
    wall.answer(7)
    assert [request.style for request in wall.asked] == ["a", "b"]
    assert list(wall.told) == ["b"]


def test_a_preview_is_kept_with_its_photo_and_settings(wall: Wall, qtbot: QtBot) -> None:
    wall.book.look_at("a")
    wall.answer(5)
    strong = replace(DOCUMENT, settings=Settings(strength=80, auto="off"))
    follow(wall, strong, qtbot)
    assert wall.told == {}
    wall.answer(9)
    assert wall.told["a"][0, 0, 0] == 9
    follow(wall, replace(DOCUMENT, photo=OTHER), qtbot)
    wall.answer(11)
    follow(wall, DOCUMENT, qtbot)
    assert wall.told["a"][0, 0, 0] == 5
    assert len(wall.asked) == 3


def test_what_means_nothing_to_a_style_alone_changes_nothing(wall: Wall, qtbot: QtBot) -> None:
    wall.book.look_at("a")
    wall.answer(5)
    styled = with_style(with_style(DOCUMENT, OTHER), PHOTO)
    larger = styled.settings.model_copy(update={"size": 2048, "quality": "fine", "strength": 60.0})  # by Auto
    follow(wall, replace(styled, settings=larger), qtbot)
    assert list(wall.told) == ["a"]
    assert len(wall.asked) == 1


def test_one_that_cannot_be_made_is_told_once(wall: Wall) -> None:
    wall.book.try_all(["a", "b"])
    wall.answer(why="a cannot be read")
    wall.answer(3)
    wall.book.look_at("a")
    assert wall.failures == ["a cannot be read"]
    assert [request.style for request in wall.asked] == ["a", "b"]


def test_a_photo_is_got_ready_for_once_when_the_gallery_is_open(wall: Wall, qtbot: QtBot) -> None:
    ready: list[Picture] = []
    wall.book.get_ready.connect(lambda recipe: ready.append(recipe.photo))
    follow(wall, replace(DOCUMENT, settings=Settings(strength=60)), qtbot)
    assert not ready
    wall.book.open(True)
    wall.book.open(False)
    wall.book.open(True)
    assert ready == [PHOTO]
    wall.book.look_at("drawn:oil")
    follow(wall, Document(OTHER), qtbot)
    assert ready == [PHOTO]  # a sketch of the other is wanted at once
    wall.answer()
    wall.answer()
    wall.book.look_at("")
    assert ready == [PHOTO, OTHER]


def test_without_a_photo_nothing_is_tried(qtbot: QtBot, qapp: QObject) -> None:
    wall = Wall(Sketchbook(qapp))
    wall.book.look_at("a")
    assert wall.asked == []
    with qtbot.waitSignal(wall.book.possible) as told:
        wall.book.follow(DOCUMENT)
    assert told.args == [True]
    qtbot.waitUntil(lambda: len(wall.asked) == 1, timeout=2000)
    with qtbot.waitSignal(wall.book.possible) as told:
        wall.book.follow(Document())
    assert told.args == [False]
    assert wall.asked[0].is_given_up()
    qtbot.waitUntil(lambda: not wall.book._quiet.isActive(), timeout=2000)


def test_with_another_network_what_could_not_be_made_is_tried_again(wall: Wall, qtbot: QtBot) -> None:
    wall.book.try_all(["a", "b"])
    for _ in range(2):
        wall.answer(why="no network")
    assert wall.failures == ["no network"]  # told once
    wall.book.begin_anew()
    qtbot.waitUntil(lambda: len(wall.asked) == 3, timeout=2000)
    wall.answer(4)
    assert list(wall.told) == ["a"]


def test_more_than_are_kept_are_not_tried_over_and_over(wall: Wall, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sketchbook, "KEPT", 2)
    wall.book.try_all(["a", "b", "c", "d"])
    for _ in range(4):
        wall.answer()
    assert [request.style for request in wall.asked] == ["a", "b", "c", "d"]
