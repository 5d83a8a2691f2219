"""What several commands take."""

import re
from pathlib import Path
from typing import Any

import click

PATH = click.Path(path_type=Path, readable=False)  # unchecked: the engine says it better
UNITS = {"KB": 1e3, "MB": 1e6, "GB": 1e9, "KIB": 2**10, "MIB": 2**20, "GIB": 2**30}
MEMORY_HELP = "The most to take, like 3GB; half of what is free unless given."


class Bytes(click.ParamType[int]):
    """An amount of memory, like 3GB or 1500 MB."""

    name = "amount"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        match = re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s*([KMG]i?B)\s*", str(value), re.IGNORECASE)
        if match is None:
            self.fail(f"'{value}' is no amount of memory: please write it like 3GB or 1500MB", param, ctx)
        number, unit = match.groups()
        amount = int(float(number) * UNITS[unit.upper()])
        if not amount:
            self.fail("nothing can be painted without memory: please give more than 0", param, ctx)
        return amount
