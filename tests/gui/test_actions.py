"""The actions: menus, toolbar, shortcuts, and what the button that starts and pauses says."""

from collections import Counter

import pytest
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMainWindow, QMenu, QToolBar
from pytestqt.qtbot import QtBot

from stylegui.engine.run.frame import RunState
from stylegui.gui.window.actions import Actions


@pytest.fixture
def window(qtbot: QtBot) -> QMainWindow:
    window = QMainWindow()
    qtbot.addWidget(window)
    return window


@pytest.fixture
def actions(window: QMainWindow) -> Actions:
    return Actions(window)


def all_of(actions: Actions) -> dict[str, QAction]:
    return {name: action for name, action in vars(actions).items() if isinstance(action, QAction)}


def in_menus(window: QMainWindow) -> dict[str, list[str]]:
    menus = [menu for menu in window.menuBar().findChildren(QMenu) if menu.title()]
    return {menu.title(): [each.text() for each in menu.actions() if not each.isSeparator()] for menu in menus}


def test_every_action_is_in_a_menu(window: QMainWindow, actions: Actions) -> None:
    found = [text for texts in in_menus(window).values() for text in texts]
    assert set(found) == {action.text() for action in all_of(actions).values()} | {"Open recent", "Enlarge"}


def test_the_menus_are_as_a_person_would_look_for_them(window: QMainWindow, actions: Actions) -> None:
    menus = in_menus(window)
    assert list(menus) == ["&File", "&Edit", "&Paint", "&Result", "&View", "&Help"]
    assert menus["&Edit"][:3] == ["Undo", "Redo", "Steps"]
    assert {"Save project…", "Open recent", "Open recipe…"} <= set(menus["&File"])
    assert {"Save result…", "Save film…", "Go on from here", "Star", "Delete result"} <= set(menus["&Result"])


def test_no_two_actions_have_the_same_keys(actions: Actions) -> None:
    keys = Counter(key.toString() for action in all_of(actions).values() for key in action.shortcuts())
    assert [key for key, count in keys.items() if count > 1] == []


@pytest.mark.parametrize(
    ("name", "keys"),
    [
        ("open_photo", "Ctrl+O"),
        ("save", "Ctrl+S"),
        ("open_project", "Ctrl+Shift+O"),
        ("save_project", "Ctrl+Shift+S"),
        ("undo", "Ctrl+Z"),
        ("redo", "Ctrl+Shift+Z"),
        ("branch", "Ctrl+B"),
    ],
)
def test_keys_are_those_that_people_know(actions: Actions, name: str, keys: str) -> None:
    action = all_of(actions)[name]
    assert QKeySequence(keys) in action.shortcuts()
    assert action.shortcut().toString(QKeySequence.SequenceFormat.NativeText) in action.toolTip()


@pytest.mark.parametrize(
    ("state", "text", "tip"),
    [
        (RunState.IDLE, "Start", "Start painting"),
        (RunState.RUNNING, "Pause", "Pause painting"),
        (RunState.PAUSED, "Go on", "Go on painting"),
        (RunState.FINISHED, "Start", "Start painting"),
    ],
)
def test_the_button_that_starts_and_pauses_says_what_it_does(
    actions: Actions, state: RunState, text: str, tip: str
) -> None:
    actions.show_run(RunState.RUNNING if state is not RunState.RUNNING else RunState.IDLE)
    before = actions.start.icon().cacheKey()
    actions.show_run(state)
    assert actions.start.text() == text
    assert actions.start.toolTip().startswith(tip)
    assert "Ctrl+Return" in actions.start.toolTip()
    assert actions.start.icon().cacheKey() != before


def test_saying_the_same_again_changes_nothing(actions: Actions) -> None:
    changes = []
    actions.show_run(RunState.PAUSED)
    actions.start.changed.connect(lambda: changes.append(1))
    actions.show_run(RunState.PAUSED)
    assert changes == []


def test_the_toolbar_keeps_its_width_whatever_the_button_says(window: QMainWindow, actions: Actions) -> None:
    bar = window.findChild(QToolBar)
    assert isinstance(bar, QToolBar)
    widths = set()
    for state in RunState:
        actions.show_run(state)
        widths.add(bar.widgetForAction(actions.start).width())
    assert len(widths) == 1


def test_the_toolbar_fits_a_small_screen(window: QMainWindow, actions: Actions) -> None:
    bar = window.findChild(QToolBar)
    assert isinstance(bar, QToolBar)
    assert bar.sizeHint().width() <= 944
    shown = [action for action in bar.actions() if action.text()]
    assert actions.undo in shown
    assert actions.redo in shown
