"""Drawn styles in the window: a handle that is turned is drawn elsewhere, and what comes of it is a change.

Those whose marks run along the photo's edges are drawn anew with each photo, within the step that brought it.
"""

from weakref import WeakKeyDictionary

from PySide6.QtCore import QObject, Signal, Slot

from stylegui.application.desk import Desk
from stylegui.document.document import Document
from stylegui.document.wishes import Redraw
from stylegui.engine.pictures.images import Picture
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
        self._under_way: tuple[str, str] | None = None  # a style's key, and the handle that is turned, or none
        self._next: tuple[str, Handles, str] | None = None
        self._is_settling = False
        self._photo: Picture | None = None
        self._along: Picture | None = None  # the photo that what is under way may follow
        self._drawn_for = WeakKeyDictionary[DrawnPicture, Picture]()
        self._outdated: list[str] = []  # keys of styles that were drawn along another photo's edges

    @Slot(object)
    def follow(self, document: Document) -> None:
        """Another document: what was drawn along another photo's edges is drawn along its own."""
        if document.photo is self._photo:
            return
        self._photo = document.photo
        if document.photo is not None:
            drawn = [(style.key, style.source) for style in document.styles if isinstance(style.source, DrawnPicture)]
            self._outdated = [key for key, picture in drawn if self._is_outdated(picture, document.photo)]
            self._go_on()

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
        if picture.flow is not None and self._along is not None:
            self._drawn_for[picture] = self._along
            if self._along is not self._photo:  # which came meanwhile
                self._outdated.append(key)
        redraw = Redraw(key, picture, handle)
        if handle:
            self._desk.apply(redraw)
        else:
            self._desk.amend(redraw.apply(self._desk.document))
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
            self._along = self._desk.document.photo
            self.draw.emit(picture.family, handles, self._along)
        elif self._is_settling:
            self._is_settling = False
            self._desk.settle()
        elif self._outdated:
            self._draw_outdated()

    def _is_outdated(self, picture: DrawnPicture, photo: Picture) -> bool:
        if picture.handles.direction != "photo":
            return False
        if picture.flow is not None:  # as it came, of a project or a recipe, it is of the photo that came with it
            self._drawn_for.setdefault(picture, photo)
        return self._drawn_for.get(picture) is not photo

    def _draw_outdated(self) -> None:
        key = self._outdated.pop(0)
        picture = self._drawn(key)
        if picture is None:
            self._go_on()
        else:
            self._under_way = key, ""
            self._along = self._desk.document.photo
            self.draw.emit(picture.family, picture.handles, self._along)

    def _drawn(self, key: str) -> DrawnPicture | None:
        """The style with that key, if it is there and drawn."""
        style = self._desk.document.style(key)
        return style.source if style is not None and isinstance(style.source, DrawnPicture) else None
