"""Qt's binding must suit this Python: a wrong pair ends the application after some thousand signals."""

import sys

from PySide6.QtCore import QObject, Signal


class Emitter(QObject):
    """Something that emits."""

    said = Signal()


def test_emitting_does_not_lose_references() -> None:
    emitter = Emitter()
    before = sys.getrefcount(True), sys.getrefcount(None)
    for _ in range(100):
        emitter.said.emit()
        emitter.parent()
    after = sys.getrefcount(True), sys.getrefcount(None)
    assert min(now - then for now, then in zip(after, before, strict=True)) > -50
