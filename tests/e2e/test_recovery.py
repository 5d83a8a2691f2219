"""The program is killed while it paints: the next start offers what was there, and it goes on."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from screen import wait_for
from watched_screen import Watched

pytestmark = pytest.mark.e2e


def test_after_a_kill_the_painting_is_offered_and_goes_on_from_where_it_was(
    start: Callable[..., Watched], tmp_path: Path
) -> None:
    application = start()
    application.press("ctrl+Return")
    draft = wait_for(lambda: next((tmp_path / "data").rglob("*.stylegui"), None), "a draft")
    wait_for(lambda: kept(application, draft)["evaluations"], "something of the result to be kept")
    application.process.kill()
    application.process.wait()
    before = kept(application, draft)
    application.stylegui("project", "export", draft, "--result", 1, "-o", tmp_path / "kept.png")

    application = start()
    application.find("StyleGUI ended unexpectedly. coffee.jpg is still there: *, results: 1.", "StaticText")
    assert application.all(role="Dialog") == []
    assert application.all("Result *", "ListItem") == []
    application.click("Open it", "Button")
    application.find("Result 1, coffee.jpg, 512 × 341, unfinished, *, on the canvas", "ListItem")
    application.find("Photo: coffee.jpg")
    application.find("Style: brush-strokes.png")
    application.press("ctrl+1")
    with Image.open(tmp_path / "kept.png") as picture:
        assert application.difference("Canvas", np.asarray(picture)) < 8  # each enlarges it in its own way

    application.find("The painting of coffee.jpg is unfinished (*).", "StaticText")
    application.click("Go on painting", "Button")
    application.find("Scale *")
    application.gone("Go on painting")
    application.click("Pause")
    application.find("Paused · *")
    after = wait_for(lambda: is_later(kept(application, draft), before), "the paused state to be kept")
    assert after["id"] == before["id"]
    assert application.all("Result 2, *", "ListItem") == []
    application.press("ctrl+q")
    application.click("Keep for later", "Button")
    assert application.ended() == 0


def kept(application: Watched, project: Path) -> dict[str, Any]:
    """What is known of the one result in a project."""
    results = json.loads(application.stylegui("project", "show", project, "--json"))["results"]
    return results[0] if results else {"evaluations": 0}


def is_later(result: dict[str, Any], before: dict[str, Any]) -> dict[str, Any] | None:
    return result if result["evaluations"] > before["evaluations"] else None
