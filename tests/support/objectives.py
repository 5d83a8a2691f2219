"""An objective's losses, and the gradient of any of them."""

from torch import Tensor

from stylegui.engine.network.encoder import Encoder
from stylegui.engine.objective.evaluation import evaluate
from stylegui.engine.objective.objective import Targets, objective
from stylegui.engine.settings import Settings


def losses_at(encoder: Encoder, targets: Targets, image: Tensor, settings: Settings) -> dict[str, float]:
    """{group: loss} of an image (1, 3, H, W), and "total"."""
    return evaluate(encoder, objective(targets, settings), image)[0]


def gradient_at(encoder: Encoder, targets: Targets, image: Tensor, settings: Settings, name: str = "total") -> Tensor:
    """Of one group of terms, or of all, by an image (1, 3, H, W)."""
    terms = [each for each in objective(targets, settings) if name in (each.group, "total")]
    return evaluate(encoder, terms, image)[1]
