"""The two ways in which a computation ends early."""

from collections.abc import Callable


class Problem(Exception):
    """Something the user can mend. Its text says what happened, to which file, and what to do."""


class Cancelled(Exception):
    """What was being computed is not wanted any more. Nothing has changed but that time has passed."""


def never() -> bool:
    """For what nobody cancels."""
    return False


def go_on(cancelled: Callable[[], bool]) -> None:
    """Raises Cancelled if it was."""
    if cancelled():
        raise Cancelled
