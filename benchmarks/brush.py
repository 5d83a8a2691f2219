"""How long the window's thread is busy with one move of a large brush on a large photo.

    QT_QPA_PLATFORM=offscreen python benchmarks/brush.py [--width 6000] [--height 4000] [--moves 120] [--strokes 3]

Paints strokes with a brush of an eighth of the longer side on a made photo that has regions of every style already,
by mouse events that come as often as a mouse sends them, and prints one JSON line. A press, a move and a release each
count until the canvas is painted anew; "busy" is what the window's thread itself computed of that, whatever else the
computer had to do. Strokes follow each other at once, so that full masks are worked out meanwhile.
"""

import argparse
import json
import math
import sys
from statistics import median
from time import perf_counter, sleep, thread_time

import numpy as np
from PySide6.QtCore import QEvent, QObject, QPointF, Qt, QThread, Slot
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication

from stylegui.document.document import Document
from stylegui.document.wishes import Paint
from stylegui.engine.pictures.images import Picture
from stylegui.engine.regions.regions import Region
from stylegui.engine.styles.style import Style
from stylegui.gui.basics.theme import apply_theme
from stylegui.gui.regions.region_bar import RegionBar
from stylegui.gui.regions.region_canvas import RegionCanvas
from stylegui.gui.regions.region_tools import RegionTools
from stylegui.workers.assistant import Assistant

SEEN = 1200, 800  # of the canvas, in logical pixels
STYLES = 3
AN_EIGHTH = 85  # of the slider
EVERY_S = 0.008  # a mouse sends 125 events a second


class Easel(QObject):
    """Tools, canvas and assistant, and a document that grants every wish."""

    def __init__(self, width: int, height: int) -> None:
        super().__init__()
        self.tools, self.assistant, self._thread = RegionTools(RegionBar(), RegionCanvas()), Assistant(), QThread()
        self.assistant.moveToThread(self._thread)
        self.tools.asked.connect(self.assistant.paint)
        self.assistant.painted.connect(self.tools.take)
        self.tools.wished.connect(self._grant)
        self.document = _document(width, height)
        self.waits: list[float] = []
        self._released: list[float] = []
        self._due = 0.0
        self._thread.start()
        canvas = self.tools.canvas
        canvas.resize(*SEEN)
        canvas.set_photo(self.document.photo.preview if self.document.photo is not None else None)
        canvas.show()
        self.tools.show(self.document)
        self.tools.set_active(True)
        self.tools.bar.brush_size.setValue(AN_EIGHTH)

    def send(self, kind: QEvent.Type, x: float, y: float) -> tuple[float, float]:
        """One mouse event at shares of the canvas; returns the milliseconds until all is painted, in all and busy."""
        held = Qt.MouseButton.LeftButton if kind == QEvent.Type.MouseMove else Qt.MouseButton.NoButton
        button = Qt.MouseButton.NoButton if kind == QEvent.Type.MouseMove else Qt.MouseButton.LeftButton
        canvas, at = self.tools.canvas, QPointF(x * SEEN[0], y * SEEN[1])
        event = QMouseEvent(kind, at, canvas.mapToGlobal(at), button, held, Qt.KeyboardModifier.NoModifier)
        while perf_counter() < self._due:
            QApplication.processEvents()
            sleep(0.001)
        began, busy = perf_counter(), thread_time()
        self._due = began + EVERY_S
        QApplication.sendEvent(canvas, event)
        QApplication.processEvents()
        if kind == QEvent.Type.MouseButtonRelease:
            self._released.append(began)
        return 1000 * (perf_counter() - began), 1000 * (thread_time() - busy)

    def finish(self) -> None:
        """Wait for the last full mask, and end the thread."""
        while self._released:
            QApplication.processEvents()
            sleep(0.001)
        self._thread.quit()
        self._thread.wait()

    @Slot(object)
    def _grant(self, wish: Paint) -> None:
        self.waits.append(perf_counter() - self._released.pop(0))
        self.document = wish.apply(self.document)
        self.tools.show(self.document)


def _document(width: int, height: int) -> Document:
    rng = np.random.default_rng(0)
    photo = Picture(rng.integers(0, 256, (height, width, 3), np.uint8), None, "photo")
    styles = tuple(Style(Picture(photo.pixels[:64, :64], None, f"style {index}")) for index in range(STYLES))
    regions = []
    for index in range(STYLES):
        mask = np.zeros((height, width), np.uint8)
        mask[:, index * width // STYLES : (index + 1) * width // STYLES] = 255
        regions.append(Region(mask, index))
    return Document(photo, styles, regions=tuple(regions))


def main() -> None:
    """Paint, and print what was seen."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--width", type=int, default=6000)
    parser.add_argument("--height", type=int, default=4000)
    parser.add_argument("--moves", type=int, default=120)
    parser.add_argument("--strokes", type=int, default=3)
    arguments = parser.parse_args()
    qt = QApplication(sys.argv[:1])
    qt.setStyle("Fusion")
    apply_theme(qt)
    easel = Easel(arguments.width, arguments.height)
    presses, moves, releases = list[tuple[float, float]](), list[tuple[float, float]](), list[tuple[float, float]]()
    QApplication.processEvents()
    for stroke in range(arguments.strokes):
        way = [
            (0.1 + 0.8 * step / arguments.moves, 0.5 + 0.3 * math.sin(6 * step / arguments.moves + stroke))
            for step in range(arguments.moves + 1)
        ]
        presses.append(easel.send(QEvent.Type.MouseButtonPress, *way[0]))
        moves += [easel.send(QEvent.Type.MouseMove, *point) for point in way[1:]]
        releases.append(easel.send(QEvent.Type.MouseButtonRelease, *way[-1]))
    easel.finish()
    figures: dict[str, float] = {"moves": len(moves)}
    for name, times in (("press", presses), ("move", moves), ("release", releases)):
        whole, busy = zip(*times, strict=True)
        figures |= {f"{name}_median_ms": median(whole), f"{name}_longest_ms": max(whole)}
        figures |= {f"{name}_longest_busy_ms": max(busy)}
    figures |= {"full_mask_median_s": median(easel.waits), "full_mask_longest_s": max(easel.waits)}
    print(json.dumps({name: round(value, 2) for name, value in figures.items()}))


if __name__ == "__main__":
    main()
