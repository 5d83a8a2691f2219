"""The wells: what is dropped, pasted or chosen gets in or is refused with the reason."""

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from stylegui.engine.images import Picture
from stylegui.gui.pictures.image_well import ImageWell
from stylegui.gui.pictures.style_list import ADD, StyleList

PIXELS = np.full((40, 60, 3), 90, np.uint8)


def picture(name: str = "painting.png", notices: tuple[str, ...] = ()) -> Picture:
    return Picture(PIXELS, None, name, Path("/pictures") / name, notices)


def urls(*addresses: str) -> QMimeData:
    data = QMimeData()
    data.setUrls([QUrl(address) for address in addresses])
    return data


def drag_over(widget: QWidget, data: QMimeData) -> QDragEnterEvent:
    event = QDragEnterEvent(
        QPoint(5, 5), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    QApplication.sendEvent(widget, event)
    return event


def drop(widget: QWidget, data: QMimeData) -> None:
    drag_over(widget, data)
    event = QDropEvent(
        QPointF(5, 5), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    QApplication.sendEvent(widget, event)


def said(widget: QWidget) -> str:
    QApplication.processEvents()  # what was added becomes visible with the next layout
    return " ".join(label.text().replace("\u200b", "") for label in widget.findChildren(QLabel) if label.isVisible())


@pytest.fixture
def well(qtbot: QtBot) -> ImageWell:
    well = ImageWell("Photo", "Drop a photo here")
    qtbot.addWidget(well)
    well.resize(220, 200)
    well.show()
    return well


@pytest.fixture
def styles(qtbot: QtBot) -> StyleList:
    styles = StyleList()
    qtbot.addWidget(styles)
    styles.resize(240, 600)
    styles.show()
    return styles


def test_empty_it_invites_and_filled_it_tells_name_and_size(well: ImageWell) -> None:
    assert "Drop a photo here" in said(well)
    well.set_picture(picture(), PIXELS)
    assert "painting.png" in said(well)
    assert "60 × 40 px" in said(well)
    assert "Drop a photo here" not in said(well)


def test_several_dropped_files_are_handed_on_in_order(well: ImageWell, qtbot: QtBot) -> None:
    with qtbot.waitSignal(well.files_given) as given:
        drop(well, urls("file:///a%20b.png", "file:///ä.jpg"))
    assert given.args == [["/a b.png", "/ä.jpg"]]


def test_picture_data_of_a_browser_becomes_a_picture(well: ImageWell, qtbot: QtBot) -> None:
    data = urls("https://example.org/painting.jpg")
    image = QImage(30, 20, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.red)
    data.setImageData(image)
    with qtbot.waitSignal(well.picture_given) as given:
        drop(well, data)
    assert given.args is not None
    taken = given.args[0]
    assert (taken.width, taken.height) == (30, 20)
    assert taken.pixels[10, 10].tolist() == [255, 0, 0]


def test_a_mere_web_address_is_refused_with_what_to_do(well: ImageWell, qtbot: QtBot) -> None:
    well.set_picture(picture(), PIXELS)
    with qtbot.assertNotEmitted(well.picture_given), qtbot.assertNotEmitted(well.files_given):
        drop(well, urls("https://example.org/page.html"))
    assert "save the picture" in said(well)
    assert well.picture is not None


def test_text_is_not_taken(well: ImageWell) -> None:
    data = QMimeData()
    data.setText("hello")
    assert not drag_over(well, data).isAccepted()


def test_it_lights_up_while_something_is_dragged_over_it(well: ImageWell) -> None:
    plain = well.grab().toImage()
    drag_over(well, urls("file:///a.png"))
    assert well.grab().toImage() != plain
    QApplication.sendEvent(well, QDragLeaveEvent())
    assert well.grab().toImage() == plain


def test_a_refusal_shows_beside_what_stays_and_goes_with_the_next_picture(well: ImageWell) -> None:
    well.set_picture(picture(), PIXELS)
    well.refuse("broken.png is damaged")
    assert "broken.png is damaged" in said(well)
    assert well.picture is not None
    well.set_picture(picture("other.png"), PIXELS)
    assert "damaged" not in said(well)


def test_notices_about_a_picture_are_shown(well: ImageWell) -> None:
    well.set_picture(picture(notices=("the first of 3 frames is used",)), PIXELS)
    assert "the first of 3 frames" in said(well)


def test_click_and_keys_open_and_remove(well: ImageWell, qtbot: QtBot) -> None:
    with qtbot.waitSignal(well.open_requested):
        QTest.mouseClick(well, Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(well.open_requested):
        QTest.keyClick(well, Qt.Key.Key_Return)
    well.set_picture(picture(), PIXELS)
    with qtbot.waitSignal(well.remove_requested):
        QTest.keyClick(well, Qt.Key.Key_Delete)


def test_styles_are_added_replaced_and_removed(styles: StyleList, qtbot: QtBot) -> None:
    styles.take(ADD, picture("a.png"), PIXELS)
    styles.take(ADD, picture("b.png"), PIXELS)
    styles.take(0, picture("c.png"), PIXELS)
    assert [style.picture.name for style in styles.styles()] == ["c.png", "b.png"]
    with qtbot.waitSignal(styles.styles_changed):
        QTest.keyClick(styles.wells[0], Qt.Key.Key_Delete)
    assert [style.picture.name for style in styles.styles()] == ["b.png"]


def test_a_drop_on_a_style_names_its_place_and_elsewhere_means_a_further_one(styles: StyleList, qtbot: QtBot) -> None:
    styles.take(ADD, picture("a.png"), PIXELS)
    with qtbot.waitSignal(styles.files_given) as given:
        drop(styles.wells[0], urls("file:///new.png"))
    assert given.args == [0, ["/new.png"]]
    with qtbot.waitSignal(styles.files_given) as given:
        drop(styles.adder, urls("file:///new.png"))
    assert given.args == [ADD, ["/new.png"]]


def test_shares_are_parts_of_the_whole_and_only_where_there_are_several(styles: StyleList, qtbot: QtBot) -> None:
    styles.take(ADD, picture("a.png"), PIXELS)
    assert "Share" not in said(styles)
    styles.take(ADD, picture("b.png"), PIXELS)
    assert styles.shares() == (50.0, 50.0)
    slider = styles.wells[0].findChildren(QWidget, options=Qt.FindChildOption.FindChildrenRecursively)
    sliders = [widget for widget in slider if widget.accessibleName() == "Share"]
    with qtbot.waitSignal(styles.styles_changed):
        QTest.keyClick(sliders[0], Qt.Key.Key_Home)
    assert styles.shares() == (0.0, 100.0)


def test_what_one_share_leaves_the_others_share(styles: StyleList) -> None:
    for name in ("a.png", "b.png", "c.png"):
        styles.take(ADD, picture(name), PIXELS)
    assert styles.shares() == (33.0, 33.0, 33.0)
    styles.controls[0].share.set_value(40)
    styles.controls[2].share.set_value(90)
    assert styles.shares() == (6.0, 4.0, 90.0)
    styles.wells[2].remove_requested.emit()
    assert styles.shares() == (60.0, 40.0)


def test_several_refusals_are_all_told_and_a_good_file_beside_them_does_not_hide_them(styles: StyleList) -> None:
    styles.refuse(ADD, "a.txt is not a picture")
    styles.refuse(ADD, "b.txt is not a picture")
    styles.take(ADD, picture("c.png"), PIXELS)
    assert "a.txt is not a picture" in said(styles)
    assert "b.txt is not a picture" in said(styles)


def test_a_click_on_a_share_opens_no_dialog(styles: StyleList, qtbot: QtBot) -> None:
    styles.take(ADD, picture("a.png"), PIXELS)
    styles.take(ADD, picture("b.png"), PIXELS)
    QApplication.processEvents()
    label = next(each for each in styles.wells[0].findChildren(QLabel) if each.text() == "Share")
    with qtbot.assertNotEmitted(styles.open_requested, wait=50):
        QTest.mouseClick(label, Qt.MouseButton.LeftButton)
