"""Presets: what they hold, how they act, and how their files are read and kept."""

import base64
import json
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from stylegui.document import presets
from stylegui.document.document import Document
from stylegui.document.presets import ENDING, MOST_BYTES, PICTURE, Preset, load_preset, preset_of, save_preset
from stylegui.engine.errors import Problem
from stylegui.engine.settings import Settings
from stylegui.engine.styles.library import open_style

DOCUMENT = Document(settings=Settings(strength=20, brush_size=80, size=900, quality="fine", layer_relu2_1=10))


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "presets"
    monkeypatch.setattr(presets, "presets_folder", lambda: folder)
    return folder


def test_eight_are_shipped_each_with_a_picture_and_what_it_is_for() -> None:
    names = {preset.name for preset in presets.shipped()}
    wanted = {"Light touch", "Faithful portrait", "Bold", "Drawing in pencil", "Poster", "Mosaic"}
    assert names == wanted | {"Photo's own colours", "Abstract"}
    for preset in presets.shipped():
        assert preset.says
        pixels = preset.pixels()
        assert pixels is not None
        assert max(pixels.shape) == PICTURE
        assert pixels.std() > 20
        if preset.style:
            assert open_style(preset.style, longer=32).pixels.size


def test_it_sets_all_that_makes_a_look_and_leaves_size_and_quality() -> None:
    made = Preset(name="A", settings={"strength": 70, "colour": "photo"}).apply(DOCUMENT).settings
    assert (made.strength, made.colour, made.auto) == (70, "photo", "off")
    assert (made.brush_size, made.layer_relu2_1) == (50, 50)
    assert (made.size, made.quality) == (900, "fine")
    again = Document(settings=made)
    assert Preset(name="A", settings={"strength": 70, "colour": "photo"}).apply(again) is again


def test_it_may_leave_the_choice_to_auto() -> None:
    assert Preset(name="A", settings={"auto": "on"}).apply(DOCUMENT).settings.auto == "on"


@pytest.mark.parametrize("settings", [Settings(), Settings(auto="off", strength=12.5, look="strokes", subject=1)])
def test_the_present_settings_as_a_preset_come_back_as_they_were(settings: Settings) -> None:
    preset = preset_of(" Mine ", settings, None)
    assert preset.name == "Mine"
    assert preset.apply(Document(settings=DOCUMENT.settings)).settings == settings.model_copy(
        update={"size": 900, "quality": "fine"}
    )


def test_its_picture_is_small_and_comes_back() -> None:
    pixels = np.zeros((600, 900, 3), np.uint8)
    pixels[:, 450:] = 255
    found = preset_of("A", Settings(), pixels).pixels()
    assert found is not None
    assert found.shape == (213, 320, 3)
    assert found[:, :150].max() < 20
    assert found[:, 170:].min() > 235


def test_one_s_own_are_kept_renamed_and_found_again(folder: Path) -> None:
    assert presets.own() == {}
    first, second = (presets.keep(preset_of("Blue/night ", Settings(strength=value), None)) for value in (10, 90))
    assert first != second
    assert {path.parent for path in (first, second)} == {folder}
    presets.rename(first, "Zebra")
    (folder / f"broken{ENDING}").write_text("{")
    found = presets.own()
    assert [preset.name for preset in found.values()] == ["Blue/night", "Zebra"]
    assert found[first].settings["strength"] == 10
    with pytest.raises(Problem, match="name"):
        presets.rename(first, "  ")
    assert presets.own() == found


@pytest.mark.parametrize(
    ("text", "why"),
    [("", "Invalid JSON"), ("[" * 5000, "preset"), ('{"settings": {}}', "name: Field required"), ("[1]", "object"),
     ('{"name": "a", "settings": {"strength": 900}}', "strength"), ('{"name": "a", "settings": {"size": 900}}', "size"),
     ('{"name": "a", "style": "/etc/passwd"}', "of the gallery"), (json.dumps({"name": "a" * 100}), "name"),
     ('{"name": "a", "settings": {"sugar": 1}}', "holds no sugar")],
)  # fmt: skip
def test_what_is_no_preset_is_refused_with_words(tmp_path: Path, text: str, why: str) -> None:
    path = tmp_path / f"a{ENDING}"
    path.write_text(text)
    with pytest.raises(Problem, match=why) as told:
        load_preset(path)
    assert str(path) in str(told.value)


def test_files_that_are_too_large_or_no_text_are_refused(tmp_path: Path) -> None:
    path = tmp_path / f"a{ENDING}"
    path.write_bytes(b" " * (MOST_BYTES + 1))
    with pytest.raises(Problem, match="too large"):
        load_preset(path)
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(Problem, match="not a preset"):
        load_preset(path)
    with pytest.raises(Problem, match="cannot read"):
        load_preset(tmp_path / "none")


def test_a_picture_that_is_none_is_no_picture() -> None:
    bomb = BytesIO()
    Image.new("L", (4000, 4000)).save(bomb, "PNG")
    for picture in ("no base64!", base64.b64encode(b"no picture").decode(), base64.b64encode(bomb.getvalue()).decode()):
        assert Preset(name="A", picture=picture).pixels() is None


def test_one_that_is_written_is_read_as_the_same(tmp_path: Path) -> None:
    preset = preset_of("Ä", Settings(auto="off", strength=3), np.zeros((10, 10, 3), np.uint8))
    save_preset(preset, tmp_path / "a")
    assert load_preset(tmp_path / "a") == preset
