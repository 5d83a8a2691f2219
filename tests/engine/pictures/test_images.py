"""Pictures in and out: every format, orientation, colour profile and depth, and saving whole or not at all."""

import errno
import os
import random
import struct
import zlib
from collections.abc import Callable
from dataclasses import replace
from io import BufferedWriter, BytesIO, FileIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from PIL import Image, ImageCms

from stylegui.engine.errors import Problem
from stylegui.engine.pictures.files.loading import from_array, load
from stylegui.engine.pictures.files.saving import Saving, check_target, finish, save
from stylegui.engine.pictures.images import (
    MIN_WORKING_SIDE,
    Picture,
    crop_to_aspect,
    eight_bit,
    preview,
    reading_size,
    resize,
    resize_values,
    resize_visible,
    to_levels,
    working_size,
)

Levels = NDArray[np.uint8]
Turn = Callable[[Levels], Levels]

SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
# EXIF's words: where row 0 and column 0 of what is stored lie in the picture as it is to be seen.
ORIENTATIONS: dict[int, Turn] = {
    1: lambda stored: stored,  # top, left
    2: lambda stored: stored[:, ::-1],  # top, right
    3: lambda stored: stored[::-1, ::-1],  # bottom, right
    4: lambda stored: stored[::-1],  # bottom, left
    5: lambda stored: stored.transpose(1, 0, 2),  # left, top
    6: lambda stored: stored.transpose(1, 0, 2)[:, ::-1],  # right, top
    7: lambda stored: stored.transpose(1, 0, 2)[::-1, ::-1],  # right, bottom
    8: lambda stored: stored.transpose(1, 0, 2)[::-1],  # left, bottom
}


def _write(pixels: NDArray[Any] | Image.Image, path: Path, **options: Any) -> Path:
    image = pixels if isinstance(pixels, Image.Image) else Image.fromarray(pixels)
    image.save(path, **options)
    return path


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _write_png16(levels: NDArray[np.uint16], path: Path, extra: bytes = b"") -> Path:
    """A PNG of 16 bits a channel from (H, W) grey or (H, W, 3) colour; Pillow cannot write the second."""
    colour_type = 0 if levels.ndim == 2 else 2
    header = struct.pack(">IIBBBBB", levels.shape[1], levels.shape[0], 16, colour_type, 0, 0, 0)
    rows = b"".join(b"\0" + row.astype(">u2").tobytes() for row in levels)
    chunks = _chunk(b"IHDR", header) + extra + _chunk(b"IDAT", zlib.compress(rows)) + _chunk(b"IEND", b"")
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + chunks)
    return path


def _matrix_profile(primaries: NDArray[np.float64], gamma: float) -> bytes:
    """An ICC profile (version 2, matrix and curve) from the D50 colours of its primaries, (3, XYZ)."""

    def fixed(value: float) -> bytes:
        return struct.pack(">i", round(value * 65536))

    def colour(xyz: NDArray[np.float64]) -> bytes:
        return b"XYZ \0\0\0\0" + b"".join(fixed(float(value)) for value in xyz)

    curve = b"curv\0\0\0\0" + struct.pack(">IHxx", 1, round(gamma * 256))
    name = b"desc\0\0\0\0" + struct.pack(">I5s", 5, b"test\0") + bytes(78)
    tags = {b"desc": name, b"wtpt": colour(np.array([0.9642, 1.0, 0.8249])), b"cprt": b"text\0\0\0\0none\0"}
    tags |= {kind: colour(xyz) for kind, xyz in zip((b"rXYZ", b"gXYZ", b"bXYZ"), primaries, strict=True)}
    tags |= dict.fromkeys((b"rTRC", b"gTRC", b"bTRC"), curve)
    table, body, offset = struct.pack(">I", len(tags)), b"", 128 + 4 + 12 * len(tags)
    for kind, data in tags.items():
        padded = data + bytes(-len(data) % 4)
        table += kind + struct.pack(">II", offset + len(body), len(data))
        body += padded
    header = struct.pack(">I4sI4s4s4s12x4s", offset + len(body), b"", 0x02100000, b"mntr", b"RGB ", b"XYZ ", b"acsp")
    header = header.ljust(68, b"\0") + b"".join(fixed(v) for v in (0.9642, 1.0, 0.8249))
    return header.ljust(128, b"\0") + table + body


def _srgb_encoded(linear: NDArray[np.float64]) -> NDArray[np.float64]:
    linear = linear.clip(0, 1)
    return np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * linear ** (1 / 2.4) - 0.055)


# The D50 colours of sRGB's primaries (its profile's rXYZ, gXYZ, bXYZ).
SRGB_PRIMARIES = np.array([[0.43607, 0.22249, 0.01392], [0.38515, 0.71687, 0.09708], [0.14307, 0.06061, 0.71410]])


# Formats


@pytest.mark.parametrize(
    ("name", "options", "off"),
    [
        ("a.png", {}, 0),
        ("a.bmp", {}, 0),
        ("a.tif", {}, 0),
        ("a.tiff", {"compression": "tiff_lzw"}, 0),
        ("a.webp", {"lossless": True}, 0),
        ("a.jpg", {"quality": 98, "subsampling": 0}, 4),
        ("a.JPEG", {"quality": 98, "progressive": True, "subsampling": 0}, 4),
        ("a.webp", {"quality": 100}, 8),
        ("a.avif", {"quality": 100, "subsampling": "4:4:4"}, 4),
        ("a.gif", {}, 30),
    ],
)
def test_every_readable_format_gives_the_picture(
    tmp_path: Path, pixels: Levels, name: str, options: dict[str, Any], off: int
) -> None:
    picture = load(_write(pixels, tmp_path / name, **options))
    assert picture.pixels.shape == (40, 60, 3)
    assert (picture.width, picture.height, picture.name, picture.alpha) == (60, 40, name, None)
    assert picture.path == tmp_path / name
    assert picture.notices == ()
    assert np.abs(picture.pixels.astype(float) - pixels).mean() <= off
    assert picture.pixels.dtype == np.uint8


@pytest.mark.parametrize("suffix", [".gif", ".webp", ".png", ".tif", ".avif"])
def test_of_several_frames_or_pages_the_first_is_used_and_it_says_so(tmp_path: Path, suffix: str) -> None:
    frames = [Image.new("RGB", (40, 30), colour) for colour in ("red", "green", "blue")]
    path = _write(frames[0], tmp_path / f"moving{suffix}", save_all=True, append_images=frames[1:])
    picture = load(path)
    np.testing.assert_allclose(picture.pixels, np.broadcast_to([255, 0, 0], (30, 40, 3)), atol=4)
    count = "several" if suffix == ".avif" else 3
    assert picture.notices == (f"moving{suffix}: the first of {count} frames or pages is used",)


def test_the_content_decides_and_not_the_ending(tmp_path: Path, pixels: Levels) -> None:
    path = _write(pixels, tmp_path / "really-a-png.jpg", format="PNG")
    np.testing.assert_array_equal(load(path).pixels, pixels)


def test_a_format_that_nobody_paints_in_is_refused(tmp_path: Path, pixels: Levels) -> None:
    path = _write(pixels, tmp_path / "a.ppm")
    with pytest.raises(Problem, match=r"a\.ppm is not a picture that can be read here \(PNG, JPEG"):
        load(path)


# Orientation


@pytest.mark.parametrize("suffix", [".jpg", ".png", ".webp", ".tif", ".avif"])
@pytest.mark.parametrize("orientation", ORIENTATIONS)
def test_exif_orientation_is_applied(tmp_path: Path, pixels: Levels, orientation: int, suffix: str) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    options: dict[str, Any] = {".png": {}, ".tif": {}, ".webp": {"lossless": True}}.get(suffix, {"quality": 98})
    path = _write(pixels, tmp_path / f"turned{suffix}", exif=exif, **options)
    expected = ORIENTATIONS[orientation](pixels)
    picture = load(path)
    assert picture.pixels.shape == expected.shape
    assert np.abs(picture.pixels.astype(int) - expected).mean() < 6


def test_broken_exif_does_not_keep_a_picture_out(tmp_path: Path, pixels: Levels) -> None:
    path = _write(pixels, tmp_path / "odd.png", exif=b"Exif\0\0MM\0*\0\0\0\x08\xff\xff nothing that makes sense")
    np.testing.assert_array_equal(load(path).pixels, pixels)


# Colour


def test_another_rgb_profile_is_converted_to_srgb(tmp_path: Path, pixels: Levels) -> None:
    """sRGB's primaries with green and red exchanged, and a plain gamma: every colour changes, by a known rule."""
    profile = _matrix_profile(SRGB_PRIMARIES[[1, 0, 2]], gamma=1.8)
    picture = load(_write(pixels, tmp_path / "swapped.png", icc_profile=profile))
    linear = (pixels / 255) ** 1.8
    expected = 255 * _srgb_encoded(linear[..., [1, 0, 2]])
    assert np.abs(picture.pixels - expected).max() < 4
    assert np.abs(picture.pixels - pixels.astype(float)).mean() > 30
    assert picture.notices == ()


@pytest.mark.parametrize("suffix", [".jpg", ".webp", ".tif", ".avif"])
def test_profiles_are_found_in_every_format_that_has_them(tmp_path: Path, suffix: str) -> None:
    profile = _matrix_profile(SRGB_PRIMARIES[[1, 0, 2]], gamma=2.2)
    red = Image.new("RGB", (32, 32), (250, 5, 5))
    picture = load(_write(red, tmp_path / f"swapped{suffix}", icc_profile=profile))
    assert picture.pixels[..., 1].min() > 240
    assert picture.pixels[..., 0].max() < 20


def test_wide_primaries_keep_grey_grey_and_move_colours_apart(tmp_path: Path) -> None:
    grey = SRGB_PRIMARIES.sum(axis=0) / 3
    wide = _matrix_profile(grey + 1.25 * (SRGB_PRIMARIES - grey), gamma=2.2)
    stored = np.zeros((32, 32, 3), np.uint8)
    stored[:16], stored[16:] = (128, 128, 128), (160, 110, 120)
    picture = load(_write(stored, tmp_path / "wide.png", icc_profile=wide))
    assert np.ptp(picture.pixels[0, 0].astype(int)) <= 2
    assert np.ptp(picture.pixels[20, 0].astype(int)) > 55


def test_a_grey_picture_with_an_rgb_profile_is_read(tmp_path: Path, pixels: Levels) -> None:
    picture = load(_write(pixels[..., 0], tmp_path / "grey.png", icc_profile=SRGB))
    assert np.abs(picture.pixels.astype(int) - pixels[..., :1]).max() <= 1
    assert picture.notices == ()


def test_a_lab_picture_is_converted(tmp_path: Path) -> None:
    to_lab = ImageCms.buildTransform(ImageCms.createProfile("sRGB"), ImageCms.createProfile("LAB"), "RGB", "LAB")
    lab = ImageCms.applyTransform(Image.new("RGB", (32, 32), (200, 60, 90)), to_lab)
    assert lab is not None
    picture = load(_write(lab, tmp_path / "lab.tif"))
    np.testing.assert_allclose(picture.pixels, np.broadcast_to([200, 60, 90], (32, 32, 3)), atol=4)


@pytest.mark.parametrize("profile", [b"rubbish", SRGB[:200], SRGB[:128] + bytes(400)])
def test_a_broken_profile_means_srgb_and_it_says_so(tmp_path: Path, pixels: Levels, profile: bytes) -> None:
    picture = load(_write(pixels, tmp_path / "tagged.png", icc_profile=profile))
    np.testing.assert_array_equal(picture.pixels, pixels)
    assert picture.notices == ("tagged.png: its colour profile is broken; the colours are read as sRGB",)


def test_a_cmyk_jpeg_has_the_colours_that_were_meant(tmp_path: Path) -> None:
    inks = Image.new("CMYK", (32, 32), (0, 255, 255, 0))  # magenta and yellow ink: red
    inks.paste((255, 0, 0, 0), (16, 0, 32, 32))
    picture = load(_write(inks, tmp_path / "print.jpg", quality=98))
    np.testing.assert_allclose(picture.pixels[:, :12], np.broadcast_to([255, 0, 0], (32, 12, 3)), atol=12)
    np.testing.assert_allclose(picture.pixels[:, 20:], np.broadcast_to([0, 255, 255], (32, 12, 3)), atol=12)


# Palette, grey, depth, alpha


def test_a_palette_gives_its_colours(tmp_path: Path) -> None:
    image = Image.new("P", (32, 32), 1)
    image.putpalette([10, 20, 30, 200, 100, 50])
    image.paste(0, (0, 0, 16, 32))
    picture = load(_write(image, tmp_path / "palette.png"))
    np.testing.assert_array_equal(picture.pixels[0, [0, 31]], [[10, 20, 30], [200, 100, 50]])
    assert picture.alpha is None


@pytest.mark.parametrize("suffix", [".png", ".gif"])
def test_a_transparent_palette_entry_becomes_alpha(tmp_path: Path, suffix: str) -> None:
    image = Image.new("P", (32, 32), 1)
    image.putpalette([10, 20, 30, 200, 100, 50])
    image.paste(0, (0, 0, 16, 32))
    picture = load(_write(image, tmp_path / f"palette{suffix}", transparency=0))
    assert picture.alpha is not None
    np.testing.assert_array_equal(picture.alpha[0, [0, 31]], [0, 255])
    np.testing.assert_array_equal(picture.pixels[0, 31], [200, 100, 50])


def test_grey_becomes_three_equal_channels(tmp_path: Path, pixels: Levels) -> None:
    picture = load(_write(pixels[..., 1], tmp_path / "grey.png"))
    np.testing.assert_array_equal(picture.pixels, np.repeat(pixels[..., 1:2], 3, axis=2))


def test_one_bit_becomes_black_and_white(tmp_path: Path, pixels: Levels) -> None:
    bright = pixels[..., 0] > 100
    picture = load(_write(Image.fromarray(bright), tmp_path / "bit.png"))
    np.testing.assert_array_equal(picture.pixels, np.repeat(np.where(bright, 255, 0)[..., None], 3, axis=2))


@pytest.mark.parametrize("mode", ["LA", "RGBA"])
@pytest.mark.parametrize("suffix", [".png", ".tif", ".webp"])
def test_alpha_is_kept_beside_the_colours(tmp_path: Path, pixels: Levels, mode: str, suffix: str) -> None:
    image = Image.fromarray(pixels).convert(mode)
    opacity = np.linspace(1, 255, 40 * 60).reshape(40, 60).astype(np.uint8)
    image.putalpha(Image.fromarray(opacity))
    options = {"lossless": True} if suffix == ".webp" else {}
    picture = load(_write(image, tmp_path / f"glass{suffix}", **options))
    assert picture.alpha is not None
    np.testing.assert_array_equal(picture.alpha, opacity)
    np.testing.assert_array_equal(picture.pixels, np.asarray(image.convert("RGB")))


def test_alpha_that_hides_nothing_is_none(tmp_path: Path, pixels: Levels) -> None:
    assert load(_write(Image.fromarray(pixels).convert("RGBA"), tmp_path / "opaque.png")).alpha is None


def test_16_bit_grey_keeps_its_depth(tmp_path: Path) -> None:
    levels = np.linspace(0, 65535, 32 * 48).round().reshape(32, 48).astype(np.uint16)
    for picture in (
        load(_write_png16(levels, tmp_path / "deep.png")),
        load(_write(levels, tmp_path / "deep.tif")),
    ):
        assert picture.pixels.dtype == np.uint16
        np.testing.assert_array_equal(picture.pixels, np.repeat(levels[..., None], 3, axis=2))
        np.testing.assert_allclose(resize(picture.pixels, 48, 32)[..., 0], levels / 65535, atol=1e-6)


def test_16_bit_grey_with_a_profile_is_not_clipped(tmp_path: Path) -> None:
    levels = np.linspace(0, 65535, 32 * 48).round().reshape(32, 48).astype(np.uint16)
    picture = load(_write(levels, tmp_path / "deep.tif", icc_profile=SRGB))
    np.testing.assert_array_equal(picture.pixels[..., 0], levels)


def test_16_bit_grey_with_a_transparent_level_has_alpha_and_its_depth(tmp_path: Path) -> None:
    levels = np.full((32, 32), 40_000, np.uint16)
    levels[:16] = 1234
    picture = load(_write_png16(levels, tmp_path / "deep.png", _chunk(b"tRNS", struct.pack(">H", 1234))))
    assert picture.alpha is not None
    np.testing.assert_array_equal(picture.alpha[:, 0], [0] * 16 + [255] * 16)
    np.testing.assert_array_equal(picture.pixels[..., 0], levels)


def test_16_bit_colour_is_not_clipped(tmp_path: Path) -> None:
    levels = np.random.default_rng(0).integers(0, 65536, (32, 48, 3)).astype(np.uint16)
    picture = load(_write_png16(levels, tmp_path / "deep.png"))
    np.testing.assert_allclose(resize(picture.pixels, 48, 32), levels / 65535, atol=1 / 255)


def test_floating_point_tiff_holds_0_to_1(tmp_path: Path) -> None:
    values = np.linspace(-0.1, 1.1, 32 * 48).reshape(32, 48).astype(np.float32)
    values[0, 1] = np.nan
    picture = load(_write(values, tmp_path / "float.tif"))
    expected = np.nan_to_num(values).clip(0, 1)
    np.testing.assert_allclose(picture.pixels[..., 0] / 65535, expected, atol=1 / 65535)


def test_eight_bit_keeps_the_highest_bits() -> None:
    deep = np.array([[[0, 255, 256], [32768, 65279, 65535]]], np.uint16)
    np.testing.assert_array_equal(eight_bit(deep), [[[0, 0, 1], [128, 254, 255]]])
    assert eight_bit(deep).dtype == np.uint8


# Damage


@pytest.mark.parametrize("suffix", [".png", ".jpg", ".webp", ".tif", ".bmp", ".gif", ".avif"])
def test_damage_of_any_kind_is_a_problem_and_nothing_else(tmp_path: Path, pixels: Levels, suffix: str) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    tags = {} if suffix in (".bmp", ".gif") else {"exif": exif, "icc_profile": SRGB}
    whole = _write(pixels, tmp_path / f"whole{suffix}", **tags).read_bytes()
    path, dice = tmp_path / f"damaged{suffix}", random.Random(1)
    for trial in range(60):
        data = bytearray(whole)
        if trial % 3:
            for _ in range(dice.choice([1, 2, 8])):
                data[dice.randrange(min(len(data), 700 if trial % 2 else len(data)))] = dice.randrange(256)
        else:
            del data[dice.randrange(1, len(data)) :]
        path.write_bytes(data)
        try:
            load(path)  # some damage does no harm
        except Problem as problem:
            assert str(path) in str(problem)  # noqa: PT017  # whether it raises is the damage's to decide


def test_a_named_pipe_is_refused_at_once_and_not_waited_for(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.png"
    os.mkfifo(pipe)
    with pytest.raises(Problem, match=r"pipe\.png is not an ordinary file"):
        load(pipe)


def test_what_is_pasted_is_checked_like_a_file(pixels: Levels) -> None:
    with pytest.raises(Problem, match="Pasted picture is only 8 × 8 pixels"):
        from_array(np.zeros((8, 8, 3), np.uint8), "Pasted picture")
    half = np.dstack([pixels, np.full((40, 60), 128, np.uint8)])
    assert from_array(half, "a").alpha is not None
    assert from_array(np.dstack([pixels, np.full((40, 60), 255, np.uint8)]), "a").alpha is None


# Size


def test_a_fine_checkerboard_becomes_even_grey() -> None:
    board = (255 * (np.indices((128, 192)).sum(axis=0) % 2)).astype(np.uint8)
    small = resize(np.repeat(board[..., None], 3, axis=2), 48, 32)
    assert small.shape == (32, 48, 3)
    assert small.dtype == np.float32
    np.testing.assert_allclose(small[2:-2, 2:-2], 0.5, atol=0.01)


@pytest.mark.parametrize(("width", "height"), [(20, 10), (60, 40), (133, 71)])
@pytest.mark.parametrize("deep", [False, True])
def test_resizing_one_colour_keeps_it(width: int, height: int, deep: bool) -> None:
    colour = np.array([10, 128, 250]) * (257 if deep else 1)
    levels = np.broadcast_to(colour, (40, 60, 3))
    pixels = levels.astype(np.uint16) if deep else levels.astype(np.uint8)
    expected = np.broadcast_to(np.array([10, 128, 250]) / 255, (height, width, 3))
    np.testing.assert_allclose(resize(pixels, width, height), expected, atol=1e-4)


def test_shrinking_by_a_whole_factor_is_near_the_mean_of_blocks() -> None:
    y, x = np.mgrid[0:96, 0:144]
    smooth = np.stack([127 + 100 * np.sin(x / 17), 127 + 100 * np.cos(y / 23), (x + y) / 1.0], axis=2)
    small = resize(smooth.round().astype(np.uint8), 36, 24)
    blocks = smooth.reshape(24, 4, 36, 4, 3).mean(axis=(1, 3)) / 255
    assert np.abs(small - blocks)[1:-1, 1:-1].max() < 0.02


def test_a_sharp_edge_stays_in_range() -> None:
    edge = np.zeros((64, 64, 3), np.uint8)
    edge[:, 32:] = 255
    larger = resize(edge, 100, 100)
    assert larger.min() >= 0
    assert larger.max() <= 1


@given(width=st.integers(16, 20_000), height=st.integers(16, 20_000), longer=st.integers(64, 4096))
def test_the_working_size_has_the_longer_side_asked_for_and_the_aspect(width: int, height: int, longer: int) -> None:
    w, h = working_size(width, height, longer)
    assert min(w, h) >= MIN_WORKING_SIDE
    if longer * min(width, height) >= MIN_WORKING_SIDE * max(width, height):
        assert max(w, h) == longer
    else:
        assert min(w, h) == MIN_WORKING_SIDE
        assert max(w, h) > longer
    scale = max(w, h) / max(width, height)
    assert abs(w - width * scale) <= 1
    assert abs(h - height * scale) <= 1


@given(width=st.integers(16, 20_000), height=st.integers(16, 20_000), longer=st.integers(64, 4096))
def test_a_style_is_read_at_the_nearest_size_that_halves_three_times_without_rest(
    width: int, height: int, longer: int
) -> None:
    for read, plain in zip(reading_size(width, height, longer), working_size(width, height, longer), strict=True):
        assert read % 8 == 0
        assert abs(read - plain) <= 4


@given(
    have=st.tuples(st.integers(16, 300), st.integers(16, 300)), want=st.tuples(st.integers(1, 64), st.integers(1, 64))
)
def test_cropping_keeps_the_largest_middle_part(have: tuple[int, int], want: tuple[int, int]) -> None:
    height, width = have
    place = np.stack([*np.indices(have), np.zeros(have, int)], axis=2).astype(np.uint16)
    cropped = crop_to_aspect(place, *want)
    h, w = cropped.shape[:2]
    assert (h == height and w <= width) or (w == width and h <= height)
    assert abs(w * want[1] - h * want[0]) <= max(want)  # the aspect, within a pixel
    above, left = int(cropped[0, 0, 0]), int(cropped[0, 0, 1])
    assert abs((height - h - above) - above) <= 1
    assert abs((width - w - left) - left) <= 1


def test_levels_are_rounded_and_clamped() -> None:
    values = np.array([-0.2, 0.0, 0.4 / 255, 0.6 / 255, 0.5, 1.0, 1.5], np.float32)
    np.testing.assert_array_equal(to_levels(values), [0, 0, 0, 1, 128, 255, 255])


def test_a_preview_fits_and_never_grows(pixels: Levels) -> None:
    assert preview(Picture(pixels), 30).shape == (20, 30, 3)
    np.testing.assert_array_equal(preview(Picture(pixels), 400), pixels)


# The result


def test_a_result_is_brought_to_its_full_size_with_the_photos_alpha(pixels: Levels) -> None:
    opacity = np.zeros((40, 60), np.uint8)
    opacity[:, 30:] = 255
    result = finish(pixels[::2, ::2], 120, 80, Picture(pixels, opacity, "my photo.jpg"))
    assert result.pixels.shape == (80, 120, 3)
    assert result.name == "my photo-painted"
    assert result.alpha is not None
    assert result.alpha.shape == (80, 120)
    assert result.alpha[:, :50].max() == 0
    assert result.alpha[:, 70:].min() == 255


def test_a_result_of_full_size_is_left_alone(pixels: Levels) -> None:
    result = finish(pixels, 60, 40, Picture(pixels))
    np.testing.assert_array_equal(result.pixels, pixels)
    assert result.alpha is None


# Saving


@pytest.mark.parametrize(
    ("name", "kind", "off"),
    [
        ("a.png", "PNG", 0),
        ("a.PNG", "PNG", 0),
        ("a.tif", "TIFF", 0),
        ("a.tiff", "TIFF", 0),
        ("a.jpg", "JPEG", 3),
        ("a.jpeg", "JPEG", 3),
        ("a.webp", "WEBP", 5),
    ],
)
def test_what_is_saved_can_be_read_again(tmp_path: Path, pixels: Levels, name: str, kind: str, off: int) -> None:
    assert save(Picture(pixels), tmp_path / name) == ""
    with Image.open(tmp_path / name) as image:
        assert image.format == kind
        assert image.info.get("icc_profile")
    again = load(tmp_path / name)
    assert np.abs(again.pixels.astype(int) - pixels).mean() <= off
    assert [path.name for path in tmp_path.iterdir()] == [name]


@pytest.mark.parametrize("name", ["a.png", "a.tif", "a.webp"])
def test_alpha_is_saved(tmp_path: Path, pixels: Levels, name: str) -> None:
    opacity = np.linspace(1, 255, 40 * 60).reshape(40, 60).astype(np.uint8)
    assert save(Picture(pixels, opacity), tmp_path / name) == ""
    again = load(tmp_path / name)
    assert again.alpha is not None
    np.testing.assert_array_equal(again.alpha, opacity)


def test_jpeg_lays_the_chosen_background_behind_transparent_parts(tmp_path: Path, pixels: Levels) -> None:
    opacity = np.zeros((40, 60), np.uint8)
    opacity[:, 32:] = 255
    assert save(Picture(pixels, opacity), tmp_path / "a.jpg", Saving(quality=98, background=(20, 60, 200))) == ""
    behind = load(tmp_path / "a.jpg").pixels[:, :24].reshape(-1, 3).mean(0)
    np.testing.assert_allclose(behind, (20, 60, 200), atol=3)


def test_jpeg_puts_transparent_parts_on_white_and_says_so(tmp_path: Path, pixels: Levels) -> None:
    opacity = np.zeros((40, 60), np.uint8)
    opacity[:, 32:] = 255
    notice = save(Picture(pixels, opacity), tmp_path / "a.jpg", Saving(quality=98))
    assert notice == "JPEG has no transparency: transparent parts became white"
    again = load(tmp_path / "a.jpg").pixels.astype(int)
    assert again[:, :24].min() > 250
    assert np.abs(again[:, 40:] - pixels[:, 40:]).mean() < 4


@pytest.mark.parametrize("suffix", [".jpg", ".webp"])
def test_quality_trades_size_for_likeness(tmp_path: Path, suffix: str) -> None:
    noise = np.random.default_rng(0).integers(0, 256, (64, 64, 3)).astype(np.uint8)
    sizes, errors = [], []
    for quality in (10, 60, 95):
        path = tmp_path / f"q{quality}{suffix}"
        save(Picture(noise), path, Saving(quality=quality))
        sizes.append(path.stat().st_size)
        errors.append(np.abs(load(path).pixels.astype(int) - noise).mean())
    assert sizes == sorted(sizes)
    assert errors == sorted(errors, reverse=True)
    assert sizes[0] < sizes[2] / 2


def test_16_bit_pictures_are_saved_with_16_and_with_8_where_that_is_wanted(tmp_path: Path) -> None:
    deep = Picture(np.full((20, 20, 3), 40_000, np.uint16))
    save(deep, tmp_path / "a.png")
    assert load(tmp_path / "a.png").pixels[0, 0, 0] == 40_000
    save(deep, tmp_path / "b.png", Saving(depth=8))
    assert load(tmp_path / "b.png").pixels[0, 0, 0] == 40_000 >> 8


class _FullDisk(BufferedWriter):
    """A file whose disk is full after half of what is written."""

    def write(self, data: Any) -> int:
        super().write(memoryview(data)[: len(data) // 2])
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@pytest.mark.parametrize("name", ["a.png", "a.jpg", "a.webp", "a.tif"])
def test_a_disk_that_fills_up_leaves_the_old_file_whole_and_no_other(
    tmp_path: Path, pixels: Levels, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    path = tmp_path / name
    save(Picture(pixels), path)
    before = path.read_bytes()
    monkeypatch.setattr(Path, "open", lambda self, mode: _FullDisk(FileIO(self, mode)))
    with pytest.raises(Problem, match=rf"no space left for .*{name}.*nothing was written"):
        save(Picture(255 - pixels), path)
    monkeypatch.undo()
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def test_nothing_appears_under_the_name_before_all_is_on_the_disk(
    tmp_path: Path, pixels: Levels, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[list[str]] = []

    def synced(descriptor: int) -> None:
        seen.append([path.name for path in tmp_path.iterdir()])
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    monkeypatch.setattr(os, "fsync", synced)
    with pytest.raises(Problem, match=r"cannot write .*a\.png: Input/output error"):
        save(Picture(pixels), tmp_path / "a.png")
    assert len(seen) == 1
    assert "a.png" not in seen[0]
    assert list(tmp_path.iterdir()) == []


def test_an_older_file_is_replaced_and_never_written_into(tmp_path: Path, pixels: Levels) -> None:
    """Whoever has the older file open, or under another name, keeps it whole."""
    path, kept = tmp_path / "a.png", tmp_path / "kept.png"
    save(Picture(pixels), path)
    kept.hardlink_to(path)
    save(Picture(255 - pixels), path)
    np.testing.assert_array_equal(load(kept).pixels, pixels)
    np.testing.assert_array_equal(load(path).pixels, 255 - pixels)


@pytest.mark.parametrize("name", ["result", "result.gif", "result.txt", ".png", "result.png.bak"])
def test_a_name_without_a_known_ending_is_refused(tmp_path: Path, pixels: Levels, name: str) -> None:
    with pytest.raises(Problem, match=r"cannot tell the format of .* end in one of \.png, \.jpg"):
        save(Picture(pixels), tmp_path / name)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_is_not_written_over(tmp_path: Path) -> None:
    (tmp_path / "holiday.png").mkdir()
    with pytest.raises(Problem, match=r"holiday\.png is a folder"):
        check_target(tmp_path / "holiday.png")


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(Problem, match=r"there is no folder .*nowhere"):
        check_target(tmp_path / "nowhere" / "a.png")


@pytest.mark.parametrize("through_a_link", [False, True])
def test_a_pipe_or_device_is_never_replaced(tmp_path: Path, pixels: Levels, through_a_link: bool) -> None:
    pipe, target = tmp_path / "pipe.png", tmp_path / "pipe.png"
    os.mkfifo(pipe)
    if through_a_link:
        target = tmp_path / "link.png"
        target.symlink_to(pipe)
    with pytest.raises(Problem, match=r"\.png is not an ordinary file"):
        save(Picture(pixels), target)
    assert pipe.is_fifo()
    assert target.is_symlink() == through_a_link


@pytest.mark.parametrize("name", ["n" * 300 + ".png", "/".join(["folder"] * 900) + "/a.png"])
def test_a_name_too_long_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(Problem, match="the name is too long"):
        check_target(tmp_path / name)


def test_the_longest_name_that_the_disk_takes_can_be_saved(tmp_path: Path, pixels: Levels) -> None:
    path = tmp_path / ("n" * 251 + ".png")
    save(Picture(pixels), path)
    np.testing.assert_array_equal(load(path).pixels, pixels)


def test_checking_a_target_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(b"something dear")
    check_target(path)
    check_target(tmp_path / "b.png")
    assert path.read_bytes() == b"something dear"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("bad", [Path("/dev/null"), Path("/dev/full")])
def test_device_nodes_are_refused_by_ending_already(bad: Path) -> None:
    with pytest.raises(Problem, match="cannot tell the format"):
        check_target(bad)


def test_bytes_in_memory_do_not_change_when_the_file_does(tmp_path: Path, pixels: Levels) -> None:
    """The pixels are read at once: a file that is replaced later does not change a picture in use."""
    picture = load(_write(pixels, tmp_path / "a.bmp"))
    buffer = BytesIO()
    Image.fromarray(255 - pixels).save(buffer, "BMP")
    (tmp_path / "a.bmp").write_bytes(buffer.getvalue())
    np.testing.assert_array_equal(picture.pixels, pixels)


def test_what_alpha_hides_lends_no_colour_to_what_is_seen() -> None:
    pixels = np.zeros((96, 96, 3), np.uint8)
    rows, columns = np.mgrid[:96, :96]
    seen = np.hypot(rows - 48, columns - 48) < 30
    pixels[seen] = (220, 40, 60)  # on black that cannot be seen
    picture = Picture(pixels, np.where(seen, 255, 0).astype(np.uint8))
    small = resize_visible(picture, 24, 24)
    cover = resize_values(picture.alpha[..., None], 24, 24, largest=255)[..., 0]  # type: ignore[index]  # it has one
    edge = (cover > 0.1) & (cover < 0.9)
    assert edge.sum() > 20
    assert np.abs(small[edge] * 255 - (220, 40, 60)).max() < 4
    assert np.abs(resize(pixels, 24, 24)[edge] * 255 - (220, 40, 60)).max() > 100
    opaque = replace(picture, alpha=None)
    assert np.array_equal(resize_visible(opaque, 24, 24), resize(pixels, 24, 24))
