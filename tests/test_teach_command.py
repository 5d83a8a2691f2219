"""Teaching, and painting with what was taught, from the command line."""

import json
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import pyvips  # type: ignore[import-untyped]  # it has no annotations
from PIL import Image

from stylegui.engine.fast import teaching
from stylegui.engine.fast.network_file import load_network_file
from stylegui.engine.fast.teaching import Course, Lesson, Teaching

Run = Callable[..., int]
Output = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def _few_lessons(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(teaching, "USUAL", Course(3, 0))
    monkeypatch.setattr(teaching, "QUICK", Course(2, 0))


@pytest.fixture
def network(command: Run, samples: Path, tmp_path: Path) -> Path:
    """What was taught a style."""
    path = tmp_path / "woodcut.stylegui-network"
    assert command("teach", samples / "woodcut.png", "-o", path) == 0
    return path


@pytest.fixture
def photo(samples: Path, tmp_path: Path) -> Path:
    """A small photo."""
    path = tmp_path / "coffee.png"
    Image.open(samples / "coffee.jpg").resize((120, 90)).save(path)
    return path


def test_a_network_is_taught_and_gone_on_with(
    command: Run, samples: Path, tmp_path: Path, network: Path, capfd: Output
) -> None:
    capfd.readouterr()
    own = tmp_path / "own"
    own.mkdir()
    (own / "a.jpg").write_bytes((samples / "cat.jpg").read_bytes())
    (own / "b.jpg").write_bytes(b"no picture")
    further = tmp_path / "further.stylegui-network"
    arguments = ("--from", network, "--photos", own, "--name", "Mine", "--licence", "CC0", "--json")
    assert command("teach", samples / "woodcut.png", "-o", further, "--set", "strength=70", *arguments) == 0
    told = capfd.readouterr()
    assert json.loads(told.out)["lessons"] == 5
    assert "b.jpg" in told.err
    about = load_network_file(further).about
    assert (about.name, about.licence, about.lessons, about.settings["strength"]) == ("Mine", "CC0", 5, 70)
    assert load_network_file(network).about.name == "woodcut"
    assert command("teach", samples / "woodcut.png", "-o", further, "--quick", "--json") == 0
    assert json.loads(capfd.readouterr().out)["lessons"] == 2


def test_finished_results_are_learnt_from(
    command: Run, samples: Path, tmp_path: Path, photo: Path, capfd: Output
) -> None:
    pairs, style, network = photo.parent, samples / "woodcut.png", tmp_path / "w.stylegui-network"
    assert command("teach", style, "-o", network, "--pairs", pairs) != 0
    assert "there is no result in" in capfd.readouterr().err
    size = ("--set", "size=64", "--set", "auto=off", "--quality", "draft")
    assert command("render", photo, style, "-o", pairs / "painted.png", *size) == 0
    assert command("teach", style, "-o", network, "--pairs", pairs) == 0
    assert load_network_file(network).about.lessons == 3


def test_what_it_knows_is_kept_when_it_is_interrupted(
    command: Run, samples: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def step(taught: Teaching) -> Lesson:
        signal.raise_signal(signal.SIGINT)
        return own(taught)

    own = Teaching.step
    monkeypatch.setattr(Teaching, "step", step)
    path = tmp_path / "x.stylegui-network"
    assert command("teach", samples / "woodcut.png", "-o", path) == 130
    assert load_network_file(path).about.lessons == 1


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (("-o", "x.png"), "let it end in"),
        (("-o", "x.stylegui-network", "--photos", "nowhere"), "cannot read the folder nowhere"),
        (("-o", "x.stylegui-network", "--from", "nowhere.stylegui-network"), "cannot read the fast network"),
        (("-o", "x.stylegui-network", "--share", "1,2"), "shares: 2 given for 1 style"),
    ],
)
def test_what_cannot_be_taught_is_told(
    command: Run, samples: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: Output,
    arguments: tuple[str, ...], why: str,
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    assert command("teach", samples / "woodcut.png", *arguments) == 2
    assert why in capfd.readouterr().err
    assert not list(tmp_path.glob("x.*"))


def test_a_photo_is_painted_at_once(command: Run, network: Path, photo: Path, tmp_path: Path, capfd: Output) -> None:
    capfd.readouterr()
    result = tmp_path / "painted.png"
    assert command("render", photo, "--fast", network, "-o", result, "--size", "200", "--json") == 0
    told: dict[str, Any] = json.loads(capfd.readouterr().out)
    assert (told["width"], told["height"]) == (200, 150)
    painted = np.asarray(Image.open(result))
    assert painted.shape == (150, 200, 3)
    assert painted.std() > 5
    weak = tmp_path / "weak.png"
    assert command("render", photo, "--fast", network, "-o", weak, "--size", "200", "--set", "strength=5") == 0
    plain = np.asarray(Image.open(photo).resize((200, 150))).astype(int)
    far = [np.abs(np.asarray(Image.open(each)).astype(int) - plain).mean() for each in (weak, result)]
    assert far[0] < 0.8 * far[1]
    deep = tmp_path / "painted.tif"
    assert command("render", photo, "--fast", network, "-o", deep, "--size", "photo", "--depth", "16") == 0
    image = pyvips.Image.new_from_file(str(deep))
    assert (image.width, image.height, image.format) == (120, 90, "ushort")
    levels = image.numpy()
    assert len(np.unique(levels % 257)) > 100  # no 8 bits spread out


def test_what_was_painted_is_polished(
    command: Run, network: Path, photo: Path, samples: Path, tmp_path: Path, capfd: Output
) -> None:
    capfd.readouterr()
    polished, style = tmp_path / "polished.png", samples / "woodcut.png"
    wanted = ("--size", "64", "--quality", "draft", "--set", "auto=off", "--json")
    assert command("render", photo, style, "--fast", network, "--polish", "-o", polished, *wanted) == 0
    evaluations = json.loads(capfd.readouterr().out)["evaluations"]
    assert command("render", photo, style, "-o", tmp_path / "plain.png", *wanted) == 0
    assert evaluations < json.loads(capfd.readouterr().out)["evaluations"]
    assert not np.array_equal(np.asarray(Image.open(polished)), np.asarray(Image.open(tmp_path / "plain.png")))


@pytest.mark.parametrize(
    ("options", "why"),
    [
        (("STYLE", "--fast", "NETWORK"), "knows its style"),
        (("--polish",), "--polish needs --fast"),
        (("--fast", "NETWORK", "--polish"), "--polish needs STYLE"),
        (("STYLE", "--fast", "NETWORK", "--polish", "--forecast"), "does not go together with --forecast"),
        (("--fast", "NETWORK", "--enlarge", "PHOTO"), "does not go together with --enlarge"),
        (("--fast", "NETWORK", "--set", "subject=70"), "only size, strength, colour, colour_amount act, not subject"),
        (("--fast", "NETWORK", "--sidecar"), "no recipe"),
        (("--fast", "PHOTO"), "no fast network"),
    ],
)
def test_what_does_not_go_together_is_told(
    command: Run, network: Path, photo: Path, samples: Path, tmp_path: Path, capfd: Output,
    options: tuple[str, ...], why: str,
) -> None:  # fmt: skip
    there = {"STYLE": samples / "woodcut.png", "NETWORK": network, "PHOTO": photo}
    result = tmp_path / "x.png"
    assert command("render", photo, *(there.get(each, each) for each in options), "-o", result) == 2
    assert why in capfd.readouterr().err
    assert not result.exists()


def test_a_folder_is_painted_at_once(
    command: Run, network: Path, photo: Path, samples: Path, tmp_path: Path, capfd: Output
) -> None:
    photos, results = tmp_path / "photos", tmp_path / "results"
    photos.mkdir()
    results.mkdir()
    for name in ("a.png", "b.png"):
        (photos / name).write_bytes(photo.read_bytes())
    (photos / "c.png").write_bytes(b"none")
    wanted = ("-o", results, "--size", "64", "--name", "{photo} {style}.png", "--json")
    capfd.readouterr()
    assert command("batch", photos, "--fast", network, *wanted) == 1
    told = json.loads(capfd.readouterr().out)
    assert (told["painted"], told["failed"]) == (2, 1)
    assert {path.name for path in results.glob("*.png")} == {"a woodcut.png", "b woodcut.png"}
    assert np.asarray(Image.open(results / "a woodcut.png")).shape == (48, 64, 3)
    assert command("batch", photos, "--fast", network, *wanted) == 1
    assert json.loads(capfd.readouterr().out)["there already"] == 2
    capfd.readouterr()
    assert command("batch", photos, samples / "woodcut.png", "--fast", network, *wanted) == 2
    assert "--fast does not go together with STYLE" in capfd.readouterr().err
