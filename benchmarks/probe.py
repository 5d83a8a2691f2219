"""What is timed inside a process of its own: one evaluation, its growth with the size, the first frame, meaning,
drawn styles and sketches, what fast networks paint.

    python -m benchmarks.probe {evaluation,growth,first-frame,meaning,styles,fast} PHOTO STYLE --size 512

Prints one JSON line. Times are seconds, on the CPU, with the threads that torch takes by itself.
"""

import argparse
import json
from collections.abc import Callable, Collection, Iterator
from dataclasses import replace
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

import numpy as np
import torch
from torch import Tensor

from stylegui.application.explorer import SIDE as EXPLORED
from stylegui.application.sketchbook import SIDE as PREVIEW
from stylegui.document.variations import WIDEST, around, over_two
from stylegui.engine.fast.any_style import network_of
from stylegui.engine.fast.first_look import first_look
from stylegui.engine.fast.painting import paint
from stylegui.engine.network.allocator import keep_freed_memory
from stylegui.engine.network.device import knows_bfloat16
from stylegui.engine.network.encoder import Encoder
from stylegui.engine.network.in_memory import encoder_for
from stylegui.engine.network.weights import layer_indices, load_network
from stylegui.engine.objective.evaluation import at_once, evaluate
from stylegui.engine.objective.objective import make_targets, objective
from stylegui.engine.objective.reading import read_pictures
from stylegui.engine.pictures.files.loading import load
from stylegui.engine.pictures.images import Picture, resize_visible, working_size
from stylegui.engine.plan.blocks import STEP
from stylegui.engine.recipes.recipe import Recipe
from stylegui.engine.regions.kinds import find_kinds
from stylegui.engine.run.session import Session
from stylegui.engine.run.sketch import Sketcher
from stylegui.engine.run.views import Views
from stylegui.engine.settings import Settings, make_settings
from stylegui.engine.styles.drawn.families import FAMILIES, draw, usual_handles
from stylegui.engine.styles.drawn_picture import drawn_size
from stylegui.engine.styles.library import open_style
from stylegui.engine.styles.style import Style
from stylegui.workers.sketch_worker import LARGEST as DRAWN_FOR_SKETCH

SIDE = 2048  # of the square matrices whose product tells the machine's rate
ROUNDS = 9
STARTS = 3
CPU = torch.device("cpu")
LARGE_FRAME = 1920, 1080
DRAWN = 1024  # pixels that styles are drawn with


class Watched(Encoder):
    """Keeps what it was asked for, together with all its copies.

    Attributes:
        asked: layers, the last ones last.
    """

    def __init__(self, settings: Settings) -> None:
        super().__init__(load_network(settings.network), settings.pooling, CPU, knows_bfloat16(CPU))
        self.asked: list[frozenset[str]] = []

    def stages(self, wanted: Collection[str]) -> Iterator[tuple[str, Callable[[Tensor], Tensor]]]:
        """As the network, noted."""
        self.asked.append(frozenset(wanted))
        return super().stages(wanted)


def cpu_settings(**values: Any) -> Settings:
    """Settings on the CPU."""
    return make_settings({"device": "cpu", **values})


def at_last_scale(photo: Path, style: Path, settings: Settings) -> tuple[Session, Watched]:
    """A session of the real recipe that has taken two steps of its last scale, and the encoder it works with."""
    encoder = Watched(settings)
    session = Session(Recipe(load(photo), (Style(load(style)),), settings), encoder)
    progress = session.step(settings)
    while progress.scale < progress.scales or progress.step < 2:
        progress = session.step(settings)
    return session, encoder


def evaluation_seconds(session: Session, settings: Settings) -> float:
    """Seconds of one evaluation in the next step, the optimiser's own work included."""
    if session.finished:
        session.reopen()
    before, began = session.state().evaluations, perf_counter()
    progress = session.step(settings)
    while progress.evaluations == before:  # a large picture gives way now and then
        progress = session.step(settings)
    return (perf_counter() - began) / (progress.evaluations - before)


def multiply_adds(network: str, deepest: str, width: int, height: int) -> int:
    """Multiply-adds of the 3 x 3 convolutions up to `deepest`, once forward, at width x height pixels."""
    total = 0
    for layer, _, channels_in, channels_out in layer_indices(network):
        halvings = int(layer[len("relu")]) - 1
        total += 9 * channels_in * channels_out * (width >> halvings) * (height >> halvings)
        if layer == deepest:
            return total
    raise ValueError(f"{network} has no layer {deepest}")


def evaluation(photo: Path, style: Path, size: int) -> dict[str, Any]:
    """One evaluation beside the time that its convolutions would take at the rate of a plain matrix product.

    The convolutions count twice: forward, and backward with respect to their input only (the weights are fixed).
    """
    settings = cpu_settings(size=size)
    session, encoder = at_last_scale(photo, style, settings)
    a, b, product = torch.rand(SIDE, SIDE), torch.rand(SIDE, SIDE), torch.empty(SIDE, SIDE)
    torch.mm(a, b, out=product)
    products, evaluations = [], []
    for _ in range(ROUNDS):
        began = perf_counter()
        torch.mm(a, b, out=product)
        products.append(perf_counter() - began)
        evaluations.append(evaluation_seconds(session, settings))
    names = [layer for layer, *_ in layer_indices(settings.network)]
    deepest = max(encoder.asked[-1], key=names.index)
    height, width = session.height, session.width
    rate = SIDE**3 / median(products)
    convolutions_s = 2 * multiply_adds(settings.network, deepest, width, height) / rate
    return {
        "evaluation_s": median(evaluations),
        "convolutions_s": convolutions_s,
        "ratio": median(evaluations) / convolutions_s,
        "gflops": 2 * rate / 1e9,
        "deepest": deepest,
        "width": width,
        "height": height,
    }


def growth(photo: Path, style: Path, size: int) -> dict[str, Any]:
    """Of an evaluation at half of `size`, at `size` and at twice, measured in turns.

    ns: for each pixel. fixed_ms: what does not depend on the photo's pixels, see `fixed`; own_ns: without that.
    """
    measured = []
    for longer in (size // 2, size, 2 * size):
        settings = cpu_settings(size=longer, quality="draft")
        session, encoder = at_last_scale(photo, style, settings)
        measured.append((settings, session, fixed(encoder, photo, style, settings)))
    times: list[list[float]] = [[] for _ in measured]
    alone: list[list[float]] = [[] for _ in measured]
    for _ in range(ROUNDS):
        for (settings, session, evaluate_fixed), seconds, fixed_seconds in zip(measured, times, alone, strict=True):
            seconds.append(evaluation_seconds(session, settings))
            began = perf_counter()
            evaluate_fixed()
            fixed_seconds.append(perf_counter() - began)
    found = {}
    for (settings, session, _), seconds, fixed_seconds in zip(measured, times, alone, strict=True):
        pixels, whole_s, fixed_s = session.width * session.height, median(seconds), median(fixed_seconds)
        figures = {"ns": 1e9 * whole_s / pixels, "own_ns": 1e9 * (whole_s - fixed_s) / pixels}
        found[str(settings.size)] = {**figures, "fixed_ms": 1000 * fixed_s}
    return found


def fixed(encoder: Encoder, photo: Path, style: Path, settings: Settings) -> Callable[[], object]:
    """An evaluation for one position of the deepest layer: what is left are eigendecompositions and filters.

    The style is read at the size of the settings, whose matrices it brings along.
    """
    recipe = Recipe(load(photo), (Style(load(style)),), settings)
    views = Views(recipe, encoder.device)
    seen = views.photo(STEP, STEP)
    width, height = working_size(recipe.photo.width, recipe.photo.height, settings.size)
    statistics = read_pictures(encoder, seen, views.styles(width, height, settings), settings)
    terms = objective(make_targets(statistics, settings), settings)
    return lambda: evaluate(encoder, terms, seen.pixels)


def first_frame(photo: Path, style: Path, size: int) -> dict[str, Any]:
    """From Start to the first stylised frame, with pictures and network in memory: the first time, and afterwards."""
    settings = cpu_settings(size=size)
    encoder = encoder_for(settings)
    recipe = Recipe(load(photo), (Style(load(style)),), settings)
    seconds = []
    for _ in range(1 + STARTS):
        began = perf_counter()
        session = Session(recipe, encoder)
        session.step(settings)
        session.snapshot()
        seconds.append(perf_counter() - began)
    return {"first_s": seconds[0], "again_s": median(seconds[1:])}


def meaning(photo: Path, style: Path, size: int) -> dict[str, Any]:
    """Finding the kinds of things; an evaluation that follows them over one that does not, measured in turns."""
    wanted = [cpu_settings(size=size, auto="off", follow_meaning=value) for value in (0, 50)]
    encoder = encoder_for(wanted[0])
    views = Views(Recipe(load(photo), (Style(load(style)),), wanted[0]), encoder.device)
    photo_view, style_view = ((view.pixels, view.opacity) for view in (views.small_photo, views.small_styles[0]))
    finding = []
    for _ in range(1 + STARTS):
        began = perf_counter()
        find_kinds(encoder, photo_view, style_view)
        finding.append(perf_counter() - began)
    sessions = [at_last_scale(photo, style, settings)[0] for settings in wanted]
    times: list[list[float]] = [[], []]
    for _ in range(ROUNDS):
        for session, settings, seconds in zip(sessions, wanted, times, strict=True):
            seconds.append(evaluation_seconds(session, settings))
    return {"finding_s": median(finding[1:]), "ratio": median(times[1]) / median(times[0])}


def styles(photo: Path, style: Path, size: int) -> dict[str, Any]:
    """Drawing each drawn style at DRAWN px; a sketch of a style that is tried on a photo; nine variations."""
    drawing = {}
    for family in FAMILIES:
        width, height = drawn_size(DRAWN)
        seconds = []
        for seed in range(STARTS):
            handles = usual_handles(family).model_copy(update={"seed": seed})
            began = perf_counter()
            draw(family, handles, height, width)
            seconds.append(perf_counter() - began)
        drawing[family] = median(seconds)
    settings = cpu_settings(size=size)
    encoder = encoder_for(settings)
    sketcher, seen = Sketcher(encoder, encoder), load(photo)
    sketcher.get_ready(seen)  # as the gallery has it do before anything is looked at
    previews = []
    for name in ("painting:the-scream", "drawn:woodcut", "painting:udnie", "drawn:oil"):
        began = perf_counter()
        tried = Style(open_style(name, longer=DRAWN_FOR_SKETCH))
        sketcher.sketch(Recipe(seen, (tried,), settings), PREVIEW)
        previews.append(perf_counter() - began)
    recipe = Recipe(seen, (Style(load(style)),), settings.model_copy(update={"auto": "off"}))
    explored = {}
    for what, variations in (
        ("two settings", over_two(recipe.settings, "strength", "photo_kept", WIDEST)),
        ("around", around(recipe.settings, WIDEST, 0)),
    ):
        began = perf_counter()
        for variation in variations:
            sketcher.sketch(replace(recipe, settings=variation.settings(recipe.settings)), EXPLORED)
        explored[what] = perf_counter() - began
    return {"drawing": drawing, "preview_s": median(previews[1:]), "first_preview_s": previews[0], "explored": explored}


def fast(photo: Path, style: Path, size: int) -> dict[str, Any]:
    """A frame by a fast network, one of LARGE_FRAME, and the hint of a run's result, as each is painted at Start."""
    recipe = Recipe(load(photo), (Style(load(style)),), cpu_settings(size=size))
    seen = recipe.photo
    network = network_of([Views(recipe, CPU).styles(size, size, recipe.settings)[0].pixels], [1.0])
    large = Picture((255 * resize_visible(seen, *LARGE_FRAME)).astype(np.uint8))

    def seconds(work: Callable[[], object]) -> float:
        times = []
        for _ in range(1 + STARTS):
            began = perf_counter()
            work()
            times.append(perf_counter() - began)
        return median(times[1:])

    return {
        "frame_s": seconds(lambda: at_once(paint(network, seen, size))),
        "large_frame_s": seconds(lambda: at_once(paint(network, large, max(LARGE_FRAME)))),
        "hint_s": seconds(lambda: first_look(recipe, CPU)),
    }


PROBES = {
    "evaluation": evaluation, "growth": growth, "first-frame": first_frame, "meaning": meaning, "styles": styles,
    "fast": fast,
}  # fmt: skip


def main() -> None:
    """Measure one thing and print it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=PROBES)
    parser.add_argument("photo", type=Path)
    parser.add_argument("style", type=Path)
    parser.add_argument("--size", type=int, default=512, help="longer side of the result in pixels")
    options = parser.parse_args()
    keep_freed_memory()  # as the program does: no thread computes before here
    figures = PROBES[options.what](options.photo, options.style, options.size)
    print(json.dumps({**figures, "threads": torch.get_num_threads()}))


if __name__ == "__main__":
    main()
