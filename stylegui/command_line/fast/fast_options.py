"""What goes together with `--fast`."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

import click

ACTS = ("size", "strength", "colour", "colour_amount")  # settings that have a part in what a fast network paints


def check_fast_render(
    given: Mapping[str, object], styles: Collection[object], polish: bool, values: Mapping[str, Any]
) -> None:
    """Raises UsageError where what was `given` (by option) or a setting would have no part in it."""
    if polish and not styles:
        raise click.UsageError("--polish needs STYLE: what the network was taught")
    if polish:
        _refuse(name for name, value in given.items() if value and name not in ("--project", "--memory"))
        return
    if styles:
        raise click.UsageError("a fast network knows its style: please leave out STYLE, or add --polish")
    check_fast_batch(given, values)


def check_fast_batch(given: Mapping[str, object], values: Mapping[str, Any]) -> None:
    """The same of a folder, for which nothing is polished."""
    _refuse(name for name, value in given.items() if value)
    idle = [name for name in values if name not in ACTS]
    if idle:
        raise click.UsageError(
            f"a fast network paints as it was taught: of the settings only {', '.join(ACTS)} act, not {', '.join(idle)}"
        )


def _refuse(options: Iterable[str]) -> None:
    found = ", ".join(options)
    if found:
        raise click.UsageError(f"--fast does not go together with {found}")
