"""What is still to be written to the project."""

from collections.abc import Callable, Hashable

Write = Callable[[], None]


class Unwritten:
    """Writes in the order in which they were wished; of those with one key the last one alone.

    Each tells of a whole thing as it was then, so that an older one must never come after a newer.
    """

    def __init__(self) -> None:
        self._writes: dict[Hashable, Write] = {}

    def __bool__(self) -> bool:
        return bool(self._writes)

    def put(self, key: Hashable, write: Write) -> None:
        """One more, after all others."""
        self._writes.pop(key, None)
        self._writes[key] = write

    def write(self, attempt: Callable[[Write], bool]) -> bool:
        """Write one after the other until an attempt fails. Returns whether all are written."""
        for key, write in list(self._writes.items()):
            if not attempt(write):
                return False
            del self._writes[key]
        return True

    def clear(self) -> None:
        """Nothing of it is wanted any more."""
        self._writes.clear()
