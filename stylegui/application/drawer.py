"""Drawn styles in the window: a handle that is turned is drawn elsewhere, and what comes of it is a change."""

from PySide6.QtCore import QObject, Signal, Slot

from stylegui.application.desk import Desk
from stylegui.document.wishes import Redraw
from stylegui.engine.styles.drawn.handles import Handles
from stylegui.engine.styles.drawn_picture import DrawnPicture


class Drawer(QObject):
    """In the window's thread. One drawing is under way at most; of what is wanted meanwhile the last is drawn next.

    Signals:
        draw(family, Handles, photo or None): draw a style with these. It is answered by `take` or `give_up`.
        given_up(key, DrawnPicture): that style stays as it is, for it could not be drawn.
    """

    draw = Signal(str, object, object)
    given_up = Signal(str, object)

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._desk = desk
        self._under_way: tuple[str, str] | None = None  # a style's key, and the handle that is turned
        self._next: tuple[str, Handles, str] | None = None
        self._is_settling = False

    @Slot(str, object, str)
    def turn(self, key: str, handles: Handles, handle: str) -> None:
        """One of a style's handles is turned."""
        if self._next is not None and self._next[::2] != (key, handle):
            self._desk.settle()  # another gesture: what it had not drawn yet is in these handles
        self._next, self._is_settling = (key, handles, handle), False
        self._go_on()

    @Slot()
    def settle(self) -> None:
        """The gesture is over, as soon as what it wants is drawn."""
        self._is_settling = True
        self._go_on()

    @Slot(object)
    def take(self, picture: DrawnPicture) -> None:
        """It is drawn."""
        assert self._under_way is not None
        (key, handle), self._under_way = self._under_way, None
        self._desk.apply(Redraw(key, picture, handle))
        self._go_on()

    @Slot()
    def give_up(self) -> None:
        """It could not be drawn."""
        assert self._under_way is not None
        (key, _), self._under_way = self._under_way, None
        picture = self._drawn(key)
        if picture is not None:
            self.given_up.emit(key, picture)
        self._go_on()

    def _go_on(self) -> None:
        if self._under_way is not None:
            return
        wanted, self._next = self._next, None
        picture = self._drawn(wanted[0]) if wanted is not None else None
        if wanted is not None and picture is not None:
            key, handles, handle = wanted
            self._under_way = key, handle
            self.draw.emit(picture.family, handles, self._desk.document.photo)
        elif self._is_settling:
            self._is_settling = False
            self._desk.settle()

    def _drawn(self, key: str) -> DrawnPicture | None:
        """The style with that key, if it is there and drawn."""
        style = self._desk.document.style(key)
        return style.source if style is not None and isinstance(style.source, DrawnPicture) else None
