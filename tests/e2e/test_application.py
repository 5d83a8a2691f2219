"""The real application in a real window: under Xvfb with a window manager, by mouse and keyboard."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from screen import PATIENCE_S, Screen, changed, wait_for

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = ROOT / "resources" / "samples"
PROGRAMS = ("Xvfb", "openbox", "xdotool")
MISSING = [program for program in PROGRAMS if shutil.which(program) is None]

if MISSING and os.environ.get("STYLEGUI_REQUIRE_E2E"):
    raise RuntimeError(f"the pass in a real window needs {', '.join(MISSING)}")
pytestmark = pytest.mark.skipif(bool(MISSING), reason=f"not installed: {', '.join(MISSING)}")


@pytest.fixture
def screen(tmp_path: Path) -> Iterator[Screen]:
    screen = Screen(tmp_path)
    yield screen
    screen.close()


CANVAS = (420, 300, 800, 500)  # well inside the canvas of a maximised window, 1280 x 800
GRIP = (952, 57)  # the drag-out grip: from the left, and from the bottom, of the window opened below
WELL = (130, 180)  # on the photo's thumbnail


def open_window(screen: Screen, *arguments: str) -> "subprocess.Popen[str]":
    """Start the application, maximised, and wait until its pictures are there."""
    application = screen.run(sys.executable, "-m", "stylegui", *arguments)
    window = screen.window("StyleGUI")
    screen.do("windowactivate", "--sync", window)
    screen.do("windowsize", window, "1270", "760", "windowmove", window, "4", "4")
    wait_for(lambda: float(screen.picture()[150:250, 60:200].std()) > 25, "the photo's thumbnail")
    time.sleep(1)
    return application


def test_a_person_paints_steers_saves_and_leaves(screen: Screen, tmp_path: Path) -> None:
    photo, style = SAMPLES / "cat.jpg", SAMPLES / "woodcut.png"
    application = open_window(screen, str(photo), str(style))
    before = screen.picture()
    screen.do("key", "ctrl+Return")
    wait_for(lambda: changed(before, screen.picture(), CANVAS) > 10, "the first stylised frames")

    slider = (1180, 130)  # Strength, right of its middle: a click moves it
    screen.do("mousemove", *slider, "click", 1)
    time.sleep(2)
    assert application.poll() is None

    screen.do("key", "ctrl+Return")
    time.sleep(3)
    resting = screen.picture()
    time.sleep(1.5)
    assert changed(resting, screen.picture(), CANVAS) == 0, "paused, and still painting"

    target = tmp_path / "painted cat.png"
    screen.save_result(target)
    with Image.open(target) as saved:
        assert saved.size == (512, 341)
        assert float(np.asarray(saved).std()) > 20
    time.sleep(1)
    screen.do("key", "ctrl+q")
    assert application.wait(timeout=PATIENCE_S) == 0


def test_closing_with_an_unsaved_result_asks(screen: Screen) -> None:
    application = open_window(screen)
    before = screen.picture()
    screen.do("key", "ctrl+Return")
    wait_for(lambda: changed(before, screen.picture(), CANVAS) > 10, "the first stylised frames")
    screen.do("key", "ctrl+q")
    time.sleep(2)
    assert application.poll() is None
    screen.do("key", "Escape")  # go on
    time.sleep(1)
    assert application.poll() is None
    screen.do("key", "ctrl+q")
    time.sleep(1.5)
    screen.do("key", "alt+d")  # discard
    assert application.wait(timeout=PATIENCE_S) == 0


def test_files_are_dragged_in_and_the_result_out(screen: Screen, tmp_path: Path) -> None:
    open_window(screen)
    window = screen.window("StyleGUI")
    screen.do("windowsize", window, "1270", "620", "windowmove", window, "4", "130")
    time.sleep(1)
    peer = screen.run(sys.executable, str(Path(__file__).with_name("dnd_peer.py")), "give", str(SAMPLES / "rocket.jpg"))
    screen.window("peer")
    time.sleep(1)
    before = screen.picture()
    screen.drag((60, 60), (WELL[0], WELL[1] + 126))
    wait_for(lambda: changed(before, screen.picture(), (420, 350, 800, 550)) > 10, "the dropped photo")
    peer.terminate()

    taken = tmp_path / "taken.txt"
    screen.run(sys.executable, str(Path(__file__).with_name("dnd_peer.py")), "take", str(taken))
    screen.window("peer")
    before = screen.picture()
    screen.do("windowactivate", "--sync", window)
    screen.do("key", "ctrl+Return")
    wait_for(lambda: changed(before, screen.picture(), (420, 350, 800, 550)) > 10, "the first stylised frames")
    screen.do("key", "ctrl+Return")
    time.sleep(3)
    place = dict(line.split("=") for line in screen.do("getwindowgeometry", "--shell", window).split())
    bottom = int(place["Y"]) + int(place["HEIGHT"])
    screen.drag((int(place["X"]) + GRIP[0], bottom - GRIP[1]), (60, 60))
    path = Path(wait_for(lambda: taken.read_text(encoding="utf-8") if taken.exists() else "", "the dropped result"))
    assert path.name == "rocket-painted.png"
    with Image.open(path) as dragged:
        assert dragged.size == (512, 342)
