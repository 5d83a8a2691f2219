"""The network that is in memory."""

from typing import TYPE_CHECKING, NamedTuple

from stylegui.engine.settings import Settings

if TYPE_CHECKING:  # torch takes a second to import: it is imported in the worker's thread, not with the window
    from stylegui.engine.network.encoder import Encoder


class Network(NamedTuple):
    """A network, and the settings that it was read for."""

    key: tuple[str, str, str]
    encoder: "Encoder"

    def where(self) -> str:
        """Where it computes, in words."""
        from stylegui.engine.network.device import describe

        return describe(self.encoder.device)


def network_for(settings: Settings, known: Network | None) -> Network:
    """What the settings ask for: the known one where it serves, else another. Raises Problem if it cannot be read."""
    from stylegui.engine.network.device import choose, knows_bfloat16
    from stylegui.engine.network.encoder import Encoder
    from stylegui.engine.network.weights import load_network

    key = (settings.network, settings.pooling, settings.device)
    if known is not None and known.key == key:
        return known
    weights, device = load_network(settings.network), choose(settings.device)
    return Network(key, Encoder(weights, settings.pooling, device, knows_bfloat16(device)))


def encoder_for(settings: Settings) -> "Encoder":
    """The network that the settings name. Raises Problem."""
    return network_for(settings, None).encoder
