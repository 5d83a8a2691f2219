"""Which keys belong to the control that has the focus, and which to the window."""

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QAbstractSpinBox, QComboBox, QLineEdit, QWidget

from stylegui.gui.basics.watch import Watch

LISTS = (QAbstractItemView, QComboBox)
FIELDS = (QLineEdit, QAbstractSpinBox)
TYPING = Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier


class KeyGuard(Watch):
    """Letters belong to a list or a choice that has the focus, which looks for them: no shortcut takes them.

    Undo and redo belong to the window, also where a field has the focus, unless something was typed there that is not
    yet taken. (Letters belong to a field anyway.)
    """

    def judge(self, widget: QWidget, event: QEvent) -> bool:
        if event.type() != QEvent.Type.ShortcutOverride or not isinstance(event, QKeyEvent):
            return False
        if isinstance(widget, LISTS) and _is_typing(event):
            event.accept()  # "this is mine": no shortcut, but an ordinary key
            return True
        if isinstance(widget, FIELDS) and _is_undo(event) and not _has_typed(widget):
            event.ignore()
            return True
        return False


def _is_typing(event: QKeyEvent) -> bool:
    return bool(event.text()) and event.text().isprintable() and not event.modifiers() & ~TYPING


def _is_undo(event: QKeyEvent) -> bool:
    return event.matches(QKeySequence.StandardKey.Undo) or event.matches(QKeySequence.StandardKey.Redo)


def _has_typed(widget: QWidget) -> bool:
    line = widget if isinstance(widget, QLineEdit) else widget.findChild(QLineEdit)
    return isinstance(line, QLineEdit) and (line.isUndoAvailable() or line.isRedoAvailable())
