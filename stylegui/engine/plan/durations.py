"""Times as a person would say them."""


def in_words(seconds: float) -> str:
    """A time as a person would say it: "40 s", "9 min", "2 h"."""
    if seconds < 55:
        return f"{10 * max(1, round(seconds / 10))} s"
    if seconds < 5400:
        return f"{max(1, round(seconds / 60))} min"
    return f"{round(seconds / 3600)} h"
