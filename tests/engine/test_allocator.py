"""Keeping freed memory: nothing can be seen of it but that everything still works."""

import platform
import subprocess
import sys

import pytest
import torch

from stylegui.engine.allocator import keep_freed_memory


def test_it_can_be_called_at_any_time_and_again() -> None:
    """In a process of its own: it lasts."""
    code = (
        "from stylegui.engine.allocator import keep_freed_memory; keep_freed_memory(); import torch, sys;"
        "a = torch.ones(30_000_000); del a; keep_freed_memory(); b = torch.zeros(30_000_000);"
        "sys.exit(int(b.sum()))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("library", ["", "musl", "libc"])
def test_another_c_library_is_left_alone(monkeypatch: pytest.MonkeyPatch, library: str) -> None:
    monkeypatch.setattr(platform, "libc_ver", lambda: (library, ""))
    monkeypatch.setattr("ctypes.CDLL", None)  # not even loaded
    keep_freed_memory()
    assert float(torch.ones(3).sum()) == 3


def test_it_comes_before_torch() -> None:
    """Importing it brings nothing heavy in: it is called before any thread is started."""
    code = "import sys, stylegui.engine.allocator; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
