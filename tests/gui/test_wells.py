"""The wells: what is dropped, pasted or chosen gets in or is refused with the reason."""

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from stylegui.engine.pictures.images import Picture
from stylegui.gui.basics.icon_button import IconButton
from stylegui.gui.controls.slider import ValueSlider
from stylegui.gui.pictures.image_well import ImageWell

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


def test_addresses_and_files_that_came_together_are_both_handed_on(well: ImageWell) -> None:
    given: list[list[str]] = []
    well.files_given.connect(given.append)
    well.addresses_given.connect(given.append)
    drop(well, urls("https://example.org/a.png", "file:///b.png"))
    assert given == [["/b.png"], ["https://example.org/a.png"]]


def test_a_drop_never_moves_the_file_away(well: ImageWell) -> None:
    data = urls("file:///a.png")
    drag_over(well, data)
    event = QDropEvent(
        QPointF(5, 5),
        Qt.DropAction.MoveAction | Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.ShiftModifier,
    )
    QApplication.sendEvent(well, event)
    assert event.isAccepted()
    assert event.dropAction() == Qt.DropAction.CopyAction


def test_a_pasted_path_is_taken(well: ImageWell, qtbot: QtBot) -> None:
    data = QMimeData()
    data.setText('"/pictures/my cat.jpg"')
    with qtbot.waitSignal(well.files_given) as given:
        well.take_data(data, "Pasted picture")
    assert given.args == [["/pictures/my cat.jpg"]]


def test_what_is_no_use_is_refused_with_what_to_do(well: ImageWell, qtbot: QtBot) -> None:
    well.set_picture(picture(), PIXELS)
    data = QMimeData()
    data.setText("hello")
    with qtbot.assertNotEmitted(well.picture_given), qtbot.assertNotEmitted(well.files_given):
        well.take_data(data, "Pasted picture")
    assert "“hello” is no picture" in said(well)
    assert well.picture is not None


def test_text_that_is_dragged_is_not_taken(well: ImageWell) -> None:
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


def test_it_is_named_after_its_picture(well: ImageWell) -> None:
    replace, remove = well.findChildren(IconButton)
    assert well.accessibleName() == "Photo"
    well.set_picture(picture("cat.jpg"), PIXELS)
    assert well.accessibleName() == "Photo: cat.jpg"
    assert (replace.toolTip(), remove.toolTip()) == ("Replace cat.jpg", "Remove cat.jpg")
    assert (replace.accessibleName(), remove.accessibleName()) == ("Replace cat.jpg", "Remove cat.jpg")
    well.set_title("Style 2 of 3")
    assert well.accessibleName() == "Style 2 of 3: cat.jpg"
    well.set_picture(None, None)
    assert well.accessibleName() == "Style 2 of 3"
    assert well.toolTip() == ""


def test_a_click_on_a_control_below_the_picture_opens_no_dialog(well: ImageWell, qtbot: QtBot) -> None:
    well.add_below(ValueSlider("Share", "Its part.", 50))
    well.set_picture(picture(), PIXELS)
    QApplication.processEvents()
    label = next(each for each in well.findChildren(QLabel) if each.text() == "Share")
    with qtbot.assertNotEmitted(well.open_requested, wait=50):
        QTest.mouseClick(label, Qt.MouseButton.LeftButton)
