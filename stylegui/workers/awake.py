"""Keeps the computer awake while something is painted; its screen may go dark."""

from contextlib import ExitStack
from contextvars import Context, copy_context


class Awake:
    """In one thread."""

    def __init__(self) -> None:
        self._held: tuple[Context, ExitStack] | None = None

    @property
    def is_kept(self) -> bool:
        """Whether it was asked for."""
        return self._held is not None

    def keep(self, on: bool) -> None:
        """Keep it awake, or let it sleep. Where the system has no way to ask for that, nothing happens."""
        if on and self._held is None:
            from wakepy import keep

            # a library that ends what it began in one context only; each of Qt's calls has another
            self._held = copy_context(), ExitStack()
            context, stack = self._held
            context.run(stack.enter_context, keep.running(on_fail="pass"))
        elif not on and self._held is not None:
            context, stack = self._held
            self._held = None
            context.run(stack.close)
