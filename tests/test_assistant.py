"""The assistant, in a thread of its own as in the application."""

import gc
import weakref
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QObject, QThread, Signal, Slot
from pytestqt.qtbot import QtBot

from stylegui.engine.errors import Problem
from stylegui.engine.pictures.images import Picture
from stylegui.engine.recipes.advice import Advice
from stylegui.engine.recipes.recipe import Recipe
from stylegui.engine.regions.region_editor import Stroke, painted
from stylegui.engine.regions.regions import Region
from stylegui.engine.run.frame import Frame, Progress
from stylegui.engine.settings import Settings
from stylegui.engine.styles.style import Style
from stylegui.workers.assistant import Assistant

PATIENCE_MS = 60_000
KIND = Region(np.zeros((1, 1), np.uint8), 0)
STROKE = Stroke(((10.0, 10.0), (30.0, 12.0)), 5, 0.5, KIND)


class Asker(QObject):
    """What the window asks, from the window's thread."""

    paint = Signal(object, object, object)
    consider = Signal(object)
    copy = Signal(object)


class Answers(QObject):
    """What came back, in the window's thread."""

    def __init__(self, assistant: Assistant) -> None:
        super().__init__()
        self.painted: list[tuple[object, tuple[Region, ...] | None]] = []
        self.advised: list[tuple[Recipe | None, tuple[Advice, ...]]] = []
        self.copied: list[NDArray[np.uint8]] = []
        self.failed: list[str] = []
        assistant.painted.connect(self._on_painted)
        assistant.advised.connect(self._on_advised)
        assistant.copied.connect(self._on_copied)
        assistant.failed.connect(self._on_failed)

    @Slot(object, object)
    def _on_painted(self, edit: object, regions: tuple[Region, ...] | None) -> None:
        self.painted.append((edit, regions))

    @Slot(object, object)
    def _on_advised(self, recipe: Recipe | None, advice: tuple[Advice, ...]) -> None:
        self.advised.append((recipe, advice))

    @Slot(object)
    def _on_copied(self, pixels: NDArray[np.uint8]) -> None:
        self.copied.append(pixels)

    @Slot(str)
    def _on_failed(self, message: str) -> None:
        self.failed.append(message)


@dataclass(frozen=True, eq=False)
class Broken:
    """An edit that cannot be made."""

    error: Exception

    def apply(self, regions: tuple[Region, ...], photo: Picture) -> tuple[Region, ...]:
        raise self.error


@pytest.fixture
def asker() -> Asker:
    return Asker()


@pytest.fixture
def thread() -> Iterator[QThread]:
    """Not started yet: what is asked before piles up."""
    thread = QThread()
    yield thread
    thread.quit()
    assert thread.wait(PATIENCE_MS)


@pytest.fixture
def assistant(asker: Asker, thread: QThread) -> Assistant:
    assistant = Assistant()
    assistant.moveToThread(thread)
    asker.paint.connect(assistant.paint)
    asker.consider.connect(assistant.consider)
    asker.copy.connect(assistant.copy)
    return assistant


@pytest.fixture
def answers(assistant: Assistant) -> Answers:
    return Answers(assistant)


def _picture(seed: int, width: int = 60, height: int = 40) -> Picture:
    return Picture(np.random.default_rng(seed).integers(0, 256, (height, width, 3), np.uint8), None, f"{seed}.png")


def _flat() -> Picture:
    return Picture(np.full((40, 60, 3), 90, np.uint8), None, "flat.png")


def _recipe(photo: Picture) -> Recipe:
    return Recipe(photo, (Style(_picture(1)),), Settings(size=64))


def _frame(photo: Picture, width: int, height: int) -> Frame:
    pixels = np.full((height // 2, width // 2, 3), (10, 120, 230), np.uint8)
    progress = Progress(1, 2, width // 2, height // 2, 3, 9, 4, 0.2, None, False)
    return Frame(pixels, width, height, _recipe(photo), {"total": 1.0}, progress)


def test_a_stroke_is_answered_with_the_regions_it_makes(
    qtbot: QtBot, asker: Asker, thread: QThread, answers: Answers
) -> None:
    thread.start()
    asker.paint.emit((), STROKE, _picture(0))
    qtbot.waitUntil(lambda: bool(answers.painted), timeout=PATIENCE_MS)
    ((edit, regions),) = answers.painted
    assert edit is STROKE
    assert regions is not None
    np.testing.assert_array_equal(regions[0].mask, painted((), STROKE, 60, 40)[0].mask)
    assert answers.failed == []


@pytest.mark.parametrize(
    ("error", "words"), [(Problem("the mask is of no use"), "the mask is of no use"), (MemoryError(), "details are in")]
)
def test_an_edit_that_fails_is_told_and_the_next_one_is_made(
    qtbot: QtBot, asker: Asker, thread: QThread, answers: Answers, error: Exception, words: str
) -> None:
    thread.start()
    broken = Broken(error)
    asker.paint.emit((KIND,), broken, _picture(0))
    asker.paint.emit((), STROKE, _picture(0))
    qtbot.waitUntil(lambda: len(answers.painted) == 2, timeout=PATIENCE_MS)
    assert [edit for edit, _ in answers.painted] == [broken, STROKE]
    assert answers.painted[0][1] is None
    assert answers.painted[1][1] is not None
    (told,) = answers.failed
    assert words in told


def test_advice_says_what_does_not_fit(qtbot: QtBot, asker: Asker, thread: QThread, answers: Answers) -> None:
    thread.start()
    recipe = _recipe(_flat())
    asker.consider.emit(recipe)
    asker.consider.emit(None)
    qtbot.waitUntil(lambda: bool(answers.advised) and answers.advised[-1] == (None, ()), timeout=PATIENCE_MS)
    asker.consider.emit(recipe)
    qtbot.waitUntil(lambda: answers.advised[-1][0] is recipe, timeout=PATIENCE_MS)
    assert "flat photo" in [advice.about for advice in answers.advised[-1][1]]


def test_of_recipes_that_piled_up_only_the_newest_is_considered(
    qtbot: QtBot, asker: Asker, thread: QThread, answers: Answers
) -> None:
    recipes = [_recipe(_picture(seed)) for seed in range(3)]
    for recipe in recipes:
        asker.consider.emit(recipe)
    asker.paint.emit((), STROKE, _picture(0))
    asker.consider.emit(recipes[0])
    thread.start()
    qtbot.waitUntil(lambda: bool(answers.advised and answers.painted), timeout=PATIENCE_MS)
    asker.copy.emit(_frame(_picture(0), 60, 40))  # once it is answered, so is all before
    qtbot.waitUntil(lambda: bool(answers.copied), timeout=PATIENCE_MS)
    assert [recipe for recipe, _ in answers.advised] == [recipes[0]]


def test_pictures_that_are_gone_are_not_held(
    qtbot: QtBot, assistant: Assistant, asker: Asker, thread: QThread, answers: Answers
) -> None:
    thread.start()
    photo = _flat()
    gone = weakref.ref(photo)
    asker.consider.emit(_recipe(photo))
    qtbot.waitUntil(lambda: bool(answers.advised), timeout=PATIENCE_MS)
    asker.copy.emit(_frame(_picture(0), 60, 40))
    qtbot.waitUntil(lambda: bool(answers.copied), timeout=PATIENCE_MS)
    answers.advised.clear()
    del photo
    gc.collect()
    assert gone() is None


def test_a_copy_has_the_full_size_and_the_photos_transparency(
    qtbot: QtBot, asker: Asker, thread: QThread, answers: Answers
) -> None:
    thread.start()
    opaque = _picture(0)
    alpha = np.zeros((40, 60), np.uint8)
    alpha[:, 30:] = 255
    asker.copy.emit(_frame(opaque, 60, 40))
    asker.copy.emit(_frame(Picture(opaque.pixels, alpha), 60, 40))
    qtbot.waitUntil(lambda: len(answers.copied) == 2, timeout=PATIENCE_MS)
    whole, clear = answers.copied
    assert whole.shape == (40, 60, 3)
    assert (whole == (10, 120, 230)).all()
    assert clear.shape == (40, 60, 4)
    assert (clear[:, :20, 3] == 0).all()
    assert (clear[:, 40:, 3] == 255).all()
    assert all(array.flags["C_CONTIGUOUS"] and array.dtype == np.uint8 for array in answers.copied)
