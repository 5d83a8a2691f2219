"""Asks for files: where a result shall go, and which pictures, recipes and projects are meant."""

from pathlib import Path

from PySide6.QtCore import QSettings, QStandardPaths
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QColorDialog, QFileDialog, QInputDialog, QWidget

from stylegui.engine.pictures.loading import READABLE
from stylegui.engine.pictures.saving import LOSSY, WITHOUT_ALPHA, WRITABLE
from stylegui.engine.styles.style_file import ENDING

PICTURES = " ".join(f"*{ending}" for endings in READABLE.values() for ending in endings)

Colour = tuple[int, int, int]
WHITE: Colour = (255, 255, 255)


def ask_target(parent: QWidget, name: str, transparent: bool) -> tuple[str, int, Colour] | None:
    """(path, quality, background) to save a result called `name` to, or None. Asks before replacing a file.

    The background is asked for where the result is `transparent` and the format cannot be.
    """
    settings = QSettings()
    folder = str(settings.value("folders/save", _pictures()))
    dialog = QFileDialog(parent, parent.tr("Save the result"), folder)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setNameFilters(_filters())
    dialog.setDefaultSuffix("png")
    dialog.filterSelected.connect(lambda chosen: dialog.setDefaultSuffix(_suffix(chosen)))
    dialog.selectFile(f"{name}.png")
    if not dialog.exec():
        return None
    path = dialog.selectedFiles()[0]
    settings.setValue("folders/save", str(Path(path).parent))
    quality = 92
    kind = WRITABLE.get(Path(path).suffix.lower())
    if kind in LOSSY:
        before = int(str(settings.value("save/quality", quality)))
        title, label = parent.tr("Quality"), parent.tr("Quality, 1 (small file) to 100 (best):")
        quality, accepted = QInputDialog.getInt(parent, title, label, before, 1, 100)
        if not accepted:
            return None
        settings.setValue("save/quality", quality)
    background = WHITE
    if transparent and kind in WITHOUT_ALPHA:
        title = parent.tr("%s has no transparency: choose the background") % kind
        chosen = QColorDialog.getColor(QColor(*WHITE), parent, title)
        if not chosen.isValid():
            return None
        background = (chosen.red(), chosen.green(), chosen.blue())
    return path, quality, background


def ask_file(parent: QWidget, title: str, name: str, kinds: str, saving: bool) -> str:
    """Path of a file other than a picture, or "". The last folder is remembered."""
    settings = QSettings()
    folder = str(settings.value("folders/other", _pictures()))
    dialog = QFileDialog(parent, title, folder, kinds)
    if saving:
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(Path(name).suffix[1:])
        dialog.selectFile(name)
    else:
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    if not dialog.exec():
        return ""
    path = dialog.selectedFiles()[0]
    settings.setValue("folders/other", str(Path(path).parent))
    return path


def ask_pictures(parent: QWidget, title: str, place: str, several: bool) -> list[str]:
    """Paths of pictures chosen in a dialog; the last folder is remembered for each place."""
    settings = QSettings()
    folder = str(settings.value(f"folders/{place}", _pictures()))
    filters = parent.tr("Pictures (%s)") % (f"{PICTURES} *{ENDING}" if place == "style" else PICTURES)
    if several:
        paths, _ = QFileDialog.getOpenFileNames(parent, title, folder, filters)
    else:
        path, _ = QFileDialog.getOpenFileName(parent, title, folder, filters)
        paths = [path] if path else []
    if paths:
        settings.setValue(f"folders/{place}", str(Path(paths[0]).parent))
    return paths


def _filters() -> list[str]:
    """Of the formats that a result can have, as dialogs take them: "JPEG (*.jpg *.jpeg)"."""
    endings: dict[str, list[str]] = {}
    for ending, kind in WRITABLE.items():
        endings.setdefault(kind, []).append(f"*{ending}")
    return [f"{kind} ({' '.join(each)})" for kind, each in endings.items()]


def _suffix(name_filter: str) -> str:
    return name_filter.partition("*.")[2].partition(" ")[0].rstrip(")")


def _pictures() -> str:
    """The user's folder for pictures, or their home where it does not exist."""
    folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.PicturesLocation)
    return folder if Path(folder).is_dir() else str(Path.home())
