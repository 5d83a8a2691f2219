"""Offers the regions of the photo before to the next one, where they would fit: they are not inherited unasked."""

from PySide6.QtCore import QObject, Slot

from stylegui.document.document import Document
from stylegui.engine.regions.regions import Region
from stylegui.gui.regions.region_tools import RegionTools
from stylegui.gui.window.bars.offer_bar import OfferBar

KEY = "regions"  # of the offer


class RegionOffer(QObject):
    """Watches the photo change."""

    def __init__(self, offers: OfferBar, regions: RegionTools) -> None:
        super().__init__(offers)
        self._offers, self._regions = offers, regions
        self._left: tuple[Region, ...] = ()
        offers.chosen.connect(self._take)

    def consider(self, before: Document, now: Document) -> None:
        """The document became another."""
        old, new = before.photo, now.photo
        if old is new:
            return
        self._offers.withdraw(KEY)
        if before.regions and not now.regions and old and new and old.has_shape_of(new):
            self._left = before.regions
            words = self.tr("The regions were of %s. They would fit this photo too.") % old.name
            self._offers.offer(words, [(KEY, self.tr("Keep the regions"))])

    @Slot(str)
    def _take(self, key: str) -> None:
        if key == KEY:
            self._regions.keep(self._left)
