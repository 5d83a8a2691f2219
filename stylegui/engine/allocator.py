"""Keeps the memory that an evaluation frees for the next one. Imports nothing of torch: it comes first."""

import ctypes
import platform

KEEP_BYTES = 1 << 30
# From glibc's malloc.h: parameters of mallopt.
TRIM_THRESHOLD, MMAP_THRESHOLD, ARENA_MAX = -1, -3, -8


def keep_freed_memory() -> None:
    """To be called once, before any thread is started. Does nothing where the C library is not glibc.

    Features are some 50 MB each. Handed back to the system and taken again, every page of them is cleared in between,
    which took up to a third of an evaluation.
    """
    if platform.libc_ver()[0] == "glibc":
        library = ctypes.CDLL(None)
        library.mallopt(ARENA_MAX, 1)  # or each thread would have a store of its own, too small for features
        library.mallopt(MMAP_THRESHOLD, KEEP_BYTES)
        library.mallopt(TRIM_THRESHOLD, KEEP_BYTES)
