"""A section of the benchmark about a cluster: two workers beside two plain processes; what is lost when one dies."""

import csv
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from benchmarks.local_cluster import LocalCluster, local_cluster
from benchmarks.sections import Bench
from benchmarks.table import Row
from stylegui.batch.report import TABLE

PHOTOS = 12  # that are painted by both


def cluster(bench: Bench) -> Iterator[Row]:
    """A local one of two processes with one thread each."""
    pair, folder = bench.pairs[0], bench.output / "cluster"
    shutil.rmtree(folder, ignore_errors=True)
    data, style = bench.runs.photo(pair).read_bytes(), str(bench.runs.style(pair))
    photos = folder / "photos"
    halves = folder / "half0", folder / "half1"
    for place in (photos, *halves):
        place.mkdir(parents=True)
    for number in range(PHOTOS):
        for place in (photos, halves[number % 2]):
            (place / f"photo{number}.png").write_bytes(data)
    how = ("--size", str(bench.size), "--quality", "draft", "--threads", "1")
    plain = _seconds(*(_started(half, style, folder / f"plain{number}", how) for number, half in enumerate(halves)))
    with local_cluster(folder / "dask", workers=2) as started:
        with_address = (*how, "--scheduler", started.address)
        together = _seconds(_started(photos, style, folder / "together", with_address))
        note = f"{PHOTOS} drafts of {bench.size} px: {together:.0f} s, two plain processes {plain:.0f} s"
        yield Row("cluster", "two workers / two plain processes", together / plain, 1.05, 1.02, "", note)
        lost = _lost_by(started, started.kill_worker, photos, style, folder / "worker", with_address)
        yield Row("cluster", "photos lost or painted twice when a worker died", lost, 0)
        lost = _lost_by(started, started.kill_scheduler, photos, style, folder / "scheduler", with_address)
    with local_cluster(folder / "dask", workers=2) as again:
        _seconds(_started(photos, style, folder / "scheduler", (*how, "--scheduler", again.address)))
    lost = _wrong(folder / "scheduler")
    yield Row("cluster", "the same when the scheduler died, and the command was started again", lost, 0)


def _started(photos: Path, style: str, results: Path, how: tuple[str, ...]) -> "subprocess.Popen[str]":
    results.mkdir(exist_ok=True)
    command = [sys.executable, "-m", "stylegui", "batch", str(photos), style, "-o", str(results), *how]
    return subprocess.Popen(command, stderr=subprocess.PIPE, text=True)


def _seconds(*programs: "subprocess.Popen[str]") -> float:
    began = time.perf_counter()
    for program in programs:
        program.communicate()
        if program.returncode:
            raise SystemExit(f"bench: a batch ended with {program.returncode}")
    return time.perf_counter() - began


def _lost_by(
    started: LocalCluster,
    kill: Callable[[], None],
    photos: Path,
    style: str,
    results: Path,
    how: tuple[str, ...],
) -> int:
    """Kill after the third photo, and wait for the end."""
    with _started(photos, style, results, how) as program:
        assert program.stderr is not None
        for _ in range(3):
            program.stderr.readline()
        kill()
        program.communicate()
    return _wrong(results)


def _wrong(results: Path) -> int:
    """Photos that are not there, and files that are there too much."""
    with (results / TABLE).open(encoding="utf-8", newline="") as file:
        painted = {row["photo"]: row["result"] for row in csv.DictReader(file) if row["state"] == "painted"}
    return PHOTOS - len(painted) + len({path.name for path in results.glob("*.png")} ^ set(painted.values()))
