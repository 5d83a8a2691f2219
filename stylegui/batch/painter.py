"""Paints one recipe after the other; what they have in common is loaded and looked at once."""

from collections.abc import Callable, Collection

from stylegui.engine.errors import never
from stylegui.engine.network.in_memory import Network, network_for
from stylegui.engine.recipes.recipe import Recipe
from stylegui.engine.run.choosing import as_chosen
from stylegui.engine.run.session import Session
from stylegui.engine.settings import Settings


class Painter:
    """Has the networks in memory, and what the last run knows of its styles."""

    def __init__(self, memory: int | None = None, cancelled: Callable[[], bool] = never) -> None:
        """`memory` and `cancelled` are those of its sessions."""
        self._memory, self._cancelled = memory, cancelled
        self._network: Network | None = None
        self._built_in: Network | None = None  # what Auto looks with
        self._last: tuple[Network, Session] | None = None

    def get_ready(self, settings: Settings) -> None:
        """Load the network that the settings name. Raises Problem."""
        self._network = network_for(settings, self._network)

    def begin(self, recipe: Recipe, by_hand: Collection[str] = ()) -> Session:
        """A run of the recipe, with what Auto chooses but for the settings `by_hand`.

        Raises Problem where it cannot be worked, Cancelled where `cancelled`.
        """
        self.get_ready(recipe.settings)
        assert self._network is not None
        if recipe.settings.auto == "on":
            looks_with = Settings(device=recipe.settings.device)  # it alone tells faces
            self._built_in = network_for(looks_with, self._built_in or self._network)
            recipe, _ = as_chosen(recipe, self._built_in.encoder.cancellable(self._cancelled), by_hand)
        session = Session(recipe, self._network.encoder, self._cancelled, self._memory)
        if self._last is not None and self._last[0] is self._network:
            session.see_styles_as(self._last[1])
        session.keep_styles()
        self._last = self._network, session
        return session
