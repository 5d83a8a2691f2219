"""The main window: a frame that lays the parts out, shows them the document, and hands on what is wished."""

from pathlib import Path

from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDragLeaveEvent, QDropEvent, QGuiApplication
from PySide6.QtWidgets import QMainWindow, QVBoxLayout, QWidget

from stylegui.document.document import Document
from stylegui.document.history import History
from stylegui.document.places import PHOTO
from stylegui.document.undo import UndoList
from stylegui.document.wishes import TurnSeveral
from stylegui.engine.recipes.advice import Advice
from stylegui.engine.run.frame import Frame, RunState
from stylegui.gui.basics.qimages import usable
from stylegui.gui.controls.control_panel import ControlPanel
from stylegui.gui.controls.loss_plot import LossPlot
from stylegui.gui.dialogs.about import About
from stylegui.gui.dialogs.preferences import Preferences
from stylegui.gui.dialogs.teach_dialog import TeachDialog
from stylegui.gui.gallery.gallery import Gallery
from stylegui.gui.history.filmstrip import Filmstrip
from stylegui.gui.history.scrubber import Scrubber
from stylegui.gui.history.stage import Stage
from stylegui.gui.history.steps_list import StepsList
from stylegui.gui.pictures.choice_strip import ChoiceStrip
from stylegui.gui.pictures.pictures_panel import PicturesPanel
from stylegui.gui.regions.region_bar import RegionBar
from stylegui.gui.regions.region_canvas import RegionCanvas
from stylegui.gui.regions.region_tools import RegionTools
from stylegui.gui.window.actions import Actions
from stylegui.gui.window.bars.advice_bar import AdviceBar
from stylegui.gui.window.bars.offer_bar import OfferBar
from stylegui.gui.window.bars.region_offer import RegionOffer
from stylegui.gui.window.between_starts.last_time import remember
from stylegui.gui.window.between_starts.leaving import ask_leaving, ask_to_lose_style
from stylegui.gui.window.between_starts.recent import Recent
from stylegui.gui.window.columns import Columns
from stylegui.gui.window.messages import Messages
from stylegui.gui.window.run_control import RunControl
from stylegui.gui.window.run_status import RunStatus
from stylegui.gui.window.wishes.file_wishes import FileWishes
from stylegui.gui.window.wishes.look_wishes import LookWishes
from stylegui.gui.window.wishes.queue_wishes import QueueWishes
from stylegui.gui.window.wishes.result_wishes import ResultWishes


class MainWindow(QMainWindow):
    """The window.

    Signals:
        wished(Wish): something of the document. settled: a gesture has ended.
        undo_requested, redo_requested: a step back or forth.
        sample_requested: read the sample pair.
        leave_requested(path): the window is closed; the draft at that path shall go, or none with "".

    Attributes:
        pictures, panel, canvas, gallery, looks, stage, filmstrip, scrubber, steps, regions, advice, offers,
        choice, files, results, queue, messages, run, preferences, teaching, loss_plot, status, actions_, recent: the
            parts.
        document, history: as they are shown.
    """

    wished = Signal(object)
    settled = Signal()
    undo_requested = Signal()
    redo_requested = Signal()
    sample_requested = Signal()
    leave_requested = Signal(str)

    def __init__(self, credits: str, licences: str = "") -> None:
        """`credits` (rich text) and `licences` (plain) are what About shows."""
        super().__init__()
        self.setAcceptDrops(True)
        self.document, self.history = Document(), History()
        self.project, self._is_named, self._is_leaving = "", False, False
        self._about = About(self, credits, licences)
        self.pictures, self.panel = PicturesPanel(), ControlPanel()
        self.canvas, self.loss_plot, self.status = RegionCanvas(), LossPlot(), RunStatus()
        self.gallery, self.stage, self.filmstrip = Gallery(), Stage(self.canvas), Filmstrip()
        self.scrubber = Scrubber()
        self.regions, self.advice, self.offers = RegionTools(RegionBar(), self.canvas), AdviceBar(), OfferBar()
        self.actions_, self.choice, self.steps = Actions(self), ChoiceStrip(), StepsList(self)
        self._region_offer = RegionOffer(self.offers, self.regions)
        self.preferences, self.files = Preferences(self), FileWishes(self, self.offers)
        self.teaching = TeachDialog(self)
        self.looks = LookWishes(self, self.gallery, self.stage)
        self.messages = Messages(self, self.status)
        self.queue = QueueWishes(self, self.offers, self.messages)
        self.results = ResultWishes(self, self.stage, self.actions_, self.files)
        self.run = RunControl(self, self.actions_, self.stage, self.loss_plot, self.status)
        self.recent = Recent(self.actions_.recent_menu)
        middle = (self.offers, self.choice, self.advice, self.regions.bar, self._picture_and_strip())
        self._columns = Columns(self.pictures, middle, self.panel, self.loss_plot)
        self.setCentralWidget(self._columns)
        self.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, self.steps)
        self.steps.hide()
        self.gallery.hide()
        self.statusBar().setSizeGripEnabled(False)
        self.statusBar().addWidget(self.status, 1)
        self._connect_actions()
        self._connect_parts()
        self._columns.restore(self)
        self.canvas.setFocus()  # the keys belong to the picture until somebody goes elsewhere
        self.show_steps(UndoList())
        self._show_strip()
        self._refresh()

    # What is shown

    def show_gallery(self, on: bool) -> None:
        """Open the gallery, or close it."""
        self.actions_.gallery.setChecked(on)

    @Slot(object)
    def show_document(self, document: Document) -> None:
        """Show another document."""
        before, self.document = self.document, document
        self.pictures.show_document(document)
        self.panel.show_settings(document.settings)
        self.stage.show_document(document)
        self.regions.show(document)
        self.gallery.note(document)
        self.looks.show_document(document)
        self.queue.show_document(document)
        self._region_offer.consider(before, document)
        self.run.show_ready(document.recipe() is not None)
        if document.photo is not before.photo:
            self.run.begin_anew()
        self._refresh()

    @Slot(object)
    def show_steps(self, undo_list: UndoList) -> None:
        """Show which steps there are, and which is the present one."""
        self.steps.show_steps(undo_list.steps, undo_list.present)
        self.actions_.undo.setEnabled(undo_list.can_undo)
        self.actions_.redo.setEnabled(undo_list.can_redo)

    @Slot(object, str)
    def show_history(self, history: History, unfinished: str) -> None:
        """Show which results there are, and the id of the one that can be gone on with exactly, or ""."""
        self.history = history
        self.results.show_history(history, unfinished)
        self._show_strip()

    @Slot(str, bool)
    def show_project(self, path: str, is_named: bool) -> None:
        """Say which project is open."""
        self.project, self._is_named = path, is_named
        name = f"{Path(path).stem} – " if is_named else ""
        self.setWindowTitle(f"{name}StyleGUI")
        if is_named:
            self.recent.note(path)

    @Slot(str)
    def show_failure(self, message: str) -> None:
        """Tell about something that did not work."""
        self._is_leaving = False
        self.messages.fail(message)
        self._refresh()

    @Slot(str)
    def note_written(self, path: str) -> None:
        """A recipe or a mask was written."""
        self.messages.note(self.tr("Saved as %s") % path)

    @Slot(str)
    def note_style(self, path: str) -> None:
        """A style file was written: it is one's own from then on."""
        self.gallery.note_file(path)
        self.note_written(path)

    @Slot(object, str, str)
    def note_saved(self, frame: Frame, path: str, notice: str) -> None:
        """A result was written."""
        said = self.tr("Saved as %s") % path
        self.messages.note(f"{said}. {notice}" if notice else said)

    @Slot(str)
    def note_named(self, path: str) -> None:
        """The project lies where it was wanted, and keeps itself from now on."""
        self.show_project(path, True)
        self.messages.note(self.tr("%s keeps everything from now on") % Path(path).name)
        if self._is_leaving:
            self.leave_requested.emit("")

    # What is wished

    @Slot(object)
    def _follow(self, advice: Advice) -> None:
        self.wished.emit(TurnSeveral(tuple(advice.settings.items())))

    def _undo(self) -> None:
        if not self.regions.take_back():  # what is still being worked out came last
            self.undo_requested.emit()

    def _save_project(self) -> bool:
        name = Path(self.document.photo.name).stem if self.document.photo is not None else self.tr("painting")
        return self.files.save_project(name)

    def _save_recipe(self) -> None:
        recipe = self.stage.shown.recipe if self.stage.shown is not None else self.document.recipe()
        if recipe is not None:
            self.files.save_recipe(recipe)

    def _set_painting_regions(self, on: bool) -> None:
        self.regions.set_active(on)
        self._refresh()

    @Slot(bool)
    def _set_comparing(self, on: bool) -> None:
        self.canvas.set_compare(on)
        if not on:
            self.stage.compare_with(None)  # the next time with the photo, unless another result is chosen

    def _paste(self) -> None:
        self.pictures.paste(QGuiApplication.clipboard().mimeData())

    @Slot(int, int)
    def _note_copied(self, width: int, height: int) -> None:
        self.messages.note(self.tr("Copied: %s × %s px") % (width, height))

    # Keeping step

    @Slot()
    def _show_stage(self) -> None:
        self.regions.set_on_photo(self.stage.on_present_photo)
        self._refresh()
        self._show_strip()

    @Slot()
    def _show_strip(self) -> None:
        shown = self.stage.shown.result if self.stage.shown is not None else ""
        running = self.stage.live.result if self.stage.live and self.run.state is RunState.RUNNING else ""
        self.filmstrip.show_history(self.history, shown, running)
        self.scrubber.setVisible(bool(len(self.history)))
        if not shown:
            self.scrubber.show_frames("", ())

    def _refresh(self) -> None:
        """Enable what can be done now."""
        ready = self.document.recipe() is not None
        self.run.refresh()
        self.actions_.save_recipe.setEnabled(ready or self.stage.shown is not None)
        self.actions_.save_style.setEnabled(bool(self.document.styles))
        self.actions_.teach.setEnabled(bool(self.document.styles) or self.teaching.is_teaching)
        self.teaching.follow(self.document)
        self.results.refresh()

    def _picture_and_strip(self) -> QWidget:
        both = QWidget()
        layout = QVBoxLayout(both)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.canvas, 1)
        layout.addWidget(self.gallery)
        layout.addWidget(self.scrubber)
        layout.addWidget(self.filmstrip)
        return both

    def _connect_actions(self) -> None:
        actions, canvas = self.actions_, self.canvas
        for action, slot in (
            (actions.open_photo, lambda: self.pictures.ask(PHOTO)),
            (actions.add_style, self.pictures.ask_styles),
            (actions.undo, self._undo),
            (actions.redo, self.redo_requested),
            (actions.paste, self._paste),
            (actions.new_project, lambda: self.files.open_project_requested.emit("")),
            (actions.open_project, self.files.open_project),
            (actions.save_project, self._save_project),
            (actions.open_recipe, self.files.open_recipe),
            (actions.save_recipe, self._save_recipe),
            (actions.save_style, lambda: self.files.save_style(self.document)),
            (actions.teach, self.teaching.open),
            (actions.preferences, self.preferences.show),
            (actions.queue, self.queue.open),
            (actions.presets, self.looks.presets.show),
            (actions.explore, self.looks.open_explore),
            (actions.quit, self.close),
            (actions.zoom_in, canvas.zoom_in),
            (actions.zoom_out, canvas.zoom_out),
            (actions.actual_size, canvas.actual_size),
            (actions.fit, canvas.fit),
            (actions.about, self._about.show),
        ):
            action.triggered.connect(slot)
        actions.compare.toggled.connect(self._set_comparing)
        actions.regions.toggled.connect(self._set_painting_regions)
        actions.gallery.toggled.connect(self.gallery.setVisible)
        actions.show_steps.toggled.connect(self.steps.setVisible)
        self.steps.visibilityChanged.connect(actions.show_steps.setChecked)

    def _connect_parts(self) -> None:
        for part in (self.pictures, self.panel):
            part.wished.connect(self.wished)
            part.settled.connect(self.settled)
        self.regions.wished.connect(self.wished)
        self.regions.activation_requested.connect(lambda: self.actions_.regions.setChecked(True))
        self.regions.bar.load_requested.connect(lambda: self.files.load_mask(self.regions.mask_place()))
        self.regions.bar.save_requested.connect(lambda: self.files.save_mask(self.regions.chosen_masks()))
        self.gallery.close_requested.connect(lambda: self.actions_.gallery.setChecked(False))
        self.looks.wished.connect(self.wished)
        self.looks.load_requested.connect(self.pictures.load_requested)
        self.looks.network_requested.connect(self.queue.paint_by)
        self.panel.presets.clicked.connect(self.actions_.presets.trigger)
        self.panel.presets.setToolTip(self.actions_.presets.toolTip())
        self.advice.accepted.connect(self._follow)
        self.canvas.sample_requested.connect(self.sample_requested)
        self.stage.changed.connect(self._show_stage)
        self.run.changed.connect(self._show_strip)
        self.results.copied.connect(self._note_copied)
        self.results.connect_strip(self.filmstrip, self.scrubber)

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
        """The window goes once everything is kept: `leave_requested` sees to that."""
        event.ignore()
        if self.files.is_reading and not ask_to_lose_style(self.messages):
            return
        self._columns.remember(self)
        remember(self.document, self.actions_.gallery.isChecked())
        project, discarded = self.project, ""
        if not self._is_named:
            answer = ask_leaving(self.messages, self.history, self.document, self.run.state is RunState.RUNNING)
            if answer == "" or project != self.project:  # another was opened meanwhile: that was not asked about
                return
            if answer == "save":
                self._is_leaving = self._save_project()
                return
            discarded = project if answer == "discard" else ""
        self.leave_requested.emit(discarded)
