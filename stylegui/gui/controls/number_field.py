"""A number that reads like a label and can be typed over."""

from PySide6.QtCore import QLocale, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QApplication, QDoubleSpinBox

DECIMALS = 2  # that are shown


class NumberField(QDoubleSpinBox):
    """A number 0..100, without a frame until the pointer or the keyboard goes there.

    Return or leaving takes what was typed, Escape gives it up.

    Signals:
        left: Return or Escape was pressed: the user is done here.
    """

    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setRange(0, 100)
        self.setDecimals(DECIMALS)
        self.setButtonSymbols(QDoubleSpinBox.ButtonSymbols.NoButtons)
        self.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.setKeyboardTracking(False)  # a half-typed number is not meant
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # the wheel does not lead here
        clear = QPalette()
        clear.setColor(QPalette.ColorRole.Base, Qt.GlobalColor.transparent)  # behind the digits
        self.setPalette(clear)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFixedWidth(self.fontMetrics().horizontalAdvance("00.00") + 16)

    def show_number(self, number: float) -> None:
        """Show a number in place of what stands or was typed there, without a signal."""
        blocked = self.blockSignals(True)
        self.setValue(number)
        self.blockSignals(blocked)

    def textFromValue(self, value: float) -> str:
        shortest = QLocale.FloatingPointPrecisionOption.FloatingPointShortest.value
        return self.locale().toString(round(value, DECIMALS), "f", shortest)

    def paintEvent(self, event: QPaintEvent) -> None:
        """A frame where it can be typed; the number itself is drawn by the line edit within."""
        palette = QApplication.palette()  # whose base can be seen
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.hasFocus():
            painter.setPen(palette.color(QPalette.ColorRole.Highlight))
            painter.setBrush(palette.base())
        elif self.underMouse() and self.isEnabled():
            painter.setPen(palette.color(QPalette.ColorRole.Mid))
        else:
            return
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.show_number(self.value())
            self.left.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            super().keyPressEvent(event)  # takes the number
            event.accept()  # and no dialog around takes the key
            self.left.emit()
        else:
            super().keyPressEvent(event)
