"""The line at the bottom: where the run is, how long it will take, and what was last said."""

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QSizePolicy, QWidget

from stylegui.engine.run.frame import Progress, RunState
from stylegui.gui.basics.durations import time_left

READING_MS = 4000


class RunStatus(QWidget):
    """Progress in words and as a bar."""

    def __init__(self) -> None:
        super().__init__()
        self._words, self._device = QLabel(), QLabel(self.tr("Loading the network…"))
        self._device.setObjectName("faint")
        self._words.setTextFormat(Qt.TextFormat.PlainText)
        self._said = ""
        self._held = QTimer(self, interval=READING_MS, singleShot=True)
        self._held.timeout.connect(self._release)
        self._words.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._bar = QProgressBar(minimum=0, maximum=1000, textVisible=False)
        self._bar.setFixedSize(160, 10)
        self._bar.setAccessibleName(self.tr("Progress"))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(8, 4, 8, 4)
        layout.setSpacing(16)
        layout.addWidget(self._words, 1)
        layout.addWidget(self._device)
        layout.addWidget(self._bar)

    def text(self) -> str:
        """What the words say now."""
        return self._words.text()

    def set_device(self, device: str) -> None:
        """Say where it computes, like "CPU, 2 threads"."""
        self._device.setText(device)

    def say(self, message: str) -> None:
        """Show a message until the next one, or the next progress."""
        self._said = message
        if not self._held.isActive():
            self._show(message)

    def reset(self, message: str) -> None:
        """Nothing is done yet."""
        self._bar.setValue(0)
        self.say(message)

    @Slot(str)
    def note(self, message: str) -> None:
        """Show a message long enough to be read, whatever progress comes."""
        self._held.start()
        self._show(message)

    @Slot()
    def _release(self) -> None:
        self._show(self._said or self._words.text())

    def _show(self, message: str) -> None:
        self._words.setText(message)
        self._words.setToolTip(message)

    def show_progress(self, progress: Progress, state: RunState) -> None:
        """Show how far the run is."""
        self._bar.setValue(round(1000 * progress.fraction))
        parts = [
            self.tr("Scale %s of %s") % (progress.scale, progress.scales),
            self.tr("%s px") % max(progress.width, progress.height),
            self.tr("step %s of %s") % (progress.step, progress.steps),
        ]
        if progress.blocks:
            parts.append(self.tr("block %s of %s") % (progress.block, progress.blocks))
        if state is RunState.FINISHED or progress.finished:
            parts = [self.tr("Finished"), self.tr("%s × %s px") % (progress.width, progress.height)]
            parts.append(self.tr("move a slider to go on, or save"))
        elif state is RunState.PAUSED:
            parts.insert(0, self.tr("Paused"))
        elif state is RunState.IDLE:
            parts.insert(0, self.tr("Stopped"))
        elif progress.time_left_s is not None:
            parts.append(time_left(self, progress.time_left_s))
        self.say(" · ".join(parts))
