"""The result, as it is evaluated."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from torch import Tensor

from stylegui.engine.objective.evaluation import Evaluation, Steps
from stylegui.engine.run.optimiser import Point
from stylegui.engine.run.views import Overlay
from stylegui.engine.terms.block import Box


@dataclass(frozen=True, eq=False)
class Painted:
    """A point of the optimiser's under what is laid over it: what the network is to see."""

    point: Point
    overlay: Overlay

    def pixels(self, box: Box) -> Tensor:
        """(1, 3, h, w), as they are optimised."""
        return self.point.part(slice(box.top, box.bottom), slice(box.left, box.right))

    def seen(self, pixels: Tensor, box: Box) -> Tensor:
        """With what is laid over them."""
        return self.overlay.seen(pixels, box)


@dataclass(frozen=True, eq=False)
class Measured:
    """An evaluation for the optimiser; its losses are told to who wants to know."""

    evaluation: Evaluation
    tell: Callable[[Mapping[str, float]], None]

    def loss(self) -> Steps[float]:
        """The total."""
        losses = yield from self.evaluation.losses()
        self.tell(losses)
        return losses["total"]

    def gradient(self) -> Steps[Tensor]:
        """Of the total."""
        return self.evaluation.gradient()
