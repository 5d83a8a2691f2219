"""The film's dialog: how long it will be, where it goes, how far it is, and that it can be stopped."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot
from window_driver import in_dialogs, press_in, save_as

from stylegui.gui.history.film_dialog import FilmDialog


@pytest.fixture
def dialog(qtbot: QtBot) -> FilmDialog:
    dialog = FilmDialog(None, 119, "cat-painted", (".webp", ".webm"))
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


def save(dialog: FilmDialog, path: Path) -> list[tuple[str, int, float]]:
    """Save as a person does; what is requested."""
    told: list[tuple[str, int, float]] = []
    dialog.requested.connect(lambda *values: told.append(values))
    asked = in_dialogs((QFileDialog, save_as(path)))
    QTest.mouseClick(dialog.save, Qt.MouseButton.LeftButton)
    assert asked()
    return told


def test_it_says_how_long_the_film_will_be(dialog: FilmDialog) -> None:
    assert dialog.length.text() == "119 frames, 12 s"
    dialog.rate.selectAll()
    QTest.keyClicks(dialog.rate, "1")
    QTest.keyClick(dialog.hold, Qt.Key.Key_Up)
    assert dialog.hold.value() == 2.5
    assert dialog.length.text() == "119 frames, 2 min 2 s"


@pytest.mark.parametrize(("typed", "written"), [("a.webm", "a.webm"), ("a", "a.webp")])
def test_the_chosen_file_and_the_values_are_requested(
    dialog: FilmDialog, tmp_path: Path, typed: str, written: str
) -> None:
    QTest.keyClick(dialog.rate, Qt.Key.Key_Up)
    assert save(dialog, tmp_path / typed) == [(str(tmp_path / written), 13, 2.0)]
    assert not dialog.save.isEnabled()
    assert dialog.bar.isVisible()


def test_nothing_is_requested_where_no_file_is_chosen(dialog: FilmDialog, qtbot: QtBot) -> None:
    in_dialogs((QFileDialog, press_in(Qt.Key.Key_Escape)))
    with qtbot.assertNotEmitted(dialog.requested):
        QTest.mouseClick(dialog.save, Qt.MouseButton.LeftButton)
    assert dialog.save.isEnabled()
    assert not dialog.bar.isVisible()


def test_writing_shows_how_far_it_is_and_where_the_film_went(dialog: FilmDialog, tmp_path: Path) -> None:
    save(dialog, tmp_path / "a.webp")
    dialog.show_progress(0.4)
    assert dialog.bar.value() == 0.4 * dialog.bar.maximum()
    dialog.show_done(str(tmp_path / "a.webp"))
    assert "a.webp" in dialog.words.text()
    assert not dialog.bar.isVisible()
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    assert not dialog.isVisible()


@pytest.mark.parametrize("by_key", [True, False])
def test_writing_can_be_stopped_and_the_dialog_is_as_before(dialog: FilmDialog, tmp_path: Path, by_key: bool) -> None:
    stopped: list[bool] = []
    dialog.cancel_requested.connect(lambda: stopped.append(True))
    save(dialog, tmp_path / "a.webp")
    if by_key:
        QTest.keyClick(dialog, Qt.Key.Key_Escape)
    else:
        assert dialog.close_.text() == "Cancel"
        QTest.mouseClick(dialog.close_, Qt.MouseButton.LeftButton)
    assert stopped == [True]
    assert dialog.isVisible()
    assert dialog.save.isEnabled()
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
    assert stopped == [True]


def test_a_failure_is_told_within_the_dialog_and_another_file_can_be_chosen(dialog: FilmDialog, tmp_path: Path) -> None:
    save(dialog, tmp_path / "a.webp")
    dialog.show_failure(f"no room to write /{'long' * 40}/a.webp: please choose another disk")
    words, room = dialog.words, dialog.contentsRect()
    assert "please choose another disk" in words.text()
    assert room.contains(words.geometry())
    assert words.height() >= words.heightForWidth(words.width())
    assert save(dialog, tmp_path / "b.webm")[-1][0] == str(tmp_path / "b.webm")
    assert not words.isVisible()
