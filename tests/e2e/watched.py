"""The real application, and beside it a thread that tells what is seen, by accessible name or text.

It reads one JSON string a line, a name, and answers with a line of JSON: the visible things of that name, with their
place on the screen, what they say and how they are. In a name * stands for anything. Nothing of the application is
changed by it.
"""

import json
import threading
from fnmatch import fnmatchcase
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QApplication, QWidget

from stylegui.__main__ import main
from stylegui.application.app import Desktop

Text = QAccessible.Text


class Answers(QObject):
    """Lives in the window's thread, and is asked from another."""

    asked = Signal(str)

    @Slot(str)
    def answer(self, name: str) -> None:
        found = [
            thing
            for window in QApplication.topLevelWidgets()
            if window.isVisible()
            for thing in _found(QAccessible.queryAccessibleInterface(window), name)
        ]
        print(json.dumps(found), flush=True)


def _found(item: QAccessibleInterface | None, name: str) -> list[dict[str, Any]]:
    if item is None or not item.isValid() or item.state().invisible:
        return []
    told, value = _name(item), item.text(Text.Value)
    own = []
    if fnmatchcase(told, name) or fnmatchcase(value, name):
        state, place = item.state(), item.rect()
        own = [
            {
                "name": told, "value": value, "tip": item.text(Text.Description), "role": item.role().name,
                "box": [place.left(), place.top(), place.right() + 1, place.bottom() + 1],
                "enabled": not state.disabled, "focused": bool(state.focused), "checked": bool(state.checked),
            }
        ]  # fmt: skip
    return own + [each for index in range(item.childCount()) for each in _found(item.child(index), name)]


def _name(item: QAccessibleInterface) -> str:
    widget = item.object()
    if isinstance(widget, QWidget) and widget.accessibleName():
        return widget.accessibleName()  # on Linux Qt names a choice after what is chosen
    return item.text(Text.Name).replace("&", "")


def _listen(answers: Answers) -> None:
    # Without a buffer, for whose lock Python would wait at its end.
    with open(0, "rb", buffering=0, closefd=False) as questions:
        for line in questions:
            answers.asked.emit(json.loads(line))


application = Desktop(["stylegui"])  # which is taken if it is there; widgets may not be looked at in another thread
answers = Answers()
answers.asked.connect(answers.answer, Qt.ConnectionType.QueuedConnection)
threading.Thread(target=_listen, args=(answers,), daemon=True).start()
main()
