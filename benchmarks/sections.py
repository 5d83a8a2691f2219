"""Sections of the benchmark at the size that people begin with."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import inf
from pathlib import Path
from statistics import mean

from benchmarks.runs import Figures, Pair, Runs
from benchmarks.table import Row
from stylegui.engine.settings import choices

LOOK = "painterly"  # the default
PEER = "crowsonkb"  # the strongest of the peers
SAME_METHOD = "neural-style-pt"  # the peer that computes what the baseline does


@dataclass(frozen=True)
class Bench:
    """What the sections work with.

    Attributes:
        runs: what runs programs. pairs: the first is the one with peers. size: in pixels.
        peers: entries of peers.json with a picture. reuse: take baselines of an earlier run.
        output: folder of the pictures. checkout: of version 0.2.0, or None.
    """

    runs: Runs
    pairs: tuple[Pair, ...]
    size: int
    peers: list[Figures]
    reuse: bool
    output: Path
    checkout: Path | None

    def peer(self, program: str) -> Figures:
        """The entry of the program whose name begins so."""
        return next(entry for entry in self.peers if entry["program"].startswith(program))

    @property
    def painting(self) -> Path:
        """The first pair's style with more pixels."""
        return self.runs.painting(self.pairs[0])

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
    """An evaluation's time for each pixel at half the size, the fixed cost taken off; at twice it may only be less."""
    found = bench.runs.probe("growth", bench.pairs[0])
    half, here, twice = (found[str(size)] for size in (bench.size // 2, bench.size, 2 * bench.size))
    change = half["own_ns"] / here["own_ns"] - 1
    fixed = f"without eigendecompositions and filters: {half['fixed_ms']:.0f}, {here['fixed_ms']:.0f} ms"
    note = f"{change:+.1%}: {half['own_ns']:.0f} / {here['own_ns']:.0f} ns a pixel {fixed}"
    yield Row("growth", f"time for a pixel, {bench.size // 2} from {bench.size} px", abs(change), 0.15, note=note)
    change = twice["ns"] / here["ns"] - 1
    note = f"{twice['ns']:.0f} / {here['ns']:.0f} ns a pixel"
    yield Row("growth", f"growth for a pixel, {2 * bench.size} from {bench.size} px", change, 0.15, note=note)


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
