"""The keeper where the disk is full, or has no place for a draft: nothing comes late, nothing goes without a word."""

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import apsw
import pytest
import torch
from made_documents import made_document
from made_runs import frame_of, heard
from PySide6.QtCore import QCoreApplication

from stylegui.document.document import Document
from stylegui.document.history import Result
from stylegui.document.project.project import Project
from stylegui.document.undo import Step
from stylegui.engine.plan.pyramid import Scale
from stylegui.engine.run.optimiser import fresh
from stylegui.engine.run.state import State
from stylegui.jobs import Job, Snapshot
from stylegui.paths import drafts_folder
from stylegui.recorder import result_at, result_of
from stylegui.workers.keeper import Keeper

ORDINARY = apsw.vfs_names()[0]
MANY = 1 << 30


class Disk(apsw.VFS):
    """The ordinary one, until it is full."""

    def __init__(self) -> None:
        super().__init__("full", ORDINARY, makedefault=True)
        self.is_full = False

    def xOpen(self, name: str | apsw.URIFilename | None, flags: list[int]) -> apsw.VFSFile:
        return File(self, name, flags)


class File(apsw.VFSFile):
    """A file on it."""

    def __init__(self, disk: Disk, name: str | apsw.URIFilename | None, flags: list[int]) -> None:
        self._disk = disk
        super().__init__(ORDINARY, name, flags)

    def xWrite(self, data: Any, offset: int) -> None:
        if self._disk.is_full:
            raise apsw.FullError("database or disk is full")
        super().xWrite(data, offset)


@pytest.fixture
def disk() -> Iterator[Disk]:
    disk = Disk()
    yield disk
    apsw.set_default_vfs(ORDINARY)
    disk.unregister()


@pytest.fixture
def keeper(qapp: QCoreApplication, disk: Disk, tmp_path: Path) -> Iterator[Keeper]:
    """With a project of its own, in this thread."""
    keeper = Keeper(MANY)
    keeper.save_as(str(tmp_path / "mine.stylegui"))
    yield keeper
    disk.is_full = False
    keeper.end()


def retry(keeper: Keeper) -> None:
    """As its timer does."""
    keeper._writing._retry.timeout.emit()


def begun(keeper: Keeper, document: Document) -> tuple[Job, Result]:
    recipe = document.recipe()
    assert recipe is not None
    job = Job(recipe)
    result = result_of(job)
    keeper.keep_result(result, document)
    return job, result


def painted(job: Job, result: Result, evaluations: int, finished: bool = False) -> tuple[Result, Snapshot]:
    frame = frame_of(job.recipe, job.id, evaluations, finished)
    x = torch.zeros(1, 3, *frame.pixels.shape[:2])
    scales = (Scale(frame.width, frame.height, 100),)
    snapshot = Snapshot(frame, State(fresh(x), 0, evaluations, evaluations, job.recipe.settings, scales=scales), 1.0)
    return result_at(result, snapshot), snapshot


def opened(keeper: Keeper, read: Callable[[Project], Any]) -> Any:
    """What another reader finds in the project."""
    assert keeper._file.present is not None
    with closing(Project.open(keeper._file.present.path, read_only=True)) as project:
        return read(project)


def test_an_older_word_on_a_result_never_comes_after_a_newer_one(keeper: Keeper, disk: Disk) -> None:
    failures = heard(keeper.failed)
    job, result = begun(keeper, made_document())
    disk.is_full = True
    result, first = painted(job, result, 10)
    keeper.keep_snapshot(result, first)
    keeper.keep_result(result, None)  # a star
    result, last = painted(job, result, 20, finished=True)
    keeper.keep_snapshot(result, last)
    assert len(failures) == 1  # told once
    disk.is_full = False
    retry(keeper)
    kept = opened(keeper, lambda project: project.result(job.id))
    assert (kept.evaluations, kept.finished) == (20, True)


def test_the_present_step_is_the_one_that_was_gone_to_last(keeper: Keeper, disk: Disk) -> None:
    documents = [made_document(count) for count in (1, 2, 3)]
    keeper.keep_step(Step(1, "one"), documents[0], [])
    keeper.keep_step(Step(2, "two"), documents[1], [])
    disk.is_full = True
    keeper.set_present(1)
    keeper.keep_step(Step(3, "three"), documents[2], [2])
    keeper.keep_step(Step(3, "three, further"), documents[2], [])  # the same gesture: 2 is gone for all that
    keeper.set_present(1)
    disk.is_full = False
    retry(keeper)
    contents = opened(keeper, lambda project: project.contents())
    assert [(step.number, step.label) for step in contents.steps] == [(0, "New"), (1, "one"), (3, "three, further")]
    assert contents.present == 1


def test_another_project_is_not_opened_while_this_one_cannot_be_written(
    keeper: Keeper, disk: Disk, tmp_path: Path
) -> None:
    Project.create(tmp_path / "other.stylegui").close()
    stayed, switching, now = heard(keeper.stayed), heard(keeper.switching), heard(keeper.opened)
    disk.is_full = True
    keeper.keep_step(Step(1, "one"), made_document(), [])
    disk.is_full = False
    keeper.open(str(tmp_path / "other.stylegui"))
    assert len(switching) == 1
    disk.is_full = True
    keeper.switch()
    assert (len(stayed), now) == (1, [])
    disk.is_full = False
    retry(keeper)
    assert len(opened(keeper, lambda project: project.contents().steps)) == 2
    keeper.open(str(tmp_path / "other.stylegui"))
    keeper.switch()
    assert now[0][0] == str(tmp_path / "other.stylegui")


def test_closing_tells_what_cannot_be_written_and_loses_it_only_if_told_to(keeper: Keeper, disk: Disk) -> None:
    unkept, closed = heard(keeper.unkept), heard(keeper.closed)
    disk.is_full = True
    keeper.keep_step(Step(1, "one"), made_document(), [])
    keeper.close("", False)
    assert closed == []
    assert "no space" in unkept[0]
    disk.is_full = False
    keeper.close("", False)
    assert len(closed) == 1
    assert len(unkept) == 1


def test_where_there_is_no_place_for_a_draft_work_is_kept_once_there_is(qapp: QCoreApplication, tmp_path: Path) -> None:
    folder = drafts_folder()
    folder.parent.mkdir(parents=True, exist_ok=True)
    folder.write_text("a file in its place")
    keeper = Keeper(MANY)
    failures, kept = heard(keeper.failed), heard(keeper.step_kept)
    keeper.open("")
    assert str(folder) in failures[0]
    keeper.keep_step(Step(1, "one"), made_document(), [])
    assert kept == []
    keeper.save_as(str(tmp_path / "named.stylegui"))  # which needs no draft
    assert [number for number, _ in kept] == [1]
    keeper.end()
    with closing(Project.open(tmp_path / "named.stylegui")) as project:
        assert [step.label for step in project.contents().steps] == ["New", "one"]


def test_pictures_stay_the_same_ones_when_the_project_gets_a_name(keeper: Keeper, tmp_path: Path) -> None:
    document = made_document()
    keeper.keep_step(Step(1, "one"), document, [])
    read = heard(keeper.step_read)
    keeper.save_as(str(tmp_path / "named.stylegui"))
    keeper.read_step(1)
    assert read[0][1].photo is document.photo


def test_opening_a_project_twice_keeps_its_claim(keeper: Keeper, tmp_path: Path) -> None:
    other = tmp_path / "other.stylegui"
    Project.create(other).close()
    switching = heard(keeper.switching)
    keeper.open(str(other))
    keeper.open(str(other))
    assert len(switching) == 1
    keeper.switch()
    with closing(Project.open(other, read_only=True)) as project:
        assert project.file.is_claimed


def test_a_draft_is_discarded_only_if_it_is_the_one_that_was_asked_about(qapp: QCoreApplication) -> None:
    keeper = Keeper(MANY)
    keeper.open("")
    keeper.keep_step(Step(1, "one"), made_document(), [])
    begun(keeper, made_document())
    (draft,) = drafts_folder().iterdir()
    keeper.close("another.stylegui", False)
    assert draft.exists()
    keeper.open(str(draft))
    keeper.close(str(draft), False)
    assert not draft.exists()
