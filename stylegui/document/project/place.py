"""Where a project lies, or is to lie."""

import os
import struct
from pathlib import Path

import apsw

from stylegui.document.project.format import APPLICATION_ID
from stylegui.engine.errors import Problem

_MAGIC = b"SQLite format 3\0"
_HEADER = struct.Struct(f">{len(_MAGIC)}s 52x I")  # the first bytes of every SQLite file: the application's mark at 68


def is_project(path: Path) -> bool:
    """Whether the file says that it is one, by its first bytes; nothing is raised for any path."""
    # Not by open(): closing such a file drops the locks that SQLite holds on it in this process.
    try:
        if not path.is_file():
            return False
        file = apsw.VFSFile("", str(path.absolute()), [apsw.SQLITE_OPEN_READONLY | apsw.SQLITE_OPEN_MAIN_DB, 0])
        try:
            header = file.xRead(_HEADER.size, 0)
        finally:
            file.xClose()
    except (OSError, ValueError, apsw.Error):
        return False
    return len(header) == _HEADER.size and _HEADER.unpack(header) == (_MAGIC, APPLICATION_ID)


def check_project(path: Path) -> None:
    """Raises Problem for what is not a project."""
    try:
        is_there, is_folder = path.exists(), path.is_dir()
    except PermissionError as error:
        raise Problem(f"no permission to read {path}: please allow it, or open a copy") from error
    except OSError as error:
        raise Problem(f"cannot read {path}: {error.strerror or error}") from error
    if is_folder:
        raise Problem(f"{path} is a folder: please choose a project in it")
    if not is_there:
        raise Problem(f"there is no file {path}: please look whether it was moved or renamed")
    if not os.access(path, os.R_OK):
        raise Problem(f"no permission to read {path}: please allow it, or open a copy")
    if not is_project(path):
        raise Problem(f"{path} is not a StyleGUI project: please choose another file")


def whole_path(path: Path) -> Path:
    """From the root on. Raises Problem for a name that SQLite cannot take."""
    try:
        str(path.absolute()).encode()
    except UnicodeEncodeError as error:
        raise Problem(f"{str(path)!r} holds bytes that are no text: please rename it, or its folder") from error
    return path.absolute()


def remove_journal(path: Path) -> None:
    """That of a file which is gone: SQLite would take it for the new file's, and undo that with it."""
    path.with_name(f"{path.name}-journal").unlink(missing_ok=True)
