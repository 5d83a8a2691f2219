"""Runs the programs to be compared, one at a time, and keeps their pictures with what was measured of each."""

import importlib.resources
import json
import resource
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from time import perf_counter
from typing import Any

from benchmarks.noise import noise

Figures = dict[str, Any]


@dataclass(frozen=True)
class Pair:
    """A photo and a style, by their names in the data folder, or in samples/ and paintings/ beside it."""

    content: str
    style: str

    def __str__(self) -> str:
        return f"{self.content}_{self.style}"


PACKAGED = {"portrait": "astronaut.png", "motorcycle": "motorcycle_left.png"}  # photos of scikit-image, by our names
PAIRS = (Pair("tubingen", "starry-night"), Pair("golden-gate", "the-scream"), Pair("hoovertowernight", "shipwreck"))


class Runs:
    """Children and their pictures.

    Attributes:
        pictures: {file name in the output folder: figures}. Figures of a picture are wall_s and cpu_s (user and
            system) in seconds, gatys, style_w2 and content as the reference scores them, noise, size in pixels, and
            when they were measured; `earlier` is true if that was not in this run.
    """

    def __init__(self, data: Path, output: Path, size: int, iterations: int, earlier: dict[str, Figures]) -> None:
        """`earlier` has another run's pictures in the same folder; those gone or of other options are dropped."""
        self._data, self._output, self._size, self._iterations = data, output, size, iterations
        self._began = perf_counter()
        self.pictures = {
            name: {**figures, "earlier": True}
            for name, figures in earlier.items()
            if (output / name).is_file()
            and figures["size"] == size
            and figures.get("iterations", iterations) == iterations
        }

    def photo(self, pair: Pair) -> Path:
        """The photo's file: of the data folder, of the samples beside it, or one that scikit-image ships."""
        if pair.content in PACKAGED:
            return Path(str(importlib.resources.files("skimage"))) / "data" / PACKAGED[pair.content]
        own = self._data / "images" / f"content-{pair.content}.png"
        return own if own.is_file() else self._data.resolve().parent / "samples" / f"{pair.content}.jpg"

    def style(self, pair: Pair) -> Path:
        """The style's file: of the data folder, or of the paintings beside it."""
        own = self._data / "images" / f"style-{pair.style}.png"
        return own if own.is_file() else self.painting(pair)

    def baseline(self, pair: Pair, reuse: bool) -> Figures:
        """The reference's own run; with `reuse` an earlier one, if there is one."""
        name = f"baseline_{pair}.png"
        if name in self.pictures and (reuse or not self.pictures[name]["earlier"]):
            return self.pictures[name]
        answer = self._run(
            f"baseline {pair}", self._data / "reference.py", "baseline", self.photo(pair), self.style(pair),
            "--size", self._size, "--iterations", self._iterations, "-o", self._output / name,
        )  # fmt: skip
        return self._keep(name, self.style(pair), answer)

    def painting(self, pair: Pair) -> Path:
        """The style's file with more pixels, beside the data folder."""
        return self._data.resolve().parent / "paintings" / f"{pair.style}.jpg"

    def render(self, pair: Pair, quality: str, look: str, times: int = 1) -> Figures:
        """Our run, wall_s and cpu_s being the whole process's (the median's of `times`), scored by the reference."""
        wanted = {"size": self._size, "quality": quality, "look": look}
        return self.paint(f"{quality}_{look}_{pair}.png", pair, self.style(pair), wanted, times=times)

    def paint(
        self, name: str, pair: Pair, style: Path | None, wanted: Figures, *options: object, folder: Path | None = None,
        times: int = 1, painting: Path | None = None,
    ) -> Figures:  # fmt: skip
        """The same with other settings and options, by the checkout in `folder`; scored at the size of all others.

        `painting` is what a style, or a fast network without one, was learnt of, which the scores need.
        """
        painting = painting or style
        assert painting is not None
        if name in self.pictures and not self.pictures[name]["earlier"]:
            return self.pictures[name]
        answers = [self._render(name, pair, style, wanted, *options, folder=folder) for _ in range(times)]
        answer = sorted(answers, key=lambda each: float(each["process_s"]))[times // 2]
        scores = self._run(
            f"scores of {name}", self._data / "reference.py", "score", self._output / name,
            self.photo(pair), painting, "--size", self._size,
        )  # fmt: skip
        kept = {key: answer[key] for key in ("first_frame_s", "peak_rss_mb", "versions")}
        kept["evaluations"] = answer.get("evaluations", 0)  # a fast network needs none
        figures = {"wall_s": answer["process_s"], "inside_s": answer["wall_s"], "cpu_s": answer["process_cpu_s"]}
        scored = {key: scores[key] for key in ("gatys", "style_w2", "content")}
        return self._keep(name, painting, figures | kept | scored)

    def learn(self, painting: Path, file: Path) -> float:
        """Read a painting into a style file without marks; its size in MB."""
        command = [sys.executable, "-m", "stylegui", "styles", "read", str(painting), "--no-marks", "-o", str(file)]
        subprocess.run(command, stdout=subprocess.DEVNULL, check=True)
        return file.stat().st_size / 1e6

    def teach(self, painting: Path, file: Path, *options: str) -> float:
        """Teach a fast network; the whole process's seconds."""
        answer = self._run(
            f"teaching {painting.stem}", "-m", "stylegui", "teach", painting, "-o", file, "--json", *options
        )
        return float(answer["process_s"])

    def judged(self, pair: Pair, style: Path, results: Sequence[Path]) -> dict[str, Figures]:
        """What `benchmarks.beauty` measures of results, by their names."""
        return self._run(f"a look at {pair}", "-m", "benchmarks.beauty", self.photo(pair), style, *results)

    def large_figures(self, result: Path, style: Path, small: Path | None) -> Figures:
        """What `benchmarks.large` measures of a result."""
        beside = () if small is None else ("--small", small)
        return self._run(f"a look at {result.name}", "-m", "benchmarks.large", result, style, *beside)

    def forecast(self, pair: Pair, style: Path, wanted: Figures) -> Figures:
        """What our program says that a run will take."""
        return self._stylegui("forecast", pair, style, wanted, "--forecast")

    def peak_memory_gb(self, pair: Pair, size: int) -> float:
        """What a draft of `size` pixels takes at most, in GB (1e9 bytes)."""
        wanted = {"size": size, "quality": "draft"}
        return float(self._render(f"memory_{size}.png", pair, self.style(pair), wanted)["peak_rss_mb"]) / 1000

    def probe(self, what: str, pair: Pair) -> Figures:
        """What `benchmarks.probe` measures of this pair."""
        return self._run(what, "-m", "benchmarks.probe", what, self.photo(pair), self.style(pair), "--size", self._size)

    def waits(self, pair: Pair, style: Path, size: int, quality: str) -> Figures:
        """What `benchmarks.window_stall` sees of a run in the window."""
        return self._run(
            f"the window at {size} px", "-m", "benchmarks.window_stall", self.photo(pair), style,
            "--size", size, "--quality", quality, "--pauses",
        )  # fmt: skip

    def _render(self, name: str, *what: Any, folder: Path | None = None) -> Figures:
        return self._stylegui(name, *what, "-o", (self._output / name).resolve(), folder=folder)

    def _stylegui(
        self, title: str, pair: Pair, style: Path | None, wanted: Figures, *options: object, folder: Path | None = None
    ) -> Figures:
        given = wanted if style is None else {**wanted, "device": "cpu"}  # a fast network has no choice
        settings = [part for item in given.items() for part in ("--set", "{}={}".format(*item))]
        pictures = [path.resolve() for path in (self.photo(pair), style) if path is not None]
        return self._run(title, "-m", "stylegui", "render", *pictures, *settings, *options, "--json", folder=folder)

    def _run(self, title: str, *arguments: object, folder: Path | None = None) -> Figures:
        """What a Python program prints as its last line of JSON, with its process's own wall and CPU seconds.

        It is started in `folder`, whose modules go before those that are installed.
        """
        command: Sequence[str] = [sys.executable, *map(str, arguments)]
        print(f"{perf_counter() - self._began:6.0f} s  {title}", flush=True)
        used, began = _children_cpu_s(), perf_counter()
        child = subprocess.run(command, cwd=folder, stdout=subprocess.PIPE, text=True, check=False)
        wall_s, cpu_s = perf_counter() - began, _children_cpu_s() - used
        if child.returncode:
            raise SystemExit(f"bench: this ended with status {child.returncode}: {' '.join(command)}")
        answer: Figures = json.loads(child.stdout.splitlines()[-1])
        return {**answer, "process_s": round(wall_s, 3), "process_cpu_s": round(cpu_s, 3)}

    def _keep(self, name: str, style: Path, figures: Figures) -> Figures:
        self.pictures[name] = {
            **figures,
            "noise": round(noise(self._output / name, style, self._size), 4),
            "size": self._size,
            "when": datetime.now().isoformat(timespec="minutes"),
            "earlier": False,
        }
        return self.pictures[name]


def _children_cpu_s() -> float:
    """User and system seconds of all children that have ended."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime
