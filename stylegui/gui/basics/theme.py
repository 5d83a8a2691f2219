"""Colours of the window in light and dark, and icons drawn in them."""

from PySide6.QtCore import QByteArray, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPalette, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication

from stylegui.paths import resources

ACCENT = "#1c8a7c"
_LIGHT = {"window": "#f1f1f0", "base": "#ffffff", "text": "#262626", "button": "#e7e7e6", "faint": "#8a8a88"}
_DARK = {"window": "#2a2a2b", "base": "#1f1f20", "text": "#e4e4e2", "button": "#3a3a3c", "faint": "#858583"}
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
    QPalette.ColorRole.Mid: "faint",
}
# 8 px grid; frames of the wells are drawn here so that dragging can light them up.
_SHEET = """
QFrame#well { border: 1px dashed palette(mid); border-radius: 6px; background: palette(base); }
QFrame#well[filled="true"] { border: 1px solid palette(alternate-base); }
QFrame#well:focus { border: 1px solid palette(highlight); }
QFrame#well[hovered="true"] { border: 2px solid palette(highlight); }
QFrame#advice { background: palette(alternate-base); }
QLabel#faint { color: palette(mid); }
QLabel#reason { color: #d0553a; }
QLabel#heading { font-weight: 600; }
QToolBar { border: none; spacing: 4px; padding: 4px 8px; }
QStatusBar::item { border: none; }
"""


def apply_theme(application: QApplication) -> None:
    """Give the application its palette after the system's scheme."""
    dark = application.styleHints().colorScheme() == Qt.ColorScheme.Dark
    colours = _DARK if dark else _LIGHT
    palette = QPalette()
    for role, name in _ROLES.items():
        palette.setColor(role, QColor(colours[name]))
        if role in (QPalette.ColorRole.Text, QPalette.ColorRole.WindowText, QPalette.ColorRole.ButtonText):
            palette.setColor(QPalette.ColorGroup.Disabled, role, QColor(colours["faint"]))
    for role in (QPalette.ColorRole.Highlight, QPalette.ColorRole.Accent, QPalette.ColorRole.Link):
        palette.setColor(role, QColor(ACCENT))
        palette.setColor(QPalette.ColorGroup.Disabled, role, QColor(colours["faint"]))
    palette.setColor(QPalette.ColorRole.HighlightedText, QColor("#ffffff"))
    application.setPalette(palette)
    application.setStyleSheet(_SHEET)


def icon(name: str) -> QIcon:
    """The icon resources/icons/<name>.svg in the text's colour, sharp at twice the size too."""
    drawing = (resources() / "icons" / f"{name}.svg").read_text(encoding="utf-8")
    palette, result = QApplication.palette(), QIcon()
    for mode, group in (
        (QIcon.Mode.Normal, QPalette.ColorGroup.Active),
        (QIcon.Mode.Disabled, QPalette.ColorGroup.Disabled),
    ):
        colour = palette.color(group, QPalette.ColorRole.WindowText).name()
        renderer = QSvgRenderer(QByteArray(drawing.replace("currentColor", colour).encode()))
        for side in (24, 48):
            pixmap = QPixmap(QSize(side, side))
            pixmap.fill(Qt.GlobalColor.transparent)
            painter = QPainter(pixmap)
            renderer.render(painter)
            painter.end()
            result.addPixmap(pixmap, mode)
    return result


def application_icon() -> QIcon:
    """The icon of the window and of the packaged application."""
    return QIcon(str(resources() / "icons" / "stylegui.svg"))
