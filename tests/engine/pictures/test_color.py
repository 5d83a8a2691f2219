"""Colours against numpy in float64."""

import numpy as np
import pytest
import torch
from torch import Tensor

from stylegui.engine.pictures.color import LUMA, luma, tint_of, with_chroma_of, with_palette_of, with_tint


def _picture(seed: int, height: int = 12, width: int = 17) -> Tensor:
    """Colours that depend on each other, well inside [0, 1]."""
    generator = torch.Generator().manual_seed(seed)
    free = torch.randn(3, height * width, generator=generator, dtype=torch.float64)
    mixing = 0.06 * torch.eye(3).double() + 0.02 * torch.randn(3, 3, generator=generator, dtype=torch.float64)
    return (0.5 + mixing @ free).clamp(0.05, 0.95).view(1, 3, height, width)


def test_luma_equals_the_weighted_sum() -> None:
    picture = _picture(0)
    expected = sum(weight * picture[0, i].numpy() for i, weight in enumerate(LUMA))
    np.testing.assert_allclose(luma(picture)[0, 0].numpy(), expected, rtol=1e-12)


@pytest.mark.parametrize("amount", [0.0, 0.4, 1.0])
def test_the_photos_chroma_goes_over_and_brightness_stays(amount: float) -> None:
    result, photo = _picture(1), _picture(2)
    found = with_chroma_of(result, photo, amount)
    torch.testing.assert_close(luma(found), luma(result))
    chroma = (1 - amount) * (result - luma(result)) + amount * (photo - luma(photo))
    torch.testing.assert_close(found - luma(found), chroma)


def test_the_palette_has_the_photos_mean_and_covariance() -> None:
    style, photo = _picture(3), _picture(4)
    found = with_palette_of(style, photo, 1.0)[0].flatten(1).numpy()
    wanted = photo[0].flatten(1).numpy()
    np.testing.assert_allclose(found.mean(1), wanted.mean(1), atol=2e-3)
    np.testing.assert_allclose(np.cov(found), np.cov(wanted), atol=3e-4)


def test_no_palette_is_the_style_and_half_lies_between() -> None:
    style, photo = _picture(3), _picture(4)
    torch.testing.assert_close(with_palette_of(style, photo, 0.0), style)
    half, whole = (with_palette_of(style, photo, amount) for amount in (0.5, 1.0))
    torch.testing.assert_close(half, (style + whole) / 2)


def test_transparent_pixels_have_no_say_in_the_palette() -> None:
    photo, opacity = _picture(4), torch.ones(1, 1, 12, 17, dtype=torch.float64)
    spoilt = photo.clone()
    spoilt[..., :5], opacity[..., :5] = 0.0, 0.0
    found = with_palette_of(_picture(3), spoilt, 1.0, photo_opacity=opacity)
    torch.testing.assert_close(found, with_palette_of(_picture(3), photo[..., 5:], 1.0))


@pytest.mark.parametrize("chroma", [(0.0, 0.0, 0.0), (0.08, 0.0, -0.05)])
def test_a_toned_picture_has_a_tint_that_gives_it_back(chroma: tuple[float, float, float]) -> None:
    bright = torch.rand(1, 1, 12, 17, generator=torch.Generator().manual_seed(5), dtype=torch.float64)
    picture = bright + torch.tensor(chroma, dtype=torch.float64).view(1, 3, 1, 1) * bright
    tint = tint_of(picture)
    assert tint is not None
    torch.testing.assert_close(with_tint(picture, tint, 1.0), picture, atol=2e-3, rtol=0)
    torch.testing.assert_close(
        luma(with_tint(_picture(1), tint, 1.0)).mean(), luma(_picture(1)).mean(), atol=0.05, rtol=0
    )


def test_a_coloured_picture_has_no_tint() -> None:
    assert tint_of(_picture(6) * torch.tensor([1.5, 0.5, 1.0]).view(1, 3, 1, 1) ** torch.rand(1, 1, 12, 17)) is None


def test_a_tint_goes_where_its_mask_is() -> None:
    grey = tint_of(torch.rand(1, 1, 12, 17, dtype=torch.float64).expand(1, 3, 12, 17))
    assert grey is not None
    mask = torch.zeros(1, 1, 12, 17, dtype=torch.float64)
    mask[..., :8] = 1
    found = with_tint(_picture(1), grey, mask)
    torch.testing.assert_close(found[..., 8:], _picture(1)[..., 8:])
    assert float((found[..., :8] - found[..., :8].mean(1, keepdim=True)).abs().max()) < 1e-3
