"""Projects: what was kept comes back, each thing lies there once, and what is damaged is told in words."""

import json
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any

import apsw
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_documents import HEIGHT, WIDTH, made_document, made_mask, made_picture, value_of
from PIL import Image

from stylegui.document.document import Document, with_style
from stylegui.document.history import Result
from stylegui.document.project.encoded import Pixels
from stylegui.document.project.moments import MOST_MOMENTS
from stylegui.document.project.project import Kept, Project
from stylegui.document.project.tiles import SIDE
from stylegui.document.undo import Step
from stylegui.document.wishes import Paint, Turn, TurnStyle
from stylegui.engine.errors import Problem
from stylegui.engine.pictures.files.loading import load
from stylegui.engine.pictures.images import Picture
from stylegui.engine.regions.regions import Region
from stylegui.engine.settings import STYLE_LAYERS
from stylegui.engine.styles.drawn.families import usual_handles
from stylegui.engine.styles.drawn_picture import DrawnPicture, drawn_picture
from stylegui.engine.styles.style import Style
from stylegui.engine.styles.style_file import About, LearntPicture, Reading, load_style, save_style

HERE = {"computer": "this one"}
MANY = 1 << 30  # bytes


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "project.stylegui"


@pytest.fixture
def project(path: Path) -> Iterator[Project]:
    with closing(Project.create(path)) as project:
        yield project


def result(id: str, **known: Any) -> Result:
    return Result(id, "photo", "2030-01-01T00:00:00+00:00", WIDTH, HEIGHT, **known)


def pixels(seed: int) -> Pixels:
    return made_picture(seed).pixels.astype(np.uint8)


def keep(project: Project, id: str, evaluations: int, checkpoint: bytes | None = None, finished: bool = False) -> None:
    of = result(id, evaluations=evaluations, finished=finished)
    numbers = f"numbers {evaluations}".encode()
    project.keep(Kept(of, made_document(), pixels(evaluations), numbers, checkpoint), HERE)


def count(project: Project, table: str) -> int:
    """Rows in the file, as another program sees them."""
    with closing(apsw.Connection(str(project.path), flags=apsw.SQLITE_OPEN_READONLY)) as connection:
        [(number,)] = connection.execute(f"SELECT count(*) FROM {table}")
        return int(number)


def hashes(path: Path) -> set[str]:
    with closing(apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READONLY)) as connection:
        return {str(hash) for (hash,) in connection.execute("SELECT hash FROM blobs")}


def change_record(path: Path, kind: str, key: str, content: object) -> None:
    with closing(apsw.Connection(str(path))) as connection:
        changed = (json.dumps(content), kind, key)
        connection.execute("UPDATE records SET content = ? WHERE kind = ? AND key = ?", changed)
        assert connection.changes() == 1


def read_record(path: Path, kind: str, key: str) -> Any:
    with closing(apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READONLY)) as connection:
        [(content,)] = connection.execute("SELECT content FROM records WHERE kind = ? AND key = ?", (kind, key))
        return json.loads(str(content))


# What is kept comes back


def test_a_new_project_holds_an_empty_document(path: Path) -> None:
    Project.create(path).close()
    with closing(Project.open(path)) as project:
        contents = project.contents()
    assert contents.steps == [Step(0, "New")]
    assert (contents.present, contents.unfinished, contents.was_interrupted) == (0, "", False)
    assert contents.document.is_like(Document())
    assert len(contents.history) == 0


@pytest.mark.parametrize("read_only", [False, True])
def test_all_that_was_kept_is_there_when_it_is_opened_again(read_only: bool, path: Path) -> None:
    documents = [Document(), made_document(1), made_document(3)]
    documents.append(TurnStyle(documents[2].styles[1].key, "crop", (0.1, 0.2, 0.7, 1.0)).apply(documents[2]))
    documents.append(Turn("start_from", "picture").apply(replace(documents[3], start=made_picture(30, channels=4))))
    deleted = frozenset(["b"])
    steps = [Step(0, "New"), *(Step(2 * n, f"step {n}", deleted if n > 2 else frozenset()) for n in range(1, 5))]
    with closing(Project.create(path)) as project:
        for step, document in zip(steps[1:], documents[1:], strict=True):
            project.keep_step(step, document)
        project.set_present(6)
        project.keep_result(result("z", starred=True, saved_as="z.png", seed=7), documents[1])
        project.keep_result(result("b", parent="z"), documents[2])
        keep(project, "a", 40, b"checkpoint")
        project.keep_beginning("a", 2, b"beginning")
        project.keep_moment("a", 10, pixels(50), MANY)
    with closing(Project.open(path, read_only)) as project:
        contents = project.contents()
        assert contents.steps == steps
        assert contents.present == 6
        assert value_of(contents.document) == value_of(documents[3])
        for step, document in zip(steps, documents, strict=True):
            assert value_of(project.step(step.number)) == value_of(document)
        assert [each.id for each in contents.history.results] == ["z", "b", "a"]
        assert contents.history.deleted == deleted
        assert contents.history.get("z") == result("z", starred=True, saved_as="z.png", seed=7)
        assert project.result("b") == result("b", parent="z")
        assert contents.unfinished == "a"
        assert value_of(project.made_from("z")) == value_of(documents[1])
        assert np.array_equal(project.picture("a"), pixels(40))
        assert project.thumbnail("a") is not None
        assert project.state("a") == (b"checkpoint", HERE)
        assert project.state("a", 2) == (b"beginning", {})
        assert project.moments("a") == [10]


def test_documents_that_share_pictures_regions_and_parts_share_them_again(path: Path) -> None:
    document = made_document()
    turned = Turn("strength", 10.0).apply(document)
    moved = replace(turned, regions=(*turned.regions[:3], replace(turned.regions[3], style=0)))
    with closing(Project.create(path)) as project:
        for number, each in enumerate((document, turned, moved), 1):
            project.keep_step(Step(number, ""), each)
        assert project.step(1).is_like(document)  # while anybody holds them
    with closing(Project.open(path)) as project:
        one, two, three = (project.step(number) for number in (1, 2, 3))
    assert one.photo is two.photo is three.photo
    assert one.regions[0] is two.regions[0] is three.regions[0]
    assert one.regions[3] is not three.regions[3]
    assert one.regions[3].part is three.regions[3].part


def of_file(path: Path, image: Image.Image) -> Picture:
    image.save(path)
    return load(path)


def test_pictures_come_back_with_the_bytes_and_the_pixels_that_they_had(path: Path, tmp_path: Path) -> None:
    levels = np.random.default_rng(0).integers(0, 65536, (HEIGHT, WIDTH), np.uint16)
    pictures = [
        made_picture(1, "pasted"),
        made_picture(2, "pasted, clear", channels=4),
        of_file(tmp_path / "deep.png", Image.fromarray(levels)),
        of_file(tmp_path / "photo.jpg", Image.fromarray(pixels(3))),
        of_file(tmp_path / "clear.webp", Image.fromarray(np.dstack([pixels(4), made_mask(4)]))),
    ]
    assert pictures[2].pixels.dtype == np.uint16
    with closing(Project.create(path)) as project:
        project.keep_step(Step(1, ""), Document(pictures[0], tuple(map(Style, pictures[1:]))))
    for file in ("deep.png", "photo.jpg", "clear.webp"):
        (tmp_path / file).unlink()  # they are in the project
    with closing(Project.open(path)) as project:
        found = project.step(1).pictures()
    for old, new in zip(pictures, found, strict=True):
        assert (new.name, new.path) == (old.name, old.path)
        assert new.pixels.dtype == old.pixels.dtype
        assert np.array_equal(new.pixels, old.pixels)
        assert (new.alpha is None) == (old.alpha is None)
        assert old.alpha is None or np.array_equal(new.alpha, old.alpha)  # type: ignore[arg-type]  # neither is None
        assert new.encoded is not None
        assert old.encoded in (None, new.encoded)


def test_a_drawn_style_comes_back_as_it_was_drawn_and_can_be_drawn_larger(path: Path) -> None:
    along = usual_handles("oil").model_copy(update={"direction": "photo", "density": 30.0})
    drawn = [drawn_picture("pencil", longer=64), drawn_picture("oil", along, made_picture(0), 64)]
    document = Document(made_picture(0), tuple(map(Style, drawn)))
    with closing(Project.create(path)) as project:
        for number in (1, 2):
            project.keep_step(Step(number, ""), document)
    with closing(Project.open(path)) as project:
        one, two = (project.step(number) for number in (1, 2))
    assert all(mine.source is other.source for mine, other in zip(one.styles, two.styles, strict=True))
    for style, old in zip(one.styles, drawn, strict=True):
        new = style.source
        assert isinstance(new, DrawnPicture)
        assert (new.name, new.family, new.handles) == (old.name, old.family, old.handles)
        assert np.array_equal(new.pixels, old.pixels)
        assert np.abs(new.at(96).pixels.astype(int) - old.at(96).pixels).mean() < 1  # its flow is rounded


def test_a_style_file_comes_back_and_paints_after_it_is_gone(path: Path, tmp_path: Path) -> None:
    channels = (64, 128, 256, 512, 512)
    reading = Reading(
        {layer: np.arange(count) / count for layer, count in zip(STYLE_LAYERS, channels, strict=True)},
        {layer: np.eye(count) for layer, count in zip(STYLE_LAYERS, channels, strict=True)},
        0.1,
    )
    about = About(name="mine", author="A friend", width=64, height=48, network="vgg16", pooling="max", digest="0")
    file = tmp_path / "mine.stylegui-style"
    save_style(LearntPicture(pixels(1)[:16, :16], name="mine", about=about, readings={64: reading}), file)
    learnt = load_style(file)
    with closing(Project.create(path)) as project:
        for number in (1, 2):
            project.keep_step(Step(number, ""), Document(None, (Style(learnt),)))
    file.unlink()
    with closing(Project.open(path)) as project:
        one, two = (project.step(number).styles[0].source for number in (1, 2))
    assert one is two
    assert isinstance(one, LearntPicture)
    assert (one.about, one.path, one.name) == (about, file, "mine")
    assert np.array_equal(one.readings[64].roots["relu4_1"], learnt.readings[64].roots["relu4_1"])


def test_a_drawn_style_of_a_family_that_is_not_known_here_is_told(path: Path) -> None:
    with closing(Project.create(path)) as project:
        project.keep_step(Step(1, ""), Document(None, (Style(drawn_picture("pencil", longer=64)),)))
    record = read_record(path, "step", "1")
    record["document"]["styles"][0]["source"]["family"] = "batik"
    change_record(path, "step", "1", record)
    with closing(Project.open(path)) as project, pytest.raises(Problem, match=r"project\.stylegui.*newer.*batik"):
        project.step(1)


def test_two_files_of_the_same_name_and_bytes_stay_two(path: Path, tmp_path: Path) -> None:
    folders = [tmp_path / name for name in "ab"]
    for folder in folders:
        folder.mkdir()
    one, two = (of_file(folder / "photo.png", Image.fromarray(pixels(0))) for folder in folders)
    with closing(Project.create(path)) as project:
        project.keep_step(Step(1, ""), Document(one, (Style(two),)))
    with closing(Project.open(path)) as project:
        document = project.step(1)
    assert [picture.path for picture in document.pictures()] == [folder / "photo.png" for folder in folders]


def test_a_result_is_known_by_its_newest_numbers(project: Project) -> None:
    keep(project, "a", 10)
    keep(project, "a", 20)
    assert np.array_equal(project.picture("a"), pixels(20))
    assert project.result("a").evaluations == 20
    assert count(project, "blobs WHERE size = 10") == 1  # the numbers of before are gone
    project.keep_result(replace(project.result("a"), starred=True))
    assert project.result("a").starred
    assert value_of(project.made_from("a"))["settings"] == made_document().settings.model_dump()


def test_a_thumbnail_is_small_and_of_the_same_shape(project: Project) -> None:
    assert project.thumbnail("a") is None
    tall = np.zeros((1000, 500, 3), np.uint8)
    tall[:, :, 0] = 200
    project.keep(Kept(result("a"), Document(), tall, b""), HERE)
    thumbnail = project.thumbnail("a")
    assert thumbnail is not None
    assert thumbnail.shape == (256, 128, 3)
    assert abs(int(thumbnail[100, 100, 0]) - 200) < 4


# Each thing lies there once


def test_a_picture_in_a_hundred_steps_lies_there_once(project: Project) -> None:
    document = Document(made_picture(1), (Style(made_picture(2)),))
    for number in range(1, 101):
        project.keep_step(Step(number, ""), Turn("strength", float(number % 90)).apply(document))
    assert count(project, "blobs") == 2


def test_a_picture_that_was_read_is_not_kept_a_second_time(path: Path) -> None:
    with closing(Project.create(path)) as project:
        project.keep_step(Step(1, ""), made_document())
        blobs = count(project, "blobs")
    with closing(Project.open(path)) as project:
        project.keep_step(Step(2, ""), Turn("strength", 1.0).apply(project.step(1)))
        assert count(project, "blobs") == blobs


def test_of_a_painted_mask_only_the_changed_tiles_are_kept_again(project: Project) -> None:
    side = 2048
    noise = np.random.default_rng(0)
    mask = noise.integers(0, 256, (side, side), np.uint8)
    photo = Picture(np.zeros((side, side, 3), np.uint8), None, "photo")
    document = Document(photo, (Style(made_picture(1)),), regions=(Region(mask, 0),))
    project.keep_step(Step(1, "fill"), document)
    blobs, size = count(project, "blobs"), project.file.size()
    assert blobs == 2 + (side // SIDE) ** 2 + 1
    for number in range(2, 12):
        mask = mask.copy()
        mask[SIDE + 10 : SIDE + 20, SIDE - 5 : SIDE + 5] = number  # across the border of two tiles
        document = Paint((Region(mask, 0),), "Brush").apply(document)
        project.keep_step(Step(number, "brush"), document)
        assert count(project, "blobs") == blobs + 3 * (number - 1)  # and a list of all
    assert project.file.size() - size < 10 * 3 * SIDE * SIDE
    assert value_of(project.step(11)) == value_of(document)


def test_what_only_undone_steps_needed_goes_with_them(project: Project) -> None:
    project.keep_step(Step(1, ""), Document(made_picture(1)))
    project.keep_step(Step(2, ""), Document(made_picture(2)))
    project.keep_step(Step(3, ""), Document(made_picture(3)))
    project.keep_step(Step(4, ""), Document(made_picture(1)), gone=(2, 3))
    assert count(project, "blobs") == 1
    assert [step.number for step in project.contents().steps] == [0, 1, 4]
    with pytest.raises(Problem, match="no step 3"):
        project.step(3)


# Of other versions


def test_what_another_version_wrote_beside_it_stays(path: Path) -> None:
    with closing(Project.create(path)) as project:
        project.keep_result(result("a"), Document())
    for kind, key in (("result", "a"), ("meta", "project")):
        change_record(path, kind, key, read_record(path, kind, key) | {"mood": {"of": ["another", 1]}})
    with closing(Project.open(path)) as project:
        assert project.result("a") == result("a")
        project.keep_result(replace(project.result("a"), starred=True))
        keep(project, "a", 3)
        project.set_present(0)
        project.keep_step(Step(1, ""), Document())
    for kind, key in (("result", "a"), ("meta", "project")):
        assert read_record(path, kind, key)["mood"] == {"of": ["another", 1]}


def test_a_newer_programs_project_is_refused_and_left_alone(path: Path) -> None:
    Project.create(path).close()
    change_record(path, "meta", "project", {"version": 2, "present": 0})
    before = read_record(path, "meta", "project")
    for read_only in (False, True):
        with pytest.raises(Problem, match=r"project\.stylegui was made by a newer StyleGUI: please update"):
            Project.open(path, read_only)
    assert read_record(path, "meta", "project") == before


def test_a_style_of_another_kind_asks_for_a_newer_program(path: Path) -> None:
    with closing(Project.create(path)) as project:
        project.keep_step(Step(1, ""), made_document(1))
    record = read_record(path, "step", "1")
    record["document"]["styles"][0]["source"] = {"kind": "moving", "digest": "0"}
    change_record(path, "step", "1", record)
    with closing(Project.open(path)) as project:
        with pytest.raises(Problem, match=r"project\.stylegui: a newer StyleGUI .*\(moving\).*please update"):
            project.contents()
        assert project.step(0).is_like(Document())


def test_a_setting_that_is_not_known_here_asks_for_another_program(path: Path) -> None:
    Project.create(path).close()
    record = read_record(path, "step", "0")
    record["document"]["settings"]["glow"] = 10
    change_record(path, "step", "0", record)
    with closing(Project.open(path)) as project, pytest.raises(Problem, match=r"project\.stylegui.*glow.*please"):
        project.contents()


# What is damaged


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with everything in it."""
    path = tmp_path_factory.mktemp("whole") / "project.stylegui"
    with closing(Project.create(path)) as project:
        project.keep_step(Step(1, "one", frozenset("b")), replace(made_document(), start=made_picture(5)))
        along = usual_handles("oil").model_copy(update={"direction": "photo"})
        drawn = drawn_picture("oil", along, made_picture(0), 64)
        project.keep_step(Step(2, "two"), with_style(made_document(), drawn))
        keep(project, "a", 10, b"checkpoint")
        keep(project, "b", 20, finished=True)
        project.keep_beginning("a", 1, b"beginning")
        project.keep_moment("a", 5, pixels(1), MANY)
    return path


def read_all(path: Path) -> list[str]:
    """Everything that can be read of a project; returns what was said of what could not be."""
    told = []

    def tried(read: Any, *arguments: Any) -> None:
        try:
            read(*arguments)
        except Problem as problem:
            told.append(str(problem))

    try:
        project = Project.open(path)
    except Problem as problem:
        return [str(problem)]
    with closing(project):
        for read in (project.contents, project.results):
            tried(read)
        for number in (0, 1):
            tried(project.step, number)
        for id in "ab":
            for one in (project.result, project.picture, project.thumbnail, project.made_from, project.state,
                        project.moments, project.film):  # fmt: skip
                tried(one, id)
        tried(project.state, "a", 1)
        tried(project.moment, "a", 5)
        tried(keep, project, "a", 11, b"another")
        tried(project.keep_moment, "a", 11, pixels(2), MANY)
        tried(project.keep_result, result("b"))
        tried(project.keep_step, Step(2, ""), Document())
    return told


def places_in(content: Any) -> Iterator[tuple[str | int, ...]]:
    """The way to each thing in some JSON."""
    yield ()
    if isinstance(content, dict | list):
        for key, each in content.items() if isinstance(content, dict) else enumerate(content):
            yield from ((key, *rest) for rest in places_in(each))


def with_another(content: Any, place: tuple[str | int, ...], value: Any) -> Any:
    if not place:
        return value
    changed = content.copy()
    changed[place[0]] = with_another(content[place[0]], place[1:], value)
    return changed


def test_a_whole_project_is_read_without_a_word(whole: Path, path: Path) -> None:
    path.write_bytes(whole.read_bytes())
    assert read_all(path) == []


@settings(max_examples=50)
@given(st.data())
def test_nonsense_anywhere_in_the_records_is_a_problem_at_most(
    whole: Path, tmp_path_factory: pytest.TempPathFactory, data: Any
) -> None:
    path = tmp_path_factory.mktemp("nonsense") / "project.stylegui"
    path.write_bytes(whole.read_bytes())
    with closing(apsw.Connection(str(path))) as connection:
        rows = connection.execute("SELECT kind, key, content FROM records ORDER BY kind, key").fetchall()
    kind, key, text = data.draw(st.sampled_from(rows))
    content = json.loads(text)
    nonsense: st.SearchStrategy[Any] = st.sampled_from(
        [None, True, -1, 0, 10**30, 1e300, float("nan"), "", "nonsense", [], [[]], {}, {"a": 1}, ["a"] * 4]
    )
    place = data.draw(st.sampled_from(list(places_in(content))))
    change_record(path, kind, key, with_another(content, place, data.draw(nonsense)))
    for words in read_all(path):
        assert "project.stylegui" in words or "setting" in words
        assert "\n" not in words


def test_missing_and_changed_blobs_are_problems(whole: Path, path: Path) -> None:
    needed = hashes(whole) - {sha256(b"numbers 10").hexdigest()}  # there is a checkpoint of the same moment
    assert len(needed) > 15
    for hash in needed:
        for damage in ("DELETE FROM chunks WHERE hash = ?", "UPDATE chunks SET data = x'00' WHERE hash = ?"):
            path.write_bytes(whole.read_bytes())
            with closing(apsw.Connection(str(path))) as connection:
                connection.execute(damage, (hash,))
            told = read_all(path)
            assert told
            assert all("project.stylegui is damaged" in words for words in told)


def test_what_was_never_kept_is_a_problem_in_words(project: Project) -> None:
    project.keep_result(result("a"), Document())
    for read in (
        lambda: project.result("b"),
        lambda: project.made_from("b"),
        lambda: project.picture("a"),
        lambda: project.film("a"),
        lambda: project.moment("a", 3),
        lambda: project.state("a", 1),
        lambda: project.step(5),
    ):
        with pytest.raises(Problem, match=r"project\.stylegui"):
            read()
    assert project.state("a") is None
    assert project.moments("a") == []


def test_where_no_project_can_be_made_there_is_none(tmp_path: Path) -> None:
    path = tmp_path / "there"
    path.write_bytes(b"something else")
    with pytest.raises(Problem, match="already"):
        Project.create(path)
    assert path.read_bytes() == b"something else"


# Unfinished runs


def test_the_unfinished_run_goes_on_from_its_checkpoint_or_from_what_came_later(project: Project) -> None:
    project.keep_result(result("a"), made_document())
    assert project.contents().unfinished == "a"  # before its first evaluation
    assert project.state("a") is None
    keep(project, "a", 10, b"exact")
    assert project.state("a") == (b"exact", HERE)
    keep(project, "a", 20)
    assert project.state("a") == (b"numbers 20", HERE)
    keep(project, "a", 20, b"exact again")
    assert project.state("a") == (b"exact again", HERE)
    assert project.contents().unfinished == "a"


def test_a_finished_run_has_no_checkpoint(project: Project) -> None:
    keep(project, "a", 10, b"exact")
    keep(project, "a", 20, finished=True)
    assert project.contents().unfinished == ""
    assert project.state("a") == (b"numbers 20", HERE)
    assert count(project, "blobs WHERE size = 5") == 0
    keep(project, "b", 30, b"exact", finished=True)
    assert project.contents().unfinished == ""


def test_one_checkpoint_is_kept_of_all_runs(project: Project) -> None:
    keep(project, "a", 10, b"of a")
    keep(project, "b", 10, b"of b")
    assert project.contents().unfinished == "b"
    assert count(project, "blobs WHERE size = 4") == 1
    assert project.state("a") == (b"numbers 10", HERE)
    keep(project, "c", 5)
    assert project.contents().unfinished == "c"
    assert count(project, "blobs WHERE size = 4") == 0


def test_another_result_that_is_marked_or_finished_leaves_the_unfinished_run_alone(project: Project) -> None:
    keep(project, "a", 10)
    keep(project, "b", 10, b"of b")
    project.keep_result(replace(project.result("a"), starred=True))
    keep(project, "a", 20, finished=True)
    assert project.contents().unfinished == "b"
    assert project.state("b") == (b"of b", HERE)


def test_a_deleted_run_is_not_offered_to_be_gone_on_with(project: Project) -> None:
    keep(project, "a", 10, b"exact")
    project.keep_step(Step(1, "delete", frozenset("a")), Document())
    assert project.contents().unfinished == ""
    project.set_present(0)
    assert project.contents().unfinished == "a"


# Results that nobody can bring back


def test_what_every_step_has_deleted_goes_when_the_project_is_closed(path: Path) -> None:
    with closing(Project.create(path)) as project:
        for id in "abc":
            keep(project, id, ord(id), b"exact")
            project.keep_beginning(id, 1, id.encode())
            project.keep_moment(id, 3, pixels(ord(id)), MANY)
        project.keep_step(Step(1, "delete", frozenset("bc")), Document(), gone=[0])
        project.keep_step(Step(2, "delete", frozenset("abc")), Document())
    with closing(Project.open(path)) as project:  # a is there at step 1
        assert [each.id for each in project.results()] == ["a"]
        assert np.array_equal(project.picture("a"), pixels(ord("a")))
        assert project.moments("a") == [3]
        assert project.state("a", 1) == (b"a", {})
        assert project.moments("b") == project.moments("c") == []
        assert project.file.get("meta", "unfinished") is None
        alone = hashes(path)
        keep(project, "d", 1)
        assert [each.id for each in project.results()] == ["a", "d"]
    with closing(Project.create(path.with_name("other"))) as project:
        keep(project, "a", ord("a"))
        project.keep_beginning("a", 1, b"a")
        project.keep_moment("a", 3, pixels(ord("a")), MANY)
        assert hashes(project.path) == alone


def test_what_undo_or_redo_can_bring_back_stays(path: Path) -> None:
    with closing(Project.create(path)) as project:
        for id in "ab":
            keep(project, id, ord(id))
        project.keep_step(Step(1, "delete", frozenset("a")), Document(), gone=[0])
        project.keep_step(Step(2, "delete", frozenset("ab")), Document())
        project.keep_step(Step(3, "New", frozenset()), Document())
        project.set_present(2)
    with closing(Project.open(path)) as project:
        assert [each.id for each in project.results()] == ["a", "b"]


def test_who_only_reads_changes_nothing(path: Path) -> None:
    with closing(Project.create(path)) as project:
        keep(project, "a", 1)
    record = read_record(path, "step", "0")
    change_record(path, "step", "0", record | {"deleted": ["a"]})
    before = path.read_bytes()
    Project.open(path, read_only=True).close()
    assert path.read_bytes() == before
    Project.open(path).close()
    with closing(Project.open(path)) as project:
        assert project.results() == []


def test_results_stay_in_their_order_when_one_has_gone(path: Path) -> None:
    with closing(Project.create(path)) as project:
        for id in "zyx":
            project.keep_result(result(id))
        project.keep_step(Step(1, "", frozenset("z")), Document(), gone=[0])
    with closing(Project.open(path)) as project:
        for id in "cb":
            project.keep_result(result(id))
        project.keep_result(result("y", starred=True))
        assert [each.id for each in project.results()] == ["y", "x", "c", "b"]


# Moments


@settings(max_examples=20)
@given(st.lists(st.integers(1, 3), min_size=1, max_size=250))
def test_moments_are_spread_evenly_over_any_run(tmp_path_factory: pytest.TempPathFactory, distances: list[int]) -> None:
    path = tmp_path_factory.mktemp("moments") / "project.stylegui"
    frame = np.zeros((16, 16, 3), np.uint8)
    at = [0, *(int(each) for each in np.cumsum(distances))]
    with closing(Project.create(path)) as project:
        for evaluations in at:
            project.keep_moment("a", evaluations, frame, MANY)
        found = project.moments("a")
    assert len(found) == min(len(at), MOST_MOMENTS)
    assert found == sorted(set(found) & set(at))
    assert (found[0], found[-1]) == (0, at[-1])
    gaps = np.diff(found)[:-1]  # the newest one waits for the next
    assert len(gaps) == 0 or gaps.max() <= 2 * gaps.min() + 2 * max(distances)


def test_a_long_run_with_even_moments_has_gaps_that_differ_by_a_factor_of_two(path: Path) -> None:
    frame = np.zeros((16, 16, 3), np.uint8)
    with closing(Project.create(path)) as project:
        for evaluations in range(0, 1200, 4):
            project.keep_moment("a", evaluations, frame, MANY)
            *gaps, newest = np.diff(project.moments("a")) if evaluations else (1, 1)
            assert max(gaps, default=0) <= 2 * min(gaps, default=0)
            assert newest <= 2 * max(gaps, default=newest)
        assert len(gaps) == MOST_MOMENTS - 2


def test_all_moments_together_stay_within_their_bound_and_the_oldest_result_gives_first(project: Project) -> None:
    for id in "zba":
        project.keep_result(result(id))
        for evaluations in range(10):
            project.keep_moment(id, evaluations, pixels(evaluations), MANY)
    assert [len(project.moments(id)) for id in "zba"] == [10, 10, 10]
    size = sum(frame["size"] for frame in project.file.records("frame").values())
    bound = size * 2 // 3
    project.keep_moment("a", 10, pixels(10), bound)
    counts = [len(project.moments(id)) for id in "zba"]
    assert sum(frame["size"] for frame in project.file.records("frame").values()) <= bound
    assert counts[1:] == [10, 11] or counts[0] == 0
    assert counts[0] <= 1
    assert counts[2] == 11
    project.keep_moment("a", 11, pixels(11), 0)
    assert [project.moments(id) for id in "zba"] == [[], [], []]
    assert count(project, "blobs") == 0


def test_the_last_moment_of_a_run_is_the_last_to_go(project: Project) -> None:
    for id in "ab":
        project.keep_result(result(id))
        for evaluations in range(5):
            project.keep_moment(id, evaluations, pixels(evaluations), MANY)
    sizes = [frame["size"] for frame in project.file.records("frame").values()]
    project.keep_moment("b", 5, pixels(5), sum(sizes[5:]) + 2 * max(sizes))
    assert project.moments("a")[-1:] == [4]
    assert project.moments("b") == [0, 1, 2, 3, 4, 5]


def test_a_film_has_the_moments_in_order_and_the_result_last(project: Project) -> None:
    keep(project, "a", 200)
    for evaluations in (100, 5, 30, 9):
        level = np.full((16, 16, 3), evaluations, np.uint8)
        project.keep_moment("a", evaluations, level, MANY)
        project.keep_moment("b", evaluations + 1, 255 - level, MANY)
    frames = []
    for encoded in project.film("a"):
        with Image.open(BytesIO(encoded)) as image:
            frames.append(np.array(image))
    assert [round(float(frame.mean())) for frame in frames[:-1]] == [5, 9, 30, 100]
    assert np.array_equal(frames[-1], pixels(200))
    assert project.moment("a", 30).mean() == pytest.approx(30, abs=1)
