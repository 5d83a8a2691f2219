"""A project file: JSON records and the blobs they use, changed in transactions that happen wholly or not at all."""

import hashlib
import io
import json
import os
import secrets
import time
from collections.abc import Collection, Iterator, Mapping
from contextlib import closing, contextmanager, nullcontext, suppress
from pathlib import Path
from typing import Any

from stylegui.document.project.claim import ProjectInUse, is_running, of_same_host, of_same_process, own_claim
from stylegui.document.project.database import Database
from stylegui.document.project.format import VERSION, Records, new_project
from stylegui.document.project.place import check_project, is_project, remove_journal, whole_path
from stylegui.document.project.words import damaged
from stylegui.engine.errors import Problem
from stylegui.engine.whole_file import check_place, is_same_file, write_whole

__all__ = ["ProjectFile", "ProjectInUse", "is_project"]

_CHUNK = 8 * 2**20  # bytes of a blob that lie in one row: SQLite's own blobs end at 1 GB
_CLAIM = ("meta", "open")  # the record that says which program has the file open


class ProjectFile:
    """An open project. It knows records by kind and key and blobs by their SHA-256, and nothing of what they mean.

    One thread at a time uses it. Everything raises Problem where the file cannot be read or written, and can be used
    again after that. While it is open, no other code of this process may open() the file: on closing that, the system
    drops the locks that SQLite has on it.

    *Attributes*: `path`, absolute; `was_interrupted`: the last program, on this computer, did not close the file.
    """

    def __init__(self, database: Database, claim: dict[str, Any] | None) -> None:
        """Use `create` and `open`. Without a claim it is only read."""
        self.path = database.path
        self.was_interrupted = False
        self._database = database
        self._claim = claim

    # Opening and closing

    @staticmethod
    def create(path: Path, records: Records | None = None) -> "ProjectFile":
        """A new one, which is never there without these records. Raises Problem, also if something is there."""
        path = whole_path(path)
        check_place(path)
        if path.exists():
            raise Problem(f"there is a file {path} already: please choose another name")
        remove_journal(path)
        write_whole(path, new_project(records or {}))
        try:
            return ProjectFile.open(path)
        except BaseException:
            path.unlink()
            raise

    @staticmethod
    def open(path: Path, read_only: bool = False) -> "ProjectFile":
        """One that is there, for this program alone; or to be read only, whoever else has it open.

        What a killed program had written in part is rolled back. Raises Problem, and ProjectInUse if another program
        has it open. A file that is no project is never changed.
        """
        path = whole_path(path)
        check_project(path)
        project = ProjectFile(Database(path), None if read_only else own_claim())
        try:
            project._check()
            project.was_interrupted = project._is_interrupted()
            if project._claim is not None:
                project._take_over(project._claim)
        except BaseException:
            project._database.close()
            raise
        return project

    def close(self) -> None:
        """Give the file up, and of its free space what can be given back in a second.

        Nothing is raised: the file is whole, whatever fails here.
        """
        if self._claim is not None:
            with suppress(Problem):
                self._give_back_space()
            with suppress(Problem), self.transaction():
                self.remove(*_CLAIM)
            self._claim = None
        self._database.close()

    def copy_to(self, path: Path) -> None:
        """A whole copy, without free space. It is written aside, then swapped: a failure leaves what was there.

        Not within a transaction. Raises Problem, also if the project that is there cannot be opened by this program.
        """
        path = whole_path(path)
        check_place(path)
        if path.exists() and is_same_file(path, self.path):
            raise Problem(f"{path} is the open project itself: please choose another name")
        there = _held(path) if is_project(path) else nullcontext()
        partial = path.parent / f".stylegui-{secrets.token_hex(4)}.part"
        try:
            with there:
                self._database.copy_into(partial, path, "DELETE FROM records WHERE kind = ? AND key = ?", *_CLAIM)
                with partial.open("rb+") as file:
                    os.fsync(file.fileno())
            remove_journal(path)
            partial.replace(path)
        except OSError as error:
            raise Problem(f"cannot write {path}: {error.strerror or error}; nothing was written") from error
        finally:
            partial.unlink(missing_ok=True)
            remove_journal(partial)

    @property
    def is_claimed(self) -> bool:
        """Whether a program on this computer, this one or another, has it open to write."""
        claim = self.get(*_CLAIM)
        return claim is not None and of_same_host(claim, own_claim()) and is_running(claim)

    def size(self) -> int:
        """Bytes on disk."""
        return self._database.read_number("PRAGMA page_count") * self._database.read_number("PRAGMA page_size")

    # Records and blobs

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All that is written in it is kept, or nothing if an error leaves it. Not within another one.

        Raises Problem if it cannot be written, and ProjectInUse if another program has taken the file over.
        """
        if self._claim is None:
            raise RuntimeError("the project is not open to be written")
        with self._database.transaction():
            holder = self.get(*_CLAIM)
            if holder is not None and not of_same_process(holder, self._claim):
                raise ProjectInUse(self.path, holder)
            yield

    def put(
        self,
        kind: str,
        key: str,
        content: Mapping[str, Any],
        uses: Collection[str] = (),
        position: int | None = None,
    ) -> None:
        """Write a record in place of the one of before, within a transaction.

        `uses` are the hashes of the blobs it needs; a ValueError if one is not there. Without a position it stays
        where it was, and a new one comes last of its kind.
        """
        missing = [hash for hash in uses if not self.has_blob(hash)]
        if missing:
            raise ValueError(f"{kind} {key} uses a blob that is not there: {missing[0]}")
        self._database.write(
            """
            INSERT INTO records (kind, key, position, content)
            VALUES (?1, ?2, coalesce(?3, (SELECT max(position) + 1 FROM records WHERE kind = ?1), 0), ?4)
            ON CONFLICT (kind, key) DO UPDATE SET position = coalesce(?3, position), content = excluded.content
            """,
            *(kind, key, position, json.dumps(dict(content), separators=(",", ":"))),
        )
        self._database.write("DELETE FROM uses WHERE kind = ? AND key = ?", kind, key)
        for hash in set(uses):
            self._database.write("INSERT INTO uses (kind, key, hash) VALUES (?, ?, ?)", kind, key, hash)

    def remove(self, kind: str, key: str) -> None:
        """Remove a record, if it is there, within a transaction."""
        self._database.write("DELETE FROM records WHERE kind = ? AND key = ?", kind, key)
        self._database.write("DELETE FROM uses WHERE kind = ? AND key = ?", kind, key)

    def get(self, kind: str, key: str) -> dict[str, Any] | None:
        """A record's content."""
        rows = self._database.read("SELECT content FROM records WHERE kind = ? AND key = ?", kind, key)
        return self._parsed(rows[0][0]) if rows else None

    def records(self, kind: str) -> dict[str, dict[str, Any]]:
        """The contents of all records of a kind by their keys, ordered by position, then by key."""
        rows = self._database.read("SELECT key, content FROM records WHERE kind = ? ORDER BY position, key", kind)
        return {key: self._parsed(content) for key, content in rows}

    def put_blob(self, data: bytes | memoryview) -> str:
        """Write C-contiguous bytes that are not there yet, within a transaction, and return their SHA-256 in hex.

        The next `prune` deletes them unless a record uses them.
        """
        hash = hashlib.sha256(data).hexdigest()
        if not self.has_blob(hash):
            view = memoryview(data)
            view = view.cast("B") if view.nbytes else memoryview(b"")  # an empty one cannot always be cast
            self._database.write("INSERT INTO blobs (hash, size) VALUES (?, ?)", hash, view.nbytes)
            for part, start in enumerate(range(0, view.nbytes, _CHUNK)):
                chunk = view[start : start + _CHUNK]
                self._database.write("INSERT INTO chunks (hash, part, data) VALUES (?, ?, ?)", hash, part, chunk)
        return hash

    def has_blob(self, hash: str) -> bool:
        """Whether bytes of that hash are there."""
        return bool(self._database.read("SELECT 1 FROM blobs WHERE hash = ?", hash))

    def blob(self, hash: str) -> bytes:
        """The bytes of that hash. Raises Problem if they are missing, or are not what was put."""
        data = io.BytesIO()  # which gives its bytes away without a copy of them
        chunks = "SELECT CAST(data AS BLOB) FROM chunks WHERE hash = ? ORDER BY part"
        for (chunk,) in self._database.stream(chunks, hash):
            data.write(chunk)
        if hashlib.sha256(data.getbuffer()).hexdigest() != hash:
            raise damaged(self.path)
        return data.getvalue()

    def prune(self) -> None:
        """Delete the blobs that no record uses, within a transaction.

        Their space is kept for what comes next, which is several times faster than to give it back: that is done when
        more is free than used, and on closing.
        """
        self._database.write("DELETE FROM chunks WHERE hash NOT IN (SELECT hash FROM uses)")
        self._database.write("DELETE FROM blobs WHERE hash NOT IN (SELECT hash FROM uses)")
        if 2 * self._database.read_number("PRAGMA freelist_count") > self._database.read_number("PRAGMA page_count"):
            self._database.write("PRAGMA incremental_vacuum")

    # Inside

    def _check(self) -> None:
        """Raises Problem for what this program cannot use. Blobs are checked when they are read."""
        if self._database.read_number("PRAGMA user_version") > VERSION:
            raise Problem(f"{self.path} was made by a newer StyleGUI: please update this one to open it")
        for table in ("records", "uses", "blobs"):
            if self._database.read(f"PRAGMA quick_check({table})") != [("ok",)]:
                raise damaged(self.path)

    def _take_over(self, claim: dict[str, Any]) -> None:
        """Write our claim in place of one whose program is gone, or runs on a computer that we cannot look into."""
        if not self._database.writable:
            raise Problem(f"no permission to write {self.path}: please allow it, or open a copy")
        # Another tool may have left another mode. Without `fullfsync`, macOS syncs no further than to its disk's cache.
        for setting in ("journal_mode = DELETE", "synchronous = FULL", "fullfsync = ON"):
            self._database.read(f"PRAGMA {setting}")
        with self._database.transaction():
            self._check_claim(claim)
            self.put(*_CLAIM, claim)

    def _check_claim(self, claim: dict[str, Any]) -> None:
        """Raises ProjectInUse if a program that runs, other than the one with that claim, has it open."""
        last = self.get(*_CLAIM)
        if last is not None and not of_same_process(last, claim) and self.is_claimed:
            raise ProjectInUse(self.path, last)

    def _is_interrupted(self) -> bool:
        claim = self.get(*_CLAIM)
        return claim is not None and of_same_host(claim, own_claim()) and not is_running(claim)

    def _give_back_space(self) -> None:
        end = time.monotonic() + 1
        while time.monotonic() < end and self._database.read_number("PRAGMA freelist_count"):
            with self.transaction():
                self._database.write("PRAGMA incremental_vacuum(512)")  # pages

    def _parsed(self, content: str) -> dict[str, Any]:
        try:
            parsed = json.loads(content)
        except (TypeError, ValueError, RecursionError) as error:
            raise damaged(self.path) from error
        if not isinstance(parsed, dict):
            raise damaged(self.path)
        return parsed


@contextmanager
def _held(path: Path) -> Iterator[None]:
    """A project that is there, whole, if it was left half-written, and kept from others. Nothing is written in it.

    A claim would make it look, after a kill, like the one that was worked on last. Raises Problem and ProjectInUse.
    """
    with closing(ProjectFile.open(path, read_only=True)) as project, project._database.transaction():
        project._check_claim(own_claim())
        yield
