"""Brings the region bar, the canvas and the regions together."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, QPointF, Signal, Slot
from PySide6.QtGui import QColor

from stylegui.engine.images import Picture, from_array
from stylegui.engine.region_editor import RegionEditor, is_same_kind, without_style
from stylegui.engine.regions import Mask, Region, as_mask
from stylegui.engine.style import Style
from stylegui.gui.regions.region_bar import RegionBar
from stylegui.gui.regions.region_canvas import RegionCanvas

OVERLAY_SIDE = 640  # pixels of the overlay's longer side
COLOURS = ("#e4572e", "#2e86de", "#f2b705", "#8e44ad", "#16a085", "#d6336c", "#5c940d", "#845ef7")
KEPT_COLOUR = "#f5f5f5"
DARKEST, LIGHTEST = 0.28, 0.78  # lightness of a style's parts
EMPTY: Mask = np.zeros((1, 1), np.uint8)


class RegionTools(QObject):
    """The regions of the present photo, painted on the canvas.

    Signals:
        regions_changed: the user did something that is done: a stroke, an undo.

    Attributes:
        bar, canvas: the widgets. active: whether regions are shown and painted. is_matching: they are looked for.
    """

    regions_changed = Signal()

    def __init__(self, bar: RegionBar, canvas: RegionCanvas) -> None:
        super().__init__(bar)
        self.bar, self.canvas, self.active, self.is_matching = bar, canvas, False, False
        self._editor: RegionEditor | None = None
        self._other: RegionEditor | None = None  # of the photo before, which was of another size
        self._on_photo = True  # the canvas shows what the regions are of
        self._photo: Picture | None = None
        self._styles: tuple[Style, ...] = ()
        self._kinds: list[Region] = []  # what can be painted; their masks mean nothing
        self._last: QPointF | None = None
        canvas.brush_pressed.connect(self._press)
        canvas.brush_moved.connect(self._move)
        canvas.brush_released.connect(self._release)
        bar.tool_changed.connect(self._show)
        bar.opacity_changed.connect(canvas.set_overlay_opacity)
        bar.undo_requested.connect(self._undo)
        bar.clear_requested.connect(lambda: self.put(()))
        bar.what.currentIndexChanged.connect(lambda: self._show())
        bar.setVisible(False)
        self._show()

    def regions(self) -> tuple[Region, ...]:
        """As they are, but for a stroke that is being painted."""
        return self._editor.settled if self._editor is not None and self._photo is not None else ()

    def chosen(self) -> Region | None:
        """The kind of region that is painted with, its mask as it is now; None without a photo."""
        if self._editor is None or not self._kinds:
            return None
        kind = self._kinds[max(self.bar.what.currentIndex(), 0)]
        return next((region for region in self.regions() if is_same_kind(region, kind)), kind)

    @Slot(bool)
    def set_active(self, on: bool) -> None:
        """Show and paint regions, or not."""
        self.active = on
        self.bar.setVisible(on)
        self._show()

    def set_photo(self, photo: Picture | None) -> bool:
        """Another photo. Returns whether the regions stay, which they do on one of the same shape.

        Those of a photo of another shape are kept, and come back with it.
        """
        self._photo, self._last = photo, None
        if photo is None:
            self._offer()
            return True
        size, editor, other = (photo.width, photo.height), self._editor, self._other
        stay = editor is None or (editor.width, editor.height) == size
        if editor is None:
            self._editor = RegionEditor(*size)
        elif other is not None and (other.width, other.height) == size:
            self._editor, self._other, stay = other, editor, True
        elif not stay and abs(editor.width * photo.height - editor.height * photo.width) <= max(size):
            self._editor, self._other, stay = _resized(editor, *size), editor, True
        elif not stay:
            self._editor, self._other = RegionEditor(*size), editor
            stay = not editor.regions
        self._offer()
        return stay

    def set_styles(self, styles: Sequence[Style]) -> None:
        """The styles that can be painted with. Of one that is looked at otherwise, the whole is looked at."""
        before, self._styles = self._styles, tuple(styles)
        if len(before) == len(self._styles):
            pairs = enumerate(zip(before, self._styles, strict=True))
            changed = {index for index, (old, new) in pairs if not _same_part(old, new)}
            if changed and self._editor is not None:
                self._replace(lambda regions: _whole(regions, changed))
        self._offer()

    def forget_style(self, index: int) -> None:
        """A style went: its regions with it, also of those that can be brought back."""
        self._styles = tuple(style for number, style in enumerate(self._styles) if number != index)
        self._replace(lambda regions: without_style(regions, index))

    def set_on_photo(self, on: bool) -> None:
        """Whether the canvas shows the photo that the regions are of, or a result of it."""
        if on != self._on_photo:
            self._on_photo = on
            self._show()

    def put(self, regions: Sequence[Region]) -> None:
        """Other regions in place of all."""
        if self._editor is not None:
            self._last = None
            self._editor.put(regions)
            self._offer()
            self.regions_changed.emit()

    def take_mask(self, picture: Picture) -> None:
        """Put a mask from a file in place of the chosen region's."""
        chosen = self.chosen()
        if self._editor is not None and chosen is not None:
            mask = as_mask(picture, self._editor.width, self._editor.height)
            others = [region for region in self._editor.regions if not is_same_kind(region, chosen)]
            self.put([*others, Region(mask, chosen.style, chosen.part)])

    def mask_picture(self) -> Picture | None:
        """The chosen region's mask as a picture, white inside; None where nothing is painted."""
        chosen = self.chosen()
        if chosen is None or chosen.mask is EMPTY:
            return None
        return from_array(np.repeat(chosen.mask[..., None], 3, axis=2), self.bar.what.currentText())

    def begin_anew(self) -> None:
        """Forget the regions and what could be taken back: a recipe was opened."""
        self._other = None
        if self._photo is not None:
            self._editor, self._last = RegionEditor(self._photo.width, self._photo.height), None

    def set_matching(self, on: bool) -> None:
        """Regions are being looked for."""
        self.is_matching = on
        self._show()

    @Slot(QPointF)
    def _press(self, share: QPointF) -> None:
        editor, kind, tool = self._editor, self.chosen(), self.bar.tool()
        if editor is None or kind is None or self._photo is None:
            return
        if tool == "fill":
            tolerance = 0.02 + 0.4 * self.bar.softness.value() / 100
            editor.fill(kind, self._photo, self._pixel(share), tolerance)
            self._done()
            return
        editor.begin(None if tool == "eraser" else kind)
        self._last = share
        self._stroke(share)

    @Slot(QPointF)
    def _move(self, share: QPointF) -> None:
        if self._last is not None:
            self._stroke(share)

    @Slot()
    def _release(self) -> None:
        if self._last is not None and self._editor is not None:
            self._last = None
            before = self._editor.settled
            self._editor.end()
            if self._editor.regions is not before:
                self._done()

    def _stroke(self, share: QPointF) -> None:
        if self._editor is None or self._last is None:
            return
        radius = self.bar.radius() * max(self._editor.width, self._editor.height)
        self._editor.stroke(self._pixel(self._last), self._pixel(share), radius, self.bar.softness.value() / 100)
        self._last = share
        self._show()

    def _undo(self) -> None:
        if self._editor is not None:
            self._last = None
            self._editor.undo()
            self._done()

    def _replace(self, change: Callable[[tuple[Region, ...]], tuple[Region, ...]]) -> None:
        self._last = None
        for editor in (self._editor, self._other):
            if editor is not None:
                editor.adapt(change)

    def _done(self) -> None:
        self._offer()
        self.regions_changed.emit()

    def _pixel(self, share: QPointF) -> tuple[float, float]:
        assert self._editor is not None
        return share.x() * self._editor.width, share.y() * self._editor.height

    def _offer(self) -> None:
        """What can be painted: every style, what was matched, and the photo as it is. The choice stays."""
        index = self.bar.what.currentIndex()
        before = self._kinds[index] if len(self._kinds) > 1 and 0 <= index < len(self._kinds) else None
        self._kinds = [Region(EMPTY, index) for index in range(len(self._styles))]
        self._kinds += [region for region in self.regions() if region.part is not None]
        self._kinds.append(Region(EMPTY, None))
        names, parts = [], 0
        for kind in self._kinds:
            name = (
                self.tr("Leave the photo as it is")
                if kind.style is None
                else Path(self._styles[kind.style].picture.name).stem
            )
            parts += kind.part is not None
            names.append(self.tr("%s, part %s") % (name, parts) if kind.part is not None else name)
        alike = (i for i, kind in enumerate(self._kinds) if before is not None and is_same_kind(kind, before))
        colours = [self._colour(i) for i in range(len(self._kinds))]
        self.bar.set_choices(names, colours, next(alike, 0))
        self._show()

    def _colour(self, index: int) -> QColor:
        """The style's own; its parts have shades of it."""
        kind = self._kinds[index]
        if kind.style is None:
            return QColor(KEPT_COLOUR)
        colour = QColor(COLOURS[kind.style % len(COLOURS)])
        if kind.part is None:
            return colour
        parts = [each for each in self._kinds if each.style == kind.style and each.part is not None]
        place = next(i for i, each in enumerate(parts) if each is kind) / max(len(parts) - 1, 1)
        lightness = DARKEST + (LIGHTEST - DARKEST) * place
        return QColor.fromHslF(colour.hslHueF(), colour.hslSaturationF(), lightness)

    def _show(self) -> None:
        bar, canvas = self.bar, self.canvas
        ready = self.active and self._editor is not None and self._photo is not None and self._on_photo
        canvas.set_brush(bar.radius() if ready and bar.tool() != "fill" else 0.003 if ready else None)
        canvas.set_overlay(self._overlay() if ready else None)
        bar.set_can_undo(ready and self._editor is not None and self._editor.can_undo)
        bar.clear.setEnabled(bool(self.regions()))
        bar.set_matching(self.is_matching, ready and bool(self._styles))
        bar.load_mask.setEnabled(ready)
        chosen = self.chosen()
        bar.save_mask.setEnabled(chosen is not None and chosen.mask is not EMPTY)

    def _overlay(self) -> NDArray[np.uint8] | None:
        """(h, w, 4) RGBA of the regions in their colours, or None where there is none."""
        editor = self._editor
        if editor is None or not editor.regions:
            return None
        step = -(-max(editor.width, editor.height) // OVERLAY_SIDE)
        colour = np.zeros((*editor.regions[0].mask[::step, ::step].shape, 3), np.float32)
        alpha = np.zeros(colour.shape[:2], np.float32)
        for region in reversed(editor.regions):  # the later one lies on top
            index = next((i for i, kind in enumerate(self._kinds) if is_same_kind(kind, region)), 0)
            shade = self._colour(index)
            amount = region.mask[::step, ::step].astype(np.float32) / 255
            colour += (amount * (1 - alpha))[..., None] * np.array([shade.red(), shade.green(), shade.blue()])
            alpha += amount * (1 - alpha)
        colour /= np.maximum(alpha, 1e-6)[..., None]
        return np.dstack([colour, 255 * alpha]).round().astype(np.uint8)


def _same_part(old: Style, new: Style) -> bool:
    """Whether the same part of the same painting is seen, turned alike."""
    return old.picture is new.picture and (old.crop, old.rotation) == (new.crop, new.rotation)


def _whole(regions: tuple[Region, ...], styles: set[int]) -> tuple[Region, ...]:
    """Of these styles the whole is looked at."""
    return tuple(replace(r, part=None) if r.style in styles and r.part is not None else r for r in regions)


def _resized(editor: RegionEditor, width: int, height: int) -> RegionEditor:
    """The same regions on a photo of another size."""
    other = RegionEditor(width, height)
    masks = (as_mask(from_array(np.repeat(r.mask[..., None], 3, axis=2), ""), width, height) for r in editor.regions)
    other.regions = tuple(replace(r, mask=mask) for r, mask in zip(editor.regions, masks, strict=True))
    return other
