"""Which of Qt's system libraries this Linux machine lacks, and the one line that installs them.

PySide6's wheels bring Qt itself but not what Qt draws and types with. Standard library only, and no
import from the package: `setup_env.py` loads this file by its path, with whatever Python it runs on.
"""

from __future__ import annotations  # so that an older Python can read this file too

import ctypes
import shutil
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Platform = Literal["offscreen", "xcb"]


@dataclass(frozen=True)
class Library:
    """A shared library as the loader knows it, and the packages that bring it.

    Attributes:
        name: what Qt asks the loader for, such as libEGL.so.1
        apt, dnf, pacman: the package's name on Debian and Ubuntu, Fedora, Arch
    """

    name: str
    apt: str
    dnf: str
    pacman: str


# Read off PySide6's QtGui, QtWidgets, QtSvg, QtDBus and libqoffscreen.so (their NEEDED entries):
# without these `import PySide6.QtGui` fails, window or no window.
_ALWAYS = (
    Library("libEGL.so.1", "libegl1", "libglvnd-egl", "libglvnd"),
    Library("libGL.so.1", "libgl1", "libglvnd-glx", "libglvnd"),
    Library("libX11.so.6", "libx11-6", "libX11", "libx11"),
    Library("libxkbcommon.so.0", "libxkbcommon0", "libxkbcommon", "libxkbcommon"),
    Library("libglib-2.0.so.0", "libglib2.0-0", "glib2", "glib2"),
    Library("libgthread-2.0.so.0", "libglib2.0-0", "glib2", "glib2"),
    Library("libfontconfig.so.1", "libfontconfig1", "fontconfig", "fontconfig"),
    Library("libfreetype.so.6", "libfreetype6", "freetype", "freetype2"),
    Library("libdbus-1.so.3", "libdbus-1-3", "dbus-libs", "dbus"),
    Library("libz.so.1", "zlib1g", "zlib", "zlib"),
)

# Read off libqxcb.so and libQt6XcbQpa.so.6: without these no window opens on an X server.
_XCB = (
    Library("libxkbcommon-x11.so.0", "libxkbcommon-x11-0", "libxkbcommon-x11", "libxkbcommon-x11"),
    Library("libX11-xcb.so.1", "libx11-xcb1", "libX11-xcb", "libx11"),
    Library("libxcb.so.1", "libxcb1", "libxcb", "libxcb"),
    Library("libxcb-cursor.so.0", "libxcb-cursor0", "xcb-util-cursor", "xcb-util-cursor"),
    Library("libxcb-icccm.so.4", "libxcb-icccm4", "xcb-util-wm", "xcb-util-wm"),
    Library("libxcb-image.so.0", "libxcb-image0", "xcb-util-image", "xcb-util-image"),
    Library("libxcb-keysyms.so.1", "libxcb-keysyms1", "xcb-util-keysyms", "xcb-util-keysyms"),
    Library("libxcb-randr.so.0", "libxcb-randr0", "libxcb", "libxcb"),
    Library("libxcb-render.so.0", "libxcb-render0", "libxcb", "libxcb"),
    Library("libxcb-render-util.so.0", "libxcb-render-util0", "xcb-util-renderutil", "xcb-util-renderutil"),
    Library("libxcb-shape.so.0", "libxcb-shape0", "libxcb", "libxcb"),
    Library("libxcb-shm.so.0", "libxcb-shm0", "libxcb", "libxcb"),
    Library("libxcb-sync.so.1", "libxcb-sync1", "libxcb", "libxcb"),
    Library("libxcb-util.so.1", "libxcb-util1", "xcb-util", "xcb-util"),
    Library("libxcb-xfixes.so.0", "libxcb-xfixes0", "libxcb", "libxcb"),
    Library("libxcb-xkb.so.1", "libxcb-xkb1", "libxcb", "libxcb"),
)

DEBIAN_PACKAGES = tuple(sorted({library.apt for library in _ALWAYS + _XCB}))  # that a window needs


def missing_libraries(platform: Platform) -> list[Library]:
    """What Qt needs for a platform and the loader does not find; empty on Windows and macOS.

    "offscreen" is what QtGui needs to be imported at all, "xcb" that and what a window on X needs.
    """
    if not sys.platform.startswith("linux"):
        return []
    wanted = _ALWAYS if platform == "offscreen" else _ALWAYS + _XCB
    return [library for library in wanted if not _loads(library.name)]


def install_line(libraries: Iterable[Library]) -> str:
    """The command that installs the libraries with this machine's own package manager.

    Names the Debian packages where neither apt, dnf nor pacman is found. Empty for no libraries.
    """
    missing = list(libraries)
    if not missing:
        return ""
    if shutil.which("apt-get") is None and shutil.which("dnf"):
        return "sudo dnf install -y " + _join(library.dnf for library in missing)
    if shutil.which("apt-get") is None and shutil.which("pacman"):
        return "sudo pacman -S --needed " + _join(library.pacman for library in missing)
    return "sudo apt-get install -y " + _join(library.apt for library in missing)


def _loads(name: str) -> bool:
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True


def _join(packages: Iterable[str]) -> str:
    return " ".join(dict.fromkeys(packages))  # once each, in order
