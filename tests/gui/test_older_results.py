"""Results that are looked at while others are there: changed, compared, gone on from, starred, deleted, saved."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QMessageBox
from pytestqt.qtbot import QtBot
from window_driver import (
    PATIENCE_MS,
    QUICK,
    click,
    export_as,
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
from stylegui.document.places import PHOTO, style_place
from stylegui.document.wishes import Paint
from stylegui.engine.regions.regions import Region
from stylegui.engine.run.frame import Frame
from stylegui.engine.settings import Settings
from stylegui.gui.controls.slider import ValueSlider
from stylegui.gui.dialogs.export_dialog import ExportDialog

LONG = Settings(size=128, quality="fine", auto="off")


def two_results(application: Application, qtbot: QtBot) -> tuple[Frame, Frame]:
    first = painted(application, qtbot)
    use(application, QUICK.model_copy(update={"start_from": "noise"}))
    second = painted(application, qtbot)
    settled(application, qtbot)
    return first, second


def look(application: Application, qtbot: QtBot, id: str) -> None:
    application.window.filmstrip.looked_at.emit(id)
    qtbot.waitUntil(lambda: shown_id(application) == id, timeout=PATIENCE_MS)


def move_strength(application: Application) -> None:
    slider = application.window.panel.controls["strength"]
    assert isinstance(slider, ValueSlider)
    QTest.keyClick(slider.slider, Qt.Key.Key_End)


def test_a_run_follows_what_was_changed_meanwhile_once_it_is_seen_again(application: Application, qtbot: QtBot) -> None:
    window = application.window
    first = painted(application, qtbot)
    settled(application, qtbot)
    use(application, LONG)
    window.actions_.start.trigger()
    qtbot.waitUntil(lambda: window.stage.live is not None and window.stage.live.result != first.result)
    look(application, qtbot, first.result)
    before = window.status.text()
    move_strength(application)
    qtbot.waitUntil(lambda: "follows once it is seen again" in window.status.text(), timeout=PATIENCE_MS)
    assert window.status.text() != before
    strengths: list[float] = []
    application.worker.frame_ready.connect(lambda frame: strengths.append(frame.recipe.settings.strength))
    qtbot.waitUntil(lambda: len(strengths) > 2, timeout=PATIENCE_MS)
    assert set(strengths) == {LONG.strength}
    QTest.keyClick(window, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: strengths[-1] == 100, timeout=PATIENCE_MS)
    window.actions_.stop.trigger()
    qtbot.waitUntil(lambda: "Stopped" in window.status.text(), timeout=PATIENCE_MS)


def test_a_comparison_with_another_result_is_over_when_it_is_closed(application: Application, qtbot: QtBot) -> None:
    window = application.window
    first, second = two_results(application, qtbot)
    window.filmstrip.compare_requested.emit(first.result)
    qtbot.waitUntil(lambda: window.canvas._caption == "Result 1", timeout=PATIENCE_MS)
    assert window.actions_.compare.isChecked()
    assert shown_id(application) == second.result
    window.actions_.compare.trigger()
    window.actions_.compare.trigger()
    assert window.canvas._caption == ""  # with the photo


def test_a_result_is_enlarged_from_what_is_there_and_stays_itself(application: Application, qtbot: QtBot) -> None:
    window = application.window
    use(application, QUICK.model_copy(update={"size": 96}))
    first = painted(application, qtbot)
    settled(application, qtbot)
    frames: list[Frame] = []
    application.worker.frame_ready.connect(frames.append)
    window.actions_.enlarging[2].trigger()
    qtbot.waitUntil(lambda: bool(frames) and frames[-1].progress.finished, timeout=PATIENCE_MS)
    settled(application, qtbot)
    smaller, larger = application.desk.history.results
    assert (larger.parent, larger.width, larger.height) == (first.result, 2 * first.width, 2 * first.height)
    assert application.desk.document.settings.size == 192
    assert {frame.progress.width for frame in frames} <= {96, 192}
    assert frames[0].evaluations <= first.progress.steps + 2  # nothing of the smaller size is painted again
    reduced = np.asarray(Image.fromarray(frames[0].pixels).resize((first.width, first.height)))
    assert apart(reduced, first.pixels) < 25
    assert (smaller.width, smaller.evaluations) == (96, first.evaluations)
    look(application, qtbot, first.result)
    assert window.stage.shown is not None
    assert np.array_equal(window.stage.shown.pixels, first.pixels)


def test_what_is_no_larger_is_refused_with_words(application: Application, qtbot: QtBot) -> None:
    first = painted(application, qtbot)
    settled(application, qtbot)
    application.window.results.enlarge_requested.emit(first.result, 1)
    assert "already" in failure(application, qtbot)


def test_a_branch_begins_from_the_result_or_from_the_moment_that_is_seen(
    application: Application, qtbot: QtBot
) -> None:
    window = application.window
    first = painted(application, qtbot)
    settled(application, qtbot)
    frames: list[Frame] = []
    application.worker.frame_ready.connect(frames.append)
    press(window, Qt.Key.Key_B)
    qtbot.waitUntil(lambda: bool(frames), timeout=PATIENCE_MS)
    settled(application, qtbot)
    assert application.desk.history.results[1].parent == first.result
    assert frames[0].progress.scale == first.progress.scale  # not from the coarsest again
    assert apart(frames[0].pixels, first.pixels) < 8

    look(application, qtbot, first.result)
    qtbot.waitUntil(window.scrubber.isEnabled, timeout=PATIENCE_MS)
    window.scrubber.slider.setValue(1)
    qtbot.waitUntil(lambda: window.stage.shown is not None and window.stage.shown.evaluations < first.evaluations)
    assert window.stage.shown is not None
    moment = window.stage.shown
    frames.clear()
    press(window, Qt.Key.Key_B)
    qtbot.waitUntil(lambda: bool(frames), timeout=PATIENCE_MS)
    assert application.desk.history.results[2].parent == first.result
    assert moment.evaluations < frames[0].evaluations <= moment.evaluations + 4
    assert frames[0].pixels.shape == moment.pixels.shape
    assert apart(frames[0].pixels, moment.pixels) < 20
    settled(application, qtbot)
    assert frames[-1].evaluations < 2 * first.evaluations


def test_esc_puts_the_slider_of_moments_to_the_end_of_what_is_seen(application: Application, qtbot: QtBot) -> None:
    window = application.window
    first, second = two_results(application, qtbot)
    look(application, qtbot, first.result)
    qtbot.waitUntil(window.scrubber.isEnabled, timeout=PATIENCE_MS)
    window.scrubber.slider.setValue(1)
    qtbot.waitUntil(lambda: window.stage.shown is not None and window.stage.shown.evaluations < first.evaluations)
    QTest.keyClick(window, Qt.Key.Key_Escape)
    assert shown_id(application) == second.result
    end = f"evaluation {second.evaluations} of {second.evaluations}"
    qtbot.waitUntil(lambda: window.scrubber.words.text() == end, timeout=PATIENCE_MS)
    assert window.scrubber.slider.value() == window.scrubber.slider.maximum()


def test_another_photo_while_one_is_painted_is_said_and_its_own_run_follows(
    application: Application, qtbot: QtBot, samples: Path
) -> None:
    window = application.window
    use(application, LONG)
    window.actions_.start.trigger()
    qtbot.waitUntil(lambda: window.stage.live is not None, timeout=PATIENCE_MS)
    first = shown_id(application)
    window.pictures.load_requested.emit(PHOTO, [str(samples / "rocket.jpg")])
    qtbot.waitUntil(lambda: "the new photo begins" in window.status.text(), timeout=PATIENCE_MS)
    assert not window.scrubber.isEnabled()  # of what is not seen any more
    said: list[str] = []

    def is_next_seen() -> bool:
        said.append(window.status.text())
        return shown_id(application) not in ("", first)

    qtbot.waitUntil(is_next_seen, timeout=PATIENCE_MS)
    assert not any("Scale" in words for words in said[:-1])  # nothing is said of a run that is not seen
    assert [result.photo for result in application.desk.history] == ["cat.jpg", "rocket.jpg"]
    window.actions_.stop.trigger()
    qtbot.waitUntil(lambda: "Stopped" in window.status.text(), timeout=PATIENCE_MS)


def test_a_click_at_a_result_leaves_the_letters_to_the_picture(application: Application, qtbot: QtBot) -> None:
    window = application.window
    painted(application, qtbot)
    settled(application, qtbot)
    strip = window.filmstrip
    QTest.mouseClick(
        strip.viewport(), Qt.MouseButton.LeftButton, pos=strip.visualRect(strip.model().index(0, 0)).center()
    )
    focus = QApplication.focusWidget() or window
    QTest.keyClick(focus, Qt.Key.Key_C)
    assert window.actions_.compare.isChecked()


def test_a_star_is_given_and_taken_by_key(application: Application, qtbot: QtBot) -> None:
    frame = painted(application, qtbot)
    settled(application, qtbot)
    for starred in (True, False):
        press(application.window, Qt.Key.Key_D)
        result = application.desk.history.get(frame.result)
        assert result is not None
        assert result.starred is starred
        cards = application.window.filmstrip.model()
        assert ("starred" in cards.data(cards.index(0, 0), Qt.ItemDataRole.AccessibleTextRole)) is starred


def test_a_result_that_is_deleted_while_it_is_painted_is_painted_no_further_and_undo_brings_it_back(
    application: Application, qtbot: QtBot
) -> None:
    window = application.window
    use(application, LONG)
    window.actions_.start.trigger()
    qtbot.waitUntil(lambda: window.stage.live is not None, timeout=PATIENCE_MS)
    id = shown_id(application)
    window.actions_.delete_result.setEnabled(True)  # what comes first of a run is not kept at once
    window.filmstrip.delete_requested.emit(id)
    qtbot.waitUntil(lambda: not window.actions_.stop.isEnabled(), timeout=PATIENCE_MS)
    qtbot.wait(200)
    assert list(application.desk.history) == []
    assert shown_id(application) == ""
    press(window, Qt.Key.Key_Z)
    (result,) = application.desk.history
    assert result.id == id
    look(application, qtbot, id)


def test_an_early_moment_that_is_saved_does_not_stand_for_the_result(
    application: Application, qtbot: QtBot, tmp_path: Path
) -> None:
    window = application.window
    frame = painted(application, qtbot)
    settled(application, qtbot)
    qtbot.waitUntil(window.scrubber.isEnabled, timeout=PATIENCE_MS)
    window.scrubber.slider.setValue(0)
    qtbot.waitUntil(lambda: window.stage.shown is not None and window.stage.shown.evaluations < frame.evaluations)
    in_dialogs((ExportDialog, export_as(tmp_path / "early.png")))
    press(window, Qt.Key.Key_S)
    qtbot.waitUntil(lambda: (tmp_path / "early.png").exists(), timeout=PATIENCE_MS)
    qtbot.waitUntil(lambda: "Saved as" in window.status.text(), timeout=PATIENCE_MS)
    assert [result.saved_as for result in application.desk.history] == [""]
    read: list[str] = []

    def answer(box: QMessageBox) -> None:
        read.append(box.text())
        click("Cancel")(box)

    done = in_dialogs((QMessageBox, answer))  # type: ignore[arg-type]  # a QMessageBox is a QWidget
    window.close()
    assert done()
    assert "a result" in read[0]


@pytest.mark.parametrize("what", ["photo", "style", "mask", "film", "older"])
def test_the_window_never_overwrites_a_picture_that_is_used(
    application: Application, qtbot: QtBot, samples: Path, tmp_path: Path, what: str
) -> None:
    window, desk = application.window, application.desk
    mine = tmp_path / ("mine.webp" if what == "film" else "mine.png")
    with Image.open(samples / "rocket.jpg") as sample:
        sample.save(mine)
    before = mine.read_bytes()
    if what == "older":  # what is seen is of another photo
        painted(application, qtbot)
        settled(application, qtbot)
    if what == "style":
        window.pictures.load_requested.emit(style_place(desk.document.styles[0].key), [str(mine)])
        qtbot.waitUntil(lambda: desk.document.styles[0].picture.name == mine.name, timeout=PATIENCE_MS)
    else:
        window.pictures.load_requested.emit(PHOTO, [str(mine)])
        qtbot.waitUntil(lambda: photo_name(application) == mine.name, timeout=PATIENCE_MS)
    if what == "older":
        look(application, qtbot, desk.history.results[0].id)
    else:
        painted(application, qtbot)
        settled(application, qtbot)
    confirm = (QMessageBox, click("Yes"))
    if what == "film":
        window.filmstrip.film_requested.emit(shown_id(application))
        qtbot.waitUntil(lambda: window.results.film is not None, timeout=PATIENCE_MS)
        film = window.results.film
        assert film is not None
        in_dialogs((QFileDialog, save_as(mine)), confirm)
        film.save.click()
        qtbot.waitUntil(lambda: "painted from or with" in film.words.text(), timeout=PATIENCE_MS)
        film.close()
    elif what == "mask":
        photo = desk.document.photo
        assert photo is not None
        desk.apply(Paint((Region(np.full((photo.height, photo.width), 255, np.uint8), 0),), "Brush"))
        window.actions_.regions.setChecked(True)
        window.regions.bar.what.setCurrentIndex(0)  # the style
        in_dialogs((QFileDialog, save_as(mine)), confirm)
        window.regions.bar.save_mask.trigger()
        assert "painted from or with" in failure(application, qtbot)
    else:
        in_dialogs((ExportDialog, export_as(mine)), confirm)
        press(window, Qt.Key.Key_S)
        assert "painted from or with" in failure(application, qtbot)
    assert mine.read_bytes() == before


def apart(a: np.ndarray, b: np.ndarray) -> float:
    """Mean difference of levels."""
    return float(np.abs(a.astype(int) - b).mean())
