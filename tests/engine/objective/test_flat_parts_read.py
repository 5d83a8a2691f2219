"""Where the flat parts of a photo are, and that what Follow meaning says of them is asked for there alone."""

import pytest
import torch
from objectives import gradient_at
from torch import Tensor

from stylegui.engine.network.encoder import Encoder
from stylegui.engine.objective.looks import FLAT_PARTS, FLAT_PARTS_WEIGHT
from stylegui.engine.objective.objective import make_targets
from stylegui.engine.objective.reading import Guide, ReadKinds, Statistics, View, read_pictures
from stylegui.engine.regions.kinds import Kinds
from stylegui.engine.settings import Settings

HEIGHT, WIDTH = 64, 96


@pytest.fixture
def photo(generator: torch.Generator) -> Tensor:
    """Plain in its left half, busy in its right."""
    found = torch.full((1, 3, HEIGHT, WIDTH), 0.5)
    found[..., WIDTH // 2 :] = torch.rand(1, 3, HEIGHT, WIDTH // 2, generator=generator)
    return found


@pytest.fixture
def style(generator: torch.Generator) -> Tensor:
    """Of fine grain."""
    return torch.rand(1, 3, 64, 64, generator=generator)


def _kinds() -> Kinds:
    """Two: what is above and what is below, in both."""
    upper = torch.zeros(2, 8, 12)
    upper[0, :4], upper[1, 4:] = 1, 1
    of_style = torch.zeros(2, 8, 8)
    of_style[0, :4], of_style[1, 4:] = 2, 2
    return Kinds(upper, torch.tensor([0.5, 0.5]), of_style)


def _read(encoder: Encoder, photo: View, style: Tensor, *guides: Guide) -> Statistics:
    return read_pictures(encoder, photo, [View(style)], Settings(), guides, [_kinds()])


def _flat(statistics: Statistics) -> ReadKinds:
    (found,) = [read for read in statistics.kinds[0] if read.way is FLAT_PARTS]
    return found


def test_they_are_where_the_photo_is_plain(encoder: Encoder, photo: Tensor, style: Tensor) -> None:
    found = _flat(_read(encoder, View(photo), style))
    assert float(found.members[..., WIDTH // 2 :].amax()) == 0
    torch.testing.assert_close(found.members.sum((1, 2)), torch.ones(2))
    assert float(found.areas.sum()) == pytest.approx(1, abs=0.01)
    assert float(found.areas.min()) > 0.3


def test_they_are_where_least_of_the_photo_is_held(encoder: Encoder, photo: Tensor, style: Tensor) -> None:
    held = torch.full((1, 1, HEIGHT, WIDTH), 0.2)
    held[..., : WIDTH // 2] = 1  # the subject is in the plain half
    found = _flat(_read(encoder, View(photo, weights=held), style))
    assert float(found.members[..., : WIDTH // 2].amax()) == 0


def test_what_lies_under_transparency_has_no_say(encoder: Encoder, photo: Tensor, style: Tensor) -> None:
    opacity, spoilt = torch.ones(1, 1, HEIGHT, WIDTH), photo.clone()
    opacity[..., : HEIGHT // 2, :] = 0
    spoilt[..., : HEIGHT // 2, :] = torch.rand(1, 1, HEIGHT // 2, WIDTH)
    first, second = (_flat(_read(encoder, View(each, opacity), style)) for each in (photo, spoilt))
    assert float(first.members[:, : HEIGHT // 2].amax()) == 0
    assert torch.equal(first.members, second.members)


def test_regions_have_none(encoder: Encoder, photo: Tensor, style: Tensor) -> None:
    mask = torch.zeros(1, 1, HEIGHT, WIDTH)
    mask[..., : WIDTH // 2 + 8] = 1
    found = _flat(_read(encoder, View(photo), style, Guide(mask, 0)))
    assert float(found.areas.sum()) < 0.01


def test_they_count_by_follow_meaning(encoder: Encoder, photo: Tensor, style: Tensor) -> None:
    statistics = _read(encoder, View(photo), style)
    for follow in (50.0, 100.0):
        (found,) = make_targets(statistics, Settings(follow_meaning=follow)).flat
        assert found[0] == pytest.approx(FLAT_PARTS_WEIGHT * follow / 100)


def test_only_they_are_pulled(encoder: Encoder, photo: Tensor, style: Tensor) -> None:
    settings = Settings(
        photo_kept=0, smoothness=0, follow_meaning=100, layer_relu1_1=0, layer_relu2_1=0, layer_relu3_1=0,
        layer_relu4_1=0, layer_relu5_1=0,
    )  # fmt: skip
    targets = make_targets(_read(encoder, View(photo), style), settings)
    found = gradient_at(encoder, targets, photo.clamp(0.1, 0.9) + 0.01 * photo.roll(7, 3), settings).abs().sum(1)
    assert float(found[..., : WIDTH // 4].amax()) > 0
    assert float(found[..., -WIDTH // 4 :].amax()) < 1e-3 * float(found.amax())
