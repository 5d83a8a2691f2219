"""Regions on the canvas by real events: what is painted, seen at once, worked out by the assistant, and wished."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QThread, Slot
from PySide6.QtGui import QImage, QPaintEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QSlider, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from stylegui.document.document import Document
from stylegui.document.places import PHOTO, style_place
from stylegui.document.wishes import Paint, Put, Remove, Turn, Wish
from stylegui.engine.pictures.images import Picture
from stylegui.engine.regions.region_editor import Edit, Stroke, painted
from stylegui.engine.regions.regions import Mask, Region, union
from stylegui.engine.styles.style import Style
from stylegui.gui.regions.region_bar import RegionBar
from stylegui.gui.regions.region_canvas import RegionCanvas
from stylegui.gui.regions.region_tools import RegionTools
from stylegui.workers.assistant import Assistant

PATIENCE_MS = 60_000
KEEP = "Leave the photo as it is"
SUBJECT = "The subject: keep its shapes"
WIDTH, HEIGHT = 1500, 1000  # of the photo: what is seen while it is painted is smaller


@dataclass(frozen=True)
class Ask:
    """What the tools want worked out."""

    regions: tuple[Region, ...]
    edit: Edit
    photo: Picture

    def answer(self) -> tuple[Edit, tuple[Region, ...]]:
        return self.edit, self.edit.apply(self.regions, self.photo)


class Desk(QObject):
    """Has the document, and grants every wish. What is asked is answered when the test says so."""

    def __init__(self, tools: RegionTools) -> None:
        super().__init__()
        self.tools, self.document = tools, Document()
        self.steps: list[str] = []
        self.asked: list[Ask] = []
        tools.wished.connect(self.grant)
        tools.asked.connect(self._note)

    @Slot(object)
    def grant(self, wish: Wish) -> None:
        self.steps.append(wish.label)
        self.put(wish.apply(self.document))

    def put(self, document: Document) -> None:
        self.document = document
        self.tools.show(document)

    def answer(self) -> None:
        """Answer all that is asked, and what is asked thereupon."""
        while self.asked:
            self.tools.take(*self.asked.pop(0).answer())

    @Slot(object, object, object)
    def _note(self, regions: tuple[Region, ...], edit: Edit, photo: Picture) -> None:
        self.asked.append(Ask(regions, edit, photo))

    @property
    def regions(self) -> tuple[Region, ...]:
        return self.document.regions

    def masks(self) -> list[tuple[int | None, Mask]]:
        return [(region.style, region.mask) for region in self.regions]


class Window(QWidget):
    """Bar above canvas."""

    def __init__(self) -> None:
        super().__init__()
        self.canvas, bar = RegionCanvas(), RegionBar()
        self.tools = RegionTools(bar, self.canvas)
        layout = QVBoxLayout(self)
        layout.addWidget(bar)
        layout.addWidget(self.canvas, 1)


def _photo(width: int = WIDTH, height: int = HEIGHT) -> Picture:
    y, x = np.mgrid[:height, :width]
    pixels = np.stack([120 + 0 * x, 60 + 100 * x // width, 60 + 100 * y // height], 2).astype(np.uint8)
    pixels[: height // 4, : width // 4] = 250  # something to fill
    return Picture(pixels, None, "photo.png")


def _style(name: str) -> Style:
    return Style(Picture(np.full((32, 32, 3), 90, np.uint8), None, name))


@pytest.fixture
def window(qtbot: QtBot) -> Window:
    window = Window()
    qtbot.addWidget(window)
    window.resize(640, 560)
    window.show()
    qtbot.waitExposed(window)
    return window


@pytest.fixture
def tools(window: Window) -> RegionTools:
    return window.tools


@pytest.fixture
def canvas(window: Window) -> RegionCanvas:
    return window.canvas


@pytest.fixture
def desk(tools: RegionTools) -> Desk:
    """A photo and two styles."""
    desk = Desk(tools)
    photo = _photo()
    tools.canvas.set_photo(photo.preview)
    desk.put(Document(photo, (_style("woodcut.png"), _style("glass.png"))))
    return desk


@pytest.fixture
def assistant(desk: Desk) -> Iterator[Assistant]:
    """A real one, that answers the tools."""
    assistant, thread = Assistant(), QThread()
    assistant.moveToThread(thread)
    desk.tools.asked.connect(assistant.paint)
    assistant.painted.connect(desk.tools.take)
    thread.start()
    yield assistant
    thread.quit()
    assert thread.wait(PATIENCE_MS)


def _at(canvas: RegionCanvas, x: float, y: float) -> QPoint:
    """A point of the picture, by shares of width and height, in the canvas."""
    left, top = canvas._view.origin
    width, height = canvas._view.size
    return QPoint(round(left + x * width), round(top + y * height))


def _stroke(canvas: RegionCanvas, *way: tuple[float, float]) -> None:
    points = [_at(canvas, *share) for share in way]
    QTest.mousePress(canvas, Qt.MouseButton.LeftButton, pos=points[0])
    for point in points[1:]:
        QTest.mouseMove(canvas, point)
    QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=points[-1])


def _begin(tools: RegionTools, what: str, tool: str = "brush", size: int = 60) -> None:
    tools.set_active(True)
    index = tools.bar.what.findText(what)
    assert index >= 0, [tools.bar.what.itemText(i) for i in range(tools.bar.what.count())]
    tools.bar.what.setCurrentIndex(index)
    QTest.mouseClick(tools.bar.buttons[tool], Qt.MouseButton.LeftButton)
    tools.bar.brush_size.setValue(size)
    tools.bar.softness.setValue(0)


def _seen(canvas: RegionCanvas) -> QImage:
    return canvas.grab().toImage()


def _half(left: bool) -> Mask:
    mask = np.zeros((HEIGHT, WIDTH), np.uint8)
    mask[:, : WIDTH // 2 if left else None] = 255
    return mask if left else 255 - _half(True)


# --- painting


def test_the_brush_paints_a_region_of_the_photos_own_size(
    qtbot: QtBot, desk: Desk, tools: RegionTools, canvas: RegionCanvas, assistant: Assistant
) -> None:
    _begin(tools, "woodcut", size=50)
    _stroke(canvas, (0.2, 0.5), (0.3, 0.5), (0.5, 0.5))
    qtbot.waitUntil(lambda: desk.steps == ["Brush"], timeout=PATIENCE_MS)
    ((style, mask),) = desk.masks()
    assert style == 0
    assert mask.shape == (HEIGHT, WIDTH)
    radius = tools.bar.radius() * WIDTH
    assert mask[HEIGHT // 2, WIDTH * 35 // 100] == 255
    assert mask[HEIGHT // 2 - round(radius) - 8, WIDTH * 35 // 100] == 0
    assert mask[HEIGHT // 2, WIDTH * 8 // 10] == 0


def test_without_the_tool_the_pointer_moves_the_picture(desk: Desk, tools: RegionTools, canvas: RegionCanvas) -> None:
    _stroke(canvas, (0.2, 0.5), (0.5, 0.5))
    _begin(tools, "woodcut")
    tools.set_active(False)
    assert not tools.bar.isVisible()
    _stroke(canvas, (0.2, 0.5), (0.5, 0.5))
    assert desk.asked == []


def test_while_a_result_of_another_photo_is_seen_nothing_is_painted(
    desk: Desk, tools: RegionTools, canvas: RegionCanvas
) -> None:
    _begin(tools, "woodcut")
    tools.set_on_photo(False)
    _stroke(canvas, (0.2, 0.5), (0.5, 0.5))
    assert desk.asked == []
    tools.set_on_photo(True)
    _stroke(canvas, (0.2, 0.5), (0.5, 0.5))
    assert len(desk.asked) == 1


def test_every_tool_is_a_step_of_its_own_name(
    qtbot: QtBot, desk: Desk, tools: RegionTools, canvas: RegionCanvas, assistant: Assistant
) -> None:
    _begin(tools, "woodcut", size=60)
    _stroke(canvas, (0.5, 0.6), (0.7, 0.6))
    _begin(tools, "woodcut", "eraser", size=30)
    _stroke(canvas, (0.7, 0.6))
    _begin(tools, KEEP, "fill")
    _stroke(canvas, (0.05, 0.05))
    tools.take_mask(tools.mask_place(), Picture(np.full((50, 75, 3), 200, np.uint8)))
    qtbot.waitUntil(lambda: len(desk.steps) == 4, timeout=PATIENCE_MS)
    QTest.mouseClick(tools.bar.clear, Qt.MouseButton.LeftButton)
    assert desk.steps == ["Brush", "Eraser", "Fill", "Mask from a file", "Clear regions"]
    assert desk.regions == ()


def test_the_eraser_takes_away_and_fill_takes_a_surface(desk: Desk, tools: RegionTools, canvas: RegionCanvas) -> None:
    _begin(tools, "woodcut", size=50)
    _stroke(canvas, (0.5, 0.6), (0.7, 0.6))
    desk.answer()
    before = desk.masks()[0][1]
    _begin(tools, "woodcut", "eraser", size=60)
    _stroke(canvas, (0.7, 0.6))
    desk.answer()
    assert int(desk.masks()[0][1].sum()) < int(before.sum())
    _begin(tools, KEEP, "fill")
    tools.bar.softness.setValue(10)
    _stroke(canvas, (0.1, 0.1))
    desk.answer()
    style, mask = desk.masks()[-1]
    assert style is None
    assert mask[5, 5] == 255
    assert mask[HEIGHT // 2, WIDTH // 2] == 0


def test_what_changes_nothing_is_no_step(desk: Desk, tools: RegionTools, canvas: RegionCanvas) -> None:
    _begin(tools, "woodcut", "eraser")
    _stroke(canvas, (0.3, 0.5), (0.5, 0.5))
    desk.answer()
    assert desk.steps == []
    assert not tools.bar.clear.isEnabled()


def test_a_press_beside_the_picture_paints_nothing(desk: Desk, tools: RegionTools, canvas: RegionCanvas) -> None:
    _begin(tools, "woodcut")
    _stroke(canvas, (-0.01, 0.5), (0.3, 0.5))
    assert desk.asked == []


def test_a_stroke_may_leave_the_picture_and_come_back(desk: Desk, tools: RegionTools, canvas: RegionCanvas) -> None:
    _begin(tools, "woodcut", size=40)
    canvas.zoom_in()
    _stroke(canvas, (0.5, 0.5), (1.2, 0.5), (1.2, 0.7), (0.5, 0.7))
    desk.answer()
    ((_, mask),) = desk.masks()
    assert mask[HEIGHT // 2, -1] == mask[HEIGHT * 7 // 10, -1] == 255
    assert mask[HEIGHT * 6 // 10, -1] == 0


def test_a_release_that_got_lost_ends_the_stroke(desk: Desk, tools: RegionTools, canvas: RegionCanvas) -> None:
    """A message box has taken it."""
    _begin(tools, "woodcut")
    QTest.mousePress(canvas, Qt.MouseButton.LeftButton, pos=_at(canvas, 0.3, 0.5))
    QTest.mouseRelease(tools.bar, Qt.MouseButton.LeftButton)
    QTest.mouseMove(canvas, _at(canvas, 0.6, 0.5))
    assert len(desk.asked) == 1
    desk.answer()
    ((_, mask),) = desk.masks()
    assert mask[HEIGHT // 2, WIDTH * 6 // 10] == 0


# --- what is on its way


def test_strokes_are_worked_out_one_after_the_other(desk: Desk, tools: RegionTools, canvas: RegionCanvas) -> None:
    _begin(tools, "woodcut", size=50)
    _stroke(canvas, (0.2, 0.5), (0.6, 0.5))
    _begin(tools, "glass", size=50)
    _stroke(canvas, (0.4, 0.5))
    _begin(tools, "glass", "eraser", size=30)
    _stroke(canvas, (0.4, 0.5))
    expected: tuple[Region, ...] = ()
    for _ in range(3):
        (ask,) = desk.asked
        assert isinstance(ask.edit, Stroke)
        expected = painted(expected, ask.edit, WIDTH, HEIGHT)
        tools.take(*desk.asked.pop().answer())
    assert desk.steps == ["Brush", "Brush", "Eraser"]
    for (_, mask), region in zip(desk.masks(), expected, strict=True):
        np.testing.assert_array_equal(mask, region.mask)


def test_a_stroke_is_seen_at_once_as_it_will_be(desk: Desk, tools: RegionTools, canvas: RegionCanvas) -> None:
    desk.put(replace(desk.document, regions=(Region(_half(True), 1),)))
    _begin(tools, "woodcut", size=70)
    tools.bar.softness.setValue(60)
    bare = _seen(canvas)
    _stroke(canvas, (0.3, 0.4), (0.5, 0.5), (0.7, 0.2), (0.9, 1.1))
    _begin(tools, KEEP, size=50)
    _stroke(canvas, (0.5, 0.2), (0.5, 0.9))
    QTest.mouseMove(canvas, _at(canvas, 0.1, 0.9))
    pending = _seen(canvas)
    assert pending != bare
    desk.answer()
    assert desk.steps == ["Brush", "Brush"]
    assert _seen(canvas) == pending
    tools.set_active(False)
    tools.set_active(True)  # seen anew, from the document alone
    assert _seen(canvas) == pending


def test_a_stroke_goes_on_while_the_one_before_is_answered(
    desk: Desk, tools: RegionTools, canvas: RegionCanvas
) -> None:
    _begin(tools, "woodcut", size=40)
    _stroke(canvas, (0.2, 0.3), (0.4, 0.3))
    QTest.mousePress(canvas, Qt.MouseButton.LeftButton, pos=_at(canvas, 0.2, 0.7))
    desk.answer()
    QTest.mouseMove(canvas, _at(canvas, 0.5, 0.7))
    during = _seen(canvas)
    QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=_at(canvas, 0.5, 0.7))
    desk.answer()
    ((_, mask),) = desk.masks()
    assert mask[HEIGHT * 3 // 10, WIDTH * 3 // 10] == mask[HEIGHT * 7 // 10, WIDTH * 3 // 10] == 255
    assert _seen(canvas) == during


def _undone(desk: Desk) -> Document:
    return replace(desk.document, regions=())


def _other_photo(desk: Desk) -> Document:
    return Put(PHOTO, _photo(300, 200)).apply(desk.document)


def _style_gone(desk: Desk) -> Document:
    return Remove(style_place(desk.document.styles[0].key)).apply(desk.document)


@pytest.mark.parametrize("other", [_undone, _other_photo, _style_gone])
def test_what_is_on_its_way_is_dropped_when_the_document_is_another(
    desk: Desk, tools: RegionTools, canvas: RegionCanvas, other: Callable[[Desk], Document]
) -> None:
    desk.put(replace(desk.document, regions=(Region(_half(True), 1),)))
    _begin(tools, "glass", size=50)
    _stroke(canvas, (0.7, 0.5))
    _stroke(canvas, (0.8, 0.5))
    desk.put(other(desk))
    shown = desk.regions
    desk.answer()
    assert desk.steps == []
    assert desk.regions is shown
    assert not tools.take_back()


def test_a_setting_that_is_turned_meanwhile_drops_nothing(desk: Desk, tools: RegionTools, canvas: RegionCanvas) -> None:
    _begin(tools, "woodcut")
    _stroke(canvas, (0.3, 0.5))
    desk.grant(Turn("strength", 70.0))
    desk.answer()
    assert desk.steps == ["Strength 70", "Brush"]
    assert len(desk.regions) == 1
    assert desk.document.settings.strength == 70


def test_a_stroke_goes_on_harmlessly_while_regions_arrive(desk: Desk, tools: RegionTools, canvas: RegionCanvas) -> None:
    _begin(tools, "woodcut")
    QTest.mousePress(canvas, Qt.MouseButton.LeftButton, pos=_at(canvas, 0.2, 0.5))
    QTest.mouseMove(canvas, _at(canvas, 0.3, 0.5))
    desk.grant(Paint((Region(_half(True), None),), "Fill"))
    QTest.mouseMove(canvas, _at(canvas, 0.6, 0.5))
    QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=_at(canvas, 0.6, 0.5))
    desk.answer()
    assert desk.steps == ["Fill"]
    np.testing.assert_array_equal(desk.masks()[0][1], _half(True))


def test_what_is_on_its_way_can_be_taken_back_first(desk: Desk, tools: RegionTools, canvas: RegionCanvas) -> None:
    _begin(tools, "woodcut", size=40)
    _stroke(canvas, (0.2, 0.5))
    _stroke(canvas, (0.8, 0.5))
    assert tools.take_back()
    desk.answer()
    ((_, mask),) = desk.masks()
    assert (mask[HEIGHT // 2, WIDTH // 5], mask[HEIGHT // 2, WIDTH * 4 // 5]) == (255, 0)
    assert not tools.take_back()


def test_a_stroke_that_is_being_painted_can_be_taken_back(desk: Desk, tools: RegionTools, canvas: RegionCanvas) -> None:
    _begin(tools, "woodcut", size=40)
    QTest.mouseMove(canvas, _at(canvas, 0.5, 0.5))
    bare = _seen(canvas)
    QTest.mousePress(canvas, Qt.MouseButton.LeftButton, pos=_at(canvas, 0.2, 0.5))
    QTest.mouseMove(canvas, _at(canvas, 0.5, 0.5))
    assert _seen(canvas) != bare
    assert tools.take_back()
    assert _seen(canvas) == bare
    QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=_at(canvas, 0.5, 0.5))
    assert desk.asked == []


def test_after_one_that_failed_the_next_is_worked_out(desk: Desk, tools: RegionTools, canvas: RegionCanvas) -> None:
    _begin(tools, "woodcut", size=40)
    _stroke(canvas, (0.2, 0.5))
    _stroke(canvas, (0.8, 0.5))
    tools.take(desk.asked.pop().edit, None)
    desk.answer()
    ((_, mask),) = desk.masks()
    assert (mask[HEIGHT // 2, WIDTH // 5], mask[HEIGHT // 2, WIDTH * 4 // 5]) == (0, 255)


def test_clear_also_drops_what_is_on_its_way(desk: Desk, tools: RegionTools, canvas: RegionCanvas) -> None:
    _begin(tools, "woodcut")
    _stroke(canvas, (0.2, 0.5))
    QTest.mouseClick(tools.bar.clear, Qt.MouseButton.LeftButton)
    desk.answer()
    assert desk.regions == ()
    assert desk.steps == []  # the document has had none


# --- masks


def test_a_mask_from_a_file_takes_the_place_of_what_is_chosen(desk: Desk, tools: RegionTools) -> None:
    desk.put(replace(desk.document, regions=(Region(_half(True), 0),)))
    _begin(tools, "woodcut")
    tools.take_mask(tools.mask_place(), Picture(np.repeat(_half(False)[..., None], 3, 2)))
    desk.answer()
    ((style, mask),) = desk.masks()
    assert style == 0
    np.testing.assert_array_equal(mask, _half(False))


def test_the_mask_of_a_style_is_that_of_all_its_parts(desk: Desk, tools: RegionTools) -> None:
    upper, lower = np.zeros((HEIGHT, WIDTH), np.uint8), np.zeros((HEIGHT, WIDTH), np.uint8)
    upper[:300], lower[300:600] = 255, 255
    part, other = (np.full((32, 32), 255, np.uint8) for _ in range(2))
    rest = Region(255 - upper - lower, 1)
    desk.put(replace(desk.document, regions=(Region(upper, 0, part), Region(lower, 0, other), rest)))
    _begin(tools, "woodcut")
    np.testing.assert_array_equal(union(tools.chosen_masks()), upper + lower)
    tools.bar.what.setCurrentIndex(tools.bar.what.findText("woodcut, part 2"))
    np.testing.assert_array_equal(union(tools.chosen_masks()), lower)
    _begin(tools, KEEP)
    assert tools.chosen_masks() == ()
    assert not tools.bar.save_mask.isEnabled()


def test_regions_of_a_photo_of_the_same_shape_can_be_kept(desk: Desk, tools: RegionTools) -> None:
    tools.keep((Region(_half(True)[::2, ::2], 1),))
    desk.answer()
    assert desk.steps == ["Keep the regions"]
    ((_, mask),) = desk.masks()
    assert mask.shape == (HEIGHT, WIDTH)


# --- what is shown


def test_the_document_is_shown_and_nothing_else_is_kept(desk: Desk, tools: RegionTools, canvas: RegionCanvas) -> None:
    _begin(tools, "woodcut")
    bare = _seen(canvas)
    desk.put(replace(desk.document, regions=(Region(_half(True), 0),)))
    assert _seen(canvas) != bare
    desk.put(replace(desk.document, regions=()))
    assert _seen(canvas) == bare
    desk.put(replace(desk.document, photo=None))
    assert tools.chosen_masks() == ()
    _stroke(canvas, (0.2, 0.5))
    assert desk.asked == []


def test_what_is_painted_with_stays_chosen(desk: Desk, tools: RegionTools) -> None:
    _begin(tools, KEEP)
    parts = (Region(_half(True), 0, np.zeros((4, 4), np.uint8)), Region(_half(False), 1, np.zeros((4, 4), np.uint8)))
    desk.put(replace(desk.document, regions=parts))
    what = tools.bar.what
    assert [what.itemText(i) for i in range(what.count())] == [
        "woodcut", "glass", "woodcut, part 1", "glass, part 2", SUBJECT, KEEP,
    ]  # fmt: skip
    assert what.currentText() == KEEP
    desk.grant(Remove(style_place(desk.document.styles[0].key)))
    assert [what.itemText(i) for i in range(what.count())] == ["glass", "glass, part 1", SUBJECT, KEEP]
    assert what.currentText() == KEEP


def test_parts_have_shades_of_their_styles_colour(desk: Desk, tools: RegionTools) -> None:
    parts = tuple(Region(_half(left), 0, np.zeros((4, 4), np.uint8)) for left in (True, False))
    desk.put(replace(desk.document, regions=parts))
    what = tools.bar.what
    colours = {what.itemText(i): what.itemIcon(i).pixmap(16).toImage().pixelColor(8, 8) for i in range(what.count())}
    shades = [colours["woodcut, part 1"], colours["woodcut, part 2"]]
    assert all(abs(shade.hslHue() - colours["woodcut"].hslHue()) <= 2 for shade in shades)
    assert shades[0] != shades[1]
    assert abs(colours["glass"].hslHue() - colours["woodcut"].hslHue()) > 20


def test_regions_that_act_while_the_tool_is_off_say_so(
    qtbot: QtBot, desk: Desk, tools: RegionTools, canvas: RegionCanvas
) -> None:
    chip = canvas.chip
    assert not chip.isVisible()
    desk.put(replace(desk.document, regions=(Region(_half(True), 0),)))
    assert chip.isVisible()
    assert canvas.rect().contains(chip.geometry())
    assert chip.accessibleName() == "Regions act here"
    assert chip.focusPolicy() & Qt.FocusPolicy.TabFocus
    tools.activation_requested.connect(lambda: tools.set_active(True))
    with qtbot.waitSignal(tools.activation_requested):
        QTest.keyClick(chip, Qt.Key.Key_Space)
    assert tools.active
    assert not chip.isVisible()
    tools.set_active(False)
    tools.set_on_photo(False)  # a result of another photo is seen, where they do not act
    assert not chip.isVisible()


class Paints(QObject):
    """What of a widget is painted anew."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self.areas: list[int] = []
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QPaintEvent):
            self.areas.append(event.rect().width() * event.rect().height())
        return False


def test_a_move_repaints_only_what_it_touches(
    qtbot: QtBot, desk: Desk, tools: RegionTools, canvas: RegionCanvas
) -> None:
    _begin(tools, "woodcut", size=30)
    QTest.mousePress(canvas, Qt.MouseButton.LeftButton, pos=_at(canvas, 0.3, 0.5))
    qtbot.wait(1)
    paints = Paints(canvas)
    QTest.mouseMove(canvas, _at(canvas, 0.32, 0.5))
    qtbot.waitUntil(lambda: bool(paints.areas), timeout=PATIENCE_MS)
    assert max(paints.areas) < canvas.width() * canvas.height() / 20
    QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=_at(canvas, 0.32, 0.5))


def test_the_bar_fits_a_narrow_column_and_can_be_used_by_keyboard(tools: RegionTools) -> None:
    assert tools.bar.minimumSizeHint().width() <= 450
    controls = [tools.bar.what, *tools.bar.findChildren(QSlider), *tools.bar.buttons.values()]
    controls += tools.bar.findChildren(QPushButton)
    assert len(controls) == 9
    for control in controls:
        assert control.accessibleName() or control.property("text")
        assert control.toolTip()
        assert control.focusPolicy() & Qt.FocusPolicy.TabFocus


def test_the_subject_is_painted_over_styles_and_takes_nothing_from_them(
    desk: Desk, tools: RegionTools, canvas: RegionCanvas
) -> None:
    _begin(tools, "woodcut")
    _stroke(canvas, (0.2, 0.5), (0.5, 0.5))
    desk.answer()
    (style,) = desk.document.regions
    _begin(tools, SUBJECT)
    _stroke(canvas, (0.3, 0.5), (0.8, 0.5))
    desk.answer()
    first, subject = desk.document.regions
    assert first is style
    assert (subject.is_subject, subject.style) == (True, None)
    assert (style.mask[subject.mask > 0] > 0).any()
