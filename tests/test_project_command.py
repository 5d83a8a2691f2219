"""Projects by the command line: kept while they are painted, shown, gone on with, exported."""

import hashlib
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import apsw
import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from PIL import Image

from stylegui.command_line.cli import run
from stylegui.document.document import Document
from stylegui.document.project.project import Project
from stylegui.document.undo import Step
from stylegui.document.wishes import Turn
from stylegui.engine.pictures.files.loading import load
from stylegui.engine.recipes.recipe import Recipe
from stylegui.jobs import Job
from stylegui.recorder import result_of

Run = Callable[..., int]
Output = pytest.CaptureFixture[str]
SMALL = ("--size", "64", "--quality", "draft")
LONGER = ("--size", "64", "--set", "quality=normal")  # 20 steps
PATIENCE_S = 240
ONE_THREAD = {"OMP_NUM_THREADS": "1"}  # on a busy computer two would wait for each other

# Before each step: how many evaluations there were, then a line is waited for.
STEPWISE = """
import sys
from stylegui.command_line.cli import run
from stylegui.engine.run.session import Session
step = Session.step
def stepwise(self, settings):
    print(self.state().evaluations, flush=True)
    sys.stdin.readline()
    return step(self, settings)
Session.step = stepwise
sys.exit(run(sys.argv[1:]))
"""
Child = subprocess.Popen[str]


@pytest.fixture(scope="module", autouse=True)
def _one_thread() -> Iterator[None]:
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.fixture
def pair(samples: Path) -> tuple[Path, Path]:
    """A photo and a style."""
    return samples / "coffee.jpg", samples / "woodcut.png"


@pytest.fixture
def output(tmp_path: Path) -> Path:
    """Where the result shall go."""
    return tmp_path / "result.png"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the project shall lie."""
    return tmp_path / "kept.stylegui"


@pytest.fixture(scope="module")
def painted_before(tmp_path_factory: pytest.TempPathFactory, samples: Path) -> Path:
    """A folder with a half transparent photo, a project of two finished results of it, and both as they were saved."""
    folder = tmp_path_factory.mktemp("painted")
    image = Image.open(samples / "coffee.jpg").resize((80, 60)).convert("RGBA")
    image.paste((0, 0, 0, 0), (0, 0, 40, 60))
    image.save(folder / "glass.png")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_STATE_HOME", str(folder))
        for name, strength in (("first.png", 20), ("second.png", 90)):
            pictures = (folder / "glass.png", samples / "woodcut.png", "-o", folder / name)
            kept = ("--set", f"strength={strength}", "--project", folder / "kept.stylegui")
            assert run([str(argument) for argument in ("render", *pictures, *SMALL, *kept)]) == 0
    return folder


@pytest.fixture
def painted(painted_before: Path, path: Path) -> Path:
    """That project, for one test."""
    shutil.copy(painted_before / "kept.stylegui", path)
    return path


@pytest.fixture(scope="module")
def interrupted_before(tmp_path_factory: pytest.TempPathFactory, samples: Path) -> tuple[Path, list[str]]:
    """A project whose only run Ctrl+C ended at the seventh evaluation or so, and what it said."""
    folder = tmp_path_factory.mktemp("interrupted")
    arguments = ("render", samples / "coffee.jpg", samples / "woodcut.png", "-o", folder / "so far.png", *LONGER)
    with stepwise(*arguments, "--project", folder / "kept.stylegui") as child:
        while step_on(child) < 6:
            pass
        child.send_signal(signal.SIGINT)
        _, said = child.communicate("\n", timeout=PATIENCE_S)
        assert child.returncode == 130
    return folder / "kept.stylegui", said.splitlines()


@pytest.fixture
def interrupted(interrupted_before: tuple[Path, list[str]], path: Path) -> Path:
    """That project, for one test."""
    shutil.copy(interrupted_before[0], path)
    return path


@contextmanager
def stepwise(*arguments: object) -> Iterator[Child]:
    """The command line in another process, which waits before each step; killed where it goes on by then."""
    command = [sys.executable, "-c", STEPWISE, *map(str, arguments)]
    pipe = subprocess.PIPE
    environment = os.environ | ONE_THREAD
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe, text=True, env=environment) as child:
        try:
            yield child
        finally:
            child.kill()


def step_on(child: Child) -> int:
    """Let it make a step. Returns how many evaluations there were before."""
    assert child.stdin is not None
    assert child.stdout is not None
    before = int(child.stdout.readline())
    child.stdin.write("\n")
    child.stdin.flush()
    return before


def in_another_process(*arguments: object) -> subprocess.CompletedProcess[str]:
    """The command line, as a user runs it."""
    command = [sys.executable, "-m", "stylegui", *map(str, arguments)]
    environment = os.environ | ONE_THREAD
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=PATIENCE_S, env=environment)


def shown(command: Run, capfd: Output, path: Path) -> dict[str, Any]:
    """What `project show --json` prints."""
    assert command("project", "show", path, "--json") == 0
    out, err = capfd.readouterr()
    assert err == ""
    told: dict[str, Any] = json.loads(out)
    return told


def error(capfd: Output) -> str:
    """The one line that says what to mend."""
    out, err = capfd.readouterr()
    assert out == ""
    assert err.startswith("stylegui: error: ")
    assert err.count("\n") == 1
    return err.removeprefix("stylegui: error: ").strip()


def levels(path: Path) -> NDArray[np.uint8]:
    """(h, w, 3 or 4) of a picture file, as they lie there."""
    with Image.open(path) as image:
        return np.array(image)


# Kept while it is painted


def test_a_killed_run_was_on_the_disk_before_its_first_evaluation_and_begins_again(
    command: Run, capfd: Output, pair: tuple[Path, Path], path: Path, tmp_path: Path
) -> None:
    with stepwise("render", *pair, "-o", tmp_path / "never.png", *SMALL, "--project", path) as child:
        assert child.stdout is not None
        assert int(child.stdout.readline()) == 0
        child.kill()
    told = shown(command, capfd, path)
    [result] = told["results"]
    assert (result["evaluations"], result["finished"], result["photo"]) == (0, False, "coffee.jpg")
    assert told["unfinished"] == result["id"]
    assert command("project", "export", path, "-o", tmp_path / "export.png") == 2
    assert "nothing of that result was kept yet" in error(capfd)
    assert command("project", "resume", path, "-o", tmp_path / "resumed.png") == 0
    assert capfd.readouterr().err == ""
    assert command("render", *pair, "-o", tmp_path / "plain.png", *SMALL) == 0
    np.testing.assert_array_equal(levels(tmp_path / "resumed.png"), levels(tmp_path / "plain.png"))
    assert not (tmp_path / "never.png").exists()


def test_a_project_changes_nothing_of_the_result(painted_before: Path, samples: Path, command: Run) -> None:
    plain = painted_before / "plain.png"
    pictures = (painted_before / "glass.png", samples / "woodcut.png")
    assert command("render", *pictures, "-o", plain, *SMALL, "--set", "strength=90") == 0
    np.testing.assert_array_equal(levels(plain), levels(painted_before / "second.png"))
    assert not list(painted_before.glob("*-journal"))


def test_a_project_that_is_there_gets_one_more_result(
    command: Run, capfd: Output, pair: tuple[Path, Path], painted: Path, output: Path
) -> None:
    before = shown(command, capfd, painted)
    assert command("render", *pair, "-o", output, *SMALL, "--seed", 3, "--project", painted) == 0
    after = shown(command, capfd, painted)
    assert after["results"][:2] == before["results"]
    [new] = after["results"][2:]
    assert (new["photo"], new["seed"], new["finished"], new["parent"]) == ("coffee.jpg", 3, True, "")
    assert [picture["name"] for picture in after["pictures"]] == [path.name for path in pair]
    assert after["unfinished"] is None
    with closing(Project.open(painted)) as project:
        labels = [step.label for step in project.contents().steps]
    assert labels == ["New", "Paint glass.png", "Paint glass.png", "Paint coffee.jpg"]


def test_painting_is_a_step_after_the_present_one_and_brings_no_deleted_result_back(
    command: Run, capfd: Output, pair: tuple[Path, Path], painted: Path, output: Path
) -> None:
    first, second = shown(command, capfd, painted)["results"]
    with closing(Project.open(painted)) as project:
        document = project.contents().document
        project.keep_step(Step(3, "Delete", frozenset({first["id"]})), document)
        project.keep_step(Step(4, "Undone", frozenset({first["id"]})), Turn("strength", 33).apply(document))
        project.set_present(3)
    assert command("render", *pair, "-o", output, *SMALL, "--project", painted) == 0
    told = shown(command, capfd, painted)
    assert [result["photo"] for result in told["results"]] == ["glass.png", "coffee.jpg"]
    assert told["results"][0] == second
    with closing(Project.open(painted)) as project:
        contents = project.contents()
        assert [step.label for step in contents.steps][-2:] == ["Delete", "Paint coffee.jpg"]
        assert contents.steps[-1].number == contents.present
        assert project.result(first["id"]).photo == "glass.png"  # undo can still bring it back


def a_picture(path: Path) -> None:
    Image.new("RGB", (64, 64), (200, 100, 50)).save(path, "PNG")


def nothing(path: Path) -> None:
    path.touch()


def another_database(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE records (a)")
        connection.commit()


def a_newer_project(path: Path) -> None:
    Project.create(path).close()
    with closing(apsw.Connection(str(path))) as connection:
        connection.pragma("user_version", 99)


def a_folder(path: Path) -> None:
    path.mkdir()


def no_file(path: Path) -> None:
    """Nothing is there."""


REFUSED = [
    (a_picture, "is not a StyleGUI project"),
    (nothing, "is not a StyleGUI project"),
    (another_database, "is not a StyleGUI project"),
    (a_newer_project, "was made by a newer StyleGUI: please update this one"),
    (a_folder, "is a folder"),
]


@pytest.mark.parametrize(("made", "says"), REFUSED)
def test_any_other_file_is_refused_and_stays_as_it_is(
    command: Run, capfd: Output, pair: tuple[Path, Path], path: Path, output: Path, made: Callable[[Path], None],
    says: str,
) -> None:  # fmt: skip
    made(path)
    before = path.read_bytes() if path.is_file() else None
    assert command("render", *pair, "-o", output, *SMALL, "--project", path) == 2
    said = error(capfd)
    assert said.startswith(str(path))
    assert says in said
    assert (path.read_bytes() if path.is_file() else None) == before
    assert list(path.parent.iterdir()) == [path]


def test_a_project_in_a_folder_that_is_not_there_is_refused_before_the_work(
    command: Run, capfd: Output, pair: tuple[Path, Path], tmp_path: Path, output: Path
) -> None:
    assert command("render", *pair, "-o", output, *SMALL, "--project", tmp_path / "none" / "kept.stylegui") == 2
    assert "there is no folder" in error(capfd)
    assert not output.exists()


def test_a_project_that_another_program_has_open_is_refused(
    command: Run, capfd: Output, pair: tuple[Path, Path], painted: Path, output: Path
) -> None:
    hold = "import sys; from pathlib import Path; from stylegui.document.project.project import Project\n"
    hold += "project = Project.open(Path(sys.argv[1])); print('open', flush=True); sys.stdin.readline()"
    arguments = [sys.executable, "-c", hold, str(painted)]
    with subprocess.Popen(arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "open\n"
        assert command("render", *pair, "-o", output, *SMALL, "--project", painted) == 2
        assert f"process {holder.pid}" in error(capfd)
        assert len(shown(command, capfd, painted)["results"]) == 2
        holder.communicate("\n")
    assert not output.exists()


@pytest.mark.parametrize("name", ["result.png", "photo.png", "style.png", "./result.png"])
def test_a_project_is_no_other_file_of_the_run(
    command: Run, capfd: Output, pair: tuple[Path, Path], tmp_path: Path, name: str
) -> None:
    shutil.copy(pair[0], tmp_path / "photo.png")
    shutil.copy(pair[1], tmp_path / "style.png")
    before = {each.name: each.read_bytes() for each in tmp_path.iterdir()}
    pictures = (tmp_path / "photo.png", tmp_path / "style.png", "-o", tmp_path / "result.png")
    assert command("render", *pictures, *SMALL, "--project", f"{tmp_path}/{name}") == 2
    assert "please give another name for the project" in error(capfd)
    assert {each.name: each.read_bytes() for each in tmp_path.iterdir()} == before


def test_a_project_is_not_written_over_the_recipe(
    command: Run, capfd: Output, pair: tuple[Path, Path], output: Path, tmp_path: Path
) -> None:
    recipe = tmp_path / "run.json"
    recipe.write_text(json.dumps({"photo": str(pair[0]), "styles": [{"picture": str(pair[1])}]}), encoding="utf-8")
    before = recipe.read_bytes()
    assert command("render", "--recipe", recipe, "-o", output, "--project", recipe) == 2
    assert "please give another name for the project" in error(capfd)
    assert recipe.read_bytes() == before


def test_a_project_that_is_taken_away_ends_the_run_with_the_result_so_far(
    pair: tuple[Path, Path], path: Path, output: Path
) -> None:
    with stepwise("render", *pair, "-o", output, *LONGER, "--project", path) as child:
        while step_on(child) < 2:
            pass
        path.unlink()
        _, said = child.communicate("\n" * 40, timeout=PATIENCE_S)
        assert child.returncode == 2
    assert f"{path} was moved or deleted while it was open" in said
    assert said.rstrip().endswith(f"the result so far was saved as {output}")
    assert levels(output).shape == (43, 64, 3)
    assert not path.exists()


# Shown


def test_show_tells_what_is_in_a_project(
    command: Run, capfd: Output, painted: Path, painted_before: Path, samples: Path
) -> None:
    told = shown(command, capfd, painted)
    assert set(told) == {"schema", "file", "bytes", "steps", "pictures", "results", "unfinished"}
    assert (told["schema"], told["file"], told["steps"]) == (1, str(painted), 3)
    assert told["bytes"] == painted.stat().st_size
    files = {"photo": painted_before / "glass.png", "style": samples / "woodcut.png"}
    assert told["pictures"] == [
        {"role": role, "sha256": hashlib.sha256(file.read_bytes()).hexdigest(), "name": file.name}
        for role, file in files.items()
    ]
    assert told["unfinished"] is None
    for result in told["results"]:
        assert (result["width"], result["height"], result["photo"]) == (64, 48, "glass.png")
        assert (result["finished"], result["fraction"], result["parent"]) == (True, 1.0, "")
        assert result["evaluations"] > 3
        assert result["seconds"] > 0
    assert command("project", "show", painted) == 0
    lines = capfd.readouterr().out.splitlines()
    assert lines[0].startswith(f"{painted}: 2 results, 3 steps")
    assert lines[1:3] == ["  photo: glass.png", "  style: woodcut.png"]
    assert lines[3].startswith(f"  result 1 ({told['results'][0]['id']}): glass.png, 64 × 48 px, ")
    assert lines[4].endswith(", finished")
    assert len(lines) == 5


def test_show_tells_of_parents_and_of_what_is_unfinished(command: Run, capfd: Output, painted: Path) -> None:
    parent = shown(command, capfd, painted)["results"][1]["id"]
    with closing(Project.open(painted)) as project:
        document = project.made_from(parent)
        project.keep_result(result_of(Job(recipe_of(document), "branch", parent)), document)
    told = shown(command, capfd, painted)
    assert (told["results"][2]["parent"], told["unfinished"]) == (parent, "branch")
    assert command("project", "show", painted) == 0
    said = capfd.readouterr().out
    assert f"  result 3 (branch, from {parent}): glass.png" in said
    assert f"  unfinished: branch; 'stylegui project resume {painted} -o FILE' goes on with it" in said


def recipe_of(document: Document) -> Recipe:
    """What can be painted of it."""
    recipe = document.recipe()
    assert recipe is not None
    return recipe


def test_show_works_while_another_process_paints(
    command: Run, capfd: Output, pair: tuple[Path, Path], path: Path, output: Path
) -> None:
    with stepwise("render", *pair, "-o", output, *SMALL, "--project", path) as child:
        step_on(child)
        step_on(child)
        told = shown(command, capfd, path)
        assert told["unfinished"] == told["results"][0]["id"]
        assert command("project", "resume", path, "-o", output.with_name("other.png")) == 2
        assert f"process {child.pid}" in error(capfd)
        assert child.stdin is not None
        child.stdin.write("\n" * 40)
        child.stdin.close()
        while child.poll() is None:
            shown(command, capfd, path)
        assert child.returncode == 0
    told = shown(command, capfd, path)
    assert (told["unfinished"], told["results"][0]["finished"]) == (None, True)


@pytest.mark.parametrize(("made", "says"), [*REFUSED, (no_file, "there is no file")])
@pytest.mark.parametrize("words", [("show",), ("show", "--json"), ("resume", "-o", "r.png"), ("export", "-o", "r.png")])
def test_what_is_no_project_is_said_in_words(
    command: Run, capfd: Output, path: Path, monkeypatch: pytest.MonkeyPatch, made: Callable[[Path], None], says: str,
    words: tuple[str, ...],
) -> None:  # fmt: skip
    monkeypatch.chdir(path.parent)
    made(path)
    before = sorted(path.parent.iterdir())
    assert command("project", words[0], path, *words[1:]) == 2
    said = error(capfd)
    assert str(path) in said
    assert says in said
    assert sorted(path.parent.iterdir()) == before


# Gone on with


def test_ctrl_c_says_how_to_go_on(interrupted_before: tuple[Path, list[str]]) -> None:
    path, said = interrupted_before
    so_far = path.with_name("so far.png")
    assert len(said) == 2
    assert said[0].startswith("stylegui: stopped at ")
    assert said[0].endswith(f"the result so far is in {so_far}")
    assert said[1] == f"stylegui: 'stylegui project resume {path} -o FILE' goes on with it"
    assert levels(so_far).shape == (43, 64, 3)


def test_what_was_interrupted_goes_on_in_another_process_to_the_same_picture_bit_for_bit(
    command: Run, capfd: Output, pair: tuple[Path, Path], interrupted: Path, output: Path, tmp_path: Path
) -> None:
    before = shown(command, capfd, interrupted)
    [half] = before["results"]
    assert before["unfinished"] == half["id"]
    assert 6 <= half["evaluations"] <= 8
    done = in_another_process("project", "resume", interrupted, "-o", output, "--json")
    assert (done.returncode, done.stderr) == (0, "")
    assert command("render", *pair, "-o", tmp_path / "at once.png", *LONGER, "--json") == 0
    at_once = json.loads(capfd.readouterr().out)
    np.testing.assert_array_equal(levels(output), levels(tmp_path / "at once.png"))
    told = json.loads(done.stdout)
    assert (told["evaluations"], told["losses"]) == (at_once["evaluations"], at_once["losses"])
    after = shown(command, capfd, interrupted)
    [whole] = after["results"]
    assert after["unfinished"] is None
    assert (whole["id"], whole["finished"], whole["fraction"]) == (half["id"], True, 1.0)
    assert whole["evaluations"] == at_once["evaluations"]
    assert whole["seconds"] > half["seconds"]
    assert after["steps"] == before["steps"]


def test_with_other_threads_it_says_that_the_last_digits_may_differ(
    command: Run, capfd: Output, interrupted: Path, output: Path
) -> None:
    before = torch.get_num_threads()
    try:
        assert command("project", "resume", interrupted, "-o", output, "--threads", before + 1) == 0
    finally:
        torch.set_num_threads(before)
    said = capfd.readouterr().err
    assert "it goes on from the same state, but not to the last digit" in said
    assert f"threads {before} there, {before + 1} here" in said
    assert shown(command, capfd, interrupted)["unfinished"] is None


def test_a_run_on_a_graphics_card_that_is_not_here_goes_on_here(
    command: Run, capfd: Output, painted: Path, output: Path
) -> None:
    if torch.cuda.is_available():
        pytest.skip("needs a computer without one")
    id = shown(command, capfd, painted)["results"][1]["id"]
    with closing(Project.open(painted)) as project:
        document = project.made_from(id)
        document = replace(document, settings=document.settings.model_copy(update={"device": "cuda"}))
        project.keep_result(result_of(Job(recipe_of(document), "there")), document)
    assert command("project", "resume", painted, "-o", output) == 0
    [*_, last] = shown(command, capfd, painted)["results"]
    assert (last["id"], last["finished"]) == ("there", True)


def test_where_nothing_is_unfinished_it_says_so(command: Run, capfd: Output, painted: Path, output: Path) -> None:
    before = shown(command, capfd, painted)
    assert command("project", "resume", painted, "-o", output) == 2
    said = error(capfd)
    assert said.startswith(f"{painted}: nothing in it is unfinished")
    assert not output.exists()
    assert shown(command, capfd, painted) == before


@pytest.mark.parametrize("word", ["resume", "export"])
def test_no_picture_is_written_over_the_project(
    command: Run, capfd: Output, painted: Path, tmp_path: Path, word: str
) -> None:
    named_wrongly = painted.rename(tmp_path / "kept.png")
    before = named_wrongly.read_bytes()
    assert command("project", word, named_wrongly, "-o", f"{tmp_path}/./kept.png") == 2
    assert "please give another name for the result" in error(capfd)
    assert named_wrongly.read_bytes() == before


# Exported


def test_export_writes_the_pixels_of_the_result_that_is_named(
    command: Run, capfd: Output, painted: Path, painted_before: Path, output: Path
) -> None:
    first, second = shown(command, capfd, painted)["results"]
    saved = {name: levels(painted_before / f"{name}.png") for name in ("first", "second")}
    assert saved["first"].shape == (48, 64, 4)
    assert saved["first"][:, :28, 3].max() < 8
    assert not np.array_equal(saved["first"], saved["second"])
    for which, name in (("1", "first"), ("2", "second"), (first["id"], "first"), (second["id"], "second")):
        assert command("project", "export", painted, "--result", which, "-o", output) == 0
        np.testing.assert_array_equal(levels(output), saved[name])
    assert command("project", "export", painted, "-o", output) == 0
    np.testing.assert_array_equal(levels(output), saved["second"])
    assert capfd.readouterr() == ("", "")


def test_export_lays_a_colour_behind_what_is_transparent(
    command: Run, capfd: Output, painted: Path, tmp_path: Path
) -> None:
    white, blue = tmp_path / "white.jpg", tmp_path / "blue.jpg"
    assert command("project", "export", painted, "-o", white) == 0
    assert capfd.readouterr().err == "stylegui: JPEG has no transparency: transparent parts became white\n"
    assert command("project", "export", painted, "-o", blue, "--background", "#143cc8") == 0
    assert capfd.readouterr().err == ""
    np.testing.assert_allclose(levels(white)[:, :24].reshape(-1, 3).mean(0), (255, 255, 255), atol=4)
    np.testing.assert_allclose(levels(blue)[:, :24].reshape(-1, 3).mean(0), (20, 60, 200), atol=4)


def test_export_with_16_bits_has_the_runs_own_numbers(command: Run, painted: Path, tmp_path: Path) -> None:
    plain, deep = tmp_path / "plain.png", tmp_path / "deep.png"
    assert command("project", "export", painted, "-o", plain) == 0
    assert command("project", "export", painted, "-o", deep, "--depth", "16") == 0
    pixels, shallow = load(deep).pixels, load(plain).pixels
    assert pixels.dtype == np.uint16
    assert len(np.unique(pixels)) > 1000
    assert np.abs(pixels / 257 - shallow).max() < 1


def test_export_of_what_is_unfinished_has_its_full_size(command: Run, interrupted: Path, output: Path) -> None:
    assert command("project", "export", interrupted, "-o", output) == 0
    assert levels(output).shape == (43, 64, 3)


@pytest.mark.parametrize("which", ["0", "3", "-1", "abcdef"])
def test_a_result_that_is_not_there_is_named(
    command: Run, capfd: Output, painted: Path, output: Path, which: str
) -> None:
    assert command("project", "export", painted, "--result", which, "-o", output) == 2
    assert error(capfd) == f"{painted} has no result {which}: please give an id, or one of the numbers 1, 2"
    assert not output.exists()


def test_a_project_without_results_has_none_to_export(command: Run, capfd: Output, path: Path, output: Path) -> None:
    Project.create(path).close()
    assert command("project", "export", path, "-o", output) == 2
    assert error(capfd) == f"{path}: there is no result in it yet"
    told = shown(command, capfd, path)
    assert (told["pictures"], told["results"], told["unfinished"]) == ([], [], None)
