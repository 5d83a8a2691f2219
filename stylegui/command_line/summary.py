"""What is told of what was painted."""

import importlib.metadata
import platform
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import psutil

from stylegui import __version__
from stylegui.engine.run.frame import Frame
from stylegui.engine.settings import Settings

PACKAGES = ("torch", "numpy", "pillow", "PySide6-Essentials")


def versions() -> dict[str, str]:
    """Versions of this program and of what it stands on."""
    return {"stylegui": __version__, "python": platform.python_version()} | {
        name: importlib.metadata.version(name) for name in PACKAGES
    }


def tell(notices: Sequence[str]) -> None:
    """Print what is to be known of a result."""
    for notice in notices:
        print(f"stylegui: {notice}", file=sys.stderr)


def summary(output: Path, frame: Frame, settings: Settings, wall_s: float, first_s: float) -> dict[str, Any]:
    """What `--json` prints of a run."""
    return {
        "output": str(output),
        "width": frame.width,
        "height": frame.height,
        "evaluations": frame.evaluations,
        "wall_s": round(wall_s, 3),
        "first_frame_s": round(first_s, 3),
        "peak_rss_mb": round(peak_memory() / 1e6, 1),
        "losses": dict(frame.losses),
        "seed": settings.seed,
        "versions": versions(),
    }


def peak_memory() -> int:
    """Bytes of memory this process held at most."""
    if sys.platform == "win32":
        return int(psutil.Process().memory_info().peak_wset)
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024
