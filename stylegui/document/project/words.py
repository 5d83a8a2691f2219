"""What SQLite's errors mean to the user."""

from pathlib import Path

import apsw

from stylegui.engine.errors import Problem


def damaged(path: Path) -> Problem:
    """There is something else in the file than was put there."""
    return Problem(f"{path} is damaged: please open a copy of it, or another project")


def not_read(path: Path, error: apsw.Error) -> Problem:
    """The file could not be read."""
    match error:
        case apsw.ReadOnlyError():  # there is a journal to roll back
            return Problem(
                f"{path} was left half-written, and is mended where it may be written: please allow writing to it and "
                f"its folder, or copy it together with {path.name}-journal to another folder"
            )
        case apsw.CantOpenError() | apsw.PermissionsError():
            return Problem(f"no permission to read {path}: please allow it, or open a copy")
        case apsw.BusyError() | apsw.LockedError():
            return Problem(f"{path} is being written by another program: please try again when it is done")
        case apsw.CorruptError() | apsw.NotADBError() | apsw.SQLError():  # the last: a table is not there
            return damaged(path)
        case _:
            return Problem(f"cannot read {path} ({error}): please check the disk, or open a copy")


def not_written(path: Path, error: apsw.Error) -> Problem:
    """The file could not be written, and is as it was before."""
    match error:
        case apsw.FullError():
            words = f"there is no space left for {path}: please free some or choose another disk"
        case apsw.ReadOnlyError() if getattr(error, "extendedresult", 0) == apsw.SQLITE_READONLY_DBMOVED:
            words = f"{path} was moved or deleted while it was open: please save it under a name again"
        case apsw.ReadOnlyError() | apsw.CantOpenError() | apsw.PermissionsError():
            words = f"no permission to write {path} or in its folder: please choose another folder"
        case apsw.BusyError() | apsw.LockedError():
            words = f"{path} is being used by another program: please try again when it is done"
        case apsw.CorruptError() | apsw.NotADBError():
            return damaged(path)
        case _:
            words = f"cannot write {path} ({error}): please check the disk, or choose another"
    return Problem(f"{words}; nothing was written")
