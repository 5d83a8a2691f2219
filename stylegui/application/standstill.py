"""Before a project is closed: nothing is painted any more, and all that was done is on the desk."""

from PySide6.QtCore import QObject, Signal, Slot

from stylegui.gui.regions.region_tools import RegionTools


class Standstill(QObject):
    """Brings the run to rest, and waits for the strokes that are being worked out.

    Signals:
        rest: for the worker; answered by `note_rested`.
        reached: everything is on the desk.
    """

    rest = Signal()
    reached = Signal()

    def __init__(self, parent: QObject, regions: RegionTools) -> None:
        super().__init__(parent)
        self._regions, self._is_waited_for, self._has_rested = regions, False, False
        regions.caught_up.connect(self._look)

    def bring_about(self) -> None:
        """Have everything rest."""
        self._is_waited_for, self._has_rested = True, False
        self.rest.emit()

    @Slot()
    def note_rested(self) -> None:
        """What the worker sent last has come by now."""
        self._has_rested = True
        self._look()

    @Slot()
    def _look(self) -> None:
        if self._is_waited_for and self._has_rested and not self._regions.is_behind:
            self._is_waited_for = False
            self.reached.emit()
