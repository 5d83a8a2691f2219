"""The moments of runs: frames that are kept on the way, thinned evenly, for a look back and for films."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from typing import Any

from stylegui.document.project.encoded import Pixels, decoded, jpeg
from stylegui.document.project.file import ProjectFile
from stylegui.document.project.shelf import checked
from stylegui.engine.errors import Problem

MOST_MOMENTS = 24  # that are kept of one run
USUAL_BOUND = 200 << 20  # bytes that those of all runs may take in a project, unless another bound is chosen


class Moments:
    """Those of all results of a project. Everything raises Problem where the file cannot be read or written."""

    def __init__(self, file: ProjectFile) -> None:
        self._file = file

    def put(self, id: str, evaluations: int, pixels: Pixels, bound: int) -> None:
        """One of a run, within a transaction; all results' together have `bound` bytes, for the blobs to be pruned."""
        data = jpeg(pixels)
        hash = self._file.put_blob(data)
        content = {"result": id, "evaluations": evaluations, "size": len(data), "frame": hash}
        self._file.put("frame", f"{id}:{evaluations}", content, (hash,), position=evaluations)
        with self._checked():
            self._thin(id, bound)

    def of(self, id: str) -> list[int]:
        """The evaluations at which some were kept, earliest first."""
        with self._checked():
            return [int(frame["evaluations"]) for frame in self._frames(id).values()]

    def take(self, id: str, evaluations: int) -> Pixels:
        """(h, w, 3) of the run at that evaluation."""
        content = self._file.get("frame", f"{id}:{evaluations}")
        if content is None:
            raise Problem(f"{self._file.path}: that moment of the run was thinned out")
        with self._checked():
            return decoded(self._file.blob(content["frame"]), self._file.path)

    def encoded(self, id: str, evaluations: Sequence[int]) -> tuple[bytes, ...]:
        """Those of a run at these evaluations, as they lie here."""
        with self._checked():
            frames = {int(frame["evaluations"]): frame["frame"] for frame in self._frames(id).values()}
            return tuple(self._file.blob(frames[each]) for each in evaluations)

    def remove(self, id: str) -> None:
        """All of a run, within a transaction."""
        for key in self._frames(id):
            self._file.remove("frame", key)

    def _checked(self) -> AbstractContextManager[None]:
        return checked(self._file.path, "a moment of a run")

    def _frames(self, id: str) -> dict[str, dict[str, Any]]:
        return {key: frame for key, frame in self._file.records("frame").items() if frame.get("result") == id}

    def _thin(self, id: str, bound: int) -> None:
        """Drop some: of a run that has too many, and of the oldest results where all together are too large."""
        frames = self._file.records("frame")
        of_each: dict[str, list[str]] = {each: [] for each in self._file.records("result")}
        for key, frame in frames.items():
            of_each.setdefault(frame["result"], []).append(key)
        size = sum(int(frame["size"]) for frame in frames.values())
        for result, keys in of_each.items():
            while keys and (size > bound or (result == id and len(keys) > MOST_MOMENTS)):
                key = keys.pop(most_crowded([int(frames[key]["evaluations"]) for key in keys]))
                self._file.remove("frame", key)
                size -= int(frames[key]["size"])


def most_crowded(places: Sequence[int]) -> int:
    """Index of the one that is missed least: between the nearest neighbours, the latest of equals.

    The ends are the last to go, and the later one of them.
    """
    if len(places) < 3:
        return 0
    return min(range(len(places) - 2, 0, -1), key=lambda index: places[index + 1] - places[index - 1])
