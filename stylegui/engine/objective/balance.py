"""Auto watches how much of the photo can be recognised, and trades style against content where it has to."""

from collections.abc import Sequence

from stylegui.engine.network.encoder import Encoder
from stylegui.engine.objective.evaluation import Steps, Subject, sum_up
from stylegui.engine.objective.objective import Targets
from stylegui.engine.terms.block import Block

FIRST = 8  # evaluations before the first look: a run that begins with the photo has all of it
EVERY = 8  # steps between two looks: a weight that changes costs the optimiser its memory
SETTLE = 2 / 3  # of a scale's evaluations after which the weight rests, so that the result can settle
AT_EASE = 0.3  # nearer than this to the goal, nothing is changed: pairs may differ, but none shall lose the photo
STEP = 2.0  # factor at each look
BOUNDS = (1.0, 32.0)  # what shows through in the beginning is no reason to hold less of it


def recognisable(encoder: Encoder, targets: Targets, subject: Subject, blocks: Sequence[Block]) -> Steps[float]:
    """How much of the photo can be recognised in a picture: 1 for the photo, about 0 for another picture.

    The correlation of what is like what in both (the relations of STROTSS), mean over their layers. Where the photo
    is flat, all its relations are alike and count little: a crowd has to be kept, a sky may become anything.
    """
    if not targets.watched:
        return 1.0
    sums = yield from sum_up(encoder, targets.watched, subject, blocks)
    return sum(term.likeness(total) for term, total in zip(targets.watched, sums, strict=True)) / len(sums)


def rebalanced(balance: float, found: float, goal: float) -> float:
    """The content's weight for the next steps, when `found` of the photo is recognisable and `goal` shall be, 0..1."""
    missing = goal - found
    if abs(missing) < AT_EASE:
        return balance
    factor = STEP if missing > 0 else 1 / STEP
    return min(max(balance * factor, BOUNDS[0]), BOUNDS[1])
