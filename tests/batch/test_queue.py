"""The queue on the disk: nothing is lost, nothing is painted twice, and what is damaged hurts nobody."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from PIL import Image

from stylegui.batch.queue import LIST, MOST, Queue, QueueEntry, QueueFolder, QueueInUse, for_any_photo, has_photos_own
from stylegui.engine.errors import Problem
from stylegui.engine.fast.manner import Manner
from stylegui.engine.pictures.files.loading import load
from stylegui.engine.pictures.images import Picture
from stylegui.engine.recipes.recipe import Recipe
from stylegui.engine.regions.regions import Region
from stylegui.engine.settings import Settings
from stylegui.engine.styles.drawn_picture import DrawnPicture
from stylegui.engine.styles.library import named_style
from stylegui.engine.styles.style import Style

RECIPE = "0" * 12


def entries(count: int) -> tuple[QueueEntry, ...]:
    return tuple(
        QueueEntry(shown=f"{number}.jpg", recipe=RECIPE, folder="/results", wanted=f"{number}.png")
        for number in range(count)
    )


def shown(queue: Queue) -> str:
    return "".join(entry.shown[0] for entry in queue)


@given(chosen=st.sets(st.integers(0, 6)), by=st.sampled_from([-1, 1]))
def test_moving_keeps_all_and_the_order_of_the_rest(chosen: set[int], by: int) -> None:
    queue = Queue(entries(7))
    ids = {queue.entries[number].id for number in chosen}
    moved = queue.moved(ids, by)  # type: ignore[arg-type]  # one of both
    assert sorted(shown(moved)) == list("0123456")
    for own in (ids, {entry.id for entry in queue} - ids):
        assert [each.id for each in moved if each.id in own] == [each.id for each in queue if each.id in own]
    for number in chosen:
        place = [entry.id for entry in moved].index(queue.entries[number].id)
        assert place - number in (0, by)


def test_moving_towards_the_end_stops_there() -> None:
    queue = Queue(entries(4))
    ids = [queue.entries[0].id, queue.entries[1].id]
    assert shown(queue.moved(ids, 1)) == "2013"
    assert shown(queue.moved(ids, 1).moved(ids, 1).moved(ids, 1)) == "2301"
    assert shown(queue.moved(ids, -1)) == "0123"


def test_only_what_failed_is_tried_again_and_what_is_painted_stays() -> None:
    waiting, failed, painted = entries(3)
    failed = failed.model_copy(update={"state": "failed", "why": "a fault"})
    painted = painted.model_copy(update={"state": "painted"})
    queue, ids = Queue((waiting, failed, painted)), [waiting.id, failed.id, painted.id]
    assert [(each.state, each.why) for each in queue.again(ids)] == [("waiting", ""), ("waiting", ""), ("painted", "")]
    other = queue.painted_with(ids, "f" * 12, lambda entry: f"{entry.shown}.tif")
    assert [each.recipe for each in other] == ["f" * 12, "f" * 12, RECIPE]
    assert [each.wanted for each in other] == ["0.jpg.tif", "1.jpg.tif", "2.png"]


def test_the_time_that_is_left_is_of_each_way_its_own() -> None:
    def entry(state: str, seconds: float, is_fast: bool) -> QueueEntry:
        at_once = Manner(longer=512) if is_fast else None
        return entries(1)[0].model_copy(update={"state": state, "seconds": seconds, "at_once": at_once})

    done = (entry("painted", 30, False), entry("painted", 50, False), entry("painted", 0.5, True))
    rest = (entry("painting", 0, False), entry("waiting", 0, True), entry("waiting", 0, True), entry("failed", 9, True))
    assert Queue((*done, *rest)).seconds_left() == 40 + 2 * 0.5
    assert Queue((*done[:2], *rest)).seconds_left() is None
    assert Queue(done).seconds_left() is None


def test_a_queue_has_bounds() -> None:
    with pytest.raises(Problem, match=str(MOST)):
        Queue(entries(2)).added(entries(1) * MOST)


def test_what_was_being_painted_waits_again_unless_its_result_is_there(tmp_path: Path) -> None:
    one, other = (
        each.model_copy(update={"state": "painting", "folder": str(tmp_path), "result": each.wanted})
        for each in entries(2)
    )
    (tmp_path / other.wanted).write_bytes(b"a result")
    folder = QueueFolder(tmp_path / "queue")
    folder.keep(Queue((one, other)))
    queue, notice = folder.read()
    assert [each.state for each in queue] == ["waiting", "painted"]
    assert notice == ""
    folder.close()


def test_one_program_has_it_at_a_time(tmp_path: Path) -> None:
    folder = QueueFolder(tmp_path)
    with pytest.raises(QueueInUse, match="another window"):
        QueueFolder(tmp_path)
    folder.close()
    QueueFolder(tmp_path).close()


@pytest.mark.parametrize("text", ["", "[]", '{"version": 9}', '{"entries": [{"shown": "a"}]}', "\x00", "[" * 100_000])
def test_a_damaged_list_is_put_aside(tmp_path: Path, text: str) -> None:
    (tmp_path / LIST).write_text(text)
    (tmp_path / f"{RECIPE}.recipe.json").write_text("{}")
    folder = QueueFolder(tmp_path)
    queue, notice = folder.read()
    assert len(queue) == 0
    assert str(tmp_path / "damaged") in notice
    assert (tmp_path / "damaged" / LIST).read_text() == text
    assert (tmp_path / "damaged" / f"{RECIPE}.recipe.json").exists()
    folder.keep(Queue())
    assert (tmp_path / "damaged" / f"{RECIPE}.recipe.json").exists()
    folder.close()


@pytest.mark.parametrize("field", ["wanted", "result"])
def test_a_list_cannot_write_outside_of_its_folder(tmp_path: Path, field: str) -> None:
    entry = entries(1)[0].model_dump(mode="json") | {field: "../../evil.png"}
    (tmp_path / LIST).write_text(json.dumps({"version": 1, "entries": [entry]}))
    folder = QueueFolder(tmp_path)
    assert folder.read()[0] == Queue()
    folder.close()


def test_recipes_are_kept_with_whose_photo_it_is_and_go_with_their_entries(
    tmp_path: Path, samples: Path, pixels: NDArray[np.uint8]
) -> None:
    Image.fromarray(pixels).save(tmp_path / "other.png")
    mask = np.full(pixels.shape[:2], 255, np.uint8)
    recipe = Recipe(
        Picture(pixels, name="pasted"), (Style(load(samples / "woodcut.png")),), Settings(), regions=(Region(mask, 0),)
    )
    folder = QueueFolder(tmp_path / "queue")
    own, any_ = folder.keep_recipe(recipe), folder.keep_recipe(for_any_photo(recipe))
    first, second, third = entries(3)
    first = first.model_copy(update={"recipe": own})
    second, third = (
        each.model_copy(update={"recipe": any_, "photo": str(tmp_path / "other.png")}) for each in (second, third)
    )
    folder.keep(Queue((first, second, third)))
    np.testing.assert_array_equal(folder.recipe(first).photo.pixels, pixels)
    assert has_photos_own(folder.recipe(first))
    one, other = folder.recipe(second), folder.recipe(third)
    assert one.photo.name == "other.png"
    assert one.regions == ()
    assert one.styles is other.styles  # read once
    folder.keep(Queue((second,)))
    assert [path.name for path in (tmp_path / "queue").glob("*.recipe.json")] == [f"{any_}.recipe.json"]
    with pytest.raises(Problem, match=r"gone\.png"):
        folder.recipe(second.model_copy(update={"photo": str(tmp_path / "gone.png")}))
    folder.close()


def test_a_style_that_follows_the_photos_edges_follows_each_photos_own(
    tmp_path: Path, pixels: NDArray[np.uint8]
) -> None:
    upright, lying = tmp_path / "upright.png", tmp_path / "lying.png"
    Image.fromarray(pixels).save(upright)
    Image.fromarray(np.rot90(pixels)).save(lying)
    photo = load(upright)
    recipe = Recipe(photo, (Style(named_style("drawn:oil,direction=photo", photo)),), Settings())
    assert has_photos_own(recipe)
    folder = QueueFolder(tmp_path / "queue")
    id = folder.keep_recipe(recipe)
    entry = entries(1)[0].model_copy(update={"recipe": id})
    of = [folder.recipe(entry.model_copy(update={"photo": str(path)})).styles[0].picture for path in (upright, lying)]
    assert all(isinstance(each, DrawnPicture) and each.flow is not None for each in of)
    assert not np.array_equal(of[0].pixels, of[1].pixels)
    folder.close()


def test_what_begins_from_another_picture_begins_from_the_photo_elsewhere(pixels: NDArray[np.uint8]) -> None:
    picture = Picture(pixels)
    recipe = Recipe(picture, (Style(picture),), Settings(start_from="picture"), start=picture)
    assert for_any_photo(recipe).settings.start_from == "photo"
    assert for_any_photo(replace(recipe, settings=Settings(start_from="noise"))).settings.start_from == "noise"
