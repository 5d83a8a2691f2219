"""All that a run is between two steps."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from torch import Tensor

from stylegui.engine.plan.pyramid import Scale
from stylegui.engine.run import optimiser
from stylegui.engine.settings import Settings


@dataclass(frozen=True, eq=False)
class State:
    """All that a session is, between two steps: whatever else it holds can be made anew from its recipe.

    Attributes:
        memory: the optimiser's, with the result (1, 3, H, W).
        scale: index of the present scale; step: evaluations taken in it; evaluations: in all scales.
        settings: those of the last step.
        seconds_per_pixel: how long an evaluation takes for each pixel of work, or None.
        balance: factor on the content's weight that "auto" has found.
        scales: with the evaluations that each has by now; changes on the way give the last one more.
        pull: factor on the content's weight from `calibrate` for the settings' shares, or None before it is needed.
        losses: of the result; empty before the first step.
        bad: evaluations in a row, up to now, that gave no number.
        before: (3, h, w), what a large scale is tethered to; None in the others.
    """

    memory: optimiser.Memory
    scale: int
    step: int
    evaluations: int
    settings: Settings
    seconds_per_pixel: float | None = None
    balance: float = 1.0
    scales: tuple[Scale, ...] = ()
    pull: float | None = None
    losses: Mapping[str, float] = field(default_factory=dict)
    bad: int = 0
    before: Tensor | None = None
