"""How a result becomes a file is asked in one dialog, which says what a format loses and remembers what was chosen."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from icc import P3, SRGB_CURVE, parametric, profile
from PySide6.QtCore import QSettings, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QColorDialog, QLabel, QMessageBox, QWidget
from pytestqt.qtbot import QtBot
from window_driver import click, export_as, in_dialogs, press_in

from stylegui.engine.pictures.files.saving import Saving
from stylegui.engine.pictures.images import Picture
from stylegui.gui.dialogs.export_dialog import AS_PHOTO, IN_PRINT, ExportDialog, Exported

Ask = Callable[..., ExportDialog]
WIDE = profile(P3, parametric(*SRGB_CURVE), "Display P3")


def photo(deep: bool = False, wide: bool = False, transparent: bool = False) -> Picture:
    pixels = np.zeros((300, 400, 3), np.uint16 if deep else np.uint8)
    alpha = np.zeros((300, 400), np.uint8) if transparent else None
    return Picture(pixels, alpha, "a cat.jpg", profile=WIDE if wide else None)


@pytest.fixture
def ask(qtbot: QtBot, tmp_path: Path) -> Ask:
    """Opens the dialog for a result of 200 x 150 pixels."""
    QSettings().setValue("folders/save", str(tmp_path))

    def ask(of: Picture | None = None, kind: str = "PNG", has_recipe: bool = True) -> ExportDialog:
        exported = Exported((200, 150), of or photo(), ("waves.png", "drawn"), has_recipe=has_recipe)
        dialog = ExportDialog(None, exported)  # type: ignore[arg-type]  # no window around it
        qtbot.addWidget(dialog)
        dialog.show()
        dialog.kind.setCurrentText(kind)
        return dialog

    return ask


def said(dialog: ExportDialog) -> str:
    label = dialog.findChild(QLabel, "losses")
    assert isinstance(label, QLabel)
    return label.text() if label.isVisible() else ""


def test_each_format_shows_what_it_has(ask: Ask) -> None:
    for kind, quality, depth in (
        ("PNG", False, True),
        ("TIFF", False, True),
        ("JPEG", True, False),
        ("WEBP", True, False),
    ):
        dialog = ask(kind=kind)
        assert (dialog.quality.isVisible(), dialog.bits.isVisible()) == (quality, depth)
        assert not dialog.background.isVisible()
    assert ask(photo(transparent=True), "JPEG").background.isVisible()


def test_it_says_what_the_format_loses(ask: Ask) -> None:
    deep = photo(deep=True, wide=True, transparent=True)
    assert said(ask(deep, "TIFF")) == ""
    words = said(ask(deep, "JPEG"))
    assert "16 bits" in words
    assert "no transparency" in words
    dialog = ask(deep, "TIFF")
    dialog.colours.setCurrentIndex(1)
    assert "Display P3" in said(dialog)


def test_depth_and_colours_are_the_photos_unless_others_are_chosen(ask: Ask) -> None:
    saving = ask(photo(deep=True, wide=True)).saving()
    assert (saving.depth, saving.colours) == (16, "photo")
    dialog = ask(photo())
    assert dialog.saving().depth == 8
    assert not dialog.colours.isEnabled()


def test_a_print_has_as_many_pixels_as_its_length_needs(ask: Ask) -> None:
    dialog = ask()
    dialog.extent.setCurrentIndex(IN_PRINT)
    dialog.length.setValue(10)
    dialog.unit.setCurrentText("in")
    dialog.dpi.setValue(100)
    assert dialog.saving() == Saving(depth=8, longer=1000, dpi=100, background=(255, 255, 255))
    assert dialog.enlarge.isVisible()
    dialog.dpi.setValue(20)
    assert not dialog.enlarge.isVisible()


def test_what_is_larger_than_the_result_offers_to_paint_it_larger(ask: Ask) -> None:
    dialog = ask()
    assert not dialog.enlarge.isVisible()
    dialog.extent.setCurrentIndex(AS_PHOTO)
    assert "no more detail" in said(dialog)
    dialog.enlarge.click()
    assert (dialog.larger, dialog.path) == (0, "")
    dialog = ask()
    dialog.extent.setCurrentIndex(IN_PRINT)
    dialog.dpi.setValue(60)
    dialog.enlarge.click()
    assert dialog.larger == 4


def test_only_a_finished_result_can_be_enlarged_instead(ask: Ask, qtbot: QtBot) -> None:
    dialog = ExportDialog(None, Exported((200, 150), photo(), ("oil",), can_be_larger=False))  # type: ignore[arg-type]  # no window around it
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.extent.setCurrentIndex(AS_PHOTO)
    assert not dialog.enlarge.isVisible()


def test_what_cannot_be_made_cannot_be_saved(ask: Ask) -> None:
    dialog = ask()
    dialog.extent.setCurrentIndex(IN_PRINT)
    assert dialog.save.isEnabled()
    dialog.length.setValue(500)
    assert not dialog.save.isEnabled()
    assert "cannot be made" in said(dialog)


def test_the_depth_of_one_photo_is_not_that_of_the_next(ask: Ask) -> None:
    shallow = ask(photo())
    click("Save")(shallow)
    assert ask(photo(deep=True)).saving().depth == 16
    chosen = ask(photo())
    chosen.name.setText("other")
    chosen.bits.setCurrentIndex(1)
    click("Save")(chosen)
    assert ask(photo()).saving().depth == 16


def test_a_recipe_file_that_is_there_is_asked_about_too(ask: Ask, tmp_path: Path) -> None:
    (tmp_path / "a cat-painted.json").write_text("mine")
    dialog = ask()
    dialog.sidecar.setChecked(True)
    done = in_dialogs((QMessageBox, click("No")))
    click("Save")(dialog)
    assert done()
    assert dialog.path == ""


def test_names_come_from_a_template_and_know_no_folders(ask: Ask, tmp_path: Path) -> None:
    dialog = ask()
    assert dialog.target() == tmp_path / "a cat-painted.png"
    dialog.name.setText("{style} {size}/../{photo}")
    assert dialog.target() == tmp_path / "waves+drawn 200-..-a cat.png"
    dialog.name.setText("  ")
    assert dialog.target() == tmp_path / "result.png"
    dialog.name.setText("mine.PNG")
    assert dialog.target() == tmp_path / "mine.PNG"


def test_a_typed_ending_or_path_is_what_it_says(ask: Ask, tmp_path: Path) -> None:
    dialog = ask()
    dialog.name.setText("mine.jpeg")
    assert dialog.kind.currentText() == "JPEG"
    assert dialog.target() == tmp_path / "mine.jpeg"
    dialog.kind.setCurrentText("TIFF")
    assert dialog.target() == tmp_path / "mine.jpeg.tif"
    dialog.name.setText(str(tmp_path / "elsewhere" / "a.webp"))
    assert dialog.kind.currentText() == "WEBP"
    assert dialog.target() == tmp_path / "elsewhere" / "a.webp"
    called = dialog.findChild(QLabel, "called")
    assert isinstance(called, QLabel)
    assert str(tmp_path / "elsewhere") in called.text()


def test_what_was_chosen_comes_back_at_the_next_result(ask: Ask, tmp_path: Path) -> None:
    dialog = ask(kind="JPEG")
    dialog.quality.setValue(71)
    dialog.extent.setCurrentIndex(AS_PHOTO)
    dialog.position.setChecked(True)
    dialog.recipe.setChecked(False)
    dialog.sidecar.setChecked(True)
    dialog.name.setText("{photo} by {style}")
    click("Save")(dialog)
    assert dialog.path == str(tmp_path / "a cat by waves+drawn.jpg")
    again = ExportDialog(dialog, Exported((64, 48), photo(), ("oil",)))
    assert again.target() == tmp_path / "a cat by oil.jpg"
    assert again.saving() == dialog.saving()
    assert again.sidecar.isChecked()


def test_what_a_fast_network_paints_has_no_recipe(ask: Ask) -> None:
    dialog = ask()
    dialog.sidecar.setChecked(True)
    click("Save")(dialog)
    fast = ask(has_recipe=False)
    assert not any(box.isVisible() for box in (fast.recipe, fast.paths, fast.sidecar))
    fast.name.setText("another")
    assert not fast.saving().has_sidecar
    click("Save")(fast)
    again = ask()
    assert (again.recipe.isChecked(), again.sidecar.isChecked()) == (True, True)  # it was not asked for that time


def test_damaged_memory_of_it_means_the_usual(ask: Ask) -> None:
    QSettings().setValue("save/how", '{"quality": 900}')
    assert ask().saving().quality == Saving().quality


@pytest.mark.parametrize(("answer", "path"), [("Yes", True), ("No", False)])
def test_a_file_that_is_there_is_asked_about(ask: Ask, tmp_path: Path, answer: str, path: bool) -> None:
    (tmp_path / "a cat-painted.png").write_bytes(b"somebody's")
    dialog = ask()
    done = in_dialogs((QMessageBox, click(answer)))
    click("Save")(dialog)
    assert done()
    assert bool(dialog.path) is path


def test_the_background_is_chosen(ask: Ask) -> None:
    def choose(dialog: QWidget) -> None:
        assert isinstance(dialog, QColorDialog)
        dialog.setCurrentColor(Qt.GlobalColor.blue)
        dialog.accept()

    dialog = ask(photo(transparent=True), "JPEG")
    done = in_dialogs((QColorDialog, choose))
    dialog.background.click()
    assert done()
    assert dialog.saving().background == (0, 0, 255)


def test_return_in_the_name_saves(ask: Ask, tmp_path: Path) -> None:
    dialog = ask()
    QTest.keyClick(dialog.name, Qt.Key.Key_Return)
    assert dialog.path == str(tmp_path / "a cat-painted.png")


def test_escape_saves_nothing(ask: Ask) -> None:
    dialog = ask()
    press_in(Qt.Key.Key_Escape)(dialog)
    assert not dialog.isVisible()
    assert (dialog.path, dialog.larger) == ("", None)
    assert QApplication.activeModalWidget() is None
    export_as(Path("/nowhere/x.webp"))(dialog)
    assert dialog.path == "/nowhere/x.webp"
