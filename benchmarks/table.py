"""What was measured, for people to read."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from benchmarks.runs import Figures


@dataclass(frozen=True)
class Row:
    """One measured value and its targets; less is better.

    Attributes:
        section: which part of the benchmark it belongs to. what: in words.
        must: what it must not exceed; aim: what it should reach, or None.
        unit: "" for a plain ratio, "1/" for one that is read as a fraction, else a unit of measure.
        note: what it was computed from.
    """

    section: str
    what: str
    value: float
    must: float
    aim: float | None = None
    unit: str = ""
    note: str = ""

    @property
    def verdict(self) -> str:
        """ "aim", "pass" or "MISS"."""
        if self.aim is not None and self.value <= self.aim:
            return "aim"
        return "pass" if self.value <= self.must else "MISS"

    def cells(self) -> list[str]:
        """Its line of the table."""
        aim = "" if self.aim is None else _number(self.aim, self.unit)
        shown = [_number(self.value, self.unit), _number(self.must, self.unit), aim]
        return [self.section, self.what, *shown, self.verdict, self.note]


def targets_table(rows: Sequence[Row]) -> str:
    """The rows under a heading."""
    return _aligned(
        [["section", "what", "value", "must", "aim", "", "from"], *(row.cells() for row in rows)], "llrrrll"
    )


def pictures_table(pictures: Mapping[str, Figures]) -> str:
    """Times, scores and noise of each picture (no targets)."""
    lines = [["picture", "wall s", "CPU s", "style w2", "content", "gatys", "noise", "measured"]]
    for name, figures in pictures.items():
        when = f"NOT IN THIS RUN: {figures['when']}" if figures["earlier"] else "this run"
        lines.append([
            name.removesuffix(".png"), f"{figures['wall_s']:.1f}", f"{figures['cpu_s']:.1f}",
            f"{figures['style_w2']:.5f}", f"{figures['content']:.4f}", f"{figures['gatys']:.0f}",
            f"{figures['noise']:.2f}", when,
        ])  # fmt: skip
    return _aligned(lines, "lrrrrrrl")


def _number(value: float, unit: str) -> str:
    return f"1/{1 / value:.1f}" if unit == "1/" else f"{value:.3f} {unit}".strip()


def _aligned(lines: Iterable[Sequence[str]], sides: str) -> str:
    """Columns as wide as their widest cell, set to the left ("l") or right ("r")."""
    lines = list(lines)
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return "\n".join(
        "  ".join(
            cell.rjust(width) if side == "r" else cell.ljust(width)
            for cell, width, side in zip(line, widths, sides, strict=True)
        ).rstrip()
        for line in lines
    )
