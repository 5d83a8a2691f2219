"""On two screens of different scales, in a process of its own: the tests' own has one screen."""

import json
import os
import subprocess
import sys
from pathlib import Path

SCREEN = {"y": 0, "width": 800, "height": 600, "logicalBaseDpi": 96, "dpr": 1}
SCREENS = [
    {"name": "usual", "x": 0, "logicalDpi": 96, **SCREEN},
    {"name": "dense", "x": 800, "logicalDpi": 192, **SCREEN},
]
MOVES = """
import numpy as np
from PySide6.QtWidgets import QApplication, QLabel
from stylegui.engine.pictures.images import Picture
from stylegui.gui.pictures.image_well import ImageWell

application = QApplication([])
pixels = np.full((400, 600, 3), 90, np.uint8)
well = ImageWell("Photo", "")
well.set_picture(Picture(pixels, None, "cat.jpg"), pixels)
well.resize(220, 220)
well.show()
for screen in (*application.screens(), application.screens()[0]):
    well.windowHandle().setScreen(screen)
    application.processEvents()
    label = next(label for label in well.findChildren(QLabel) if not label.pixmap().isNull())
    drawn = label.pixmap()
    print(screen.devicePixelRatio(), drawn.devicePixelRatio(), drawn.width() / min(label.width(), 120 * 600 / 400))
"""


def test_a_thumbnail_is_as_sharp_as_the_screen_that_it_goes_to(tmp_path: Path) -> None:
    (tmp_path / "screens.json").write_text(json.dumps({"screens": SCREENS}), encoding="utf-8")
    environment = {**os.environ, "QT_QPA_PLATFORM": f"offscreen:configfile={tmp_path / 'screens.json'}"}
    done = subprocess.run([sys.executable, "-c", MOVES], env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    seen = [[float(word) for word in line.split()] for line in done.stdout.splitlines()]
    assert sorted({screen for screen, _, _ in seen}) == [1, 2]
    assert len(seen) == 3
    for screen, drawn, pixels_of_one in seen:
        assert screen == drawn == pixels_of_one
