"""What one had last, and whether the gallery was open: they come back at the next start; the sliders where wanted."""

import json
from pathlib import Path

from PySide6.QtCore import QSettings

from stylegui.document.document import Document
from stylegui.engine.errors import Problem
from stylegui.engine.settings import Settings, kept_settings
from stylegui.engine.styles.library import is_named, name_of
from stylegui.gui.dialogs.preferences import remembers_sliders

_PHOTO, _STYLES, _GALLERY, _SETTINGS = "last/photo", "last/styles", "last/gallery", "last/settings"


def remember(document: Document, has_gallery: bool) -> None:
    """Keep where the photo and the styles came from; what was pasted came from nowhere."""
    settings = QSettings()
    settings.setValue(_GALLERY, int(has_gallery))
    names = [name_of(style.picture) for style in document.styles]
    photo = document.photo.path if document.photo is not None else None
    settings.setValue(_PHOTO, "" if photo is None else str(photo))
    settings.setValue(_STYLES, [name for name in names if name])
    settings.setValue(_SETTINGS, document.settings.model_dump_json(exclude={"shares", "shapes", "marks", "start_from"}))


def last_photo() -> str:
    """Its path, if it is still there; else ""."""
    path = str(QSettings().value(_PHOTO, ""))
    return path if path and Path(path).is_file() else ""


def last_styles() -> list[str]:
    """Their paths or names, as far as they are there."""
    value = QSettings().value(_STYLES, [])
    names = [str(name) for name in (value if isinstance(value, list) else [value]) if name]
    return [name for name in names if is_named(name) or Path(name).is_file()]


def last_settings() -> Settings | None:
    """Those of the last time; None where they are not wanted or cannot be read."""
    text = str(QSettings().value(_SETTINGS, ""))
    if not text or not remembers_sliders():
        return None
    try:
        return kept_settings(dict(json.loads(text)))
    except (ValueError, TypeError, Problem):  # of another version
        return None


def was_shown(otherwise: bool) -> bool:
    """Whether the gallery was open; `otherwise` where nobody has closed the window yet."""
    return str(QSettings().value(_GALLERY, int(otherwise))) == "1"
