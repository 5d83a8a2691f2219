"""The real application, and beside it a thread that tells where things are, by accessible name or text.

It reads one JSON string a line, a name, and answers with a line of JSON: the visible things of that name with their
place on the screen, what they say, and whether they can be used. Nothing of the application is changed by it.
"""

import json
import sys
import threading
import time
from typing import Any

from PySide6.QtCore import QObject, QRect, Qt, Signal, Slot
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QApplication

from stylegui.__main__ import main


class Answers(QObject):
    """Lives in the window's thread, and is asked from another."""

    asked = Signal(str)

    @Slot(str)
    def answer(self, name: str) -> None:
        found = [
            entry
            for window in QApplication.topLevelWidgets()
            if window.isVisible()
            for entry in _found(QAccessible.queryAccessibleInterface(window), name)
        ]
        print(json.dumps(found), flush=True)


def _found(item: QAccessibleInterface | None, name: str) -> list[dict[str, Any]]:
    if item is None or not item.isValid() or item.state().invisible:
        return []
    texts = [item.text(kind) for kind in (QAccessible.Text.Name, QAccessible.Text.Value)]
    own = []
    if any(name == text.replace("&", "") or (name.endswith("*") and text.startswith(name[:-1])) for text in texts):
        place: QRect = item.rect()
        own = [
            {
                "x": place.x(), "y": place.y(), "width": place.width(), "height": place.height(),
                "name": texts[0], "value": texts[1], "enabled": not item.state().disabled,
            }
        ]  # fmt: skip
    return own + [each for index in range(item.childCount()) for each in _found(item.child(index), name)]


def _listen() -> None:
    while QApplication.instance() is None or not QApplication.topLevelWidgets():
        time.sleep(0.05)
    answers = Answers()
    answers.moveToThread(QApplication.instance().thread())  # type: ignore[union-attr]  # it is there by now
    answers.asked.connect(answers.answer, Qt.ConnectionType.QueuedConnection)
    for line in sys.stdin:
        answers.asked.emit(json.loads(line))


threading.Thread(target=_listen, daemon=True).start()
main()
