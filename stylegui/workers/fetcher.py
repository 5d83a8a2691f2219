"""Gets, imports and removes networks in a thread of its own: a piece for each turn of the event loop."""

import logging
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QThread, QTimer, Signal, Slot

from stylegui.engine.errors import Cancelled, Problem
from stylegui.engine.network.networks import Fetched, network_called, remove
from stylegui.paths import log_file

if TYPE_CHECKING:  # torch and requests are imported when a network is asked for, not with the window
    from stylegui.engine.network.fetch import Fetch

TOLD_S = 0.1  # progress is told no more often

log = logging.getLogger(__name__)


class Fetcher(QObject):
    """Owns one download at a time. No slot waits longer than for the server's next bytes, but `import_file`.

    Signals:
        progressed(name, Fetched): of a download.
        changed(name): a network was got, imported or removed.
        ended(name): the download is over, whether whole, cancelled or failed.
        failed(name, message): what was asked for cannot be done; what was there stays.
    """

    progressed = Signal(str, object)
    changed = Signal(str)
    ended = Signal(str)
    failed = Signal(str, str)

    def __init__(self) -> None:
        super().__init__()
        self._fetch: Fetch | None = None
        self._name = ""
        self._told = 0.0
        self._stepper = QTimer(self, interval=0)
        self._stepper.timeout.connect(self._step)

    @Slot(str, str)
    def get(self, name: str, address: str) -> None:
        """Begin to fetch a network, from an address other than its own if one is given."""
        from stylegui.engine.network.fetch import Fetch

        if self._fetch is None:
            self._name, self._fetch = name, Fetch(network_called(name), address)
            self._stepper.start()

    @Slot()
    def cancel(self) -> None:
        """End the download; what has come is gone on with the next time."""
        self._stepper.stop()
        if self._fetch is not None:
            self._fetch.close()
            self._fetch = None
            self.ended.emit(self._name)

    @Slot(str, str)
    def import_file(self, name: str, path: str) -> None:
        """Keep what is used of a file of weights."""
        from stylegui.engine.network.weights import keep

        try:
            keep(network_called(name), Path(path), QThread.currentThread().isInterruptionRequested)
        except Cancelled:
            return  # the application ends
        except Problem as problem:
            self.failed.emit(name, str(problem))
        except Exception:
            self._report_bug(name)
        else:
            self.changed.emit(name)

    @Slot(str)
    def remove(self, name: str) -> None:
        """Delete a network from this computer."""
        try:
            remove(network_called(name))
        except Problem as problem:
            self.failed.emit(name, str(problem))
        else:
            self.changed.emit(name)

    @Slot()
    def _step(self) -> None:
        if self._fetch is None:
            return
        try:
            state = self._fetch.step()
        except Problem as problem:
            self.cancel()
            self.failed.emit(self._name, str(problem))
        except Exception:
            self.cancel()
            self._report_bug(self._name)
        else:
            self._tell(state)

    def _tell(self, state: Fetched) -> None:
        if state.finished:
            self.cancel()
            self.changed.emit(self._name)
        elif monotonic() - self._told >= TOLD_S:
            self._told = monotonic()
            self.progressed.emit(self._name, state)

    def _report_bug(self, name: str) -> None:
        log.exception("a network could not be had")
        self.failed.emit(name, self.tr("Something went wrong that should not have; the details are in %s") % log_file())
