"""What the window can do, as actions: the same in menus, the toolbar and on the keyboard."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMainWindow, QMenu, QSizePolicy, QToolBar, QToolButton, QWidget

from stylegui.engine.run.frame import RunState
from stylegui.gui.basics.keys import KeyGuard
from stylegui.gui.basics.theme import icon

Keys = QKeySequence.StandardKey


class Actions:
    """The window's actions, its menus and its toolbar.

    Attributes:
        each action by name, as made in `__init__`.
        recent_menu: for the projects that were open lately; whoever knows them fills it.
    """

    def __init__(self, window: QMainWindow) -> None:
        self._window, self._icons = window, dict[QAction, str]()
        self._make_of_files()
        self._make_of_painting()
        self._make_of_results()
        self._make_of_view()
        self._fill_menus()
        self._fill_toolbar()
        KeyGuard(window)

    def _make_of_files(self) -> None:
        tr = self._window.tr
        self.open_photo = self._make(tr("Open photo…"), "open", Keys.Open, tr("Choose the photo to paint"))
        self.add_style = self._make(tr("Add style…"), "add", "Ctrl+Shift+A", tr("Choose paintings"))
        self.new_project = self._make(
            tr("New"), "", Keys.New, tr("Begin with nothing; what is open now is kept for later")
        )
        self.open_project = self._make(
            tr("Open project…"), "", "Ctrl+Shift+O", tr("Open a project, with all its results, and go on")
        )
        self.save_project = self._make(
            tr("Save project…"), "", "Ctrl+Shift+S", tr("Keep everything: pictures, settings, results and steps")
        )
        self.recent_menu = QMenu(tr("Open recent"), self._window)
        self.open_recipe = self._make(tr("Open recipe…"), "", "", tr("Open pictures, settings and regions together"))
        self.save_recipe = self._make(
            tr("Save recipe…"), "", "", tr("Save what repeats this: pictures, settings and regions")
        )
        self.save_style = self._make(
            tr("Save style file…"), "", "", tr("Save what the network reads of the styles, together as one style")
        )
        self.teach = self._make(
            tr("Teach a fast network…"), "", "", tr("A small network learns the styles, and paints photos at a glance")
        )
        self.preferences = self._make(tr("Preferences…"), "", "Ctrl+,", tr("Networks, and what projects may take"))
        self.preferences.setMenuRole(QAction.MenuRole.PreferencesRole)
        self.quit = self._make(tr("Quit"), "", Keys.Quit, "")
        self.about = self._make(tr("About StyleGUI"), "", "", "")

    def _make_of_painting(self) -> None:
        tr = self._window.tr
        self.undo = self._make(tr("Undo"), "undo", Keys.Undo, tr("Take the last change back"))
        self.redo = self._make(tr("Redo"), "redo", Keys.Redo, tr("Make the change again that was taken back"))
        self.show_steps = self._make(tr("Steps"), "", "", tr("Show all that was changed, to go back to any of it"))
        self.show_steps.setCheckable(True)
        self.copy = self._make(tr("Copy result"), "copy", Keys.Copy, tr("Copy the result to the clipboard"))
        self.paste = self._make(tr("Paste picture"), "", Keys.Paste, tr("Paste a picture, files or an address"))
        self.start = self._make("", "", "Ctrl+Return", "")
        self.show_run(RunState.IDLE)
        self.stop = self._make(tr("Stop"), "stop", "Ctrl+.", tr("Stop and keep the result"))
        self.presets = self._make(
            tr("Presets…"), "", "Ctrl+Shift+P", tr("Settings worth having, each with a picture of what it does")
        )
        self.explore = self._make(
            tr("Explore…"), "explore", "Ctrl+Shift+E", tr("Look at small quick variations, and take the one you like")
        )
        self.queue = self._make(
            tr("Queue…"), "", "Ctrl+J", tr("Paint this and other photos one after the other, with what is set here")
        )
        self.regions = self._make(tr("Regions"), "regions", "R", tr("Paint where each style applies"))
        self.regions.setCheckable(True)

    def _make_of_results(self) -> None:
        tr = self._window.tr
        self.save = self._make(tr("Save result…"), "save", Keys.Save, tr("Save the result at its full size"))
        self.film = self._make(tr("Save film…"), "film", "", tr("Save how the result came to be, as a film"))
        self.branch = self._make(
            tr("Go on from here"), "branch", "Ctrl+B", tr("Paint on from what is seen, as another result")
        )
        self.enlarging = {
            2: self._make(tr("2 ×"), "", "Ctrl+E", tr("Paint on at twice the size; the smaller result stays")),
            4: self._make(tr("4 ×"), "", "", tr("Paint on at four times the size; the smaller result stays")),
            0: self._make(tr("The photo's own size"), "", "", tr("Paint on at the photo's own size")),
        }
        self.enlarge_menu = QMenu(tr("Enlarge"), self._window)
        self.enlarge_menu.addActions(list(self.enlarging.values()))
        self.take_settings = self._make(
            tr("Use its settings"), "", "", tr("Take back the pictures and settings that made this result")
        )
        self.compare_with = self._make(tr("Compare with the one before"), "", "", tr("See both side by side"))
        self.look_at_live = self._make(
            tr("Back to the present result"), "", "Esc", tr("See the result of the present run again")
        )
        self.star = self._make(tr("Star"), "star", "Ctrl+D", tr("Mark this result as a good one"))
        self.delete_result = self._make(tr("Delete result"), "", "", tr("Take this result away; Undo brings it back"))

    def _make_of_view(self) -> None:
        tr = self._window.tr
        self.compare = self._make(tr("Compare"), "compare", "C", tr("Compare with the photo: drag the line"))
        self.compare.setCheckable(True)
        self.gallery = self._make(tr("Gallery"), "gallery", "Ctrl+G", tr("Show styles to choose from"))
        self.gallery.setCheckable(True)
        self.zoom_in = self._make(tr("Zoom in"), "zoom-in", "Ctrl++", "")
        self.zoom_in.setShortcuts([QKeySequence("Ctrl++"), QKeySequence("Ctrl+=")])
        self.zoom_out = self._make(tr("Zoom out"), "zoom-out", "Ctrl+-", "")
        self.actual_size = self._make(tr("100 %"), "actual-size", "Ctrl+1", tr("Actual size"))
        self.fit = self._make(tr("Fit"), "fit", "Ctrl+0", tr("The whole picture"))

    def show_run(self, state: RunState) -> None:
        """Let the action that starts and pauses say which of that it does now. It costs nothing to say it again."""
        tr = self._window.tr
        drawing, text, tip = {
            RunState.RUNNING: ("pause", tr("Pause"), tr("Pause painting")),
            RunState.PAUSED: ("start", tr("Go on"), tr("Go on painting")),
        }.get(state, ("start", tr("Start"), tr("Start painting")))
        self.set_icon(self.start, drawing)
        self.start.setText(text)
        _set_tip(self.start, tip)

    def refresh_icons(self) -> None:
        """Draw the icons in the present palette's colour."""
        for action, name in self._icons.items():
            action.setIcon(icon(name))

    def set_icon(self, action: QAction, name: str) -> None:
        """Give an action another icon."""
        if self._icons.get(action) != name:
            self._icons[action] = name
            action.setIcon(icon(name))

    def _make(self, text: str, icon_name: str, keys: Keys | str, tip: str) -> QAction:
        action = QAction(text, self._window)
        if isinstance(keys, Keys):
            action.setShortcuts(keys)  # there are several on some systems
        else:
            action.setShortcut(QKeySequence(keys))
        _set_tip(action, tip or text)
        if icon_name:
            self.set_icon(action, icon_name)
        return action

    def _fill_menus(self) -> None:
        window, bar = self._window, self._window.menuBar()
        files = (
            self.open_photo, self.add_style, None, self.new_project, self.open_project, self.recent_menu.menuAction(),
            self.save_project, None, self.open_recipe, self.save_recipe, self.save_style,
            self.teach, None, self.quit,
        )  # fmt: skip
        edit = self.undo, self.redo, self.show_steps, None, self.copy, self.paste, None, self.preferences
        result = (
            self.save, self.copy, self.film, None, self.branch, self.enlarge_menu.menuAction(), self.take_settings,
            self.compare_with, None, self.star, self.delete_result, None, self.look_at_live,
        )  # fmt: skip
        menus: tuple[tuple[str, tuple[QAction | None, ...]], ...] = (
            (window.tr("&File"), files),
            (window.tr("&Edit"), edit),
            (window.tr("&Paint"), (self.start, self.stop, self.queue, None, self.presets, self.explore, self.regions)),
            (window.tr("&Result"), result),
            (
                window.tr("&View"),
                (self.gallery, self.compare, None, self.zoom_in, self.zoom_out, self.actual_size, self.fit),
            ),
            (window.tr("&Help"), (self.about,)),
        )
        for title, actions in menus:
            menu = QMenu(title, bar)
            bar.addMenu(menu)
            _add(menu.addAction, menu.addSeparator, actions)

    def _fill_toolbar(self) -> None:
        bar = QToolBar(self._window.tr("Tools"), movable=False)
        bar.setObjectName("tools")
        self._window.addToolBar(bar)
        files = self.open_photo, self.add_style, self.gallery, self.save, self.copy
        run = self.start, self.stop
        left = (*files, None, *run, None, self.undo, self.redo)
        _add(bar.addAction, bar.addSeparator, left)
        space = QWidget()
        space.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        bar.addWidget(space)
        right = (
            self.explore,
            self.regions,
            self.compare,
            None,
            self.zoom_out,
            self.zoom_in,
            self.actual_size,
            self.fit,
        )
        _add(bar.addAction, bar.addSeparator, right)
        for action in (self.start, self.explore, self.regions, self.compare):  # what a drawing alone does not say
            button = bar.widgetForAction(action)
            if isinstance(button, QToolButton):
                button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        tr, start = self._window.tr, bar.widgetForAction(self.start)
        room = start.fontMetrics().horizontalAdvance
        longest = max(room(word) for word in (tr("Start"), tr("Pause"), tr("Go on")))
        start.setFixedWidth(start.sizeHint().width() - room(self.start.text()) + longest)  # what is beside it stays


def _set_tip(action: QAction, tip: str) -> None:
    shown = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
    action.setToolTip(f"{tip} ({shown})" if shown else tip)


def _add(add: Callable[[QAction], object], separate: Callable[[], object], actions: tuple[QAction | None, ...]) -> None:
    for action in actions:
        if action is None:
            separate()
        else:
            add(action)
