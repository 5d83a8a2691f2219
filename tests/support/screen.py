"""A virtual screen with a window manager, and hands to use it with."""

import os
import subprocess
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeVar

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import ImageGrab

PATIENCE_S = 90
T = TypeVar("T")


class Screen:
    """A virtual screen with a window manager, and hands to use it with."""

    def __init__(self, folder: Path) -> None:
        self._processes: list[subprocess.Popen[str]] = []
        read, write = os.pipe()
        self._processes.append(
            subprocess.Popen(
                # Without -noreset it begins anew when its only program leaves it, and what connects then is cut off.
                ["Xvfb", "-noreset", "-displayfd", str(write), "-screen", "0", "1280x800x24"],
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
            "XDG_DATA_HOME": str(folder / "data"),
            "XDG_CACHE_HOME": str(folder / "cache"),
        }
        self.run("openbox")
        wait_for(lambda: self._succeeds("getactivewindow") or self._succeeds("get_desktop"), "the window manager")

    def run(
        self, *command: str, environment: Mapping[str, str] | None = None, user: int | None = None
    ) -> "subprocess.Popen[str]":
        """Start a program on this screen, in another environment and as another user if those are given."""
        process = subprocess.Popen(
            command,
            env=self.environment if environment is None else {**environment, "DISPLAY": self.display},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            user=user,
            group=user,
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

    def save_result(self, target: Path) -> None:
        """Save the result as a person does. What the keyboard map lacks cannot be typed: ASCII paths only."""
        self.do("key", "ctrl+s")
        self.do("windowactivate", "--sync", self.window("Save the result"))
        time.sleep(1)
        self.do("key", "ctrl+a")
        self.do("type", "--delay", "60", str(target))
        time.sleep(0.5)
        self.do("key", "Return")
        wait_for(target.is_file, "the saved result")

    def close(self) -> None:
        """End every program, the screen last."""
        for process in reversed(self._processes):
            process.terminate()
        for process in self._processes:
            process.wait(timeout=20)
            for pipe in (process.stdin, process.stdout):
                if pipe is not None:
                    pipe.close()


def wait_for(probe: Callable[[], T | None], what: str) -> T:
    """What `probe` returns once it is true."""
    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until:
        value = probe()
        if value:
            return value
        time.sleep(0.2)
    pytest.fail(f"waited {PATIENCE_S} s in vain for {what}")


def changed(before: NDArray[np.int16], after: NDArray[np.int16], box: tuple[int, int, int, int]) -> float:
    """Mean change of the levels within box (left, top, right, bottom)."""
    left, top, right, bottom = box
    return float(np.abs(after - before)[top:bottom, left:right].mean())
