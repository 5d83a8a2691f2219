"""Results in words."""

from html import escape

from PySide6.QtCore import QDateTime, QLocale, QObject, Qt

from stylegui.gui.history.card import Card


def time_taken(speaker: QObject, seconds: float) -> str:
    """A time that has passed, like "34 s" or "2 min 5 s"."""
    whole = round(seconds)
    if whole < 60:
        return speaker.tr("%s s") % whole
    if whole < 3600:
        return speaker.tr("%s min %s s") % divmod(whole, 60)
    return speaker.tr("%s h %s min") % divmod(whole // 60, 60)


def in_one_line(speaker: QObject, card: Card) -> str:
    """A result for those who cannot see it, like "Result 3, cat.jpg, 512 × 341, finished, 34 s, starred"."""
    return ", ".join((*_what(speaker, card), *_marks(speaker, card)))


def tip(speaker: QObject, card: Card) -> str:
    """A result for the tip of its card, as rich text."""
    made = QDateTime.fromString(card.result.made, Qt.DateFormat.ISODate).toLocalTime()
    number, *what = _what(speaker, card)
    lines = [
        f"<b>{escape(number)}</b>",
        escape(" · ".join(what)),
        QLocale().toString(made, QLocale.FormatType.ShortFormat) if made.isValid() else "",
        *map(escape, _marks(speaker, card)),
        speaker.tr("Click to look at it, right-click for what can be done with it"),
    ]
    return "<br>".join(line for line in lines if line)


def _what(speaker: QObject, card: Card) -> list[str]:
    result = card.result
    done = round(100 * result.fraction)
    if card.is_running:
        state = speaker.tr("being painted, %s %%") % done
    elif result.finished:
        state = speaker.tr("finished")
    else:
        state = speaker.tr("unfinished, %s %%") % done
    size = speaker.tr("%s × %s") % (result.width, result.height)
    return [speaker.tr("Result %s") % card.number, result.photo, size, state, time_taken(speaker, result.seconds)]


def _marks(speaker: QObject, card: Card) -> list[str]:
    marks = (
        (card.result.starred, speaker.tr("starred")),
        (card.parent > 0, speaker.tr("branch of result %s") % card.parent),
        (bool(card.result.saved_as), speaker.tr("saved as %s") % card.result.saved_as),
        (card.is_shown, speaker.tr("on the canvas")),
    )
    return [words for holds, words in marks if holds]
