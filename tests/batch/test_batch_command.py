"""Many photos with one recipe: what is painted, what is told, and what a second run makes of the first."""

import csv
import json
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from stylegui.batch.names import photos_in
from stylegui.batch.report import PAGE, TABLE
from stylegui.command_line.wanted import load_picture

Run = Callable[..., int]
Output = pytest.CaptureFixture[str]
SMALL = ("--size", "64", "--quality", "draft", "--set", "auto=off")


@pytest.fixture
def folders(tmp_path: Path, samples: Path) -> tuple[Path, Path]:
    """Two photos, a file that is none and a damaged one; and where results go."""
    photos, results = tmp_path / "photos", tmp_path / "results"
    photos.mkdir()
    results.mkdir()
    for name, colours in (("a.jpg", "red"), ("b.png", "blue")):
        image = Image.open(samples / "coffee.jpg").resize((80, 60))
        image.paste(colours, (0, 0, 20, 20))
        image.save(photos / name)
    (photos / "c.jpg").write_bytes((photos / "a.jpg").read_bytes()[:300])
    (photos / "notes.txt").write_text("no picture")
    return photos, results


@pytest.fixture
def paint(
    command: Run, folders: tuple[Path, Path], samples: Path, capfd: Output
) -> Callable[..., tuple[int, dict[str, object]]]:
    """Paints the folder: the exit status, and what was printed."""

    def painted(*options: str) -> tuple[int, dict[str, object]]:
        photos, results = folders
        code = command("batch", photos, samples / "woodcut.png", "-o", results, *SMALL, "--json", *options)
        return code, json.loads(capfd.readouterr().out)

    return painted


def _table(folder: Path) -> dict[str, dict[str, str]]:
    with (folder / TABLE).open(encoding="utf-8", newline="") as file:
        return {row["photo"]: row for row in csv.DictReader(file)}


def test_every_photo_is_painted_and_a_damaged_one_is_told(
    paint: Callable[..., tuple[int, dict[str, object]]], folders: tuple[Path, Path]
) -> None:
    photos, results = folders
    code, told = paint()
    assert code == 1
    assert (told["painted"], told["failed"], told["there already"]) == (2, 1, 0)
    assert sorted(path.name for path in results.iterdir()) == ["a.png", "b.png", TABLE, PAGE]
    table = _table(results)
    assert {name: row["state"] for name, row in table.items()} == {
        "a.jpg": "painted",
        "b.png": "painted",
        "c.jpg": "failed",
    }
    assert str(photos / "c.jpg") in table["c.jpg"]["why"]
    page = (results / PAGE).read_text(encoding="utf-8")
    assert page.count("data:image/jpeg;base64,") == 2
    assert 'href="a.png"' in page


def test_a_second_run_paints_what_is_new_and_leaves_the_rest(
    paint: Callable[..., tuple[int, dict[str, object]]], folders: tuple[Path, Path]
) -> None:
    photos, results = folders
    (photos / "c.jpg").unlink()
    assert paint()[0] == 0
    before = {name: (results / name).stat().st_mtime_ns for name in ("a.png", "b.png")}
    Image.open(photos / "a.jpg").rotate(90).save(photos / "d.jpg")
    code, told = paint()
    assert code == 0
    assert (told["painted"], told["there already"]) == (1, 2)
    assert {name: (results / name).stat().st_mtime_ns for name in before} == before
    assert (results / "d.png").exists()
    assert (results / PAGE).read_text(encoding="utf-8").count("data:image/jpeg;base64,") == 3


def test_the_same_photo_under_two_names_is_two_photos(
    paint: Callable[..., tuple[int, dict[str, object]]], folders: tuple[Path, Path]
) -> None:
    photos, results = folders
    (photos / "c.jpg").write_bytes((photos / "a.jpg").read_bytes())
    assert paint()[1]["painted"] == 3
    one, other = (np.asarray(Image.open(results / name)) for name in ("a.png", "c.png"))
    np.testing.assert_array_equal(one, other)
    (results / "a.png").unlink()
    (photos / "a.jpg").unlink()
    assert paint()[0] == 0
    assert "not there any more" in (results / PAGE).read_text(encoding="utf-8")


def test_nothing_is_overwritten(
    paint: Callable[..., tuple[int, dict[str, object]]], folders: tuple[Path, Path]
) -> None:
    photos, results = folders
    (photos / "c.jpg").unlink()
    Image.open(photos / "a.jpg").rotate(90).save(photos / "a.png")
    (results / "b.png").write_bytes(b"somebody's own")
    assert paint()[0] == 0
    assert {path.name for path in results.glob("*.png")} == {"a.png", "a (2).png", "b.png", "b (2).png"}
    assert (results / "b.png").read_bytes() == b"somebody's own"
    assert paint("--set", "strength=80")[1]["painted"] == 3  # another recipe is another result
    assert (results / "a (4).png").exists()


def test_one_that_was_cut_off_before_it_could_say_so_is_not_painted_twice(
    paint: Callable[..., tuple[int, dict[str, object]]], folders: tuple[Path, Path]
) -> None:
    photos, results = folders
    (photos / "c.jpg").unlink()
    assert paint()[0] == 0
    text = (results / TABLE).read_text(encoding="utf-8")
    (results / TABLE).write_text(text.replace("painted", "painting"), encoding="utf-8")
    (results / "b.png").unlink()
    code, told = paint()
    assert code == 0
    assert (told["painted"], told["there already"]) == (1, 1)
    assert {row["state"] for row in _table(results).values()} == {"painted"}
    assert sorted(path.name for path in results.glob("*.png")) == ["a.png", "b.png"]


def test_a_fault_of_one_photo_leaves_the_others(
    paint: Callable[..., tuple[int, dict[str, object]]], folders: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    photos, results = folders
    (photos / "c.jpg").unlink()

    def broken(path: Path) -> object:
        if path.name == "a.jpg":
            raise RuntimeError("a fault")
        return load_picture(path)

    monkeypatch.setattr("stylegui.command_line.batch.load_picture", broken)
    code, told = paint()
    assert (code, told["painted"], told["failed"]) == (1, 1, 1)
    assert "RuntimeError" in _table(results)["a.jpg"]["why"]


def test_a_photo_that_is_gone_when_its_turn_comes_is_told(
    paint: Callable[..., tuple[int, dict[str, object]]], folders: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    photos, results = folders
    (photos / "c.jpg").unlink()

    def leaving(folder: Path) -> list[Path]:
        found = photos_in(folder)
        (photos / "a.jpg").unlink()
        return found

    monkeypatch.setattr("stylegui.command_line.batch.photos_in", leaving)
    code, told = paint()
    assert (code, told["painted"], told["failed"]) == (1, 1, 1)
    assert str(photos / "a.jpg") in _table(results)["a.jpg"]["why"]


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (("--name", "result.png"), "{photo}"),
        (("--name", "sub/{photo}.png"), "no folder"),
        (("--name", "{photo}.xyz"), "format"),
        (("--share", "70,30"), "share"),
    ],
)
def test_what_would_fail_with_every_photo_is_told_before(
    command: Run, folders: tuple[Path, Path], samples: Path, capfd: Output, options: tuple[str, ...], says: str
) -> None:
    photos, results = folders
    assert command("batch", photos, samples / "woodcut.png", "-o", results, *SMALL, *options) == 2
    assert says in capfd.readouterr().err
    assert not list(results.iterdir())


@pytest.mark.parametrize("style", ["gone.png", "damaged.png", "drawn:nothing"])
def test_a_style_that_cannot_be_read_is_told_before(
    command: Run, folders: tuple[Path, Path], tmp_path: Path, capfd: Output, style: str
) -> None:
    photos, results = folders
    (tmp_path / "damaged.png").write_bytes(b"no picture")
    named = style if style.startswith("drawn:") else tmp_path / style
    assert command("batch", photos, named, "-o", results, *SMALL) == 2
    assert style.removeprefix("drawn:") in capfd.readouterr().err
    assert not list(results.iterdir())


def test_a_recipe_says_how_all_are_painted(
    command: Run, folders: tuple[Path, Path], samples: Path, tmp_path: Path, capfd: Output
) -> None:
    photos, results = folders
    (photos / "c.jpg").unlink()
    recipe = tmp_path / "recipe.json"
    entry = {"picture": str(samples / "woodcut.png"), "crop": [0, 0, 0.5, 0.5]}
    settings = {"size": 64, "quality": "draft", "strength": 80, "auto": "off"}
    told = {"photo": str(samples / "cat.jpg"), "styles": [entry], "settings": settings, "version": 1}
    recipe.write_text(json.dumps(told))
    assert command("batch", photos, "--recipe", recipe, "-o", results, "--set", "photo_kept=70") == 0
    one = np.asarray(Image.open(results / "a.png"))
    recipe.write_text(json.dumps(told | {"photo": str(photos / "a.jpg")}))
    assert command("render", "--recipe", recipe, "-o", tmp_path / "alone.png", "--set", "photo_kept=70") == 0
    np.testing.assert_array_equal(one, np.asarray(Image.open(tmp_path / "alone.png")))
    assert command("batch", photos, samples / "woodcut.png", "--recipe", recipe, "-o", results) == 2
    assert command("batch", photos, "-o", results) == 2


def test_a_recipe_file_lies_beside_each_and_over_nothing(
    paint: Callable[..., tuple[int, dict[str, object]]], command: Run, folders: tuple[Path, Path], tmp_path: Path
) -> None:
    photos, results = folders
    (photos / "c.jpg").unlink()
    (results / "a.json").write_text("somebody's own")
    assert paint("--sidecar")[0] == 0
    assert {path.name for path in results.glob("*.png")} == {"a (2).png", "b.png"}
    assert (results / "a.json").read_text() == "somebody's own"
    assert command("render", "--recipe", results / "a (2).json", "-o", tmp_path / "again.png") == 0
    one, other = (np.asarray(Image.open(path)) for path in (results / "a (2).png", tmp_path / "again.png"))
    np.testing.assert_array_equal(one, other)


def test_each_photo_has_its_own_palette_where_a_style_is_to_have_the_photos(
    command: Run, folders: tuple[Path, Path], capfd: Output
) -> None:
    photos, results = folders
    (photos / "c.jpg").unlink()
    Image.new("RGB", (80, 60), "darkgreen").save(photos / "a.jpg")
    name = "{photo}-{style}-{size}.png"
    assert command("batch", photos, "drawn:mosaic,palette=photo", "-o", results, *SMALL, "--name", name) == 0
    green = np.asarray(Image.open(results / "a-mosaic-64.png")).reshape(-1, 3).mean(0)
    assert green[1] > 2 * max(green[0], green[2])
    assert (results / "b-mosaic-64.png").exists()


def test_a_line_that_a_power_cut_left_half_was_never_said(
    paint: Callable[..., tuple[int, dict[str, object]]], folders: tuple[Path, Path]
) -> None:
    photos, results = folders
    (photos / "c.jpg").unlink()
    assert paint()[0] == 0
    table = (results / TABLE).read_text(encoding="utf-8")
    (results / TABLE).write_text(table + table.splitlines()[-1][:30], encoding="utf-8")
    code, told = paint()
    assert (code, told["there already"]) == (0, 2)
    assert (results / TABLE).read_text(encoding="utf-8") == table


@pytest.mark.parametrize("text", ["photo,result\n../a,../../b\n", "no table", "\x00\xff"])
def test_a_report_that_is_none_is_refused(
    command: Run, folders: tuple[Path, Path], samples: Path, capfd: Output, text: str
) -> None:
    photos, results = folders
    (results / TABLE).write_bytes(b"photo\n" + text.encode("latin-1"))
    assert command("batch", photos, samples / "woodcut.png", "-o", results, *SMALL) == 2
    assert str(results / TABLE) in capfd.readouterr().err


def test_words_of_strangers_are_no_part_of_the_page(
    paint: Callable[..., tuple[int, dict[str, object]]], folders: tuple[Path, Path]
) -> None:
    photos, results = folders
    (photos / "c.jpg").rename(photos / "<img src=x onerror=alert(1)>.jpg")
    (photos / "a.jpg").rename(photos / "javascript:alert(1).jpg")
    paint()
    page = (results / PAGE).read_text(encoding="utf-8")
    assert "<img src=x" not in page
    assert "&lt;img src=x" in page
    assert 'href="javascript:' not in page
    assert 'href="javascript-alert%281%29.png"' in page


def test_ctrl_c_leaves_what_is_painted_and_the_next_run_goes_on(folders: tuple[Path, Path], samples: Path) -> None:
    photos, results = folders
    (photos / "c.jpg").unlink()
    for number in range(6):
        Image.open(photos / "a.jpg").rotate(40 * number).save(photos / f"e{number}.jpg")
    pictures = map(str, (photos, samples / "woodcut.png"))
    arguments = [sys.executable, "-m", "stylegui", "batch", *pictures, "-o", str(results), *SMALL]
    with subprocess.Popen(arguments, stderr=subprocess.PIPE, text=True) as started:
        assert started.stderr is not None
        assert "painted" in started.stderr.readline()
        started.send_signal(signal.SIGINT)
        assert started.wait(timeout=60) == 130
    done = {path.name: path.read_bytes() for path in results.glob("*.png")}
    assert 1 <= len(done) < 8
    assert not list(results.glob(".stylegui-*"))
    assert subprocess.run(arguments, check=False, capture_output=True, timeout=120).returncode == 0
    assert len(list(results.glob("*.png"))) == 8
    assert all((results / name).read_bytes() == data for name, data in done.items())
