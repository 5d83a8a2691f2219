"""The projects that were open lately."""

from pathlib import Path

from PySide6.QtCore import QObject, QSettings, Signal
from PySide6.QtWidgets import QMenu

KEY, MOST = "projects/recent", 8


class Recent(QObject):
    """Fills the menu with projects, newest first.

    Signals:
        chosen(path): one of them.
    """

    chosen = Signal(str)

    def __init__(self, menu: QMenu) -> None:
        super().__init__(menu)
        self._menu = menu
        menu.aboutToShow.connect(self._fill)
        self._fill()

    def note(self, path: str) -> None:
        """That one is open now."""
        paths = [path, *(each for each in recent_projects() if each != path)]
        settings = QSettings()
        settings.setValue(KEY, paths[:MOST])
        settings.sync()  # at once: after a crash it is looked for here
        self._fill()

    def _fill(self) -> None:
        self._menu.clear()
        for path in recent_projects():
            action = self._menu.addAction(Path(path).name)
            action.setToolTip(path)
            action.setEnabled(Path(path).is_file())
            action.triggered.connect(lambda _=False, path=path: self.chosen.emit(path))
        self._menu.setEnabled(bool(self._menu.actions()))
        self._menu.setToolTipsVisible(True)


def recent_projects() -> list[str]:
    """Their paths, newest first."""
    value = QSettings().value(KEY, [])
    return [str(path) for path in (value if isinstance(value, list) else [value]) if path]
