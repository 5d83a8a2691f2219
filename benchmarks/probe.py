"""What is timed inside a process of its own: one evaluation, its growth with the size, and the first frame.

    python -m benchmarks.probe {evaluation,growth,first-frame} PHOTO STYLE --size 512

Prints one JSON line. Times are seconds, on the CPU, with the threads that torch takes by itself.
"""

import argparse
import json
from collections.abc import Callable, Collection, Iterator, Sequence
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

import torch
from torch import Tensor

from stylegui.engine.network.allocator import keep_freed_memory
from stylegui.engine.network.encoder import Encoder
from stylegui.engine.network.weights import Convolution, layer_indices, load_network
from stylegui.engine.pictures.images import load
from stylegui.engine.recipes.recipe import Recipe
from stylegui.engine.run.session import Session
from stylegui.engine.settings import Settings, make_settings
from stylegui.engine.styles.style import Style

SIDE = 2048  # of the square matrices whose product tells the machine's rate
ROUNDS = 9
STARTS = 3


class Watched(Encoder):
    """Keeps what it was asked for, together with all its copies.

    Attributes:
        asked: layers, the last ones last.
    """

    def __init__(self, convolutions: Sequence[Convolution], pooling: str) -> None:
        super().__init__(convolutions, pooling)
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
    encoder = Watched(load_network(settings.network), settings.pooling)
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
    """Nanoseconds of an evaluation for each pixel at half of `size`, at `size` and at twice, measured in turns."""
    sessions = []
    for longer in (size // 2, size, 2 * size):
        settings = cpu_settings(size=longer, quality="draft")
        sessions.append((settings, at_last_scale(photo, style, settings)[0]))
    seconds: list[list[float]] = [[] for _ in sessions]
    for _ in range(ROUNDS):
        for (settings, session), times in zip(sessions, seconds, strict=True):
            times.append(evaluation_seconds(session, settings))
    return {
        str(settings.size): 1e9 * median(times) / (session.width * session.height)
        for (settings, session), times in zip(sessions, seconds, strict=True)
    }


def first_frame(photo: Path, style: Path, size: int) -> dict[str, Any]:
    """From Start to the first stylised frame, with pictures and network in memory: the first time, and afterwards."""
    settings = cpu_settings(size=size)
    encoder = Encoder(load_network(settings.network), settings.pooling)
    recipe = Recipe(load(photo), (Style(load(style)),), settings)
    seconds = []
    for _ in range(1 + STARTS):
        began = perf_counter()
        session = Session(recipe, encoder)
        session.step(settings)
        session.snapshot()
        seconds.append(perf_counter() - began)
    return {"first_s": seconds[0], "again_s": median(seconds[1:])}


PROBES = {"evaluation": evaluation, "growth": growth, "first-frame": first_frame}


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
