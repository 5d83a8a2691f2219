"""Presets in the real window, and sliders that come back at the next start."""

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QInputDialog, QMessageBox
from pytestqt.qtbot import QtBot
from window_driver import PATIENCE_MS, running, use

from stylegui.application.app import Application
from stylegui.document import presets
from stylegui.engine.settings import Settings
from stylegui.gui.dialogs import presets_dialog
from stylegui.gui.dialogs.presets_dialog import PresetsDialog


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "presets"
    monkeypatch.setattr(presets, "presets_folder", lambda: folder)
    return folder


def opened(application: Application, qtbot: QtBot) -> PresetsDialog:
    application.window.show()
    QTest.mouseClick(application.window.panel.presets, Qt.MouseButton.LeftButton)
    dialog = application.window.looks.presets
    qtbot.waitUntil(lambda: dialog.isVisible() and dialog.list.count() > 0, timeout=PATIENCE_MS)
    return dialog


def names(dialog: PresetsDialog) -> list[str]:
    return [dialog.list.item(row).text() for row in range(dialog.list.count())]


def place_of(dialog: PresetsDialog, name: str) -> QPoint:
    item = dialog.list.item(names(dialog).index(name))
    dialog.list.scrollToItem(item)
    return dialog.list.visualItemRect(item).center()


def answer(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setattr(QInputDialog, "getText", lambda *_, **__: (name, True))


def test_return_uses_a_preset_once(qtbot: QtBot, application: Application) -> None:
    dialog = opened(application, qtbot)
    QTest.mouseClick(dialog.list.viewport(), Qt.MouseButton.LeftButton, pos=place_of(dialog, "Bold"))
    used = list[object]()
    dialog.used.connect(used.append)
    QTest.keyClick(dialog.list, Qt.Key.Key_Return)
    assert len(used) == 1
    dialog.close()


def test_a_preset_is_one_step_with_its_style(qtbot: QtBot, application: Application) -> None:
    dialog = opened(application, qtbot)
    view, before = dialog.list.viewport(), application.desk.document.settings
    QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=place_of(dialog, "Bold"))
    assert "marks" in dialog.says.text()
    QTest.mouseClick(dialog.use, Qt.MouseButton.LeftButton)
    assert application.desk.document.settings.look == "strokes"
    assert application.desk.document.settings.size == before.size
    application.desk.undo()
    assert application.desk.document.settings == before
    QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=place_of(dialog, "Mosaic"))
    QTest.mouseClick(dialog.use, Qt.MouseButton.LeftButton)
    styles = application.desk
    qtbot.waitUntil(lambda: [each.picture.name for each in styles.document.styles] == ["Mosaic"], timeout=PATIENCE_MS)
    application.desk.undo()
    assert application.desk.document.settings == before
    assert [each.picture.name for each in styles.document.styles] == ["woodcut.png"]
    dialog.close()


def test_the_present_settings_are_kept_renamed_handed_on_and_removed(
    qtbot: QtBot, application: Application, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(application, Settings(auto="off", strength=77, size=64, quality="draft"))
    dialog = opened(application, qtbot)
    assert not dialog.remove.isVisible() or not dialog.remove.isEnabled()
    answer(monkeypatch, "Stormy")
    QTest.mouseClick(dialog.keep, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: names(dialog)[-1] == "Stormy", timeout=PATIENCE_MS)
    assert dialog.list.currentItem().text() == "Stormy"
    answer(monkeypatch, "Calm")
    dialog.rename_.trigger()
    qtbot.waitUntil(lambda: names(dialog)[-1] == "Calm", timeout=PATIENCE_MS)
    path = str(tmp_path / "calm.stylegui-preset")
    monkeypatch.setattr(presets_dialog, "ask_file", lambda *_, **__: path)
    dialog.export.trigger()
    qtbot.waitUntil(Path(path).exists, timeout=PATIENCE_MS)
    monkeypatch.setattr(QMessageBox, "question", lambda *_: QMessageBox.StandardButton.No)
    dialog.remove.trigger()
    qtbot.wait(200)
    assert "Calm" in names(dialog)
    monkeypatch.setattr(QMessageBox, "question", lambda *_: QMessageBox.StandardButton.Yes)
    dialog.remove.trigger()
    qtbot.waitUntil(lambda: "Calm" not in names(dialog), timeout=PATIENCE_MS)
    dialog.import_.trigger()
    qtbot.waitUntil(lambda: names(dialog)[-1] == "Calm", timeout=PATIENCE_MS)
    use(application, Settings(size=64, quality="draft"))
    QTest.mouseClick(dialog.use, Qt.MouseButton.LeftButton)
    assert application.desk.document.settings.strength == 77
    Path(path).write_text("{}")
    told = list[str]()
    monkeypatch.setattr(application.window.messages, "fail", told.append)
    dialog.import_.trigger()
    qtbot.waitUntil(lambda: bool(told), timeout=PATIENCE_MS)
    assert "not a preset" in told[0]
    dialog.close()


def test_sliders_come_back_if_that_is_wanted(qtbot: QtBot) -> None:
    for wanted, strength in ((False, 50), (True, 81)):
        with running(qtbot) as application:
            application.open([])
            application.window.preferences.sliders.setChecked(wanted)
            use(application, Settings(auto="off", strength=81))
            application.window.close()
            qtbot.waitUntil(lambda: not application.window.isVisible(), timeout=PATIENCE_MS)
        with running(qtbot) as again:
            again.open([])
            assert again.desk.document.settings.strength == strength
            assert not again.window.actions_.undo.isEnabled()
            qtbot.wait(500)
            assert again.window.panel.controls["strength"].value() == strength  # type: ignore[attr-defined]  # a slider
