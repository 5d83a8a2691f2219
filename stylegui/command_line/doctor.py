"""What a person would paste into a report of a problem."""

import os
import platform
import sys

import psutil
import torch

from stylegui.command_line.summary import versions
from stylegui.engine.errors import Problem
from stylegui.engine.network.device import choose, describe
from stylegui.engine.network.networks import network_path
from stylegui.engine.network.weights import load_network
from stylegui.paths import log_file
from stylegui.system_libraries import install_line, missing_libraries


def report() -> str:
    """Versions, device, threads, memory, networks and Qt's platform, a line each."""
    memory = psutil.virtual_memory()
    lines = [f"{name}: {version}" for name, version in versions().items()]
    lines += [
        f"system: {platform.platform()} ({platform.machine()})",
        f"processor: {describe(torch.device('cpu'))} of {os.cpu_count()}",
        f"computes on: {describe(choose('auto'))}",
        f"free memory: {memory.available / 1e9:.1f} of {memory.total / 1e9:.1f} GB",
        f"network VGG-16: {_network('vgg16')}",
        f"network VGG-19: {_network('vgg19')}",
        f"Qt platform: {_qt_platform()}",
        f"log: {log_file()}",
    ]
    return "\n".join(lines)


def _network(name: str) -> str:
    try:
        load_network(name)
    except Problem as problem:
        return str(problem)
    return f"found, {network_path(name)}"


def _qt_platform() -> str:
    """The platform that Qt would use, without opening a window (which could abort the process)."""
    wanted = os.environ.get("QT_QPA_PLATFORM", "")
    if not sys.platform.startswith("linux"):
        return wanted or {"win32": "windows", "darwin": "cocoa"}.get(sys.platform, "unknown")
    displays = {name: os.environ[name] for name in ("DISPLAY", "WAYLAND_DISPLAY") if os.environ.get(name)}
    shown = ", ".join(f"{name}={value}" for name, value in displays.items()) or "no display"
    missing = missing_libraries("xcb")
    lacking = f"; missing libraries: {install_line(missing)}" if missing else ""
    return f"{wanted or 'chosen by Qt'} ({shown}){lacking}"
