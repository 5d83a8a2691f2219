"""Files that are written whole or not at all."""

import errno
import os
import secrets
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from stylegui.engine.errors import Problem

LEFT_S = 86400.0  # that a half-written file is left alone: by then nobody is writing it any more


def check_apart(path: Path, originals: Sequence[Path]) -> None:
    """Raises Problem if `path` is one of these files, under whatever name."""
    if any(is_same_file(path, original) for original in originals):
        raise Problem(f"{path} is a picture that is painted from or with: please give another name")


def is_same_file(a: Path, b: Path) -> bool:
    """Whether both names are of one file, or would be."""
    try:
        return a.samefile(b)
    except OSError:  # one of them is not there, or not to be seen
        return os.path.realpath(a) == os.path.realpath(b)


def check_place(path: Path) -> None:
    """Raises Problem if no file could be written there; better known before the work than after.

    What programs that were killed had half-written in that folder goes.
    """
    try:
        if path.is_dir():
            raise Problem(f"{path} is a folder: please give a file name in it")
        if path.exists() and not path.is_file():
            raise Problem(f"{path} is not an ordinary file: please give another name")
        if not path.parent.is_dir():
            raise Problem(f"there is no folder {path.parent}: please make it or choose another")
        if path.exists() and not os.access(path, os.W_OK):
            raise Problem(f"{path} is read-only: please choose another name")
        trial = _beside(path)
        trial.touch(exist_ok=False)
        trial.unlink()
        _remove_leftovers(path.parent)
    except OSError as error:
        raise Problem(_failed(path, error)) from error


def write_whole(path: Path, content: bytes | memoryview) -> None:
    """Write aside, then swap: a failure leaves what was there. Raises Problem."""
    partial = _beside(path)
    try:
        with partial.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(path)
    except OSError as error:
        raise Problem(_failed(path, error)) from error
    finally:
        partial.unlink(missing_ok=True)


def _beside(path: Path) -> Path:
    """A new short name in the same folder: replacing is only atomic within one file system."""
    return path.parent / f".stylegui-{secrets.token_hex(4)}.part"


def _remove_leftovers(folder: Path) -> None:
    for partial in folder.glob(".stylegui-*.part*"):  # with SQLite's journal of a project's copy
        with suppress(OSError):
            if time.time() - partial.stat().st_mtime > LEFT_S:
                partial.unlink()


def _failed(path: Path, error: OSError) -> str:
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return f"there is no space left for {path}: please free some or choose another disk; nothing was written"
    if isinstance(error, PermissionError) or error.errno == errno.EROFS:
        return f"no permission to write {path}: please choose another folder"
    if error.errno == errno.ENAMETOOLONG:
        return f"the name is too long for this disk: {path}; please choose a shorter one"
    return f"cannot write {path}: {error.strerror or error}"
