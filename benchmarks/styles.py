"""Sections of the benchmark that are about styles: drawing them, keeping them in files, trying and varying them."""

from collections.abc import Iterator
from pathlib import Path

from benchmarks.runs import Pair
from benchmarks.sections import Bench
from benchmarks.table import Row

# By this brush a painting is read at sizes between those that a style file holds, which knows no parts.
BETWEEN = {"brush_size": 60, "follow_meaning": 0}
A_LITTLE_MORE = BETWEEN | {"brush_size": 60.7}  # one percent
PAIRS = (Pair("tubingen", "starry-night"), Pair("golden-gate", "the-scream"))


def styles(bench: Bench) -> Iterator[Row]:
    """Times as they are and beside a draft; style files beside their paintings."""
    draft = bench.runs.render(bench.pairs[0], "draft", "painterly")["wall_s"]
    found = bench.runs.probe("styles", bench.pairs[0])
    slowest = max(found["drawing"], key=lambda family: found["drawing"][family])
    note = " ".join(f"{family} {seconds:.2f}" for family, seconds in found["drawing"].items())
    yield Row("styles", f"drawing at 1024 px, the slowest: {slowest}", found["drawing"][slowest], 0.5, None, "s", note)
    note = f"{found['preview_s'] / draft:.2f} x a draft ({draft:.1f} s); the first {found['first_preview_s']:.1f} s"
    yield Row("styles", "preview of a style on the photo", found["preview_s"], 2.0, None, "s", note)
    for what, seconds in found["explored"].items():
        yield Row("styles", f"nine variations, {what}", seconds, 30.0, None, "s", f"{seconds / draft:.1f} x a draft")
    for pair in PAIRS:
        painting, file = bench.runs.painting(pair), bench.output / f"{pair.style}.stylegui-style"
        yield Row("styles", f"style file of {pair.style}", bench.runs.learn(painting, file), 8.0, None, "MB")
        for look in ("painterly", "classic"):
            yield _beside_its_painting(bench, pair, file, look)


def _beside_its_painting(bench: Bench, pair: Pair, file: Path, look: str) -> Row:
    """style_w2 from the file over the painting's; and what a painting one percent larger gives."""
    painting = bench.runs.painting(pair)
    wanted = {"size": bench.size, "quality": "draft", "look": look, "auto": "off"}
    own, learnt, near = (
        bench.runs.paint(f"style_{what}_{look}_{pair}.png", pair, style, wanted | turned, painting=painting)["style_w2"]
        for what, style, turned in (
            ("painting", painting, BETWEEN), ("file", file, BETWEEN), ("near", painting, A_LITTLE_MORE)
        )
    )  # fmt: skip
    spread = max(abs(near / own - 1), 0.02)
    note = f"{learnt:.4f} / {own:.4f}; a painting 1 % larger: {near / own - 1:+.1%}"
    return Row(
        "styles", f"{look} from the file, style_w2 off by, {pair}", abs(learnt / own - 1), spread, None, "", note
    )
