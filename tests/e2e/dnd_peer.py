"""Another program, for dragging between two: `dnd_peer.py give FILE` or `dnd_peer.py take LIST`.

`give` shows a window from which FILE can be dragged; `take` shows one that writes to LIST what is dropped on it.
"""

import sys
from pathlib import Path

from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QDrag, QDragEnterEvent, QDropEvent, QMouseEvent
from PySide6.QtWidgets import QApplication, QWidget


class Peer(QWidget):
    """A bare window, 120 x 120, in the top left corner of the screen."""

    def __init__(self, gives: bool, file: str) -> None:
        super().__init__(None, Qt.WindowType.FramelessWindowHint | Qt.WindowType.WindowStaysOnTopHint)
        self._gives, self._file = gives, file
        self.setAcceptDrops(not gives)
        self.setWindowTitle("peer")
        self.setGeometry(0, 0, 120, 120)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._gives:
            drag, data = QDrag(self), QMimeData()
            data.setUrls([QUrl.fromLocalFile(self._file)])
            drag.setMimeData(data)
            drag.exec(Qt.DropAction.CopyAction)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        Path(self._file).write_text(event.mimeData().urls()[0].toLocalFile(), encoding="utf-8")


application = QApplication(sys.argv[:1])
peer = Peer(sys.argv[1] == "give", sys.argv[2])
peer.show()
application.exec()
