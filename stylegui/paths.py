"""Finds what the application ships with, and where it writes what it fetched, drafts and its log."""

import sys
from contextlib import suppress
from pathlib import Path

import platformdirs


def resources() -> Path:
    """The folder with models, samples and icons, in a frozen app, an installed wheel or a checkout.

    Raises FileNotFoundError if the installation lacks it.
    """
    package = Path(__file__).resolve().parent
    places = [package / "resources", package.parent / "resources"]
    frozen = getattr(sys, "_MEIPASS", None)  # PyInstaller unpacks data here
    if frozen:
        places.insert(0, Path(frozen) / "resources")
    for place in places:
        if (place / "models").is_dir():
            return place
    raise FileNotFoundError(f"no resources folder beside {package}: please install StyleGUI again")


def networks_folder() -> Path:
    """The user's folder for networks that were fetched; it need not exist."""
    return platformdirs.user_data_path("StyleGUI", appauthor=False) / "networks"


def drafts_folder() -> Path:
    """The user's folder for projects that were not given a name yet; it need not exist."""
    return platformdirs.user_data_path("StyleGUI", appauthor=False) / "drafts"


def presets_folder() -> Path:
    """The user's folder for presets of their own; it need not exist."""
    return platformdirs.user_data_path("StyleGUI", appauthor=False) / "presets"


def queue_folder() -> Path:
    """The user's folder for what is to be painted one after the other; it need not exist."""
    return platformdirs.user_data_path("StyleGUI", appauthor=False) / "queue"


def pasted_folder() -> Path:
    """The user's folder for styles that were pasted; it need not exist."""
    return platformdirs.user_data_path("StyleGUI", appauthor=False) / "pasted"


def drags_folder() -> Path:
    """The user's folder for results that were dragged out; it need not exist."""
    return platformdirs.user_cache_path("StyleGUI", appauthor=False) / "dragged"


def log_file() -> Path:
    """The file that tracebacks go to; its folder is made if needed and possible."""
    folder = platformdirs.user_log_path("StyleGUI", appauthor=False)
    with suppress(OSError):  # messages name the place all the same
        folder.mkdir(parents=True, exist_ok=True)
    return folder / "stylegui.log"


def licences() -> str:
    """StyleGUI's licence, and those of all that a packaged application has in it."""
    folder = resources() / "licences"
    texts = (folder / "stylegui.txt", folder / "third-party.txt")  # made with the package: not in a checkout
    found = "\n\n".join(file.read_text(encoding="utf-8") for file in texts if file.is_file())
    return found or "MIT licence. What it stands on was installed beside it: pip-licenses lists their licences."
