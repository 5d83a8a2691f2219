"""How long the window's thread is kept waiting while a picture is painted.

    python benchmarks/window_stall.py PHOTO STYLE [--size 512] [--quality normal] [--shots FOLDER]

Runs the real application, presses Start, and prints one JSON line: the worst lateness of a 16 ms timer from Start
to the end, the seconds to the first stylised frame and in all, and the peak memory. With --shots, pictures of the
window before, during and after the run and the result are written to FOLDER.
"""

import argparse
import json
import sys
from pathlib import Path
from time import perf_counter

from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtWidgets import QApplication

from stylegui.app import Application
from stylegui.document.wishes import TurnSeveral
from stylegui.engine.frame import Frame, RunState
from stylegui.engine.images import save
from stylegui.gui.basics.theme import apply_theme
from stylegui.render import peak_memory

INTERVAL_S = 0.016


class Watch(QObject):
    """Presses Start once the network is in memory, and looks on."""

    def __init__(self, application: Application, shots: Path | None) -> None:
        super().__init__()
        self._application, self._shots = application, shots
        self._began = self._before = 0.0
        self.lateness: list[float] = []
        self.first_frame_s = self.wall_s = 0.0
        self._frame: Frame | None = None
        self._timer = QTimer(self, interval=round(1000 * INTERVAL_S))
        self._timer.timeout.connect(self._tick)
        application.worker.ready.connect(self._on_ready)
        application.worker.frame_ready.connect(self._on_frame)
        application.worker.state_changed.connect(self._on_state)

    @Slot(str)
    def _on_ready(self, device: str) -> None:
        QTimer.singleShot(1500, self, self._start)

    @Slot()
    def _start(self) -> None:
        self._shoot("before")
        self._began = self._before = perf_counter()
        self._timer.start()
        self._application.window.actions_.start.trigger()

    @Slot()
    def _tick(self) -> None:
        now = perf_counter()
        self.lateness.append(now - self._before - INTERVAL_S)
        self._before = now

    @Slot(object)
    def _on_frame(self, frame: Frame) -> None:
        self.first_frame_s = self.first_frame_s or perf_counter() - self._began
        if self._frame is not None and self._frame.progress.scale == 2 and frame.progress.scale == 3:
            self._shoot("during")
            self._before = perf_counter()  # the shot itself is not the application's doing
        self._frame = frame

    @Slot(object)
    def _on_state(self, state: RunState) -> None:
        if state is RunState.FINISHED:
            self.wall_s = perf_counter() - self._began
            self._timer.stop()
            QTimer.singleShot(1000, self, self._end)

    @Slot()
    def _end(self) -> None:
        self._shoot("after")
        if self._shots is not None and self._frame is not None:
            frame = self._frame
            save(frame.picture(), self._shots / "result.png")
        QApplication.exit(0)  # not quit(), before which the window would ask about its result

    def _shoot(self, name: str) -> None:
        if self._shots is not None:
            self._application.window.grab().save(str(self._shots / f"{name}.png"))


def main() -> None:
    """Run the application once and print what was seen."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("photo")
    parser.add_argument("style")
    parser.add_argument("--size", type=int, default=512)
    parser.add_argument("--quality", default="normal")
    parser.add_argument("--shots", type=Path)
    arguments = parser.parse_args()
    qt = QApplication(sys.argv[:1])
    qt.setStyle("Fusion")
    apply_theme(qt)
    application = Application()
    qt.aboutToQuit.connect(application.shut_down)
    application.desk.apply(TurnSeveral((("size", arguments.size), ("quality", arguments.quality))))
    watch = Watch(application, arguments.shots)
    application.open([arguments.photo, arguments.style])
    qt.exec()
    late = sorted(watch.lateness)
    figures = {
        "worst_stall_ms": round(1000 * late[-1], 1),
        "p99_stall_ms": round(1000 * late[int(0.99 * len(late))], 1),
        "ticks": len(late),
        "first_frame_s": round(watch.first_frame_s, 2),
        "wall_s": round(watch.wall_s, 1),
        "peak_rss_mb": round(peak_memory() / 1e6),
    }
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
