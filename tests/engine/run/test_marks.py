"""The painting's own marks: they go where the painting looks alike, and are its own pixels."""

import math

import numpy as np
import pytest
import torch
from torch import Tensor

from stylegui.engine.network.encoder import Encoder
from stylegui.engine.objective.evaluation import Blocks, at_once, one_block
from stylegui.engine.objective.reading import Guide, View
from stylegui.engine.pictures.resampling import resample
from stylegui.engine.run.marks import CELL, marks
from stylegui.engine.terms.block import Block, blocks_of


def _painting(generator: torch.Generator, height: int, width: int) -> Tensor:
    """Dark with fine vertical lines on its left, light with fine horizontal ones on its right."""
    rows, columns = torch.meshgrid(torch.arange(height), torch.arange(width), indexing="ij")
    is_left = columns < width // 2
    lines = torch.where(is_left, columns % 2, rows % 2).float()
    picture = torch.where(is_left, 0.15, 0.75) + 0.2 * lines
    return picture.expand(3, -1, -1)[None] + 0.02 * torch.rand(1, 3, height, width, generator=generator)


def _blurred(picture: Tensor) -> Tensor:
    height, width = picture.shape[2:]
    return resample(resample(picture, height // 2, width // 2), height, width)


def _marks(
    encoder: Encoder,
    image: Tensor,
    styles: list[View],
    shares: tuple[float, ...] = (1.0,),
    guides: tuple[Guide, ...] = (),
    blocks: Blocks = one_block,
) -> Tensor:
    return at_once(marks(encoder, image, styles, shares, guides, blocks))


def _lines(laid: Tensor) -> Tensor:
    """(H, W): above 0 where what is laid on changes across, below where it changes downwards."""
    across = (laid[..., :-1, 1:] - laid[..., :-1, :-1]).abs().mean(1)
    down = (laid[..., 1:, :-1] - laid[..., :-1, :-1]).abs().mean(1)
    return (across - down)[0]


def test_marks_go_where_the_painting_looks_alike(encoder: Encoder, generator: torch.Generator) -> None:
    """A picture that is light on its left and dark on its right has the light part's lines there."""
    painting = _painting(generator, 96, 128)
    image = _blurred(painting).flip(3)
    laid = _lines(_marks(encoder, image, [View(painting)]))
    assert laid.shape == (95, 127)
    assert float((laid[8:-8, 8:50] < 0).float().mean()) > 0.9
    assert float((laid[8:-8, 80:118] > 0).float().mean()) > 0.9


def test_they_have_the_paintings_own_strength(encoder: Encoder, generator: torch.Generator) -> None:
    painting = torch.rand(1, 3, 120, 104, generator=generator)
    band = painting - _blurred(painting)
    laid = _marks(encoder, torch.rand(1, 3, 90, 77, generator=generator), [View(painting)])
    assert laid.shape == (1, 3, 90, 77)
    assert float(laid[..., 8:-8, 8:-8].std()) == pytest.approx(float(band.std()), rel=0.15)


def test_the_painting_itself_gets_its_own_back(encoder: Encoder, generator: torch.Generator) -> None:
    painting = torch.rand(1, 3, 96, 96, generator=generator)
    blurred = _blurred(painting)
    laid = _marks(encoder, blurred, [View(painting)])
    inner = (..., slice(CELL, -CELL), slice(CELL, -CELL))
    found, expected = laid[inner].flatten(), (painting - blurred)[inner].flatten()
    assert float(torch.nn.functional.cosine_similarity(found, expected, dim=0)) > 0.95


@pytest.mark.parametrize("size", [(96, 128), (101, 93)])
def test_blocks_change_nothing(encoder: Encoder, generator: torch.Generator, size: tuple[int, int]) -> None:
    painting, image = torch.rand(1, 3, 88, 104, generator=generator), torch.rand(1, 3, *size, generator=generator)

    def blocks(height: int, width: int) -> tuple[Block, ...]:
        return blocks_of(height, width, 48, 16, 16)

    whole, divided = (_marks(encoder, image, [View(painting)], blocks=how) for how in (one_block, blocks))
    assert float((whole - divided).abs().max()) < 1e-4


def test_a_style_without_a_share_gives_no_marks(encoder: Encoder, generator: torch.Generator) -> None:
    painting, plain = _painting(generator, 96, 96), torch.full((1, 3, 96, 96), 0.5)
    image = torch.rand(1, 3, 64, 64, generator=generator)
    assert float(_marks(encoder, image, [View(painting), View(plain)], (0.0, 1.0)).abs().max()) < 1e-3
    assert float(_marks(encoder, image, [View(painting), View(plain)], (1.0, 0.0)).std()) > 0.02


def test_a_region_gets_its_own_styles_marks(encoder: Encoder, generator: torch.Generator) -> None:
    painting, plain = _painting(generator, 96, 96), torch.full((1, 3, 96, 96), 0.5)
    image, mask = torch.rand(1, 3, 64, 96, generator=generator), torch.zeros(1, 1, 64, 96)
    mask[..., 48:] = 1
    laid = _marks(encoder, image, [View(painting), View(plain)], (1.0, 0.0), (Guide(mask, 1),))
    assert float(laid[..., 56:].abs().max()) < 1e-3
    assert float(laid[..., :40].std()) > 0.02


def test_a_part_of_a_style_gives_only_that_parts_marks(encoder: Encoder, generator: torch.Generator) -> None:
    painting = _painting(generator, 96, 128)
    part = torch.zeros(1, 1, 96, 128)
    part[..., 70:] = 1
    guide = Guide(torch.ones(1, 1, 64, 64), 0, part)
    laid = _lines(_marks(encoder, torch.full((1, 3, 64, 64), 0.25), [View(painting)], guides=(guide,)))
    assert float((laid[8:-8, 8:-8] < 0).float().mean()) > 0.9


def test_what_is_transparent_gives_none(encoder: Encoder, generator: torch.Generator) -> None:
    painting = _painting(generator, 96, 128)
    opacity = torch.zeros(1, 1, 96, 128)
    opacity[..., 70:] = 1
    laid = _lines(_marks(encoder, torch.full((1, 3, 64, 64), 0.25), [View(painting, opacity)]))
    assert float((laid[8:-8, 8:-8] < 0).float().mean()) > 0.9


def test_a_style_that_is_half_transparent_all_over_gives_its_own(encoder: Encoder, generator: torch.Generator) -> None:
    """Beside one that is not: each is judged by itself."""
    faint = View(_painting(generator, 96, 96), torch.full((1, 1, 96, 96), 0.3))
    plain = View(torch.full((1, 3, 96, 96), 0.5))
    image = torch.rand(1, 3, 64, 64, generator=generator)
    assert float(_marks(encoder, image, [faint, plain], (1.0, 0.0)).std()) > 0.02


def test_a_tiny_style_gives_none(encoder: Encoder, generator: torch.Generator) -> None:
    laid = _marks(encoder, torch.rand(1, 3, 64, 64, generator=generator), [View(torch.rand(1, 3, 20, 40))])
    assert not laid.any()
    assert math.prod(np.array(laid.shape)) == 3 * 64 * 64
