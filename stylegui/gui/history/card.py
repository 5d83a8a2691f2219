"""What the filmstrip tells of one result."""

from dataclasses import dataclass

from stylegui.document.history import History, Result


@dataclass(frozen=True)
class Card:
    """One result in the filmstrip.

    Attributes:
        result: itself. number: what it is called, from 1; deleted ones keep theirs.
        parent: the number of the result that it branched from, or 0.
        is_shown: it is what the canvas shows. is_running: it is being painted.
    """

    result: Result
    number: int
    parent: int
    is_shown: bool
    is_running: bool


def cards_of(history: History, shown: str, running: str) -> list[Card]:
    """A card for each result that is not deleted, oldest first; `shown` and `running` are ids, or ""."""
    numbers = {result.id: number for number, result in enumerate(history.results, start=1)}
    return [
        Card(each, number, numbers.get(each.parent, 0), each.id == shown, each.id == running)
        for number, each in history.numbered()
    ]
