"""How a fast network's file is called."""

from pathlib import Path

from stylegui.engine.errors import Problem
from stylegui.engine.whole_file import check_place

ENDING = ".stylegui-network"


def is_network_file(path: Path) -> bool:
    """By its name."""
    return path.suffix.lower() == ENDING


def check_network_target(path: Path) -> None:
    """Raises Problem if no fast network could be written there; better known before the work than after."""
    if not is_network_file(path):
        raise Problem(f"{path} is no name for a fast network: please let it end in {ENDING}")
    check_place(path)


def place_for(path: Path, is_whole: bool) -> Path:
    """Where to write a network: one that was stopped half-way takes nobody's place."""
    if is_whole or not path.exists():
        return path
    number = 1
    while (found := path.with_stem(f"{path.stem} (unfinished{f' {number}' if number > 1 else ''})")).exists():
        number += 1
    return found
