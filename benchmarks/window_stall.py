"""How long the window's thread is kept waiting while a picture is painted.

    python benchmarks/window_stall.py PHOTO STYLE [--size 512] [--quality normal] [--brush] [--pauses] [--shots FOLDER]

Runs the real application, presses Start, and prints one JSON line: the worst lateness of a 16 ms timer from Start
to the end, the seconds until the window could be used, to the first stylised frame and in all, what keeping the
project took of that, and the peak memory. With --brush, regions are painted on the photo meanwhile, a stroke every two
seconds. With --pauses, Pause is pressed every three seconds, and painting goes on once it has paused. With --shots,
pictures of the window before, during and after the run and the result are written to FOLDER.
"""

import argparse
import json
import sys
from collections.abc import Callable
from pathlib import Path
from time import perf_counter, thread_time

from PySide6.QtCore import QEvent, QObject, QPointF, Qt, QTimer, Slot
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication

from stylegui.application.app import Application
from stylegui.command_line.summary import peak_memory
from stylegui.document.wishes import TurnSeveral
from stylegui.engine.pictures.files.saving import save
from stylegui.engine.run.frame import Frame, RunState
from stylegui.gui.basics.theme import apply_theme
from stylegui.workers.keeper import Keeper

INTERVAL_S = 0.016
STROKE_TICKS = 120  # of the timer, from one stroke's beginning to the next one's
PAUSE_MS = 3000  # from going on to the next pause
BEGAN = perf_counter()  # before anything of the application is imported but what this file does


class TimedKeeper:
    """Adds up what the keeper does, by the clock and of the processor."""

    def __init__(self) -> None:
        self.seconds = self.processor = 0.0
        act = Keeper._why_not

        def timed(keeper: Keeper, do: Callable[[], None]) -> str:
            began, used = perf_counter(), thread_time()
            why = act(keeper, do)
            self.seconds += perf_counter() - began
            self.processor += thread_time() - used
            return why

        Keeper._why_not = timed  # type: ignore[method-assign, assignment]  # to measure it


class Brush:
    """Paints on the canvas, as a hand with a mouse."""

    def __init__(self, application: Application) -> None:
        self._canvas, self._tick, self.slowest = application.window.canvas, 0, 0.0
        application.window.actions_.regions.setChecked(True)
        application.window.regions.bar.brush_size.setValue(60)

    def move(self) -> None:
        """One event of a stroke that goes to and fro."""
        at = self._tick % STROKE_TICKS
        self._tick += 1
        kinds = {0: QEvent.Type.MouseButtonPress, STROKE_TICKS // 2: QEvent.Type.MouseButtonRelease}
        kind = kinds.get(at, QEvent.Type.MouseMove)
        if at > STROKE_TICKS // 2:
            return
        share = 0.2 + 0.6 * at / (STROKE_TICKS // 2)
        point = QPointF(share * self._canvas.width(), (0.3 + 0.4 * share) * self._canvas.height())
        button = Qt.MouseButton.NoButton if kind == QEvent.Type.MouseMove else Qt.MouseButton.LeftButton
        held = Qt.MouseButton.NoButton if kind == QEvent.Type.MouseButtonRelease else Qt.MouseButton.LeftButton
        where = QPointF(self._canvas.mapToGlobal(point.toPoint()))
        event = QMouseEvent(kind, point, where, button, held, Qt.KeyboardModifier.NoModifier)
        began = perf_counter()
        QApplication.sendEvent(self._canvas, event)
        self.slowest = max(self.slowest, perf_counter() - began)


class Pauses(QObject):
    """Presses Pause every now and then, and again once it has paused."""

    def __init__(self, application: Application) -> None:
        super().__init__()
        self._start, self._pressed = application.window.actions_.start, 0.0
        self.waits: list[float] = []
        application.worker.state_changed.connect(self._on_state)
        self._timer = QTimer(self, interval=PAUSE_MS, singleShot=True)
        self._timer.timeout.connect(self._press)

    @Slot()
    def _press(self) -> None:
        self._pressed = perf_counter()
        self._start.trigger()

    @Slot(object)
    def _on_state(self, state: RunState) -> None:
        if state is RunState.PAUSED:
            self.waits.append(perf_counter() - self._pressed)
            QTimer.singleShot(0, self._start.trigger)
        elif state is RunState.RUNNING:
            self._timer.start()
        else:
            self._timer.stop()


class Watch(QObject):
    """Presses Start once the network is in memory, and looks on."""

    def __init__(self, application: Application, shots: Path | None, paints: bool) -> None:
        super().__init__()
        self._paints = paints
        self.brush: Brush | None = None
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
        self.brush = Brush(self._application) if self._paints else None

    @Slot()
    def _tick(self) -> None:
        now = perf_counter()
        self.lateness.append(now - self._before - INTERVAL_S)
        self._before = now
        if self.brush is not None:
            self.brush.move()

    @Slot(object)
    def _on_frame(self, frame: Frame) -> None:
        self.first_frame_s = self.first_frame_s or perf_counter() - self._began
        if self._frame is not None and self._frame.progress.scale == 2 and frame.progress.scale == 3:
            self._shoot("during")
            self._before = perf_counter()  # the shot itself is not the application's doing
        self._frame = frame

    @Slot(object)
    def _on_state(self, state: RunState) -> None:
        if state is RunState.FINISHED and not self.wall_s:
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
    parser.add_argument("--brush", action="store_true")
    parser.add_argument("--pauses", action="store_true")
    parser.add_argument("--shots", type=Path)
    arguments = parser.parse_args()
    qt = QApplication(sys.argv[:1])
    qt.setStyle("Fusion")
    apply_theme(qt)
    keeping = TimedKeeper()
    application = Application()
    qt.aboutToQuit.connect(application.shut_down)
    application.desk.apply(TurnSeveral((("size", arguments.size), ("quality", arguments.quality))))
    watch = Watch(application, arguments.shots, arguments.brush)
    pauses = Pauses(application) if arguments.pauses else None
    application.open([arguments.photo, arguments.style])
    qt.processEvents()
    usable_s = perf_counter() - BEGAN
    qt.exec()
    late = sorted(watch.lateness)
    figures = {
        "worst_stall_ms": round(1000 * late[-1], 1),
        "p99_stall_ms": round(1000 * late[int(0.99 * len(late))], 1),
        "ticks": len(late),
        "first_frame_s": round(watch.first_frame_s, 2),
        "usable_s": round(usable_s, 2),
        "wall_s": round(watch.wall_s, 1),
        "keeping_share": round(keeping.seconds / watch.wall_s, 4),
        "keeping_processor_share": round(keeping.processor / watch.wall_s, 4),
        "slowest_brush_ms": round(1000 * watch.brush.slowest, 1) if watch.brush else None,
        "pauses": len(pauses.waits) if pauses else 0,
        "longest_pause_s": round(max(pauses.waits), 3) if pauses and pauses.waits else None,
        "peak_rss_mb": round(peak_memory() / 1e6),
    }
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
