"""The history: results with what made them, and their parents."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Result:
    """One run's result. Its document, numbers and pictures lie in the project.

    Attributes:
        id: by which it is known. parent: the result that it branched from, or "".
        photo: the name of the photo. made: when it was begun, ISO 8601 in UTC.
        width, height: of the whole result in pixels. seed: of the noise it began from.
        seconds: painted so far. evaluations: so far. fraction: share of the work that is done, 0..1.
        finished: nothing is left to do. starred: the user marked it.
        saved_as: the file it was last saved as, or "" where it is only here.
        beginnings: the scales, counted from 1, whose beginnings are kept.
    """

    id: str
    photo: str
    made: str
    width: int
    height: int
    parent: str = ""
    seed: int = 0
    seconds: float = 0.0
    evaluations: int = 0
    fraction: float = 0.0
    finished: bool = False
    starred: bool = False
    saved_as: str = ""
    beginnings: tuple[int, ...] = ()


@dataclass(frozen=True)
class History:
    """Results, oldest first.

    Attributes:
        results: all of them, also those that were deleted. deleted: ids of these; undo brings them back.
    """

    results: tuple[Result, ...] = ()
    deleted: frozenset[str] = frozenset()

    def __iter__(self) -> Iterator[Result]:
        return (result for result in self.results if result.id not in self.deleted)

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def numbered(self) -> Iterator[tuple[int, Result]]:
        """Those that are not deleted, each with its number from 1, which it keeps when others are deleted."""
        return ((number, each) for number, each in enumerate(self.results, 1) if each.id not in self.deleted)

    def get(self, id: str) -> Result | None:
        """The result with that id, deleted or not."""
        return next((result for result in self.results if result.id == id), None)

    def put(self, result: Result) -> "History":
        """With a result added, or in place of the one with its id."""
        if self.get(result.id) is None:
            return replace(self, results=(*self.results, result))
        return replace(self, results=tuple(result if old.id == result.id else old for old in self.results))

    def without(self, ids: Iterable[str]) -> "History":
        """With these deleted in place of those that were."""
        return replace(self, deleted=frozenset(ids))
