"""Paints photos of any size with a fast network, in blocks that leave no seams."""

from collections.abc import Callable

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from stylegui.engine.errors import go_on, never
from stylegui.engine.fast.transform_network import GRID, REACH, Norms, TransformNetwork, unsettled
from stylegui.engine.objective.evaluation import Steps
from stylegui.engine.pictures.color import with_chroma_of
from stylegui.engine.pictures.images import Picture, Pixels, resize_visible, working_size

WHOLE = 768  # pixels of the longer side up to which a photo is painted at once
BLOCK = 1024  # pixels of a block's sides, with REACH on each beyond its own


@torch.no_grad()
def paint(
    network: TransformNetwork,
    photo: Picture,
    longer: int,
    photo_colours: float = 0.0,
    is_deep: bool = False,
    cancelled: Callable[[], bool] = never,
) -> Steps[Pixels]:
    """(h, w, 3) sRGB with `longer` pixels on its longer side: uint8, or uint16 if it `is_deep`.

    With `photo_colours` 0..1 of the photo's own chroma. A large photo is normalised by the statistics of its reduced
    picture, which are the same for all of its blocks. It gives way after each block. Raises Cancelled if
    `cancelled` says so.
    """
    width, height = working_size(photo.width, photo.height, longer)
    painted: Pixels = np.empty((height, width, 3), np.uint16) if is_deep else np.empty((height, width, 3), np.uint8)
    noted: list[tuple[Tensor, Tensor]] = []
    noise = torch.Generator().manual_seed(0)
    if longer > WHOLE:
        small = _pixels(photo, *working_size(photo.width, photo.height, WHOLE))
        on_grid(network, unsettled(small, noise), noted)
    norms, side = (noted, BLOCK) if noted else (None, WHOLE)
    plain = _pixels(photo, width, height)
    image = unsettled(plain, noise)
    for top in range(0, height, side):
        for left in range(0, width, side):
            go_on(cancelled)
            bottom, right = min(top + side, height), min(left + side, width)
            above, before = max(top - REACH, 0), max(left - REACH, 0)
            seen = on_grid(network, image[..., above : bottom + REACH, before : right + REACH], norms=norms)
            own = seen[..., top - above : bottom - above, left - before : right - before]
            if photo_colours:
                own = with_chroma_of(own, plain[..., top:bottom, left:right], photo_colours)
            painted[top:bottom, left:right] = _levels(own, 2**16 - 1 if is_deep else 2**8 - 1)
            yield
    return painted


def _pixels(photo: Picture, width: int, height: int) -> Tensor:
    return torch.from_numpy(resize_visible(photo, width, height)).permute(2, 0, 1)[None]


def on_grid(
    network: TransformNetwork,
    image: Tensor,
    noted: list[tuple[Tensor, Tensor]] | None = None,
    norms: Norms | None = None,
) -> Tensor:
    """Painted, with edges repeated to sides that the network can halve."""
    height, width = image.shape[2:]
    padded = F.pad(image, (0, -width % GRID, 0, -height % GRID), mode="replicate")
    return network(padded, norms, noted)[..., :height, :width]


def _levels(image: Tensor, most: int) -> Pixels:
    """(h, w, 3), 0..`most`."""
    levels: Pixels = (image[0].permute(1, 2, 0).contiguous().numpy() * most).round().clip(0, most)
    return levels
