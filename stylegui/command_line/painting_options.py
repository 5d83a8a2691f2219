"""Options that say how to paint, whatever is painted."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from stylegui.command_line.parameters import MEMORY_HELP, PATH, Bytes
from stylegui.command_line.saving_options import how_to_save
from stylegui.engine.settings import (
    Settings,
    bounds,
    choices,
    control,
    parse_assignments,
    read_settings_file,
)


def settings_help() -> str:
    """What each setting takes, for the end of a help page (click keeps a paragraph after backspace as it is)."""
    lines = ["\b", "Settings (--set and --settings), and what they are unless set:"]
    for name, field in Settings.model_fields.items():
        if field.default == ():
            values = "[0..100, ...], a number for each style"
        elif choices(name):
            values = f"{' | '.join(choices(name))} ({field.default})"
        else:
            low, high = bounds(name)
            values = f"{low:g}..{high} ({field.default})"
        lines.append(f"  {name:<15} {control(name).label}: {values}")
    return "\n".join(lines)


def how_to_paint(command: Callable[..., int]) -> Callable[..., int]:
    """Gives a command the options that say how, whatever is painted."""
    options = (
        click.option("--size", help="Longer side of the result in pixels, or 'photo' for the photo's own."),
        click.option("--share", help="Each style's part, like 70,30."),
        click.option("--quality", help="draft, normal or fine."),
        click.option("--settings", "settings_file", type=PATH, help="A JSON file with settings."),
        click.option("--set", "assignments", multiple=True, metavar="NAME=VALUE", help="One setting; may be repeated."),
        click.option("--seed", help="Another number, another noise to start from."),
        click.option("--memory", type=Bytes(), help=MEMORY_HELP),
        click.option("--threads", type=click.IntRange(min=1), help="Threads to compute with."),
    )
    command = how_to_save(command)
    for option in reversed(options):
        command = option(command)
    return command


def values_of(
    settings_file: Path | None, assignments: Sequence[str], share: str | None, named: Mapping[str, str | None]
) -> dict[str, Any]:
    """The settings that these options say."""
    values: dict[str, Any] = read_settings_file(settings_file) if settings_file else {}
    values |= {name: value for name, value in named.items() if value is not None}
    if share is not None:
        values["shares"] = share.split(",")
    return values | parse_assignments(assignments)
