"""What the user did to the regions and the document does not have yet."""

import operator
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from stylegui.engine.pictures.images import Picture
from stylegui.engine.regions.region_editor import Edit
from stylegui.engine.regions.regions import Region
from stylegui.gui.regions.preview import Trace


@dataclass(frozen=True, eq=False)
class Pending:
    """An edit, what the list of steps will call it, and what is seen of it meanwhile, if anything."""

    edit: Edit
    label: str
    trace: Trace | None = None


class Backlog(QObject):
    """Has one edit after the other worked out, each on the regions that the one before has made.

    Signals:
        asked(regions, Edit, Picture): what do they become on this photo? It is answered by `take`.
        made(regions, label): other regions; not where an edit has changed nothing.
        emptied: there is no edit any more that is not done.

    Attributes:
        regions: the document's, or those that were made of them last.
    """

    asked = Signal(object, object, object)
    made = Signal(object, str)
    emptied = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.regions: tuple[Region, ...] = ()
        self._photo: Picture | None = None
        self._pending: list[Pending] = []

    def __bool__(self) -> bool:
        return bool(self._pending)

    def begin(self, photo: Picture | None, regions: tuple[Region, ...]) -> None:
        """Go on from other regions: what is on its way is dropped."""
        self._photo, self.regions, self._pending = photo, regions, []

    def add(self, pending: Pending) -> None:
        """One more edit, after all others."""
        self._pending.append(pending)
        if len(self._pending) == 1:
            self._ask()

    def take(self, edit: Edit, regions: tuple[Region, ...] | None) -> bool:
        """What an edit has made, or None where it failed; returns whether it was waited for."""
        if not self._pending or self._pending[0].edit is not edit:
            return False
        done = self._pending.pop(0)
        if regions is not None and not self.has(regions):
            self.regions = regions
            self.made.emit(regions, done.label)
        self._ask()
        return True

    def drop_last(self) -> bool:
        """Forget the newest edit; returns whether there was one."""
        return bool(self._pending) and self._pending.pop() is not None

    def has(self, regions: tuple[Region, ...]) -> bool:
        """Whether these are the very regions that are gone on from."""
        return len(regions) == len(self.regions) and all(map(operator.is_, regions, self.regions))

    def traces(self) -> list[Trace]:
        """What is seen of the edits, oldest first."""
        return [pending.trace for pending in self._pending if pending.trace is not None]

    def _ask(self) -> None:
        if self._pending:
            self.asked.emit(self.regions, self._pending[0].edit, self._photo)
        else:
            self.emptied.emit()
