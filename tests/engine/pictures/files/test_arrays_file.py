"""Files of arrays: what is said of one that hurts."""

from pathlib import Path

import pytest

from stylegui.engine.errors import Problem
from stylegui.engine.pictures.files.arrays_file import opened, read_bounded, understood


def test_a_head_that_is_nested_without_end_is_refused_in_words() -> None:
    head = b"[" * 200_000
    with pytest.raises(Problem, match=r"x\.file is no style that can be used"), understood(Path("x.file"), "style"):
        opened(len(head).to_bytes(8, "little") + head, "about")


def test_a_head_that_is_longer_than_the_file_is_refused() -> None:
    with pytest.raises(Problem, match="no safetensors file"), understood(Path("x.file"), "style"):
        opened((2**40).to_bytes(8, "little") + b"{}", "about")


def test_no_more_is_read_than_there_can_be(tmp_path: Path) -> None:
    path = tmp_path / "x.file"
    path.write_bytes(b"0123")
    assert read_bounded(path, 4, "style") == b"0123"
    with pytest.raises(Problem, match="no style is so large"):
        read_bounded(path, 3, "style")
    with pytest.raises(Problem, match="cannot read the style"):
        read_bounded(tmp_path / "none", 3, "style")
