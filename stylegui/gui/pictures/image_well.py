"""A place that takes a picture: by drop, paste or dialog; it shows what it holds and why it refused."""

import re

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QMimeData, Qt, Signal
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QKeyEvent,
    QMouseEvent,
    QPixmap,
    QResizeEvent,
)
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from stylegui.engine.errors import Problem
from stylegui.engine.pictures.images import Picture
from stylegui.gui.basics.icon_button import IconButton
from stylegui.gui.basics.offers import offered
from stylegui.gui.basics.qimages import to_pixmap, usable


class ImageWell(QFrame):
    """One picture's place.

    Signals:
        files_given(list[str]): files or folders were dropped or pasted here.
        addresses_given(list[str]): addresses on the web (http, https) were.
        picture_given(Picture): a picture without a file was.
        open_requested: a click or the keyboard asks for a dialog.
        remove_requested: the picture shall go.

    Attributes:
        picture: what it holds, or None.
    """

    files_given = Signal(list)
    addresses_given = Signal(list)
    picture_given = Signal(object)
    open_requested = Signal()
    remove_requested = Signal()

    def __init__(self, title: str, invitation: str, thumbnail_height: int = 120) -> None:
        super().__init__()
        self.setObjectName("well")
        self.setAcceptDrops(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleDescription(invitation)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.picture: Picture | None = None
        self._reasons: list[str] = []
        self._title, self._invitation, self._tall = title, invitation, thumbnail_height
        self._pixmap = QPixmap()
        self._thumbnail = QLabel(alignment=Qt.AlignmentFlag.AlignCenter, wordWrap=True)
        self._thumbnail.setObjectName("faint")
        self._thumbnail.setMinimumSize(40, thumbnail_height)
        self._thumbnail.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._name, self._size, self._reason = QLabel(), QLabel(), QLabel(wordWrap=True)
        self._name.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._size.setObjectName("faint")
        self._reason.setObjectName("reason")
        self._reason.setTextFormat(Qt.TextFormat.PlainText)
        self._reason.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._replace = IconButton("replace", self.tr("Replace"))
        self._remove = IconButton("remove", self.tr("Remove"))
        self._replace.clicked.connect(self.open_requested)
        self._remove.clicked.connect(self.remove_requested)
        self._lay_out()
        self.set_picture(None, None)
        self.refuse("")

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.setSpacing(4)
        layout.addWidget(self._thumbnail)
        words = QGridLayout()
        words.setVerticalSpacing(0)
        words.addWidget(self._name, 0, 0)
        words.addWidget(self._size, 1, 0)
        buttons = QHBoxLayout()
        buttons.setSpacing(0)
        buttons.addWidget(self._replace)
        buttons.addWidget(self._remove)
        words.addLayout(buttons, 0, 1, 2, 1)
        words.setColumnStretch(0, 1)
        layout.addLayout(words)
        layout.addWidget(self._reason)

    def add_below(self, widget: QWidget) -> None:
        """Put a further control under the picture."""
        layout = self.layout()
        assert layout is not None
        layout.addWidget(widget)

    def set_title(self, title: str) -> None:
        """What the place is called, like "Photo" or "Style 2 of 3". What it holds is said after it."""
        self._title = title
        self._say_names()

    def set_picture(self, picture: Picture | None, preview: NDArray[np.uint8] | None) -> None:
        """Show a picture by its (h, w, 3) preview, or nothing."""
        self.picture = picture
        self._pixmap = QPixmap() if preview is None else to_pixmap(preview)
        for part in (self._name, self._size, self._replace, self._remove):
            part.setVisible(picture is not None)
        if picture is not None:
            self._size.setText(self.tr("%s × %s px") % (picture.width, picture.height))
        self.setToolTip(str(picture.path or picture.name) if picture else "")
        self.setProperty("filled", picture is not None)
        self.refuse("")
        for notice in picture.notices if picture else ():
            self.refuse(notice)
        self._say_names()
        self._draw()
        self._polish()

    def refuse(self, reason: str) -> None:
        """Say beside the picture why something was not taken, or a notice about it, below what is said there already.

        "" clears it.
        """
        self._reasons = [*self._reasons, reason] if reason else []
        reason = "\n".join(self._reasons)
        # A path has no spaces to break at: breaks that cannot be seen keep it from widening the panel.
        self._reason.setText(re.sub(r"([/\\]|\S{20}(?=\S))", "\\1\u200b", reason))
        self._reason.setVisible(bool(reason))

    def take(self, event: QDropEvent) -> None:
        """Accept what was dropped here."""
        self.set_hovered(False)
        self.take_data(event.mimeData(), self.tr("Dragged picture"))
        event.setDropAction(Qt.DropAction.CopyAction)  # never a move, after which some would delete the file
        event.accept()

    def take_data(self, data: QMimeData, name: str) -> None:
        """Hand on all that was dropped or pasted, or say why not. A picture without a file is to be called `name`."""
        try:
            offer = offered(data, name)
        except Problem as problem:
            self.refuse(str(problem))
            return
        if offer.files:
            self.files_given.emit(list(offer.files))
        if offer.addresses:
            self.addresses_given.emit(list(offer.addresses))
        if offer.picture is not None:
            self.picture_given.emit(offer.picture)

    def set_hovered(self, on: bool) -> None:
        """Show that a drop would land here."""
        self.setProperty("hovered", on)
        self._polish()

    def _say_names(self) -> None:
        """Name the place and its buttons after what it holds."""
        self.setAccessibleName(f"{self._title}: {self.picture.name}" if self.picture else self._title)
        held = self.picture.name if self.picture else self._title
        self._replace.set_tip(self.tr("Replace %s") % held)
        self._remove.set_tip(self.tr("Remove %s") % held)

    def _draw(self) -> None:
        if self._pixmap.isNull():
            self._thumbnail.setPixmap(QPixmap())
            self._thumbnail.setText(self._invitation)
            return
        ratio = self.devicePixelRatioF()
        width, height = round(max(self._thumbnail.width(), 40) * ratio), round(self._tall * ratio)
        smooth = Qt.TransformationMode.SmoothTransformation
        scaled = self._pixmap.scaled(width, height, Qt.AspectRatioMode.KeepAspectRatio, smooth)
        scaled.setDevicePixelRatio(ratio)
        self._thumbnail.setPixmap(scaled)
        if self.picture is not None:
            room = max(self._name.width(), 60)
            elided = self.fontMetrics().elidedText(self.picture.name, Qt.TextElideMode.ElideMiddle, room)
            self._name.setText(elided)

    def _polish(self) -> None:
        self.style().unpolish(self)
        self.style().polish(self)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.DevicePixelRatioChange:  # it went to a screen of another scale
            self._draw()
        return super().event(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if usable(event.mimeData()):
            self.set_hovered(True)
            event.acceptProposedAction()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self.set_hovered(False)

    def dropEvent(self, event: QDropEvent) -> None:
        self.take(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        own = (None, self._thumbnail, self._name, self._size)  # and not the controls put below
        inside = self.rect().contains(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and inside and self.childAt(event.position().toPoint()) in own:
            self.open_requested.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.open_requested.emit()
        elif event.key() == Qt.Key.Key_Delete and self.picture is not None:
            self.remove_requested.emit()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._draw()
