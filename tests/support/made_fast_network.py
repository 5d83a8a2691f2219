"""A fast network that was taught nothing."""

import numpy as np

from stylegui.engine.fast.network_file import About, FastNetwork
from stylegui.engine.fast.transform_network import untaught

ABOUT = About(name="strokes", styles=("0" * 64,), settings={"strength": 60}, network="vgg16", lessons=7)


def made_fast_network(seed: int = 1) -> FastNetwork:
    """With random weights."""
    return FastNetwork(ABOUT, untaught(seed), np.full((40, 60, 3), 7, np.uint8))
