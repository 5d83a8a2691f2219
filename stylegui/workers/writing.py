"""Writes what is to be kept, also where the disk refuses it for a while."""

from collections.abc import Callable, Hashable

from PySide6.QtCore import QObject, QTimer, Signal, Slot

RETRY_MS = 10_000  # what could not be written is tried again after that

Write = Callable[[], None]


class Writing(QObject):
    """Writes in the order in which it was wished; of writes with one key the last one alone.

    Each tells of a whole thing as it was then, so that an older one must never come after a newer.

    Signals:
        failed(str): why nothing can be written. Told once, until it works again: each step would say it anew.
    """

    failed = Signal(str)

    def __init__(self, parent: QObject, why_not: Callable[[Write], str]) -> None:
        """`why_not` does a write, and returns why that does not work, or ""."""
        super().__init__(parent)
        self._why_not, self._is_failing = why_not, False
        self._writes: dict[Hashable, Write] = {}
        self._retry = QTimer(self, interval=RETRY_MS, singleShot=True)
        self._retry.timeout.connect(self.catch_up)

    def put(self, key: Hashable, write: Write) -> None:
        """Write now, or, where that fails, later: after all others."""
        waits = bool(self._writes)
        self._writes.pop(key, None)
        self._writes[key] = write
        if not waits:
            self.catch_up()

    def attempt(self, write: Write) -> None:
        """Write now or never."""
        self._tell(self._why_not(write))

    @Slot()
    def catch_up(self) -> bool:
        """Write what is left. Returns whether all is written."""
        return not self._tell(self.why_unwritten())

    def why_unwritten(self) -> str:
        """The same; returns why it does not work, or ""."""
        self._retry.stop()
        for key, write in list(self._writes.items()):
            why = self._why_not(write)
            if why:
                self._retry.start()
                return why
            del self._writes[key]
        return ""

    def give_up(self) -> None:
        """Nothing of it is wanted any more."""
        self._retry.stop()
        self._writes.clear()

    def _tell(self, why: str) -> str:
        if why and not self._is_failing:
            self.failed.emit(why)
        self._is_failing = bool(why)
        return why
