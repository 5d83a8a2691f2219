"""The queue in the window: what is added is painted one after the other, and can be followed and changed."""

import csv
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from made_fast_network import made_fast_network
from PIL import Image
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QSystemTrayIcon, QWidget
from pytestqt.qtbot import QtBot
from window_driver import PATIENCE_MS, QUICK, click, in_dialogs, painted, photo_name, press, running, use

from stylegui.application.app import Application
from stylegui.batch.report import PAGE, TABLE
from stylegui.document.wishes import Turn
from stylegui.engine.fast.network_file import save_network
from stylegui.gui.dialogs.export_dialog import ExportDialog
from stylegui.gui.queue.queue_dialog import QueueDialog


def queue_of(application: Application) -> QueueDialog:
    """The dialog, opened by its keys."""
    press(application.window, Qt.Key.Key_J)
    dialog = application.window.queue.dialog
    assert dialog.isVisible()
    return dialog


def states(dialog: QueueDialog) -> list[str]:
    model = dialog.table.model()
    return [model.index(row, 1).data() for row in range(model.rowCount())]


def names(dialog: QueueDialog) -> list[str]:
    model = dialog.table.model()
    return [model.index(row, 0).data() for row in range(model.rowCount())]


def add_to(folder: Path, name: str = "{photo}") -> tuple[type[QWidget], Callable[[QWidget], None]]:
    """Say in the dialog where results shall lie, and press Add."""

    def act(dialog: QWidget) -> None:
        assert isinstance(dialog, ExportDialog)
        dialog.folder.setText(str(folder))
        dialog.name.setText(name)
        click("Add")(dialog)

    return ExportDialog, act


def drop(dialog: QueueDialog, path: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    at, keys = QPointF(5, 5), Qt.KeyboardModifier.NoModifier
    dialog.dropEvent(QDropEvent(at, Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, keys))


def all_ended(dialog: QueueDialog) -> bool:
    return bool(states(dialog)) and all(state.startswith(("Painted", "Failed")) for state in states(dialog))


@pytest.fixture
def photos(tmp_path: Path, samples: Path) -> Path:
    """A folder with two photos and a damaged one."""
    folder = tmp_path / "photos"
    folder.mkdir()
    image = Image.open(samples / "coffee.jpg").resize((80, 60))
    image.save(folder / "a.jpg")
    image.rotate(180).save(folder / "b.jpg")
    (folder / "c.jpg").write_bytes((folder / "a.jpg").read_bytes()[:300])
    return folder


@pytest.fixture
def results(tmp_path: Path) -> Path:
    folder = tmp_path / "results"
    folder.mkdir()
    return folder


def test_the_present_picture_is_painted_as_it_would_be_in_the_window(
    application: Application, qtbot: QtBot, results: Path
) -> None:
    dialog = queue_of(application)
    done = in_dialogs(add_to(results))
    QTest.mouseClick(dialog.add_present, Qt.MouseButton.LeftButton)
    assert done()
    qtbot.waitUntil(lambda: all_ended(dialog), timeout=PATIENCE_MS)
    assert states(dialog)[0].startswith("Painted in")
    assert dialog.says.text() == "1 of 1 painted"
    seen = painted(application, qtbot).pixels
    np.testing.assert_array_equal(np.asarray(Image.open(results / "cat.png")), seen)


def test_a_dropped_folder_is_painted_with_a_report_and_what_fails_keeps_nobody(
    application: Application, qtbot: QtBot, photos: Path, results: Path
) -> None:
    dialog = queue_of(application)
    (results / "a.png").write_bytes(b"somebody's own")
    done = in_dialogs(add_to(results))
    drop(dialog, photos)
    assert done()
    qtbot.waitUntil(lambda: all_ended(dialog), timeout=PATIENCE_MS)
    assert [state.split()[0] for state in states(dialog)] == ["Painted", "Painted", "Failed:"]
    assert "c.jpg" in states(dialog)[2]
    assert dialog.says.text() == "2 of 3 painted · 1 failed"
    assert (results / "a.png").read_bytes() == b"somebody's own"
    qtbot.waitUntil((results / PAGE).exists, timeout=PATIENCE_MS)
    assert sorted(path.name for path in results.iterdir()) == ["a (2).png", "a.png", "b.png", TABLE, PAGE]
    with (results / TABLE).open(encoding="utf-8", newline="") as file:
        told = {row["photo"]: (row["state"], row["result"]) for row in csv.DictReader(file)}
    assert told["a.jpg"] == ("painted", "a (2).png")
    assert told["c.jpg"][0] == "failed"
    assert (results / PAGE).read_text(encoding="utf-8").count("data:image/jpeg") == 2
    # mended, and tried again
    (photos / "c.jpg").write_bytes((photos / "a.jpg").read_bytes())
    dialog.choose([2])
    QTest.mouseClick(dialog.retry, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: states(dialog)[2].startswith("Painted"), timeout=PATIENCE_MS)
    qtbot.waitUntil(lambda: (results / PAGE).read_text("utf-8").count("data:image/jpeg") == 3, timeout=PATIENCE_MS)


def test_a_folder_that_is_added_again_is_painted_where_it_is_new(
    application: Application, qtbot: QtBot, photos: Path, results: Path
) -> None:
    dialog = queue_of(application)
    (photos / "c.jpg").unlink()
    for count in (2, 5):
        done = in_dialogs(add_to(results))
        application.window.queue.add([str(photos)])
        assert done()
        qtbot.waitUntil(lambda: len(states(dialog)) == count and all_ended(dialog), timeout=PATIENCE_MS)  # noqa: B023
        Image.open(photos / "a.jpg").rotate(90).save(photos / "d.jpg")
    assert sorted(path.name for path in results.glob("*.png")) == ["a.png", "b.png", "d.png"]
    assert sorted(states(dialog))[:2] == ["Painted", "Painted"]  # in no time


def test_the_picture_in_the_window_goes_before(
    application: Application, qtbot: QtBot, photos: Path, results: Path
) -> None:
    dialog = queue_of(application)
    use(application, QUICK.model_copy(update={"size": 256, "quality": "normal"}))
    application.window.actions_.start.trigger()
    qtbot.waitUntil(lambda: application.window.actions_.start.text() == "Pause", timeout=PATIENCE_MS)
    use(application, QUICK.model_copy(update={"size": 256, "quality": "normal", "strength": 60.0}))
    done = in_dialogs(add_to(results))
    application.window.queue.add([str(photos / "a.jpg")])
    assert done()
    qtbot.waitUntil(lambda: states(dialog) == ["Waits"], timeout=PATIENCE_MS)
    qtbot.wait(600)
    assert states(dialog) == ["Waits"]
    application.window.actions_.stop.trigger()
    qtbot.waitUntil(lambda: states(dialog)[0].startswith("Painting"), timeout=PATIENCE_MS)
    dialog.go.click()
    qtbot.waitUntil(lambda: dialog.go.text() == "Start", timeout=PATIENCE_MS)
    dialog.choose([0])
    dialog.remove.click()
    qtbot.waitUntil(lambda: not states(dialog), timeout=PATIENCE_MS)
    assert not list(results.iterdir())


def test_entries_are_moved_shown_and_painted_with_other_settings(
    application: Application, qtbot: QtBot, photos: Path, results: Path
) -> None:
    dialog, window = queue_of(application), application.window
    (photos / "c.jpg").unlink()
    done = in_dialogs(add_to(results, "{photo}-{style}-{size}.jpg"))
    window.queue.add([str(photos / "a.jpg"), str(photos / "b.jpg")])
    assert done()
    qtbot.waitUntil(lambda: len(states(dialog)) == 2, timeout=PATIENCE_MS)
    dialog.go.click()  # pause
    qtbot.waitUntil(lambda: dialog.go.text() == "Start", timeout=PATIENCE_MS)
    dialog.choose([1])
    dialog.earlier.click()
    qtbot.waitUntil(lambda: names(dialog) == ["b.jpg", "a.jpg"], timeout=PATIENCE_MS)
    assert [entry.shown for entry in dialog.chosen()] == ["b.jpg"]  # what was chosen stays so
    application.desk.apply(Turn("strength", 90.0))
    application.desk.apply(Turn("size", 80))
    dialog.use_settings.click()
    dialog.show_entry.click()
    qtbot.waitUntil(lambda: photo_name(application) == "b.jpg", timeout=PATIENCE_MS)
    assert application.desk.document.settings.strength == 90.0
    dialog.choose([1])
    dialog.show_entry.click()
    qtbot.waitUntil(lambda: photo_name(application) == "a.jpg", timeout=PATIENCE_MS)
    assert application.desk.document.settings.strength == QUICK.strength
    dialog.go.click()
    qtbot.waitUntil(lambda: all_ended(dialog), timeout=PATIENCE_MS)
    assert sorted(path.name for path in results.iterdir()) == ["a-woodcut-64.jpg", "b-woodcut-80.jpg"]


def test_the_queue_is_there_at_the_next_start(qtbot: QtBot, photos: Path, results: Path, samples: Path) -> None:
    with running(qtbot) as application:
        use(application, QUICK)
        application.open([str(samples / "cat.jpg"), str(samples / "woodcut.png")])
        qtbot.waitUntil(lambda: application.desk.recipe() is not None, timeout=PATIENCE_MS)
        dialog = queue_of(application)
        done = in_dialogs(add_to(results))
        application.window.queue.add([str(photos)])
        assert done()
        qtbot.waitUntil(lambda: len(states(dialog)) == 3, timeout=PATIENCE_MS)
    with running(qtbot) as application:
        application.open([])
        dialog, offers = application.window.queue.dialog, application.window.offers
        qtbot.waitUntil(lambda: "in the queue" in offers.message.text(), timeout=PATIENCE_MS)
        assert dialog.go.text() == "Start"
        assert not dialog.add_present.isEnabled() or application.desk.recipe() is not None
        offers.buttons[0].click()
        qtbot.waitUntil(lambda: all_ended(dialog), timeout=PATIENCE_MS)
        assert sorted(path.name for path in results.glob("*.png")) == ["a.png", "b.png"]


def test_the_desktop_tells_of_the_end_where_the_window_is_not_in_front(
    application: Application, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    monkeypatch.setattr(QSystemTrayIcon, "isSystemTrayAvailable", lambda: True)
    monkeypatch.setattr(QSystemTrayIcon, "show", lambda _: None)  # there is no desktop here
    monkeypatch.setattr(QSystemTrayIcon, "showMessage", lambda _, title, text, icon: told.append(text))
    queue, window = application.window.queue, application.window
    queue.open()
    queue.note_end(2, 0)
    assert told == []
    monkeypatch.setattr(type(window), "isActiveWindow", lambda _: False)
    queue.dialog.close()
    queue.note_end(2, 1)
    assert told == ["The queue has ended: 2 painted, 1 failed"]


def test_nothing_can_be_added_without_a_photo_and_a_style(qtbot: QtBot) -> None:
    dialog = QueueDialog(None)  # type: ignore[arg-type]  # no window around it
    qtbot.addWidget(dialog)
    assert not dialog.add_present.isEnabled()
    assert "photo and a style" in dialog.says.text()
    assert not dialog.go.isEnabled()
    dialog.allow_adding(has_photo=True, can_run=False)
    assert not dialog.add_folder.isEnabled()
    dialog.allow_adding(has_photo=True, can_run=True)
    assert dialog.add_folder.isEnabled()


def test_a_folder_is_painted_by_a_fast_network(
    application: Application, qtbot: QtBot, photos: Path, results: Path, tmp_path: Path
) -> None:
    network = tmp_path / "waves.stylegui-network"
    save_network(made_fast_network(), network)
    dialog = queue_of(application)
    assert dialog.way.currentText() == "As the window is set"
    drop(dialog, network)
    assert dialog.way.currentText() == "waves"
    done = in_dialogs(add_to(results, "{photo}-{style}"))
    drop(dialog, photos)
    assert done()
    qtbot.waitUntil(lambda: len(states(dialog)) == 3, timeout=PATIENCE_MS)
    network.unlink()  # the queue has it
    qtbot.waitUntil(lambda: all_ended(dialog), timeout=PATIENCE_MS)
    assert [state.split()[0] for state in states(dialog)] == ["Painted", "Painted", "Failed:"]
    qtbot.waitUntil((results / PAGE).exists, timeout=PATIENCE_MS)
    assert sorted(path.name for path in results.glob("*.png")) == ["a-waves.png", "b-waves.png"]
    assert np.asarray(Image.open(results / "a-waves.png")).shape == (48, 64, 3)
    dialog.choose([0])
    assert not dialog.show_entry.isEnabled()  # it has no styles
    # what failed is painted as the window is set, once it is mended
    (photos / "c.jpg").write_bytes((photos / "a.jpg").read_bytes())
    dialog.choose([2])
    dialog.use_settings.click()
    qtbot.waitUntil(lambda: states(dialog)[2] == "Waits", timeout=PATIENCE_MS)
    dialog.go.click()
    qtbot.waitUntil(lambda: states(dialog)[2].startswith("Painted"), timeout=PATIENCE_MS)
    assert (results / "c-woodcut.png").exists()


def test_a_file_that_is_no_fast_network_adds_nothing(
    application: Application,
    photos: Path,
    results: Path,
    tmp_path: Path,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    told: list[str] = []
    monkeypatch.setattr(application.window.messages, "fail", told.append)  # a dialog that would wait
    network = tmp_path / "waves.stylegui-network"
    network.write_bytes(b"no network")
    dialog = queue_of(application)
    dialog.use_network(str(network))
    done = in_dialogs(add_to(results))
    application.window.queue.add([str(photos)])
    assert done()
    qtbot.waitUntil(lambda: bool(told), timeout=PATIENCE_MS)
    assert "waves.stylegui-network is no fast network" in told[0]
    assert states(dialog) == []
