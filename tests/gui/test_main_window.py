"""The main window and the running application, by real events."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QPoint, QPointF, QSettings, Qt, QThread, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QFileOpenEvent, QGuiApplication
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QMessageBox, QPushButton, QWidget
from pytestqt.qtbot import QtBot
from window_driver import (
    PATIENCE_MS,
    QUICK,
    button_called,
    click,
    export_as,
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
from stylegui.document.document import Document
from stylegui.document.places import FURTHER_STYLE, PHOTO, style_place
from stylegui.document.wishes import Paint, Remove, Turn
from stylegui.engine.network import weights
from stylegui.engine.pictures.images import eight_bit
from stylegui.engine.recipes.advice import advise
from stylegui.engine.recipes.recipe_file import load_recipe
from stylegui.engine.regions.region_editor import Stroke
from stylegui.engine.regions.regions import Region
from stylegui.engine.run.frame import Frame
from stylegui.engine.settings import Settings
from stylegui.gui.controls.slider import ValueSlider
from stylegui.gui.dialogs.about import About
from stylegui.gui.dialogs.export_dialog import ExportDialog
from stylegui.workers import assistant


def test_a_file_that_the_desktop_opens_becomes_the_photo(
    application: Application, qapp: QApplication, qtbot: QtBot, samples: Path
) -> None:
    """As macOS sends it on a double-click."""
    qapp.sendEvent(qapp, QFileOpenEvent(str(samples / "rocket.jpg")))
    qtbot.waitUntil(lambda: photo_name(application) == "rocket.jpg", timeout=PATIENCE_MS)


def test_a_slider_reaches_the_running_session(application: Application, qtbot: QtBot) -> None:
    window = application.window
    use(application, Settings(size=128, quality="normal", auto="off"))
    window.actions_.start.trigger()
    qtbot.waitUntil(lambda: window.actions_.start.text() == "Pause", timeout=PATIENCE_MS)
    slider = window.panel.controls["strength"]
    assert isinstance(slider, ValueSlider)
    QTest.keyClick(slider.slider, Qt.Key.Key_Home)
    losses = [1.0]
    application.worker.frame_ready.connect(lambda frame: losses.append(frame.losses["style"]))
    qtbot.waitUntil(lambda: losses[-1] == 0, timeout=PATIENCE_MS)
    window.actions_.stop.trigger()
    qtbot.waitUntil(lambda: "Stopped" in window.status.text(), timeout=PATIENCE_MS)


def test_pause_rests_and_goes_on(application: Application, qtbot: QtBot) -> None:
    window = application.window
    use(application, Settings(size=256, quality="fine", auto="off"))
    window.actions_.start.trigger()
    qtbot.waitUntil(lambda: window.actions_.start.text() == "Pause", timeout=PATIENCE_MS)
    window.actions_.start.trigger()
    qtbot.waitUntil(lambda: "Paused" in window.status.text(), timeout=PATIENCE_MS)
    resting = window.status.text()
    qtbot.wait(400)
    assert window.status.text() == resting
    window.actions_.start.trigger()
    qtbot.waitUntil(lambda: "Paused" not in window.status.text(), timeout=PATIENCE_MS)
    window.actions_.stop.trigger()
    qtbot.waitUntil(lambda: not window.actions_.stop.isEnabled(), timeout=PATIENCE_MS)


def test_pasted_files_become_styles_and_a_pasted_photo_goes_where_the_focus_is(
    application: Application, qtbot: QtBot, samples: Path
) -> None:
    window = application.window
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(samples / "stained-glass.png"))])
    QGuiApplication.clipboard().setMimeData(data)
    press(window, Qt.Key.Key_V)
    qtbot.waitUntil(lambda: len(application.desk.document.styles) == 2, timeout=PATIENCE_MS)
    window.pictures.photo_well.setFocus()
    press(window, Qt.Key.Key_V)
    qtbot.waitUntil(lambda: photo_name(application) == "stained-glass.png", timeout=PATIENCE_MS)


def test_a_run_that_cannot_begin_says_why_and_leaves_the_window_ready(application: Application, qtbot: QtBot) -> None:
    window = application.window
    use(application, QUICK.model_copy(update={"network": "vgg19"}))
    window.actions_.start.trigger()
    qtbot.waitUntil(lambda: "VGG-19 is not on this computer" in window.status.text(), timeout=PATIENCE_MS)
    box = QApplication.activeModalWidget()
    assert isinstance(box, QMessageBox)
    box.accept()
    assert window.actions_.start.isEnabled()
    assert window.actions_.start.text() == "Start"


def test_nothing_is_painted_from_a_photo_that_is_gone(application: Application, qtbot: QtBot) -> None:
    window = application.window
    use(application, Settings(size=128, quality="normal", auto="off"))
    window.actions_.start.trigger()
    qtbot.waitUntil(lambda: window.actions_.start.text() == "Pause", timeout=PATIENCE_MS)
    QTest.keyClick(window.pictures.photo_well, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: not window.actions_.stop.isEnabled(), timeout=PATIENCE_MS)
    assert not window.actions_.start.isEnabled()
    assert not window.actions_.save.isEnabled()


def test_a_run_that_cannot_begin_leaves_the_result_that_was_there(application: Application, qtbot: QtBot) -> None:
    window = application.window
    painted(application, qtbot)
    window.actions_.stop.trigger()
    use(application, QUICK.model_copy(update={"network": "vgg19"}))
    qtbot.waitUntil(lambda: "VGG-19 is not on this computer" in window.status.text(), timeout=PATIENCE_MS)
    assert window.actions_.save.isEnabled()
    box = QApplication.activeModalWidget()
    assert isinstance(box, QMessageBox)
    box.accept()


def test_what_nobody_foresaw_is_told_once_and_written_down(
    application: Application, qtbot: QtBot, caplog: pytest.LogCaptureFixture
) -> None:
    for text in ("first", "second"):
        error = ZeroDivisionError(text)
        application.report(type(error), error, None)
    box = application.window.findChild(QMessageBox)
    assert isinstance(box, QMessageBox)
    assert "ZeroDivisionError" in box.text()
    assert "stylegui.log" in box.text()
    box.accept()
    assert len(application.window.findChildren(QMessageBox)) == 1
    assert [record.exc_info[1].args for record in caplog.records if record.exc_info and record.exc_info[1]] == [
        ("first",),
        ("second",),
    ]


def test_about_shows_the_licences_on_a_click(application: Application, qtbot: QtBot) -> None:
    application.window.actions_.about.trigger()
    about = application.window.findChild(About)
    assert isinstance(about, About)
    qtbot.waitUntil(about.isVisible)
    assert not about.licences.isVisible()
    button = next(each for each in about.findChildren(QPushButton) if each.text().replace("&", "") == "Licences")
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert about.licences.isVisible()
    assert "MIT licence" in about.licences.toPlainText()
    about.close()


def test_what_a_frame_needs_is_made_once_and_not_with_each(
    application: Application, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[str] = []
    in_window = QThread.currentThread()

    def counted(name: str, act: Callable[..., Any]) -> Callable[..., Any]:
        def told(*values: Any, **named: Any) -> Any:
            if QThread.currentThread() is in_window:
                made.append(name)
            return act(*values, **named)

        return told

    use(application, Settings(size=128, quality="fine", auto="off"))
    application.window.actions_.start.trigger()
    frames: list[Frame] = []
    application.worker.frame_ready.connect(frames.append)
    qtbot.waitUntil(lambda: len(frames) > 2, timeout=PATIENCE_MS)
    monkeypatch.setattr(Document, "recipe", counted("recipe", Document.recipe))
    monkeypatch.setattr(Path, "read_bytes", counted("file", Path.read_bytes))
    monkeypatch.setattr(Path, "read_text", counted("file", Path.read_text))
    monkeypatch.setattr(QSvgRenderer, "render", counted("icon", QSvgRenderer.render))
    qtbot.waitUntil(lambda: len(frames) > 8, timeout=PATIENCE_MS)
    monkeypatch.undo()
    application.window.actions_.stop.trigger()
    qtbot.waitUntil(lambda: "Stopped" in application.window.status.text(), timeout=PATIENCE_MS)
    assert made == []


def test_copies_strokes_and_advice_are_made_in_another_thread(
    application: Application, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    where: dict[str, QThread] = {}

    def told(name: str, act: Callable[..., Any]) -> Callable[..., Any]:
        def noted(*values: Any) -> Any:
            where[name] = QThread.currentThread()
            return act(*values)

        return noted

    painted(application, qtbot)
    settled(application, qtbot)
    monkeypatch.setattr(assistant, "_pixels", told("copy", assistant._pixels))
    monkeypatch.setattr(assistant, "advise", told("advice", advise))
    monkeypatch.setattr(Stroke, "apply", told("stroke", Stroke.apply))
    window = application.window
    press(window, Qt.Key.Key_C)
    window.actions_.regions.setChecked(True)
    QTest.mouseClick(window.canvas, Qt.MouseButton.LeftButton, pos=window.canvas.rect().center())
    qtbot.waitUntil(lambda: set(where) == {"copy", "advice", "stroke"}, timeout=PATIENCE_MS)
    assert QThread.currentThread() not in where.values()
    qtbot.waitUntil(lambda: not window.regions.is_behind, timeout=PATIENCE_MS)


def test_a_network_that_cannot_be_read_is_told_at_the_start(
    qtbot: QtBot, samples: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(weights, "digest_of", lambda _: "another")
    with running(qtbot) as application:
        application.open([str(samples / "cat.jpg")])
        assert "is damaged" in failure(application, qtbot)
        labels = application.window.status.findChildren(QLabel)
        assert any(label.text() == "No network" for label in labels)


def test_the_bound_of_moments_is_a_preference_that_acts_at_once(application: Application, qtbot: QtBot) -> None:
    window = application.window
    press(window, Qt.Key.Key_Comma)
    bound = window.preferences.moments
    qtbot.waitUntil(bound.isVisible, timeout=PATIENCE_MS)
    bound.lineEdit().selectAll()
    QTest.keyClicks(bound.lineEdit(), "15")
    QTest.keyClick(bound, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: application.keeper._bound == 15 << 20, timeout=PATIENCE_MS)
    assert int(str(QSettings().value("history/moments"))) == 15
    window.preferences.close()


def test_start_shows_frames_ends_finished_and_leaves_a_result(application: Application, qtbot: QtBot) -> None:
    window = application.window
    assert not window.actions_.save.isEnabled()
    frame = painted(application, qtbot)
    assert (frame.width, frame.height) == (64, 43)
    assert "Finished" in window.status.text()
    assert window.actions_.save.isEnabled()
    qtbot.waitUntil(lambda: [result.finished for result in application.desk.history] == [True], timeout=PATIENCE_MS)
    (result,) = application.desk.history
    assert (result.id, result.photo, result.width, result.height) == (frame.result, "cat.jpg", 64, 43)
    assert result.evaluations == frame.evaluations


def test_ctrl_s_saves_what_was_seen_when_it_was_pressed(application: Application, qtbot: QtBot, tmp_path: Path) -> None:
    window, target = application.window, tmp_path / "gemälde.png"
    use(application, Settings(size=128, quality="fine", auto="off"))
    window.actions_.start.trigger()
    qtbot.waitUntil(lambda: window.stage.shown is not None, timeout=PATIENCE_MS)
    seen: list[Frame] = []

    def wait_and_save(dialog: QWidget) -> None:
        assert window.stage.shown is not None
        count = window.stage.shown.evaluations
        qtbot.waitUntil(lambda: window.stage.live.evaluations > count + 2, timeout=PATIENCE_MS)  # type: ignore[union-attr]  # there is one
        export_as(target)(dialog)

    in_dialogs((ExportDialog, wait_and_save))
    seen.append(window.stage.shown)  # type: ignore[arg-type]  # there is one
    press(window, Qt.Key.Key_S)
    qtbot.waitUntil(target.exists, timeout=PATIENCE_MS)
    window.actions_.stop.trigger()
    with Image.open(target) as saved:
        assert saved.size == (128, 85)
        assert np.array_equal(np.asarray(saved), seen[0].picture().pixels)
    qtbot.waitUntil(lambda: "gemälde.png" in window.status.text(), timeout=PATIENCE_MS)
    qtbot.waitUntil(lambda: not window.actions_.stop.isEnabled(), timeout=PATIENCE_MS)


def test_an_existing_file_is_asked_about(application: Application, qtbot: QtBot, tmp_path: Path) -> None:
    painted(application, qtbot)
    target = tmp_path / "there.png"
    target.write_bytes(b"somebody's")
    done = in_dialogs(
        (ExportDialog, export_as(target)), (QMessageBox, click("No")), (ExportDialog, press_in(Qt.Key.Key_Escape))
    )
    press(application.window, Qt.Key.Key_S)
    assert done()
    assert target.read_bytes() == b"somebody's"


def test_copy_puts_the_full_size_result_on_the_clipboard(application: Application, qtbot: QtBot) -> None:
    frame = painted(application, qtbot)
    press(application.window, Qt.Key.Key_C)
    qtbot.waitUntil(lambda: "Copied: 64 × 43 px" in application.window.status.text(), timeout=PATIENCE_MS)
    image = QGuiApplication.clipboard().image()
    assert (image.width(), image.height()) == (frame.width, frame.height)
    colour = image.pixelColor(10, 20)
    assert [colour.red(), colour.green(), colour.blue()] == frame.pixels[20, 10].tolist()


def test_several_files_dropped_on_the_canvas_can_be_chosen_from(
    application: Application, qtbot: QtBot, samples: Path
) -> None:
    window, data = application.window, QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(samples / name)) for name in ("rocket.jpg", "brush-strokes.png")])
    buttons, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    copy = Qt.DropAction.CopyAction
    QApplication.sendEvent(window, QDragEnterEvent(QPoint(600, 400), copy, data, buttons, keys))
    QApplication.sendEvent(window, QDropEvent(QPointF(600, 400), copy, data, buttons, keys))
    qtbot.waitUntil(lambda: photo_name(application) == "rocket.jpg", timeout=PATIENCE_MS)
    assert window.choice.isVisible()
    assert window.choice.pictures.count() == 2
    window.choice.pictures.setFocus()
    QTest.keyClick(window.choice.pictures, Qt.Key.Key_End)
    QTest.mouseClick(window.choice.as_styles, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: len(application.desk.document.styles) == 2, timeout=PATIENCE_MS)
    assert application.desk.document.styles[1].picture.name == "brush-strokes.png"
    assert photo_name(application) == "rocket.jpg"


def test_files_that_the_desktop_opens_together_are_none_of_them_lost(
    application: Application, qapp: QApplication, qtbot: QtBot, samples: Path
) -> None:
    for name in ("rocket.jpg", "coffee.jpg"):
        qapp.sendEvent(qapp, QFileOpenEvent(str(samples / name)))
    qtbot.waitUntil(lambda: photo_name(application) == "rocket.jpg", timeout=PATIENCE_MS)
    qtbot.waitUntil(application.window.choice.isVisible, timeout=PATIENCE_MS)
    assert application.window.choice.pictures.count() == 2


def test_an_answer_goes_to_the_style_that_it_was_asked_for(
    application: Application, qtbot: QtBot, samples: Path
) -> None:
    """Not to the one that has its index by then."""
    desk, window = application.desk, application.window
    window.pictures.load_requested.emit(FURTHER_STYLE, [str(samples / "brush-strokes.png")])
    qtbot.waitUntil(lambda: len(desk.document.styles) == 2, timeout=PATIENCE_MS)
    first, second = desk.document.styles
    window.pictures.load_requested.emit(style_place(second.key), [str(samples / "stained-glass.png")])
    desk.apply(Remove(style_place(first.key)))  # before the answer can be there
    qtbot.waitUntil(lambda: desk.document.styles[0].picture.name == "stained-glass.png", timeout=PATIENCE_MS)
    assert [style.key for style in desk.document.styles] == [second.key]


def test_every_change_can_be_undone_and_made_again(application: Application, qtbot: QtBot, samples: Path) -> None:
    desk, window = application.desk, application.window
    slider = window.panel.controls["strength"]
    assert isinstance(slider, ValueSlider)
    before = desk.document
    QTest.keyClick(slider.slider, Qt.Key.Key_End)
    QTest.keyClick(window.pictures.style_list.wells[before.styles[0].key], Qt.Key.Key_Delete)
    assert (desk.document.settings.strength, desk.document.styles) == (100, ())
    for _ in range(2):
        press(window, Qt.Key.Key_Z)
    assert desk.document.is_like(before)
    assert slider.value() == before.settings.strength
    assert list(window.pictures.style_list.wells) == [before.styles[0].key]
    for _ in range(2):
        window.actions_.redo.trigger()
    assert (desk.document.settings.strength, desk.document.styles) == (100, ())
    assert not window.actions_.redo.isEnabled()


def test_the_list_of_steps_goes_to_any_of_them(application: Application, qtbot: QtBot) -> None:
    desk, window = application.desk, application.window
    before = desk.undo_list.present
    for value in (20.0, 40.0, 60.0):
        desk.apply(Turn("strength", value))
        desk.settle()
    window.actions_.show_steps.trigger()
    assert window.steps.isVisible()
    assert window.steps.view.model().rowCount() == before + 4
    window.steps.view.setFocus()
    QTest.keyClick(window.steps.view, Qt.Key.Key_Up)
    QTest.keyClick(window.steps.view, Qt.Key.Key_Up)
    QTest.keyClick(window.steps.view, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: desk.document.settings.strength == 20, timeout=PATIENCE_MS)


def test_three_runs_are_three_results_and_any_can_be_looked_at(
    application: Application, qtbot: QtBot, samples: Path
) -> None:
    window = application.window
    frames = []
    for strength in (20, 50, 90):
        use(application, QUICK.model_copy(update={"strength": strength, "seed": strength, "start_from": "noise"}))
        frames.append(painted(application, qtbot))
    settled(application, qtbot)
    assert [result.id for result in application.desk.history] == [frame.result for frame in frames]
    window.filmstrip.looked_at.emit(frames[0].result)
    qtbot.waitUntil(lambda: shown_id(application) == frames[0].result, timeout=PATIENCE_MS)
    assert window.stage.shown is not None
    assert np.array_equal(window.stage.shown.pixels, frames[0].pixels)
    assert window.stage.shown.recipe.settings.strength == 20
    assert "older result of cat.jpg" in window.status.text()
    press(window, Qt.Key.Key_Escape, Qt.KeyboardModifier.NoModifier)
    assert shown_id(application) == frames[2].result


def test_a_slider_moved_while_an_older_result_is_looked_at_says_what_it_does(
    application: Application, qtbot: QtBot
) -> None:
    window = application.window
    first = painted(application, qtbot)
    use(application, QUICK.model_copy(update={"start_from": "noise"}))
    second = painted(application, qtbot)
    settled(application, qtbot)
    window.filmstrip.looked_at.emit(first.result)
    qtbot.waitUntil(lambda: shown_id(application) == first.result, timeout=PATIENCE_MS)
    slider = window.panel.controls["strength"]
    assert isinstance(slider, ValueSlider)
    QTest.keyClick(slider.slider, Qt.Key.Key_End)
    qtbot.wait(300)
    assert window.status.text().startswith("That waits: Esc goes back to the present result")
    assert len(application.desk.history) == 2  # nothing was painted over
    press(window, Qt.Key.Key_B)
    qtbot.waitUntil(lambda: len(application.desk.history) == 3, timeout=PATIENCE_MS)
    branch = list(application.desk.history)[2]
    assert branch.parent == first.result
    assert second.result != branch.parent
    qtbot.waitUntil(lambda: window.actions_.start.text() == "Start", timeout=PATIENCE_MS)


def test_a_finished_result_stays_and_a_moved_slider_makes_another_of_it(application: Application, qtbot: QtBot) -> None:
    first = painted(application, qtbot)
    settled(application, qtbot)
    application.desk.apply(Turn("strength", 90.0))
    qtbot.waitUntil(lambda: len(application.desk.history) == 2, timeout=PATIENCE_MS)
    settled(application, qtbot)
    kept, child = application.desk.history
    assert (kept.id, kept.evaluations, child.parent) == (first.result, first.evaluations, first.result)
    application.window.filmstrip.looked_at.emit(first.result)
    qtbot.waitUntil(lambda: shown_id(application) == first.result, timeout=PATIENCE_MS)
    assert application.window.stage.shown is not None
    assert np.array_equal(application.window.stage.shown.pixels, first.pixels)


def test_a_saved_recipe_is_that_of_the_result_on_the_canvas(
    application: Application, qtbot: QtBot, tmp_path: Path
) -> None:
    window, target = application.window, tmp_path / "mine.json"
    use(application, QUICK.model_copy(update={"strength": 33.25}))
    first = painted(application, qtbot)
    settled(application, qtbot)
    use(application, QUICK.model_copy(update={"start_from": "noise"}))
    painted(application, qtbot)
    settled(application, qtbot)
    window.filmstrip.looked_at.emit(first.result)
    qtbot.waitUntil(lambda: shown_id(application) == first.result, timeout=PATIENCE_MS)
    in_dialogs((QFileDialog, save_as(target)))
    window.actions_.save_recipe.trigger()
    qtbot.waitUntil(target.exists, timeout=PATIENCE_MS)
    assert load_recipe(target).settings == QUICK.model_copy(update={"strength": 33.25})


def test_deleting_a_result_can_be_undone(application: Application, qtbot: QtBot) -> None:
    frame = painted(application, qtbot)
    settled(application, qtbot)
    application.window.filmstrip.delete_requested.emit(frame.result)
    assert len(application.desk.history) == 0
    press(application.window, Qt.Key.Key_Z)
    assert [result.id for result in application.desk.history] == [frame.result]


def test_settings_of_a_result_are_taken_back(application: Application, qtbot: QtBot, samples: Path) -> None:
    use(application, QUICK.model_copy(update={"strength": 70}))
    frame = painted(application, qtbot)
    settled(application, qtbot)
    application.window.pictures.load_requested.emit(PHOTO, [str(samples / "rocket.jpg")])
    qtbot.waitUntil(lambda: photo_name(application) == "rocket.jpg", timeout=PATIENCE_MS)
    use(application, QUICK)
    application.window.filmstrip.take_settings_requested.emit(frame.result)
    qtbot.waitUntil(lambda: photo_name(application) == "cat.jpg", timeout=PATIENCE_MS)
    assert application.desk.document.settings.strength == 70


def test_another_beginning_waits_for_start_once_a_picture_is_finished(
    application: Application, qtbot: QtBot, samples: Path
) -> None:
    window = application.window
    frame = painted(application, qtbot)
    use(application, QUICK.model_copy(update={"start_from": "noise"}))
    qtbot.wait(400)
    assert window.stage.shown is not None
    assert np.array_equal(window.stage.shown.pixels, frame.pixels)
    assert window.actions_.start.text() == "Start"


def test_another_photo_is_shown_at_once_and_the_result_of_the_one_before_stays(
    application: Application, qtbot: QtBot, samples: Path
) -> None:
    window = application.window
    frame = painted(application, qtbot)
    settled(application, qtbot)
    window.pictures.load_requested.emit(PHOTO, [str(samples / "rocket.jpg")])
    qtbot.waitUntil(lambda: photo_name(application) == "rocket.jpg", timeout=PATIENCE_MS)
    assert not window.actions_.save.isEnabled()
    assert "Ready" in window.status.text()
    window.filmstrip.looked_at.emit(frame.result)
    qtbot.waitUntil(window.actions_.save.isEnabled, timeout=PATIENCE_MS)
    assert window.stage.shown is not None
    assert window.stage.name_of(window.stage.shown) == "cat-painted"


def test_regions_are_not_inherited_unasked_and_undo_brings_them_back(
    application: Application, qtbot: QtBot, tmp_path: Path
) -> None:
    desk, window = application.desk, application.window
    photo = desk.document.photo
    assert photo is not None
    mask = np.full((photo.height, photo.width), 255, np.uint8)
    desk.apply(Paint((Region(mask, 0),), "Brush"))
    before = desk.document
    other = tmp_path / "same size.png"
    Image.fromarray(255 - eight_bit(photo.pixels)).save(other)
    window.pictures.load_requested.emit(PHOTO, [str(other)])
    qtbot.waitUntil(lambda: photo_name(application) == "same size.png", timeout=PATIENCE_MS)
    assert desk.document.regions == ()
    assert window.offers.isVisible()
    QTest.mouseClick(button_called(window.offers, "Keep the regions"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: len(desk.document.regions) == 1, timeout=PATIENCE_MS)
    press(window, Qt.Key.Key_Z)
    press(window, Qt.Key.Key_Z)
    assert desk.document.is_like(before)


def test_a_recipe_with_wrong_shares_is_refused_with_words(
    application: Application, qtbot: QtBot, samples: Path, tmp_path: Path
) -> None:
    path = tmp_path / "wrong.json"
    pictures = {"photo": str(samples / "rocket.jpg"), "styles": [{"picture": str(samples / "woodcut.png")}]}
    path.write_text(json.dumps({**pictures, "settings": {"shares": [50, 50]}}), encoding="utf-8")
    before = application.desk.document
    application.window.files.open_recipe_requested.emit(str(path))
    words = failure(application, qtbot)
    assert "wrong.json" in words
    assert "shares" in words
    assert application.desk.document is before
    assert painted(application, qtbot).progress.finished


def test_an_opened_recipe_keeps_its_numbers_exactly(
    application: Application, qtbot: QtBot, samples: Path, tmp_path: Path
) -> None:
    path = tmp_path / "exact.json"
    pictures = {"photo": str(samples / "rocket.jpg"), "styles": [{"picture": str(samples / "woodcut.png")}]}
    path.write_text(json.dumps({**pictures, "settings": {"strength": 33.125, "size": 64}}), encoding="utf-8")
    application.window.files.open_recipe_requested.emit(str(path))
    qtbot.waitUntil(lambda: photo_name(application) == "rocket.jpg", timeout=PATIENCE_MS)
    assert application.desk.document.settings.strength == 33.125
    press(application.window, Qt.Key.Key_Z)
    assert photo_name(application) == "cat.jpg"


def test_a_paused_run_shows_the_photos_colours_at_once_also_after_another_slider(
    application: Application, qtbot: QtBot
) -> None:
    desk, window = application.desk, application.window
    use(application, Settings(size=64, quality="fine", auto="off", colour="photo", colour_amount=0))
    window.actions_.start.trigger()
    qtbot.waitUntil(lambda: window.stage.shown is not None, timeout=PATIENCE_MS)
    window.actions_.start.trigger()
    qtbot.waitUntil(lambda: "Paused" in window.status.text(), timeout=PATIENCE_MS)
    desk.apply(Turn("strength", 80.0))
    qtbot.wait(100)
    frame = window.stage.shown
    desk.apply(Turn("colour_amount", 100.0))
    qtbot.waitUntil(lambda: window.stage.shown is not frame, timeout=PATIENCE_MS)
    assert frame is not None
    assert window.stage.shown is not None
    assert window.stage.shown.evaluations == frame.evaluations
    assert not np.array_equal(window.stage.shown.pixels, frame.pixels)
    window.actions_.stop.trigger()
    qtbot.waitUntil(lambda: not window.actions_.stop.isEnabled(), timeout=PATIENCE_MS)


def test_the_tip_of_pause_says_pause(application: Application, qtbot: QtBot) -> None:
    window = application.window
    use(application, Settings(size=128, quality="fine", auto="off"))
    assert "Start" in window.actions_.start.toolTip()
    window.actions_.start.trigger()
    qtbot.waitUntil(lambda: window.actions_.start.text() == "Pause", timeout=PATIENCE_MS)
    assert "Pause" in window.actions_.start.toolTip()
    window.actions_.stop.trigger()
    qtbot.waitUntil(lambda: not window.actions_.stop.isEnabled(), timeout=PATIENCE_MS)


def test_a_picture_of_a_recipe_that_has_moved_can_be_located(
    application: Application, qtbot: QtBot, samples: Path, tmp_path: Path
) -> None:
    """One is located; others that moved with it are found beside it."""
    old, new = tmp_path / "old", tmp_path / "new"
    new.mkdir()
    for name in ("rocket.jpg", "stained-glass.png"):
        (new / name).write_bytes((samples / name).read_bytes())
    path = tmp_path / "moved.json"
    pictures = {"photo": str(old / "rocket.jpg"), "styles": [{"picture": str(old / "stained-glass.png")}]}
    path.write_text(json.dumps(pictures), encoding="utf-8")
    window = application.window
    window.files.open_recipe_requested.emit(str(path))
    qtbot.waitUntil(window.offers.isVisible, timeout=PATIENCE_MS)
    in_dialogs((QFileDialog, save_as(new / "rocket.jpg")))
    QTest.mouseClick(button_called(window.offers, "Locate…"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: photo_name(application) == "rocket.jpg", timeout=PATIENCE_MS)
    assert [style.picture.name for style in application.desk.document.styles] == ["stained-glass.png"]


def test_a_picture_that_is_dropped_back_brings_its_recipe(
    application: Application, qtbot: QtBot, samples: Path, tmp_path: Path
) -> None:
    window, desk, target = application.window, application.desk, tmp_path / "painted.jpg"
    use(application, QUICK.model_copy(update={"strength": 33.25}))
    painted(application, qtbot)
    settled(application, qtbot)
    before = desk.document
    in_dialogs((ExportDialog, export_as(target)))
    press(window, Qt.Key.Key_S)
    qtbot.waitUntil(target.exists, timeout=PATIENCE_MS)
    use(application, QUICK)
    window.pictures.load_requested.emit(style_place(before.styles[0].key), [str(samples / "woodcut.png")])
    window.pictures.load_requested.emit(PHOTO, [str(target)])
    qtbot.waitUntil(lambda: photo_name(application) == "painted.jpg", timeout=PATIENCE_MS)
    qtbot.waitUntil(window.offers.isVisible, timeout=PATIENCE_MS)
    assert "painted.jpg remembers how it was painted" in window.offers.message.text()
    QTest.mouseClick(button_called(window.offers, "Open its recipe"), Qt.MouseButton.LeftButton)
    assert before.photo is not None
    qtbot.waitUntil(lambda: photo_name(application) == before.photo.name, timeout=PATIENCE_MS)  # type: ignore[union-attr]  # as said
    assert desk.document.settings == before.settings
    assert [style.picture.name for style in desk.document.styles] == [each.picture.name for each in before.styles]
