"""What the window can do, as actions: the same in menus, the toolbar and on the keyboard."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMainWindow, QMenu, QSizePolicy, QToolBar, QToolButton, QWidget

from stylegui.gui.basics.theme import icon

Keys = QKeySequence.StandardKey | str


class Actions:
    """The window's actions, its menus and its toolbar.

    Attributes:
        each action by name, as made in `__init__`.
    """

    def __init__(self, window: QMainWindow) -> None:
        self._window, self._icons = window, dict[QAction, str]()
        tr, key = window.tr, QKeySequence.StandardKey
        self.open_photo = self._make(tr("Open photo…"), "open", key.Open, tr("Choose the photo to paint"))
        self.add_style = self._make(tr("Add style…"), "add", "Ctrl+Shift+O", tr("Choose paintings"))
        self.save = self._make(tr("Save result…"), "save", key.Save, tr("Save the result at its full size"))
        self.copy = self._make(tr("Copy result"), "copy", key.Copy, tr("Copy the result to the clipboard"))
        self.paste = self._make(tr("Paste picture"), "", key.Paste, tr("Paste a picture or files"))
        self.previous = self._make(
            tr("Previous result"), "previous", key.Undo, tr("Go between this result and the one before")
        )
        self.preferences = self._make(tr("Preferences…"), "", "Ctrl+,", tr("Networks on this computer"))
        self.preferences.setMenuRole(QAction.MenuRole.PreferencesRole)
        self.quit = self._make(tr("Quit"), "", key.Quit, "")
        self.start = self._make(tr("Start"), "start", "Ctrl+Return", tr("Start painting"))
        self.stop = self._make(tr("Stop"), "stop", "Ctrl+.", tr("Stop and keep the result"))
        self.compare = self._make(tr("Compare"), "compare", "C", tr("Compare with the photo: drag the line"))
        self.compare.setCheckable(True)
        self.regions = self._make(tr("Regions"), "regions", "R", tr("Paint where each style applies"))
        self.regions.setCheckable(True)
        self.match = self._make(tr("Match by meaning"), "", "", tr("Propose regions: sky to sky, ground to ground"))
        self.open_recipe = self._make(tr("Open recipe…"), "", "", tr("Open pictures, settings and regions together"))
        self.save_recipe = self._make(
            tr("Save recipe…"), "", "Ctrl+Shift+S", tr("Save what repeats this: pictures, settings and regions")
        )
        self.zoom_in = self._make(tr("Zoom in"), "zoom-in", "Ctrl++", "")
        self.zoom_in.setShortcuts([QKeySequence("Ctrl++"), QKeySequence("Ctrl+=")])
        self.zoom_out = self._make(tr("Zoom out"), "zoom-out", "Ctrl+-", "")
        self.actual_size = self._make(tr("100 %"), "actual-size", "Ctrl+1", tr("Actual size"))
        self.fit = self._make(tr("Fit"), "fit", "Ctrl+0", tr("The whole picture"))
        self.about = self._make(tr("About StyleGUI"), "", "", "")
        self._fill_menus()
        self._fill_toolbar()

    def refresh_icons(self) -> None:
        """Draw the icons in the present palette's colour."""
        for action, name in self._icons.items():
            action.setIcon(icon(name))

    def set_icon(self, action: QAction, name: str) -> None:
        """Give an action another icon."""
        self._icons[action] = name
        action.setIcon(icon(name))

    def _make(self, text: str, icon_name: str, keys: Keys, tip: str) -> QAction:
        action = QAction(text, self._window)
        if keys:
            action.setShortcut(QKeySequence(keys))
        shown = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        label = tip or text
        action.setToolTip(f"{label} ({shown})" if shown else label)
        if icon_name:
            self.set_icon(action, icon_name)
        return action

    def _fill_menus(self) -> None:
        window, bar = self._window, self._window.menuBar()
        files = (
            self.open_photo, self.add_style, self.open_recipe, None, self.save, self.save_recipe, None, self.quit,
        )  # fmt: skip
        menus: tuple[tuple[str, tuple[QAction | None, ...]], ...] = (
            (window.tr("&File"), files),
            (window.tr("&Edit"), (self.previous, None, self.copy, self.paste, None, self.preferences)),
            (window.tr("&Paint"), (self.start, self.stop, None, self.regions, self.match)),
            (window.tr("&View"), (self.compare, None, self.zoom_in, self.zoom_out, self.actual_size, self.fit)),
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
        left = (self.open_photo, self.add_style, self.save, self.copy, None, self.start, self.stop, self.previous)
        _add(bar.addAction, bar.addSeparator, left)
        space = QWidget()
        space.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        bar.addWidget(space)
        right = (self.regions, self.compare, None, self.zoom_out, self.zoom_in, self.actual_size, self.fit)
        _add(bar.addAction, bar.addSeparator, right)
        for action in (self.start, self.regions, self.compare):  # what a drawing alone does not say
            button = bar.widgetForAction(action)
            if isinstance(button, QToolButton):
                button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        tr, start = self._window.tr, bar.widgetForAction(self.start)
        room = start.fontMetrics().horizontalAdvance
        longest = max(room(word) for word in (tr("Start"), tr("Pause"), tr("Go on")))
        start.setFixedWidth(start.sizeHint().width() - room(self.start.text()) + longest)  # what is beside it stays


def _add(add: Callable[[QAction], object], separate: Callable[[], object], actions: tuple[QAction | None, ...]) -> None:
    for action in actions:
        if action is None:
            separate()
        else:
            add(action)
