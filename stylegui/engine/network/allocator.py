"""Keeps the memory that an evaluation frees for the next one. Imports nothing of torch: it comes first."""

import ctypes
import os
import platform

KEEP_BYTES = 1 << 30  # in all
LARGEST = 1 << 30  # block that is kept: features of the finest layer at 2048 x 2048 pixels
LARGEST_OF_OLD = 32 << 20  # what glibc before 2.34 takes; refused, it would map and clear every block anew
# From glibc's malloc.h: parameters of mallopt.
TRIM_THRESHOLD, MMAP_THRESHOLD, ARENA_MAX = -1, -3, -8


def keep_freed_memory() -> None:
    """To be called once, before any thread is started. Does nothing where the C library is not glibc.

    Features are 50 MB each at 512 pixels, 200 MB at 1024. Handed back to the system and taken again, every page of
    them is cleared in between, which took up to a third of an evaluation. Torch is told to begin large blocks where
    a large page begins: those then fit where others were before, and a tenth less memory is held.
    """
    os.environ.setdefault("THP_MEM_ALLOC_ENABLE", "1")  # torch's; read with its first large block
    library = _glibc()
    if library:
        library.mallopt(ARENA_MAX, 1)  # or each thread would have a store of its own, too small for features
        if not library.mallopt(MMAP_THRESHOLD, LARGEST):
            library.mallopt(MMAP_THRESHOLD, LARGEST_OF_OLD)
        library.mallopt(TRIM_THRESHOLD, KEEP_BYTES)


def release_freed_memory() -> None:
    """Hand back what was kept: after other work than evaluations, which left gaps that they do not fit into."""
    library = _glibc()
    if library:
        library.malloc_trim(0)


def _glibc() -> ctypes.CDLL | None:
    return ctypes.CDLL(None) if platform.libc_ver()[0] == "glibc" else None
