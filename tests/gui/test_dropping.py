"""What can be dropped on the window, pasted into it, or opened with it; and that nothing of it is lost silently."""

from base64 import b64encode
from pathlib import Path
from shutil import copy

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot
from window_driver import PATIENCE_MS, photo_name, press, running

from stylegui.application.app import Application
from stylegui.document.project.project import Project
from stylegui.engine.recipes.recipe_file import save_recipe
from stylegui.workers import files


def of_files(*paths: Path) -> QMimeData:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return data


def of_addresses(*addresses: str) -> QMimeData:
    data = QMimeData()
    data.setUrls([QUrl(address) for address in addresses])
    return data


def drop(target: QWidget, data: QMimeData) -> None:
    middle, action = target.rect().center(), Qt.DropAction.CopyAction
    buttons, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(target, QDragEnterEvent(QPoint(middle), action, data, buttons, keys))
    QApplication.sendEvent(target, QDropEvent(QPointF(middle), action, data, buttons, keys))


def test_a_picture_within_an_address_becomes_the_photo(application: Application, qtbot: QtBot, samples: Path) -> None:
    encoded = b64encode((samples / "rocket.jpg").read_bytes()).decode()
    drop(application.window, of_addresses(f"data:image/jpeg;base64,{encoded}"))
    qtbot.waitUntil(lambda: photo_name(application) == "Dragged picture", timeout=PATIENCE_MS)


def test_of_a_folder_all_pictures_can_be_chosen_and_are_seen(
    application: Application, qtbot: QtBot, samples: Path, tmp_path: Path
) -> None:
    folder, window = tmp_path / "holiday", application.window
    folder.mkdir()
    for name in ("coffee.jpg", "rocket.jpg"):
        copy(samples / name, folder)
    (folder / "notes.txt").write_text("no picture")
    drop(window, of_files(folder))
    qtbot.waitUntil(lambda: photo_name(application) == "coffee.jpg", timeout=PATIENCE_MS)
    items = [window.choice.pictures.item(row) for row in range(window.choice.pictures.count())]
    assert [item.toolTip() for item in items] == [str(folder / name) for name in ("coffee.jpg", "rocket.jpg")]
    qtbot.waitUntil(lambda: not any(item.icon().isNull() for item in items), timeout=PATIENCE_MS)


def test_of_a_very_full_folder_it_says_how_many_are_offered(
    application: Application, qtbot: QtBot, samples: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "MOST_OF_A_FOLDER", 2)
    for number in range(3):
        copy(samples / "rocket.jpg", tmp_path / f"{number}.jpg")
    drop(application.window, of_files(tmp_path))
    qtbot.waitUntil(application.window.choice.isVisible, timeout=PATIENCE_MS)
    assert application.window.choice.pictures.count() == 2
    well = application.window.pictures.photo_well
    qtbot.waitUntil(lambda: "holds 3 pictures: the first 2 are offered" in said_beside(well), timeout=PATIENCE_MS)


def test_a_recipe_is_opened(application: Application, qtbot: QtBot, tmp_path: Path) -> None:
    recipe = application.desk.recipe()
    assert recipe is not None
    settings = recipe.settings.model_copy(update={"strength": 12.5})
    save_recipe(type(recipe)(recipe.photo, recipe.styles, settings), tmp_path / "mine.json")
    drop(application.window, of_files(tmp_path / "mine.json"))
    qtbot.waitUntil(lambda: application.desk.document.settings.strength == 12.5, timeout=PATIENCE_MS)


def test_addresses_on_the_web_are_refused_in_words(application: Application) -> None:
    drop(application.window, of_addresses("https://example.org/a.jpg", "https://example.org/b.jpg"))
    words = said_beside(application.window.pictures.photo_well)
    assert "a.jpg" in words
    assert "b.jpg" in words
    assert "does not fetch pictures" in words
    assert photo_name(application) == "cat.jpg"


def test_files_on_a_style_replace_it_and_become_further_ones(
    application: Application, qtbot: QtBot, samples: Path
) -> None:
    (well,) = application.window.pictures.style_list.wells.values()
    drop(well, of_files(samples / "stained-glass.png", samples / "brush-strokes.png"))
    wanted = ["stained-glass.png", "brush-strokes.png"]
    qtbot.waitUntil(
        lambda: [style.picture.name for style in application.desk.document.styles] == wanted, timeout=PATIENCE_MS
    )


def test_a_picture_and_a_file_together_are_refused_and_neither_is_lost_silently(
    application: Application, samples: Path
) -> None:
    encoded = b64encode((samples / "rocket.jpg").read_bytes()).decode()
    coffee = QUrl.fromLocalFile(str(samples / "coffee.jpg")).toString()
    drop(application.window, of_addresses(coffee, f"data:image/jpeg;base64,{encoded}"))
    assert "drop them one by one" in said_beside(application.window.pictures.photo_well)
    assert photo_name(application) == "cat.jpg"


def test_a_path_that_is_pasted_is_taken(application: Application, qtbot: QtBot, samples: Path) -> None:
    application.window.pictures.photo_well.setFocus()
    QGuiApplication.clipboard().setText(f'"{samples / "rocket.jpg"}"')
    press(application.window, Qt.Key.Key_V)
    qtbot.waitUntil(lambda: photo_name(application) == "rocket.jpg", timeout=PATIENCE_MS)


def test_of_two_projects_that_are_opened_together_one_is_said_to_be_left_out(
    qtbot: QtBot, samples: Path, tmp_path: Path
) -> None:
    paths = [tmp_path / "a.stylegui", tmp_path / "b.stylegui"]
    for path in paths:
        Project.create(path).close()
    with running(qtbot) as application:
        application.open([str(path) for path in paths])
        qtbot.waitUntil(lambda: application.window.windowTitle().startswith("a "), timeout=PATIENCE_MS)
        assert "b.stylegui was left out" in said_beside(application.window.pictures.photo_well)


def test_the_first_picture_that_it_is_started_with_is_the_photo_and_the_others_are_styles(
    qtbot: QtBot, samples: Path
) -> None:
    with running(qtbot) as application:
        application.open([str(samples / name) for name in ("cat.jpg", "woodcut.png", "brush-strokes.png")])
        qtbot.waitUntil(lambda: len(application.desk.document.styles) == 2, timeout=PATIENCE_MS)
        assert photo_name(application) == "cat.jpg"


def said_beside(well: QWidget) -> str:
    """What is said beside a picture's place."""
    return str(well._reason.text()).replace("\u200b", "")  # type: ignore[attr-defined]  # an ImageWell
