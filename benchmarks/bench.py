"""How fast and how good a painting is, as ratios to the field's usual method, measured in one run.

    make bench                          # with the data folder in BENCH_DATA
    python -m benchmarks.bench DATA [--only normal,draft] [--reuse-baseline] [--size 512] [--iterations 300]

DATA holds images/, reference.py (the usual method, and the scores) and peers/ (other programs' results with
peers.json). One program runs at a time; nothing else should run on the machine. Sections:

    normal       quality normal beside the baseline: wall time, style and content scores
    fine         quality fine beside another program's result for the first pair
    evaluation   one evaluation beside its convolutions at the rate of a plain matrix product
    first-frame  seconds from Start to the first stylised frame
    draft        quality draft beside the baseline
    growth       how an evaluation's time for each pixel changes with the size
    memory       peak memory of a draft
    looks        the other looks, without targets

Prints a table, writes a JSON file, and keeps every picture. All seconds of our runs are the whole process's,
from its start to its end; the baseline's leave out the loading of Python, network and pictures.
"""

import argparse
import json
import os
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from math import inf
from pathlib import Path
from statistics import mean

from benchmarks.noise import noise
from benchmarks.runs import PAIRS, Figures, Pair, Runs
from benchmarks.table import Row, pictures_table, targets_table
from stylegui.engine.settings import choices

LOOK = "painterly"  # the default
PEER = "crowsonkb"  # the strongest of the peers
SAME_METHOD = "neural-style-pt"  # the peer that computes what the baseline does
OUTPUT = Path("build/bench")


@dataclass(frozen=True)
class Bench:
    """What the sections work with.

    Attributes:
        runs: what runs programs. pairs: the first is the one with peers. size: in pixels.
        peers: entries of peers.json with a picture. reuse: take baselines of an earlier run.
    """

    runs: Runs
    pairs: tuple[Pair, ...]
    size: int
    peers: list[Figures]
    reuse: bool

    def peer(self, program: str) -> Figures:
        """The entry of the program whose name begins so."""
        return next(entry for entry in self.peers if entry["program"].startswith(program))

    def beside_baseline(self, quality: str, times: int = 1) -> Iterator[tuple[Pair, Figures, Figures]]:
        """(pair, our figures, the baseline's) of each pair, measured one right after the other; ours `times` times."""
        for pair in self.pairs:
            base = self.runs.baseline(pair, self.reuse)
            yield pair, self.runs.render(pair, quality, LOOK, times), base


def normal(bench: Bench) -> Iterator[Row]:
    """Wall time and scores at quality normal."""
    measured = list(bench.beside_baseline("normal"))
    yield from _wall_rows("normal", measured, must=1 / 5, aim=1 / 10)
    for score in ("style_w2", "content"):
        for pair, ours, base in measured:
            yield Row("normal", f"{score} / baseline's, {pair}", _ratio(ours[score], base[score]), 1.05)
        means = mean(ours[score] for _, ours, _ in measured), mean(base[score] for _, _, base in measured)
        yield Row("normal", f"{score} / baseline's, means", _ratio(*means), 1.0)


def draft(bench: Bench) -> Iterator[Row]:
    """Wall time and style at quality draft: seconds long, so the median of three."""
    measured = list(bench.beside_baseline("draft", times=3))
    yield from _wall_rows("draft", measured, must=1 / 30, aim=1 / 60)
    for pair, ours, base in measured:
        yield Row("draft", f"style_w2 / baseline's, {pair}", _ratio(ours["style_w2"], base["style_w2"]), 1.6)


def fine(bench: Bench) -> Iterator[Row]:
    """Quality fine beside the strongest peer.

    Its seconds are of another day. The other peer computes what the baseline does, so the baseline's wall time today
    over that peer's says how much slower the machine is today.
    """
    pair, peer = bench.pairs[0], bench.peer(PEER)
    base = bench.runs.baseline(pair, bench.reuse)
    ours = bench.runs.render(pair, "fine", LOOK)
    for score in ("style_w2", "content"):
        yield Row("fine", f"{score} / {PEER}'s", ours[score] / peer[score], 1.0, 0.85)
    today = base["wall_s"] / bench.peer(SAME_METHOD)["wall_s"]
    for what, seconds in (("as it was", peer["user_s"]), ("scaled to today", today * peer["user_s"])):
        note = f"{ours['cpu_s']:.1f} / {seconds:.1f} s{_age(base) if seconds != peer['user_s'] else ''}"
        yield Row("fine", f"CPU time / {PEER}'s {what}", ours["cpu_s"] / seconds, 1 / 10, 1 / 20, "1/", note)


def evaluation(bench: Bench) -> Iterator[Row]:
    """One evaluation."""
    found = bench.runs.probe("evaluation", bench.pairs[0])
    times = f"{1000 * found['evaluation_s']:.0f} / {1000 * found['convolutions_s']:.0f} ms"
    where = f"{found['height']} x {found['width']} px to {found['deepest']}"
    note = f"{times}, {where}, at {found['gflops']:.0f} Gflop/s with {found['threads']} threads"
    yield Row("evaluation", "evaluation / its convolutions", found["ratio"], 1.35, 1.2, "", note)


def first_frame(bench: Bench) -> Iterator[Row]:
    """The wait for something to see."""
    found = bench.runs.probe("first-frame", bench.pairs[0])
    yield Row("first-frame", "Start to first frame", found["first_s"], 1.5, 0.5, "s", f"{found['again_s']:.3f} s again")


def growth(bench: Bench) -> Iterator[Row]:
    """An evaluation's time for each pixel at half and at twice the size."""
    found = bench.runs.probe("growth", bench.pairs[0])
    here = found[str(bench.size)]
    for size in (bench.size // 2, 2 * bench.size):
        change = found[str(size)] / here - 1
        note = f"{change:+.1%}: {found[str(size)]:.0f} / {here:.0f} ns a pixel"
        yield Row("growth", f"time for a pixel, {size} from {bench.size} px", abs(change), 0.15, note=note)


def memory(bench: Bench) -> Iterator[Row]:
    """Peak memory at the size and at twice it."""
    for size, must, aim in ((bench.size, 1.2, 0.9), (2 * bench.size, 2.5, 1.8)):
        found = bench.runs.peak_memory_gb(bench.pairs[0], size)
        yield Row("memory", f"peak memory at {size} px", found, must, aim, "GB")


def looks(bench: Bench) -> Iterator[Row]:
    """Paint the other looks, which stand in the table of pictures only."""
    for pair in bench.pairs:
        for look in choices("look"):
            if look != LOOK:
                bench.runs.render(pair, "normal", look)
    yield from ()


SECTIONS: dict[str, Callable[[Bench], Iterator[Row]]] = {
    "normal": normal, "fine": fine, "evaluation": evaluation, "first-frame": first_frame,
    "draft": draft, "growth": growth, "memory": memory, "looks": looks,
}  # fmt: skip


def _wall_rows(section: str, measured: list[tuple[Pair, Figures, Figures]], must: float, aim: float) -> Iterator[Row]:
    """Ratios of wall time, for each pair and of the sums."""
    columns = [(str(pair), ours["wall_s"], base["wall_s"]) for pair, ours, base in measured]
    columns.append(("sums", sum(ours for _, ours, _ in columns), sum(base for _, _, base in columns)))
    ages = [_age(base) for _, _, base in measured]
    for (name, ours_s, base_s), age in zip(columns, [*ages, max(ages)], strict=True):
        note = f"{ours_s:.1f} / {base_s:.1f} s{age}"
        yield Row(section, f"wall / baseline's, {name}", ours_s / base_s, must, aim, "1/", note)


def _ratio(ours: float, others: float) -> float:
    """Infinite beside nothing: the baseline's content score is 0 as long as it has hardly left the photo."""
    return ours / others if others else inf


def _age(base: Figures) -> str:
    return f", BASELINE OF AN EARLIER RUN ({base['when']})" if base["earlier"] else ""


def read_peers(folder: Path, pair: Pair, style: Path, size: int) -> list[Figures]:
    """Entries of peers.json that have a picture of `pair`, in the form of other pictures' figures, with noise."""
    entries: list[Figures] = json.loads((folder / "peers.json").read_text(encoding="utf-8"))["results"]
    with_picture = [entry for entry in entries if entry.get("image", "").endswith(f"_{pair}.png")]
    added: Figures = {"when": "another day", "earlier": True}
    return [
        entry | added | {"cpu_s": entry["user_s"], "noise": noise(folder / entry["image"], style, size)}
        for entry in with_picture
    ]


def write_json(path: Path, content: object) -> None:
    """Write beside `path`, then swap: a failure leaves what was there."""
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_suffix(".part")
    aside.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
    aside.replace(path)


def parse_options() -> argparse.Namespace:
    """The command line's options. Ends the program where they cannot be followed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path, help="folder with reference.py, images/ and peers/")
    parser.add_argument("--output", type=Path, default=OUTPUT, help="folder for the pictures (another for a trial)")
    parser.add_argument("--json", type=Path, help="what to write (default: bench.json in the output folder)")
    parser.add_argument("--size", type=int, default=512, help="longer side in pixels; another only as a trial")
    parser.add_argument("--iterations", type=int, default=300, help="of the baseline; fewer only as a trial")
    parser.add_argument("--pairs", type=int, default=len(PAIRS), choices=range(1, len(PAIRS) + 1))
    parser.add_argument("--reuse-baseline", action="store_true", help="take the baselines that the JSON file has")
    parser.add_argument("--only", help=f"sections, with commas between: {', '.join(SECTIONS)}")
    options = parser.parse_args()
    options.json = options.json or options.output / "bench.json"
    options.only = options.only.split(",") if options.only else list(SECTIONS)
    if unknown := set(options.only) - set(SECTIONS):
        parser.error(f"no such section: {', '.join(sorted(unknown))}; there are: {', '.join(SECTIONS)}")
    for part in ("reference.py", "images", "peers/peers.json"):
        if not (options.data / part).exists():
            raise SystemExit(
                f"bench: {options.data / part} is missing. Please give a folder that has reference.py, images/ and "
                "peers/peers.json: make bench BENCH_DATA=FOLDER"
            )
    return options


def main() -> None:
    """Measure the sections in turn, and tell."""
    options = parse_options()
    load = os.getloadavg()[0]
    if load > 0.5:
        print(f"something else is running here (load {load:.1f}): times may be too long")
    earlier = json.loads(options.json.read_text(encoding="utf-8"))["pictures"] if options.json.is_file() else {}
    options.output.mkdir(parents=True, exist_ok=True)
    runs = Runs(options.data, options.output, options.size, options.iterations, earlier)
    pairs = PAIRS[: options.pairs]
    peers = read_peers(options.data / "peers", pairs[0], runs.style(pairs[0]), options.size)
    bench = Bench(runs, pairs, options.size, peers, options.reuse_baseline)
    rows: list[Row] = []
    for section in options.only:
        rows += SECTIONS[section](bench)
        found = [{**asdict(row), "verdict": row.verdict} for row in rows]
        measured = {"size": options.size, "iterations": options.iterations, "load_before": load}
        write_json(options.json, {**measured, "rows": found, "pictures": runs.pictures})
    print(f"\n{targets_table(rows)}\n\n{pictures_table(runs.pictures | {peer['image']: peer for peer in peers})}")
    if (options.size, options.iterations) != (512, 300):
        print("\nA TRIAL: the targets hold for 512 px and 300 iterations of the baseline")
    print(f"\n{options.json}; pictures in {options.output}")


if __name__ == "__main__":
    main()
