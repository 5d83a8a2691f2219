"""Frames of runs that were never painted, and what signals say."""

from typing import Any

import numpy as np
from made_documents import HEIGHT, WIDTH
from PySide6.QtCore import SignalInstance

from stylegui.engine.recipes.recipe import Recipe
from stylegui.engine.run.frame import Frame, Progress


def frame_of(recipe: Recipe, id: str, evaluations: int, finished: bool = False) -> Frame:
    progress = Progress(1, 1, WIDTH, HEIGHT, evaluations, 100, evaluations, evaluations / 100, None, finished)
    pixels = np.full((HEIGHT, WIDTH, 3), evaluations % 256, np.uint8)
    return Frame(pixels, WIDTH, HEIGHT, recipe, {"total": 1.0}, progress, id)


def heard(signal: SignalInstance) -> list[Any]:
    """What a signal says from now on."""
    said: list[Any] = []
    signal.connect(lambda *values: said.append(values[0] if len(values) == 1 else values))
    return said
