"""The real application on a screen of its own: what is seen is found by its accessible name or its text."""

import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from screen import PATIENCE_S, Screen, wait_for

WATCHED = Path(__file__).parents[1] / "e2e" / "watched.py"


@dataclass(frozen=True)
class Thing:
    """Something that is seen.

    Attributes:
        name: as a screen reader says it. value: what stands in it. tip: what it says of itself.
        role: what it is, as `QAccessible.Role` names it.
        box: left, top, right, bottom on the screen.
        enabled, focused, checked: how it is.
    """

    name: str
    value: str
    tip: str
    role: str
    box: tuple[int, int, int, int]
    enabled: bool
    focused: bool
    checked: bool

    @property
    def middle(self) -> tuple[int, int]:
        left, top, right, bottom = self.box
        return (left + right) // 2, (top + bottom) // 2


class Watched:
    """The application, with hands on its keyboard and mouse. In a name * stands for anything.

    Attributes:
        process: its process.
    """

    def __init__(self, screen: Screen, *arguments: str | Path) -> None:
        self._screen = screen
        self.process = screen.run(sys.executable, str(WATCHED), *map(str, arguments))
        self.find("*StyleGUI", "Window")
        screen.do("windowactivate", "--sync", screen.window("StyleGUI"))

    def all(self, name: str = "*", role: str = "") -> list[Thing]:
        """Everything of a name that is seen now."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps(name) + "\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline()
        assert answer, f"the application ended, with {self.process.wait(PATIENCE_S)}"
        things = [Thing(**{**each, "box": tuple(each["box"])}) for each in json.loads(answer)]
        return [thing for thing in things if role in ("", thing.role)]

    def find(self, name: str, role: str = "", holds: Callable[[Thing], bool] = lambda _: True) -> Thing:
        """Something of a name, and for which `holds` is true; waited for."""
        found = wait_for(lambda: list(filter(holds, self.all(name, role))), f"{role or 'thing'} {name!r}")
        return found[0]

    def gone(self, name: str, role: str = "") -> None:
        """Wait until nothing of that name is seen."""
        wait_for(lambda: not self.all(name, role), f"the end of {name!r}")

    def text(self, name: str, role: str = "") -> str:
        """What stands in something."""
        return self.find(name, role).value

    def picture(self, name: str) -> NDArray[np.int16]:
        """(h, w, 3) levels of what is seen at the place of something."""
        left, top, right, bottom = self.find(name).box
        return self._screen.picture()[top:bottom, left:right]

    def find_changed(self, name: str, before: NDArray[np.int16]) -> None:
        """Wait until another picture is seen in the middle of something."""

        def change() -> float:
            now = self.picture(name)
            size = min(now.shape[0], before.shape[0]), min(now.shape[1], before.shape[1])
            return float(np.abs(_middle(now, *size) - _middle(before, *size)).mean())

        wait_for(lambda: change() > 10, f"another picture on {name!r}")

    def difference(self, name: str, pixels: NDArray[np.uint8]) -> float:
        """Mean difference of the levels, of (h, w, 3) pixels and what is seen in the middle of something."""
        height, width, _ = pixels.shape
        seen, inner = _middle(self.picture(name), height + 2, width + 2), pixels[2:-2, 2:-2]
        return min(  # for where it lies by half a pixel
            float(np.abs(seen[y : y + height, x : x + width][2:-2, 2:-2] - inner).mean())
            for y in range(3)
            for x in range(3)
        )

    def click(self, name: str, role: str = "", button: int = 1) -> None:
        """Click on something once it can be used."""
        thing = self.find(name, role, lambda each: each.enabled)
        self._screen.do("mousemove", *thing.middle, "click", button)

    def press(self, *keys: str) -> None:
        """Press keys, as xdotool calls them, one after the other."""
        self._screen.do("key", "--delay", 60, *keys)

    def type(self, text: str) -> None:
        """Type, over what stands there. What the keyboard's map lacks cannot be typed: ASCII only."""
        self.press("ctrl+a")
        self._screen.do("type", "--delay", 30, text)

    def go_to(self, name: str, role: str = "", key: str = "Tab", most: int = 80) -> None:
        """Press Tab until something has the focus."""
        for _ in range(most):
            if any(thing.focused for thing in self.all(name, role)):
                return
            self.press(key)
        raise AssertionError(f"{name!r} was not reached by {key}")

    def stops(self, most: int = 80) -> list[str]:
        """Press Tab until the focus is back where it was: the names of all that had it."""
        names: list[str] = []
        for _ in range(most):
            name = next(thing.name for thing in self.all() if thing.focused and thing.role != "ListItem")
            if names and name == names[0]:
                return names
            names.append(name)
            self.press("Tab")
        raise AssertionError(f"Tab does not come back: {names}")

    def enter_path(self, title: str, path: Path) -> None:
        """Type a path into the file dialog of that title, which has been opened, and press Return."""
        self.find(title, "Dialog")
        self.find("File name:", "EditableText", lambda line: line.focused)
        self.type(str(path))
        self.find(str(path), "EditableText")
        self.press("Return")
        self.gone(title, "Dialog")

    def save_result(self, path: Path) -> None:
        """Type a path into the dialog for results, which has been opened, and press Return."""
        self.find("Save the result", "Dialog")
        self.find("Name", "EditableText", lambda line: line.focused)
        self.press("ctrl+a")
        self.type(str(path))
        self.press("Return")
        self.gone("Save the result", "Dialog")

    def stylegui(self, *arguments: object) -> str:
        """What the command line prints, in the same home."""
        command = [sys.executable, "-m", "stylegui", *map(str, arguments)]
        environment = self._screen.environment
        return subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout

    def ended(self) -> int:
        """Its exit status, waited for."""
        return self.process.wait(PATIENCE_S)


def _middle(picture: NDArray[np.int16], height: int, width: int) -> NDArray[np.int16]:
    """(height, width, 3) of a larger picture."""
    top, left = (picture.shape[0] - height) // 2, (picture.shape[1] - width) // 2
    return picture[top : top + height, left : left + width]
