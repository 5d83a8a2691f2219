"""Records, blobs and transactions of a project: what is put comes back, or nothing of it."""

import copy
import hashlib
import os
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stylegui.document.project.database import Database
from stylegui.document.project.file import ProjectFile
from stylegui.engine.errors import Problem


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "project.stylegui"


@pytest.fixture
def project(path: Path) -> Iterator[ProjectFile]:
    with closing(ProjectFile.create(path)) as project:
        yield project


# Records and blobs


def test_records_come_back_by_kind_and_key_with_all_that_is_in_them(project: ProjectFile) -> None:
    content = {"name": "é \udcff \0", "numbers": [1, 0.1, 1e300, True, None], "of a newer version": {"deep": [{}]}}
    with project.transaction():
        project.put("step", "1", content)
        project.put("of a newer version", "1", {})
    assert project.get("step", "1") == content
    assert project.get("step", "2") is None
    assert project.records("of a newer version") == {"1": {}}
    assert project.records("result") == {}


def test_records_are_in_the_order_of_their_positions_and_stay_there(project: ProjectFile) -> None:
    with project.transaction():
        project.put("step", "z", {}, position=3)
        project.put("step", "b", {}, position=1)
        project.put("step", "a", {}, position=1)
        project.put("result", "first", {})
        project.put("step", "last", {})
    assert list(project.records("step")) == ["a", "b", "z", "last"]
    with project.transaction():
        project.put("step", "a", {"changed": True})
        project.put("step", "z", {}, position=0)
    assert list(project.records("step")) == ["z", "a", "b", "last"]
    assert project.records("step")["a"] == {"changed": True}


@pytest.mark.parametrize("size", [0, 1, 8 * 2**20, 8 * 2**20 + 1, 20_000_000])
def test_a_blob_comes_back_from_the_file(size: int, path: Path) -> None:
    data = np.random.default_rng(size).bytes(size)
    with closing(ProjectFile.create(path)) as project, project.transaction():
        hash = project.put_blob(data)
        project.put("result", "1", {}, [hash])
    assert hash == hashlib.sha256(data).hexdigest()
    with closing(ProjectFile.open(path)) as project:
        assert project.has_blob(hash)
        assert project.blob(hash) == data


def test_an_array_is_put_as_its_bytes(project: ProjectFile) -> None:
    array = np.arange(12, dtype=np.float32).reshape(3, 4)
    empty = np.zeros((0, 4), np.float32)
    with project.transaction():
        hashes = [project.put_blob(each.data) for each in (array, empty)]
        project.put("result", "1", {}, hashes)
    assert [project.blob(hash) for hash in hashes] == [array.tobytes(), b""]


def test_the_same_bytes_lie_in_the_file_once(project: ProjectFile) -> None:
    data = os.urandom(3_000_000)
    with project.transaction():
        for number in range(5):
            project.put("result", str(number), {}, [project.put_blob(data)])
    assert project.size() < 4_000_000


def test_prune_deletes_what_no_record_uses(project: ProjectFile) -> None:
    with project.transaction():
        a, b, c, unused = (project.put_blob(name.encode()) for name in ("a", "b", "c", "unused"))
        project.put("result", "1", {}, [a, b])
        project.put("result", "2", {}, [b, c])
        project.prune()
    assert [project.has_blob(hash) for hash in (a, b, c, unused)] == [True, True, True, False]
    with project.transaction():
        project.put("result", "1", {})
        project.remove("result", "2")
        project.put("frame", "1", {}, [c])
        project.prune()
    assert [project.has_blob(hash) for hash in (a, b, c)] == [False, False, True]
    assert project.blob(c) == b"c"


def test_blobs_that_replace_each_other_do_not_let_the_file_grow(path: Path) -> None:
    size = 3_000_000
    with closing(ProjectFile.create(path)) as project:
        for _ in range(20):
            with project.transaction():
                project.put("result", "1", {}, [project.put_blob(os.urandom(size))])
                project.prune()
            assert project.size() == path.stat().st_size
            assert project.size() < 2 * size + 500_000
        with project.transaction():
            project.remove("result", "1")
            project.prune()
        assert project.size() < 500_000
        with project.transaction():
            project.put("result", "1", {}, [project.put_blob(os.urandom(size))])
        with project.transaction():
            project.put("result", "1", {}, [project.put_blob(os.urandom(size))])
            project.prune()
    assert path.stat().st_size < size + 500_000


def test_a_record_cannot_use_a_blob_that_is_not_there(project: ProjectFile) -> None:
    def save() -> None:
        with project.transaction():
            project.put("step", "1", {})
            project.put("result", "1", {}, ["0" * 64])

    with pytest.raises(ValueError, match="not there"):
        save()
    assert project.records("step") == {}


def test_a_blob_that_is_missing_or_has_changed_is_a_problem(path: Path) -> None:
    data = os.urandom(1_000_000)
    with closing(ProjectFile.create(path)) as project, project.transaction():
        hash = project.put_blob(data)
        project.put("result", "1", {}, [hash])
    content = bytearray(path.read_bytes())
    place = content.index(data[500_000:500_100])
    content[place] ^= 1
    path.write_bytes(content)
    with closing(ProjectFile.open(path)) as project:
        for wanted in (hash, "0" * 64):
            with pytest.raises(Problem, match=r"project\.stylegui is damaged"):
                project.blob(wanted)


# Transactions


def test_nothing_is_written_outside_a_transaction(project: ProjectFile) -> None:
    for write in (
        lambda: project.put("step", "1", {}),
        lambda: project.remove("step", "1"),
        lambda: project.put_blob(b"data"),
        lambda: project.prune(),
    ):
        with pytest.raises(RuntimeError, match="transaction"):
            write()
    with project.transaction(), pytest.raises(RuntimeError, match="nested"), project.transaction():
        pass


def test_who_catches_a_problem_cannot_keep_the_rest(path: Path, project: ProjectFile) -> None:
    uses = "INSERT INTO uses (kind, key, hash) VALUES (?, ?, ?)"

    def save() -> None:
        with database.transaction():
            database.write(uses, "step", "1", "a")
            with pytest.raises(Problem, match="cannot write"):
                database.write(uses, "step", "1", "a")

    with closing(Database(path)) as database:
        with pytest.raises(Problem, match="nothing was written"):
            save()
        assert database.read("SELECT * FROM uses") == []


class LeftEarly(Exception):
    """Ends a transaction that is not to be kept."""


NAMES = st.sampled_from("abc")
USES = st.sets(st.integers(0, 4))
CHANGES = st.lists(
    st.one_of(
        st.tuples(st.just("put"), NAMES, st.integers(0, 3), st.none() | st.integers(0, 2), USES),
        st.tuples(st.just("remove"), NAMES),
        st.tuples(st.just("prune")),
    ),
    max_size=6,
)


class Model:
    """What a project does with its steps, by dictionaries."""

    def __init__(self) -> None:
        self.records: dict[str, tuple[int, int, set[int]]] = {}  # by key: position, content, blobs
        self.blobs: set[int] = set()

    def put(self, key: str, content: int, position: int | None, uses: set[int]) -> None:
        last = max((each[0] for each in self.records.values()), default=-1) + 1
        stays = self.records[key][0] if key in self.records else last
        self.records[key] = (stays if position is None else position, content, uses)
        self.blobs |= uses

    def remove(self, key: str) -> None:
        self.records.pop(key, None)

    def prune(self) -> None:
        self.blobs = {blob for _, _, uses in self.records.values() for blob in uses}

    def check(self, project: ProjectFile) -> None:
        ordered = sorted(self.records, key=lambda key: (self.records[key][0], key))
        found = project.records("step")
        assert list(found) == ordered
        assert found == {key: {"content": self.records[key][1]} for key in ordered}
        assert {n for n in range(5) if project.has_blob(hashlib.sha256(bytes([n])).hexdigest())} == self.blobs
        for blob in self.blobs:
            assert project.blob(hashlib.sha256(bytes([blob])).hexdigest()) == bytes([blob])


def change(project: ProjectFile, model: Model, name: str, *values: Any) -> None:
    getattr(model, name)(*values)
    if name == "put":
        key, content, position, uses = values
        project.put("step", key, {"content": content}, [project.put_blob(bytes([blob])) for blob in uses], position)
    elif name == "remove":
        project.remove("step", values[0])
    else:
        project.prune()


@given(st.lists(st.tuples(CHANGES, st.booleans()), max_size=6))
def test_any_transactions_do_what_they_would_do_to_dictionaries(
    tmp_path_factory: pytest.TempPathFactory, transactions: list[tuple[list[tuple[Any, ...]], bool]]
) -> None:
    path = tmp_path_factory.mktemp("any") / "project.stylegui"
    model = Model()
    with closing(ProjectFile.create(path)) as project:
        for changes, is_kept in transactions:
            changed = copy.deepcopy(model)
            with suppress(LeftEarly), project.transaction():
                for each in changes:
                    change(project, changed, *each)
                changed.check(project)
                if not is_kept:
                    raise LeftEarly
            model = changed if is_kept else model
            model.check(project)
    with closing(ProjectFile.open(path)) as project:
        model.check(project)
