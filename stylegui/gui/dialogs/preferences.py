"""The preferences: the networks on this computer, and how much history is kept."""

from pathlib import Path

from PySide6.QtCore import QSettings, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QDoubleSpinBox,
    QFileDialog,
    QGridLayout,
    QGroupBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from stylegui.document.project.moments import USUAL_BOUND
from stylegui.engine.network.networks import NETWORKS, Fetched, Network, is_here
from stylegui.gui.basics.durations import time_left

WIDTH = 560
ADDRESS = "networks/address"  # of a mirror, in the application's settings
MOMENTS = "history/moments"  # megabytes, there
MEMORY = "run/memory"  # gigabytes, there
SLIDERS = "last/remembers-sliders"  # 1 or 0, there
GB = 1_000_000_000


class NetworkRow(QGroupBox):
    """One network: what it is, whether it is here, and what can be done.

    Signals:
        get_requested, cancel_requested, remove_requested; import_requested(path): of this network.
        resized: it needs more room, or less.
    """

    get_requested = Signal()
    cancel_requested = Signal()
    import_requested = Signal(str)
    remove_requested = Signal()
    resized = Signal()

    def __init__(self, network: Network) -> None:
        super().__init__(network.title)
        self._network, self._busy = network, False
        self._state, self._reason = QLabel(wordWrap=True), QLabel(wordWrap=True)
        self._reason.setObjectName("reason")
        self._reason.setTextFormat(Qt.TextFormat.PlainText)
        self._bar = QProgressBar(minimum=0, maximum=1000, textVisible=False)
        self._bar.setAccessibleName(self.tr("Progress of %s") % network.title)
        self._bar.setFixedHeight(10)
        self.get = QPushButton(self.tr("Download"))
        self.import_ = QPushButton(self.tr("Import…"))
        self.import_.setToolTip(self.tr("Use a file of weights that you have (.pth or .safetensors)"))
        self.remove = QPushButton(self.tr("Remove"))
        self.get.clicked.connect(self._get_or_cancel)
        self.import_.clicked.connect(self._import)
        self.remove.clicked.connect(self.remove_requested)
        layout = QGridLayout(self)
        layout.setColumnStretch(0, 1)
        layout.addWidget(QLabel(self.tr("Licence: %s") % network.licence), 0, 0, 1, 4)
        layout.addWidget(self._state, 1, 0)
        for column, button in enumerate((self.get, self.import_, self.remove), start=1):
            button.setAccessibleName(f"{button.text()} {network.title}")
            layout.addWidget(button, 1, column)
        layout.addWidget(self._bar, 2, 0, 1, 4)
        layout.addWidget(self._reason, 3, 0, 1, 4)
        self.refresh()

    def text(self) -> str:
        """What it says of its state, and why something failed."""
        return f"{self._state.text()} {self._reason.text()}".strip()

    def refresh(self) -> None:
        """Say how it is now."""
        network, here = self._network, is_here(self._network)
        fetched = bool(network.address)
        for button, shown in (
            (self.get, fetched and not here),
            (self.import_, fetched),
            (self.remove, fetched and here),
        ):
            button.setVisible(shown or (self._busy and button is self.get))
            button.setEnabled(not self._busy or button is self.get)
        self.get.setText(self.tr("Cancel") if self._busy else self.tr("Download"))
        self._bar.setVisible(self._busy)
        self._reason.setVisible(bool(self._reason.text()))
        if not self._busy:
            self._state.setText(self._sizes() if fetched and not here else self.tr("Installed") if here else "")
            if not fetched:
                self._state.setText(self.tr("Built in"))
        self.resized.emit()

    def begin(self) -> None:
        """It is being fetched."""
        self._busy = True
        self._reason.clear()
        self._bar.setValue(0)
        self._state.setText(self.tr("Connecting…"))
        self.refresh()

    def show_progress(self, fetched: Fetched) -> None:
        """How far that is."""
        if not self._busy:
            return  # cancelled in the meantime
        self._bar.setValue(round(1000 * fetched.received / fetched.total))
        parts = [self.tr("%s of %s MB") % (_megabytes(fetched.received), _megabytes(fetched.total))]
        if fetched.bytes_per_s is not None and fetched.time_left_s is not None:
            parts += [self.tr("%.1f MB/s") % (fetched.bytes_per_s / 1e6), time_left(self, fetched.time_left_s)]
        self._state.setText(" · ".join(parts))

    def end(self) -> None:
        """It is no longer being fetched."""
        self._busy = False
        self.refresh()

    def show_reason(self, reason: str) -> None:
        """Say why something did not work, or nothing."""
        self._reason.setText(reason)
        self.refresh()

    def _get_or_cancel(self) -> None:
        if self._busy:
            self._state.setText(self.tr("Stopping…"))
            self.cancel_requested.emit()
        else:
            self.begin()
            self.get_requested.emit()

    def _import(self) -> None:
        dialog = QFileDialog(self, self.tr("Choose the weights of %s") % self._network.title)
        dialog.setNameFilter(self.tr("Weights (*.pth *.pt *.safetensors)"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        if dialog.exec():
            self._reason.clear()
            self._state.setText(self.tr("Reading %s…") % Path(dialog.selectedFiles()[0]).name)
            self.import_requested.emit(dialog.selectedFiles()[0])

    def _sizes(self) -> str:
        sizes = _megabytes(self._network.size), _megabytes(self._network.kept)
        return self.tr("Not installed: %s MB to download, %s MB on disk") % sizes


class Preferences(QDialog):
    """The dialog. It stays usable while something is fetched, and so does the window.

    Signals:
        get_requested(name, address), cancel_requested, import_requested(name, path), remove_requested(name).
        moments_bound_changed(bytes): how much the moments of runs may take in a project.
        memory_chosen(bytes): how much of the memory painting may take; 0 for the usual.

    Attributes:
        rows: of each network, by its name. address: where else to fetch from. moments: the bound in MB.
        sliders: whether they come back at the next start.
    """

    get_requested = Signal(str, str)
    cancel_requested = Signal()
    import_requested = Signal(str, str)
    remove_requested = Signal(str)
    moments_bound_changed = Signal(int)
    memory_chosen = Signal(object)  # more bytes than a C int holds

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Preferences"))
        self.setFixedWidth(WIDTH)
        layout = self._layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 16)
        layout.setSpacing(12)
        text = QLabel(
            self.tr(
                "<b>Networks</b> analyse the pictures. Once downloaded, they work offline; choose one under More, "
                "Network, below the sliders."
            ),
            wordWrap=True,
        )
        layout.addWidget(text)
        self.rows: dict[str, NetworkRow] = {}
        for network in NETWORKS.values():
            row = self.rows[network.name] = NetworkRow(network)
            layout.addWidget(row)
            self._connect(network.name, row)
        self.address = QLineEdit(str(QSettings().value(ADDRESS, "")), clearButtonEnabled=True)
        self.address.setPlaceholderText(self.tr("its own address"))
        self.address.setToolTip(self.tr("Another address of the same file, where its own cannot be reached"))
        self.address.editingFinished.connect(lambda: QSettings().setValue(ADDRESS, self.address.text().strip()))
        label = QLabel(self.tr("Download from"))
        label.setBuddy(self.address)
        form = QGridLayout()
        form.addWidget(label, 0, 0)
        form.addWidget(self.address, 0, 1)
        layout.addLayout(form)
        self.moments = QSpinBox(minimum=10, maximum=10_000, singleStep=50, suffix=" MB")
        self.moments.setValue(self.moments_bound() >> 20)
        self.moments.setKeyboardTracking(False)
        tip = self.tr("The frames of runs that can be scrubbed through: where they take more, older runs keep fewer")
        self.moments.setToolTip(tip)
        self.moments.setAccessibleName(self.tr("Moments of runs in a project, at most"))
        self.moments.valueChanged.connect(self._bound_moments)
        label = QLabel(self.tr("<b>History</b>: moments of runs take at most"))
        label.setBuddy(self.moments)
        history = QHBoxLayout()
        history.addWidget(label, 1)
        history.addWidget(self.moments)
        layout.addLayout(history)
        self.memory_field = QDoubleSpinBox(minimum=0, maximum=512, singleStep=0.5, decimals=1, suffix=" GB")
        self.memory_field.setSpecialValueText(self.tr("half of what is free"))
        self.memory_field.setValue(self.memory() / GB)
        self.memory_field.setKeyboardTracking(False)
        self.memory_field.setToolTip(
            self.tr("Large pictures are painted in blocks that fit into it: less memory takes more time")
        )
        self.memory_field.setAccessibleName(self.tr("Memory that painting may take, at most"))
        self.memory_field.valueChanged.connect(self._choose_memory)
        label = QLabel(self.tr("<b>Memory</b>: painting takes at most"))
        label.setBuddy(self.memory_field)
        memory = QHBoxLayout()
        memory.addWidget(label, 1)
        memory.addWidget(self.memory_field)
        layout.addLayout(memory)
        self.sliders = QCheckBox(self.tr("Begin with the sliders as they were last"))
        self.sliders.setChecked(remembers_sliders())
        self.sliders.toggled.connect(lambda on: QSettings().setValue(SLIDERS, int(on)))
        layout.addWidget(self.sliders)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        layout.addWidget(buttons)
        for button in self.findChildren(QPushButton):
            button.setAutoDefault(False)  # Return in the address presses nothing
        self._fit()

    def moments_bound(self) -> int:
        """Bytes that the moments of all runs may take in a project."""
        return int(str(QSettings().value(MOMENTS, USUAL_BOUND >> 20))) << 20

    def memory(self) -> int:
        """Bytes that painting may take; 0 for the usual."""
        return round(float(str(QSettings().value(MEMORY, 0))) * GB)

    @Slot(float)
    def _choose_memory(self, gigabytes: float) -> None:
        QSettings().setValue(MEMORY, gigabytes)
        self.memory_chosen.emit(self.memory())

    @Slot(int)
    def _bound_moments(self, megabytes: int) -> None:
        QSettings().setValue(MOMENTS, megabytes)
        self.moments_bound_changed.emit(self.moments_bound())

    @Slot(str, object)
    def show_progress(self, name: str, fetched: Fetched) -> None:
        """How far a download is."""
        self.rows[name].show_progress(fetched)

    @Slot(str)
    def show_end(self, name: str) -> None:
        """A download is over."""
        self.rows[name].end()

    @Slot(str)
    def show_change(self, name: str) -> None:
        """A network was got, imported or removed."""
        self.rows[name].show_reason("")

    @Slot(str, str)
    def show_failure(self, name: str, reason: str) -> None:
        """Why something did not work."""
        self.rows[name].show_reason(reason)

    def _fit(self) -> None:
        """As high as what is said needs."""
        self._layout.activate()
        self.setFixedHeight(self._layout.totalHeightForWidth(WIDTH))

    def _connect(self, name: str, row: NetworkRow) -> None:
        row.resized.connect(self._fit)
        row.get_requested.connect(lambda: self.get_requested.emit(name, self.address.text().strip()))
        row.cancel_requested.connect(self.cancel_requested)
        row.import_requested.connect(lambda path: self.import_requested.emit(name, path))
        row.remove_requested.connect(lambda: self.remove_requested.emit(name))


def remembers_sliders() -> bool:
    """Whether the sliders are to come back at the next start."""
    return str(QSettings().value(SLIDERS, 0)) == "1"


def _megabytes(count: int) -> str:
    return f"{count / 1e6:.0f}"
