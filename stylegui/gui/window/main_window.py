"""The main window: lays the parts out, keeps them in step, and says what the user wishes."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDragLeaveEvent, QDropEvent, QGuiApplication
from PySide6.QtWidgets import QMainWindow, QMessageBox

from stylegui.engine.advice import Advice
from stylegui.engine.frame import Frame, RunState
from stylegui.engine.images import Picture, preview
from stylegui.engine.recipe import Recipe
from stylegui.engine.regions import Region
from stylegui.gui.basics.qimages import usable
from stylegui.gui.controls.control_panel import ControlPanel
from stylegui.gui.controls.loss_plot import LossPlot
from stylegui.gui.dialogs.about import About
from stylegui.gui.dialogs.preferences import Preferences
from stylegui.gui.dialogs.save_dialog import ask_leaving
from stylegui.gui.history.results import Results
from stylegui.gui.pictures.pictures_panel import PicturesPanel
from stylegui.gui.regions.region_bar import RegionBar
from stylegui.gui.regions.region_canvas import RegionCanvas
from stylegui.gui.regions.region_tools import RegionTools
from stylegui.gui.window.actions import Actions
from stylegui.gui.window.advice_bar import AdviceBar
from stylegui.gui.window.columns import Columns
from stylegui.gui.window.file_wishes import FileWishes
from stylegui.gui.window.run_status import RunStatus


class MainWindow(QMainWindow):
    """The window.

    Signals:
        load_requested(place, index, paths): read files for "photo", "style" (at index, or -1), "start" or "mask".
        sample_requested: read the sample pair.
        start_requested(Recipe), recipe_changed(Recipe): begin; act on a change.
        pause_requested, resume_requested, stop_requested: of the run.
        match_requested(Recipe): propose regions by meaning.

    Attributes:
        pictures, panel, canvas, regions, advice, files, results, preferences, loss_plot, status, actions_: the
            parts.
    """

    load_requested = Signal(str, int, list)
    sample_requested = Signal()
    start_requested = Signal(object)
    recipe_changed = Signal(object)
    pause_requested = Signal()
    resume_requested = Signal()
    stop_requested = Signal()
    match_requested = Signal(object)

    def __init__(self, credits: str, licences: str = "") -> None:
        """`credits` (rich text) and `licences` (plain) are what About shows."""
        super().__init__()
        self.setWindowTitle(self.tr("StyleGUI") + "[*]")
        self.setAcceptDrops(True)
        self._about, self._state = About(self, credits, licences), RunState.IDLE
        self._closing, self._is_taking, self._scale = False, False, 0
        self.pictures, self.panel = PicturesPanel(), ControlPanel()
        self.canvas, self.loss_plot, self.status = RegionCanvas(), LossPlot(), RunStatus()
        self.regions, self.advice = RegionTools(RegionBar(), self.canvas), AdviceBar()
        self.actions_ = Actions(self)
        self.preferences = Preferences(self)
        self.files, self.results = FileWishes(self, self.recipe, self.regions), Results(self)
        middle = (self.advice, self.regions.bar, self.canvas)
        self._columns = Columns(self.pictures, middle, self.panel, self.loss_plot)
        self.setCentralWidget(self._columns)
        self.statusBar().setSizeGripEnabled(False)
        self.statusBar().addWidget(self.status, 1)
        self._connect_actions()
        self._connect_parts()
        self._columns.restore(self)
        self._refresh()

    # What comes in

    @Slot(str, int, object, object)
    def take_picture(self, place: str, index: int, picture: Picture, small: NDArray[np.uint8]) -> None:
        """Put a loaded picture in its place ("photo", "style", "start", "mask")."""
        if place == "mask":
            self.regions.take_mask(picture)
        else:
            self.pictures.take(place, index, picture, small)

    @Slot(str, int, str)
    def refuse_picture(self, place: str, index: int, reason: str) -> None:
        """Say beside a place why a picture was not taken; what was there stays."""
        if place == "mask":
            self.show_failure(reason)
        else:
            self.pictures.refuse(place, index, reason)

    @Slot(object, object)
    def take_regions(self, recipe: Recipe, regions: tuple[Region, ...] | None) -> None:
        """Regions were proposed for the pictures of a recipe: none where nothing was found, None if it failed."""
        self.regions.set_matching(False)
        self._refresh()
        now = self.recipe()
        if regions is None:
            return  # why was told
        if now is None or not now.same_pictures(recipe):
            self.status.note(self.tr("The pictures have changed: please match again"))
        elif regions:
            self.regions.put(regions)
            self.actions_.regions.setChecked(True)
        else:
            self.status.note(self.tr("The photo shows one kind of thing only: there is nothing to match"))

    @Slot(object, object)
    def take_recipe(self, recipe: Recipe, small: dict[int, NDArray[np.uint8]]) -> None:
        """Show a recipe from a file, with a preview of each picture by its id."""
        pictures, self._is_taking = self.pictures, True
        pictures.style_list.clear()
        pictures.take("photo", 0, recipe.photo, small[id(recipe.photo)])
        for style in recipe.styles:
            pictures.take("style", -1, style.picture, small[id(style.picture)])
        start = recipe.start
        pictures.start_well.set_picture(start, None if start is None else small[id(start)])
        pictures.style_list.turn(recipe.styles, recipe.settings)
        self.panel.set_settings(recipe.settings)
        self.regions.begin_anew()
        self._is_taking = False
        self.regions.put(recipe.regions)  # which tells of all of it
        self.status.reset(self.tr("Ready: press Start"))
        self.actions_.regions.setChecked(bool(recipe.regions) or self.actions_.regions.isChecked())

    @Slot(object)
    def show_frame(self, frame: Frame) -> None:
        """Show the result as it is now."""
        if frame.photo is not self.pictures.photo_well.picture:
            self.canvas.frame_shown.emit()  # painted from a photo that is gone: acknowledged, not shown
            return
        if frame.progress.scale != self._scale:
            self._scale = frame.progress.scale
            size = max(frame.progress.width, frame.progress.height)
            self.loss_plot.mark_scale(frame.evaluations, self.tr("%s px") % size)
        if self.results.take(frame):
            self._show_photo(frame)
        self.canvas.show_frame(frame)
        self.loss_plot.add(frame.evaluations, frame.losses)
        self.status.show_progress(frame.progress, self._state)
        self._refresh()

    @Slot()
    def begin_run(self) -> None:
        """The frames that come now are of a new run."""
        shown = self.results.shown
        if shown is not None and shown.photo is not self.pictures.photo_well.picture:
            self._show_present_photo()
        self._set_aside()
        self.status.say(self.tr("Starting…"))

    @Slot(object)
    def set_run_state(self, state: RunState) -> None:
        """Running, paused, finished or idle."""
        self._state = state
        if self.results.shown is not None:
            self.status.show_progress(self.results.shown.progress, state)
        self._refresh()

    @Slot(str)
    def set_device(self, device: str) -> None:
        """The network is in memory."""
        self.status.set_device(device)
        if self.results.shown is None and self._state is RunState.IDLE and self.recipe() is not None:
            self.status.say(self.tr("Ready: press Start"))

    @Slot(str)
    def show_failure(self, message: str) -> None:
        """Tell about something that did not work."""
        self._closing = False
        self.status.note(message)
        self._refresh()
        box = QMessageBox(QMessageBox.Icon.Warning, "StyleGUI", message, QMessageBox.StandardButton.Ok, self)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.open()

    @Slot(str)
    def note_written(self, path: str) -> None:
        """A recipe or a mask was written."""
        self.status.note(self.tr("Saved as %s") % path)

    @Slot(object, str, str)
    def note_saved(self, frame: Frame, path: str, notice: str) -> None:
        """A result was written."""
        self.results.mark_saved(frame)
        self._refresh()
        if self._closing:
            self.close()
            return
        said = self.tr("Saved as %s") % path
        self.status.note(f"{said}. {notice}" if notice else said)

    # What goes out

    def recipe(self) -> Recipe | None:
        """What the window asks for, or None while a picture is missing."""
        pictures, settings = self.pictures, self.panel.settings()
        photo, styles, start = pictures.photo_well.picture, pictures.style_list.styles(), pictures.start_well.picture
        if photo is None or not styles or (settings.start_from == "picture" and start is None):
            return None
        of_styles = {"shares": pictures.style_list.shares()}
        for name, values in (("shapes", pictures.style_list.shapes()), ("marks", pictures.style_list.marks())):
            of_styles[name] = values if any(value != 100 for value in values) else ()
        used = start if settings.start_from == "picture" else None
        return Recipe(photo, styles, settings.model_copy(update=of_styles), used, self.regions.regions())

    def _start_or_pause(self) -> None:
        recipe = self.recipe()
        if self._state is RunState.RUNNING:
            self.pause_requested.emit()
        elif self._state is RunState.PAUSED:
            self.resume_requested.emit()
        elif recipe is not None:
            self.actions_.start.setEnabled(False)  # until the worker has answered
            self.start_requested.emit(recipe)

    def _match(self) -> None:
        recipe = self.recipe()
        if recipe is not None:
            self.regions.set_matching(True)
            self._refresh()
            self.status.note(self.tr("Looking for what photo and styles have in common…"))
            self.match_requested.emit(recipe)

    def _pictures_changed(self) -> None:
        self.regions.set_styles(self.pictures.style_list.styles())
        self._recipe_may_have_changed()

    def _set_painting_regions(self, on: bool) -> None:
        self.regions.set_active(on)
        self._refresh()

    def _recipe_may_have_changed(self) -> None:
        self.pictures.show_start_well(self.panel.settings().start_from == "picture")
        if self._is_taking:
            return
        recipe = self.recipe()
        if recipe is not None:
            self.recipe_changed.emit(recipe)
        self.advice.consider(recipe)
        self._refresh()

    def _follow(self, advice: Advice) -> None:
        self.panel.set_settings(self.panel.settings().model_copy(update=dict(advice.settings)))

    def _photo_changed(self, small: NDArray[np.uint8] | None) -> None:
        self._set_aside()
        self.regions.set_on_photo(True)
        self.canvas.set_photo(small)
        if not self.regions.set_photo(self.pictures.photo_well.picture):
            self.status.note(self.tr("The regions are of a photo of another shape: they come back with it"))
        self.status.reset(self.tr("Ready: press Start") if self.recipe() is not None else "")
        if small is None:
            self.stop_requested.emit()

    def _save(self) -> None:
        if self.results.save():
            self.status.say(self.tr("Saving…"))
        else:
            self._closing = False

    def _copy(self) -> None:
        frame = self.results.copy()
        if frame is not None:
            self.status.note(self.tr("Copied: %s × %s px") % (frame.width, frame.height))

    def _paste(self) -> None:
        self.pictures.paste(QGuiApplication.clipboard().mimeData())

    # Keeping step

    def _set_aside(self) -> None:
        """Before another picture is begun: keep the present result within reach."""
        self.results.set_aside()
        self._scale = 0
        self.canvas.clear_result()
        self.loss_plot.reset()
        self._refresh()

    def _swap_previous(self) -> None:
        """Go between the present result and the one before it."""
        self.results.swap()
        frame = self.results.shown
        if frame is None:
            self._show_present_photo()
        else:
            self._show_photo(frame)
            self.canvas.show_frame(frame)
            self.status.show_progress(frame.progress, self._state)
            if frame.photo is not self.pictures.photo_well.picture:
                self.status.say(self.tr("The result of %s; Start paints the present photo") % frame.photo.name)
        self._refresh()

    def _show_present_photo(self) -> None:
        photo = self.pictures.photo_well.picture
        self.canvas.clear_result()
        self.canvas.set_photo(None if photo is None else preview(photo))
        self.regions.set_on_photo(True)
        self.status.reset(self.tr("Ready: press Start") if self.recipe() is not None else "")

    def _show_photo(self, frame: Frame) -> None:
        """Compare a result with the photo that it was painted from."""
        self.canvas.set_photo(preview(frame.photo))
        self.regions.set_on_photo(frame.photo is self.pictures.photo_well.picture)

    def _refresh(self) -> None:
        """Enable what can be done now."""
        actions, state = self.actions_, self._state
        active = state in (RunState.RUNNING, RunState.PAUSED)
        words = {RunState.RUNNING: self.tr("Pause"), RunState.PAUSED: self.tr("Go on")}
        actions.set_icon(actions.start, "pause" if state is RunState.RUNNING else "start")
        actions.start.setText(words.get(state, self.tr("Start")))
        actions.start.setEnabled(active or self.recipe() is not None)
        actions.stop.setEnabled(active)
        for action in (actions.save, actions.copy, actions.compare):
            action.setEnabled(self.results.shown is not None)
        # While regions are painted, Ctrl+Z takes back what was painted.
        actions.previous.setEnabled(self.results.can_swap and not active and not self.regions.active)
        actions.save_recipe.setEnabled(self.recipe() is not None)
        actions.match.setEnabled(self.recipe() is not None and not self.regions.is_matching)
        self.setWindowModified(self.results.shown_is_unsaved)

    def _connect_actions(self) -> None:
        actions, canvas = self.actions_, self.canvas
        for action, slot in (
            (actions.open_photo, self.pictures.ask_photo),
            (actions.save, self._save),
            (actions.copy, self._copy),
            (actions.paste, self._paste),
            (actions.previous, self._swap_previous),
            (actions.open_recipe, self.files.open_recipe),
            (actions.save_recipe, self.files.save_recipe),
            (actions.match, self._match),
            (actions.preferences, self.preferences.show),
            (actions.quit, self.close),
            (actions.start, self._start_or_pause),
            (actions.stop, self.stop_requested),
            (actions.zoom_in, canvas.zoom_in),
            (actions.zoom_out, canvas.zoom_out),
            (actions.actual_size, canvas.actual_size),
            (actions.fit, canvas.fit),
            (actions.about, self._about.show),
        ):
            action.triggered.connect(slot)
        actions.add_style.triggered.connect(lambda: self.pictures.ask_style())
        actions.compare.toggled.connect(canvas.set_compare)
        actions.regions.toggled.connect(self._set_painting_regions)

    def _connect_parts(self) -> None:
        self.pictures.load_requested.connect(self.load_requested)
        self.files.load_requested.connect(self.load_requested)
        self.pictures.photo_changed.connect(self._photo_changed)
        self.pictures.pictures_changed.connect(self._pictures_changed)
        self.pictures.style_list.style_removed.connect(self.regions.forget_style)
        self.regions.regions_changed.connect(self._recipe_may_have_changed)
        self.regions.bar.match_requested.connect(self._match)
        self.advice.accepted.connect(self._follow)
        self.regions.bar.load_requested.connect(self.files.load_mask)
        self.regions.bar.save_requested.connect(self.files.save_mask)
        self.panel.settings_changed.connect(self._recipe_may_have_changed)
        self.canvas.sample_requested.connect(self.sample_requested)
        self.canvas.drag_out_started.connect(self.results.drag_out)

    # Qt's own

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if usable(event.mimeData()):
            self.canvas.set_drop_highlight(True)
            event.acceptProposedAction()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self.canvas.set_drop_highlight(False)

    def dropEvent(self, event: QDropEvent) -> None:
        self.canvas.set_drop_highlight(False)
        self.pictures.photo_well.take(event)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "actions_"):
            self.actions_.refresh_icons()
        super().changeEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        running = self._state is RunState.RUNNING
        if not self.results.shown_is_unsaved and self.results.previous_is_unsaved:
            self._swap_previous()  # it is asked about what is seen
        if running or self.results.shown_is_unsaved:
            answer = ask_leaving(self, running)
            if answer != QMessageBox.StandardButton.Discard:
                event.ignore()
                if answer == QMessageBox.StandardButton.Save:
                    self._closing = True
                    self.stop_requested.emit()  # or there would be something new to save at once
                    self._save()
                return
        self._columns.remember(self)
        event.accept()
