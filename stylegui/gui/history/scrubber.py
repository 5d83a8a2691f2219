"""Goes through the moments of a run that are kept."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QSlider, QStyle, QStyleOptionSlider, QWidget

END = -1  # in place of a number of evaluations: the result itself
PAGE = 10


class _Track(QSlider):
    """A slider whose handle comes to where it is pressed."""

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            option = QStyleOptionSlider()
            self.initStyleOption(option)
            part = QStyle.SubControl.SC_SliderHandle
            handle = self.style().subControlRect(QStyle.ComplexControl.CC_Slider, option, part, self)
            if not handle.contains(event.position().toPoint()):
                at, room = event.position().x() - handle.width() / 2, self.width() - handle.width()
                self.setValue(QStyle.sliderValueFromPosition(self.minimum(), self.maximum(), round(at), room))
        super().mousePressEvent(event)


class Scrubber(QWidget):
    """A slider through the frames of the result that is shown; its right end is the result itself.

    Signals:
        scrubbed(id, evaluations): look at the frame after so many evaluations, or at the `END`.

    Attributes:
        slider: the QSlider. words: the QLabel that says which moment it is.
    """

    scrubbed = Signal(str, int)

    def __init__(self) -> None:
        super().__init__()
        self._id, self._evaluations = "", tuple[int, ...]()
        tip = self.tr("See the picture as it was at an earlier moment; what is painted goes on meanwhile")
        self.slider = _Track(Qt.Orientation.Horizontal)
        self.slider.setPageStep(PAGE)
        self.slider.setAccessibleName(self.tr("Moment of the run"))
        self.slider.setAccessibleDescription(tip)
        self.slider.valueChanged.connect(self._scrub)
        self.words = QLabel(alignment=Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.setToolTip(tip)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        policy.setRetainSizeWhenHidden(True)  # the picture above keeps its place when the first run begins
        self.setSizePolicy(policy)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 0, 12, 4)
        row.setSpacing(8)
        row.addWidget(self.slider, 1)
        row.addWidget(self.words)
        self.setEnabled(False)

    def show_frames(self, id: str, evaluations: Sequence[int]) -> None:
        """The frames that are kept of a result, by their evaluations, ascending; the last stands for the result.

        What was looked at of the same result stays looked at: the result itself, or the frame that is nearest now.
        Nothing is emitted.
        """
        before = self._at(self.slider.value()) if id == self._id else END
        self._id, self._evaluations = id, tuple(evaluations)
        last = max(len(evaluations) - 1, 0)
        position = last
        if before != END and evaluations:
            position = min(range(last + 1), key=lambda each: abs(evaluations[each] - before))
        self.slider.blockSignals(True)
        self.slider.setRange(0, last)
        self.slider.setValue(position)
        self.slider.blockSignals(False)
        self.words.setText(self._words(last))
        self.words.setMinimumWidth(self.words.sizeHint().width())  # of the longest: the slider keeps its place
        self.words.setText(self._words(position))
        self.setEnabled(len(evaluations) > 1)

    def show_end(self) -> None:
        """The result itself is looked at again. Nothing is emitted."""
        self.slider.blockSignals(True)
        self.slider.setValue(self.slider.maximum())
        self.slider.blockSignals(False)
        self.words.setText(self._words(self.slider.maximum()))

    def _at(self, position: int) -> int:
        return self._evaluations[position] if position < len(self._evaluations) - 1 else END

    def _words(self, position: int) -> str:
        if not self._evaluations:
            return ""
        return self.tr("evaluation %s of %s") % (self._evaluations[position], self._evaluations[-1])

    def _scrub(self, position: int) -> None:
        self.words.setText(self._words(position))
        self.scrubbed.emit(self._id, self._at(position))
