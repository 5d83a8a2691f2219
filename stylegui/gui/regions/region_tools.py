"""Brings the region bar, the canvas and the document's regions together."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, QPointF, Signal, Slot

from stylegui.document.document import Document
from stylegui.document.places import Place, mask_place
from stylegui.document.wishes import Paint
from stylegui.engine.pictures.images import Picture
from stylegui.engine.regions.region_editor import Box, Carry, Edit, Fill, Point, Stencil, Stroke, is_same_kind
from stylegui.engine.regions.regions import Mask, Region
from stylegui.gui.regions.backlog import Backlog, Pending
from stylegui.gui.regions.choices import Choice, choices, colour_of
from stylegui.gui.regions.preview import Preview, Trace, tinted
from stylegui.gui.regions.region_bar import RegionBar
from stylegui.gui.regions.region_canvas import RegionCanvas

FILL_POINTER = 0.003  # radius of the pointer's outline that fills, as a share of the longer side


class RegionTools(QObject):
    """Shows the document's regions, and lets the user paint them on the canvas.

    What is done is worked out elsewhere, one after the other, and then wished; strokes are seen at once. When the
    document gets other regions or another photo meanwhile, what is on its way is dropped.

    Signals:
        wished(Paint): the user wants other regions. It is answered by `show`.
        asked(regions, Edit, Picture): what do they become on this photo? It is answered by `take`.
        activation_requested: the user wants to see the regions that act.
        caught_up: the document has all that was painted.

    Attributes:
        bar, canvas: the widgets. active: whether regions are shown and painted.
    """

    wished = Signal(object)
    asked = Signal(object, object, object)
    activation_requested = Signal()
    caught_up = Signal()

    def __init__(self, bar: RegionBar, canvas: RegionCanvas) -> None:
        super().__init__(bar)
        self.bar, self.canvas, self.active = bar, canvas, False
        self._on_photo = True  # the canvas shows what the regions are of
        self._document = Document()
        self._backlog = Backlog(self)
        self._painting: Trace | None = None
        self._preview = Preview(1, 1)
        self._below: tuple[Region, ...] = ()  # small, as all is but for what is being painted
        self._choices: tuple[Choice, ...] = ()
        self._backlog.asked.connect(self.asked)
        self._backlog.made.connect(self._wish)
        self._backlog.emptied.connect(self.caught_up)
        canvas.brush_pressed.connect(self._press)
        canvas.brush_moved.connect(self._move)
        canvas.brush_released.connect(self._release)
        canvas.chip.clicked.connect(self.activation_requested)
        bar.tool_changed.connect(self._show_tools)
        bar.opacity_changed.connect(canvas.set_overlay_opacity)
        bar.clear_requested.connect(self._clear)
        bar.what.currentIndexChanged.connect(self._show_tools)
        bar.setVisible(False)
        self._offer()

    @Slot(object)
    def show(self, document: Document) -> None:
        """Show what the document holds."""
        before, self._document = self._document, document
        old, new = ([(style.key, style.picture.name) for style in each.styles] for each in (before, document))
        same_photo = before.photo is document.photo
        same_indices = [key for key, _ in new[: len(old)]] == [key for key, _ in old]
        if not (same_photo and same_indices and self._backlog.has(document.regions)):
            self._painting = None
            self._backlog.begin(document.photo, document.regions)
        elif old == new:
            return
        if not same_photo and document.photo is not None:
            self._preview = Preview(document.photo.width, document.photo.height)
        self._offer()

    @Slot(object, object)
    def take(self, edit: Edit, regions: tuple[Region, ...] | None) -> None:
        """What was asked for: the regions with the edit done; None where that failed. Nothing if it was dropped."""
        if self._backlog.take(edit, regions):
            self._offer()

    def take_back(self) -> bool:
        """Drop the last that the document does not have yet; returns whether there was anything.

        To be called before the document's last step is undone, for this came after it.
        """
        painting, self._painting = self._painting, None
        if painting is None and not self._backlog.drop_last():
            return False
        self._show_all()
        return True

    @property
    def is_behind(self) -> bool:
        """Something that was painted is still being worked out."""
        return bool(self._backlog)

    def chosen_masks(self) -> tuple[Mask, ...]:
        """The masks of what is chosen: of a whole style, of all its parts."""
        kind = self._kind()
        if kind is None:
            return ()
        held = kind.style, kind.is_subject
        alike = (region for region in self._backlog.regions if (region.style, region.is_subject) == held)
        return tuple(region.mask for region in alike if kind.part is None or region.part is kind.part)

    @Slot(bool)
    def set_active(self, on: bool) -> None:
        """Show and paint regions, or not."""
        self.active = on
        self.bar.setVisible(on)
        self._show_all()

    @Slot(bool)
    def set_on_photo(self, on: bool) -> None:
        """Whether the canvas shows the photo that the regions are of, or a result of it."""
        if on != self._on_photo:
            self._on_photo, self._painting = on, None
            self._show_all()

    def mask_place(self) -> Place:
        """The place of the mask of what is chosen now."""
        return mask_place(self._kind())

    def take_mask(self, place: Place, picture: Picture) -> bool:
        """Put a mask from a file in place of a region's; returns whether that can still be painted with."""
        kinds = (each.kind for each in self._choices)
        kind = next((each for each in kinds if place.region is not None and is_same_kind(place.region, each)), None)
        if kind is not None:
            self._do(Pending(Stencil(picture, kind), "Mask from a file"))
        return kind is not None

    def keep(self, regions: tuple[Region, ...]) -> None:
        """Take over the regions of another photo of the same shape."""
        self._do(Pending(Carry(regions), "Keep the regions"))

    def _kind(self) -> Region | None:
        """What is chosen; None without a photo."""
        return None if self._document.photo is None else self._choices[max(self.bar.what.currentIndex(), 0)].kind

    # --- what the user does

    @Slot(QPointF)
    def _press(self, share: QPointF) -> None:
        kind, tool, photo = self._kind(), self.bar.tool(), self._document.photo
        if kind is None or photo is None:
            return
        at, soft = self._pixel(share, photo), self.bar.softness.value() / 100
        if tool == "fill":
            self._do(Pending(Fill(at, 0.02 + 0.4 * soft, kind), "Fill"))
            return
        radius = self.bar.radius() * max(photo.width, photo.height)
        stroke = Stroke((at,), radius, soft, None if tool == "eraser" else kind)
        self._below = self._preview.regions(self._backlog.regions, self._backlog.traces())
        self._painting, box = self._preview.begin(stroke)
        self._patch(box)

    @Slot(QPointF)
    def _move(self, share: QPointF) -> None:
        photo = self._document.photo
        if self._painting is not None and photo is not None:
            self._patch(self._preview.go(self._painting, self._pixel(share, photo)))

    @Slot()
    def _release(self) -> None:
        trace, self._painting = self._painting, None
        if trace is not None:
            self._do(Pending(trace.stroke, "Eraser" if trace.stroke.kind is None else "Brush", trace))

    @Slot()
    def _clear(self) -> None:
        regions = self._backlog.regions
        self._painting = None
        self._backlog.begin(self._document.photo, ())
        if regions:
            self.wished.emit(Paint((), "Clear regions"))
        self._offer()

    def _do(self, pending: Pending) -> None:
        self._backlog.add(pending)
        self._show_tools()

    @Slot(object, str)
    def _wish(self, regions: tuple[Region, ...], label: str) -> None:
        self.wished.emit(Paint(regions, label))

    def _pixel(self, share: QPointF, photo: Picture) -> Point:
        return share.x() * photo.width, share.y() * photo.height

    # --- what is seen

    def _offer(self) -> None:
        """What can be painted. The choice stays; the first style, where there was none to choose."""
        had_styles = any(each.kind.style is not None for each in self._choices)
        before = self._choices[max(self.bar.what.currentIndex(), 0)].kind if had_styles else None
        self._choices = choices(self._document.styles, self._backlog.regions, self.tr)
        alike = (i for i, each in enumerate(self._choices) if before is not None and is_same_kind(each.kind, before))
        self.bar.set_choices([(each.name, each.colour) for each in self._choices], next(alike, 0))
        self._show_all()

    def _show_all(self) -> None:
        self._show_tools()
        self._show_overlay()

    def _is_ready(self) -> bool:
        return self.active and self._on_photo and self._document.photo is not None

    @Slot()
    def _show_tools(self) -> None:
        bar, ready = self.bar, self._is_ready()
        radius = FILL_POINTER if bar.tool() == "fill" else bar.radius()
        self.canvas.set_brush(radius if ready else None)
        self.canvas.chip.setVisible(bool(self._backlog.regions) and self._on_photo and not self.active)
        bar.clear.setEnabled(bool(self._backlog.regions or self._backlog))
        bar.load_mask.setEnabled(ready)
        bar.save_mask.setEnabled(bool(self.chosen_masks()))

    def _show_overlay(self) -> None:
        if self._is_ready():
            self._below = self._preview.regions(self._backlog.regions, self._backlog.traces())
            self.canvas.set_overlay(self._overlay(self._preview.whole))
        else:
            self.canvas.set_overlay(None)

    def _patch(self, box: Box) -> None:
        self.canvas.patch_overlay(self._overlay(box), box[1].start, box[0].start)

    def _overlay(self, box: Box) -> NDArray[np.uint8]:
        now = self._below if self._painting is None else self._preview.laid(self._below, self._painting)
        return tinted(now, [colour_of(region, self._choices) for region in now], box)
