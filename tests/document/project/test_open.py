"""Opening, closing and copying a project, also while other programs have it open or were killed with it."""

import hashlib
import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import apsw
import numpy as np
import psutil
import pytest

from stylegui.document.project import database
from stylegui.document.project.file import ProjectFile, ProjectInUse, is_project
from stylegui.engine.errors import Problem
from stylegui.engine.pictures.files.saving import save
from stylegui.engine.pictures.images import Picture

# Programs of their own: what they do with the project, then a line, then what they wait with.
HOLDS = """
import sys, pathlib
from stylegui.document.project.file import ProjectFile
project = ProjectFile.open(pathlib.Path(sys.argv[1]))
print("ready", flush=True)
sys.stdin.read()
project.close()
"""
WRITES_UNTIL_KILLED = """
import os, sys, pathlib
from stylegui.document.project.file import ProjectFile
project = ProjectFile.open(pathlib.Path(sys.argv[1]))
with project.transaction():
    number = 0
    while True:
        for key in range(20):
            project.put("step", str(key), {"text": "half" * 1000})
        project.put("result", "1", {}, {project.put_blob(os.urandom(4_000_000))})
        project.prune()
        number += 1
        if number == 5:
            print("ready", flush=True)
"""
TRIES_TO_WRITE = """
import sys, apsw
connection = apsw.Connection(sys.argv[1])
try:
    connection.execute("BEGIN IMMEDIATE")
except apsw.BusyError:
    print("busy")
"""


NOBODY = 65534


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "project.stylegui"


@pytest.fixture
def project(path: Path) -> Iterator[ProjectFile]:
    with closing(ProjectFile.create(path)) as project:
        yield project


@contextmanager
def another_program(code: str, path: Path) -> Iterator[subprocess.Popen[str]]:
    """One that has begun with the project; killed in the end."""
    pipe = subprocess.PIPE
    with subprocess.Popen([sys.executable, "-c", code, str(path)], stdin=pipe, stdout=pipe, text=True) as program:
        try:
            assert program.stdout is not None
            assert program.stdout.readline() == "ready\n"
            yield program
        finally:
            program.kill()


def kill_while_it_writes(path: Path) -> None:
    with another_program(WRITES_UNTIL_KILLED, path) as program:
        program.kill()
        program.wait()
    assert b"half" in path.read_bytes()
    assert journal_of(path).stat().st_size > 0


def put_some(project: ProjectFile) -> None:
    with project.transaction():
        for key in range(20):
            project.put("step", str(key), {"text": f"whole {key}"})
        project.put("result", "1", {}, {project.put_blob(b"whole")})


def all_records(project: ProjectFile) -> dict[str, dict[str, dict[str, Any]]]:
    return {kind: project.records(kind) for kind in ("step", "result")}


def journal_of(path: Path) -> Path:
    return path.with_name(path.name + "-journal")


def claim(path: Path) -> dict[str, Any] | None:
    with closing(ProjectFile.open(path, read_only=True)) as project:
        return project.get("meta", "open")


def set_claim(path: Path, claim: dict[str, Any]) -> None:
    """As another program would have left it."""
    with closing(ProjectFile.open(path)) as project, project.transaction():
        project.put("step", "claim", claim)
    with closing(apsw.Connection(str(path))) as connection:
        connection.execute("UPDATE records SET kind = 'meta', key = 'open' WHERE key = 'claim'")


# Opening


def no_projects(folder: Path) -> dict[str, Path]:
    """Files that are none, by what they are."""
    paths = {name: folder / name for name in ("picture.png", "text.stylegui", "empty.stylegui", "database.stylegui")}
    save(Picture(np.zeros((9, 9, 3), np.uint8)), paths["picture.png"])
    paths["text.stylegui"].write_text("SQLite format 3 is not what this is" * 10, encoding="utf-8")
    paths["empty.stylegui"].touch()
    with closing(apsw.Connection(str(paths["database.stylegui"]))) as connection:
        connection.execute("CREATE TABLE records (kind, key); INSERT INTO records VALUES (1, 2)")
    return paths


def test_what_is_not_a_project_is_refused_and_left_alone(tmp_path: Path) -> None:
    for path in no_projects(tmp_path).values():
        before = path.read_bytes()
        for read_only in (False, True):
            with pytest.raises(Problem, match=f"{path.name} is not a StyleGUI project: please"):
                ProjectFile.open(path, read_only)
        assert path.read_bytes() == before
    assert len(list(tmp_path.iterdir())) == 4


def test_what_is_not_there_or_a_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Problem, match=r"there is no file .*none"):
        ProjectFile.open(tmp_path / "none.stylegui")
    with pytest.raises(Problem, match="is a folder: please"):
        ProjectFile.open(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_project_is_known_by_its_first_bytes(path: Path, project: ProjectFile, tmp_path: Path) -> None:
    assert is_project(path)
    none = [tmp_path, tmp_path / "none", Path("\0"), Path(os.fsdecode(b"\xff")), path / "below", Path("a" * 5000)]
    for each in (*none, *no_projects(tmp_path).values()):
        assert not is_project(each)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps a file's locks for each handle of its own")
def test_to_look_whether_an_open_file_is_a_project_does_not_unlock_it(path: Path, project: ProjectFile) -> None:
    with project.transaction():
        project.put("step", "1", {})
        assert is_project(path)
        tried = subprocess.run([sys.executable, "-c", TRIES_TO_WRITE, str(path)], capture_output=True, text=True)
        assert tried.stdout == "busy\n"


def test_a_newer_programs_project_is_refused_and_left_alone(path: Path) -> None:
    ProjectFile.create(path).close()
    with closing(apsw.Connection(str(path))) as connection:
        connection.execute("PRAGMA user_version = 2")
    before = path.read_bytes()
    with pytest.raises(Problem, match=r"project\.stylegui was made by a newer StyleGUI: please update"):
        ProjectFile.open(path)
    assert path.read_bytes() == before


@pytest.mark.parametrize("damage", ["cut", "header", "page", "rows", "tables"])
def test_a_damaged_project_is_refused(damage: str, path: Path) -> None:
    with closing(ProjectFile.create(path)) as project:
        put_some(project)
        with project.transaction():
            project.put("result", "2", {}, [project.put_blob(bytes(2_000_000))])
    content = bytearray(path.read_bytes())
    if damage == "cut":
        del content[1_000_000:]
    elif damage == "header":
        content[100:5000] = bytes(range(100)) * 49
    elif damage == "page":
        place = content.index(b"whole 7") // 16384 * 16384  # its beginning
        content[place : place + 1000] = bytes(range(100)) * 10
    elif damage == "rows":
        place = content.index(b"whole 7")
        content[place - 500 : place] = bytes(range(100)) * 5
    path.write_bytes(content)
    if damage == "tables":
        with closing(apsw.Connection(str(path))) as connection:
            connection.execute("DROP TABLE uses")
    for read_only in (False, True):
        with pytest.raises(Problem, match=r"project\.stylegui is damaged: please"):
            ProjectFile.open(path, read_only)


@pytest.mark.parametrize("content", ["{", "[]", "[" * 100_000])
def test_a_record_that_is_no_object_is_a_problem(content: str, path: Path, project: ProjectFile) -> None:
    put_some(project)
    with closing(apsw.Connection(str(path))) as connection:
        connection.execute("UPDATE records SET content = ? WHERE key = '7'", (content,))
    for read in (lambda: project.get("step", "7"), lambda: project.records("step")):
        with pytest.raises(Problem, match=r"project\.stylegui is damaged: please"):
            read()


def test_a_name_that_is_no_text_is_refused(tmp_path: Path) -> None:
    path = tmp_path / os.fsdecode(b"\xff.stylegui")
    with pytest.raises(Problem, match="please rename"):
        ProjectFile.create(path)
    with pytest.raises(Problem, match="please rename"):
        ProjectFile.open(path)


def test_nothing_is_created_over_what_is_there(path: Path, tmp_path: Path) -> None:
    path.write_bytes(b"precious")
    with pytest.raises(Problem, match=r"there is a file .*project\.stylegui already: please"):
        ProjectFile.create(path)
    with pytest.raises(Problem, match="there is no folder"):
        ProjectFile.create(tmp_path / "none" / "project.stylegui")
    assert path.read_bytes() == b"precious"


def test_a_closed_project_is_a_single_file(path: Path, tmp_path: Path) -> None:
    with closing(ProjectFile.create(path)) as project:
        put_some(project)
    assert list(tmp_path.iterdir()) == [path]


# Permissions


@contextmanager
def as_nobody(path: Path, of_file: int, of_folder: int) -> Iterator[None]:
    """With those permissions of the file and of its folder, of which none would stop root."""
    for folder in path.parents[1:3]:
        if folder.owner() == path.owner() and folder != Path("/tmp"):
            folder.chmod(0o755)
    path.chmod(of_file)
    path.parent.chmod(of_folder)
    is_root = os.geteuid() == 0
    if is_root:
        os.setresuid(NOBODY, NOBODY, 0)
    try:
        yield
    finally:
        if is_root:
            os.setresuid(0, 0, 0)
        path.parent.chmod(0o755)


no_permissions = pytest.mark.skipif(sys.platform == "win32", reason="POSIX permissions")


@no_permissions
@pytest.mark.parametrize(("of_file", "of_folder"), [(0o444, 0o777), (0o666, 0o555), (0o444, 0o555)])
def test_what_must_not_be_written_can_be_read(of_file: int, of_folder: int, path: Path) -> None:
    with closing(ProjectFile.create(path)) as project:
        put_some(project)
    before = path.read_bytes()
    with as_nobody(path, of_file, of_folder):
        with closing(ProjectFile.open(path, read_only=True)) as project:
            assert project.get("step", "7") == {"text": "whole 7"}
        with pytest.raises(Problem, match=r"no permission to write .*project\.stylegui.*please"):
            ProjectFile.open(path)
    assert path.read_bytes() == before


@no_permissions
def test_what_must_not_be_read_is_refused(path: Path) -> None:
    ProjectFile.create(path).close()
    with as_nobody(path, 0o000, 0o755), pytest.raises(Problem, match="no permission to read"):
        ProjectFile.open(path)
    with as_nobody(path, 0o644, 0o000):
        assert not is_project(path)
        with pytest.raises(Problem, match="no permission to read"):
            ProjectFile.open(path)


@no_permissions
def test_a_half_written_project_that_must_not_be_written_tells_what_to_do(path: Path) -> None:
    with closing(ProjectFile.create(path)) as project:
        put_some(project)
    kill_while_it_writes(path)
    journal_of(path).chmod(0o444)
    with as_nobody(path, 0o444, 0o555):
        for read_only in (False, True):
            with pytest.raises(Problem, match=r"half-written.*project\.stylegui-journal to another folder"):
                ProjectFile.open(path, read_only)
    with closing(ProjectFile.open(path)) as project:
        assert project.get("step", "7") == {"text": "whole 7"}


# Other programs


def test_a_project_that_another_program_has_open_can_only_be_read(path: Path, tmp_path: Path) -> None:
    with closing(ProjectFile.create(path)) as project:
        put_some(project)
        whole = all_records(project)
    with another_program(HOLDS, path) as program:
        with pytest.raises(ProjectInUse, match=rf"project\.stylegui is open in another .*{program.pid}.*please"):
            ProjectFile.open(path)
        with closing(ProjectFile.open(path, read_only=True)) as project:
            assert all_records(project) == whole
            with pytest.raises(RuntimeError), project.transaction():
                pass
        with closing(ProjectFile.create(tmp_path / "other.stylegui")) as project, pytest.raises(ProjectInUse):
            project.copy_to(path)
        program.communicate()
        with closing(ProjectFile.open(path)) as project:
            assert not project.was_interrupted
            assert all_records(project) == whole


def test_a_project_is_given_up_when_it_is_closed(path: Path) -> None:
    with closing(ProjectFile.create(path)):
        held = claim(path)
        assert held is not None
        assert held["host"] == socket.gethostname()
        assert held["pid"] == os.getpid()
    assert claim(path) is None


def test_a_project_tells_its_reader_whether_a_program_here_has_it_open(path: Path) -> None:
    def told() -> tuple[bool, bool]:
        with closing(ProjectFile.open(path, read_only=True)) as project:
            return project.is_claimed, project.was_interrupted

    with closing(ProjectFile.create(path)) as project:
        assert project.is_claimed
        assert told() == (True, False)
    assert told() == (False, False)
    with another_program(HOLDS, path) as program:
        assert told() == (True, False)
        program.kill()
        program.wait()
        assert told() == (False, True)
    with closing(ProjectFile.open(path)) as project:
        assert (project.is_claimed, project.was_interrupted) == (True, True)
    assert told() == (False, False)
    set_claim(path, {"host": "elsewhere", "pid": os.getpid(), "program": "StyleGUI"})
    assert told() == (False, False)


def test_a_killed_programs_project_is_taken_over(path: Path) -> None:
    with closing(ProjectFile.create(path)) as project:
        put_some(project)
    with another_program(HOLDS, path) as program:
        program.kill()
        program.wait()
        with closing(ProjectFile.open(path)) as project:
            assert project.was_interrupted
            assert project.get("step", "1") == {"text": "whole 1"}
    with closing(ProjectFile.open(path)) as project:
        assert not project.was_interrupted


@pytest.mark.parametrize(
    ("of", "was_interrupted"),
    [
        ({"pid": os.getppid(), "started": 1.0}, True),  # the number is another process's now
        ({"pid": -1, "started": "yesterday"}, True),
        ({"pid": "none"}, True),
        ({"host": "elsewhere"}, False),
        ({"host": "elsewhere", "pid": os.getppid(), "started": psutil.Process(os.getppid()).create_time()}, False),
    ],
)
def test_a_claim_that_nobody_here_can_have_is_taken_over(of: dict[str, Any], was_interrupted: bool, path: Path) -> None:
    ProjectFile.create(path).close()
    set_claim(path, {"host": socket.gethostname(), "program": "StyleGUI", **of})
    with closing(ProjectFile.open(path)) as project:
        assert project.was_interrupted == was_interrupted
        put_some(project)
    assert claim(path) is None


def test_who_lost_the_project_to_another_computer_writes_no_more(path: Path, project: ProjectFile) -> None:
    put_some(project)
    whole = all_records(project)
    with closing(apsw.Connection(str(path))) as connection:
        content = json.dumps({"host": "elsewhere", "pid": 1, "started": 1.0, "program": "StyleGUI"})
        connection.execute("UPDATE records SET content = ? WHERE key = 'open'", (content,))
    with pytest.raises(ProjectInUse, match="elsewhere"), project.transaction():
        project.put("step", "1", {})
    assert all_records(project) == whole
    project.close()
    assert claim(path) is not None


def test_a_program_that_writes_for_long_is_a_problem_in_words(
    path: Path, project: ProjectFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "_PATIENCE", 10)
    with closing(ProjectFile.open(path)) as other:
        with project.transaction():
            project.put("step", "1", {})
            with pytest.raises(Problem, match="used by another program: please try again"), other.transaction():
                pass
        with other.transaction():
            other.put("step", "2", {})
    assert list(project.records("step")) == ["1", "2"]


@pytest.mark.parametrize("read_only", [False, True])
def test_what_a_killed_program_has_half_written_is_rolled_back(read_only: bool, path: Path, tmp_path: Path) -> None:
    with closing(ProjectFile.create(path)) as project:
        put_some(project)
        whole, blob = all_records(project), hashlib.sha256(b"whole").hexdigest()
    kill_while_it_writes(path)
    with closing(ProjectFile.open(path, read_only)) as project:
        assert all_records(project) == whole
        assert project.blob(blob) == b"whole"
        assert project.was_interrupted
    assert list(tmp_path.iterdir()) == [path]
    with closing(apsw.Connection(str(path))) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


@pytest.mark.parametrize("way", ["create", "copy over it", "copy"])
def test_a_half_written_project_does_no_harm_to_the_one_that_takes_its_place(way: str, path: Path) -> None:
    with closing(ProjectFile.create(path)) as project:
        put_some(project)
    kill_while_it_writes(path)
    if way != "copy over it":
        path.unlink()  # and forget the journal beside it
    if way == "create":
        with closing(ProjectFile.create(path)) as project:
            put_some(project)
    else:
        with closing(ProjectFile.create(path.with_name("other"))) as project:
            put_some(project)
            project.copy_to(path)
    with closing(ProjectFile.open(path)) as project:
        assert project.get("step", "7") == {"text": "whole 7"}
    with closing(apsw.Connection(str(path))) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


# Copies


def test_a_copy_holds_the_same_and_nobody_has_it_open(path: Path, tmp_path: Path) -> None:
    target = tmp_path / "copy.stylegui"
    with closing(ProjectFile.create(path)) as project:
        put_some(project)
        with project.transaction():
            project.put("result", "big", {}, [project.put_blob(os.urandom(1_000_000))])
            project.prune()
        project.copy_to(target)
        assert claim(target) is None
        whole, blob = all_records(project), hashlib.sha256(b"whole").hexdigest()
        put_some(project)
    with closing(ProjectFile.open(target)) as copied:
        assert copied.path == target
        assert all_records(copied) == whole
        assert copied.blob(blob) == b"whole"
        with copied.transaction():
            copied.remove("result", "big")
            copied.prune()
        assert copied.size() < 500_000  # a copy gives space back as well
    assert sorted(tmp_path.iterdir()) == [target, path]


def test_a_copy_takes_the_place_of_any_file_but_a_project_that_is_not_understood(path: Path, tmp_path: Path) -> None:
    newer = tmp_path / "newer.stylegui"
    ProjectFile.create(newer).close()
    with closing(apsw.Connection(str(newer))) as connection:
        connection.execute("PRAGMA user_version = 2")
    before = newer.read_bytes()
    with closing(ProjectFile.create(path)) as project:
        put_some(project)
        for target in no_projects(tmp_path).values():
            project.copy_to(target)
            with closing(ProjectFile.open(target, read_only=True)) as copied:
                assert all_records(copied) == all_records(project)
        with pytest.raises(Problem, match="newer StyleGUI"):
            project.copy_to(newer)
    assert newer.read_bytes() == before


COPIES_UNTIL_KILLED = """
import os, signal, sys, pathlib
from stylegui.document.project.file import ProjectFile
os.fsync = lambda file: os.kill(os.getpid(), signal.SIGKILL)  # once the copy is written
ProjectFile.open(pathlib.Path(sys.argv[1])).copy_to(pathlib.Path(sys.argv[2]))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="needs SIGKILL")
def test_a_program_that_is_killed_while_it_copies_leaves_what_is_there_untouched(path: Path, tmp_path: Path) -> None:
    target = tmp_path / "copy.stylegui"
    for each in (path, target):
        ProjectFile.create(each).close()
    before, changed = target.read_bytes(), target.stat().st_mtime_ns
    killed = subprocess.run([sys.executable, "-c", COPIES_UNTIL_KILLED, str(path), str(target)], check=False)
    assert killed.returncode < 0
    assert (target.read_bytes(), target.stat().st_mtime_ns) == (before, changed)
    with closing(ProjectFile.open(target)) as project:
        assert not project.was_interrupted
    with closing(ProjectFile.open(path)) as project:
        assert project.was_interrupted


def test_a_project_is_not_copied_onto_itself(path: Path, project: ProjectFile, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(path)
    put_some(project)
    for target in (path, tmp_path / "link"):
        with pytest.raises(Problem, match="is the open project itself: please"):
            project.copy_to(target)
    assert project.get("step", "7") == {"text": "whole 7"}


def test_a_project_that_was_deleted_while_it_was_open_can_be_saved_elsewhere(path: Path, project: ProjectFile) -> None:
    put_some(project)
    path.rename(path.with_name("moved"))
    with pytest.raises(Problem, match=r"project\.stylegui was moved or deleted.*please save"), project.transaction():
        project.put("step", "1", {})
    project.copy_to(path)
    with closing(ProjectFile.open(path)) as copied:
        assert all_records(copied) == all_records(project)
