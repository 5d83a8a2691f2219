"""The list of steps: what was wished, and the document after each."""

from collections.abc import Hashable
from dataclasses import dataclass, replace

from stylegui.document.document import Document

MOST_STEPS = 2000
AT_HAND = 24  # documents in memory; those of older steps are read from the project


@dataclass(frozen=True)
class Step:
    """One step.

    Attributes:
        number: ever higher. label: what was done. deleted: ids of the results that were deleted by then.
    """

    number: int
    label: str
    deleted: frozenset[str] = frozenset()


class UndoList:
    """Steps, the present one among them, and the documents that are at hand. Never empty.

    Attributes:
        steps: oldest first. present: index of the one that the document is at.
    """

    def __init__(self, document: Document | None = None, label: str = "New") -> None:
        self.steps: list[Step] = [Step(0, label)]
        self.present = 0
        self._documents: dict[int, Document] = {0: document or Document()}
        self._kept: set[int] = set()  # numbers of the steps that the project has
        self._drag: Hashable = None
        self._before = self._documents[0]  # the document that this gesture began from

    @staticmethod
    def of(steps: list[Step], present: int, document: Document) -> "UndoList":
        """The list that a project holds, at the step numbered `present`."""
        undo = UndoList(document)
        undo.steps = steps
        undo.present = next(index for index, step in enumerate(steps) if step.number == present)
        undo._documents = {present: document}
        undo._kept = {step.number for step in steps}
        return undo

    @property
    def step(self) -> Step:
        """The present one."""
        return self.steps[self.present]

    @property
    def can_undo(self) -> bool:
        return self.present > 0

    @property
    def can_redo(self) -> bool:
        return self.present < len(self.steps) - 1

    def record(
        self, document: Document, label: str, drag: Hashable = None, deleted: frozenset[str] | None = None
    ) -> list[int]:
        """A step after the present one, in place of those that were undone; or, in one gesture, instead of it.

        Steps are one gesture while `drag` is the same, until `settle`. Returns the numbers of the steps that went.
        """
        deleted = self.step.deleted if deleted is None else deleted
        self._before = self.before(drag) or self.document() or document
        gone = self.steps[self.present + 1 :]
        if drag is not None and drag == self._drag:
            number = self.step.number
            self.steps[self.present :] = [replace(self.step, label=label)]
        else:
            number = max(step.number for step in self.steps) + 1
            self.steps[self.present + 1 :] = [Step(number, label, deleted)]
            self.present += 1
        self._drag = drag
        over = max(len(self.steps) - MOST_STEPS, 0)
        gone += self.steps[:over]
        self.steps, self.present = self.steps[over:], self.present - over
        numbers = [step.number for step in gone]
        self._kept -= {number, *numbers}
        for each in numbers:
            self._documents.pop(each, None)
        self._documents[number] = document
        self._let_go()
        return numbers

    def amend(self, document: Document) -> None:
        """Another document for the present step, as if it had been this one: no step of its own."""
        self._kept.discard(self.step.number)
        self._documents[self.step.number] = document

    def before(self, drag: Hashable) -> Document | None:
        """The document that a gesture began from; None where another one is meant, or none."""
        return self._before if drag is not None and drag == self._drag else None

    def settle(self) -> None:
        """The gesture is over: what follows is another step."""
        self._drag = None

    def go_to(self, index: int) -> None:
        """Make another step the present one."""
        self.settle()
        self.present = min(max(index, 0), len(self.steps) - 1)

    def document(self) -> Document | None:
        """The document at the present step; None where only the project has it."""
        return self._documents.get(self.step.number)

    def take(self, number: int, document: Document) -> None:
        """The document of a step was read from the project; one that is gone by now is not wanted any more."""
        if any(step.number == number for step in self.steps):
            self._documents.setdefault(number, document)
            self._let_go()

    def mark_kept(self, number: int, document: Document) -> None:
        """The project has that document of a step: it can be let go when there are newer ones."""
        if self._documents.get(number) is document:  # a drag may have gone on meanwhile
            self._kept.add(number)
            self._let_go()

    def _let_go(self) -> None:
        spare = [number for number in self._documents if number in self._kept and number != self.step.number]
        for number in spare[: max(len(self._documents) - AT_HAND, 0)]:
            del self._documents[number]
