"""The wheel scrolls: it turns a control only where the user has gone into that control."""

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QAbstractSpinBox, QComboBox, QSlider, QWidget

from stylegui.gui.basics.watch import Watch

CONTROLS = (QSlider, QComboBox, QAbstractSpinBox)


class WheelGuard(Watch):
    """Lets the wheel over a control scroll what the control lies in, unless the control has the focus.

    The wheel never gives it the focus either.
    """

    def judge(self, widget: QWidget, event: QEvent) -> bool:
        if not isinstance(widget, CONTROLS):
            return False
        if event.type() == QEvent.Type.Wheel and not widget.hasFocus():
            event.ignore()  # so that it goes on to what the control lies in
            return True
        return False

    def _watch(self, widget: QWidget) -> None:
        super()._watch(widget)
        for each in (widget, *widget.findChildren(QWidget)):
            if isinstance(each, CONTROLS) and each.focusPolicy() == Qt.FocusPolicy.WheelFocus:
                each.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
