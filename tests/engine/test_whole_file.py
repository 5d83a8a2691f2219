"""Files that are written whole, and what is left of those that were not."""

import os
import time
from pathlib import Path

from stylegui.engine.whole_file import LEFT_S, check_place, write_whole


def test_what_killed_programs_had_half_written_goes_once_nobody_writes_it_any_more(tmp_path: Path) -> None:
    names = (".stylegui-0a1b2c3d.part", ".stylegui-0a1b2c3d.part-journal", "of another.part", "kept.stylegui")
    for name in names:
        (tmp_path / name).write_bytes(b"old")
        long_ago = time.time() - LEFT_S - 60
        os.utime(tmp_path / name, (long_ago, long_ago))
    (tmp_path / ".stylegui-ffffffff.part").write_bytes(b"being written")
    check_place(tmp_path / "new.png")
    left = {path.name for path in tmp_path.iterdir()}
    assert left == {"of another.part", "kept.stylegui", ".stylegui-ffffffff.part"}


def test_a_file_is_replaced_whole(tmp_path: Path) -> None:
    path = tmp_path / "file"
    for content in (b"one", memoryview(b"another")):
        write_whole(path, content)
        assert path.read_bytes() == bytes(content)
    assert list(tmp_path.iterdir()) == [path]
