"""The same folder on a cluster of processes on this computer: the same pictures, whoever dies on the way."""

import csv
import json
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from benchmarks.local_cluster import LocalCluster, local_cluster
from stylegui.batch.report import PAGE, TABLE

Run = Callable[..., int]
Output = pytest.CaptureFixture[str]
SMALL = ("--size", "64", "--quality", "draft", "--set", "auto=off")
SLOW = ("--size", "100", "--quality", "draft", "--set", "auto=off")


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalCluster]:
    with local_cluster(tmp_path_factory.mktemp("cluster"), workers=2) as cluster:
        yield cluster


@pytest.fixture
def folders(tmp_path: Path, samples: Path) -> tuple[Path, Path]:
    """Six photos; and where results go."""
    photos, results = tmp_path / "photos", tmp_path / "results"
    photos.mkdir()
    results.mkdir()
    image = Image.open(samples / "coffee.jpg").resize((80, 60))
    for number in range(6):
        image.rotate(50 * number).save(photos / f"p{number}.jpg")
    return photos, results


def command_line(folders: tuple[Path, Path], samples: Path, *options: str) -> list[str]:
    photos, results = folders
    return [
        "batch", str(photos), str(samples / "woodcut.png"), "drawn:pencil", "-o", str(results), *options
    ]  # fmt: skip


def table(folder: Path) -> list[dict[str, str]]:
    with (folder / TABLE).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def pictures(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.glob("*.png")}


def assert_all_there_once(folders: tuple[Path, Path]) -> None:
    _, results = folders
    assert sorted(pictures(results)) == [f"p{number}.png" for number in range(6)]
    assert [row["state"] for row in table(results)] == ["painted"] * 6
    assert not list(results.glob(".stylegui-*"))
    for path in results.glob("*.png"):
        Image.open(path).load()


def test_it_paints_what_this_computer_paints(
    command: Run, cluster: LocalCluster, folders: tuple[Path, Path], samples: Path, capfd: Output
) -> None:
    photos, results = folders
    (photos / "damaged.jpg").write_bytes((photos / "p0.jpg").read_bytes()[:300])
    arguments = command_line(folders, samples, *SMALL, "--json", "--name", "{photo}-{style}.png")
    assert command(*arguments, "--scheduler", cluster.address) == 1
    told = json.loads(capfd.readouterr().out)
    assert (told["painted"], told["failed"]) == (6, 1)
    there = pictures(results)
    assert sorted(there)[0] == "p0-woodcut+Pencil.png"
    failed = next(row for row in table(results) if row["state"] == "failed")
    assert str(photos / "damaged.jpg") in failed["why"]
    assert (results / PAGE).read_text(encoding="utf-8").count("data:image/jpeg") == 6
    assert command(*arguments, "--threads", "1") == 1  # here: what is painted there is known here
    assert json.loads(capfd.readouterr().out)["there already"] == 6
    for path in results.iterdir():
        path.unlink()
    assert command(*arguments, "--threads", "1") == 1
    for name, data in pictures(results).items():
        one, other = (np.asarray(Image.open(path)) for path in (results / name, _written(results, data)))
        np.testing.assert_array_equal(one, other)
    assert pictures(results).keys() >= there.keys()


def _written(folder: Path, data: bytes) -> Path:
    path = folder / "other.png"
    path.write_bytes(data)
    return path


def test_a_worker_that_dies_is_replaced_by_the_others(
    cluster: LocalCluster, folders: tuple[Path, Path], samples: Path
) -> None:
    arguments = command_line(folders, samples, *SLOW, "--scheduler", cluster.address)
    with subprocess.Popen([sys.executable, "-m", "stylegui", *arguments], stderr=subprocess.PIPE, text=True) as started:
        assert started.stderr is not None
        assert "painted" in started.stderr.readline()
        cluster.kill_worker()
        assert started.wait(timeout=200) == 0
    assert_all_there_once(folders)
    cluster.add_worker()


def test_ctrl_c_gives_the_cluster_back_and_the_next_run_goes_on(
    cluster: LocalCluster, folders: tuple[Path, Path], samples: Path
) -> None:
    _, results = folders
    arguments = [
        sys.executable, "-m", "stylegui", *command_line(folders, samples, *SLOW, "--scheduler", cluster.address)
    ]  # fmt: skip
    with subprocess.Popen(arguments, stderr=subprocess.PIPE, text=True) as started:
        assert started.stderr is not None
        assert "painted" in started.stderr.readline()
        started.send_signal(signal.SIGINT)
        assert started.wait(timeout=60) == 130
    done = pictures(results)
    assert 1 <= len(done) < 6
    began = time.monotonic()
    assert subprocess.run(arguments, check=False, capture_output=True, timeout=200).returncode == 0
    assert time.monotonic() - began < 200
    assert_all_there_once(folders)
    assert all((results / name).read_bytes() == data for name, data in done.items())


def test_a_lost_scheduler_is_told_and_the_same_command_goes_on(
    tmp_path: Path, folders: tuple[Path, Path], samples: Path
) -> None:
    _, results = folders
    with local_cluster(tmp_path, workers=1) as cluster:
        arguments = command_line(folders, samples, *SLOW, "--scheduler", cluster.address)
        command = [sys.executable, "-m", "stylegui", *arguments]
        with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as started:
            assert started.stderr is not None
            assert "painted" in started.stderr.readline()
            cluster.kill_scheduler()
            rest = started.stderr.read()
            assert started.wait(timeout=100) == 2
    assert "is gone" in rest
    done = pictures(results)
    assert 1 <= len(done) < 6
    with local_cluster(tmp_path / "again", workers=1) as cluster:
        command[-1] = cluster.address
        assert subprocess.run(command, check=False, capture_output=True, timeout=200).returncode == 0
    assert_all_there_once(folders)
    assert all((results / name).read_bytes() == data for name, data in done.items())


def test_a_full_disk_keeps_what_is_there_and_is_told(
    command: Run,
    cluster: LocalCluster,
    folders: tuple[Path, Path],
    samples: Path,
    capfd: Output,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from stylegui.command_line import batch
    from stylegui.engine.errors import Problem
    from stylegui.engine.whole_file import write_whole

    def full(path: Path, content: bytes) -> None:
        if path.name in ("p2.png", "p3.png"):
            raise Problem(f"cannot write {path}: No space left on device")
        write_whole(path, content)

    arguments = command_line(folders, samples, *SMALL, "--json", "--scheduler", cluster.address)
    monkeypatch.setattr(batch, "write_whole", full)
    assert command(*arguments) == 1
    told = json.loads(capfd.readouterr().out)
    assert (told["painted"], told["failed"]) == (4, 2)
    monkeypatch.undo()
    assert command(*arguments) == 0
    assert_all_there_once(folders)


def test_no_scheduler_is_told(
    command: Run, folders: tuple[Path, Path], samples: Path, capfd: Output, monkeypatch: pytest.MonkeyPatch
) -> None:
    from stylegui.batch import cluster

    monkeypatch.setattr(cluster, "CONNECT_S", 1)
    for address in ("tcp://127.0.0.1:9", "nonsense"):
        assert command(*command_line(folders, samples, *SMALL, "--scheduler", address)) == 2
        assert f"there is no scheduler at {address}" in capfd.readouterr().err
