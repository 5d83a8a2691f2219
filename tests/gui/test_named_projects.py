"""Projects with a name: closed without a question, opened by another start in every way, refused with words."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QMessageBox
from pytestqt.qtbot import QtBot
from window_driver import (
    PATIENCE_MS,
    QUICK,
    button_called,
    click,
    failure,
    in_dialogs,
    painted,
    photo_name,
    press,
    press_in,
    running,
    save_as,
    settled,
    shown_id,
    use,
)

from stylegui.application.app import Application
from stylegui.document.project.project import Project
from stylegui.document.wishes import Turn
from stylegui.paths import drafts_folder

SAVE_PROJECT = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
OPEN = "import os, pathlib, sys; from stylegui.document.project.project import Project; "
OPEN += "p = Project.open(pathlib.Path(sys.argv[1]))"


def keep_as(application: Application, qtbot: QtBot, path: Path) -> None:
    """Give the project a name, as a person does."""
    done = in_dialogs((QFileDialog, save_as(path)))
    press(application.window, Qt.Key.Key_S, SAVE_PROJECT)
    assert done()
    qtbot.waitUntil(lambda: application.window.windowTitle() == f"{path.stem} – StyleGUI", timeout=PATIENCE_MS)


def leave(application: Application, qtbot: QtBot) -> None:
    """Close the window; nothing must be asked."""
    ended: list[bool] = []
    application.ended.connect(lambda: ended.append(True))
    application.window.actions_.quit.trigger()
    assert QApplication.activeModalWidget() is None
    qtbot.waitUntil(lambda: bool(ended), timeout=PATIENCE_MS)


@contextmanager
def opened(qtbot: QtBot, *arguments: Path) -> Iterator[Application]:
    """The application, started with arguments."""
    with running(qtbot) as application:
        application.open([str(path) for path in arguments])
        qtbot.waitUntil(lambda: application.desk.recipe() is not None, timeout=PATIENCE_MS)
        yield application


@contextmanager
def open_elsewhere(project: Path) -> Iterator[None]:
    """Another program has a project open."""
    command = [sys.executable, "-c", f"{OPEN}; print(flush=True); input(); p.close()", str(project)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None
        other.stdout.readline()
        try:
            yield
        finally:
            other.communicate("\n")


@pytest.fixture
def project(application: Application, qtbot: QtBot, tmp_path: Path) -> Path:
    """A project with a result of the cat, closed: the application that made it has ended."""
    painted(application, qtbot)
    settled(application, qtbot)
    path = tmp_path / "cat.stylegui"
    keep_as(application, qtbot, path)
    leave(application, qtbot)
    return path


def test_a_named_project_closes_without_a_question_and_the_next_start_brings_it_back_whole(
    application: Application, qtbot: QtBot, tmp_path: Path
) -> None:
    desk, path = application.desk, tmp_path / "mine.stylegui"
    keep_as(application, qtbot, path)
    assert list(drafts_folder().iterdir()) == []  # it has moved
    first = painted(application, qtbot)
    use(application, QUICK.model_copy(update={"start_from": "noise"}))
    second = painted(application, qtbot)
    settled(application, qtbot)
    desk.star(first.result)
    desk.apply(Turn("smoothness", 12.5))
    desk.settle()
    qtbot.waitUntil(lambda: len(desk.history) == 3, timeout=PATIENCE_MS)  # a finished result was gone on with
    settled(application, qtbot)
    application.window.results.delete_requested.emit(second.result)
    labels, before = [step.label for step in desk.undo_list.steps], desk.history
    leave(application, qtbot)

    with opened(qtbot, path) as again:
        there = again.desk
        qtbot.waitUntil(lambda: len(there.history) == 2, timeout=PATIENCE_MS)
        assert again.window.windowTitle() == "mine – StyleGUI"
        assert [step.label for step in there.undo_list.steps] == labels
        assert there.document.settings == desk.document.settings
        assert photo_name(again) == "cat.jpg"
        assert there.history.results == before.results
        assert there.history.deleted == {second.result}
        assert [each.starred for each in there.history] == [True, False]
        press(again.window, Qt.Key.Key_Z)
        qtbot.waitUntil(lambda: len(there.history) == 3, timeout=PATIENCE_MS)
        press(again.window, Qt.Key.Key_Z)
        qtbot.waitUntil(lambda: there.document.settings.smoothness == QUICK.smoothness, timeout=PATIENCE_MS)
        again.window.filmstrip.looked_at.emit(first.result)
        qtbot.waitUntil(lambda: shown_id(again) == first.result, timeout=PATIENCE_MS)
        assert again.window.stage.shown is not None
        assert np.array_equal(again.window.stage.shown.pixels, first.pixels)
        for _ in range(len(labels)):
            again.window.actions_.undo.trigger()
            qtbot.waitUntil(lambda: there.undo_list.document() is not None, timeout=PATIENCE_MS)
        qtbot.waitUntil(lambda: there.document.photo is None, timeout=PATIENCE_MS)
        assert not again.window.actions_.undo.isEnabled()


def test_an_unfinished_painting_goes_on_from_the_same_evaluation(
    application: Application, qtbot: QtBot, tmp_path: Path
) -> None:
    path = tmp_path / "mine.stylegui"
    keep_as(application, qtbot, path)
    use(application, QUICK.model_copy(update={"size": 256, "quality": "fine"}))
    application.window.actions_.start.trigger()
    qtbot.waitUntil(lambda: application.window.stage.live is not None, timeout=PATIENCE_MS)
    leave(application, qtbot)
    (kept,) = application.desk.history
    with opened(qtbot, path) as again:
        qtbot.waitUntil(again.window.offers.isVisible, timeout=PATIENCE_MS)
        assert "The painting of cat.jpg is unfinished" in again.window.offers.message.text()
        evaluations: list[int] = []
        again.worker.frame_ready.connect(lambda frame: evaluations.append(frame.evaluations))
        QTest.mouseClick(button_called(again.window.offers, "Go on painting"), Qt.MouseButton.LeftButton)
        qtbot.waitUntil(lambda: bool(evaluations), timeout=PATIENCE_MS)
        cards = again.window.filmstrip.model()
        qtbot.waitUntil(
            lambda: "being painted" in cards.data(cards.index(0, 0), Qt.ItemDataRole.AccessibleTextRole),
            timeout=PATIENCE_MS,
        )
        again.window.actions_.stop.trigger()
        assert kept.evaluations < evaluations[0] <= kept.evaluations + 4
        (result,) = again.desk.history
        assert result.id == kept.id
        qtbot.waitUntil(lambda: not again.window.actions_.stop.isEnabled(), timeout=PATIENCE_MS)


def test_a_file_that_is_there_is_asked_about_and_stays_unless_told_otherwise(
    application: Application, qtbot: QtBot, tmp_path: Path
) -> None:
    target = tmp_path / "notes.stylegui"
    target.write_bytes(b"somebody's")
    done = in_dialogs(
        (QFileDialog, save_as(target)), (QMessageBox, click("No")), (QFileDialog, press_in(Qt.Key.Key_Escape))
    )
    press(application.window, Qt.Key.Key_S, SAVE_PROJECT)
    assert done()
    assert target.read_bytes() == b"somebody's"
    in_dialogs((QFileDialog, save_as(target)), (QMessageBox, click("Yes")))
    press(application.window, Qt.Key.Key_S, SAVE_PROJECT)
    qtbot.waitUntil(lambda: application.window.windowTitle() == "notes – StyleGUI", timeout=PATIENCE_MS)
    leave(application, qtbot)
    Project.open(target).close()


def test_a_project_never_takes_the_place_of_a_file_of_another_kind(
    application: Application, qtbot: QtBot, samples: Path, tmp_path: Path
) -> None:
    photo = tmp_path / "mine.jpg"
    photo.write_bytes((samples / "rocket.jpg").read_bytes())
    before = photo.read_bytes()
    for _ in range(2):  # it is said each time
        in_dialogs((QFileDialog, save_as(photo)), (QMessageBox, click("Yes")))
        press(application.window, Qt.Key.Key_S, SAVE_PROJECT)
        assert "mine.jpg does not end in .stylegui" in failure(application, qtbot)
    assert photo.read_bytes() == before
    assert application.window.windowTitle() == "StyleGUI"


def test_a_project_is_opened_from_the_list_of_recent_ones(qtbot: QtBot, samples: Path, project: Path) -> None:
    with opened(qtbot, samples / "rocket.jpg", samples / "woodcut.png") as application:
        menu = application.window.actions_.recent_menu
        menu.aboutToShow.emit()
        (action,) = menu.actions()
        assert action.text() == "cat.stylegui"
        action.trigger()
        qtbot.waitUntil(lambda: photo_name(application) == "cat.jpg", timeout=PATIENCE_MS)
        qtbot.waitUntil(lambda: application.window.stage.shown is not None, timeout=PATIENCE_MS)
        assert application.window.windowTitle() == "cat – StyleGUI"
        qtbot.waitUntil(lambda: list(drafts_folder().iterdir()) == [], timeout=PATIENCE_MS)
        leave(application, qtbot)


def test_a_project_that_is_gone_cannot_be_chosen_from_the_recent_ones(
    qtbot: QtBot, samples: Path, project: Path
) -> None:
    project.unlink()
    with opened(qtbot, samples / "rocket.jpg", samples / "woodcut.png") as application:
        menu = application.window.actions_.recent_menu
        menu.aboutToShow.emit()
        assert [action.isEnabled() for action in menu.actions()] == [False]


def test_a_project_that_another_process_has_open_is_refused_each_time_and_what_is_open_stays(
    qtbot: QtBot, samples: Path, project: Path
) -> None:
    with opened(qtbot, samples / "rocket.jpg", samples / "woodcut.png") as application, open_elsewhere(project):
        before = application.desk.document
        for _ in range(2):
            done = in_dialogs((QFileDialog, save_as(project)))
            application.window.actions_.open_project.trigger()
            assert done()
            words = failure(application, qtbot)
            assert "cat.stylegui is open in another program" in words
            assert "please close it there" in words
        assert application.desk.document is before
        assert application.window.windowTitle() == "StyleGUI"


def test_what_is_opened_is_not_offered_as_well(qtbot: QtBot, project: Path) -> None:
    """A program was killed that had it open: a double-click on it says enough."""
    subprocess.run([sys.executable, "-c", f"{OPEN}; os._exit(1)", str(project)], check=False)
    with opened(qtbot, project) as application:
        qtbot.waitUntil(lambda: len(application.desk.history) == 1, timeout=PATIENCE_MS)
        qtbot.wait(200)
        assert not application.window.offers.isVisible()
        assert application.window.windowTitle() == "cat – StyleGUI"
