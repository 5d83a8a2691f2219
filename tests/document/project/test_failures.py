"""A disk that fails at any moment of a save: the project is the old one or the new one, never half of each."""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import apsw
import pytest

from stylegui.document.project.file import ProjectFile
from stylegui.engine.errors import Problem

ORDINARY = apsw.vfs_names()[0]  # the system's own way to its files
Content = dict[str, Any]


class FailingDisk(apsw.VFS):
    """The ordinary one, but its n-th change from now on fails.

    Attributes:
        left: changes until one fails; None: none does. error: what SQLite is told then.
        lasts: those after it fail too. is_late: it is made, and only said to have failed.
        syncs: how often a file was put on the disk.
    """

    def __init__(self, error: type[apsw.Error], lasts: bool = False, is_late: bool = False) -> None:
        super().__init__("failing", ORDINARY, makedefault=True)
        self.left: int | None = None
        self.syncs = 0
        self.error, self.lasts, self.is_late = error, lasts, is_late

    def change(self, make: Callable[[], None]) -> None:
        if self.left is not None:
            self.left -= 1
            if self.left == 0 or (self.left < 0 and self.lasts):
                if self.is_late:
                    make()
                raise self.error("the test's disk fails")
        make()

    def xOpen(self, name: str | apsw.URIFilename | None, flags: list[int]) -> apsw.VFSFile:
        return FailingFile(self, name, flags)

    def xDelete(self, filename: str, syncdir: bool) -> None:
        self.change(lambda: super(FailingDisk, self).xDelete(filename, syncdir))


class FailingFile(apsw.VFSFile):
    """A file on it."""

    def __init__(self, disk: FailingDisk, name: str | apsw.URIFilename | None, flags: list[int]) -> None:
        super().__init__(ORDINARY, name, flags)
        self._disk = disk

    def xWrite(self, data: Any, offset: int) -> None:
        self._disk.change(lambda: super(FailingFile, self).xWrite(data, offset))

    def xSync(self, flags: int) -> None:
        self._disk.syncs += 1
        self._disk.change(lambda: super(FailingFile, self).xSync(flags))

    def xTruncate(self, newsize: int) -> None:
        self._disk.change(lambda: super(FailingFile, self).xTruncate(newsize))


WAYS = {"full": (apsw.FullError,), "error for long": (apsw.IOError, True), "late error": (apsw.IOError, False, True)}


@pytest.fixture(params=WAYS.values(), ids=list(WAYS))
def disk(request: pytest.FixtureRequest) -> Iterator[FailingDisk]:
    """What SQLite writes to by default in this process, failing in each way."""
    disk = FailingDisk(*request.param)
    yield disk
    apsw.set_default_vfs(ORDINARY)
    disk.unregister()


SIZES = (2_200_000, 100, 60_000)  # bytes; with the first, SQLite writes before the transaction ends
BLOBS = [[hashlib.shake_256(bytes([seed, size % 256])).digest(size) for size in SIZES] for seed in (0, 1)]


def write(project: ProjectFile, seed: int) -> None:
    """All of it is another with another seed: records changed, added and removed, blobs put and pruned."""
    with project.transaction():
        for key in range(40):
            project.put("step", str(key), {"label": f"{seed} {key}", "text": f"{seed}" * 500})
        project.put("step", f"only {seed}", {}, position=40)
        project.remove("step", f"only {1 - seed}")
        hashes = [project.put_blob(data) for data in BLOBS[seed]]
        project.put("result", "1", {"picture": hashes[0]}, hashes[:2])
        project.put("result", "2", {"picture": hashes[2]}, hashes[2:])
        project.prune()


def content(path: Path) -> Content:
    """All that is in a project, but the claim, by an ordinary way; checked by SQLite and by the hashes."""
    connection = apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READWRITE, vfs=ORDINARY)
    with closing(connection):
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        rows: Content = {
            table: connection.execute(f"SELECT * FROM {table} WHERE {only} ORDER BY 1, 2").fetchall()
            for table, only in (("records", "key != 'open'"), ("uses", "1"), ("blobs", "1"), ("chunks", "1"))
        }
    for name, _, data in rows["chunks"]:  # each of one chunk here
        assert hashlib.sha256(data).hexdigest() == name
    return rows


def contents(folder: Path) -> list[Content]:
    """What a project holds with either seed."""
    found = []
    for seed in (0, 1):
        with closing(ProjectFile.create(folder / f"of {seed}.stylegui")) as project:
            write(project, 1 - seed)
            write(project, seed)
        found.append(content(project.path))
    return found


def fail_until_it_works(disk: FailingDisk, path: Path, act: Callable[[], None], check: Callable[[bool], None]) -> int:
    """The first change of an act on a file fails, then the second one of another, and so on, with a check after each.

    The check is told whether the act went through all the same. Returns how many changes have failed.
    """
    for number in range(1, 10_000):
        disk.left = number
        words = ""
        try:
            act()
        except Problem as problem:
            words = str(problem)
        has_failed, disk.left = disk.left <= 0, None
        if not has_failed:
            assert words == ""
            return number - 1
        assert words == "" or str(path) in words
        check(words == "")
    raise AssertionError("it never works")


def test_a_save_that_fails_at_any_moment_leaves_the_old_or_the_new(disk: FailingDisk, tmp_path: Path) -> None:
    old, new = contents(tmp_path)
    path = tmp_path / "project.stylegui"
    seen = []
    with closing(ProjectFile.create(path)) as project:
        write(project, 0)

        def check(worked: bool) -> None:
            seen.append(content(path))
            assert seen[-1] in ([new] if worked else [old, new])
            with closing(ProjectFile.open(path, read_only=True)) as again:
                assert again.get("result", "1") == project.get("result", "1")
            write(project, 0)  # which goes on as if nothing had happened; the next check looks at it

        failures = fail_until_it_works(disk, path, lambda: write(project, 1), check)
        assert content(path) == new
        disk.syncs = 0
        write(project, 0)
        assert disk.syncs >= 2  # the journal, then the file
    assert failures > 100
    assert old in seen
    assert len(list(tmp_path.iterdir())) == 3  # with the two that were made to compare with


def test_a_copy_that_fails_at_any_moment_leaves_the_project_that_was_there(disk: FailingDisk, tmp_path: Path) -> None:
    old, new = contents(tmp_path)
    target = tmp_path / "of 0.stylegui"
    with closing(ProjectFile.open(tmp_path / "of 1.stylegui")) as project:

        def check(worked: bool) -> None:
            assert content(target) == (new if worked else old)
            assert [path.name for path in tmp_path.iterdir() if not path.name.startswith("of ")] == []
            if worked:
                with closing(ProjectFile.open(target)) as again:
                    write(again, 0)

        failures = fail_until_it_works(disk, target, lambda: project.copy_to(target), check)
        assert content(target) == new
        write(project, 0)
    assert content(project.path) == old
    assert failures > 100


def test_opening_and_closing_on_a_disk_that_fails_leaves_all_that_is_there(disk: FailingDisk, tmp_path: Path) -> None:
    old, _ = contents(tmp_path)
    path = tmp_path / "of 0.stylegui"

    def check(worked: bool) -> None:
        assert content(path) == old

    failures = fail_until_it_works(disk, path, lambda: ProjectFile.open(path).close(), check)
    assert failures > 5


def test_who_catches_a_failure_cannot_keep_half(disk: FailingDisk, tmp_path: Path) -> None:
    def save() -> None:
        with project.transaction():
            project.put("step", "1", {})
            disk.left = 1
            with pytest.raises(Problem, match=r"project\.stylegui.*please"):
                project.put_blob(bytes(5_000_000))
            disk.left = None
            with pytest.raises(RuntimeError, match="transaction"):
                project.put("step", "2", {})

    with closing(ProjectFile.create(tmp_path / "project.stylegui")) as project:
        with pytest.raises(Problem, match="nothing was written"):
            save()
        assert project.records("step") == {}
