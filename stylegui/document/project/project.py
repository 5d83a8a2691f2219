"""A project: a document, its steps and its history, kept in one file."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from stylegui import __version__
from stylegui.document.document import Document
from stylegui.document.history import History, Result
from stylegui.document.project.encoded import Pixels, decoded, jpeg, png
from stylegui.document.project.file import ProjectFile
from stylegui.document.project.format import Records
from stylegui.document.project.moments import Moments
from stylegui.document.project.shelf import Shelf, checked, empty_entry
from stylegui.document.undo import Step
from stylegui.engine.errors import Problem
from stylegui.engine.pictures.images import Picture, preview
from stylegui.engine.recipes.recipe import Recipe

SUFFIX = ".stylegui"
VERSION = 1  # of what the records say
THUMBNAIL = 256  # pixels of the longer side
RESULT = TypeAdapter(Result)


@dataclass(frozen=True)
class Contents:
    """What a project holds when it is opened.

    Attributes:
        steps, present: the list of steps, and the number of the one that `document` is of.
        unfinished: id of the result that can be gone on with exactly, or ""; none that is deleted.
        was_interrupted: the program that had it open did not end as it should.
    """

    steps: list[Step]
    present: int
    document: Document
    history: History
    unfinished: str
    was_interrupted: bool


@dataclass(frozen=True, eq=False)
class Kept:
    """What is kept of a result between two steps, everything as bytes or pixels.

    Attributes:
        document: what it is made from by now. pixels: (h, w, 3), as it is seen.
        numbers: the result's own numbers. checkpoint: all that the run is, or None.
    """

    result: Result
    document: Document
    pixels: Pixels
    numbers: bytes
    checkpoint: bytes | None = None


class Project:
    """Keeps and reads. Every `keep` is a transaction: after it, or after a crash in it, the file is whole.

    All raise Problem where the file cannot be read or written.
    """

    def __init__(self, file: ProjectFile, read_only: bool = False, known: "Project | None" = None) -> None:
        """Use `create` and `open`."""
        self.file = file
        self._read_only = read_only
        self._shelf: Shelf = Shelf(file, known._shelf if known else None)
        self._moments = Moments(file)

    @staticmethod
    def create(path: Path) -> "Project":
        """A new file with an empty document. Where that fails, there is none."""
        records: Records = {
            ("meta", "project"): {"version": VERSION, "made_by": __version__, "present": 0},
            ("step", "0"): {"label": "New", "deleted": [], "document": empty_entry()},
        }
        return Project(ProjectFile.create(path, records))

    @staticmethod
    def open(path: Path, read_only: bool = False, known: "Project | None" = None) -> "Project":
        """The project in a file; what it shares with the one that is `known` is the same picture or region here.

        Raises Problem if it is none, or a newer program's.
        """
        project = Project(ProjectFile.open(path, read_only), read_only, known)
        try:
            with checked(project.path, "what it says of itself"):
                if int(project._meta().get("version", VERSION)) > VERSION:
                    raise Problem(f"{path} was made by a newer StyleGUI: please update this one")
        except BaseException:
            project.file.close()
            raise
        return project

    @property
    def path(self) -> Path:
        return self.file.path

    def close(self) -> None:
        """What nobody can bring back any more goes, and the file is closed. Nothing is raised."""
        try:
            if not self._read_only:
                with suppress(Problem):
                    self.forget_results(self._lost_results())
        finally:
            self.file.close()

    def contents(self) -> Contents:
        """All that the window needs to begin with."""
        with checked(self.path, "what it says of itself"):
            steps = self._steps()
            if not steps:
                raise Problem(f"{self.path} is damaged: it holds no document")
            present = int(self._meta().get("present", steps[-1].number))
            step = next((step for step in steps if step.number == present), steps[-1])
            history = History(tuple(self.results()), step.deleted)
            unfinished = str(self._unfinished().get("result", ""))
        return Contents(
            steps,
            step.number,
            self.step(step.number),
            history,
            unfinished if any(result.id == unfinished for result in history) else "",
            self.file.was_interrupted,
        )

    # Steps

    def keep_step(self, step: Step, document: Document, gone: Sequence[int] = ()) -> None:
        """A step and its document, which becomes the present one; those `gone` are forgotten."""
        with self.file.transaction():
            for number in gone:
                self.file.remove("step", str(number))
            self._put_step(step, document)
            self._put_present(step.number)
            if gone:
                self.file.prune()

    def set_present(self, number: int) -> None:
        """Another step is the present one."""
        with self.file.transaction():
            self._put_present(number)

    def step(self, number: int) -> Document:
        """The document of a step."""
        return self._shelf.take(self.entry(number))

    def entry(self, number: int) -> dict[str, Any]:
        """The document of a step as it lies here: JSON, its pictures and masks by their hashes."""
        content = self.file.get("step", str(number))
        if content is None:
            raise Problem(f"{self.path} has no step {number}")
        with checked(self.path, f"step {number}"):
            entry: dict[str, Any] = content["document"]
            return entry

    # Results

    def results(self) -> list[Result]:
        """All results, oldest first, also those that were deleted."""
        return [self._result(content) for content in self.file.records("result").values()]

    def result(self, id: str) -> Result:
        """The result with that id."""
        content = self.file.get("result", id)
        if content is None:
            raise Problem(f"{self.path} has no result {id}")
        return self._result(content)

    def keep_result(self, result: Result, document: Document | None = None) -> None:
        """What is known of a result; and what it is made from, if that is new: then its run is the unfinished one."""
        with self.file.transaction():
            self._put_result(result)
            if document is not None:
                self._put_made(result.id, document)
                self._go_on_with(result.id)

    def keep(self, kept: Kept, environment: Mapping[str, str]) -> None:
        """A result's numbers and picture in place of those before.

        A checkpoint is the unfinished run's: there is one of all, and a run that is finished needs none.
        """
        id = kept.result.id
        with self.file.transaction():
            self._put_result(kept.result)
            self._put_made(id, kept.document)
            blobs = {
                "numbers": kept.numbers,
                "picture": png(kept.pixels),
                "thumbnail": jpeg(preview(Picture(kept.pixels), THUMBNAIL)),
            }
            hashes = {name: self.file.put_blob(data) for name, data in blobs.items()}
            content = {**hashes, "evaluations": kept.result.evaluations, "environment": dict(environment)}
            self.file.put("numbers", id, content, tuple(hashes.values()))
            if kept.result.finished:
                if self._unfinished().get("result") == id:
                    self.file.remove("meta", "unfinished")
            elif kept.checkpoint is not None:
                hash = self.file.put_blob(kept.checkpoint)
                content = {"result": id, "evaluations": kept.result.evaluations, "checkpoint": hash}
                self.file.put("meta", "unfinished", {**content, "environment": dict(environment)}, (hash,))
            else:
                self._go_on_with(id)
            self.file.prune()

    def keep_beginning(self, id: str, scale: int, numbers: bytes) -> None:
        """The numbers that a scale (counted from 1) begins from."""
        with self.file.transaction():
            hash = self.file.put_blob(numbers)
            self.file.put("beginning", f"{id}:{scale}", {"numbers": hash}, (hash,))

    def picture(self, id: str) -> Pixels:
        """(h, w, 3) of a result as it was seen last, at the scale that it had reached."""
        return self._pixels(self._numbers(id), "picture")

    def thumbnail(self, id: str) -> Pixels | None:
        """(h, w, 3), small; None while nothing of it was kept."""
        content = self.file.get("numbers", id)
        return None if content is None else self._pixels(content, "thumbnail")

    def made_from(self, id: str) -> Document:
        """The document that a result was made from."""
        content = self.file.get("made", id)
        if content is None:
            raise Problem(f"{self.path}: what {id} was made from is lost")
        with checked(self.path, f"what {id} was made from"):
            return self._shelf.take(content["document"])

    def recipe(self, id: str) -> Recipe:
        """The same, complete as it was when it was painted."""
        recipe = self.made_from(id).recipe()
        if recipe is None:
            raise Problem(f"{self.path}: what {id} was made from is damaged")
        return recipe

    def state(self, id: str, scale: int = 0) -> tuple[bytes, Mapping[str, str]] | None:
        """What a run goes on from, and the environment it was made in; None where nothing was kept yet.

        With a scale, its beginning; else the exact checkpoint, unless the numbers are of a later moment.
        """
        if scale:
            beginning = self.file.get("beginning", f"{id}:{scale}")
            if beginning is None:
                raise Problem(f"{self.path}: the beginning of scale {scale} of {id} was not kept")
            with checked(self.path, f"the beginning of scale {scale} of {id}"):
                return self.file.blob(beginning["numbers"]), {}
        unfinished, numbers = self._unfinished(), self.file.get("numbers", id)
        if numbers is None:
            return None
        with checked(self.path, f"the state of {id}"):
            has_checkpoint = unfinished.get("result") == id and "checkpoint" in unfinished
            if has_checkpoint and unfinished["evaluations"] >= numbers["evaluations"]:
                return self.file.blob(unfinished["checkpoint"]), dict(unfinished["environment"])
            return self.file.blob(numbers["numbers"]), dict(numbers["environment"])

    # Moments of a run

    def keep_moment(self, id: str, evaluations: int, pixels: Pixels, bound: int) -> None:
        """One frame of a run, thinned evenly once there are many; all results' together have `bound` bytes."""
        with self.file.transaction():
            self._moments.put(id, evaluations, pixels, bound)
            self.file.prune()

    def moments(self, id: str) -> list[int]:
        """The evaluations at which frames of a run were kept, earliest first."""
        return self._moments.of(id)

    def moment(self, id: str, evaluations: int) -> Pixels:
        """(h, w, 3) of the run at that evaluation."""
        return self._moments.take(id, evaluations)

    def shown_at(self, id: str) -> list[int]:
        """The evaluations at which a run can be looked at: its moments, and at the end its result."""
        end = self.result(id).evaluations
        return [*(each for each in self._moments.of(id) if each < end), end] if end else []

    def film(self, id: str) -> tuple[bytes, ...]:
        """The frames of `shown_at` as they lie here, encoded."""
        moments = self.shown_at(id)[:-1]
        with checked(self.path, f"the picture of {id}"):
            return (*self._moments.encoded(id, moments), self.file.blob(self._numbers(id)["picture"]))

    # Inside

    def forget_results(self, ids: Sequence[str]) -> None:
        """Results that no step can bring back."""
        if not ids:
            return
        with self.file.transaction():
            for id in ids:
                for kind in ("result", "made", "numbers"):
                    self.file.remove(kind, id)
                self._moments.remove(id)
                for key in self.file.records("beginning"):
                    if key.startswith(f"{id}:"):
                        self.file.remove("beginning", key)
                if self._unfinished().get("result") == id:
                    self.file.remove("meta", "unfinished")
            self.file.prune()

    def _lost_results(self) -> list[str]:
        """Those that were deleted by every step that there is."""
        with checked(self.path, "what it says of itself"):
            steps = self._steps()
            deleted = frozenset[str].intersection(*(step.deleted for step in steps)) if steps else frozenset()
            return [id for id in self.file.records("result") if id in deleted]

    def _steps(self) -> list[Step]:
        records = self.file.records("step")
        return [
            Step(int(key), str(each["label"]), frozenset(map(str, each.get("deleted", ()))))
            for key, each in records.items()
        ]

    def _put_step(self, step: Step, document: Document) -> None:
        entry, uses = self._shelf.put(document)
        content = {"label": step.label, "deleted": sorted(step.deleted), "document": entry}
        self.file.put("step", str(step.number), content, uses, position=step.number)

    def _put_present(self, number: int) -> None:
        self.file.put("meta", "project", {"version": VERSION, **self._meta(), "present": number})

    def _put_result(self, result: Result) -> None:
        before = self.file.get("result", result.id) or {}
        self.file.put("result", result.id, {**before, **asdict(result)})

    def _go_on_with(self, id: str) -> None:
        """The run of before stays with its numbers; only this one can be gone on with exactly."""
        if self._unfinished().get("result") != id:
            self.file.put("meta", "unfinished", {"result": id})

    def _put_made(self, id: str, document: Document) -> None:
        entry, uses = self._shelf.put(document)
        self.file.put("made", id, {"document": entry}, uses)

    def _meta(self) -> dict[str, Any]:
        return self.file.get("meta", "project") or {}

    def _unfinished(self) -> dict[str, Any]:
        return self.file.get("meta", "unfinished") or {}

    def _numbers(self, id: str) -> dict[str, Any]:
        content = self.file.get("numbers", id)
        if content is None:
            raise Problem(f"{self.path}: nothing of that result was kept yet")
        return content

    def _pixels(self, content: Mapping[str, Any], name: str) -> Pixels:
        with checked(self.path, "a picture"):
            return decoded(self.file.blob(content[name]), self.path)

    def _result(self, content: Mapping[str, Any]) -> Result:
        """What this version knows of a record; what else it says stays in the file."""
        with checked(self.path, "a result"):
            return RESULT.validate_python(content)
