"""A person paints, steers, saves, drags and leaves: by mouse and keyboard, looking at what is seen."""

import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from screen import Screen, wait_for
from watched_screen import Watched

pytestmark = pytest.mark.e2e
Start = Callable[..., Watched]
PEER = str(Path(__file__).with_name("dnd_peer.py"))


def test_a_person_paints_steers_saves_and_leaves(start: Start, screen: Screen, samples: Path, tmp_path: Path) -> None:
    application = start(samples / "cat.jpg", samples / "woodcut.png")
    photo = application.picture("Canvas")
    application.press("ctrl+Return")
    application.find("Scale *")
    application.find_changed("Canvas", photo)
    application.find("Result 1, cat.jpg, 512 × 341, being painted, *, on the canvas", "ListItem")

    slider = application.find("Smoothness", "Slider")
    screen.drag(slider.middle, (slider.box[2] + 20, slider.middle[1]))
    application.find("Smoothness", "SpinBox", lambda number: number.value == "100")
    assert application.find("Undo").enabled

    application.click("Pause")
    said = application.find("Paused · Scale *").name
    resting = application.picture("Canvas")
    screen.do("sleep", 2)
    assert application.find("Paused · *").name == said
    assert np.array_equal(resting, application.picture("Canvas")), "paused, and still painting"
    application.find("Go on", "Button")

    target = tmp_path / "painted cat.png"
    application.press("ctrl+1")
    application.press("ctrl+s")
    application.save_result(target)
    application.find(f"Saved as {target}")
    with Image.open(target) as saved:
        assert saved.size == (512, 341)
        assert application.difference("Canvas", np.asarray(saved)) < 8  # each enlarges it in its own way
    application.find("Result 1, *, saved as *", "ListItem")
    application.press("ctrl+q")
    assert application.ended() == 0


def test_closing_asks_once_about_all_of_it_and_does_what_is_answered(start: Start, screen: Screen) -> None:
    application = start()
    application.press("ctrl+Return")
    application.find("Scale *")
    application.press("ctrl+q")
    application.find("There is unsaved work: a result. *", "StaticText")
    application.press("Escape")
    application.gone("Keep for later", "Button")
    application.find("Pause", "Button")

    application.press("ctrl+q")
    application.click("Save project…", "Button")
    application.find("Save the project", "Dialog")
    application.press("Escape")
    application.gone("Save the project", "Dialog")
    application.find("Pause", "Button")  # nothing was lost, and it goes on

    application.press("ctrl+q")
    application.click("Keep for later", "Button")
    assert application.ended() == 0

    application = start()
    application.find("coffee.jpg is as you left it: *", "StaticText")
    application.click("Open it", "Button")
    application.find("Result 1, coffee.jpg, *", "ListItem")
    application.press("ctrl+q")
    application.find("There is unsaved work: a result. *", "StaticText")
    application.press("alt+d")  # discard
    assert application.ended() == 0

    application = start()
    assert not application.all("Open it")
    application.press("ctrl+q")
    assert application.ended() == 0


def test_files_are_dragged_in_and_the_result_out(start: Start, screen: Screen, samples: Path, tmp_path: Path) -> None:
    application = start()
    window = screen.window("StyleGUI")
    screen.do("windowsize", window, 1270, 620, "windowmove", window, 4, 130)
    peer = screen.run(sys.executable, PEER, "give", str(samples / "rocket.jpg"))
    screen.window("peer")
    photo = application.picture("Canvas")
    screen.drag((60, 60), application.find("Photo: coffee.jpg").middle)
    application.find("Photo: rocket.jpg")
    application.find_changed("Canvas", photo)
    peer.terminate()

    taken = tmp_path / "taken.txt"
    screen.run(sys.executable, PEER, "take", str(taken))
    screen.window("peer")
    screen.do("windowactivate", "--sync", window)
    application.press("ctrl+Return")
    application.find("Scale *")
    application.click("Pause")
    application.find("Paused · *")
    screen.drag(application.find("Drag the result out").middle, (60, 60))
    path = Path(wait_for(lambda: taken.read_text(encoding="utf-8") if taken.exists() else "", "the dropped result"))
    assert path.name == "rocket-painted.png"
    with Image.open(path) as dragged:
        assert dragged.size == (512, 342)
    taken.unlink()
    screen.run(sys.executable, PEER, "take", str(taken))
    screen.window("peer")
    screen.do("windowactivate", "--sync", window)
    screen.drag(application.find("Drag the result out").middle, (60, 60))
    again = Path(wait_for(lambda: taken.read_text(encoding="utf-8") if taken.exists() else "", "the dropped result"))
    assert again != path
    screen.do("windowactivate", "--sync", window)
    application.press("ctrl+q")
    application.click("Keep for later")
    application.ended()
    assert (path.is_file(), again.is_file()) == (True, True)  # whoever took them has them
