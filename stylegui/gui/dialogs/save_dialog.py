"""Asks for files: which pictures, recipes and projects are meant."""

from pathlib import Path

from PySide6.QtCore import QSettings, QStandardPaths
from PySide6.QtWidgets import QFileDialog, QWidget

from stylegui.engine.pictures.files.loading import PICTURE_ENDINGS
from stylegui.engine.styles.style_file import ENDING

PICTURES = " ".join(f"*{ending}" for ending in sorted(PICTURE_ENDINGS))


def ask_file(parent: QWidget, title: str, name: str, kinds: str, saving: bool) -> str:
    """Path of a file other than a picture, or "". The last folder is remembered."""
    settings = QSettings()
    folder = str(settings.value("folders/other", pictures_folder()))
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
    folder = str(settings.value(f"folders/{place}", pictures_folder()))
    filters = parent.tr("Pictures (%s)") % (f"{PICTURES} *{ENDING}" if place == "style" else PICTURES)
    if several:
        paths, _ = QFileDialog.getOpenFileNames(parent, title, folder, filters)
    else:
        path, _ = QFileDialog.getOpenFileName(parent, title, folder, filters)
        paths = [path] if path else []
    if paths:
        settings.setValue(f"folders/{place}", str(Path(paths[0]).parent))
    return paths


def ask_folder(parent: QWidget, title: str, place: str) -> str:
    """Path of a folder, or ""; it is remembered as that of pictures for the place."""
    settings = QSettings()
    folder = QFileDialog.getExistingDirectory(parent, title, str(settings.value(f"folders/{place}", pictures_folder())))
    if folder:
        settings.setValue(f"folders/{place}", folder)
    return folder


def last_folders() -> list[str]:
    """Those that files were chosen in last."""
    settings = QSettings()
    kinds = ("photo", "style", "mask", "save", "other")
    return [str(settings.value(f"folders/{kind}")) for kind in kinds if settings.contains(f"folders/{kind}")]


def pictures_folder() -> str:
    """The user's folder for pictures, or their home where it does not exist."""
    folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.PicturesLocation)
    return folder if Path(folder).is_dir() else str(Path.home())
