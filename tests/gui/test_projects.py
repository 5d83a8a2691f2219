"""Projects in the window: saved, opened, undone in, filmed."""

from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QPoint, QPointF, QSettings, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QFileDialog, QMessageBox
from pytestqt.qtbot import QtBot
from window_driver import (
    PATIENCE_MS,
    QUICK,
    failure,
    in_dialogs,
    painted,
    photo_name,
    press,
    save_as,
    settled,
    shown_id,
    use,
)

from stylegui.application.app import Application
from stylegui.document.document import Document
from stylegui.document.places import PHOTO
from stylegui.document.project.project import Project
from stylegui.document.wishes import Turn
from stylegui.gui.history.film_dialog import FilmDialog
from stylegui.jobs import Job
from stylegui.paths import drafts_folder
from stylegui.recorder import result_of


def _save(application: Application, qtbot: QtBot, path: Path) -> None:
    in_dialogs((QFileDialog, save_as(path)))
    application.window.actions_.save_project.trigger()
    qtbot.waitUntil(lambda: application.window.windowTitle().startswith(path.stem), timeout=PATIENCE_MS)


def test_a_project_that_gets_a_name_is_found_again_after_a_crash(
    application: Application, qtbot: QtBot, tmp_path: Path
) -> None:
    _save(application, qtbot, tmp_path / "named.stylegui")
    assert "named.stylegui" in Path(QSettings().fileName()).read_text()  # on the disk, not in this program alone


def test_a_project_that_is_opened_again_has_document_steps_results_and_marks(
    application: Application, qtbot: QtBot, tmp_path: Path, samples: Path
) -> None:
    desk, window, path = application.desk, application.window, tmp_path / "all.stylegui"
    first = painted(application, qtbot)
    settled(application, qtbot)
    desk.apply(Turn("strength", 77.5))
    desk.settle()
    qtbot.waitUntil(lambda: len(desk.history) == 2, timeout=PATIENCE_MS)  # it was painted on with that
    settled(application, qtbot)
    second = list(desk.history)[1].id
    desk.star(first.result)
    desk.delete(second)
    _save(application, qtbot, path)
    window.pictures.load_requested.emit(PHOTO, [str(samples / "rocket.jpg")])
    qtbot.waitUntil(lambda: photo_name(application) == "rocket.jpg", timeout=PATIENCE_MS)

    other = tmp_path / "other.stylegui"
    Project.create(other).close()
    window.files.open_project_requested.emit(str(other))
    qtbot.waitUntil(lambda: desk.recipe() is None, timeout=PATIENCE_MS)
    assert len(desk.history) == 0
    window.recent.chosen.emit(str(path))
    qtbot.waitUntil(lambda: photo_name(application) == "rocket.jpg", timeout=PATIENCE_MS)
    assert [(result.id, result.starred) for result in desk.history] == [(first.result, True)]
    press(window, Qt.Key.Key_Z)
    qtbot.waitUntil(lambda: photo_name(application) == "cat.jpg", timeout=PATIENCE_MS)
    press(window, Qt.Key.Key_Z)  # the deletion
    assert [result.id for result in desk.history] == [first.result, second]
    press(window, Qt.Key.Key_Z)
    qtbot.waitUntil(lambda: desk.document.settings.strength == 50, timeout=PATIENCE_MS)
    window.filmstrip.looked_at.emit(first.result)
    qtbot.waitUntil(lambda: shown_id(application) == first.result, timeout=PATIENCE_MS)
    assert window.stage.shown is not None
    assert np.array_equal(window.stage.shown.pixels, first.pixels)


def test_a_project_dropped_on_the_canvas_is_opened_and_what_was_open_stays_a_draft(
    application: Application, qtbot: QtBot, tmp_path: Path, samples: Path
) -> None:
    desk, window, path = application.desk, application.window, tmp_path / "dropped.stylegui"
    painted(application, qtbot)
    settled(application, qtbot)
    _save(application, qtbot, path)
    empty = tmp_path / "empty.stylegui"
    Project.create(empty).close()
    window.files.open_project_requested.emit(str(empty))
    qtbot.waitUntil(lambda: desk.recipe() is None, timeout=PATIENCE_MS)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    buttons, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    copy = Qt.DropAction.CopyAction
    QApplication.sendEvent(window, QDragEnterEvent(QPoint(600, 400), copy, data, buttons, keys))
    QApplication.sendEvent(window, QDropEvent(QPointF(600, 400), copy, data, buttons, keys))
    qtbot.waitUntil(lambda: photo_name(application) == "cat.jpg", timeout=PATIENCE_MS)
    assert len(desk.history) == 1


def test_a_run_that_was_killed_before_anything_of_it_was_kept_is_no_failure(
    application: Application, qtbot: QtBot, tmp_path: Path
) -> None:
    window, path = application.window, tmp_path / "killed.stylegui"
    before = painted(application, qtbot)
    settled(application, qtbot)
    _save(application, qtbot, path)
    empty = tmp_path / "empty.stylegui"
    Project.create(empty).close()
    window.files.open_project_requested.emit(str(empty))
    qtbot.waitUntil(lambda: application.desk.recipe() is None, timeout=PATIENCE_MS)
    with closing(Project.open(path)) as project:
        job = Job(before.recipe)
        project.keep_result(result_of(job), Document.of(job.recipe))
    window.files.open_project_requested.emit(str(path))
    qtbot.waitUntil(lambda: shown_id(application) == before.result, timeout=PATIENCE_MS)
    assert len(application.desk.history) == 2
    assert window.findChild(QMessageBox) is None
    assert not window.offers.isVisible()


def test_what_is_no_project_is_refused_with_words_and_nothing_changes(
    application: Application, qtbot: QtBot, tmp_path: Path, samples: Path
) -> None:
    before = application.desk.document
    application.window.files.open_project_requested.emit(str(samples / "cat.jpg"))
    assert "cat.jpg" in failure(application, qtbot)
    assert application.desk.document is before
    assert painted(application, qtbot).progress.finished


def test_new_begins_with_nothing_and_what_was_open_is_kept(application: Application, qtbot: QtBot) -> None:
    window = application.window
    first = painted(application, qtbot)
    settled(application, qtbot)
    press(window, Qt.Key.Key_N)
    qtbot.waitUntil(lambda: application.desk.document.photo is None, timeout=PATIENCE_MS)
    qtbot.waitUntil(lambda: "kept for later" in window.status.text(), timeout=PATIENCE_MS)
    assert list(application.desk.history) == []
    assert window.stage.shown is None
    kept = [path for path in drafts_folder().iterdir() if str(path) != window.project]
    with closing(Project.open(kept[0])) as project:
        assert [result.id for result in project.contents().history] == [first.result]


def test_opening_another_project_keeps_what_is_being_painted_in_the_present_one(
    application: Application, qtbot: QtBot, tmp_path: Path
) -> None:
    window, path = application.window, tmp_path / "first.stylegui"
    _save(application, qtbot, path)
    use(application, QUICK.model_copy(update={"size": 128, "quality": "fine"}))
    window.actions_.start.trigger()
    qtbot.waitUntil(lambda: window.stage.shown is not None, timeout=PATIENCE_MS)
    id = shown_id(application)
    empty = tmp_path / "empty.stylegui"
    Project.create(empty).close()
    window.files.open_project_requested.emit(str(empty))
    qtbot.waitUntil(lambda: application.desk.recipe() is None, timeout=PATIENCE_MS)
    qtbot.wait(300)
    project = Project.open(path)
    contents = project.contents()
    assert contents.unfinished == id
    assert project.result(id).evaluations > 0
    assert contents.document.settings.size == 128
    project.close()
    (kept,) = [Project.open(empty, read_only=True)]
    assert kept.results() == []
    kept.close()


def film_dialog(application: Application, qtbot: QtBot, id: str) -> FilmDialog:
    """Asked for by a right click on a result."""
    results = application.window.results
    application.window.filmstrip.film_requested.emit(id)
    qtbot.waitUntil(lambda: results.film is not None, timeout=PATIENCE_MS)
    assert results.film is not None
    return results.film


@pytest.mark.parametrize("ending", [".webp", ".webm"])
def test_a_film_of_a_run_is_written_as_it_was_asked_for(
    application: Application, qtbot: QtBot, tmp_path: Path, ending: str
) -> None:
    path = tmp_path / f"film{ending}"
    frame = painted(application, qtbot)
    settled(application, qtbot)
    film = film_dialog(application, qtbot, frame.result)
    film.rate.setValue(20)
    film.hold.setValue(1.5)
    shares: list[int] = []
    film.bar.valueChanged.connect(shares.append)
    in_dialogs((QFileDialog, save_as(path)))
    film.save.click()
    qtbot.waitUntil(path.exists, timeout=PATIENCE_MS)
    qtbot.waitUntil(lambda: path.name in film.words.text(), timeout=PATIENCE_MS)
    assert 0 < max(shares) <= film.bar.maximum()
    assert film.length.text().startswith(f"{len(shares) - shares.count(0)} frames")
    if ending == ".webm":
        assert path.read_bytes()[:4] == b"\x1a\x45\xdf\xa3"  # EBML
    else:
        with Image.open(path) as written:
            assert written.size == (64, 43)
            count, durations = getattr(written, "n_frames", 1), []
            for each in range(count):
                written.seek(each)
                written.load()
                durations.append(written.info["duration"])
            last = np.asarray(written.convert("RGB")).astype(int)
        assert count > 1
        assert set(durations[:-1]) == {50}
        assert durations[-1] == 1500
        assert np.abs(last - frame.pixels).mean() < 12  # lossy
    film.close()


def test_a_film_of_another_result_is_asked_for_and_what_is_seen_stays(application: Application, qtbot: QtBot) -> None:
    window = application.window
    first = painted(application, qtbot)
    settled(application, qtbot)
    window.filmstrip.looked_at.emit(first.result)  # as somebody does who then paints on
    use(application, QUICK.model_copy(update={"start_from": "noise"}))
    second = painted(application, qtbot)
    settled(application, qtbot)
    film = film_dialog(application, qtbot, first.result)
    qtbot.wait(100)
    assert shown_id(application) == second.result
    film.close()


def test_a_film_that_is_cancelled_is_not_written_and_the_next_one_is(
    application: Application, qtbot: QtBot, tmp_path: Path
) -> None:
    use(application, QUICK.model_copy(update={"size": 256}))  # a film that takes longer than to cancel it
    frame = painted(application, qtbot)
    settled(application, qtbot)
    film = film_dialog(application, qtbot, frame.result)
    in_dialogs((QFileDialog, save_as(tmp_path / "cancelled.webp")))
    film.save.click()
    assert film.close_.text() == "Cancel"
    film.close_.click()
    in_dialogs((QFileDialog, save_as(tmp_path / "film.webp")))
    film.save.click()
    qtbot.waitUntil(lambda: "film.webp" in film.words.text().replace("\u200b", ""), timeout=PATIENCE_MS)
    assert [path.name for path in tmp_path.iterdir() if path.suffix != ".stylegui"] == ["film.webp"]
    film.close()


def test_a_film_whose_frames_cannot_be_read_says_so_and_can_be_asked_for_again(
    application: Application, qtbot: QtBot, tmp_path: Path
) -> None:
    window = application.window
    frame = painted(application, qtbot)
    settled(application, qtbot)
    film = film_dialog(application, qtbot, frame.result)
    window.results.film_requested.emit("gone", str(tmp_path / "film.webp"), 10, 1.0)  # of a result that is not there
    qtbot.waitUntil(lambda: "nothing of that result was kept" in film.words.text(), timeout=PATIENCE_MS)
    assert film.save.isEnabled()
    assert list(tmp_path.glob("*.webp")) == []
    film.close()


def test_a_run_is_scrubbed_through(application: Application, qtbot: QtBot) -> None:
    window = application.window
    frame = painted(application, qtbot)
    settled(application, qtbot)
    qtbot.waitUntil(window.scrubber.isEnabled, timeout=PATIENCE_MS)  # without a click on anything
    at_the_end = f"evaluation {frame.evaluations} of {frame.evaluations}"
    qtbot.waitUntil(lambda: window.scrubber.words.text() == at_the_end, timeout=PATIENCE_MS)
    window.scrubber.slider.setValue(0)
    qtbot.waitUntil(
        lambda: window.stage.shown is not None and window.stage.shown.evaluations < frame.evaluations,
        timeout=PATIENCE_MS,
    )
    assert not window.stage.is_live
    window.scrubber.slider.setValue(window.scrubber.slider.maximum())
    qtbot.waitUntil(
        lambda: window.stage.shown is not None and window.stage.shown.evaluations == frame.evaluations,
        timeout=PATIENCE_MS,
    )
