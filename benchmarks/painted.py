"""Sections of the benchmark that ask what the eye asks: is it a painting, or a photo under a texture?"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import log
from statistics import mean

from benchmarks.runs import Figures, Pair
from benchmarks.sections import Bench
from benchmarks.table import Row

# Walls, skies, faces, night, crowded and thick paint, prints, gold leaf: nothing is tuned on them but the defaults.
PAIRS = (
    Pair("tubingen", "starry-night"), Pair("golden-gate", "the-scream"),
    Pair("hoovertowernight", "shipwreck-of-the-minotaur"), Pair("coffee", "starry-night"),
    Pair("rocket", "great-wave"), Pair("cat", "woman-with-a-hat"), Pair("portrait", "jean-metzinger"),
    Pair("golden-gate", "water-lilies"), Pair("tubingen", "great-wave"), Pair("portrait", "udnie"),
    Pair("tubingen", "composition-vii"), Pair("coffee", "cherry-blossom"),
)  # fmt: skip
OCTAVES, DIRECTION, NOISE = (0.5, 1.6), (0.75, 1.25), (0.6, 1.3)
ENOUGH = 10  # pairs of twelve that a band holds for
WITHIN = 1.03  # how much worse a figure may be and count as no worse
FOREIGN = 0.001  # shares of foreign colours below this are alike


@dataclass(frozen=True)
class Painted:
    """A pair with the figures of what version 0.2.0 painted, without and with its matching, and of what we do now.

    Of a draft that we do now, without those of `benchmarks.beauty`.
    """

    pair: Pair
    then: Figures
    matched: Figures
    now: Figures
    draft: Figures


def painted(bench: Bench) -> Iterator[Row]:
    """Twelve pairs that nobody tuned for, beside version 0.2.0."""
    found = [_paint(bench, pair) for pair in PAIRS]
    note = " ".join(f"{each.now['foreign']:.3f}({each.then['foreign']:.3f})" for each in found)
    yield Row("painted", "foreign colours, mean", mean(each.now["foreign"] for each in found), 0.005, 0.001, "", note)
    for what, against in (("octaves", "the painting's windows"), ("suiting", "the parts that suit")):
        flat = [all(OCTAVES[0] <= value <= OCTAVES[1] for value in each.now[what]) for each in found]
        yield _missed(f"flat parts: octaves over {against}", flat)
    for what, against in (("direction", "the painting"), ("along", "the parts that suit")):
        held = [DIRECTION[0] <= each.now[what] <= DIRECTION[1] for each in found]
        yield _missed(f"flat parts: direction over {against}", held)
    yield _missed("the default no worse than 0.2.0's", [_is_no_worse(each) for each in found], enough=len(found))
    for what, others, must, aim in (
        ("0.2.0's", [each.then for each in found], 0.6, 0.5),
        ("0.2.0's with match", [each.matched for each in found], 1.0, 0.8),
    ):
        ratio = mean(each.now["parts"] / other["parts"] for each, other in zip(found, others, strict=True))
        yield Row("painted", f"style in parts / {what}, mean", ratio, must, aim)
    for score, must, aim in (("style_w2", 1.6, 1.2), ("content", 1.15, 1.0), ("subject", 1.0, 0.9)):
        for each in found:
            note, ratio = f"{each.now[score]:.4f} / {each.then[score]:.4f}", each.now[score] / each.then[score]
            yield Row("painted", f"{score} / 0.2.0's, {each.pair}", ratio, must, aim, "", note)
    yield from _of_meaning(bench)
    for quality, figures in (("", [each.now for each in found]), (" of drafts", [each.draft for each in found])):
        held = [NOISE[0] <= each["noise"] <= NOISE[1] for each in figures]
        yield _missed(f"noise over the painting's{quality}", held, enough=len(found))


def usual(bench: Bench) -> Iterator[Row]:
    """The same pairs beside the usual method, with its view of both pictures: each as a whole, all places alike."""
    wanted = {"size": bench.size, "auto": "off", "follow_meaning": 0, "subject": 0}
    found = [
        (pair, bench.runs.paint(f"usual_{pair}.png", pair, bench.runs.style(pair), wanted),
         bench.runs.baseline(pair, bench.reuse))
        for pair in PAIRS
    ]  # fmt: skip
    for score in ("style_w2", "content"):
        for pair, ours, base in found:
            note = f"{ours[score]:.4f} / {base[score]:.4f}"
            yield Row("usual", f"{score} / baseline's, {pair}", ours[score] / base[score], 1.0, 0.9, "", note)


def _of_meaning(bench: Bench) -> Iterator[Row]:
    """What following meaning takes."""
    took = bench.runs.probe("meaning", bench.pairs[0])
    yield Row("painted", "finding the kinds", took["finding_s"], 1.0, 0.3, "s")
    yield Row("painted", "an evaluation that follows / one that does not", took["ratio"], 1.1, 1.05)


def _paint(bench: Bench, pair: Pair) -> Painted:
    style, wanted = bench.runs.painting(pair), {"size": bench.size}
    names = [f"painted_{which}_{pair}.png" for which in ("0.2.0", "0.2.0_match", "now")]
    then = bench.runs.paint(names[0], pair, style, wanted, folder=bench.checkout)
    matched = bench.runs.paint(names[1], pair, style, wanted, "--match", folder=bench.checkout)
    now = bench.runs.paint(names[2], pair, style, wanted)
    draft = bench.runs.paint(f"painted_draft_{pair}.png", pair, style, {**wanted, "quality": "draft"})
    judged = bench.runs.judged(pair, style, [bench.output / name for name in names])
    then, matched, now = ({**each, **judged[name]} for each, name in zip((then, matched, now), names, strict=True))
    return Painted(pair, then, matched, now, draft)


def _is_no_worse(each: Painted) -> bool:
    """In foreign colours, the flat parts' octaves and direction, and style in parts."""
    foreign = each.now["foreign"] <= max(FOREIGN, WITHIN * each.then["foreign"])
    parts = each.now["parts"] <= WITHIN * each.then["parts"]
    flat = _away(each.now["suiting"]) <= log(WITHIN) + _away(each.then["suiting"])
    return foreign and parts and flat and _away([each.now["along"]]) <= log(WITHIN) + _away([each.then["along"]])


def _away(ratios: Sequence[float]) -> float:
    """How far they are from 1, on the average, in logarithms."""
    return mean(abs(log(max(ratio, 1e-6))) for ratio in ratios)


def _missed(what: str, held: list[bool], enough: int = ENOUGH) -> Row:
    """Less is better: how many pairs the band does not hold for."""
    return Row("painted", f"{what}, pairs of {len(held)} outside", len(held) - sum(held), len(held) - enough, 0)
