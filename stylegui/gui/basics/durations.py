"""Times as a person would say them."""

from PySide6.QtWidgets import QWidget

from stylegui.engine.plan.durations import in_words


def time_left(widget: QWidget, seconds: float) -> str:
    """A time as a person would say it, so that it does not flicker."""
    if seconds < 10:
        return widget.tr("a few seconds left")
    return widget.tr("about %s left") % in_words(seconds)


def duration(seconds: float) -> str:
    """How long something took: "0.4 s", "12 s", "1 min 5 s"."""
    if seconds < 1:
        return f"{max(seconds, 0.1):.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"
