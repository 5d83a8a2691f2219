"""HEIC and AVIF: as many bits and the colours that they have, and words for what is damaged.

The two files were made of a sample by libheif's heif-enc: 8 bits with Display P3 and EXIF, and 10 bits without.
"""

from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import ExifTags, Image

from stylegui.engine.errors import Problem
from stylegui.engine.pictures.files.loading import load
from stylegui.engine.pictures.files.metadata import read_metadata
from stylegui.engine.pictures.files.saving import Made, write_result
from stylegui.engine.pictures.files.spaces import name_of
from stylegui.engine.pictures.images import resize
from stylegui.paths import resources

DATA = Path(__file__).with_name("data")


@pytest.fixture(scope="module")
def sample() -> np.ndarray:
    return resize(load(resources() / "samples" / "coffee.jpg").pixels, 96, 64)


def test_a_telephones_picture_has_its_colours(sample: np.ndarray) -> None:
    picture = load(DATA / "p3.heic")
    assert (picture.width, picture.height) == (96, 64)
    assert picture.profile is not None
    assert name_of(picture.profile) == "Display P3"
    # those of the sample were called Display P3: in sRGB they are stronger, and grey stays grey
    assert picture.pixels.std() > 255 * sample.std()
    assert np.abs(picture.pixels.mean((0, 1)) / 255 - sample.mean((0, 1))).max() < 0.08


def test_ten_bits_reach_over_the_whole_range(sample: np.ndarray) -> None:
    picture = load(DATA / "ten_bits.heic")
    assert picture.pixels.dtype == np.uint16
    assert picture.pixels.max() == 65535
    assert np.abs(picture.pixels / 65535 - sample).mean() < 0.02


def test_what_its_file_says_goes_with_the_result(tmp_path: Path) -> None:
    picture = load(DATA / "p3.heic")
    write_result(Made(picture, picture), tmp_path / "result.jpg")
    with Image.open(tmp_path / "result.jpg") as found:
        exif = found.getexif()
        assert exif[ExifTags.Base.Make] == "Apple"
        assert exif.get(ExifTags.Base.Orientation, 1) == 1  # the picture is upright already
        assert found.info["icc_profile"] == picture.profile


def test_metadata_of_avif_is_found() -> None:
    exif, data = Image.Exif(), BytesIO()
    exif[ExifTags.Base.Make] = "Apple"
    Image.new("RGB", (32, 32)).save(data, "AVIF", exif=exif, xmp=b"<x/>")
    found, xmp = read_metadata(data.getvalue())
    assert b"Apple" in found
    assert xmp == b"<x/>"


@pytest.mark.parametrize("name", ["p3.heic", "ten_bits.heic"])
@pytest.mark.parametrize("cut", [20, 60, 400, 2000, 5000])
def test_damage_is_told_in_words(tmp_path: Path, name: str, cut: int) -> None:
    path = tmp_path / name
    path.write_bytes((DATA / name).read_bytes()[:cut])
    with pytest.raises(Problem, match="damaged or incomplete"):
        load(path)
    assert read_metadata(path.read_bytes()) is not None
