"""The main window and the running application, by real events."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QFileOpenEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QInputDialog, QMessageBox, QPushButton
from pytestqt.qtbot import QtBot
from window_driver import PATIENCE_MS, QUICK, click, in_dialogs, painted, press, press_in, save_as

from stylegui.app import Application
from stylegui.engine.settings import Settings
from stylegui.gui.dialogs.about import About
from stylegui.gui.window.main_window import MainWindow


def test_start_shows_frames_and_ends_finished(application: Application, qtbot: QtBot) -> None:
    window = application.window
    assert not window.actions_.save.isEnabled()
    frame = painted(application, qtbot)
    assert (frame.width, frame.height) == (64, 43)
    assert "Finished" in window.status.text()
    assert window.actions_.save.isEnabled()
    assert window.isWindowModified()


def test_a_file_that_the_desktop_opens_becomes_the_photo(
    application: Application, qapp: QApplication, qtbot: QtBot, samples: Path
) -> None:
    """As macOS sends it on a double-click."""
    qapp.sendEvent(qapp, QFileOpenEvent(str(samples / "rocket.jpg")))
    well = application.window.pictures.photo_well
    qtbot.waitUntil(lambda: well.picture is not None and well.picture.name == "rocket.jpg", timeout=PATIENCE_MS)


def test_a_slider_reaches_the_running_session(application: Application, qtbot: QtBot) -> None:
    window = application.window
    window.panel.set_settings(Settings(size=128, quality="normal"))
    window.actions_.start.trigger()
    qtbot.waitUntil(lambda: window.actions_.start.text() == "Pause", timeout=PATIENCE_MS)
    slider = window.panel.controls["strength"]
    slider.set_value(0)  # type: ignore[attr-defined]  # a ValueSlider
    losses = [1.0]
    application.worker.frame_ready.connect(lambda frame: losses.append(frame.losses["style"]))
    qtbot.waitUntil(lambda: losses[-1] == 0, timeout=PATIENCE_MS)
    window.actions_.stop.trigger()
    qtbot.waitUntil(lambda: "Stopped" in window.status.text(), timeout=PATIENCE_MS)


def test_pause_rests_and_goes_on(application: Application, qtbot: QtBot) -> None:
    window = application.window
    window.panel.set_settings(Settings(size=128, quality="normal"))
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


def test_ctrl_s_saves_what_is_seen_and_existing_files_are_asked_about(
    application: Application, qtbot: QtBot, tmp_path: Path
) -> None:
    window, target = application.window, tmp_path / "gemälde.png"
    frame = painted(application, qtbot)
    in_dialogs((QFileDialog, save_as(target)))
    press(window, Qt.Key.Key_S)
    qtbot.waitUntil(target.exists, timeout=PATIENCE_MS)
    with Image.open(target) as saved:
        assert np.array_equal(np.asarray(saved), frame.pixels)
    qtbot.waitUntil(lambda: not window.isWindowModified())
    assert "gemälde.png" in window.status.text()

    target.write_bytes(b"somebody's")
    in_dialogs((QFileDialog, save_as(target)), (QMessageBox, click("No")), (QFileDialog, press_in(Qt.Key.Key_Escape)))
    press(window, Qt.Key.Key_S)
    assert target.read_bytes() == b"somebody's"


def test_copy_puts_the_full_size_result_on_the_clipboard(application: Application, qtbot: QtBot) -> None:
    frame = painted(application, qtbot)
    press(application.window, Qt.Key.Key_C)
    image = QGuiApplication.clipboard().image()
    assert (image.width(), image.height()) == (frame.width, frame.height)
    colour = image.pixelColor(10, 20)
    assert [colour.red(), colour.green(), colour.blue()] == frame.pixels[20, 10].tolist()


def test_pasted_files_become_styles_and_a_pasted_photo_goes_where_the_focus_is(
    application: Application, qtbot: QtBot, samples: Path
) -> None:
    window = application.window
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(samples / "stained-glass.png"))])
    QGuiApplication.clipboard().setMimeData(data)
    press(window, Qt.Key.Key_V)
    qtbot.waitUntil(lambda: len(window.pictures.style_list.styles()) == 2, timeout=PATIENCE_MS)
    window.pictures.photo_well.setFocus()
    press(window, Qt.Key.Key_V)
    well = window.pictures.photo_well
    qtbot.waitUntil(lambda: well.picture is not None and well.picture.name == "stained-glass.png", timeout=PATIENCE_MS)


def test_files_dropped_on_the_canvas_are_the_photo_and_styles(
    application: Application, qtbot: QtBot, samples: Path
) -> None:
    window, data = application.window, QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(samples / name)) for name in ("rocket.jpg", "brush-strokes.png")])
    buttons, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    copy = Qt.DropAction.CopyAction
    QApplication.sendEvent(window, QDragEnterEvent(QPoint(600, 400), copy, data, buttons, keys))
    QApplication.sendEvent(window, QDropEvent(QPointF(600, 400), copy, data, buttons, keys))
    qtbot.waitUntil(lambda: len(window.pictures.style_list.styles()) == 2, timeout=PATIENCE_MS)
    photo = window.pictures.photo_well.picture
    assert photo is not None
    assert photo.name == "rocket.jpg"


def test_the_result_before_is_within_reach(application: Application, qtbot: QtBot, samples: Path) -> None:
    window = application.window
    first = painted(application, qtbot)
    window.load_requested.emit("style", 0, [str(samples / "stained-glass.png")])
    qtbot.waitUntil(
        lambda: window.pictures.style_list.styles()[0].picture.name == "stained-glass.png", timeout=PATIENCE_MS
    )
    qtbot.wait(300)
    qtbot.waitUntil(lambda: window.actions_.start.text() == "Start", timeout=PATIENCE_MS)  # it went on by itself
    painted(application, qtbot)
    window.actions_.previous.trigger()
    window.actions_.copy.trigger()
    assert QGuiApplication.clipboard().image().size().toTuple() == (first.width, first.height)
    assert window.actions_.previous.isEnabled()


def test_closing_asks_while_there_is_something_to_lose(application: Application, qtbot: QtBot, tmp_path: Path) -> None:
    window = application.window
    painted(application, qtbot)
    in_dialogs((QMessageBox, click("Go on")))
    assert not window.close()
    assert window.isVisible()
    target = tmp_path / "kept.webp"
    in_dialogs(
        (QMessageBox, click("Save…")), (QFileDialog, save_as(target)), (QInputDialog, press_in(Qt.Key.Key_Return))
    )
    window.close()
    qtbot.waitUntil(lambda: not window.isVisible(), timeout=PATIENCE_MS)
    with Image.open(target) as saved:
        assert saved.size == (64, 43)


def test_discard_leaves_without_saving(application: Application, qtbot: QtBot) -> None:
    painted(application, qtbot)
    asked = in_dialogs((QMessageBox, click("Discard")))
    assert application.window.close()
    assert asked()


def test_geometry_is_remembered(application: Application, qtbot: QtBot) -> None:
    application.window.resize(1111, 700)
    assert application.window.close()
    other = MainWindow("")
    qtbot.addWidget(other)
    assert other.height() == 700  # the offscreen platform's screen is narrower than the window


def test_a_run_that_cannot_begin_says_why_and_leaves_the_window_ready(application: Application, qtbot: QtBot) -> None:
    window = application.window
    window.panel.set_settings(QUICK.model_copy(update={"network": "vgg19"}))
    window.actions_.start.trigger()
    qtbot.waitUntil(lambda: "VGG-19 is not on this computer" in window.status.text(), timeout=PATIENCE_MS)
    box = QApplication.activeModalWidget()
    assert isinstance(box, QMessageBox)
    box.accept()
    assert window.actions_.start.isEnabled()
    assert window.actions_.start.text() == "Start"


def test_nothing_is_painted_from_a_photo_that_is_gone(application: Application, qtbot: QtBot) -> None:
    window = application.window
    window.panel.set_settings(Settings(size=128, quality="normal"))
    window.actions_.start.trigger()
    qtbot.waitUntil(lambda: window.actions_.start.text() == "Pause", timeout=PATIENCE_MS)
    QTest.keyClick(window.pictures.photo_well, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: not window.actions_.stop.isEnabled(), timeout=PATIENCE_MS)
    assert not window.actions_.start.isEnabled()
    assert not window.actions_.save.isEnabled()


def test_another_beginning_waits_for_start_once_a_picture_is_finished(
    application: Application, qtbot: QtBot, samples: Path
) -> None:
    window = application.window
    frame = painted(application, qtbot)
    window.panel.set_settings(QUICK.model_copy(update={"start_from": "noise"}))
    qtbot.wait(400)
    window.actions_.copy.trigger()
    colour = QGuiApplication.clipboard().image().pixelColor(3, 3)
    assert [colour.red(), colour.green(), colour.blue()] == frame.pixels[3, 3].tolist()
    assert window.actions_.start.text() == "Start"


def test_closing_asks_for_a_result_that_another_photo_has_set_aside(
    application: Application, qtbot: QtBot, samples: Path
) -> None:
    window = application.window
    painted(application, qtbot)
    window.load_requested.emit("photo", 0, [str(samples / "rocket.jpg")])
    well = window.pictures.photo_well
    qtbot.waitUntil(lambda: well.picture is not None and well.picture.name == "rocket.jpg", timeout=PATIENCE_MS)
    assert not window.actions_.save.isEnabled()
    asked = in_dialogs((QMessageBox, click("Go on")))
    assert not window.close()
    assert asked()
    assert window.actions_.save.isEnabled()  # it is shown again, to be saved


def test_between_the_result_of_the_photo_before_and_the_present_photo(
    application: Application, qtbot: QtBot, samples: Path
) -> None:
    window = application.window
    painted(application, qtbot)
    window.load_requested.emit("photo", 0, [str(samples / "rocket.jpg")])
    well = window.pictures.photo_well
    qtbot.waitUntil(lambda: well.picture is not None and well.picture.name == "rocket.jpg", timeout=PATIENCE_MS)
    for _ in range(2):
        window.actions_.previous.trigger()
        assert window.actions_.save.isEnabled()
        assert "The result of cat.jpg" in window.status.text()
        window.actions_.previous.trigger()
        assert not window.actions_.save.isEnabled()
        assert "Ready" in window.status.text()
    window.actions_.previous.trigger()
    frame = painted(application, qtbot)
    assert frame.photo.name == "rocket.jpg"
    window.actions_.previous.trigger()
    assert "The result of cat.jpg" in window.status.text()


def test_a_run_that_cannot_begin_leaves_the_result_that_was_there(application: Application, qtbot: QtBot) -> None:
    window = application.window
    painted(application, qtbot)
    window.actions_.stop.trigger()
    window.panel.set_settings(QUICK.model_copy(update={"network": "vgg19"}))
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
