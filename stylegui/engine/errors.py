"""The two ways in which a computation ends early."""

from collections.abc import Callable


class Problem(Exception):
    """Something the user can mend. Its text says what happened, to which file, and what to do."""


class Cancelled(Exception):
    """What was being computed is not wanted any more. Nothing has changed but that time has passed."""


def is_lack_of_memory(error: Exception) -> bool:
    """Whether that is what an error means: torch has none of its own for the processor's memory."""
    return isinstance(error, MemoryError) or (isinstance(error, RuntimeError) and "memory" in str(error).lower())


def never() -> bool:
    """For what nobody cancels."""
    return False


def go_on(cancelled: Callable[[], bool]) -> None:
    """Raises Cancelled if it was."""
    if cancelled():
        raise Cancelled
