"""What of a picture is rare, against a loop in float64 and by what it finds."""

import numpy as np
import torch
from torch.nn import functional

from stylegui.engine.network.encoder import Encoder
from stylegui.engine.regions.rarity import LAYERS, LIKE, commonness


def _wave_with_a_square() -> torch.Tensor:
    """Fine waves all over, and one square that is like nothing else."""
    x = torch.arange(128, dtype=torch.float32)
    picture = (0.5 + 0.3 * torch.sin(x / 2))[None, None, None].expand(1, 3, 96, 128).clone()
    picture[..., 40:64, 88:112] = torch.tensor([0.9, 0.2, 0.1]).view(1, 3, 1, 1)
    return picture


def test_commonness_equals_the_loop(double_encoder: Encoder) -> None:
    picture = torch.rand(1, 3, 48, 64, generator=torch.Generator().manual_seed(0), dtype=torch.float64)
    features = double_encoder(picture, LAYERS)
    columns = []
    for layer in LAYERS:
        part = functional.interpolate(features[layer], (6, 8), mode="bilinear", antialias=True, align_corners=False)[0]
        rows = part.flatten(1).T.numpy()
        rows = rows - rows.mean(0)
        columns.append(np.array([row / np.sqrt(row @ row) for row in rows]))
    places = np.concatenate(columns, 1)
    densities = []
    for one in places:
        cosines = [one @ other / np.sqrt((one @ one) * (other @ other)) for other in places]
        densities.append(np.mean([np.exp(-(1 - cosine) / LIKE) for cosine in cosines]))
    middle = sorted(densities)[(len(densities) - 1) // 2]  # the lower of two, as torch has it
    expected = np.minimum(np.array(densities) / middle, 1).reshape(6, 8)
    np.testing.assert_allclose(commonness(double_encoder, picture)[0, 0].numpy(), expected, rtol=1e-6)


def test_what_is_like_nothing_else_is_rare(encoder: Encoder) -> None:
    found = commonness(encoder, _wave_with_a_square())[0, 0]
    assert found.shape == (12, 16)
    row, column = divmod(int(found.argmin()), 16)
    assert 4 <= row <= 8
    assert 10 <= column <= 14
    assert float(found.min()) < 0.7 * float(found[:3, :8].mean())


def test_what_cannot_be_seen_makes_nothing_common(encoder: Encoder) -> None:
    picture, opacity = _wave_with_a_square(), torch.ones(1, 1, 96, 128)
    opacity[..., :80] = 0  # most of the waves
    cut, whole = (commonness(encoder, picture, each)[0, 0] for each in (opacity, None))
    waves, square = (slice(0, 3), slice(1, 8)), (slice(5, 8), slice(11, 14))
    assert float(cut[square].mean() / cut[waves].mean()) > 1.2 * float(whole[square].mean() / whole[waves].mean())
