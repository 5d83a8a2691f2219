"""How large a project of 20 results is, how long it takes to open, and what one keeping costs.

    python benchmarks/project.py [--results 20] [--size 512] [--steps 200] [--folder .]

Makes a project of the sample pictures: results with numbers that nothing can compress, pictures full of strokes, the
moments of their runs (all at the full size: more than a real run leaves) and the beginnings of their scales, one exact
checkpoint, and a list of steps. Prints one JSON line: the file's size in MB, the seconds until all that the window
begins with was read (the median of five), and those of one keeping without and with the checkpoint.
"""

import argparse
import json
import tempfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from statistics import median
from time import perf_counter

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from stylegui.document.document import Document, with_style
from stylegui.document.history import Result
from stylegui.document.project.moments import MOST_MOMENTS
from stylegui.document.project.project import Kept, Project
from stylegui.document.undo import Step
from stylegui.document.wishes import Turn
from stylegui.engine.pictures.files.loading import load
from stylegui.engine.pictures.images import preview
from stylegui.engine.plan.pyramid import Scale, plan_scales
from stylegui.paths import resources

CHECKPOINT = 45_000_000  # bytes, at 512 pixels; it grows with the pixels
BOUND = 200 << 20  # bytes of all moments
STYLES = "brush-strokes.png", "stained-glass.png", "woodcut.png"
TIMES = 5


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--results", type=int, default=20)
    parser.add_argument("--size", type=int, default=512)
    parser.add_argument("--steps", type=int, default=200)
    parser.add_argument("--folder", type=Path, help="where the project is made: on the disk that is to be measured")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=arguments.folder) as folder:
        path = Path(folder) / "project.stylegui"
        print(json.dumps(measured(path, arguments.results, arguments.size, arguments.steps)))


def measured(path: Path, results: int, size: int, steps: int) -> dict[str, float]:
    """Make the project at `path`, and measure it."""
    noise = np.random.default_rng(0)
    document = sample_document(size)
    assert document.photo is not None
    scales = plan_scales(document.photo.width, document.photo.height, size, "normal")
    checkpoint = CHECKPOINT * size**2 // 512**2
    with closing(Project.create(path)) as project:
        add_steps(project, document, steps)
        for number in range(results):
            add_result(project, f"result {number}", document, scales, noise)
        last = kept(f"result {results - 1}", document, scales, noise, noise.bytes(checkpoint))
        project.keep(last, {})
    size_mb = path.stat().st_size / 1e6
    opening_s = [timed(lambda: open_and_close(path)) for _ in range(TIMES)]
    with closing(Project.open(path)) as project:
        small_s, exact_s = (
            median(keep_s(project, kept(last.result.id, document, scales, noise, data)) for data in checkpoints)
            for checkpoints in ([None] * TIMES, [noise.bytes(checkpoint) for _ in range(TIMES)])
        )
    return {
        "size_mb": round(size_mb, 1),
        "open_s": round(median(opening_s), 3),
        "keep_s": round(small_s, 3),
        "keep_exact_s": round(exact_s, 3),
    }


def sample_document(size: int) -> Document:
    """The sample photo and styles."""
    samples = resources() / "samples"
    document = Document(load(samples / "coffee.jpg"))
    for name in STYLES:
        document = with_style(document, load(samples / name))
    return Turn("size", size).apply(document)


def add_steps(project: Project, document: Document, steps: int) -> None:
    """So many turns of a slider."""
    for number in range(1, steps):
        document = Turn("strength", float(number % 100)).apply(document)
        project.keep_step(Step(number, f"Strength {number % 100}"), document)


def add_result(
    project: Project, id: str, document: Document, scales: tuple[Scale, ...], noise: np.random.Generator
) -> None:
    """One that is finished, as its run left it."""
    for number, scale in enumerate(scales[:-1], 2):
        project.keep_beginning(id, number, numbers(scale, noise))
    evaluations = sum(scale.evaluations for scale in scales)
    for moment in range(MOST_MOMENTS):
        at = evaluations * moment // MOST_MOMENTS
        project.keep_moment(id, at, painting(scales[-1], noise), BOUND)
    project.keep(kept(id, document, scales, noise, None), {})


def kept(
    id: str, document: Document, scales: tuple[Scale, ...], noise: np.random.Generator, checkpoint: bytes | None
) -> Kept:
    """What is kept of a run at its last scale; unfinished where there is a checkpoint."""
    scale = scales[-1]
    result = Result(id, "coffee.jpg", "2030-01-01T00:00:00+00:00", scale.width, scale.height, finished=not checkpoint)
    return Kept(result, document, painting(scale, noise), numbers(scale, noise), checkpoint)


def numbers(scale: Scale, noise: np.random.Generator) -> bytes:
    """As many as a result of that size has, in 32 bits each."""
    return noise.random((3, scale.height, scale.width), np.float32).tobytes()


def painting(scale: Scale, noise: np.random.Generator) -> NDArray[np.uint8]:
    """Some part of a sample style, as full of strokes as a result is."""
    picture = load(resources() / "samples" / STYLES[int(noise.integers(len(STYLES)))])
    pixels = np.roll(preview(picture), tuple(noise.integers(0, 200, 2)), (0, 1))
    return np.array(Image.fromarray(pixels).resize((scale.width, scale.height), Image.Resampling.LANCZOS))


def open_and_close(path: Path) -> None:
    with closing(Project.open(path)) as project:
        project.contents()


def keep_s(project: Project, kept: Kept) -> float:
    return timed(lambda: project.keep(kept, {}))


def timed(act: Callable[[], None]) -> float:
    """Seconds that it takes."""
    began = perf_counter()
    act()
    return perf_counter() - began


if __name__ == "__main__":
    main()
