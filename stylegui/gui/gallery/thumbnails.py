"""The gallery's thumbnails: to choose from, to drag, and to look at where the pointer rests."""

from PySide6.QtCore import QEvent, QModelIndex, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QAbstractItemView, QApplication, QListView

from stylegui.gui.gallery.entry_delegate import EntryDelegate
from stylegui.gui.gallery.gallery_model import ENTRY

MARGIN = 24  # pixels beside the words of an empty gallery
REST_MS = 250  # that the pointer rests on a style before it is tried


class Thumbnails(QListView):
    """Styles that can be dragged. Return or a double-click takes one.

    With Ctrl and a double-click it is a further one, with Shift and Return too: Ctrl and Return starts to paint. Where
    the pointer rests, or with Space, one is looked at.

    Signals:
        activated_(further). looked_at(name): "" for none any more.

    Attributes:
        can_look: there is something to be seen. invitation: what is said where there are none.
    """

    activated_ = Signal(bool)
    looked_at = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setMovement(QListView.Movement.Snap)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragOnly)
        self.setItemDelegate(EntryDelegate(self))
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)  # for the one under the pointer
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setStyleSheet("QListView { background: palette(window); }")
        self.can_look, self._looked_at, self._entered = False, "", ""
        self.invitation = ""
        self._pinned = ""  # by Space: it stays when the pointer goes
        self._rest = QTimer(self, interval=REST_MS, singleShot=True)
        self._rest.timeout.connect(lambda: self._look_at(self._entered))
        self.doubleClicked.connect(self._activate)
        self.entered.connect(self._enter)
        self.viewportEntered.connect(self.leave)

    @Slot()
    def _activate(self) -> None:
        self.activated_.emit(bool(QApplication.keyboardModifiers() & Qt.KeyboardModifier.ControlModifier))

    @Slot(QModelIndex)
    def _enter(self, index: QModelIndex) -> None:
        self._entered = index.data(ENTRY).name
        if self._entered != self._looked_at:
            self._look_at(self._pinned)
            self._rest.start()

    @Slot()
    def leave(self) -> None:
        """The pointer is on none; what Space has chosen is looked at, if anything."""
        self._entered = ""
        self._rest.stop()
        self._look_at(self._pinned)

    def look_at_none(self) -> None:
        """Nothing is looked at any more."""
        self._pinned = ""
        self.leave()

    def _look_at(self, name: str) -> None:
        if name != self._looked_at and (self.can_look or not name):
            self._looked_at = name
            self.looked_at.emit(name)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self.model().rowCount():
            painter = QPainter(self.viewport())
            painter.setPen(self.palette().color(QPalette.ColorRole.PlaceholderText))
            room = self.viewport().rect().adjusted(MARGIN, 0, -MARGIN, 0)
            painter.drawText(room, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, self.invitation)
            painter.end()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.leave()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        index = self.currentIndex()
        if event.key() == Qt.Key.Key_Space and index.isValid():
            name = index.data(ENTRY).name
            self._pinned = "" if name == self._pinned or not self.can_look else name
            self._look_at(self._pinned or self._entered)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.activated_.emit(bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier))
        else:
            super().keyPressEvent(event)
