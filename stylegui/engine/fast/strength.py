"""Less of a style than a fast network was taught."""

import torch

from stylegui.engine.fast.any_style import network_of, shipped_digest
from stylegui.engine.fast.network_file import FastNetwork
from stylegui.engine.fast.transform_network import GRID, TransformNetwork
from stylegui.engine.pictures.images import Picture, resize_visible, working_size

LOOKED_AT = 384  # pixels of the longer side of the photo that the network is suited to


def at_strength(network: FastNetwork, photo: Picture, strength: float | None) -> TransformNetwork:
    """One that paints this photo at a strength 0..100, as it was taught where that is None or more.

    Its weights lie between those of the network that ships, in the style of the photo itself, and what that was taught
    (Wang et al. 2019, "Deep network interpolation for continuous imagery effect transition"). What was taught from
    nothing has nothing to lie between, and paints as it was taught.
    """
    share = _share(network, strength)
    if share >= 1:
        return TransformNetwork(network.weights)
    width, height = (side // GRID * GRID for side in working_size(photo.width, photo.height, LOOKED_AT))
    seen = torch.from_numpy(resize_visible(photo, width, height)).permute(2, 0, 1)[None]
    plain = network_of([seen], [1.0]).weights
    return TransformNetwork({name: torch.lerp(plain[name], own, share) for name, own in network.weights.items()})


def _share(network: FastNetwork, strength: float | None) -> float:
    """How far from the photo to what it was taught, 0..1."""
    taught = network.about.settings.get("strength")
    if strength is None or not isinstance(taught, (int, float)) or network.about.grown_from != shipped_digest():
        return 1.0
    return min(strength / taught, 1.0) if taught > 0 else 1.0
