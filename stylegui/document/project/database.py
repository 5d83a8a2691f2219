"""A connection to the database that a project is, with errors in words and no write outside a transaction."""

from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

import apsw

from stylegui.document.project.words import damaged, not_read, not_written
from stylegui.engine.errors import Problem

_PATIENCE = 5000  # ms, while another program writes
Value = str | int | memoryview | None


class Database:
    """An open SQLite file. One thread at a time uses it.

    All its methods raise Problem where the file cannot be read or written, and can be used again after that.

    *Attributes*: `path`; `writable`: whether the system lets us write to it.
    """

    def __init__(self, path: Path) -> None:
        """A file that is there. What a killed program had written in part is rolled back when it is first read."""
        self.path = path
        try:
            self._connection = apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READWRITE)  # or read, if it must
        except apsw.Error as error:
            raise not_read(path, error) from error
        self._connection.set_busy_timeout(_PATIENCE)
        # Whoever made the file, nothing in it is a program.
        for power in (apsw.SQLITE_DBCONFIG_ENABLE_TRIGGER, apsw.SQLITE_DBCONFIG_ENABLE_VIEW):
            self._connection.config(power, 0)
        self.writable = not self._connection.readonly("main")

    def close(self) -> None:
        """A transaction that is open is rolled back."""
        self._connection.close()

    def read(self, statement: str, *values: Value) -> list[tuple[Any, ...]]:
        """All rows."""
        return list(self.stream(statement, *values))

    def stream(self, statement: str, *values: Value) -> Iterator[tuple[Any, ...]]:
        """The rows one by one, of one moment; nobody else can write before the last was taken."""
        try:
            yield from self._connection.execute(statement, values)
        except apsw.Error as error:
            raise not_read(self.path, error) from error

    def read_number(self, statement: str) -> int:
        """The one number that a statement gives."""
        [(number,)] = self.read(statement)
        return int(number)

    def write(self, statement: str, *values: Value) -> None:
        """If it fails the transaction is over at once, so that nobody can catch the error and keep the rest."""
        if not self._connection.in_transaction:
            raise RuntimeError("a project is written within a transaction")
        try:
            self._execute(statement, *values)
        except Problem:
            self._roll_back()
            raise

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """What is written in it is kept wholly or, if it is left by an error, not at all. Not within another one."""
        if self._connection.in_transaction:
            raise RuntimeError("transactions are not nested")
        self._execute("BEGIN IMMEDIATE")
        try:
            yield
            self._execute("COMMIT")
        except BaseException:
            self._roll_back()
            raise

    def copy_into(self, partial: Path, path: Path, change: str, *values: Value) -> None:
        """A copy without free space in a new file, with one statement done to it. Not within a transaction.

        It may not be on the disk yet. Problems name `path`, for which it is made.
        """
        try:
            self._connection.execute("VACUUM INTO ?", (str(partial),))
            with closing(apsw.Connection(str(partial), flags=apsw.SQLITE_OPEN_READWRITE)) as copy:
                copy.execute(change, values)
        except apsw.CorruptError as error:
            raise damaged(self.path) from error
        except apsw.Error as error:
            raise not_written(path, error) from error

    def _execute(self, statement: str, *values: Value) -> None:
        try:
            self._connection.execute(statement, values).fetchall()
        except apsw.Error as error:
            raise not_written(self.path, error) from error

    def _roll_back(self) -> None:
        if self._connection.in_transaction:
            with suppress(apsw.Error):  # what cannot be put back now is put back when the file is used next
                self._connection.execute("ROLLBACK")
