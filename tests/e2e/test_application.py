"""The real application in a real window: under Xvfb with a window manager, by mouse and keyboard."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageGrab

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = ROOT / "resources" / "samples"
PROGRAMS = ("Xvfb", "openbox", "xdotool")
MISSING = [program for program in PROGRAMS if shutil.which(program) is None]
PATIENCE_S = 90
T = TypeVar("T")

if MISSING and os.environ.get("STYLEGUI_REQUIRE_E2E"):
    raise RuntimeError(f"the pass in a real window needs {', '.join(MISSING)}")
pytestmark = pytest.mark.skipif(bool(MISSING), reason=f"not installed: {', '.join(MISSING)}")


class Screen:
    """A virtual screen with a window manager, and hands to use it with."""

    def __init__(self, folder: Path) -> None:
        self._processes: list[subprocess.Popen[str]] = []
        read, write = os.pipe()
        self._processes.append(
            subprocess.Popen(
                ["Xvfb", "-displayfd", str(write), "-screen", "0", "1280x800x24"],
                pass_fds=[write],
                stderr=subprocess.DEVNULL,
                text=True,
            )
        )
        os.close(write)
        with os.fdopen(read) as pipe:
            self.display = f":{pipe.readline().strip()}"
        self.environment = os.environ | {
            "DISPLAY": self.display,
            "QT_QPA_PLATFORM": "xcb",
            "HOME": str(folder),
            "XDG_CONFIG_HOME": str(folder / "config"),
            "XDG_STATE_HOME": str(folder / "state"),
        }
        self.run("openbox")
        wait_for(lambda: self._succeeds("getactivewindow") or self._succeeds("get_desktop"), "the window manager")

    def run(self, *command: str) -> "subprocess.Popen[str]":
        """Start a program on this screen."""
        process = subprocess.Popen(
            command, env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )
        self._processes.append(process)
        return process

    def do(self, *words: str | int) -> str:
        """Use mouse, keyboard or windows as xdotool's words say."""
        command = ["xdotool", *map(str, words)]
        return subprocess.run(command, env=self.environment, capture_output=True, text=True, check=True).stdout

    def _succeeds(self, *words: str) -> bool:
        return subprocess.run(["xdotool", *words], env=self.environment, capture_output=True).returncode == 0

    def window(self, title: str) -> str:
        """The id of the visible window with that title, waited for."""
        command = ["xdotool", "search", "--onlyvisible", "--name", title]

        def search() -> str:
            found = subprocess.run(command, env=self.environment, capture_output=True, text=True).stdout.split()
            return found[-1] if found else ""

        return wait_for(search, f"the window {title!r}")

    def picture(self) -> NDArray[np.int16]:
        """(H, W, 3) levels of the whole screen."""
        return np.asarray(ImageGrab.grab(xdisplay=self.display).convert("RGB")).astype(np.int16)

    def drag(self, start: tuple[int, int], end: tuple[int, int]) -> None:
        """Press at start, move in small steps as a hand does, release at end."""
        self.do("mousemove", *start, "mousedown", 1)
        for part in np.linspace(0, 1, 12):
            x, y = (round(a + part * (b - a)) for a, b in zip(start, end, strict=True))
            self.do("mousemove", x, y, "sleep", "0.1")
        time.sleep(0.5)
        self.do("mouseup", 1)

    def close(self) -> None:
        """End every program, the screen last."""
        for process in reversed(self._processes):
            process.terminate()
        for process in self._processes:
            process.wait(timeout=20)
            if process.stdout is not None:
                process.stdout.close()


def wait_for(probe: Callable[[], T], what: str) -> T:
    """What `probe` returns once it is true."""
    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until:
        value = probe()
        if value:
            return value
        time.sleep(0.2)
    pytest.fail(f"waited {PATIENCE_S} s in vain for {what}")


@pytest.fixture
def screen(tmp_path: Path) -> Iterator[Screen]:
    screen = Screen(tmp_path)
    yield screen
    screen.close()


def changed(before: NDArray[np.int16], after: NDArray[np.int16], box: tuple[int, int, int, int]) -> float:
    """Mean change of the levels within box (left, top, right, bottom)."""
    left, top, right, bottom = box
    return float(np.abs(after - before)[top:bottom, left:right].mean())


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

    target = tmp_path / "painted cat.png"  # typing what the keyboard map lacks is not to be relied on
    screen.do("key", "ctrl+s")
    dialog = screen.window("Save the result")
    screen.do("windowactivate", "--sync", dialog)
    time.sleep(1)
    screen.do("key", "ctrl+a")
    screen.do("type", "--delay", "60", str(target))
    time.sleep(0.5)
    screen.do("key", "Return")
    wait_for(target.is_file, "the saved result")
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
