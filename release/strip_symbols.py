"""Leaves out of torch's and Python's libraries what only a debugger reads: a fifth of the bundle."""

import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

Entry = tuple[str, str, str]  # place in the bundle, source, kind: as PyInstaller lists files
LIBRARIES = ("torch/lib/libtorch_cpu.so", "torch/lib/libtorch_python.so", "libpython3.")  # beginnings of their places


def stripped(entries: Iterable[Entry], folder: Path) -> list[Entry]:
    """The same files, torch's largest and Python's from copies in `folder` without symbols.

    On Linux only: elsewhere libraries are signed or have none. And these only: of libraries that were patched when
    their package was made, strip spoils the alignment.
    """
    if not sys.platform.startswith("linux") or shutil.which("strip") is None:
        return list(entries)
    found = []
    for place, source, kind in entries:
        if place.startswith(LIBRARIES):
            copy = folder / Path(place).name
            subprocess.run(["strip", "--strip-unneeded", "-o", str(copy), source], check=True)
            source = str(copy)
        found.append((place, source, kind))
    return found
