"""Masks brought to the network's layers: where in the features statistics are taken."""

from torch import Tensor
from torch.nn import functional as F

from stylegui.engine.pictures.resampling import resample
from stylegui.engine.terms.block import halvings
from stylegui.engine.terms.seen import Where

# How far a position of a layer sees beyond itself so that it counts, in positions of that layer. That is less than
# half of its receptive field (1, 3, 3, 5, 5): what lies at the field's edge has next to no weight (Luo et al. 2016).
# Eroding by all of it would leave a broad band along a border that no style paints.
LEAK = {"relu1_1": 1, "relu2_1": 1, "relu3_1": 1, "relu4_1": 2, "relu5_1": 2}
KEPT = 0.5  # share of a mask that eroding leaves at least: a narrow region would vanish from the deep layers
LEAST = 0.05  # weights below this share of the largest are not worth a position


def at_layer(mask: Tensor, layer: str) -> Tensor:
    """Mask (1, 1, H, W) in [0, 1], averaged to the size that `layer` has for a picture of that size."""
    for _ in range(halvings(layer)):
        mask = F.avg_pool2d(mask, 2)
    return mask


def eroded(mask: Tensor, positions: int) -> Tensor:
    """Mask (1, 1, H, W) without what is nearer than `positions` to its border, as far as enough of it is left.

    The picture's own edge is no border: nothing of another style lies beyond it.
    """
    whole = mask.sum()
    for _ in range(positions):
        smaller = -F.max_pool2d(-mask, 3, stride=1, padding=1)
        if smaller.sum() < KEPT * whole:
            break
        mask = smaller
    return mask


def locate(mask: Tensor | None, layer: str, height: int, width: int) -> Where:
    """Where features of a style layer are of the masked part alone; everywhere where there is no mask.

    Masks are eroded by what the layer's receptive field would leak over their border (Gatys et al. 2017, section 4).
    `mask` (1, 1, height, width) in [0, 1], of the picture's size.
    """
    if mask is None:
        return _everywhere(layer, height, width)
    return _weighted(eroded(at_layer(mask, layer), LEAK[layer]))


def locate_sharply(mask: Tensor | None, layer: str, height: int, width: int) -> Where:
    """The same without erosion: for a term that compares each position with itself."""
    return _everywhere(layer, height, width) if mask is None else _weighted(at_layer(mask, layer))


def members_at(members: Tensor, mask: Tensor | None, layer: str, height: int, width: int) -> Tensor:
    """How much each position of a layer is of each kind, (K, h, w), the sum of each kind 1, or 0 where there is none.

    `members` (K, any h, any w); only what is in the mask (1, 1, height, width) counts.
    """
    size = height >> halvings(layer), width >> halvings(layer)
    found = F.interpolate(members[None], size, mode="bilinear", align_corners=False)[0]
    found = found if mask is None else found * at_layer(mask, layer)[0]
    return found / found.sum((1, 2), keepdim=True).clamp(min=1e-12)


def weighted(where: Where, weights: Tensor | None) -> Where:
    """The same positions, each counted by `weights` too: (1, 1, h, w) of any size, from 0; None for all alike.

    Where nothing would count, all count as before.
    """
    if weights is None or not where.count:
        return where
    own = resample(weights, where.height, where.width)[0, 0].clamp(min=0)
    own = own if where.weights is None else own * where.weights
    if not bool(own.any()):
        return where
    return Where(where.height, where.width, own / own.sum())


def _everywhere(layer: str, height: int, width: int) -> Where:
    return Where(height >> halvings(layer), width >> halvings(layer))


def _weighted(mask: Tensor) -> Where:
    weights = mask[0, 0]
    height, width = weights.shape
    weights = weights.where(weights > LEAST * weights.max(), 0.0)
    total = weights.sum()
    return Where(height, width, weights / total if bool(total > 0) else weights)
