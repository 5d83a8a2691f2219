"""Sections of the benchmark that a large result is judged by, and what version 0.2.0 did on the same machine."""

from collections.abc import Iterator

from benchmarks.runs import PAIRS, Figures
from benchmarks.sections import LOOK, Bench
from benchmarks.table import Row

PAIR = PAIRS[0]  # painted large, with the painting that has more pixels
LARGEST = 4096
WALL = {1024: (2.5, 2.0), 2048: (8.0, 5.0), LARGEST: (20.0, 12.0)}  # over 0.2.0's at 512 px: must, aim
MEMORY_GB = {2048: (2.0, 1.5), LARGEST: (4.0, 3.0)}
ENERGY = (0.6, 1.3)  # of the painting's own
FORECAST = 2048


def before(bench: Bench) -> Iterator[Row]:
    """Wall time and scores beside version 0.2.0's, painted in turns."""
    for quality, times in (("normal", 1), ("draft", 3)):
        wanted = {"size": bench.size, "quality": quality, "look": LOOK}
        for pair in bench.pairs:
            style = bench.runs.style(pair)
            name = f"{quality}_{LOOK}_{pair}.png"
            then = bench.runs.paint(f"v0.2.0_{name}", pair, style, wanted, bench.checkout, times)
            now = bench.runs.paint(name, pair, style, wanted, times=times)
            note = f"{now['wall_s']:.1f} / {then['wall_s']:.1f} s"
            yield Row(
                "before", f"{quality}, wall / 0.2.0's, {pair}", now["wall_s"] / then["wall_s"], 1.0, 0.7, "", note
            )
            for score in ("style_w2", "content"):
                yield Row("before", f"{quality}, {score} / 0.2.0's, {pair}", now[score] / then[score], 1.0)


def large(bench: Bench) -> Iterator[Row]:
    """Up to 64 times the pixels."""
    then = bench.runs.paint(f"v0.2.0_large_{bench.size}.png", PAIR, bench.painting, _wanted(bench.size), bench.checkout)
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
