"""Closing: it asks once, about all that has no place yet, and then the application ends, whatever it is doing."""

from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QSettings, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QMessageBox, QWidget
from pytestqt.qtbot import QtBot
from window_driver import (
    PATIENCE_MS,
    button_called,
    click,
    export_as,
    in_dialogs,
    painted,
    press,
    press_in,
    running,
    save_as,
    settled,
    use,
)

from stylegui.application.app import Application
from stylegui.document.project.project import Project
from stylegui.document.wishes import Paint
from stylegui.engine.regions.regions import Region
from stylegui.engine.settings import Settings
from stylegui.gui.dialogs.export_dialog import ExportDialog
from stylegui.paths import drafts_folder

SLOW = Settings(size=256, quality="fine", auto="off")


@pytest.fixture
def ended(application: Application) -> list[bool]:
    """Holds something once the application has ended."""
    told: list[bool] = []
    application.ended.connect(lambda: told.append(True))
    return told


def drafts() -> list[Path]:
    return list(drafts_folder().glob("*.stylegui"))


def start(application: Application, qtbot: QtBot, settings: Settings = SLOW) -> None:
    """Until the first frame of a run is seen."""
    use(application, settings)
    application.window.actions_.start.trigger()
    qtbot.waitUntil(lambda: application.window.stage.live is not None, timeout=PATIENCE_MS)


def paint_region(application: Application) -> None:
    photo = application.desk.document.photo
    assert photo is not None
    application.desk.apply(Paint((Region(np.full((photo.height, photo.width), 255, np.uint8), 0),), "Brush"))


def answering(text: str, read: list[str] | None = None) -> Callable[[QWidget], None]:
    """Read the question and press a button of it."""

    def act(box: QWidget) -> None:
        assert isinstance(box, QMessageBox)
        if read is not None:
            read.append(box.text())
        click(text)(box)

    return act


def test_where_nothing_would_be_lost_nothing_is_asked_and_nothing_stays(
    application: Application, qtbot: QtBot, ended: list[bool]
) -> None:
    qtbot.waitUntil(lambda: len(drafts()) == 1, timeout=PATIENCE_MS)
    application.window.actions_.quit.trigger()
    assert QApplication.activeModalWidget() is None
    qtbot.waitUntil(lambda: bool(ended), timeout=PATIENCE_MS)
    assert not application.window.isVisible()
    assert drafts() == []


def test_it_asks_once_about_all_of_it_and_go_on_changes_nothing(
    application: Application, qtbot: QtBot, ended: list[bool]
) -> None:
    painted(application, qtbot)
    settled(application, qtbot)
    read: list[str] = []
    done = in_dialogs((QMessageBox, answering("Cancel", read)))
    application.window.actions_.quit.trigger()
    assert done()
    paint_region(application)
    painted(application, qtbot)
    settled(application, qtbot)
    done = in_dialogs((QMessageBox, answering("Cancel", read)))
    application.window.close()
    assert done()
    assert [text.partition(": ")[2].partition(".")[0] for text in read] == ["a result", "2 results and regions"]
    assert application.window.isVisible()
    assert len(application.desk.history) == 2
    qtbot.wait(100)
    assert ended == []
    assert painted(application, qtbot).progress.finished  # it works as before


def test_escape_goes_on_too(application: Application, qtbot: QtBot, ended: list[bool]) -> None:
    paint_region(application)
    done = in_dialogs((QMessageBox, press_in(Qt.Key.Key_Escape)))
    application.window.actions_.quit.trigger()
    assert done()
    assert application.window.isVisible()


def test_a_result_that_was_saved_is_not_asked_about(
    application: Application, qtbot: QtBot, ended: list[bool], tmp_path: Path
) -> None:
    painted(application, qtbot)
    settled(application, qtbot)
    in_dialogs((ExportDialog, export_as(tmp_path / "cat.png")))
    press(application.window, Qt.Key.Key_S)
    qtbot.waitUntil(lambda: all(result.saved_as for result in application.desk.history), timeout=PATIENCE_MS)
    application.window.actions_.quit.trigger()
    assert QApplication.activeModalWidget() is None
    qtbot.waitUntil(lambda: bool(ended), timeout=PATIENCE_MS)
    with Image.open(tmp_path / "cat.png") as saved:
        assert saved.size == (64, 43)
    (draft,) = drafts()  # and its steps and settings are there tomorrow
    with closing(Project.open(draft)) as project:
        assert [each.saved_as for each in project.contents().history] == [str(tmp_path / "cat.png")]


def test_a_stroke_that_is_still_worked_out_is_kept(
    application: Application, qtbot: QtBot, ended: list[bool], tmp_path: Path
) -> None:
    window, target = application.window, tmp_path / "mine.stylegui"
    in_dialogs((QFileDialog, save_as(target)))
    window.actions_.save_project.trigger()
    qtbot.waitUntil(lambda: window.windowTitle().startswith("mine"), timeout=PATIENCE_MS)
    window.actions_.regions.setChecked(True)
    QTest.mouseClick(window.canvas, Qt.MouseButton.LeftButton, pos=window.canvas.rect().center())
    assert application.desk.document.regions == ()
    window.close()
    qtbot.waitUntil(lambda: bool(ended), timeout=PATIENCE_MS)
    with closing(Project.open(target)) as project:
        assert len(project.contents().document.regions) == 1


def test_save_and_then_no_file_leaves_the_run_running(
    application: Application, qtbot: QtBot, ended: list[bool]
) -> None:
    start(application, qtbot)
    done = in_dialogs((QMessageBox, answering("Save project…")), (QFileDialog, press_in(Qt.Key.Key_Escape)))
    application.window.actions_.quit.trigger()
    assert done()
    stage = application.window.stage
    assert stage.live is not None
    seen = stage.live.evaluations
    qtbot.waitUntil(lambda: stage.live is not None and stage.live.evaluations > seen + 1, timeout=PATIENCE_MS)
    assert application.window.actions_.start.text() == "Pause"
    assert application.window.isVisible()
    assert ended == []


def test_save_keeps_the_run_where_it_was_wanted_and_ends(
    application: Application, qtbot: QtBot, ended: list[bool], tmp_path: Path
) -> None:
    start(application, qtbot)
    target = tmp_path / "mine.stylegui"
    done = in_dialogs((QMessageBox, answering("Save project…")), (QFileDialog, save_as(target)))
    application.window.actions_.quit.trigger()
    assert done()
    qtbot.waitUntil(lambda: bool(ended), timeout=PATIENCE_MS)
    assert drafts() == []
    assert QSettings().value("window/geometry") is not None
    project = Project.open(target)
    (result,) = project.contents().history
    assert result.evaluations > 0
    assert project.contents().unfinished == result.id
    project.close()


def test_a_project_that_cannot_be_saved_stays_open(
    application: Application, qtbot: QtBot, ended: list[bool], tmp_path: Path
) -> None:
    painted(application, qtbot)
    settled(application, qtbot)
    target = tmp_path / "mine.stylegui"
    target.mkdir()
    application.window.files.save_project_requested.emit(str(target))
    qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), QMessageBox), timeout=PATIENCE_MS)
    box = QApplication.activeModalWidget()
    assert isinstance(box, QMessageBox)
    assert "mine.stylegui" in box.text()
    box.accept()
    assert len(drafts()) == 1
    assert ended == []


def test_discard_deletes_this_draft_and_no_other(application: Application, qtbot: QtBot, ended: list[bool]) -> None:
    painted(application, qtbot)
    settled(application, qtbot)
    other = drafts_folder() / "other.stylegui"
    Project.create(other).close()
    assert len(drafts()) == 2
    done = in_dialogs((QMessageBox, answering("Discard")))
    application.window.actions_.quit.trigger()
    assert done()
    qtbot.waitUntil(lambda: bool(ended), timeout=PATIENCE_MS)
    assert drafts() == [other]


def test_what_is_kept_for_later_is_offered_at_the_next_start(
    application: Application, qtbot: QtBot, ended: list[bool], samples: Path
) -> None:
    frame = painted(application, qtbot)
    settled(application, qtbot)
    done = in_dialogs((QMessageBox, answering("Keep for later")))
    application.window.actions_.quit.trigger()
    assert done()
    qtbot.waitUntil(lambda: bool(ended), timeout=PATIENCE_MS)
    with running(qtbot) as again:
        again.open([str(samples / "rocket.jpg"), str(samples / "brush-strokes.png")])
        qtbot.waitUntil(again.window.offers.isVisible, timeout=PATIENCE_MS)
        assert again.window.offers.message.text().startswith("cat.jpg is as you left it: ")
        assert QApplication.activeModalWidget() is None
        QTest.mouseClick(button_called(again.window.offers, "Open it"), Qt.MouseButton.LeftButton)
        qtbot.waitUntil(lambda: [each.id for each in again.desk.history] == [frame.result], timeout=PATIENCE_MS)
        qtbot.waitUntil(lambda: again.window.stage.shown is not None, timeout=PATIENCE_MS)
        assert again.window.stage.shown is not None
        assert np.array_equal(again.window.stage.shown.pixels, frame.pixels)
        assert again.desk.document.photo is not None
        assert again.desk.document.photo.name == "cat.jpg"
        qtbot.waitUntil(lambda: len(drafts()) == 1, timeout=PATIENCE_MS)  # that of the second start had nothing in it


def run(application: Application, qtbot: QtBot) -> list[object]:
    start(application, qtbot)
    ends: list[object] = []
    application.worker.frame_ready.connect(lambda frame: ends.extend([frame] * frame.progress.finished))
    return ends


def build(application: Application, qtbot: QtBot) -> list[object]:
    """Of the targets for a large picture: far from a first evaluation."""
    evaluated: list[object] = []
    application.worker.frame_ready.connect(lambda frame: evaluated.extend([frame] * frame.evaluations))
    use(application, Settings(size=2048, auto="off"))
    application.window.actions_.start.trigger()
    qtbot.waitUntil(lambda: application.desk.unfinished != "", timeout=PATIENCE_MS)
    return evaluated


@pytest.mark.parametrize("work", [run, build])
def test_it_ends_whatever_it_is_doing_and_does_not_wait_for_it(
    application: Application,
    qtbot: QtBot,
    ended: list[bool],
    work: Callable[[Application, QtBot], list[object]],
) -> None:
    labels = application.window.status.findChildren(QLabel)
    qtbot.waitUntil(lambda: any("CPU" in label.text() for label in labels), timeout=PATIENCE_MS)  # it is warm
    paint_region(application)  # so that it is asked about
    done_with_it = work(application, qtbot)
    answered = in_dialogs((QMessageBox, answering("Keep for later")))
    application.window.close()
    assert answered()
    assert not application.window.isVisible()
    qtbot.waitUntil(lambda: bool(ended), timeout=PATIENCE_MS)
    assert done_with_it == []


def test_closing_twice_ends_once(application: Application, qtbot: QtBot, ended: list[bool]) -> None:
    application.window.close()
    application.window.close()
    application.leave("")
    qtbot.waitUntil(lambda: bool(ended), timeout=PATIENCE_MS)
    qtbot.wait(200)
    assert ended == [True]
