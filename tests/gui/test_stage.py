"""What is seen of a run that begins: a hint of it, until its own frames show more."""

from dataclasses import replace

import numpy as np
import pytest
from made_documents import made_document
from made_runs import frame_of
from pytestqt.qtbot import QtBot

from stylegui.document.document import Document
from stylegui.engine.pictures.images import Picture
from stylegui.engine.recipes.recipe import Recipe
from stylegui.engine.run.frame import Frame
from stylegui.gui.canvas.canvas import Canvas
from stylegui.gui.history.stage import Stage

FULL = 128


class Wall:
    """A stage, and what is seen on it."""

    def __init__(self, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
        self.canvas, self.seen, self.acknowledged = Canvas(), list[Frame](), 0
        qtbot.addWidget(self.canvas)
        self.stage = Stage(self.canvas)
        monkeypatch.setattr(self.canvas, "show_frame", self.seen.append)
        self.canvas.frame_shown.connect(self._count)
        document = made_document()
        self.stage.show_document(document)
        recipe = document.recipe()
        assert recipe is not None
        self.recipe: Recipe = recipe
        self.stage.begin()

    def _count(self) -> None:
        self.acknowledged += 1

    def frame(self, evaluations: int, longer: int) -> Frame:
        """Of a scale whose longer side has so many pixels."""
        frame = frame_of(self.recipe, "a", evaluations)
        progress = replace(frame.progress, width=longer, height=longer * 3 // 4)
        return replace(frame, progress=progress, pixels=np.zeros((longer * 3 // 4, longer, 3), np.uint8))

    def hint(self) -> Frame:
        hint = replace(self.frame(0, FULL), losses={})
        self.stage.show_hint(hint)
        return hint


@pytest.fixture
def wall(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Wall:
    return Wall(qtbot, monkeypatch)


def test_a_hint_is_seen_until_frames_show_more_and_is_nobodys_result(wall: Wall) -> None:
    hint = wall.hint()
    assert wall.seen == [hint]
    assert wall.stage.shown is None  # it cannot be saved
    coarse, fine, coarse_again = wall.frame(1, FULL // 4), wall.frame(9, FULL // 2), wall.frame(10, FULL // 4)
    wall.stage.take(coarse)
    assert wall.seen == [hint]
    assert wall.acknowledged == 1  # the run goes on
    assert wall.stage.shown is wall.stage.live is coarse  # what would be saved
    wall.stage.take(fine)
    wall.stage.take(coarse_again)
    assert wall.seen == [hint, fine, coarse_again]


def test_what_is_turned_meanwhile_is_seen(wall: Wall) -> None:
    hint, coarse = wall.hint(), wall.frame(1, FULL // 4)
    settings = wall.recipe.settings.model_copy(update={"strength": 90.0})
    turned = replace(coarse, recipe=replace(wall.recipe, settings=settings))
    wall.stage.take(turned)
    assert wall.seen == [hint, turned]


def test_a_run_that_rests_is_seen_as_it_is(wall: Wall) -> None:
    hint, coarse = wall.hint(), wall.frame(1, FULL // 4)
    wall.stage.take(coarse)
    wall.stage.end_hint()
    assert wall.seen == [hint, coarse]
    wall.stage.take(wall.frame(2, FULL // 4))
    assert len(wall.seen) == 3


def test_a_hint_of_another_photo_or_run_is_not_seen(wall: Wall) -> None:
    wall.stage.take(wall.frame(3, FULL))
    wall.hint()
    assert len(wall.seen) == 1  # it is too late
    wall.stage.begin()
    wall.stage.show_document(Document(Picture(np.zeros((9, 9, 3), np.uint8))))
    wall.hint()
    assert len(wall.seen) == 1
