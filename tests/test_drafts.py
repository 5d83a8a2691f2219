"""Drafts: what was left behind is found, what is too much goes, and what is open is nobody's business."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from made_documents import made_document, made_mask, made_picture

from stylegui import drafts
from stylegui.document.document import Document
from stylegui.document.history import Result
from stylegui.document.project.file import is_project
from stylegui.document.project.project import Project
from stylegui.document.undo import Step
from stylegui.drafts import FEW_STEPS, LeftBehind, is_draft, is_worth_keeping, left_behind, new_draft, thin_out
from stylegui.engine.regions.regions import Region
from stylegui.paths import drafts_folder

# A program of its own, that has a project open until it is killed.
HOLDS = """
import sys, pathlib
from stylegui.document.project.project import Project
project = Project.open(pathlib.Path(sys.argv[1]))
print("ready", flush=True)
sys.stdin.read()
"""


@contextmanager
def another_program(path: Path) -> Iterator[None]:
    """One that has the project open; it is killed in the end."""
    pipe = subprocess.PIPE
    with subprocess.Popen([sys.executable, "-c", HOLDS, str(path)], stdin=pipe, stdout=pipe, text=True) as program:
        try:
            assert program.stdout is not None
            assert program.stdout.readline() == "ready\n"
            yield
        finally:
            program.kill()  # SIGKILL


def made(path: Path, results: int = 1, changed: float = 0) -> Path:
    """A closed project with some results, changed so many seconds after all others that are made before."""
    with closing(Project.create(path)) as project:
        fill(project, results)
    os.utime(path, (1e9 + changed, 1e9 + changed))
    return path


def fill(project: Project, results: int) -> None:
    project.keep_step(Step(1, "Open"), made_document())
    for number in range(results):
        project.keep_result(Result(str(number), "photo", "", 10, 10, evaluations=9), made_document())


def found(recent: tuple[Path, ...] = ()) -> list[Path]:
    return [each.path for each in left_behind([str(path) for path in recent])]


def test_a_draft_has_a_name_of_its_own_in_a_folder_that_is_made(tmp_path: Path) -> None:
    one, two = new_draft(), new_draft()
    assert one != two
    assert one.parent == two.parent == drafts_folder()
    assert one.suffix == ".stylegui"
    assert drafts_folder().is_dir()
    assert is_draft(one)
    assert not is_draft(tmp_path / one.name)


def test_more_than_pictures_in_their_places_is_worth_keeping(tmp_path: Path) -> None:
    with closing(Project.create(tmp_path / "project.stylegui")) as project:
        assert not is_worth_keeping(project.contents())
        document = Document(made_picture(0))
        for number in range(1, FEW_STEPS):
            project.keep_step(Step(number, ""), document)
        assert not is_worth_keeping(project.contents())
        project.keep_step(Step(FEW_STEPS, ""), document)
        assert is_worth_keeping(project.contents())
    with closing(Project.create(tmp_path / "painted.stylegui")) as project:
        project.keep_step(Step(1, ""), Document(made_picture(0), regions=(Region(made_mask(0), None),)))
        assert is_worth_keeping(project.contents())
    with closing(Project.create(tmp_path / "result.stylegui")) as project:
        project.keep_result(Result("a", "photo", "", 10, 10, evaluations=9), document)
        assert is_worth_keeping(project.contents())
        project.keep_step(Step(1, "Delete", frozenset("a")), document)
        assert not is_worth_keeping(project.contents())


def test_drafts_that_hold_something_are_found_newest_first() -> None:
    assert found() == []
    old, new, newest = (made(new_draft(), number, number) for number in (1, 2, 3))
    Project.create(new_draft()).close()  # with nothing in it
    told = list(left_behind())
    assert [each.path for each in told] == [newest, new, old]
    assert [each.results for each in told] == [3, 2, 1]
    assert {(each.photo, each.was_interrupted) for each in told} == {("photo", False)}
    assert [each.changed.timestamp() for each in told] == [1e9 + 3, 1e9 + 2, 1e9 + 1]


def test_what_a_program_has_open_is_not_found_until_it_is_killed(tmp_path: Path) -> None:
    draft, named = made(new_draft()), made(tmp_path / "named.stylegui")
    with another_program(draft), another_program(named):
        assert found((named,)) == []
    told = {each.path: each for each in left_behind([str(named)])}
    assert set(told) == {draft, named}
    assert all(each.was_interrupted and each.results == 1 and each.photo == "photo" for each in told.values())
    with closing(Project.open(draft)), closing(Project.open(named)):  # this very program
        assert found((named,)) == []
    assert found((named,)) == [draft]


def test_projects_with_a_name_that_were_closed_are_where_the_user_put_them(tmp_path: Path) -> None:
    assert found((made(tmp_path / "named.stylegui"),)) == []


def test_a_newer_draft_comes_before_a_named_project(tmp_path: Path) -> None:
    draft, named = made(new_draft()), made(tmp_path / "named.stylegui")
    with another_program(named):
        pass
    for path, changed in ((draft, 20), (named, 10)):
        os.utime(path, (1e9 + changed, 1e9 + changed))
    assert found((named, named)) == [draft, named]


def test_what_cannot_be_read_is_passed_over_and_left_where_it_is(tmp_path: Path) -> None:
    draft = made(new_draft())
    whole = draft.read_bytes()
    wrong = {"empty": b"", "nonsense": b"nonsense" * 1000, "half": whole[: len(whole) // 2]}
    for name, content in wrong.items():
        (drafts_folder() / f"{name}.stylegui").write_bytes(content)
    (drafts_folder() / "folder.stylegui").mkdir()
    assert found((tmp_path / "gone.stylegui", drafts_folder(), tmp_path / "no folder" / "x")) == [draft]
    for name, content in wrong.items():
        assert (drafts_folder() / f"{name}.stylegui").read_bytes() == content


def test_only_so_many_drafts_are_kept_and_the_oldest_go(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drafts, "MOST_DRAFTS", 3)
    paths = [made(new_draft(), changed=number) for number in range(6)]
    other = drafts_folder() / "notes.txt"
    other.touch()
    thin_out()
    assert [path for path in paths if path.exists()] == paths[3:]
    assert other.exists()
    thin_out()
    assert [path for path in paths if path.exists()] == paths[3:]


def test_drafts_take_only_so_many_bytes_but_the_newest_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    paths = [made(new_draft(), changed=number) for number in range(4)]
    monkeypatch.setattr(drafts, "MOST_BYTES", 2 * paths[0].stat().st_size + 1000)
    thin_out()
    assert [path for path in paths if path.exists()] == paths[2:]
    monkeypatch.setattr(drafts, "MOST_BYTES", 1)
    thin_out()
    assert [path for path in paths if path.exists()] == paths[3:]


def test_the_present_draft_and_those_that_are_open_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drafts, "MOST_DRAFTS", 1)
    present, open_here, open_there, old, newest = (made(new_draft(), changed=number) for number in range(5))
    with closing(Project.open(open_here)), another_program(open_there):
        for number, path in enumerate((present, open_here, open_there, old, newest)):
            os.utime(path, (1e9 + number, 1e9 + number))
        thin_out(present)
    assert [path.exists() for path in (present, open_here, open_there, old, newest)] == [True, True, True, False, True]
    assert is_project(open_there)


def test_without_a_folder_there_is_nothing_to_do() -> None:
    assert not drafts_folder().exists()
    thin_out()
    assert list[LeftBehind](left_behind()) == []
