"""Colour spaces: exactly what their published numbers say, and never a crash for a profile that is none."""

from io import BytesIO
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from icc import ADOBE, ADOBE_GAMMA, P3, SRGB_CURVE, SRGB_PRIMARIES, gamma, light, parametric, profile
from numpy.typing import NDArray
from PIL import Image, ImageCms

from stylegui.engine.pictures.files.spaces import SRGB, converted, is_srgb, name_of, space_of, srgb

WIDE = profile(P3, parametric(*SRGB_CURVE), "Display P3")
ADOBE_RGB = profile(ADOBE, gamma(ADOBE_GAMMA), "Adobe RGB (1998)")
CASES = {"Display P3": (WIDE, P3, None), "Adobe RGB (1998)": (ADOBE_RGB, ADOBE, ADOBE_GAMMA)}


@pytest.mark.parametrize("name", CASES)
def test_a_colour_keeps_its_light(name: str) -> None:
    """In XYZ, computed from the published numbers: at 16 bits to a level of the darkest colours."""
    data, primaries, power = CASES[name]
    space = space_of(data)
    assert space is not None
    levels = np.random.default_rng(0).integers(0, 65536, (64, 48, 3)).astype(np.uint16)  # sRGB lies within both
    made = converted(levels, srgb(), space) / 65535
    reference = light(levels / 65535, SRGB_PRIMARIES, None)
    np.testing.assert_allclose(
        light(made, primaries, power), reference, atol=3e-4
    )  # the numbers are published with five digits


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("depth", [np.uint8, np.uint16])
def test_there_and_back_is_the_same_but_for_rounding(name: str, depth: type) -> None:
    space, most = space_of(CASES[name][0]), np.iinfo(depth).max
    assert space is not None
    levels: NDArray[Any] = np.random.default_rng(1).integers(most // 4, most + 1, (300, 7, 3)).astype(depth)
    back = converted(converted(levels, srgb(), space), space, srgb())
    assert np.abs(back.astype(int) - levels).max() <= 4


def test_it_agrees_with_little_cms_at_8_bits() -> None:
    levels = np.random.default_rng(2).integers(0, 256, (40, 40, 3)).astype(np.uint8)
    space = space_of(WIDE)
    assert space is not None
    other = ImageCms.profileToProfile(
        Image.fromarray(levels), ImageCms.ImageCmsProfile(BytesIO(WIDE)), ImageCms.createProfile("sRGB")
    )
    assert other is not None
    apart = np.abs(converted(levels, space, srgb()).astype(int) - np.asarray(other))
    assert apart.mean() < 0.5
    assert np.percentile(apart, 99) <= 2


def test_srgb_is_known_and_others_by_their_names() -> None:
    assert is_srgb(SRGB)
    assert not is_srgb(WIDE)
    assert not is_srgb(ADOBE_RGB)
    assert (name_of(WIDE), name_of(ADOBE_RGB)) == ("Display P3", "Adobe RGB (1998)")
    assert name_of(b"nonsense") == "a profile of its own"


def test_what_is_no_matrix_is_none() -> None:
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    for data in (lab, b"", b"acsp" * 100, WIDE[:200], profile([[1, 0, 0]] * 3, gamma(2.2)), profile(P3, b"curv" * 4)):
        assert space_of(data) is None


@example(at=461, noise=b"\t$\x8f@")  # an exponent that makes lights beyond 10^38
@example(at=461, noise=b"\t\x00\x00.")
@given(at=st.integers(0, len(WIDE) - 5), noise=st.binary(min_size=1, max_size=4))
def test_damage_gives_a_space_or_none(at: int, noise: bytes) -> None:
    damaged = WIDE[:at] + noise + WIDE[at + len(noise) :]
    space = space_of(damaged)
    if space is not None:
        assert np.isfinite(converted(np.full((2, 2, 3), 77, np.uint8), space, srgb())).all()
    name_of(damaged)
