"""Times as a person would say them."""

from PySide6.QtWidgets import QWidget


def time_left(widget: QWidget, seconds: float) -> str:
    """A time as a person would say it, so that it does not flicker."""
    if seconds < 10:
        return widget.tr("a few seconds left")
    if seconds < 55:
        return widget.tr("about %s s left") % (10 * round(seconds / 10))
    if seconds < 5400:
        return widget.tr("about %s min left") % max(1, round(seconds / 60))
    return widget.tr("about %s h left") % round(seconds / 3600)
