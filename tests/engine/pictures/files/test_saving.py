"""Results as files: in the photo's own colours and depth, with what its file says, and nothing that it should not."""

from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
import pyvips  # type: ignore[import-untyped]  # it has no annotations
from icc import ADOBE, ADOBE_GAMMA, P3, SRGB_CURVE, SRGB_PRIMARIES, gamma, light, parametric, profile
from numpy.typing import NDArray
from PIL import ExifTags, Image

from stylegui.engine.errors import Problem
from stylegui.engine.pictures.files.loading import load
from stylegui.engine.pictures.files.metadata import read_metadata, recipe_in
from stylegui.engine.pictures.files.saving import (
    Made,
    Saving,
    losses,
    pixels_of_length,
    save,
    size_of,
    write_result,
)
from stylegui.engine.pictures.images import Picture, Pixels

Base, Ifd = ExifTags.Base, ExifTags.IFD
WIDE = profile(P3, parametric(*SRGB_CURVE), "Display P3")
ADOBE_RGB = profile(ADOBE, gamma(ADOBE_GAMMA), "Adobe RGB (1998)")
Deep = NDArray[np.uint16]


@pytest.fixture
def levels() -> Deep:
    """Everything that the space has, also what sRGB has not."""
    return np.random.default_rng(0).integers(0, 65536, (40, 60, 3)).astype(np.uint16)


def told() -> bytes:
    exif = Image.Exif()
    exif[Base.Make], exif[Base.Model], exif[Base.Artist] = "Canon", "EOS R5", "Ann"
    exif.get_ifd(Ifd.Exif)[Base.DateTimeOriginal] = "2024:05:06 07:08:09"
    exif.get_ifd(Ifd.GPSInfo)[ExifTags.GPS.GPSLatitudeRef] = "N"
    return bytes(exif.tobytes())


def photo(tmp_path: Path, levels: Pixels, space: bytes, ending: str = ".png") -> Picture:
    """A file as another program writes it."""
    deep = levels.dtype == np.uint16
    height, width, _ = levels.shape
    image = pyvips.Image.new_from_memory(levels.tobytes(), width, height, 3, "ushort" if deep else "uchar")
    image = image.copy(interpretation="rgb16" if deep else "srgb")
    image.set_type(pyvips.GValue.blob_type, "icc-profile-data", space)
    image.set_type(pyvips.GValue.blob_type, "exif-data", told())
    path = tmp_path / f"photo{ending}"
    image.write_to_file(str(path))
    return load(path)


def raw(path: Path) -> Pixels:
    """The numbers in a file, whatever they mean."""
    found: NDArray[np.uint16] = pyvips.Image.new_from_file(str(path)).numpy()
    return found


def profile_in(path: Path) -> bytes:
    with Image.open(path) as image:
        return bytes(image.info["icc_profile"])


def exif_in(path: Path) -> Image.Exif:
    exif = Image.Exif()
    exif.load(read_metadata(path.read_bytes())[0])
    return exif


@pytest.mark.parametrize("space", [WIDE, ADOBE_RGB], ids=["Display P3", "Adobe RGB"])
@pytest.mark.parametrize("ending", [".tif", ".png"])
def test_a_photo_that_is_kept_everywhere_comes_out_as_it_went_in(
    tmp_path: Path, levels: Deep, space: bytes, ending: str
) -> None:
    """To the last of 65536 levels, also where sRGB has no such colour."""
    source = photo(tmp_path, levels, space, ".tif")
    assert source.profile == space
    assert source.pixels.dtype == np.uint16
    everywhere = np.ones((40, 60), np.float32)
    target = tmp_path / f"result{ending}"
    assert write_result(Made(Picture(source.pixels), source, everywhere), target) == []
    np.testing.assert_array_equal(raw(target), levels)
    assert profile_in(target) == space


def test_where_it_is_half_painted_both_are_in_its_colours(tmp_path: Path, levels: Deep) -> None:
    source = photo(tmp_path, levels, WIDE)
    kept = np.zeros((40, 60), np.float32)
    kept[:, 30:] = 1
    painted = np.full((40, 60, 3), (200, 100, 50), np.uint8)
    write_result(Made(Picture(painted), source, kept), tmp_path / "result.png")
    found = raw(tmp_path / "result.png")
    np.testing.assert_array_equal(found[:, 30:], levels[:, 30:])
    seen = light(found[0, 0] / 65535, P3, None)
    np.testing.assert_allclose(seen, light(painted[0, 0] / 255, SRGB_PRIMARIES, None), atol=1e-4)


def test_what_is_painted_has_the_depth_of_its_own_numbers(tmp_path: Path, levels: Deep) -> None:
    source = photo(tmp_path, levels, WIDE)
    ramp = np.broadcast_to(np.linspace(20_000, 21_000, 60).astype(np.uint16)[None, :, None], (40, 60, 3))
    write_result(Made(Picture(np.ascontiguousarray(ramp)), source), tmp_path / "result.tif")
    assert len(np.unique(raw(tmp_path / "result.tif")[..., 0])) == 60


def test_a_photo_of_8_bits_with_its_own_colours_keeps_those(tmp_path: Path) -> None:
    levels = np.random.default_rng(0).integers(0, 256, (40, 60, 3)).astype(np.uint8)
    source = photo(tmp_path, levels, WIDE)
    write_result(Made(Picture(source.pixels), source, np.ones((40, 60), np.float32)), tmp_path / "result.png")
    np.testing.assert_array_equal(raw(tmp_path / "result.png"), levels)
    write_result(Made(Picture(source.pixels), source), tmp_path / "plain.png", Saving(colours="srgb"))
    np.testing.assert_array_equal(raw(tmp_path / "plain.png"), source.pixels)
    assert profile_in(tmp_path / "plain.png") != WIDE


@pytest.mark.parametrize("ending", [".png", ".tif", ".jpg", ".webp"])
def test_date_camera_and_artist_go_with_the_result_and_the_place_does_not(
    tmp_path: Path, levels: Deep, ending: str
) -> None:
    source, target = photo(tmp_path, levels, WIDE), tmp_path / f"result{ending}"
    made = Made(Picture(source.pixels), source, recipe='{"version": 2}')
    write_result(made, target)
    exif = exif_in(target)
    assert (exif[Base.Make], exif[Base.Model], exif[Base.Artist]) == ("Canon", "EOS R5", "Ann")
    assert exif.get_ifd(Ifd.Exif)[Base.DateTimeOriginal] == "2024:05:06 07:08:09"
    assert exif.get(Base.Orientation, 1) == 1
    assert not exif.get_ifd(Ifd.GPSInfo)
    assert recipe_in(read_metadata(target.read_bytes())[1]) == '{"version": 2}'
    assert load(target).pixels.shape == levels.shape
    write_result(made, target, Saving(keeps_position=True, has_recipe=False))
    assert exif_in(target).get_ifd(Ifd.GPSInfo)[ExifTags.GPS.GPSLatitudeRef] == "N"
    assert recipe_in(read_metadata(target.read_bytes())[1]) == ""
    write_result(made, target, Saving(keeps_metadata=False, has_recipe=False))
    assert Base.Make not in exif_in(target)


def test_a_turned_photo_is_upright_and_is_not_turned_again(tmp_path: Path) -> None:
    levels = np.random.default_rng(0).integers(0, 65536, (20, 50, 3)).astype(np.uint16)
    image = pyvips.Image.new_from_memory(levels.tobytes(), 50, 20, 3, "ushort").copy(interpretation="rgb16")
    image.set_type(pyvips.GValue.gint_type, "orientation", 6)
    image.set_type(pyvips.GValue.blob_type, "icc-profile-data", WIDE)
    image.write_to_file(str(tmp_path / "turned.tif"))
    source = load(tmp_path / "turned.tif")
    assert (source.width, source.height) == (20, 50)
    write_result(Made(Picture(source.pixels), source, np.ones((50, 20), np.float32)), tmp_path / "result.tif")
    with Image.open(tmp_path / "result.tif") as found:
        assert found.getexif().get(Base.Orientation, 1) == 1
    np.testing.assert_array_equal(raw(tmp_path / "result.tif"), np.rot90(levels, -1))


def test_sizes_are_of_the_result_the_photo_or_a_print(tmp_path: Path) -> None:
    result, source = Picture(np.zeros((40, 60, 3), np.uint8)), Picture(np.zeros((201, 301, 3), np.uint8))
    assert size_of((60, 40), source, Saving()) == (60, 40)
    assert size_of((60, 40), source, Saving(longer=90)) == (90, 60)
    assert size_of((60, 40), source, Saving(longer="photo")) == (301, 201)
    assert pixels_of_length(30, "cm", 300) == pixels_of_length(300, "mm", 300) == 3543
    assert pixels_of_length(12, "in", 300) == 3600
    write_result(Made(result, source), tmp_path / "print.png", Saving(longer=90, dpi=200))
    with Image.open(tmp_path / "print.png") as image:
        assert image.size == (90, 60)
        assert image.info["dpi"] == pytest.approx((200, 200), abs=0.1)


def test_a_kept_place_has_the_photos_own_detail_in_a_file_of_its_size(tmp_path: Path, levels: Deep) -> None:
    source = photo(tmp_path, levels, WIDE)
    small = Picture(np.full((20, 30, 3), 99, np.uint8))
    made = Made(small, source, np.ones((20, 30), np.float32))
    write_result(made, tmp_path / "result.png", Saving(longer="photo"))
    np.testing.assert_array_equal(raw(tmp_path / "result.png"), levels)


def test_it_says_what_a_format_will_lose(tmp_path: Path, levels: Deep) -> None:
    source = photo(tmp_path, levels, WIDE)
    clear = replace(source, alpha=np.zeros((40, 60), np.uint8))
    said = " ".join(losses((60, 40), clear, "JPEG", Saving(colours="srgb", longer=200)))
    for part in ("16 bits", "no transparency", "Display P3", "no more detail", "hardly sees"):
        assert part in said
    assert losses((60, 40), source, "TIFF", Saving()) == []


def test_a_long_recipe_has_no_room_in_a_jpeg_and_it_says_so(tmp_path: Path) -> None:
    plain = Picture(np.zeros((20, 20, 3), np.uint8))
    made = Made(plain, plain, recipe="x" * 70_000)
    assert write_result(made, tmp_path / "a.jpg") == ["JPEG had no room for the recipe: PNG, TIFF and WebP have more"]
    assert write_result(made, tmp_path / "a.png") == []
    assert len(recipe_in(read_metadata((tmp_path / "a.png").read_bytes())[1])) == 70_000


def test_a_side_longer_than_a_format_has_is_refused_before_the_work(tmp_path: Path) -> None:
    plain = Picture(np.zeros((16, 20, 3), np.uint8))
    with pytest.raises(Problem, match="16383 pixels on a side"):
        save(plain, tmp_path / "a.webp", Saving(longer=20_000))


LAYOUTS: dict[str, Callable[[pyvips.Image], bytes]] = {
    "lzw": lambda image: image.tiffsave_buffer(compression="lzw", predictor="horizontal"),
    "deflate, tiles": lambda image: image.tiffsave_buffer(compression="deflate", tile=True),
    "big": lambda image: image.tiffsave_buffer(bigtiff=True),
    "pyramid": lambda image: image.tiffsave_buffer(pyramid=True, tile=True),
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_16_bit_colour_is_read_from_every_layout_of_tiff(tmp_path: Path, levels: Deep, layout: str) -> None:
    image = pyvips.Image.new_from_memory(levels.tobytes(), 60, 40, 3, "ushort").copy(interpretation="rgb16")
    path = tmp_path / "deep.tif"
    path.write_bytes(LAYOUTS[layout](image))
    np.testing.assert_array_equal(load(path).pixels, levels)


def test_floating_point_colour_is_read(tmp_path: Path) -> None:
    values = np.random.default_rng(0).random((40, 60, 3)).astype(np.float32)
    path = tmp_path / "float.tif"
    image = pyvips.Image.new_from_memory(values.tobytes(), 60, 40, 3, "float").copy(interpretation="srgb")
    image.write_to_file(str(path))
    np.testing.assert_allclose(load(path).pixels / 65535, values, atol=1 / 65535)


@pytest.mark.parametrize(("kind", "most"), [("uint", 2**32 - 1), ("short", 2**15 - 1), ("int", 2**31 - 1)])
def test_whole_numbers_of_any_size_are_shares_of_their_largest(tmp_path: Path, kind: str, most: int) -> None:
    shares = np.random.default_rng(0).random((40, 60, 3))
    image = pyvips.Image.new_from_memory((shares * 255).astype(np.uint8).tobytes(), 60, 40, 3, "uchar")
    (image * (most / 255)).cast(kind).copy(interpretation="srgb").write_to_file(str(tmp_path / "whole.tif"))
    np.testing.assert_allclose(load(tmp_path / "whole.tif").pixels / 65535, (shares * 255).astype(int) / 255, atol=1e-4)


def test_many_channels_are_refused_before_they_are_read(tmp_path: Path) -> None:
    image = pyvips.Image.black(64, 64, bands=40).cast("ushort")
    (tmp_path / "many.tif").write_bytes(image.tiffsave_buffer(compression="deflate"))
    with pytest.raises(Problem, match="40 channels"):
        load(tmp_path / "many.tif")


def test_a_file_larger_than_any_can_be_is_refused_and_nothing_is_written(tmp_path: Path) -> None:
    plain = Picture(np.zeros((20, 20, 3), np.uint8))
    with pytest.raises(Problem, match="more than 270 megapixels"):
        save(plain, tmp_path / "a.png", Saving(longer=30_000))
    assert list(tmp_path.iterdir()) == []
    assert "cannot be made" in " ".join(losses((20, 20), plain, "PNG", Saving(longer=30_000)))


@pytest.mark.parametrize("cut", [40, 200, 1000, 5000])
def test_damaged_deep_files_are_refused_with_words(tmp_path: Path, levels: Deep, cut: int) -> None:
    photo(tmp_path, levels, WIDE, ".tif")
    photo(tmp_path, levels, WIDE, ".png")
    for ending in (".tif", ".png"):
        path = tmp_path / f"photo{ending}"
        path.write_bytes(path.read_bytes()[:cut])
        with pytest.raises(Problem, match=r"damaged or incomplete|not a picture"):
            load(path)


def test_alpha_of_a_deep_picture_is_kept(tmp_path: Path, levels: Deep) -> None:
    alpha = np.linspace(0, 65535, 40 * 60).reshape(40, 60).astype(np.uint16)
    both = np.dstack([levels, alpha])
    image = pyvips.Image.new_from_memory(both.tobytes(), 60, 40, 4, "ushort").copy(interpretation="rgb16")
    image.write_to_file(str(tmp_path / "deep.png"))
    found = load(tmp_path / "deep.png")
    assert found.alpha is not None
    np.testing.assert_array_equal(found.alpha, alpha >> 8)
    write_result(Made(found, found), tmp_path / "again.tif")
    np.testing.assert_array_equal(load(tmp_path / "again.tif").alpha, found.alpha)
    with Image.open(BytesIO((tmp_path / "again.tif").read_bytes())) as image:
        assert image.mode == "RGBA"
