"""The command line: what it prints, what it writes, how it ends."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from made_network import made_network, made_weights
from numpy.typing import NDArray
from PIL import Image
from weights_server import Behaviour, address, serving

from stylegui import __version__
from stylegui.engine.network import networks
from stylegui.engine.network.networks import network_path
from stylegui.engine.objective.looks import LOOKS
from stylegui.engine.pictures.files.loading import load
from stylegui.engine.pictures.images import working_size
from stylegui.engine.recipes.recipe_note import note_in
from stylegui.engine.run.frame import Progress
from stylegui.engine.run.session import Session
from stylegui.engine.settings import Settings
from stylegui.engine.styles.drawn.families import FAMILIES
from stylegui.engine.styles.drawn.handles import PALETTES, Handles
from stylegui.engine.styles.drawn_picture import parse_drawn
from stylegui.engine.styles.style_file import load_style
from stylegui.paths import resources

Run = Callable[..., int]
Output = pytest.CaptureFixture[str]
SMALL = ("--size", "64", "--quality", "draft")


@pytest.fixture
def pair(samples: Path) -> tuple[Path, Path]:
    """A photo and a style."""
    return samples / "coffee.jpg", samples / "woodcut.png"


@pytest.fixture
def output(tmp_path: Path) -> Path:
    """Where the result shall go."""
    return tmp_path / "result.png"


def _error(capfd: Output) -> str:
    """The one line that says what to mend."""
    out, err = capfd.readouterr()
    assert out == ""
    assert re.fullmatch(r"stylegui: error: [^\n]+\n", err)
    return err.removeprefix("stylegui: error: ").strip()


def _python(code: str, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """A fresh interpreter."""
    return subprocess.run(
        [sys.executable, "-c", code, *arguments],
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


# What it says about itself


def test_version(command: Run, capfd: Output) -> None:
    assert command("--version") == 0
    assert capfd.readouterr() == (f"stylegui {__version__}\n", "")


def test_help_lists_every_setting_with_what_it_takes(command: Run, capfd: Output) -> None:
    assert command("render", "--help") == 0
    lines = [line.split() for line in capfd.readouterr().out.splitlines()]
    listed = {line[0]: " ".join(line[1:]) for line in lines if line}
    assert set(Settings.model_fields) <= set(listed)
    assert listed["strength"] == "Strength: 0..100 (50)"
    assert listed["quality"] == "Quality: draft | normal | fine (normal)"


def test_help_tells_of_both_ways_in(command: Run, capfd: Output) -> None:
    assert command("--help") == 0
    said = capfd.readouterr().out
    assert "stylegui [PHOTO [STYLE ...]]" in said
    assert re.search(r"^\s+render\s+Paint PHOTO", said, re.MULTILINE)
    assert re.search(r"^\s+doctor\s+Print", said, re.MULTILINE)


def test_doctor_prints_all_that_a_report_needs(command: Run, capfd: Output, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    assert command("doctor") == 0
    out, err = capfd.readouterr()
    assert err == ""
    lines = dict(line.split(": ", 1) for line in out.splitlines())
    assert lines["stylegui"] == __version__
    assert lines["python"] == ".".join(map(str, sys.version_info[:3]))
    for package in ("torch", "numpy", "pillow", "PySide6-Essentials"):
        assert re.match(r"\d+\.\d+", lines[package])
    assert lines["system"]
    assert re.fullmatch(rf"CPU, \d+ threads? of {os.cpu_count()}", lines["processor"])
    assert lines["computes on"]
    assert re.fullmatch(r"\d+\.\d of \d+\.\d GB", lines["free memory"])
    assert lines["network VGG-16"].startswith("found, ")
    assert Path(lines["network VGG-16"].removeprefix("found, ")).is_file()
    assert lines["network VGG-19"]
    assert "offscreen" in lines["Qt platform"]
    assert lines["log"].endswith("stylegui.log")


def test_doctor_says_what_is_missing(command: Run, capfd: Output) -> None:
    assert command("doctor") == 0
    said = capfd.readouterr().out
    assert "network VGG-19: VGG-19 is not on this computer: get it" in said


# A run


def test_a_run_writes_the_result_and_tells_about_it(
    command: Run, capfd: Output, pair: tuple[Path, Path], output: Path
) -> None:
    before = time.perf_counter()
    assert command("render", *pair, "-o", output, "--size", 80, "--quality", "draft", "--seed", 5, "--json") == 0
    took = time.perf_counter() - before
    out, err = capfd.readouterr()
    assert err == ""  # no progress bar where there is no terminal
    told: dict[str, Any] = json.loads(out)
    assert set(told) == {
        "output", "width", "height", "evaluations", "wall_s", "first_frame_s", "peak_rss_mb", "losses", "seed",
        "versions", "auto",
    }  # fmt: skip
    photo, result = load(pair[0]), load(output)
    assert told["output"] == str(output)
    assert (told["width"], told["height"]) == (result.width, result.height)
    assert (result.width, result.height) == working_size(photo.width, photo.height, 80)
    assert told["evaluations"] > 3
    assert 0 < told["first_frame_s"] < told["wall_s"] <= took
    assert 50 < told["peak_rss_mb"] < 50_000
    losses = told["losses"]
    assert losses["total"] == pytest.approx(sum(value for name, value in losses.items() if name != "total"), rel=1e-4)
    assert all(value >= 0 for value in losses.values())
    assert told["seed"] == 5
    assert told["versions"]["stylegui"] == __version__
    assert told["versions"].keys() >= {"python", "torch", "numpy", "pillow"}


def test_the_result_is_a_painting_of_the_photo(command: Run, pair: tuple[Path, Path], output: Path) -> None:
    from stylegui.engine.pictures.images import resize

    assert command("render", *pair, "-o", output, "--size", 96, "--quality", "draft") == 0
    painted = resize(load(output).pixels, 96, 64)
    photo = resize(load(pair[0]).pixels, 96, 64)
    assert np.abs(painted - photo).mean() > 0.02
    assert np.corrcoef(painted.mean(axis=2).ravel(), photo.mean(axis=2).ravel())[0, 1] > 0.5


def test_without_json_nothing_is_printed(command: Run, capfd: Output, pair: tuple[Path, Path], output: Path) -> None:
    assert command("render", *pair, "-o", output, *SMALL) == 0
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("start", ["photo", "noise"])
def test_the_same_command_gives_the_same_pixels(
    command: Run, pair: tuple[Path, Path], tmp_path: Path, start: str
) -> None:
    for name in ("first.png", "second.png"):
        command("render", *pair, "-o", tmp_path / name, *SMALL, "--set", f"start_from={start}", "--seed", 3)
    first, second = load(tmp_path / "first.png"), load(tmp_path / "second.png")
    np.testing.assert_array_equal(first.pixels, second.pixels)


def test_another_seed_gives_another_picture_from_noise(command: Run, pair: tuple[Path, Path], tmp_path: Path) -> None:
    for seed in (1, 2):
        arguments = ("-o", tmp_path / f"{seed}.png", *SMALL, "--set", "start_from=noise", "--seed", seed)
        assert command("render", *pair, *arguments) == 0
    assert (load(tmp_path / "1.png").pixels != load(tmp_path / "2.png").pixels).mean() > 0.3


def test_shares_decide_between_styles(command: Run, samples: Path, tmp_path: Path) -> None:
    """A style with all the share paints as if it were alone, in whichever place it stands."""
    photo, one, other = samples / "coffee.jpg", samples / "woodcut.png", samples / "stained-glass.png"
    for name, styles, more in (
        ("alone", [one], []),
        ("first", [one, other], ["--share", "100,0"]),
        ("second", [other, one], ["--share", "0,30"]),
        ("half", [one, other], ["--share", "50, 50"]),
        ("equal", [one, other], []),
    ):
        assert command("render", photo, *styles, "-o", tmp_path / f"{name}.png", *SMALL, *more) == 0
    alone, first, second, half, equal = (
        load(tmp_path / f"{name}.png").pixels.astype(int) for name in ("alone", "first", "second", "half", "equal")
    )
    assert np.abs(first - alone).mean() < 1
    assert np.abs(second - alone).mean() < 1
    assert np.abs(half - alone).mean() > 2
    np.testing.assert_array_equal(half, equal)


def test_settings_come_from_a_file_then_from_options_then_from_assignments(
    command: Run, capfd: Output, pair: tuple[Path, Path], output: Path, tmp_path: Path
) -> None:
    settings = tmp_path / "settings.json"
    settings.write_text(json.dumps({"size": 72, "quality": "draft", "seed": 7, "strength": 80}), encoding="utf-8")
    run = ("render", *pair, "-o", output, "--settings", settings, "--json")
    assert command(*run) == 0
    told = json.loads(capfd.readouterr().out)
    assert (told["width"], told["seed"]) == (72, 7)
    assert command(*run, "--size", 64) == 0
    told = json.loads(capfd.readouterr().out)
    assert (told["width"], told["seed"]) == (64, 7)
    assert command(*run, "--size", 64, "--set", "size=88", "--set", "seed=9") == 0
    told = json.loads(capfd.readouterr().out)
    assert (told["width"], told["seed"]) == (88, 9)


def test_a_setting_reaches_the_result(command: Run, pair: tuple[Path, Path], tmp_path: Path) -> None:
    for strength in (0, 100):
        arguments = ("-o", tmp_path / f"{strength}.png", *SMALL, "--set", f"strength={strength}")
        assert command("render", *pair, *arguments) == 0
    photo = load(pair[0])
    from stylegui.engine.pictures.images import resize

    plain = 255 * resize(photo.pixels, *working_size(photo.width, photo.height, 64))
    weak, strong = (np.abs(load(tmp_path / f"{s}.png").pixels - plain).mean() for s in (0, 100))
    assert weak < strong / 2


def test_it_starts_from_the_picture_that_is_given(command: Run, pair: tuple[Path, Path], tmp_path: Path) -> None:
    red = tmp_path / "red.png"
    Image.new("RGB", (80, 80), (250, 0, 0)).save(red)

    def painted_from(start: Path) -> NDArray[np.float32]:
        output = tmp_path / "result.png"
        assert command("render", *pair, *SMALL, "-o", output, "--start", start) == 0
        return load(output).pixels.astype(np.float32)

    from_red = painted_from(red)
    again = np.abs(painted_from(red) - from_red).mean()
    from_photo = np.abs(painted_from(pair[0]) - from_red).mean()
    assert again < 0.1
    assert from_photo > 10


@pytest.fixture
def threads() -> Iterator[None]:
    """Gives the number of threads back that was."""
    import torch

    before = torch.get_num_threads()
    yield
    torch.set_num_threads(before)


@pytest.mark.usefixtures("threads")
def test_threads_are_as_many_as_asked(command: Run, pair: tuple[Path, Path], output: Path) -> None:
    import torch

    assert command("render", *pair, "-o", output, *SMALL, "--threads", 3) == 0
    assert torch.get_num_threads() == 3


def test_transparency_goes_into_the_result(
    command: Run, capfd: Output, pair: tuple[Path, Path], tmp_path: Path
) -> None:
    photo = tmp_path / "glass.png"
    image = Image.new("RGBA", (64, 64), (200, 100, 50, 255))
    image.paste((0, 0, 0, 0), (0, 0, 32, 64))
    image.save(photo)
    assert command("render", photo, pair[1], "-o", tmp_path / "result.webp", *SMALL) == 0
    alpha = load(tmp_path / "result.webp").alpha
    assert alpha is not None
    assert alpha[:, :28].max() < 8
    assert alpha[:, 36:].min() > 247
    assert capfd.readouterr().err == ""
    assert command("render", photo, pair[1], "-o", tmp_path / "result.jpg", *SMALL) == 0
    assert capfd.readouterr().err == "stylegui: JPEG has no transparency: transparent parts became white\n"
    assert command("render", photo, pair[1], "-o", tmp_path / "b.jpg", "--background", "#143cc8", *SMALL) == 0
    assert capfd.readouterr().err == ""
    np.testing.assert_allclose(load(tmp_path / "b.jpg").pixels[:, :24].reshape(-1, 3).mean(0), (20, 60, 200), atol=4)
    assert command("render", photo, pair[1], "-o", tmp_path / "c.jpg", "--background", "blurple", *SMALL) != 0
    assert "'blurple' is no colour" in capfd.readouterr().err
    assert not (tmp_path / "c.jpg").exists()


def test_a_file_is_made_as_the_options_say(command: Run, pair: tuple[Path, Path], tmp_path: Path) -> None:
    """From the run's own numbers: what has 16 bits is more than 8 bits of it."""
    deep, print_, quiet = tmp_path / "deep.tif", tmp_path / "print.png", tmp_path / "quiet.jpg"
    assert command("render", *pair, "-o", deep, *SMALL, "--depth", "16") == 0
    pixels = load(deep).pixels
    assert pixels.dtype == np.uint16
    assert len(np.unique(pixels)) > 1000
    assert command("render", *pair, "-o", print_, *SMALL, "--file-size", "2in", "--dpi", "100") == 0
    with Image.open(print_) as image:
        assert max(image.size) == 200
        assert image.info["dpi"] == pytest.approx((100, 100), abs=0.1)
    note = note_in(print_.read_bytes())
    assert note is not None
    assert (note.photo.name, note.photo.path, note.settings["size"]) == (pair[0].name, "", 64)
    assert command("render", *pair, "-o", quiet, *SMALL, "--no-recipe", "--file-quality", "30") == 0
    assert note_in(quiet.read_bytes()) is None
    assert command("render", *pair, "-o", print_, *SMALL, "--paths") == 0
    note = note_in(print_.read_bytes())
    assert note is not None
    assert note.photo.path == str(pair[0])


def test_a_picture_is_painted_again_from_what_it_remembers(
    command: Run, capfd: Output, pair: tuple[Path, Path], tmp_path: Path
) -> None:
    first, again = tmp_path / "first.png", tmp_path / "again.png"
    assert command("render", *pair, "-o", first, *SMALL, "--set", "strength=70") == 0
    for path in pair:
        (tmp_path / f"copy of {path.name}").write_bytes(path.read_bytes())
    assert command("render", "--recipe", first, "-o", again) == 0
    assert np.abs(load(first).pixels.astype(int) - load(again).pixels).max() <= 1
    assert command("render", "--recipe", pair[0], "-o", tmp_path / "no.png") == 2
    assert "does not tell how it was made" in capfd.readouterr().err
    mine = tmp_path / f"copy of {pair[0].name}"
    before = mine.read_bytes()
    assert command("render", "--recipe", first, "-o", mine) == 2
    assert "one of the files to work from" in capfd.readouterr().err
    assert mine.read_bytes() == before


def test_more_styles_than_a_recipe_in_a_picture_takes_are_painted_and_saved(
    command: Run, capfd: Output, pair: tuple[Path, Path], output: Path
) -> None:
    assert command("render", pair[0], *[pair[1]] * 65, "-o", output, *SMALL) == 0
    assert "the recipe could not be written into the file" in capfd.readouterr().err
    assert load(output).width == 64


@pytest.mark.parametrize("size", ["large", "3", "900000", "5000cm", "40000"])
def test_a_size_that_no_file_has_is_refused_before_the_work(
    command: Run, capfd: Output, pair: tuple[Path, Path], output: Path, size: str
) -> None:
    assert command("render", *pair, "-o", output, *SMALL, "--file-size", size) == 2
    assert "file" in capfd.readouterr().err
    assert not output.exists()


def test_an_older_result_is_replaced(command: Run, pair: tuple[Path, Path], output: Path) -> None:
    output.write_bytes(b"an older one")
    assert command("render", *pair, "-o", output, *SMALL) == 0
    assert load(output).width == 64
    assert list(output.parent.iterdir()) == [output]


# What the user can mend


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--set", "sharpness=3"], r"unknown setting 'sharpness'; there are: auto, look, strength, photo_kept"),
        (["--set", "strength"], r"'strength' is not name=value"),
        (["--set", "strength=101"], r"'strength': .*less than or equal to 100, not 101"),
        (["--set", "strength=NaN"], r"'strength'"),
        (["--set", "strength=much"], r"'strength': .*valid number"),
        (["--set", "pooling=median"], r"'pooling': .*'max' or 'average', not 'median'"),
        (["--size", "63"], r"'size': .*greater than or equal to 64, not '63'"),
        (["--size", "20000"], r"'size': .*less than or equal to 16384"),
        (["--size", "large"], r"'size': .*valid integer"),
        (["--seed", "-1"], r"'seed': .*greater than or equal to 0"),
        (["--quality", "best"], r"'quality': .*'draft', 'normal' or 'fine', not 'best'"),
        (["--share", "70,30"], r"shares: 2 given for 1 style\(s\)"),
        (["--share", "a"], r"'shares\.0': .*valid number"),
        (["--share", ""], r"'shares\.0'"),
        (["--share", "0"], r"at least one must be above 0"),
        (["--threads", "0"], r"'--threads'.*x>=1"),
        (["--threads", "two"], r"'--threads'.*not a valid integer"),
        (["--wings", "2"], r"No such option.*--wings"),
        (["--set", "start_from=picture"], r"please choose that picture"),
    ],
)
def test_wrong_options_are_named(
    command: Run, capfd: Output, pair: tuple[Path, Path], output: Path, arguments: list[str], says: str
) -> None:
    assert command("render", *pair, "-o", output, "--quality", "draft", *arguments) == 2
    assert re.search(says, _error(capfd))
    assert not output.exists()


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (None, "cannot read the settings file"),
        (b"strength: 50", "is not a JSON settings file"),
        (b"\xff\xfe\x00", "is not a JSON settings file"),
        (b"[1, 2]", "must hold one JSON object"),
        (b'{"sharpness": 3}', "unknown setting 'sharpness'"),
        (b'{"strength": -1}', "setting 'strength'"),
    ],
)
def test_a_settings_file_that_is_none_is_named(
    command: Run, capfd: Output, pair: tuple[Path, Path], output: Path, content: bytes | None, says: str
) -> None:
    settings = output.parent / "settings.json"
    if content is not None:
        settings.write_bytes(content)
    assert command("render", *pair, "-o", output, "--settings", settings) == 2
    assert says in _error(capfd)
    assert not output.exists()


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["render"], "PHOTO"),
        (["render", "a.png"], "STYLE"),
        (["render", "a.png", "b.png"], "'-o' / '--output'"),
        (["--wings"], "No such option"),
    ],
)
def test_what_is_missing_is_named(command: Run, capfd: Output, arguments: list[str], says: str) -> None:
    assert command(*arguments) == 2
    assert says in _error(capfd)


def test_a_missing_network_says_how_to_get_it(
    command: Run, capfd: Output, pair: tuple[Path, Path], output: Path
) -> None:
    assert command("render", *pair, "-o", output, *SMALL, "--set", "network=vgg19") == 2
    said = _error(capfd)
    assert "VGG-19 is not on this computer" in said
    assert "'stylegui networks get vgg19'" in said
    assert not output.exists()


def size_of(path: Path) -> tuple[int, int]:
    """(width, height) of a picture file."""
    with Image.open(path) as image:
        return image.size


def test_a_fault_of_the_program_does_not_take_the_picture_with_it(
    command: Run, capfd: Output, pair: tuple[Path, Path], output: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, count = Session.step, 0

    def broken(self: Session, settings: Settings) -> Progress:
        nonlocal count
        count += 1
        if count > 4:
            raise ZeroDivisionError("a bug")
        return real(self, settings)

    monkeypatch.setattr(Session, "step", broken)
    assert command("render", *pair, "-o", output, "--size", 64, "--quality", "draft") == 1
    assert f"the result so far was saved as {output}" in capfd.readouterr().err
    assert max(size_of(output)) == 64


def test_a_forecast_paints_nothing(command: Run, capfd: Output, pair: tuple[Path, Path], output: Path) -> None:
    assert command("render", *pair, "--size", 2048, "--forecast", "--json") == 0
    told = json.loads(capfd.readouterr().out)
    assert set(told) == {"width", "height", "seconds", "bytes"}
    assert max(told["width"], told["height"]) == 2048
    assert told["seconds"] > 10
    assert 5e8 < told["bytes"] < 4e9
    assert command("render", *pair, "--size", 2048, "--forecast") == 0
    assert re.match(r"2048 × \d+ px, about \d+ (s|min), \d\.\d GB", capfd.readouterr().out)
    assert not output.exists()


def test_a_forecast_of_what_does_not_fit_says_what_does(command: Run, capfd: Output, pair: tuple[Path, Path]) -> None:
    assert command("render", *pair, "--size", 16384, "--forecast", "--memory", "3GB") == 2
    assert "largest possible size is" in capfd.readouterr().err


def test_no_memory_at_all_is_refused(command: Run, capfd: Output, pair: tuple[Path, Path]) -> None:
    assert command("render", *pair, "--forecast", "--memory", "0GB") == 2
    assert "please give more than 0" in capfd.readouterr().err


@pytest.mark.parametrize("amount", ["3", "GB", "much", "-1GB", ""])
def test_an_amount_of_memory_has_a_unit(command: Run, capfd: Output, pair: tuple[Path, Path], amount: str) -> None:
    assert command("render", *pair, "--forecast", "--memory", amount) == 2
    assert "3GB" in capfd.readouterr().err


def test_the_photos_own_size(command: Run, pair: tuple[Path, Path], output: Path, tmp_path: Path) -> None:
    small = tmp_path / "small.png"
    Image.open(pair[0]).resize((90, 60)).save(small)
    assert command("render", small, pair[1], "-o", output, "--size", "photo", "--quality", "draft") == 0
    assert size_of(output) == (90, 60)


def test_a_result_is_enlarged(
    command: Run, capfd: Output, pair: tuple[Path, Path], output: Path, tmp_path: Path
) -> None:
    larger = tmp_path / "larger.png"
    assert command("render", *pair, "-o", output, "--size", 96, "--quality", "draft") == 0
    options = ("--enlarge", output, "-o", larger, "--size", 192, "--quality", "draft", "--json")
    assert command("render", *pair, *options) == 0
    told = json.loads(capfd.readouterr().out)
    assert max(size_of(larger)) == 192
    assert told["evaluations"] <= 20 + 10 + 1  # of the smaller size none is painted again
    assert command("render", pair[0], pair[1], "--enlarge", pair[1], "-o", larger, "--size", 192) == 2
    assert "has not the photo's shape" in capfd.readouterr().err


def test_a_result_is_enlarged_by_little_and_never_made_smaller(
    command: Run, capfd: Output, pair: tuple[Path, Path], output: Path, tmp_path: Path
) -> None:
    larger = tmp_path / "larger.png"
    assert command("render", *pair, "-o", output, "--size", 96, "--quality", "draft") == 0
    assert command("render", *pair, "--enlarge", output, "-o", larger, "--size", 112, "--quality", "draft") == 0
    painted, plain = (np.asarray(Image.open(path).convert("RGB").resize((112, 75)), float) for path in (larger, output))
    assert np.abs(painted - plain).mean() > 2  # it was painted on
    capfd.readouterr()
    larger.unlink()
    assert command("render", *pair, "--enlarge", output, "-o", larger, "--size", 96) == 2
    assert "already: please choose a larger --size than 96" in capfd.readouterr().err
    assert not larger.exists()


def test_a_forecast_of_enlarging_leaves_out_what_is_painted_already(
    command: Run, capfd: Output, pair: tuple[Path, Path], output: Path
) -> None:
    assert command("render", *pair, "-o", output, "--size", 96, "--quality", "draft") == 0
    capfd.readouterr()
    told = []
    for options in ((), ("--enlarge", output)):
        assert command("render", *pair, *options, "--size", 192, "--forecast", "--json") == 0
        told.append(json.loads(capfd.readouterr().out))
    assert told[1]["seconds"] < 0.8 * told[0]["seconds"]
    assert told[1]["width"] == told[0]["width"]


def test_what_webp_cannot_hold_is_said_before_it_is_painted(
    command: Run, capfd: Output, pair: tuple[Path, Path], tmp_path: Path
) -> None:
    assert command("render", *pair, "-o", tmp_path / "x.webp", "--size", 16384, "--memory", "60GB") == 2
    assert "16383 pixels on a side at most: please save x as PNG" in capfd.readouterr().err


def test_what_nobody_foresaw_is_one_line_too(
    command: Run, capfd: Output, pair: tuple[Path, Path], output: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError("a bug")

    monkeypatch.setattr("stylegui.command_line.render.render_files", broken)
    assert command("render", *pair, "-o", output) == 1
    assert re.fullmatch(r"unexpected ZeroDivisionError; the details are in .*stylegui\.log", _error(capfd))


def test_tracebacks_go_to_the_log(tmp_path: Path) -> None:
    code = (
        "import sys, stylegui.command_line.doctor, stylegui.command_line.cli\n"
        "stylegui.command_line.doctor.report = lambda: 1 / 0\n"
        "sys.exit(stylegui.command_line.cli.run(['doctor']))"
    )
    done = _python(code, XDG_STATE_HOME=str(tmp_path))
    assert done.returncode == 1
    (log,) = tmp_path.rglob("stylegui.log")
    assert done.stderr == f"stylegui: error: unexpected ZeroDivisionError; the details are in {log}\n"
    assert "ZeroDivisionError: division by zero" in log.read_text(encoding="utf-8")


def test_a_home_that_cannot_be_written_to_is_no_hindrance(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    code = "import sys; from stylegui.command_line.cli import run; sys.exit(run(['--version']))"
    done = _python(code, XDG_STATE_HOME=str(tmp_path / "file" / "below"))
    assert (done.returncode, done.stdout, done.stderr) == (0, f"stylegui {__version__}\n", "")


# Ctrl+C


def test_ctrl_c_saves_the_result_so_far(pair: tuple[Path, Path], output: Path) -> None:
    """The first step is told by a line on standard output, so that the signal comes in the middle of a run."""
    code = (
        "import sys\n"
        "from stylegui.command_line.cli import run\n"
        "from stylegui.engine.run.session import Session\n"
        "step = Session.step\n"
        "def told(self, settings):\n"
        "    progress = step(self, settings)\n"
        "    print(progress.evaluations, flush=True)\n"
        "    return progress\n"
        "Session.step = told\n"
        "sys.exit(run(sys.argv[1:]))"
    )
    arguments = ["render", *map(str, pair), "-o", str(output), "--size", "256", "--quality", "fine", "--json"]
    with subprocess.Popen(
        [sys.executable, "-c", code, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        assert int(running.stdout.readline()) > 0
        running.send_signal(signal.SIGINT)
        rest = running.stdout.read().splitlines()
        told_last = running.stderr.read()
        assert "the result so far is in" in told_last
        assert str(output) in told_last
        assert running.wait(timeout=60) == 130
    told = json.loads(rest[-1])
    assert 1 <= told["evaluations"] < 50
    assert load(output).width == told["width"] == 256
    assert list(output.parent.iterdir()) == [output]


@pytest.mark.skipif(not hasattr(os, "openpty"), reason="needs a pseudo-terminal")
def test_a_terminal_gets_a_progress_bar(pair: tuple[Path, Path], output: Path) -> None:
    ours, theirs = os.openpty()
    arguments = ["render", *map(str, pair), "-o", str(output), *SMALL]
    environment = os.environ | {"TERM": "xterm", "COLUMNS": "100"}
    with subprocess.Popen(
        [sys.executable, "-m", "stylegui", *arguments], stderr=theirs, stdout=subprocess.PIPE, env=environment
    ) as running:
        os.close(theirs)
        shown = b""
        while True:
            try:
                part = os.read(ours, 4096)
            except OSError:  # the other end is closed
                break
            if not part:
                break
            shown += part
        assert running.stdout is not None
        assert running.stdout.read() == b""
        assert running.wait(timeout=60) == 0
    os.close(ours)
    assert re.search(r"scale 1 of 1 · 64 px · step \d+", shown.decode())


# What importing costs


@pytest.mark.parametrize(
    ("module", "unwanted"),
    [
        ("stylegui", ["torch", "PySide6", "numpy", "PIL", "pydantic", "click"]),
        ("stylegui.command_line.cli", ["torch", "PySide6"]),
        ("stylegui.gui.window.main_window", ["torch", "requests"]),
        ("stylegui.application.app", ["torch", "requests"]),
        ("stylegui.engine.run.session", ["PySide6", "pyqtgraph"]),
        ("stylegui.command_line.render", ["PySide6"]),
    ],
)
def test_importing_brings_in_only_what_is_needed(module: str, unwanted: list[str]) -> None:
    if module == "stylegui.application.app" and sys.platform == "win32":
        pytest.skip("there torch has to come before Qt")
    code = f"import sys, {module}; print([name for name in {unwanted} if name in sys.modules])"
    done = _python(code)
    assert (done.stdout, done.stderr) == ("[]\n", "")


def test_the_whole_engine_knows_no_qt() -> None:
    code = (
        "import importlib, pkgutil, sys, stylegui.engine\n"
        "for module in pkgutil.walk_packages(stylegui.engine.__path__, 'stylegui.engine.'):\n"
        "    importlib.import_module(module.name)\n"
        "print([name for name in sys.modules if name.partition('.')[0] in ('PySide6', 'shiboken6', 'pyqtgraph')])"
    )
    done = _python(code)
    assert (done.stdout, done.stderr) == ("[]\n", "")


@pytest.mark.parametrize("look", list(LOOKS))
def test_painting_asks_for_no_package_that_the_bundle_leaves_out(
    look: str, pair: tuple[Path, Path], output: Path, tmp_path: Path
) -> None:
    code = (
        "import sys\n"
        "sys.modules.update(dict.fromkeys(['sympy', 'mpmath', 'networkx', 'scipy', 'torchvision']))\n"
        "import stylegui.command_line.cli\n"
        "sys.exit(stylegui.command_line.cli.run(sys.argv[1:]))"
    )
    done = _python(
        code,
        "render",
        *map(str, pair),
        "-o",
        str(output),
        *SMALL,
        "--set",
        f"look={look}",
        XDG_STATE_HOME=str(tmp_path),
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert output.exists()


def test_without_a_display_the_window_is_refused_in_a_line(
    command: Run, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    assert command() == 2
    told = capsys.readouterr().err
    assert told.startswith("stylegui: error: there is no display")
    assert told.count("\n") == 1


# Recipes


def test_a_recipe_paints_what_its_pictures_and_settings_would(
    command: Run, pair: tuple[Path, Path], tmp_path: Path
) -> None:
    photo, style = pair
    content = {
        "photo": str(photo),
        "styles": [{"picture": str(style)}],
        "settings": {"size": 64, "quality": "draft", "strength": 80},
    }
    (tmp_path / "run.json").write_text(json.dumps(content))
    by_recipe, by_hand, other = (tmp_path / name for name in ("recipe.png", "hand.png", "other.png"))
    assert command("render", "--recipe", tmp_path / "run.json", "-o", by_recipe) == 0
    before_auto = ("--set", "auto=off", "--set", "follow_meaning=0", "--set", "subject=0")  # the file does not know it
    assert command("render", photo, style, "-o", by_hand, *SMALL, "--set", "strength=80", *before_auto) == 0
    assert command("render", "--recipe", tmp_path / "run.json", "-o", other, "--set", "strength=20") == 0
    np.testing.assert_array_equal(np.array(Image.open(by_recipe)), np.array(Image.open(by_hand)))
    assert not np.array_equal(np.array(Image.open(other)), np.array(Image.open(by_hand)))


def test_a_recipe_and_pictures_do_not_go_together(
    command: Run, capfd: Output, pair: tuple[Path, Path], output: Path, tmp_path: Path
) -> None:
    assert command("render", pair[0], pair[1], "--recipe", tmp_path / "run.json", "-o", output) == 2
    assert "recipe" in _error(capfd)
    assert not output.exists()


def test_a_recipe_is_not_written_over(command: Run, capfd: Output, pair: tuple[Path, Path], tmp_path: Path) -> None:
    photo = tmp_path / "photo.png"
    Image.open(pair[0]).resize((64, 48)).save(photo)
    before = photo.read_bytes()
    (tmp_path / "run.json").write_text(json.dumps({"photo": "photo.png", "styles": [{"picture": str(pair[1])}]}))
    assert command("render", "--recipe", tmp_path / "run.json", "-o", photo) == 2
    assert "another name" in _error(capfd)
    assert photo.read_bytes() == before


def _told(command: Run, capfd: Output, *arguments: object) -> dict[str, Any]:
    """What `--json` prints of a render."""
    capfd.readouterr()
    assert command("render", *arguments, *SMALL, "--json") == 0
    told: dict[str, Any] = json.loads(capfd.readouterr().out)
    return told


def test_auto_chooses_what_nobody_says(command: Run, pair: tuple[Path, Path], tmp_path: Path, capfd: Output) -> None:
    auto, by_hand = tmp_path / "auto.png", tmp_path / "by_hand.png"
    told = _told(command, capfd, *pair, "-o", auto)
    assert told["auto"].startswith("Strokes")
    assert _told(command, capfd, *pair, "-o", by_hand, "--set", "auto=off")["auto"] == ""
    assert not np.array_equal(np.array(Image.open(auto)), np.array(Image.open(by_hand)))


def test_what_is_said_goes_before_what_auto_would_choose(
    command: Run, pair: tuple[Path, Path], tmp_path: Path, capfd: Output, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun: list[Settings] = []
    step = Session.step

    def noted(session: Session, settings: Settings) -> Progress:
        begun.append(settings)
        return step(session, settings)

    monkeypatch.setattr(Session, "step", noted)
    told = _told(command, capfd, *pair, "-o", tmp_path / "a.png", "--set", "strength=35")
    assert told["auto"].startswith("Strokes")
    assert (begun[-1].look, begun[-1].strength, begun[-1].photo_kept, begun[-1].auto) == ("strokes", 35, 40, "off")


def test_a_recipe_file_is_painted_as_it_says(
    command: Run, pair: tuple[Path, Path], tmp_path: Path, capfd: Output
) -> None:
    recipe = tmp_path / "recipe.json"
    entries = {
        "photo": str(pair[0]),
        "styles": [{"picture": str(pair[1])}],
        "settings": {"auto": "on", "brush": "auto"},
    }
    recipe.write_text(json.dumps(entries), encoding="utf-8")
    assert _told(command, capfd, "--recipe", recipe, "-o", tmp_path / "a.png")["auto"] == ""


def test_following_meaning_changes_the_result(command: Run, pair: tuple[Path, Path], tmp_path: Path) -> None:
    whole, followed = tmp_path / "whole.png", tmp_path / "followed.png"
    assert command("render", *pair, "-o", whole, *SMALL, "--set", "follow_meaning=0") == 0
    assert command("render", *pair, "-o", followed, *SMALL, "--set", "follow_meaning=100") == 0
    assert not np.array_equal(np.array(Image.open(whole)), np.array(Image.open(followed)))


# Networks


def test_networks_are_listed_got_imported_and_removed(
    command: Run, capfd: Output, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = made_weights()
    monkeypatch.setitem(networks.NETWORKS, "vgg19", made_network(content))
    assert command("networks", "list") == 0
    first, second = capfd.readouterr().out.splitlines()
    assert first.startswith("vgg16  VGG-16 (CC BY 4.0")
    assert second == "vgg19  VGG-19 (BSD 3-Clause, torchvision): not installed: 26 MB to download, 26 MB on disk"
    with serving(Behaviour(content)) as server:
        assert command("networks", "get", "vgg19", "--from", address(server)) == 0
    said = capfd.readouterr().out.splitlines()
    assert said[0] == second  # size and licence come first
    assert said[1].startswith("vgg19  VGG-19 (BSD 3-Clause, torchvision): here, ")
    assert command("networks", "remove", "vgg19") == 0
    assert command("networks", "remove", "vgg19") == 2
    assert "VGG-19 is not on this computer" in capfd.readouterr().err
    file = tmp_path / "mine.pth"
    file.write_bytes(content)
    assert command("networks", "import", "vgg19", file) == 0
    assert network_path("vgg19").is_file()


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["get", "vgg11"], "there is no network vgg11; there are: vgg16, vgg19"),
        (["get", "vgg16"], "VGG-16 is built in"),
        (["remove", "vgg16"], "VGG-16 is built in"),
        (["import", "vgg19", "none.pth"], "there is no file none.pth"),
        (["get", "vgg19", "--from", "http://127.0.0.1:9/"], "cannot be reached"),
    ],
)
def test_what_cannot_be_done_with_networks_is_told(
    command: Run, capfd: Output, arguments: list[str], says: str
) -> None:
    assert command("networks", *arguments) == 2
    assert says in capfd.readouterr().err


def test_a_picture_is_painted_with_vgg19(command: Run, pair: tuple[Path, Path], output: Path, tmp_path: Path) -> None:
    file = tmp_path / "mine.pth"
    file.write_bytes(made_weights())
    assert command("networks", "import", "vgg19", file) == 0
    assert command("render", *pair, "-o", output, *SMALL, "--set", "network=vgg19") == 0
    assert load(output).width == 64


def test_styles_are_listed_by_the_names_that_render_takes(command: Run, capfd: Output) -> None:
    assert command("styles", "list", "--json") == 0
    entries = json.loads(capfd.readouterr().out)
    assert {"painting:starry-night", "drawn:pencil"} <= {entry["id"] for entry in entries}
    (painting,) = (entry for entry in entries if entry["id"] == "painting:udnie")
    assert painting["painter"].startswith("Francis Picabia")
    assert painting["licence"] == "Public domain"
    assert command("styles", "list") == 0
    assert "painting:udnie  Udnie (Young American Girl, Dance), Francis Picabia" in capfd.readouterr().out


def test_a_style_is_drawn_to_a_file(command: Run, tmp_path: Path) -> None:
    output = tmp_path / "pencil.png"
    assert command("styles", "draw", "pencil", "--size", "128", "--set", "density=70", "-o", str(output)) == 0
    expected = parse_drawn("pencil,density=70", longer=128)
    np.testing.assert_array_equal(load(output).pixels, expected.pixels)


def test_the_help_of_drawing_names_styles_and_handles(command: Run, capfd: Output) -> None:
    assert command("styles", "draw", "--help") == 0
    told = capfd.readouterr().out
    for name in (*FAMILIES, *Handles.model_fields, *PALETTES):
        assert name in told


@pytest.mark.parametrize(
    ("arguments", "words"),
    [(("oils",), "no drawn style 'oils'"), (("oil", "--set", "density=101"), "oil: density"),
     (("oil", "--size", "5000"), "4096 pixels at most"), (("oil", "--set", "shine=1"), "no handle 'shine'")],
)  # fmt: skip
def test_a_style_that_cannot_be_drawn_leaves_no_file(
    command: Run, output: Path, capfd: Output, arguments: tuple[str, ...], words: str
) -> None:
    assert command("styles", "draw", *arguments, "-o", str(output)) == 2
    assert words in _error(capfd)
    assert not output.exists()


def test_render_takes_styles_by_name(command: Run, pair: tuple[Path, Path], output: Path, tmp_path: Path) -> None:
    drawn = "drawn:charcoal,density=70"
    assert command("render", str(pair[0]), drawn, "painting:great-wave", *SMALL, "-o", str(output)) == 0
    written = tmp_path / "charcoal.png"
    assert command("styles", "draw", "charcoal", "--set", "density=70", "-o", str(written)) == 0
    again = tmp_path / "again.png"
    painting = str(resources() / "paintings" / "great-wave.jpg")
    assert command("render", str(pair[0]), str(written), painting, *SMALL, "-o", str(again)) == 0
    np.testing.assert_array_equal(load(output).pixels, load(again).pixels)


def test_render_tells_of_a_style_that_is_not_there(
    command: Run, pair: tuple[Path, Path], output: Path, capfd: Output
) -> None:
    assert command("render", str(pair[0]), "drawn:oils", "-o", str(output)) == 2
    assert "no drawn style 'oils'" in _error(capfd)


def test_a_style_is_read_mixed_and_painted_with(
    command: Run, pair: tuple[Path, Path], output: Path, tmp_path: Path, capfd: Output
) -> None:
    small = tmp_path / "small.png"
    Image.open(pair[1]).convert("RGB").resize((120, 96)).save(small)
    file, mixed = tmp_path / "wood.stylegui-style", tmp_path / "both.stylegui-style"
    assert command("styles", "read", str(small), "--author", "A friend", "--no-marks", "-o", str(file)) == 0
    assert "read at 64, 88, 120 px" in capfd.readouterr().out
    assert load_style(file).about.author == "A friend"
    assert command("styles", "mix", str(file), str(small), "--share", "70,30", "-o", str(mixed)) == 0
    assert load_style(mixed).name == "both"
    capfd.readouterr()
    assert command("render", str(pair[0]), str(mixed), *SMALL, "-o", str(output)) == 0
    assert load(output).width == 64


@pytest.mark.parametrize(
    ("arguments", "words"),
    [(("read", "none.png"), "none.png"), (("mix", "none.stylegui-style"), "cannot read the style none"),
     (("mix", "painting:udnie", "--share", "a"), "'a' are no numbers"), (("read", "drawn:oils"), "no drawn style"),
     (("mix", "drawn:felt", "--share", "1,2"), "one number for each style")],
)  # fmt: skip
def test_a_style_file_that_cannot_be_made_is_told(
    command: Run, tmp_path: Path, capfd: Output, arguments: tuple[str, ...], words: str
) -> None:
    target = tmp_path / "new.stylegui-style"
    assert command("styles", *arguments, "-o", str(target)) == 2
    assert words in _error(capfd)
    assert not target.exists()
