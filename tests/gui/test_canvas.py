"""The canvas: what is seen, where it stays, and when a frame counts as shown."""

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QDrag, QImage, QMouseEvent, QWheelEvent
from PySide6.QtTest import QSignalSpy, QTest
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from stylegui.engine.pictures.images import Picture
from stylegui.engine.recipes.recipe import Recipe
from stylegui.engine.run import frame as frame_module
from stylegui.engine.run.frame import Frame, Progress
from stylegui.engine.settings import Settings
from stylegui.engine.styles.style import Style
from stylegui.gui.canvas.canvas import Canvas
from stylegui.gui.canvas.drag_grip import DragGrip
from stylegui.gui.canvas.view_transform import View

RED, BLUE = (200, 30, 30), (30, 30, 200)
LEFT, NONE = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
CTRL_FREE = Qt.KeyboardModifier.NoModifier


def plain(width: int, height: int, colour: tuple[int, int, int]) -> NDArray[np.uint8]:
    return np.full((height, width, 3), colour, np.uint8)


def stripes(width: int, height: int) -> NDArray[np.uint8]:
    """Columns of one pixel, red and blue in turn."""
    pixels = plain(width, height, RED)
    pixels[:, 1::2] = BLUE
    return pixels


def frame(pixels: NDArray[np.uint8], width: int = 400, height: int = 300) -> Frame:
    progress = Progress(1, 1, pixels.shape[1], pixels.shape[0], 1, 9, 1, 0.1, None, False)
    recipe = Recipe(Picture(pixels), (Style(Picture(pixels)),), Settings())
    return Frame(pixels, width, height, recipe, {"total": 1.0}, progress)


def colours(canvas: Canvas, x: int, y: int, width: int, height: int) -> set[tuple[int, int, int]]:
    """The colours that are seen in a part of the canvas."""
    image = canvas.grab().toImage()
    points = [image.pixelColor(column, row) for column in range(x, x + width) for row in range(y, y + height)]
    return {(point.red(), point.green(), point.blue()) for point in points}


def wheel(canvas: Canvas, at: QPoint, notches: float, pixels: int = 0) -> None:
    event = QWheelEvent(
        QPointF(at),
        QPointF(canvas.mapToGlobal(at)),
        QPoint(0, pixels),
        QPoint(0, round(notches * 120)),
        NONE,
        CTRL_FREE,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(canvas, event)


def drag(canvas: Canvas, start: QPoint, end: QPoint, button: Qt.MouseButton = LEFT) -> None:
    QTest.mousePress(canvas, button, pos=start)
    # QTest.mouseMove carries no button, and the real thing does.
    place = QPointF(canvas.mapToGlobal(end))
    event = QMouseEvent(QMouseEvent.Type.MouseMove, QPointF(end), place, NONE, button, CTRL_FREE)
    QApplication.sendEvent(canvas, event)
    QTest.mouseRelease(canvas, button, pos=end)


def near(one: QPointF, other: QPointF, within: float) -> bool:
    return (one - other).manhattanLength() <= within


@pytest.fixture
def canvas(qtbot: QtBot) -> Canvas:
    canvas = Canvas()
    qtbot.addWidget(canvas)
    canvas.resize(632, 432)
    with qtbot.waitExposed(canvas):
        canvas.show()
    return canvas


@pytest.fixture
def middle(canvas: Canvas) -> QPoint:
    return canvas.rect().center()


def test_an_empty_canvas_invites_and_offers_the_sample(canvas: Canvas, qtbot: QtBot) -> None:
    button = canvas.findChild(QPushButton)
    assert isinstance(button, QPushButton)
    assert button.isVisible()
    with qtbot.waitSignal(canvas.sample_requested):
        QTest.mouseClick(button, LEFT)
    canvas.set_photo(plain(40, 30, RED))
    assert not button.isVisible()
    canvas.set_photo(None)
    assert button.isVisible()


def test_an_empty_canvas_cannot_be_zoomed(canvas: Canvas, middle: QPoint) -> None:
    before = canvas.zoom
    wheel(canvas, middle, 3)
    canvas.zoom_in()
    assert canvas.zoom == before


def test_the_photo_is_seen_until_there_is_a_result_and_again_without(canvas: Canvas, middle: QPoint) -> None:
    spot = (middle.x(), middle.y(), 1, 1)
    canvas.set_photo(plain(40, 30, RED))
    assert colours(canvas, *spot) == {RED}
    canvas.show_frame(frame(plain(40, 30, BLUE)))
    assert colours(canvas, *spot) == {BLUE}
    canvas.clear_result()
    assert colours(canvas, *spot) == {RED}


def test_a_new_frame_of_another_resolution_does_not_move_the_view(canvas: Canvas, middle: QPoint) -> None:
    canvas.show_frame(frame(stripes(50, 37)))
    wheel(canvas, QPoint(200, 150), 4)
    drag(canvas, middle, middle + QPoint(30, -20))
    before, zoom = canvas.picture_at(QPointF(100, 100)), canvas.zoom
    for pixels in (stripes(100, 75), stripes(400, 300)):
        canvas.show_frame(frame(pixels))
        assert canvas.zoom == zoom
        assert canvas.picture_at(QPointF(100, 100)) == before


def test_a_result_of_another_size_than_the_photo_stays_under_the_pointer(canvas: Canvas) -> None:
    canvas.set_photo(stripes(4000, 2999))
    wheel(canvas, QPoint(200, 150), 4)
    before, zoom = canvas.picture_at(QPointF(100, 100)), canvas.zoom
    canvas.show_frame(frame(plain(100, 75, BLUE), 400, 300))
    assert near(canvas.picture_at(QPointF(100, 100)), before / 10, 0.5)
    assert canvas.zoom == pytest.approx(zoom * 10)


def test_a_photo_of_another_shape_is_fitted(canvas: Canvas) -> None:
    canvas.set_photo(plain(400, 300, RED))
    canvas.actual_size()
    canvas.set_photo(plain(300, 600, RED))
    assert canvas.zoom == pytest.approx(400 / 600)


def test_the_picture_point_under_the_pointer_stays_when_the_wheel_turns(canvas: Canvas) -> None:
    canvas.show_frame(frame(stripes(400, 300)))
    at = QPoint(210, 140)
    before = canvas.picture_at(QPointF(at))
    for notches in (1, 2, 3, 0.5, -1, -2):
        wheel(canvas, at, notches)
        assert near(canvas.picture_at(QPointF(at)), before, 1.0)


def test_a_touchpad_that_reports_pixels_zooms_too(canvas: Canvas, middle: QPoint) -> None:
    canvas.show_frame(frame(stripes(400, 300)))
    before = canvas.zoom
    wheel(canvas, middle, 0, pixels=20)
    assert canvas.zoom > before


def test_the_zoom_has_ends(canvas: Canvas, middle: QPoint) -> None:
    canvas.show_frame(frame(stripes(400, 300)))
    wheel(canvas, middle, 100)
    assert canvas.zoom == pytest.approx(32)
    wheel(canvas, middle, -200)
    assert canvas.zoom == pytest.approx(0.05)


def test_a_fit_fills_the_window_and_stays_a_fit(canvas: Canvas, qtbot: QtBot) -> None:
    canvas.show_frame(frame(plain(400, 300, RED)))
    assert canvas.zoom == pytest.approx((432 - 32) / 300)
    with qtbot.waitSignal(canvas.zoom_changed):
        canvas.resize(432, 432)
    assert canvas.zoom == pytest.approx((432 - 32) / 400)


def test_a_zoom_of_ones_own_keeps_the_centre_when_the_window_is_resized(canvas: Canvas) -> None:
    canvas.show_frame(frame(stripes(400, 300)))
    wheel(canvas, QPoint(200, 150), 6)
    zoom, before = canvas.zoom, canvas.picture_at(QPointF(316, 216))
    canvas.resize(500, 400)
    assert canvas.zoom == zoom
    assert near(canvas.picture_at(QPointF(250, 200)), before, 1.0)


def test_100_percent_is_one_pixel_for_one_pixel(canvas: Canvas) -> None:
    pixels = np.random.default_rng(1).integers(0, 256, (301, 401, 3), dtype=np.uint8)
    canvas.show_frame(frame(pixels, 401, 301))
    canvas.actual_size()
    corner = canvas.picture_at(QPointF(0, 0))
    image = canvas.grab().toImage()
    for x, y in ((150, 100), (317, 216), (400, 300)):
        seen = QColor(image.pixel(x, y))
        expected = pixels[round(y + corner.y()), round(x + corner.x())]
        assert (seen.red(), seen.green(), seen.blue()) == tuple(expected)


def test_the_zoom_steps_pass_the_round_numbers(canvas: Canvas) -> None:
    canvas.show_frame(frame(stripes(400, 300)))
    canvas.actual_size()
    seen = []
    for step in (canvas.zoom_in, canvas.zoom_in, canvas.zoom_out, canvas.zoom_out, canvas.zoom_out):
        step()
        seen.append(canvas.zoom)
    assert seen == pytest.approx([1.5, 2, 1.5, 1, 0.667])


def test_pixels_are_seen_as_squares_above_300_percent_and_smoothed_below(canvas: Canvas) -> None:
    canvas.show_frame(frame(stripes(400, 300)))
    canvas.actual_size()
    for _ in range(3):
        canvas.zoom_in()
    assert canvas.zoom == 3
    assert len(colours(canvas, 200, 200, 40, 2)) > 2
    canvas.zoom_in()
    assert canvas.zoom == 4
    assert colours(canvas, 200, 200, 40, 2) == {RED, BLUE}


@pytest.mark.parametrize("button", [LEFT, Qt.MouseButton.MiddleButton])
def test_dragging_moves_the_picture_with_the_pointer(canvas: Canvas, button: Qt.MouseButton) -> None:
    canvas.show_frame(frame(stripes(400, 300)))
    wheel(canvas, QPoint(300, 200), 6)
    before = canvas.picture_at(QPointF(300, 200))
    drag(canvas, QPoint(300, 200), QPoint(340, 170), button)
    assert near(canvas.picture_at(QPointF(340, 170)), before, 0.5)


def test_the_picture_cannot_be_lost_from_sight(canvas: Canvas) -> None:
    canvas.show_frame(frame(plain(400, 300, RED)))
    wheel(canvas, QPoint(300, 200), 6)
    for _ in range(20):
        drag(canvas, QPoint(10, 10), QPoint(600, 400))
    assert RED in colours(canvas, 160, 110, 300, 1)
    canvas.fit()
    before = canvas.picture_at(QPointF(0, 0))
    drag(canvas, QPoint(10, 10), QPoint(600, 400))
    assert canvas.picture_at(QPointF(0, 0)) == before


def test_arrow_keys_move_the_picture(canvas: Canvas) -> None:
    canvas.show_frame(frame(stripes(400, 300)))
    wheel(canvas, QPoint(316, 216), 8)
    before = canvas.picture_at(QPointF(0, 0))
    QTest.keyClick(canvas, Qt.Key.Key_Right)
    QTest.keyClick(canvas, Qt.Key.Key_Down)
    after = canvas.picture_at(QPointF(0, 0))
    assert after.x() > before.x()
    assert after.y() > before.y()


def compared(canvas: Canvas) -> Canvas:
    canvas.set_photo(plain(800, 600, RED))
    canvas.show_frame(frame(plain(400, 300, BLUE)))
    canvas.set_compare(True)
    return canvas


def test_the_split_shows_the_photo_left_and_the_result_right(canvas: Canvas) -> None:
    compared(canvas)
    assert colours(canvas, 120, 300, 150, 1) == {RED}
    assert colours(canvas, 350, 300, 150, 1) == {BLUE}
    canvas.set_compare(False)
    assert colours(canvas, 120, 300, 400, 1) == {BLUE}


def test_the_split_is_dragged_and_the_picture_stays(canvas: Canvas, middle: QPoint) -> None:
    compared(canvas)
    before = canvas.picture_at(QPointF(0, 0))
    drag(canvas, QPoint(middle.x() + 2, 300), QPoint(150, 300))
    assert canvas.picture_at(QPointF(0, 0)) == before
    assert colours(canvas, 120, 300, 20, 1) == {RED}
    assert colours(canvas, 170, 300, 300, 1) == {BLUE}


def test_the_split_has_its_own_cursor(canvas: Canvas, middle: QPoint) -> None:
    compared(canvas)
    QTest.mouseMove(canvas, QPoint(middle.x(), 300))
    assert canvas.cursor().shape() == Qt.CursorShape.SplitHCursor
    QTest.mouseMove(canvas, QPoint(middle.x() + 60, 300))
    assert canvas.cursor().shape() == Qt.CursorShape.ArrowCursor


def test_space_pans_even_on_the_split(canvas: Canvas, middle: QPoint) -> None:
    compared(canvas)
    wheel(canvas, middle, 6)
    before, split = canvas.picture_at(QPointF(middle)), canvas.split
    QTest.keyPress(canvas, Qt.Key.Key_Space)
    drag(canvas, middle, middle + QPoint(40, 0))
    QTest.keyRelease(canvas, Qt.Key.Key_Space)
    assert canvas.split == split
    assert near(canvas.picture_at(QPointF(middle + QPoint(40, 0))), before, 0.5)


def test_the_split_keeps_its_place_in_the_picture(canvas: Canvas, middle: QPoint) -> None:
    compared(canvas)
    wheel(canvas, middle, 3)
    assert canvas.split == 0.5
    canvas.show_frame(frame(plain(200, 150, BLUE)))
    assert canvas.split == 0.5


def test_keys_move_the_split(canvas: Canvas) -> None:
    compared(canvas)
    QTest.keyClick(canvas, Qt.Key.Key_Period)
    assert canvas.split == pytest.approx(0.52)
    QTest.keyClick(canvas, Qt.Key.Key_Comma)
    QTest.keyClick(canvas, Qt.Key.Key_Comma)
    assert canvas.split == pytest.approx(0.48)


def test_the_split_comes_where_it_can_be_seen(canvas: Canvas) -> None:
    compared(canvas)
    canvas.set_compare(False)
    wheel(canvas, QPoint(560, 216), 8)
    canvas.set_compare(True)
    assert {RED, BLUE} <= colours(canvas, 200, 300, 232, 1)


def test_a_frame_is_acknowledged_once_and_only_after_it_was_painted(canvas: Canvas, qtbot: QtBot) -> None:
    shown = QSignalSpy(canvas.frame_shown)
    canvas.show_frame(frame(stripes(400, 300)))
    assert shown.count() == 0
    qtbot.waitUntil(lambda: shown.count() == 1)
    canvas.repaint()
    QTest.qWait(300)
    assert shown.count() == 1
    canvas.show_frame(frame(stripes(200, 150)))
    qtbot.waitUntil(lambda: shown.count() == 2)


def test_a_hidden_canvas_acknowledges_too(canvas: Canvas) -> None:
    canvas.hide()
    shown = QSignalSpy(canvas.frame_shown)
    canvas.show_frame(frame(stripes(400, 300)))
    QApplication.processEvents()
    assert shown.count() == 1


def test_a_canvas_hidden_before_its_paint_acknowledges(canvas: Canvas) -> None:
    shown = QSignalSpy(canvas.frame_shown)
    canvas.show_frame(frame(stripes(400, 300)))
    canvas.hide()
    QApplication.processEvents()
    assert shown.count() == 1


def test_a_minimised_window_acknowledges(canvas: Canvas) -> None:
    canvas.showMinimized()
    QApplication.processEvents()
    shown = QSignalSpy(canvas.frame_shown)
    canvas.show_frame(frame(stripes(400, 300)))
    QApplication.processEvents()
    assert shown.count() == 1


def test_a_window_that_is_never_asked_to_paint_acknowledges(canvas: Canvas, qtbot: QtBot) -> None:
    canvas.setUpdatesEnabled(False)
    with qtbot.waitSignal(canvas.frame_shown, timeout=1000):
        canvas.show_frame(frame(stripes(400, 300)))
    canvas.setUpdatesEnabled(True)


def test_what_is_shown_does_not_change_with_the_array_it_came_from(canvas: Canvas, middle: QPoint) -> None:
    pixels = plain(400, 300, RED)
    canvas.show_frame(frame(pixels))
    pixels[:] = BLUE
    assert colours(canvas, middle.x(), middle.y(), 1, 1) == {RED}


def test_a_photo_may_be_any_view_of_an_array(canvas: Canvas, middle: QPoint) -> None:
    canvas.set_photo(plain(401, 300, (30, 30, 200))[::2, ::2, ::-1])
    assert colours(canvas, middle.x(), middle.y(), 1, 1) == {(200, 30, 30)}


def test_extreme_pictures_are_shown(canvas: Canvas) -> None:
    for width, height in ((1, 1), (100_000, 1), (1, 3000)):
        canvas.set_photo(plain(width, height, RED))
        canvas.grab()
        assert canvas.zoom > 0


def grip(canvas: Canvas) -> DragGrip:
    found = canvas.findChild(DragGrip)
    assert isinstance(found, DragGrip)
    return found


def pull(handle: DragGrip) -> None:
    """Press the grip and move, without letting go."""
    QTest.mousePress(handle, LEFT)
    end = handle.rect().center() + QPoint(-60, -60)
    place = QPointF(handle.mapToGlobal(end))
    move = QMouseEvent(QMouseEvent.Type.MouseMove, QPointF(end), place, NONE, LEFT, CTRL_FREE)
    QApplication.sendEvent(handle, move)
    QApplication.sendEvent(handle, move)


def test_the_grip_is_there_when_there_is_something_to_drag(canvas: Canvas) -> None:
    assert not grip(canvas).isVisible()
    canvas.show_frame(frame(plain(400, 300, RED)))
    assert grip(canvas).isVisible()
    canvas.clear_result()
    assert not grip(canvas).isVisible()


def test_pulling_the_grip_drags_the_file_out(canvas: Canvas, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    dragged: list[str] = []

    def run(self: QDrag, action: Qt.DropAction) -> Qt.DropAction:
        dragged.extend(url.toLocalFile() for url in self.mimeData().urls())
        assert not self.pixmap().isNull()
        return action

    monkeypatch.setattr(QDrag, "exec", run)
    started = QSignalSpy(canvas.drag_out_started)
    canvas.show_frame(frame(plain(400, 300, RED)))
    pull(grip(canvas))
    assert started.count() == 1
    canvas.begin_drag(str(tmp_path / "härlig.png"))
    assert dragged == [str(tmp_path / "härlig.png")]
    canvas.begin_drag(str(tmp_path / "härlig.png"))
    assert len(dragged) == 1


def test_a_grip_that_was_let_go_drags_nothing(canvas: Canvas, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QDrag, "exec", lambda *_: pytest.fail("dragged"))
    canvas.show_frame(frame(plain(400, 300, RED)))
    canvas.begin_drag("/nowhere.png")
    pull(grip(canvas))
    QTest.mouseRelease(grip(canvas), LEFT)
    canvas.begin_drag("/nowhere.png")


def test_a_click_on_the_grip_is_no_drag(canvas: Canvas) -> None:
    canvas.show_frame(frame(plain(400, 300, RED)))
    started = QSignalSpy(canvas.drag_out_started)
    QTest.mouseClick(grip(canvas), LEFT)
    assert started.count() == 0


def test_a_drop_is_announced_and_left_to_the_window(canvas: Canvas) -> None:
    assert not canvas.acceptDrops()
    canvas.set_photo(plain(400, 300, RED))
    before = canvas.grab().toImage()
    canvas.set_drop_highlight(True)
    assert canvas.grab().toImage() != before
    canvas.set_drop_highlight(False)
    assert canvas.grab().toImage() == before


def test_100_percent_minds_a_dense_screen() -> None:
    view = View().resized(600, 400, 2.0).of_picture(1000, 1000).zoomed(1.0)
    assert view.size == (500, 500)
    assert view.fit().zoom == pytest.approx((400 - 32) * 2 / 1000)
    moved = view.resized(600, 400, 1.0)
    assert moved.zoom == 1.0
    assert moved.size == (1000, 1000)


def test_a_large_frame_is_drawn_from_its_halves_and_true_where_it_is_zoomed_in(
    canvas: Canvas, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As it would be drawn by itself: to the pixel at 100 %, and to a hair where it is reduced."""
    rows, columns = np.mgrid[0:900, 0:1200]
    pixels = np.stack([columns % 251, rows % 241, (columns + rows) // 9], 2).astype(np.uint8)
    pixels = np.asarray(Image.fromarray(pixels).reduce(2).resize((1200, 900), Image.Resampling.BICUBIC))
    whole = frame(pixels, 1200, 900)
    monkeypatch.setattr(frame_module, "SCREEN", 300)
    large = frame(pixels, 1200, 900)
    assert [half.shape for half in large.halves] == [(450, 600, 3), (225, 300, 3)]
    assert whole.halves != ()  # made when first asked for: here with the small screen too
    object.__setattr__(whole, "halves", ())
    for act, apart in ((canvas.fit, 6.0), (canvas.actual_size, 0.0), (canvas.zoom_in, 0.0)):
        seen = []
        for each in (whole, large):
            canvas.show_frame(each)
            if each is whole:
                act()
            image = canvas.grab().toImage().convertToFormat(QImage.Format.Format_RGB888)
            levels = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
            seen.append(levels[:, : 3 * image.width()].astype(int))
        assert np.abs(seen[0] - seen[1]).mean() <= apart
        assert seen[0].std() > 20
