"""A fast network is taught in the real window: asked for, watched, paused, and kept."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot
from window_driver import PATIENCE_MS, running

from stylegui.application.app import Application
from stylegui.document.places import style_place
from stylegui.document.wishes import Remove
from stylegui.engine.fast import lessons, teaching
from stylegui.engine.fast.network_file import load_network_file
from stylegui.engine.fast.teaching import Course
from stylegui.gui.dialogs import teach_dialog
from stylegui.gui.dialogs.teach_dialog import TeachDialog


@pytest.fixture(autouse=True)
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Small cuts and few lessons."""
    monkeypatch.setattr(teaching, "SMALL", 32)
    monkeypatch.setattr(lessons, "SMALL", 32)
    monkeypatch.setattr(teaching, "SIDE", 96)
    monkeypatch.setattr(teaching, "USUAL", Course(6, 0))
    monkeypatch.setattr(teaching, "QUICK", Course(4, 0))


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the file dialog is answered with."""
    found = tmp_path / "mine.stylegui-network"
    monkeypatch.setattr(teach_dialog, "ask_file", lambda *_, **__: str(found))
    return found


@pytest.fixture
def dialog(qtbot: QtBot, application: Application) -> Iterator[TeachDialog]:
    """Opened from the menu."""
    application.window.show()
    application.window.actions_.teach.trigger()
    dialog = application.window.teaching
    qtbot.waitUntil(dialog.isVisible, timeout=PATIENCE_MS)
    yield dialog
    dialog.close()


def _click(button: QPushButton) -> None:
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def test_it_is_taught_and_shows_what_it_can_do(qtbot: QtBot, dialog: TeachDialog, path: Path) -> None:
    assert dialog.name.text() == "woodcut"
    dialog.name.clear()
    assert not dialog.teach.isEnabled()
    QTest.keyClicks(dialog.name, "My woodcut")
    assert not dialog.finish.isEnabled()
    _click(dialog.teach)
    assert dialog.is_teaching
    assert not dialog.name.isEnabled()
    qtbot.waitUntil(lambda: not dialog.is_teaching, timeout=PATIENCE_MS)
    about = load_network_file(path).about
    assert (about.name, about.lessons) == ("My woodcut", 6)
    assert dialog.bar.value() == dialog.bar.maximum()
    assert not dialog.picture.pixmap().isNull()
    assert str(path) in dialog.says.text()


def test_it_is_taught_in_less_time(qtbot: QtBot, dialog: TeachDialog, path: Path) -> None:
    QTest.keyClick(dialog.time, Qt.Key.Key_Down)
    assert dialog.time.currentIndex() == 1
    _click(dialog.teach)
    assert not dialog.time.isEnabled()
    qtbot.waitUntil(lambda: not dialog.is_teaching, timeout=PATIENCE_MS)
    assert load_network_file(path).about.lessons == 4


def test_it_rests_and_is_kept_where_it_is_stopped(
    qtbot: QtBot, dialog: TeachDialog, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(teaching, "USUAL", Course(5000, 0))
    _click(dialog.teach)
    qtbot.waitUntil(lambda: dialog.bar.value() > 0, timeout=PATIENCE_MS)
    _click(dialog.pause)
    qtbot.wait(1500)
    seen = dialog.bar.value()
    qtbot.wait(1500)
    assert dialog.bar.value() == seen
    _click(dialog.pause)
    qtbot.waitUntil(lambda: dialog.bar.value() > seen, timeout=PATIENCE_MS)
    _click(dialog.finish)
    qtbot.waitUntil(lambda: not dialog.is_teaching, timeout=PATIENCE_MS)
    assert 0 < load_network_file(path).about.lessons < 5000


def test_it_can_be_let_go_of(qtbot: QtBot, dialog: TeachDialog, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(teaching, "USUAL", Course(5000, 0))
    _click(dialog.teach)
    qtbot.waitUntil(lambda: dialog.bar.value() > 0, timeout=PATIENCE_MS)
    _click(dialog.discard)
    qtbot.waitUntil(lambda: not dialog.is_teaching, timeout=PATIENCE_MS)
    assert not path.exists()
    assert dialog.teach.isEnabled()


def test_it_follows_the_styles_that_there_are(qtbot: QtBot, application: Application, dialog: TeachDialog) -> None:
    application.desk.apply(Remove(style_place(application.desk.document.styles[0].key)))
    qtbot.waitUntil(lambda: not dialog.teach.isEnabled(), timeout=PATIENCE_MS)
    application.desk.undo()
    qtbot.waitUntil(dialog.teach.isEnabled, timeout=PATIENCE_MS)
    assert dialog.name.text() == "woodcut"


def test_what_cannot_be_taught_is_told(
    qtbot: QtBot, dialog: TeachDialog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    nowhere = tmp_path / "nowhere" / "x.stylegui-network"
    monkeypatch.setattr(teach_dialog, "ask_file", lambda *_, **__: str(nowhere))
    _click(dialog.teach)
    qtbot.waitUntil(lambda: not dialog.is_teaching, timeout=PATIENCE_MS)
    assert str(nowhere.parent) in dialog.says.text()


def test_what_it_has_learnt_is_kept_when_the_application_ends(
    qtbot: QtBot, samples: Path, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(teaching, "USUAL", Course(5000, 0))
    with running(qtbot) as application:
        application.open([str(samples / "cat.jpg"), str(samples / "woodcut.png")])
        qtbot.waitUntil(lambda: application.desk.recipe() is not None, timeout=PATIENCE_MS)
        dialog = application.window.teaching
        application.window.actions_.teach.trigger()
        _click(dialog.teach)
        qtbot.waitUntil(lambda: dialog.bar.value() > 0, timeout=PATIENCE_MS)
        dialog.close()
        assert dialog.is_teaching
    assert load_network_file(path).about.lessons > 0
