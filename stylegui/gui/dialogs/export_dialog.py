"""Asks how a result becomes a file: where, in which format and size, and what goes with it."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import ValidationError
from PySide6.QtCore import QSettings
from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QCheckBox,
    QColorDialog,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QDoubleSpinBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMessageBox,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from stylegui.batch.names import named
from stylegui.engine.pictures.files.saving import (
    DEEP,
    LARGEST,
    LOSSY,
    USUAL,
    WITHOUT_ALPHA,
    WRITABLE,
    Saving,
    depth_of,
    is_enlarged,
    losses,
    pixels_of_length,
    sidecar_of,
    size_of,
    too_large,
)
from stylegui.engine.pictures.files.spaces import name_of
from stylegui.engine.pictures.images import Picture
from stylegui.gui.dialogs.save_dialog import pictures_folder

ENDINGS = {"PNG": ".png", "TIFF": ".tif", "JPEG": ".jpg", "WEBP": ".webp"}
USUAL_NAME = "{photo}-painted"
AS_PAINTED, AS_PHOTO, IN_PRINT = range(3)


@dataclass(frozen=True)
class Exported:
    """What is to be saved.

    Attributes:
        painted: (width, height) of the result. photo: what it was painted from. names: of its styles.
        can_be_larger: it is finished, and can be painted larger.
        is_queued: it is painted when its turn comes; is_several: so are other photos, and `photo` is but one of them.
        has_recipe: there is one: what a fast network paints has none.
    """

    painted: tuple[int, int]
    photo: Picture
    names: tuple[str, ...]
    can_be_larger: bool = True
    is_queued: bool = False
    is_several: bool = False
    has_recipe: bool = True

    def named(self, template: str) -> str:
        """A file's name of a template with {photo}, {style}, {size} and {date}."""
        return named(template, self.photo.name, self.names, max(self.painted))


class ExportDialog(QDialog):
    """The dialog. What was chosen last comes back.

    Attributes:
        name, folder, kind, quality, bits, extent, length, unit, dpi, colours: fields.
        metadata, position, recipe, paths, sidecar: what goes with the picture.
        path: where it shall lie, once that was chosen. larger: Enlarge instead, by so many times, 0 for as the photo.
    """

    def __init__(self, parent: QWidget, exported: Exported) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Add to the queue") if exported.is_queued else self.tr("Save the result"))
        self.setMinimumWidth(520)
        self._exported, self.path = exported, ""
        self.larger: int | None = None
        last, before = QSettings(), _last()
        self.name = QLineEdit(str(last.value("save/name", USUAL_NAME)))
        self.name.setToolTip(self.tr("{photo}, {style}, {size} and {date} stand for what they say"))
        self._called = QLabel(wordWrap=True)
        self._called.setObjectName("called")
        self.folder = QPushButton(str(last.value("folders/save", pictures_folder())))
        self.folder.setToolTip(self.tr("Choose another folder"))
        self.kind = _choice(list(ENDINGS), str(last.value("save/kind", "PNG")))
        self.quality = QSpinBox(minimum=1, maximum=100, value=before.quality)
        self.bits = _choice([self.tr("8 bits a channel"), self.tr("16 bits a channel")])
        self.bits.setCurrentIndex(int(depth_of(exported.photo, "PNG", before) == 16))
        self.extent = QComboBox()
        width, height = exported.painted
        own, photos = f" ({width} × {height})", f" ({exported.photo.width} × {exported.photo.height})"
        self.extent.addItem(self.tr("As painted") + ("" if exported.is_several else own))
        self.extent.addItem(self.tr("As the photo") + ("" if exported.is_several else photos))
        self.extent.addItem(self.tr("For print"))
        self.extent.setCurrentIndex(AS_PHOTO if before.longer == "photo" else AS_PAINTED)
        self.length = QDoubleSpinBox(minimum=0.5, maximum=1000, value=30, decimals=1)
        self.unit = _choice(["cm", "in"])
        self.dpi = QSpinBox(minimum=1, maximum=10_000, value=round(before.dpi), suffix=self.tr(" dpi"))
        profile = exported.photo.profile
        kept = self.tr("%s, as the photo") % name_of(profile) if profile else "sRGB"
        self.colours = _choice([self.tr("As the photo") if exported.is_several else kept, "sRGB"])
        has_choice = exported.is_several or profile is not None
        self.colours.setCurrentIndex(int(has_choice and before.colours == "srgb"))
        self.colours.setEnabled(has_choice)
        self.background = QPushButton(self.tr("Background…"))
        self._background = before.background or (255, 255, 255)
        self.metadata = _check(self.tr("Date, camera and artist of the photo"), before.keeps_metadata)
        self.position = _check(self.tr("Where the photo was taken"), before.keeps_position)
        self.recipe = _check(self.tr("How it was made, to open it again"), before.has_recipe)
        self.paths = _check(self.tr("Where its pictures lie on this computer"), before.names_paths)
        self.sidecar = _check(self.tr("A recipe file beside it"), before.has_sidecar)
        self._told = QLabel(wordWrap=True)
        self._told.setObjectName("losses")
        self._lay_out()
        self._connect()
        self._refresh()

    def saving(self) -> Saving:
        """How it becomes a file."""
        longer: int | Literal["photo"] = "photo" if self.extent.currentIndex() == AS_PHOTO else 0
        if self.extent.currentIndex() == IN_PRINT:
            wanted = pixels_of_length(self.length.value(), self.unit.currentText(), self.dpi.value())
            longer = min(max(wanted, 16), LARGEST)
        return Saving(
            quality=self.quality.value(),
            depth=16 if self.bits.currentIndex() else 8,
            longer=longer,
            dpi=self.dpi.value(),
            colours="srgb" if self.colours.currentIndex() else "photo",
            background=self._background,
            keeps_metadata=self.metadata.isChecked(),
            keeps_position=self.position.isChecked(),
            has_recipe=self.recipe.isChecked(),
            names_paths=self.paths.isChecked(),
            has_sidecar=self._exported.has_recipe and self.sidecar.isChecked(),
        )

    def target(self) -> Path:
        """The file that would be written: in the folder, unless a whole path was typed for a name."""
        typed = Path(self.name.text().strip())
        folder = typed.parent if typed.is_absolute() else Path(self.folder.text())
        return folder / self._exported.named(self.template())

    def template(self) -> str:
        """What the file is called, with {photo} and the like."""
        typed, kind = Path(self.name.text().strip()), self.kind.currentText()
        name = (typed.name if typed.is_absolute() else self.name.text().strip()) or "result"
        return name if WRITABLE.get(Path(name).suffix.lower()) == kind else f"{name}{ENDINGS[kind]}"

    def _lay_out(self) -> None:
        print_ = QHBoxLayout()
        for field in (self.length, self.unit, self.dpi):
            print_.addWidget(field)
        self._print = QWidget()
        self._print.setLayout(print_)
        print_.setContentsMargins(0, 0, 0, 0)
        self._form = QFormLayout()
        for label, row in (
            (self.tr("Name"), self.name),
            ("", self._called),
            (self.tr("Folder"), self.folder),
            (self.tr("Format"), self.kind),
            (self.tr("Quality"), self.quality),
            (self.tr("Depth"), self.bits),
            (self.tr("Behind what is transparent"), self.background),
            (self.tr("Size"), self.extent),
            (self.tr("Longer side"), self._print),
            (self.tr("Colours"), self.colours),
            (self.tr("With it"), self.metadata),
            ("", self.position),
            ("", self.recipe),
            ("", self.paths),
            ("", self.sidecar),
        ):
            self._form.addRow(label, row)
            if label:
                row.setAccessibleName(label)
        buttons = QDialogButtonBox()
        said = self.tr("Add") if self._exported.is_queued else self.tr("Save")
        self.save = buttons.addButton(said, QDialogButtonBox.ButtonRole.AcceptRole)
        self.enlarge = buttons.addButton(self.tr("Enlarge instead…"), QDialogButtonBox.ButtonRole.ActionRole)
        buttons.addButton(QDialogButtonBox.StandardButton.Cancel)
        buttons.accepted.connect(self._save)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 16)
        layout.setSpacing(16)
        layout.addLayout(self._form)
        layout.addWidget(self._told)
        layout.addWidget(buttons)
        for button in (self.folder, self.background):
            button.setAutoDefault(False)  # Return in a field saves
        self.save.setDefault(True)

    def _connect(self) -> None:
        for box in (self.kind, self.bits, self.extent, self.unit, self.colours):
            box.currentIndexChanged.connect(self._refresh)
        for number in (self.quality, self.dpi, self.length):
            number.valueChanged.connect(self._refresh)
        for check in (self.metadata, self.recipe):
            check.toggled.connect(self._refresh)
        self.name.textChanged.connect(self._follow_ending)
        self.folder.clicked.connect(self._choose_folder)
        self.background.clicked.connect(self._choose_background)
        self.enlarge.clicked.connect(self._enlarge)

    def _follow_ending(self, name: str) -> None:
        """Whoever types .jpg means JPEG."""
        self.kind.setCurrentText(WRITABLE.get(Path(name.strip()).suffix.lower(), self.kind.currentText()))
        self._refresh()

    def _refresh(self) -> None:
        """Show what belongs to the format, and what that loses."""
        kind, photo, saving = self.kind.currentText(), self._exported.photo, self.saving()
        self._form.setRowVisible(self.quality, kind in LOSSY)
        self._form.setRowVisible(self.bits, kind in DEEP)
        self._form.setRowVisible(self.background, kind in WITHOUT_ALPHA and photo.alpha is not None)
        for row in (self.recipe, self.paths, self.sidecar):
            self._form.setRowVisible(row, self._exported.has_recipe)
        self._form.setRowVisible(self._print, self.extent.currentIndex() == IN_PRINT)
        self.position.setEnabled(self.metadata.isChecked())
        self.paths.setEnabled(self.recipe.isChecked())
        width, height = size_of(self._exported.painted, photo, saving)
        target = self.target()
        called = target.name if target.parent == Path(self.folder.text()) else str(target)  # where a path was typed
        own = self.tr("%s, %s × %s pixels") % (called, width, height)
        self._called.setText(self.tr("As in %s") % called if self._exported.is_several else own)
        is_larger = is_enlarged(self._exported.painted, photo, saving)
        self.enlarge.setVisible(is_larger and self._exported.can_be_larger)
        self.save.setEnabled(not too_large(kind, width, height))
        told = losses(self._exported.painted, photo, kind, saving)
        self._told.setText("\n".join(f"{each[0].upper()}{each[1:]}." for each in told))
        self._told.setVisible(bool(told))
        self.adjustSize()

    def _choose_folder(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, self.tr("Folder for results"), self.folder.text())
        if folder:
            self.folder.setText(folder)

    def _choose_background(self) -> None:
        title = self.tr("Behind what is transparent")
        chosen = QColorDialog.getColor(QColor(*self._background), self, title)
        if chosen.isValid():
            self._background = (chosen.red(), chosen.green(), chosen.blue())

    def _enlarge(self) -> None:
        wanted = max(size_of(self._exported.painted, self._exported.photo, self.saving())) / max(self._exported.painted)
        self.larger = 0 if self.extent.currentIndex() == AS_PHOTO else 2 if wanted <= 2 else 4
        self.reject()

    def _save(self) -> None:
        target = self.target()
        written = [target, *([sidecar_of(target)] if self.sidecar.isChecked() else [])]
        for name in (path.name for path in written if path.exists() and not self._exported.is_queued):
            title, asked = self.tr("Save the result"), self.tr("%s is there already. Do you want to replace it?") % name
            if QMessageBox.question(self, title, asked) != QMessageBox.StandardButton.Yes:
                return
        kept = QSettings()
        kept.setValue("save/name", self.name.text().strip() or USUAL_NAME)
        kept.setValue("save/kind", self.kind.currentText())
        how = self.saving()
        how = how.model_copy(update={"has_sidecar": self.sidecar.isChecked()})  # also where it was not asked for
        if how.depth == depth_of(self._exported.photo, "PNG", USUAL):
            how = how.model_copy(update={"depth": "photo"})  # and so it is for the next photo
        kept.setValue("save/how", how.model_dump_json())
        kept.setValue("folders/save", str(target.parent))
        self.path = str(target)
        self.accept()


def _last() -> Saving:
    """What was chosen last; of the size only what fits every result."""
    try:
        found = Saving.model_validate_json(str(QSettings().value("save/how", "")))
    except ValidationError:
        return USUAL
    return found if found.longer == "photo" else found.model_copy(update={"longer": 0})


def _check(words: str, is_checked: bool) -> QCheckBox:
    box = QCheckBox(words)
    box.setChecked(is_checked)
    return box


def _choice(words: list[str], chosen: str = "") -> QComboBox:
    box = QComboBox()
    box.addItems(words)
    box.setCurrentIndex(max(box.findText(chosen), 0))
    return box
