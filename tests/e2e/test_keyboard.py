"""From start to a saved project, and back into it, by the keyboard alone."""

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from watched_screen import Watched

pytestmark = pytest.mark.e2e


def test_a_project_is_painted_saved_and_opened_by_keyboard_alone(
    start: Callable[..., Watched], samples: Path, tmp_path: Path
) -> None:
    application = start()
    application.go_to("Photo: coffee.jpg")
    stops = application.stops()
    assert "" not in stops
    order = ["Photo: coffee.jpg", "Style: brush-strokes.png", "Add a style", "Canvas", "Results", "Look", "Size"]
    assert [name for name in stops if name in order] == order
    application.press("ctrl+o")
    application.enter_path("Choose a photo", samples / "cat.jpg")
    application.find("Photo: cat.jpg")
    application.press("ctrl+shift+a")
    application.enter_path("Choose paintings", samples / "woodcut.png")
    application.find("Style 2 of 2: woodcut.png")

    application.go_to("Smoothness", "Slider")
    application.press("Right", "Right", "Right")
    application.find("Smoothness", "SpinBox", lambda number: number.value == "53")
    application.press("ctrl+z")
    application.find("Smoothness", "SpinBox", lambda number: number.value == "52")
    application.press("ctrl+z", "ctrl+z", "ctrl+shift+z")
    application.find("Smoothness", "SpinBox", lambda number: number.value == "51")
    application.go_to("Size", "SpinBox")
    application.type("128")
    application.press("Return")
    application.find("Size", "SpinBox", lambda spin: spin.value == "128 px")
    application.go_to("Quality", "ComboBox")
    application.press("d")
    application.find("Quality", "ComboBox", lambda choice: choice.value == "Draft")

    application.press("ctrl+Return")
    application.find("Finished · 128 × 85 px · *")
    application.go_to("Look", "ComboBox", key="shift+Tab")
    application.press("c")  # another look: another result, from the one that is finished
    application.find("Result 2, cat.jpg, 128 × 85, finished, *, branch of result 1, on the canvas", "ListItem")
    application.go_to("Results", "List", key="shift+Tab")
    application.press("Left", "Return")
    application.find("Result 1, cat.jpg, 128 × 85, finished, *, on the canvas", "ListItem")

    project = tmp_path / "cat.stylegui"
    application.press("alt+f")
    application.find("Save project…", "MenuItem")
    application.press("Escape", "Escape", "ctrl+shift+s")
    application.enter_path("Save the project", project)
    application.find("cat.stylegui keeps everything from now on")
    application.press("ctrl+q")
    assert application.ended() == 0  # and nothing was asked

    told = json.loads(application.stylegui("project", "show", project, "--json"))
    assert [(each["role"], each["name"]) for each in told["pictures"]] == [
        ("photo", "cat.jpg"), ("style", "brush-strokes.png"), ("style", "woodcut.png"),
    ]  # fmt: skip
    first, second = told["results"]
    assert (first["width"], first["height"], first["finished"]) == (128, 85, True)
    assert (second["parent"], second["finished"]) == (first["id"], True)
    assert told["unfinished"] is None

    application = start(project)
    application.find("Photo: cat.jpg")
    application.find("Result 2, cat.jpg, *, on the canvas", "ListItem")
    application.press("ctrl+1")
    painting = tmp_path / "second.png"
    application.stylegui("project", "export", project, "--result", 2, "-o", painting)
    with Image.open(painting) as exported:
        assert application.difference("Canvas", np.asarray(exported.convert("RGB"))) == 0
    application.press("ctrl+z")
    application.find(
        "Look", "ComboBox", lambda choice: choice.value == "Strokes"
    )  # as Auto had it: the steps came back too
    application.press("ctrl+q")
    assert application.ended() == 0
