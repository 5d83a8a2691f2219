"""What drawn styles draw with, beside small computations of the same."""

import numpy as np
import pytest

from stylegui.engine.styles.drawn.handles import Handles
from stylegui.engine.styles.drawn.tools.colours import blend, colours_of, ramp
from stylegui.engine.styles.drawn.tools.drawing import Drawing
from stylegui.engine.styles.drawn.tools.fields import coordinates, turned
from stylegui.engine.styles.drawn.tools.noise import smooth_noise
from stylegui.engine.styles.drawn.tools.sheet import Marks, Ribbons, Sheet

WHITE, BLACK = np.ones(3), np.zeros(3)


def _rng(seed: int = 0) -> np.random.Generator:
    return np.random.default_rng(seed)


@pytest.mark.parametrize("angle", [0.0, 0.6, np.pi / 2, -1.1])
def test_a_mark_covers_the_rectangle_that_it_is_stamped_on(angle: float) -> None:
    sheet = Sheet(120, 160, WHITE)
    plain, length = Marks(np.ones((1, 10, 40))), 0.5
    sheet.stamp(plain, np.array([[0.7, 0.5]]), angle, length, BLACK, rng=_rng())
    y, x = coordinates(120, 160)
    across, along = turned(y - 0.5, x - 0.7, angle)
    inside = (np.abs(along) < length / 2) & (np.abs(across) < length / 8)
    covered = sheet.grey() < 0.5
    assert (covered != inside).mean() < 0.01
    assert covered.mean() > 0.03


def test_a_straight_ribbon_is_a_stamp() -> None:
    stamped, bent = Sheet(100, 120, WHITE), Sheet(100, 120, WHITE)
    marks = Marks(np.ones((1, 8, 40)))
    stamped.stamp(marks, np.array([[0.6, 0.5]]), 0.0, 0.4, BLACK, rng=_rng())
    line = np.stack([np.linspace(0.4, 0.8, 9), np.full(9, 0.5)], 1)[None]
    bent.ribbons(Ribbons(bent, marks, line, 0.08, rng=_rng()), marks, BLACK[None])
    assert np.abs(stamped.grey() - bent.grey()).mean() < 0.005
    assert bent.grey().mean() < 0.99


def test_many_ribbons_are_drawn_as_a_few_at_a_time() -> None:
    """More than can be counted in 16 bits."""
    paths = _rng(1).uniform(0, 1, (3000, 1, 2)) + np.linspace(0, 0.05, 16)[None, :, None]
    colours, marks = _rng(2).uniform(0, 1, (3000, 3)), Marks(np.ones((1, 8, 40)))
    together, apart = Sheet(60, 60, WHITE), Sheet(60, 60, WHITE)
    together.ribbons(Ribbons(together, marks, paths, 0.01, rng=_rng()), marks, colours)
    for start in range(0, 3000, 500):
        part = slice(start, start + 500)
        apart.ribbons(Ribbons(apart, marks, paths[part], 0.01, rng=_rng()), marks, colours[part])
    np.testing.assert_array_equal(together.pixels(), apart.pixels())


def test_noise_has_bumps_of_its_size_and_no_drift() -> None:
    noise = smooth_noise(_rng(), (400, 600), (20, 40))
    assert abs(float(noise.mean())) < 0.1
    assert 0.2 < float(noise.std()) < 0.7
    near, far = (float(np.corrcoef(noise[:-lag].ravel(), noise[lag:].ravel())[0, 1]) for lag in (5, 40))
    assert near > 0.8
    assert abs(far) < 0.25


@pytest.mark.parametrize("width", [516, 520, 612])
def test_noise_is_the_same_at_sizes_that_hardly_differ(width: int) -> None:
    height = width * 3 // 4
    small = smooth_noise(_rng(), (384, 512), (0.05 * 384, 0.05 * 384))
    other = smooth_noise(_rng(), (height, width), (0.05 * height, 0.05 * height))
    rows, columns = np.arange(384) * height // 384, np.arange(512) * width // 512
    assert np.corrcoef(small.ravel(), other[rows][:, columns].ravel())[0, 1] > 0.98


def test_a_ramp_is_linear_between_its_colours() -> None:
    colours, where = colours_of(("000000", "ff8000", "0040ff")), np.linspace(0, 1, 41)
    expected = np.stack([np.interp(where, (0, 0.5, 1), colours[:, channel]) for channel in range(3)], 1)
    np.testing.assert_allclose(ramp(where, colours), expected, atol=0.25 / 255)


def test_blending_is_linear() -> None:
    under, over, amount = _rng().uniform(0, 1, (4, 5, 3)), _rng(1).uniform(0, 1, 3), _rng(2).uniform(0, 1, (4, 5))
    np.testing.assert_allclose(blend(under, over, amount), (1 - amount[..., None]) * under + amount[..., None] * over)


def test_marks_on_hills_run_along_their_crests() -> None:
    motif = Drawing(300, 400, Handles()).motif
    hill = motif.ranges[-1]
    down, right = np.gradient(hill.depth)
    across = np.arctan2(down, right)  # the way into the hill
    assert np.abs(np.cos(motif.flow - across))[hill.depth > 0.02].mean() < 0.3


def test_points_are_as_many_as_fit_and_closer_where_they_are_to_be_dense() -> None:
    usual, dense = (Drawing(300, 400, Handles(density=density)).scattered(0.05) for density in (50, 100))
    inside = ((usual > 0) & (usual < (4 / 3, 1))).all(1).sum()
    assert inside == pytest.approx(4 / 3 / 0.05**2, rel=0.1)
    assert len(dense) == pytest.approx(2 * len(usual), rel=0.1)
