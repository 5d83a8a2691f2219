"""The gallery: what it shows, what is looked for in it, and how a style gets from it into the document."""

import threading
from pathlib import Path
from shutil import copy
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QModelIndex, QPoint, QPointF, Qt, QTimer
from PySide6.QtGui import QColor, QDragEnterEvent, QDropEvent, QImage, QPixmap, QPixmapCache
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialogButtonBox, QFileDialog, QProgressDialog
from pytestqt.qtbot import QtBot
from window_driver import PATIENCE_MS, QUICK, press, running, use

from stylegui.application.app import Application
from stylegui.document.places import FURTHER_STYLE, PHOTO, style_place
from stylegui.engine.network.encoder import Encoder
from stylegui.engine.network.weights import load_network
from stylegui.engine.run import learning
from stylegui.engine.settings import Settings
from stylegui.engine.styles import style_file
from stylegui.engine.styles.drawn.families import FAMILIES
from stylegui.engine.styles.drawn_picture import DrawnPicture
from stylegui.engine.styles.library import paintings
from stylegui.engine.styles.style_file import load_style
from stylegui.gui.dialogs import style_file_dialog
from stylegui.gui.dialogs.style_file_dialog import StyleFileDialog
from stylegui.gui.gallery.entries import MOST_RECENT, Entry, Kind, Mine
from stylegui.gui.gallery.gallery import Gallery
from stylegui.gui.gallery.gallery_model import ENTRY, IS_AWAITED, THUMBNAIL


@pytest.fixture
def gallery(qtbot: QtBot) -> Gallery:
    gallery = Gallery()
    qtbot.addWidget(gallery)
    gallery.resize(800, 240)
    return gallery


def shown(gallery: Gallery) -> list[Entry]:
    model = gallery.list.model()
    return [model.index(row, 0).data(ENTRY) for row in range(model.rowCount())]


def index_of(gallery: Gallery, name: str) -> QModelIndex:
    row = [entry.name for entry in shown(gallery)].index(name)
    return gallery.list.model().index(row, 0)


def open_gallery(application: Application, qtbot: QtBot) -> Gallery:
    press(application.window, Qt.Key.Key_G)
    qtbot.waitUntil(application.window.gallery.isVisible, timeout=PATIENCE_MS)
    return application.window.gallery


def double_click(gallery: Gallery, name: str, modifiers: Qt.KeyboardModifier) -> None:
    index = index_of(gallery, name)
    gallery.list.scrollTo(index)
    place, view = gallery.list.visualRect(index).center(), gallery.list.viewport()
    QTest.mouseClick(view, Qt.MouseButton.LeftButton, modifiers, place)
    QTest.mouseDClick(view, Qt.MouseButton.LeftButton, modifiers, place)


def style_names(application: Application) -> list[str]:
    return [style.picture.name for style in application.desk.document.styles]


def test_it_has_all_paintings_and_drawn_styles_with_who_made_them(gallery: Gallery) -> None:
    found = {entry.name: entry for entry in shown(gallery)}
    assert len(found) == len(paintings()) + len(FAMILIES)
    starry = found["painting:starry-night"]
    assert (starry.title, starry.maker) == ("The Starry Night", "Vincent van Gogh (1853-1890), 1889")
    assert "Public domain" in starry.details
    told = index_of(gallery, "painting:starry-night").data(Qt.ItemDataRole.AccessibleTextRole)
    assert "Vincent van Gogh" in told


def test_a_kind_and_words_narrow_it_down(gallery: Gallery) -> None:
    QTest.mouseClick(gallery.kinds[Kind.DRAWN], Qt.MouseButton.LeftButton)
    assert {entry.kind for entry in shown(gallery)} == {Kind.DRAWN}
    QTest.mouseClick(gallery.kinds[None], Qt.MouseButton.LeftButton)
    QTest.keyClicks(gallery.search, "gogh 1889")
    assert [entry.title for entry in shown(gallery)] == ["The Starry Night"]
    gallery.search.clear()
    assert len(shown(gallery)) == len(paintings()) + len(FAMILIES)


def test_the_chosen_one_is_seen_large_with_what_is_to_be_told(gallery: Gallery) -> None:
    gallery.list.setCurrentIndex(index_of(gallery, "painting:udnie"))
    gallery.show()
    gallery.set_thumbnail("painting:udnie", np.full((200, 100, 3), (10, 200, 30), np.uint8))
    said = " ".join(label.text() for label in (gallery.card.title, gallery.card.maker))
    for words in ("Udnie", "Picabia", "1913", "Centre Pompidou", "Public domain"):
        assert words in said
    seen = gallery.card.picture.pixmap().toImage()
    assert seen.height() > 1.9 * seen.width()
    colour = seen.pixelColor(seen.rect().center())
    assert (colour.red(), colour.green(), colour.blue()) == (10, 200, 30)
    thumbnail = index_of(gallery, "painting:udnie").data(Qt.ItemDataRole.DecorationRole)
    assert thumbnail.size() == THUMBNAIL


def test_thumbnails_are_asked_for_once_when_it_is_seen(gallery: Gallery, qtbot: QtBot) -> None:
    asked: list[str] = []
    gallery.thumbnail_requested.connect(asked.append)
    gallery.refresh()
    assert asked == []
    gallery.show()
    gallery.refresh()
    assert sorted(asked) == sorted(entry.name for entry in shown(gallery))


def test_the_large_picture_is_asked_for_again_where_it_had_to_make_room(gallery: Gallery) -> None:
    gallery.show()
    gallery.list.setCurrentIndex(index_of(gallery, "drawn:oil"))
    gallery.set_thumbnail("painting:udnie", np.full((200, 100, 3), 90, np.uint8))
    QPixmapCache.clear()
    asked: list[str] = []
    gallery.thumbnail_requested.connect(asked.append)
    gallery.list.setCurrentIndex(index_of(gallery, "painting:udnie"))
    assert asked == ["painting:udnie"]
    gallery.set_thumbnail("painting:udnie", np.full((200, 100, 3), 90, np.uint8))
    assert not gallery.card.picture.pixmap().isNull()


def test_the_chosen_style_stays_to_be_seen_while_others_are_looked_at(gallery: Gallery) -> None:
    level = np.full((200, 100, 3), 90, np.uint8)
    gallery.show()
    gallery.allow_previews(True)
    gallery.list.setCurrentIndex(index_of(gallery, "painting:udnie"))
    gallery.set_thumbnail("painting:udnie", level)
    QPixmapCache.clear()
    asked: list[str] = []
    gallery.thumbnail_requested.connect(asked.append)
    gallery.list.looked_at.emit("drawn:oil")
    assert not gallery.card.picture.pixmap().isNull()
    gallery.set_preview("drawn:oil", level)
    assert gallery.card.title.text() == "Oil, thick"
    gallery.list.looked_at.emit("")
    assert asked == ["painting:udnie"]
    gallery.set_thumbnail("painting:udnie", level)
    assert not gallery.card.picture.pixmap().isNull()


def test_a_favourite_is_one_s_own_also_the_next_time(gallery: Gallery, qtbot: QtBot) -> None:
    gallery.list.setCurrentIndex(index_of(gallery, "drawn:pencil"))
    gallery.show()
    QTest.mouseClick(gallery.card.favourite, Qt.MouseButton.LeftButton)
    again = Gallery()
    qtbot.addWidget(again)
    QTest.mouseClick(again.kinds[Kind.MINE], Qt.MouseButton.LeftButton)
    assert [entry.name for entry in shown(again)] == ["drawn:pencil"]
    again.list.setCurrentIndex(index_of(again, "drawn:pencil"))
    again.show()
    assert again.card.favourite.isChecked()
    QTest.mouseClick(again.card.favourite, Qt.MouseButton.LeftButton)
    assert shown(again) == []


def test_of_one_s_own_files_the_last_used_are_first_and_old_ones_go(tmp_path: Path) -> None:
    mine = Mine()
    for number in range(MOST_RECENT + 2):
        mine.note(tmp_path / f"{number}.png")
    assert mine.note(tmp_path / "5.png")
    assert not mine.note(tmp_path / "5.png")
    assert mine.recent()[:2] == [str(tmp_path / "5.png"), str(tmp_path / f"{MOST_RECENT + 1}.png")]
    assert len(mine.recent()) == MOST_RECENT


def test_a_double_click_replaces_the_style_and_with_ctrl_it_is_a_further_one(
    application: Application, qtbot: QtBot
) -> None:
    gallery = open_gallery(application, qtbot)
    double_click(gallery, "painting:great-wave", Qt.KeyboardModifier.NoModifier)
    qtbot.waitUntil(lambda: style_names(application) == ["The Great Wave off Kanagawa"], timeout=PATIENCE_MS)
    double_click(gallery, "drawn:pencil", Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: style_names(application) == ["The Great Wave off Kanagawa", "Pencil"], timeout=PATIENCE_MS)
    assert isinstance(application.desk.document.styles[1].source, DrawnPicture)
    application.desk.undo()
    assert style_names(application) == ["The Great Wave off Kanagawa"]


def test_keys_take_a_style_too(application: Application, qtbot: QtBot) -> None:
    gallery = open_gallery(application, qtbot)
    gallery.list.setFocus()
    gallery.list.setCurrentIndex(index_of(gallery, "drawn:charcoal"))
    QTest.keyClick(gallery.list, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: style_names(application) == ["Charcoal"], timeout=PATIENCE_MS)
    QTest.keyClick(gallery.list, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    qtbot.waitUntil(lambda: style_names(application) == ["Charcoal", "Charcoal"], timeout=PATIENCE_MS)


def test_what_is_dragged_from_it_lands_where_it_is_dropped(application: Application, qtbot: QtBot) -> None:
    gallery = open_gallery(application, qtbot)
    data = gallery.list.model().mimeData([index_of(gallery, "painting:the-scream"), index_of(gallery, "drawn:oil")])
    (well,) = application.window.pictures.style_list.wells.values()
    middle, action = well.rect().center(), Qt.DropAction.CopyAction
    buttons, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    entered = QDragEnterEvent(QPoint(middle), action, data, buttons, keys)
    QApplication.sendEvent(well, entered)
    assert entered.isAccepted()
    QApplication.sendEvent(well, QDropEvent(QPointF(middle), action, data, buttons, keys))
    qtbot.waitUntil(lambda: style_names(application) == ["The Scream", "Oil, thick"], timeout=PATIENCE_MS)


def test_a_style_that_is_dropped_on_the_picture_is_a_further_style(application: Application, qtbot: QtBot) -> None:
    gallery = open_gallery(application, qtbot)
    data = gallery.list.model().mimeData([index_of(gallery, "drawn:felt")])
    place, action = QPointF(application.window.rect().center()), Qt.DropAction.CopyAction
    buttons, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(application.window, QDragEnterEvent(place.toPoint(), action, data, buttons, keys))
    QApplication.sendEvent(application.window, QDropEvent(place, action, data, buttons, keys))
    qtbot.waitUntil(lambda: style_names(application) == ["woodcut.png", "Felt"], timeout=PATIENCE_MS)
    assert application.desk.document.photo is not None
    assert application.desk.document.photo.name == "cat.jpg"


def test_pictures_of_the_styles_come_from_the_files_thread(application: Application, qtbot: QtBot) -> None:
    gallery = open_gallery(application, qtbot)
    names = "painting:udnie", "drawn:circuit"

    def have_come() -> bool:
        return all(index_of(gallery, name).data(Qt.ItemDataRole.DecorationRole) is not None for name in names)

    qtbot.waitUntil(have_come, timeout=PATIENCE_MS)


def test_a_file_that_was_used_as_a_style_is_one_s_own(
    application: Application, qtbot: QtBot, samples: Path, tmp_path: Path
) -> None:
    path = tmp_path / "my painting.png"
    copy(samples / "woodcut.png", path)
    application.window.pictures.load_requested.emit(FURTHER_STYLE, [str(path)])
    qtbot.waitUntil(lambda: len(style_names(application)) == 2, timeout=PATIENCE_MS)
    assert [entry.name for entry in shown(application.window.gallery) if entry.kind is Kind.MINE] == [str(path)]
    path.unlink()
    application.window.gallery.refresh()
    assert all(entry.kind is not Kind.MINE for entry in shown(application.window.gallery))


def test_what_a_folder_holds_is_one_s_own_until_it_is_forgotten(
    application: Application, qtbot: QtBot, samples: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "paintings"
    folder.mkdir()
    for name in ("b.png", "a.png"):
        copy(samples / "woodcut.png", folder / name)
    (folder / "notes.txt").write_text("no picture")
    gallery = open_gallery(application, qtbot)
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(folder))
    gallery.folders.aboutToShow.emit()
    gallery.folders.actions()[0].trigger()
    wanted = [str(folder / "a.png"), str(folder / "b.png")]
    qtbot.waitUntil(lambda: [entry.name for entry in shown(gallery)] == wanted, timeout=PATIENCE_MS)
    (folder / "b.png").unlink()
    gallery.hide()
    gallery.show()
    qtbot.waitUntil(lambda: [entry.name for entry in shown(gallery)] == wanted[:1], timeout=PATIENCE_MS)
    gallery.folders.aboutToShow.emit()
    assert gallery.folders.actions()[1].text() == "Forget paintings"
    gallery.folders.actions()[1].trigger()
    assert shown(gallery) == []


def test_the_first_start_shows_it_and_loads_nothing(qtbot: QtBot) -> None:
    with running(qtbot) as application:
        application.open([])
        assert application.window.gallery.isVisible()
        assert application.desk.document.photo is None
        assert application.desk.document.styles == ()
        actions = application.window.actions_
        assert not any(action.isEnabled() for action in (actions.undo, actions.redo, actions.start, actions.save))
        assert not application.window.scrubber.isVisible()


def test_the_sample_photo_comes_to_a_style_that_was_chosen_before(qtbot: QtBot) -> None:
    with running(qtbot) as application:
        application.open([])
        double_click(application.window.gallery, "drawn:felt", Qt.KeyboardModifier.NoModifier)
        qtbot.waitUntil(lambda: style_names(application) == ["Felt"], timeout=PATIENCE_MS)
        application.window.canvas.sample_requested.emit()
        qtbot.waitUntil(lambda: application.desk.document.photo is not None, timeout=PATIENCE_MS)
        qtbot.wait(300)
        assert style_names(application) == ["Felt"]


def test_what_one_had_last_comes_back_and_the_gallery_as_it_was(qtbot: QtBot, samples: Path) -> None:
    with running(qtbot) as application:
        application.open([str(samples / "rocket.jpg"), "painting:udnie", "drawn:pencil,density=70"])
        qtbot.waitUntil(lambda: len(style_names(application)) == 2, timeout=PATIENCE_MS)
        assert not application.window.gallery.isVisible()
        application.window.close()
        qtbot.waitUntil(lambda: not application.window.isVisible(), timeout=PATIENCE_MS)
    with running(qtbot) as again:
        again.open([])
        qtbot.waitUntil(lambda: len(style_names(again)) == 2, timeout=PATIENCE_MS)
        assert again.desk.document.photo is not None
        assert again.desk.document.photo.name == "rocket.jpg"
        assert style_names(again) == ["Udnie (Young American Girl, Dance)", "Pencil"]
        drawn = again.desk.document.styles[1].source
        assert isinstance(drawn, DrawnPicture)
        assert drawn.handles.density == 70
        assert not again.window.gallery.isVisible()


def rest_on(gallery: Gallery, name: str) -> None:
    index = index_of(gallery, name)
    gallery.list.scrollTo(index)
    QTest.mouseMove(gallery.list.viewport(), gallery.list.visualRect(index).center())


def thumbnail(gallery: Gallery, name: str) -> bytes:
    pixmap: QPixmap = index_of(gallery, name).data(Qt.ItemDataRole.DecorationRole)
    return bytes(pixmap.toImage().constBits())


def test_where_the_pointer_rests_the_style_is_tried_on_the_photo(qtbot: QtBot, samples: Path) -> None:
    with running(qtbot) as application:
        application.open([str(samples / "rocket.jpg")])
        qtbot.waitUntil(lambda: application.desk.document.photo is not None, timeout=PATIENCE_MS)
        gallery = open_gallery(application, qtbot)
        name = "painting:udnie"
        qtbot.waitUntil(
            lambda: index_of(gallery, name).data(Qt.ItemDataRole.DecorationRole) is not None, timeout=PATIENCE_MS
        )
        own = thumbnail(gallery, name)
        rest_on(gallery, name)
        qtbot.waitUntil(lambda: bool(index_of(gallery, name).data(IS_AWAITED)), timeout=PATIENCE_MS)
        qtbot.waitUntil(lambda: not index_of(gallery, name).data(IS_AWAITED), timeout=PATIENCE_MS)
        tried = thumbnail(gallery, name)
        assert tried != own
        rest_on(gallery, "painting:starry-night")
        qtbot.waitUntil(lambda: thumbnail(gallery, name) == own, timeout=PATIENCE_MS)
        rest_on(gallery, name)  # kept: it is there at once
        qtbot.waitUntil(lambda: thumbnail(gallery, name) == tried, timeout=1000)
        assert application.desk.document.styles == ()


def test_all_are_tried_those_that_are_seen_first_until_that_is_over(qtbot: QtBot, samples: Path) -> None:
    with running(qtbot) as application:
        application.open([])
        gallery = application.window.gallery
        assert not gallery.try_all.isEnabled()
        application.window.pictures.load_requested.emit(PHOTO, [str(samples / "rocket.jpg")])
        qtbot.waitUntil(gallery.try_all.isEnabled, timeout=PATIENCE_MS)
        QTest.mouseClick(gallery.kinds[Kind.PAINTING], Qt.MouseButton.LeftButton)
        QTest.mouseClick(gallery.try_all, Qt.MouseButton.LeftButton)
        QTest.mouseClick(gallery.kinds[Kind.DRAWN], Qt.MouseButton.LeftButton)  # what comes into view is tried too
        first, second, *_, last = (entry.name for entry in shown(gallery))
        assert index_of(gallery, last).data(IS_AWAITED)
        qtbot.waitUntil(lambda: not index_of(gallery, second).data(IS_AWAITED), timeout=PATIENCE_MS)
        assert not index_of(gallery, first).data(IS_AWAITED)
        assert index_of(gallery, last).data(IS_AWAITED)
        QTest.mouseClick(gallery.try_all, Qt.MouseButton.LeftButton)
        assert not index_of(gallery, last).data(IS_AWAITED)


def test_space_tries_the_chosen_style_and_shows_it_large(gallery: Gallery, qtbot: QtBot) -> None:
    gallery.show()
    gallery.allow_previews(True)
    name = "painting:udnie"
    gallery.set_thumbnail(name, np.zeros((60, 80, 3), np.uint8))
    gallery.list.setCurrentIndex(index_of(gallery, name))
    own = gallery.card.picture.pixmap().toImage().pixelColor(5, 5).lightness()
    with qtbot.waitSignal(gallery.looked_at) as asked:
        QTest.keyClick(gallery.list, Qt.Key.Key_Space)
    assert asked.args == [name]
    gallery.set_preview(name, np.full((60, 80, 3), 250, np.uint8))
    assert own == 0
    assert gallery.card.picture.pixmap().toImage().pixelColor(5, 5).lightness() > 240
    gallery.outdate_previews(False)  # it stays until there is another
    assert gallery.card.picture.pixmap().toImage().pixelColor(5, 5).lightness() > 240
    assert index_of(gallery, name).data(IS_AWAITED)
    gallery.outdate_previews(True)
    assert gallery.card.picture.pixmap().toImage().pixelColor(5, 5).lightness() == 0
    gallery.set_preview(name, np.full((60, 80, 3), 250, np.uint8))
    QTest.keyClick(gallery.list, Qt.Key.Key_Space)
    assert gallery.card.picture.pixmap().toImage().pixelColor(5, 5).lightness() == 0
    QTest.keyClick(gallery.list, Qt.Key.Key_Space)
    gallery.hide()
    gallery.show()
    with qtbot.waitSignal(gallery.looked_at) as asked:
        QTest.keyClick(gallery.list, Qt.Key.Key_Space)
    assert asked.args == [name]
    gallery.refuse_preview(name)
    assert not index_of(gallery, name).data(IS_AWAITED)
    gallery.allow_previews(False)
    assert not index_of(gallery, name).data(IS_AWAITED)
    with qtbot.assertNotEmitted(gallery.looked_at):
        QTest.keyClick(gallery.list, Qt.Key.Key_Space)


def test_a_style_that_was_pasted_stays_among_one_s_own(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    image = QImage(40, 30, QImage.Format.Format_RGB888)
    image.fill(QColor("teal"))
    with running(qtbot) as application:
        application.open([])
        gallery = application.window.gallery
        QTest.mouseClick(gallery.kinds[Kind.MINE], Qt.MouseButton.LeftButton)
        for _ in range(2):  # the same again is no other
            data = QMimeData()
            data.setImageData(image)
            application.window.pictures.style_list.adder.take_data(data, "Pasted picture")
            qtbot.waitUntil(lambda: len(shown(gallery)) == 1, timeout=PATIENCE_MS)
        qtbot.wait(300)
        (entry,) = shown(gallery)
        assert Path(entry.name).is_file()
    with running(qtbot) as again:
        again.open([])
        QTest.mouseClick(again.window.gallery.kinds[Kind.MINE], Qt.MouseButton.LeftButton)
        again.window.gallery.show()
        qtbot.waitUntil(lambda: shown(again.window.gallery) == [entry], timeout=PATIENCE_MS)


def test_the_styles_that_there_are_become_one_style_file(
    qtbot: QtBot, application: Application, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "mine.stylegui-style"
    monkeypatch.setattr(style_file_dialog, "ask_file", lambda *_, **__: str(path))
    monkeypatch.setattr(learning, "SIZES", (64, 88, 128))
    monkeypatch.setattr(style_file, "SIZES", (64, 88, 128))

    def fill_in() -> None:
        dialog = application.window.findChild(StyleFileDialog)
        assert dialog is not None
        assert dialog.name.text() == "woodcut"
        dialog.author.setText("A. Cutter")
        buttons = dialog.findChild(QDialogButtonBox)
        assert buttons is not None
        QTest.mouseClick(buttons.buttons()[0], Qt.MouseButton.LeftButton)

    QTimer.singleShot(300, fill_in)
    application.window.actions_.save_style.trigger()
    qtbot.waitUntil(path.exists, timeout=PATIENCE_MS)
    qtbot.waitUntil(lambda: str(path) in [each.name for each in shown(application.window.gallery)], timeout=PATIENCE_MS)
    assert load_style(path).about.author == "A. Cutter"


def test_what_the_pointer_rests_on_is_shown_large_and_space_keeps_it(gallery: Gallery, qtbot: QtBot) -> None:
    gallery.show()
    gallery.allow_previews(True)
    chosen, other = (entry.name for entry in shown(gallery)[:2])
    gallery.list.setCurrentIndex(index_of(gallery, chosen))
    own_title = gallery.card.title.text()
    rest_on(gallery, other)
    gallery.set_preview(other, np.full((60, 80, 3), 250, np.uint8))
    qtbot.waitUntil(lambda: gallery.card.title.text() != own_title, timeout=PATIENCE_MS)
    assert gallery.card.picture.pixmap().toImage().pixelColor(5, 5).lightness() > 240
    gallery.list.leave()
    assert gallery.card.title.text() == own_title
    rest_on(gallery, chosen)
    asked = list[str]()
    gallery.looked_at.connect(asked.append)
    qtbot.waitUntil(lambda: asked == [chosen], timeout=PATIENCE_MS)
    QTest.keyClick(gallery.list, Qt.Key.Key_Space)
    gallery.list.leave()
    assert asked == [chosen]  # it is still looked at
    QTest.keyClick(gallery.list, Qt.Key.Key_Space)
    assert asked == [chosen, ""]


def test_try_all_tells_how_far_it_is(gallery: Gallery) -> None:
    gallery.show()
    gallery.allow_previews(True)
    QTest.mouseClick(gallery.kinds[Kind.PAINTING], Qt.MouseButton.LeftButton)
    QTest.mouseClick(gallery.try_all, Qt.MouseButton.LeftButton)
    assert gallery.try_all.text() == "Try all (0 of 10)"
    for count, entry in enumerate(shown(gallery), 1):
        gallery.set_preview(entry.name, np.zeros((6, 8, 3), np.uint8))
        assert gallery.try_all.text() == ("Try all" if count == 10 else f"Try all ({count} of 10)")


def test_an_empty_gallery_invites(gallery: Gallery) -> None:
    gallery.show()
    QTest.mouseClick(gallery.kinds[Kind.MINE], Qt.MouseButton.LeftButton)
    assert shown(gallery) == []
    assert "Star a style" in gallery.list.invitation
    assert len(set(bytes(gallery.list.viewport().grab().toImage().bits())[::4])) > 2  # words, not a plain ground
    QTest.keyClicks(gallery.search, "none such")
    assert "called that" in gallery.list.invitation


def test_reading_styles_can_be_cancelled(
    qtbot: QtBot, application: Application, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, read, cancelled = tmp_path / "mine.stylegui-style", learning._read, threading.Event()

    def read_when_cancelled(*arguments: Any) -> style_file.Reading:  # else it may be done before the user gets there
        cancelled.wait(PATIENCE_MS / 1000)
        return read(*arguments)

    monkeypatch.setattr(learning, "_read", read_when_cancelled)
    application.window.files.save_style_requested.emit("mine", "", "", str(path))
    application.window.files._show_reading(str(path))
    asked = list[str]()

    def stay(text: str, *_: object) -> str:
        asked.append(text)
        return ""

    monkeypatch.setattr(application.window.messages, "ask", stay)
    application.window.show()
    application.window.close()  # which would lose it
    assert "style file is not written" in asked[0]
    assert application.window.isVisible()
    application.window.files.save_style_cancelled.emit()
    cancelled.set()
    qtbot.waitUntil(lambda: application.window.findChild(QProgressDialog) is None, timeout=PATIENCE_MS)
    assert not path.exists()


def test_a_style_file_without_marks_is_not_painted_with_in_strokes(
    qtbot: QtBot, application: Application, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    style = application.desk.document.styles[0].picture
    learnt = learning.learn(Encoder(load_network("vgg16")), style, Settings(), marks=False)
    path = tmp_path / "mine.stylegui-style"
    style_file.save_style(learnt, path)
    use(application, QUICK.model_copy(update={"look": "strokes"}))
    key = application.desk.document.styles[0].key
    application.window.pictures.load_requested.emit(style_place(key), [str(path)])
    advice = application.window.advice
    qtbot.waitUntil(lambda: advice.shown is not None and advice.shown.about == "marks", timeout=PATIENCE_MS)
    said = list[str]()
    monkeypatch.setattr(application.window.messages, "fail", said.append)  # a dialog that would wait
    application.window.actions_.start.trigger()
    assert "holds no marks" in said[0]
    assert len(application.desk.history) == 0
