"""How a hundred thousand photos go through a hundred machines: where it would wait, and what it would cost.

    python -m benchmarks.cluster_simulation REPORT.csv [--photos 100000] [--price 0.05] [-o curve.png]

REPORT.csv is what `stylegui batch` wrote: its seconds are the tasks' times. What the command that asks for the
pictures does for each (reading the photo, Dask's part, writing the result and the report) is measured here. The line
between it and the cluster, and the price of a machine's hour, are given. Each machine has two workers with one
thread, as the times were taken on two cores. Prints a line of JSON, and draws the curve.
"""

import argparse
import csv
import json
import random
import sys
import tempfile
import time
from collections.abc import Generator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import mean
from typing import Any

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
import simpy
from distributed import Client

from benchmarks.local_cluster import local_cluster
from stylegui.batch.report import Report
from stylegui.engine.whole_file import write_whole

WORKERS = 2  # of a machine
MACHINES = 1, 3, 10, 30, 100, 300, 1000
SAMPLES = 300  # that are measured


@dataclass(frozen=True)
class Costs:
    """Of one photo, in seconds of whoever asks, and in bytes.

    Attributes:
        ask_s, keep_s: sending it off, and writing what comes back. sent, returned: bytes. line: bytes a second.
    """

    ask_s: float
    keep_s: float
    sent: int
    returned: int
    line: float


@dataclass(frozen=True)
class Found:
    """What a simulation says.

    Attributes:
        hours: until all are painted. busy: share of them in which a worker paints, asks_busy: the command works,
            line_busy: the line is full.
    """

    machines: int
    hours: float
    busy: float
    asks_busy: float
    line_busy: float


def simulate(photos: int, machines: int, times: Sequence[float], costs: Costs) -> Found:
    """One run, with task times drawn from those that were measured."""
    rng, world = random.Random(0), simpy.Environment()
    asker, line, workers = simpy.Resource(world), simpy.Resource(world), machines * WORKERS
    under_way = simpy.Resource(world, workers + workers)  # a thread each, and one more for each worker
    painting, spent = simpy.Resource(world, workers), {"paint": 0.0, "ask": 0.0, "line": 0.0}

    def use(what: simpy.Resource, name: str, seconds: float) -> Generator[Any, Any, None]:
        with what.request() as turn:
            yield turn
            spent[name] += seconds
            yield world.timeout(seconds)

    def task(place: Any) -> Generator[Any, Any, None]:
        yield from use(line, "line", costs.sent / costs.line)
        yield from use(painting, "paint", rng.choice(times))
        with asker.request() as turn:  # it fetches one result after the other, and writes it
            yield turn
            yield from use(line, "line", costs.returned / costs.line)
            spent["ask"] += costs.keep_s
            yield world.timeout(costs.keep_s)
        under_way.release(place)

    def asking() -> Generator[Any, Any, None]:
        for _ in range(photos):
            place = under_way.request()
            yield place
            yield from use(asker, "ask", costs.ask_s)
            world.process(task(place))

    world.process(asking())
    world.run()
    seconds = world.now
    return Found(
        machines,
        round(seconds / 3600, 2),
        round(spent["paint"] / seconds / workers, 3),
        round(spent["ask"] / seconds, 3),
        round(spent["line"] / seconds, 3),
    )


def measured(photo: Path, result: Path, line: float) -> Costs:
    """What the command does for each photo, on this computer; Dask's part with tasks that do nothing."""
    sent, returned = photo.read_bytes(), result.read_bytes()
    with tempfile.TemporaryDirectory() as folder, local_cluster(Path(folder) / "dask", workers=1) as cluster:
        report, began = Report(Path(folder)), time.perf_counter()
        for number in range(SAMPLES):
            entry = report.begin(photo, f"{number:064x}", f"photo{number}.png")
            assert entry is not None
        begun_s = (time.perf_counter() - began) / SAMPLES
        began = time.perf_counter()
        for entry in report.entries:
            write_whole(Path(folder) / entry.result, returned)
            report.end(entry, 1.0)
        kept_s = (time.perf_counter() - began) / SAMPLES
        with Client(cluster.address, set_as_default=False) as client:
            client.submit(bytes, b"", pure=False).result()
            began = time.perf_counter()
            for future in [client.submit(bytes, returned, pure=False) for _ in range(SAMPLES)]:  # there and back
                future.result()
            dask_s = (time.perf_counter() - began) / SAMPLES
    return Costs(begun_s + dask_s, kept_s, len(sent), len(returned), line)


def draw(found: Sequence[Found], path: Path) -> None:
    """Hours by machines, beside what they would be if nothing waited."""
    figure, axes = plt.subplots(figsize=(7, 4.5), layout="constrained")
    machines = [each.machines for each in found]
    axes.loglog(machines, [each.hours for each in found], "o-", label="simulated")
    ideal = found[0].hours * found[0].machines
    axes.loglog(machines, [ideal / count for count in machines], "--", color="grey", label="if nothing waited")
    axes.set_xlabel("machines with two cores")
    axes.set_ylabel("hours")
    axes.grid(alpha=0.3, which="both")
    axes.legend()
    figure.savefig(path, dpi=120)


def main() -> None:
    """Measure, simulate, tell."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("report", type=Path)
    parser.add_argument("photo", type=Path, help="a photo of the usual size of file")
    parser.add_argument("result", type=Path, help="a result of it")
    parser.add_argument("--photos", type=int, default=100_000)
    parser.add_argument("--line", type=float, default=1e9, help="bits a second between command and cluster")
    parser.add_argument("--price", type=float, default=0.05, help="of a machine's hour")
    parser.add_argument("-o", "--output", type=Path, default=Path("curve.png"))
    options = parser.parse_args()
    with options.report.open(encoding="utf-8", newline="") as file:
        times = [float(row["seconds"]) for row in csv.DictReader(file) if row["state"] == "painted"]
    costs = measured(options.photo, options.result, options.line / 8)
    found = []
    for machines in MACHINES:
        print(f"{machines} machines…", file=sys.stderr)
        found.append(simulate(options.photos, machines, times, costs))
    draw(found, options.output)
    hundred = next(each for each in found if each.machines == 100)
    told = {"task_s": round(mean(times), 2), **asdict(costs), "found": [asdict(each) for each in found]}
    print(json.dumps(told | {"cost_of_100": round(hundred.hours * 100 * options.price, 2)}))


if __name__ == "__main__":
    main()
