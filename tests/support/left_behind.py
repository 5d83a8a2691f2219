"""What a test leaves behind: threads, timers and open files."""

import gc
import os
import threading
import time
from collections.abc import Hashable, Iterator
from pathlib import Path

import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent, QThread, QTimer

GRACE_S = 2.0  # that what has been told to end may take
HANDLES = Path("/proc/self/fd")  # elsewhere than on Linux files are not looked for


class LeftBehind:
    """Notes what there is, to tell later what has come and stayed."""

    def __init__(self, folder: Path) -> None:
        """Of open files only those in `folder` count."""
        self._folder = f"{folder.resolve()}{os.sep}"
        self._before = {key for key, _ in self._all()}

    def told(self) -> list[str]:
        """What has stayed, each in words. What is only waiting to end, or to be collected, is given time to."""
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        end = time.monotonic() + GRACE_S
        while (stayed := self._stayed()) and time.monotonic() < end:
            QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
            gc.collect()
            time.sleep(0.02)
        return stayed

    def _stayed(self) -> list[str]:
        return sorted(words for key, words in self._all() if key not in self._before)

    def _all(self) -> Iterator[tuple[Hashable, str]]:
        for thread in threading.enumerate():
            # Python makes a dummy for every other thread that it runs in, and on 3.11 never lets it go.
            if not isinstance(thread, threading._DummyThread):
                yield thread, f"a thread, {thread.name}"
        for wrapper in shiboken6.getAllValidWrappers():
            if isinstance(wrapper, QThread) and wrapper.isRunning():
                yield shiboken6.getCppPointer(wrapper), f"a running QThread of {wrapper.parent()}"
            elif isinstance(wrapper, QTimer) and wrapper.isActive():
                yield shiboken6.getCppPointer(wrapper), f"an active QTimer of {wrapper.parent()}"
        for handle in os.listdir(HANDLES) if HANDLES.is_dir() else ():  # noqa: PTH208  # of names, which are numbers
            try:
                path = os.readlink(HANDLES / handle)  # noqa: PTH115  # it need not be a path
            except OSError:
                continue  # the folder's own, closed by now
            if path.startswith(self._folder):
                yield (handle, path), f"an open file, {path}"
