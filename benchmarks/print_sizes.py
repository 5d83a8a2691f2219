"""Sections of the benchmark that a large result is judged by, and what version 0.2.0 did on the same machine."""

from collections.abc import Iterator
from statistics import median

from benchmarks.runs import PAIRS, Figures, Pair
from benchmarks.sections import LOOK, Bench
from benchmarks.table import Row

PAIR = PAIRS[0]  # painted large, with the painting that has more pixels
LARGEST = 4096
WALL = {1024: (2.5, 2.0), 2048: (8.0, 5.0), LARGEST: (20.0, 12.0)}  # over 0.2.0's at 512 px: must, aim
MEMORY_GB = {2048: (2.0, 1.5), LARGEST: (4.0, 3.0)}
ENERGY = (0.6, 1.3)  # of the painting's own
FORECAST = 2048
ROUNDS = {"normal": 2, "draft": 5}  # of which the median counts


def before(bench: Bench) -> Iterator[Row]:
    """Wall time and scores beside version 0.2.0's, painted in turns."""
    for quality, rounds in ROUNDS.items():
        then_s, now_s = 0.0, 0.0
        for pair in bench.pairs:
            thens, nows = zip(*(_in_turn(bench, quality, pair, number) for number in range(rounds)), strict=True)
            walls = [median(each["wall_s"] for each in figures) for figures in (thens, nows)]
            then_s, now_s = then_s + walls[0], now_s + walls[1]
            yield _wall(f"{quality}, wall / 0.2.0's, {pair}", walls[1], walls[0])
            for score in ("style_w2", "content"):
                ratio = nows[0][score] / thens[0][score]
                yield Row("before", f"{quality}, {score} / 0.2.0's, {pair}", ratio, 1.0)
        yield _wall(f"{quality}, wall / 0.2.0's, sums", now_s, then_s)


def _in_turn(bench: Bench, quality: str, pair: Pair, number: int) -> tuple[Figures, Figures]:
    wanted, style = {"size": bench.size, "quality": quality, "look": LOOK}, bench.runs.style(pair)
    name = f"{quality}_{number}_{pair}.png"
    then = bench.runs.paint(f"before_0.2.0_{name}", pair, style, wanted, folder=bench.checkout)
    return then, bench.runs.paint(f"before_{name}", pair, style, wanted)


def _wall(what: str, now_s: float, then_s: float) -> Row:
    return Row("before", what, now_s / then_s, 1.0, 0.7, "", f"{now_s:.1f} / {then_s:.1f} s")


def large(bench: Bench) -> Iterator[Row]:
    """Up to 64 times the pixels."""
    then = bench.runs.paint(
        f"v0.2.0_large_{bench.size}.png", PAIR, bench.painting, _wanted(bench.size), folder=bench.checkout
    )
    small = _painted(bench, bench.size)
    yield from _energy(bench, bench.size)
    for size, (must, aim) in WALL.items():
        now = _painted(bench, size)
        note = f"{now['wall_s']:.1f} / {then['wall_s']:.1f} s"
        yield Row(
            "large",
            f"{size} px, wall / 0.2.0's at {bench.size} px",
            now["wall_s"] / then["wall_s"],
            must,
            aim,
            "",
            note,
        )
        if size in MEMORY_GB:
            yield Row("large", f"{size} px, peak memory", now["peak_rss_mb"] / 1000, *MEMORY_GB[size], "GB")
        for score in ("style_w2", "content"):
            what = f"{size} px reduced to {bench.size} px, {score} / the small one's"
            yield Row("large", what, now[score] / small[score], 1.1, 1.0)
        yield from _energy(bench, size)
    foretold, took = bench.runs.forecast(PAIR, bench.painting, _wanted(FORECAST)), _painted(bench, FORECAST)
    for what, said, found in (
        ("seconds", foretold["seconds"], took["wall_s"]),
        ("GB", foretold["bytes"] / 1e9, took["peak_rss_mb"] / 1000),
    ):
        off, note = abs(said / found - 1), f"{said:.2f}, took {found:.2f}"
        yield Row("large", f"{FORECAST} px, forecast of {what} off by", off, 0.25, note=note)


def waits(bench: Bench) -> Iterator[Row]:
    """In the window, at the largest size."""
    found = bench.runs.waits(PAIR, bench.painting, LARGEST, "draft")
    note = f"of {found['pauses']} times"
    yield Row("waits", f"{LARGEST} px, longest wait for Pause", found["longest_pause_s"], 2.0, 1.0, "s", note)
    yield Row("waits", f"{LARGEST} px, longest stall of the window", found["worst_stall_ms"], 100, 50, "ms")


def _wanted(size: int) -> Figures:
    return {"size": size, "quality": "normal", "look": LOOK}


def _name(size: int) -> str:
    return f"large_{size}.png"


def _painted(bench: Bench, size: int) -> Figures:
    return bench.runs.paint(_name(size), PAIR, bench.painting, _wanted(size))


def _energy(bench: Bench, size: int) -> Iterator[Row]:
    """Fine energy, which must lie within bounds; and at the largest size what is to be seen near."""
    small = bench.output / _name(bench.size) if size == LARGEST else None
    found = bench.runs.large_figures(bench.output / _name(size), bench.painting, small)
    least, most = ENERGY
    excess = max(found["energy"] / most, least / found["energy"])
    yield Row(
        "large",
        f"{size} px, fine energy over the painting's, beyond bounds",
        excess,
        1.0,
        note=f"{found['energy']:.2f}",
    )
    if small is not None:
        yield Row("large", f"{size} px, near: W2 / an enlargement's", found["ratio"], 0.5, 0.35)
        yield Row("large", f"{size} px, seams, in standard errors", found["seams"], 3.0)
