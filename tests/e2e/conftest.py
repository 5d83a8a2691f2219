"""The real application in a real window: under Xvfb with a window manager, by mouse and keyboard."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from screen import Screen
from watched_screen import Watched

PROGRAMS = ("Xvfb", "openbox", "xdotool")
MISSING = [program for program in PROGRAMS if shutil.which(program) is None]

if MISSING and os.environ.get("STYLEGUI_REQUIRE_E2E"):
    raise RuntimeError(f"the pass in a real window needs {', '.join(MISSING)}")


@pytest.fixture
def screen(tmp_path: Path) -> Iterator[Screen]:
    """A screen, and a home where nobody has worked yet. What nobody foresaw must not have happened on it."""
    if MISSING:
        pytest.skip(f"not installed: {', '.join(MISSING)}")
    screen = Screen(tmp_path)
    yield screen
    screen.close()
    for log in tmp_path.rglob("stylegui.log"):
        assert "Traceback" not in log.read_text(encoding="utf-8")


@pytest.fixture
def start(screen: Screen, samples: Path) -> Callable[..., Watched]:
    """Start the application with arguments, or with a pair: its pictures are there when this returns."""

    def started(*arguments: str | Path) -> Watched:
        application = Watched(screen, *(arguments or (samples / "coffee.jpg", samples / "brush-strokes.png")))
        application.find("Start", "Button", lambda button: button.enabled)
        return application

    return started
