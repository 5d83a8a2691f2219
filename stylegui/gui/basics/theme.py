"""Colours of the window in light and dark, and icons drawn in them."""

from functools import cache

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QIcon, QPalette
from PySide6.QtWidgets import QApplication

from stylegui.gui.basics.drawn_icon import DrawnIcon
from stylegui.paths import resources

# Text has a contrast of at least 4.5 : 1 (WCAG 2, AA) to what it stands on; lines are calmer. "accent" carries white.
ACCENT = "#1a8275"
LIGHT = {
    "window": "#f1f1f0",
    "base": "#ffffff",
    "button": "#e7e7e6",
    "text": "#262626",
    "faint": "#646462",
    "line": "#b9b9b7",
    "disabled": "#8a8a88",
    "link": "#167166",
    "refusal": "#b23f26",
}
DARK = {
    "window": "#2a2a2b",
    "base": "#1f1f20",
    "button": "#3a3a3c",
    "text": "#e4e4e2",
    "faint": "#a8a8a6",
    "line": "#5c5c5e",
    "disabled": "#858583",
    "link": "#4db8a8",
    "refusal": "#f28b72",
}
_ROLES = {
    QPalette.ColorRole.Window: "window",
    QPalette.ColorRole.WindowText: "text",
    QPalette.ColorRole.Base: "base",
    QPalette.ColorRole.AlternateBase: "button",
    QPalette.ColorRole.Text: "text",
    QPalette.ColorRole.Button: "button",
    QPalette.ColorRole.ButtonText: "text",
    QPalette.ColorRole.ToolTipBase: "base",
    QPalette.ColorRole.ToolTipText: "text",
    QPalette.ColorRole.PlaceholderText: "faint",
    QPalette.ColorRole.Mid: "line",
    QPalette.ColorRole.Link: "link",
    QPalette.ColorRole.LinkVisited: "link",
    QPalette.ColorRole.BrightText: "refusal",
}
# 8 px grid; frames of the wells are drawn here so that dragging can light them up.
_SHEET = """
QFrame#well { border: 1px dashed palette(mid); border-radius: 6px; background: palette(base); }
QFrame#well[filled="true"] { border: 1px solid palette(alternate-base); }
QFrame#well:focus { border: 1px solid palette(highlight); }
QFrame#well[hovered="true"] { border: 2px solid palette(highlight); }
QFrame#advice { background: palette(alternate-base); }
QLabel#faint { color: palette(placeholder-text); }
QLabel#reason { color: palette(bright-text); }
QLabel#heading { font-weight: 600; }
QDialogButtonBox { dialogbuttonbox-buttons-have-icons: 0; }
QToolBar { border: none; spacing: 4px; padding: 4px 8px; }
QStatusBar::item { border: none; }
"""


def apply_theme(application: QApplication) -> None:
    """Give the application its palette after the system's scheme."""
    dark = application.styleHints().colorScheme() == Qt.ColorScheme.Dark
    application.setPalette(palette_of(DARK if dark else LIGHT))
    application.setStyleSheet(_SHEET)


def palette_of(colours: dict[str, str]) -> QPalette:
    """The palette of LIGHT or DARK."""
    palette = QPalette()
    for role, name in _ROLES.items():
        palette.setColor(role, QColor(colours[name]))
        if role in (QPalette.ColorRole.Text, QPalette.ColorRole.WindowText, QPalette.ColorRole.ButtonText):
            palette.setColor(QPalette.ColorGroup.Disabled, role, QColor(colours["disabled"]))
    for role in (QPalette.ColorRole.Highlight, QPalette.ColorRole.Accent):
        palette.setColor(role, QColor(ACCENT))
        palette.setColor(QPalette.ColorGroup.Disabled, role, QColor(colours["disabled"]))
    palette.setColor(QPalette.ColorRole.HighlightedText, QColor("#ffffff"))
    return palette


def icon(name: str) -> QIcon:
    """The icon resources/icons/<name>.svg in the text's colour, at any size; nothing is read twice."""
    palette, role = QApplication.palette(), QPalette.ColorRole.WindowText
    normal, disabled = palette.color(role), palette.color(QPalette.ColorGroup.Disabled, role)
    return _icon(name, normal.name(), disabled.name())


def application_icon() -> QIcon:
    """The icon of the window and of the packaged application."""
    return QIcon(str(resources() / "icons" / "stylegui.svg"))


@cache
def _icon(name: str, normal: str, disabled: str) -> QIcon:
    return QIcon(DrawnIcon(_drawing(name), normal, disabled))


@cache
def _drawing(name: str) -> str:
    return (resources() / "icons" / f"{name}.svg").read_text(encoding="utf-8")
