"""Auto: the sliders as photo and paintings ask for, and why. What is seen of them is told elsewhere; no torch here."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from stylegui.engine.settings import Settings

CHOSEN = ("look", "strength", "photo_kept", "subject", "brush_size")
FACE = 0.002  # share of a picture from which on a face in it matters
HARD = 0.095  # contrast of a painting's marks from which on they are copied better than imitated
WIDE = 1.25  # factor on the paintings' size below which a larger or smaller brush is not worth it
BRUSH = 25.0  # of the slider, for twice the size: half of what would be twice


@dataclass(frozen=True)
class Impression:
    """What Auto goes by.

    Attributes:
        face: share of the photo that is one.
        marks: the paintings' contrast from place to place: the median of their brightness' local deviation.
        fit: factor on the paintings' size that brings their marks nearer to the photo's details.
    """

    face: float
    marks: float
    fit: float


@dataclass(frozen=True)
class Choice:
    """Settings by name, and one sentence that says why."""

    values: Mapping[str, Any]
    why: str


def choose(impression: Impression) -> Choice:
    """What suits; each of CHOSEN has a value."""
    values = {name: Settings.model_fields[name].default for name in CHOSEN}
    if impression.face >= FACE:
        values |= {"subject": 60.0}
        reasons = ["Painterly, and the photo's face is held"]
    elif impression.marks >= HARD:
        values |= {"look": "strokes", "strength": 60.0, "photo_kept": 40.0}
        reasons = ["Strokes, for the painting's marks are hard and clear"]
    else:
        reasons = ["Painterly, for the painting's marks are soft"]
    fits = 1 / WIDE < impression.fit < WIDE
    if not fits and (impression.fit < 1 or values["look"] == "painterly"):  # large copied marks would bury the photo
        values |= {"brush_size": float(round(50 + BRUSH * math.log2(impression.fit)))}
        larger = impression.fit > 1
        reasons.append("a larger brush for wide shapes" if larger else "a smaller brush for fine details")
    return Choice(values, "; ".join(reasons) + ".")


def applied(settings: Settings, choice: Choice) -> Settings:
    """The settings as Auto has chosen them."""
    return settings.model_copy(update=dict(choice.values))
