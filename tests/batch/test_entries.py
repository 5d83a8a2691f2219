"""What is wished for the queue becomes entries."""

from pathlib import Path

import pytest
from made_fast_network import made_fast_network

from stylegui.batch.entries import entries_of
from stylegui.batch.queue import QueueFolder
from stylegui.batch.queue_wish import FastWay, QueueWish
from stylegui.engine.errors import Problem
from stylegui.engine.fast.manner import Manner
from stylegui.engine.fast.network_file import save_network
from stylegui.engine.pictures.files.loading import load
from stylegui.engine.pictures.files.saving import USUAL
from stylegui.engine.pictures.images import Picture
from stylegui.engine.settings import Settings


@pytest.fixture
def network(tmp_path: Path) -> Path:
    path = tmp_path / "waves.stylegui-network"
    save_network(made_fast_network(), path)
    return path


def _wish(network: Path, photo: Picture, photos: tuple[Path, ...], **settings: object) -> QueueWish:
    way = FastWay(network, photo, Settings.model_validate({"size": 300} | settings))
    return QueueWish(way, photos, network.parent, "{photo}-{style}.png", USUAL)


def test_a_fast_network_paints_in_the_size_strength_and_colours_that_are_set(
    network: Path, samples: Path, tmp_path: Path
) -> None:
    kept_in, cat = QueueFolder(tmp_path / "queue"), load(samples / "cat.jpg")
    photos = (samples / "coffee.jpg", samples / "rocket.jpg")
    told = {"auto": "off", "strength": 20, "colour": "photo", "colour_amount": 40}
    found = entries_of(_wish(network, cat, photos, **told), kept_in)
    assert [entry.shown for entry in found] == ["coffee.jpg", "rocket.jpg"]
    assert [entry.wanted for entry in found] == ["coffee-waves.png", "rocket-waves.png"]
    assert {entry.at_once for entry in found} == {Manner(longer=300, photo_colours=0.4, strength=20)}
    assert kept_in.file_of(found[0]).read_bytes() == network.read_bytes()
    (own,) = entries_of(_wish(network, cat, (), auto="on", strength=20), kept_in)  # Auto's strength is of another style
    assert own.photo == str(samples / "cat.jpg")
    assert own.at_once == Manner(longer=300)


def test_a_photo_without_a_file_cannot_be_painted_later(network: Path, tmp_path: Path, samples: Path) -> None:
    pasted = Picture(load(samples / "cat.jpg").pixels)
    with pytest.raises(Problem, match="the photo is in no file"):
        entries_of(_wish(network, pasted, ()), QueueFolder(tmp_path / "queue"))
