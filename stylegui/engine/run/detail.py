"""A painting's own marks, laid where the enlarged result looks like the painting does when it is blurred.

After "neurally guided" synthesis (Texler et al. 2020), where a small neural result guides exact copying of the
painting's pixels. Departs from it in copying only what enlarging cannot show (the finest band of the painting's
Laplacian pyramid), in looking for what is alike in the network's features, and in comparing every place with every
other: what is laid on is a beginning that the evaluations of a scale go on from.
"""

from dataclasses import dataclass

from torch import Tensor
from torch.nn import functional as F

from stylegui.engine.terms.seen import Seen
from stylegui.engine.terms.term import Sums

LAYERS = ("relu2_1", "relu3_1")  # whose features say what a place looks like
CELL = 8  # pixels of a place; its marks reach half as far again on each side
COLOUR = 8.0  # what colours count, beside features whose mean square is 1
NUMBERS = 96  # principal components that places are compared in
CHUNK = 2048  # places that are compared at once: bounds the memory
FAVOUR = 0.5  # how much nearer a style with a smaller share must be, of the mean distance, for each e-fold


@dataclass(frozen=True, eq=False)
class Looks:
    """Reads what each place of a picture looks like: a row of its features' means and of its colours.

    Attributes:
        height, width: of the picture in places. sizes: what each layer is divided by. axes, mean: if rows are to be
            compared along those.
    """

    height: int
    width: int
    sizes: Tensor | None = None
    axes: Tensor | None = None
    mean: Tensor | None = None

    @property
    def layers(self) -> tuple[str, ...]:
        """Those of the features, and the picture."""
        return ("pixels", *LAYERS)

    def add(self, seen: Seen, sums: Sums) -> None:
        """The rows, each in its place (height, width, D)."""
        box = seen.block.own
        top, left = box.top // CELL, box.left // CELL
        rows, columns = min(box.bottom // CELL, self.height) - top, min(box.right // CELL, self.width) - left
        if rows <= 0 or columns <= 0:
            return
        parts = []
        for index, layer in enumerate(self.layers):
            own, cell = seen.own(layer), max(1, CELL * seen.own(layer).width // box.width)
            found = seen.all(layer)[..., own.top : own.top + rows * cell, own.left : own.left + columns * cell]
            means = F.avg_pool2d(found, cell)[0].permute(1, 2, 0)
            parts.append(means * COLOUR if self.sizes is None or index == 0 else means / self.sizes[index - 1])
        ...
