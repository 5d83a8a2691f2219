"""Keeping freed memory: nothing can be seen of it but that everything still works."""

import platform
import subprocess
import sys
from types import SimpleNamespace

import pytest
import torch

from stylegui.engine.network import allocator
from stylegui.engine.network.allocator import keep_freed_memory, release_freed_memory


def test_it_can_be_called_at_any_time_and_again() -> None:
    """In a process of its own: it lasts."""
    code = (
        "from stylegui.engine.network.allocator import keep_freed_memory; keep_freed_memory(); import torch, sys;"
        "a = torch.ones(30_000_000); del a; keep_freed_memory(); b = torch.zeros(30_000_000);"
        "sys.exit(int(b.sum()))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("largest", [allocator.LARGEST, allocator.LARGEST_OF_OLD])
def test_a_library_that_refuses_large_blocks_is_asked_for_smaller_ones(
    monkeypatch: pytest.MonkeyPatch, largest: int
) -> None:
    taken: dict[int, int] = {}

    def mallopt(parameter: int, value: int) -> int:
        if parameter == allocator.MMAP_THRESHOLD and value > largest:
            return 0
        taken[parameter] = value
        return 1

    monkeypatch.setattr(allocator, "_glibc", lambda: SimpleNamespace(mallopt=mallopt))
    keep_freed_memory()
    assert taken[allocator.MMAP_THRESHOLD] == largest
    assert taken[allocator.TRIM_THRESHOLD] == allocator.KEEP_BYTES


def test_what_was_kept_is_handed_back() -> None:
    """In a process of its own: of 50 blocks that were kept when freed, most is gone afterwards."""
    code = (
        "from stylegui.engine.network.allocator import keep_freed_memory, release_freed_memory; keep_freed_memory();"
        "import psutil; held = lambda: psutil.Process().memory_info().rss;"
        "blocks = [bytearray(5_000_000) for _ in range(50)]; last = bytearray(1_000_000); del blocks;"
        "before = held(); release_freed_memory(); print(before - held())"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert int(done.stdout) > 150_000_000


@pytest.mark.parametrize("library", ["", "musl", "libc"])
def test_another_c_library_is_left_alone(monkeypatch: pytest.MonkeyPatch, library: str) -> None:
    monkeypatch.setattr(platform, "libc_ver", lambda: (library, ""))
    monkeypatch.setattr("ctypes.CDLL", None)  # not even loaded
    keep_freed_memory()
    release_freed_memory()
    assert float(torch.ones(3).sum()) == 3


def test_it_comes_before_torch() -> None:
    """Importing it brings nothing heavy in: it is called before any thread is started."""
    code = "import sys, stylegui.engine.network.allocator; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
