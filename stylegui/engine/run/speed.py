"""How fast this computer is, by trying."""

from statistics import median
from time import perf_counter

import torch

from stylegui.engine.network.encoder import Encoder
from stylegui.engine.objective.evaluation import Steps, evaluate
from stylegui.engine.objective.objective import make_targets, objective
from stylegui.engine.objective.reading import View, read_pictures
from stylegui.engine.plan.forecast import FIXED
from stylegui.engine.settings import Settings

WIDTH, HEIGHT, TIMES = 320, 240, 3


def seconds_per_pixel(encoder: Encoder, settings: Settings) -> Steps[float]:
    """How long an evaluation with these settings takes for each pixel of work.

    It tries for about a second, and gives way before each try.
    """
    generator = torch.Generator().manual_seed(0)
    photo, style = torch.rand(2, 1, 3, HEIGHT, WIDTH, generator=generator).to(encoder.device)
    settings = Settings(look=settings.look, content=settings.content)
    terms = objective(make_targets(read_pictures(encoder, View(photo), [View(style)], settings), settings), settings)
    seconds = []
    for _ in range(TIMES):
        yield
        began = perf_counter()
        evaluate(encoder, terms, photo)
        seconds.append(perf_counter() - began)
    return median(seconds) / (WIDTH * HEIGHT + FIXED)
