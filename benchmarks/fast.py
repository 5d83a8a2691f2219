"""The section of the benchmark about fast networks: teaching them, what they paint, and going on from it."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from statistics import mean

from benchmarks.runs import Figures, Pair
from benchmarks.sections import Bench
from benchmarks.table import Row

PAINTINGS = ("the-scream", "starry-night", "composition-vii", "great-wave", "woman-with-a-hat")
PHOTOS = ("tubingen", "golden-gate", "hoovertowernight", "portrait", "motorcycle")  # none of them ships
PAIRS = tuple(Pair(photo, painting) for painting in PAINTINGS for photo in PHOTOS)
POLISHED = tuple(Pair(photo, painting) for photo, painting in zip(PHOTOS, PAINTINGS, strict=True))
COURSES: Mapping[str, tuple[str, ...]] = {"usual": (), "quick": ("--quick",)}
TIMES = {"usual": (180.0, 120.0), "quick": (60.0, 20.0)}  # must and aim in seconds
NEAR = {"style_w2": (2.0, 1.3), "content": (1.1, 1.0)}  # must and aim over normal's
AS_NEAR = {"style_w2": (1.0, 1.0), "content": (1.0, 1.0)}


def fast(bench: Bench) -> Iterator[Row]:
    """Five paintings taught, beside optimised results for five photos that no network has seen."""
    runs, normal = bench.runs, {pair: _normal(bench, pair) for pair in PAIRS}
    for course, options in COURSES.items():
        networks = {name: bench.output / f"{name}_{course}.stylegui-network" for name in PAINTINGS}
        seconds = [runs.teach(runs.painting(Pair("", name)), file, *options) for name, file in networks.items()]
        yield Row("fast", f"{course} teaching, the longest", max(seconds), *TIMES[course], "s")
        painted = {pair: _painted(bench, pair, networks[pair.style]) for pair in PAIRS}
        yield from _beside(f"{course} teaching", painted, normal, NEAR)
        if course == "usual":
            polished = {pair: _polished(bench, pair, networks[pair.style]) for pair in POLISHED}
            yield from _beside("polished", polished, normal, AS_NEAR)
            spent = [sum(each[pair]["wall_s"] for pair in POLISHED) for each in (polished, normal)]
            yield Row("fast", "polishing: time / normal's", spent[0] / spent[1], 1 / 3, 1 / 5)
    found = runs.probe("fast", POLISHED[0])
    yield Row("fast", "one frame of 512 px", found["frame_s"], 0.3, 0.1, "s")
    yield Row("fast", "one frame of 1920 x 1080 px", found["large_frame_s"], 3.0, 1.0, "s")
    yield Row("fast", "a hint of the result at Start", found["hint_s"], 0.5, None, "s")


def _normal(bench: Bench, pair: Pair) -> Figures:
    """An optimised result; an earlier one if that is wanted, and nobody asks how long it took."""
    name = f"normal_plain_{pair}.png"
    if bench.reuse and pair not in POLISHED and name in bench.runs.pictures:
        return bench.runs.pictures[name]
    return bench.runs.paint(name, pair, bench.runs.painting(pair), _plain(bench))


def _painted(bench: Bench, pair: Pair, network: Path) -> Figures:
    """By a network alone."""
    name, painting = f"{network.stem}_on_{pair.content}.png", bench.runs.painting(pair)
    return bench.runs.paint(name, pair, None, {"size": bench.size}, "--fast", network.resolve(), painting=painting)


def _polished(bench: Bench, pair: Pair, network: Path) -> Figures:
    """By a network, and gone on with."""
    name, painting = f"{network.stem}_polished_{pair.content}.png", bench.runs.painting(pair)
    return bench.runs.paint(name, pair, painting, _plain(bench), "--fast", network.resolve(), "--polish")


def _plain(bench: Bench) -> Figures:
    """What a run is asked for: what a fast network was taught."""
    return {"size": bench.size, "quality": "normal", "auto": "off"}


def _beside(
    what: str,
    ours: Mapping[Pair, Figures],
    normal: Mapping[Pair, Figures],
    bounds: Mapping[str, tuple[float, float]],
) -> Iterator[Row]:
    """Scores over normal's: the mean of all, and of each painting."""
    for score, (must, aim) in bounds.items():
        ratios = {pair: ours[pair][score] / normal[pair][score] for pair in ours}
        each = {name: mean(ratio for pair, ratio in ratios.items() if pair.style == name) for name in PAINTINGS}
        note = " ".join(f"{name} {ratio:.2f}" for name, ratio in each.items())
        yield Row("fast", f"{what}: {score} / normal's", mean(ratios.values()), must, aim, note=note)
