"""An event filter on a widget and on all that is in it, also on what is put there later."""

from PySide6.QtCore import QChildEvent, QEvent, QObject
from PySide6.QtWidgets import QWidget


class Watch(QObject):
    """Sees the events of a widget and of everything in it before they do. `judge` is what it does with them."""

    def __init__(self, root: QWidget) -> None:
        """Lives as long as `root`."""
        super().__init__(root)
        self._watch(root)

    def judge(self, widget: QWidget, event: QEvent) -> bool:
        """Whether the event is dealt with, and shall not reach the widget."""
        raise NotImplementedError

    def _watch(self, widget: QWidget) -> None:
        for each in (widget, *widget.findChildren(QWidget)):
            each.installEventFilter(self)  # a second time does nothing

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        # Not ChildAdded: that comes while the child is still being made. This one comes before it is first seen, and
        # when one that has been seen is put elsewhere.
        if event.type() == QEvent.Type.ChildPolished and isinstance(event, QChildEvent):
            child = event.child()
            if isinstance(child, QWidget):
                self._watch(child)
        return isinstance(watched, QWidget) and self.judge(watched, event)
