"""Who has a project open: two programs must not step on each other, and a killed one must not lock its file."""

import socket
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import psutil

import stylegui
from stylegui.engine.errors import Problem

Claim = Mapping[str, Any]  # as it stands in the file: anything can be in it


class ProjectInUse(Problem):
    """Another program has the project open."""

    def __init__(self, path: Path, claim: Claim) -> None:
        """The claim is the other program's."""
        super().__init__(
            f"{path} is open in another program ({claim.get('program')}, process {claim.get('pid')} on "
            f"{claim.get('host')}): please close it there, or work on a copy"
        )


def own_claim() -> dict[str, Any]:
    """This process's. A process's number is given to another one some day, but not with the same time of start."""
    process = psutil.Process()
    return {
        "host": socket.gethostname(),
        "pid": process.pid,
        "started": process.create_time(),
        "program": f"StyleGUI {stylegui.__version__}",
    }


def of_same_host(a: Claim, b: Claim) -> bool:
    """Whether both were made on one computer."""
    return bool(a.get("host") == b.get("host"))


def of_same_process(a: Claim, b: Claim) -> bool:
    """Whether one process made both."""
    return of_same_host(a, b) and a.get("pid") == b.get("pid") and _same_time(a.get("started"), b.get("started"))


def is_running(claim: Claim) -> bool:
    """Whether the process that made the claim, on this computer, is still there."""
    pid = claim.get("pid")
    if not isinstance(pid, int):
        return False
    try:
        process = psutil.Process(pid)
        return process.status() != psutil.STATUS_ZOMBIE and _same_time(claim.get("started"), process.create_time())
    except psutil.AccessDenied:
        return True  # somebody else's process, which may be the one
    except (psutil.NoSuchProcess, ValueError):  # ValueError: no process has such a number
        return False


def _same_time(a: object, b: object) -> bool:
    """In seconds. A process's start is counted from the computer's, which moves when its clock is corrected."""
    return isinstance(a, int | float) and isinstance(b, int | float) and abs(a - b) < 2
