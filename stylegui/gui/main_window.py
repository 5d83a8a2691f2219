"""The main window: lays the widgets out, keeps them in step, and says what the user wishes."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QSettings, Qt, Signal, Slot
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDragLeaveEvent, QDropEvent, QGuiApplication
from PySide6.QtWidgets import (
    QApplication,
    QLabel,
    QMainWindow,
    QMessageBox,
    QScrollArea,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from stylegui.engine.frame import Frame, RunState
from stylegui.engine.images import Picture, finish, preview
from stylegui.engine.recipe import Recipe
from stylegui.gui.actions import Actions
from stylegui.gui.canvas import Canvas
from stylegui.gui.control_panel import ControlPanel
from stylegui.gui.image_well import ImageWell
from stylegui.gui.loss_plot import LossPlot
from stylegui.gui.qimages import to_qimage, usable
from stylegui.gui.run_status import RunStatus
from stylegui.gui.save_dialog import ask_leaving, ask_pictures, ask_target
from stylegui.gui.style_list import ADD, StyleList

Result = tuple[Frame, Picture]  # what was last shown, and the photo it was painted from


class MainWindow(QMainWindow):
    """The window.

    Signals:
        load_requested(place, index, paths): read files for "photo", "style" (at index) or "start".
        sample_requested: read the sample pair.
        start_requested(Recipe), recipe_changed(Recipe): begin; act on a change.
        pause_requested, resume_requested, stop_requested: of the run.
        save_requested(Frame, Picture, path, quality): write the result of a photo.
        drag_file_requested(Frame, Picture, name): write it to a temporary file.

    Attributes:
        photo_well, start_well, style_list, panel, canvas, loss_plot, status, actions_: the parts.
    """

    load_requested = Signal(str, int, list)
    sample_requested = Signal()
    start_requested = Signal(object)
    recipe_changed = Signal(object)
    pause_requested = Signal()
    resume_requested = Signal()
    stop_requested = Signal()
    save_requested = Signal(object, object, str, int)
    drag_file_requested = Signal(object, object, str)

    def __init__(self, credits: str) -> None:
        super().__init__()
        self.setWindowTitle("StyleGUI")
        self.setAcceptDrops(True)
        self._credits, self._state = credits, RunState.IDLE
        self._result: Result | None = None
        self._previous: Result | None = None
        self._painting: Picture | None = None  # the photo that the frames now coming are painted from
        self._unsaved, self._closing, self._scale = False, False, 0
        self.photo_well = ImageWell(self.tr("Photo"), self.tr("Drop a photo here, or click"))
        self.start_well = ImageWell(self.tr("Picture to start from"), self.tr("Drop a picture here, or click"), 72)
        self.style_list, self.panel = StyleList(), ControlPanel()
        self.canvas, self.loss_plot, self.status = Canvas(), LossPlot(), RunStatus()
        self.actions_ = Actions(self)
        self._lay_out()
        self._connect_actions()
        self._connect_parts()
        self._restore()
        self._refresh()

    # What comes in

    @Slot(str, int, object, object)
    def take_picture(self, place: str, index: int, picture: Picture, preview: NDArray[np.uint8]) -> None:
        """Put a loaded picture in its place."""
        if place == "style":
            self.style_list.take(index, picture, preview)
            return
        if place == "photo":
            self.photo_well.set_picture(picture, preview)
            self._set_aside()
            self.canvas.set_photo(preview)
        else:
            self.start_well.set_picture(picture, preview)
        self._recipe_may_have_changed()

    @Slot(str, int, str)
    def refuse_picture(self, place: str, index: int, reason: str) -> None:
        """Say beside a place why a picture was not taken; what was there stays."""
        if place == "style":
            self.style_list.refuse(index, reason)
        else:
            (self.photo_well if place == "photo" else self.start_well).refuse(reason)

    @Slot(object)
    def show_frame(self, frame: Frame) -> None:
        """Show the result as it is now."""
        if self._painting is None or self._painting is not self.photo_well.picture:
            self.canvas.frame_shown.emit()  # of the photo before: acknowledged, not shown
            return
        if frame.progress.scale != self._scale:
            self._scale = frame.progress.scale
            size = max(frame.progress.width, frame.progress.height)
            self.loss_plot.mark_scale(frame.evaluations, self.tr("%s px") % size)
        self._result, self._unsaved = (frame, self._painting), True
        self.canvas.show_frame(frame)
        self.loss_plot.add(frame.evaluations, frame.losses)
        self.status.show_progress(frame.progress, self._state)
        self._refresh()

    @Slot(object)
    def set_run_state(self, state: RunState) -> None:
        """Running, paused, finished or idle."""
        self._state = state
        if self._result is not None:
            self.status.show_progress(self._result[0].progress, state)
        self._refresh()

    @Slot(str)
    def set_device(self, device: str) -> None:
        """The network is in memory."""
        self.status.set_device(device)
        if self._result is None:
            self.status.say(self.tr("Ready: press Start"))

    @Slot(str)
    def say(self, message: str) -> None:
        """Show a notice in the status line."""
        self.status.say(message)

    @Slot(str)
    def show_failure(self, message: str) -> None:
        """Tell about something that did not work."""
        self._closing = False
        self.status.say(message)
        box = QMessageBox(QMessageBox.Icon.Warning, "StyleGUI", message, QMessageBox.StandardButton.Ok, self)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.open()

    @Slot(str, str)
    def note_saved(self, path: str, notice: str) -> None:
        """The result was written."""
        self._unsaved = False
        if self._closing:
            self.close()
            return
        said = self.tr("Saved as %s") % path
        self.status.say(f"{said}. {notice}" if notice else said)

    # What goes out

    def recipe(self) -> Recipe | None:
        """What the window asks for, or None while a picture is missing."""
        photo, styles, settings = self.photo_well.picture, self.style_list.styles(), self.panel.settings()
        if photo is None or not styles:
            return None
        if settings.start_from == "picture" and self.start_well.picture is None:
            return None
        settings = settings.model_copy(update={"shares": self.style_list.shares()})
        return Recipe(photo, styles, settings, self.start_well.picture)

    def _start_or_pause(self) -> None:
        recipe = self.recipe()
        if self._state is RunState.RUNNING:
            self.pause_requested.emit()
        elif self._state is RunState.PAUSED:
            self.resume_requested.emit()
        elif recipe is not None:
            self._set_aside()
            self._painting = recipe.photo
            self.status.say(self.tr("Starting…"))
            self.start_requested.emit(recipe)

    def _recipe_may_have_changed(self) -> None:
        self.start_well.setVisible(self.panel.settings().start_from == "picture")
        recipe = self.recipe()
        if recipe is not None:
            if self._state is not RunState.IDLE:
                self._painting = recipe.photo
            self.recipe_changed.emit(recipe)
        self._refresh()

    def _save(self) -> None:
        if self._result is None:
            return
        target = ask_target(self, self._result_name())
        if target is None:
            self._closing = False
            return
        assert self._result is not None
        self.status.say(self.tr("Saving…"))
        self.save_requested.emit(*self._result, *target)

    def _copy(self) -> None:
        if self._result is not None:
            frame, photo = self._result
            picture = finish(frame.pixels, frame.width, frame.height, photo)
            pixels = picture.pixels.astype(np.uint8)
            if picture.alpha is not None:
                pixels = np.dstack([pixels, picture.alpha])
            QGuiApplication.clipboard().setImage(to_qimage(pixels))
            self.status.say(self.tr("Copied: %s × %s px") % (frame.width, frame.height))

    def _drag_out(self) -> None:
        if self._result is not None:
            self.drag_file_requested.emit(*self._result, f"{self._result_name()}.png")

    def _paste(self) -> None:
        """Paste into the well that has the focus, else where a picture is missing, else as a further style."""
        data = QGuiApplication.clipboard().mimeData()
        focused = QApplication.focusWidget()
        if focused in (self.photo_well, self.start_well, self.style_list.adder, *self.style_list.wells):
            well = focused
        else:
            well = self.photo_well if self.photo_well.picture is None else self.style_list.adder
        if isinstance(well, ImageWell):
            well.take_data(data, self.tr("Pasted picture"))

    def _load_photo(self, paths: list[str]) -> None:
        """The first file is the photo; what came with it are styles."""
        self.load_requested.emit("photo", 0, paths[:1])
        if paths[1:]:
            self.load_requested.emit("style", ADD, paths[1:])

    def _load_style(self, index: int, paths: list[str]) -> None:
        self.load_requested.emit("style", index, paths[:1])
        if paths[1:]:
            self.load_requested.emit("style", ADD, paths[1:])

    def _ask_photo(self) -> None:
        paths = ask_pictures(self, self.tr("Choose a photo"), "photo", several=False)
        if paths:
            self._load_photo(paths)

    def _ask_style(self, index: int) -> None:
        paths = ask_pictures(self, self.tr("Choose paintings"), "style", several=index == ADD)
        if paths:
            self._load_style(index, paths)

    def _ask_start(self) -> None:
        paths = ask_pictures(self, self.tr("Choose the picture to start from"), "start", several=False)
        if paths:
            self.load_requested.emit("start", 0, paths)

    # Keeping step

    def _set_aside(self) -> None:
        """Before another picture is begun: keep the present result within reach."""
        if self._result is not None:
            self._previous = self._result
        self._result, self._painting, self._scale = None, None, 0
        self.canvas.clear_result()
        self.loss_plot.reset()
        self._refresh()

    def _swap_previous(self) -> None:
        """Go between the present result and the one before it."""
        if self._previous is None:
            return
        self._result, self._previous = self._previous, self._result
        assert self._result is not None
        self._unsaved = True
        self.canvas.show_frame(self._result[0])
        self.status.show_progress(self._result[0].progress, self._state)
        self._refresh()

    def _remove_picture(self, well: ImageWell) -> None:
        well.set_picture(None, None)
        if well is self.photo_well:
            self._set_aside()
            self.canvas.set_photo(None)
            self.stop_requested.emit()
        self._recipe_may_have_changed()

    def _refresh(self) -> None:
        """Enable what can be done now."""
        actions, state = self.actions_, self._state
        active = state in (RunState.RUNNING, RunState.PAUSED)
        running = state is RunState.RUNNING
        actions.set_icon(actions.start, "pause" if running else "start")
        words = {RunState.RUNNING: self.tr("Pause"), RunState.PAUSED: self.tr("Go on")}
        actions.start.setText(words.get(state, self.tr("Start")))
        actions.start.setEnabled(active or self.recipe() is not None)
        actions.stop.setEnabled(active)
        for action in (actions.save, actions.copy):
            action.setEnabled(self._result is not None)
        actions.compare.setEnabled(self._result is not None)
        actions.previous.setEnabled(self._previous is not None and not active)
        self.setWindowModified(self._unsaved and self._result is not None)

    def _result_name(self) -> str:
        assert self._result is not None
        return f"{Path(self._result[1].name).stem or self.tr('picture')}-painted"

    def _about(self) -> None:
        QMessageBox.about(self, self.tr("About StyleGUI"), self._credits)

    def _lay_out(self) -> None:
        left, right = QWidget(), QWidget()
        lists, controls = QVBoxLayout(left), QVBoxLayout(right)
        for layout in (lists, controls):
            layout.setContentsMargins(12, 8, 12, 8)
            layout.setSpacing(8)
        lists.addWidget(_heading(self.tr("Photo")))
        lists.addWidget(self.photo_well)
        lists.addWidget(self.start_well)
        lists.addWidget(_heading(self.tr("Styles")))
        lists.addWidget(self.style_list, 1)
        self.start_well.hide()
        controls.addWidget(self.panel)
        controls.addStretch(1)
        controls.addWidget(self.loss_plot)
        self.loss_plot.setMinimumHeight(190)
        splitter = QSplitter()
        splitter.setChildrenCollapsible(False)
        for widget, width in ((_scrolling(left), 232), (self.canvas, 760), (_scrolling(right), 288)):
            splitter.addWidget(widget)
            widget.setMinimumWidth(min(width, 288) if widget is not self.canvas else 320)
        splitter.setStretchFactor(1, 1)
        splitter.setSizes([232, 760, 288])
        self._splitter = splitter
        self.setCentralWidget(splitter)
        self.statusBar().setSizeGripEnabled(False)
        self.statusBar().addWidget(self.status, 1)

    def _connect_actions(self) -> None:
        actions, canvas = self.actions_, self.canvas
        for action, slot in (
            (actions.open_photo, self._ask_photo),
            (actions.save, self._save),
            (actions.copy, self._copy),
            (actions.paste, self._paste),
            (actions.previous, self._swap_previous),
            (actions.quit, self.close),
            (actions.start, self._start_or_pause),
            (actions.stop, self.stop_requested),
            (actions.zoom_in, canvas.zoom_in),
            (actions.zoom_out, canvas.zoom_out),
            (actions.actual_size, canvas.actual_size),
            (actions.fit, canvas.fit),
            (actions.about, self._about),
        ):
            action.triggered.connect(slot)
        actions.add_style.triggered.connect(lambda: self._ask_style(ADD))
        actions.compare.toggled.connect(canvas.set_compare)

    def _connect_parts(self) -> None:
        self.photo_well.files_given.connect(self._load_photo)
        self.photo_well.picture_given.connect(lambda picture: self._take_data("photo", 0, picture))
        self.photo_well.open_requested.connect(self._ask_photo)
        self.photo_well.remove_requested.connect(lambda: self._remove_picture(self.photo_well))
        self.start_well.files_given.connect(lambda paths: self.load_requested.emit("start", 0, paths[:1]))
        self.start_well.picture_given.connect(lambda picture: self._take_data("start", 0, picture))
        self.start_well.open_requested.connect(self._ask_start)
        self.start_well.remove_requested.connect(lambda: self._remove_picture(self.start_well))
        self.style_list.files_given.connect(self._load_style)
        self.style_list.picture_given.connect(lambda index, picture: self._take_data("style", index, picture))
        self.style_list.open_requested.connect(self._ask_style)
        self.style_list.styles_changed.connect(self._recipe_may_have_changed)
        self.panel.settings_changed.connect(self._recipe_may_have_changed)
        self.canvas.sample_requested.connect(self.sample_requested)
        self.canvas.drag_out_started.connect(self._drag_out)

    def _take_data(self, place: str, index: int, picture: Picture) -> None:
        self.take_picture(place, index, picture, preview(picture, 1600))

    def _restore(self) -> None:
        settings = QSettings()
        self.resize(1280, 800)
        geometry, state = settings.value("window/geometry"), settings.value("window/splitter")
        if geometry is not None:
            self.restoreGeometry(geometry)
        if state is not None:
            self._splitter.restoreState(state)

    # Qt's own

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if usable(event.mimeData()):
            self.canvas.set_drop_highlight(True)
            event.acceptProposedAction()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self.canvas.set_drop_highlight(False)

    def dropEvent(self, event: QDropEvent) -> None:
        self.canvas.set_drop_highlight(False)
        self.photo_well.take(event)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "actions_"):
            self.actions_.refresh_icons()
        super().changeEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._unsaved and self._result is not None:
            answer = ask_leaving(self, self._state is RunState.RUNNING)
            if answer != QMessageBox.StandardButton.Discard:
                event.ignore()
                if answer == QMessageBox.StandardButton.Save:
                    self._closing = True
                    self._save()
                return
        settings = QSettings()
        settings.setValue("window/geometry", self.saveGeometry())
        settings.setValue("window/splitter", self._splitter.saveState())
        event.accept()


def _heading(text: str) -> QLabel:
    label = QLabel(text)
    label.setObjectName("heading")
    return label


def _scrolling(widget: QWidget) -> QScrollArea:
    area = QScrollArea(widgetResizable=True)
    area.setFrameShape(QScrollArea.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setWidget(widget)
    return area
